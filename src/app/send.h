// The scene sent into a file of any format, as the command line would write it, by the program itself running beside
// the window: that stays alive, and what is written is what the command line writes. Nothing is found under the file's
// name before all of it is there, nothing is left of what was stopped, and no other file is written over.
#ifndef RAVINE_APP_SEND_H
#define RAVINE_APP_SEND_H

#include "app/app.h"
#include "export/export.h"

void send_begin(App *app, const ExportFormat *format);
void send_work(App *app); // looks how far it is, and says at its end what was written, or why not
bool send_stop(App *app); // false: nothing is being written
void send_end(App *app);  // at once

const char *send_line(const App *app, char *line, size_t size); // how far it is; NULL: nothing is being written

// A file that opens again was written here, by this name.
void send_note(App *app, const char *name, const char *ending);
bool send_can_copy(const App *app); // there is a command line that makes what was written last
void send_copy(App *app);           // to the clipboard

#endif
