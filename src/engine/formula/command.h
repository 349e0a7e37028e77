// Commands of LaTeX: which are blanks, which stand for a sign or a name of the formula language.
#ifndef RAVINE_ENGINE_FORMULA_COMMAND_H
#define RAVINE_ENGINE_FORMULA_COMMAND_H

typedef enum CommandKind {
    COMMAND_BLANK,
    COMMAND_GROUP, // a blank with what stands in its braces
    COMMAND_SYMBOL,
    COMMAND_STYLE, // of the name in its braces
    COMMAND_NAME,  // another name for
} CommandKind;

typedef struct Command {
    const char *name;
    CommandKind kind;
    char symbol;
    const char *plain;
} Command;

const Command *command_at(const char *s); // NULL: none that is known here
int command_length(const char *s);        // of one that begins at s, known or not: bytes
int command_group_length(const char *s);  // "{...}" behind blanks: bytes; 0: none

#endif
