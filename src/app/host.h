// Where the program runs: on a desktop, or in a page.
#ifndef RAVINE_APP_HOST_H
#define RAVINE_APP_HOST_H

#include "base/error.h"

#include <stdbool.h>

typedef struct App App;

bool host_quits(const App *app); // a person can end the program
bool host_is_page(void);         // without a command line, or files beside each other; what takes long stops it
bool host_gives(int key);        // SDL_Keycode: the program gets to see it
const char *host_keeps(int i,
                       const char **use); // such keys as it does not, in help's writing, and what for; NULL: no more
const char *host_stops(void);             // what ends long work: "Esc"
void host_deliver(const char *path);      // a new file is the person's to take
bool host_picks(void);                    // the person is asked for a file; false: the program asks
void host_release(App *app);              // of the keys: Esc had nothing else to end
bool host_share(const char *link, Error *error); // "#scene=..."; false: error

#endif
