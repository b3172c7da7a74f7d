"""Trains a network in PyTorch as its source does, to be laid beside `fovea reproduce`.

    python tests/pytorch/train.py session2 --data DIR --seeds 1,2,3

DIR holds MNIST's four files, gzipped or not. Prints a line of JSON after each epoch: right answers of the
10,000 test images, the mean test loss, and the outputs that are zero for every test image. Networks with
dropout or augmentation are left out.
"""

import argparse
import json

import torch
from torch.nn import functional as F

import mnist
from networks import network

EXERCISE = {"epochs": 5, "normalise": False, "shuffle": False, "lr": 0.1, "momentum": 0.0}
SESSION = {"epochs": 1, "normalise": True, "shuffle": True, "lr": 0.01, "momentum": 0.9}
SETTINGS = {
    "mlp": EXERCISE, "lenet": EXERCISE, "cnn": EXERCISE, "cnn-strided": EXERCISE,
    "session2": SESSION, "session1-last-relu": SESSION,
}
BATCH = 128


def train(model, optimizer, images, labels, order):
    model.train()
    for chosen in order.split(BATCH):
        optimizer.zero_grad()
        F.cross_entropy(model(images[chosen]), labels[chosen]).backward()
        optimizer.step()


@torch.no_grad()
def test(model, images, labels):
    model.eval()
    logits = torch.cat([model(batch) for batch in images.split(250)])
    return {
        "correct": int((logits.argmax(dim=1) == labels).sum()),
        "loss": round(F.cross_entropy(logits, labels).item(), 4),
        "stuck": [output for output in range(10) if bool((logits[:, output] == 0).all())],
    }


def run(name, seed, directory):
    """Trains and tests, epoch by epoch."""
    settings = SETTINGS[name]
    torch.manual_seed(seed)
    images, labels = mnist.part(directory, "train", settings["normalise"])
    test_set = mnist.part(directory, "t10k", settings["normalise"])
    model = network(name)
    # So that lazy layers know their shapes and draw their weights.
    model(images[:1])
    optimizer = torch.optim.SGD(model.parameters(), lr=settings["lr"], momentum=settings["momentum"])
    for epoch in range(1, settings["epochs"] + 1):
        order = torch.randperm(len(labels)) if settings["shuffle"] else torch.arange(len(labels))
        train(model, optimizer, images, labels, order)
        figures = {"network": name, "seed": seed, "epoch": epoch, **test(model, *test_set)}
        print(json.dumps({**figures, "torch": torch.__version__}), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("network", choices=SETTINGS)
    parser.add_argument("--data", required=True)
    parser.add_argument("--seeds", default="1,2,3", help="as in 1,2,3")
    given = parser.parse_args()
    for seed in given.seeds.split(","):
        run(given.network, int(seed), given.data)


if __name__ == "__main__":
    main()
