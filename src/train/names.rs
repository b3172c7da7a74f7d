//! The words for choices in links, forms and on the command line.

use super::{DataChoice, DeviceChoice};

impl DeviceChoice {
    /// In the order of the form.
    pub const ALL: [Self; 3] = [Self::Auto, Self::WebGpu, Self::Cpu];

    /// The word in links and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::WebGpu => "webgpu",
            Self::Cpu => "cpu",
        }
    }

    /// The choice that a word stands for.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.as_str() == word)
    }
}

impl DataChoice {
    /// In the order of the form.
    pub const ALL: [Self; 3] = [Self::Mnist, Self::Generated, Self::Own];

    /// The word in links and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mnist => "mnist",
            Self::Generated => "generated",
            Self::Own => "own",
        }
    }

    /// The choice that a word stands for.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.as_str() == word)
    }
}
