// Two lanes at a time, on every x86-64.
#include "engine/elementary.h"

#ifdef __SSE2__
#include <emmintrin.h>

#define LANES_WIDTH                 2
#define LANES_LOAD                  _mm_loadu_pd
#define LANES_STORE                 _mm_storeu_pd
#define LANES_NAME(name)            elementary_sse2_##name
#define LANES_SLEEF(name, accuracy) Sleef_cinz_##name##d2_##accuracy##sse2
typedef __m128d LanesVector;

#include "engine/elementary_width.h"
#endif
