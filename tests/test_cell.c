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
    {"a clip within the loop",
     "opt = torch.optim.AdamW(model.parameters(), lr=1e-2)\n"
     "sched = get_scheduler('cosine', opt, num_warmup_steps=5, num_training_steps=100)\n"
     "for x in loader:\n    loss.backward()\n"
     "    nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)\n    opt.step()\n",
     "ClipGradNorm(AdamW(lr=0.01), max_norm=1) | "
     "get_cosine_schedule_with_warmup(num_warmup_steps=5, num_training_steps=100)\n",
     "took 1 racer, 1 schedule, ClipGradNorm around it, skipped 3 lines"},
    {"a clip of each, by names",
     "import torch.nn.utils as U\nmost = 0.5\na = optim.SGD(p, lr=0.1)\nb = optim.Adam(q, lr=0.1)\n"
     "U.clip_grad_value_(p, most)\nU.clip_grad_value_(q, most)\n",
     "ClipGradValue(SGD(lr=0.1), clip_value=0.5)\nClipGradValue(Adam(lr=0.1), clip_value=0.5)\n",
     "took 2 racers, ClipGradValue around each, skipped 1 line"},
    {"averages",
     "opt = optim.SGD(model.parameters(), lr=0.1)\n"
     "ema = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(decay=0.9))\n",
     "EMA(SGD(lr=0.1), decay=0.9)\n", NULL},
    {"an average with its schedule",
     "swa_lr = 0.05\nopt = optim.SGD(model.parameters(), lr=0.1)\n"
     "swa_model = torch.optim.swa_utils.AveragedModel(model)\nsched = SWALR(opt, swa_lr=swa_lr)\n",
     "SWA(SGD(lr=0.1), start=0) | SWALR(swa_lr=0.05)\n", NULL},
    {"an average of one's own",
     "opt = optim.SGD(model.parameters(), lr=0.1)\nmean = AveragedModel(model, avg_fn=lambda a, b, n: (a + b) / 2)\n",
     "SGD(lr=0.1)\n", "took 1 racer, skipped 1 line"},
    {"a path beside it, which nothing clips",
     "opt = optim.SGD(model.parameters(), lr=0.1)\nmine = Recorded(\"run.csv\", name=\"Mine\")\n"
     "clip_grad_norm_(model.parameters(), 1)\n",
     "ClipGradNorm(SGD(lr=0.1), max_norm=1)\nRecorded('run.csv', name='Mine')\n",
     "took 2 racers, ClipGradNorm around each"},
    {"a branch that is not known",
     "if args.opt == \"sgd\":\n"
     "    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)\n"
     "else:\n"
     "    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)\n",
     "SGD(lr=0.1)\nAdam(lr=0.001)\n",
     "took 2 racers, skipped 2 lines; whether args.opt == \"sgd\" is not known: each branch is read"},
    {"the branch of a name's value",
     "opt_name = \"adam\"\n"
     "if opt_name == \"sgd\":\n"
     "    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)\n"
     "elif opt_name == \"adam\":\n"
     "    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)\n"
     "else:\n"
     "    raise ValueError(opt_name)\n",
     "Adam(lr=0.001)\n", "took 1 racer, skipped 5 lines"},
    {"a branch that does not run",
     "use_sched = False\n"
     "optimizer = torch.optim.Adam(model.parameters(), lr=0.001)\n"
     "if use_sched:\n"
     "    scheduler = StepLR(optimizer, 30)\n",
     "Adam(lr=0.001)\n", "took 1 racer, skipped 2 lines"},
    {"a value of a branch",
     "if True:\n"
     "    lr = 0.1\n"
     "else:\n"
     "    lr = 0.2\n"
     "optimizer = torch.optim.SGD(model.parameters(), lr=lr)\n",
     "SGD(lr=0.1)\n", "took 1 racer, skipped 3 lines"},
    {"a function of several lines as a schedule's",
     "WARMUP = 5\n"
     "TOTAL = 50\n"
     "def lr_lambda(step):\n"
     "    \"\"\"Linear warmup, cosine decay.\"\"\"\n"
     "    if step < WARMUP:\n"
     "        return float(step) / float(max(1, WARMUP))\n"
     "    progress = float(step - WARMUP) / float(max(1, TOTAL - WARMUP))\n"
     "    return max(0.0, 0.5 * (1.0 + math.cos(math.pi * progress)))\n"
     "opt = AdamW(m.parameters(), lr=1e-3)\n"
     "sched = LambdaLR(opt, lr_lambda)\n",
     "AdamW(lr=0.001) | LambdaLR(lr_lambda=lambda epoch: float(epoch) / float(max(1, 5)) if epoch < 5 else max(0.0, "
     "0.5 * (1.0 + math.cos(math.pi * (float(epoch - 5) / float(max(1, 50 - 5)))))))\n",
     NULL},
    {"a function of branches",
     "def f(epoch):\n"
     "    if epoch < 3: return 1.0\n"
     "    elif epoch < 6:\n"
     "        return 0.5\n"
     "    else:\n"
     "        return 0.1\n"
     "opt = SGD([x], lr=0.1)\n"
     "sched = LambdaLR(opt, lr_lambda=f)\n",
     "SGD(lr=0.1) | LambdaLR(lr_lambda=lambda epoch: 1.0 if epoch < 3 else 0.5 if epoch < 6 else 0.1)\n", NULL},
    {"a function of branches in a branch",
     "def f(epoch):\n"
     "    if epoch < 10:\n"
     "        if epoch < 3:\n"
     "            return 1.0\n"
     "        return 0.5\n"
     "    return 0.1\n"
     "opt = SGD([x], lr=0.1)\n"
     "sched = LambdaLR(opt, lr_lambda=[f])\n",
     "SGD(lr=0.1) | LambdaLR(lr_lambda=lambda epoch: (1.0 if epoch < 3 else 0.5) if epoch < 10 else 0.1)\n", NULL},
    {"a function that returns early",
     "def get_optimizer(name, lr):\n"
     "    if name == \"sgd\":\n"
     "        return torch.optim.SGD(params, lr=lr)\n"
     "    return torch.optim.Adam(params, lr=lr)\n"
     "for name in [\"sgd\", \"adam\"]:\n"
     "    opt = get_optimizer(name, 0.1)\n",
     "SGD(lr=0.1)\nAdam(lr=0.1)\n", "took 2 racers"},
    {"a program",
     "if __name__ == \"__main__\":\n"
     "    opt = SGD([x], lr=0.1)\n",
     "SGD(lr=0.1)\n", NULL},
    {"a condition of None",
     "sched = None\n"
     "milestones = [10, 20]\n"
     "opt = SGD([x], lr=0.1)\n"
     "if milestones is not None:\n"
     "    sched = MultiStepLR(opt, milestones)\n",
     "SGD(lr=0.1) | MultiStepLR(milestones=[10, 20])\n", "took 1 racer, 1 schedule, skipped 2 lines"},
    {"one of several",
     "opt_name = \"adam\"\n"
     "if opt_name in (\"adam\", \"adamw\"):\n"
     "    opt = Adam([x], lr=0.1)\n"
     "else:\n"
     "    opt = SGD([x], lr=0.1)\n",
     "Adam(lr=0.1)\n", "took 1 racer, skipped 3 lines"},
    {"branches that are not known",
     "if cfg.opt == \"a\":\n"
     "    opt = SGD([x], lr=0.1)\n"
     "elif cfg.opt == \"b\":\n"
     "    opt = Adam([x], lr=0.1)\n"
     "elif cfg.opt == \"c\":\n"
     "    opt = RMSprop([x], lr=0.1)\n",
     "SGD(lr=0.1)\nAdam(lr=0.1)\nRMSprop(lr=0.1)\n",
     "took 3 racers, skipped 3 lines; whether cfg.opt == \"a\" is not known: each branch is read"},
    {"a schedule of the second",
     "opt_a = torch.optim.Adam([x], lr=1e-2)\n"
     "opt_b = torch.optim.SGD([y], lr=1e-2)\n"
     "sch_b = torch.optim.lr_scheduler.StepLR(opt_b, 5)\n",
     "Adam(lr=0.01)\nSGD(lr=0.01) | StepLR(step_size=5)\n", "took 2 racers, 1 schedule"},
    {"a list of schedules on one",
     "opt = SGD([x], lr=0.1)\n"
     "schedulers = [StepLR(opt, 3), ExponentialLR(opt, 0.9)]\n",
     "SGD(lr=0.1) | ChainedScheduler([StepLR(step_size=3), ExponentialLR(gamma=0.9)])\n", NULL},
    {"milestones of a comprehension",
     "opt = SGD([x], lr=0.1)\n"
     "s = MultiStepLR(opt, milestones=[int(100 * f) for f in (0.5, 0.75)])\n",
     "SGD(lr=0.1) | MultiStepLR(milestones=[50, 75])\n", NULL},
    {"functions of two groups",
     "# Assuming optimizer has two groups.\n"
     "optimizer = SGD(model.parameters(), lr=0.1)\n"
     "lambda1 = lambda epoch: epoch // 30\n"
     "lambda2 = lambda epoch: 0.95 ** epoch\n"
     "scheduler = LambdaLR(optimizer, lr_lambda=[lambda1, lambda2])\n",
     "racer, column 32 of 'SGD(lr=0.1) LambdaLR(lr_lambda=[lambda epoch: epoch // 30, lambda epoch: 0.95 ** "
     "epoch])': "
     "torch wants a function for each group of parameters, and here is one group",
     NULL},
    {"no optimizer",
     ">>> # Assuming optimizer uses lr = 0.05 for all groups\n"
     ">>> scheduler1 = ConstantLR(optimizer, factor=0.1, total_iters=20)\n"
     ">>> scheduler2 = ExponentialLR(optimizer, gamma=0.9)\n"
     ">>> scheduler = SequentialLR(optimizer, schedulers=[scheduler1, scheduler2], milestones=[20])\n"
     ">>> for epoch in range(100):\n"
     ">>>     scheduler.step()\n",
     "racer: no optimizer in these lines, such as SGD(lr=0.1)", NULL},
    {"Keras' compile", "model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.01), loss=\"mse\")\n",
     "KerasAdam(lr=0.01)\n", NULL},
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
     "took 2 racers, skipped 1 line; whether adam is not known: each branch is read"},
    {"prompts", ">>> opt = SGD(p, lr=0.1)\n>>> for i in range(3):\n...     opt.step()", "SGD(lr=0.1)\n",
     "took 1 racer, skipped 2 lines"},
    {"magic, and an apostrophe", "%matplotlib inline\n!echo it's\nopt: Optimizer = SGD(p, lr=1/8)", "SGD(lr=0.125)\n",
     "took 1 racer, skipped 2 lines"},
    // Loops and comprehensions
    {"a loop", "for lr in [0.1, 0.01]:\n    opt = SGD(p, lr=lr)\n    s = StepLR(opt, 3)\nlast = Adam(p)",
     "SGD(lr=0.1) | StepLR(step_size=3)\nSGD(lr=0.01) | StepLR(step_size=3)\nAdam(lr=0.001)\n",
     "took 3 racers, 2 schedules"},
    {"a loop in one line", "for lr in 0.1, 0.2: opt = SGD(p, lr=lr); s = StepLR(opt, 3)\no = Adam(p)",
     "SGD(lr=0.1) | StepLR(step_size=3)\nSGD(lr=0.2) | StepLR(step_size=3)\nAdam(lr=0.001)\n",
     "took 3 racers, 2 schedules"},
    {"loops in loops",
     "rates = (0.1, 0.2)\nfor lr in rates:\n\n    for m in [0, 0.9]:\n  # a comment\n        o = SGD(p, "
     "lr=lr,\nmomentum=m)\n"
     "        o.step()",
     "SGD(lr=0.1)\nSGD(lr=0.1, momentum=0.9)\nSGD(lr=0.2)\nSGD(lr=0.2, momentum=0.9)\n",
     "took 4 racers, skipped 2 lines"},
    {"a loop that changes nothing", "for epoch in range(100):\n    opt = SGD(p, lr=0.1)\n    opt.step()",
     "SGD(lr=0.1)\n", "took 1 racer, skipped 2 lines"},
    {"a loop over what is not known", "for a, b in folds:\n    opt = SGD(p, lr=0.1)", "SGD(lr=0.1)\n",
     "took 1 racer, skipped 1 line"},
    {"a loop over values that are not known", "for lr in rates:\n  o = SGD(p, lr=lr)",
     "racer, line 2: 'lr' has no value here, and SGD needs it", NULL},
    {"too many", "for lr in range(1, 50):\n  o = SGD(p, lr=lr)", "racer, line 2: more than 16 racers", NULL},
    {"classes in a loop", "for name, cls in [('a', SGD), ('b', optim.Adam)]:\n    o = cls(p, lr=0.1)",
     "SGD(lr=0.1)\nAdam(lr=0.1)\n", "took 2 racers"},
    {"classes by name", "for n in ['SGD', 'Adam']:\n    opt = getattr(optim, n)(p, lr=0.1)",
     "SGD(lr=0.1)\nAdam(lr=0.1)\n", "took 2 racers"},
    {"enumerate and zip", "for i, (lr, m) in enumerate(zip([0.1, 0.2], [0, 0.9])):\n  o = SGD(p, lr=lr, momentum=m)",
     "SGD(lr=0.1)\nSGD(lr=0.2, momentum=0.9)\n", "took 2 racers"},
    {"product", "for lr, m in itertools.product([0.1, 0.2], (0, 0.9)):\n  o = SGD(p, lr=lr, momentum=m)",
     "SGD(lr=0.1)\nSGD(lr=0.1, momentum=0.9)\nSGD(lr=0.2)\nSGD(lr=0.2, momentum=0.9)\n", "took 4 racers"},
    {"ranges",
     "for k in range(1, 4, 2):\n  o = SGD(p, lr=10 ** -k)\nfor lr in np.logspace(-3, -1, 3):\n  o = Adam(p, lr=lr)",
     "SGD(lr=0.1)\nSGD(lr=0.001)\nAdam(lr=0.001)\nAdam(lr=0.01)\nAdam(lr=0.1)\n", "took 5 racers"},
    {"dictionaries of dictionaries",
     "cfg = {'sgd': {'lr': 0.1, 'momentum': 0.9}, 'slow': dict(lr=0.01)}\nfor k, c in cfg.items():\n    o = SGD(p, "
     "**c)\n"
     "for k in cfg:\n    o = Adam(p, lr=cfg[k]['lr'])\nfor c in cfg.values():\n    o = AdamW(p, lr=c['lr'])",
     "SGD(lr=0.1, momentum=0.9)\nSGD(lr=0.01)\nAdam(lr=0.1)\nAdam(lr=0.01)\nAdamW(lr=0.1)\nAdamW(lr=0.01)\n",
     "took 6 racers"},
    {"dictionaries of classes",
     "opts = {'a': (SGD, {'lr': 0.1}), 'b': (Adam, {'lr': 0.01, 'betas': (0.8, 0.9)})}\n"
     "for n, (c, kw) in opts.items():\n    o = c(p, **kw)",
     "SGD(lr=0.1)\nAdam(lr=0.01, betas=(0.8, 0.9))\n", "took 2 racers"},
    {"a rate that falls", "lr = 0.1\nfor i in range(3):\n    o = Adam(p, lr=lr)\n    lr *= 0.5",
     "Adam(lr=0.1)\nAdam(lr=0.05)\nAdam(lr=0.025)\n", "took 3 racers, skipped 1 line"},
    {"appended", "opts = []\nfor lr in (0.1, 0.2):\n    opts.append(SGD(p, lr=lr))\nfor o in opts:\n    StepLR(o, 5)",
     "SGD(lr=0.1) | StepLR(step_size=5)\nSGD(lr=0.2) | StepLR(step_size=5)\n", "took 2 racers, 2 schedules"},
    {"a comprehension",
     "lr = 3\nopts = [Adam(p, lr=lr) for lr in (0.1, 0.2)]\ns = [StepLR(o, 7) for o in opts]\nq = SGD(p, lr)",
     "Adam(lr=0.1) | StepLR(step_size=7)\nAdam(lr=0.2) | StepLR(step_size=7)\nSGD(lr=3)\n",
     "took 3 racers, 2 schedules"},
    {"a comprehension of a dictionary",
     "opts = {n: c(p, lr=0.1, weight_decay=w) for n, c in {'a': SGD, 'b': Adam}.items() for w in [0, 0.5]}\n"
     "StepLR(opts['a'], 3)",
     "SGD(lr=0.1)\nSGD(lr=0.1, weight_decay=0.5) | StepLR(step_size=3)\nAdam(lr=0.1)\nAdam(lr=0.1, "
     "weight_decay=0.5)\n",
     "took 4 racers, 1 schedule"},
    {"a comprehension with a condition", "o = [SGD(p, lr=x) for x in (1, 2) if x > 1]", "SGD(lr=2)\n", NULL},
    {"a comprehension with a condition that is not known", "o = [SGD(p, lr=x) for x in (1, 2) if x > low]",
     "racer, line 1: which of its items a comprehension's 'if' leaves is not known here", NULL},
    {"a condition on two names",
     "o = [SGD(p, lr=x, momentum=m) for x in (1, 2) for m in (0, .5) if m > 0 and x "
     "== 2]",
     "SGD(lr=2, momentum=0.5)\n", NULL},
    {"a list that leaves some out", "for lr in [x/10 for x in range(1, 5) if x % 2 == 0]:\n  o = SGD(p, lr=lr)",
     "SGD(lr=0.2)\nSGD(lr=0.4)\n", "took 2 racers"},
    {"numbers in strings", "lr = float(\"0.1\")\no = SGD(p, lr=lr, momentum=float('.9'))",
     "SGD(lr=0.1, momentum=0.9)\n", NULL},
    {"functions", "import math\no = Adam(p, lr=math.sqrt(0.01), weight_decay=np.abs(-1e-2))",
     "Adam(lr=0.1, weight_decay=0.01)\n", "took 1 racer, skipped 1 line"},
    {"tensors", "o = Adam(p, lr=torch.tensor(0.01, dtype=torch.float64))", "Adam(lr=0.01)\n", NULL},
    {"conditional values",
     "fast = True\no = SGD(p, lr=0.1 if fast else slow, momentum=0.9 if not fast or 1 < 0 else 0)", "SGD(lr=0.1)\n",
     NULL},
    {"a condition that is not known", "o = SGD(p, lr=0.1 if fast else 0.01)",
     "racer, line 1: 'fast' has no value here, and SGD needs it", NULL},
    {"conditions on words",
     "mode = 'slow'\no = SGD(p, lr=0.1 if mode == \"fast\" else "
     "0.01)",
     "SGD(lr=0.01)\n", NULL},
    {"the length of a list", "rates = [0.1, 0.2]\no = [SGD(p, lr=rates[i]) for i in range(len(rates))]",
     "SGD(lr=0.1)\nSGD(lr=0.2)\n", "took 2 racers"},
    {"items of lists", "lrs = [10**-k for k in range(1, 4)]\nm = (0.5, 0.9)\no = SGD(p, lr=lrs[1], momentum=m[1])",
     "SGD(lr=0.01, momentum=0.9)\n", NULL},
    {"schedules of a dictionary's optimizers",
     "opts = dict(sgd=SGD(p, lr=0.1), adam=Adam(p))\nself.q = {'a': RMSprop(p)}\nfor k, o in opts.items():\n"
     "    s = ExponentialLR(o, 0.9)\nStepLR(opts['sgd'], 3); StepLR(self.q['a'], 4)",
     "SGD(lr=0.1) | ChainedScheduler([ExponentialLR(gamma=0.9), StepLR(step_size=3)])\n"
     "Adam(lr=0.001) | ExponentialLR(gamma=0.9)\nRMSprop(lr=0.01) | StepLR(step_size=4)\n",
     "took 3 racers, 4 schedules"},

    {"a list of schedules",
     "o = SGD(p, lr=0.1)\ns = [LinearLR(o, total_iters=4), StepLR(o, 3)]\nq = SequentialLR(o, s, milestones=[4])",
     "SGD(lr=0.1) | SequentialLR([LinearLR(total_iters=4), StepLR(step_size=3)], milestones=[4])\n", NULL},

    // Names of classes and modules
    {"classes under other names",
     "from torch.optim import (Adam as A,\n    SGD)\nfrom torch.optim.lr_scheduler import StepLR as S\no = A(p, "
     "lr=0.1)\ns = S(o, 3)",
     "Adam(lr=0.1) | StepLR(step_size=3)\n", "took 1 racer, 1 schedule, skipped 3 lines"},
    {"modules of modules",
     "import torch as T, torch.optim.lr_scheduler as L\nfrom torch import nn, optim as o\na = T.optim.Adam(p, "
     "lr=0.1)\n"
     "b = o.SGD(p, lr=1)\ns = L.StepLR(a, 3)",
     "Adam(lr=0.1) | StepLR(step_size=3)\nSGD(lr=1)\n", "took 2 racers, 1 schedule, skipped 2 lines"},
    {"a class in a variable", "cls = torch.optim.Adam\nopt = cls(p, lr=0.1)", "Adam(lr=0.1)\n", NULL},
    {"a class of a dictionary",
     "o = {'sgd': SGD, 'adam': Adam}\nname = 'adam'\nopt = o[name](p, lr=0.1)\nb = o['sgd'](p)",
     "Adam(lr=0.1)\nSGD(lr=0.001)\n", "took 2 racers"},
    {"partial", "make = partial(Adam, lr=0.3)\nopt = make(p)", "Adam(lr=0.3)\n", "took 1 racer, skipped 1 line"},
    {"a class from elsewhere", "from lion_pytorch import Lion as L\nopt = L(p, lr=0.3)", "Lion(lr=0.3)\n",
     "took 1 racer, skipped 1 line"},
    {"Keras'", "from keras.optimizers import Adam\nopt = Adam(learning_rate=0.1)", "KerasAdam(lr=0.1)\n",
     "took 1 racer, skipped 1 line"},
    {"Keras' that are not ours", "from tensorflow.keras import optimizers\nopt = optimizers.Nadam(learning_rate=0.1)",
     "racer, column 1 of 'tensorflow.keras.optimizers.Nadam(learning_rate=0.1)': Keras' Nadam is another update than "
     "torch's; the nearest is NAdam(lr=0.1, betas=(0.9, 0.999), eps=1e-07)",
     NULL},

    // Functions and classes of the cell's own
    {"a function",
     "def make(lr, m=0.9):\n    return SGD(p, lr=lr, momentum=m)\na = make(0.1)\nb = make(0.2, m=0.5)\nStepLR(a, 5)",
     "SGD(lr=0.1, momentum=0.9) | StepLR(step_size=5)\nSGD(lr=0.2, momentum=0.5)\n", "took 2 racers, 1 schedule"},
    {"functions in loops",
     "def train(name, lr):\n    opt = known[name](model.parameters(), lr=lr)\n    s = StepLR(opt, 3)\n    for i in "
     "range(10):\n"
     "        opt.step()\nknown = {'sgd': SGD, 'adam': Adam}\nfor lr in [0.1, 0.2]:\n    for n in known:\n        "
     "train(n, lr)",
     "SGD(lr=0.1) | StepLR(step_size=3)\nAdam(lr=0.1) | StepLR(step_size=3)\nSGD(lr=0.2) | StepLR(step_size=3)\n"
     "Adam(lr=0.2) | StepLR(step_size=3)\n",
     "took 4 racers, 4 schedules, skipped 3 lines"},
    {"a function's keywords",
     "def run(cls, **kwargs):\n    opt = cls([p], **kwargs)\nrun(SGD, lr=0.1)\nrun(optim.Adam, lr=0.01, betas=(0.5, "
     "0.9))",
     "SGD(lr=0.1)\nAdam(lr=0.01, betas=(0.5, 0.9))\n", "took 2 racers, skipped 1 line"},
    {"a function that is given optimizers",
     "def run(opt):\n    s = StepLR(opt, 3)\nrun(SGD(p, "
     "lr=0.1))\nrun(Adam(p))",
     "SGD(lr=0.1) | StepLR(step_size=3)\nAdam(lr=0.001) | StepLR(step_size=3)\n",
     "took 2 racers, 2 schedules, skipped 1 line"},
    {"a function that calls itself", "def run(n):\n    opt = SGD(p, lr=0.1)\n    run(n - 1)\nrun(3)", "SGD(lr=0.1)\n",
     "took 1 racer, skipped 3 lines"},
    {"a class of settings",
     "class Config:\n    lr: float = 0.3\n    m = k = 0.9\ncfg = Config()\no = SGD(p, lr=cfg.lr, momentum=Config.k)",
     "SGD(lr=0.3, momentum=0.9)\n", "took 1 racer, skipped 2 lines"},

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
