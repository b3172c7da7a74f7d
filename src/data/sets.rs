//! Several data sets in one folder, told apart by the names of their files.

use std::collections::BTreeMap;

use thiserror::Error;

use super::{Need, Split, idx::Kind, name::Name};
use crate::words::listed;

/// The word that says which of several sets is one of digits.
const DIGITS: &str = "digits";

/// Several data sets, and nothing to say which is meant.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the files are of several data sets, {}; put the files of one into a folder of their own", listed(.sets))]
pub struct SeveralSets {
    sets: Vec<String>,
}

/// The files of one data set, and a sentence about it when there were several. All files come back when no set
/// is complete by the names alone: what they hold decides then.
///
/// # Errors
/// When the names do not say which set is meant.
pub fn one_set<T>(
    mut files: Vec<T>,
    need: Need,
    name: impl Fn(&T) -> &str,
) -> Result<(Vec<T>, Option<String>), SeveralSets> {
    let sets = complete(files.iter().map(|file| Name::new(name(file))), need);
    let of_digits: Vec<&String> =
        sets.iter().filter(|set| set.split('-').any(|word| word == DIGITS)).collect();
    let (chosen, remark) = match (sets.as_slice(), of_digits.as_slice()) {
        ([], _) => return Ok((files, None)),
        ([only], _) => (only, None),
        (_, [digits]) => (*digits, Some(format!("Of the data sets {}, {digits} was taken.", told(&sets)))),
        _ => return Err(SeveralSets { sets: sets.iter().map(|set| called(set)).collect() }),
    };
    files.retain(|file| Name::new(name(file)).set == *chosen);
    Ok((files, remark))
}

/// The sets of which every file that is needed is there.
fn complete(names: impl Iterator<Item = Name>, need: Need) -> Vec<String> {
    let mut sets: BTreeMap<String, Vec<Name>> = BTreeMap::new();
    for name in names {
        sets.entry(name.set.clone()).or_default().push(name);
    }
    let splits: &[Split] = match need {
        Need::Both => &[Split::Train, Split::Test],
        Need::Test => &[Split::Test],
    };
    let has = |files: &[Name], split, kind| {
        files.iter().any(|name| (name.split, name.kind) == (Some(split), Some(kind)))
    };
    let is_complete = |files: &[Name]| {
        splits.iter().all(|&split| has(files, split, Kind::Images) && has(files, split, Kind::Labels))
    };
    sets.into_iter().filter(|(_, files)| is_complete(files)).map(|(set, _)| set).collect()
}

fn told(sets: &[String]) -> String {
    listed(&sets.iter().map(|set| called(set)).collect::<Vec<_>>())
}

/// A set as a sentence calls it; MNIST's own names have no word for it.
fn called(set: &str) -> String {
    if set.is_empty() { "the one without a name".to_owned() } else { set.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The four names of each set.
    fn names(sets: &[&str]) -> Vec<String> {
        let four = ["train-images-idx3", "train-labels-idx1", "test-images-idx3", "test-labels-idx1"];
        let of = |set: &&str| four.map(|file| format!("{set}{file}-ubyte.gz"));
        sets.iter().flat_map(of).collect()
    }

    fn chosen(names: Vec<String>, need: Need) -> Result<(Vec<String>, Option<String>), SeveralSets> {
        one_set(names, need, String::as_str)
    }

    const EMNIST: [&str; 6] = [
        "emnist-balanced-",
        "emnist-byclass-",
        "emnist-bymerge-",
        "emnist-digits-",
        "emnist-letters-",
        "emnist-mnist-",
    ];

    #[test]
    fn of_emnists_sets_the_digits_are_taken_with_a_word() {
        let mut all = names(&EMNIST);
        all.push("emnist-digits-mapping.txt".into());
        let (files, remark) = chosen(all, Need::Both).unwrap();
        assert_eq!(files, names(&["emnist-digits-"]));
        let remark = remark.unwrap();
        assert!(remark.ends_with("and emnist-mnist, emnist-digits was taken."), "{remark}");
    }

    #[test]
    fn sets_that_no_name_decides_between_are_listed() {
        let listed = |sets: &[&str]| chosen(names(sets), Need::Both).unwrap_err().to_string();
        let letters = listed(&["emnist-letters-", "emnist-balanced-"]);
        assert!(letters.contains("several data sets, emnist-balanced and emnist-letters; put"), "{letters}");
        assert!(listed(&["", "qmnist-"]).contains("the one without a name and qmnist;"));
        assert!(listed(&["a-digits-", "b-digits-"]).contains("a-digits and b-digits"));
    }

    #[test]
    fn a_set_that_lacks_a_file_does_not_count() {
        let mut all = names(&["emnist-digits-", "emnist-letters-"]);
        all.pop();
        assert_eq!(chosen(all.clone(), Need::Both), Ok((names(&["emnist-digits-"]), None)));
        all.remove(0);
        assert_eq!(chosen(all.clone(), Need::Both), Ok((all.clone(), None)), "no set is complete");
        // To test on, the two files of the digits are enough.
        let digits = names(&["emnist-digits-"]).split_off(1);
        assert_eq!(chosen(all, Need::Test), Ok((digits, None)));
    }

    #[test]
    fn names_that_say_nothing_keep_all_files() {
        let silent: Vec<String> = ["first", "second", "README"].map(String::from).into();
        assert_eq!(chosen(silent.clone(), Need::Both), Ok((silent, None)));
        let mut packed_and_not = names(&[""]);
        packed_and_not.extend(names(&[""]).iter().map(|name| name.replace("-ubyte.gz", "-ubyte")));
        assert_eq!(chosen(packed_and_not.clone(), Need::Both), Ok((packed_and_not, None)));
    }
}
