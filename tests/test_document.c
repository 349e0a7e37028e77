// The scene as a document: what S and Ctrl+S write, that nothing is overwritten but its own file, and what the window's
// title says.
#include "app/open.h"
#include "base/file.h"
#include "folder.h"
#include "scene/lesson.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void assert_title(const char *title)
{
    document_title(app);
    assert_string_equal(SDL_GetWindowTitle(app->window), title);
}

static void write_text(const char *path, const char *text)
{
    Error error;
    assert_true(file_write(path, text, strlen(text), &error));
}

static void assert_holds(const char *path, const char *text)
{
    size_t size;
    char *bytes = file_read(path, &size, NULL);
    assert_non_null(bytes);
    assert_string_equal(bytes, text);
    free(bytes);
}

static double lr_in(const char *path)
{
    Scene read = {0};
    Error error = {""};
    if (!scene_read(&read, path, &error))
        fail_msg("%s", error.text);
    double lr = scene_racer(&read, 0)->hyper[0];
    assert_int_equal(read.step, (int)app->step);
    scene_clear(&read);
    return lr;
}

static double lr_of_first(void)
{
    return scene_racer(scene(), 0)->hyper[0];
}

static void pictures_are_new_files(void **state)
{
    (void)state;
    begin("");
    write_text("ravine-001.png", "mine");
    assert_int_equal(symlink("nowhere.png", "ravine-002.png"), 0);
    assert_int_equal(mkdir("ravine-003.png", 0700), 0);
    press(SDLK_RIGHT);
    press('s');
    assert_non_null(strstr(app->message, "ravine-004.png"));
    assert_true(lr_in("ravine-004.png") == scene_racer(scene(), 0)->hyper[0]);
    assert_holds("ravine-001.png", "mine");
    assert_false(file_exists("nowhere.png"));
    press('s');
    assert_true(file_exists("ravine-005.png") && !file_exists("ravine-006.png"));
    assert_title("*untitled - Ravine"); // a picture is no place that it is saved in
}

// Another program takes the first name just before this one has it.
static bool write_late(App *of, const char *path, Error *error)
{
    (void)of;
    FileOut out;
    if (!file_begin(&out, path, error))
        return false;
    out.anew = true;
    fputs("late", out.stream);
    if (!strcmp(path, "ravine-001.txt"))
        write_text(path, "theirs");
    return file_commit(&out, error);
}

static void what_another_writes_meanwhile_stays(void **state)
{
    (void)state;
    begin("");
    DocumentPath path;
    Error error;
    assert_true(document_write_new(app, "ravine", "txt", NULL, write_late, &path, &error));
    assert_string_equal(path.name, "ravine-002.txt");
    assert_holds("ravine-001.txt", "theirs");
    assert_holds("ravine-002.txt", "late");
    assert_int_equal(system("test $(ls | wc -l) = 2"), 0); // and no scrap
}

static void a_scene_is_saved_and_the_title_says_so(void **state)
{
    (void)state;
    begin("");
    assert_title("Ravine");
    press('.'); // that is no edit
    press(SDLK_TAB);
    press(']');
    press('[');
    press(SDLK_SPACE);
    press(SDLK_SPACE);
    assert_title("Ravine");
    key_event(SDLK_TAB, KMOD_LSHIFT, false);
    press(SDLK_RIGHT);
    assert_title("*untitled - Ravine");
    key_event('s', KMOD_LCTRL, false);
    assert_non_null(strstr(app->message, "saved ravine-001.yaml"));
    assert_title("ravine-001.yaml - Ravine");
    double first = lr_in("ravine-001.yaml");
    press(SDLK_RIGHT);
    assert_title("*ravine-001.yaml - Ravine");
    key_event('z', KMOD_LCTRL, false);
    assert_title("ravine-001.yaml - Ravine");
    press(SDLK_RIGHT);
    key_event('s', KMOD_LCTRL, false);
    assert_title("ravine-001.yaml - Ravine");
    assert_true(lr_in("ravine-001.yaml") != first && !file_exists("ravine-002.yaml"));
}

static void what_is_opened_is_named_and_saved_into(void **state)
{
    (void)state;
    begin("");
    press(SDLK_RIGHT);
    double then = scene_racer(scene(), 0)->hyper[0];
    assert_int_equal(mkdir("folder", 0700), 0);
    key_event('s', KMOD_LCTRL, false);
    assert_int_equal(rename("ravine-001.yaml", "folder/bowl.YAML"), 0);
    press('s');
    press(SDLK_RIGHT);
    open_file(app, "folder/bowl.YAML");
    assert_true(scene_racer(scene(), 0)->hyper[0] == then && app->step == 100);
    assert_title("bowl.YAML - Ravine");
    press(SDLK_LEFT);
    assert_title("*bowl.YAML - Ravine");
    key_event('s', KMOD_LCTRL, false);
    assert_true(lr_in("folder/bowl.YAML") != then && !file_exists("ravine-001.yaml"));
    open_file(app, "ravine-001.png");
    assert_title("ravine-001.png - Ravine");
    assert_true(lr_in("ravine-001.png") == then);
    key_event('s', KMOD_LCTRL, false);
    assert_title("ravine-001.yaml - Ravine");
    assert_true(lr_in("ravine-001.yaml") == then && lr_in("ravine-001.png") == then);
    open_file(app, "nothing.yaml");
    assert_true(app->message_is_error);
    assert_title("ravine-001.yaml - Ravine");
}

static void count_slides(const char *path, int n, int shown)
{
    Scene read = {0};
    Error error = {""};
    if (!scene_read(&read, path, &error))
        fail_msg("%s", error.text);
    assert_non_null(read.lesson);
    assert_int_equal(read.lesson->n, n);
    assert_int_equal(read.slide, shown);
    scene_clear(&read);
}

// The file holds all its slides, with the one that is shown as it was edited; a picture opens at that slide.
static void a_slide_is_saved_with_its_lesson(void **state)
{
    (void)state;
    static const char lesson[] = "ravine: 1\nlesson:\n  - title: One\n    formula: x^2\n    start: [1]\n"
                                 "    racers: ['SGD(lr=0.1)']\n  - title: Two\n";
    begin("");
    write_text("course.yaml", lesson);
    open_file(app, "course.yaml");
    assert_title("course.yaml - Ravine");
    press(SDLK_PAGEDOWN); // is no edit
    press(SDLK_SPACE);
    assert_title("course.yaml - Ravine");
    press(SDLK_RIGHT);
    double turned = lr_of_first();
    assert_true(turned > 0.1 && scene()->changed);
    assert_title("*course.yaml - Ravine");
    press('s');
    count_slides("ravine-001.png", 2, 1);
    assert_true(lr_in("ravine-001.png") == turned);
    key_event('s', KMOD_LCTRL, false);
    assert_title("course.yaml - Ravine");
    assert_false(scene()->changed || file_exists("ravine-001.yaml") || file_exists("lesson-001.yaml"));
    count_slides("course.yaml", 2, 0);
    press(SDLK_PAGEUP);
    assert_true(lr_of_first() == 0.1);
    press(SDLK_PAGEDOWN);
    assert_true(lr_of_first() == turned);
}

// One that the program brings along has no file: a new one.
static void a_shipped_lesson_is_saved_anew(void **state)
{
    (void)state;
    begin("");
    write_text("lesson-001.yaml", "mine");
    open_builtin(app, "4-momentum");
    press(SDLK_RIGHT);
    key_event('s', KMOD_LCTRL, false);
    assert_holds("lesson-001.yaml", "mine");
    count_slides("lesson-002.yaml", 6, 0);
    assert_title("lesson-002.yaml - Ravine");
}

// What is no lesson is never saved over one, whatever brought it there.
static void a_scene_is_not_saved_over_a_lesson(void **state)
{
    (void)state;
    static const char lesson[] = "ravine: 1\nlesson:\n  - formula: x^2\n";
    begin("");
    write_text("course.yaml", lesson);
    open_file(app, "course.yaml");
    key_event('z', KMOD_LCTRL, false);
    assert_null(scene()->lesson);
    key_event('s', KMOD_LCTRL, false);
    assert_holds("course.yaml", lesson);
    assert_true(file_exists("ravine-001.yaml"));
}

static void a_folder_that_cannot_be_written_is_said(void **state)
{
    (void)state;
    begin("gone/bowl.yaml");
    key_event('s', KMOD_LCTRL, false);
    assert_true(app->message_is_error && strstr(app->message, "gone/bowl.yaml"));
}

static bool is_shown(const char *words)
{
    for (int i = 0; i < app->list->n_texts; i++)
        if (!strcmp(app->list->texts[i].text, words))
            return true;
    return false;
}

// Three racers of a scene in a folder, and what is not to be opened beside it.
static void lay_out(void)
{
    begin("");
    press(SDLK_RIGHT);
    assert_int_equal(mkdir("course", 0700), 0);
    key_event('s', KMOD_LCTRL, false);
    assert_int_equal(rename("ravine-001.yaml", "course/bowl.yaml"), 0);
    write_text("course/notes.md", "no");
    write_text("course/rows.csv", "u,t\n1,2\n2,4\n");
    write_text("other.yaml", "no");
    key_event('z', KMOD_LCTRL, false);
}

static void a_file_is_opened_by_its_name(void **state)
{
    (void)state;
    lay_out();
    double before = lr_of_first(), then = lr_in("course/bowl.yaml");
    key_event('o', KMOD_LCTRL, false);
    assert_true(is_shown("course/") && is_shown("other.yaml"));
    type("course/bo");
    assert_true(is_shown("course/bowl.yaml") && !is_shown("other.yaml"));
    press(SDLK_TAB);
    assert_string_equal(app->entry.text, "course/bowl.yaml");
    press(SDLK_RETURN);
    assert_true(!app->entry.owner && lr_of_first() == then && then != before);
    assert_title("bowl.yaml - Ravine");
    key_event('z', KMOD_LCTRL, false);
    assert_true(lr_of_first() == before);
}

static void a_file_is_chosen_from_its_folder(void **state)
{
    (void)state;
    lay_out();
    double then = lr_in("course/bowl.yaml");
    key_event('o', KMOD_LCTRL, false);
    press(SDLK_UP); // the last one, and back to none
    press(SDLK_DOWN);
    assert_int_equal(app->folder.at, -1);
    press(SDLK_DOWN);
    press(SDLK_RETURN); // the folder, which is gone into
    assert_string_equal(app->entry.text, "course/");
    assert_true(is_shown("course/bowl.yaml") && is_shown("course/rows.csv") && !is_shown("course/notes.md"));
    type("WL"); // the one that holds it, in any case
    assert_true(is_shown("course/bowl.yaml") && !is_shown("course/rows.csv"));
    press(SDLK_RETURN);
    assert_true(!app->entry.owner && lr_of_first() == then);
}

static void what_does_not_open_stays_to_be_put_right(void **state)
{
    (void)state;
    lay_out();
    key_event('o', KMOD_LCTRL, false);
    type("other.yaml");
    press(SDLK_RETURN);
    assert_true(app->entry.owner && app->message_is_error && strstr(app->message, "other.yaml"));
    press(SDLK_BACKSPACE);
    assert_string_equal(app->entry.text, "other.yam");
    type("x");
    assert_true(is_shown("nothing to open here has such a name"));
    press(SDLK_RETURN);
    assert_true(app->entry.owner && app->message_is_error);
    press(SDLK_ESCAPE);
    assert_false(app->entry.owner || app->quit);
    key_event('o', KMOD_LCTRL, false);
    press(SDLK_RETURN); // nothing typed, nothing opened
    assert_null(app->entry.owner);
}

static void a_long_folder_is_cut(void **state)
{
    (void)state;
    begin("");
    for (int i = 0; i < 30; i++) {
        char path[32];
        snprintf(path, sizeof path, "scene-%02d.yaml", i);
        write_text(path, "");
    }
    key_event('o', KMOD_LCTRL, false);
    assert_true(is_shown("scene-00.yaml") && is_shown("22 more"));
    type("scene-2");
    assert_true(is_shown("scene-20.yaml") && is_shown("2 more"));
    for (int i = 0; i < 30; i++)
        type("aaaaaaaaaaaaaaaaaaaaaaaa");
    press(SDLK_RETURN);
    press(SDLK_ESCAPE);
    assert_null(app->entry.owner);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pictures_are_new_files),
        cmocka_unit_test(what_another_writes_meanwhile_stays),
        cmocka_unit_test(a_scene_is_saved_and_the_title_says_so),
        cmocka_unit_test(what_is_opened_is_named_and_saved_into),
        cmocka_unit_test(a_slide_is_saved_with_its_lesson),
        cmocka_unit_test(a_shipped_lesson_is_saved_anew),
        cmocka_unit_test(a_scene_is_not_saved_over_a_lesson),
        cmocka_unit_test(a_file_is_opened_by_its_name),
        cmocka_unit_test(a_file_is_chosen_from_its_folder),
        cmocka_unit_test(what_does_not_open_stays_to_be_put_right),
        cmocka_unit_test(a_long_folder_is_cut),
        cmocka_unit_test(a_folder_that_cannot_be_written_is_said),
    };
    return cmocka_run_group_tests(tests, open_here, close_here);
}
