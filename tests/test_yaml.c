// The layer under scene files: tables of keys, to any depth, with the line in every error; what YAML can say beyond
// them; bombs; and text that reads back to itself. On a format of its own, deeper than a scene: a shelf of books with
// chapters.
#include "base/file.h"
#include "base/text.h"
#include "engine/random.h"
#include "scene/scene_yaml.h"
#include "scene/yaml_keys.h"
#include "within.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// ---- a format

enum { BOOKS = 4, CHAPTERS = 5, TEXT = 80 };

typedef struct Chapter {
    char title[TEXT];
    double pages[2]; // from, to
} Chapter;

typedef struct Book {
    char title[TEXT], about[8 * TEXT], table[TEXT];
    char color[TEXT]; // of its cover
    int height;
    double price;
    Chapter chapter[CHAPTERS];
    int n_chapters;
} Book;

typedef struct Shelf {
    int version;
    char place[TEXT];
    Book book[BOOKS];
    int n_books;
    char read[TEXT]; // first letters of the keys, as they were read
} Shelf;

static void note(Shelf *shelf, const YamlNode *value)
{
    size_t length = strlen(shelf->read);
    shelf->read[length] = value->key[0];
}

static bool read_version(void *context, const YamlNode *value)
{
    Shelf *shelf = context;
    note(shelf, value);
    return yaml_whole(value, 1, 1, &shelf->version);
}

static void write_version(YamlWriter *writer, const void *context)
{
    yaml_write_whole(writer, (unsigned long long)((const Shelf *)context)->version);
}

static bool read_place(void *context, const YamlNode *value)
{
    Shelf *shelf = context;
    note(shelf, value);
    return yaml_copy(value, shelf->place, sizeof shelf->place);
}

static void write_place(YamlWriter *writer, const void *context)
{
    const Shelf *shelf = context;
    if (shelf->place[0])
        yaml_write_text(writer, shelf->place);
}

static bool read_chapter_title(void *context, const YamlNode *value)
{
    Chapter *chapter = context;
    return yaml_copy(value, chapter->title, sizeof chapter->title);
}

static void write_chapter_title(YamlWriter *writer, const void *context)
{
    yaml_write_text(writer, ((const Chapter *)context)->title);
}

static bool read_pages(void *context, const YamlNode *value)
{
    return yaml_numbers(value, 2, ((Chapter *)context)->pages);
}

static void write_pages(YamlWriter *writer, const void *context)
{
    const Chapter *chapter = context;
    if (chapter->pages[1] != 0)
        yaml_write_numbers(writer, chapter->pages, 2);
}

static const YamlKey chapter_keys[] = {
    {"title", .read = read_chapter_title, .write = write_chapter_title},
    {"pages", SHAPE_TEXTS, .read = read_pages, .write = write_pages},
    {NULL},
};

static bool read_book_title(void *context, const YamlNode *value)
{
    Book *book = context;
    return yaml_copy(value, book->title, sizeof book->title);
}

static void write_book_title(YamlWriter *writer, const void *context)
{
    yaml_write_text(writer, ((const Book *)context)->title);
}

static bool read_about(void *context, const YamlNode *value)
{
    Book *book = context;
    return yaml_copy(value, book->about, sizeof book->about);
}

static void write_about(YamlWriter *writer, const void *context)
{
    yaml_write_paragraph(writer, ((const Book *)context)->about);
}

static bool read_price(void *context, const YamlNode *value)
{
    return yaml_number(value, &((Book *)context)->price);
}

static void write_price(YamlWriter *writer, const void *context)
{
    yaml_write_number(writer, ((const Book *)context)->price);
}

static const char *color_name(const void *context, int i)
{
    static const char *const names[] = {"red", "green", "blue", NULL};
    (void)context;
    return names[i];
}

static bool read_color(void *context, const YamlNode *value)
{
    int color = 0;
    return yaml_name(value, "colour ", color_name, &color) &&
           text_copy(((Book *)context)->color, TEXT, color_name(NULL, color));
}

static void write_color(YamlWriter *writer, const void *context)
{
    const Book *book = context;
    if (book->color[0])
        yaml_write_text(writer, book->color);
}

static bool read_height(void *context, const YamlNode *value)
{
    return yaml_whole(value, 1, 500, &((Book *)context)->height);
}

static void write_height(YamlWriter *writer, const void *context)
{
    const Book *book = context;
    if (book->height)
        yaml_write_whole(writer, (unsigned long long)book->height);
}

static bool read_chapters(void *context, const YamlNode *value)
{
    Book *book = context;
    if (value->n > CHAPTERS)
        return yaml_fail(value, "more than %d chapters", CHAPTERS);
    for (const YamlNode *entry = value->first; entry; entry = entry->next) {
        Chapter *chapter = &book->chapter[book->n_chapters++];
        if (entry->kind == YAML_TEXT ? !yaml_copy(entry, chapter->title, sizeof chapter->title)
                                     : !yaml_read_keys(entry, chapter_keys, chapter))
            return false;
    }
    return true;
}

// A chapter that is but a title is a text.
static void write_chapters(YamlWriter *writer, const void *context)
{
    const Book *book = context;
    yaml_begin_list(writer, book->n_chapters);
    for (int i = 0; i < book->n_chapters; i++)
        if (book->chapter[i].pages[1] != 0)
            yaml_write_entry_keys(writer, chapter_keys, &book->chapter[i]);
        else
            yaml_write_text(writer, book->chapter[i].title);
    yaml_end_list(writer);
}

static bool read_table(void *context, const YamlNode *value)
{
    Book *book = context;
    return yaml_copy(value, book->table, sizeof book->table);
}

static void write_table(YamlWriter *writer, const void *context)
{
    const Book *book = context;
    if (book->table[0])
        yaml_write_block(writer, book->table);
}

static const YamlKey cover_keys[] = {
    {"color", .read = read_color, .write = write_color},
    {"height", .read = read_height, .write = write_height},
    {NULL},
};

static const YamlKey book_keys[] = {
    {"cover", SHAPE_KEYS, cover_keys},
    {"title", .read = read_book_title, .write = write_book_title},
    {"about", .read = read_about, .write = write_about},
    {"price", .read = read_price, .write = write_price},
    {"chapters", SHAPE_TEXTS, chapter_keys, "chapter", .read = read_chapters, .write = write_chapters},
    {"table", .read = read_table, .write = write_table},
    {NULL},
};

static bool read_books(void *context, const YamlNode *value)
{
    Shelf *shelf = context;
    note(shelf, value);
    if (value->n > BOOKS)
        return yaml_fail(value, "more than %d books", BOOKS);
    for (const YamlNode *entry = value->first; entry; entry = entry->next)
        if (!yaml_read_keys(entry, book_keys, &shelf->book[shelf->n_books++]))
            return false;
    return true;
}

static void write_books(YamlWriter *writer, const void *context)
{
    const Shelf *shelf = context;
    yaml_begin_list(writer, shelf->n_books);
    for (int i = 0; i < shelf->n_books; i++)
        yaml_write_entry_keys(writer, book_keys, &shelf->book[i]);
    yaml_end_list(writer);
}

static const YamlKey shelf_keys[] = {
    {"books", SHAPE_KEYS_LIST, book_keys, "book", .gap = true, .read = read_books, .write = write_books},
    {"shelf", .early = 1, .gap = true, .read = read_version, .write = write_version},
    {"place", .read = read_place, .write = write_place},
    {NULL},
};

static const YamlFormat shelf_format = {"shelf", "shelf: 1", shelf_keys};

static bool shelf_parse(Shelf *shelf, const char *text, size_t size, Error *error)
{
    YamlTree tree;
    *shelf = (Shelf){.version = 0};
    bool ok =
        yaml_parse(&tree, &shelf_format, text, size, "s.yaml", error) && yaml_read_keys(tree.root, shelf_keys, shelf);
    yaml_tree_clear(&tree);
    return ok;
}

static char *shelf_print(const Shelf *shelf, size_t *size)
{
    char *text = NULL;
    YamlWriter writer = {.out = open_memstream(&text, size)};
    yaml_write_keys(&writer, shelf_keys, shelf);
    fclose(writer.out);
    return text;
}

static void parse(Shelf *shelf, const char *text)
{
    Error error = {""};
    if (!shelf_parse(shelf, text, strlen(text), &error))
        fail_msg("%s in\n%s", error.text, text);
}

static void assert_prints(const char *text)
{
    size_t size;
    Shelf shelf;
    parse(&shelf, text);
    char *again = shelf_print(&shelf, &size);
    assert_string_equal(text, again);
    free(again);
}

// ---- reading and writing

static const char canonical[] = "\n"
                                "books:\n"
                                "  - cover:\n"
                                "      color: red\n"
                                "      height: 250\n"
                                "    title: Convex Optimization\n"
                                "    about: >-\n"
                                "      Sets, functions and problems, then what to do about them.\n"
                                "    price: 79.5\n"
                                "    chapters:\n"
                                "      - Introduction\n"
                                "      - title: \"Sets: convex ones\"\n"
                                "        pages: [21, 66]\n"
                                "      - Functions\n"
                                "    table: |\n"
                                "      a,b\n"
                                "      1,2\n"
                                "  - cover:\n"
                                "      color: blue\n"
                                "    title: β\n"
                                "    about: \"\"\n"
                                "    price: 1e-08\n"
                                "    chapters: []\n"
                                "\n"
                                "shelf: 1\n"
                                "place: left\n";

static void reads_mappings_in_lists(void **state)
{
    Shelf shelf;
    (void)state;
    parse(&shelf, canonical);
    assert_int_equal(shelf.n_books, 2);
    const Book *book = &shelf.book[0];
    assert_string_equal(book->about, "Sets, functions and problems, then what to do about them.");
    assert_string_equal(book->color, "red");
    assert_int_equal(book->height, 250);
    assert_int_equal(book->n_chapters, 3);
    assert_string_equal(book->chapter[0].title, "Introduction");
    assert_string_equal(book->chapter[1].title, "Sets: convex ones");
    assert_true(book->chapter[1].pages[0] == 21 && book->chapter[1].pages[1] == 66);
    assert_string_equal(book->table, "a,b\n1,2\n");
    assert_string_equal(shelf.book[1].title, "β");
    assert_string_equal(shelf.read, "sbp"); // the early one first, though it stands later
}

static void writes_what_it_reads(void **state)
{
    (void)state;
    assert_prints(canonical);
    assert_prints("\nbooks: []\n\nshelf: 1\n");
    assert_prints("\nbooks:\n  - title: no cover\n    about: \"\"\n    price: 0\n    chapters: []\n\nshelf: 1\n");
}

static void any_text(char *text, size_t size, uint64_t i)
{
    static const char *const pieces[] = {"a",  " ", "word", ":", "#", "β",  "\"", "'", "\\", "\n", "-", "1",
                                         "- ", "{", "é",    "𝛁", "%", "  ", "|",  ">", "&",  "*",  "!", "~"};
    uint64_t kinds = i % 2 ? 3 : sizeof pieces / sizeof pieces[0];
    size_t n = (size_t)(random_uniform(7, 1, i) * (double)size);
    text[0] = '\0';
    for (size_t k = 0; k < n; k++) {
        const char *piece = pieces[random_bits(7, 2, size * i + k) % kinds];
        if (strlen(text) + strlen(piece) < size)
            strcat(text, piece);
    }
}

static void any_book(Book *book, uint64_t i)
{
    any_text(book->title, sizeof book->title, 16 * i);
    any_text(book->about, sizeof book->about, 16 * i + 1);
    strcpy(book->table, random_uniform(7, 3, i) < 0.5 ? "" : "u,t\n\n1,2\n");
    strcpy(book->color, color_name(NULL, (int)(3 * random_uniform(7, 4, i))));
    book->height = 1 + (int)(500 * random_uniform(7, 5, i));
    book->price = 1e9 * random_uniform(7, 6, i);
    book->n_chapters = (int)((CHAPTERS + 1) * random_uniform(7, 7, i));
    for (int k = 0; k < book->n_chapters; k++) {
        any_text(book->chapter[k].title, sizeof book->chapter[k].title, 16 * i + 2 + (uint64_t)k);
        book->chapter[k].pages[0] = -random_uniform(7, 8, 16 * i + (uint64_t)k);
        book->chapter[k].pages[1] = random_uniform(7, 9, 16 * i + (uint64_t)k) < 0.5 ? 0 : 17;
    }
}

static void prints_random_shelves(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 500; i++) {
        Shelf shelf = {.version = 1}, back;
        Error error = {""};
        size_t size, again_size;
        shelf.n_books = (int)((BOOKS + 1) * random_uniform(7, 10, i));
        any_text(shelf.place, sizeof shelf.place, 100000 + i);
        for (int k = 0; k < shelf.n_books; k++)
            any_book(&shelf.book[k], BOOKS * i + (uint64_t)k);
        char *text = shelf_print(&shelf, &size);
        if (!shelf_parse(&back, text, size, &error))
            fail_msg("%s in\n%s", error.text, text);
        assert_string_equal(back.place, shelf.place);
        for (int k = 0; k < shelf.n_books; k++)
            assert_string_equal(back.book[k].about, shelf.book[k].about);
        char *again = shelf_print(&back, &again_size);
        assert_int_equal(size, again_size);
        assert_memory_equal(text, again, size);
        free(text);
        free(again);
    }
}

// Bytes that are no UTF-8 become a '?' each, and what is read is written alike.
static void writes_what_is_no_utf8_as_it_is_read(void **state)
{
    (void)state;
    static const char *const texts[] = {"r\xf6sen", "\xf6", "cut \xc3", "a: \xff", "\xe2\x80\xa8 apart"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        Shelf shelf = {.version = 1, .n_books = 1}, back;
        Error error = {""};
        size_t size, again_size;
        strcpy(shelf.place, texts[i]);
        strcpy(shelf.book[0].title, texts[i]);
        strcpy(shelf.book[0].about, texts[i]);
        strcpy(shelf.book[0].color, color_name(NULL, 0));
        char *text = shelf_print(&shelf, &size);
        if (!shelf_parse(&back, text, size, &error))
            fail_msg("%s in\n%s", error.text, text);
        assert_non_null(strchr(back.place, '?'));
        char *again = shelf_print(&back, &again_size);
        assert_string_equal(text, again);
        free(text);
        free(again);
    }
}

// ---- refusals, all with the line of what is wrong

static void refuses_with_the_line(void **state)
{
    (void)state;
    static const char *const bad[][2] = {
        {"", "1: empty; expected a first line 'shelf: 1'"},
        {"---\n", "2: expected a shelf, lines such as 'shelf: 1'"},
        {"\n[]\n", "2: expected a shelf, lines such as 'shelf: 1'"},
        {"shelf: 1\nplase:\n\n  left\n", "2: there is no key 'plase'; did you mean place"},
        {"shelf: 1\nzzzzzzzz: 1\n", "2: there is no key 'zzzzzzzz'"},
        {"shelf: 1\n? shelf\n\n:\n  2\n", "2: shelf is given twice"},
        {"shelf: 1\n'': 2\n", "2: there is no key ''"},
        {"shelf: 1\n? [a]\n: 2\n", "2: expected a key, such as title:"},
        {"shelf: 1\nbooks: {a: b}\n", "2: books: expected a list, found keys and values"},
        {"shelf: 1\nbooks:\n  - a\n", "3: books: expected keys and values, found a single value"},
        {"shelf: 1\nbooks:\n  - []\n", "3: books: expected keys and values, found a list"},
        {"shelf: 1\nbooks:\n  -\n", "3: books: expected keys and values, found a single value"},
        {"shelf: 1\nbooks:\n  - title: a\n  - titel: b\n", "4: there is no key 'titel' in book 2; did you mean title"},
        {"shelf: 1\nbooks:\n  - title: a\n    title: b\n", "4: title is given twice"},
        {"shelf: 1\nbooks:\n  - title: [a]\n", "3: title: expected a single value, found a list"},
        {"shelf: 1\nbooks:\n  - cover: a\n", "3: cover: expected keys and values, found a single value"},
        {"shelf: 1\nbooks:\n  - cover:\n      hight: 1\n", "4: there is no key 'hight' in cover; did you mean height"},
        {"shelf: 1\nbooks:\n  - cover:\n      height: 0\n",
         "4: height: expected a whole number from 1 to 500, found '0'"},
        {"shelf: 1\nbooks:\n  - cover:\n      color: blu\n", "4: color: there is no colour 'blu'; did you mean blue"},
        {"shelf: 1\nbooks:\n  - price: .inf\n", "3: price: expected a finite number, found '.inf'"},
        {"shelf: 1\nbooks:\n  - price:\n", "3: price: expected a finite number, found ''"},
        {"shelf: 1\nbooks:\n  - title: a\n  - chapters:\n    - a\n    - [b]\n",
         "6: chapters: expected a single value or keys and values, found a list"},
        {"shelf: 1\nbooks:\n  - chapters:\n    - a\n    - title: b\n      page: 1\n",
         "6: there is no key 'page' in chapter 2; did you mean pages"},
        {"shelf: 1\nbooks:\n  - chapters:\n    - pages: [1,\n       2,\n       3]\n",
         "4: pages: expected 2 numbers, found 3"},
        {"shelf: 1\nbooks:\n  - chapters:\n    - pages: [1,\n       b]\n",
         "5: pages: expected a finite number, found 'b'"},
        {"shelf: 1\nbooks:\n  - chapters:\n    - pages:\n      - {a: 1}\n",
         "5: nested deeper than a shelf is"}, // the shelf, its books, a book, its chapters, a chapter, its pages
        {"shelf: 1\nplace: &a here\nbooks: *a\n", "3: aliases (*a) are not read in shelfs"},
        {"shelf: 1\nbooks:\n  - &a {title: b}\n  - <<: *a\n", "4: aliases (*a) are not read in shelfs"},
        {"shelf: 1\nbooks:\n  - <<: {title: b}\n", "3: there is no key '<<' in book 1"},
        {"shelf: 1\nplace: !!binary aGVyZQ==\n", "2: tags (tag:yaml.org,2002:binary) are not read in shelfs"},
        {"shelf: 1\nbooks: !mine []\n", "2: tags (!mine) are not read in shelfs"},
        {"shelf: 1\nbooks: [!!str {}]\n", "2: tags (tag:yaml.org,2002:str) are not read in shelfs"},
        {"shelf: 1\nplace: \"a\\0b\"\n", "2: a zero byte in a text"},
        {"shelf: 1\n\"pl\\0ace\": b\n", "2: a zero byte in a text"},
        {"shelf: 1\n...\nplace: a\n", "3: no YAML: did not find expected <document start>"},
        {"shelf: 1\n---\nshelf: 1\n", "2: a second document; a shelf is one"},
        {"shelf: 1\nplace: \xc3\x28\n", "2: no YAML: invalid trailing UTF-8 octet"},
        {"shelf: 1\nplace: \xed\xa0\x80\n", "2: no YAML: invalid Unicode character"},
        {"shelf: 1\nplace: b\xe4r\n", "2: no YAML: invalid trailing UTF-8 octet"}, // Latin-1
        {"shelf: 1\n place: a\n", "2: no YAML: mapping values are not allowed in this context"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        Shelf shelf;
        Error error = {""};
        char expected[200];
        snprintf(expected, sizeof expected, "shelf, s.yaml:%s", bad[i][1]);
        assert_false(shelf_parse(&shelf, bad[i][0], strlen(bad[i][0]), &error));
        assert_string_equal(error.text, expected);
    }
}

// What YAML can say in other ways, with its plain meaning.
static void reads_yaml_as_it_is(void **state)
{
    (void)state;
    static const char *const same[] = {
        "{shelf: 1, place: left}",
        "%YAML 1.1\n--- # a comment\n\"shelf\": '1'\n\"place\": >-\n  left\n...\n",
        "\xef\xbb\xbfshelf: 1\r\nplace: left\r\n",
        "!!map\nshelf: ! 1\nplace: !!str left\n",
        "&a shelf: &b 1\nplace: &a left # anchors, with no alias\n",
        "? place\n: left\n? shelf\n: 1\n",
        "shelf: 1\nplace: \"\\x6c\\u0065f\\\n   t\"",
    };
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        Shelf shelf;
        parse(&shelf, same[i]);
        assert_int_equal(shelf.version, 1);
        assert_string_equal(shelf.place, "left");
    }
}

static void reads_utf16(void **state)
{
    (void)state;
    static const char text[] = "shelf: 1\nplace: left\n", wrong[] = "shelf: 1\nplase: left\n";
    char wide[2 * sizeof text] = "\xff\xfe";
    Shelf shelf;
    Error error;
    for (size_t i = 0; i + 1 < sizeof text; i++)
        wide[2 + 2 * i] = text[i];
    assert_true(shelf_parse(&shelf, wide, sizeof wide, &error));
    assert_string_equal(shelf.place, "left");
    for (size_t i = 0; i + 1 < sizeof text; i++)
        wide[2 + 2 * i] = wrong[i];
    assert_false(shelf_parse(&shelf, wide, sizeof wide, &error));
    assert_string_equal(error.text, "shelf, s.yaml:2: there is no key 'plase'; did you mean place");
}

// ---- what would exhaust the program: refused before it does

// begin, then the unit over and over, then end; "%d" in the unit is its number.
static void assert_refused(const char *begin, const char *unit, int n, const char *end, const char *why)
{
    size_t size;
    char *text = NULL;
    FILE *out = open_memstream(&text, &size);
    Shelf shelf;
    Error error = {""};
    const char *number = strstr(unit, "%d");
    fputs(begin, out);
    for (int i = 0; i < n; i++)
        if (number)
            fprintf(out, "%.*s%d%s", (int)(number - unit), unit, i, number + 2);
        else
            fputs(unit, out);
    fputs(end, out);
    fclose(out);
    assert_false(shelf_parse(&shelf, text, size, &error));
    if (!strstr(error.text, why))
        fail_msg("%s%s...: %s", begin, unit, error.text);
    free(text);
}

static void refuses_bombs(void **state)
{
    enum { MANY = 1 << 20 };
    (void)state;
    assert_refused("", "[", MANY, "", ":1: expected a shelf");
    assert_refused("shelf: 1\nplace: ", "[", MANY, "", ":2: nested deeper than a shelf is");
    assert_refused("shelf: 1\nplace: ", "{a: ", MANY, "", ":2: nested deeper than a shelf is");
    assert_refused("shelf: 1\nplace:\n ", "- ", MANY, "", ":3: nested deeper than a shelf is");
    assert_refused("shelf: 1\nplace:\n ", "? ", MANY, "", ":3: expected a key");
    assert_refused("shelf: 1\nbooks:\n", "- {}\n", MANY, "", ":4097: more than 4096 keys and entries");
    assert_refused("shelf: 1\nbooks: [", "a,", MANY, "]\n", ":2: more than 4096 keys and entries");
    assert_refused("shelf: 1\n", "a%d: b\n", MANY, "", ":4097: more than 4096 keys and entries");
    assert_refused("shelf: 1\n", "place: b\n", 4000, "", ":3: place is given twice");
    assert_refused("shelf: 1\nbooks:\n", "- &a%d b\n", 4000, "", ":3: books: expected keys and values");
    assert_refused("shelf: 1\n? &a [x]\n: 1\n", "? *a\n: 1\n", MANY, "", ":2: expected a key");
    assert_refused("shelf: 1\nplace: ", "x", MANY, "\n", ":2: place: longer than 79 bytes");
    assert_refused("shelf: 1\n", "x", MANY, ": 1\n", ":2: no YAML: could not find expected ':'");
    assert_refused("shelf: 1\n? ", "x", MANY, "\n: 1\n",
                   ":2: there is no key 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'");
    assert_refused("", "%TAG !a%d! x\n", MANY, "--- {shelf: 1}\n", ":1: more than 128 KiB around the shelf");
    assert_refused("shelf: 1\n...\n", "%TAG !a%d! x\n", MANY, "--- {}\n", ":1: more than 128 KiB around the shelf");
    assert_refused("", "# nothing\n", MANY, "", ":1: more than 128 KiB around the shelf");
}

// What is large but sound is read.
static void reads_large_texts(void **state)
{
    enum { MANY = 1 << 20 };
    (void)state;
    size_t size;
    char *text = NULL;
    FILE *out = open_memstream(&text, &size);
    Shelf shelf;
    Error error = {""};
    fprintf(out, "shelf: 1\n%*s# far to the right\nplace: left\n", MANY, "");
    for (int i = 0; i < MANY; i++)
        fputs("# nothing\n", out);
    fclose(out);
    if (!shelf_parse(&shelf, text, size, &error))
        fail_msg("%s", error.text);
    assert_string_equal(shelf.place, "left");
    free(text);
}

// One byte changed, dropped or doubled: an answer in one line, no crash; what is still read prints and reads back.
static void survives_noise(void **state)
{
    (void)state;
    int accepted = 0;
    for (uint64_t i = 0; i < 3000; i++) {
        size_t size = sizeof canonical - 1, at = random_bits(8, 1, i) % size, again_size;
        int change = (int)(random_bits(8, 2, i) % 3); // dropped, changed, doubled
        char text[sizeof canonical + 1];
        Shelf shelf;
        Error error = {""};
        memcpy(text, canonical, at);
        text[at] = (char)random_bits(8, 3, i);
        memcpy(text + at + (change > 0), canonical + at + (change < 2), size - at - (change < 2));
        size += (size_t)change - 1;
        bool ok = shelf_parse(&shelf, text, size, &error);
        assert_true(ok || (!strncmp(error.text, "shelf, s.yaml:", 14) && !strchr(error.text, '\n')));
        accepted += ok;
        char *printed = ok && shelf.version ? shelf_print(&shelf, &again_size) : NULL;
        if (printed)
            assert_prints(printed);
        free(printed);
    }
    assert_within(accepted, 300, 2900);
}

// As `name:` of its scene, or named as `name` beside it.
static void assert_told(const char *page, const YamlKey *keys)
{
    for (; keys->name || keys->keys; keys++) {
        char said[TEXT], named[TEXT];
        if (keys->keys)
            assert_told(page, keys->keys);
        if (!keys->name)
            return;
        snprintf(said, sizeof said, "%s:", keys->name);
        snprintf(named, sizeof named, "`%s`", keys->name);
        if (!strstr(page, said) && !strstr(page, named))
            fail_msg("docs/scenes.md tells nothing of a scene's '%s'", keys->name);
    }
}

static void page_tells_of_every_key_of_a_scene(void **state)
{
    (void)state;
    size_t size;
    Error error;
    char *page = file_read("docs/scenes.md", &size, &error);
    assert_non_null(page);
    assert_told(page, scene_keys);
    free(page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_mappings_in_lists),
        cmocka_unit_test(writes_what_it_reads),
        cmocka_unit_test(prints_random_shelves),
        cmocka_unit_test(writes_what_is_no_utf8_as_it_is_read),
        cmocka_unit_test(refuses_with_the_line),
        cmocka_unit_test(reads_yaml_as_it_is),
        cmocka_unit_test(reads_utf16),
        cmocka_unit_test(refuses_bombs),
        cmocka_unit_test(reads_large_texts),
        cmocka_unit_test(survives_noise),
        cmocka_unit_test(page_tells_of_every_key_of_a_scene),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
