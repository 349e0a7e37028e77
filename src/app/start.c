#include "app/start.h"

#include "app/app.h"
#include "base/text.h"

#include <SDL.h>
#include <math.h>

#define PROBED 0.01 // of the window: which way a parameter points is looked at so far from the start

bool start_move(App *app, const double at[2], bool glides)
{
    Scene *scene = app_draft(app);
    for (int i = 0; i < loss_dimension(app->session.loss); i++)
        scene->start[i] = at[i];
    scene->own_start = true;
    scene_widen(scene); // those of other panels
    return glides ? app_commit_gesture(app, knob_whole_start) : app_commit(app);
}

static void say_many(App *app)
{
    const Scene *scene = &app->session.scene;
    const SceneRacer *entry = scene_entry(scene, scene->view.selected);
    if (!scene->starts.form)
        app_say(app, false, "one start");
    else if (racer_is_recorded(&entry->racer))
        app_say(app, false, "a recorded path has one start: choose another racer to see many");
    else
        app_say(app, false, "%d starts of %s: a %s of radius %g", scene->starts.n, racer_called(&entry->racer),
                starts_form_names[scene->starts.form], scene->starts.radius);
}

void start_many(App *app, int n)
{
    SceneStarts *starts = &app_draft(app)->starts, none = {0};
    const Scene *scene = &app->draft;
    if (!starts->form)
        *starts = (SceneStarts){
            .n = STARTS_DEFAULT,
            .radius = starts_radius(scene->view.camera.window, loss_dimension(app->session.loss)),
        };
    starts->form = (StartsForm)(((int)starts->form + n + STARTS_FORMS) % STARTS_FORMS);
    if (!starts->form)
        *starts = none;
    if (app_commit(app))
        say_many(app);
}

void start_by_arrows(App *app)
{
    app->starts = !app->starts;
    app_say(app, false,
            app->starts ? "the arrows move the start, finely with Shift; Enter types it; Esc leaves"
                        : "the arrows turn sliders again");
}

void start_typed(const App *app, char *line, size_t size)
{
    Text text = text_begin(line, size);
    char number[32];
    for (int i = 0; i < loss_dimension(app->session.loss); i++) {
        text_double(number, sizeof number, app->session.scene.start[i]);
        text_add(&text, i ? ",%s" : "start=%s", number);
    }
}

// ---- Arrows

// Right and down on the screen, in points.
typedef struct Way {
    float x, y;
} Way;

static bool way_of_key(int key, Way *way)
{
    static const struct {
        int key;
        Way way;
    } ways[] = {{SDLK_RIGHT, {1, 0}}, {SDLK_LEFT, {-1, 0}}, {SDLK_DOWN, {0, 1}}, {SDLK_UP, {0, -1}}};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (ways[i].key == key) {
            *way = ways[i].way;
            return true;
        }
    return false;
}

// Of the selected racer's panel, or of the first.
static const Camera *camera_in_hand(const App *app)
{
    for (int i = 0; picture_camera(app->picture, i); i++)
        if (picture_racer(app->picture, i) == app->session.scene.view.selected)
            return picture_camera(app->picture, i);
    return picture_camera(app->picture, 0);
}

// Where a parameter points in the picture.
static Way way_of_parameter(const App *app, const Camera *camera, int parameter)
{
    const double *start = app->session.scene.start, *window = &camera->window[2 * parameter];
    double to[2] = {start[0], start[1]};
    to[parameter] += PROBED * (window[1] - window[0]);
    DrawPoint a = camera_project(camera, start[0], start[1], 0), b = camera_project(camera, to[0], to[1], 0);
    float x = b.x - a.x, y = b.y - a.y, length = hypotf(x, y);
    return length > 0 ? (Way){x / length, y / length} : (Way){0, 0};
}

// The parameter that points most along the way, and to which side. 0: none does.
static int side_along(const App *app, Way way, int *parameter)
{
    const Camera *camera = camera_in_hand(app);
    int n = loss_dimension(app->session.loss);
    float most = 0;
    if (n == 1 || !camera) {
        *parameter = 0;
        return (int)way.x;
    }
    for (int i = 0; i < n; i++) {
        Way own = way_of_parameter(app, camera, i);
        float along = own.x * way.x + own.y * way.y;
        if (fabsf(along) > fabsf(most))
            most = along, *parameter = i;
    }
    return (most > 0) - (most < 0);
}

bool start_press(App *app, int key, int mod)
{
    Way way;
    int parameter = 0;
    if (app->starts && key == SDLK_ESCAPE) {
        start_by_arrows(app);
        return true;
    }
    if (!app->starts || mod & KMOD_ALT || !way_of_key(key, &way))
        return false;
    int side = side_along(app, way, &parameter);
    if (!side)
        return true;
    Knob knob = {.kind = KNOB_START, .index = parameter};
    KnobGrain grain = mod & KMOD_SHIFT ? KNOB_FINE : mod & KMOD_CTRL ? KNOB_COARSE : KNOB_USUAL;
    KnobRow row = knob_row(&app->session.scene, knob);
    double now = knob_get(&app->session.scene, knob), next = knob_turned(&row, now, side, grain);
    if (next != now)
        app_glide(app, knob, next);
    return true;
}
