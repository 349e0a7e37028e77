// The window's state, one struct, and what is done to it: the floor that all of src/app above stands on. It calls none
// of them. Every edit makes a draft of the scene, changes it and commits it: the race is replayed to the step that is
// shown within the same frame, or over several where it takes long.
#ifndef RAVINE_APP_APP_H
#define RAVINE_APP_APP_H

#include "app/entry.h"
#include "app/errand.h"
#include "app/folder.h"
#include "app/history.h"
#include "app/keep.h"
#include "app/motion.h"
#include "app/session.h"
#include "app/timing.h"
#include "app/walk.h"
#include "picture/picture.h"
#include "render/render.h"
#include "scene/knob.h"

// A button that is held. Points.
typedef struct Pointer {
    int button;      // SDL's; 0: none
    DrawHit hit;     // what was under it when it was pressed
    bool dragging;   // it went further than a click's tremor
    double range[2]; // of the slider that is under it, as it was when it was pressed
    double step;     // likewise, of the axis of steps
    float x, y, press_x, press_y;
    bool moved_start; // the last click did: a double click takes that back
    bool pointing;    // rests on a panel or chart, which says what is there
    float at_x, at_y; // where it was last seen
} Pointer;

// Two fingers, as they were seen last.
typedef struct Touch {
    bool two;                // until the last of them is lifted
    double length, turn_deg; // from one to the other, in points; 0: not seen yet
} Touch;

// What was kept last, and when to look whether there is something else to keep.
typedef struct Kept {
    char *text;
    size_t size;
    bool rests;  // the offer was declined, and nothing has changed since but the step
    bool failed; // and that was said
    double cost_ms;
    uint64_t at_ms; // 0: nothing has been drawn since
} Kept;

enum { DOCUMENT_TITLE_MAX = 300 };

// The file that the scene is of, and what it holds of it.
typedef struct Document {
    char path[SCENE_PATH_MAX]; // "": of none
    char *text;                // without what is no edit
    size_t size;
    bool of_lesson;                 // it holds one
    char title[DOCUMENT_TITLE_MAX]; // of the window
    char lesson[SCENE_PATH_MAX];    // of one's own, that the next slide goes into; "": none yet
} Document;

enum { ECHO_MAX = 64, AGAIN_MAX = 128 };

typedef struct App {
    Session session;
    bool stays;  // there was no memory for the race beyond the shown step
    double step; // shown; between whole steps while playing. The scene's own step is only where it starts
    bool playing, backwards, loops;
    double play_to; // where playing stops; 0: at the race's end
    bool blank;     // a lesson's screen, until the next key
    SceneView home; // what "reset the view" goes back to

    Scene draft;  // a copy of the scene while it is edited
    Scene before; // the scene that the edit replaces
    Scene found;  // the scene before the gesture that glides
    Scene shown;  // with its cameras on their way; the scene itself is always where they come to rest
    History history;
    Walk walk;
    Knob gliding;   // what was turned last: as long as it glides it is one step of undo
    bool starts;    // the arrows move the start
    bool steers;    // what is turned of a racer acts from the shown step on
    int steer_step; // where what glides acts; -1: from the start
    uint64_t edit_until_ms;

    Document document;
    Keep keep;
    Kept kept;
    Scene left;  // by an earlier process
    bool offers; // to go on with that: until Enter, Esc or an edit

    bool previews;         // what is shown is not what is edited:
    Scene unseen;          // that stands here
    SceneView unseen_home; // and its home

    int slider; // in hand
    Entry entry;
    Folder folder;                   // that a file is chosen from, while its name is typed
    bool slash;                      // the text of the key that has opened the palette is yet to come
    const char *program;             // that writes files beside the window; NULL: none
    Errand errand;                   // its run
    char errand_name[AGAIN_MAX / 2]; // of the scene that it writes, unedited; "": it has none
    uint64_t errand_at_ms;           // when to look how far that is; 0: never
    char again[AGAIN_MAX];           // the command line that makes the last file again; "": none was written
    bool shot_waits;                 // for the replay: then the picture is written
    unsigned taken;                  // how many scenes were, so far
    bool asks;                       // for the palette: whoever has run an action opens it
    char asks_line[ENTRY_MAX];       // with this typed already
    bool asks_format;                // likewise, for the formats that a letter says
    int format;                      // of these, the one that Enter writes
    struct Palette *palette;         // NULL: it was never open
    bool help;
    int help_page;
    LrSearch search[RACE_RACERS_MAX]; // shown until the next key or click
    int search_racers, search_steps;
    char message[ERROR_TEXT_MAX];
    bool message_is_error;
    uint64_t message_until_ms; // 0: none
    Pointer pointer;
    Touch touch;
    uint64_t moving_until_ms; // the view moves: drafts until then; 0: it stands
    Motion motion;
    Timing timing;

    double zoom, usual_zoom; // of everything, 1: a point of the picture is a point of the window
    bool projector;
    uint32_t insists;        // bit i: PictureFold i is there also where it has no room
    char echo_key[ECHO_MAX]; // that was pressed, shown on a projector
    char echo_what[ECHO_MAX];
    uint64_t echo_until_ms; // 0: none

    SDL_Window *window;
    Render *render;
    Picture *picture;
    const DrawList *list;     // of the last picture
    uint64_t waiting_from_ms; // when it began to wait for a surface; 0: it does not
    uint64_t now_ms;          // of this frame
    StudyClock clock;         // by which long work is cut
    double work_until_ms;     // on it, in this frame; 0: no work yet
    bool dirty, quit;
} App;

// The state of a window that shows the scene; window.c gives it the window. NULL: error.
App *app_create(const Scene *scene, Error *error);
void app_destroy(App *app);

// A copy of the scene to be edited; then app_commit takes it over and replays. false: torch, the formula or the memory
// refuses it; everything is as it was and the message says why.
Scene *app_draft(App *app);
bool app_commit(App *app);
bool app_commit_gesture(App *app,
                        Knob gesture); // likewise; one step of undo with those of the same that came just before
bool app_goes_on(const App *app, Knob gesture); // it would be
int app_steer_step(const App *app);             // from which step on an edit of a racer acts; -1: from the start
bool app_keep_ghost(App *app, Scene *draft, int racer); // of what it replaces; false: the message says why not
bool app_set(App *app, Knob knob, double value);        // likewise, of one knob
bool app_glide(App *app, Knob knob, double value);      // likewise; those shortly after each other are undone together

// Shows the draft without an edit; drafts are of what was there before, until this ends or is committed. false: the
// message says why, and what was shown stays.
bool app_preview(App *app);
void app_preview_end(App *app); // all is as it was; nothing where there is none

void app_undo(App *app, int n); // 1: undo, -1: redo

// For views and what else needs no replay, edit session.scene.view and call this.
void app_changed(App *app);
void app_moved(App *app); // likewise, for a view in motion

void app_seek(App *app, double step); // clamped to the race

// Long work may take WORK_BUDGET_MS of a frame, and one slice more. Where the race is replayed over several frames,
// step is where it will end, and what is shown is what is there.
enum { WORK_BUDGET_MS = 8, STUDY_MS = 3 }; // STUDY_MS: of it, not for replays
double app_left_ms(App *app);              // of the budget; the first who asks begins it
void app_replay(App *app);                 // towards the shown step, while there is time
bool app_runs_ahead(const App *app);       // the rest of the race, for the charts' axes, is not there yet and wanted
void app_run_ahead(App *app);              // towards its end, likewise
bool app_replays(const App *app);          // and there is more to do
bool app_replays_long(const App *app);     // while it is played, a row may be late by one
double app_shown_step(const App *app);
void app_say(App *app, bool is_error, const char *format, ...) __attribute__((format(printf, 3, 4)));

void app_say_memory(App *app, double said); // what the race will take, where that is much, and more than was said

void app_open_entry(App *app, EntryOwner owner); // what is typed from now on goes there, and on Enter to its owner
void app_close_entry(App *app);

void app_turn_help(App *app, int pages); // forth or back, not beyond its ends

bool app_has_racers(const App *app);
bool app_has_surface(const App *app); // two parameters
bool app_is_full(const App *app);     // the window fills the screen

// What the window has to be drawn on.
typedef struct AppPage {
    int width_px, height_px;
    float scale; // pixels per point of the picture
} AppPage;
AppPage app_page(const App *app);
double app_zoom(const App *app); // points of the window per point of the picture, the projector's included

double app_clock_ms(void);
void app_spend(App *app, Phase phase, double since_ms); // on the frame at hand, up to now

#endif
