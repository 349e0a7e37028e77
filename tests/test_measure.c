// Words are measured before there is a window or OpenGL, and are then drawn exactly as wide. Skipped (77) where there
// is no font.
#include "render/measure.h"
#include "render/render.h"

#include <SDL.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { SKIPPED = 77 };

static const char *const words[] = {
    "",        "H",       "loss",         "learning rate", "momentum=0.9",      "0.95·10⁻²",        "10⁵",
    "1234567", "η β ∇ θ", "‖∇f‖ ² √",     "m̂ v̂",           "€ 🙂 \xff\xc3", "AdamW(lr=0.0001)", "−0.5",
    "0",       "11.11",   "a1b22c333d⁴⁵", "⏸",           "WAVE To fi ffl",
};
enum { WORDS = sizeof words / sizeof *words };
static const float scales[] = {1, 1.25f, 1.5f, 2, 3.7f};
enum { SCALES = sizeof scales / sizeof *scales };

// Of each word, size, weight and kind, the width that `width` gives.
static void measure_all(float (*width)(void *, const char *, FontSize, FontWeight, bool), void *context,
                        float widths[WORDS * FONT_SIZE_COUNT * 4])
{
    for (int i = 0, n = 0; i < WORDS; i++)
        for (FontSize size = 0; size < FONT_SIZE_COUNT; size++)
            for (int kind = 0; kind < 4; kind++)
                widths[n++] = width(context, words[i], size, kind & 1 ? WEIGHT_SEMIBOLD : WEIGHT_REGULAR, kind >> 1);
}

// Runs first: nothing of SDL has been started.
static void test_needs_no_display(void **state)
{
    Measure *measure = *state;
    assert_int_equal(SDL_WasInit(0), 0);
    float wide = measure_width(measure, "learning rate", FONT_TITLE, WEIGHT_SEMIBOLD, false);
    float thin = measure_width(measure, "learning rate", FONT_SMALL, WEIGHT_REGULAR, false);
    assert_true(thin > 40 && wide > 1.8f * thin);
    assert_true(measure_width(measure, "111", FONT_TEXT, WEIGHT_REGULAR, true) ==
                measure_width(measure, "888", FONT_TEXT, WEIGHT_REGULAR, true));
    assert_true(measure_width(measure, "", FONT_TEXT, WEIGHT_REGULAR, false) == 0);
    assert_int_equal(SDL_WasInit(0), 0);
}

static void test_parts_make_the_width(void **state)
{
    Measure *measure = *state;
    for (int i = 0; i < WORDS; i++)
        for (int tabular = 0; tabular < 2; tabular++) {
            const char *text = words[i];
            int width = 0, parts = 0;
            for (TextPart part; measure_part(measure, &text, FONT_NOTE, WEIGHT_REGULAR, tabular, &part); parts++) {
                assert_true(part.text[0] != '\0');
                width += part.cell;
            }
            assert_int_equal(width, measure_pixels(measure, words[i], FONT_NOTE, WEIGHT_REGULAR, tabular));
            assert_true(tabular || parts == (words[i][0] != '\0'));
            if (!tabular)
                assert_int_equal(width, fonts_advance(measure_fonts(measure), words[i], FONT_NOTE, WEIGHT_REGULAR));
        }
}

// More words than are kept: a width is the same whenever it is asked for.
static void test_forgets_and_measures_again(void **state)
{
    enum { MANY = 5000 };
    Measure *measure = *state;
    static int first[MANY];
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < MANY; i++) {
            char text[32];
            snprintf(text, sizeof text, "step %d", i * 7);
            int width = measure_pixels(measure, text, FONT_TEXT, WEIGHT_REGULAR, false);
            if (round == 0)
                first[i] = width;
            assert_int_equal(width, first[i]);
        }
}

static void test_is_what_is_drawn(void **state)
{
    static float measured[SCALES][WORDS * FONT_SIZE_COUNT * 4], drawn[WORDS * FONT_SIZE_COUNT * 4];
    Measure *measure = *state;
    Error error = {""};
    for (int i = 0; i < SCALES; i++) {
        measure_scale(measure, scales[i]);
        measure_all(measure_width, measure, measured[i]);
    }
    measure_scale(measure, 1);
    Render *render = render_create(NULL, &error);
    if (!render) {
        print_message("skipped: %s\n", error.text);
        skip();
    }
    for (int i = SCALES - 1; i >= 0; i--) {
        render_set_scale(render, scales[i]);
        measure_all(render_text_width, render, drawn);
        assert_memory_equal(drawn, measured[i], sizeof drawn);
    }
    render_destroy(render);
}

static int set_up(void **state)
{
    Error error = {""};
    *state = measure_create(&error);
    if (*state)
        return 0;
    printf("skipped: %s\n", error.text);
    exit(SKIPPED);
}

static int tear_down(void **state)
{
    measure_destroy(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_needs_no_display),
        cmocka_unit_test(test_parts_make_the_width),
        cmocka_unit_test(test_forgets_and_measures_again),
        cmocka_unit_test(test_is_what_is_drawn),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
