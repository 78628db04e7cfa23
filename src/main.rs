//! Parse, run, exit code.

use clap::Parser;
use dogwatch::cli::Cli;
use dogwatch::terminal::{complain, print};
use dogwatch::wipe::Wiping;
use std::process::ExitCode;

#[global_allocator]
static MEMORY: Wiping = Wiping;

fn main() -> ExitCode {
    match Cli::try_parse() {
        Ok(cli) => dogwatch::program::main(cli),
        // What was typed may have been pasted from anywhere: clap would print it as it is.
        Err(e) if e.use_stderr() => {
            complain(e.to_string().trim_end());
            ExitCode::from(2)
        }
        Err(e) => print(&e.to_string()).map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS),
    }
}
