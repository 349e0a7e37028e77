#include "app/author.h"

#include "app/column.h"
#include "app/document.h"
#include "base/file.h"
#include "base/text.h"
#include "picture/draw/format.h"
#include "scene/lesson.h"

#include <math.h>
#include <string.h>

#define FIRST_TITLE "My lesson"

// The lesson that the next slide goes into.
typedef struct Goal {
    Scene held;                // holds the lesson; of none: a new one
    int at;                    // the slide's number
    char path[SCENE_PATH_MAX]; // "": a new file
} Goal;

static bool is_own(const App *app)
{
    const Lesson *lesson = app->session.scene.lesson;
    return lesson && (document_has_file(app) || !lesson_is_shipped(lesson));
}

// Behind the slide that is shown, or behind the last one of the lesson that was made before.
static bool find_goal(const App *app, Goal *goal, Error *error)
{
    const char *before = app->document.lesson;
    bool own = is_own(app), again = !own && before[0] && file_exists(before);
    if (again && !scene_read(&goal->held, before, error))
        return false;
    if (own)
        scene_copy(&goal->held, &app->session.scene);
    const Lesson *lesson = goal->held.lesson;
    goal->at = own ? goal->held.slide + 1 : lesson ? lesson->n : 0;
    if (own && document_has_file(app))
        text_copy(goal->path, sizeof goal->path, app->document.path);
    else if (lesson && again)
        text_copy(goal->path, sizeof goal->path, before);
    return true;
}

// A question stays with the slide that asks it; into another lesson it goes along.
static Slide make_slide(App *app, const Goal *goal)
{
    Scene scene = {0};
    char slider[KNOB_ADDRESS_MAX];
    scene_copy(&scene, &app->session.scene);
    const Slide *shown = lesson_slide(&scene);
    column_address(app, slider, sizeof slider);
    if (shown && shown->scene.presented && !shown->slider[0])
        slider[0] = '\0';
    scene.step = (int)fmin(app->step, scene.steps);
    Slide slide = slide_of(&scene, slider);
    if (shown && scene.lesson == goal->held.lesson)
        slide.ask[0] = slide.answer[0] = '\0';
    if (!slide.scene.title[0])
        format_formula(slide.scene.formula, slide.scene.title, sizeof slide.scene.title);
    scene_clear(&scene);
    return slide;
}

static bool write_new(App *app, const char *path, Error *error)
{
    return document_write_lesson(app->draft.lesson, path, true, error);
}

static bool write(App *app, Goal *goal, Error *error)
{
    DocumentPath path;
    if (goal->path[0])
        return document_write_lesson(app->draft.lesson, goal->path, false, error);
    bool ok = document_write_new(app, "lesson", DOCUMENT_SCENE, NULL, write_new, &path, error);
    if (ok)
        text_copy(goal->path, sizeof goal->path, path.name);
    return ok;
}

// The draft shows the new slide, whether as a page or in the whole window as before.
static bool put(App *app, const Goal *goal, Error *error)
{
    Slide slide = make_slide(app, goal);
    Lesson *lesson = lesson_put(goal->held.lesson, FIRST_TITLE, SLIDE_INSERT, goal->at, &slide, error);
    Scene *draft = lesson ? app_draft(app) : NULL;
    bool presented = app->session.scene.presented, ok = draft && lesson_show(draft, lesson, goal->at);
    lesson_release(lesson); // the draft holds it
    if (ok)
        draft->presented = presented;
    return ok;
}

void author_add(App *app)
{
    Error error;
    Goal goal = {.at = 0};
    bool ok = find_goal(app, &goal, &error) && put(app, &goal, &error) && write(app, &goal, &error);
    if (!ok)
        app_say(app, true, "lesson: %s", error.text);
    else if (app_commit(app)) {
        text_copy(app->document.lesson, sizeof app->document.lesson, goal.path);
        document_begin(app, goal.path);
        app_say(app, false, "slide %d of %s", goal.at + 1, document_name(goal.path));
    }
    scene_clear(&goal.held);
}
