//! Parse, run, exit code.

use clap::Parser;
use dogwatch::cli::Cli;
use std::process::ExitCode;

fn main() -> ExitCode {
    dogwatch::program::main(Cli::parse())
}
