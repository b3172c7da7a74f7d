//! The program `fovea` as its user sees it: output, files, messages, exit codes.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{self, Command, Output, Stdio};

use fovea::data::digits::generate;
use fovea::data::{Dataset, Split};
use serde_json::Value;

/// A folder that goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let path = std::env::temp_dir().join(format!("fovea-cli-{test}-{}", process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    /// With few generated digits as IDX files.
    fn with_digits(test: &str) -> Self {
        let folder = Self::new(test);
        write_idx(&folder.0, "first", &generate(320, 1, Split::Train, |_| {}));
        write_idx(&folder.0, "second", &generate(100, 1, Split::Test, |_| {}));
        folder
    }

    fn text(&self) -> &str {
        self.0.to_str().unwrap()
    }

    fn file(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn write_idx(folder: &Path, name: &str, digits: &Dataset) {
    let count = digits.len() as u32;
    let file = |words: &[u32], payload: &[u8]| -> Vec<u8> {
        words.iter().flat_map(|word| word.to_be_bytes()).chain(payload.iter().copied()).collect()
    };
    fs::write(folder.join(format!("{name}-images")), file(&[0x803, count, 28, 28], digits.images())).unwrap();
    fs::write(folder.join(format!("{name}-labels")), file(&[0x801, count], digits.labels())).unwrap();
}

/// The program, with nothing in its environment that says where data are.
fn fovea(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fovea"));
    command.args(args).env_remove("MNIST_DIR").env("FOVEA_TOOLS", "/nonexistent/tools");
    command
}

fn run(args: &[&str]) -> Output {
    fovea(args).output().unwrap()
}

fn stdout(args: &[&str]) -> String {
    let output = run(args);
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The one line on stderr of a command that fails with this exit code.
fn complaint(code: i32, args: &[&str]) -> String {
    let output = run(args);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{args:?}: {stderr}");
    let [line] = stderr.lines().collect::<Vec<_>>()[..] else { panic!("{args:?} says {stderr}") };
    assert!(line.starts_with("error: ") && line.ends_with('.'), "{line}");
    line.to_owned()
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The numbers of a safetensors file; its header's metadata stand in no particular order.
fn numbers(file: &str) -> Vec<u8> {
    let bytes = fs::read(file).unwrap();
    let header = u64::from_le_bytes(*bytes.first_chunk().unwrap());
    bytes[8 + header as usize..].to_vec()
}

fn of_type<'a>(lines: &'a [Value], name: &str) -> Vec<&'a Value> {
    lines.iter().filter(|line| line["type"] == name).collect()
}

#[test]
fn nets_lists_parameters_and_fields_of_the_reference() {
    let text = stdout(&["nets"]);
    let row = |id: &str| text.lines().find(|line| line.split(' ').next() == Some(id)).unwrap().to_owned();
    assert!(row("session2").contains("6,379,786     40  From"), "{text}");
    assert!(row("session6").contains("17,054     38"), "{text}");
    assert!(row("mlp").contains("567,434    all"), "{text}");
}

#[test]
fn a_summary_shows_both_fields_and_torchsummarys_totals() {
    let text = stdout(&["summary", "session2"]);
    let row = text.lines().find(|line| line.starts_with("conv3 ")).unwrap();
    let cells: Vec<_> = row.split_whitespace().collect();
    assert_eq!(cells, ["conv3", "Conv2d", "128×14×14", "73,856", "10", "12"]);
    assert!(
        text.contains("Parameters: 6,379,786\n") && text.contains("Parameters size (MB): 24.34\n"),
        "{text}"
    );

    let json = lines(&stdout(&["summary", "cnn", "--filters", "3,4,5", "--json"]));
    let [summary] = json.as_slice() else { panic!("{json:?}") };
    assert_eq!(summary["layers"][0]["output"], serde_json::json!([3, 28, 28]));
    let parameters =
        summary["layers"].as_array().unwrap().iter().map(|layer| layer["parameters"].as_u64().unwrap());
    assert_eq!(summary["parameters"].as_u64(), Some(parameters.sum()));
}

#[test]
fn a_reader_that_goes_is_no_error() {
    for args in [&["nets"][..], &["summary", "session6"], &["--help"]] {
        let mut child = fovea(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{args:?}");
    }
}

#[test]
fn every_command_has_help_with_examples() {
    for command in ["summary", "train", "evaluate", "reproduce"] {
        let help = stdout(&[command, "--help"]);
        assert!(help.contains(&format!("\n  fovea {command} ")), "{help}");
        let codes = help.contains("Exit codes:");
        assert_eq!(codes, command != "summary", "{help}");
    }
    assert!(stdout(&["--help"]).contains("  130  stopped by Ctrl-C"));
}

#[test]
fn the_same_command_gives_the_same_losses_and_weights() {
    let folder = Folder::with_digits("twice");
    let trained = |out: &str| {
        let out = folder.file(out);
        let args =
            ["train", "lenet", "--data", folder.text(), "--epochs", "2", "--lr", "0.05", "--batch", "64"];
        let args = [&args[..], &["--shuffle", "--augment", "--seed", "7", "--json", "--out", &out]].concat();
        (lines(&stdout(&args)), numbers(&out))
    };
    let ((first, weights), (second, again)) = (trained("a.safetensors"), trained("b.safetensors"));
    let config = &first[0];
    assert_eq!(
        (&config["type"], &config["data"], &config["seed"]),
        (&"config".into(), &"own".into(), &7.into())
    );
    assert_eq!((&config["shuffle"], &config["normalise"]), (&true.into(), &false.into()));
    assert_eq!((&config["train_images"], &config["test_images"]), (&320.into(), &100.into()));
    let losses = |lines: &[Value]| -> Vec<Value> {
        of_type(lines, "step")
            .iter()
            .chain(&of_type(lines, "epoch"))
            .flat_map(|of| [of["loss"].clone(), of["test_loss"].clone()])
            .collect()
    };
    assert_eq!((of_type(&first, "step").len(), of_type(&first, "epoch").len()), (10, 2));
    assert_eq!(losses(&first), losses(&second));
    assert!(!weights.is_empty() && weights == again, "the weights differ");
    let end = first.last().unwrap();
    assert_eq!((&end["type"], &end["outcome"], &end["steps"]), (&"end".into(), &"done".into(), &10.into()));
    assert_eq!(end["out"], folder.file("a.safetensors").as_str());
}

#[test]
fn weights_that_were_written_score_what_training_said() {
    let folder = Folder::with_digits("score");
    let (out, data) = (folder.file("mlp.safetensors"), folder.text());
    let trained =
        stdout(&["train", "mlp", "--data", data, "--epochs", "3", "--normalise", "--json", "--out", &out]);
    let trained = lines(&trained);
    let epoch = of_type(&trained, "epoch")[2];
    // The file says that its network wants normalised pixels.
    let score = lines(&stdout(&["evaluate", &out, "--net", "mlp", "--data", data, "--json"])).remove(0);
    assert_eq!((&score["correct"], &score["total"]), (&epoch["correct"], &100.into()));
    let loss = |value: &Value| value.as_f64().unwrap();
    assert!((loss(&score["loss"]) - loss(&epoch["test_loss"])).abs() < 1e-5, "{score} {epoch}");
    let digits = score["digits"].as_array().unwrap();
    let right: u64 = digits.iter().map(|digit| digit["correct"].as_u64().unwrap()).sum();
    assert_eq!((digits.len(), Some(right)), (10, score["correct"].as_u64()));

    let raw = stdout(&["evaluate", &out, "--net", "mlp", "--data", data, "--normalise=0", "--json"]);
    assert_ne!(lines(&raw)[0]["loss"], score["loss"]);
    let table = stdout(&["evaluate", &out, "--net", "mlp", "--data", data]);
    assert!(table.contains(&format!("({}/100)", score["correct"])), "{table}");

    assert!(complaint(1, &["evaluate", &out, "--net", "lenet", "--data", data]).contains("mlp.safetensors"));
    let bytes = fs::read(&out).unwrap();
    fs::write(&out, &bytes[..bytes.len() - 5]).unwrap();
    assert!(complaint(1, &["evaluate", &out, "--net", "mlp", "--data", data]).contains("mlp.safetensors"));
    assert!(complaint(1, &["evaluate", data, "--net", "mlp", "--data", data]).contains("not a regular file"));
}

#[test]
fn ctrl_c_keeps_what_was_learned() {
    let folder = Folder::with_digits("interrupt");
    let out = folder.file("kept.safetensors");
    let args = [
        "train",
        "mlp",
        "--data",
        folder.text(),
        "--epochs",
        "1000",
        "--batch",
        "32",
        "--json",
        "--out",
        &out,
    ];
    let mut child = fovea(&args).stdout(Stdio::piped()).spawn().unwrap();
    let mut reader = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while !line.contains(r#""type":"epoch""#) {
        line.clear();
        assert_ne!(reader.read_line(&mut line).unwrap(), 0, "the run ended before its first epoch did");
    }
    // Twice at once, as `timeout -s INT` does: that is one Ctrl-C.
    let pid = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &pid, &pid]).status().unwrap().success());
    let last = reader.lines().last().unwrap().unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let end: Value = serde_json::from_str(&last).unwrap();
    assert_eq!((&end["type"], &end["outcome"]), (&"end".into(), &"stopped".into()));
    let steps = end["steps"].as_u64().unwrap();
    assert!((10..10_000).contains(&steps), "{end}");
    stdout(&["evaluate", &out, "--net", "mlp", "--data", folder.text()]);
}

#[test]
fn a_loss_that_is_not_finite_leaves_the_last_good_weights() {
    let folder = Folder::with_digits("nan");
    let out = folder.file("good.safetensors");
    let diverging = ["train", "mlp", "--data", folder.text(), "--lr", "10", "--momentum", "0.99"];
    let diverging = [&diverging[..], &["--batch", "32", "--normalise", "--shuffle"]].concat();
    let message = complaint(1, &[&diverging[..], &["--json", "--out", &out]].concat());
    assert!(message.contains("the loss became") && message.contains("lower the learning rate"), "{message}");
    assert!(message.contains("good.safetensors"), "{message}");
    let score = stdout(&["evaluate", &out, "--net", "mlp", "--data", folder.text(), "--json"]);
    assert!(lines(&score)[0]["loss"].is_f64(), "{score}");
}

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
    assert!(complaint(2, &["train", "lenet", "--schedule", "cosine"]).contains("step:6:0.1"));
    assert!(complaint(2, &["train", "lenet", "--filters", "1,2,3"]).contains("cnn only"));
    assert!(complaint(2, &["summary", "cnn", "--filters", "1,2"]).contains("16,32,64"));
    assert!(complaint(2, &["evaluate", "a", "--net", "lenet5"]).contains("`lenet5`"));
    assert_eq!(run(&["train"]).status.code(), Some(2));
    assert_eq!(run(&["train", "lenet", "--device", "tpu"]).status.code(), Some(2));
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
    assert!(train(folder.text()).contains("1 files of images and 2 of labels"));
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

#[test]
fn without_a_terminal_there_is_no_bar() {
    let folder = Folder::with_digits("plain");
    let output = run(&["train", "mlp", "--data", folder.text(), "--epochs", "2"]);
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(
        text.lines().filter(|line| line.starts_with("Epoch ") && line.contains("/100)")).count(),
        2,
        "{text}"
    );
}
