// Text as pixels: widths, baselines, alignment, digits, clips, halos, and any bytes at all.
#include "render/font.h"
#include "shot.h"

typedef struct Ink {
    int left, right, top, bottom; // pixels, last ones included; left > right: none
} Ink;

static Ink ink_of(void **state, DrawText text, float scale)
{
    DrawList list = empty_list();
    list.scale = scale;
    list.texts = &text;
    list.n_texts = 1;
    Shot shot = shoot(state, &list);
    Ink ink = {shot.width, -1, shot.height, -1};
    for (int y = 0; y < shot.height; y++)
        for (int x = 0; x < shot.width; x++)
            if (at(&shot, x, y, 0) > 60) {
                ink = (Ink){x < ink.left ? x : ink.left, x > ink.right ? x : ink.right, y < ink.top ? y : ink.top, y};
            }
    free(shot.rgb);
    return ink;
}

static void test_text_is_as_wide_as_measured(void **state)
{
    static const char *const texts[] = {"HHHHHH", "momentum=0.9", "η β ∇ θ ‖ ² √", "9.55·10⁻²"};
    for (int scale = 1; scale <= 3; scale++)
        for (int i = 0; i < 4; i++) {
            render_set_scale(*state, (float)scale);
            float width = render_text_width(*state, texts[i], FONT_TEXT, WEIGHT_REGULAR, false);
            Ink ink = ink_of(state, text_of(texts[i], 10, 60), (float)scale);
            assert_true(fabsf((float)(ink.left - 10 * scale)) <= 2 * (float)scale);
            assert_true(fabsf((float)(ink.right + 1) - (10 + width) * (float)scale) <= 2 * (float)scale + 1);
        }
    render_set_scale(*state, 1);
}

static void test_text_stands_on_its_baseline(void **state)
{
    Ink ink = ink_of(state, text_of("HEH", 10, 60), 1);
    assert_int_equal(ink.bottom, 59);
    assert_within(ink.top, 48, 51); // Inter's capitals are 0.73 of the size
    ink = ink_of(state, text_of("HEH", 10, 60), 2);
    assert_within(ink.bottom, 118, 119);
    assert_within(ink.top, 97, 101);
}

static void test_text_aligns(void **state)
{
    DrawText text = text_of("HHHH", 80, 60);
    text.align = ALIGN_RIGHT;
    Ink right = ink_of(state, text, 1);
    assert_within(right.right, 76, 80);
    text.align = ALIGN_CENTER;
    Ink center = ink_of(state, text, 1);
    assert_within(center.left + center.right, 157, 162);
    text.angle_rad = 1.5707963f; // upwards: the line is now the column x = 80
    Ink upright = ink_of(state, text, 1);
    assert_within(upright.right, 78, 80);
    assert_within(upright.top + upright.bottom, 117, 122);
    assert_int_equal(upright.bottom - upright.top, center.right - center.left);
}

static void test_tabular_digits(void **state)
{
    float eights = render_text_width(*state, "888.88", FONT_TEXT, WEIGHT_REGULAR, true);
    for (int digit = 0; digit < 10; digit++) {
        char text[64];
        snprintf(text, sizeof text, "%d%d%d.%d%d", digit, digit, digit, digit, digit);
        assert_true(render_text_width(*state, text, FONT_TEXT, WEIGHT_REGULAR, true) == eights);
    }
    float ones = render_text_width(*state, "111.11", FONT_TEXT, WEIGHT_REGULAR, false);
    assert_true(ones < eights);
    assert_true(eights < 1.25f * render_text_width(*state, "888.88", FONT_TEXT, WEIGHT_REGULAR, false));
    DrawText text = text_of("888.88", 20, 60);
    text.tabular = true;
    Ink ink = ink_of(state, text, 1);
    assert_true(fabsf((float)(ink.right - ink.left + 1) - eights) <= 3);
}

static void test_text_clip_and_halo(void **state)
{
    DrawText text = text_of("HHHHHHHH", 10, 60);
    text.clip = (Rect){20, 0, 20, HEIGHT};
    Ink ink = ink_of(state, text, 1);
    assert_true(ink.left >= 20 && ink.right < 40);
    text.clip = (Rect){0};
    text.color = black;
    text.halo = white;
    Ink halo = ink_of(state, text, 1);
    assert_within(halo.left, 8, 11);
    assert_within(halo.bottom, 60, 62);
}

static void test_odd_texts(void **state)
{
    static const char *const texts[] = {"", " ", "\xff\xfe", "a\xc3", "m\xcc\x82 v\xcc\x82", "\xf0\x9f\x98\x80", "⏸"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        DrawText text = text_of(texts[i], 10, 60);
        for (int tabular = 0; tabular < 2; tabular++) {
            text.tabular = tabular;
            ink_of(state, text, 1);
            float width = render_text_width(*state, texts[i], FONT_TEXT, WEIGHT_SEMIBOLD, tabular);
            assert_true(width >= 0 && width < 100);
        }
    }
    assert_null(render_fault(*state));
}

static void test_code_points(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint32_t code;
        int length;
    } rows[] = {{"a", 'a', 1},
                {"\xce\xb2", 0x3b2, 2},
                {"\xe2\x88\x87", 0x2207, 3},
                {"\xf0\x9f\x98\x80", 0x1f600, 4},
                {"\xff", 0xfffd, 1},
                {"\xc3(", 0xfffd, 1},
                {"\xc0\x80", 0xfffd, 2},
                {"\xe2\x88", 0xfffd, 2},
                {"\x80", 0xfffd, 1},
                {"\xf7\xbf\xbf\xbf", 0xfffd, 4},
                {"", 0, 0}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *text = rows[i].text;
        assert_int_equal(font_code(&text), rows[i].code);
        assert_int_equal(text - rows[i].text, rows[i].length);
    }
}

// More different strings than the atlas and its table hold: the last one is still drawn.
static void test_many_texts(void **state)
{
    enum { TEXTS = 4500 };
    DrawText *texts = calloc(TEXTS, sizeof *texts);
    assert_non_null(texts);
    for (int i = 0; i < TEXTS; i++) {
        texts[i] = text_of("", -500, 20);
        snprintf(texts[i].text, sizeof texts[i].text, "number %d of a long row of strings", i);
        texts[i].size = FONT_TITLE;
    }
    texts[TEXTS - 1].x = 10;
    DrawList list = empty_list();
    list.texts = texts;
    list.n_texts = TEXTS;
    Shot shot = shoot(state, &list);
    int ink = 0;
    for (int x = 0; x < WIDTH; x++)
        ink += at(&shot, x, 15, 0) > 128;
    assert_true(ink > 10);
    free(shot.rgb);
    free(texts);
}

static void test_impossible_sizes(void **state)
{
    static const int sizes[][2] = {{0, 10}, {10, 0}, {-5, 10}, {1000000, 10}};
    DrawList list = empty_list();
    for (int i = 0; i < 4; i++) {
        Error error = {""};
        assert_false(render_paint(*state, &list, sizes[i][0], sizes[i][1], &error));
        assert_non_null(strstr(error.text, "picture, "));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_is_as_wide_as_measured),
        cmocka_unit_test(test_text_stands_on_its_baseline),
        cmocka_unit_test(test_text_aligns),
        cmocka_unit_test(test_tabular_digits),
        cmocka_unit_test(test_text_clip_and_halo),
        cmocka_unit_test(test_odd_texts),
        cmocka_unit_test(test_code_points),
        cmocka_unit_test(test_many_texts),
        cmocka_unit_test(test_impossible_sizes),
    };
    return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
