// The help screen over the dimmed picture: every action's key and title, in as many columns as fit and on as many pages
// as it takes; then what each optimizer and each schedule does, from their rows. To add such a table: one row of
// tables[].
#include "picture/build.h"

#include <math.h>
#include <stdio.h>

#define ROW          24.0f
#define MARGIN       34.0f
#define HEAD         60.0f
#define EDGE         20.0f // around the box, at least
#define COLUMN_LEAST 340.0f
#define COLUMN_MOST  440.0f
#define KEYS_WIDTH   126.0f // from a key to its title

#define TABLE_WIDTH 1040.0f
#define NAMES_WIDTH 230.0f // from a name to what it means

enum { COLUMNS_MAX = 3, ROWS_MAX = 64 };

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

typedef struct Help {
    Build *build;
    const char *title;
    Rect box;
    int rows, columns, per_column, key_pages, pages, page;
    int most; // rows above each other
} Help;

static int count_rows(const char *const *help)
{
    int n = 0;
    while (help[2 * n] && help[2 * n + 1])
        n++;
    return n;
}

static int clamped(float value, int least, int most)
{
    return value < (float)least ? least : value > (float)most ? most : (int)value;
}

static int pages_of(const Table *table, int most)
{
    return (table->count() + most - 1) / most;
}

// What the page shows from its row `first` on; NULL: keys.
static const Table *table_on(const Help *help, int *first)
{
    int page = help->page - help->key_pages;
    for (int i = 0; page >= 0 && i < TABLE_COUNT; page -= pages_of(&tables[i++], help->most)) {
        if (page >= pages_of(&tables[i], help->most))
            continue;
        *first = page * help->most;
        return &tables[i];
    }
    return NULL;
}

static Help help_place(Build *build)
{
    float width = build->in->width - 2.0f * EDGE, height = build->in->height - 2.0f * EDGE;
    Help help = {.build = build, .rows = count_rows(build->in->ui.help)};
    help.columns = clamped((width - 2.0f * MARGIN) / COLUMN_LEAST, 1, COLUMNS_MAX);
    help.most = clamped((height - HEAD - MARGIN) / ROW, 1, ROWS_MAX);
    help.key_pages = help.pages = (help.rows + help.columns * help.most - 1) / (help.columns * help.most);
    for (int i = 0; i < TABLE_COUNT; i++)
        help.pages += pages_of(&tables[i], help.most);
    help.page = build->in->ui.help_page < help.pages ? build->in->ui.help_page : help.pages - 1;
    int first = 0, on_page = (help.rows + help.key_pages - 1) / help.key_pages; // evenly
    help.per_column = (on_page + help.columns - 1) / help.columns;
    help.title = "Keys";
    help.box.w = fminf(width, (float)help.columns * COLUMN_MOST + 2.0f * MARGIN);
    const Table *table = table_on(&help, &first);
    if (table) {
        help.title = table->title;
        help.per_column = table->count() - first < help.most ? table->count() - first : help.most;
        help.box.w = fminf(width, TABLE_WIDTH);
    }
    help.box.h = HEAD + (float)help.per_column * ROW + MARGIN;
    help.box.x = 0.5f * (build->in->width - help.box.w), help.box.y = 0.5f * (build->in->height - help.box.h);
    return help;
}

static void help_row(const Help *help, const char *key, const char *title, float x, float y, float width)
{
    Build *build = help->build;
    const Theme *theme = build->theme;
    key_draw(build, key, x, y, LAYER_POPUP_TOP);
    char line[160];
    snprintf(line, sizeof line, "%s", title);
    float left = x + fmaxf(key_width(build, key) + 10.0f, KEYS_WIDTH);
    text_fit(build, line, x + width - left - 12.0f, FONT_NOTE, WEIGHT_REGULAR);
    draw_text(build->list,
              (DrawText){.x = left, .y = y, .size = FONT_NOTE, .color = theme->secondary, .layer = LAYER_POPUP_TOP},
              "%s", line);
}

static void head_draw(const Help *help)
{
    const Theme *theme = help->build->theme;
    DrawText text = {.x = help->box.x + MARGIN,
                     .y = help->box.y + 38.0f,
                     .size = FONT_SUBTITLE,
                     .weight = WEIGHT_SEMIBOLD,
                     .color = theme->text,
                     .layer = LAYER_POPUP_TOP};
    draw_text(help->build->list, text, "%s", help->title);
    text.x = help->box.x + help->box.w - MARGIN;
    text.align = ALIGN_RIGHT;
    text.size = FONT_NOTE;
    text.weight = WEIGHT_REGULAR;
    text.color = theme->secondary;
    if (help->pages > 1)
        draw_text(help->build->list, text, "page %d of %d  ·  F1 turns the page, Esc closes", help->page + 1,
                  help->pages);
    else
        draw_text(help->build->list, text, "Esc closes");
}

static void table_row(const Help *help, const char *name, const char *summary, float y)
{
    Build *build = help->build;
    float x = help->box.x + MARGIN, left = x + NAMES_WIDTH;
    DrawText text = {.x = x, .y = y, .size = FONT_NOTE, .weight = WEIGHT_SEMIBOLD, .layer = LAYER_POPUP_TOP};
    text.color = build->theme->text;
    draw_text(build->list, text, "%s", name);
    char line[160];
    snprintf(line, sizeof line, "%s", summary);
    text_fit(build, line, help->box.x + help->box.w - MARGIN - left, FONT_NOTE, WEIGHT_REGULAR);
    text.x = left;
    text.weight = WEIGHT_REGULAR;
    text.color = build->theme->secondary;
    draw_text(build->list, text, "%s", line);
}

static void table_draw(const Help *help, const Table *table, int first)
{
    for (int i = 0; i < help->per_column; i++)
        table_row(help, table->name(first + i), table->summary(first + i), help->box.y + HEAD + 14.0f + (float)i * ROW);
}

static void keys_draw(const Help *help, const char *const *rows)
{
    float column_width = (help->box.w - 2.0f * MARGIN) / (float)help->columns;
    int first = help->page * help->per_column * help->columns;
    for (int i = 0; i < help->per_column * help->columns && first + i < help->rows; i++)
        help_row(help, rows[2 * (first + i)], rows[2 * (first + i) + 1],
                 help->box.x + MARGIN + (float)(i / help->per_column) * column_width,
                 help->box.y + HEAD + 14.0f + (float)(i % help->per_column) * ROW, column_width);
}

void help_build(Build *build)
{
    const char *const *rows = build->in->ui.help;
    build->help_pages = 0;
    if (!rows || !rows[0])
        return;
    Help help = help_place(build);
    build->help_pages = help.pages;
    shade_draw(build);
    popup_draw(build, help.box, 10.0f);
    head_draw(&help);
    int first = 0;
    const Table *table = table_on(&help, &first);
    if (table)
        table_draw(&help, table, first);
    else
        keys_draw(&help, rows);
}
