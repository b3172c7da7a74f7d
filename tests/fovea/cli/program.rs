//! Running the program in a folder of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{self, Command, Output};

use fovea::data::digits::generate;
use fovea::data::{Dataset, Split};
use serde_json::Value;

/// A folder that goes with the test.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new(test: &str) -> Self {
        let path = std::env::temp_dir().join(format!("fovea-cli-{test}-{}", process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    /// With few generated digits as IDX files.
    pub fn with_digits(test: &str) -> Self {
        let folder = Self::new(test);
        write_idx(&folder.0, "first", &generate(320, 1, Split::Train, |_| {}));
        write_idx(&folder.0, "second", &generate(100, 1, Split::Test, |_| {}));
        folder
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn text(&self) -> &str {
        self.0.to_str().unwrap()
    }

    pub fn file(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }

    pub fn names(&self) -> Vec<String> {
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

/// Writes `NAME-images` and `NAME-labels`.
pub fn write_idx(folder: &Path, name: &str, digits: &Dataset) {
    let count = digits.len() as u32;
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join(format!("{name}-images")), idx(&[0x803, count, 28, 28], digits.images())).unwrap();
    fs::write(folder.join(format!("{name}-labels")), idx(&[0x801, count], digits.labels())).unwrap();
}

/// An IDX file: its header's words, then its bytes.
pub fn idx(words: &[u32], payload: &[u8]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_be_bytes()).chain(payload.iter().copied()).collect()
}

/// The program, with nothing in its environment that says where data are.
pub fn fovea(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fovea"));
    command.args(args).env_remove("MNIST_DIR").env("FOVEA_TOOLS", "/nonexistent/tools");
    command
}

pub fn run(args: &[&str]) -> Output {
    fovea(args).output().unwrap()
}

pub fn stdout(args: &[&str]) -> String {
    let output = run(args);
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The one line on stderr of a command that fails with this exit code.
pub fn complaint(code: i32, args: &[&str]) -> String {
    let output = run(args);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{args:?}: {stderr}");
    let [line] = stderr.lines().collect::<Vec<_>>()[..] else { panic!("{args:?} says {stderr}") };
    assert!(line.starts_with("error: ") && line.ends_with('.'), "{line}");
    line.to_owned()
}

pub fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The numbers of a safetensors file; its header's metadata stand in no particular order.
pub fn numbers(file: &str) -> Vec<u8> {
    let bytes = fs::read(file).unwrap();
    let header = u64::from_le_bytes(*bytes.first_chunk().unwrap());
    bytes[8 + header as usize..].to_vec()
}

pub fn of_type<'a>(lines: &'a [Value], name: &str) -> Vec<&'a Value> {
    lines.iter().filter(|line| line["type"] == name).collect()
}
