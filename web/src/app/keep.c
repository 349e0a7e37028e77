// The running scene in the browser's database, one for all pages of the place. The page has put what it found there
// into a file before the program began.
#include "app/keep.h"

#include "base/file.h"
#include "base/text.h"
#include "scene/scene.h"

#include <emscripten.h>

static const char found[] = "/kept.yaml";

EM_JS(int, keep_js_can, (void), { return Ravine.keeps(); });
EM_JS(void, keep_js_write, (const char *text, int size), { Ravine.keep(UTF8ToString(text, size)); });

bool keep_begin(Keep *keep, Error *error)
{
    *keep = (Keep){0};
    if (!keep_js_can())
        return error_set(error, "this browser keeps nothing for this page: what is not saved goes with its tab");
    return text_copy(keep->folder, sizeof keep->folder, "/");
}

bool keep_find(Keep *keep, Scene *scene)
{
    Error nobody;
    return scene && file_exists(found) && text_copy(keep->left, sizeof keep->left, found) &&
           scene_read(scene, found, &nobody);
}

void keep_leave(Keep *keep, bool remove)
{
    (void)remove;
    keep->left[0] = '\0';
}

bool keep_write(Keep *keep, const char *text, size_t size, Error *error)
{
    (void)keep, (void)error;
    keep_js_write(text, (int)size);
    return true;
}

void keep_end(Keep *keep)
{
    *keep = (Keep){0};
}
