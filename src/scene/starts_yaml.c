// Many starts as YAML: `starts:` of a scene, a mapping of form, n and radius.
#include "scene/scene_yaml.h"

#include <stddef.h>

static const char *form_name(const void *context, int i)
{
    (void)context;
    return i < STARTS_FORMS ? starts_form_names[i] : NULL;
}

static bool read_form(void *context, const YamlNode *value)
{
    int form;
    if (!yaml_name(value, "", form_name, &form))
        return false;
    ((SceneReader *)context)->scene.starts.form = (StartsForm)form;
    return true;
}

static void write_form(YamlWriter *writer, const void *context)
{
    const SceneStarts *starts = &((const Scene *)context)->starts;
    if (starts->form)
        yaml_write_text(writer, starts_form_names[starts->form]);
}

static bool read_n(void *context, const YamlNode *value)
{
    return yaml_whole(value, 1, STARTS_MAX, &((SceneReader *)context)->scene.starts.n);
}

static void write_n(YamlWriter *writer, const void *context)
{
    const SceneStarts *starts = &((const Scene *)context)->starts;
    if (starts->form)
        yaml_write_whole(writer, (unsigned long long)starts->n);
}

static bool read_radius(void *context, const YamlNode *value)
{
    double *radius = &((SceneReader *)context)->scene.starts.radius;
    return yaml_number(value, radius) && (*radius > 0 || yaml_fail(value, "radius: expected a number above 0"));
}

static void write_radius(YamlWriter *writer, const void *context)
{
    const SceneStarts *starts = &((const Scene *)context)->starts;
    if (starts->form)
        yaml_write_number(writer, starts->radius);
}

const YamlKey scene_starts_keys[] = {
    {"form", .read = read_form, .write = write_form},
    {"n", .read = read_n, .write = write_n},
    {"radius", .read = read_radius, .write = write_radius},
    {NULL},
};

// What is not said: a ring, as many as Shift+N makes, and a radius that suits the window.
bool scene_read_starts(void *context, const YamlNode *value)
{
    Scene *scene = &((SceneReader *)context)->scene;
    scene->starts = (SceneStarts){.form = STARTS_RING, .n = STARTS_DEFAULT};
    if (!yaml_read_keys(value, scene_starts_keys, context))
        return false;
    if (scene->starts.radius == 0)
        scene->starts.radius = starts_radius(scene->view.camera.window, scene_dimension(scene));
    if (!scene->starts.form)
        scene->starts = (SceneStarts){0};
    return true;
}
