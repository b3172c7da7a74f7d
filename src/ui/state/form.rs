//! The form of one network.

use std::rc::Rc;

use crate::settings::{FieldError, Settings, TrainConfig};

/// One network's settings as the user typed them.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// The network as its source trains it.
    pub source: Rc<TrainConfig>,
    pub settings: Rc<Settings>,
    pub errors: Rc<Vec<FieldError>>,
    /// What the settings last stood for when all of them were valid.
    pub config: Rc<TrainConfig>,
    /// Whether Train goes on from what was learned.
    pub go_on: bool,
    /// Whether the link to these settings is on the clipboard.
    pub link_copied: bool,
    /// Whether the PyTorch class of these settings is on the clipboard.
    pub class_copied: bool,
}

impl Form {
    /// The settings of the network's source.
    pub(super) fn of_source(source: TrainConfig) -> Self {
        let (settings, source) = (Rc::new(Settings::from(&source)), Rc::new(source));
        Self {
            config: source.clone(),
            source,
            settings,
            errors: Rc::default(),
            go_on: false,
            link_copied: false,
            class_copied: false,
        }
    }

    /// Takes other settings and says what is wrong with them.
    pub(super) fn set(&mut self, settings: Settings) {
        self.errors = Rc::default();
        match settings.validate() {
            Ok(config) => self.config = Rc::new(config),
            Err(errors) => self.errors = Rc::new(errors),
        }
        self.settings = Rc::new(settings);
        self.link_copied = false;
        self.class_copied = false;
    }

    /// Whether there is a network, and settings that it can be trained with.
    pub fn is_valid(&self) -> bool {
        self.errors.is_empty() && !self.config.network.layers.is_empty()
    }
}
