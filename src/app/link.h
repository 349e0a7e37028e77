// A page's address that carries a scene, "https://.../#scene=bowl&n=100", as an argument of the program: its parts
// become options, and it may have more to say than those.
#ifndef RAVINE_APP_LINK_H
#define RAVINE_APP_LINK_H

#include "app/options.h"
#include "scene/scene.h"

enum { LINK_PARTS_MAX = 64 };

typedef struct Link {
    char *parts, *text; // its own copies: what stands behind the #, and the scene's text
    size_t size;        // of that
    char *argv[3 * LINK_PARTS_MAX];
    int argc;
    char fault[ERROR_TEXT_MAX];
} Link;

// As options_read, of a line that may have a link in it; options borrow from *link, which is zeroed before. What is
// wrong with a link that opens the window is said there, above the usual scene.
int link_options(Link *link, int argc, char **argv, Options *options, Error *error);
int link_scene(const Options *options, Scene *scene, Error *error); // as setup_scene, likewise
void link_end(Link *link);

#endif
