"""Runs the code cells of a hand-in in the folder that it is started in, as Jupyter would, one after the other.

    python tests/pytorch/hand_in.py given.ipynb

Checks the notebook's form where nbformat is installed. Prints what the cells print, then a line of JSON: how many
parameters the network has.
"""

import json
import sys

try:
    import torchvision  # noqa: F401
except ImportError:
    print("skipped: pip install torchvision runs hand-ins in PyTorch")
    sys.exit()


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        notebook = json.load(file)
    try:
        import nbformat
    except ImportError:
        pass
    else:
        nbformat.validate(nbformat.from_dict(notebook))
    names = {"__name__": "__main__"}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            exec(compile(cell["source"], cell["id"], "exec"), names)
    model = names["optimizer"].param_groups[0]["params"]
    print(json.dumps({"parameters": sum(weight.numel() for weight in model)}))


if __name__ == "__main__":
    main()
