// The scene as a link that carries it: to the clipboard, and where the program is a page, into its address.
#ifndef RAVINE_APP_SHARE_H
#define RAVINE_APP_SHARE_H

typedef struct App App;

void share_link(App *app);

#endif
