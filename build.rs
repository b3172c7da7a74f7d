//! Gives page and worker the same build name, a hash of the sources and the lock file, and tells the command
//! line which burn it trains with.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn files(dir: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() { files(&path, found)? } else { found.push(path) }
    }
    Ok(())
}

/// The version of burn in the lock file.
fn burn_version(lock: &str) -> &str {
    let mut lines = lock.lines().skip_while(|line| *line != "name = \"burn\"");
    let version = lines.nth(1).and_then(|line| line.strip_prefix("version = "));
    version.unwrap_or("unknown").trim_matches('"')
}

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?);
    let mut found = vec![root.join("Cargo.lock")];
    files(&root.join("src"), &mut found)?;
    files(&root.join("cpu-kernels"), &mut found)?;
    found.sort();
    let mut hasher = DefaultHasher::new();
    for path in found.iter().filter(|path| path.exists()) {
        fs::read(path)?.hash(&mut hasher);
    }
    println!("cargo:rerun-if-changed=src");
    println!("cargo:rerun-if-changed=cpu-kernels");
    println!("cargo:rerun-if-changed=Cargo.lock");
    let lock = fs::read_to_string(root.join("Cargo.lock")).unwrap_or_default();
    println!("cargo:rustc-env=BURN_VERSION={}", burn_version(&lock));
    println!("cargo:rustc-env=FOVEA_BUILD={:016x}", hasher.finish());
    Ok(())
}
