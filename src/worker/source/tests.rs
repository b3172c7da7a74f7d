//! The search in worlds where things go wrong.

use std::{
    collections::HashMap,
    pin::pin,
    task::{Context, Poll, Waker},
};

use super::*;

/// What a mirror says, by the beginning of its address.
#[derive(Clone, Copy)]
enum Answer {
    Good,
    Spoilt,
    /// What the browser kept of it is spoilt, and the file itself is not.
    SpoiltInCache,
    Error(&'static str),
}

/// A world whose futures never wait.
struct World {
    answers: HashMap<&'static str, Answer>,
    /// Files that only the last mirror has, whatever the answers say.
    missing: Vec<MnistFile>,
    kept: RefCell<HashMap<String, Vec<u8>>>,
    /// Why nothing can be kept.
    full: Option<&'static str>,
    asked: RefCell<Vec<String>>,
}

impl World {
    /// The answers of [`MIRRORS`], in order.
    fn new(answers: [Answer; 5]) -> Self {
        Self {
            answers: MIRRORS.iter().map(|mirror| mirror.base).zip(answers).collect(),
            missing: Vec::new(),
            kept: RefCell::default(),
            full: None,
            asked: RefCell::default(),
        }
    }

    fn requests(&self) -> usize {
        self.asked.borrow().len()
    }
}

impl Access for World {
    async fn fetch(
        &self,
        url: &str,
        past_cache: bool,
        progress: &mut dyn FnMut(u64, Option<u64>),
    ) -> Result<Vec<u8>, String> {
        self.asked.borrow_mut().push(url.into());
        let (base, answer) = self.answers.iter().find(|(base, _)| url.starts_with(**base)).unwrap();
        let file = MnistFile::ALL.into_iter().find(|file| url.contains(file.name())).unwrap();
        if self.missing.contains(&file) && *base != MIRRORS[4].base {
            return Err("status 404".into());
        }
        let bytes = match answer {
            Answer::Good => idx(file),
            Answer::SpoiltInCache if past_cache => idx(file),
            Answer::Spoilt | Answer::SpoiltInCache => b"spoilt".to_vec(),
            Answer::Error(reason) => return Err((*reason).into()),
        };
        progress(bytes.len() as u64, Some(bytes.len() as u64));
        Ok(bytes)
    }

    async fn recall(&self, key: &str) -> Result<Option<Vec<u8>>, String> {
        Ok(self.kept.borrow().get(key).cloned())
    }

    async fn keep(&self, key: &str, bytes: &[u8]) -> Result<(), String> {
        match self.full {
            Some(reason) => Err(reason.into()),
            None => {
                self.kept.borrow_mut().insert(key.into(), bytes.to_vec());
                Ok(())
            }
        }
    }

    async fn forget(&self, key: &str) -> Result<(), String> {
        self.kept.borrow_mut().remove(key);
        Ok(())
    }

    async fn pause(&self) {}
}

/// A small file in the form of the one that is named: three training images, two test images.
fn idx(file: MnistFile) -> Vec<u8> {
    let words = |words: &[u32]| words.iter().flat_map(|word| word.to_be_bytes()).collect::<Vec<u8>>();
    let images = |count: u32| [words(&[0x803, count, 28, 28]), vec![7; count as usize * 784]].concat();
    let labels = |count: u32| [words(&[0x801, count]), vec![7; count as usize]].concat();
    match file {
        MnistFile::TrainImages => images(3),
        MnistFile::TrainLabels => labels(3),
        MnistFile::TestImages => images(2),
        MnistFile::TestLabels => labels(2),
    }
}

fn accept(file: MnistFile, bytes: &[u8]) -> Result<Vec<u8>, String> {
    if bytes == idx(file) { Ok(bytes.to_vec()) } else { Err(format!("{file} has another checksum")) }
}

fn source(world: World) -> DataSource<World> {
    DataSource { access: world, accept, counts: [30, 20], last: RefCell::default() }
}

/// Obtains MNIST with seed 1; also what was emitted.
fn obtain(source: &DataSource<World>) -> (Data, DataReport, Vec<DataProgress>) {
    let heard = RefCell::new(Vec::new());
    let emit = |event| match event {
        Event::DataProgress(progress) => heard.borrow_mut().push(progress),
        other => panic!("unexpected {other:?}"),
    };
    let (data, report) = ready(source.obtain(DataChoice::Mnist, 1, None, &emit)).unwrap();
    (data, report, heard.take())
}

fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("a world without waiting made a future wait"),
    }
}

const NOT_FOUND: Answer = Answer::Error("status 404");
const SILENT: Answer = Answer::Error("no answer within 10 s");

#[test]
fn mnist_beside_the_page_needs_no_words() {
    let source = source(World::new([Answer::Good, SILENT, SILENT, SILENT, SILENT]));
    let (data, report, progress) = obtain(&source);
    assert_eq!((data.train.len(), data.test.len()), (3, 2));
    let origin = "this site".into();
    let name = "MNIST".into();
    assert_eq!(
        report,
        DataReport { kind: DataKind::Mnist, name, origin, train: Some(3), test: 2, notice: None }
    );
    assert_eq!(progress.len(), 4);
    assert_eq!(progress[1].item, "train-labels-idx1-ubyte");
}

#[test]
fn the_next_mirror_is_asked_after_a_404_a_hang_and_a_wrong_checksum() {
    let source = source(World::new([NOT_FOUND, SILENT, Answer::Spoilt, Answer::Good, SILENT]));
    let (_, report, _) = obtain(&source);
    assert_eq!((report.kind, report.origin.as_str()), (DataKind::Mnist, "Google Cloud"));
    let notice = report.notice.unwrap();
    for part in [
        "Google Cloud after a detour",
        "this site: status 404",
        "jsDelivr: no answer within 10 s",
        "GitHub: train-images-idx3-ubyte has another checksum",
    ] {
        assert!(notice.contains(part), "{notice}");
    }
    // What was spoilt is asked for once more, past the cache. The later files are asked where the first was
    // found, so a mirror that hangs costs time once.
    assert_eq!(source.access.requests(), 5 + 3);
}

#[test]
fn one_missing_file_is_fetched_elsewhere() {
    let mut world = World::new([Answer::Good; 5]);
    world.missing = vec![MnistFile::TestImages];
    let (data, report, _) = obtain(&source(world));
    assert_eq!(data.test.len(), 2);
    assert_eq!(report.origin, "this site and Amazon S3");
}

#[test]
fn without_any_mirror_digits_are_generated_and_the_user_is_told_why_and_what_to_do() {
    let source = source(World::new([NOT_FOUND, SILENT, Answer::Spoilt, NOT_FOUND, SILENT]));
    let (data, report, progress) = obtain(&source);
    assert_eq!((report.kind, data.train.len(), data.test.len()), (DataKind::Generated, 30, 20));
    let notice = report.notice.unwrap();
    for part in ["generated digits", "this site: status 404", "Amazon S3: no answer", "four IDX files"] {
        assert!(notice.contains(part), "{notice}");
    }
    let last = progress.last().unwrap();
    assert_eq!((last.source.as_str(), last.done, last.total), ("generated digits", 50, Some(50)));
    // One file that is nowhere settles it.
    assert_eq!(source.access.requests(), 6);
}

#[test]
fn a_bad_copy_in_the_browsers_cache_is_passed_by() {
    let source = source(World::new([Answer::SpoiltInCache, NOT_FOUND, NOT_FOUND, NOT_FOUND, NOT_FOUND]));
    let (_, report, _) = obtain(&source);
    assert_eq!((report.kind, report.origin.as_str()), (DataKind::Mnist, "this site"));
    assert_eq!(report.notice, None, "nothing is wrong with the site");
}

#[test]
fn a_second_visit_loads_from_storage_and_a_second_run_loads_nothing() {
    let first = source(World::new([Answer::Good, SILENT, SILENT, SILENT, SILENT]));
    obtain(&first);
    let (data, ..) = obtain(&first);
    assert_eq!(first.access.requests(), 4);

    let mut world = World::new([SILENT; 5]);
    world.kept = first.access.kept;
    let second = source(world);
    let (again, report, progress) = obtain(&second);
    assert_eq!(again, data);
    assert_eq!((report.origin.as_str(), report.notice), ("this browser's storage", None));
    assert_eq!(progress[0].source, "cache");
    assert_eq!(second.access.requests(), 0);
}

#[test]
fn the_test_set_alone_is_fetched_without_the_training_set_and_not_again_with_it() {
    let source = source(World::new([Answer::Good, SILENT, SILENT, SILENT, SILENT]));
    let get = || ready(source.test_set(DataChoice::Mnist, 1, None, &|_| {})).unwrap();
    let (test, report) = get();
    assert_eq!((test.len(), report.kind, report.train, report.test), (2, DataKind::Mnist, None, 2));
    assert_eq!(source.access.requests(), 2);
    let (data, both, progress) = obtain(&source);
    assert!(Rc::ptr_eq(&data.test, &test));
    assert_eq!((both.train, both.origin.as_str(), progress.len()), (Some(3), "this site", 2));
    assert_eq!(source.access.requests(), 4);
    assert_eq!(get().1, both, "what is there is told");
}

#[test]
fn without_any_mirror_the_test_set_is_generated_as_it_is_beside_a_training_set() {
    let source = source(World::new([NOT_FOUND; 5]));
    let (test, report) = ready(source.test_set(DataChoice::Mnist, 1, None, &|_| {})).unwrap();
    assert_eq!((report.kind, report.train, report.test), (DataKind::Generated, None, 20));
    assert!(report.notice.unwrap().contains("this site: status 404"));
    assert_eq!(obtain(&source).0.test, test);
}

#[test]
fn a_spoilt_entry_in_storage_is_replaced() {
    let world = World::new([Answer::Good; 5]);
    let key = format!("mnist/{}", MnistFile::TrainLabels.sha256());
    world.kept.borrow_mut().insert(key.clone(), b"spoilt".to_vec());
    let source = source(world);
    let (_, report, _) = obtain(&source);
    assert_eq!(report.kind, DataKind::Mnist);
    assert!(report.notice.unwrap().contains("storage: train-labels-idx1-ubyte has another checksum"));
    assert_eq!(source.access.kept.borrow()[&key], idx(MnistFile::TrainLabels));
}

#[test]
fn full_storage_is_a_notice_and_no_failure() {
    let mut world = World::new([Answer::Good; 5]);
    world.full = Some("the browser's storage is full");
    let (_, report, _) = obtain(&source(world));
    assert_eq!(report.kind, DataKind::Mnist);
    let expected = "MNIST will be downloaded again on the next visit: the browser's storage is full.";
    assert_eq!(report.notice.unwrap(), expected);
}

#[test]
fn generated_digits_are_kept_by_seed() {
    let source = source(World::new([SILENT; 5]));
    let get = |seed| ready(source.obtain(DataChoice::Generated, seed, None, &|_| {})).unwrap();
    let (one, report) = get(1);
    assert_eq!((report.kind, report.notice), (DataKind::Generated, None));
    assert_eq!(report.name, "generated digits, seed 1");
    assert!(Rc::ptr_eq(&one.train, &get(1).0.train));
    let (two, other) = get(2);
    assert_ne!(one, two);
    assert_ne!(report.name, other.name, "figures tell them apart");
    assert_eq!(source.access.requests(), 0);
}

#[test]
fn own_data_must_have_been_given() {
    let source = source(World::new([Answer::Good; 5]));
    let own = own(Data::new(Dataset::default(), Dataset::default()), false);
    let (data, report) = ready(source.obtain(DataChoice::Own, 1, Some(&own), &|_| {})).unwrap();
    assert!(Rc::ptr_eq(&data.test, &own.0.test));
    assert_eq!(report.kind, DataKind::Own);
    let trouble = ready(source.obtain(DataChoice::Own, 1, None, &|_| {})).unwrap_err();
    assert!(trouble.advice.contains("four IDX files"));
}
