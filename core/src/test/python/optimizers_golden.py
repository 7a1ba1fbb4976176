"""Writes the golden numbers of OptimizerTest and ScheduleTest: what PyTorch makes of the same problem.

Made with Python 3.11.2 and PyTorch 1.13.0a0 (Debian 12, CPU):

    /usr/bin/python3 core/src/test/python/optimizers_golden.py core/src/test/resources/org/jacobi/optim

The problem has two parameters, weight (3 x 5) and bias (7), in F64. Number i of all 22, with start
w_i = ((37 i) mod 23 - 11) / 7, target t_i = ((17 i) mod 19 - 9) / 5 and curvature
c_i = 0.5 + (i mod 5) / 4, adds c_i (w_i - t_i)^2 / 2 + 0.025 w_i^4 to the loss. 20 steps.

NAdam runs with foreach=True: the plain loop of 1.13 multiplies mu twice into the product of the next
step (mended in 2.0). It keeps that product in the default type, hence F64 as the default.
"""

import sys

import torch
from torch.optim import (
    SGD, Adadelta, Adagrad, Adam, Adamax, AdamW, NAdam, RMSprop, lr_scheduler as lrs)

STEPS = 20
N = 22
START = [((37 * i) % 23 - 11) / 7 for i in range(N)]
TARGET = [((17 * i) % 19 - 9) / 5 for i in range(N)]
CURVATURE = [0.5 + (i % 5) / 4 for i in range(N)]


def f64(numbers):
    return torch.tensor(numbers, dtype=torch.float64)


def gradient(w):
    return [c * (x - t) + 0.1 * x * x * x for x, t, c in zip(w, TARGET, CURVATURE)]


def run(make, before_step=lambda params: None, schedule=None):
    weight = f64(START[:15]).reshape(3, 5).requires_grad_()
    bias = f64(START[15:]).requires_grad_()
    optimizer = make([weight, bias])
    following = schedule(optimizer) if schedule else None
    for _ in range(STEPS):
        w = weight.detach().flatten().tolist() + bias.detach().tolist()
        g = gradient(w)
        weight.grad = f64(g[:15]).reshape(3, 5)
        bias.grad = f64(g[15:])
        before_step([weight, bias])
        optimizer.step()
        if following:
            following.step()
    return weight.detach().flatten().tolist() + bias.detach().tolist()


def by_hand(velocity, step):
    """Plain Python: v <- velocity(v, g), w <- w + step(v)."""
    w, v = list(START), [0.0] * N
    for _ in range(STEPS):
        g = gradient(w)
        v = [velocity(a, b) for a, b in zip(v, g)]
        w = [a + step(b) for a, b in zip(w, v)]
    return w


def clip_value(limit):
    return lambda params: torch.nn.utils.clip_grad_value_(params, limit)


def clip_norm(limit):
    return lambda params: torch.nn.utils.clip_grad_norm_(params, limit)


def clip_both(params):
    clip_value(0.9)(params)
    clip_norm(2.0)(params)


def optimizers():
    def of(cls, **options):
        return run(lambda params: cls(params, **options))

    yield "sgd", of(SGD, lr=0.1)
    yield "sgd weightDecay", of(SGD, lr=0.1, weight_decay=0.2)
    yield "sgd momentum", of(SGD, lr=0.02, momentum=0.9)
    yield "sgd dampening", of(SGD, lr=0.02, momentum=0.9, dampening=0.3)
    yield "sgd momentum weightDecay", of(SGD, lr=0.02, momentum=0.9, weight_decay=0.2)
    yield "nesterov", of(SGD, lr=0.02, momentum=0.9, nesterov=True)
    yield "nesterov momentum", of(SGD, lr=0.02, momentum=0.6, nesterov=True)
    yield "nesterov weightDecay", of(SGD, lr=0.02, momentum=0.9, nesterov=True, weight_decay=0.2)
    yield "classic", by_hand(lambda v, g: 0.9 * v - 0.02 * g, lambda v: v)
    yield "classic momentum", by_hand(lambda v, g: 0.6 * v - 0.02 * g, lambda v: v)
    yield "averaged", by_hand(lambda v, g: 0.9 * v + 0.1 * g, lambda v: -0.1 * v)
    yield "averaged momentum", by_hand(lambda v, g: 0.6 * v + 0.4 * g, lambda v: -0.1 * v)

    yield "adagrad", of(Adagrad)
    yield "adagrad rate", of(Adagrad, lr=0.3)
    yield "adagrad rateDecay", of(Adagrad, lr=0.3, lr_decay=0.1)
    yield "adagrad initialSum", of(Adagrad, lr=0.3, initial_accumulator_value=0.5)
    yield "adagrad epsilon", of(Adagrad, lr=0.3, eps=0.1)
    yield "adagrad weightDecay", of(Adagrad, lr=0.3, weight_decay=0.2)

    yield "adadelta", of(Adadelta)
    yield "adadelta rate", of(Adadelta, lr=3.0)
    yield "adadelta rho", of(Adadelta, rho=0.7)
    yield "adadelta epsilon", of(Adadelta, eps=1e-3)
    yield "adadelta weightDecay", of(Adadelta, eps=1e-3, weight_decay=0.2)

    for name, centered in ("rmsprop", False), ("centered", True):
        yield name, of(RMSprop, centered=centered)
        yield name + " rate", of(RMSprop, centered=centered, lr=0.003)
        yield name + " alpha", of(RMSprop, centered=centered, alpha=0.8)
        yield name + " epsilon", of(RMSprop, centered=centered, eps=0.1)
        yield name + " momentum", of(RMSprop, centered=centered, momentum=0.6)
        yield name + " weightDecay", of(RMSprop, centered=centered, weight_decay=0.2)

    for name, cls, fixed in (
            ("adam", Adam, {}),
            ("amsgrad", Adam, {"amsgrad": True}),
            ("adamw", AdamW, {}),
            ("adamax", Adamax, {}),
            ("nadam", NAdam, {"foreach": True})):
        yield name, of(cls, **fixed)
        yield name + " rate", of(cls, lr=0.05, **fixed)
        yield name + " betas", of(cls, lr=0.05, betas=(0.7, 0.5), **fixed)
        yield name + " epsilon", of(cls, lr=0.05, eps=0.1, **fixed)
        yield name + " weightDecay", of(cls, lr=0.05, weight_decay=0.2, **fixed)
    yield "nadam momentumDecay", of(NAdam, lr=0.05, momentum_decay=0.5, foreach=True)

    def sgd(params):
        return SGD(params, lr=0.1, momentum=0.9)

    yield "clipValue", run(sgd, clip_value(0.9))
    yield "clipNorm", run(sgd, clip_norm(2.0))
    yield "clipValue clipNorm", run(sgd, clip_both)
    yield "schedule", run(sgd, schedule=lambda o: lrs.ExponentialLR(o, 0.8))
    yield "groups", run(lambda p: Adam(
        [{"params": p[:1]}, {"params": p[1:], "lr": 0.2, "weight_decay": 0.0}],
        lr=0.05, weight_decay=0.2))


METRICS = [
    3.0, 2.0, 1.9999, 1.9997, 2.5, 2.4, 2.3, 2.2, 2.2, 1.0, 1.1, float("nan"), 1.1, 1.2, 1.0, 0.99995,
    0.9, 0.95, 0.95, 0.95, 0.95, 0.95, 0.95, 0.95, 0.89, 0.9, 0.9, 0.9, 0.9, 0.9]


def rates(make, step=lambda following, epoch: following.step(), count=30):
    optimizer = SGD([torch.zeros(1, requires_grad=True)], lr=0.4)
    following = make(optimizer)
    found = []
    for epoch in range(count):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if epoch + 1 < count:
            step(following, epoch)
    return found


def metric(sign):
    return lambda following, epoch: following.step(sign * METRICS[epoch])


def schedules():
    yield "step:7:0.5", rates(lambda o: lrs.StepLR(o, 7, 0.5))
    yield "multistep:4,9,17:0.3", rates(lambda o: lrs.MultiStepLR(o, [4, 9, 17], 0.3))
    yield "exponential:0.9", rates(lambda o: lrs.ExponentialLR(o, 0.9))
    yield "cosine:0.01", rates(lambda o: lrs.CosineAnnealingLR(o, 30, 0.01))
    yield "restarts:5:1:0.01", rates(lambda o: lrs.CosineAnnealingWarmRestarts(o, 5, 1, 0.01))
    yield "restarts:3:2:0.01", rates(lambda o: lrs.CosineAnnealingWarmRestarts(o, 3, 2, 0.01))
    yield "restarts:2:3", rates(
        lambda o: lrs.CosineAnnealingWarmRestarts(o, 2, 3),
        lambda following, i: following.step((i + 1) / 3))
    yield "onecycle:0.1", rates(lambda o: lrs.OneCycleLR(o, 0.1, 30, cycle_momentum=False))
    yield "onecycle:0.2:0.4:10:100", rates(lambda o: lrs.OneCycleLR(
        o, 0.2, 30, pct_start=0.4, div_factor=10, final_div_factor=100, cycle_momentum=False))
    yield "warmup:5", rates(lambda o: lrs.LinearLR(o, 0.2, total_iters=4))
    yield "plateau:0.1:2:0.0001:0:0", rates(
        lambda o: lrs.ReduceLROnPlateau(o, patience=2), metric(1))
    yield "plateau:0.5:1:0.1:3:0.06", rates(lambda o: lrs.ReduceLROnPlateau(
        o, factor=0.5, patience=1, threshold=0.1, cooldown=3, min_lr=0.06), metric(1))
    yield "plateau-max:0.5:1:0.001:0:0", rates(lambda o: lrs.ReduceLROnPlateau(
        o, mode="max", factor=0.5, patience=1, threshold=0.001), metric(1))


def write(path, rows):
    with open(path, "w", encoding="utf-8") as out:
        for name, numbers in rows:
            out.write(name + " = " + " ".join(map(repr, numbers)) + "\n")


if __name__ == "__main__":
    torch.set_default_dtype(torch.float64)
    write(sys.argv[1] + "/optimizers.txt", optimizers())
    write(sys.argv[1] + "/schedules.txt", schedules())
