#include "scene/difference.h"

#include "base/text.h"
#include "scene/knob.h"
#include "scene/lesson.h"

#include <limits.h>
#include <math.h>
#include <string.h>

// An edit's two ends, and its words as they are written.
typedef struct Difference {
    const Scene *before, *after;
    Text text;
} Difference;

// ---- The place

static bool say_slide(Difference *of)
{
    const Lesson *before = of->before->lesson, *after = of->after->lesson;
    bool saved = before && after && before->n == after->n && !strcmp(before->title, after->title);
    if ((before == after || saved) && of->before->slide == of->after->slide)
        return false;
    if (before && after && before->n != after->n && !strcmp(before->title, after->title))
        text_add(&of->text, "slide %d %s", (before->n < after->n ? of->after : of->before)->slide + 1,
                 before->n < after->n ? "added" : "removed");
    else if (after)
        text_add(&of->text, "slide %d", of->after->slide + 1);
    else
        text_add(&of->text, "lesson");
    return true;
}

static bool say_place(Difference *of)
{
    const Scene *after = of->after;
    if (of->before->landscape == after->landscape && !strcmp(of->before->formula, after->formula))
        return false;
    if (after->landscape)
        text_add(&of->text, "landscape %s", after->landscape->title);
    else
        text_add(&of->text, "formula");
    return true;
}

static bool say_data(Difference *of)
{
    bool data = of->before->data != of->after->data, batches = of->before->batches != of->after->batches;
    if (data || batches)
        text_add(&of->text, data ? "data" : "batches");
    return data || batches;
}

// ---- Which racers there are

// Of one scene, those that the other lacks. Returns how many; *last is the last of them.
static int lacked(const Scene *scene, const Scene *by, bool ghosts, const SceneRacer **last)
{
    int n = 0;
    for (int i = 0; i < scene->n_racers; i++) {
        const SceneRacer *entry = scene_entry(scene, i);
        if (entry->ghost == ghosts && scene_find_racer(by, entry->id) < 0) {
            *last = entry;
            n++;
        }
    }
    return n;
}

static void say_count(Difference *of, int n, const SceneRacer *one, const char *what)
{
    if (n == 1)
        text_add(&of->text, "%s %s", entry_name(one), what);
    else
        text_add(&of->text, "%d racers %s", n, what);
}

static bool say_company(Difference *of)
{
    const SceneRacer *new = NULL, *gone = NULL;
    int added = lacked(of->after, of->before, false, &new), removed = lacked(of->before, of->after, false, &gone);
    if (added && removed)
        text_add(&of->text, "other racers");
    else if (added)
        say_count(of, added, new, "added");
    else if (removed)
        say_count(of, removed, gone, "removed");
    return added || removed;
}

static bool say_order(Difference *of)
{
    int last = -1;
    for (int i = 0; i < of->after->n_racers; i++) {
        int at = scene_find_racer(of->before, scene_entry(of->after, i)->id);
        if (at >= 0 && at < last) {
            text_add(&of->text, "order of racers");
            return true;
        }
        last = at >= 0 ? at : last;
    }
    return false;
}

// ---- What a racer is

// Tries the racers that are in both scenes, one by one.
static bool say_racer(Difference *of, bool (*say)(Difference *, const SceneRacer *before, const SceneRacer *after))
{
    for (int i = 0; i < of->after->n_racers; i++) {
        const SceneRacer *after = scene_entry(of->after, i);
        int at = scene_find_racer(of->before, after->id);
        if (at >= 0 && say(of, scene_entry(of->before, at), after))
            return true;
    }
    return false;
}

static bool same_wrappers(const Racer *a, const Racer *b)
{
    bool same = a->n_wrappers == b->n_wrappers;
    for (int i = 0; same && i < a->n_wrappers; i++)
        same = a->wrapper[i].rule == b->wrapper[i].rule;
    return same;
}

static bool say_rule_of(Difference *of, const SceneRacer *before, const SceneRacer *after)
{
    const Optimizer *was = racer_shown(&before->racer), *is = racer_shown(&after->racer);
    if (before->racer.rule == after->racer.rule && same_wrappers(&before->racer, &after->racer))
        return false;
    if (was == is)
        text_add(&of->text, "optimizer of %s", entry_name(after));
    else
        text_add(&of->text, "%s instead of %s", is->name, was->name);
    return true;
}

// But for its numbers.
static bool same_node(const ScheduleNode *a, const ScheduleNode *b)
{
    return a->rule == b->rule && a->n_milestones == b->n_milestones && !strcmp(a->lambda, b->lambda);
}

static bool same_tree(const ScheduleTree *a, const ScheduleTree *b)
{
    bool same = a->n == b->n;
    for (int i = 0; same && i < a->n; i++)
        same = same_node(&a->node[i], &b->node[i]);
    return same;
}

static bool say_schedule_of(Difference *of, const SceneRacer *before, const SceneRacer *after)
{
    if (same_tree(&before->racer.schedule, &after->racer.schedule))
        return false;
    text_add(&of->text, "schedule of %s", entry_name(after));
    return true;
}

static bool say_changes_of(Difference *of, const SceneRacer *before, const SceneRacer *after)
{
    int step = changes_differ(&before->changes, &after->changes);
    if (step == INT_MAX)
        return false;
    text_add(&of->text, "change of %s at step %d", entry_name(after), step);
    return true;
}

static bool say_looks_of(Difference *of, const SceneRacer *before, const SceneRacer *after)
{
    bool name = strcmp(before->name, after->name) != 0;
    bool color = before->has_color != after->has_color || before->color != after->color;
    if (name || color)
        text_add(&of->text, "%s of %s", name ? "name" : "colour", entry_name(after));
    return name || color;
}

static bool say_rules(Difference *of)
{
    return say_racer(of, say_rule_of);
}

static bool say_schedules(Difference *of)
{
    return say_racer(of, say_schedule_of);
}

static bool say_changes(Difference *of)
{
    return say_racer(of, say_changes_of);
}

static bool say_looks(Difference *of)
{
    return say_racer(of, say_looks_of);
}

// ---- Numbers

static bool same_number(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

// Knobs that were turned, of one racer or of several.
typedef struct Turned {
    Knob first; // of the scene after; that of a learning rate goes before all others, which follow it
    int n, racers;
    bool rate;
} Turned;

static bool is_rate(const Scene *scene, Knob knob)
{
    return knob.kind == KNOB_HYPER && !strcmp(knob_row(scene, knob).name, "lr");
}

static void count(Turned *turned, const Scene *scene, Knob knob, bool *first_of_racer)
{
    bool rate = is_rate(scene, knob);
    if (turned->n == 0 || (rate && !turned->rate))
        turned->first = knob;
    turned->rate = turned->rate || rate;
    turned->racers += *first_of_racer;
    turned->n++;
    *first_of_racer = false;
}

static void count_racer(Difference *of, int racer, Turned *turned)
{
    Knob knobs[KNOBS_OF_RACER_MAX];
    int at = scene_find_racer(of->before, scene_entry(of->after, racer)->id);
    int n = at < 0 ? 0 : knob_list_racer(of->after, racer, knobs, KNOBS_OF_RACER_MAX);
    bool first = true;
    for (int i = 0; i < n; i++) {
        Knob before = knobs[i];
        before.racer = at;
        if (!same_number(knob_get(of->before, before), knob_get(of->after, knobs[i])))
            count(turned, of->after, knobs[i], &first);
    }
}

// Racers of another rule or schedule have been named by then.
static bool say_numbers(Difference *of)
{
    Turned turned = {0};
    for (int i = 0; i < of->after->n_racers; i++)
        count_racer(of, i, &turned);
    if (!turned.n)
        return false;
    char words[KNOB_WORDS_MAX];
    knob_words(of->after, turned.first, words, sizeof words);
    if (turned.racers > 1)
        text_add(&of->text, "%s of %d racers", turned.rate ? "lr" : "numbers", turned.racers);
    else if (turned.n == 1 || turned.rate)
        text_add(&of->text, "%s", words);
    else
        text_add(&of->text, "%d numbers of %s", turned.n, entry_name(scene_entry(of->after, turned.first.racer)));
    return true;
}

static bool say_scene(Difference *of)
{
    Knob knobs[KNOBS_OF_SCENE_MAX], turned = {0};
    int n = knob_list(of->after, knobs, KNOBS_OF_SCENE_MAX);
    n = n < KNOBS_OF_SCENE_MAX ? n : KNOBS_OF_SCENE_MAX;
    for (int i = 0; i < n && !knob_of_racer(knobs[i]); i++) {
        Knob knob = knobs[i];
        bool looks = knob.kind == KNOB_STEP || knob.kind == KNOB_SPEED;
        looks |= knob.kind == KNOB_STARTS && of->before->starts.form != of->after->starts.form; // said below
        if (looks || same_number(knob_get(of->before, knob), knob_get(of->after, knob)))
            continue;
        bool again = knob.kind == KNOB_START && turned.kind == KNOB_START;
        const char *name = knob.kind == KNOB_START ? "start" : knob_row(of->after, knob).label;
        if (!again)
            text_add(&of->text, "%s%s", turned.kind ? ", " : "", name);
        turned = knob;
    }
    bool starts = of->before->starts.form != of->after->starts.form;
    if (starts)
        text_add(&of->text, "%smany starts", turned.kind ? ", " : "");
    return turned.kind || starts;
}

static bool say_ghosts(Difference *of)
{
    const SceneRacer *new = NULL, *gone = NULL;
    int added = lacked(of->after, of->before, true, &new), removed = lacked(of->before, of->after, true, &gone);
    if (added)
        text_add(&of->text, "ghost of %s", entry_name(new));
    else if (removed)
        text_add(&of->text, "ghosts cleared");
    return added || removed;
}

void scene_difference(const Scene *before, const Scene *after, char *text, size_t size)
{
    // What is further up makes what is below it: another landscape takes other rates along.
    static bool (*const say[])(Difference *) = {say_slide,   say_place, say_data,      say_company,
                                                say_order,   say_rules, say_schedules, say_changes,
                                                say_numbers, say_scene, say_looks,     say_ghosts};
    Difference of = {before, after, text_begin(text, size)};
    for (size_t i = 0; i < sizeof say / sizeof *say; i++)
        if (say[i](&of))
            return;
}
