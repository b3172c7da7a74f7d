"""Trains a network in PyTorch on the CPU. Reads its order, JSON, from stdin and writes readings, JSON, to stdout."""

import gzip
import json
import sys
import time

import numpy
import torch
from torch import nn

MEAN, DEVIATION = 0.1307, 0.3081


def modules(layer):
    """The modules of a layer as networks.mjs describes it, its input's shape included."""
    op, channels = layer["op"], layer["input"][0]
    if op == "conv":
        yield nn.Conv2d(channels, layer["out"], layer["kernel"], padding=layer["padding"], bias=layer["bias"])
    elif op == "linear":
        yield nn.Linear(channels, layer["out"])
    elif op == "batch_norm":
        yield nn.BatchNorm2d(channels)
    elif op == "dropout":
        yield nn.Dropout(layer["p"])
    elif op == "relu":
        yield nn.ReLU()
    else:
        pool = {"max_pool": nn.MaxPool2d, "avg_pool": nn.AvgPool2d}.get(op)
        yield pool(layer["kernel"]) if pool else nn.Flatten()


def values(path, header):
    """The bytes of an IDX file after its header."""
    with gzip.open(path) as file:
        return numpy.frombuffer(file.read(), numpy.uint8)[header:].copy()


def train(order):
    """The beginning, in milliseconds since 1970, and readings: steps done, milliseconds since then, and the step's loss."""
    torch.set_num_threads(order["threads"])
    torch.manual_seed(order["seed"])
    images = torch.from_numpy(values(f"{order['mnist']}/train-images-idx3-ubyte.gz", 16)).view(-1, 1, 28, 28)
    labels = torch.from_numpy(values(f"{order['mnist']}/train-labels-idx1-ubyte.gz", 8)).long()
    batch = order["batch"]

    network = nn.Sequential(*(module for layer in order["layers"] for module in modules(layer)))
    # The first optimiser loads more of PyTorch's own code, which is no part of a step.
    optimiser = torch.optim.SGD(network.parameters(), lr=order["learningRate"], momentum=order["momentum"])
    began = time.time()
    readings = []
    while True:
        step = len(readings)
        first = step % (len(labels) // batch) * batch
        x = (images[first : first + batch].float() / 255 - MEAN) / DEVIATION
        loss = nn.functional.cross_entropy(network(x), labels[first : first + batch])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        ms = (time.time() - began) * 1000
        readings.append({"step": step + 1, "ms": ms, "loss": loss.item()})
        if step + 1 >= order["leastSteps"] and ms - readings[0]["ms"] >= order["seconds"] * 1000:
            return {"began": began * 1000, "readings": readings}


if __name__ == "__main__":
    result = train(json.load(sys.stdin))
    json.dump({**result, "adapter": "CPU", "version": f"PyTorch {torch.__version__}"}, sys.stdout)
