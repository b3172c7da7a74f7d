//! The command line; see `fovea --help`.

use std::process::ExitCode;

fn main() -> ExitCode {
    fovea::cli::main()
}
