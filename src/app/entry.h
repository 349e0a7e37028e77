// A line of text that is being typed: what is in it, where, and whose it is. One is open at a time; Enter hands it to
// who opened it. It knows neither a window nor a scene: keys.c brings it what is pressed, its owner reads it.
#ifndef RAVINE_APP_ENTRY_H
#define RAVINE_APP_ENTRY_H

#include <stdbool.h>

typedef struct App App;
typedef struct Entry Entry;

#define ENTRY_NAME "name" // the prompt of a racer's

enum { ENTRY_MAX = 512 }; // bytes, terminator included

// Takes what was typed when Enter is pressed. false: it is refused and stays, to be put right; entry->column may say
// where.
typedef bool (*EntryOwner)(App *app, Entry *entry);

typedef bool (*EntryPress)(App *app, Entry *entry, int key); // SDL_Keycode; true: it was meant for the owner

typedef void (*EntryChoose)(App *app, Entry *entry, int row); // that is seen; it was clicked
typedef void (*EntryLeave)(App *app);

// Zeroed: closed.
struct Entry {
    EntryOwner owner;   // NULL: closed
    EntryPress press;   // what else its owner answers to; NULL: nothing
    EntryChoose choose; // NULL: there are no rows
    EntryLeave leave;   // when it is closed, whether it was accepted or not; NULL: nothing
    const char *prompt; // before the line of the palette; NULL: it is typed in the slider's place
    char text[ENTRY_MAX];
    int caret;  // bytes before it, never within a character
    int column; // of the byte that was refused, from 1; 0: none was, or it has been changed since
};

// All but entry_open leave a closed entry alone and return whether anything is another than before.
void entry_open(Entry *entry, EntryOwner owner); // empty
bool entry_type(Entry *entry, const char *text); // at the caret; false, too: there is no room for all of it
void entry_set(Entry *entry, const char *text);  // in place of what was typed, the caret behind it
bool entry_key(Entry *entry, int key);           // SDL_Keycode: Left, Right, Home, End, Backspace, Delete
bool entry_word(Entry *entry, int key); // with Ctrl: likewise by words; A and E: the ends, U, K: all before, behind

char *entry_one_line(char *text); // in place: breaks become blanks, none at its ends

#endif
