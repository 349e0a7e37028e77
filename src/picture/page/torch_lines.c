// A racer as torch's whole lines, broken to a width.
#include "picture/build.h"
#include "scene/python.h"

#include <stdio.h>
#include <string.h>

static bool is_wider(const Build *build, const char *from, size_t length, float width)
{
    char word[TORCH_LINE_BYTES];
    snprintf(word, sizeof word, "    %.*s", (int)length, from);
    return text_width(build, word, FONT_SMALL, WEIGHT_REGULAR, false) > width;
}

// Up to where a line of Python may be broken: behind a space or an opening parenthesis, of what is wider than a line
// also behind a module's dot.
static size_t word_length(const Build *build, const char *from, float width)
{
    size_t length = strcspn(from, " (");
    length += from[length] != '\0';
    const char *dot = memchr(from, '.', length);
    return dot && is_wider(build, from, length, width) ? (size_t)(dot - from) + 1 : length;
}

// Appends a text to the lines, broken where it is too wide, further lines set in a little. What is beyond the last line
// is cut.
static int wrap_line(const Build *build, float width, const char *from, char lines[TORCH_LINES_MAX][TORCH_LINE_BYTES],
                     int n)
{
    bool begun = false;
    for (size_t length; *from; from += length) {
        char tried[2 * TORCH_LINE_BYTES];
        length = word_length(build, from, width);
        snprintf(tried, sizeof tried, "%s%.*s", begun ? lines[n - 1] : "", (int)length, from);
        bool fits = begun && text_width(build, tried, FONT_SMALL, WEIGHT_REGULAR, false) <= width;
        if (!fits && n == TORCH_LINES_MAX) {
            text_fit(build, tried, width, FONT_SMALL, WEIGHT_REGULAR);
            text_copy(lines[n - 1], TORCH_LINE_BYTES, tried);
            return n;
        }
        if (fits)
            text_copy(lines[n - 1], TORCH_LINE_BYTES, tried);
        else
            snprintf(lines[n++], TORCH_LINE_BYTES, "%s%.*s", begun ? "    " : "", (int)length, from);
        begun = true;
    }
    return n;
}

int torch_lines(const Build *build, const Racer *racer, float width, char lines[TORCH_LINES_MAX][TORCH_LINE_BYTES])
{
    char whole[2 * SPEC_TEXT_MAX], *rest = NULL;
    Text text = text_begin(whole, sizeof whole);
    python_optimizer(&text, racer);
    text_add(&text, racer->schedule.n ? "\n" : "");
    if (racer->schedule.n)
        python_scheduler(&text, &racer->schedule, false);
    text_add(&text, "\n");
    python_clips(&text, racer, "");
    python_average(&text, racer, "torch.optim.swa_utils");
    int n = 0;
    for (char *line = strtok_r(whole, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
        n = wrap_line(build, width, line, lines, n);
    return n;
}
