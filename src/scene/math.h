// Mathematics in words, between dollars, in a small part of LaTeX: Greek letters, ^ and _, \frac{}{}, \sqrt{}, \hat{},
// signs, and \racer{1}{v}, which is v in racer 1's colour. \$ is a dollar. How it is set: picture/page/prose.h.
#ifndef RAVINE_SCENE_MATH_H
#define RAVINE_SCENE_MATH_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

typedef enum MathKind {
    MATH_LETTER,   // set in italics
    MATH_UPRIGHT,  // set upright
    MATH_OPERATOR, // upright, with room on both sides
    MATH_SPACE,
    MATH_ACCENT, // a mark on what is in its braces
    MATH_FRACTION,
    MATH_ROOT,
    MATH_TEXT, // words, as they are
    MATH_RACER
} MathKind;

typedef struct MathCommand {
    const char *name; // without the backslash
    MathKind kind;
    const char *glyph; // UTF-8; of an accent, the combining mark
    int groups;        // in braces behind it
} MathCommand;

// The command at a backslash, with the length of its name; NULL: there is no such command.
const MathCommand *math_command(const char *backslash, size_t *length);

// false: a dollar or brace without its other one, an unknown command, or one without its braces; error says which.
bool math_check(const char *text, Error *error);

// The text with its mathematics as well as plain letters can say it, for one line: η∇f, x², ẑ. What math_check refuses
// stays as it is.
void math_plain(const char *text, char *plain, size_t size);

#endif
