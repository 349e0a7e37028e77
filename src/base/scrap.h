// What a signal would leave behind: an unfinished file, and a line on the terminal that is to be gone at the end.
// Ctrl+C, TERM, HUP and QUIT end the program as ever, and take both along. What has a handler of its own, or is ignored
// (nohup), is left alone. One file and one line at a time.
#ifndef RAVINE_BASE_SCRAP_H
#define RAVINE_BASE_SCRAP_H

void scrap_watch(const char *path); // is copied; from before the file is made
void scrap_forget(void);            // it is in its place, or removed

// What wipes the line away, for stderr; borrowed.
void scrap_watch_line(const char *wipe);
void scrap_forget_line(void);

#endif
