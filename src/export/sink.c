// Whether a format is to go on: what it asks after each piece of its work.
#include "export/export.h"

bool sink_goes_on(const Sink *sink, int done, int total, Error *error)
{
    if (ferror(sink->stream))
        return error_set(error, "output: it takes no more bytes");
    if (sink->progress && !sink->progress(sink->context, done, total))
        return error_set(error, "output: cancelled");
    return true;
}
