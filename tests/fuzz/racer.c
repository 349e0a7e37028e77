// What people paste as racers: a line in torch's grammar or a cell of a notebook. What was read prints to a text that
// reads back to the same.
#include "fuzz.h"

#include "scene/cell.h"
#include "scene/spec.h"

static void hold_racer(const Racer *racer, const char *text)
{
    static char first[SPEC_TEXT_MAX], second[SPEC_TEXT_MAX];
    Racer again;
    Error error = {""};
    spec_print(racer, first, sizeof first);
    hold(spec_read(first, &again, &error), error.text, text, first);
    spec_print(&again, second, sizeof second);
    hold(!strcmp(first, second), "printed twice", first, second);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static Cell cell;
    char line[ERROR_TEXT_MAX];
    Error error = {""};
    char *text = as_text(bytes, size);
    bool ok = cell_read(&cell, text, &error);
    hold(ok || error.text[0], "refused without a word", text, NULL);
    for (int i = 0; ok && i < cell.n; i++)
        hold_racer(&cell.racer[i], text);
    if (ok)
        cell_notice(&cell, line, sizeof line);
    free(text);
    return 0;
}
