// The line that is typed into: characters of several bytes stay whole, the caret stays between them, an owner gets what
// was typed.
#include "app/entry.h"

#include <SDL_keycode.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static bool keep(App *app, Entry *entry)
{
    (void)app;
    return entry->text[0];
}

static Entry opened(const char *text)
{
    Entry entry;
    entry_open(&entry, keep);
    assert_true(!text[0] || entry_type(&entry, text));
    return entry;
}

static void is(const Entry *entry, const char *text, int caret)
{
    assert_string_equal(entry->text, text);
    assert_int_equal(entry->caret, caret);
}

static void test_typed_at_the_caret(void **state)
{
    (void)state;
    Entry entry = opened("13");
    is(&entry, "13", 2);
    assert_true(entry_key(&entry, SDLK_LEFT));
    assert_true(entry_type(&entry, "2"));
    is(&entry, "123", 2);
    assert_true(entry_key(&entry, SDLK_HOME));
    assert_true(entry_type(&entry, "-"));
    is(&entry, "-123", 1);
    assert_true(entry_key(&entry, SDLK_END));
    assert_true(entry_type(&entry, "4"));
    is(&entry, "-1234", 5);
    assert_false(entry_type(&entry, ""));
    assert_false(entry_key(&entry, 'a'));
    is(&entry, "-1234", 5);
}

static void test_erased_on_both_sides(void **state)
{
    (void)state;
    Entry entry = opened("1234");
    entry_key(&entry, SDLK_LEFT);
    entry_key(&entry, SDLK_LEFT);
    assert_true(entry_key(&entry, SDLK_BACKSPACE));
    is(&entry, "134", 1);
    assert_true(entry_key(&entry, SDLK_DELETE));
    is(&entry, "14", 1);
    entry_key(&entry, SDLK_END);
    assert_false(entry_key(&entry, SDLK_DELETE));
    assert_false(entry_key(&entry, SDLK_RIGHT));
    entry_key(&entry, SDLK_HOME);
    assert_false(entry_key(&entry, SDLK_BACKSPACE));
    assert_false(entry_key(&entry, SDLK_LEFT));
    is(&entry, "14", 0);
}

static void test_characters_stay_whole(void **state)
{
    (void)state;
    Entry entry = opened("aé∂😀");
    static const int borders[] = {10, 6, 3, 1, 0};
    for (int i = 0; i < 5; i++) {
        assert_int_equal(entry.caret, borders[i]);
        assert_int_equal(entry_key(&entry, SDLK_LEFT), i < 4);
    }
    for (int i = 4; i >= 0; i--) {
        assert_int_equal(entry.caret, borders[i]);
        entry_key(&entry, SDLK_RIGHT);
    }
    entry_key(&entry, SDLK_BACKSPACE);
    is(&entry, "aé∂", 6);
    entry_key(&entry, SDLK_HOME);
    entry_key(&entry, SDLK_RIGHT);
    entry_key(&entry, SDLK_DELETE);
    is(&entry, "a∂", 1);
    entry_key(&entry, SDLK_RIGHT);
    entry_key(&entry, SDLK_BACKSPACE);
    is(&entry, "a", 1);
}

// What does not fit is left out whole.
static void test_there_is_an_end(void **state)
{
    (void)state;
    Entry entry = opened("");
    for (int i = 0; i < ENTRY_MAX - 2; i++)
        assert_true(entry_type(&entry, "1"));
    assert_false(entry_type(&entry, "é"));
    assert_true(entry_type(&entry, "2"));
    assert_false(entry_type(&entry, "3"));
    assert_int_equal(strlen(entry.text), ENTRY_MAX - 1);
    assert_int_equal(entry.text[ENTRY_MAX - 2], '2');
}

static void test_what_was_refused_is_forgotten_when_changed(void **state)
{
    (void)state;
    Entry entry = opened("1,5");
    entry.column = 2;
    entry_key(&entry, SDLK_LEFT);
    assert_int_equal(entry.column, 2);
    entry_key(&entry, SDLK_BACKSPACE);
    assert_int_equal(entry.column, 0);
    entry.column = 1;
    entry_type(&entry, ".");
    assert_int_equal(entry.column, 0);
    is(&entry, "1.5", 2);
}

static void test_closed_takes_nothing(void **state)
{
    (void)state;
    Entry entry = {0};
    assert_false(entry_type(&entry, "1"));
    assert_false(entry_key(&entry, SDLK_BACKSPACE));
    is(&entry, "", 0);
    entry = opened("left over");
    entry_open(&entry, keep);
    is(&entry, "", 0);
    assert_ptr_equal(entry.owner, keep);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_typed_at_the_caret),
        cmocka_unit_test(test_erased_on_both_sides),
        cmocka_unit_test(test_characters_stay_whole),
        cmocka_unit_test(test_there_is_an_end),
        cmocka_unit_test(test_what_was_refused_is_forgotten_when_changed),
        cmocka_unit_test(test_closed_takes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
