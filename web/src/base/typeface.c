// In a browser no typefaces are installed that a program may read: those of the page's own files, by name.
#include "base/typeface.h"

#include "base/asset.h"
#include "base/text.h"

#include <string.h>
#include <strings.h>

static const struct {
    const char *family, *regular, *semibold, *italic;
} faces[] = {
    {"Inter", "fonts/Inter-Regular.otf", "fonts/Inter-SemiBold.otf", "fonts/Inter-Italic.otf"},
    {"DejaVu Sans", "fonts/DejaVuSans.ttf", "fonts/DejaVuSans-Bold.ttf", "fonts/DejaVuSans.ttf"},
};
enum { FACES = sizeof faces / sizeof *faces };

const char *typeface_family(int i)
{
    return faces[i > 0].family;
}

Typeface typeface_find(const char *family, bool semibold, bool italic)
{
    Typeface face = {""};
    Error nobody;
    for (int i = 0; i < FACES; i++) {
        const char *name = semibold ? faces[i].semibold : italic ? faces[i].italic : faces[i].regular;
        if (!strcasecmp(faces[i].family, family) && !asset_path(name, face.path, sizeof face.path, &nobody))
            face.path[0] = '\0';
    }
    return face;
}

bool typeface_choose(const char *family, Error *error)
{
    return !family[0] || !strcasecmp(family, faces[0].family) ||
           error_set(error, "font '%s': in a browser there is Inter", family);
}
