// With --quiet, what is said on the way goes nowhere; what went wrong is said at the end.
#ifndef RAVINE_APP_QUIET_H
#define RAVINE_APP_QUIET_H

int quiet_begin(void); // returns what quiet_end takes
void quiet_end(int kept);

#endif
