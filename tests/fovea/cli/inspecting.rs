//! What a network gets wrong and what its layers yield, as files.

use std::fs::{self, File};
use std::io::BufReader;

use super::program::{Folder, complaint, lines, stdout};

/// Width and height of a picture, which must have every dot.
fn size(path: &str) -> (u32, u32) {
    let mut reader = png::Decoder::new(BufReader::new(File::open(path).unwrap())).read_info().unwrap();
    let mut dots = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut dots).unwrap();
    (frame.width, frame.height)
}

#[test]
fn mistakes_and_layers_are_written_as_files() {
    let folder = Folder::with_digits("inspect");
    let (weights, data, out) = (folder.file("lenet.safetensors"), folder.text(), folder.file("seen/deep"));
    stdout(&["train", "lenet", "--data", data, "--epochs", "1", "--out", &weights]);
    let asked = ["inspect", &weights, "--net", "lenet", "--data", data, "--out", &out];
    let told = stdout(&[&asked[..], &["--image", "7"]].concat());
    let score = stdout(&["evaluate", &weights, "--net", "lenet", "--data", data, "--json"]);
    let wrong = 100 - lines(&score)[0]["correct"].as_u64().unwrap() as usize;
    assert!(wrong > 0 && told.contains(&format!("misread {wrong} of 100 images")), "{told}");

    let file = |name: &str| format!("{out}/{name}");
    let misread = fs::read_to_string(file("misread.csv")).unwrap();
    assert_eq!(misread.lines().count(), 1 + wrong);
    let matrix = fs::read_to_string(file("confusion.csv")).unwrap();
    let counts = matrix.lines().skip(1).flat_map(|line| line.split(',').skip(1));
    assert_eq!(counts.map(|count| count.parse::<usize>().unwrap()).sum::<usize>(), 100);
    let columns = wrong.min(40) as u32;
    assert_eq!(size(&file("misread.png")), (2 + columns * 30, 2 + (wrong as u32).div_ceil(40) * 30));

    // conv1 yields 6 maps of 28 × 28 at the least, the last linear layer ten units.
    let pictures: Vec<String> =
        fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    let first = pictures.iter().find(|name| name.starts_with("image-7-01-")).expect("the first layer");
    let (width, height) = size(&file(first));
    assert!(width > 6 * 24 && height > 24, "{first} is {width} × {height}");
    assert!(pictures.iter().filter(|name| name.starts_with("image-7-")).count() >= 7, "{pictures:?}");

    assert!(complaint(2, &[&asked[..], &["--image", "100"]].concat()).contains("from 0 to 99"));
    let no_folder = [&asked[..6], &["--out", &weights]].concat();
    assert!(complaint(1, &no_folder).contains("lenet.safetensors"));
}
