//! The weights that come with the page: small enough to be loaded unasked, and as good as they are said to be.

use std::fs;
use std::path::PathBuf;

use fovea::data::{Data, Normalisation};
use fovea::engine::{Device, Model, weights};
use fovea::train::{Signal, evaluate};
use fovea::zoo::{self, Row};
use futures_lite::future::block_on;

use crate::mnist::mnist_files;

/// Bytes of all files together at most.
const BYTES: usize = 350_000;

fn ready() -> impl Iterator<Item = (&'static Row, u32, Vec<u8>)> {
    zoo::ROWS.into_iter().filter_map(|row| {
        let ready = row.ready.as_ref()?;
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("static/ready");
        let file = fs::read(folder.join(row.network().weights_file())).expect("comes with the page");
        Some((row, ready.correct, file))
    })
}

#[test]
fn the_files_are_small() {
    let bytes: usize = ready().map(|(.., file)| file.len()).sum();
    assert!((1..=BYTES).contains(&bytes), "{bytes} bytes");
}

#[test]
fn each_reads_as_many_test_images_right_as_its_row_says() {
    let Some(files) = mnist_files("the score of the ready-trained weights") else { return };
    let data = Data::from_files(files.into()).expect("MNIST");
    for (row, correct, file) in ready() {
        let loaded = weights::read(&row.network(), &file).expect("fits its network");
        let normalisation = Normalisation::switched(loaded.normalise.expect("our files say so"));
        let model = block_on(Model::with_state(row.network(), &loaded.state, &Device::Cpu)).unwrap();
        let all = async |_| Signal::Continue;
        let tested = block_on(evaluate(&model, &data.test, normalisation, all)).unwrap().unwrap();
        assert_eq!(tested.evaluation.correct, correct, "{}", row.name);
    }
}
