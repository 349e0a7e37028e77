// Balls that stand at one place, moved apart so that each is seen whole. Private to src/picture.
#ifndef RAVINE_PICTURE_PANEL_FAN_H
#define RAVINE_PICTURE_PANEL_FAN_H

#include "picture/build.h"

typedef struct FanPlace {
    DrawPoint foot; // where it stands
    float x, y;     // where it is seen
    int racer;
} FanPlace;

void fan_spread(FanPlace *place, int n, float radius); // n: at most RACE_RACERS_MAX

#endif
