// Which kind of panel a view has, by the parameters of the loss, and that each kind keeps to its cell.
#include "picture/kind.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void test_views_have_their_kinds(void **state)
{
    (void)state;
    static const char *const of_two[VIEW_COUNT] = {
        [VIEW_SURFACE] = "surface", [VIEW_MAP] = "map",       [VIEW_BOTH] = "surface",
        [VIEW_SIDE] = "surface",    [VIEW_CURVE] = "surface",
    };
    for (int view = 0; view < VIEW_COUNT; view++) {
        assert_string_equal(panel_kind((ViewKind)view, 2)->name, of_two[view]);
        assert_string_equal(panel_kind((ViewKind)view, 1)->name, "curve");
        assert_null(panel_kind((ViewKind)view, 0));
        assert_null(panel_kind((ViewKind)view, 3));
    }
}

static void test_views_differ_that_show_another_panel(void **state)
{
    (void)state;
    static const bool of_two[VIEW_COUNT] = {
        [VIEW_SURFACE] = true, [VIEW_MAP] = true, [VIEW_BOTH] = true, [VIEW_SIDE] = true};
    static const bool of_one[VIEW_COUNT] = {[VIEW_SIDE] = true, [VIEW_CURVE] = true};
    for (int view = 0; view < VIEW_COUNT; view++) {
        assert_int_equal(picture_view_differs((ViewKind)view, 2), of_two[view]);
        assert_int_equal(picture_view_differs((ViewKind)view, 1), of_one[view]);
    }
}

static void assert_inside(Rect inner, Rect outer)
{
    assert_true(inner.w > 0 && inner.h > 0 && inner.x >= outer.x && inner.y >= outer.y);
    assert_true(inner.x + inner.w <= outer.x + outer.w && inner.y + inner.h <= outer.y + outer.h);
}

static void test_cameras_stay_in_their_cells(void **state)
{
    (void)state;
    static const Rect cells[] = {{10.3f, 20.7f, 900, 500}, {0, 0, 333.3f, 210}, {5, 5, 120, 90.5f}};
    const SceneCamera from = {.window = {-3, 1, 0.5, 4}, .azimuth_deg = 30, .elevation_deg = 40};
    const PictureInput in = {.scale = 2};
    const Build build = {.in = &in};
    for (int view = 0; view < VIEW_COUNT; view++)
        for (int parameters = 1; parameters <= 2; parameters++)
            for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
                const PanelKind *kind = panel_kind((ViewKind)view, parameters);
                Rect rect = kind->rect(&build, cells[i], from.window);
                assert_inside(rect, cells[i]);
                Camera camera = kind->camera(rect, &from);
                assert_memory_equal(&camera.rect, &rect, sizeof rect);
                for (int side = 0; side < parameters; side++) { // all of the scene's window is seen
                    assert_true(camera.window[2 * side] <= from.window[2 * side]);
                    assert_true(camera.window[2 * side + 1] >= from.window[2 * side + 1]);
                }
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_views_have_their_kinds),
        cmocka_unit_test(test_views_differ_that_show_another_panel),
        cmocka_unit_test(test_cameras_stay_in_their_cells),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
