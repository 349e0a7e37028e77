// What starts an action: a key with its modifiers. Its label is SDL's name for it, but for those that have a sign of
// their own.
#ifndef RAVINE_APP_TRIGGER_H
#define RAVINE_APP_TRIGGER_H

#include "base/text.h"

// Where a code comes from. The buttons of a gamepad would be another device, with names of their own.
typedef enum TriggerDevice {
    TRIGGER_KEYBOARD,
    TRIGGER_EXPORT, // a letter that is pressed after TRIGGER_EXPORT_KEY
} TriggerDevice;

#define TRIGGER_EXPORT_KEY                                                                                             \
    {                                                                                                                  \
        'e', KMOD_CTRL                                                                                                 \
    }

typedef struct Trigger {
    int code; // SDL_Keycode; 0: none
    int mod;  // of KMOD_CTRL, KMOD_SHIFT, KMOD_ALT; exactly these, whichever side
    TriggerDevice device;
} Trigger;

bool trigger_equal(Trigger a, Trigger b);

// Of a pressed key with SDL's modifiers, by the layout's letter; or by its place, as a US keyboard has it, since a
// Cyrillic one has no L (places that are no letter, digit or mark there: none).
Trigger trigger_of_key(int key, int mod);
Trigger trigger_of_place(int scancode, int mod);

void trigger_add(Text *text, Trigger trigger); // "Ctrl+Shift+←", "Ctrl+E P"

#endif
