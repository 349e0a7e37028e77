"""What torch takes for the work of the bench's rows, where it is installed: a line `NAME<tab>TIME` for each, its version first.

One thread and double precision, as in the engine's rows. Debian 12 has torch 1.13.
"""

import statistics
import time

import torch
from torch.optim import SGD, Adagrad, Adam, AdamW, RMSprop

ROUNDS, STEPS, LANES, SIDE = 7, 200, 4096, 512

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)


def rosenbrock(x, y):
    return (1 - x) ** 2 + 100 * (y - x * x) ** 2


def race(optimizer_of, start, steps):
    parameter = torch.tensor(start, requires_grad=True)
    optimizer = optimizer_of([parameter])
    for _ in range(steps):
        optimizer.zero_grad()
        rosenbrock(parameter[0], parameter[1]).sum().backward()
        optimizer.step()


def mixed():
    for optimizer_of in (
        lambda p: SGD(p, lr=1e-3),
        lambda p: SGD(p, lr=5e-4, momentum=0.9),
        lambda p: SGD(p, lr=5e-4, momentum=0.9, nesterov=True),
        lambda p: Adagrad(p, lr=0.5),
        lambda p: RMSprop(p, lr=0.01),
        lambda p: RMSprop(p, lr=0.001, momentum=0.9),
        lambda p: Adam(p, lr=0.01),
        lambda p: AdamW(p, lr=0.02),
    ):
        race(optimizer_of, [-1.2, 1.0], STEPS)


def lanes(optimizer_of):
    race(optimizer_of, [[-1.2 + i * 1e-4 for i in range(LANES)], [1.0] * LANES], STEPS)


def grid(side):
    axis = torch.linspace(-side, side, SIDE)
    return axis[None, :], axis[:, None]


def rastrigin(x, y):
    return 20 + x * x - 10 * torch.cos(2 * torch.pi * x) + y * y - 10 * torch.cos(2 * torch.pi * y)


ROWS = (
    ("8 mixed racers on Rosenbrock, per racer and step", mixed, 8 * STEPS, "ns"),
    (
        "4,096 lanes of SGD with momentum, per lane and step",
        lambda: lanes(lambda p: SGD(p, lr=5e-4, momentum=0.9)),
        LANES * STEPS,
        "ns",
    ),
    (
        "4,096 lanes of Adam, per lane and step",
        lambda: lanes(lambda p: Adam(p, lr=0.01)),
        LANES * STEPS,
        "ns",
    ),
    ("512 x 512 height field of Rosenbrock", lambda: rosenbrock(*grid(2)), 1, "ms"),
    ("512 x 512 height field of Rastrigin", lambda: rastrigin(*grid(5)), 1, "ms"),
)


def seconds(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


print("torch", torch.__version__.split("+")[0], sep="\t")
for name, work, count, unit in ROWS:
    work()
    taken = statistics.median(seconds(work) for _ in range(ROUNDS)) / count
    shown = taken * {"ns": 1e9, "ms": 1e3}[unit]
    print(name, ("%.3g %s" if shown < 1000 else "%.0f %s") % (shown, unit), sep="\t")
