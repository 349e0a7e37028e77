// A picture that may hold a scene, as a file.
#include "fuzz.h"

#include <unistd.h>

static const char *path(void)
{
    static char name[64];
    if (!name[0])
        snprintf(name, sizeof name, "in-%d.png", (int)getpid());
    return name;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    FILE *file = fopen(path(), "wb");
    if (!file || fwrite(bytes, 1, size, file) != size || fclose(file))
        abort();
    Scene scene = {0};
    Error error = {""};
    if (scene_read(&scene, path(), &error))
        hold_scene(&scene);
    else
        hold(error.text[0], "refused without a word", NULL, NULL);
    scene_clear(&scene);
    remove(path());
    return 0;
}
