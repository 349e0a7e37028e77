// The racers under the hand: copied, pasted, added, removed, given another rule or schedule, made comparable. Each is
// one step of undo; what cannot be done says so and changes nothing.
#ifndef RAVINE_APP_EDIT_H
#define RAVINE_APP_EDIT_H

typedef struct App App;

void edit_copy(App *app);  // the selected racer's PyTorch lines to the clipboard
void edit_paste(App *app); // the clipboard's racer is added, or its formula becomes the landscape

void edit_paste_text(App *app, char *text); // likewise, this text, which is trimmed in place

void edit_add(App *app); // a copy of the selected racer
void edit_remove(App *app);
void edit_move(App *app, int n); // the selected racer, n places down; beyond the ends it stays
// The selected racer's rule: the n-th after it in the table, with a learning rate that suits.
void edit_rule(App *app, int n);
void edit_schedule(App *app, int n); // likewise; none comes before the first

void edit_change(App *app, int change, int n); // likewise, where the selected racer changes to another one

void edit_steer(App *app); // from replay to steering, and back
void edit_keep_ghost(App *app);
void edit_clear_ghosts(App *app);

void edit_same_lr(App *app); // all racers get the selected one's
void edit_best_lr(App *app); // begins a search: see study_search
void edit_take_lr(App *app); // each racer gets the best of what the search has found; nothing where it is not done

#endif
