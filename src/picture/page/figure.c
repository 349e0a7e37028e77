// A figure's page: composed for an article, without what only a window needs. On a wide page the panel, the charts and
// the key stand beside each other, on one top line and one bottom line; where several panels are to be seen, charts and
// key stand under them; on a narrow page one stands under the other. The height follows from the content, or the panels
// take what a given one leaves them.
#include "picture/page/figure.h"

#include <math.h>

#define MARGIN       14.0f
#define GAP          26.0f // between parts beside each other
#define STACK_GAP    14.0f // between parts under each other
#define TITLE_ROW    26.0f // over the panels' top
#define FORMULA      18.0f // a row of its own
#define CAPTION      17.0f // a line of it
#define CHARTS_SHARE 0.4f  // on a low page, of the height that they and the panels over them have
#define CHARTS_LEAST 90.0f
#define CHART_HEAD   22.0f // that a chart has over its plot
#define CHART_FOOT   38.0f // and under it
#define BAR_ROW      38.0f

#define WIDE_PAGE     560.0f // from which parts stand beside each other
#define PANEL_SHARE   0.58f  // of the panel beside the charts
#define SURFACE_SHARE 0.64f  // likewise, of a surface, whose axes take room
#define SURFACE_TALL  0.86f  // height of a surface over its width
#define CURVE_TALL    0.72f
#define MAP_TALLEST   1.5f
#define MAP_LOWEST    0.5f
#define BOTH_TALL     0.46f // of two panels beside each other, over the width of both
#define SIDE_GAP      20.0f // between panels side by side
#define FREE_TOP      6.0f  // over the legend in a free place
#define FREE_BAR      52.0f // of the colour bar there
#define SECOND_LINE   30.0f
#define GRID_TALL     0.86f // of a panel among others, with its title
#define CHART_TALL    0.46f // of charts of their own row, over the width of one
#define CHART_HIGH    190.0f
#define CHART_HIGHEST 300.0f
#define PANEL_LEAST   60.0f

// What the page is to hold.
typedef struct Page {
    const PictureInput *in;
    Build build; // to measure with
    float width; // without margins
    bool wide, panel, charts, bar;
    int panels;  // at least 1
    bool data;   // with a panel of rows
    Rect key;    // its size
    float above; // of the panels: titles
    bool letters;
} Page;

static bool has(const Page *page, FigurePart part)
{
    return figure_has(&page->in->scene->figure, part);
}

static int shown_racers(const Scene *scene)
{
    int n = 0;
    for (int i = 0; i < scene->n_racers; i++)
        n += !scene_entry(scene, i)->hidden && !scene_entry(scene, i)->ghost;
    return n;
}

// The map's numbers stand left of it.
static float panel_indent(const Page *page)
{
    const PanelKind *kind = page->build.kind;
    return kind && kind->view == VIEW_MAP ? MAP_LEFT : 0;
}

static bool is_single(const Page *page)
{
    return page->panels == 1 && !page->data;
}

int figure_panels(const Build *build)
{
    const Scene *scene = build->scene;
    int shown = shown_racers(scene);
    if (scene->view.kind == VIEW_SIDE)
        return shown > 0 ? shown : 1;
    return scene->view.kind == VIEW_BOTH && build->dimension == 2 ? 2 : 1;
}

static bool beside(const Page *page)
{
    return page->wide && page->panel && is_single(page);
}

static float panel_width(const Page *page)
{
    float rest = page->width - (page->key.w > 0 ? page->key.w + GAP : 0);
    const PanelKind *kind = page->build.kind;
    float share = kind && kind->view == VIEW_SURFACE ? SURFACE_SHARE : PANEL_SHARE;
    return page->charts ? floorf(share * (rest - GAP)) : rest;
}

// Racers' panels have a title each.
static bool is_side(const Page *page)
{
    return page->in->scene->view.kind == VIEW_SIDE;
}

// A single panel's letter stands before the title.
static bool letter_leads(const Page *page)
{
    return page->letters && page->panel && is_single(page) && !is_side(page);
}

// Of the title, which stands at its panel.
static float title_indent(const Page *page)
{
    float indent = is_single(page) ? panel_indent(page) : 0;
    return letter_leads(page) ? fmaxf(indent, LETTER_ROOM) : indent;
}

// Over the panel, where charts stand beside it.
static float title_width(const Page *page)
{
    return (beside(page) ? panel_width(page) : page->width) - title_indent(page);
}

static float title_rows(const Page *page)
{
    bool title = has(page, PART_TITLE), formula = has(page, PART_FORMULA);
    bool head = (page->charts && is_single(page) && page->wide) || letter_leads(page);
    float height = title || formula ? TITLE_ROW : head ? CHART_HEAD : 0;
    if (page->letters && page->panel && !letter_leads(page) && !is_side(page))
        height += LETTER_ROW;
    height += title ? figure_title_more(&page->build, title_width(page)) : 0;
    height += formula ? FORMULA * (float)figure_formula_lines(&page->build, title_width(page)) : 0;
    if (has(page, PART_CAPTION))
        height += CAPTION * (float)figure_caption_lines(&page->build, title_width(page));
    return height;
}

float figure_title_height(const Build *build, float width)
{
    const SceneFigure *figure = &build->scene->figure;
    bool title = figure_has(figure, PART_TITLE), formula = figure_has(figure, PART_FORMULA);
    float height = title || formula ? TITLE_ROW : 0;
    height += title ? figure_title_more(build, width) : 0;
    height += formula ? FORMULA * (float)figure_formula_lines(build, width) : 0;
    return height + (figure_has(figure, PART_CAPTION) ? CAPTION * (float)figure_caption_lines(build, width) : 0);
}

static Page page_of(const PictureInput *in, const PanelKind *kind)
{
    const Scene *scene = in->scene;
    Page page = {.in = in, .build = {.in = in, .scene = scene, .race = in->race, .study = in->study, .kind = kind}};
    int dimension = study_dimension(in->study);
    page.build.dimension = dimension > 2 ? 2 : dimension;
    page.width = in->width - 2 * MARGIN;
    page.wide = in->width >= WIDE_PAGE;
    page.charts = has(&page, PART_CHARTS) && !(scene->view.hide >> HIDE_CHARTS & 1) && page.build.dimension > 0 &&
                  shown_racers(scene) > 0;
    page.panel = has(&page, PART_PANEL);
    page.bar = page.panel && has(&page, PART_COLORBAR) && page.build.dimension == 2;
    page.data = page.panel && scene->view.show >> SHOW_DATA & 1 && study_rows(in->study);
    page.panels = figure_panels(&page.build);
    page.letters = scene->figure.letters;
    bool titled = scene->view.kind == VIEW_SIDE; // each panel says whose it is
    if (has(&page, PART_LEGEND) && shown_racers(scene) > 0 && !titled)
        page.key = figure_key_size(&page.build, page.width, page.wide && (is_single(&page) || page.charts));
    page.above = title_rows(&page);
    return page;
}

// ---- Heights by content

static float map_tall(const Page *page)
{
    const double *window = page->in->scene->view.camera.window;
    float tall = (float)((window[3] - window[2]) / (window[1] - window[0]));
    return fminf(fmaxf(tall, MAP_LOWEST), MAP_TALLEST);
}

// Of one panel so wide.
static float panel_height(const Page *page, float width)
{
    const PanelKind *kind = page->build.kind;
    if (kind && kind->view == VIEW_MAP)
        return (width - MAP_LEFT) * map_tall(page) + MAP_BELOW;
    return width * (kind && kind->parameters == 1 ? CURVE_TALL : SURFACE_TALL);
}

// Of panels side by side: about as many columns as rows, but what has room in one row stands there; on a narrow page
// two, and three where those would be a tower.
int figure_side_columns(int n, float width)
{
    int most = width >= WIDE_PAGE ? (n == 3 ? 3 : (int)ceilf(sqrtf((float)n))) : n > 8 ? 3 : 2;
    return n < most ? n : most;
}

// The last row's first free place; 0: it is full.
static int first_free(const Page *page)
{
    bool side = page->in->scene->view.kind == VIEW_SIDE && page->panel && page->panels > 1 && !page->data;
    return side ? page->panels % figure_side_columns(page->panels, page->in->width) : 0;
}

// What that place has room for, by the page's width: the legend before the bar, which else stands under the panels; no
// legend that would have to leave racers out.
typedef struct FreePlace {
    int at; // in the last row; 0: there is none
    bool legend, bar;
} FreePlace;

static FreePlace free_place(const Page *page)
{
    FreePlace place = {.at = first_free(page)};
    if (!place.at)
        return place;
    int columns = figure_side_columns(page->panels, page->in->width);
    float room = GRID_TALL * page->width / (float)columns - SIDE_GAP - FREE_TOP;
    float key = figure_key_brief(page->panels);
    place.legend = has(page, PART_LEGEND) && key <= room;
    place.bar = page->bar && (!place.legend || key + FREE_BAR <= room);
    return place;
}

static float view_height(const Page *page, float width)
{
    float under = page->data ? ROWS_TALL + STACK_GAP : 0; // of several panels, the rows
    if (page->in->scene->view.kind == VIEW_SIDE && page->panels > 1) {
        int columns = figure_side_columns(page->panels, page->in->width), rows = (page->panels + columns - 1) / columns;
        float second = !page->wide && columns > 2 ? SECOND_LINE : 0; // and third, of their titles
        return (float)rows * (GRID_TALL * width / (float)columns + second) + under;
    }
    if (page->panels > 1)
        return (page->wide ? BOTH_TALL : 1.7f) * width + under;
    return page->data ? (page->wide ? BOTH_TALL : 1.6f) * width : panel_height(page, width);
}

// ---- Places

// The page's rows from its top; what is not there has no width.
typedef struct Rows {
    float panels, charts, key; // heights
} Rows;

// Under the panels the key stands beside the charts, where it is a column.
static bool key_beside_charts(const Page *page)
{
    return page->wide && page->charts && page->key.w > 0 && page->key.w < 0.5f * page->width;
}

static Rows natural_rows(const Page *page)
{
    Rows rows = {.key = page->key.h};
    if (beside(page)) {
        rows.panels = fmaxf(panel_height(page, panel_width(page)), page->key.h);
        return rows;
    }
    rows.panels = page->panel ? view_height(page, page->width) : -STACK_GAP; // nor what is between
    float width = key_beside_charts(page) ? page->width - page->key.w - GAP : page->width;
    float least = key_beside_charts(page) ? fminf(page->key.h, CHART_HIGHEST) : 0; // as high as the key beside them
    float most = page->panel ? CHART_HIGH : CHART_HIGHEST;
    rows.charts = page->charts ? fmaxf(fminf(CHART_TALL * width, most), least) : 0;
    return rows;
}

static float bar_height(const Page *page)
{
    return page->bar && !free_place(page).bar ? BAR_ROW : 0;
}

static float panel_below(const Page *page)
{
    const PanelKind *kind = page->build.kind;
    return kind && kind->view == VIEW_MAP ? MAP_BELOW : 0;
}

// Of all but the panels.
static float around_panels(const Page *page, const Rows *rows)
{
    float foot = page->charts && beside(page) && !page->bar ? CHART_FOOT - panel_below(page) : 0;
    float height = 2 * MARGIN + page->above + bar_height(page) + foot;
    if (beside(page))
        return height;
    bool together = key_beside_charts(page);
    float key = rows->key > 0 ? rows->key + STACK_GAP : 0, charts = rows->charts > 0 ? rows->charts + STACK_GAP : 0;
    return height + (together ? fmaxf(key, charts) : key + charts);
}

float figure_height(const PictureInput *in, const PanelKind *kind)
{
    Page page = page_of(in, kind);
    Rows rows = natural_rows(&page);
    return ceilf(around_panels(&page, &rows) + rows.panels);
}

// On a page that is lower than its content, charts under panels keep their share of the height: what they have over it.
static float charts_over(const Page *page, const Rows *rows, float panels)
{
    float share = CHARTS_SHARE * (panels + rows->charts), least = key_beside_charts(page) ? page->key.h : 0;
    return rows->charts > 0 ? fmaxf(rows->charts - fmaxf(fmaxf(share, least), CHARTS_LEAST), 0) : 0;
}

// A page that is too low for all drops the key, then the charts, the colour bar and the titles.
static void fit(Page *page, Rows *rows)
{
    *rows = natural_rows(page);
    float panel_least = page->panel ? PANEL_LEAST : -STACK_GAP;
    for (int drop = 0; drop < 4 && page->in->height - around_panels(page, rows) < panel_least; drop++) {
        if (drop == 0)
            page->key = (Rect){0};
        page->charts &= drop != 1 || !page->panel;
        page->bar &= drop != 2;
        page->above = drop == 3 ? 0 : page->above;
        *rows = natural_rows(page);
    }
    float left = page->in->height - around_panels(page, rows);
    if (page->panel) {
        float cut = left < rows->panels ? charts_over(page, rows, left) : 0;
        rows->charts -= cut;
        rows->panels = left + cut;
    } else {
        rows->charts += page->charts ? left + STACK_GAP : 0;
    }
}

// Panel, charts and key from the left.
static void place_beside(const Page *page, const Rows *rows, Layout *layout)
{
    float top = MARGIN + page->above, x = MARGIN + page->width, width = panel_width(page);
    float plot = rows->panels - panel_below(page);
    const PanelKind *kind = page->build.kind;
    if (kind && kind->view == VIEW_MAP) // as wide as it is high, the charts take the rest
        width = fminf(width, MAP_LEFT + fmaxf(plot, PANEL_LEAST) / map_tall(page) * 1.25f);
    layout->view = (Rect){MARGIN, top, width, rows->panels};
    if (page->key.w > 0) {
        x -= page->key.w;
        layout->legend = (Rect){x, top, page->key.w, rows->panels};
        x -= GAP;
    }
    float left = MARGIN + width + GAP;
    if (page->charts)
        layout->charts = (Rect){left, top - CHART_HEAD, x - left, plot + CHART_HEAD + CHART_FOOT};
}

static void place_under(const Page *page, const Rows *rows, Layout *layout)
{
    float y = MARGIN + page->above;
    layout->view = page->panel ? (Rect){MARGIN, y, page->width, rows->panels} : (Rect){0};
    y += rows->panels + bar_height(page) + STACK_GAP;
    if (key_beside_charts(page)) {
        layout->charts = (Rect){MARGIN, y, page->width - page->key.w - GAP, rows->charts};
        layout->legend = (Rect){MARGIN + page->width - page->key.w, y, page->key.w, fmaxf(page->key.h, rows->charts)};
        return;
    }
    if (page->key.w > 0) {
        layout->legend = (Rect){MARGIN, y, page->width, page->key.h};
        y += page->key.h + STACK_GAP;
    }
    if (page->charts)
        layout->charts = (Rect){MARGIN, y, page->width, rows->charts};
}

// Legend and colour bar, where the panels' last row is not full.
static void fill_place(const Page *page, FreePlace free, Layout *layout)
{
    int columns = figure_side_columns(page->panels, page->in->width), rows = (page->panels + columns - 1) / columns;
    Rect view = layout->view;
    float w = (view.w - SIDE_GAP * (float)(columns - 1)) / (float)columns;
    float h = (view.h - SIDE_GAP * (float)(rows - 1)) / (float)rows, bar = free.bar ? FREE_BAR : 0;
    Rect place = {view.x + (float)free.at * (w + SIDE_GAP), view.y + view.h - h, 0, h};
    place.w = view.x + view.w - place.x;
    if (free.legend && figure_key_brief(page->panels) <= place.h - FREE_TOP - bar) // as high as it is on this page
        layout->legend = (Rect){place.x, place.y + FREE_TOP, place.w, place.h - FREE_TOP - bar};
    if (free.bar)
        layout->bar = (Rect){place.x, place.y + place.h - bar, fminf(place.w, w), bar};
}

Layout figure_place(const PictureInput *in, const PanelKind *kind)
{
    Page page = page_of(in, kind);
    Rows rows;
    fit(&page, &rows);
    Layout layout = {.figure = true, .margin = MARGIN};
    layout.letters = page.letters;
    float indent = title_indent(&page);
    if (page.above > 0)
        layout.title = (Rect){MARGIN + indent, MARGIN, title_width(&page), page.above};
    if (beside(&page))
        place_beside(&page, &rows, &layout);
    else
        place_under(&page, &rows, &layout);
    FreePlace free = free_place(&page);
    fill_place(&page, free, &layout);
    if (page.bar && !free.bar)
        layout.bar = (Rect){MARGIN, layout.view.y + layout.view.h, layout.view.w, BAR_ROW};
    return layout;
}
