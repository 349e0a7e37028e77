// What is written: pictures, films, tables, the scene; a letter after Ctrl+E each. A title is "export ENDING: WHAT,
// which".
#include "app/action_group.h"
#include "app/app.h"
#include "app/send.h"
#include "app/shot.h"

#include <SDL.h>

static void screenshot(App *app, int n)
{
    (void)n;
    shot_take(app);
}

static void ask(App *app, int n)
{
    (void)n;
    app->asks_format = true;
}

static void copy(App *app, int n)
{
    (void)n;
    send_copy(app);
}

#define EXPORTS(ending)                                                                                                \
    static void export_##ending(App *app, int n)                                                                       \
    {                                                                                                                  \
        (void)n;                                                                                                       \
        send_begin(app, export_find(#ending));                                                                         \
    }
EXPORTS(png)
EXPORTS(svg)
EXPORTS(pdf)
EXPORTS(gif)
EXPORTS(mp4)
EXPORTS(webm)
EXPORTS(csv)
EXPORTS(tex)
EXPORTS(md)
EXPORTS(yaml)

#define AFTER(letter)                                                                                                  \
    {                                                                                                                  \
        {                                                                                                              \
            letter, KMOD_NONE, TRIGGER_EXPORT                                                                          \
        }                                                                                                              \
    }

static const Action actions[] = {
    {"screenshot", "write a picture that holds its scene", .forth = {{'s', 0}}, .once = true, .run = screenshot},
    {"export", "write a file of any format: a letter says which", .forth = {TRIGGER_EXPORT_KEY}, .once = true,
     .types = true, .run = ask},
    {"export_png", "export png: picture, with its scene inside", .forth = AFTER('p'), .once = true, .run = export_png},
    {"export_svg", "export svg: figure, its lines and words stay such", .forth = AFTER('s'), .once = true,
     .run = export_svg},
    {"export_pdf", "export pdf: figure, for LaTeX; a lesson's slides", .forth = AFTER('d'), .once = true,
     .run = export_pdf},
    {"export_gif", "export gif: film, plays again and again", .forth = AFTER('g'), .once = true, .run = export_gif},
    {"export_mp4", "export mp4: film, H.264", .forth = AFTER('m'), .once = true, .run = export_mp4},
    {"export_webm", "export webm: film, VP9 for the web", .forth = AFTER('w'), .once = true, .run = export_webm},
    {"export_csv", "export csv: numbers, every racer and step", .forth = AFTER('c'), .once = true, .run = export_csv},
    {"export_tex", "export tex: table, for LaTeX with booktabs", .forth = AFTER('t'), .once = true, .run = export_tex},
    {"export_md", "export md: table, in Markdown", .forth = AFTER('k'), .once = true, .run = export_md},
    {"export_yaml", "export yaml: scene, as text", .forth = AFTER('y'), .once = true, .run = export_yaml},
    {"copy_again", "copy the command line that makes the last file again", .forth = {{'c', KMOD_CTRL | KMOD_SHIFT}},
     .once = true, .not_in_page = true, .enabled = send_can_copy, .run = copy},
};

static const ActionNeed needs[] = {
    {send_can_copy, "nothing was written yet"},
};

const ActionGroup action_export = {"Export", actions, sizeof actions / sizeof *actions, NULL,
                                   0,        needs,   sizeof needs / sizeof *needs};
