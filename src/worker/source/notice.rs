//! What the user is told when the data are not there as they were asked for.

use super::search::Findings;
use crate::protocol::Trouble;

/// When MNIST is there, and not everything went well on the way.
pub fn with_detours(origin: &str, findings: &Findings) -> Option<String> {
    let mut sentences = Vec::new();
    if !findings.failures.is_empty() {
        sentences.push(format!("MNIST came from {origin} after a detour ({}).", list(findings)));
    }
    if let Some(reason) = &findings.storage {
        sentences.push(format!("MNIST will be downloaded again on the next visit: {reason}."));
    }
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

/// When MNIST is not there.
pub fn generated_instead(findings: &Findings) -> String {
    format!(
        "MNIST could not be had, so these are generated digits ({}). Check the connection and train again, or \
         give MNIST's four IDX files, gzipped or not, in the settings.",
        list(findings)
    )
}

/// When the user's own files were chosen and none were given.
pub fn no_files() -> Trouble {
    Trouble {
        message: "Your own files are chosen as the data, and there are none yet.".into(),
        advice:
            "Choose or drop the four IDX files (images and labels for training and for testing, gzipped or \
                 not), or choose MNIST."
                .into(),
    }
}

fn list(findings: &Findings) -> String {
    findings.failures.join("; ")
}
