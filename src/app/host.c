#include "app/host.h"

#include "app/clip.h"

#include <stddef.h>

bool host_quits(const App *app)
{
    (void)app;
    return true;
}

bool host_is_page(void)
{
    return false;
}

const char *host_stops(void)
{
    return "Esc";
}

bool host_gives(int key)
{
    (void)key;
    return true;
}

const char *host_keeps(int i, const char **use)
{
    (void)i, (void)use;
    return NULL;
}

// It lies where it was written.
void host_deliver(const char *path)
{
    (void)path;
}

bool host_picks(void)
{
    return false;
}

void host_release(App *app)
{
    (void)app;
}

// `ravine LINK` opens it, and so does a page's address with it behind.
bool host_share(const char *link, Error *error)
{
    return clip_put(link, error);
}
