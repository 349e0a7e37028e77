// Text as Excel and Windows save it: UTF-16 behind a byte order mark.
#ifndef RAVINE_BASE_UTF16_H
#define RAVINE_BASE_UTF16_H

#include <stddef.h>

// The same text in UTF-8, and its size; half a pair becomes U+FFFD. NULL, and the size as it was: the bytes do not
// begin with such a mark, or there is no memory. free() it.
char *utf16_decode(const char *bytes, size_t *size);

#endif
