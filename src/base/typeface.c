#include "base/typeface.h"

#include <fontconfig/fontconfig.h>
#include <string.h>

const char *const typeface_families[TYPEFACE_FAMILIES] = {"Inter", "DejaVu Sans"};

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
