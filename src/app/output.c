#include "app/output.h"

#include "app/film.h"
#include "app/setup.h"
#include "app/still.h"
#include "base/text.h"
#include "base/typeface.h"
#include "picture/draw/theme.h"
#include "scene/lesson.h"

#include <stdio.h>
#include <string.h>

static const char *format_name(const void *context, int i)
{
    (void)context;
    return i < export_count() ? export_at(i)->ending : NULL;
}

// --table has to be one, of a format that holds tables.
static int check_table(const Options *options, const ExportFormat *format, Error *error)
{
    if (!options->table || (format->table && export_table_find(options->table)))
        return EXIT_DONE;
    if (format->table)
        return setup_unknown("option --table", options->table, "table", export_table_name, error);
    error_set(error, "option --table, '%s': a .%s holds no table; .csv, .md and .tex do", options->table,
              format->ending);
    return EXIT_USAGE;
}

int output_format(const Options *options, const ExportFormat **format, Error *error)
{
    *format = options->format ? export_find(options->format) : export_for_path(options->output);
    if (*format)
        return film_check(options, *format, error) == EXIT_DONE ? check_table(options, *format, error) : EXIT_USAGE;
    if (options->format)
        return setup_unknown("option --format", options->format, "format", format_name, error);
    char known[256];
    Text text = text_begin(known, sizeof known);
    for (int i = 0; i < export_count(); i++)
        text_add(&text, "%s.%s", i ? ", " : "", export_at(i)->ending);
    error_set(error, "option --output, '%s': no format has this ending; known are %s", options->output, known);
    return EXIT_USAGE;
}

static bool is_picture(const ExportFormat *format)
{
    return format->needs & (EXPORT_LIST | EXPORT_PIXELS);
}

// ---- Work that may take long

enum { SLICE_MS = 50, ROUNDS = 4, LARGE_PX = 8000000 };

static bool tell(void *progress, int done, int total)
{
    if (progress_due(progress))
        progress_say(progress, "writing, %d %%", (int)(100.0 * done / total));
    return true;
}

static bool run_race(Session *session, int step, Progress *progress, Error *error)
{
    Work work = WORK_MORE;
    while (work == WORK_MORE) {
        work = session_work(session, step);
        if (progress_due(progress))
            progress_say(progress, "race, step %d of %d", race_done(session->race), step);
    }
    return work == WORK_DONE || error_set(error, "race, step %d: out of memory", step);
}

// Returns whether there was any.
static bool work(Study *study, Progress *progress)
{
    double part;
    bool any = false;
    for (const char *doing; (doing = study_doing(study, &part)); any = true) {
        if (progress_due(progress))
            progress_say(progress, "%s, %d %%", doing, (int)(100 * part));
        study_work(study, SLICE_MS, (StudyClock){.now_ms = progress_clock_ms});
    }
    return any;
}

// A picture with what it asked for may ask for more. What is not there after a few is left to the last one, which makes
// it at once or says that memory ran out.
static void prepare(Still *still, Progress *progress)
{
    Study *study = still->session->study;
    study_work(study, 0, (StudyClock){.now_ms = progress_clock_ms});
    still_ask(still);
    for (int i = 0; i < ROUNDS && work(study, progress); i++)
        still_ask(still);
}

// ---- Writing

// A film goes on to the race's end. A picture shows the scene's step, or the race's end, and of a slide where its play
// ends; everything else holds the whole race.
static int last_step(const Scene *scene, const ExportFormat *format)
{
    if (!(format->needs & EXPORT_RACE))
        return 0;
    const Slide *slide = lesson_slide(scene);
    if (is_picture(format) && slide && slide->plays)
        return slide->to;
    bool said = scene->step > 0 || scene->step_said;
    return is_picture(format) && !format->film && said && scene->step < scene->steps ? scene->step : scene->steps;
}

// The race is to be known up to there: the next step can be shown.
static int race_end(const Session *session, const ExportFormat *format, int steps)
{
    int last = steps < session->scene.steps ? steps + 1 : steps,
        reach = is_picture(format) ? session_reach(session) : 0;
    return reach > last ? reach : last;
}

// A lesson's slides, one after another in one session.
typedef struct Handout {
    Session *session;
    Still *still;
    const ExportFormat *format;
    Progress *progress;
    Source page; // the one at hand
} Handout;

static const Source *turn_page(void *context, int page, Error *error)
{
    Handout *handout = context;
    Session *session = handout->session;
    Scene scene = {0};
    scene_copy(&scene, &session->scene);
    bool ok = lesson_show(&scene, scene.lesson, page) && session_take(session, &scene, 0, error);
    scene_clear(&scene);
    int steps = last_step(&session->scene, handout->format), last = race_end(session, handout->format, steps);
    if (!ok || !session_reserve(session, last, error) || !run_race(session, last, handout->progress, error))
        return NULL;
    handout->still->steps = steps;
    handout->page = still_source(handout->still);
    return &handout->page;
}

static bool write_film(const Options *options, const ExportFormat *format, const Source *source, Progress *progress,
                       Error *error)
{
    FilmWatch watch = film_begin(progress);
    bool ok = export_write(format, source, options->output, &(Sink){.progress = film_tell, .context = &watch}, error);
    film_end();
    return ok;
}

static bool write_picture(const Options *options, const ExportFormat *format, Session *session, Still *still,
                          Progress *progress, Error *error)
{
    if (!typeface_choose(session->scene.figure.font, error) || !(still->render = render_create(NULL, error)))
        return false;
    if (!(still->picture = picture_create()))
        return error_set(error, "picture: out of memory");
    if (!still_compose(still, error))
        return false;
    if (progress->told && !still->cells)
        prepare(still, progress);
    if ((double)still->width_px * still->height_px > LARGE_PX)
        progress_say(progress, "drawing %d x %d pixels", still->width_px, still->height_px);
    Handout handout = {session, still, format, progress};
    Source source = still_source(still);
    if (format->needs & EXPORT_PAGES && session->scene.lesson && !session->scene.figure.alone) {
        source.pages = session->scene.lesson->n;
        source.page = turn_page;
        source.context = &handout;
    }
    source.film = film_plan(options, format);
    Sink asked = {.progress = tell, .context = progress};
    bool ok = format->film ? write_film(options, format, &source, progress, error)
                           : export_write(format, &source, options->output, &asked, error);
    still_end(still);
    return ok;
}

static ExportTable table_of(const Options *options, const ExportFormat *format)
{
    return options->table ? export_table_find(options->table) : format->table;
}

static bool write(const Options *options, const ExportFormat *format, Session *session, Cells *cells, int steps,
                  Progress *progress, Error *error)
{
    Source numbers = {
        .scene = &session->scene, .race = session->race, .steps = steps, .table = table_of(options, format)};
    Sink asked = {.progress = tell, .context = progress};
    if (!is_picture(format))
        return export_write(format, &numbers, options->output, &asked, error);
    Still still = {.session = session,
                   .cells = cells,
                   .steps = steps,
                   .usual_width_px = format->width_px,
                   .usual_height_px = format->height_px};
    bool ok = write_picture(options, format, session, &still, progress, error);
    picture_destroy(still.picture);
    render_destroy(still.render);
    return ok;
}

static void tell_stops(const Race *race, int steps)
{
    for (int i = 0; i < race_racers(race); i++) {
        const char *why = race_stopped(race, i, steps);
        if (why)
            fprintf(stderr, "ravine: racer %d, step %d: torch stops here: %s\n", i, race_last(race, i), why);
    }
}

// Before it is used: the heap's pages are there only then.
static bool take_memory(Session *session, int step, Error *error)
{
    char line[ERROR_TEXT_MAX];
    if (!session_reserve(session, step, error))
        return false;
    if (session_memory(session, step, line, sizeof line))
        error_say(line);
    return true;
}

// The cell's own session, up to its own step.
static bool run_cell(Cells *cells, int i, const ExportFormat *format, Progress *progress, Error *error)
{
    Session *session = &cells->session[i];
    int last = race_end(session, format, cells->steps[i]);
    return session_reserve(session, last, error) && run_race(session, last, progress, error);
}

static int last_of_cell(const Scene *scene, const void *format)
{
    return last_step(scene, format);
}

static void tell_together(const Scene *scene)
{
    if (scene->view.kind == VIEW_SIDE && scene->n_racers > 1 && figure_has(&scene->figure, PART_PANEL))
        error_say("grid, view side: a cell has no panel for each racer, it shows them together");
}

// A contact sheet goes on as long as the longest of its cells.
static bool run_cells(Cells *cells, const Scene *scene, const ExportFormat *format, int *steps, Progress *progress,
                      Error *error)
{
    if (!cells_open(cells, scene, last_of_cell, format, error))
        return false;
    *steps = 0;
    tell_together(scene);
    for (int i = 0; i < cells->n; i++) {
        if (!run_cell(cells, i, format, progress, error))
            return false;
        *steps = cells->steps[i] > *steps ? cells->steps[i] : *steps;
    }
    return true;
}

static bool run(const Options *options, const ExportFormat *format, Session *session, int steps, Error *error)
{
    int last = race_end(session, format, steps);
    Progress progress;
    if (!take_memory(session, last, error))
        return false;
    Cells cells = {.n = 0};
    bool sheet = is_picture(format) && grid_has(&session->scene);
    progress_begin(&progress, options->progress);
    bool ok = run_race(session, last, &progress, error) &&
              (!sheet || run_cells(&cells, &session->scene, format, &steps, &progress, error)) &&
              write(options, format, session, sheet ? &cells : NULL, steps, &progress, error);
    progress_end(&progress);
    cells_close(&cells);
    return ok;
}

// What is for a page is drawn for paper, unless --theme or the scene asks for other than the usual colours, or it was
// such a page already. An SVG or PDF is a page's width where nothing says how large it is.
static void suit_paper(const Options *options, const ExportFormat *format, Scene *scene)
{
    SceneFigure *figure = &scene->figure;
    bool lines = format->needs & EXPORT_LIST, page = lines || (is_picture(format) && options->width);
    if (page && !options->theme && !scene->figured && !strcmp(scene->view.theme, theme_at(0)->name))
        text_copy(scene->view.theme, sizeof scene->view.theme, "print");
    if (lines && !figure->width_px && figure->width_mm == 0)
        figure->width_mm = FIGURE_PAGE_MM;
    figure->alone |= scene->lesson && options->slide.given && is_picture(format);
}

// A scene's text can hold a sheet, once it is known that it can be made; other files that are no pictures cannot.
static int check_grid(const Options *options, const ExportFormat *format, const Scene *scene, Error *error)
{
    Grid grid;
    bool text = !is_picture(format) && !(format->needs & EXPORT_RACE);
    if (!options->grids.n || is_picture(format))
        return EXIT_DONE;
    if (!text)
        return error_set(error, "option --grid: is of pictures and scenes; a .%s is neither", format->ending),
               EXIT_USAGE;
    bool ok = grid_make(&grid, scene, error);
    grid_clear(&grid);
    return ok ? EXIT_DONE : EXIT_INPUT;
}

int output_run(const Options *options, const ExportFormat *format, Scene *scene, Error *error)
{
    int code = check_grid(options, format, scene, error);
    if (code != EXIT_DONE)
        return code;
    suit_paper(options, format, scene);
    int steps = last_step(scene, format);
    Session session = {0};
    bool ok = export_table_fits(table_of(options, format), scene->n_racers, steps, error) &&
              session_take(&session, scene, 0, error) && run(options, format, &session, steps, error);
    if (ok && format->needs & EXPORT_RACE)
        tell_stops(session.race, steps);
    session_close(&session);
    return ok ? EXIT_DONE : EXIT_INPUT;
}
