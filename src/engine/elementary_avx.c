// Four lanes at a time, where the processor has AVX. The Makefile compiles this file for it: SLEEF's header shows these
// functions to no other.
#include "engine/elementary.h"

#ifdef __AVX__
#include <immintrin.h>

#define LANES_WIDTH                 4
#define LANES_LOAD                  _mm256_loadu_pd
#define LANES_STORE                 _mm256_storeu_pd
#define LANES_NAME(name)            elementary_avx_##name
#define LANES_SLEEF(name, accuracy) Sleef_cinz_##name##d4_##accuracy##avx
typedef __m256d LanesVector;

#include "engine/elementary_width.h"
#endif
