// Where everything stands: the column is cut off the page first, then title, key line, charts and legend; the view
// takes what remains. As the page shrinks, charts fold away, the column gives way to the legend, then legend, time
// axis, key line and title go. A window says so of charts and column, and with which keys they come all the same.
#include "picture/page/figure.h"

#include <math.h>

#define COLUMN_WIDTH    330.0f
#define COLUMN_LEAST    296.0f // the sliders' tracks are still long enough to be dragged
#define COLUMN_SHARE    0.4f   // of the page, at most, but for COLUMN_LEAST
#define TITLE_HEIGHT    36.0f
#define SUBTITLE_HEIGHT 20.0f
#define FOOT_HEIGHT     28.0f
#define TIME_HEIGHT     48.0f
#define LEGEND_ROW      20.0f
#define CAPTION_ROW     18.0f
#define GAP             14.0f // between the parts

#define HAND_WIDTH  320.0f
#define HAND_SHARE  0.56f // of the title's row
#define HAND_HEIGHT 36.0f // where it has a row of its own, without a track
#define HAND_TRACK  20.0f // of one

#define CHARTS_GAP    20.0f  // over them
#define VIEW_LEAST    200.0f // of a window's view beside charts: its height in points
#define VIEW_SHARE    0.44f  // likewise, on a projector, of the page's
#define VIEW_SMALLEST 100.0f // where charts or column are insisted on

// A window that is smaller, in points, shows the slider in hand large.
#define SMALL_PAGE_WIDTH  900.0f
#define SMALL_PAGE_HEIGHT 560.0f

// The least size of the page, in points, at which a part is there.
#define COLUMN_PAGE_WIDTH   860.0f
#define COLUMN_PAGE_HEIGHT  400.0f
#define SLIDERS_PAGE_WIDTH  620.0f // of a window: there it has sliders, which are dearer than a wide view
#define SLIDERS_PAGE_HEIGHT 330.0f
#define CAPTION_PAGE_HEIGHT 560.0f
#define CHARTS_PAGE_HEIGHT  520.0f
#define LEGEND_PAGE_HEIGHT  340.0f
#define TIME_PAGE_HEIGHT    400.0f
#define FOOT_PAGE_HEIGHT    300.0f
#define TITLE_PAGE_HEIGHT   240.0f
#define TITLE_PAGE_WIDTH    260.0f
#define SLIDE_PAGE_WIDTH    480.0f // smaller, a slide is a scene like any other
#define SLIDE_PAGE_HEIGHT   400.0f

#define BESIDE_ASPECT 1.25f  // width over height of a page, from which a slide's words stand beside the picture
#define SLIDE_WORDS   0.29f  // of the page's width
#define SLIDE_LEAST   230.0f // points, where that is no more than WIDEST of the page
#define SLIDE_WIDEST  0.42f
#define SLIDE_FOOT    24.0f
#define SLIDE_UNDER   36.0f // under it, at least, on a projector: the key that was pressed

static Rect cut_top(Rect *rest, float height)
{
    Rect cut = {rest->x, rest->y, rest->w, height};
    rest->y += height;
    rest->h -= height;
    return cut;
}

static Rect cut_bottom(Rect *rest, float height)
{
    rest->h -= height;
    return (Rect){rest->x, rest->y + rest->h, rest->w, height};
}

static Rect cut_right(Rect *rest, float width)
{
    rest->w -= width;
    return (Rect){rest->x + rest->w, rest->y, width, rest->h};
}

static float margin_for(float width, float height)
{
    return fminf(fmaxf(fminf(width, height * 1.4f) * 0.03f, 6.0f), 28.0f);
}

static int shown_racers(const Scene *scene)
{
    int n = 0;
    for (int i = 0; i < scene->n_racers; i++)
        n += !scene_entry(scene, i)->hidden;
    return n;
}

static float legend_height(const Scene *scene, float width, float page_height)
{
    int columns = legend_columns(scene, width);
    int rows = (shown_racers(scene) + columns - 1) / columns;
    int most = (int)(page_height * 0.24f / LEGEND_ROW);
    return (float)(rows < most ? rows : most) * LEGEND_ROW;
}

static float caption_height(const PictureInput *in, float width)
{
    char lines[CAPTION_LINES_MAX][WRAP_LINE_BYTES];
    return CAPTION_ROW * (float)caption_wrap(&(Build){.in = in, .scene = in->scene}, width, lines);
}

static bool column_fits(const PictureInput *in)
{
    if (in->ui.interactive)
        return in->width >= SLIDERS_PAGE_WIDTH && in->height >= SLIDERS_PAGE_HEIGHT;
    return in->width >= COLUMN_PAGE_WIDTH && in->height >= COLUMN_PAGE_HEIGHT;
}

// A slide: words and picture beside each other, or where the page is narrow the words under it.
static Layout place_slide(const PictureInput *in, const Theme *theme)
{
    float width = in->width, height = in->height, margin = fminf(0.036f * width, 0.06f * height);
    bool beside = width >= BESIDE_ASPECT * height;
    Layout layout = {.margin = margin};
    Rect rest = {margin, margin, width - 2 * margin, height - 2 * margin};
    if (in->ui.projector)
        cut_bottom(&rest, fmaxf(SLIDE_UNDER - margin, 0));
    Rect foot = cut_bottom(&rest, SLIDE_FOOT);
    layout.foot = (Rect){foot.x, height - 30, foot.w, 26}; // messages alone
    cut_bottom(&rest, 0.6f * margin);
    float share = fmaxf(SLIDE_WORDS, fminf(SLIDE_LEAST / width, SLIDE_WIDEST));
    float words = beside ? share * width : rest.w;
    if (beside) {
        layout.words = (Rect){rest.x, rest.y, words, rest.h};
        rest.x += words + margin;
        rest.w -= words + margin;
        layout.dots = (Rect){foot.x, foot.y, words, foot.h};
        layout.axis = (Rect){rest.x, foot.y, rest.w, foot.h};
    } else {
        layout.words = cut_bottom(&rest, 0.46f * rest.h);
        cut_bottom(&rest, 0.4f * margin);
        layout.dots = (Rect){foot.x, foot.y, 0.4f * foot.w, foot.h};
        layout.axis = (Rect){foot.x + 0.45f * foot.w, foot.y, 0.55f * foot.w, foot.h};
    }
    layout.legend = rest;
    Build build = {.in = in, .scene = in->scene, .race = in->race, .theme = theme, .layout = layout};
    layout.legend = cut_top(&rest, slide_legend_height(&build));
    layout.view = rest;
    return layout;
}

static bool is_slide(const PictureInput *in)
{
    return in->scene->lesson && in->scene->presented && in->width >= SLIDE_PAGE_WIDTH &&
           in->height >= SLIDE_PAGE_HEIGHT;
}

// The landscape alone, to the edges; what is to be said stands over it.
static Layout place_alone(const PictureInput *in)
{
    float margin = margin_for(in->width, in->height);
    Layout layout = {.alone = true, .margin = margin};
    layout.view = (Rect){margin, margin, in->width - 2.0f * margin, in->height - 2.0f * margin};
    layout.foot = (Rect){margin, in->height - margin - FOOT_HEIGHT, in->width - 2.0f * margin, FOOT_HEIGHT};
    return layout;
}

// Has it room, or is it to have it all the same, if that can be? Of what has none it is noted that it folds away.
static bool takes_room(const PictureInput *in, Layout *layout, PictureFold part, bool fits, bool possible)
{
    if (!fits && in->ui.interactive)
        layout->tight |= 1u << part;
    return fits || (possible && in->ui.insists >> part & 1);
}

static void place_column(const PictureInput *in, const Theme *theme, Layout *layout, Rect *rest)
{
    bool may_have = theme->has_column || in->ui.interactive; // a window is worked with
    bool hidden = in->scene->view.hide >> HIDE_COLUMN & 1;
    bool possible = in->width >= COLUMN_LEAST + VIEW_SMALLEST;
    if (may_have && !hidden && takes_room(in, layout, FOLD_COLUMN, column_fits(in), possible))
        layout->column = cut_right(rest, fminf(COLUMN_WIDTH, fmaxf(COLUMN_LEAST, COLUMN_SHARE * in->width)));
}

// On a projector the view has the most of the page.
static void place_charts(const PictureInput *in, Layout *layout, Rect *rest)
{
    float height = fminf(fmaxf(in->height * 0.2f, 96.0f), 176.0f), left = rest->h - height - CHARTS_GAP;
    float least = in->ui.projector ? VIEW_SHARE * in->height : in->ui.interactive ? VIEW_LEAST : 0;
    bool fits = in->height >= CHARTS_PAGE_HEIGHT && left >= least, hidden = in->scene->view.hide >> HIDE_CHARTS & 1;
    if (hidden || !takes_room(in, layout, FOLD_CHARTS, fits, left >= VIEW_SMALLEST))
        return;
    layout->charts = cut_bottom(rest, height);
    cut_bottom(rest, CHARTS_GAP);
}

// On a projector and in a small window, and where no column shows it.
static bool has_hand(const PictureInput *in, const Layout *layout)
{
    bool small = in->width < SMALL_PAGE_WIDTH || in->height < SMALL_PAGE_HEIGHT;
    return in->ui.interactive && (in->ui.projector || small || layout->column.w <= 0);
}

// The slider in hand stands at the title's right, over its track where it has one.
static void place_title(const PictureInput *in, Layout *layout, Rect *rest)
{
    if (in->height < TITLE_PAGE_HEIGHT || in->width < TITLE_PAGE_WIDTH)
        return;
    layout->title = cut_top(rest, TITLE_HEIGHT);
    layout->subtitle = cut_top(rest, SUBTITLE_HEIGHT);
    if (!has_hand(in, layout))
        return;
    bool track = layout->column.w <= 0;
    float beside = rest->w - heading_width(&(Build){.in = in, .scene = in->scene}) - 2 * GAP;
    float width = fminf(HAND_WIDTH, fmaxf(beside, HAND_SHARE * rest->w));
    layout->hand = (Rect){rest->x + rest->w - width, layout->title.y, width, HAND_HEIGHT + (track ? HAND_TRACK : 0)};
    layout->title.w -= width + GAP;
    if (track)
        layout->subtitle.w = layout->title.w;
}

Layout layout_place(const PictureInput *in, const Theme *theme, const PanelKind *kind)
{
    if (in->cell)
        return in->cell->layout;
    if (is_slide(in))
        return place_slide(in, theme);
    if (in->scene->view.hide >> HIDE_ALL & 1)
        return place_alone(in);
    if (in->figure)
        return figure_place(in, kind);
    float width = in->width, height = in->height;
    Layout layout = {.margin = margin_for(width, height)};
    Rect rest = {0.0f, 0.0f, width, height};
    place_column(in, theme, &layout, &rest);
    float margin = layout.margin;
    rest = (Rect){rest.x + margin, rest.y + margin, rest.w - 2.0f * margin, rest.h - 2.0f * margin};
    place_title(in, &layout, &rest);
    if (in->scene->caption[0] && height >= CAPTION_PAGE_HEIGHT)
        layout.caption = cut_top(&rest, caption_height(in, rest.w));
    cut_top(&rest, 0.6f * GAP);
    if (in->ui.interactive && height >= FOOT_PAGE_HEIGHT) {
        layout.foot = cut_bottom(&rest, FOOT_HEIGHT);
        layout.foot.h += 0.4f * margin; // the keys stand nearer to the page's edge than the picture does
    }
    if (in->ui.interactive && height >= TIME_PAGE_HEIGHT)
        layout.axis = cut_bottom(&rest, TIME_HEIGHT);
    bool titled = in->scene->view.kind == VIEW_SIDE; // each panel says whose it is
    if (layout.column.w <= 0 && !titled && height >= LEGEND_PAGE_HEIGHT && shown_racers(in->scene) > 0) {
        layout.legend = cut_bottom(&rest, legend_height(in->scene, rest.w, height));
        cut_bottom(&rest, GAP);
    }
    place_charts(in, &layout, &rest);
    layout.view = rest;
    return layout;
}
