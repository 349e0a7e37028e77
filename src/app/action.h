// All actions of all groups. The key map, the help screen, --list keys and the README's table ask here.
#ifndef RAVINE_APP_ACTION_H
#define RAVINE_APP_ACTION_H

#include "app/action_group.h"

enum { ACTION_KEYS_MAX = 64 };

int action_count(void);
const Action *action_at(int i);

const Action *action_of_lesson(Trigger trigger);  // while a slide is shown, before all others; NULL: none
const Action *action_of(Trigger trigger, int *n); // and its n; NULL: none

const char *action_refusal(const Action *action, const App *app); // why it is not enabled; NULL: it is

// The rows of the help and of --list keys, group by group, the gestures of the mouse after the keys.
typedef struct ActionRow {
    const char *group;
    char keys[ACTION_KEYS_MAX]; // "Shift+←  Shift+→"
    const char *title;
    bool gesture;
} ActionRow;

int action_rows(void);
ActionRow action_row(int i);

// The keys of an action: "Tab  Shift+Tab"; brief leaves out those for the way back that lie elsewhere: "Tab".
void action_keys(const Action *action, bool brief, char *keys, int size);
void action_key(const Action *action, int n, char *key, int size);   // that runs it with this n
void action_what(const Action *action, int n, char *what, int size); // of "slower, faster" that which this n does

#endif
