//! The user's own files: read, turned where the user says so, and told to the page.

use super::serve::Studio;
use super::source;
use crate::data::{Data, Gathered, NamedFile, files};
use crate::protocol::{Event, OwnData, RequestId, Sample, Trouble};
use crate::web::worker_scope;

/// Bytes that a file may have, unpacked: the images of EMNIST's digits have 188 MB, and a page has 4 GB in all.
const LARGEST: u64 = 256 << 20;

/// Images that the page shows of them.
const PREVIEW: usize = 10;

impl Studio {
    /// Makes files the user's own data; those that were good before stay where these cannot be used.
    pub fn own_files(&mut self, request: RequestId, names: Vec<String>, transpose: bool, bulk: Vec<Vec<u8>>) {
        let files = names.into_iter().zip(bulk).map(|(name, bytes)| NamedFile { name, bytes }).collect();
        let reply = match files::gather(files, LARGEST) {
            Ok(gathered) => Ok(self.adopt(gathered, transpose)),
            Err(error) => Err(Trouble {
                message: format!("Your files cannot be used: {error}."),
                advice: "What was chosen before stays.".into(),
            }),
        };
        worker_scope::post(&Event::OwnFiles { request, reply }, Vec::new());
    }

    fn adopt(&mut self, gathered: Gathered, transpose: bool) -> OwnData {
        let Gathered { data, remarks, is_mnist } = gathered;
        let data = if transpose { data.transposed() } else { data };
        let (data, report) = source::own(data, is_mnist && !transpose);
        let told = OwnData {
            train: data.train.len() as u32,
            test: data.test.len() as u32,
            preview: preview(&data, &report.name),
            remarks,
        };
        self.own = Some((data, report));
        told
    }
}

/// The first training images.
fn preview(data: &Data, name: &str) -> Vec<Sample> {
    let first = 0..data.train.len().min(PREVIEW);
    let sample = |at: usize| Sample {
        data: name.to_owned(),
        index: at as u32,
        label: data.train.label(at),
        pixels: data.train.image(at).to_vec(),
    };
    first.map(sample).collect()
}
