// A scene's file. What opens is saved, and opens again.
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    Scene scene = {0};
    Error error = {""};
    char *text = as_text(bytes, size);
    if (scene_parse(&scene, text, size, "in.yaml", &error))
        hold_scene(&scene);
    else
        hold(error.text[0], "refused without a word", text, NULL);
    scene_clear(&scene);
    free(text);
    return 0;
}
