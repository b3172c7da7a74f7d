//! What it says when all is well.

use std::process::Stdio;

use super::program::{Folder, fovea, lines, run, stdout};

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
    for command in ["summary", "train", "evaluate", "inspect", "reproduce"] {
        let help = stdout(&[command, "--help"]);
        assert!(help.contains(&format!("\n  fovea {command} ")), "{help}");
        let codes = help.contains("Exit codes:");
        assert_eq!(codes, command != "summary", "{help}");
    }
    assert!(stdout(&["--help"]).contains("  130  stopped by Ctrl-C"));
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
