#include "web/src/export/colours.h"

#include <stdlib.h>
#include <string.h>

enum { ROOM = 1 << 17, FULL = ROOM / 4 * 3, BITS_MOST = 5, BOXES_MAX = 256 };

// ---- Counting

static Counted *find(Counted *all, uint32_t rgb)
{
    uint32_t at = rgb * 2654435761u >> 15;
    while (all[at % ROOM].n && all[at % ROOM].rgb != rgb)
        at++;
    return &all[at % ROOM];
}

static uint32_t mask(const Colours *colours)
{
    return (0xffu << colours->bits & 0xffu) * 0x10101u;
}

static void add(Colours *colours, uint32_t rgb, uint32_t n)
{
    Counted *at = find(colours->all, rgb & mask(colours));
    colours->n += !at->n;
    *at = (Counted){rgb & mask(colours), at->n + n};
}

static bool coarsen(Colours *colours)
{
    Colours coarse = {calloc(ROOM, sizeof *coarse.all), 0, colours->bits + 1};
    if (!coarse.all)
        return false;
    for (int i = 0; i < ROOM; i++)
        if (colours->all[i].n)
            add(&coarse, colours->all[i].rgb, colours->all[i].n);
    free(colours->all);
    *colours = coarse;
    return true;
}

bool colours_count(Colours *colours, const uint8_t *rgb, size_t pixels)
{
    if (!colours->all && !(colours->all = calloc(ROOM, sizeof *colours->all)))
        return false;
    for (size_t i = 0; i < pixels; i++, rgb += 3) {
        add(colours, (uint32_t)rgb[0] << 16 | (uint32_t)rgb[1] << 8 | rgb[2], 1);
        if (colours->n > FULL && colours->bits < BITS_MOST && !coarsen(colours))
            return false;
    }
    return true;
}

// ---- Cutting

typedef struct Box {
    int begin, end; // of the colours
    double mean[3];
    int longest;  // side
    double error; // along that; 0: one colour
} Box;

static int part(uint32_t rgb, int k)
{
    return rgb >> (16 - 8 * k) & 0xff;
}

static Box box_of(const Counted *all, int begin, int end)
{
    Box box = {begin, end, {0}, 0, 0};
    double n = 0, squares[3] = {0};
    for (int i = begin; i < end; i++) {
        n += all[i].n;
        for (int k = 0; k < 3; k++) {
            double value = part(all[i].rgb, k);
            box.mean[k] += all[i].n * value;
            squares[k] += all[i].n * value * value;
        }
    }
    for (int k = 0; k < 3; k++) {
        box.mean[k] /= n;
        double error = squares[k] - n * box.mean[k] * box.mean[k];
        if (end - begin > 1 && error > box.error)
            box.longest = k, box.error = error;
    }
    return box;
}

// At its mean: what is not above it comes first. Returns where the rest begins.
static int split(Counted *all, const Box *box)
{
    int low = box->begin;
    for (int i = box->begin; i < box->end; i++)
        if (part(all[i].rgb, box->longest) <= box->mean[box->longest]) {
            Counted held = all[low];
            all[low++] = all[i];
            all[i] = held;
        }
    return low;
}

static int pack(Counted *all)
{
    int n = 0;
    for (int i = 0; i < ROOM; i++)
        if (all[i].n)
            all[n++] = all[i];
    return n;
}

// The box that errs most is halved, again and again.
static int cut(Counted *all, int n, Box boxes[BOXES_MAX], int most)
{
    int n_boxes = 1;
    boxes[0] = box_of(all, 0, n);
    while (n_boxes < most && n_boxes < BOXES_MAX) {
        int worst = 0;
        for (int i = 1; i < n_boxes; i++)
            worst = boxes[i].error > boxes[worst].error ? i : worst;
        int middle = split(all, &boxes[worst]);
        if (middle == boxes[worst].begin || middle == boxes[worst].end)
            break;
        boxes[n_boxes++] = box_of(all, middle, boxes[worst].end);
        boxes[worst] = box_of(all, boxes[worst].begin, middle);
    }
    return n_boxes;
}

int colours_cut(Colours *colours, uint8_t (*rgba)[4], int most)
{
    Box boxes[BOXES_MAX];
    int n = colours->n ? cut(colours->all, pack(colours->all), boxes, most) : 0;
    for (int i = 0; i < n; i++) {
        for (int k = 0; k < 3; k++)
            rgba[i][k] = (uint8_t)(boxes[i].mean[k] + 0.5);
        rgba[i][3] = 255;
    }
    colours_free(colours);
    return n;
}

void colours_free(Colours *colours)
{
    free(colours->all);
    *colours = (Colours){0};
}
