// Ctrl+C, TERM and HUP as a question that long work asks, where it has more to clear away than a signal's handler can.
#ifndef RAVINE_APP_INTERRUPT_H
#define RAVINE_APP_INTERRUPT_H

#include <stdbool.h>

void interrupt_begin(void); // from here on none of them ends the program; what is ignored stays so
bool interrupted(void);
void interrupt_end(void); // as it was before

#endif
