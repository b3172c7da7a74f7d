//! Where the data of a run come from: MNIST, generated digits or the user's own files.

mod access;
mod notice;
mod search;
#[cfg(test)]
mod tests;

use std::{cell::RefCell, ops::Range, rc::Rc};

use crate::{
    data::{
        Data, Dataset, Split, called,
        digits::{self, DigitGenerator},
        idx,
        mnist::{MIRRORS, MnistFile},
    },
    protocol::{DataKind, DataProgress, DataReport, Event, Trouble},
    settings::DataChoice,
};
use access::Access;
pub use access::Browser;
use search::{Accept, Findings, Search};

/// Images drawn between two looks at the worker's messages: some milliseconds.
const CHUNK: u32 = 500;

/// Data and what is known of them.
pub type Obtained = (Data, DataReport);

/// A test set and what is known of it.
pub type TestSet = (Rc<Dataset>, DataReport);

/// Gets data and remembers the last, so that a second run does not load them again.
pub struct DataSource<A = Browser> {
    access: A,
    accept: Accept,
    /// Generated digits to train on and to test on.
    counts: [u32; 2],
    last: RefCell<Vec<Known>>,
}

/// The last set of its split.
#[derive(Clone)]
struct Known {
    split: Split,
    key: Key,
    set: Rc<Dataset>,
    findings: Findings,
}

/// What decides the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    Mnist,
    Generated { seed: u64 },
}

impl Default for DataSource {
    fn default() -> Self {
        Self {
            access: Browser,
            accept: search::unpack_and_verify,
            counts: [digits::TRAIN_COUNT, digits::TEST_COUNT],
            last: RefCell::default(),
        }
    }
}

impl<A: Access> DataSource<A> {
    /// The data of `choice`, or generated digits and a notice where MNIST cannot be had. `emit` hears
    /// [`Event::DataProgress`]; the report is for the caller to pass on. Dropping the future ends the
    /// work.
    ///
    /// # Errors
    /// When the user's own data are chosen and there are none.
    pub async fn obtain(
        &self,
        choice: DataChoice,
        seed: u64,
        own: Option<&Obtained>,
        emit: &dyn Fn(Event),
    ) -> Result<Obtained, Trouble> {
        let notice = match choice {
            DataChoice::Own => return own.cloned().ok_or_else(notice::no_files),
            DataChoice::Generated => None,
            DataChoice::Mnist => {
                let mut search = self.search(emit);
                let train = self.of_mnist(Split::Train, &mut search).await;
                if let Some(train) = train
                    && let Some(test) = self.of_mnist(Split::Test, &mut search).await
                {
                    let report = mnist_report(Some(&train), &test, &search.findings);
                    return Ok((Data { train, test }, report));
                }
                Some(notice::generated_instead(&search.findings))
            }
        };
        let total = self.counts.iter().sum();
        let train = self.generated(Split::Train, seed, 0..total, emit).await;
        let test = self.generated(Split::Test, seed, self.counts[0]..total, emit).await;
        let report = DataReport { notice, ..generated_report(seed, Some(&train), &test) };
        Ok((Data { train, test }, report))
    }

    /// The test set of `choice` alone, which is there sooner; otherwise as [`Self::obtain`].
    ///
    /// # Errors
    /// When the user's own data are chosen and there are none.
    pub async fn test_set(
        &self,
        choice: DataChoice,
        seed: u64,
        own: Option<&Obtained>,
        emit: &dyn Fn(Event),
    ) -> Result<TestSet, Trouble> {
        let notice = match choice {
            DataChoice::Own => {
                let (data, report) = own.ok_or_else(notice::no_files)?;
                return Ok((data.test.clone(), report.clone()));
            }
            DataChoice::Generated => None,
            DataChoice::Mnist => {
                let mut search = self.search(emit);
                if let Some(test) = self.of_mnist(Split::Test, &mut search).await {
                    let train = self.recall(Split::Train, Key::Mnist).map(|known| known.set);
                    let report = mnist_report(train.as_deref(), &test, &search.findings);
                    return Ok((test, report));
                }
                Some(notice::generated_instead(&search.findings))
            }
        };
        let test = self.generated(Split::Test, seed, 0..self.counts[1], emit).await;
        let train = self.recall(Split::Train, Key::Generated { seed }).map(|known| known.set);
        let report = DataReport { notice, ..generated_report(seed, train.as_deref(), &test) };
        Ok((test, report))
    }

    fn search<'a>(&'a self, emit: &'a dyn Fn(Event)) -> Search<'a, A> {
        Search::new(&self.access, &MIRRORS, self.accept, emit)
    }

    /// A set of MNIST; None when it cannot be had, and the search says why.
    async fn of_mnist(&self, split: Split, search: &mut Search<'_, A>) -> Option<Rc<Dataset>> {
        if let Some(Known { set, findings, .. }) = self.recall(split, Key::Mnist) {
            search.recount(&findings);
            return Some(set);
        }
        let [images, labels] = search.both(MnistFile::of(split)).await?;
        match read(images, labels) {
            Ok(set) => Some(self.remember(split, Key::Mnist, set, search.findings.clone())),
            Err(failure) => {
                search.findings.failures.push(failure);
                None
            }
        }
    }

    /// Generated digits; `places` is where they lie among all that are being drawn.
    async fn generated(
        &self,
        split: Split,
        seed: u64,
        places: Range<u32>,
        emit: &dyn Fn(Event),
    ) -> Rc<Dataset> {
        let key = Key::Generated { seed };
        if let Some(known) = self.recall(split, key) {
            return known.set;
        }
        let [train, test] = self.counts;
        let count = match split {
            Split::Train => train,
            Split::Test => test,
        };
        let mut generator = DigitGenerator::new(count, seed, split);
        while !generator.is_done() {
            let done = places.start + generator.next_chunk(CHUNK);
            emit(Event::DataProgress(DataProgress {
                source: "generated digits".into(),
                item: "images".into(),
                done: done.into(),
                total: Some(places.end.into()),
            }));
            self.access.pause().await;
        }
        self.remember(split, key, generator.finish(), Findings::default())
    }

    fn recall(&self, split: Split, key: Key) -> Option<Known> {
        self.last.borrow().iter().find(|known| (known.split, known.key) == (split, key)).cloned()
    }

    fn remember(&self, split: Split, key: Key, set: Dataset, findings: Findings) -> Rc<Dataset> {
        let set = Rc::new(set);
        let mut last = self.last.borrow_mut();
        last.retain(|known| known.split != split);
        last.push(Known { split, key, set: set.clone(), findings });
        set
    }
}

/// The set in two files of the IDX format.
fn read(images: Vec<u8>, labels: Vec<u8>) -> Result<Dataset, String> {
    let content = |bytes| idx::parse(bytes).map(|content| content.bytes).map_err(|error| error.to_string());
    Dataset::new(content(images)?, content(labels)?)
        .ok_or_else(|| "there are not as many labels as images".to_owned())
}

fn mnist_report(train: Option<&Dataset>, test: &Dataset, findings: &Findings) -> DataReport {
    let origin = findings.origins.join(" and ");
    let notice = notice::with_detours(&origin, findings);
    let report = report(train, test, DataKind::Mnist, called::MNIST.into());
    DataReport { origin, notice, ..report }
}

fn generated_report(seed: u64, train: Option<&Dataset>, test: &Dataset) -> DataReport {
    let report = report(train, test, DataKind::Generated, called::generated(seed));
    DataReport { origin: format!("drawn from seed {seed}"), ..report }
}

/// The user's own data; MNIST's are called so wherever they come from. Others are told apart by what they hold.
pub fn own(data: Data, is_mnist: bool) -> Obtained {
    let (kind, name) = match is_mnist {
        true => (DataKind::Mnist, called::MNIST.into()),
        false => (DataKind::Own, called::own(&data)),
    };
    let report = report(Some(&data.train), &data.test, kind, name);
    (data, DataReport { origin: "your files".into(), ..report })
}

fn report(train: Option<&Dataset>, test: &Dataset, kind: DataKind, name: String) -> DataReport {
    let train = train.map(|train| train.len() as u32);
    DataReport { kind, name, origin: String::new(), train, test: test.len() as u32, notice: None }
}
