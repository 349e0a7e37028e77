// The unfinished file that a signal would leave behind: Ctrl+C, TERM, HUP and QUIT end the program as ever, and take it
// along. What has a handler of its own, or is ignored (nohup), is left alone. One file at a time.
#ifndef RAVINE_BASE_SCRAP_H
#define RAVINE_BASE_SCRAP_H

void scrap_watch(const char *path); // is copied; from before the file is made
void scrap_forget(void);            // it is in its place, or removed

#endif
