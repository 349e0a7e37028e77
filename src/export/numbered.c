#include "export/numbered.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// What follows the field's %: its width's digits and the d; NULL: it is no field.
static const char *field_end(const char *percent)
{
    const char *end = percent + 1;
    while (isdigit((unsigned char)*end))
        end++;
    return *end == 'd' && end - percent <= 3 ? end + 1 : NULL;
}

bool numbered_is(const char *pattern)
{
    const char *slash = strrchr(pattern, '/'), *percent = strchr(pattern, '%');
    const char *end = percent && percent > slash ? field_end(percent) : NULL;
    return end && !strchr(end, '%');
}

void numbered_path(const char *pattern, int number, char path[NUMBERED_PATH_MAX])
{
    const char *percent = strchr(pattern, '%'), *end = field_end(percent);
    int width = atoi(percent + 1);
    snprintf(path, NUMBERED_PATH_MAX, "%.*s%0*d%s", (int)(percent - pattern), pattern, width, number, end);
}
