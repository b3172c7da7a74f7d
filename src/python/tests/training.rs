//! The settings of a source.

use super::documents::document;
use crate::python::read;
use crate::reports::Training;

const NETWORK: &str = "model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))\n";

fn of(source: &str) -> Training {
    read(&format!("{NETWORK}{source}")).unwrap().training
}

fn setting<'t>(training: &'t Training, key: &str) -> Option<&'t str> {
    training.settings.iter().find(|(known, _)| known == key).map(|(_, text)| text.as_str())
}

#[test]
fn a_notebook_s_training_is_found() {
    let training = of("
from torchvision import datasets, transforms
from torch.utils.data import DataLoader
import torch.optim as optim
torch.manual_seed(42)
batch_size, learning_rate = 32, 5e-2
to_numbers = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))])
train_loader = DataLoader(datasets.MNIST('data', train=True, transform=to_numbers), batch_size=batch_size, shuffle=True)
test_loader = DataLoader(datasets.MNIST('data', train=False, transform=to_numbers), batch_size=1000)
optimizer = optim.SGD(model.parameters(), lr=learning_rate, momentum=0.9, weight_decay=5e-4)
scheduler = optim.lr_scheduler.StepLR(optimizer, step_size=4, gamma=0.5)
for epoch in range(1, 8):
    train(model, train_loader)
");
    let expected = [
        ("seed", "42"),
        ("batch", "32"),
        ("shuffle", "1"),
        ("normalise", "1"),
        ("optimiser", "sgd"),
        ("lr", "0.05"),
        ("momentum", "0.9"),
        ("weight_decay", "0.0005"),
        ("schedule", "step:4:0.5"),
        ("epochs", "7"),
    ];
    for (key, text) in expected {
        assert_eq!(setting(&training, key), Some(text), "{key}");
    }
    assert_eq!(
        (training.settings.len(), training.left_out.len()),
        (expected.len(), 0),
        "{:?}",
        training.left_out
    );
}

#[test]
fn what_there_is_not_is_listed() {
    let training = of("
optimizer = optim.RMSprop(model.parameters(), lr=0.001)
scheduler = optim.lr_scheduler.OneCycleLR(optimizer, unknown, pct_start=0.1, anneal_strategy='linear')
other = optim.SGD(model.parameters(), lr=unknown, dampening=0.1)
third = optim.Adam(model.parameters(), lr=unknown, betas=(0.8, 0.999), amsgrad=True)
fourth = optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=200)
epochs = 3
changes = transforms.Compose([transforms.RandomRotation(7), transforms.ToTensor(), transforms.Normalize(0.5, 0.5)])
");
    assert_eq!(
        training.left_out,
        [
            "optim.RMSprop is not known here.",
            "OneCycleLR's pct_start is not known here.",
            "OneCycleLR's straight lines are not known here: it follows cosines.",
            "SGD's dampening is not known here.",
            "Other betas of Adam than 0.9 and 0.999 are not known here.",
            "Adam's amsgrad is not known here.",
            "transforms.RandomRotation: Fovea's own rotation, shift and scale take its place.",
            "Normalize by other numbers than MNIST's 0.1307 and 0.3081 is not known here.",
            "CosineAnnealingLR's T_max is the number of epochs here.",
        ]
    );
    assert_eq!(setting(&training, "lr"), None);
    assert_eq!(setting(&training, "augment"), Some("1"));
}

#[test]
fn other_optimisers_and_schedules_are_taken_over() {
    let cases = [
        (
            "optim.SGD(p, 0.1, 0.9, nesterov=True)",
            &[("optimiser", "nesterov"), ("lr", "0.1"), ("momentum", "0.9")][..],
        ),
        ("val_size = 1000", &[("validation", "1000")]),
        ("optim.Adam(p)", &[("optimiser", "adam"), ("lr", "0.001"), ("weight_decay", "0")]),
        ("optim.AdamW(p, 3e-4)", &[("optimiser", "adamw"), ("lr", "0.0003"), ("weight_decay", "0.01")]),
        (
            "optim.lr_scheduler.CosineAnnealingLR(o, 4)\nepochs = 4",
            &[("schedule", "cosine"), ("epochs", "4")],
        ),
        (
            "optim.lr_scheduler.OneCycleLR(o, max_lr=0.2, total_steps=90)",
            &[("schedule", "onecycle"), ("lr", "0.2")],
        ),
    ];
    for (source, expected) in cases {
        let training = of(source);
        for (key, text) in expected {
            assert_eq!(setting(&training, key), Some(*text), "{key} of {source}");
        }
        assert_eq!(training.left_out, [""; 0], "{source}");
    }
}

#[test]
fn what_is_called_for_its_effect_is_passed_over_but_for_main() {
    let training = of("
def draw():
    for i in range(1000):
        plt.subplot(1, 2, i)
        plt.imshow(images[i])
def main():
    optimizer = optim.SGD(model.parameters(), lr=0.25)
draw()
draw()
draw()
torch.manual_seed(3)
if __name__ == '__main__':
    main()
");
    assert_eq!((setting(&training, "seed"), setting(&training, "lr")), (Some("3"), Some("0.25")));
}

#[test]
fn a_source_without_training_says_nothing_of_it() {
    assert_eq!(of(""), Training::default());
    let pixels = of("data = datasets.MNIST('data', transform=transforms.ToTensor())");
    assert_eq!(pixels.settings, [("normalise".to_owned(), "0".to_owned())]);
}

#[test]
fn the_first_document_trains_as_the_zoo_has_it() {
    let Some(text) = document("000") else { return println!("document 000 is not at hand: not read") };
    let cell = |first: &str, behind: &str| {
        let rest = &text[text.find(first).unwrap()..];
        &rest[..rest.find(behind).unwrap()]
    };
    let code = [
        cell("from __future__", "\n## "),
        cell("class Net(", "\n## "),
        cell("torch.manual_seed(1)", "\nDownloading"),
        cell("model = Net().to(device)\noptimizer", "\nloss="),
    ];
    let training = read(&code.concat()).unwrap().training;
    let expected = [
        ("batch", "128"),
        ("lr", "0.01"),
        ("momentum", "0.9"),
        ("seed", "1"),
        ("shuffle", "1"),
        ("normalise", "1"),
        ("epochs", "1"),
    ];
    for (key, text) in expected {
        assert_eq!(setting(&training, key), Some(text), "{key} of {training:?}");
    }
}

#[test]
fn images_that_are_kept_apart_are_taken_over() {
    let training = of("torch.utils.data.random_split(images, [55000, 5000])");
    assert_eq!(setting(&training, "validation"), Some("5000"));
    assert_eq!(
        training.left_out,
        ["random_split: the last images are kept apart here, where PyTorch draws them."]
    );
    let shares = of("torch.utils.data.random_split(images, [0.9, 0.1])");
    assert_eq!(setting(&shares, "validation"), None);
    assert!(shares.left_out[0].contains("two whole numbers"));
}
