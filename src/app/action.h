// What a person can do, as rows: id, title, triggers, when enabled, function. The key map, the help screen, --list keys
// and the README's table ask these rows. To add an action: one function and one row in action.c.
#ifndef RAVINE_APP_ACTION_H
#define RAVINE_APP_ACTION_H

#include "app/trigger.h"

#include <stdbool.h>

typedef struct App App;

enum { ACTION_KEYS_MAX = 64, ACTION_TRIGGERS_MAX = 4 };

typedef struct Action {
    const char *id; // never changes
    const char *title;
    const char *brief;                  // at the window's foot; NULL: not there
    Trigger forth[ACTION_TRIGGERS_MAX]; // n = 1; the first is the one that is shown
    Trigger back[ACTION_TRIGGERS_MAX];  // n = -1
    int digits;                         // so many keys from forth[0] on, n = 1, 2, ...; 0: not so
    bool once;                          // a key held down does not repeat it
    bool anywhere;                      // also while something is typed
    bool (*enabled)(const App *app);    // NULL: always
    void (*run)(App *app, int n);
} Action;

int action_count(void);
const Action *action_at(int i);

const Action *action_of(Trigger trigger, int *n); // and its n; NULL: none

// The rows of the help and of --list keys, the gestures of the mouse after the keys.
typedef struct ActionRow {
    char keys[ACTION_KEYS_MAX]; // "Shift+←  Shift+→"
    const char *title;
} ActionRow;

int action_rows(void);
ActionRow action_row(int i);

// The keys of an action: "Tab  Shift+Tab"; brief leaves out those for the way back that lie elsewhere: "Tab".
void action_keys(const Action *action, bool brief, char *keys, int size);
void action_key(const Action *action, int n, char *key, int size);   // that runs it with this n
void action_what(const Action *action, int n, char *what, int size); // of "slower, faster" that which this n does

#endif
