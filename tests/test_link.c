// Links: text packed and unpacked, a page's address as options, and what becomes of damaged ones.
#include "app/link.h"
#include "base/pack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void comes_back(const char *text, size_t size)
{
    size_t found = 0;
    Error error = {""};
    char *packed = pack_text(text, size, &error), *again = unpack_text(packed, strlen(packed), &found, &error);
    assert_string_equal(error.text, "");
    assert_int_equal(found, size);
    assert_memory_equal(again, text, size);
    assert_int_equal(again[size], 0);
    assert_int_equal(strspn(packed, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
                     strlen(packed));
    free(packed);
    free(again);
}

static void test_any_text_comes_back(void **state)
{
    (void)state;
    static char text[5000];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)(i * i * 31 >> 3);
    for (size_t size = 0; size < 70; size++)
        comes_back(text, size);
    comes_back(text, sizeof text);
}

static void refused(const char *packed, size_t length, const char *why)
{
    size_t size;
    Error error = {""};
    assert_null(unpack_text(packed, length, &size, &error));
    assert_non_null(strstr(error.text, why));
}

static void test_damaged_texts_are_refused(void **state)
{
    (void)state;
    Error error = {""};
    char *zeros = calloc(PACK_TEXT_MAX + 1, 1), *large = calloc(PACK_LINK_MAX + 1, 1);
    char *packed = pack_text("optimizer = SGD(lr=0.1)", 23, &error);
    refused(packed, strlen(packed) - 3, "a part is missing or changed");
    refused("eNo!", 4, "other letters");
    refused("", 0, "other letters");
    refused(memset(large, 'A', PACK_LINK_MAX + 1), PACK_LINK_MAX + 1, "longer than 65536 letters");
    free(packed);
    packed = pack_text(zeros, PACK_TEXT_MAX + 1, &error);
    refused(packed, strlen(packed), "larger than 1048576 bytes");
    free(packed);
    packed = pack_text(zeros, PACK_TEXT_MAX, &error);
    size_t size;
    char *most = unpack_text(packed, strlen(packed), &size, &error);
    assert_non_null(most);
    assert_int_equal(size, PACK_TEXT_MAX);
    free(most);
    free(packed);
    free(zeros);
    free(large);
}

// The options of `ravine WORD`, and its scene.
static int read(const char *word, Link *link, Options *options, Scene *scene, Error *error)
{
    char name[] = "ravine", *argv[] = {name, (char *)word, NULL};
    *link = (Link){0};
    int code = link_options(link, 2, argv, options, error);
    return code == EXIT_DONE ? link_scene(options, scene, error) : code;
}

static void test_parts_become_options(void **state)
{
    (void)state;
    Link link;
    Options options;
    Scene scene = {0};
    Error error = {""};
    int code = read("https://a.org/r/#scene=momentum&n=77&r=SGD(lr%3D0.01)&r=Adam()&view=map&theme=print&play=1&step=5",
                    &link, &options, &scene, &error);
    assert_string_equal(error.text, "");
    assert_int_equal(code, EXIT_DONE);
    assert_string_equal(link.fault, "");
    assert_int_equal(scene.steps, 77);
    assert_int_equal(scene.step, 5);
    assert_int_equal(scene.n_racers, 2);
    assert_string_equal(scene_view_name(scene.view.kind), "map");
    assert_string_equal(scene.view.theme, "print");
    assert_true(options.link.plays);
    assert_false(scene.view.hide >> HIDE_COLUMN & 1);
    scene_clear(&scene);
    link_end(&link);
}

static void test_a_scene_travels_in_a_link(void **state)
{
    (void)state;
    Link link;
    Options options;
    Error error = {""};
    Scene sent = {0}, found = {0};
    size_t size;
    assert_true(scene_read(&sent, "linear_mini", &error)); // with rows of its own
    char *text = scene_print(&sent, &size, &error), *packed = pack_text(text, size, &error);
    char *word = malloc(strlen(packed) + 64);
    strcat(strcat(strcpy(word, "#scene="), packed), "&embed=1&scheme=light");
    assert_int_equal(read(word, &link, &options, &found, &error), EXIT_DONE);
    assert_string_equal(link.fault, "");
    assert_string_equal(found.view.theme, "light");
    assert_true(found.view.hide >> HIDE_COLUMN & 1);
    found.view = sent.view;
    assert_true(scene_is_same(&sent, &found));
    scene_clear(&sent);
    scene_clear(&found);
    link_end(&link);
    free(word);
    free(packed);
    free(text);
}

static void test_a_file_may_begin_with_a_hash(void **state)
{
    (void)state;
    Link link = {0};
    Options options;
    Error error;
    char words[][8] = {"ravine", "#1.yaml", "-o", "#2.png"}, *argv[] = {words[0], words[1], words[2], words[3], NULL};
    assert_int_equal(link_options(&link, 4, argv, &options, &error), EXIT_DONE);
    assert_false(options.link.given);
    assert_string_equal(options.scene, "#1.yaml");
    assert_string_equal(options.output, "#2.png");
    link_end(&link);
}

static void opens_the_usual(const char *word, const char *why)
{
    Link link;
    Options options;
    Scene scene = {0};
    Error error = {""};
    assert_int_equal(read(word, &link, &options, &scene, &error), EXIT_DONE);
    assert_non_null(strstr(link.fault, why));
    assert_ptr_equal(options.link.fault, link.fault);
    assert_true(scene.n_racers > 0);
    scene_clear(&scene);
    link_end(&link);
}

static void test_a_damaged_link_opens_the_usual_scene(void **state)
{
    (void)state;
    opens_the_usual("#scene=momentun", "did you mean momentum?");
    opens_the_usual("#scene=/etc/passwd", "there is no such scene");
    opens_the_usual("#scene=eNoLycgsVgCiRIWS1OISAB8mBLw", "damaged");
    opens_the_usual("#scen=momentum", "did you mean scene?");
    opens_the_usual("#scene=momentum&n=x", "whole number");
    opens_the_usual("#scene=momentum&n", "no value");
    opens_the_usual("#scene=momentum&l=%zz", "no value");
    opens_the_usual("#scene=momentum&r=Adan()", "Adam");
    opens_the_usual("#scene=momentum&slide=2", "no lesson");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_any_text_comes_back),
        cmocka_unit_test(test_damaged_texts_are_refused),
        cmocka_unit_test(test_parts_become_options),
        cmocka_unit_test(test_a_scene_travels_in_a_link),
        cmocka_unit_test(test_a_file_may_begin_with_a_hash),
        cmocka_unit_test(test_a_damaged_link_opens_the_usual_scene),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
