// Frames of 1280 x 720 pixels, as the window makes them: scene, race, picture, OpenGL, until the last pixel is there.
// Software GL where there is no other. To add a row: a Case, and a line in `rows`.
#include "bench.h"

#include "app/palette.h"
#include "app/still.h"

#include <epoxy/gl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 1280, HEIGHT = 720, RACERS = 8, FRAMES = 75, WARM = 5, PLAYED = 2000, TURNED = 5000, GHOSTS = 4 };

// What a frame is made of: kept from frame to frame, as the window does.
typedef struct Stage {
    Session session;
    Scene scene;
    Render *render;
    Picture *picture;
    double step;
    bool moving;
    App *app; // whose palette is typed into
    PicturePalette palette;
    PaletteItem items[PICTURE_ROWS_MAX]; // of its rows
    bool typed;                          // it is open in this frame
} Stage;

typedef struct Case {
    const char *name;
    ViewKind view;
    int racers; // shown
    void (*change)(Stage *stage, int frame);
    double limit; // of the ratio to the ruler, or to a bare frame: the same one drawn again
    int ghosts;
    bool data; // a loss over rows, and their panel
    bool bare;
    bool alone; // what changes is timed without its frame
} Case;

static void add_racer(Scene *scene, const char *rule, double lr, double momentum)
{
    SceneRacer entry = {.racer.rule = optimizer_find(rule)};
    Racer *racer = &entry.racer;
    optimizer_defaults(racer->rule, racer->hyper);
    racer->hyper[0] = lr;
    if (momentum > 0)
        racer->hyper[optimizer_momentum(racer->rule)] = momentum;
    bench_check(scene_insert_racer(scene, scene->n_racers, &entry), "a racer");
}

static void fill_scene(Scene *scene)
{
    scene_default(scene);
    scene_keep_racers(scene, 0);
    add_racer(scene, "SGD", 1e-3, 0);
    add_racer(scene, "SGD", 5e-4, 0.9);
    add_racer(scene, "SGD", 2e-4, 0.95);
    add_racer(scene, "Adagrad", 0.5, 0);
    add_racer(scene, "RMSprop", 0.01, 0);
    add_racer(scene, "RMSprop", 0.001, 0.9);
    add_racer(scene, "Adam", 0.01, 0);
    add_racer(scene, "AdamW", 0.02, 0);
    scene->view.selected = 5; // with a long column
    scene->steps = TURNED;
}

// The loss over rows, so that each step reads them all; the racers stay.
static void add_data(Scene *scene)
{
    Error error;
    scene->data = dataset_read("assets/data/linear.csv", &error);
    bench_check(scene->data, error.text);
    bench_check(scene_set_landscape(scene, "(x*u + y - t)^2", &error), error.text);
    scene->view.show |= 1u << SHOW_DATA;
}

static void take(Stage *stage, int step)
{
    Error error;
    bench_check(session_take(&stage->session, &stage->scene, step, &error), "the scene");
    stage->step = step;
}

static void open_stage(Stage *stage)
{
    Error error;
    fill_scene(&stage->scene);
    stage->picture = picture_create();
    stage->render = render_create(NULL, &error);
    bench_check(stage->picture && stage->render, stage->render ? "memory" : error.text);
    render_set_scale(stage->render, 1);
}

static void close_stage(Stage *stage)
{
    session_close(&stage->session);
    scene_clear(&stage->scene);
    app_destroy(stage->app);
    picture_destroy(stage->picture);
    render_destroy(stage->render);
}

static void draw(Stage *stage)
{
    Still still = {
        .session = &stage->session, .render = stage->render, .width_px = WIDTH, .height_px = HEIGHT, .scale = 1};
    PictureInput input = still_picture(&still, stage->step);
    input.ui = (PictureUi){.interactive = true, .playing = true, .moving = stage->moving};
    input.ui.palette = stage->typed ? &stage->palette : NULL;
    stage->typed = false;
    render_draw(stage->render, picture_build(stage->picture, &input));
    glFinish();
}

static void play(Stage *stage, int frame)
{
    Error error;
    stage->step = PLAYED - FRAMES - WARM + frame + 0.5;
    bench_check(session_run(&stage->session, (int)ceil(stage->step), &error), "the race");
}

static void orbit(Stage *stage, int frame)
{
    stage->moving = true;
    stage->session.scene.view.camera.azimuth_deg = SCENE_AZIMUTH_DEFAULT + frame;
}

// Every racer's learning rate, so that every racer is replayed.
static void turn(Stage *stage, int frame)
{
    for (int i = 0; i < RACERS; i++)
        scene_edit_racer(&stage->scene, i)->hyper[0] *= frame % 2 ? 1.01 : 1 / 1.01;
    take(stage, TURNED);
}

// A letter more of a name: all tables are looked through, and the rows are shown.
static void type_letter(Stage *stage, int frame)
{
    static const char *const names[] = {"cosine annealing", "rosenbrock", "momentum", "next racer"};
    char typed[ENTRY_MAX];
    Error error;
    const char *name = names[frame / 10 % 4];
    snprintf(typed, sizeof typed, "%.*s", 1 + frame % 10, name);
    stage->app = stage->app ? stage->app : app_create(&stage->scene, &error);
    bench_check(stage->app, "the window's state");
    if (!palette_is_open(stage->app))
        palette_open(stage->app);
    entry_set(&stage->app->entry, typed);
    palette_show(stage->app, &stage->palette, stage->items);
    stage->typed = true;
}

// Paths of other rates.
static void add_ghosts(Scene *scene, int n)
{
    for (int i = 0; i < n; i++) {
        bench_check(scene_keep_ghost(scene, i, 0xffffff), "a ghost");
        scene_edit_racer(scene, i)->hyper[0] *= 0.5;
    }
}

static double frame_ms(Stage *stage, const Case *of, int frame)
{
    Span span = bench_begin();
    if (of)
        of->change(stage, frame);
    double alone_ms = bench_end_ms(span);
    draw(stage);
    return of && of->alone ? alone_ms : bench_end_ms(span);
}

static bool run(const Case *of)
{
    Stage stage = {0};
    double ours[FRAMES], reference[FRAMES];
    open_stage(&stage);
    ruler_open();
    stage.scene.view.kind = of->view;
    for (int i = of->racers; i < RACERS; i++)
        scene_edit_entry(&stage.scene, i)->hidden = true;
    if (of->data)
        add_data(&stage.scene);
    add_ghosts(&stage.scene, of->ghosts);
    take(&stage, of->change == turn ? TURNED : PLAYED);
    for (int i = -WARM; i < FRAMES; i++) {
        double ms = frame_ms(&stage, of, i + WARM), ruler = of->bare ? frame_ms(&stage, NULL, 0) : ruler_ms();
        if (i >= 0)
            ours[i] = ms, reference[i] = ruler;
    }
    bool ok = bench_judge(&(BenchRow){of->name, "ms", of->limit}, ours, reference, FRAMES);
    ruler_close();
    close_stage(&stage);
    return ok;
}

static const Case rows[] = {
    {"slider move: 8 racers, 5,000 steps replayed and drawn", VIEW_SURFACE, 8, turn, 1.6},
    {"frame while playing: 8 racers, 2,000 steps, one panel", VIEW_SURFACE, 8, play, 1.2},
    {"frame while playing: four panels", VIEW_SIDE, 4, play, 1},
    {"frame while the surface is turned: one panel", VIEW_SURFACE, 8, orbit, 2.8},
    {"frame while the surfaces are turned: four panels", VIEW_SIDE, 4, orbit, 3},
    {.name = "key to frame: 8 racers and 4 ghosts, 5,000 steps; to a bare frame of it",
     .view = VIEW_SURFACE,
     .racers = 8,
     .change = turn,
     .limit = 2.5,
     .ghosts = GHOSTS,
     .bare = true},
    {.name = "the same over 64 rows of data, with their panel; to a bare frame of it",
     .view = VIEW_SURFACE,
     .racers = 8,
     .change = turn,
     .limit = 2.5,
     .ghosts = GHOSTS,
     .data = true,
     .bare = true},
    {.name = "a letter typed into the palette: its rows found; to a bare frame",
     .view = VIEW_SURFACE,
     .racers = 8,
     .change = type_letter,
     .limit = 1,
     .bare = true,
     .alone = true},
    {.name = "the same, and drawn; to a bare frame of it",
     .view = VIEW_SURFACE,
     .racers = 8,
     .change = type_letter,
     .limit = 1.5,
     .bare = true},
};

bool bench_frames(void)
{
    bool ok = true;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        ok = run(&rows[i]) && ok;
    return ok;
}
