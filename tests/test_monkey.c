// A monkey before the window: a person who presses, types, pastes, drops, drags and resizes without sense or end, the
// same ones for the same seed. After each stretch the window's race equals one that is made anew, the scene can be
// saved and opened, and undo leads back to where it began; OpenGL has had no complaint at any time.
//
//     test_monkey [N [SEED [say]]]       N actions; say: each of them, before it is done
#include "app/drop.h"
#include "base/asset.h"
#include "base/file.h"
#include "seat.h"

#include <epoxy/gl.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

enum {
#ifdef __SANITIZE_ADDRESS__
    ACTIONS_DEFAULT = 600,
#else
    ACTIONS_DEFAULT = 2000,
#endif
    STRETCH = 60,    // actions between two looks at what has become of it
    WAY_BACK = 5,    // stretches, after which all is undone
    ROWS_MAX = 2000, // of a race that are compared
    REPORT = 5000,
    WIDTH_MOST = 5000,
    HEIGHT_MOST = 3000,
    TEXT_MAX = 4096,
};

static int n_actions = ACTIONS_DEFAULT, done;
static uint64_t seed = 1;
static bool says;

// ---- Chance and time, both the monkey's own

static uint64_t state;

static uint64_t next(void)
{
    uint64_t z = state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

static int below(int n)
{
    return (int)(next() % (uint64_t)n);
}

static bool chance(int percent)
{
    return below(100) < percent;
}

static uint64_t ticks_ms = 1000, counter_us;

// In SDL's place: how busy the machine is changes nothing.
uint64_t SDL_GetTicks64(void)
{
    return ticks_ms;
}

uint64_t SDL_GetPerformanceCounter(void)
{
    return counter_us += 1000;
}

uint64_t SDL_GetPerformanceFrequency(void)
{
    return 1000000;
}

static double monkey_ms(void *nothing)
{
    (void)nothing;
    return app_clock_ms();
}

// ---- What OpenGL says

static int gl_errors;

static void APIENTRY gl_said(GLenum source, GLenum kind, GLuint id, GLenum severity, GLsizei length, const char *text,
                             const void *nothing)
{
    (void)source, (void)id, (void)severity, (void)length, (void)nothing;
    if (kind != GL_DEBUG_TYPE_ERROR && kind != GL_DEBUG_TYPE_UNDEFINED_BEHAVIOR)
        return;
    gl_errors++;
    fprintf(stderr, "OpenGL, after %d actions: %s\n", done, text);
}

static void listen(void)
{
    if (!epoxy_has_gl_extension("GL_KHR_debug")) {
        printf("skipped: this OpenGL has no KHR_debug: its complaints are not heard\n");
        return;
    }
    glEnable(GL_DEBUG_OUTPUT);
    glEnable(GL_DEBUG_OUTPUT_SYNCHRONOUS);
    glDebugMessageCallback(gl_said, NULL);
}

// ---- What is typed, pasted and dropped

static const char *const texts[] = {
    "0.1",
    "1e308",
    "-1e-320",
    "nan",
    "inf",
    "0",
    "-0.0",
    "1e-3",
    "True",
    "None",
    "(0.9, 0.999)",
    "ab\xc3\xa9\xe2\x86\x92",
    "SGD(lr=0.1, momentum=0.9)",
    "Adam(lr=0.05, betas=(0.9, 0.99)) | CosineAnnealingLR(T_max=200)",
    "o = torch.optim.RMSprop(model.parameters(), lr=1e-2, centered=True)\nscheduler = StepLR(o, step_size=30)",
    "LBFGS(lr=1, history_size=10, line_search_fn='strong_wolfe')",
    "Adagrad(lr=0.5) | SequentialLR([ConstantLR(factor=0.1), ExponentialLR(gamma=0.9)], milestones=[20])",
    "SGD(lr=1e300)",
    "SGD(lr=0.1) | OneCycleLR(max_lr=0.2, total_steps=1000)",
    "Rprop(lr=0.01)\nNAdam(lr=0.02)\nRAdam(lr=0.02)\nAdamax(lr=0.1)\nASGD(lr=0.01)",
    "x^2 + y^2",
    "rosenbrock b=10",
    "(x^2 + k*y^2)/2 k=25",
    "x^4 - 3*x^2 + x",
    "sin(3*x)*cos(2*y) + 0.1*(x^2 + y^2)",
    "x*y*1e9",
    "log(x) + sqrt(y)",
    "1/(x^2 + y^2)",
    "exp(exp(x^2 + y^2))",
    "x^2 + 0.5*normal(1)*x + y^2",
    "(x^2+y^2)*a a=5e-324",
    "abs(x) + floor(y)",
    "1e308*x + 1e308*y",
    "lambda x, y: x**2 if x > 0 else y**2",
    "\\frac{x^{2}}{2} + \\sin(y)",
    "beale",
    "u,t\n0,1\n1,3\n2,5.5\n3,7\n",
    "u,v,t\n0,1,0\n1,3,1\n2,-1,1\n-1,0.5,0\n",
    "(w*u + b - t)^2",
    "softplus(p*u + q*v) - t*(p*u + q*v)",
    "no such thing",
    "lr=0.03",
    "n=20 seed=7",
    "start=1,2",
    "window=-2,2,-1,3",
    "step=40",
    "theme light",
    "4-momentum",
    "undo",
    "x^2 + foo(",
    "(",
    "",
};
enum { TEXTS = sizeof texts / sizeof *texts };

// Now and then a text that nobody meant: a byte is another, gone, or a piece stands there twice.
static void spoil(char *text)
{
    size_t length = strlen(text);
    if (!length || length > TEXT_MAX / 2 || !chance(25))
        return;
    size_t at = (size_t)below((int)length);
    switch (below(3)) {
    case 0:
        text[at] = (char)(1 + below(255));
        break;
    case 1:
        memmove(text + at, text + at + 1, length - at);
        break;
    default:
        memmove(text + length, text + at, length - at + 1);
        text[2 * length - at] = '\0';
        break;
    }
}

static const char *some_text(void)
{
    static char text[TEXT_MAX];
    snprintf(text, sizeof text, "%s", texts[below(TEXTS)]);
    spoil(text);
    return text;
}

// ---- What it does, each with how often

static void tell(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void tell(const char *format, ...)
{
    if (!says)
        return;
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "%d: ", done);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
}

static void do_action(void)
{
    const Action *action = action_at(below(action_count()));
    bool back = action->back[0].code && chance(50);
    int n = action->digits ? 1 + below(action->digits) : back ? -1 : 1;
    if (action->enabled && !action->enabled(app))
        return;
    tell("%s %d", action->id, n);
    action->run(app, n);
}

static int some_mod(void)
{
    static const int mods[] = {0, 0, 0, KMOD_LSHIFT, KMOD_LCTRL, KMOD_RCTRL | KMOD_RSHIFT, KMOD_LALT, KMOD_NUM};
    return mods[below(sizeof mods / sizeof *mods)];
}

static int some_key(void)
{
    static const int keys[] = {SDLK_RETURN, SDLK_RETURN, SDLK_ESCAPE, SDLK_BACKSPACE, SDLK_DELETE,
                               SDLK_LEFT,   SDLK_RIGHT,  SDLK_UP,     SDLK_DOWN,      SDLK_TAB,
                               SDLK_HOME,   SDLK_END,    SDLK_F1,     SDLK_SPACE};
    int kind = below(20);
    if (kind == 0)
        return (int)next();
    return kind < 8 ? keys[below(sizeof keys / sizeof *keys)] : ' ' + below(0x5f);
}

static void do_key(void)
{
    int key = some_key(), mod = some_mod();
    bool repeated = chance(30);
    tell("key %d, modifiers %d", key, mod);
    push_key(key, mod, repeated);
}

// Held down for a while.
static void do_slide(void)
{
    int key = chance(50) ? SDLK_RIGHT : SDLK_LEFT, mod = chance(30) ? KMOD_LCTRL : 0, n = 1 + below(30);
    tell("key %d %d times", key, n);
    for (int i = 0; i < n; i++)
        push_key(key, mod, true);
}

static void do_type(void)
{
    const char *text = some_text();
    tell("type %s", text);
    SDL_Event event = {.text = {.type = SDL_TEXTINPUT}};
    snprintf(event.text.text, sizeof event.text.text, "%s", text);
    keys_event(app, &event);
}

static void do_enter(void)
{
    push_key(SDLK_RETURN, 0, false);
    frame();
    do_type();
    push_key(SDLK_RETURN, 0, false);
}

static void do_paste(void)
{
    const char *text = some_text();
    tell("paste %s", text);
    SDL_SetClipboardText(text);
    push_key('v', KMOD_LCTRL, false);
}

// Opened, typed into, gone through, and run or left; or it is left open for what comes.
static void do_palette(void)
{
    push_key('p', KMOD_LCTRL, false);
    frame();
    for (int i = below(3); i >= 0; i--)
        do_type();
    for (int i = below(4); i > 0; i--)
        push_key(chance(70) ? SDLK_DOWN : SDLK_UP, 0, false);
    if (chance(30))
        push_key(SDLK_TAB, 0, false);
    if (chance(80))
        push_key(chance(70) ? SDLK_RETURN : SDLK_ESCAPE, 0, false);
}

// What is saved again must not be what the program brings along. In this folder, which is the monkey's own.
static const char *copy_of(const char *path)
{
    const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
    size_t size;
    Error error;
    char *bytes = file_read(path, &size, &error);
    if (bytes && !file_write(name, bytes, size, &error))
        fail_msg("%s", error.text);
    free(bytes);
    return bytes ? name : path;
}

static const char *some_file(void)
{
    static const char *const files[] = {"assets/data/linear.csv", "assets/data/logistic.csv", "assets/data",
                                        "README.md", "share/icons/hicolor/scalable/apps/ravine.svg"};
    static char name[128], path[1024];
    int n = 0;
    Error error;
    while (scene_builtin(n))
        n++;
    snprintf(name, sizeof name, "assets/scenes/%s.yaml", scene_builtin(below(n)));
    const char *wanted = chance(60) ? name : files[below(sizeof files / sizeof *files)];
    return asset_path(wanted, path, sizeof path, &error) ? copy_of(path) : wanted;
}

static void do_drop(void)
{
    bool file = chance(70);
    const char *what = file ? some_file() : some_text();
    tell("drop %s", what);
    SDL_Event event = {.drop = {.type = file ? SDL_DROPFILE : SDL_DROPTEXT, .file = SDL_strdup(what)}};
    drop_event(app, &event); // pushed, it would lose its words where SDL 2 is made of SDL 3
}

// Anywhere in the window and a little outside, mostly where something answers.
static void some_place(int *x, int *y)
{
    int width, height;
    SDL_GetWindowSize(app->window, &width, &height);
    *x = below(width + 40) - 20;
    *y = below(height + 40) - 20;
    if (!app->list || !app->list->n_hits || chance(20))
        return;
    Rect rect = app->list->hits[below(app->list->n_hits)].rect;
    *x = (int)((rect.x + rect.w * (float)below(100) / 100) * (float)app_zoom(app));
    *y = (int)((rect.y + rect.h * (float)below(100) / 100) * (float)app_zoom(app));
}

static void push_motion(int x, int y)
{
    SDL_Event event = {.motion = {.type = SDL_MOUSEMOTION, .x = x, .y = y}};
    SDL_PushEvent(&event);
}

static void push_button(SDL_EventType type, int button, int x, int y, int clicks)
{
    SDL_Event event = {.button = {.type = type, .button = (uint8_t)button, .clicks = (uint8_t)clicks, .x = x, .y = y}};
    SDL_PushEvent(&event);
}

static void do_click(void)
{
    int x, y, button = 1 + below(3), clicks = 1 + below(3);
    some_place(&x, &y);
    tell("click %d, %d times, at %d %d", button, clicks, x, y);
    push_button(SDL_MOUSEBUTTONDOWN, button, x, y, clicks);
    if (chance(90))
        push_button(SDL_MOUSEBUTTONUP, button, x, y, clicks);
}

static void do_drag(void)
{
    int x, y, button = chance(70) ? SDL_BUTTON_LEFT : SDL_BUTTON_RIGHT;
    some_place(&x, &y);
    tell("drag %d from %d %d", button, x, y);
    push_button(SDL_MOUSEBUTTONDOWN, button, x, y, 1);
    for (int i = below(6); i >= 0; i--) {
        x += below(200) - 100;
        y += below(200) - 100;
        push_motion(x, y);
        if (chance(30))
            frame();
    }
    push_button(SDL_MOUSEBUTTONUP, button, x, y, 1);
}

static void do_point(void)
{
    int x, y;
    some_place(&x, &y);
    tell("point at %d %d", x, y);
    push_motion(x, y);
}

static void do_wheel(void)
{
    SDL_Event event = {.wheel = {.type = SDL_MOUSEWHEEL}};
    some_place(&event.wheel.mouseX, &event.wheel.mouseY);
    event.wheel.preciseY = (float)(below(200) - 100) / (chance(5) ? 0.01f : 20);
    event.wheel.y = (int)event.wheel.preciseY;
    tell("wheel %g", (double)event.wheel.preciseY);
    SDL_PushEvent(&event);
}

// From 1 to the most, as many small ones as large.
static int some_length(int most)
{
    return (int)pow(most, (double)below(1001) / 1000);
}

static void do_resize(void)
{
    bool usual = chance(70);
    int width = usual ? 320 : some_length(chance(4) ? WIDTH_MOST : 700);
    int height = usual ? 200 : some_length(chance(4) ? HEIGHT_MOST : 500);
    tell("resize to %d x %d", width, height);
    SDL_SetWindowSize(app->window, width, height);
}

static void do_undo(void)
{
    int n = chance(60) ? 1 : -1;
    tell("undo %d", n);
    app_undo(app, n);
}

static void do_wait(void)
{
    ticks_ms += chance(10) ? 3000 : (uint64_t)below(100);
    counter_us += 20000;
    frame();
}

static void do_leave(void)
{
    SDL_Event event = {.window = {.type = SDL_WINDOWEVENT, .event = (uint8_t)below(18)}};
    event.window.windowID = SDL_GetWindowID(app->window);
    tell("event %d of the window", event.window.event);
    SDL_PushEvent(&event);
}

typedef struct Deed {
    void (*run)(void);
    int weight;
} Deed;

static const Deed deeds[] = {
    {do_action, 30}, {do_key, 14},  {do_slide, 6}, {do_type, 5},    {do_enter, 5},  {do_paste, 7},
    {do_click, 8},   {do_drag, 6},  {do_point, 5}, {do_wheel, 4},   {do_resize, 3}, {do_undo, 6},
    {do_wait, 5},    {do_leave, 1}, {do_drop, 2},  {do_palette, 6},
};

static void do_something(void)
{
    int sum = 0, at = 0;
    for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++)
        sum += deeds[i].weight;
    for (int left = below(sum); left >= deeds[at].weight; at++)
        left -= deeds[at].weight;
    deeds[at].run();
    app->quit = false;
    done++;
}

// ---- What has become of it

static bool same_number(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0 || (isnan(a) && isnan(b));
}

static bool same_row(const Race *a, const Race *b, int racer, int step)
{
    RacePoint one = race_point(a, racer, step), other = race_point(b, racer, step);
    bool same = same_number(one.loss, other.loss) && same_number(one.lr, other.lr) && one.evals == other.evals &&
                same_number(one.momentum, other.momentum);
    for (int i = 0; same && i < race_dimension(a); i++)
        same = same_number(one.at[i], other.at[i]) && same_number(one.gradient[i], other.gradient[i]);
    return same;
}

static void assert_race_is_fresh(void)
{
    Error error = {""};
    Session anew = {0};
    const Race *race = app->session.race;
    int rows = race_done(race) < ROWS_MAX ? race_done(race) : ROWS_MAX;
    if (!session_take(&anew, scene(), rows, &error))
        fail_msg("seed %llu, after %d actions: %s", (unsigned long long)seed, done, error.text);
    assert_int_equal(race_racers(race), race_racers(anew.race));
    for (int racer = 0; racer < race_racers(race); racer++)
        for (int step = 0; step <= rows; step++)
            if (!same_row(race, anew.race, racer, step))
                fail_msg("seed %llu, after %d actions: racer %d, step %d is another than in a race made anew",
                         (unsigned long long)seed, done, racer, step);
    session_close(&anew);
}

static void fail_texts(const char *what, const char *one, const char *other)
{
    fail_msg("seed %llu, after %d actions: %s:\n%s\n%s", (unsigned long long)seed, done, what, one, other);
}

static char *saved(const Scene *what)
{
    size_t size;
    Error error = {""};
    char *text = scene_print(what, &size, &error);
    if (!text)
        fail_texts("the scene is not saved", error.text, "");
    return text;
}

static void assert_scene_opens(void)
{
    Scene again = {0};
    Error error = {""};
    char *text = saved(scene());
    if (!scene_parse(&again, text, strlen(text), "saved", &error))
        fail_texts("the scene does not open", error.text, text);
    char *second = saved(&again);
    if (strcmp(text, second))
        fail_texts("the scene is saved otherwise when it was opened", text, second);
    free(text);
    free(second);
    scene_clear(&again);
}

// Views are no edits, and how fast it plays is none.
static void assert_undo_leads_back(const Scene *start)
{
    while (app->history.past.n > 0) {
        int left = app->history.past.n;
        app_undo(app, 1);
        if (app->history.past.n >= left)
            fail_texts("undo does not lead back", app->message, "");
    }
    Scene now = {0};
    scene_copy(&now, scene());
    assert_true(scene_take_view(&now, start));
    now.view = start->view;
    now.speed = start->speed;
    char *text = saved(&now), *first = saved(start);
    if (strcmp(text, first))
        fail_texts("undo leads elsewhere", first, text);
    free(text);
    free(first);
    scene_clear(&now);
}

static void remove_pictures(void)
{
    char path[32];
    for (int i = 1; snprintf(path, sizeof path, "ravine-%03d.png", i), file_exists(path); i++)
        remove(path);
}

static void stretch(void)
{
    int end = done + STRETCH < n_actions ? done + STRETCH : n_actions;
    while (done < end) {
        int together = 1 + below(30);
        for (int i = 0; i < together && done < end; i++)
            do_something();
        ticks_ms += (uint64_t)below(30);
        counter_us += (uint64_t)below(8000);
        frame();
        if (n_actions > ACTIONS_DEFAULT && done / REPORT > (done - together) / REPORT)
            fprintf(stderr, "%d actions\n", done);
    }
    remove_pictures();
    assert_race_is_fresh();
    assert_scene_opens();
    assert_int_equal(gl_errors, 0);
}

static void test_a_monkey_breaks_nothing(void **nothing)
{
    (void)nothing;
    if (!app) {
        printf("skipped: no offscreen window: %s\n", why_not);
        skip();
    }
    Scene start = {0};
    scene_copy(&start, scene());
    state = seed;
    for (int i = 1; done < n_actions; i++) {
        stretch();
        if (i % WAY_BACK == 0)
            assert_undo_leads_back(&start);
    }
    assert_undo_leads_back(&start);
    scene_clear(&start);
    if (n_actions > ACTIONS_DEFAULT)
        printf("%d actions of seed %llu\n", done, (unsigned long long)seed);
}

static int sit_down(void **nothing)
{
    static char folder[] = "/tmp/ravine-monkey.XXXXXX";
    const char *scratch = getenv("SCRATCH") ? getenv("SCRATCH") : mkdtemp(folder);
    setenv("SDL_VIDEODRIVER", "offscreen", 1);
    if (!scratch || chdir(scratch))
        return 1;
    if (!SDL_Init(SDL_INIT_VIDEO))
        SDL_GL_SetAttribute(SDL_GL_CONTEXT_FLAGS, SDL_GL_CONTEXT_DEBUG_FLAG);
    open_group(nothing);
    if (!app)
        return 0;
    listen();
    app->clock = (StudyClock){.now_ms = monkey_ms};
    SDL_SetWindowMinimumSize(app->window, 1, 1); // there are desktops that do not ask
    return 0;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_a_monkey_breaks_nothing)};
    n_actions = argc > 1 ? atoi(argv[1]) : n_actions;
    seed = argc > 2 ? strtoull(argv[2], NULL, 10) : seed;
    says = argc > 3;
    return cmocka_run_group_tests(tests, sit_down, close_group);
}
