"""Asks PyTorch what classes compute that Fovea has read.

Usage: own_networks.py FOLDER

FOLDER holds pixels.bin (floats, 28 x 28 for an image) and for each number N from 0 a class Own in N.py and weights in
N.safetensors. For each this loads the weights strictly into the class and prints a line of JSON:
{"parameters": …, "shapes": {module: shape of its last output without the batch}, "logits": [for each image ten numbers]}.

tests/fovea/own_networks.rs runs it; it needs torch and safetensors.
"""

import json
import sys
from collections import OrderedDict
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import nn

folder = Path(sys.argv[1])
pixels = torch.frombuffer(bytearray((folder / "pixels.bin").read_bytes()), dtype=torch.float32).reshape(-1, 1, 28, 28)
torch.set_num_threads(1)
for number in range(len(list(folder.glob("*.py")))):
    names = {"torch": torch, "nn": nn, "F": F, "OrderedDict": OrderedDict}
    exec(compile((folder / f"{number}.py").read_text(encoding="utf-8"), f"{number}.py", "exec"), names)
    model = names["Own"]()
    model.load_state_dict(load_file(folder / f"{number}.safetensors"))
    model.eval()
    shapes = {}
    for name, module in model.named_modules():
        if not list(module.children()):
            module.register_forward_hook(lambda _, __, out, name=name: shapes.update({name: list(out.shape[1:])}))
    with torch.no_grad():
        logits = model(pixels)
    print(
        json.dumps(
            {
                "parameters": sum(parameter.numel() for parameter in model.parameters()),
                "shapes": shapes,
                "logits": logits.flatten().tolist(),
            }
        )
    )
