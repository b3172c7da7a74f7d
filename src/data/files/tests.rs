//! Files as users have them: named, packed, doubled and spoilt in every way.

use proptest::prelude::*;

use super::*;
use crate::data::{
    PIXELS, SIDE,
    gzip::tests::compress,
    idx::tests::{file, image_file, label_file},
};

const LIMIT: u64 = 1 << 20;

const MNIST: [&str; 4] = [
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
];

fn four(train: u32, test: u32) -> [Vec<u8>; 4] {
    [image_file(train), label_file(train), image_file(test), label_file(test)]
}

fn named(names: [&str; 4], contents: [Vec<u8>; 4]) -> Vec<NamedFile> {
    names.into_iter().zip(contents).map(|(name, bytes)| one(name, bytes)).collect()
}

fn one(name: &str, bytes: Vec<u8>) -> NamedFile {
    NamedFile { name: name.into(), bytes }
}

fn gathered(files: Vec<NamedFile>) -> Gathered {
    gather(files, LIMIT).unwrap()
}

fn refused(files: Vec<NamedFile>) -> String {
    gather(files, LIMIT).unwrap_err().to_string()
}

/// Numbers of training and test images, and what was said.
fn sizes(files: Vec<NamedFile>) -> (usize, usize, Vec<String>) {
    let Gathered { data, remarks, .. } = gathered(files);
    (data.train.len(), data.test.len(), remarks)
}

#[test]
fn names_decide_even_against_the_sizes_and_it_is_said() {
    for (names, told) in [
        (MNIST, "train-images-idx3-ubyte holds fewer images than t10k-images-idx3-ubyte: the names decide."),
        (["My-Train-Images", "b", "a", "c"], "My-Train-Images holds fewer images than a: the names decide."),
        (
            ["a", "b", "c_test_images.gz", "d"],
            "a holds fewer images than c_test_images.gz: the names decide.",
        ),
        (
            ["a", "emnist-train-labels", "c", "d"],
            "emnist-train-labels holds fewer labels than d: the names decide.",
        ),
    ] {
        assert_eq!(sizes(named(names, four(2, 5))), (2, 5, vec![told.to_owned()]));
        assert_eq!(sizes(named(names, four(5, 2))), (5, 2, vec![]), "{names:?}");
    }
    assert_eq!(sizes(named(MNIST, four(4, 4))), (4, 4, vec![]), "as QMNIST, whose sets are of one size");
}

#[test]
fn names_that_say_nothing_leave_it_to_the_sizes() {
    for names in
        [["a", "b", "c", "d"], ["latest-i", "latest-l", "1", "2"], ["train-test-i", "l", "test-train", "x"]]
    {
        assert_eq!(sizes(named(names, four(2, 5))), (5, 2, vec![]), "{names:?}");
    }
    let [images, labels, mut other_images, mut other_labels] = four(5, 5);
    other_images[100] = 77;
    other_labels[8] = 7;
    let equal = |names| {
        refused(named(names, [images.clone(), labels.clone(), other_images.clone(), other_labels.clone()]))
    };
    let message = equal(["a", "b", "c", "d"]);
    assert!(
        message.contains("a and c both hold 5 images") && message.contains("put `train` into"),
        "{message}"
    );
    let message = equal(["train-images", "b", "test-images", "d"]);
    assert!(message.contains("b and d both hold 5 labels"), "equal labels belong to either: {message}");
}

#[test]
fn two_files_of_one_role_are_both_named() {
    let message = refused(named(["train-images", "train-labels", "train-2-images", "labels"], four(5, 2)));
    assert!(
        message.contains("train-images and train-2-images are both named as training images; rename"),
        "{message}"
    );
    let message = refused(named(["a", "t10k-labels", "b", "test-labels"], four(5, 2)));
    assert!(message.contains("t10k-labels and test-labels are both named as test labels"), "{message}");
}

#[test]
fn what_a_file_is_its_content_decides_and_it_is_said() {
    let [images, labels, test_images, test_labels] = four(5, 2);
    let swapped = named(MNIST, [labels, images, test_images, test_labels]);
    let (train, test, remarks) = sizes(swapped);
    assert_eq!((train, test), (5, 2));
    assert_eq!(
        remarks,
        [
            "train-labels-idx1-ubyte holds images, whatever its name says: the content decides.",
            "train-images-idx3-ubyte holds labels, whatever its name says: the content decides.",
        ]
    );
    let one_wrong = named(["a-images", "b", "test-labels.gz", "d"], four(5, 2));
    assert_eq!(
        sizes(one_wrong).2,
        ["test-labels.gz holds images, whatever its name says: the content decides."]
    );
}

#[test]
fn what_is_missing_is_counted() {
    let all = named(MNIST, four(5, 2));
    assert!(
        refused(all[..3].to_vec())
            .starts_with("2 files of images and 1 of labels were given where two and two")
    );
    assert!(
        refused(all[..2].to_vec()).starts_with("1 file of images and 1 of labels were given"),
        "no test set"
    );
    assert!(refused(Vec::new()).ends_with("; choose all of them together"));
    let mut five = named(["a", "b", "c", "d"], four(5, 2));
    five.push(one("e", image_file(7)));
    assert!(refused(five).starts_with("3 files of images and 2 of labels"));
    let mixed = named(["a", "b", "c", "d"], [image_file(5), label_file(6), image_file(2), label_file(2)]);
    assert!(refused(mixed).starts_with("the training set has 5 images (a) but 6 labels (b)"));
    let crossed = named(MNIST, [image_file(5), label_file(2), image_file(2), label_file(5)]);
    assert!(
        refused(crossed)
            .contains("5 images (train-images-idx3-ubyte) but 2 labels (train-labels-idx1-ubyte)")
    );
}

#[test]
fn what_cannot_be_used_is_named_with_its_reason() {
    let page = b"\n<!DOCTYPE HTML><title>Sign in</title>".to_vec();
    let packed_page = compress(b"<html>404</html>");
    let cut = compress(&image_file(2))[..30].to_vec();
    let letters = file(0x08, &[26], &(1..=26).collect::<Vec<u8>>());
    for (at, name, content, reason) in [
        (
            0,
            "train-images-idx3-ubyte.gz",
            page,
            ".gz: this is a web page, not data (a login page, perhaps); open",
        ),
        (1, "train-labels-idx1-ubyte", packed_page, "ubyte: this is a web page, not data"),
        (2, "t10k-images-idx3-ubyte.gz", cut, ".gz: the gzip file ends too early, after 30 bytes"),
        (
            3,
            "emnist-test-labels",
            letters,
            "its labels have 26 classes (1 to 26), as letters do, where digits",
        ),
        (2, "silent", image_file(2)[..1000].to_vec(), "silent: the file ends after 1000 bytes where 1584"),
        (1, "x-labels", b"PK\x03\x04".to_vec(), "x-labels: this is a ZIP archive; unpack it"),
        (0, "y-images", Vec::new(), "y-images: the file is empty"),
        (3, "z.idx", b"0 1 2".to_vec(), "z.idx: this is no IDX file of images or labels"),
        (0, "huge", image_file(1400), "huge: the file holds more than 1.0 MB"),
    ] {
        let mut files = named(MNIST, four(5, 2));
        files[at] = one(name, content);
        files.push(one("README", b"the four files".to_vec()));
        let message = refused(files);
        let (images, labels) = if at % 2 == 0 { ("1 file", 2) } else { ("2 files", 1) };
        assert!(message.starts_with(&format!("{images} of images and {labels} of labels")), "{message}");
        assert!(message.contains(reason) && message.contains(name), "{message}");
        assert!(!message.contains("README"), "{message}");
    }
}

#[test]
fn strangers_are_told_where_there_is_nothing_else() {
    let message =
        refused(vec![one("archive.zip", b"PK\x03\x04...".to_vec()), one("0.png", b"\x89PNG".to_vec())]);
    assert!(message.contains("archive.zip: this is a ZIP archive; unpack it"), "{message}");
    assert!(message.contains("0.png: this is a picture"), "{message}");
}

#[test]
fn eight_files_and_strangers_are_four() {
    let mut files = named(MNIST, four(5, 2));
    for (name, content) in MNIST.into_iter().zip(four(5, 2)) {
        files.push(one(&format!("{name}.gz"), compress(&content)));
    }
    let strangers: [(&str, &[u8]); 6] = [
        ("README.md", b"# MNIST"),
        (".DS_Store", b"\0\0\0\x01Bud1"),
        ("emnist-mapping.txt", b"0 48"),
        ("labels.tsv", b"class"),
        ("0.png", b"\x89PNG"),
        ("broken-images.gz", b"<html>"),
    ];
    files.extend(strangers.map(|(name, bytes)| one(name, bytes.to_vec())));
    assert_eq!(sizes(files), (5, 2, vec![]));
}

#[test]
fn a_second_download_and_the_broken_first_are_one_file() {
    let mut files = named(MNIST, four(5, 2));
    files[2].bytes.truncate(100);
    files.push(one("t10k-images-idx3-ubyte (1)", image_file(2)));
    files.push(one("train-labels-idx1-ubyte (1)", label_file(5)));
    assert_eq!(sizes(files), (5, 2, vec![]));
}

#[test]
fn one_file_named_for_both_purposes_serves_both() {
    assert_eq!(
        sizes(named(MNIST, [image_file(5), label_file(5), image_file(5), label_file(5)])),
        (5, 5, vec![])
    );
}

#[test]
fn of_several_data_sets_the_digits_are_taken() {
    let set = |set: &str, train| {
        let names = MNIST.map(|name| format!("emnist-{set}-{name}.gz"));
        named(names.each_ref().map(String::as_str), four(train, 2))
    };
    let mut files = [set("letters", 9), set("digits", 5), set("mnist", 4)].concat();
    files.push(one("emnist-digits-mapping.txt", b"0 48".to_vec()));
    let (train, _, remarks) = sizes(files);
    assert_eq!(train, 5);
    assert_eq!(
        remarks,
        ["Of the data sets emnist-digits, emnist-letters and emnist-mnist, emnist-digits was taken."]
    );
    let message = refused([set("letters", 9), set("mnist", 4)].concat());
    assert!(message.contains("several data sets, emnist-letters and emnist-mnist"), "{message}");
}

#[test]
fn qmnist_is_read_as_it_is_published() {
    let columns = |count: u8| {
        let rows = (0..count).flat_map(|at| [i32::from(at % 10), 4, 36, 7, 8, 9, 0, 0]);
        file(0x0C, &[count.into(), 8], &rows.flat_map(i32::to_be_bytes).collect::<Vec<_>>())
    };
    let names = [
        "qmnist-train-images-idx3-ubyte.gz",
        "qmnist-train-labels-idx2-int.gz",
        "qmnist-test-images-idx3-ubyte.gz",
        "qmnist-test-labels-idx2-int.gz",
    ];
    let contents = [image_file(12), columns(12), image_file(12), columns(12)];
    let mut files = named(names, contents.map(|content| compress(&content)));
    files.push(one("qmnist-train-labels.tsv.gz", compress(b"class\twriter")));
    files.push(one("xnist-images-idx3-ubyte.xz", b"\xFD7zXZ\0".to_vec()));
    let data = gathered(files).data;
    assert_eq!(data.test.labels(), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]);
    assert_eq!(data.train.image(3), &[3; SIDE * SIDE]);
}

#[test]
fn two_files_are_enough_to_test_on() {
    let test = |files: Vec<NamedFile>| gather_test(files, LIMIT);
    for names in [["t10k-images", "t10k-labels"], ["a", "b"], ["x-images.gz", "x-labels.gz"]] {
        let files =
            vec![one("README", Vec::new()), one(names[1], label_file(3)), one(names[0], image_file(3))];
        let Gathered { data, remarks, is_mnist } = test(files.clone()).unwrap();
        assert_eq!((data.len(), remarks, is_mnist), (3, vec![], false));
        assert!(refused(files).starts_with("1 file of images and 1 of labels were given where two and two"));
    }
    let training = vec![one("train-images", image_file(3)), one("labels", label_file(3))];
    let remarks = test(training).unwrap().remarks;
    assert_eq!(remarks, ["train-images is named as training data; it is tested on all the same."]);
    assert_eq!(test(named(MNIST, four(5, 2))).unwrap().data.len(), 2);
    let message = test(named(MNIST, four(5, 2))[..3].to_vec()).unwrap_err().to_string();
    assert!(
        message.starts_with("2 files of images and 1 of labels were given where one and one"),
        "{message}"
    );
    let apart = vec![one("a", image_file(3)), one("b", label_file(4))];
    assert!(test(apart).unwrap_err().to_string().contains("3 images (a) but 4 labels (b)"));
}

proptest! {
    #[test]
    fn any_order_packed_or_not_gives_the_same_sets(
        order in Just([0usize, 1, 2, 3]).prop_shuffle(),
        packed: [bool; 4],
        are_named: bool,
        train in 3u32..8,
        test in 1u32..3,
    ) {
        let contents = four(train, test);
        let names = if are_named { MNIST } else { ["a", "b", "c", "d"] };
        let given = order.map(|at| {
            let bytes = if packed[at] { compress(&contents[at]) } else { contents[at].clone() };
            one(names[at], bytes)
        });
        let data = Data::from_files(given.into()).unwrap();
        prop_assert_eq!(data.train.len(), train as usize);
        prop_assert_eq!(data.test.len(), test as usize);
        prop_assert_eq!(data.train.image(2), &[2; PIXELS]);
        prop_assert_eq!(data.train.label(2), 2);
    }

    #[test]
    fn no_files_make_it_panic(contents: Vec<(String, Vec<u8>)>) {
        let files: Vec<_> = contents.into_iter().map(|(name, bytes)| NamedFile { name, bytes }).collect();
        let _ = (gather(files.clone(), LIMIT), gather_test(files, LIMIT));
    }
}
