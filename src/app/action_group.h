// What a person can do, as rows: id, title, triggers, when enabled, function. A group of them, by what they are for, is
// a file. To add an action: one function and one row in such a file. To add a group: its file, and its place in
// action.c.
#ifndef RAVINE_APP_ACTION_GROUP_H
#define RAVINE_APP_ACTION_GROUP_H

#include "app/trigger.h"

#include <stdbool.h>

typedef struct App App;

enum { ACTION_TRIGGERS_MAX = 4 };

typedef struct Action {
    const char *id; // never changes
    const char *title;
    const char *brief;                      // at the window's foot; NULL: not there
    Trigger forth[ACTION_TRIGGERS_MAX];     // n = 1; the first is the one that is shown
    Trigger back[ACTION_TRIGGERS_MAX];      // n = -1
    Trigger in_lesson[ACTION_TRIGGERS_MAX]; // n = 1 while a slide is shown, where they mean this alone
    int digits;                             // so many keys from forth[0] on, n = 1, 2, ...; 0: not so
    bool once;                              // a key held down does not repeat it
    bool anywhere;                          // whatever lies over the picture, and while something is typed
    bool in_help;
    bool not_in_page;                // there is nothing there for it to do
    bool types;                      // what is typed right behind it is meant for a line that it opens
    bool (*enabled)(const App *app); // NULL: always
    void (*run)(App *app, int n);
} Action;

// Why an action is not enabled, for those whose `enabled` is `met`.
typedef struct ActionNeed {
    bool (*met)(const App *app);
    const char *unmet; // "there is no racer"
} ActionNeed;

// The mouse's part, for the help.
typedef struct ActionGesture {
    const char *gesture, *title;
} ActionGesture;

typedef struct ActionGroup {
    const char *title;
    const Action *actions;
    int n;
    const ActionGesture *gestures;
    int n_gestures;
    const ActionNeed *needs; // the group's own, besides those that action.c has for all
    int n_needs;
} ActionGroup;

extern const ActionGroup action_play, action_racers, action_rates, action_view, action_explain, action_lesson,
    action_files, action_export;

#endif
