// The racers under the hand: copied, pasted, added, removed, given another rule or schedule, made comparable. Each is
// one step of undo; what cannot be done says so and changes nothing.
#ifndef RAVINE_APP_EDIT_H
#define RAVINE_APP_EDIT_H

#include "scene/scene.h"

#include <stdbool.h>

typedef struct App App;

void edit_copy(App *app);  // the selected racer's PyTorch lines to the clipboard
void edit_paste(App *app); // the clipboard's racer is added, its formula becomes the landscape, its table the data

void edit_paste_text(App *app, char *text); // likewise, this text, which is trimmed in place

void edit_add(App *app); // a copy of the selected racer
void edit_remove(App *app);
void edit_rename(App *app);          // asks for a name; an empty one gives it back the rule's
void edit_recolour(App *app);        // the theme's next colour; after the last its own again
void edit_solo(App *app, int racer); // it alone is shown; all, where it is alone already
void edit_move(App *app, int n);     // the selected racer, n places down; beyond the ends it stays
// The selected racer's rule: the n-th after it in the table, with a learning rate that suits.
void edit_rule(App *app, int n);
void edit_to_rule(App *app, const Optimizer *rule);
void edit_schedule(App *app, int n);                       // likewise; none comes before the first
void edit_to_schedule(App *app, const Schedule *schedule); // NULL: none

void edit_to_landscape(App *app, const Landscape *landscape); // NULL: the formula of the user's own that was left
// The draft gets what "rosenbrock b=10" or a formula with constants says. false: it is to be dropped, error says why.
bool edit_place(Scene *draft, const char *text, Error *error);
bool edit_add_racers(App *app, const char *text); // a line of torch, or a cell; false: the message says why

void edit_change(App *app, int change, int n); // likewise, where the selected racer changes to another one

void edit_steer(App *app); // from replay to steering, and back
void edit_keep_ghost(App *app);
void edit_clear_ghosts(App *app);

void edit_same_lr(App *app); // all racers get the selected one's
void edit_best_lr(App *app); // begins a search: see study_search
void edit_take_lr(App *app); // each racer gets the best of what the search has found; nothing where it is not done

#endif
