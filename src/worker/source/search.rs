//! The search for MNIST's four files: what the browser kept, then each mirror in turn, each file on its
//! own. Every content is verified, wherever it came from.

use super::access::Access;
use crate::{
    data::{
        gzip,
        mnist::{self, Mirror, MnistFile},
    },
    protocol::{DataProgress, Event},
};

/// What the files kept from an earlier visit are said to come from.
const STORAGE: &str = "this browser's storage";

/// Turns a file as it came into its content, or says what is wrong with it.
pub type Accept = fn(MnistFile, &[u8]) -> Result<Vec<u8>, String>;

/// Unpacks what is packed, and checks that it is MNIST's.
pub fn unpack_and_verify(file: MnistFile, bytes: &[u8]) -> Result<Vec<u8>, String> {
    let content = gzip::decompress(bytes, mnist::LARGEST).map_err(|error| format!("{file}: {error}"))?;
    mnist::verify(file, &content).map_err(|error| error.to_string())?;
    Ok(content.into_owned())
}

/// How a search went.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    /// Where files came from.
    pub origins: Vec<&'static str>,
    /// What went wrong on the way: the place, and why.
    pub failures: Vec<String>,
    /// Why the browser keeps nothing for the next visit, when that is so.
    pub storage: Option<String>,
}

/// A search on its way.
pub struct Search<'a, A> {
    access: &'a A,
    mirrors: &'a [Mirror],
    accept: Accept,
    emit: &'a dyn Fn(Event),
    /// The mirror to begin with: the one that had the last file.
    first: usize,
    pub findings: Findings,
}

impl<'a, A: Access> Search<'a, A> {
    pub fn new(access: &'a A, mirrors: &'a [Mirror], accept: Accept, emit: &'a dyn Fn(Event)) -> Self {
        Self { access, mirrors, accept, emit, first: 0, findings: Findings::default() }
    }

    /// Looks for two files; None when one of them is nowhere.
    pub async fn both(&mut self, [one, other]: [MnistFile; 2]) -> Option<[Vec<u8>; 2]> {
        Some([self.find(one).await?, self.find(other).await?])
    }

    /// Adds what was found out by an earlier search.
    pub fn recount(&mut self, earlier: &Findings) {
        for origin in &earlier.origins {
            self.credit(origin);
        }
        for failure in &earlier.failures {
            self.note(failure.clone());
        }
        self.findings.storage = self.findings.storage.take().or_else(|| earlier.storage.clone());
    }

    async fn find(&mut self, file: MnistFile) -> Option<Vec<u8>> {
        match self.recall(file).await {
            Some(content) => Some(content),
            None => self.download(file).await,
        }
    }

    /// The content as it was kept on an earlier visit. What is no longer MNIST's is dropped.
    async fn recall(&mut self, file: MnistFile) -> Option<Vec<u8>> {
        let key = key(file);
        let bytes = match self.access.recall(&key).await {
            Ok(bytes) => bytes?,
            Err(reason) => {
                self.findings.storage.get_or_insert(reason);
                return None;
            }
        };
        let length = bytes.len() as u64;
        self.tell("cache", file, length, Some(length));
        match (self.accept)(file, &bytes) {
            Ok(content) => {
                self.credit(STORAGE);
                Some(content)
            }
            Err(reason) => {
                self.blame(STORAGE, reason);
                if let Err(reason) = self.access.forget(&key).await {
                    self.findings.storage.get_or_insert(reason);
                }
                None
            }
        }
    }

    /// The content from the first mirror that has it.
    async fn download(&mut self, file: MnistFile) -> Option<Vec<u8>> {
        for turn in 0..self.mirrors.len() {
            let at = (self.first + turn) % self.mirrors.len();
            let mirror = self.mirrors[at];
            match self.fetch(mirror, file).await {
                Ok(content) => {
                    self.first = at;
                    self.credit(mirror.name);
                    return Some(content);
                }
                Err(reason) => self.blame(mirror.name, reason),
            }
        }
        None
    }

    async fn fetch(&mut self, mirror: Mirror, file: MnistFile) -> Result<Vec<u8>, String> {
        let url = mirror.url(file);
        let mut progress = |done, total| self.tell(mirror.name, file, done, total);
        let mut bytes = self.access.fetch(&url, false, &mut progress).await?;
        let mut content = (self.accept)(file, &bytes);
        if content.is_err() {
            // A bad copy in the browser's cache would be given again and again.
            bytes = self.access.fetch(&url, true, &mut progress).await?;
            content = (self.accept)(file, &bytes);
        }
        let content = content?;
        // Once storage has failed, asking it again for every file only costs time.
        if self.findings.storage.is_none() {
            self.findings.storage = self.access.keep(&key(file), &bytes).await.err();
        }
        Ok(content)
    }

    fn tell(&self, source: &str, file: MnistFile, done: u64, total: Option<u64>) {
        let (source, item) = (source.to_owned(), file.to_string());
        (self.emit)(Event::DataProgress(DataProgress { source, item, done, total }));
    }

    fn credit(&mut self, origin: &'static str) {
        if !self.findings.origins.contains(&origin) {
            self.findings.origins.push(origin);
        }
    }

    fn blame(&mut self, place: &str, reason: String) {
        self.note(format!("{place}: {reason}"));
    }

    fn note(&mut self, failure: String) {
        if !self.findings.failures.contains(&failure) {
            self.findings.failures.push(failure);
        }
    }
}

/// Under which a file is kept. The content's checksum makes it the key of this content alone.
fn key(file: MnistFile) -> String {
    format!("mnist/{}", file.sha256())
}
