// A landscape as it is typed: a name or a formula, and constants. The scene that it makes is saved and opened.
#include "fuzz.h"

static Dataset *data;

static Dataset *columns(void)
{
    static const char rows[] = "u,t\n1,0\n2,1\n-0.5,1\n";
    Error error;
    data = data ? data : dataset_parse(rows, sizeof rows - 1, "rows.csv", &error);
    return dataset_retain(data);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static char printed[2 * FORMULA_TEXT_MAX + 2000];
    Error error = {""};
    Scene scene = {.data = columns(), .steps = 10, .speed = 60};
    Scene usual = {0};
    char *text = as_text(bytes, size);
    if (!scene_default(&usual))
        abort();
    scene.view = usual.view;
    scene.view.selected = 0;
    if (scene_set_landscape(&scene, text, &error)) {
        hold(scene_suit_racers(&scene), "no memory", text, NULL);
        scene_print_landscape(&scene, printed, sizeof printed);
        hold_scene(&scene);
    } else {
        hold(error.text[0], "refused without a word", text, NULL);
    }
    scene_clear(&usual);
    scene_clear(&scene);
    free(text);
    return 0;
}
