// The help: no key acts through it, its pages are turned, and on every page of every size all is there and legible.
#include "app/action.h"
#include "entries.h"
#include "seat.h"

#include <string.h>

static char *scene_text(void)
{
    size_t size;
    char *text = scene_print(scene(), &size, NULL);
    assert_non_null(text);
    return text;
}

static void no_key_acts_through_it(void **state)
{
    (void)state;
    static const int mods[] = {0, KMOD_LSHIFT, KMOD_LCTRL, KMOD_LALT, KMOD_LCTRL | KMOD_LSHIFT};
    static const int others[] = {SDLK_RIGHT, SDLK_LEFT,   SDLK_UP,     SDLK_DOWN,      SDLK_HOME, SDLK_END,
                                 SDLK_TAB,   SDLK_DELETE, SDLK_RETURN, SDLK_BACKSPACE, SDLK_F3,   SDLK_F4,
                                 SDLK_F11,   SDLK_SPACE,  SDLK_PAGEUP, SDLK_PAGEDOWN};
    fresh(NULL);
    char *before = scene_text();
    press(SDLK_F1);
    for (size_t m = 0; m < sizeof mods / sizeof *mods; m++)
        for (int key = ' ' + 1; key <= '~' + (int)(sizeof others / sizeof *others); key++) {
            int pressed = key <= '~' ? key : others[key - '~' - 1], n;
            const Action *action = action_of(trigger_of_key(pressed, mods[m]), &n);
            if (action && (action->anywhere || action->in_help))
                continue;
            push_key(pressed, mods[m], false);
        }
    frame();
    char *after = scene_text();
    assert_string_equal(after, before);
    assert_true(app->help && !app->quit && !app->playing && app->step == 100 && !app->entry.owner);
    assert_true(!app->timing.shown && app->motion.reduced && app->zoom == 1 && !app->projector && !app->history.past.n);
    free(before);
    free(after);
}

static void its_pages_are_turned(void **state)
{
    (void)state;
    fresh(NULL);
    press(SDLK_F1);
    int last = picture_help_pages(app->picture) - 1;
    assert_true(last >= 3);
    static const int forth[] = {SDLK_RIGHT, SDLK_DOWN, SDLK_SPACE, SDLK_PAGEDOWN},
                     back[] = {SDLK_LEFT, SDLK_UP, SDLK_PAGEUP};
    for (int i = 0; i < 4; i++) {
        press(forth[i]);
        assert_int_equal(app->help_page, 1);
        if (i < 3)
            press(back[i]);
        else
            key_event(SDLK_SPACE, KMOD_LSHIFT, false);
        assert_int_equal(app->help_page, 0);
    }
    press(SDLK_LEFT);
    assert_int_equal(app->help_page, 0);
    for (int i = 0; i <= last + 2; i++)
        press(SDLK_PAGEDOWN);
    assert_true(app->help && app->help_page == last);
    mouse(SDL_MOUSEWHEEL, 0, 300, 300, 1);
    assert_int_equal(app->help_page, last - 1);
    click(300, 300, 1);
    assert_true(app->help && app->help_page == last - 1);
    press(SDLK_ESCAPE);
    assert_false(app->help);
    press(SDLK_F1);
    assert_int_equal(app->help_page, 0);
}

// What lies over the picture on the page that is shown: within its box, and nothing cut short.
static void page_is_legible(void)
{
    const DrawList *list = app->list;
    const DrawShape *box = NULL;
    for (int i = 0; i < list->n_shapes; i++)
        if (list->shapes[i].layer == LAYER_POPUP && list->shapes[i].kind == SHAPE_RECT &&
            (!box || list->shapes[i].w * list->shapes[i].h > box->w * box->h) && list->shapes[i].w < list->width)
            box = &list->shapes[i];
    assert_non_null(box);
    for (int i = 0; i < list->n_texts; i++) {
        const DrawText *text = &list->texts[i];
        if (text->layer != LAYER_POPUP_TOP)
            continue;
        if (strstr(text->text, "…"))
            fail_msg("%.0f x %.0f, page %d: %s", (double)list->width, (double)list->height, app->help_page, text->text);
        float width = render_text_width(app->render, text->text, text->size, text->weight, text->tabular);
        float x = text->x - (text->align == ALIGN_RIGHT ? width : text->align == ALIGN_CENTER ? width / 2 : 0);
        if (x < box->x || x + width > box->x + box->w || text->y > box->y + box->h || text->y < box->y)
            fail_msg("%.0f x %.0f, page %d: outside: %s", (double)list->width, (double)list->height, app->help_page,
                     text->text);
    }
}

// How many texts of the page are the title, or its first line.
static int count_title(const char *title)
{
    int n = 0;
    for (int i = 0; i < app->list->n_texts; i++) {
        const DrawText *text = &app->list->texts[i];
        size_t length = strlen(text->text);
        n += text->layer == LAYER_POPUP_TOP && length > 3 && !strncmp(title, text->text, length);
    }
    return n;
}

static void all_is_there_at_every_size(void **state)
{
    (void)state;
    static const int sizes[][3] = {{1600, 900, 0}, {1280, 720, 0}, {1280, 720, 1}, {1024, 768, 1},
                                   {800, 600, 1},  {640, 400, 0},  {2560, 1440, 0}};
    fresh(NULL);
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        SDL_SetWindowSize(app->window, sizes[k][0], sizes[k][1]);
        app->projector = sizes[k][2];
        press(SDLK_F1);
        int found[256] = {0}, pages = picture_help_pages(app->picture);
        for (int page = 0; page < pages; page++) {
            assert_int_equal(app->help_page, page);
            page_is_legible();
            for (int i = 0; i < action_rows(); i++)
                found[i] += count_title(action_row(i).title);
            press(SDLK_PAGEDOWN);
        }
        for (int i = 0; i < action_rows(); i++)
            if (!found[i])
                fail_msg("%d x %d: '%s' is on no page", sizes[k][0], sizes[k][1], action_row(i).title);
        press(SDLK_ESCAPE);
    }
    app->projector = false;
    SDL_SetWindowSize(app->window, 960, 600);
}

// Likewise, the title in one line.
static int count_whole(const char *title)
{
    int n = 0;
    for (int i = 0; i < app->list->n_texts; i++)
        n += app->list->texts[i].layer == LAYER_POPUP_TOP && !strcmp(app->list->texts[i].text, title);
    return n;
}

static bool page_has(const char *words)
{
    return count_title(words) > 0;
}

static void its_rows_are_grouped(void **state)
{
    (void)state;
    static const char *const groups[] = {"Play", "Racers", "Rates", "View", "Explain", "Lessons", "Files", "Export"};
    int group = 0;
    for (int i = 0; i < action_rows(); i++) {
        group += strcmp(action_row(i).group, groups[group]) != 0;
        assert_true(group < 8);
        assert_string_equal(action_row(i).group, groups[group]);
    }
    assert_int_equal(group, 7);
    fresh(NULL);
    SDL_SetWindowSize(app->window, 1280, 720);
    press(SDLK_F1);
    assert_true(page_has("Play") && page_has("Racers"));
    for (int page = 0; page < picture_help_pages(app->picture); page++) {
        for (int i = 0; i < action_rows(); i++)
            if (count_whole(action_row(i).title) && !page_has(action_row(i).group))
                fail_msg("page %d: '%s' without '%s'", page, action_row(i).title, action_row(i).group);
        press(SDLK_RIGHT);
    }
    SDL_SetWindowSize(app->window, 960, 600);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_key_acts_through_it),
        cmocka_unit_test(its_pages_are_turned),
        cmocka_unit_test(all_is_there_at_every_size),
        cmocka_unit_test(its_rows_are_grouped),
    };
    return cmocka_run_group_tests(tests, open_group, close_group);
}
