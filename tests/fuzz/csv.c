// Data: read in whatever form, its rows chosen for some columns, and held inside a scene as text that gives the same
// numbers.
#include "fuzz.h"

// Two of the columns, so that some inputs have rows to leave out.
static Dataset *choose(Dataset *dataset, const char *text)
{
    Error error = {""};
    char line[ERROR_TEXT_MAX];
    int columns = dataset_columns(dataset);
    bool *used = calloc((size_t)columns, sizeof *used);
    if (!used)
        abort();
    used[0] = used[columns / 2] = true;
    Dataset *whole = dataset_whole(dataset, used, &error);
    hold(whole || error.text[0], "refused without a word", text, NULL);
    for (int i = 0; whole && i < DATASET_NOTICES; i++)
        dataset_notice(whole, i, line, sizeof line);
    free(used);
    return whole;
}

// But for text: what is none among decimal commas may be a number without them.
static void hold_same(const Dataset *a, const Dataset *b, const char *text, const char *held)
{
    if (!a)
        return;
    hold(b, "refused when it is held", text, held);
    int rows = dataset_rows(a), columns = dataset_columns(a);
    hold(dataset_rows(b) == rows && dataset_columns(b) == columns, "other rows or columns", text, held);
    for (int k = 0; k < columns; k++) {
        hold(!strcmp(dataset_names(a)[k], dataset_names(b)[k]), "another name", text, held);
        for (int i = 0; i < rows; i++) {
            double value = dataset_values(a)[k][i];
            hold(isnan(value) || same_number(value, dataset_values(b)[k][i]), "another number", text, held);
        }
    }
}

static void hold_rows(Dataset *dataset, const char *text)
{
    size_t size;
    Error error = {""};
    const char *held = dataset_text(dataset, &size);
    Dataset *again = dataset_parse(held, size, "held.csv", &error);
    hold(again, error.text, text, held);
    hold_same(dataset, again, text, held);
    Dataset *one = choose(dataset, text), *other = choose(again, held);
    hold_same(one, other, text, held);
    dataset_release(one);
    dataset_release(other);
    dataset_release(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    Error error = {""};
    char *text = as_text(bytes, size);
    Dataset *dataset = dataset_parse(text, size, "in.csv", &error);
    hold(dataset || error.text[0], "refused without a word", text, NULL);
    if (dataset)
        hold_rows(dataset, text);
    dataset_release(dataset);
    Batches *batches = batches_parse(text, size, 100, "in.txt", &error);
    batches_release(batches);
    free(text);
    return 0;
}
