#include "app/mouse.h"

#include "app/app.h"
#include "app/column.h"
#include "app/resume.h"
#include "app/start.h"
#include "app/view.h"

#include <SDL.h>
#include <math.h>

#define TREMOR     4.0f // points that a click may wander
#define ORBIT_DEG  0.4  // per point
#define ZOOM_NOTCH 0.85
#define PAN_NOTCH  0.1 // of the steps that are seen

// Of the picture, from those of the window.
static float points(const App *app, int window_points)
{
    return (float)(window_points / app_zoom(app));
}

static double clamp(double value, double low, double high)
{
    return value < low ? low : value > high ? high : value;
}

static SceneCamera *camera_of_panel(App *app, int panel)
{
    return view_camera(app, picture_racer(app->picture, panel));
}

// The point of the domain that a drag holds: on the floor, which has no walls to jump over.
static bool ground(const App *app, int panel, float x, float y, double *domain_x, double *domain_y)
{
    const Camera *camera = picture_camera(app->picture, panel);
    if (loss_dimension(app->session.loss) == 2 && camera)
        return camera_floor(camera, x, y, domain_x, domain_y);
    return picture_pick(app->picture, panel, x, y, domain_x, domain_y);
}

static void pan(App *app, float x, float y)
{
    const Pointer *pointer = &app->pointer;
    double from[2], to[2];
    if (!ground(app, pointer->hit.index, pointer->x, pointer->y, &from[0], &from[1]) ||
        !ground(app, pointer->hit.index, x, y, &to[0], &to[1]))
        return;
    SceneCamera *camera = camera_of_panel(app, pointer->hit.index);
    double window[4];
    if (!camera)
        return;
    for (int i = 0; i < 4; i++) {
        const double *side = &camera->window[i / 2 * 2];
        double span = side[1] - side[0]; // near the horizon a point is far away
        window[i] = camera->window[i] + clamp(from[i / 2] - to[i / 2], -span / 4, span / 4);
    }
    view_set_window(app, camera, window);
}

static bool is_map(const App *app, int panel)
{
    const Camera *camera = picture_camera(app->picture, panel);
    return loss_dimension(app->session.loss) != 2 || (camera && camera->flat);
}

static void drag_slider(App *app, float x)
{
    Rect track = app->pointer.hit.rect;
    column_drag(app, app->pointer.hit.index, (x - track.x) / (track.w > 0 ? track.w : 1));
}

// Moved past another one, a change has another place in the list.
static void drag_change(App *app, float x)
{
    DrawHit *hit = &app->pointer.hit;
    int racer = hit->index / CHANGES_MAX, change = hit->index % CHANGES_MAX;
    change = column_move_change(app, racer, change, (int)lround(picture_time_step(app->picture, x)));
    hit->index = racer * CHANGES_MAX + change;
}

static void drag_start(App *app, float x, float y)
{
    double at[2] = {0, 0};
    if (picture_pick(app->picture, app->pointer.hit.index, x, y, &at[0], &at[1]) && isfinite(at[0] + at[1]))
        start_move(app, at, true);
}

static void seek(App *app, float x)
{
    app_seek(app, round(picture_chart_step(app->picture, app->pointer.hit.index, x)));
}

// The step that was taken hold of goes with the pointer: by an axis's numbers while its left end stays, else with the
// whole span.
static void drag_time(App *app, float x, bool stretches)
{
    int span[2];
    const Pointer *pointer = &app->pointer;
    picture_span(app->picture, span);
    double way = picture_chart_step(app->picture, pointer->hit.index, x) - span[0], length = span[1] - span[0];
    if (!stretches)
        view_move_time(app, pointer->step - way);
    else if (way > 0 && pointer->step > span[0])
        view_stretch_time(app, span[0] + (pointer->step - span[0]) * length / way);
}

static void drag(App *app, float x, float y)
{
    Pointer *pointer = &app->pointer;
    switch (pointer->hit.kind) {
    case HIT_PANEL:
        if (pointer->button == SDL_BUTTON_LEFT && !is_map(app, pointer->hit.index))
            view_orbit(app, camera_of_panel(app, pointer->hit.index), -ORBIT_DEG * (double)(x - pointer->x),
                       ORBIT_DEG * (double)(y - pointer->y));
        else
            pan(app, x, y);
        break;
    case HIT_START:
        drag_start(app, x, y);
        break;
    case HIT_SLIDER:
    case HIT_CONSTANT_SLIDER:
        drag_slider(app, x);
        break;
    case HIT_CHART:
        if (pointer->button == SDL_BUTTON_LEFT)
            seek(app, x);
        else
            drag_time(app, x, false);
        break;
    case HIT_TIME:
        drag_time(app, x, pointer->button == SDL_BUTTON_LEFT);
        break;
    case HIT_TICK:
        drag_change(app, x);
        break;
    default:
        break;
    }
}

// What lies there, but that all of a panel is one to what cannot take hold of the start.
static DrawHit panel_at(const App *app, float x, float y)
{
    DrawHit hit = draw_hit_at(app->list, x, y);
    if (hit.kind == HIT_START)
        hit.kind = HIT_PANEL;
    return hit;
}

// Redraws only where something answers to the pointer, or did.
static void point_at(App *app, float x, float y, bool inside)
{
    Pointer *pointer = &app->pointer;
    HitKind kind = app->list && inside ? panel_at(app, x, y).kind : HIT_NONE;
    bool before = pointer->pointing, went = x != pointer->at_x || y != pointer->at_y;
    pointer->pointing =
        !pointer->button && !app->help && !app->entry.choose && (kind == HIT_PANEL || kind == HIT_CHART);
    pointer->at_x = x, pointer->at_y = y;
    if (pointer->pointing != before || (before && went))
        app_changed(app);
}

void mouse_leave(App *app)
{
    point_at(app, -1, -1, false);
}

static void moved(App *app, float x, float y)
{
    Pointer *pointer = &app->pointer;
    point_at(app, x, y, true);
    if (!pointer->button)
        return;
    bool tremor = hypotf(x - pointer->press_x, y - pointer->press_y) <= TREMOR;
    if (!pointer->dragging && tremor)
        return;
    pointer->dragging = true;
    drag(app, x, y);
    pointer->x = x;
    pointer->y = y;
}

static void click_panel(App *app, float x, float y)
{
    double at[2] = {0, 0};
    if (picture_pick(app->picture, app->pointer.hit.index, x, y, &at[0], &at[1]) && isfinite(at[0] + at[1]))
        app->pointer.moved_start = start_move(app, at, false);
}

static void double_click_panel(App *app)
{
    if (app->pointer.moved_start)
        app_undo(app, 1);
    app->pointer.moved_start = false;
    app->message_until_ms = 0;
    view_reset(app, camera_of_panel(app, app->pointer.hit.index));
}

// It may be gone since it was drawn.
static void answer(App *app, bool takes)
{
    if (app->offers && takes)
        resume_go_on(app);
    else if (app->offers)
        resume_decline(app);
    app_changed(app);
}

static void press_left(App *app, int clicks)
{
    Pointer *pointer = &app->pointer;
    switch (pointer->hit.kind) {
    case HIT_PANEL:
    case HIT_START:
        if (clicks == 2) {
            double_click_panel(app);
            pointer->button = 0;
        }
        break;
    case HIT_SLIDER:
    case HIT_CONSTANT_SLIDER:
        column_hold(app, pointer->hit.index);
        drag_slider(app, pointer->x);
        break;
    case HIT_CHART:
        seek(app, pointer->x);
        break;
    case HIT_TICK:
        column_hold_change(app, pointer->hit.index / CHANGES_MAX, pointer->hit.index % CHANGES_MAX);
        break;
    case HIT_TIME:
        if (clicks == 2)
            view_reset_time(app);
        break;
    case HIT_CHANGE:
        column_hold(app, pointer->hit.index);
        break;
    case HIT_RACER:
        column_select(app, pointer->hit.index);
        break;
    case HIT_EYE:
        column_show(app, pointer->hit.index);
        break;
    case HIT_OFFER:
        answer(app, pointer->hit.index == 0);
        break;
    default:
        break;
    }
}

// Beside the palette, a click closes it and does nothing else.
static void click_rows(App *app, DrawHit hit, int button)
{
    if (hit.kind != HIT_ROW)
        app_close_entry(app);
    else if (hit.index >= 0 && button == SDL_BUTTON_LEFT)
        app->entry.choose(app, &app->entry, hit.index);
    app_changed(app);
}

static void pressed(App *app, const SDL_MouseButtonEvent *button)
{
    Pointer *pointer = &app->pointer;
    float x = points(app, button->x), y = points(app, button->y);
    if (pointer->button || !app->list || app->help)
        return;
    if (app->entry.choose) {
        click_rows(app, draw_hit_at(app->list, x, y), button->button);
        return;
    }
    if (app->entry.owner)
        app_close_entry(app);
    pointer->button = button->button;
    pointer->dragging = false;
    pointer->x = pointer->press_x = x;
    pointer->y = pointer->press_y = y;
    bool left = button->button == SDL_BUTTON_LEFT;
    pointer->hit = left ? draw_hit_at(app->list, x, y) : panel_at(app, x, y);
    bool of_time = pointer->hit.kind == HIT_CHART || pointer->hit.kind == HIT_TIME;
    if (of_time)
        pointer->step = picture_chart_step(app->picture, pointer->hit.index, x);
    if (left)
        press_left(app, button->clicks);
    else if (pointer->hit.kind != HIT_PANEL && !of_time)
        pointer->hit.kind = HIT_NONE;
    if (button->clicks == 1)
        pointer->moved_start = false;
}

static void released(App *app, const SDL_MouseButtonEvent *button)
{
    Pointer *pointer = &app->pointer;
    if (pointer->button != button->button)
        return;
    bool on_panel = pointer->hit.kind == HIT_PANEL || pointer->hit.kind == HIT_START;
    bool click = !pointer->dragging && button->button == SDL_BUTTON_LEFT && on_panel;
    pointer->button = 0;
    pointer->dragging = false;
    if (click)
        click_panel(app, pointer->press_x, pointer->press_y);
    pointer->hit.kind = HIT_NONE;
}

// Sideways along the time, else closer or farther.
static void wheel_time(App *app, const SDL_MouseWheelEvent *event, double about)
{
    int span[2];
    picture_span(app->picture, span);
    if (event->preciseX != 0)
        view_move_time(app, span[0] + PAN_NOTCH * (double)event->preciseX * (span[1] - span[0]));
    if (event->preciseY != 0)
        view_zoom_time(app, pow(ZOOM_NOTCH, (double)event->preciseY), about);
}

static void zoom_panel(App *app, int panel, float x, float y, double factor)
{
    double at[2];
    SceneCamera *camera = camera_of_panel(app, panel);
    if (picture_pick(app->picture, panel, x, y, &at[0], &at[1]) || ground(app, panel, x, y, &at[0], &at[1]))
        view_zoom_about(app, camera, factor, at[0], at[1]);
    else
        view_zoom(app, camera, factor);
}

static void wheel(App *app, const SDL_MouseWheelEvent *event)
{
    int mouse_x, mouse_y;
    SDL_GetMouseState(&mouse_x, &mouse_y);
    bool known = event->mouseX || event->mouseY;
    float x = points(app, known ? event->mouseX : mouse_x), y = points(app, known ? event->mouseY : mouse_y);
    if (app->help && event->y)
        app_turn_help(app, event->y < 0 ? 1 : -1);
    else if (app->entry.choose && event->y)
        app->entry.press(app, &app->entry, event->y < 0 ? SDLK_DOWN : SDLK_UP);
    if (!app->list || app->help || app->entry.choose) {
        app_changed(app);
        return;
    }
    DrawHit hit = panel_at(app, x, y);
    if (hit.kind == HIT_CHART || hit.kind == HIT_TIME)
        wheel_time(app, event, picture_chart_step(app->picture, hit.index, x));
    if (hit.kind == HIT_PANEL)
        zoom_panel(app, hit.index, x, y, pow(ZOOM_NOTCH, (double)event->preciseY));
}

void mouse_let_go(App *app)
{
    app->pointer.button = 0;
    app->pointer.dragging = false;
    app->pointer.hit.kind = HIT_NONE;
}

void mouse_pinch(App *app, float x, float y, double factor, double turn_deg)
{
    DrawHit hit = app->list && !app->help && !app->entry.choose ? panel_at(app, x, y) : (DrawHit){HIT_NONE};
    if (hit.kind == HIT_CHART || hit.kind == HIT_TIME)
        view_zoom_time(app, factor, picture_chart_step(app->picture, hit.index, x));
    if (hit.kind != HIT_PANEL)
        return;
    zoom_panel(app, hit.index, x, y, factor);
    if (!is_map(app, hit.index))
        view_orbit(app, camera_of_panel(app, hit.index), turn_deg, 0);
}

void mouse_event(App *app, const SDL_Event *event)
{
    if (event->type == SDL_MOUSEMOTION)
        moved(app, points(app, event->motion.x), points(app, event->motion.y));
    else if (event->type == SDL_MOUSEBUTTONDOWN) {
        app->search_racers = 0;
        pressed(app, &event->button);
    } else if (event->type == SDL_MOUSEBUTTONUP)
        released(app, &event->button);
    else
        wheel(app, &event->wheel);
}
