#include "app/drop.h"

#include "app/app.h"
#include "app/edit.h"
#include "app/open.h"

#include <SDL.h>

void drop_event(App *app, const SDL_Event *event)
{
    char *dropped = event->drop.file;
    if (dropped)
        app_close_entry(app);
    if (dropped && event->type == SDL_DROPFILE)
        open_file(app, dropped);
    else if (dropped && event->type == SDL_DROPTEXT)
        edit_paste_text(app, dropped);
    SDL_free(dropped);
}
