"""Makes tests/fixtures/torch_parity.json: what PyTorch computes, for our arithmetic to be compared with.

    python tests/pytorch/parity.py --data DIR --out tests/fixtures/torch_parity.json

DIR holds MNIST's train-images-idx3-ubyte and train-labels-idx1-ubyte, gzipped or not. With --check FILE
every number of FILE is compared with the new one; a difference beyond rounding is an error.
"""

import json
import math

import numpy as np
import torch
from torch.nn import functional as F
from torch.optim.lr_scheduler import StepLR

import fixtures
import mnist
from networks import NETWORKS, network

ABOUT = (
    f"PyTorch {torch.__version__}, float64, CPU. Batch: MNIST training images 0..31, normalised by "
    "(x/255-0.1307)/0.3081. Parameter number p (0-based, in the order listed) has values "
    "(2u-1)/sqrt(fan_in) with u = splitmix64(seed=p*1000003+42) >> 40, over 2^24, in row-major order of its "
    "PyTorch shape; fan_in = in_channels*k*k or in_features, for bias too; batch-norm weight 1, bias 0 (they "
    "count as parameters in the numbering), running mean 0, variance 1. Dropout off, batch norm in training "
    "mode. Loss: mean cross-entropy of log-softmax. SGD without dampening: v = momentum*v + g; w -= lr*v. "
    "Runs: from the same weights, step s takes images_per_step images from s*images_per_step on, modulo 32; "
    "g += weight_decay*w; weights and running statistics after the last step; evaluation of the whole batch "
    "in evaluation mode. layers: image 0 in evaluation mode, each layer's output by a forward hook, and the gradient "
    "of its number n // 2 of n with respect to the image. step_lr: all 32 images are one epoch. dropout: masks of "
    "[step, image, channel, row, column] elements; kept is the share that is not zero, correlation that "
    "of being kept between neighbours along each dimension. Made by tests/pytorch/parity.py."
)

# Learning rate and momentum of four steps.
EXERCISES = {"lr": 0.1, "momentum": 0.0}
SESSIONS = {"lr": 0.01, "momentum": 0.9}
STEPS = {"session2": SESSIONS, "session1-last-relu": SESSIONS, "session6": {"lr": 0.1, "momentum": 0.9}}

# Small batches, because there the unbiased variance is furthest from the biased one.
SMALL = {"images_per_step": 2, "steps": 16, "lr": 0.001, "momentum": 0.9, "weight_decay": 0.0}
DECAY = {"images_per_step": 16, "steps": 4, "lr": 0.01, "momentum": 0.9, "weight_decay": 0.5}
RUNS = {
    "batch norm in evaluation": {"network": "session6", **SMALL},
    "weight decay": {"network": "lenet", **DECAY},
    "weight decay of batch norm": {"network": "session6", **DECAY},
}


def splitmix64(seed, count):
    z = np.uint64(seed) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def with_weights(name, images):
    """The network in training mode, its weights by the formula."""
    model = network(name)
    model.eval()(images[:1])
    parameters = dict(model.named_parameters())
    for number, (of, parameter) in enumerate(parameters.items()):
        layer = of.split(".")[0]
        if layer.startswith("bn"):
            continue
        fan_in = parameters[f"{layer}.weight"][0].numel()
        u = (splitmix64(number * 1000003 + 42, parameter.numel()) >> np.uint64(40)) / 2.0**24
        parameter.data = torch.tensor((2 * u - 1) / math.sqrt(fan_in)).reshape(parameter.shape)
    return model.train()


def step(model, optimizer, images, labels):
    """Takes one step; loss and logits are those from before it."""
    logits = model(images)
    loss = F.cross_entropy(logits, labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item(), logits.detach()


def summary(name, tensor):
    flat = tensor.detach().flatten()
    return {
        "name": name, "shape": list(tensor.shape),
        "l2": flat.norm().item(), "sum": flat.sum().item(), "first": flat[:4].tolist(),
    }


def weights(model):
    return [summary(name, parameter) for name, parameter in model.named_parameters()]


def running(model):
    """The first numbers of every running statistic."""
    return [
        {"name": name, "values": buffer[:4].tolist()}
        for name, buffer in model.named_buffers() if name.rpartition(".")[2].startswith("running")
    ]


def first_two(logits):
    return logits[:2].tolist()


def four_steps(name, images, labels):
    """Logits, every gradient of the first step, and the losses of four."""
    model = with_weights(name, images)
    settings = STEPS.get(name, EXERCISES)
    optimizer = torch.optim.SGD(model.parameters(), **settings)
    loss, logits = step(model, optimizer, images, labels)
    gradients = [summary(name, parameter.grad) for name, parameter in model.named_parameters()]
    later = [step(model, optimizer, images, labels) for _ in range(3)]
    statistics = running(model)[:6]
    return {
        **settings,
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
        "losses": [loss, *(loss for loss, _ in later)],
        "logits_first_two": first_two(logits),
        "gradients": gradients,
        # With batch norm the logits of evaluation are others: see the runs.
        "logits_after_three_steps_first_two": None if statistics else first_two(later[-1][1]),
        **({"running": statistics} if statistics else {}),
    }


def layers(name, images):
    """What every layer yields for the first image in evaluation mode, and the gradient of its middle number."""
    model = with_weights(name, images).eval()
    image, outputs = images[:1].clone().requires_grad_(), []
    for layer in model:
        layer.register_forward_hook(lambda _, given, output: outputs.append(output))
    model(image)

    def gradient(output):
        flat = output.flatten()
        return torch.autograd.grad(flat[len(flat) // 2], image, retain_graph=True)[0]

    return [
        {"output": summary(of, output), "gradient": summary(of, gradient(output))}
        for (of, _), output in zip(model.named_children(), outputs)
    ]


def run(settings, images, labels):
    """Several steps, what was learned in them, and how the network then classifies."""
    model = with_weights(settings["network"], images)
    optimizer = torch.optim.SGD(
        model.parameters(), **{key: settings[key] for key in ("lr", "momentum", "weight_decay")}
    )
    batches = torch.arange(settings["steps"] * settings["images_per_step"]) % len(labels)
    losses = [
        step(model, optimizer, images[batch], labels[batch])[0]
        for batch in batches.split(settings["images_per_step"])
    ]
    with torch.no_grad():
        logits = model.eval()(images)
    return {
        **settings,
        "losses": losses,
        "weights": weights(model),
        "running": running(model),
        "evaluation": {"loss": F.cross_entropy(logits, labels).item(), "logits_first_two": first_two(logits)},
    }


def step_lr(images, labels):
    """Twenty epochs of one step, under a schedule."""
    settings = {"network": "nn2", "lr": 0.1, "momentum": 0.9, "every": 6, "gamma": 0.1}
    model = with_weights(settings["network"], images)
    optimizer = torch.optim.SGD(model.parameters(), lr=settings["lr"], momentum=settings["momentum"])
    schedule = StepLR(optimizer, settings["every"], settings["gamma"])
    rates, losses = [], []
    for _ in range(20):
        rates.append(optimizer.param_groups[0]["lr"])
        losses.append(step(model, optimizer, images, labels)[0])
        schedule.step()
    return {**settings, "rates": rates, "losses": losses, "weights": weights(model)}


def dropout(p, shape=(4, 9, 4, 28, 28)):
    """Statistics of masks: one for each step."""
    torch.manual_seed(1)
    masks = torch.stack([F.dropout(torch.ones(shape[1:]), p) for _ in range(shape[0])])
    kept = (masks != 0).double()
    share = kept.mean()

    def correlation(dimension):
        length = shape[dimension] - 1
        here, next = kept.narrow(dimension, 0, length), kept.narrow(dimension, 1, length)
        return ((here - share) * (next - share)).mean() / (share * (1 - share))

    return {
        "p": p, "shape": list(shape), "kept": share.item(), "scale": masks.max().item(),
        "mean": masks.mean().item(), "correlation": [correlation(of).item() for of in range(len(shape))],
    }


def laid_out(value, indent=""):
    """JSON with what is in a list on one line each."""
    inner = f"{indent} "
    match value:
        case dict():
            rows, brackets = [f"{json.dumps(key)}: {laid_out(of, inner)}" for key, of in value.items()], "{}"
        case [dict() | list(), *_]:
            rows, brackets = [json.dumps(row) for row in value], "[]"
        case _:
            return json.dumps(value)
    return f"{brackets[0]}\n{inner}" + f",\n{inner}".join(rows) + f"\n{indent}{brackets[1]}"


def main():
    parser = fixtures.parser(__doc__)
    parser.add_argument("--data", required=True, metavar="DIR", help="the directory of MNIST's files")
    given = fixtures.parse(parser)

    torch.set_default_dtype(torch.float64)
    batch = mnist.part(given.data, "train", normalise=True, count=32)
    fixture = {
        "about": ABOUT,
        "nets": {name: four_steps(name, *batch) for name in NETWORKS},
        "layers": {name: layers(name, batch[0]) for name in NETWORKS},
        "runs": {name: run(settings, *batch) for name, settings in RUNS.items()},
        "step_lr": step_lr(*batch),
        "dropout": [dropout(p) for p in (0.1, 0.5)],
    }
    fixtures.deliver(fixture, given, laid_out)


if __name__ == "__main__":
    main()
