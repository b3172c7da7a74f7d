"""Trains with PyTorch's optimisers and schedules what Fovea trains.

Usage: optimisers.py FOLDER

FOLDER holds network.py (a class called as network.txt says), weights.safetensors, pixels.bin (floats, 28 x 28 for an
image), labels.bin (bytes) and runs.json: a list of {"optimiser": its constructor as Python behind the parameters,
"schedule": that of its scheduler behind the optimiser or null, "per_step": whether it steps after each batch,
"batch": …, "epochs": …}. For each this prints a line of JSON: {"rates": of each step, "losses": of each step, "weights":
all of them, flat, in the order of the class}.

tests/fovea/optimisers.rs runs it; it needs torch and safetensors.
"""

import json
import sys
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import optim

folder = Path(sys.argv[1])
names = {}
exec(compile((folder / "network.py").read_text(encoding="utf-8"), "network.py", "exec"), names)
pixels = torch.frombuffer(bytearray((folder / "pixels.bin").read_bytes()), dtype=torch.float32).reshape(-1, 1, 28, 28)
labels = torch.frombuffer(bytearray((folder / "labels.bin").read_bytes()), dtype=torch.uint8).long()
torch.set_num_threads(1)
for run in json.loads((folder / "runs.json").read_text(encoding="utf-8")):
    model = names[(folder / "network.txt").read_text(encoding="utf-8")]()
    model.load_state_dict(load_file(folder / "weights.safetensors"))
    optimizer = eval(f"optim.{run['optimiser']}", {"optim": optim, "p": model.parameters()})
    steps = len(labels) // run["batch"]
    scheduler = None
    if run["schedule"]:
        scheduler = eval(f"optim.lr_scheduler.{run['schedule']}", {"optim": optim, "o": optimizer, "steps": steps})
    rates, losses = [], []
    for epoch in range(run["epochs"]):
        for step in range(steps):
            chosen = slice(step * run["batch"], (step + 1) * run["batch"])
            rates.append(optimizer.param_groups[0]["lr"])
            optimizer.zero_grad()
            loss = F.cross_entropy(model(pixels[chosen]), labels[chosen])
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
            if scheduler and run["per_step"]:
                scheduler.step()
        if scheduler and not run["per_step"]:
            scheduler.step()
    weights = [number for parameter in model.parameters() for number in parameter.flatten().tolist()]
    print(json.dumps({"rates": rates, "losses": losses, "weights": weights}))
