//! Finding IDX files in a folder, and reading no more of it than is needed.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;

use super::{DataFolderError, LIMIT, unfit};
use crate::data::files::is_meant;
use crate::data::sets::one_set;
use crate::data::{NamedFile, Need, gzip, idx};
use crate::words::listed;

/// Where torchvision keeps the files of a data set.
const RAW: &str = "raw";

/// Bytes that are enough to tell what a file is.
const BEGINNING: u64 = 512;

/// The folder itself, or, when it holds no IDX file, torchvision's folder `raw` in it or in one of its folders.
///
/// # Errors
/// [`DataFolderError::Unreadable`], and [`DataFolderError::Several`] when there are several such folders.
pub fn find(folder: &Path) -> Result<PathBuf, DataFolderError> {
    let entries = entries(folder).map_err(|source| unreadable(folder, source))?;
    if entries.iter().any(|path| path.is_file() && begins_as_idx(path)) {
        return Ok(folder.to_owned());
    }
    let beside = [folder.join(RAW)].into_iter().chain(entries.iter().map(|path| path.join(RAW)));
    let raw: Vec<PathBuf> = beside.filter(|path| holds_what_is_meant(path)).collect();
    match raw.as_slice() {
        [] => Ok(folder.to_owned()),
        [only] => Ok(only.clone()),
        several => {
            let folders: Vec<String> = several.iter().map(|path| format!("`{}`", path.display())).collect();
            Err(DataFolderError::Several { path: folder.to_owned(), folders: listed(&folders) })
        }
    }
}

/// The files of a folder that may be needed, in the order of their names, and a sentence about what was left out.
/// Of a file that is no IDX file comes its beginning only.
///
/// # Errors
/// See [`DataFolderError`].
pub fn files(folder: &Path, need: Need) -> Result<(Vec<NamedFile>, Option<String>), DataFolderError> {
    let entries = entries(folder).map_err(|source| unreadable(folder, source))?;
    let named = entries.into_iter().filter(|path| path.is_file()).map(|path| (name(&path), path)).collect();
    let (chosen, remark) = one_set(named, need, |(name, _): &(String, PathBuf)| name.as_str())
        .map_err(|source| unfit(folder, source.into()))?;
    let mut files = Vec::new();
    for (name, path) in chosen {
        match read(&path) {
            Ok(bytes) => files.push(NamedFile { name, bytes }),
            Err(source) if is_meant(&name) => return Err(unreadable(&path, source)),
            // A stranger's, which nobody needs.
            Err(_) => {}
        }
    }
    Ok((files, remark))
}

fn unreadable(path: &Path, source: io::Error) -> DataFolderError {
    DataFolderError::Unreadable { path: path.to_owned(), source }
}

/// What is in a folder, by name.
fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<PathBuf>>>()?;
    paths.sort();
    Ok(paths)
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Whether a folder has a file whose name says that it is data.
fn holds_what_is_meant(folder: &Path) -> bool {
    entries(folder).is_ok_and(|paths| paths.iter().any(|path| path.is_file() && is_meant(&name(path))))
}

fn begins_as_idx(path: &Path) -> bool {
    beginning(path).ok().flatten().is_some_and(|first| idx::looks_like(&first))
}

/// What a file begins with, unpacked; None when it is a damaged gzip file.
fn beginning(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let mut first = Vec::new();
    File::open(path)?.take(BEGINNING).read_to_end(&mut first)?;
    if !gzip::is_packed(&first) {
        return Ok(Some(first));
    }
    let mut unpacked = Vec::new();
    let done = MultiGzDecoder::new(File::open(path)?).take(BEGINNING).read_to_end(&mut unpacked);
    Ok(done.is_ok().then_some(unpacked))
}

/// The content, as it is in the file, or, where it is no IDX file, what it begins with.
fn read(path: &Path) -> io::Result<Vec<u8>> {
    match beginning(path)? {
        Some(first) if !idx::looks_like(&first) => Ok(first),
        _ => {
            let mut bytes = Vec::new();
            // One byte more than is allowed shows that there are more.
            File::open(path)?.take(LIMIT + 1).read_to_end(&mut bytes)?;
            Ok(bytes)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::process;

    use super::*;

    #[test]
    fn of_several_data_sets_only_the_chosen_one_is_read() {
        let folder = std::env::temp_dir().join(format!("fovea-folder-{}", process::id()));
        fs::create_dir_all(&folder).unwrap();
        for set in ["byclass", "digits", "letters"] {
            for file in ["train-images-idx3", "train-labels-idx1", "test-images-idx3", "test-labels-idx1"] {
                fs::write(folder.join(format!("emnist-{set}-{file}-ubyte")), [0, 0, 8, 1]).unwrap();
            }
        }
        fs::write(folder.join("emnist-digits-train-images-idx3-ubyte"), vec![b' '; 5000]).unwrap();
        let read = files(&folder, Need::Both);
        fs::remove_dir_all(&folder).unwrap();
        let (files, remark) = read.unwrap();
        assert_eq!(files.len(), 4);
        assert!(files.iter().all(|file| file.name.starts_with("emnist-digits-")), "{files:?}");
        assert!(remark.unwrap().contains("emnist-digits was taken"));
        let images = files.iter().find(|file| file.name.contains("train-images")).unwrap();
        assert_eq!(images.bytes.len() as u64, BEGINNING, "what is no IDX file is not read to its end");
    }
}
