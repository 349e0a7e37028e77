// Each kind of work has a shelf of pieces. A piece is found by what is asked for, or begun in the place of the one
// unused for longest.
#include "study/study.h"

#include "study/piece.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// The most urgent first.
enum { POINT, FIELD, ROWS, FIT, BATCH, LEVEL, BATCH_FIELD, FLOW, STATE, RATE, STARTS, THUMB, SEARCH, KINDS };

static const PieceKind *const kinds[KINDS] = {
    [POINT] = &point_kind,
    [FIELD] = &field_kind,
    [ROWS] = &rows_kind,
    [FIT] = &fit_kind,
    [BATCH] = &batch_rows_kind,
    [LEVEL] = &level_kind,
    [BATCH_FIELD] = &batch_field_kind,
    [FLOW] = &flow_kind,
    [STATE] = &state_kind,
    [RATE] = &rate_kind,
    [STARTS] = &starts_kind,
    [THUMB] = &thumb_kind,
    [SEARCH] = &search_kind,
};

enum { SLOTS_MAX = 2 * STUDY_PLACES + 2 }; // each place's last, and what it waits for

#define CHEAP      3000 // evaluations: prompt pieces of less are made at once
#define WORK_SHARE 0.75 // of a budget that goes to what was wanted before

typedef struct Slot {
    void *piece; // NULL: never used
    double cost;
    bool used, ready;   // used: it holds something
    bool held;          // wanted though no picture asks
    uint64_t asked;     // the picture that asked for it last
    uint64_t at;        // when it was given last
    uint32_t last_of;   // bit p: the last that place p was given
    uint32_t wanted_by; // bit p: begun for place p
} Slot;

// Where a racer comes to rest, as it was found when so many rows were known.
typedef struct Rest {
    uint64_t path;
    int done, step;
} Rest;

enum { COURSES = 2 * COURSE_COUNT }; // of a racer; the second half are of averages

struct Study {
    Course *course[RACE_RACERS_MAX][COURSES]; // NULL: nobody has asked for it yet
    Rest rest[RACE_RACERS_MAX];
    Subject subject;
    Slot slot[KINDS][SLOTS_MAX];
    uint64_t picture, now;
    StudyClock clock; // now_ms NULL: none
    double until_ms;  // on it
};

// ---- Slots

static void work_end(const Slot *slot, const PieceKind *kind)
{
    if (kind->end)
        kind->end(slot->piece);
}

static void slot_clear(Slot *slot, const PieceKind *kind)
{
    if (slot->used && !slot->ready)
        work_end(slot, kind);
    *slot = (Slot){.piece = slot->piece};
}

static bool is_open(const Slot *slot)
{
    return slot->used && !slot->ready;
}

static bool is_wanted(const Study *study, const Slot *slot)
{
    return is_open(slot) && (slot->held || slot->asked == study->picture);
}

static Slot *find(Study *study, int kind, const void *asked)
{
    for (int i = 0; i < SLOTS_MAX; i++) {
        Slot *slot = &study->slot[kind][i];
        if (slot->used && kinds[kind]->serves(slot->piece, asked, slot->ready))
            return slot;
    }
    return NULL;
}

// Of the kept ones that this picture does not need the one unused for longest; where there is none, a further one.
static Slot *victim(Study *study, int kind)
{
    Slot *slots = study->slot[kind], *oldest = NULL;
    for (int i = 0; i < SLOTS_MAX; i++) {
        bool needed = slots[i].used && slots[i].asked == study->picture;
        if (i >= kinds[kind]->kept && oldest)
            return oldest;
        if (!needed && (!oldest || slots[i].at < oldest->at))
            oldest = &slots[i];
    }
    return oldest;
}

static Slot *begin(Study *study, int kind, const void *asked)
{
    Slot *slot = victim(study, kind);
    if (!slot || (!slot->piece && !(slot->piece = calloc(1, kinds[kind]->size))))
        return NULL;
    slot_clear(slot, kinds[kind]);
    slot->cost = kinds[kind]->begin(slot->piece, asked, &study->subject);
    slot->used = slot->cost > 0;
    return slot->used ? slot : NULL;
}

// Those places have nothing newer now.
static void make_last(Study *study, int kind, Slot *slot, uint32_t places)
{
    for (int i = 0; i < SLOTS_MAX; i++)
        study->slot[kind][i].last_of &= ~places;
    slot->last_of |= places;
}

// A slice; true: there is no more to do, or memory has run out and the slot is empty.
static bool slice(Study *study, int kind, Slot *slot)
{
    Work work = kinds[kind]->work(slot->piece, &study->subject);
    if (work == WORK_MORE)
        return false;
    if (work == WORK_FAILED) {
        slot_clear(slot, kinds[kind]);
        return true;
    }
    work_end(slot, kinds[kind]);
    slot->ready = true;
    make_last(study, kind, slot, slot->wanted_by);
    return true;
}

// ---- Life

Study *study_create(void)
{
    Study *study = calloc(1, sizeof *study);
    if (study && !(study->subject.probe = race_probe_create())) {
        free(study);
        return NULL;
    }
    return study;
}

static void slot_destroy(Slot *slot, const PieceKind *kind)
{
    slot_clear(slot, kind);
    if (slot->piece && kind->destroy)
        kind->destroy(slot->piece);
    free(slot->piece);
}

void study_destroy(Study *study)
{
    if (!study)
        return;
    for (int kind = 0; kind < KINDS; kind++)
        for (int i = 0; i < SLOTS_MAX; i++)
            slot_destroy(&study->slot[kind][i], kinds[kind]);
    for (int i = 0; i < RACE_RACERS_MAX * COURSES; i++)
        course_destroy(study->course[i / COURSES][i % COURSES]);
    race_probe_destroy(study->subject.probe);
    free(study);
}

// Two studies that are drawn by one renderer do not share keys, unless their landscapes are the same.
static uint64_t next_key(const Subject *subject)
{
    const Scene *scene = subject->scene;
    uint64_t key = field_hash(subject->loss_key, scene->formula, strlen(scene->formula));
    for (int i = 0; i < scene->n_constants; i++)
        key = field_hash(key, &scene->constants[i].value, sizeof scene->constants[i].value);
    return field_hash(key, &scene->data, sizeof scene->data);
}

// Another race has paths of the same numbers.
static void forget_race(Study *study)
{
    memset(study->rest, 0, sizeof study->rest);
    for (int i = 0; i < RACE_RACERS_MAX * COURSES; i++)
        if (study->course[i / COURSES][i % COURSES])
            study->course[i / COURSES][i % COURSES]->path = 0;
}

void study_about(Study *study, const Scene *scene, const Loss *loss, const Race *race, bool changed_loss)
{
    Subject *subject = &study->subject;
    changed_loss |= loss != subject->loss || race != subject->race;
    if (race != subject->race)
        forget_race(study);
    for (int kind = 0; kind < KINDS; kind++)
        for (int i = 0; i < SLOTS_MAX; i++) {
            Slot *slot = &study->slot[kind][i];
            if (slot->held || (is_open(slot) && (changed_loss || kinds[kind]->needs_race)))
                slot_clear(slot, kinds[kind]);
        }
    subject->scene = scene, subject->loss = loss, subject->race = race;
    subject->loss_key = changed_loss ? next_key(subject) : subject->loss_key;
}

// ---- Working

static double now_ms(const Study *study)
{
    return study->clock.now_ms(study->clock.context);
}

static bool at_once(const Study *study)
{
    return !study->clock.now_ms || study->until_ms == (double)INFINITY;
}

static bool has_time(const Study *study)
{
    return at_once(study) || now_ms(study) < study->until_ms;
}

static void give_up(Study *study)
{
    for (int kind = 0; kind < KINDS; kind++)
        for (int i = 0; i < SLOTS_MAX; i++) {
            Slot *slot = &study->slot[kind][i];
            if (is_open(slot) && !is_wanted(study, slot))
                slot_clear(slot, kinds[kind]);
        }
}

// By the table, and of one kind the cheapest. NULL: nothing is wanted.
static const Slot *most_urgent(const Study *study, int *kind)
{
    for (*kind = 0; *kind < KINDS; ++*kind) {
        const Slot *slots = study->slot[*kind], *best = NULL;
        for (int i = 0; i < SLOTS_MAX; i++)
            if (is_wanted(study, &slots[i]) && (!best || slots[i].cost < best->cost))
                best = &slots[i];
        if (best)
            return best;
    }
    return NULL;
}

bool study_work(Study *study, double budget_ms, StudyClock clock)
{
    study->clock = clock;
    double start_ms = now_ms(study);
    study->until_ms = start_ms + budget_ms;
    give_up(study);
    bool news = false;
    int kind;
    for (const Slot *slot; (slot = most_urgent(study, &kind));) {
        news |= slice(study, kind, &study->slot[kind][slot - study->slot[kind]]);
        if (now_ms(study) >= start_ms + WORK_SHARE * budget_ms)
            break;
    }
    return news;
}

void study_at_once(Study *study)
{
    study->until_ms = INFINITY;
}

static double part_of(const Slot *slot, int kind)
{
    return kinds[kind]->part ? kinds[kind]->part(slot->piece) : 0;
}

const char *study_doing(const Study *study, double *part)
{
    int kind;
    const Slot *slot = most_urgent(study, &kind);
    *part = slot ? part_of(slot, kind) : 0;
    return slot ? kinds[kind]->doing : NULL;
}

// ---- Asking

void study_begin_picture(Study *study)
{
    study->picture++;
}

static void *give(Study *study, int kind, Slot *given, int place)
{
    make_last(study, kind, given, 1u << place);
    given->at = ++study->now;
    return given->piece;
}

static Slot *last_given(Study *study, int kind, int place)
{
    for (int i = 0; i < SLOTS_MAX; i++)
        if (study->slot[kind][i].ready && study->slot[kind][i].last_of >> place & 1)
            return &study->slot[kind][i];
    return NULL;
}

// What a place is given meanwhile.
static void *meanwhile(Study *study, int kind, int place, const void *asked)
{
    Slot *last = last_given(study, kind, place);
    if (!last || !kinds[kind]->stays || !kinds[kind]->stays(last->piece, asked))
        return NULL;
    last->asked = study->picture;
    last->at = ++study->now;
    return last->piece;
}

static Slot *in_hand(Study *study, int kind, int place, const void *asked)
{
    for (int i = 0; i < SLOTS_MAX && kinds[kind]->goes_on; i++) {
        Slot *slot = &study->slot[kind][i];
        if (is_open(slot) && slot->wanted_by >> place & 1 && kinds[kind]->goes_on(slot->piece, asked))
            return slot;
    }
    return NULL;
}

static Slot *want(Study *study, int kind, int place, const void *asked)
{
    Slot *slot = find(study, kind, asked);
    slot = slot ? slot : in_hand(study, kind, place, asked);
    slot = slot ? slot : begin(study, kind, asked);
    if (!slot)
        return NULL;
    slot->asked = study->picture;
    slot->at = ++study->now;
    slot->wanted_by |= 1u << place;
    return slot;
}

static void *ask(Study *study, int kind, int place, const void *asked)
{
    for (;;) {
        Slot *slot = want(study, kind, place, asked);
        while (slot && is_open(slot) && ((kinds[kind]->prompt && slot->cost < CHEAP) || has_time(study)))
            slice(study, kind, slot);
        if (!slot || !slot->ready)
            return meanwhile(study, kind, place, asked);
        void *piece = give(study, kind, slot, place);
        if (kinds[kind]->serves(piece, asked, true))
            return piece;
    }
}

int study_dimension(const Study *study)
{
    return study->subject.loss ? loss_dimension(study->subject.loss) : 0;
}

const char *study_parameter(const Study *study, int i)
{
    return study->subject.loss ? formula_parameter(loss_formula(study->subject.loss), i) : "";
}

// Where nothing of this very landscape and window is there to be shown, a draft comes first.
const FieldEntry *study_field(Study *study, int place, const FieldRequest *request)
{
    FieldAsked asked = field_ask(&study->subject, request);
    if (!asked.moving && !at_once(study) && !field_shows(meanwhile(study, FIELD, place, &asked), &asked)) {
        FieldRequest draft = *request;
        draft.moving = true;
        FieldAsked quick = field_ask(&study->subject, &draft);
        ask(study, FIELD, place, &quick);
    }
    return ask(study, FIELD, place, &asked);
}

const LevelPoints *study_level(Study *study, int place, const double window[4], bool moving)
{
    LevelAsked asked = {.loss_key = study->subject.loss_key};
    memcpy(asked.window, window, sizeof asked.window);
    bool dear = moving && loss_cost(study->subject.loss) > 1;
    return dear ? NULL : ask(study, LEVEL, place, &asked);
}

const Flow *study_flow(Study *study, int place, const double window[4], int nx, int ny)
{
    FlowAsked asked = {.loss_key = study->subject.loss_key, .nx = nx, .ny = ny};
    memcpy(asked.window, window, sizeof asked.window);
    return ask(study, FLOW, place, &asked);
}

const Rates *study_rates(Study *study, int racer)
{
    RateAsked asked = rate_ask(&study->subject, racer);
    const RatePiece *piece = ask(study, RATE, racer, &asked);
    if (!piece) {
        const Slot *open = find(study, RATE, &asked);
        piece = open ? open->piece : NULL;
    }
    return piece ? &piece->rates : NULL;
}

int study_turns(const Study *study, int racer, int step, int turns[RATE_TURNS_MAX])
{
    return rates_turns(study->subject.scene, study->subject.race, racer, step, turns);
}

const Course *study_course(Study *study, int racer, const CourseAsked *asked)
{
    Course **course = &study->course[racer][asked->kind + (asked->average ? COURSE_COUNT : 0)];
    if (!*course && !(*course = calloc(1, sizeof **course)))
        return NULL;
    course_follow(*course, asked, study->subject.race, racer);
    return *course;
}

int study_rest(Study *study, int racer)
{
    const Race *race = study->subject.race;
    Rest *rest = &study->rest[racer], now = {race_path(race, racer), race_done(race), 0};
    if (rest->path != now.path || rest->done != now.done) {
        *rest = now;
        rest->step = course_rest(race, racer);
    }
    return rest->step;
}

const RuleState *study_state(Study *study, int racer, int step)
{
    StateAsked asked;
    return state_ask(&study->subject, racer, step, &asked) ? ask(study, STATE, racer, &asked) : NULL;
}

// Shown as far as it is done.
const StartsPaths *study_starts(Study *study, int racer, int step)
{
    StartsAsked asked;
    if (!starts_ask(&study->subject, racer, &asked))
        return NULL;
    Slot *slot = want(study, STARTS, 0, &asked);
    while (slot && is_open(slot) && starts_done(slot->piece) < step) {
        slice(study, STARTS, slot);
        if (!has_time(study))
            break;
    }
    return slot && slot->used && starts_done(slot->piece) >= 0 ? slot->piece : NULL;
}

bool study_over_rows(const Study *study)
{
    return study->subject.loss && loss_rows(study->subject.loss) > 0 && study->subject.scene->data;
}

const RowsView *study_rows(Study *study)
{
    const Scene *scene = study->subject.scene;
    bool any = study_over_rows(study);
    RowsAsked asked = {.loss_key = study->subject.loss_key, .column = {-1, -1}};
    for (int i = 0; any && i < SCENE_AXES; i++)
        asked.column[i] = dataset_column(scene->data, scene->view.columns[i]);
    return any ? ask(study, ROWS, 0, &asked) : NULL;
}

const Fit *study_fit(Study *study, int racer, const double at[2], const RowsView *rows)
{
    FitAsked asked = {.loss_key = study->subject.loss_key, .at = {at[0], at[1]}, .rows = rows};
    return ask(study, FIT, racer, &asked);
}

const BatchRows *study_batch(Study *study, int step)
{
    BatchAsked asked = {.loss_key = study->subject.loss_key, .step = step};
    return study->subject.loss ? ask(study, BATCH, 0, &asked) : NULL;
}

const BatchField *study_batch_field(Study *study, int place, const double window[4], int step)
{
    bool curve = study_dimension(study) == 1;
    BatchFieldAsked asked = {.loss_key = study->subject.loss_key, .step = step};
    asked.nx = curve ? BATCH_CURVE : BATCH_SIDE;
    asked.ny = curve ? 1 : BATCH_SIDE;
    memcpy(asked.window, window, (curve ? 2 : 4) * sizeof *window);
    return study->subject.loss && loss_is_stochastic(study->subject.loss) ? ask(study, BATCH_FIELD, place, &asked)
                                                                          : NULL;
}

const PointValue *study_point(Study *study, const double at[2])
{
    PointAsked asked = {.loss_key = study->subject.loss_key, .at = {at[0], study_dimension(study) > 1 ? at[1] : 0}};
    return ask(study, POINT, 0, &asked);
}

const Thumb *study_thumb(Study *study, const Landscape *landscape)
{
    return ask(study, THUMB, 0, &landscape);
}

// ---- The search

static const Slot *search_slot(const Study *study)
{
    for (int i = 0; i < SLOTS_MAX; i++)
        if (study->slot[SEARCH][i].held)
            return &study->slot[SEARCH][i];
    return NULL;
}

bool study_search(Study *study, int steps)
{
    study_search_end(study);
    Slot *slot = begin(study, SEARCH, &steps);
    if (slot)
        slot->held = true;
    return slot;
}

const LrSearch *study_search_found(const Study *study)
{
    const Slot *slot = search_slot(study);
    return slot && slot->ready ? search_found(slot->piece) : NULL;
}

bool study_searches(const Study *study, double *part)
{
    const Slot *slot = search_slot(study);
    bool searches = slot && !slot->ready;
    *part = searches ? part_of(slot, SEARCH) : 0;
    return searches;
}

void study_search_end(Study *study)
{
    for (int i = 0; i < SLOTS_MAX; i++)
        if (study->slot[SEARCH][i].held)
            slot_clear(&study->slot[SEARCH][i], kinds[SEARCH]);
}
