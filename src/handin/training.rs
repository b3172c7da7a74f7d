//! The training of a run as PyTorch: cells that run as they are, and that the reader takes the same settings from.

use crate::arch::INPUT;
use crate::data::called;
use crate::python::Definition;
use crate::settings::TrainConfig;
use crate::settings::pytorch::{self, After, Steps};

use crate::record::Run;

/// What every network may need.
const IMPORTS: [&str; 3] = ["import torch", "import torch.nn.functional as F", "from torch import nn"];

/// The imports and the network.
pub fn network(definition: &Definition) -> String {
    let is_other = |line: &&str| !IMPORTS.contains(line);
    let own: Vec<&str> = definition.text.lines().filter(is_other).collect();
    format!("{}\n\n\n{}\n", IMPORTS.join("\n"), own.join("\n").trim())
}

/// Seed, images and loaders.
pub fn data(run: &Run) -> String {
    let TrainConfig { batch, seed, shuffle, normalise, augment, validation, .. } = run.config;
    let tensor = if normalise {
        "transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))"
    } else {
        "transforms.ToTensor()"
    };
    let moved = if augment {
        "transforms.RandomAffine(10, translate=(2 / 28, 2 / 28), scale=(0.9, 1.1)), "
    } else {
        ""
    };
    let other = if run.data == called::MNIST {
        String::new()
    } else {
        format!("# The run learned from {}; MNIST stands here in its place.\n", run.data)
    };
    let shuffle = if shuffle { "True" } else { "False" };
    let sets = if validation > 0 {
        format!(
            "validation = {validation}\n\
             first = len(train_set) - validation\n\
             validation_set = torch.utils.data.Subset(datasets.MNIST(\"data\", train=True, transform=plain), \
             range(first, len(train_set)))\n\
             train_set = torch.utils.data.Subset(train_set, range(first))\n\
             validation_loader = torch.utils.data.DataLoader(validation_set, batch_size=1000)\n"
        )
    } else {
        String::new()
    };
    format!(
        "from torchvision import datasets, transforms\n\n\
         torch.manual_seed({seed})\n\
         {other}\
         plain = transforms.Compose([{tensor}])\n\
         train_set = datasets.MNIST(\"data\", train=True, download=True, \
         transform=transforms.Compose([{moved}{tensor}]))\n\
         test_set = datasets.MNIST(\"data\", train=False, transform=plain)\n\
         {sets}\
         train_loader = torch.utils.data.DataLoader(train_set, batch_size={batch}, shuffle={shuffle})\n\
         test_loader = torch.utils.data.DataLoader(test_set, batch_size=1000)"
    )
}

/// Model, optimiser, schedule and loop.
pub fn training(config: &TrainConfig, definition: &Definition) -> String {
    let TrainConfig { epochs, .. } = config;
    let Definition { variable, made, takes_flat, text } = definition;
    let made = made.as_ref().map(|made| format!("{variable} = {made}\n")).unwrap_or_default();
    let [channels, height, width] = INPUT;
    let flat = if *takes_flat { ".flatten(1)" } else { "" };
    // Lazy layers get their shapes, and weights, from a first image.
    let lazy = if text.contains("nn.Lazy") {
        format!("{variable}.eval()(torch.zeros(1, {channels}, {height}, {width}){flat})\n")
    } else {
        String::new()
    };
    let Steps { optimiser, scheduler } = pytorch::steps(config, variable, "train_loader");
    let stepped = |after| {
        let is_then = scheduler.as_ref().is_some_and(|scheduler| scheduler.after == after);
        if is_then { "scheduler.step()\n" } else { "" }
    };
    let indented =
        |spaces: usize, line: &str| if line.is_empty() { String::new() } else { " ".repeat(spaces) + line };
    let (after_batch, after_epoch) = (indented(8, stepped(After::Batch)), indented(4, stepped(After::Epoch)));
    let scheduler =
        scheduler.map(|scheduler| format!("scheduler = {}\n", scheduler.made)).unwrap_or_default();
    let (set, loader) = if config.validation > 0 {
        ("Validation set", "validation_loader")
    } else {
        ("Test set", "test_loader")
    };
    let last = if config.validation > 0 { "\nreport(\"Test set\", test_loader)" } else { "" };
    format!(
        "{made}{lazy}optimizer = {optimiser}\n{scheduler}epochs = {epochs}\n\n\n\
         def report(name, loader):\n    \
             {variable}.eval()\n    \
             loss, correct, total = 0.0, 0, 0\n    \
             with torch.no_grad():\n        \
                 for images, labels in loader:\n            \
                     logits = {variable}(images{flat})\n            \
                     loss += F.cross_entropy(logits, labels, reduction=\"sum\").item()\n            \
                     correct += (logits.argmax(dim=1) == labels).sum().item()\n            \
                     total += len(labels)\n    \
             print(f\"{{name}}: Average loss: {{loss / total:.4f}}, Accuracy: {{correct}}/{{total}} \"\n          \
                   f\"({{100 * correct / total:.2f}}%)\")\n\n\n\
         for epoch in range(epochs):\n    \
             {variable}.train()\n    \
             for images, labels in train_loader:\n        \
                 optimizer.zero_grad()\n        \
                 loss = F.cross_entropy({variable}(images{flat}), labels)\n        \
                 loss.backward()\n        \
                 optimizer.step()\n\
         {after_batch}{after_epoch}    \
             print(f\"Epoch {{epoch + 1}}, last batch: Loss={{loss.item():.4f}}\")\n    \
             report(\"{set}\", {loader})\n{last}",
    )
}
