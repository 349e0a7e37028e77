#include "app/session.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define GB           1e9
#define WORTH_SAYING 2.5e8 // bytes
#define DEAR         1.5e9 // bytes: more are taken for nothing that is not shown

void session_close(Session *session)
{
    study_destroy(session->study);
    race_destroy(session->race);
    loss_destroy(session->loss);
    scene_clear(&session->scene);
    *session = (Session){0};
}

static bool same_constants(const Scene *a, const Scene *b)
{
    if (a->n_constants != b->n_constants)
        return false;
    for (int i = 0; i < a->n_constants; i++)
        if (strcmp(a->constants[i].name, b->constants[i].name) || a->constants[i].value != b->constants[i].value)
            return false;
    return true;
}

static bool same_loss(const Scene *a, const Scene *b)
{
    return !strcmp(a->formula, b->formula) && same_constants(a, b) && a->data == b->data && a->batches == b->batches &&
           a->batch == b->batch && a->seed == b->seed;
}

static bool configure(Session *session, const Scene *scene, const Loss *loss, bool changed_loss)
{
    RaceConfig config = scene_race(scene, loss);
    return race_configure(session->race, &config, changed_loss);
}

static double physical_memory(void)
{
    return (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
}

// The heap promises more than there is.
bool session_reserve(Session *session, int step, Error *error)
{
    double bytes = race_bytes(session->race, step);
    if (bytes <= physical_memory() && race_reserve(session->race, step))
        return true;
    return error_set(error, "race, %d racers over %d steps: %.1f GB of memory cannot be had",
                     race_racers(session->race), session->scene.steps, bytes / GB);
}

bool session_memory(const Session *session, int step, char *line, size_t size)
{
    double bytes = race_bytes(session->race, step);
    snprintf(line, size, "race, %d racers over %d steps: takes up to %.1f GB of memory", race_racers(session->race),
             session->scene.steps, bytes / GB);
    return bytes >= WORTH_SAYING;
}

int session_reach(const Session *session)
{
    int steps = session->scene.steps;
    return race_slice(session->race) > 1 && race_bytes(session->race, steps) <= DEAR ? steps : 0;
}

bool session_run(Session *session, int step, Error *error)
{
    return race_run(session->race, step) || error_set(error, "race, step %d: out of memory", step);
}

Work session_work(Session *session, int step)
{
    return race_work(session->race, step, race_slice(session->race));
}

bool session_take(Session *session, const Scene *scene, int step, Error *error)
{
    session->race = session->race ? session->race : race_create();
    session->study = session->study ? session->study : study_create();
    if (!session->race || !session->study)
        return error_set(error, "race: out of memory");
    bool changed_loss = !session->loss || !same_loss(&session->scene, scene);
    Loss *loss = changed_loss ? scene_loss(scene, error) : session->loss;
    if (!loss)
        return false;
    if (!configure(session, scene, loss, changed_loss)) {
        if (changed_loss)
            loss_destroy(loss);
        return error_set(error, "race: out of memory");
    }
    scene_copy(&session->scene, scene);
    study_about(session->study, &session->scene, loss, session->race, changed_loss);
    if (changed_loss)
        loss_destroy(session->loss);
    session->loss = loss;
    return session_run(session, step, error);
}
