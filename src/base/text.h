// Text in fixed memory: building, comparing, and finding the name that was meant.
#ifndef RAVINE_BASE_TEXT_H
#define RAVINE_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

// A string under construction in the caller's memory; always terminated. What does not fit is dropped, no
// character is halved, and .full set.
typedef struct Text {
    char *bytes;
    size_t size;   // of bytes, terminator included
    size_t length; // without the terminator
    bool full;
} Text;

Text text_begin(char *bytes, size_t size);
void text_add(Text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

// Copies into a buffer of size bytes; false if it did not fit (then truncated, terminated).
bool text_copy(char *to, size_t size, const char *from);

// Characters of UTF-8 in the first bytes of a text: 1 + those before a byte is its column.
int text_characters(const char *text, size_t bytes);

// Bytes of the character of UTF-8 that begins here; 0: none does.
int text_character(const char *at);

// What a terminal should not get: blanks for control characters, a '?' for each byte that is no UTF-8.
void text_make_printable(char *text);

// Shortest decimal that strtod reads back as exactly this double ("0.1", "1e-08", "inf", "nan").
void text_double(char *to, size_t size, double value);

// A whole string as one finite or infinite number; false for anything else. Locale-independent.
bool text_to_double(const char *from, double *value);

// "1, -2": finite numbers with commas between. How many; 0: something else, or more than max.
int text_to_doubles(const char *from, double *values, int max);
void text_add_doubles(Text *text, const double *values, int n); // its inverse

// The candidate nearest to word (edit distance, case ignored), or NULL when none is near enough to suggest.
// name(context, i) gives candidate i, NULL after the last.
const char *text_nearest(const char *word, const char *(*name)(const void *context, int i), const void *context);

#endif
