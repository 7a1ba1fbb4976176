"""Writes the golden traces of OptimizerTraceTest: every step of every optimizer of the library,
computed from the formulas of the papers in F64, without any framework.

Made with Python 3.11.2:

    python3 core/src/test/python/optimizer_traces.py core/src/test/resources/org/jacobi/optim/traces.txt

Each rule is written down as its paper has it, one number at a time, and not as the library computes
it. Where the library follows another published form, that is said beside the rule. Two problems,
60 steps each:

  surface    f(x, y) = x^2 / 20 + y^2 from (-7, 2), whose gradient is (x / 10, 2 y)
  sequence   from (0.5, -0.25, 3), the gradients g_i(t) = s_i (((29 t + 13 i) mod 31) - 15) / 8 with
             s = (1, 0.001, 100), t from 1; the gradient of step 7 is 0

A line of the file: name, problem, rate = all coordinates after step 1, after step 2, and so on.
"""

import sys
from math import sqrt

STEPS = 60
START = {"surface": (-7.0, 2.0), "sequence": (0.5, -0.25, 3.0)}
SCALE = (1.0, 0.001, 100.0)


def gradient(problem, t, i, w):
    """The gradient of coordinate i at w in step t."""
    if problem == "surface":
        return w / 10 if i == 0 else 2 * w
    return 0.0 if t == 7 else SCALE[i] * ((29 * t + 13 * i) % 31 - 15) / 8


# Each rule is a generator for one coordinate: it yields where the gradient is wanted, is sent the
# gradient, and so on. What it yields last is where the parameter stands.


def sgd(w, rate):
    """Robbins and Monro, 1951: w_t+1 = w_t - a g(w_t)."""
    while True:
        g = yield w
        w = w - rate * g


def momentum(w, rate, mu=0.9):
    """Polyak, 1964, the heavy ball: w_t+1 = w_t - a g(w_t) + b (w_t - w_t-1). The velocity of the library,
    v = mu v + g with the rate outside, is the same while the rate does not change."""
    before = w
    while True:
        g = yield w
        before, w = w, w - rate * g + mu * (w - before)


def nesterov(theta, rate, mu=0.9):
    """Sutskever, Martens, Dahl, Hinton, 2013, (3) and (4), after Nesterov, 1983:
    v_t+1 = mu v_t - e g(theta_t + mu v_t), theta_t+1 = theta_t + v_t+1. The parameter of the library is
    the place where the gradient is taken, theta_t + mu v_t."""
    v = 0.0
    while True:
        g = yield theta + mu * v
        v = mu * v - rate * g
        theta = theta + v


def classic_momentum(w, rate, mu=0.9):
    """Sutskever et al., 2013, (1) and (2): v_t+1 = mu v_t - e g(theta_t), theta_t+1 = theta_t + v_t+1."""
    v = 0.0
    while True:
        g = yield w
        v = mu * v - rate * g
        w = w + v


def averaged_momentum(w, rate, beta=0.9):
    """The first moment of Kingma and Ba, 2015, without its correction: w moves along the mean."""
    m = 0.0
    while True:
        g = yield w
        m = beta * m + (1 - beta) * g
        w = w - rate * m


def adagrad(w, rate, epsilon=1e-10):
    """Duchi, Hazan, Singer, 2011, figure 1, the diagonal form: H = delta + sqrt(sum of g^2)."""
    gradients = []
    while True:
        g = yield w
        gradients.append(g)
        w = w - rate * g / (epsilon + sqrt(sum(a * a for a in gradients)))


def adadelta(w, rate, rho=0.9, epsilon=1e-6):
    """Zeiler, 2012, algorithm 1: dx = -RMS[dx]_t-1 / RMS[g]_t g, where RMS[a] = sqrt(E[a^2] + epsilon).
    The paper has no rate; the library multiplies dx by one, 1 by default."""
    mean_g = mean_x = 0.0
    while True:
        g = yield w
        mean_g = rho * mean_g + (1 - rho) * g ** 2
        dx = -sqrt(mean_x + epsilon) / sqrt(mean_g + epsilon) * g
        mean_x = rho * mean_x + (1 - rho) * dx ** 2
        w = w + rate * dx


def rmsprop(w, rate, alpha=0.99, epsilon=1e-8):
    """Tieleman and Hinton, 2012, lecture 6.5: the gradient divided by the root of a running mean of
    its square. There the mean decays with 0.9 and nothing is added; the library has 0.99 and 1e-8."""
    mean = 0.0
    while True:
        g = yield w
        mean = alpha * mean + (1 - alpha) * g ** 2
        w = w - rate * g / (sqrt(mean) + epsilon)


def centered_rmsprop(w, rate, alpha=0.99, epsilon=1e-8):
    """Graves, 2013, (38) to (41), without its momentum: n = a n + (1 - a) g^2, m = a m + (1 - a) g, and g
    is divided by sqrt(n - m^2). The library adds its 1e-8 after the root, the paper 1e-4 within."""
    n = m = 0.0
    while True:
        g = yield w
        n = alpha * n + (1 - alpha) * g ** 2
        m = alpha * m + (1 - alpha) * g
        w = w - rate * g / (sqrt(n - m ** 2) + epsilon)


def adam(w, rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """Kingma and Ba, 2015, algorithm 1."""
    m = v = 0.0
    t = 0
    while True:
        g = yield w
        t += 1
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g ** 2
        m_hat = m / (1 - beta1 ** t)
        v_hat = v / (1 - beta2 ** t)
        w = w - rate * m_hat / (sqrt(v_hat) + epsilon)


def amsgrad(w, rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """Reddi, Kale, Kumar, 2018, algorithm 2: v_hat = max(v_hat, v). The paper leaves out Adam's
    corrections; the library makes them, as PyTorch does, and takes the maximum before them."""
    m = v = largest = 0.0
    t = 0
    while True:
        g = yield w
        t += 1
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g ** 2
        largest = max(largest, v)
        m_hat = m / (1 - beta1 ** t)
        v_hat = largest / (1 - beta2 ** t)
        w = w - rate * m_hat / (sqrt(v_hat) + epsilon)


def adamw(w, rate, beta1=0.9, beta2=0.999, epsilon=1e-8, decay=0.01):
    """Loshchilov and Hutter, 2019, algorithm 2, line 12: w_t = w_t-1 - eta (a m_hat / (sqrt(v_hat) + e)
    + lambda w_t-1). The library multiplies lambda by the rate a as well, as PyTorch does."""
    m = v = 0.0
    t = 0
    while True:
        g = yield w
        t += 1
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g ** 2
        m_hat = m / (1 - beta1 ** t)
        v_hat = v / (1 - beta2 ** t)
        w = w - (rate * m_hat / (sqrt(v_hat) + epsilon) + rate * decay * w)


def adamax(w, rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """Kingma and Ba, 2015, algorithm 2: u = max(beta2 u, |g|). The library adds 1e-8 to |g|, as PyTorch
    does, so that the first gradients may be 0."""
    m = u = 0.0
    t = 0
    while True:
        g = yield w
        t += 1
        m = beta1 * m + (1 - beta1) * g
        u = max(beta2 * u, abs(g) + epsilon)
        w = w - rate / (1 - beta1 ** t) * m / u


def nadam(w, rate, beta1=0.9, beta2=0.999, epsilon=1e-8, psi=0.004):
    """Dozat, 2016, the algorithm NAdam with mu_t = beta1 (1 - 0.5 * 0.96^(t psi))."""
    def mu(t):
        return beta1 * (1 - 0.5 * 0.96 ** (t * psi))

    m = n = 0.0
    product = 1.0
    t = 0
    while True:
        g = yield w
        t += 1
        product *= mu(t)
        m = beta1 * m + (1 - beta1) * g
        n = beta2 * n + (1 - beta2) * g ** 2
        m_hat = mu(t + 1) * m / (1 - product * mu(t + 1)) + (1 - mu(t)) * g / (1 - product)
        n_hat = n / (1 - beta2 ** t)
        w = w - rate * m_hat / (sqrt(n_hat) + epsilon)


# Name, rule, and the rates on the surface and on the sequence.
OPTIMIZERS = (
    ("sgd", sgd, 0.95, 0.01),
    ("momentum", momentum, 0.1, 0.01),
    ("nesterov", nesterov, 0.1, 0.01),
    ("classic-momentum", classic_momentum, 0.15, 0.02),
    ("averaged-momentum", averaged_momentum, 1.5, 0.05),
    ("adagrad", adagrad, 1.5, 0.1),
    ("adadelta", adadelta, 30.0, 1.0),
    ("rmsprop", rmsprop, 0.1, 0.01),
    ("centered-rmsprop", centered_rmsprop, 0.1, 0.01),
    ("adam", adam, 0.3, 0.02),
    ("amsgrad", amsgrad, 0.3, 0.02),
    ("adamw", adamw, 0.3, 0.02),
    ("adamax", adamax, 0.3, 0.02),
    ("nadam", nadam, 0.3, 0.02),
)


def trace(rule, rate, problem):
    coordinates = [rule(w, rate) for w in START[problem]]
    places = [next(c) for c in coordinates]
    found = []
    for t in range(1, STEPS + 1):
        places = [c.send(gradient(problem, t, i, w))
                  for i, (c, w) in enumerate(zip(coordinates, places))]
        found += places
    return found


if __name__ == "__main__":
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        for name, rule, *rates in OPTIMIZERS:
            for problem, rate in zip(("surface", "sequence"), rates):
                numbers = " ".join(map(repr, trace(rule, rate, problem)))
                out.write(f"{name} {problem} {rate} = {numbers}\n")
