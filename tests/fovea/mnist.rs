//! Where the real MNIST lies on this machine, if anywhere.

use std::{env, fs, path::PathBuf};

use fovea::data::{NamedFile, mnist::MnistFile};

/// The directory of `MNIST_DIR`, or else `shared/data/mnist` beside the repository.
pub fn mnist_dir() -> Option<PathBuf> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data/mnist");
    let directory = env::var_os("MNIST_DIR").map_or(beside, PathBuf::from);
    directory.is_dir().then_some(directory)
}

/// The four files, gzipped or not; None, and a word about it, when they are not there.
pub fn mnist_files(test: &str) -> Option<[NamedFile; 4]> {
    let Some(directory) = mnist_dir() else {
        println!("skipped: {test} needs MNIST; set MNIST_DIR to its directory");
        return None;
    };
    Some(MnistFile::ALL.map(|file| {
        let plain = directory.join(file.name());
        let path = if plain.exists() { plain } else { directory.join(format!("{file}.gz")) };
        let bytes = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        NamedFile { name: file.name().to_owned(), bytes }
    }))
}
