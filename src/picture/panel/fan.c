// Relaxation: little by little, until nothing is too near to anything.
#include "picture/panel/fan.h"

#include <math.h>

enum { ROUNDS = 48 };

#define APART    2.1f // radii between the centres of two balls, at least
#define OFF_FOOT 2.0f // likewise from where it stands, if another stands there, too

static void push_apart(FanPlace *a, FanPlace *b, float radius)
{
    float least = APART * radius, x = b->x - a->x, y = b->y - a->y, distance = hypotf(x, y);
    if (distance >= least || distance == 0.0f)
        return;
    float push = 0.25f * (least - distance) / distance;
    a->x -= push * x, a->y -= push * y;
    b->x += push * x, b->y += push * y;
}

// How much of its place a ball shares with others, [0, 1].
static float shared(const FanPlace *place, int n, int own, float radius)
{
    float most = 0.0f, reach = APART * radius;
    for (int i = 0; i < n; i++) {
        float distance = hypotf(place[i].foot.x - place[own].foot.x, place[i].foot.y - place[own].foot.y);
        most = i == own ? most : fmaxf(most, 2.0f * (1.0f - distance / reach));
    }
    return fminf(most, 1.0f);
}

static void push_off(FanPlace *ball, float share, float radius)
{
    float least = OFF_FOOT * radius * share, x = ball->x - ball->foot.x, y = ball->y - ball->foot.y;
    float distance = hypotf(x, y);
    if (distance >= least || distance == 0.0f)
        return;
    ball->x += 0.5f * x * (least - distance) / distance;
    ball->y += 0.5f * y * (least - distance) / distance;
}

// Relaxation: every pair that is too near moves apart along its line, and each ball off a place that it shares, about
// which they come to lie as a fan. A tiny own direction per racer parts those that coincide.
void fan_spread(FanPlace *place, int n, float radius)
{
    float share[RACE_RACERS_MAX];
    for (int i = 0; i < n; i++) {
        float angle = 2.4f * (float)place[i].racer; // about the golden angle
        place[i].x += 0.01f * cosf(angle);
        place[i].y += 0.01f * sinf(angle);
        share[i] = shared(place, n, i, radius);
    }
    for (int round = 0; round < ROUNDS; round++)
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++)
                push_apart(&place[i], &place[j], radius);
            push_off(&place[i], share[i], radius);
        }
}
