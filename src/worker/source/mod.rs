//! Where the data of a run come from: MNIST, generated digits or the user's own files.

mod access;
mod notice;
mod search;
#[cfg(test)]
mod tests;

use std::{cell::RefCell, rc::Rc};

use crate::{
    data::{
        Data, Dataset, NamedFile, Split, called,
        digits::{self, DigitGenerator},
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
pub type Obtained = (Rc<Data>, DataReport);

/// Gets data and remembers the last, so that a second run does not load them again.
pub struct DataSource<A = Browser> {
    access: A,
    accept: Accept,
    /// Generated digits to train on and to test on.
    counts: [u32; 2],
    last: RefCell<Option<(Key, Obtained)>>,
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
        match choice {
            DataChoice::Mnist => Ok(self.mnist(seed, emit).await),
            DataChoice::Generated => Ok(self.generated(seed, emit).await),
            DataChoice::Own => own.cloned().ok_or_else(notice::no_files),
        }
    }

    async fn mnist(&self, seed: u64, emit: &dyn Fn(Event)) -> Obtained {
        if let Some(known) = self.recall(Key::Mnist) {
            return known;
        }
        let mut findings = Search::new(&self.access, &MIRRORS, self.accept, emit).run().await;
        match read(&mut findings) {
            Some(data) => {
                let origin = findings.origins.join(" and ");
                let notice = notice::with_detours(&origin, &findings);
                self.remember(
                    Key::Mnist,
                    describe(data, DataKind::Mnist, called::MNIST.into(), origin, notice),
                )
            }
            None => {
                let (data, report) = self.generated(seed, emit).await;
                (data, DataReport { notice: Some(notice::generated_instead(&findings)), ..report })
            }
        }
    }

    async fn generated(&self, seed: u64, emit: &dyn Fn(Event)) -> Obtained {
        let key = Key::Generated { seed };
        if let Some(known) = self.recall(key) {
            return known;
        }
        let train = self.draw(Split::Train, seed, emit).await;
        let test = self.draw(Split::Test, seed, emit).await;
        let name = called::generated(seed);
        let origin = format!("drawn from seed {seed}");
        self.remember(key, describe(Data { train, test }, DataKind::Generated, name, origin, None))
    }

    async fn draw(&self, split: Split, seed: u64, emit: &dyn Fn(Event)) -> Dataset {
        let [train, test] = self.counts;
        let (before, count) = match split {
            Split::Train => (0, train),
            Split::Test => (train, test),
        };
        let mut generator = DigitGenerator::new(count, seed, split);
        while !generator.is_done() {
            let done = before + generator.next_chunk(CHUNK);
            emit(Event::DataProgress(DataProgress {
                source: "generated digits".into(),
                item: "images".into(),
                done: done.into(),
                total: Some((train + test).into()),
            }));
            self.access.pause().await;
        }
        generator.finish()
    }

    fn recall(&self, key: Key) -> Option<Obtained> {
        self.last.borrow().as_ref().filter(|(known, _)| *known == key).map(|(_, obtained)| obtained.clone())
    }

    fn remember(&self, key: Key, obtained: Obtained) -> Obtained {
        *self.last.borrow_mut() = Some((key, obtained.clone()));
        obtained
    }
}

/// The data in the files that were found, if all were.
fn read(findings: &mut Findings) -> Option<Data> {
    let contents = findings.contents.take()?;
    let named = MnistFile::ALL.iter().zip(contents);
    let files = named.map(|(file, bytes)| NamedFile { name: file.to_string(), bytes }).collect();
    Data::from_files(files).map_err(|error| findings.failures.push(error.to_string())).ok()
}

/// The user's own data; MNIST's are called so wherever they come from. Others are told apart by what they hold.
pub fn own(data: Data, is_mnist: bool) -> Obtained {
    let (kind, name) = match is_mnist {
        true => (DataKind::Mnist, called::MNIST.into()),
        false => (DataKind::Own, called::own(&data)),
    };
    describe(data, kind, name, "your files".into(), None)
}

fn describe(data: Data, kind: DataKind, name: String, origin: String, notice: Option<String>) -> Obtained {
    let (train, test) = (data.train.len() as u32, data.test.len() as u32);
    (Rc::new(data), DataReport { kind, name, origin, train, test, notice })
}
