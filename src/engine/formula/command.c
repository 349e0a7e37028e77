#include "engine/formula/command.h"

#include "engine/formula/token.h"

#include <stdbool.h>
#include <string.h>

static const Command COMMANDS[] = {
    {"left"},
    {"right"},
    {"middle"},
    {"big"},
    {"Big"},
    {"bigg"},
    {"Bigg"},
    {"bigl"},
    {"bigr"},
    {"Bigl"},
    {"Bigr"},
    {"biggl"},
    {"biggr"},
    {"Biggl"},
    {"Biggr"},
    {"displaystyle"},
    {"textstyle"},
    {"quad"},
    {"qquad"},
    {"limits"},
    {"nonumber"},
    {"notag"},
    {"boxed"},
    {"scriptstyle"},
    {"mathstrut"},
    {"medspace"},
    {"thickspace"},
    {"enspace"},
    {"thinspace"},
    {","},
    {";"},
    {":"},
    {"!"},
    {" "},
    {"("},
    {")"},
    {"["},
    {"]"},
    {"\\"},
    {">"},
    {"begin", COMMAND_GROUP},
    {"end", COMMAND_GROUP},
    {"label", COMMAND_GROUP},
    {"tag", COMMAND_GROUP},
    {"tag*", COMMAND_GROUP},
    {"hspace", COMMAND_GROUP},
    {"color", COMMAND_GROUP},
    {"textcolor", COMMAND_GROUP},
    {"phantom", COMMAND_GROUP},
    {"cdot", COMMAND_SYMBOL, '*', "*"},
    {"times", COMMAND_SYMBOL, '*', "*"},
    {"ast", COMMAND_SYMBOL, '*', "*"},
    {"mbox", COMMAND_STYLE},
    {"div", COMMAND_SYMBOL, '/', "/"},
    {"le", COMMAND_SYMBOL, SYMBOL_LESS_EQUAL, " <= "},
    {"leq", COMMAND_SYMBOL, SYMBOL_LESS_EQUAL, " <= "},
    {"leqslant", COMMAND_SYMBOL, SYMBOL_LESS_EQUAL, " <= "},
    {"ge", COMMAND_SYMBOL, SYMBOL_GREATER_EQUAL, " >= "},
    {"geq", COMMAND_SYMBOL, SYMBOL_GREATER_EQUAL, " >= "},
    {"geqslant", COMMAND_SYMBOL, SYMBOL_GREATER_EQUAL, " >= "},
    {"lt", COMMAND_SYMBOL, '<', " < "},
    {"gt", COMMAND_SYMBOL, '>', " > "},
    {"ne", COMMAND_SYMBOL, SYMBOL_NOT_EQUAL, " != "},
    {"neq", COMMAND_SYMBOL, SYMBOL_NOT_EQUAL, " != "},
    {"land", COMMAND_SYMBOL, SYMBOL_AND},
    {"wedge", COMMAND_SYMBOL, SYMBOL_AND},
    {"lor", COMMAND_SYMBOL, '|'},
    {"vee", COMMAND_SYMBOL, '|'},
    {"lnot", COMMAND_SYMBOL, '!'},
    {"neg", COMMAND_SYMBOL, '!'},
    {"lvert", COMMAND_SYMBOL, '|'},
    {"rvert", COMMAND_SYMBOL, '|'},
    {"vert", COMMAND_SYMBOL, '|'},
    {"mid", COMMAND_SYMBOL, '|'},
    {"lfloor", COMMAND_SYMBOL, SYMBOL_FLOOR},
    {"rfloor", COMMAND_SYMBOL, SYMBOL_FLOOR_END},
    {"lceil", COMMAND_SYMBOL, SYMBOL_CEIL},
    {"rceil", COMMAND_SYMBOL, SYMBOL_CEIL_END},
    {"lbrace", COMMAND_SYMBOL, '(', "("},
    {"rbrace", COMMAND_SYMBOL, ')', ")"},
    {"{", COMMAND_SYMBOL, '(', "("},
    {"}", COMMAND_SYMBOL, ')', ")"},
    {"lbrack", COMMAND_SYMBOL, '[', "("},
    {"rbrack", COMMAND_SYMBOL, ']', ")"},
    {"colon", COMMAND_SYMBOL, ':'},
    {"to", COMMAND_SYMBOL, SYMBOL_ARROW},
    {"mapsto", COMMAND_SYMBOL, SYMBOL_ARROW},
    {"mathrm", COMMAND_STYLE},
    {"operatorname", COMMAND_STYLE},
    {"operatorname*", COMMAND_STYLE},
    {"text", COMMAND_STYLE},
    {"textrm", COMMAND_STYLE},
    {"mathbf", COMMAND_STYLE},
    {"mathit", COMMAND_STYLE},
    {"mathsf", COMMAND_STYLE},
    {"mathcal", COMMAND_STYLE},
    {"boldsymbol", COMMAND_STYLE},
    {"bm", COMMAND_STYLE},
    {"vec", COMMAND_STYLE},
    {"hat", COMMAND_STYLE},
    {"bar", COMMAND_STYLE},
    {"tilde", COMMAND_STYLE},
    {"dot", COMMAND_STYLE},
    {"overline", COMMAND_STYLE},
    {"underline", COMMAND_STYLE},
    {"widehat", COMMAND_STYLE},
    {"widetilde", COMMAND_STYLE},
    {"mathtt", COMMAND_STYLE},
    {"textbf", COMMAND_STYLE},
    {"textit", COMMAND_STYLE},
    {"mathscr", COMMAND_STYLE},
    {"pmb", COMMAND_STYLE},
    {"dfrac", COMMAND_NAME, 0, "frac"},
    {"tfrac", COMMAND_NAME, 0, "frac"},
    {"cfrac", COMMAND_NAME, 0, "frac"},
    {"varepsilon", COMMAND_NAME, 0, "epsilon"},
    {"vartheta", COMMAND_NAME, 0, "theta"},
    {"varphi", COMMAND_NAME, 0, "phi"},
    {"varrho", COMMAND_NAME, 0, "rho"},
    {"varkappa", COMMAND_NAME, 0, "kappa"},
    {"lg", COMMAND_NAME, 0, "log10"},
    {"ell", COMMAND_NAME, 0, "l"},
};

static bool letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

int command_length(const char *s)
{
    int n = 1;
    if (!letter(s[n])) { // one character, of UTF-8
        n += s[n] != '\0';
        while (((unsigned char)s[n] & 0xc0) == 0x80)
            n++;
        return n;
    }
    while (letter(s[n]))
        n++;
    return n + (s[n] == '*');
}

const Command *command_at(const char *s)
{
    if (*s != '\\')
        return NULL;
    int length = command_length(s) - 1;
    for (size_t i = 0; i < sizeof COMMANDS / sizeof *COMMANDS; i++)
        if ((int)strlen(COMMANDS[i].name) == length && !strncmp(s + 1, COMMANDS[i].name, (size_t)length))
            return &COMMANDS[i];
    return NULL;
}

int command_group_length(const char *s)
{
    int n = (int)strspn(s, " "), depth = 0;
    if (s[n] != '{')
        return 0;
    for (; s[n]; n++) {
        depth += (s[n] == '{') - (s[n] == '}');
        if (!depth)
            return n + 1;
    }
    return 0;
}
