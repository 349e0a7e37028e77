// The PyTorch grammar, read and printed: names, keyword arguments, numbers, tuples, lists, strings, True/False/None,
// nested calls, `|` before a schedule. One module serves the command line, scene files, the screen and the clipboard.
//
//   SGD(lr=0.03, momentum=0.9)
//   Adam(lr=0.01, betas=(0.9, 0.99)) | CosineAnnealingLR(T_max=200)
//   torch.optim.SGD(model.parameters(), lr=0.1)      prefixes, the parameters argument, foreach and its like are read
//   over optimizer = SGD(p, 0.1)                          assignments, one per line, later ones naming earlier ones:
//   scheduler = StepLR(optimizer, 30)                what a notebook has
#ifndef RAVINE_SCENE_SPEC_H
#define RAVINE_SCENE_SPEC_H

#include "base/error.h"
#include "base/text.h"
#include "engine/race/race.h"

#include <stddef.h>

enum { SPEC_TEXT_MAX = 4000, SPEC_DEPTH_MAX = 16 };

// false: error has "racer, column C of 'TEXT': WHY", with the nearest right name where one was misspelt. *racer is then
// unchanged.
bool spec_read(const char *text, Racer *racer, Error *error);

// The same of a scene's file: 0 may stand there where torch wants 0.0.
bool spec_read_saved(const char *text, Racer *racer, Error *error);

// As a person would write it: arguments that differ from torch's default (and the required ones), in torch's order.
// What is printed reads back equal.
void spec_print(const Racer *racer, char *text, size_t size);

// The parts, for the screen: "lr=0.01, betas=(0.9, 0.99)" of the rule alone; of one schedule node alone.
void spec_print_arguments(const Racer *racer, char *text, size_t size);
void spec_print_schedule(const ScheduleTree *tree, int node, char *text, size_t size);

// One value as Python writes it: 0.1, True, None, 'strong_wolfe'.
void spec_print_value(Text *text, const Argument *row, double value);

#endif
