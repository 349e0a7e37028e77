// The scene as a document: whose file it is, whether that holds it as it stands, and what the window's title says of
// both. What is played, and which racer is chosen, is no edit.
#ifndef RAVINE_APP_DOCUMENT_H
#define RAVINE_APP_DOCUMENT_H

#include "app/app.h"

// Shows a scene at its step, paused; undo brings back what was there. false: refused, as by app_commit.
bool document_show(App *app, const Scene *scene);

void document_begin(App *app, const char *path); // the scene as it stands is this file's; "": of none
const char *document_name(const char *path);     // without its folder
bool document_has_file(const App *app);          // a .yaml, of a scene where that is shown, of a lesson where one is
void document_title(App *app);                   // of the window: "*bowl.yaml - Ravine"
void document_end(App *app);

// Into its .yaml, or else into a new ravine-001.yaml or lesson-001.yaml. Of a lesson: all slides as they are written,
// the one that is shown as it was edited.
void document_save(App *app);

bool document_write_lesson(Lesson *lesson, const char *path, bool anew, Error *error); // it opens at its first slide

// Writes STEM-001 with this ending, or the next number that is free: never over another file, whoever else writes at
// the same time. fits: what else that number has to be free for; NULL: nothing. write: false where the path was taken
// meanwhile, too. path: the one that was written.
#define DOCUMENT_SCENE "yaml" // a scene's ending
typedef struct DocumentPath {
    char name[32];
} DocumentPath;
typedef bool DocumentFits(App *app, const char *path);
typedef bool DocumentWrite(App *app, const char *path, Error *error);
bool document_write_new(App *app, const char *stem, const char *ending, DocumentFits *fits, DocumentWrite *write,
                        DocumentPath *path, Error *error);

#endif
