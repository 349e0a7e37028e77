// Colours as they are seen: racers stay apart for eyes with all cones and for those that lack one kind, words can be
// read on every ground, ramps rise. Dichromats are simulated with the matrices of Machado, Oliveira and Fernandes, A
// physiologically-based model for simulation of color vision deficiency, IEEE TVCG 15 (2009), severity 1, on linear
// light. Distances are CIE 1976, in CIELAB under D65.
#include "picture/build.h"
#include "picture/draw/colormap.h"
#include "picture/draw/theme.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { FIRST_RACERS = 12, RAMP_STEPS = 512 };

#define APART          15.0 // least distance of two racers' colours; about 2.3 is just noticeable side by side
#define LINE_CONTRAST  3.0  // of a racer's line on the page: WCAG 2.2, 1.4.11
#define WORD_CONTRAST  4.5  // WCAG 2.2, 1.4.3
#define RAMP_LIGHTNESS 50.0 // from a ramp's one end to the other

typedef struct Vision {
    const char *name;
    double from_rgb[3][3]; // linear light to linear light
} Vision;

static const Vision visions[] = {
    {"all cones", {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}},
    {"protanopia", {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}},
    {"deuteranopia",
     {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}},
};

typedef struct Lab {
    double l, a, b;
} Lab;

static double linear_light(double encoded)
{
    return encoded <= 0.04045 ? encoded / 12.92 : pow((encoded + 0.055) / 1.055, 2.4);
}

static double lab_f(double t)
{
    return t > 216.0 / 24389.0 ? cbrt(t) : (24389.0 / 27.0 * t + 16.0) / 116.0;
}

// What lies outside of sRGB after the simulation is clipped to it.
static Lab lab_of(Color color, const Vision *vision)
{
    static const double to_xyz[3][3] = {{0.4124564, 0.3575761, 0.1804375},
                                        {0.2126729, 0.7151522, 0.0721750},
                                        {0.0193339, 0.1191920, 0.9503041}}; // IEC 61966-2-1
    double linear[3] = {linear_light((double)color.r), linear_light((double)color.g), linear_light((double)color.b)};
    double seen[3], f[3];
    for (int i = 0; i < 3; i++) {
        const double *m = vision->from_rgb[i];
        seen[i] = fmin(fmax(m[0] * linear[0] + m[1] * linear[1] + m[2] * linear[2], 0.0), 1.0);
    }
    for (int i = 0; i < 3; i++) {
        const double *m = to_xyz[i];
        f[i] = lab_f((m[0] * seen[0] + m[1] * seen[1] + m[2] * seen[2]) / (m[0] + m[1] + m[2]));
    }
    return (Lab){116.0 * f[1] - 16.0, 500.0 * (f[0] - f[1]), 200.0 * (f[1] - f[2])};
}

static double distance(Lab a, Lab b)
{
    return sqrt((a.l - b.l) * (a.l - b.l) + (a.a - b.a) * (a.a - b.a) + (a.b - b.b) * (a.b - b.b));
}

static Color hex(unsigned rgb)
{
    return (Color){(float)(rgb >> 16 & 0xff) / 255.0f, (float)(rgb >> 8 & 0xff) / 255.0f, (float)(rgb & 0xff) / 255.0f,
                   1.0f};
}

// Values of the CIE's formulas for sRGB's primaries, as they are tabulated everywhere; and a pair that protanopes
// confuse.
static void the_measure_is_right(void **state)
{
    (void)state;
    Lab red = lab_of(hex(0xff0000), &visions[0]), white = lab_of(hex(0xffffff), &visions[0]);
    assert_true(fabs(red.l - 53.24) < 0.02 && fabs(red.a - 80.09) < 0.02 && fabs(red.b - 67.20) < 0.02);
    assert_true(fabs(white.l - 100) < 0.01 && fabs(white.a) < 0.02 && fabs(white.b) < 0.02);
    Color green = hex(0x00a000), brown = hex(0x9c8000);
    assert_true(distance(lab_of(green, &visions[0]), lab_of(brown, &visions[0])) > 40);
    for (int v = 1; v < 3; v++) {
        double seen = distance(lab_of(green, &visions[v]), lab_of(brown, &visions[v]));
        if (seen > 25)
            fail_msg("%s: %.1f", visions[v].name, seen);
        assert_true(distance(lab_of(hex(0x777777), &visions[v]), lab_of(hex(0x777777), &visions[0])) < 0.1);
    }
}

static void check_apart(const Theme *theme, const Vision *vision)
{
    for (int i = 0; i < FIRST_RACERS; i++)
        for (int j = i + 1; j < FIRST_RACERS; j++) {
            double apart = distance(lab_of(theme->racer[i], vision), lab_of(theme->racer[j], vision));
            if (apart < APART)
                fail_msg("%s, %s: racers %d and %d are %.1f apart", theme->name, vision->name, i, j, apart);
        }
}

static void the_first_racers_are_told_apart(void **state)
{
    (void)state;
    for (int t = 0; t < theme_count(); t++)
        for (int v = 0; v < 3; v++)
            check_apart(theme_at(t), &visions[v]);
}

static void racers_stand_out_from_the_page(void **state)
{
    (void)state;
    for (int t = 0; t < theme_count(); t++)
        for (int i = 0; i < RACE_RACERS_MAX; i++) {
            const Theme *theme = theme_at(t);
            double contrast = (double)color_contrast(theme->racer[i], theme->ground);
            if (contrast < LINE_CONTRAST)
                fail_msg("%s: racer %d has a contrast of %.2f", theme->name, i, contrast);
        }
}

static void words_are_legible_on_every_ground(void **state)
{
    (void)state;
    for (int t = 0; t < theme_count(); t++) {
        const Theme *theme = theme_at(t);
        const Color words[] = {theme->text, theme->secondary, theme->faint, theme->warning};
        const Color grounds[] = {theme->ground, theme->panel, theme->selected};
        for (int w = 0; w < 4; w++)
            for (int g = 0; g < 3; g++)
                if ((double)color_contrast(words[w], grounds[g]) < WORD_CONTRAST)
                    fail_msg("%s: word colour %d on ground %d: %.2f", theme->name, w, g,
                             (double)color_contrast(words[w], grounds[g]));
    }
}

// For every eye: who sees no hue still sees the height.
static void ramps_grow_lighter(void **state)
{
    (void)state;
    for (int r = 0; r < colormap_count(); r++)
        for (int v = 0; v < 3; v++) {
            const Colormap *ramp = colormap_at(r);
            double first = lab_of(colormap_color(ramp, 0.0f), &visions[v]).l, before = first;
            for (int i = 1; i <= RAMP_STEPS; i++) {
                double l = lab_of(colormap_color(ramp, (float)i / RAMP_STEPS), &visions[v]).l;
                if (l < before - 0.02)
                    fail_msg("%s, %s: darker at %d of %d", colormap_name(ramp), visions[v].name, i, RAMP_STEPS);
                before = l;
            }
            if (before - first < RAMP_LIGHTNESS)
                fail_msg("%s, %s: only %.0f", colormap_name(ramp), visions[v].name, before - first);
        }
}

static void the_promised_ramps_are_there(void **state)
{
    (void)state;
    static const char *const names[] = {"viridis", "magma", "cividis", "batlow", "terrain", "grey"};
    for (int i = 0; i < (int)(sizeof names / sizeof *names); i++)
        assert_non_null(colormap_find(names[i]));
}

// Whatever colour a racer is given, it is seen on the ground of every theme; a theme's own stays as it is.
static void what_was_chosen_is_seen(void **state)
{
    (void)state;
    static const uint32_t chosen[] = {0x000000, 0xffffff, 0x111418, 0xf0e442, 0x0000ff, 0x808080, 0xe69f00};
    Scene scene;
    assert_true(scene_default(&scene));
    for (int t = 0; t < theme_count(); t++) {
        const Theme *theme = theme_at(t);
        Build build = {.theme = theme, .scene = &scene};
        SceneRacer *racer = scene_edit_entry(&scene, 0);
        racer->has_color = true;
        for (size_t i = 0; i < sizeof chosen / sizeof *chosen; i++) {
            racer->color = chosen[i];
            assert_true(color_contrast(racer_color(&build, 0), theme->ground) >= (float)LINE_CONTRAST);
        }
        racer->color = color_rgb(theme->racer[3]);
        assert_int_equal(color_rgb(racer_color(&build, 0)), racer->color);
    }
    scene_clear(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_chosen_is_seen),           cmocka_unit_test(the_measure_is_right),
        cmocka_unit_test(the_first_racers_are_told_apart),   cmocka_unit_test(racers_stand_out_from_the_page),
        cmocka_unit_test(words_are_legible_on_every_ground), cmocka_unit_test(ramps_grow_lighter),
        cmocka_unit_test(the_promised_ramps_are_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
