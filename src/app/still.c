#include "app/still.h"

#include <math.h>

#define WHOLE_PX  (8192.0 * 8192.0) // of a picture that is painted at once
#define STRIPE_PX (8192 * 1024)

PictureInput still_picture(const Still *still, double step)
{
    return (PictureInput){
        .scene = &still->session->scene,
        .race = still->session->race,
        .study = still->session->study,
        .step = step,
        .width = (float)still->width_px / still->scale,
        .height = (float)still->height_px / still->scale,
        .scale = still->scale,
        .figure = still->figure,
        .text_width = render_text_width,
        .text_context = still->render,
    };
}

// Pixels per point, in halves: a larger picture is the same page printed finer, not a page with more on it.
static float page_scale(float across, float down)
{
    return fmaxf(floorf(2 * fminf(across, down)) / 2, 1);
}

bool still_is_figure(const Scene *scene)
{
    bool alone = scene->view.hide >> HIDE_ALL & 1, slide = scene->lesson && scene->presented;
    return !alone && !slide && !figure_has(&scene->figure, PART_COLUMN);
}

static int pixels_of(double mm, int dpi)
{
    return (int)lround(mm / 25.4 * (dpi ? dpi : FIGURE_DPI));
}

static int side(int said, int usual)
{
    return said ? said : usual;
}

// A window has a page of its own already.
static void compose_window(Still *still, const SceneFigure *figure)
{
    if (still->scale > 0)
        return;
    bool said = figure->width_px > 0;
    still->width_px = side(said ? figure->width_px : still->usual_width_px, STILL_WIDTH_DEFAULT);
    still->height_px = side(said ? figure->height_px : still->usual_height_px, STILL_HEIGHT_DEFAULT);
    still->scale =
        page_scale((float)still->width_px / STILL_WIDTH_DEFAULT, (float)still->height_px / STILL_HEIGHT_DEFAULT);
}

static int content_height(Still *still)
{
    PictureInput input = still_picture(still, still->steps);
    render_set_scale(still->render, still->scale);
    float height = still->cells ? cells_height(still->cells, input) : picture_figure_height(&input);
    return (int)ceilf(height * still->scale);
}

bool still_compose(Still *still, Error *error)
{
    const Scene *scene = &still->session->scene;
    const SceneFigure *figure = &scene->figure;
    const float page = (float)(FIGURE_PAGE_MM / PICTURE_POINT_MM);
    still->figure = still->cells || still_is_figure(scene);
    if (!still->figure) {
        compose_window(still, figure);
        return true;
    }
    if (figure->width_mm > 0) {
        still->width_px = figure->width_px ? figure->width_px : pixels_of(figure->width_mm, figure->dpi);
        still->height_px = figure->width_px ? figure->height_px : pixels_of(figure->height_mm, figure->dpi);
        still->scale = (float)(still->width_px * PICTURE_POINT_MM / figure->width_mm);
    } else {
        still->width_px = side(figure->width_px, side(still->usual_width_px, STILL_WIDTH_DEFAULT));
        still->height_px = figure->width_px ? figure->height_px : still->usual_height_px;
        still->scale = page_scale((float)still->width_px / page, INFINITY);
    }
    if (still->height_px <= 0)
        still->height_px = content_height(still);
    bool fits = still->width_px <= FIGURE_SIDE_MAX && still->height_px <= FIGURE_SIDE_MAX &&
                still->width_px >= FIGURE_SIDE_MIN && still->height_px >= FIGURE_SIDE_MIN;
    return fits || error_set(error, "picture, %d x %d pixels: expected from %d to %d each; --width or --dpi says them",
                             still->width_px, still->height_px, FIGURE_SIDE_MIN, FIGURE_SIDE_MAX);
}

static const DrawList *build(Still *still, PictureInput input, float turn_deg, Error *error)
{
    still->built = NULL;
    study_at_once(still->session->study);
    render_set_scale(still->render, still->scale);
    const DrawList *list =
        still->cells ? cells_build(still->cells, input, turn_deg) : picture_build(still->picture, &input);
    if (list && !list->failed)
        return list;
    error_set(error, "picture: out of memory");
    return NULL;
}

void still_ask(Still *still)
{
    PictureInput input = still_picture(still, still->steps);
    still->built = NULL;
    render_set_scale(still->render, still->scale);
    picture_build(still->picture, &input);
}

static const DrawList *pull_list(void *context, int step, Error *error)
{
    PictureInput input = still_picture(context, step);
    input.whole = true; // of who pulls lists, none has our shaders
    return build(context, input, 0, error);
}

static bool same_picture(const PixelRows *a, const PixelRows *b)
{
    return a->step == b->step && a->turn_deg == b->turn_deg && a->alpha == b->alpha;
}

// Every surface of a copy of the scene. false: out of memory.
static bool turn(Scene *to, const Scene *from, float turn_deg)
{
    scene_copy(to, from);
    to->view.camera.azimuth_deg += (double)turn_deg;
    bool ok = true;
    for (int i = 0; ok && to->view.unlinked && i < to->n_racers; i++) {
        SceneCamera *camera = scene_edit_camera(to, i);
        ok = camera != NULL;
        if (ok && camera != &to->view.camera)
            camera->azimuth_deg += (double)turn_deg;
    }
    return ok;
}

static const DrawList *build_turned(Still *still, const PixelRows *which, Scene *scene, Error *error)
{
    PictureInput input = still_picture(still, which->step);
    input.transparent = which->alpha;
    if (which->turn_deg != 0.0f && !turn(scene, &still->session->scene, which->turn_deg))
        return error_set(error, "picture: out of memory"), NULL;
    if (which->turn_deg != 0.0f)
        input.scene = scene;
    return build(still, input, which->turn_deg, error);
}

static bool build_asked(Still *still, const PixelRows *which, Error *error)
{
    if (still->built && same_picture(&still->built_so, which))
        return true;
    Scene scene = {0};
    still->built = build_turned(still, which, &scene, error);
    still->built_so = *which;
    still->painted_rows = 0;
    scene_clear(&scene);
    return still->built != NULL;
}

// A large picture is painted a stripe at a time, so that no more than that is ever in the renderer's memory.
static int stripe_rows(const Still *still)
{
    bool large = (double)still->width_px * still->height_px > WHOLE_PX;
    return large ? (int)(STRIPE_PX / still->width_px) : still->height_px;
}

// What could not be set up would be missing in the picture.
static bool paint(Still *still, int row, int rows, Error *error)
{
    if (still->painted_rows == rows && still->painted_row == row)
        return true;
    const DrawList *list = still->built;
    if (rows < still->height_px) {
        if (!draw_shifted(&still->stripe, list, -(float)row / still->scale))
            return error_set(error, "picture: out of memory");
        list = &still->stripe;
    }
    still->painted_rows = 0;
    if (!render_paint(still->render, list, still->width_px, rows, error))
        return false;
    if (render_fault(still->render))
        return error_set(error, "picture: %s", render_fault(still->render));
    still->painted_row = row, still->painted_rows = rows;
    return true;
}

static bool pull_pixels(void *context, const PixelRows *which, uint8_t *bytes, Error *error)
{
    Still *still = context;
    size_t row_bytes = (size_t)still->width_px * (which->alpha ? 4 : 3);
    int stripe = stripe_rows(still);
    if (!build_asked(still, which, error))
        return false;
    for (int done = 0, rows; done < which->rows; done += rows) {
        int row = which->row + done, first = row / stripe * stripe;
        int high = first + stripe < still->height_px ? stripe : still->height_px - first;
        rows = which->rows - done < first + high - row ? which->rows - done : first + high - row;
        if (!paint(still, first, high, error) ||
            !render_read(still->render, row - first, rows, which->alpha, bytes + (size_t)done * row_bytes, error))
            return false;
    }
    return true;
}

// Of a list of its own, with the panel on all of it.
static bool pull_panel(void *context, const DrawPanel *from, int width_px, int height_px, bool alpha, uint8_t *bytes,
                       Error *error)
{
    Still *still = context;
    DrawPanel panel = *from;
    float scale = (float)width_px / from->rect.w;
    panel.rect = (Rect){0.0f, 0.0f, (float)width_px / scale, (float)height_px / scale};
    panel.line_width = 0.0f;
    panel.key = ~panel.key;
    DrawList list = {.panels = &panel,
                     .n_panels = 1,
                     .width = panel.rect.w,
                     .height = panel.rect.h,
                     .scale = scale,
                     .ground = panel.ground};
    still->painted_rows = 0;
    if (!render_paint(still->render, &list, width_px, height_px, error))
        return false;
    if (render_fault(still->render))
        return error_set(error, "picture: %s", render_fault(still->render));
    return render_read(still->render, 0, height_px, alpha, bytes, error);
}

Source still_source(Still *still)
{
    const SceneFigure *figure = &still->session->scene.figure;
    float unit = still->figure ? (float)(PICTURE_POINT_MM / 25.4 * 72) : 1;
    return (Source){
        .scene = &still->session->scene,
        .race = still->session->race,
        .steps = still->steps,
        .width_px = still->width_px,
        .height_px = still->height_px,
        .scale = still->scale,
        .unit_pt = unit,
        .dpi = unit * (float)(figure->dpi ? figure->dpi : FIGURE_DPI),
        .transparent = figure->transparent,
        .pixels = pull_pixels,
        .list = pull_list,
        .panel = pull_panel,
        .context = still,
    };
}

void still_end(Still *still)
{
    render_paint_end(still->render);
    draw_free(&still->stripe);
    still->stripe = (DrawList){0};
    still->built = NULL;
    still->painted_rows = 0;
}
