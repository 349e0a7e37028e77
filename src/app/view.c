#include "app/view.h"

#include "app/app.h"
#include "base/text.h"
#include "picture/draw/theme.h"

#include <math.h>
#include <string.h>

#define ELEVATION_MIN_DEG 5.0
#define ELEVATION_MAX_DEG 90.0
#define SPAN_MIN          1e-9 // of the window, relative to where it is
#define SPAN_MAX          1e9

static void say_full(App *app)
{
    app_say(app, true, "camera: out of memory");
}

SceneCamera *view_camera(App *app, int racer)
{
    SceneCamera *camera = scene_edit_camera(&app->session.scene, racer);
    if (!camera)
        say_full(app);
    return camera;
}

SceneCamera *view_in_hand(App *app)
{
    return view_camera(app, app->session.scene.view.selected);
}

void view_orbit(App *app, SceneCamera *camera, double azimuth_deg, double elevation_deg)
{
    if (!camera)
        return;
    double elevation = camera->elevation_deg + elevation_deg;
    camera->azimuth_deg = remainder(camera->azimuth_deg + azimuth_deg, 360);
    camera->elevation_deg = fmin(fmax(elevation, ELEVATION_MIN_DEG), ELEVATION_MAX_DEG);
    app_moved(app);
}

void view_reset(App *app, SceneCamera *camera)
{
    if (!camera)
        return;
    *camera = app->home.camera;
    app_changed(app);
}

void view_link(App *app)
{
    Scene *scene = &app->session.scene;
    SceneView *view = &scene->view;
    view->camera = *scene_camera(scene, view->selected);
    for (int i = 0; i < scene->n_racers; i++) {
        SceneRacer *entry = scene_edit_entry(scene, i);
        if (!entry) {
            say_full(app);
            return;
        }
        entry->camera = view->camera;
    }
    view->unlinked = !view->unlinked;
    app_say(app, false, view->unlinked ? "each panel has its own camera" : "all panels have one camera");
}

void view_set_ramp(App *app, const Colormap *ramp)
{
    SceneView *view = &app->session.scene.view;
    bool is_usual = !strcmp(colormap_name(ramp), theme_find(view->theme)->ramp);
    text_copy(view->ramp, sizeof view->ramp, is_usual ? "" : colormap_name(ramp));
    app_say(app, false, "%s: %s", colormap_name(ramp), colormap_title(ramp));
}

static bool span_is_fine(const double *side)
{
    double span = side[1] - side[0], size = fmax(fmax(fabs(side[0]), fabs(side[1])), 1e-3);
    return isfinite(span) && span > SPAN_MIN * size && span < SPAN_MAX;
}

void view_set_window(App *app, SceneCamera *camera, const double window[4])
{
    bool curve = loss_dimension(app->session.loss) == 1;
    if (!camera || !span_is_fine(window) || (!curve && !span_is_fine(window + 2)))
        return;
    for (int i = 0; i < (curve ? 2 : 4); i++)
        camera->window[i] = window[i];
    app_moved(app);
}

void view_zoom_about(App *app, SceneCamera *camera, double factor, double x, double y)
{
    double centre[4] = {x, x, y, y}, window[4];
    if (!camera)
        return;
    for (int i = 0; i < 4; i++)
        window[i] = centre[i] + (camera->window[i] - centre[i]) * factor;
    view_set_window(app, camera, window);
}

void view_zoom(App *app, SceneCamera *camera, double factor)
{
    if (!camera)
        return;
    const double *window = camera->window;
    view_zoom_about(app, camera, factor, (window[0] + window[1]) / 2, (window[2] + window[3]) / 2);
}

static void set_span(App *app, double from, double length)
{
    int steps = app->session.scene.steps, *span = app->session.scene.view.span;
    int whole = (int)fmin(fmax(round(length), fmin(VIEW_SPAN_LEAST, steps)), steps);
    span[0] = (int)fmin(fmax(round(from), 0), steps - whole);
    span[1] = whole < steps ? span[0] + whole : RACE_STEPS_MAX;
    app_changed(app);
}

void view_zoom_time(App *app, double factor, double about)
{
    int span[2];
    picture_span(app->picture, span);
    double length = span[1] - span[0], wanted = factor * length;
    if (round(wanted) == length)
        wanted += factor < 1 ? -1 : 1;
    wanted = fmax(wanted, VIEW_SPAN_LEAST);
    set_span(app, about - (about - span[0]) * wanted / length, wanted);
}

void view_move_time(App *app, double from)
{
    int span[2];
    picture_span(app->picture, span);
    set_span(app, from, span[1] - span[0]);
}

void view_stretch_time(App *app, double to)
{
    int span[2];
    picture_span(app->picture, span);
    set_span(app, span[0], to - span[0]);
}

void view_reset_time(App *app)
{
    memcpy(app->session.scene.view.span, app->home.span, sizeof app->home.span);
    app_changed(app);
}
