// What a person can do, as rows: id, title, keys, when enabled, function. The key map, the help screen, --list keys and the README's table ask
// these rows. To add an action: one function and one row in action.c.
#ifndef RAVINE_APP_ACTION_H
#define RAVINE_APP_ACTION_H

#include <stdbool.h>

typedef struct App App;

enum { ACTION_KEYS_MAX = 64, ACTION_CHORDS_MAX = 4 };

// A key with its modifiers.
typedef struct Chord {
    int key; // SDL_Keycode; 0: none
    int mod; // of KMOD_CTRL, KMOD_SHIFT, KMOD_ALT; exactly these
} Chord;

typedef struct Action {
    const char *id; // never changes
    const char *title;
    const char *brief;               // at the window's foot; NULL: not there
    Chord forth[ACTION_CHORDS_MAX];  // n = 1; the first is the one that is shown
    Chord back[ACTION_CHORDS_MAX];   // n = -1
    int digits;                      // so many keys from forth[0] on, n = 1, 2, ...; 0: not so
    bool once;                       // a key held down does not repeat it
    bool (*enabled)(const App *app); // NULL: always
    void (*run)(App *app, int n);
} Action;

int action_count(void);
const Action *action_at(int i);

// The action of a key press and its n; NULL: none. `key` is the layout's keycode, `scancode` the key's place: where the layout has no such key
// (a Cyrillic keyboard has no L), the place on a US keyboard counts.
const Action *action_of_key(int key, int scancode, int mod, int *n);

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
