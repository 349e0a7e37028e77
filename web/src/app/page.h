// The program as part of a page: what the page asks of it, and what it tells the page.
#ifndef RAVINE_WEB_PAGE_H
#define RAVINE_WEB_PAGE_H

#include <stdbool.h>

typedef struct App App;

void page_begin(App *app);
bool page_draws(void);     // it can
void page_frame(App *app); // after each

#endif
