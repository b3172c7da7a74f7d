//! The ways in which classes are written.

use super::{names, only, ops};
use crate::arch::Op;

fn in_class(init: &str, forward: &str) -> String {
    let indented = |text: &str| -> String { text.lines().map(|line| format!("        {line}\n")).collect() };
    format!(
        "class Own(nn.Module):\n    def __init__(self, filters=(4, 8)):\n        super().__init__()\n{}\n    \
         def forward(self, x):\n{}",
        indented(init),
        indented(forward)
    )
}

#[test]
fn layers_are_made_in_loops_by_helpers_and_in_blocks() {
    let source = "
def block(inputs, outputs, **more):
    return nn.Sequential(nn.Conv2d(inputs, outputs, 3, padding='same', bias=False), nn.BatchNorm2d(outputs), nn.ReLU())

class Block(nn.Module):
    def __init__(self, inputs, outputs, pool=True):
        super().__init__()
        self.body = block(inputs, outputs)
        self.pool = nn.MaxPool2d(kernel_size=2) if pool else nn.Identity()
    def forward(self, x):
        return self.pool(self.body(x))

class Own(nn.Module):
    widths = [4, 8]
    def __init__(self):
        super().__init__()
        channels = 1
        self.blocks = nn.ModuleList()
        for at, width in enumerate(self.widths):
            self.blocks.append(Block(channels, width, pool=at < 1))
            channels = width
        setattr(self, f'mix{channels}', nn.Conv2d(channels, 10, kernel_size=(1, 1)))
        self.average = nn.AdaptiveAvgPool2d((1, 1))
    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        x = self.average(self.mix8(x))
        return torch.flatten(x, start_dim=1)
";
    let network = only(source);
    assert_eq!(
        names(&network),
        [
            "blocks.0.body.0",
            "blocks.0.body.1",
            "blocks.0.body.2",
            "blocks.0.pool",
            "blocks.1.body.0",
            "blocks.1.body.1",
            "blocks.1.body.2",
            "mix8",
            "average",
            "flatten1"
        ]
    );
    assert_eq!(network.network.layers[8].op, Op::AvgPool2d { kernel: 14, stride: 14 });
}

#[test]
fn arithmetic_and_sizes_are_computed() {
    let source = in_class(
        "self.a = nn.Conv2d(1, filters[0], 5, 2, padding=2)\nself.b = nn.Conv2d(filters[0], filters[-1], 3)\n\
         size = (28 // 2 - 2)\nself.fc = nn.Linear(filters[1] * size ** 2, 10)",
        "x = self.a(x).relu()\nx = torch.relu(self.b(x))\nx = x.view(x.size(0), -1)\nreturn self.fc(x)",
    );
    let network = only(&source);
    assert_eq!(names(&network), ["a", "relu1", "b", "relu2", "flatten1", "fc"]);
    assert_eq!(network.network.trace().unwrap().parameters, 104 + 296 + 11_530);
}

#[test]
fn a_helper_that_counts_features_is_followed() {
    let source = in_class(
        "self.conv = nn.Conv2d(1, 2, 5)\nself.fc = nn.LazyLinear(10)",
        "x = F.max_pool2d(F.relu(self.conv(x)), (2, 2))\nx = x.view(-1, self.flat(x))\nreturn self.fc(x)",
    ) + "
    def flat(self, x):
        count = 1
        for size in x.size()[1:]:
            count *= size
        return count
";
    assert_eq!(names(&only(&source)), ["conv", "relu1", "maxpool1", "flatten1", "fc"]);
}

#[test]
fn a_module_without_weights_may_be_called_again() {
    let source = in_class(
        "self.c1 = nn.Conv2d(1, 4, 3)\nself.c2 = nn.Conv2d(4, 4, 4)\nself.act = nn.ReLU(inplace=True)\n\
         self.pool = nn.AvgPool2d(2)\nself.drop = nn.Dropout(0.25)\nself.fc = nn.Linear(100, 10)",
        "x = self.pool(self.act(self.c1(x)))\nx = self.pool(self.act(self.c2(x)))\n\
         x = x.flatten(1)\nreturn self.fc(F.dropout(self.drop(x), p=0.1, training=self.training))",
    );
    let network = only(&source);
    assert_eq!(
        names(&network),
        ["c1", "act", "pool", "c2", "act:2", "pool:2", "flatten1", "drop", "dropout1", "fc"]
    );
    let drops: Vec<_> = ops(&network.network.layers[7..9]);
    assert_eq!(drops, [Op::Dropout { p: 0.25 }, Op::Dropout { p: 0.1 }]);
}

#[test]
fn what_is_flat_already_is_not_flattened_again() {
    let source = in_class(
        "self.flat = nn.Flatten()\nself.fc = nn.Linear(784, 10)\nself.end = nn.LogSoftmax(dim=1)",
        "x = self.flat(x)\nx = x.reshape((x.shape[0], -1))\nx = torch.flatten(self.fc(x), 1)\nreturn self.end(x)",
    );
    assert_eq!(names(&only(&source)), ["flat", "fc", "end"]);
}

#[test]
fn classes_made_from_sequential_and_from_each_other_are_followed() {
    let source = "
from collections import OrderedDict
import torch.nn as layers

class Unit(layers.Sequential):
    def __init__(self, inputs, outputs):
        super().__init__(layers.Conv2d(inputs, outputs, 3, 2), layers.ReLU())

class Base(layers.Module):
    def __init__(self):
        super().__init__()
        self.units = layers.Sequential(OrderedDict([('one', Unit(1, 4)), ('two', Unit(4, 8))]))
    def features(self, x):
        return self.units(x)

class Own(Base):
    def __init__(self):
        super().__init__()
        self.out = layers.Linear(8 * 6 * 6, 10)
    def forward(self, x):
        return self.out(self.features(x).flatten(1))
";
    assert_eq!(
        names(&only(source)),
        ["units.one.0", "units.one.1", "units.two.0", "units.two.1", "flatten1", "out"]
    );
}

#[test]
fn layers_that_are_never_called_are_kept_for_the_file_of_weights() {
    let source = in_class(
        "self.fc = nn.Linear(784, 10)\nself.extra = nn.Sequential(nn.Conv2d(3, 4, 5), nn.ReLU())\n\
         self.norm = nn.BatchNorm2d(6)",
        "return self.fc(torch.flatten(x, 1))",
    );
    let network = only(&source).network;
    let tensors: Vec<_> = network.idle_tensors().into_iter().map(|(name, shape, _)| (name, shape)).collect();
    let expected: [(&str, &[usize]); 6] = [
        ("extra.0.weight", &[4, 3, 5, 5]),
        ("extra.0.bias", &[4]),
        ("norm.weight", &[6]),
        ("norm.bias", &[6]),
        ("norm.running_mean", &[6]),
        ("norm.running_var", &[6]),
    ];
    assert_eq!(tensors, expected.map(|(name, shape)| (name.to_owned(), shape.to_vec())));
    assert_eq!(network.trace().unwrap().parameters, 7850);
}
