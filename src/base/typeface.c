#include "base/typeface.h"

#include "base/text.h"

#include <fontconfig/fontconfig.h>
#include <string.h>

static char chosen[TYPEFACE_NAME_MAX];

const char *typeface_family(int i)
{
    return i > 0 ? "DejaVu Sans" : chosen[0] ? chosen : "Inter";
}

static bool is_family(FcPattern *match, const char *family)
{
    FcChar8 *name;
    for (int i = 0; FcPatternGetString(match, FC_FAMILY, i, &name) == FcResultMatch; i++)
        if (FcStrCmpIgnoreCase(name, (const FcChar8 *)family) == 0)
            return true;
    return false;
}

static void read_match(FcPattern *match, const char *family, Typeface *face)
{
    FcChar8 *path;
    int index = 0;
    if (!is_family(match, family) || FcPatternGetString(match, FC_FILE, 0, &path) != FcResultMatch)
        return;
    FcPatternGetInteger(match, FC_INDEX, 0, &index);
    size_t length = strlen((const char *)path);
    if (length >= sizeof face->path)
        return;
    memcpy(face->path, path, length + 1);
    face->index = index;
}

// fontconfig always answers; an answer of another family means that this one is not installed.
Typeface typeface_find(const char *family, bool semibold, bool italic)
{
    Typeface face = {""};
    FcPattern *wish = FcPatternBuild(NULL, FC_FAMILY, FcTypeString, family, FC_WEIGHT, FcTypeInteger,
                                     semibold ? FC_WEIGHT_SEMIBOLD : FC_WEIGHT_REGULAR, FC_SLANT, FcTypeInteger,
                                     italic ? FC_SLANT_ITALIC : FC_SLANT_ROMAN, (char *)NULL);
    FcResult result;
    if (!wish)
        return face;
    FcConfigSubstitute(NULL, wish, FcMatchPattern);
    FcDefaultSubstitute(wish);
    FcPattern *match = FcFontMatch(NULL, wish, &result);
    if (match) {
        read_match(match, family, &face);
        FcPatternDestroy(match);
    }
    FcPatternDestroy(wish);
    return face;
}

static const char *family_at(const void *context, int i)
{
    const FcFontSet *fonts = context;
    FcChar8 *name;
    bool there = fonts && i < fonts->nfont && FcPatternGetString(fonts->fonts[i], FC_FAMILY, 0, &name) == FcResultMatch;
    return there ? (const char *)name : NULL;
}

static void tell_nearest(const char *family, Error *error)
{
    FcPattern *all = FcPatternCreate();
    FcObjectSet *wanted = FcObjectSetBuild(FC_FAMILY, (char *)NULL);
    FcFontSet *fonts = all && wanted ? FcFontList(NULL, all, wanted) : NULL;
    const char *nearest = text_nearest(family, family_at, fonts);
    error_set(error, "font '%s': no typeface of that family is installed%s%s%s", family,
              nearest ? "; did you mean " : "", nearest ? nearest : "", nearest ? "?" : "");
    if (fonts)
        FcFontSetDestroy(fonts);
    if (wanted)
        FcObjectSetDestroy(wanted);
    if (all)
        FcPatternDestroy(all);
}

bool typeface_choose(const char *family, Error *error)
{
    if (family[0] && !typeface_find(family, false, false).path[0])
        return tell_nearest(family, error), false;
    return text_copy(chosen, sizeof chosen, family) || error_set(error, "font '%s': the name is too long", family);
}
