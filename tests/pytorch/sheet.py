"""Makes tests/fixtures/torch_sheet.json: the sheet's network by PyTorch's autograd, for ours to be compared with.

    python tests/pytorch/sheet.py --out tests/fixtures/torch_sheet.json

With --check FILE every number of FILE is compared with the new one; a difference beyond rounding is an error.
"""

import torch

import fixtures

ABOUT = (
    f"PyTorch {torch.__version__}, float64, CPU. Two inputs i, two sigmoid hidden units, two sigmoid outputs, no "
    "bias; w1..w4 are [hidden, input], w5..w8 [output, hidden]. E is half the sum of squared errors; dah and dw are "
    "its gradients at iteration 0; errors[n] is E after n steps of plain SGD. Made by tests/pytorch/sheet.py."
)

NETS = [
    {"i": [0.05, 0.1], "t": [0.01, 0.99], "w": [0.15, 0.2, 0.25, 0.3, 0.4, 0.45, 0.5, 0.55]},
    {"i": [0.7, -1.3], "t": [0.2, 0.6], "w": [1.5, -0.3, 0.8, 2.0, -1.1, 0.4, 0.9, -2.2]},
]
RATES = [0.1, 0.2, 0.5, 0.8, 1.0, 2.0]
STEPS = 100


def forward(net, w):
    hidden = torch.sigmoid(w[:4].view(2, 2) @ torch.tensor(net["i"]))
    output = torch.sigmoid(w[4:].view(2, 2) @ hidden)
    return hidden, output, 0.5 * (torch.tensor(net["t"]) - output).square().sum()


def run(net, rate):
    w = torch.tensor(net["w"], requires_grad=True)
    optimiser = torch.optim.SGD([w], lr=rate)
    errors = []
    for _ in range(STEPS + 1):
        optimiser.zero_grad()
        error = forward(net, w)[2]
        errors.append(error.item())
        error.backward()
        optimiser.step()
    return {"lr": rate, "errors": errors}


def results(net):
    w = torch.tensor(net["w"], requires_grad=True)
    hidden, output, error = forward(net, w)
    dah, dw = torch.autograd.grad(error, [hidden, w])
    numbers = {"ah": hidden, "ao": output, "dah": dah, "dw": dw}
    runs = [run(net, rate) for rate in RATES]
    return net | {name: of.tolist() for name, of in numbers.items()} | {"E": error.item(), "runs": runs}


def main():
    given = fixtures.parse(fixtures.parser(__doc__))
    torch.set_default_dtype(torch.float64)
    fixtures.deliver({"about": ABOUT, "nets": [results(net) for net in NETS]}, given)


if __name__ == "__main__":
    main()
