//! The classes of the documents that Fovea is made after, where those are at hand, and classes in our own words that are
//! written in the same ways.

use std::path::Path;

use super::{names, only, ops};
use crate::arch::pytorch;
use crate::python::read;
use crate::reports::OwnNetwork;
use crate::zoo::{self, ROWS, Row};

/// The text of a document, if it is there.
pub fn document(number: &str) -> Option<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/seeds");
    let mut files = std::fs::read_dir(folder).ok()?.filter_map(Result::ok);
    let file = files.find(|file| file.file_name().to_string_lossy().starts_with(number))?;
    std::fs::read_to_string(file.path()).ok()
}

/// The lines from the first that begins so (spaces aside) to the last that is indented after it.
fn part<'a>(document: &'a str, first: &str) -> &'a str {
    let from = document
        .find(first)
        .map(|at| document[..at].rfind('\n').map_or(0, |end| end + 1))
        .unwrap_or_default();
    let rest = &document[from..];
    let mut length = 0;
    for (nth, line) in rest.split_inclusive('\n').enumerate() {
        if nth > 0 && !line.trim().is_empty() && !line.starts_with(' ') {
            break;
        }
        length += line.len();
    }
    &rest[..length]
}

#[track_caller]
fn is_of(network: &OwnNetwork, row: &Row) {
    assert_eq!(ops(&network.network.layers), ops(&row.network().layers));
    assert_eq!(network.network.id(), row.id());
}

#[test]
fn the_classes_of_the_documents_are_networks_of_the_zoo() {
    let classes = [
        ("000", "class Net(", &zoo::SESSION2),
        ("001", "class Net(", &zoo::SESSION1_LAST_RELU),
        ("002", "    def __init__(self)", &zoo::SESSION6),
        ("004", "class FC(", &zoo::MLP),
        ("004", "class CNN_LeNet(", &zoo::LENET),
        ("004", "class CNN(", &zoo::CNN),
    ];
    for (number, first, row) in classes {
        let Some(text) = document(number) else {
            println!("document {number} is not at hand: not read");
            continue;
        };
        let network = only(part(&text, first));
        is_of(&network, row);
        match row.name {
            "session6" => {
                assert_eq!(names(&network)[..5], ["conv1.0", "conv1.1", "conv1.2", "conv1.3", "conv2.0"]);
                assert!(network.remarks[0].contains("class called Net"), "{:?}", network.remarks);
            }
            "mlp" => {
                assert_eq!(names(&network)[..2], ["flatten1", "_fc1"]);
                assert_eq!(network.remarks, ["_fc1 takes flat images: a flatten was put before it."]);
            }
            "lenet" => assert_eq!(names(&network)[..3], ["_conv2d1", "relu1", "maxpool1"]),
            _ => {}
        }
    }
}

/// In the manner of the first documents: functions nested in each other, a view, a log-softmax without `dim`.
const NESTED_CALLS: &str = "
class Seven(nn.Module):
    def __init__(self):
        super(Seven, self).__init__()
        self.first = nn.Conv2d(1, 8, 3, padding=1)   # sees 3x3
        self.half = nn.MaxPool2d(2, 2)
        self.second = nn.Conv2d(8, 16, 3)
        self.never_called = nn.MaxPool2d(2, 2)
        self.third = nn.Conv2d(16, 10, 12)

    def forward(self, image):
        image = self.half(F.relu(self.first(image)))
        image = F.relu(self.second(image))
        image = self.third(image)
        image = image.view(-1, 10)
        return F.log_softmax(image)
";

#[test]
fn a_class_with_nested_calls_gives_layers_in_the_order_of_the_image() {
    let network = only(NESTED_CALLS);
    assert_eq!(
        names(&network),
        ["first", "relu1", "half", "second", "relu2", "third", "flatten1", "logsoftmax1"]
    );
    let modules: Vec<bool> = network.network.layers.iter().map(|layer| layer.module).collect();
    assert_eq!(modules, [true, false, true, true, false, true, false, false]);
    assert_eq!(network.comments[0].line, 4);
    assert_eq!(network.network.trace().unwrap().parameters, 80 + 1168 + 23_050);
}

#[test]
fn methods_without_a_class_line_are_read_with_their_own_lines() {
    let methods: String = NESTED_CALLS.lines().skip(2).map(|line| format!("{line}\n")).collect();
    let network = only(&methods.replace("Seven", "Net"));
    assert_eq!(network.network.label, "Net");
    assert_eq!(network.comments[0].line, 2);
}

#[test]
fn a_notebook_s_networks_are_all_found_and_its_other_classes_passed_over() {
    let source = "
import torch
from torch import nn
import torch.nn.functional as F
from torchvision import transforms

class Flat:
    def __call__(self, x):
        return x.flatten()

class Noise(nn.Module):
    def forward(self, x):
        return x + torch.randn_like(x) * 0.1

batch_size = 64
loader = torch.utils.data.DataLoader(data, batch_size=batch_size)

class Small(nn.Module):
    def __init__(self, hidden=16):
        super().__init__()
        self.layers = nn.Sequential(nn.Flatten(), nn.Linear(28 * 28, hidden), nn.ReLU(), nn.Linear(hidden, 10))
    def forward(self, x):
        return self.layers(x)

model = Small(hidden=batch_size // 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(3):
    for images, labels in loader:
        loss = F.cross_entropy(model(images), labels)

linear = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
";
    let readings = read(source).unwrap().readings;
    let found: Vec<_> = readings.iter().map(|reading| reading.name.as_str()).collect();
    assert_eq!(found, ["Small", "linear"]);
    let small = readings[0].network.as_ref().unwrap();
    assert_eq!(names(small), ["layers.0", "layers.1", "layers.2", "layers.3"]);
    assert_eq!(small.network.trace().unwrap().parameters, 785 * 32 + 33 * 10);
}

#[test]
fn the_classes_that_the_page_writes_are_read_back_as_they_were() {
    for row in ROWS {
        let written = row.network();
        let network = only(&pytorch::source(&written).unwrap());
        is_of(&network, row);
        let weights = |layers: &[crate::arch::Layer]| -> Vec<String> {
            layers.iter().filter(|layer| layer.op.has_weights()).map(|layer| layer.name.clone()).collect()
        };
        assert_eq!(weights(&network.network.layers), weights(&written.layers), "{}", row.name);
    }
}

#[test]
fn a_network_that_others_only_speak_of_is_none_of_their_parts() {
    let source = "
class CNN(nn.Sequential):
    def __init__(self):
        super().__init__(nn.Flatten(), nn.Linear(784, 10))

class Other(nn.Module):
    \"\"\"Not the CNN.\"\"\"
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(784, 10)  # smaller than the CNN
    def forward(self, x):
        return self.fc(x.flatten(1))
";
    let found: Vec<_> = read(source).unwrap().readings.into_iter().map(|reading| reading.name).collect();
    assert_eq!(found, ["CNN", "Other"]);
}

#[test]
fn comments_tell_sizes_and_fields_and_are_written_anew() {
    let own = only(NESTED_CALLS);
    let line = |text: &str, of: &str| {
        text.lines().find(|line| line.contains(of)).unwrap_or_default().trim().to_owned()
    };
    assert_eq!(
        line(&own.commented(NESTED_CALLS, false), "self.half ="),
        "self.half = nn.MaxPool2d(2, 2)  # input 28×28×8, output 14×14×8, RF 4×4"
    );
    assert!(line(&own.commented(NESTED_CALLS, true), "self.half =").ends_with("RF 6×6"));
    assert_eq!(
        line(&own.commented(NESTED_CALLS, false), "self.first ="),
        "self.first = nn.Conv2d(1, 8, 3, padding=1)   # sees 3x3  # input 28×28×1, output 28×28×8, RF 3×3"
    );
    assert_eq!(
        line(&own.commented(NESTED_CALLS, false), "never_called"),
        "self.never_called = nn.MaxPool2d(2, 2)"
    );
    let commented = own.commented(NESTED_CALLS, false);
    let again = only(&commented);
    assert_eq!(again.network, own.network);
    assert_eq!(again.commented(&commented, false), commented);
}
