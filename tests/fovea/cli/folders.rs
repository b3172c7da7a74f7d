//! Folders of data as people have them.

use std::fs;
use std::path::Path;
use std::process::Command;

use fovea::data::digits::generate;
use fovea::data::{Dataset, Split};
use serde_json::Value;

use super::program::{Folder, complaint, idx, lines, of_type, run, stdout, write_idx};

fn digits(count: u32) -> Dataset {
    generate(count, 1, Split::Test, |_| {})
}

/// A set whose files are called `PREFIXtrain-images` and so on.
fn write_set(folder: &Path, prefix: &str, train: u32, test: u32) {
    write_idx(folder, &format!("{prefix}train"), &digits(train));
    write_idx(folder, &format!("{prefix}test"), &digits(test));
}

/// Trains for an epoch: the lines of its output, and what it says on stderr.
fn trained(data: &str, more: &[&str]) -> (Vec<Value>, String) {
    let args = [&["train", "mlp", "--epochs", "1", "--json", "--data", data][..], more].concat();
    let output = run(&args);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{args:?}: {stderr}");
    (lines(&String::from_utf8(output.stdout).unwrap()), stderr)
}

/// Numbers of training and test images, and what is said on stderr.
fn images(data: &str) -> (u64, u64, String) {
    let (lines, stderr) = trained(data, &[]);
    let number = |name: &str| lines[0][name].as_u64().unwrap();
    (number("train_images"), number("test_images"), stderr)
}

fn refused(data: &str) -> String {
    complaint(1, &["train", "mlp", "--data", data])
}

#[test]
fn names_decide_and_a_note_says_where_sizes_disagree() {
    let folder = Folder::new("names");
    write_set(folder.path(), "", 64, 96);
    let note = "note: train-images holds fewer images than test-images: the names decide.\n";
    assert_eq!(images(folder.text()), (64, 96, note.into()));
    fs::rename(folder.file("test-images"), folder.file("t10k-labels-idx1")).unwrap();
    let (train, test, notes) = images(folder.text());
    assert_eq!((train, test), (64, 96));
    assert!(notes.contains("note: t10k-labels-idx1 holds images, whatever its name says"), "{notes}");
    fs::rename(folder.file("test-labels"), folder.file("train-2-labels")).unwrap();
    assert!(
        refused(folder.text()).contains("train-2-labels and train-labels are both named as training labels")
    );
}

#[test]
fn torchvisions_folders_are_found() {
    let folder = Folder::new("torchvision");
    write_set(&folder.path().join("MNIST/raw"), "", 64, 32);
    for data in [folder.text(), &folder.file("MNIST"), &folder.file("MNIST/raw")] {
        assert_eq!(images(data), (64, 32, String::new()), "{data}");
    }
    // A folder without data is no choice.
    fs::create_dir_all(folder.path().join("KMNIST/raw")).unwrap();
    assert_eq!(images(folder.text()).0, 64);
    for other in ["FashionMNIST", "QMNIST"] {
        write_set(&folder.path().join(other).join("raw"), "", 64, 32);
        let message = refused(folder.text());
        for part in ["/MNIST/raw`", &format!("/{other}/raw`"), "with --data"] {
            assert!(message.contains(part), "{message}");
        }
    }
    assert_eq!(images(&folder.file("QMNIST")).0, 64);
    // What lies in the folder itself goes first.
    write_set(folder.path(), "", 96, 32);
    assert_eq!(images(folder.text()).0, 96);
}

#[test]
fn of_emnists_folder_the_digits_are_taken() {
    let folder = Folder::new("emnist");
    for (set, train) in [("balanced", 80), ("digits", 64), ("letters", 96)] {
        write_set(folder.path(), &format!("emnist-{set}-"), train, 32);
    }
    fs::write(folder.file("emnist-digits-mapping.txt"), "0 48").unwrap();
    let (train, _, notes) = images(folder.text());
    let note = "note: Of the data sets emnist-balanced, emnist-digits and emnist-letters, emnist-digits was taken.\n";
    assert_eq!((train, notes.as_str()), (64, note));
    fs::remove_file(folder.file("emnist-digits-test-labels")).unwrap();
    assert!(refused(folder.text()).contains("several data sets, emnist-balanced and emnist-letters;"));
}

#[test]
fn transposed_images_are_turned_back() {
    let (upright, turned) = (Folder::new("upright"), Folder::new("turned"));
    for (name, count) in [("train", 64), ("test", 32)] {
        write_idx(upright.path(), name, &digits(count));
        write_idx(turned.path(), name, &digits(count).transposed());
    }
    let losses = |folder: &Folder, more: &[&str]| {
        let (lines, _) = trained(folder.text(), more);
        of_type(&lines, "epoch").iter().map(|epoch| epoch["test_loss"].clone()).collect::<Vec<_>>()
    };
    let expected = losses(&upright, &[]);
    assert_eq!(losses(&turned, &["--transpose"]), expected);
    assert_ne!(losses(&turned, &[]), expected);
    let generated = complaint(1, &["train", "mlp", "--data", "generated", "--transpose"]);
    assert!(generated.contains("leave out --transpose"), "{generated}");
}

#[test]
fn a_test_pair_alone_is_enough_to_evaluate_and_not_to_train() {
    let folder = Folder::new("pair");
    let weights = folder.file("mlp.safetensors");
    write_set(&folder.path().join("all"), "", 64, 48);
    trained(&folder.file("all"), &["--out", &weights]);
    let score = |data: &str| {
        let score =
            lines(&stdout(&["evaluate", &weights, "--net", "mlp", "--json", "--data", data])).remove(0);
        (score["total"].clone(), score["loss"].clone())
    };
    let whole = score(&folder.file("all"));
    assert_eq!(whole.0, 48);
    for name in ["t10k", "mine", "train"] {
        let data = folder.file(&format!("pair-{name}"));
        write_idx(Path::new(&data), name, &digits(48));
        assert_eq!(score(&data), whole, "{name}");
        let message = refused(&data);
        assert!(
            message.contains("1 file of images and 1 of labels were given where two and two"),
            "{message}"
        );
    }
    fs::remove_file(folder.file("pair-mine/mine-labels")).unwrap();
    let message = complaint(1, &["evaluate", &weights, "--net", "mlp", "--data", &folder.file("pair-mine")]);
    assert!(message.contains("1 file of images and 0 of labels were given where one and one"), "{message}");
}

#[test]
fn what_cannot_be_used_is_named_with_its_reason() {
    let folder = Folder::new("unusable");
    write_set(folder.path(), "", 64, 32);
    fs::write(folder.file("README"), "the four files").unwrap();
    let labels = folder.file("test-labels");
    let letters: Vec<u8> = (1..=26).cycle().take(104).collect();
    let contents: [(Vec<u8>, &str); 5] = [
        (
            b"\n<!doctype html><p>Please sign in".to_vec(),
            "test-labels: this is a web page, not data (a login page",
        ),
        (b"version https://git-lfs.github.com/spec/v1".to_vec(), "test-labels: this is a pointer of Git LFS"),
        (vec![0x1F, 0x8B, 8], "test-labels: the gzip file ends too early, after 3 bytes"),
        (idx(&[0x801, 104], &letters), "test-labels: its labels have 26 classes (1 to 26), as letters do"),
        (idx(&[0x801, 2], &[3, 77]), "test-labels: label 1 is 77 where only 0 to 9 are digits"),
    ];
    for (content, reason) in contents {
        fs::write(&labels, content).unwrap();
        let message = refused(folder.text());
        assert!(
            message.contains("2 files of images and 1 of labels") && message.contains(reason),
            "{message}"
        );
        assert!(!message.contains("README"), "{message}");
    }
    // Once the set is complete, nobody misses it.
    fs::write(folder.file("test-labels-idx1"), idx(&[0x801, 32], digits(32).labels())).unwrap();
    assert_eq!(images(folder.text()), (64, 32, String::new()));
}

#[test]
fn packed_unpacked_and_padded_files_are_one() {
    let folder = Folder::new("packed");
    write_set(folder.path(), "", 64, 32);
    let names = ["train-images", "train-labels", "test-images", "test-labels"];
    let paths = names.map(|name| folder.file(name));
    assert!(Command::new("gzip").arg("--keep").args(&paths).status().unwrap().success());
    for name in ["0001.png", "mapping.txt", "train-labels.tsv"] {
        fs::write(folder.file(name), "no data").unwrap();
    }
    assert_eq!(images(folder.text()), (64, 32, String::new()));
    for path in &paths {
        fs::remove_file(path).unwrap();
        let packed = format!("{path}.gz");
        let padded = [fs::read(&packed).unwrap(), vec![0; 512]].concat();
        fs::write(&packed, padded).unwrap();
    }
    assert_eq!(images(folder.text()), (64, 32, String::new()));
}

#[test]
fn other_types_and_shapes_are_the_same_data() {
    let (bytes, floats) = (Folder::new("bytes"), Folder::new("floats"));
    write_set(bytes.path(), "", 64, 32);
    for (name, count) in [("train", 64), ("test", 32)] {
        let set = digits(count);
        let pixels: Vec<u8> =
            set.images().iter().flat_map(|&pixel| (f32::from(pixel) / 255.0).to_be_bytes()).collect();
        let rows: Vec<u8> = set
            .labels()
            .iter()
            .flat_map(|&digit| [i32::from(digit), 4, 0, 0, 0, 0, 0, 0])
            .flat_map(i32::to_be_bytes)
            .collect();
        fs::write(floats.file(&format!("{name}-images")), idx(&[0xD02, count, 784], &pixels)).unwrap();
        fs::write(floats.file(&format!("{name}-labels")), idx(&[0xC02, count, 8], &rows)).unwrap();
    }
    let loss = |folder: &Folder| of_type(&trained(folder.text(), &[]).0, "epoch")[0]["test_loss"].clone();
    assert_eq!(loss(&bytes), loss(&floats));
}
