//! Ctrl-C: the first one asks, the second one ends the process.

use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::CliError;

/// Whether Ctrl-C was pressed.
#[derive(Debug, Clone)]
pub struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Listens from now on; once in a process.
    ///
    /// # Errors
    /// [`CliError::CtrlC`] when the system refuses.
    pub fn listen() -> Result<Self, CliError> {
        let pressed = Arc::new(AtomicBool::new(false));
        let heard = pressed.clone();
        ctrlc::set_handler(move || {
            if heard.swap(true, Ordering::Relaxed) {
                process::exit(130);
            }
        })?;
        Ok(Self(pressed))
    }

    /// Whether the user wants an end.
    pub fn pressed(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
