// Stop conditions as YAML: `stop:` of a scene, a mapping of loss and gradient.
#include "scene/scene_yaml.h"

#include <stddef.h>

static bool read_stop(void *context, const YamlNode *value, int which)
{
    SceneStop *stop = &((SceneReader *)context)->scene.stop[which];
    Error why;
    if (!yaml_number(value, &stop->value))
        return false;
    stop->on = true;
    return scene_check_stop(which, stop->value, &why) || yaml_fail(value, "%s", why.text);
}

static void write_stop(YamlWriter *writer, const void *context, int which)
{
    const SceneStop *stop = &((const Scene *)context)->stop[which];
    if (stop->on)
        yaml_write_number(writer, stop->value);
}

static bool read_loss(void *context, const YamlNode *value)
{
    return read_stop(context, value, STOP_LOSS);
}

static void write_loss(YamlWriter *writer, const void *context)
{
    write_stop(writer, context, STOP_LOSS);
}

static bool read_gradient(void *context, const YamlNode *value)
{
    return read_stop(context, value, STOP_GRADIENT);
}

static void write_gradient(YamlWriter *writer, const void *context)
{
    write_stop(writer, context, STOP_GRADIENT);
}

const YamlKey scene_stop_keys[] = {
    {"loss", .read = read_loss, .write = write_loss},
    {"gradient", .read = read_gradient, .write = write_gradient},
    {NULL},
};

// Those of the slide before go.
bool scene_read_stop(void *context, const YamlNode *value)
{
    Scene *scene = &((SceneReader *)context)->scene;
    scene->stop[STOP_LOSS] = scene->stop[STOP_GRADIENT] = (SceneStop){.on = false};
    return yaml_read_keys(value, scene_stop_keys, context);
}
