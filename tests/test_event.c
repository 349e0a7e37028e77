// What is told of racers on their panels: read in every theme, and never over another word or the start.
#include "world.h"

static const char *const diverging[] = {"SGD(lr=0.05)",
                                        "SGD(lr=0.1)",
                                        "Adam(lr=0.1)",
                                        "SGD(lr=0.01)",
                                        "Adagrad(lr=0.5)",
                                        "SGD(lr=0.03, momentum=0.95)",
                                        NULL};

static bool is_event(const DrawText *text)
{
    return strstr(text->text, " away") || strstr(text->text, "diverged at step") || strstr(text->text, "torch stops");
}

static Rect box_of(const DrawText *text)
{
    float width = 0.55f * font_points[text->size] * (float)text_characters(text->text, strlen(text->text));
    float left = text->align == ALIGN_CENTER ? 0.5f * width : text->align == ALIGN_RIGHT ? width : 0.0f;
    return (Rect){text->x - left + 1.0f, text->y - 0.7f * font_points[text->size], width - 2.0f,
                  0.8f * font_points[text->size]};
}

// Key and cards say it, too: no place on a path is worth it.
static void assert_off_trails(const DrawList *list, const DrawText *text)
{
    Rect box = box_of(text);
    for (int i = 0; i < list->n_strokes; i++) {
        const DrawStroke *stroke = &list->strokes[i];
        for (int k = 0; stroke->on_panel && stroke->line > 0 && k < stroke->count; k++) {
            DrawPoint at = list->points[stroke->first + k];
            if (rect_overlaps(box, (Rect){at.x, at.y, 0.01f, 0.01f}))
                fail_msg("%s lies on a path", text->text);
        }
    }
}

// Returns how many there are.
static int check_events(const DrawList *list, const Theme *theme)
{
    int n = 0;
    for (int i = 0; i < list->n_texts; i++) {
        const DrawText *text = &list->texts[i];
        if (!is_event(text))
            continue;
        n++;
        assert_off_trails(list, text);
        assert_true(text->halo.a == 0.0f);
        assert_true(color_contrast(text->color, theme->panel) >= 4.5f);
        for (int k = 0; k < list->n_texts; k++)
            if (k != i && rect_overlaps(box_of(text), box_of(&list->texts[k])))
                fail_msg("%s, %s lies on %s", theme->name, text->text, list->texts[k].text);
        for (int k = 0; k < list->n_hits; k++)
            if (list->hits[k].kind == HIT_START && rect_overlaps(box_of(text), list->hits[k].rect))
                fail_msg("%s, %s lies on the start", theme->name, text->text);
    }
    return n;
}

static void check_views(World *world, int least)
{
    static const ViewKind views[] = {VIEW_MAP, VIEW_SURFACE, VIEW_BOTH};
    for (int t = 0; t < theme_count(); t++)
        for (int v = 0; v < 3; v++)
            for (int figure = 0; figure < 2; figure++) {
                world->scene.view.kind = views[v];
                strcpy(world->scene.view.theme, theme_at(t)->name);
                PictureInput input = input_of(world, world->scene.steps, 1280, 800);
                input.figure = figure;
                const DrawList *list = picture_build(world->picture, &input);
                assert_sane(list);
                int n = check_events(list, theme_at(t));
                if (n < least)
                    fail_msg("view %d, figure %d: %d are told", (int)views[v], figure, n);
            }
}

static void words_of_what_diverged_are_read(void **state)
{
    (void)state;
    World *world = world_create("himmelblau", diverging, 100);
    check_views(world, 2);
    world_destroy(world);
}

static void words_of_what_is_away_are_read(void **state)
{
    (void)state;
    World *world = world_create("saddle", NULL, 300);
    check_views(world, 3);
    world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_of_what_diverged_are_read),
        cmocka_unit_test(words_of_what_is_away_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
