// Which rows of a scene's data its formula can use, and what should be known of them.
#include "scene/scene.h"

static int used_columns(const Scene *scene, bool used[FORMULA_COLUMNS_MAX])
{
    FormulaNames names = {.constants = scene->constants, .n_constants = scene->n_constants};
    int n = 0;
    if (scene->data) {
        names.columns = dataset_names(scene->data);
        names.n_columns = dataset_columns(scene->data);
    }
    Formula *formula = scene->landscape ? NULL : formula_compile(scene->formula, &names, NULL);
    for (int i = 0; i < names.n_columns; i++)
        n += used[i] = formula && formula_uses_column(formula, i);
    formula_destroy(formula);
    return n;
}

bool scene_fit_data(Scene *scene, Error *error)
{
    bool used[FORMULA_COLUMNS_MAX];
    if (!used_columns(scene, used))
        return true;
    Dataset *whole = dataset_whole(scene->data, used, error);
    if (!whole)
        return false;
    dataset_release(scene->data);
    scene->data = whole;
    return true;
}
