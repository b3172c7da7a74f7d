"""MNIST out of its four files, gzipped or not, as the networks are given it."""

import gzip
from pathlib import Path

import numpy as np
import torch


def part(directory, name, normalise, count=None):
    """Pixels [count, 1, 28, 28] in the default type and labels of "train" or "t10k", from the first on."""

    def idx(kind, header):
        path = Path(directory, f"{name}-{kind}-ubyte")
        packed = path.with_name(f"{path.name}.gz")
        content = path.read_bytes() if path.exists() else gzip.decompress(packed.read_bytes())
        return torch.tensor(np.frombuffer(content, np.uint8, offset=header))

    pixels = idx("images-idx3", 16).reshape(-1, 1, 28, 28)[:count] / 255.0
    return (pixels - 0.1307) / 0.3081 if normalise else pixels, idx("labels-idx1", 8)[:count].long()
