#include "app/action.h"

#include "app/app.h"
#include "app/column.h"
#include "app/host.h"
#include "base/text.h"

#include <SDL.h>
#include <stdio.h>
#include <string.h>

// In the order in which they are shown.
static const ActionGroup *const groups[] = {&action_play,    &action_racers, &action_rates, &action_view,
                                            &action_explain, &action_lesson, &action_files, &action_export};
enum { GROUP_COUNT = sizeof groups / sizeof *groups };

int action_count(void)
{
    int n = 0;
    for (int i = 0; i < GROUP_COUNT; i++)
        n += groups[i]->n;
    return n;
}

const Action *action_at(int i)
{
    int group = 0;
    while (i >= groups[group]->n)
        i -= groups[group++]->n;
    return &groups[group]->actions[i];
}

// ---- Whether it can be run

static const ActionNeed needs[] = {
    {app_has_racers, "there is no racer"},
    {app_has_surface, "the loss has one parameter"},
    {column_has_sliders, "there is no slider"},
};

static const char *unmet(const ActionNeed *need, int n, const Action *action)
{
    for (int i = 0; i < n; i++)
        if (need[i].met == action->enabled)
            return need[i].unmet;
    return NULL;
}

const char *action_refusal(const Action *action, const App *app)
{
    if (!action->enabled || action->enabled(app))
        return NULL;
    const char *why = unmet(needs, sizeof needs / sizeof *needs, action);
    for (int i = 0; i < GROUP_COUNT && !why; i++)
        why = unmet(groups[i]->needs, groups[i]->n_needs, action);
    return why ? why : "not now";
}

// ---- What starts it

static bool has_trigger(const Trigger *triggers, Trigger wanted)
{
    for (int i = 0; i < ACTION_TRIGGERS_MAX && triggers[i].code; i++)
        if (trigger_equal(triggers[i], wanted))
            return true;
    return false;
}

// The n-th key of a row of digits.
static Trigger digit_trigger(const Action *action, int n)
{
    Trigger trigger = action->forth[0];
    trigger.code += n - 1;
    return trigger;
}

static int digit_of(const Action *action, Trigger trigger)
{
    for (int n = 1; n <= action->digits; n++)
        if (trigger_equal(digit_trigger(action, n), trigger))
            return n;
    return 0;
}

// With which n; 0: not at all.
static int started_by(const Action *action, Trigger trigger)
{
    if (action->digits)
        return digit_of(action, trigger);
    return has_trigger(action->forth, trigger) ? 1 : has_trigger(action->back, trigger) ? -1 : 0;
}

const Action *action_of(Trigger trigger, int *n)
{
    for (int i = 0; trigger.code && i < action_count(); i++)
        if ((*n = started_by(action_at(i), trigger)))
            return action_at(i);
    return NULL;
}

const Action *action_of_lesson(Trigger trigger)
{
    for (int i = 0; trigger.code && i < action_count(); i++)
        if (has_trigger(action_at(i)->in_lesson, trigger))
            return action_at(i);
    return NULL;
}

// As they lie on the keyboard: back, then forth. Titles have the order of their keys.
static bool is_beside(const Action *action)
{
    return action->back[0].code && action->back[0].mod == action->forth[0].mod;
}

// Nothing, if it never gets here.
static Trigger given(Trigger trigger)
{
    return host_gives(trigger.code) ? trigger : (Trigger){0};
}

static Trigger first_trigger(const Action *action)
{
    return given(action->forth[0].code ? action->forth[0] : action->in_lesson[0]);
}

void action_keys(const Action *action, bool brief, char *keys, int size)
{
    Text text = text_begin(keys, (size_t)size);
    if (action->not_in_page && host_is_page())
        return;
    Trigger forth = first_trigger(action), back = given(action->back[0]);
    bool beside = is_beside(action);
    trigger_add(&text, beside ? back : forth);
    if (back.code && (beside || !brief)) {
        text_add(&text, "  ");
        trigger_add(&text, beside ? forth : back);
    }
    if (action->digits && forth.code) {
        text_add(&text, " – ");
        trigger_add(&text, digit_trigger(action, action->digits));
    }
}

void action_key(const Action *action, int n, char *key, int size)
{
    Text text = text_begin(key, (size_t)size);
    trigger_add(&text, action->digits ? given(digit_trigger(action, n))
                       : n < 0        ? given(action->back[0])
                                      : first_trigger(action));
}

void action_what(const Action *action, int n, char *what, int size)
{
    const char *first = action->title, *comma = strstr(first, ", "), *second = comma ? comma + 2 : NULL;
    bool both = action->back[0].code && comma;
    if (both && (n > 0) == is_beside(action))
        text_copy(what, (size_t)size, second);
    else
        snprintf(what, (size_t)size, "%.*s", both ? (int)(comma - first) : size, first);
}

int action_rows(void)
{
    int n = action_count();
    for (int i = 0; i < GROUP_COUNT; i++)
        n += groups[i]->n_gestures;
    return n;
}

static int rows_of(const ActionGroup *group)
{
    return group->n + group->n_gestures;
}

ActionRow action_row(int i)
{
    int at = 0;
    while (i >= rows_of(groups[at]))
        i -= rows_of(groups[at++]);
    const ActionGroup *group = groups[at];
    ActionRow row = {.group = group->title, .gesture = i >= group->n};
    if (row.gesture) {
        text_copy(row.keys, sizeof row.keys, group->gestures[i - group->n].gesture);
        row.title = group->gestures[i - group->n].title;
    } else {
        action_keys(&group->actions[i], false, row.keys, sizeof row.keys);
        row.title = group->actions[i].title;
    }
    return row;
}
