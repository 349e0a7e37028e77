// A formula on several lines, as mathematics is broken: a sign stands with what follows it, lines end where few
// brackets are open, and none is much shorter than the others.
#include "base/text.h"
#include "picture/build.h"

#include <string.h>

enum { GLUED_MAX = 1024, TRIED = 24 };

static void glue_signs(const char *formula, char glued[GLUED_MAX])
{
    static const char *const signs[] = {" + ", " − ", " · ", " = "};
    Text text = text_begin(glued, GLUED_MAX);
    while (*formula) {
        int length = 0;
        for (size_t i = 0; i < sizeof signs / sizeof *signs && !length; i++)
            length = strncmp(formula, signs[i], strlen(signs[i])) ? 0 : (int)strlen(signs[i]);
        if (length)
            text_add(&text, "%.*s\u00a0", length - 1, formula);
        else
            text_add(&text, "%c", *formula);
        formula += length ? length : 1;
    }
}

// How many are open where lines end, all together.
static int open_brackets(char lines[][WRAP_LINE_BYTES], int n)
{
    int depth = 0, sum = 0;
    for (int i = 0; i + 1 < n; i++) {
        for (const char *c = lines[i]; *c; c++)
            depth += (*c == '(') - (*c == ')');
        sum += depth;
    }
    return sum;
}

static bool is_cut(char lines[][WRAP_LINE_BYTES], int n)
{
    for (int i = 0; i < n; i++)
        if (strstr(lines[i], "…"))
            return true;
    return false;
}

// What is too long in one piece with its sign goes without.
static int wrap(const Build *build, const char *formula, Type type, float width, int most,
                char lines[][WRAP_LINE_BYTES])
{
    char words[GLUED_MAX];
    glue_signs(formula, words);
    int n = text_wrap(build, words, type, width, most, lines);
    if (!is_cut(lines, n))
        return n;
    text_copy(words, sizeof words, formula);
    return text_wrap(build, words, type, width, most, lines);
}

int math_wrap(const Build *build, const char *formula, Type type, float width, int most, char lines[][WRAP_LINE_BYTES])
{
    char tried[FORMULA_LINES_MAX][WRAP_LINE_BYTES];
    int n = wrap(build, formula, type, width, most, lines), best = open_brackets(lines, n);
    for (int i = 1; i < TRIED && n > 1 && n < FORMULA_LINES_MAX; i++) {
        float narrower = width * (1 - 0.5f * (float)i / TRIED);
        if (wrap(build, formula, type, narrower, n + 1, tried) > n || is_cut(tried, n))
            break;
        int open = open_brackets(tried, n);
        if (open <= best)
            best = open, memcpy(lines, tried, (size_t)n * sizeof *tried);
    }
    return n;
}
