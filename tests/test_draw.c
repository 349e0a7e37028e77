// The draw list: what is not said is the usual, and what is said is kept.
#include "picture/draw/draw.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const Color red = {1, 0, 0, 0.5f}, green = {0, 1, 0, 1};

// An overlay's line on the lowest layer, solid and of one colour.
static void test_stroke_defaults(void **state)
{
    (void)state;
    DrawList list = {0};
    draw_line(&list, (DrawStroke){.width = 1, .color = red}, 1, 2, 3, 4);
    draw_line(&list, (DrawStroke){.width = 1, .color = red, .fade_color = green}, 1, 2, 3, 4);
    assert_int_equal(list.n_strokes, 2);
    const DrawStroke *plain = &list.strokes[0], *faded = &list.strokes[1];
    assert_int_equal(plain->on_panel, 0);
    assert_int_equal(plain->layer, LAYER_BASE);
    assert_memory_equal(&plain->fade_color, &red, sizeof red);
    assert_memory_equal(&faded->fade_color, &green, sizeof green);
    assert_memory_equal(&faded->color, &red, sizeof red);
    assert_int_equal(faded->first, 2);
    assert_int_equal(faded->count, 2);
    draw_free(&list);
}

static void test_text_ends_with_a_whole_letter(void **state)
{
    (void)state;
    char letters[400] = "a";
    for (int i = 0; i < 190; i++)
        strcat(letters, "β");
    DrawList list = {0};
    DrawText *text = draw_text(&list, (DrawText){0}, "%s", letters);
    assert_non_null(text);
    assert_int_equal(strlen(text->text) % 2, 1);
    assert_true(strlen(text->text) >= sizeof text->text - 2);
    assert_null(draw_text(&list, (DrawText){0}, "%s", ""));
    draw_free(&list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stroke_defaults),
        cmocka_unit_test(test_text_ends_with_a_whole_letter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
