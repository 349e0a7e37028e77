// What people paste: cells of notebooks become racers, with the values that the cell gives to names; the rest is
// counted. What no value is known of is said.
#include "scene/cell.h"
#include "scene/spec.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct Case {
    const char *what, *text;
    const char *racers; // one a line; or the error
    const char *notice; // NULL: none
} Case;

static const Case cases[] = {
    {"one racer", "SGD(lr=0.1) | StepLR(step_size=3)", "SGD(lr=0.1) | StepLR(step_size=3)\n", NULL},
    {"a notebook",
     "import torch\nfrom torch import optim\n\nmodel = Net()\nlearning_rate = 1e-2  # high (\nEPOCHS = 100\n"
     "opt1 = optim.SGD(model.parameters(), lr=learning_rate, momentum=0.9)\n"
     "opt2 = torch.optim.Adam(model.parameters(), lr=learning_rate * 0.1)\n"
     "scheduler = optim.lr_scheduler.CosineAnnealingLR(opt1, T_max=EPOCHS)\nfor epoch in range(EPOCHS):\n"
     "    opt1.zero_grad()\n    print(f\"epoch {epoch}: {learning_rate:.3f} Adam(lr=0.1)\")\n    opt1.step()",
     "SGD(lr=0.01, momentum=0.9) | CosineAnnealingLR(T_max=100)\nAdam(lr=0.001)\n",
     "took 2 racers, 1 schedule, skipped 7 lines"},
    {"self", "self.opt = torch.optim.Adam(self.parameters(), lr=1e-3)", "Adam(lr=0.001)\n", NULL},
    {"a method, over several lines",
     "class Net(nn.Module):\n    def __init__(self, lr=0.05):\n        self.lr = lr\n"
     "        self.opt = torch.optim.AdamW(self.parameters(), lr=self.lr,\n"
     "                                     betas=(0.9, 0.99))\n        self.s = StepLR(self.opt, step_size=30)\n",
     "AdamW(lr=0.05, betas=(0.9, 0.99)) | StepLR(step_size=30)\n", "took 1 racer, 1 schedule, skipped 1 line"},
    {"Lightning", "def configure_optimizers(self):\n    return torch.optim.Adam(self.parameters(), lr=1e-3)\n",
     "Adam(lr=0.001)\n", "took 1 racer, skipped 1 line"},
    {"groups", "o = SGD([{'params': a.parameters()}, {'params': b, 'lr': 1e-3}],\n  lr=1e-2, momentum=0.9)",
     "SGD(lr=0.01, momentum=0.9)\n", NULL},
    {"groups that say it all", "lr = 3e-3\no = Adam([{'params': a, 'lr': lr}, {'params': b, 'lr': 1}])",
     "Adam(lr=0.003)\n", NULL},
    {"arguments of a program",
     "parser.add_argument('--lr', type=float, default=1.0, help='rate (default: 1.0)')\n"
     "parser.add_argument('--step-size', type=int, default=3)\nargs = parser.parse_args()\n"
     "optimizer = optim.Adadelta(model.parameters(), lr=args.lr)\nStepLR(optimizer, step_size=args.step_size)",
     "Adadelta(lr=1) | StepLR(step_size=3)\n", "took 1 racer, 1 schedule, skipped 1 line"},
    {"a dictionary of settings",
     "config = {'lr': 0.1, \"betas\": (0.9, 0.95), 'n': {'steps': 10}}\nopt = Adam(p, lr=config['lr'], "
     "betas=config.get('betas'))\ns = LinearLR(opt, total_iters=config['n']['steps'] * 2)",
     "Adam(lr=0.1, betas=(0.9, 0.95)) | LinearLR(total_iters=20)\n", NULL},
    {"keywords", "kw = dict(lr=0.1, momentum=0.9)\nopt = SGD(p, **kw)", "SGD(lr=0.1, momentum=0.9)\n", NULL},
    {"a dictionary of optimizers", "o = {\n  'sgd': optim.SGD(p, lr=0.1),\n  'adam': optim.Adam(p, lr=0.01),\n}\n",
     "SGD(lr=0.1)\nAdam(lr=0.01)\n", "took 2 racers"},
    {"two at once",
     "lr, m = 0.1, 0.9\ng, d = Adam(p, lr=lr), SGD(q, lr, m)\nsd = ExponentialLR(d, 0.9)\nsg = StepLR(g, 5)",
     "Adam(lr=0.1) | StepLR(step_size=5)\nSGD(lr=0.1, momentum=0.9) | ExponentialLR(gamma=0.9)\n",
     "took 2 racers, 2 schedules"},
    {"racers, one a line", "SGD(lr=0.1) | StepLR(step_size=3)\nAdam(lr=0.01)\n",
     "SGD(lr=0.1) | StepLR(step_size=3)\nAdam(lr=0.01)\n", "took 2 racers, 1 schedule"},
    {"a value that changes", "lr = 0.1\na = SGD(p, lr=lr)\nlr = 0.2\nb = SGD(p, lr=lr)", "SGD(lr=0.1)\nSGD(lr=0.2)\n",
     "took 2 racers"},
    {"schedules of schedules",
     "import x\nopt = SGD(p, lr=0.1)\nwarm = LinearLR(opt, total_iters=20)\ncosine = CosineAnnealingLR(opt, "
     "T_max=180)\n"
     "s = SequentialLR(opt, schedulers=[warm, cosine], milestones=[20])",
     "SGD(lr=0.1) | SequentialLR([LinearLR(total_iters=20), CosineAnnealingLR(T_max=180)], milestones=[20])\n",
     "took 1 racer, 1 schedule, skipped 1 line"},
    {"lambdas", "g = 0.95\nopt = SGD(p, lr=1e-1)\nsch = LambdaLR(opt, lr_lambda=lambda e: g ** e)",
     "SGD(lr=0.1) | LambdaLR(lr_lambda=lambda epoch: 0.95 ** epoch)\n", NULL},
    {"functions", "def decay(epoch):\n    return 0.9 ** epoch\nopt = SGD(p, lr=0.1)\ns = LambdaLR(opt, decay)",
     "SGD(lr=0.1) | LambdaLR(lr_lambda=lambda epoch: 0.9 ** epoch)\n", NULL},
    {"a wrapper of a name", "base = SGD(p, lr=0.1)\nopt = Lookahead(base, k=6)\ns = StepLR(base, 3)",
     "Lookahead(SGD(lr=0.1), k=6) | StepLR(step_size=3)\n", NULL},
    {"modules under other names",
     "import torch.optim as O\nopt = O.Adam(params=p, lr=10**-2); s = O.lr_scheduler.StepLR(opt, 3)",
     "Adam(lr=0.01) | StepLR(step_size=3)\n", "took 1 racer, 1 schedule, skipped 1 line"},
    {"branches", "if adam: opt = Adam(p, lr=0.1)\nelse:\n    opt = SGD(p, lr=0.1)", "Adam(lr=0.1)\nSGD(lr=0.1)\n",
     "took 2 racers, skipped 1 line"},
    {"prompts", ">>> opt = SGD(p, lr=0.1)\n>>> for i in range(3):\n...     opt.step()", "SGD(lr=0.1)\n",
     "took 1 racer, skipped 2 lines"},
    {"magic, and an apostrophe", "%matplotlib inline\n!echo it's\nopt: Optimizer = SGD(p, lr=1/8)", "SGD(lr=0.125)\n",
     "took 1 racer, skipped 2 lines"},
    {"no value", "model = Net()\nopt = SGD(model.parameters(), lr=learning_rate)",
     "racer, line 2: 'learning_rate' has no value here, and SGD needs it", NULL},
    {"no value, in one line", "opt = SGD(p, lr=rate)", "racer, line 1: 'rate' has no value here, and SGD needs it",
     NULL},
    {"a value that cannot be known", "n = len(loader)\nopt = SGD(p, lr=0.1)\ns = StepLR(opt, n // 2)",
     "racer, line 3: 'n' has no value here, and StepLR needs it", NULL},
    {"what torch refuses", "import x\nopt = SGD(p, lr=-1)",
     "racer, column 8 of 'SGD(lr=-1)': Invalid learning rate: -1", NULL},
    {"nothing that stands by itself", "decay = [\nSGD(lr=0.1)]\ns = LambdaLR(opt, lr_lambda=[decay])",
     "racer, line 3: each optimizer here is an argument of something else", NULL},
    {"an option of more letters than names have",
     "p.add_argument('--a-rate-of-which-nobody-will-ever-be-able-to-say-that-its-name-was-chosen-too-short', "
     "default=0.1)\nopt = SGD(w, lr=0.1)",
     "SGD(lr=0.1)\n", "took 1 racer, skipped 1 line"},
    {"no cell", "SGD(lr=0.1) extra",
     "racer, column 13 of 'SGD(lr=0.1) extra': expected '|' before a schedule, or the end, found 'e'", NULL},
};

static void print(const Cell *cell, char *text, size_t size)
{
    Text out = text_begin(text, size);
    for (int i = 0; i < cell->n; i++) {
        char line[SPEC_TEXT_MAX];
        spec_print(&cell->racer[i], line, sizeof line);
        text_add(&out, "%s\n", line);
    }
}

static void takes_racers_and_counts_the_rest(void **state)
{
    (void)state;
    static char text[2 * SPEC_TEXT_MAX];
    Cell *cell = malloc(sizeof *cell);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char notice[ERROR_TEXT_MAX];
        Error error = {""};
        bool ok = cell_read(cell, cases[i].text, &error);
        if (ok)
            print(cell, text, sizeof text);
        if (strcmp(ok ? text : error.text, cases[i].racers) != 0)
            fail_msg("%s: '%s' instead of '%s'", cases[i].what, ok ? text : error.text, cases[i].racers);
        bool said = ok && cell_notice(cell, notice, sizeof notice);
        if (said != (cases[i].notice != NULL) || (said && strcmp(notice, cases[i].notice) != 0))
            fail_msg("%s: says '%s'", cases[i].what, said ? notice : "");
    }
    free(cell);
}

// Brackets and strings that never close, depths, and each beginning of each cell.
static void survives_what_is_cut_off(void **state)
{
    (void)state;
    static char text[CELL_TEXT_MAX + 1];
    Cell *cell = malloc(sizeof *cell);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (size_t n = strlen(cases[i].text); n > 0; n--) {
            char *cut = strndup(cases[i].text, n);
            cell_read(cell, cut, NULL);
            free(cut);
        }
    static const char *const repeated[] = {
        "[",   "(",    "{",   "a=[",       "a={'b':", "SGD(lr=", "a=\nSGD(lr=(", "a=lambda ", "\"",
        "'''", "\\\n", "a=-", "a=dict(b=", "def f(",  "\n=",     "SGD([{",       "a=b['",     "**a,\n"};
    for (size_t i = 0; i < sizeof repeated / sizeof *repeated; i++) {
        size_t length = strlen(repeated[i]), size = 0;
        for (; size + length < CELL_TEXT_MAX; size += length)
            memcpy(text + size, repeated[i], length);
        memcpy(text, "\na=1\n", 5);
        text[size] = '\0';
        Error error;
        assert_false(cell_read(cell, text, &error));
    }
    free(cell);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_racers_and_counts_the_rest),
        cmocka_unit_test(survives_what_is_cut_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
