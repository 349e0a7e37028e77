// Numbers about a scene, its loss and its race that are neither the race nor the drawing. A picture asks for what it
// shows; what is there is given at once, what is not is wanted, and worked on in slices: study_work, once a frame. Kept
// from picture to picture. No clock of its own, no drawing.
//
// Until study_work has named a clock, everything is made at once when it is asked for: so a still needs no other call.
#ifndef RAVINE_STUDY_STUDY_H
#define RAVINE_STUDY_STUDY_H

#include "study/batch.h"
#include "study/course.h"
#include "study/field.h"
#include "study/fit.h"
#include "study/flow.h"
#include "study/level.h"
#include "study/point.h"
#include "study/rate.h"
#include "study/rows.h"
#include "study/search.h"
#include "study/starts.h"
#include "study/state.h"
#include "study/thumb.h"

typedef struct Study Study;

Study *study_create(void); // NULL: out of memory
void study_destroy(Study *study);

// What it is about: borrowed until the next call, and the scene's racers are those of the race. To be called after
// every edit (not of the view), and before the loss before is destroyed. A search is given up, and with a changed loss
// all work on the one before. loss NULL: there is nothing.
void study_about(Study *study, const Scene *scene, const Loss *loss, const Race *race, bool changed_loss);

// ---- Working

typedef struct StudyClock {
    double (*now_ms)(void *context); // from any beginning
    void *context;
} StudyClock;

// Works on what is wanted, the most urgent first, for three quarters of budget_ms (or one slice); the rest is left to
// what the next picture asks for. Returns whether something has become ready. A slice takes well under a millisecond,
// or one evaluation of the loss where that takes longer.
bool study_work(Study *study, double budget_ms, StudyClock clock);
// Until the next study_work, what is asked for is made at once, whatever it takes.
void study_at_once(Study *study);
// What is under way ("sampling the surface"), and how much of it is done, [0, 1]; NULL: nothing.
const char *study_doing(const Study *study, double *part);

// ---- Asking, from a picture
// What is given holds until the next study_work or study_about. NULL: not ready (or out of memory). `place`, below
// STUDY_PLACES, tells those who ask apart: where the last thing that a place was given is still right to be shown, it
// is given again meanwhile.
enum { STUDY_PLACES = RACE_RACERS_MAX + 2 };

// A picture begins. What was wanted and is not asked for until the next one begins is given up.
void study_begin_picture(Study *study);

int study_dimension(const Study *study);                // parameters; 0: no loss
const char *study_parameter(const Study *study, int i); // its name; "" without a loss

const FieldEntry *study_field(Study *study, int place, const FieldRequest *request);
// moving: NULL also for a loss that is dear to evaluate.
const LevelPoints *study_level(Study *study, int place, const double window[4], bool moving);
const Flow *study_flow(Study *study, int place, const double window[4], int nx, int ny); // of two parameters
// Never NULL but when memory runs out: as far as they are known.
const Rates *study_rates(Study *study, int racer);
int study_turns(const Study *study, int racer, int step, int turns[RATE_TURNS_MAX]); // see rates_turns
// As far as the race is known, always at once. NULL: out of memory.
const Course *study_course(Study *study, int racer, const CourseAsked *asked);
int study_rest(Study *study, int racer); // see course_rest
const RuleState *study_state(Study *study, int racer, int step);
// From many starts, up to `step` if there is time, and on while nothing else is to be done. NULL: see starts_ask, too.
const StartsPaths *study_starts(Study *study, int racer, int step);
bool study_over_rows(const Study *study); // is the loss a mean over the data's?
const RowsView *study_rows(Study *study); // NULL: there are none, too
// Of the racer's point, in its place.
const Fit *study_fit(Study *study, int racer, const double at[2], const RowsView *rows);
const BatchRows *study_batch(Study *study, int step); // of step's batch, 1-based
// NULL also where a batch's loss is the full loss.
const BatchField *study_batch_field(Study *study, int place, const double window[4], int step);
const PointValue *study_point(Study *study, const double at[2]);
const Thumb *study_thumb(Study *study, const Landscape *landscape);

// ---- The search for learning rates: wanted until it is given up

bool study_search(Study *study, int steps);             // begins; false: out of memory
const LrSearch *study_search_found(const Study *study); // [scene's racers]; NULL: not there yet, or there is no search
bool study_searches(const Study *study, double *part);  // one is under way; part that is done, [0, 1]
void study_search_end(Study *study);                    // gives it up, or drops what it has found

#endif
