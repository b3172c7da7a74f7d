"""The networks of the zoo in PyTorch, described a second time so that one description can judge the other."""

import re
from collections import Counter

from torch import nn


def normalised(*convolutions):
    return " ".join(f"bare{convolution} relu bn" for convolution in convolutions)


SEVEN_CONVOLUTIONS = (
    "conv32/1 relu conv64/1 relu pool conv128/1 relu conv256/1 relu pool "
    "conv512 relu conv1024 relu conv10"
)

# Convolutions as FILTERSxKERNEL/PADDINGsSTRIDE, 3x3, without padding and by 1 where they do not say, `bare` ones
# without bias; `gap` with its window. Dropout is left out.
NETWORKS = {
    "session2": f"{SEVEN_CONVOLUTIONS} flatten",
    "session1-last-relu": f"{SEVEN_CONVOLUTIONS} relu flatten",
    "session6": " ".join([
        normalised("2", "2/1", "16"), "pool",
        normalised("16", "16/1", "16", "16", "16/1", "32"), "gap4 mixer flatten",
    ]),
    "mlp": "flatten fc512 relu fc256 relu fc128 relu fc10",
    "lenet": "conv6/1 relu pool conv16/1 relu pool flatten fc120 relu fc84 relu fc10",
    "cnn": "conv16/1 relu pool conv32/1 relu pool conv64/1 relu pool flatten fc128 relu fc10",
    "cnn-strided": "conv16/1s2 relu conv32/1s2 relu conv64s2 relu flatten fc128 relu fc10",
    "nn2": "flatten fc128 relu fc10",
    "cnn2": "conv32 relu pool conv64 relu pool flatten fc128 relu fc10",
    "tiny": "bare8 bn relu bare16 bn relu pool bare8x1 bn relu "
            "bare16 bn relu bare16 bn relu bare16 bn relu gap6 mixer flatten",
}


def network(name):
    """A module that yields logits; its parameters are named as in the zoo."""
    model, numbers = nn.Sequential(), Counter()
    for word in NETWORKS[name].split():
        prefix, layer = parse(word)
        numbers[prefix] += 1
        model.add_module(prefix if prefix == "mixer" else f"{prefix}{numbers[prefix]}", layer)
    return model


def parse(word):
    """Its name's beginning and the layer; inputs are counted when the first batch comes."""
    pattern = r"([a-z]+)(\d*)(?:x(\d))?(?:/(\d))?(?:s(\d))?"
    kind, size, kernel, padding, stride = re.fullmatch(pattern, word).groups()
    match kind:
        case "conv" | "bare":
            geometry = {"stride": int(stride or 1), "padding": int(padding or 0)}
            return "conv", nn.LazyConv2d(int(size), int(kernel or 3), **geometry, bias=kind == "conv")
        case "mixer":
            return kind, nn.LazyConv2d(10, 1, bias=False)
        case "fc":
            return kind, nn.LazyLinear(int(size))
        case "bn":
            return kind, nn.LazyBatchNorm2d()
        case "relu":
            return kind, nn.ReLU()
        case "pool":
            return kind, nn.MaxPool2d(2)
        case "gap":
            return kind, nn.AvgPool2d(int(size))
        case "flatten":
            return kind, nn.Flatten()
    raise ValueError(f"{word} is no layer")
