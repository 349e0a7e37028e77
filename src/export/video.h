// Films that ffmpeg encodes: what each codec is told. The same scene gives the same frames, and no file tells when it
// was made.
#ifndef RAVINE_EXPORT_VIDEO_H
#define RAVINE_EXPORT_VIDEO_H

#include "export/export.h"
#include "export/ffmpeg.h"

#define VIDEO_FILE       "file:/dev/fd/3" // that it writes, as ffmpeg sees it; "extra" is the next number
#define VIDEO_SAME_BYTES "-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact"

// The source's film, in the size that *ffmpeg has, into the sink's stream, which ends where ffmpeg's file does. false:
// error.
bool video_encode(const Source *source, const Sink *sink, Ffmpeg *ffmpeg, const char *const *arguments, int extra,
                  Error *error);

#endif
