//! Writing to standard output, whose reader may go away.

use std::io::{self, Write};

/// Writes one line, at once.
///
/// # Errors
/// Those of standard output; a reader that has gone is [`io::ErrorKind::BrokenPipe`].
pub fn line(text: impl std::fmt::Display) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{text}")?;
    stdout.flush()
}

/// A remark, which is no part of the output: on stderr.
pub fn note(text: impl std::fmt::Display) {
    eprintln!("note: {text}");
}
