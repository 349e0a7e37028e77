// What the kinds of long work share: each is a row of study.c's table, with its pieces kept from picture to picture.
// Private to src/study.
#ifndef RAVINE_STUDY_PIECE_H
#define RAVINE_STUDY_PIECE_H

#include "base/work.h"
#include "scene/scene.h"

#include <stddef.h>

// What pieces are about. A piece may keep the loss while it is under way, but no racer and no row of the race.
typedef struct Subject {
    const Scene *scene;
    const Loss *loss;
    const Race *race;
    uint64_t loss_key; // changes whenever the loss does
    RaceProbe *probe;
} Subject;

// A kind of work. Its piece is a struct of `size` bytes, zeroed at first; `asked` is a struct of the kind's own that
// says what is wanted.
typedef struct PieceKind {
    const char *doing; // for the person who waits: "sampling the surface"
    size_t size;
    int kept;        // pieces at most, while no picture needs more
    bool prompt;     // another one in each frame: made when it is asked for, where it costs little
    bool needs_race; // given up when scene or race change, not only with the loss
    // Is or will this piece be what is asked for?
    bool (*serves)(const void *piece, const void *asked, bool ready);
    // May the last one that was shown stay until then? NULL: never.
    bool (*stays)(const void *piece, const void *asked);
    // Is this piece, under way for the same place, to be finished before what is asked for is begun? Else what moves
    // all the time would never be seen where it takes longer than a frame. NULL: no.
    bool (*goes_on)(const void *piece, const void *asked);
    // Takes what is asked for into a piece that may hold an older one. Returns what it costs, evaluations about, > 0;
    // 0: out of memory.
    double (*begin)(void *piece, const void *asked, const Subject *subject);
    Work (*work)(void *piece, const Subject *subject); // a slice
    double (*part)(const void *piece);                 // that is done, [0, 1]; NULL: nobody asks
    void (*end)(void *piece);     // after the last slice or before: frees what only the work needs; NULL: nothing
    void (*destroy)(void *piece); // after end: frees the rest; NULL: there is none
} PieceKind;

extern const PieceKind field_kind, level_kind, flow_kind, rate_kind, state_kind, point_kind, starts_kind, search_kind,
    thumb_kind, rows_kind, fit_kind, batch_rows_kind, batch_field_kind;

int slice_points(const Loss *loss); // at which a slice evaluates the loss, at least 1

#endif
