// A whole race: the first line is a landscape, each other one a racer. Run at once and by slices it has the same rows,
// and its files are written.
#include "fuzz.h"

#include "app/session.h"
#include "app/still.h"

enum { RACERS = 4, RACE_STEPS = 40, SLICE = 7 };

static bool add_racers(Scene *scene, char *lines)
{
    Error error;
    char *line = strtok(lines, "\n");
    for (; line && scene->n_racers < RACERS; line = strtok(NULL, "\n"))
        if (!scene_add_racer(scene, line, &error))
            return false;
    return scene->n_racers > 0;
}

static void hold_row(const Race *a, const Race *b, int racer, int step, const char *what)
{
    RacePoint one = race_point(a, racer, step), other = race_point(b, racer, step);
    hold(same_number(one.loss, other.loss) && same_number(one.lr, other.lr), "another row", what, NULL);
    for (int i = 0; i < race_dimension(a); i++) {
        hold(same_number(one.at[i], other.at[i]), "another place", what, NULL);
        hold(same_number(one.gradient[i], other.gradient[i]), "another gradient", what, NULL);
    }
}

static void hold_slices(const Session *session, const char *what)
{
    RaceConfig config = scene_race(&session->scene, session->loss);
    Race *slow = race_create();
    if (!slow || !race_configure(slow, &config, true))
        abort();
    Work work = WORK_MORE;
    while (work == WORK_MORE)
        work = race_work(slow, RACE_STEPS, SLICE);
    for (int k = 0; k < session->scene.n_racers; k++)
        for (int i = 0; i <= race_last(slow, k); i++)
            hold_row(session->race, slow, k, i, what);
    race_destroy(slow);
}

// Those that need no picture.
static void write_files(const Session *session, const char *what)
{
    static const char *const formats[] = {"csv", "py"};
    Still still = {.session = session, .steps = RACE_STEPS};
    Source source = still_source(&still); // draws nothing, and has nothing to let go of
    for (int i = 0; i < 2; i++) {
        char *bytes = NULL;
        size_t size;
        Error error = {""};
        Sink sink = {.stream = open_memstream(&bytes, &size)};
        hold(export_find(formats[i])->write(&source, &sink, &error) || error.text[0], "no word", what, NULL);
        fclose(sink.stream);
        free(bytes);
    }
}

static void run(const Scene *scene, const char *what)
{
    Session session = {0};
    Error error = {""};
    if (session_take(&session, scene, RACE_STEPS, &error)) {
        hold_slices(&session, what);
        write_files(&session, what);
    } else {
        hold(error.text[0], "refused without a word", what, NULL);
    }
    session_close(&session);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    Scene scene = {.steps = RACE_STEPS, .speed = 60}, usual = {0};
    Error error;
    char *text = as_text(bytes, size), *lines = as_text(bytes, size), *end = strchr(lines, '\n');
    if (!scene_default(&usual))
        abort();
    scene.view = usual.view;
    scene.view.selected = 0;
    if (end)
        *end = '\0';
    if (end && scene_set_landscape(&scene, lines, &error) && add_racers(&scene, end + 1))
        run(&scene, text);
    scene_clear(&scene);
    scene_clear(&usual);
    free(lines);
    free(text);
    return 0;
}
