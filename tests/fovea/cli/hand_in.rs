//! The hand-in: from the record of a run to a notebook that runs, and back.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::program::{Folder, complaint, idx, lines, of_type, stdout};
use crate::pytorch::python;

/// A class that takes flat images, made from constants, among what else a notebook does.
const FLAT: &str = "\
import torch
from torch import nn, optim
import numpy as np

hidden, classes = 32, 10

class FC(nn.Module):
    def __init__(self, hidden, classes=10):
        super(FC, self).__init__()
        self.fc1 = nn.Linear(784, hidden)
        self.fc2 = nn.Linear(hidden, classes)

    def forward(self, x):
        return self.fc2(torch.relu(self.fc1(x)))

net = FC(hidden, classes)
optimizer = optim.Adam(net.parameters(), lr=0.003)
epochs = 2
print('<script>alert(1)</script>')
";

/// Methods alone, as a document has them.
const METHODS: &str = "# As a document begins.
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3, stride=2)
        self.bn = nn.BatchNorm2d(4)
        self.fc = nn.LazyLinear(10)

    def forward(self, x):
        x = F.relu(self.bn(self.conv(x)))
        return F.log_softmax(self.fc(x.flatten(1)), dim=1)
";

const SEQUENCE: &str = "\
net = nn.Sequential(nn.Flatten(), nn.Linear(784, 16), nn.ReLU(), nn.Linear(16, 10))
";

/// A run's record and its hand-in.
struct Given {
    folder: Folder,
    /// The lines of the training.
    told: Vec<Value>,
    notebook: String,
}

/// Trains `net`, a name or the text of a source, and writes its hand-in.
fn give(test: &str, net: &str, options: &[&str]) -> Given {
    let folder = Folder::with_digits(test);
    let own = folder.file("own.py");
    let net = if net.contains('\n') {
        fs::write(&own, net).unwrap();
        &own
    } else {
        net
    };
    let (record, notebook) = (folder.file("run.json"), folder.file("given.ipynb"));
    let args = ["train", net, "--data", folder.text(), "--epochs", "2", "--json", "--record", &record];
    let told = lines(&stdout(&[&args, options].concat()));
    stdout(&["report", &record, "--out", &notebook]);
    Given { folder, told, notebook }
}

const CASES: [(&str, &str, &[&str]); 6] = [
    ("lenet", "lenet", &["--validation", "60", "--shuffle", "--schedule", "step:1:0.5"]),
    ("session6", "session6", &["--augment", "--schedule", "onecycle", "--batch", "64"]),
    ("cnn", "cnn", &["--optimiser", "nesterov", "--momentum", "0.9", "--schedule", "cosine", "--seed", "3"]),
    ("flat", FLAT, &["--batch", "32"]),
    ("methods", METHODS, &["--optimiser", "adamw", "--normalise"]),
    ("sequence", SEQUENCE, &[]),
];

#[test]
fn a_hand_in_read_again_is_the_same_run() {
    for (name, net, options) in CASES {
        let Given { folder, told, notebook } = give(&format!("again-{name}"), net, options);
        let again = lines(&stdout(&["train", &notebook, "--data", folder.text(), "--json"]));
        let deciding = |lines: &[Value]| {
            let mut config = lines[0].as_object().unwrap().clone();
            // What decides nothing, and what a class cannot be called.
            let decides_nothing =
                |key: &str| key.starts_with("goal_") || ["network", "filters"].contains(&key);
            config.retain(|key, _| !decides_nothing(key));
            config
        };
        assert_eq!(deciding(&again), deciding(&told), "{name}");
        let losses = |lines: &[Value]| -> Vec<Value> {
            of_type(lines, "step").iter().map(|step| step["loss"].clone()).collect()
        };
        assert_eq!(losses(&again), losses(&told), "{name}");
    }
}

#[test]
fn a_hand_in_tells_network_settings_results_and_pictures() {
    let given = give("told", "lenet", &["--validation", "60", "--goal-accuracy", "100"]);
    let markdown = given.folder.file("given.md");
    stdout(&["report", &given.folder.file("run.json"), "--out", &markdown]);
    let text = fs::read_to_string(&markdown).unwrap();
    let epoch = of_type(&given.told, "epoch")[1];
    let accuracy = format!("Accuracy: {}/{}", epoch["correct"], epoch["total"]);
    for words in [
        "# LeNet-5 variant",
        "self.conv1 = nn.Conv2d(1, 6, kernel_size=3, padding=1)  # input 28×28×1, output 28×28×6, RF 3×3",
        "Conv2d-1            [-1, 6, 28, 28]              60",
        "Total params: 106,154",
        "| Validation images | 60 |",
        "Batch_id=2 Accuracy=",
        &accuracy,
        "- Goal missed: accuracy of at least 100 %",
        "- The test set, looked at once in the end:",
        "data:image/svg+xml;base64,",
        "data:image/png;base64,",
        "| truth | as 0 |",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert_eq!(text.matches("data:image/png;base64,").count(), 1);
}

#[test]
fn several_runs_stand_side_by_side() {
    let (one, other) = (give("one", "lenet", &[]), give("other", "mlp", &[]));
    let markdown = one.folder.file("both.md");
    stdout(&["report", &one.folder.file("run.json"), &other.folder.file("run.json"), "--out", &markdown]);
    let text = fs::read_to_string(&markdown).unwrap();
    assert!(text.starts_with("# 2 runs side by side") && text.contains("| MLP | MLP | 567,434 |"), "{text}");
}

#[test]
fn what_is_no_record_is_refused() {
    let folder = Folder::new("no-record");
    let file = folder.file("run.json");
    for (content, why) in [
        ("{}", "missing field `fovea`"),
        ("nothing", "it is no file of runs"),
        (r#"{"fovea":99,"runs":[]}"#, "another version of Fovea"),
        (r#"{"fovea":1,"runs":[{}]}"#, "missing field"),
    ] {
        fs::write(&file, content).unwrap();
        let said = complaint(1, &["report", &file]);
        assert!(said.contains(why) && said.contains("fovea train --record FILE"), "{said}");
    }
    fs::write(&file, r#"{"fovea":1,"runs":[]}"#).unwrap();
    assert!(complaint(2, &["report", &file]).contains("no run"), "of nothing there is no hand-in");
    assert!(complaint(2, &["report", &file, "--out", "a.txt"]).contains(".ipynb"));
}

#[test]
fn a_run_that_never_began_takes_no_record_s_place() {
    let given = give("kept", "mlp", &[]);
    let record = given.folder.file("run.json");
    let before = fs::read(&record).unwrap();
    let args = ["train", "mlp", "--data", given.folder.text(), "--validation", "320", "--record", &record];
    complaint(1, &args);
    assert_eq!(fs::read(&record).unwrap(), before);
}

/// Data as torchvision finds them when they are there.
fn put_for_torchvision(folder: &Path) {
    let raw = folder.join("data/MNIST/raw");
    fs::create_dir_all(&raw).unwrap();
    for (name, split, count) in
        [("train", fovea::data::Split::Train, 320), ("t10k", fovea::data::Split::Test, 100)]
    {
        let digits = fovea::data::digits::generate(count, 1, split, |_| {});
        let images = idx(&[0x803, count, 28, 28], digits.images());
        fs::write(raw.join(format!("{name}-images-idx3-ubyte")), images).unwrap();
        fs::write(raw.join(format!("{name}-labels-idx1-ubyte")), idx(&[0x801, count], digits.labels()))
            .unwrap();
    }
}

#[test]
fn a_hand_in_is_a_notebook_that_trains_in_pytorch() {
    let Some(python) = python() else { return };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pytorch/hand_in.py");
    for (name, net, options) in CASES {
        let Given { folder, told, notebook } = give(&format!("pytorch-{name}"), net, options);
        put_for_torchvision(folder.path());
        let output =
            Command::new(&python).arg(&script).arg(&notebook).current_dir(folder.path()).output().unwrap();
        let (said, complaint) =
            (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        if said.starts_with("skipped") {
            println!("{said}");
            return;
        }
        assert!(output.status.success(), "{name}: {complaint}");
        assert!(
            !complaint.contains("<script>") && !said.contains("<script>"),
            "the source's own code was run: {said}"
        );
        let theirs: Value = serde_json::from_str(said.lines().last().unwrap()).unwrap();
        assert_eq!(theirs["parameters"], told[0]["parameters"], "{name}");
        let epochs = said.lines().filter(|line| line.starts_with("Epoch ")).count();
        assert_eq!(epochs, of_type(&told, "epoch").len(), "{name}: {said}");
    }
}
