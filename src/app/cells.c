#include "app/cells.h"

#include <math.h>
#include <stdlib.h>

static bool take(Cells *cells, int i, Error *error)
{
    return session_take(&cells->session[i], &cells->grid.scene[i], 0, error);
}

bool cells_open(Cells *cells, const Scene *scene, int (*last)(const Scene *scene, const void *context),
                const void *context, Error *error)
{
    if (!grid_make(&cells->grid, scene, error))
        return false;
    size_t n = (size_t)(cells->grid.columns * cells->grid.rows);
    cells->session = calloc(n, sizeof *cells->session);
    cells->steps = calloc(n, sizeof *cells->steps);
    cells->input = calloc(n, sizeof *cells->input);
    cells->sheet = sheet_create();
    if (!cells->session || !cells->steps || !cells->input || !cells->sheet)
        return error_set(error, "grid: out of memory");
    for (cells->n = 0; cells->n < (int)n; cells->n++) {
        cells->steps[cells->n] = last(&cells->grid.scene[cells->n], context);
        if (!take(cells, cells->n, error))
            return false;
    }
    return true;
}

void cells_close(Cells *cells)
{
    for (int i = 0; i < cells->n; i++)
        session_close(&cells->session[i]);
    free(cells->session);
    free(cells->steps);
    free(cells->input);
    sheet_destroy(cells->sheet);
    grid_clear(&cells->grid);
    *cells = (Cells){.n = 0};
}

static SheetInput input_of(Cells *cells, PictureInput page)
{
    const Grid *grid = &cells->grid;
    SheetInput input = {.columns = grid->columns, .rows = grid->rows, .cell = cells->input, .page = page};
    input.page.scene = &grid->page;
    for (int i = 0; i < GRID_SIDE_MAX; i++)
        input.column[i] = grid->head[0][i], input.row[i] = grid->head[1][i];
    for (int i = 0; i < FIGURE_GRIDS; i++)
        input.said[i] = grid->said[i];
    for (int i = 0; i < cells->n; i++) {
        const Session *session = &cells->session[i];
        cells->input[i] = (PictureInput){.scene = &session->scene,
                                         .race = session->race,
                                         .study = session->study,
                                         .step = fmin(page.step, cells->steps[i])};
    }
    return input;
}

float cells_height(Cells *cells, PictureInput page)
{
    for (int i = 0; i < cells->n; i++)
        study_at_once(cells->session[i].study);
    SheetInput input = input_of(cells, page);
    return sheet_height(cells->sheet, &input);
}

// From where the scenes say.
static void turn(Cells *cells, float turn_deg)
{
    for (int i = 0; i < cells->n; i++)
        cells->session[i].scene.view.camera.azimuth_deg =
            cells->grid.scene[i].view.camera.azimuth_deg + (double)turn_deg;
}

const DrawList *cells_build(Cells *cells, PictureInput page, float turn_deg)
{
    turn(cells, turn_deg);
    SheetInput input = input_of(cells, page);
    for (int i = 0; i < cells->n; i++)
        study_at_once(cells->session[i].study);
    return sheet_build(cells->sheet, &input);
}
