// What the heads of a contact sheet say of its racers: shared by the sheet and its legend.
#ifndef RAVINE_PICTURE_SAID_H
#define RAVINE_PICTURE_SAID_H

#include "scene/knob.h"

// What heads of a contact sheet say, so that its legend need not.
typedef struct SheetSaid {
    uint32_t racers; // bit i: of racer i
    char argument[KNOB_NAME_MAX];
    bool schedule, whole; // its schedule; all of it
} SheetSaid;

#endif
