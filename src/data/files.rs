//! Data from files of the user's own, any number of them, in any order, gzipped or not.

use super::{
    Data, DataError, Dataset, Incomplete, Need, Split, UnusableFile,
    idx::Kind,
    mnist::MnistFile,
    part::Part,
    roles::{self, Pair},
    sets::one_set,
};

pub use super::name::is_meant;

/// A file that the user gave, or that was downloaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedFile {
    /// It decides what the file is for, where it says so; what the file is, its content decides.
    pub name: String,
    /// IDX, gzipped or not.
    pub bytes: Vec<u8>,
}

/// Data, and what there is to say about how they were understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gathered<D = Data> {
    pub data: D,
    /// A sentence each, for the user.
    pub remarks: Vec<String>,
    /// Whether they are MNIST's by their checksums, each file in its own role.
    pub is_mnist: bool,
}

/// A training and a test set. Files that are neither images nor labels, and those that cannot be used, are passed
/// over when the set is complete without them; a file that is there twice, packed and not, counts once. A file
/// of more than `limit` bytes, unpacked, is not read.
///
/// # Errors
/// See [`DataError`].
pub fn gather(files: Vec<NamedFile>, limit: u64) -> Result<Gathered, DataError> {
    let found = Found::new(files, Need::Both, limit)?;
    let (images, labels, mut remarks) = found.exactly()?;
    let [train, test] = roles::assign(images, labels, &mut remarks)?;
    let is_mnist = train.is(MnistFile::TrainImages, MnistFile::TrainLabels) && is_mnists_test(&test);
    let data = Data::new(train.dataset(Split::Train)?, test.dataset(Split::Test)?);
    Ok(Gathered { data, remarks, is_mnist })
}

/// A test set: of two files alone, whatever they are called, or of the four as [`gather`] finds it.
///
/// # Errors
/// See [`DataError`].
pub fn gather_test(files: Vec<NamedFile>, limit: u64) -> Result<Gathered<Dataset>, DataError> {
    let found = Found::new(files, Need::Test, limit)?;
    let (test, remarks) = if found.images.len() == 1 && found.labels.len() == 1 {
        let ([images], [labels], mut remarks) = found.exactly()?;
        if images.said.split == Some(Split::Train) {
            remarks.push(format!("{} is named as training data; it is tested on all the same.", images.name));
        }
        (Pair { images, labels }, remarks)
    } else {
        let (images, labels, mut remarks) = found.exactly()?;
        let [_, test] = roles::assign(images, labels, &mut remarks)?;
        (test, remarks)
    };
    Ok(Gathered { is_mnist: is_mnists_test(&test), data: test.dataset(Split::Test)?, remarks })
}

fn is_mnists_test(test: &Pair) -> bool {
    test.is(MnistFile::TestImages, MnistFile::TestLabels)
}

/// As many files of images as of labels, and what there is to say of them.
type Complete<const N: usize> = ([Part; N], [Part; N], Vec<String>);

/// Files of one data set, sorted by what they hold.
#[derive(Debug)]
struct Found {
    need: Need,
    images: Vec<Part>,
    labels: Vec<Part>,
    unusable: Vec<UnusableFile>,
    remarks: Vec<String>,
}

impl Found {
    fn new(files: Vec<NamedFile>, need: Need, limit: u64) -> Result<Self, DataError> {
        let (files, remark) = one_set(files, need, |file| file.name.as_str())?;
        let remarks = remark.into_iter().collect();
        let mut found = Found { need, images: Vec::new(), labels: Vec::new(), unusable: Vec::new(), remarks };
        for file in files {
            match Part::read(file, limit) {
                Ok(part) => found.add(part),
                Err(unusable) => found.unusable.push(unusable),
            }
        }
        Ok(found)
    }

    /// Adds a file, or, when it is there already, only what its name says.
    fn add(&mut self, part: Part) {
        let parts = match part.content.kind {
            Kind::Images => &mut self.images,
            Kind::Labels => &mut self.labels,
        };
        match parts.iter_mut().find(|known| known.repeats(&part)) {
            Some(known) if known.said.split.is_none() => *known = part,
            Some(_) => {}
            None => parts.push(part),
        }
    }

    /// As many files of images, and as many of labels, as there are places; and the remarks.
    fn exactly<const N: usize>(self) -> Result<Complete<N>, DataError> {
        let Found { need, images, labels, mut unusable, mut remarks } = self;
        // Strangers are told only where there is nothing better to tell.
        let strangers_only =
            images.is_empty() && labels.is_empty() && !unusable.iter().any(UnusableFile::is_meant);
        if !strangers_only {
            unusable.retain(UnusableFile::is_meant);
        }
        let incomplete = Incomplete { need, images: images.len(), labels: labels.len(), unusable };
        let (Ok(images), Ok(labels)) = (<[_; N]>::try_from(images), <[_; N]>::try_from(labels)) else {
            return Err(incomplete.into());
        };
        remarks.extend(images.iter().chain(&labels).filter_map(Part::contradiction));
        Ok((images, labels, remarks))
    }
}

#[cfg(test)]
mod tests;
