"""Makes core/src/test/resources/org/jacobi/nn/golden.json: losses and layers in F64.

Made with PyTorch 1.13.0 (python3-torch of Debian), Python 3. Run from the root of the repository:

    python3 core/src/test/python/nn_golden.py
"""

import itertools
import json
import math
import os

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
golden = {}


def numbers(*shape, seed):
    """Numbers without a pattern that are the same everywhere: no generator is involved."""
    count = math.prod(shape)
    return torch.tensor([3 * math.sin(1.7 * (i + 1) * seed + seed) for i in range(count)]).reshape(shape)


def flat(tensor):
    return [float(v) for v in tensor.detach().reshape(-1)]


def put(name, output, **more):
    golden[name] = {"output": flat(output), **more}


def loss_case(name, loss, x):
    x = x.clone().requires_grad_()
    value = loss(x)
    value.backward()
    put(name, value, gradient=flat(x.grad))


# ---- losses over classes: (7 x 5) ----
logits = numbers(7, 5, seed=1)
labels = torch.tensor([4, 0, 2, 2, 1, 3, 2])
soft = torch.softmax(numbers(7, 5, seed=2), -1)
class_weights = torch.tensor([0.5, 2.0, 0.25, 1.5, 3.0])
golden["classes"] = {
    "logits": flat(logits),
    "labels": labels.tolist(),
    "soft": flat(soft),
    "weights": flat(class_weights),
}
for weighted, smoothing, ignored, reduction in itertools.product(
    (False, True), (0.0, 0.1), (False, True), ("mean", "sum")
):
    loss_case(
        f"ce weights={weighted} smoothing={smoothing} ignored={ignored} {reduction}",
        lambda x: F.cross_entropy(
            x,
            labels,
            weight=class_weights if weighted else None,
            label_smoothing=smoothing,
            ignore_index=2 if ignored else -100,
            reduction=reduction,
        ),
        logits,
    )
for weighted, smoothing, reduction in itertools.product((False, True), (0.0, 0.1), ("mean", "sum")):
    loss_case(
        f"soft ce weights={weighted} smoothing={smoothing} {reduction}",
        lambda x: F.cross_entropy(
            x,
            soft,
            weight=class_weights if weighted else None,
            label_smoothing=smoothing,
            reduction=reduction,
        ),
        logits,
    )
for weighted, ignored, reduction in itertools.product((False, True), (False, True), ("mean", "sum")):
    loss_case(
        f"nll weights={weighted} ignored={ignored} {reduction}",
        lambda x: F.nll_loss(
            x,
            labels,
            weight=class_weights if weighted else None,
            ignore_index=2 if ignored else -100,
            reduction=reduction,
        ),
        torch.log_softmax(logits, -1),
    )
large = torch.tensor([[1000.0, -1000.0, 0.0], [-1000.0, 1000.0, 999.0]])
loss_case("ce large", lambda x: F.cross_entropy(x, torch.tensor([1, 2])), large)

# ---- losses number by number: (5 x 3) ----
output = numbers(5, 3, seed=3)
target = numbers(5, 3, seed=4)
target[1, 2] = output[1, 2]
target[3, 0] = output[3, 0] + 0.7
answers = torch.tensor([[0, 1, 1], [1, 0.25, 0], [0, 0, 1], [1, 1, 0], [0.5, 1, 0]], dtype=torch.float64)
positive = torch.tensor([0.5, 2.0, 3.0])
golden["elementwise"] = {
    "output": flat(output),
    "target": flat(target),
    "answers": flat(answers),
    "positive": flat(positive),
}
for reduction in ("mean", "sum"):
    loss_case(f"mse {reduction}", lambda x: F.mse_loss(x, target, reduction=reduction), output)
    loss_case(f"mae {reduction}", lambda x: F.l1_loss(x, target, reduction=reduction), output)
    loss_case(f"huber {reduction}", lambda x: F.huber_loss(x, target, delta=0.7, reduction=reduction), output)
    for name, weight in (("none", None), ("one", torch.tensor([3.0])), ("each", positive)):
        loss_case(
            f"bce weights={name} {reduction}",
            lambda x: F.binary_cross_entropy_with_logits(x, answers, pos_weight=weight, reduction=reduction),
            output,
        )
loss_case(
    "bce large",
    lambda x: F.binary_cross_entropy_with_logits(x, torch.tensor([[0.0], [1.0], [0.0], [1.0]])),
    torch.tensor([[1000.0], [1000.0], [-1000.0], [-1000.0]]),
)


# ---- layers: the loss is the sum of the output times fixed numbers ----
def layer_case(name, function, x, *params):
    leaves = [leaf.clone().requires_grad_() for leaf in (x, *params)]
    y = function(*leaves)
    (y * numbers(*y.shape, seed=5)).sum().backward()
    put(name, y, input=flat(x), gradients=[flat(leaf.grad) for leaf in leaves])


points = torch.tensor([[-30.0, -5.0, -2.0, -1.0, -0.5, -1e-3], [1e-3, 0.5, 1.0, 2.0, 5.0, 30.0]])
for name, function in (
    ("ReLU", F.relu),
    ("LeakyReLU", F.leaky_relu),
    ("ELU", F.elu),
    ("Sigmoid", torch.sigmoid),
    ("Tanh", torch.tanh),
    ("Softplus", lambda x: F.softplus(x, threshold=100)),
    ("GELU", F.gelu),
    ("TanhGELU", lambda x: F.gelu(x, approximate="tanh")),
    ("SiLU", F.silu),
    ("Softmax", lambda x: torch.softmax(x, -1)),
    ("LogSoftmax", lambda x: torch.log_softmax(x, -1)),
):
    layer_case(name, function, points)

layer_case("Linear", F.linear, numbers(5, 3, seed=6), numbers(2, 3, seed=7), numbers(2, seed=8))
layer_case(
    "LayerNorm one axis",
    lambda x, w, b: F.layer_norm(x, (5,), w, b),
    numbers(2, 3, 5, seed=9),
    numbers(5, seed=10),
    numbers(5, seed=11),
)
layer_case(
    "LayerNorm two axes",
    lambda x, w, b: F.layer_norm(x, (3, 5), w, b),
    numbers(2, 3, 5, seed=9),
    numbers(3, 5, seed=10),
    numbers(3, 5, seed=11),
)

table = numbers(7, 3, seed=12).requires_grad_()
places = torch.tensor([[6, 0], [2, 6], [6, 5], [0, 1], [2, 6]])
embedded = F.embedding(places, table)
(embedded * numbers(5, 2, 3, seed=5)).sum().backward()
put("Embedding", embedded, input=places.reshape(-1).tolist(), gradients=[flat(table.grad)])


# ---- batch normalisation: three steps, then evaluation ----
def batch_norm(name, *shape):
    layer = torch.nn.BatchNorm1d(shape[1])
    layer.weight.data = numbers(shape[1], seed=13)
    layer.bias.data = numbers(shape[1], seed=14)
    steps = []
    for step in range(3):
        x = numbers(*shape, seed=15 + step).requires_grad_()
        layer.zero_grad()
        y = layer(x)
        (y * numbers(*shape, seed=5)).sum().backward()
        steps.append(
            {
                "input": flat(x),
                "output": flat(y),
                "gradients": [flat(x.grad), flat(layer.weight.grad), flat(layer.bias.grad)],
                "mean": flat(layer.running_mean),
                "variance": flat(layer.running_var),
            }
        )
    layer.eval()
    x = numbers(*shape, seed=20).requires_grad_()
    layer.zero_grad()
    y = layer(x)
    (y * numbers(*shape, seed=5)).sum().backward()
    golden[name] = {
        "steps": steps,
        "evaluated": {
            "input": flat(x),
            "output": flat(y),
            "gradients": [flat(x.grad), flat(layer.weight.grad), flat(layer.bias.grad)],
        },
    }


batch_norm("BatchNorm1d", 5, 3)
batch_norm("BatchNorm1d with length", 5, 3, 2)

path = "core/src/test/resources/org/jacobi/nn/golden.json"
os.makedirs(os.path.dirname(path), exist_ok=True)
with open(path, "w", encoding="utf-8") as file:
    file.write("{\n")
    file.write(",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in golden.items()))
    file.write("\n}\n")
