//! What it does not do, and says why.

use std::fs;
use std::process::Command;

use super::program::{Folder, complaint, fovea, lines, run};

#[test]
fn what_cannot_be_written_is_found_out_before_training() {
    let folder = Folder::with_digits("out");
    let train = |out: &str| complaint(1, &["train", "mlp", "--data", folder.text(), "--out", out]);
    assert!(train(&folder.file("no/such/folder")).contains("cannot be written"));
    assert!(train(folder.text()).contains("not a regular file"));
    assert!(train("/dev/null").contains("not a regular file"));
}

#[test]
fn a_file_that_is_there_survives_a_run_that_fails() {
    let folder = Folder::with_digits("survive");
    let (old, nowhere) = (folder.file("old.safetensors"), folder.file("nowhere"));
    fs::write(&old, "old").unwrap();
    let before = folder.names();
    complaint(1, &["train", "mlp", "--data", &nowhere, "--out", &old]);
    assert_eq!((fs::read_to_string(&old).unwrap().as_str(), folder.names()), ("old", before));
}

#[test]
fn settings_are_refused_in_the_pages_words() {
    let message = complaint(2, &["train", "resnet"]);
    assert!(message.contains("`resnet`") && message.contains("session2, session1-last-relu"), "{message}");
    assert_eq!(
        complaint(2, &["train", "lenet", "--epochs", "0", "--lr=-1"]),
        "error: Epochs must be a whole number from 1 to 1000 (for example 5), not `0`. Learning rate must be a \
         number above 0 and at most 10 (for example 0.01), not `-1`."
    );
    assert!(complaint(2, &["train", "lenet", "--schedule", "linear"]).contains("step:6:0.1"));
    assert!(complaint(2, &["train", "lenet", "--filters", "1,2,3"]).contains("cnn only"));
    assert!(complaint(2, &["summary", "cnn", "--filters", "1,2"]).contains("16,32,64"));
    assert!(complaint(2, &["evaluate", "a", "--net", "lenet5"]).contains("`lenet5`"));
    assert_eq!(run(&["train"]).status.code(), Some(2));
    assert_eq!(run(&["train", "lenet", "--device", "tpu"]).status.code(), Some(2));
}

#[test]
fn reproduce_writes_into_the_folders_it_is_told_and_nowhere_else() {
    let folder = Folder::new("reproduce");
    let reproduce = |args: &[&str]| {
        let output = fovea(&[&["reproduce"], args].concat()).current_dir(folder.path()).output().unwrap();
        output.status.code()
    };
    assert_eq!(reproduce(&["--report-only"]), Some(2));
    assert_eq!(reproduce(&["--report-only", "--dir", "runs"]), Some(2));
    assert_eq!(reproduce(&["--report-only", "--out", "report"]), Some(2));
    assert!(folder.names().is_empty(), "{:?}", folder.names());
    assert_eq!(reproduce(&["--report-only", "--dir", "runs", "--out", "report"]), Some(0));
    assert_eq!(folder.names(), ["report"]);
    assert!(fs::read_to_string(folder.file("report/reproduction.md")).unwrap().contains("Not run."));
}

#[test]
fn data_that_are_not_there_or_not_right_are_told() {
    let train = |data: &str| complaint(1, &["train", "mlp", "--data", data]);
    assert!(complaint(1, &["train", "mlp"]).contains("MNIST_DIR"));
    let folder = Folder::with_digits("data");
    assert!(train(&folder.file("nowhere")).contains("nowhere"));
    assert!(train(&folder.file("first-labels")).contains("--data takes a folder"));
    fs::write(folder.file("first-images"), [0, 0, 8, 3, 0, 0, 0, 5]).unwrap();
    assert!(train(folder.text()).contains("first-images: the file ends after 8 bytes"));
    fs::remove_file(folder.file("first-images")).unwrap();
    assert!(train(folder.text()).contains("1 file of images and 2 of labels"));
}

#[test]
fn a_folder_may_hold_other_files_and_both_forms() {
    let folder = Folder::with_digits("mixed");
    fs::write(folder.file("README"), "the four files").unwrap();
    fs::create_dir(folder.file("more")).unwrap();
    let (images, labels) = (folder.file("first-images"), folder.file("second-labels"));
    assert!(Command::new("gzip").args(["--keep", &images, &labels]).status().unwrap().success());
    let output =
        fovea(&["train", "mlp", "--epochs", "1", "--json"]).env("MNIST_DIR", folder.text()).output().unwrap();
    let config = lines(&String::from_utf8(output.stdout).unwrap()).remove(0);
    assert_eq!((&config["train_images"], &config["data"]), (&320.into(), &"own".into()));
}
