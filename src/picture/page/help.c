// The help screen over the dimmed picture: every action's keys and title, by groups that stay together, in as many
// columns as fit and on as many pages as it takes; then what each optimizer and each schedule does, from their rows.
// All pages have one box. To add such a table: one row of tables[].
#include "picture/build.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define ROW       26.0f
#define LINE      17.0f // that a title's second line takes more
#define HEADING   36.0f // of a group
#define GROUP_GAP 16.0f // over it, where another stands above
#define MARGIN    34.0f
#define HEAD      66.0f
#define EDGE      20.0f // around the box, at least
#define BASELINE  16.0f // of a row

#define COLUMN_LEAST 300.0f
#define COLUMN_MOST  400.0f
#define GUTTER       30.0f // between columns
#define CAP_GAP      6.0f  // between two keys
#define KEYS_GAP     12.0f // from keys to what they do
#define KEYS_MOST    0.46f // of a column's width, before what they do begins further right

#define TABLE_WIDTH 1040.0f
#define TABLE_ROW   24.0f
#define TABS_GAP    22.0f  // between the titles at the head
#define CLOSE_WIDTH 80.0f  // of what tells how it ends
#define PAGES_WIDTH 125.0f // of what tells the page
#define NAMES_GAP   28.0f  // from a name to what it means
#define NAMES_MOST  0.45f  // of the width, before that stands below the name

enum { COLUMNS_MAX = 3, ROWS_MAX = 128, TITLE_MAX = 160 };

// Names and what they mean, a line each.
typedef struct Table {
    const char *title;
    int (*count)(void);
    const char *(*name)(int i);
    const char *(*summary)(int i);
} Table;

static const char *optimizer_name(int i)
{
    return optimizer_at(i)->name;
}

static const char *optimizer_summary(int i)
{
    return optimizer_at(i)->summary;
}

static const char *schedule_name(int i)
{
    return schedule_at(i)->name;
}

static const char *schedule_summary(int i)
{
    return schedule_at(i)->summary;
}

static const Table tables[] = {
    {"Optimizers", optimizer_count, optimizer_name, optimizer_summary},
    {"Schedules", schedule_count, schedule_name, schedule_summary},
};
enum { TABLE_COUNT = sizeof tables / sizeof *tables };

// Where a row of keys stands: in which column, counted over all pages, and how far down.
typedef struct Place {
    int column;
    float y;
    bool heads; // its group's heading stands above it
} Place;

// How a table is placed: where what names mean begins, in their line or the next, a row's height, how many pages and
// rows on each.
typedef struct TableFit {
    float left, down, row;
    int pages, rows;
} TableFit;

typedef struct Help {
    Build *build;
    const PictureKey *keys;
    const char *title;
    Rect box;
    int rows, columns, key_pages, pages, page;
    float column_width, column_height;
    TableFit fit[TABLE_COUNT];
    float row_height[ROWS_MAX], keys_width[ROWS_MAX];
    Place place[ROWS_MAX];
    bool begins_column[ROWS_MAX]; // of a group's first row
} Help;

// ---- Keys

static const char keys_title[] = "Keys";
static const char blanks[] = "  ", dash[] = "–", dashed[] = " – ";

// What a row's keys are made of: "Tab  Shift+Tab", "1 – 9". Returns the next one's place, NULL after the last.
static const char *next_key(const char *keys, char key[TITLE_MAX], const char **between)
{
    static const char *const breaks[] = {blanks, dashed};
    const char *end = NULL;
    *between = NULL;
    for (int i = 0; i < 2; i++) {
        const char *found = strstr(keys, breaks[i]);
        if (found && (!end || found < end))
            end = found, *between = breaks[i];
    }
    text_copy(key, TITLE_MAX, keys);
    if (end && end - keys < TITLE_MAX)
        key[end - keys] = '\0';
    return end ? end + strlen(*between) : NULL;
}

// Between two keys, or in place of them for a gesture.
static float words_draw(Build *build, const char *words, bool drawn, float x, float y)
{
    if (drawn)
        draw_text(build->list,
                  (DrawText){.x = x, .y = y, .size = FONT_NOTE, .color = build->theme->text, .layer = LAYER_POPUP_TOP},
                  "%s", words);
    return text_width(build, words, FONT_NOTE, WEIGHT_REGULAR, false);
}

// How wide the row's keys are.
static float keys_draw(Build *build, const PictureKey *row, bool drawn, float x, float y)
{
    char key[TITLE_MAX];
    const char *between = NULL;
    float from = x;
    if (row->gesture)
        return words_draw(build, row->keys, drawn, x, y);
    for (const char *rest = row->keys; rest;) {
        if (between && strcmp(between, blanks) != 0)
            x += words_draw(build, dash, drawn, x, y) + CAP_GAP;
        rest = next_key(rest, key, &between);
        if (drawn)
            key_draw(build, key, x, y, LAYER_POPUP_TOP);
        x += key_width(build, key) + CAP_GAP;
    }
    return x - CAP_GAP - from;
}

static bool begins_group(const Help *help, int row)
{
    return row == 0 || strcmp(help->keys[row].group, help->keys[row - 1].group) != 0;
}

// From where the titles of a row's group begin: behind its widest keys, but for those that are too wide.
static float title_left(const Help *help, int row)
{
    float left = 0, most = KEYS_MOST * help->column_width;
    int from = row;
    while (!begins_group(help, from))
        from--;
    for (int i = from; i < help->rows && (i == from || !begins_group(help, i)); i++)
        if (help->keys_width[i] <= most)
            left = fmaxf(left, help->keys_width[i]);
    return fmaxf(left, help->keys_width[row]) + KEYS_GAP;
}

// The next line of a title: as many words as have room, one at least. Returns what is left, NULL: nothing.
static const char *next_line(const Help *help, const char *title, float width, char line[TITLE_MAX])
{
    text_copy(line, TITLE_MAX, title);
    for (char *blank; (blank = strrchr(line, ' ')); *blank = '\0')
        if (text_width(help->build, line, FONT_NOTE, WEIGHT_REGULAR, false) <= width)
            break;
    size_t length = strlen(line);
    text_fit(help->build, line, width, FONT_NOTE, WEIGHT_REGULAR);
    return title[length] ? title + length + strspn(title + length, " ") : NULL;
}

static float lines_height(const Help *help, const char *title, float width)
{
    char line[TITLE_MAX];
    float height = -LINE;
    for (const char *rest = title; rest; height += LINE)
        rest = next_line(help, rest, width, line);
    return height;
}

static float group_height(const Help *help, int row)
{
    float height = HEADING;
    for (int i = row; i < help->rows && (i == row || !begins_group(help, i)); i++)
        height += help->row_height[i];
    return height;
}

// Into columns of a height. A group that has room in one column stays together, and where it is told to, it begins one.
// Returns how many columns it takes.
static int flow(Help *help, float height)
{
    int column = 0;
    float y = 0;
    help->column_height = 0;
    for (int i = 0; i < help->rows; i++) {
        bool heads = begins_group(help, i);
        float needs = heads ? GROUP_GAP + group_height(help, i) : help->row_height[i];
        if (y > 0 && (y + needs > height || help->begins_column[i])) {
            column++;
            y = 0;
            heads = true;
        }
        y += (heads && y > 0 ? GROUP_GAP : 0) + (heads ? HEADING : 0);
        help->place[i] = (Place){column, y, heads};
        y += help->row_height[i];
        help->column_height = fmaxf(help->column_height, y);
    }
    return column + 1;
}

static void measure_keys(Help *help)
{
    for (int i = 0; i < help->rows; i++)
        help->keys_width[i] = keys_draw(help->build, &help->keys[i], false, 0, 0);
    for (int i = 0; i < help->rows; i++) {
        float width = help->column_width - title_left(help, i);
        help->row_height[i] = ROW + lines_height(help, help->keys[i].title, width);
    }
}

// From a row to where the next column begins.
static float run_height(const Help *help, int row)
{
    float height = group_height(help, row);
    for (int i = row + 1; i < help->rows && !help->begins_column[i]; i++)
        height += begins_group(help, i) ? GROUP_GAP + group_height(help, i) : 0;
    return height;
}

// Puts two neighbouring columns into one, those that are the lowest together. false: none have room.
static bool join_columns(Help *help, float height)
{
    int before = 0, joined = -1;
    for (int i = 1; i < help->rows; i++) {
        if (!help->begins_column[i])
            continue;
        float both = run_height(help, before) + GROUP_GAP + run_height(help, i);
        if (both <= height) {
            height = both;
            joined = i;
        }
        before = i;
    }
    if (joined >= 0)
        help->begins_column[joined] = false;
    return joined >= 0;
}

// On as few pages as it takes, and there in columns that are about even.
static void place_keys(Help *help, float height)
{
    measure_keys(help);
    help->key_pages = (flow(help, height) + help->columns - 1) / help->columns;
    for (int i = 0; i < help->rows; i++)
        help->begins_column[i] = begins_group(help, i);
    bool joined = true;
    while (joined && flow(help, height) > help->key_pages * help->columns)
        joined = join_columns(help, height);
    if (joined)
        return;
    memset(help->begins_column, 0, sizeof help->begins_column);
    flow(help, height);
}

// ---- The box

static int count_rows(const PictureKey *keys)
{
    int n = 0;
    while (n < ROWS_MAX && keys[n].keys)
        n++;
    return n;
}

static int clamped(float value, int least, int most)
{
    return value < (float)least ? least : value > (float)most ? most : (int)value;
}

// All rows as high as the highest, evenly on as many pages as it takes.
static TableFit fit_table(const Help *help, const Table *table, float width, float height)
{
    TableFit fit = {.row = TABLE_ROW};
    for (int i = 0; i < table->count(); i++)
        fit.left = fmaxf(fit.left, text_width(help->build, table->name(i), FONT_NOTE, WEIGHT_SEMIBOLD, false));
    bool beside = fit.left <= NAMES_MOST * width;
    fit.left = beside ? fit.left + NAMES_GAP : 0;
    fit.down = beside ? 0 : LINE;
    for (int i = 0; i < table->count(); i++)
        fit.row = fmaxf(fit.row, TABLE_ROW + fit.down + lines_height(help, table->summary(i), width - fit.left));
    int most = clamped(height / fit.row, 1, table->count());
    fit.pages = (table->count() + most - 1) / most;
    fit.rows = (table->count() + fit.pages - 1) / fit.pages;
    return fit;
}

// Which table the page shows from its row `first` on; -1: keys.
static int table_on(const Help *help, int *first)
{
    int page = help->page - help->key_pages;
    for (int i = 0; page >= 0 && i < TABLE_COUNT; page -= help->fit[i++].pages) {
        *first = page * help->fit[i].rows;
        if (page < help->fit[i].pages)
            return i;
    }
    return -1;
}

static void place_box(Help *help, float width, float height)
{
    float content = help->column_height;
    for (int i = 0; i < TABLE_COUNT; i++)
        content = fmaxf(content, help->fit[i].row * (float)help->fit[i].rows);
    Rect page = {0, 0, help->build->in->width, help->build->in->height};
    help->box.w = width;
    help->box.h = fminf(HEAD + content + MARGIN, height);
    help->box.x = 0.5f * (page.w - help->box.w), help->box.y = 0.5f * (page.h - help->box.h);
}

static void help_place(Help *help)
{
    Build *build = help->build;
    float width = build->in->width - 2.0f * EDGE, height = build->in->height - 2.0f * EDGE;
    help->rows = count_rows(help->keys);
    help->columns = clamped((width - 2.0f * MARGIN + GUTTER) / (COLUMN_LEAST + GUTTER), 1, COLUMNS_MAX);
    float columns = (float)help->columns;
    float widest = fmaxf(TABLE_WIDTH, columns * (COLUMN_MOST + GUTTER) - GUTTER + 2.0f * MARGIN);
    width = fminf(width, widest);
    help->column_width = (width - 2.0f * MARGIN + GUTTER) / columns - GUTTER;
    place_keys(help, height - HEAD - MARGIN);
    help->pages = help->key_pages;
    for (int i = 0; i < TABLE_COUNT; i++) {
        help->fit[i] = fit_table(help, &tables[i], width - 2.0f * MARGIN, height - HEAD - MARGIN);
        help->pages += help->fit[i].pages;
    }
    help->page = build->in->ui.help_page < help->pages ? build->in->ui.help_page : help->pages - 1;
    place_box(help, width, height);
}

// ---- What is drawn

static DrawText note(const Help *help, float x, float y)
{
    return (DrawText){
        .x = x, .y = y, .size = FONT_NOTE, .color = help->build->theme->secondary, .layer = LAYER_POPUP_TOP};
}

static void heading_draw(const Help *help, const char *group, float x, float y)
{
    Build *build = help->build;
    DrawText text = note(help, x, y - 17.0f);
    text.size = FONT_TEXT;
    text.weight = WEIGHT_SEMIBOLD;
    text.color = build->theme->text;
    draw_text(build->list, text, "%s", group);
    draw_shape(build->list, (DrawShape){.kind = SHAPE_RECT,
                                        .x = x,
                                        .y = y - 8.0f,
                                        .w = help->column_width,
                                        .h = 1.0f,
                                        .color = build->theme->hairline,
                                        .layer = LAYER_POPUP_TOP});
}

static void title_draw(const Help *help, const char *title, float x, float y, float width)
{
    char line[TITLE_MAX];
    for (const char *rest = title; rest; y += LINE) {
        rest = next_line(help, rest, width, line);
        draw_text(help->build->list, note(help, x, y), "%s", line);
    }
}

static void row_draw(const Help *help, int row)
{
    const PictureKey *key = &help->keys[row];
    const Place *place = &help->place[row];
    float left = title_left(help, row);
    float x = help->box.x + MARGIN + (float)(place->column % help->columns) * (help->column_width + GUTTER);
    float y = help->box.y + HEAD + place->y;
    if (place->heads)
        heading_draw(help, key->group, x, y);
    keys_draw(help->build, key, true, x, y + BASELINE);
    title_draw(help, key->title, x + left, y + BASELINE, help->column_width - left);
}

// A key and what it does here; x is where it ends. Returns where the one before may end.
static float hint_draw(const Help *help, const char *keys, const char *word, float x, float y)
{
    Build *build = help->build;
    PictureKey row = {.keys = keys};
    DrawText text = note(help, x, y);
    text.align = ALIGN_RIGHT;
    draw_text(build->list, text, "%s", word);
    x -= text_width(build, word, FONT_NOTE, WEIGHT_REGULAR, false) + 8.0f + keys_draw(build, &row, false, 0, 0);
    keys_draw(build, &row, true, x, y);
    return x - 20.0f;
}

// What there is, this page's bright. Returns where the next one may begin.
static float tab_draw(const Help *help, const char *title, float x)
{
    Build *build = help->build;
    bool here = title == help->title;
    DrawText text = note(help, x, help->box.y + 38.0f);
    text.size = FONT_SUBTITLE;
    text.weight = here ? WEIGHT_SEMIBOLD : WEIGHT_REGULAR;
    text.color = here ? build->theme->text : build->theme->secondary;
    draw_text(build->list, text, "%s", title);
    return x + text_width(build, title, text.size, text.weight, false) + TABS_GAP;
}

static void head_draw(const Help *help)
{
    char pages[TITLE_MAX];
    float left = tab_draw(help, keys_title, help->box.x + MARGIN);
    float right = help->box.x + help->box.w - MARGIN, y = help->box.y + 38.0f;
    for (int i = 0; i < TABLE_COUNT; i++)
        left = tab_draw(help, tables[i].title, left);
    if (right - left > CLOSE_WIDTH)
        right = hint_draw(help, "Esc", "close", right, y);
    snprintf(pages, sizeof pages, "%d of %d", help->page + 1, help->pages);
    if (help->pages > 1 && right - left > PAGES_WIDTH)
        hint_draw(help, "←  →", pages, right, y);
}

static void table_draw(const Help *help, int at, int first)
{
    const Table *table = &tables[at];
    const TableFit *fit = &help->fit[at];
    float x = help->box.x + MARGIN, width = help->box.w - 2.0f * MARGIN - fit->left;
    for (int i = first; i < first + fit->rows && i < table->count(); i++) {
        float y = help->box.y + HEAD + BASELINE + (float)(i - first) * fit->row;
        DrawText text = note(help, x, y);
        text.weight = WEIGHT_SEMIBOLD;
        text.color = help->build->theme->text;
        draw_text(help->build->list, text, "%s", table->name(i));
        title_draw(help, table->summary(i), x + fit->left, y + fit->down, width);
    }
}

void help_build(Build *build)
{
    Help help = {.build = build, .keys = build->in->ui.help, .title = keys_title};
    build->help_pages = 0;
    if (!help.keys || !help.keys[0].keys)
        return;
    help_place(&help);
    build->help_pages = help.pages;
    shade_draw(build);
    popup_draw(build, help.box, 10.0f);
    int first = 0;
    int table = table_on(&help, &first);
    help.title = table >= 0 ? tables[table].title : help.title;
    head_draw(&help);
    if (table >= 0)
        table_draw(&help, table, first);
    for (int i = 0; table < 0 && i < help.rows; i++)
        if (help.place[i].column / help.columns == help.page)
            row_draw(&help, i);
}
