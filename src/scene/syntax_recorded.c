// The call that names a path made elsewhere.
#include "scene/syntax.h"

#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *slot_name(const void *context, int i)
{
    static const char *const slots[] = {"file", "name", "racer", NULL};
    (void)context;
    return slots[i];
}

const char *syntax_hint(char text[96], const char *nearest)
{
    snprintf(text, 96, "%s%s%s", nearest ? "; did you mean " : "", nearest ? nearest : "", nearest ? "?" : "");
    return text;
}

// A string of any length, for which a value's own name may be too short.
static bool read_string(const Syntax *syntax, const Value *value, const char *name, char *to, size_t size, Error *error)
{
    if (value->kind != VALUE_STRING)
        return syntax_error(syntax->text, value->at, error, "expected a string for %s", name);
    size_t length = (size_t)(value->end - value->at - 2);
    if (length >= size)
        return syntax_error(syntax->text, value->at, error, "%s is longer than %d bytes", name, (int)size - 1);
    memcpy(to, syntax->text + value->at + 1, length);
    to[length] = '\0';
    return true;
}

static bool read_index(const Syntax *syntax, const Value *value, int *racer, Error *error)
{
    bool ok = value->kind == VALUE_NUMBER && value->number >= 0 && value->number < 1e6 &&
              value->number == floor(value->number);
    *racer = ok ? (int)value->number : -1;
    return ok || syntax_error(syntax->text, value->at, error, "expected a whole number from 0 on for racer");
}

static bool fill_slot(const Syntax *syntax, const Value *value, const char *slot, RacerRecorded *recorded, Error *error)
{
    char hint[96];
    if (!strcmp(slot, "file"))
        return read_string(syntax, value, slot, recorded->file, sizeof recorded->file, error);
    if (!strcmp(slot, "name"))
        return read_string(syntax, value, slot, recorded->name, sizeof recorded->name, error);
    if (!strcmp(slot, "racer"))
        return read_index(syntax, value, &recorded->racer, error);
    if (!slot[0])
        return syntax_error(syntax->text, value->at, error, "Recorded takes no more than 3 arguments");
    return syntax_error(syntax->text, value->key_at, error, "Recorded has no argument '%s'%s", slot,
                        syntax_hint(hint, text_nearest(slot, slot_name, NULL)));
}

// The file without its folder and ending.
static void name_after_file(RacerRecorded *recorded)
{
    const char *slash = strrchr(recorded->file, '/'), *from = slash ? slash + 1 : recorded->file;
    const char *dot = strrchr(from, '.');
    int length = dot && dot > from ? (int)(dot - from) : (int)strlen(from);
    snprintf(recorded->name, sizeof recorded->name, "%.*s", length < RECORDED_NAME_MAX ? length : RECORDED_NAME_MAX,
             from);
}

bool syntax_recorded(const Syntax *syntax, const Value *call, RacerRecorded *recorded, Error *error)
{
    int position = 0;
    bool ok = true;
    *recorded = (RacerRecorded){.racer = -1};
    for (int i = call->child; ok && i >= 0; i = syntax->value[i].next) {
        const Value *value = &syntax->value[i];
        const char *slot = value->key[0] ? value->key : position < 3 ? slot_name(NULL, position++) : "";
        ok = fill_slot(syntax, value, slot, recorded, error);
    }
    if (ok && !recorded->file[0])
        return syntax_error(syntax->text, call->at, error, "Recorded needs a file: Recorded('run.csv')");
    if (ok && !recorded->name[0])
        name_after_file(recorded);
    text_make_printable(recorded->name);
    return ok;
}
