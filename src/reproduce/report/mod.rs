//! The page `reproduction.md`: every bar, and for each experiment its epochs beside the document's.

mod bars;
mod comparison;
mod experiment;
mod table;

use std::collections::BTreeSet;
use std::path::Path;

use super::results::Results;
use super::{ReproduceError, files, picture};
use crate::words::listed;

/// The page's name.
pub const PAGE: &str = "reproduction.md";

/// The folder of its pictures, beside it.
const PICTURES: &str = "reproduction";

const ABOUT: &str = "\
# The numbers of the documents, reproduced

Every network is trained as its source trains it, with seeds 1, 2 and 3, and put beside what the source prints.
`fovea reproduce` writes this page from the records of the runs, so that no figure is copied by hand; runs that are not
there yet are said not to be.

```sh
scripts/fovea reproduce                 # everything; hours on a CPU
scripts/fovea reproduce mlp lenet       # some of it
scripts/fovea reproduce --report-only   # this page again, from the runs that there are
```

Ctrl-C stops it, and the same command goes on from there, to the step; `--device gpu` trains on a GPU. Two of them may
work at the same time: each takes the runs that the other has not taken.

The PyTorch columns are runs of PyTorch 2 on a CPU with the same settings, as `tests/pytorch/train.py` makes them; a seed
of PyTorch's draws other weights than ours of the same number.

Accuracies are in per cent of the test images, in brackets the mean test loss. *Load* is how many processes ran or waited
for the processor, averaged over a minute, at the worst end of an epoch. Where it is higher than the number of threads, the
machine had other work to do; its seconds are marked `≤`, because alone it would have needed fewer.
";

/// Writes the page and its pictures into `directory`.
///
/// # Errors
/// [`ReproduceError::Write`] and [`ReproduceError::File`].
pub fn write(results: &Results, directory: &Path) -> Result<(), ReproduceError> {
    for (experiment, records) in &results.runs {
        let path = directory.join(PICTURES).join(format!("{experiment}.svg"));
        if let Some(picture) = picture::draw(*experiment, records) {
            files::write(&path, picture.as_bytes())?;
        }
    }
    files::write(&directory.join(PAGE), markdown(results).as_bytes())
}

/// The page's text.
pub fn markdown(results: &Results) -> String {
    let mut parts = vec![ABOUT.to_owned(), programs(results), bars::section(results)];
    for (experiment, records) in &results.runs {
        parts.push(experiment::section(*experiment, records));
    }
    parts.push(comparison::section(results));
    parts.join("\n")
}

/// The programs that the runs were made with.
fn programs(results: &Results) -> String {
    let sittings = results.runs.iter().flat_map(|(_, records)| records).flat_map(|record| &record.sittings);
    let programs: BTreeSet<String> = sittings.map(|sitting| sitting.machine.programs()).collect();
    let programs: Vec<String> = programs.into_iter().collect();
    if programs.is_empty() { String::new() } else { format!("Made with {}.\n", listed(&programs)) }
}
