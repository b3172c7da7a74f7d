//! Training, stopping, and the weights that are left.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use serde_json::Value;

use super::program::{Folder, complaint, fovea, lines, numbers, of_type, stdout};

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
fn validation_images_are_tested_on_and_the_test_set_once() {
    let folder = Folder::with_digits("validation");
    let args = ["train", "mlp", "--data", folder.text(), "--epochs", "2", "--validation", "60"];
    let told = lines(&stdout(&[&args[..], &["--json"]].concat()));
    let epochs = of_type(&told, "epoch");
    assert!(
        epochs.iter().all(|epoch| epoch["tested_on"] == "validation" && epoch["total"] == 60),
        "{epochs:?}"
    );
    let tests = of_type(&told, "test");
    assert_eq!((tests.len(), &tests[0]["total"]), (1, &100.into()));
    let text = stdout(&args);
    assert!(
        text.contains("validation loss") && text.contains("On the test set, looked at once: loss"),
        "{text}"
    );

    let refused = complaint(1, &["train", "mlp", "--data", folder.text(), "--validation", "320"]);
    assert!(refused.contains("320 of 320 training images"), "{refused}");
}

#[test]
fn goals_are_judged_when_a_run_ends() {
    let folder = Folder::with_digits("goals");
    let args = ["train", "mlp", "--data", folder.text(), "--epochs", "1", "--goal-accuracy", "100"];
    let text = stdout(&[&args[..], &["--goal-parameters", "1000000"]].concat());
    assert!(text.contains("Goal missed: accuracy of at least 100 %"), "{text}");
    assert!(text.contains("Goal met: fewer than 1,000,000 parameters (567,434)"), "{text}");
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

    let asked = ["evaluate", &out, "--net", "mlp", "--data", data, "--confusion"];
    let score = lines(&stdout(&[&asked[..], &["--json"]].concat())).remove(0);
    let rows = score["confusion"].as_array().unwrap();
    for (digit, row) in rows.iter().enumerate() {
        let row: Vec<u64> = row.as_array().unwrap().iter().filter_map(Value::as_u64).collect();
        let told = &score["digits"][digit];
        assert_eq!(
            (Some(row[digit]), Some(row.iter().sum())),
            (told["correct"].as_u64(), told["total"].as_u64())
        );
    }
    let (last, table) = (&rows[9], stdout(&asked));
    let cells: Vec<String> = last.as_array().unwrap().iter().map(Value::to_string).collect();
    let line: Vec<&str> = table.trim_end().lines().last().unwrap().split_whitespace().collect();
    assert_eq!(line, [&["9".to_owned()][..], &cells].concat());

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
