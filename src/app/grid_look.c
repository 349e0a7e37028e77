#include "app/grid_look.h"

#include "app/setup.h"
#include "picture/draw/format.h"

#include <string.h>

enum { VALUE_MAX = 200 };

// Without "option --NAME, 'WORD': ".
static bool refuse(const Error *why, Error *error)
{
    const char *text = strstr(why->text, "': ");
    return error_set(error, "%s", text ? text + strlen("': ") : why->text);
}

static bool look(Scene *scene, const Options *options, Error *error)
{
    Error why = {""};
    return setup_look(options, scene, &why) || refuse(&why, error);
}

// "(30, 40)" without its brackets.
static const char *bare(const char *value, char text[VALUE_MAX])
{
    bool inside = value[0] == '(' || value[0] == '[';
    text_copy(text, VALUE_MAX, value + inside);
    if (inside && text[0])
        text[strlen(text) - 1] = '\0';
    return text;
}

bool grid_view(Scene *scene, int racer, const char *value, Error *error)
{
    (void)racer;
    if (!look(scene, &(Options){.view = value}, error))
        return false;
    if (scene->view.kind == VIEW_SIDE)
        return error_set(error,
                         "that is a panel for each racer, and a cell shows them together: surface, map, both, curve");
    return true;
}

bool grid_theme(Scene *scene, int racer, const char *value, Error *error)
{
    (void)racer;
    return look(scene, &(Options){.theme = value}, error);
}

bool grid_ramp(Scene *scene, int racer, const char *value, Error *error)
{
    (void)racer;
    return look(scene, &(Options){.ramp = value}, error);
}

bool grid_loss_scale(Scene *scene, int racer, const char *value, Error *error)
{
    (void)racer;
    return look(scene, &(Options){.loss_scale = value}, error);
}

bool grid_camera(Scene *scene, int racer, const char *value, Error *error)
{
    (void)racer;
    char text[VALUE_MAX];
    return look(scene, &(Options){.camera = bare(value, text)}, error);
}

bool grid_show(Scene *scene, int racer, const char *value, Error *error)
{
    (void)racer;
    return look(scene, &(Options){.show = value}, error);
}

bool grid_window(Scene *scene, int racer, const char *value, Error *error)
{
    (void)racer;
    char text[VALUE_MAX];
    Error why = {""};
    return setup_take_window(bare(value, text), scene, &why) || refuse(&why, error);
}

// ---- Heads

void grid_head_scale(const Scene *scene, const char *value, Text *head)
{
    (void)scene;
    text_add(head, "%s scale", value);
}

void grid_head_camera(const Scene *scene, const char *value, Text *head)
{
    (void)value;
    text_add(head, "from %s°, %s° up", format_value(scene->view.camera.azimuth_deg).text,
             format_value(scene->view.camera.elevation_deg).text);
}

void grid_head_window(const Scene *scene, const char *value, Text *head)
{
    (void)value;
    const double *window = scene->view.camera.window;
    for (int i = 0; i < scene_dimension(scene) && i < 2; i++)
        text_add(head, "%s%s … %s", i ? ", " : "", format_value(window[2 * i]).text,
                 format_value(window[2 * i + 1]).text);
}
