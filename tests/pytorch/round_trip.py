"""Takes networks from Fovea to PyTorch and back.

Usage: round_trip.py FOLDER

FOLDER holds images.bin and labels.bin (bytes, 28 x 28 for an image), cases.json with a list of
{"name": …, "images": …}, and for each name the class (NAME.py) and the weights (NAME.safetensors) as
Fovea writes them. For each case this loads the weights strictly into the class, asks it what the first
images show, trains a little, saves NAME-trained.safetensors with the whole state_dict, asks again, and saves
NAME-wrapped.safetensors, the same in float64 and wrapped for several devices. Prints a line of JSON for each:
{"name": …, "exported": [digit of each image], "trained": [digit of each image]}.

tests/fovea/pytorch.rs runs it; it needs torch and safetensors.
"""

import json
import sys
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import nn


def network_class(path):
    """The one class that a file of Fovea's defines."""
    names = {}
    exec(compile(path.read_text(encoding="utf-8"), path.name, "exec"), names)
    (found,) = [value for value in names.values() if isinstance(value, type) and issubclass(value, nn.Module)]
    return found


def read_bytes(path, *shape):
    return torch.frombuffer(bytearray(path.read_bytes()), dtype=torch.uint8).reshape(*shape)


def prepared(images, normalise):
    pixels = images.float() / 255
    return (pixels - 0.1307) / 0.3081 if normalise else pixels


@torch.no_grad()
def answers(model, pixels):
    model.eval()
    return torch.cat([model(batch).argmax(dim=1) for batch in pixels.split(250)]).tolist()


def train(model, pixels, labels, steps=3, batch=64):
    model.train()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.02, momentum=0.9)
    for step in range(steps):
        chosen = slice(step * batch, (step + 1) * batch)
        optimizer.zero_grad()
        F.cross_entropy(model(pixels[chosen]), labels[chosen]).backward()
        optimizer.step()


def main(folder):
    torch.manual_seed(1)
    images = read_bytes(folder / "images.bin", -1, 1, 28, 28)
    labels = read_bytes(folder / "labels.bin", -1).long()
    for case in json.loads((folder / "cases.json").read_text(encoding="utf-8")):
        name, count = case["name"], case["images"]
        weights = folder / f"{name}.safetensors"
        with safe_open(weights, "pt") as file:
            normalise = {"true": True, "false": False}[file.metadata()["normalise"]]
        model = network_class(folder / f"{name}.py")()
        model.load_state_dict(load_file(weights), strict=True)
        pixels, digits = prepared(images[:count], normalise), labels[:count]
        exported = answers(model, pixels)
        train(model, pixels, digits)
        save_file(model.state_dict(), folder / f"{name}-trained.safetensors")
        trained = answers(model, pixels)
        save_file(nn.DataParallel(model).double().state_dict(), folder / f"{name}-wrapped.safetensors")
        print(json.dumps({"name": name, "exported": exported, "trained": trained}), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
