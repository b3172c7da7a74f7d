//! What a file is instead of an IDX file, by how it begins.

/// Beginnings, after white space and in any case, and what to say of such a file.
const KNOWN: [(&[&[u8]], &str); 10] = [
    (
        &[b"<!doctype html", b"<html", b"<!--"],
        "a web page, not data (a login page, perhaps); open the address in the browser and download again",
    ),
    (&[b"<?xml", b"{"], "a text, not data (a server's message, perhaps); look into it and download again"),
    (
        &[b"version https://git-lfs"],
        "a pointer of Git LFS, not the file itself; run `git lfs pull` in the folder that it is from",
    ),
    (&[b"PK\x03\x04"], "a ZIP archive; unpack it and choose the files that are inside"),
    (&[b"\xFD7zXZ\0", b"BZh"], "packed with xz or bzip2, and only gzip is unpacked here; unpack it first"),
    (&[b"7z\xBC\xAF\x27\x1C", b"Rar!"], "an archive of 7-Zip or RAR; unpack it and choose the files inside"),
    (&[b"\x89PNG", b"\xFF\xD8\xFF", b"GIF8"], "a picture; images and labels are needed as IDX files"),
    (&[b"\x93NUMPY"], "an array of NumPy; images and labels are needed as IDX files"),
    (&[b"\x89HDF", b"PAR1"], "a table of HDF5 or Parquet; images and labels are needed as IDX files"),
    (&[b"%PDF"], "a PDF document; images and labels are needed as IDX files"),
];

/// What a file that begins so is, and what to do, as `this is …` goes on; None for one that is not known.
pub fn recognise(first: &[u8]) -> Option<&'static str> {
    let text = first.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(first).trim_ascii_start();
    let begins = |with: &&[u8]| text.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    KNOWN.iter().find(|(beginnings, _)| beginnings.iter().any(begins)).map(|(_, what)| *what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_web_page_is_one_in_every_spelling() {
        let pages: [&[u8]; 5] = [
            b"<!DOCTYPE html><title>Sign in</title>",
            b"\xEF\xBB\xBF\r\n\t <!doctype HTML>",
            b"<HTML><head>",
            b"\n\n<html lang=\"en\">",
            b"<!-- saved from --><html>",
        ];
        for page in pages {
            let what = recognise(page).unwrap();
            assert!(what.starts_with("a web page, not data (a login page, perhaps); open"), "{what}");
        }
    }

    #[test]
    fn other_files_are_called_what_they_are() {
        let is = |first: &[u8], word: &str| recognise(first).is_some_and(|what| what.contains(word));
        assert!(is(b"PK\x03\x04\x14\0", "ZIP archive; unpack it"));
        assert!(is(b"\xFD7zXZ\0\0\x04", "xz") && is(b"BZh91AY", "bzip2"));
        assert!(is(b"version https://git-lfs.github.com/spec/v1\n", "`git lfs pull`"));
        assert!(is(b"{\"error\": \"Not Found\"}", "a server's message") && is(b"<?xml version", "message"));
        assert!(is(b"\x89PNG\r\n\x1A\n", "a picture") && is(b"\x93NUMPY\x01", "NumPy"));
        assert_eq!(recognise(b"the four files of MNIST"), None);
        assert_eq!(recognise(b""), None);
        assert_eq!(recognise(b"<"), None);
    }
}
