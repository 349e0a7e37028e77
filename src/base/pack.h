// Text made short enough for a link: deflated as zlib does it, in base64url without padding.
#ifndef RAVINE_BASE_PACK_H
#define RAVINE_BASE_PACK_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

enum { PACK_TEXT_MAX = 1 << 20, PACK_LINK_MAX = 1 << 16 }; // bytes as they are; letters when packed

// Both: free() it; NULL: error.
char *pack_text(const char *text, size_t size, Error *error);
char *unpack_text(const char *packed, size_t length, size_t *size, Error *error); // a 0 follows the bytes

#endif
