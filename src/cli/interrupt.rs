//! Ctrl-C: the first one asks, the second one ends the process.

use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::CliError;

/// A signal that follows another sooner is the same one: `timeout` and others send it to the process and to
/// its group.
const SAME: Duration = Duration::from_millis(500);

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
        let mut first: Option<Instant> = None;
        ctrlc::set_handler(move || {
            if first.get_or_insert_with(Instant::now).elapsed() > SAME {
                process::exit(130);
            }
            heard.store(true, Ordering::Relaxed);
        })?;
        Ok(Self(pressed))
    }

    /// Whether the user wants an end.
    pub fn pressed(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
