#include "app/named.h"

#include "base/text.h"

#include <ctype.h>
#include <string.h>

static bool is_plain(const char *path)
{
    for (const char *at = path; *at; at++)
        if (!isalnum((unsigned char)*at) && !strchr("._/+-", *at))
            return false;
    return path[0] && path[0] != '-';
}

static void play_as(Scene *scene, const Scene *other)
{
    scene->step = other->step;
    scene->step_said = other->step_said;
    scene->speed = other->speed;
}

// But for what is played, in which it then is, too.
static bool is_of(Scene *scene, const char *path)
{
    Scene read = {0}, played = {0};
    bool same = scene_read(&read, path, NULL);
    scene_copy(&played, scene);
    play_as(&played, &read);
    same = same && scene_is_same(&read, &played);
    if (same)
        play_as(scene, &read);
    scene_clear(&played);
    scene_clear(&read);
    return same;
}

bool named_scene(Scene *scene, const char *path, char *name, size_t size)
{
    if (scene->lesson)
        return false;
    if (is_plain(path) && is_of(scene, path))
        return text_copy(name, size, path);
    for (int i = 0; scene_builtin(i); i++)
        if (!strcmp(scene_builtin_title(i), scene->title) && is_of(scene, scene_builtin(i)))
            return text_copy(name, size, scene_builtin(i));
    return false;
}
