//! Networks of one's own: files of PyTorch in the place of a network's name.

use std::fs;

use super::program::{Folder, complaint, lines, run};

const CLASS: &str = "
class Net(nn.Module):
    def __init__(self, hidden=24):
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3, stride=2)
        self.fc = nn.Linear(4 * 13 * 13, hidden)
        self.out = nn.Linear(hidden, 10)

    def forward(self, x):
        x = F.relu(self.conv(x)).flatten(1)
        return self.out(F.relu(self.fc(x)))
";

fn written(folder: &Folder, name: &str, text: &str) -> String {
    let path = folder.file(name);
    fs::write(&path, text).unwrap();
    path
}

#[test]
fn a_class_is_summed_up_commented_trained_and_tested() {
    let folder = Folder::with_digits("own");
    let class = written(&folder, "net.py", CLASS);
    let weights = folder.file("net.safetensors");
    let summary = String::from_utf8(run(&["summary", &class]).stdout).unwrap();
    assert!(summary.contains("Parameters: 16,538"), "{summary}");
    let commented = String::from_utf8(run(&["summary", &class, "--comment"]).stdout).unwrap();
    assert!(commented.contains("stride=2)  # input 28×28×1, output 13×13×4, RF 3×3\n"), "{commented}");
    let data = ["--data", folder.text()];
    let trained = run(&[&["train", &class, "--epochs", "1", "--out", &weights], &data[..]].concat());
    assert!(trained.status.success(), "{trained:?}");
    let tested = run(&[&["evaluate", &weights, "--net", &class], &data[..]].concat());
    assert!(tested.status.success(), "{tested:?}");
}

#[test]
fn an_image_of_another_shape_is_summed_up() {
    let folder = Folder::with_digits("input");
    let layers = "nn.Conv2d(3, 32, 3), nn.ReLU(), nn.Conv2d(32, 64, 3), nn.MaxPool2d(2), nn.Conv2d(64, 8, 1)";
    let quiz = written(&folder, "quiz.py", &format!("quiz = nn.Sequential({layers})\n"));
    let summary = String::from_utf8(run(&["summary", &quiz, "--input", "3x400x400"]).stdout).unwrap();
    assert!(summary.contains("64×396×396"), "{summary}");
    assert!(summary.contains("Channels in memory before the first pool: 99\n"), "{summary}");
    assert!(complaint(1, &["summary", &quiz]).contains("expects 3 channels and gets 1"));
    let zoo = run(&["summary", "session2", "--input", "47x49", "--json"]);
    let [summary] = &lines(&String::from_utf8(zoo.stdout).unwrap())[..] else { panic!("one object") };
    assert_eq!(summary["layers"][0]["output"], serde_json::json!([32, 47, 49]));
    for shape in ["0x28x28", "3x400x", "1x2x3x4", "28", "99999x1"] {
        assert!(complaint(2, &["summary", &quiz, "--input", shape]).contains("as in 3x400x400"), "{shape}");
    }
}

#[test]
fn a_source_brings_its_settings_and_the_command_line_has_the_last_word() {
    let folder = Folder::with_digits("settings");
    let training =
        "model = Net()\noptimizer = optim.SGD(model.parameters(), lr=0.05, momentum=0.5)\nepochs = 1\n";
    let class = written(
        &folder,
        "net.py",
        &format!("{CLASS}\n{training}scheduler = optim.lr_scheduler.CyclicLR()\n"),
    );
    let trained = run(&["train", &class, "--momentum", "0.25", "--data", folder.text()]);
    let told = String::from_utf8(trained.stdout).unwrap();
    assert!(told.contains("batch size 128, optimiser sgd, learning rate 0.05, momentum 0.25"), "{told}");
    let noted = String::from_utf8(trained.stderr).unwrap();
    assert!(noted.contains("note: optim.lr_scheduler.CyclicLR is not known here."), "{noted}");
}

#[test]
fn a_notebook_s_network_is_named_where_it_has_several() {
    let folder = Folder::new("notebook");
    let cells = ["a = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))", CLASS];
    let cells =
        cells.map(|source| serde_json::json!({ "cell_type": "code", "source": source, "outputs": [] }));
    let notebook =
        written(&folder, "own.ipynb", &serde_json::json!({ "cells": cells, "nbformat": 4 }).to_string());
    let several = complaint(1, &["summary", &notebook]);
    assert!(several.contains("several networks, a, Net"), "{several}");
    let of_a = run(&["summary", &format!("{notebook}:a"), "--json"]);
    assert_eq!(lines(&String::from_utf8(of_a.stdout).unwrap())[0]["parameters"], 7850);
    assert!(complaint(1, &["summary", &format!("{notebook}:b")]).contains("it has a, Net"));
}

#[test]
fn what_cannot_be_read_is_refused_by_line() {
    let folder = Folder::new("refused");
    let class = written(&folder, "net.py", &CLASS.replace("4 * 13 * 13", "400"));
    let refused = complaint(1, &["train", &class]);
    assert!(
        refused.contains(
            "line 6, column 19: fc expects 400 numbers and gets 676: write `nn.Linear(676, hidden)`"
        ),
        "{refused}"
    );
    assert!(complaint(1, &["summary", &folder.file("none.py")]).contains("cannot be read"));
    assert!(complaint(2, &["summary", "lenet", "--comment"]).contains("homework.py"));
}
