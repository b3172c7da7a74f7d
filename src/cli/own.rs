//! Networks of one's own: a file of PyTorch source in the place of a network's name.

use std::fs;
use std::path::PathBuf;

use super::CliError;
use crate::arch::INPUT;
use crate::python;
use crate::reports::{Code, OwnNetwork, Reading, Source, Training};

/// What stands between a file and the class in it.
const SEPARATOR: char = ':';

/// A file of source, and which class or `nn.Sequential` of it is meant.
#[derive(Debug, PartialEq, Eq)]
pub struct File {
    path: PathBuf,
    class: Option<String>,
}

/// The file that `net` names, as in `mine.py` or `homework.ipynb:Net`; none for a network's name.
pub fn file(net: &str) -> Option<File> {
    let is_source = |path: &str| {
        let path = path.to_ascii_lowercase();
        path.ends_with(".py") || path.ends_with(".ipynb")
    };
    if is_source(net) {
        return Some(File { path: net.into(), class: None });
    }
    let (path, class) = net.rsplit_once(SEPARATOR)?;
    is_source(path).then(|| File { path: path.into(), class: Some(class.to_owned()) })
}

impl File {
    /// Its code, the network and how it is trained; what was understood otherwise than it stands there goes to stderr.
    ///
    /// # Errors
    /// [`CliError::Source`] with the line and what to write instead.
    pub fn read(&self) -> Result<(String, OwnNetwork, Training), CliError> {
        self.read_for(INPUT)
    }

    /// The same for images of another shape, see [`python::read_for`].
    ///
    /// # Errors
    /// As [`File::read`].
    pub fn read_for(&self, input: [usize; 3]) -> Result<(String, OwnNetwork, Training), CliError> {
        let failed = |why: String| self.failed(why);
        let code = self.open()?;
        let Source { readings, training } =
            python::read_for(&code.text, input).map_err(|refusal| failed(refusal.to_string()))?;
        let own = self.meant(readings).map_err(failed)?;
        for remark in code.remarks.iter().chain(&own.remarks) {
            eprintln!("note: {remark}");
        }
        Ok((code.text, own, training))
    }

    /// Its code.
    ///
    /// # Errors
    /// [`CliError::Source`].
    pub fn code(&self) -> Result<String, CliError> {
        Ok(self.open()?.text)
    }

    fn open(&self) -> Result<Code, CliError> {
        let content =
            fs::read(&self.path).map_err(|error| self.failed(format!("it cannot be read: {error}")))?;
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        python::code(&name, &content).map_err(|error| self.failed(error.to_string()))
    }

    fn failed(&self, why: String) -> CliError {
        CliError::Source { path: self.path.clone(), why }
    }

    /// The one that is meant.
    fn meant(&self, readings: Vec<Reading>) -> Result<OwnNetwork, String> {
        let names = readings.iter().map(|reading| reading.name.as_str()).collect::<Vec<_>>().join(", ");
        let mut meant: Vec<Reading> = readings
            .into_iter()
            .filter(|reading| self.class.as_ref().is_none_or(|class| *class == reading.name))
            .collect();
        match (meant.pop(), meant.first()) {
            (Some(reading), None) => reading.network.map_err(|refusal| refusal.to_string()),
            (None, _) => Err(format!(
                "it has no network called {}; it has {names}",
                self.class.clone().unwrap_or_default()
            )),
            (Some(last), Some(_)) => Err(format!(
                "it has several networks, {names}; say which, as in `{}{SEPARATOR}{}`",
                self.path.display(),
                last.name
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_told_from_names() {
        assert_eq!(file("lenet"), None);
        assert_eq!(file("a/b.py"), Some(File { path: "a/b.py".into(), class: None }));
        let of_class = File { path: "c:/b.IPYNB".into(), class: Some("Net".into()) };
        assert_eq!(file("c:/b.IPYNB:Net"), Some(of_class));
    }
}
