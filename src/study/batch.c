#include "study/batch.h"
#include "study/piece.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SLICE_ROWS 4e4 // evaluations of the formula in a slice, about

enum { SLICE_POINTS = 512 };

// ---- Its rows

static bool rows_serve(const void *piece, const void *asked, bool ready)
{
    const BatchAsked *have = &((const BatchRows *)piece)->asked, *want = asked;
    (void)ready;
    return have->loss_key == want->loss_key && have->step == want->step;
}

static double rows_begin(void *piece, const void *asked, const Subject *subject)
{
    BatchRows *rows = piece;
    rows->asked = *(const BatchAsked *)asked;
    rows->n = 0;
    return 1 + loss_rows(subject->loss); // an epoch is drawn as a whole
}

static Work rows_work(void *piece, const Subject *subject)
{
    BatchRows *rows = piece;
    int most = loss_batch(subject->loss);
    LossWork *work = loss_work_create(subject->loss);
    int *row = realloc(rows->row, (size_t)(most > 0 ? most : 1) * sizeof *row);
    rows->row = row ? row : rows->row;
    if (work && row)
        rows->n = loss_batch_rows(subject->loss, work, rows->asked.step, rows->row);
    loss_work_destroy(work);
    return work && row ? WORK_DONE : WORK_FAILED;
}

static void rows_end(void *piece)
{
    (void)piece;
}

static void rows_destroy(void *piece)
{
    free(((BatchRows *)piece)->row);
}

const PieceKind batch_rows_kind = {
    .doing = "drawing the batch",
    .size = sizeof(BatchRows),
    .kept = 2,
    .prompt = true,
    .serves = rows_serve,
    .begin = rows_begin,
    .work = rows_work,
    .end = rows_end,
    .destroy = rows_destroy,
};

// ---- Its loss

static bool field_serves(const void *piece, const void *asked, bool ready)
{
    const BatchFieldAsked *have = &((const BatchField *)piece)->asked, *want = asked;
    (void)ready;
    return have->loss_key == want->loss_key && have->step == want->step && have->nx == want->nx &&
           have->ny == want->ny && !memcmp(have->window, want->window, sizeof have->window);
}

// Of another step, until this one's is there; and the one in hand is finished first.
static bool field_stays(const void *piece, const void *asked)
{
    const BatchFieldAsked *have = &((const BatchField *)piece)->asked, *want = asked;
    return have->loss_key == want->loss_key && have->ny == want->ny &&
           !memcmp(have->window, want->window, sizeof have->window);
}

static double field_begin(void *piece, const void *asked, const Subject *subject)
{
    BatchField *field = piece;
    field->asked = *(const BatchFieldAsked *)asked;
    field->done = 0;
    field->work = loss_work_create(subject->loss);
    return field->work ? field->asked.nx * field->asked.ny * fmax(loss_batch(subject->loss), 1) : 0;
}

static int points_of_slice(const Loss *loss)
{
    double points = SLICE_ROWS / fmax(loss_batch(loss), 1);
    return points < 1 ? 1 : points > SLICE_POINTS ? SLICE_POINTS : (int)points;
}

static Work field_work(void *piece, const Subject *subject)
{
    BatchField *field = piece;
    const BatchFieldAsked *asked = &field->asked;
    const double *window = asked->window;
    double x[SLICE_POINTS], y[SLICE_POINTS];
    int left = asked->nx * asked->ny - field->done, n = points_of_slice(subject->loss);
    n = n < left ? n : left;
    for (int i = 0; i < n; i++) {
        int at = field->done + i;
        x[i] = window[0] + (window[1] - window[0]) * (at % asked->nx) / (asked->nx - 1);
        y[i] = asked->ny > 1 ? window[2] + (window[3] - window[2]) * (at / asked->nx) / (asked->ny - 1) : 0;
    }
    loss_step(subject->loss, field->work, asked->step, (const double *const[]){x, y}, n, field->loss + field->done,
              NULL);
    field->done += n;
    return n < left ? WORK_MORE : WORK_DONE;
}

static void field_end(void *piece)
{
    BatchField *field = piece;
    loss_work_destroy(field->work);
    field->work = NULL;
}

const PieceKind batch_field_kind = {
    .doing = "sampling the batch's loss",
    .size = sizeof(BatchField),
    .kept = 4,
    .serves = field_serves,
    .stays = field_stays,
    .goes_on = field_stays,
    .begin = field_begin,
    .work = field_work,
    .end = field_end,
};
