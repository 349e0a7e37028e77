// What the selected racer's rule holds at the shown step, from its slots' rows: as numbers in a table, and for arrow.c.
// No rule is known here.
#include "picture/build.h"
#include "picture/draw/format.h"

#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define ROW         20.0f
#define HEAD        30.0f
#define FOOT        10.0f
#define PAD         12.0f
#define CELL_WIDTH  80.0f
#define NARROW      280.0f // a table's width, below which its numbers have two digits
#define CELL_NARROW 64.0f

static Internal *add(Internals *all, const char *symbol, const char *name, InternalKind kind)
{
    if (all->n == INTERNALS_MAX)
        return NULL;
    Internal *row = &all->row[all->n++];
    *row = (Internal){.kind = kind, .value = {NAN, NAN}};
    text_copy(row->symbol, sizeof row->symbol, symbol);
    text_copy(row->name, sizeof row->name, name);
    return row;
}

static void add_vector(Internals *all, const char *symbol, const char *name, InternalKind kind, const double *value)
{
    Internal *row = add(all, symbol, name, kind);
    if (!row)
        return;
    memset(row->value, 0, sizeof row->value);
    memcpy(row->value, value, (size_t)all->dimension * sizeof *value);
}

static InternalKind kind_of(SlotRole role)
{
    static const InternalKind kinds[] = {
        [SLOT_PLAIN] = INTERNAL_PLAIN,   [SLOT_SCALAR] = INTERNAL_SCALAR, [SLOT_VELOCITY] = INTERNAL_MOMENTUM,
        [SLOT_MEAN] = INTERNAL_MOMENTUM, [SLOT_SCALED] = INTERNAL_SCALED, [SLOT_MOVE] = INTERNAL_MOVE,
        [SLOT_SQUARE] = INTERNAL_SQUARE, [SLOT_SIZE] = INTERNAL_SIZE,
    };
    return kinds[role];
}

// Never used: the argument that switches it on is 0.
static bool is_idle(const OptimizerSlot *slot, const double *hyper, const double *value, int dimension)
{
    bool idle = slot->needs && hyper[slot->needs] == 0;
    for (int d = 0; d < dimension; d++)
        idle &= value[d] == 0 || isnan(value[d]);
    return idle;
}

// The slots of one rule, from the race's state; returns how many of its values they take. Before the first step torch
// has no state->
static int add_slots(Internals *all, const Optimizer *rule, const double *hyper, const double *state, int n_state)
{
    static const double none[2] = {NAN, NAN};
    int n = optimizer_slots(rule, hyper);
    for (int s = 0; s < n && rule->slots && rule->slots[s].name && (s + 1) * all->dimension <= n_state; s++) {
        const OptimizerSlot *slot = &rule->slots[s];
        const double *value = state + s * all->dimension;
        if (!is_idle(slot, hyper, value, all->dimension))
            add_vector(all, slot->symbol, slot->name, kind_of(slot->role), all->step > 0 ? value : none);
    }
    return n * all->dimension;
}

// The argument as it stood in the step to here: a schedule may change the first beta.
static double argument_at(const Build *build, int racer, const Racer *now, int step, int argument)
{
    const Racer *of = now;
    bool cycled = argument == optimizer_momentum(of->rule) && step > 0;
    return cycled ? race_point(build->race, racer, step - 1).momentum : of->hyper[argument];
}

// The step at which the optimizer that is there now was built.
static int built_at(const Changes *changes, int step)
{
    int built = 0;
    for (int i = 0; i < changes->n && changes->change[i].step <= step; i++)
        built = changes->change[i].kind == CHANGE_OPTIMIZER ? changes->change[i].step : built;
    return built;
}

// 1 - beta^k, each once.
static void add_corrections(Internals *all, const Build *build, int racer, const Racer *now, int step)
{
    const Optimizer *rule = now->rule;
    int steps = step - built_at(&scene_entry(build->scene, racer)->changes, step);
    uint32_t done = 0;
    for (int s = 0; rule->slots && rule->slots[s].name; s++) {
        int argument = rule->slots[s].decay;
        if (!argument || done >> argument & 1)
            continue;
        char symbol[INTERNAL_TEXT_MAX];
        snprintf(symbol, sizeof symbol, "1 − %sᵏ", rule->arguments[argument].symbol);
        Internal *row = add(all, symbol, "", INTERNAL_SCALAR);
        if (row)
            row->value[0] = 1 - pow(argument_at(build, racer, now, step, argument), steps);
        done |= 1u << argument;
    }
}

static void add_step(Internals *all, const Build *build, int racer, const RacePoint *here, const double *gradient)
{
    double move[2] = {NAN, NAN}, rate[2] = {NAN, NAN};
    if (all->step + 1 <= race_last(build->race, racer)) {
        RacePoint next = race_point(build->race, racer, all->step + 1);
        for (int d = 0; d < all->dimension; d++) {
            move[d] = next.at[d] - here->at[d];
            rate[d] = gradient[d] != 0 ? -move[d] / gradient[d] : (double)NAN;
        }
    }
    add_vector(all, "Δ", "next step", INTERNAL_STEP, move);
    add_vector(all, "−Δ/g", "as lr", INTERNAL_PLAIN, rate);
}

bool racer_internals(const Build *build, int racer, Internals *all)
{
    static const char *const place = "θ";
    *all = (Internals){.dimension = build->dimension};
    if (racer < 0 || racer >= build->scene->n_racers || !build_has_loss(build))
        return false;
    const RuleState *state = study_state(build->study, racer, build->step);
    if (!state)
        return false;
    const SceneRacer *entry = scene_entry(build->scene, racer);
    const Racer now = changes_racer(&entry->racer, &entry->changes, state->asked.step), *of = &now;
    all->step = state->asked.step;
    RacePoint here = race_point(build->race, racer, all->step);
    add_vector(all, place, "parameters", INTERNAL_PLAIN, here.at);
    if (state->stochastic)
        add_vector(all, "∇f", "full gradient", INTERNAL_PLAIN, here.gradient);
    add_vector(all, "g", state->stochastic ? "its batch" : "gradient", INTERNAL_GRADIENT, state->gradient);
    int used = add_slots(all, of->rule, of->hyper, state->slots, state->n_slots);
    for (int i = 0; i < of->n_wrappers && used < state->n_slots; i++)
        used += add_slots(all, of->wrapper[i].rule, of->wrapper[i].hyper, state->slots + used, state->n_slots - used);
    add_corrections(all, build, racer, of, all->step);
    add_step(all, build, racer, &here, state->gradient);
    return true;
}

// ---- The table

float state_height(const Build *build)
{
    Internals all;
    bool shown = build->scene->view.show >> SHOW_STATE & 1;
    return shown && racer_internals(build, build->scene->view.selected, &all) ? HEAD + ROW * (float)all.n + FOOT : 0;
}

static void cell(const Build *build, float x, float y, TextAlign align, FontWeight weight, Color color,
                 const char *text)
{
    draw_text(build->list,
              (DrawText){.x = x,
                         .y = y,
                         .align = align,
                         .size = FONT_NOTE,
                         .weight = weight,
                         .tabular = align == ALIGN_RIGHT,
                         .color = color},
              "%s", text);
}

// Numbers are shorter where there is little room beside them.
static float cell_width(Rect place)
{
    return place.w < NARROW ? CELL_NARROW : CELL_WIDTH;
}

static Number cell_number(Rect place, double value)
{
    return place.w < NARROW ? format_digits(value, 2) : format_loss(value);
}

// The symbol, and behind it the name; where both have no room, the name.
static void name_build(const Build *build, const Internal *row, float x, float base, float room)
{
    float symbol = text_width(build, row->symbol, FONT_NOTE, WEIGHT_SEMIBOLD, false) + 8;
    bool both = symbol + text_width(build, row->name, FONT_SMALL, WEIGHT_REGULAR, false) <= room;
    const Theme *theme = build->theme;
    if (both || !row->name[0])
        cell(build, x, base, ALIGN_LEFT, WEIGHT_SEMIBOLD, theme->text, row->symbol);
    draw_text(build->list,
              (DrawText){.x = both ? x + symbol : x, .y = base, .size = FONT_SMALL, .color = theme->secondary}, "%s",
              row->name);
}

static void row_build(const Build *build, const Internal *row, int dimension, Rect place)
{
    float right = place.x + place.w - PAD, base = place.y + 14, width = cell_width(place);
    int cells = row->kind == INTERNAL_SCALAR ? 1 : dimension;
    name_build(build, row, place.x + PAD, base, place.w - 2 * PAD - width * (float)dimension - 2);
    for (int d = 0; d < cells; d++) {
        Number number = cell_number(place, row->value[d]);
        const char *text = isnan(row->value[d]) ? "–" : number.text;
        cell(build, right - width * (float)(dimension - 1 - d), base, ALIGN_RIGHT, WEIGHT_REGULAR, build->theme->text,
             text);
    }
}

// As many rows as have room.
void state_build(Build *build, Rect place)
{
    const Theme *theme = build->theme;
    Internals all;
    if (!racer_internals(build, build->scene->view.selected, &all))
        return;
    float right = place.x + place.w - PAD, base = place.y + 19;
    char title[FORMAT_MAX + 16];
    snprintf(title, sizeof title, "state at step %s", format_count(all.step).text);
    draw_shape(
        build->list,
        (DrawShape){.x = place.x, .y = place.y, .w = place.w, .h = place.h, .corner = 6, .color = theme->selected});
    cell(build, place.x + PAD, base, ALIGN_LEFT, WEIGHT_REGULAR, theme->secondary, title);
    for (int d = 0; d < all.dimension; d++) {
        char name[INTERNAL_TEXT_MAX];
        format_formula(study_parameter(build->study, d), name, sizeof name);
        cell(build, right - cell_width(place) * (float)(all.dimension - 1 - d), base, ALIGN_RIGHT, WEIGHT_REGULAR,
             theme->secondary, name);
    }
    int room = (int)((place.h - HEAD - FOOT) / ROW), n = all.n <= room ? all.n : room - 1;
    for (int i = 0; i < n; i++)
        row_build(build, &all.row[i], all.dimension, (Rect){place.x, place.y + HEAD + ROW * (float)i, place.w, ROW});
    if (n < all.n) {
        snprintf(title, sizeof title, "%d more", all.n - n);
        cell(build, place.x + PAD, place.y + HEAD + ROW * (float)n + 14, ALIGN_LEFT, WEIGHT_REGULAR, theme->secondary,
             title);
    }
}
