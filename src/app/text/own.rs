//! Commands of the settings.

use crate::command::Lack;
use crate::model::Name;

/// Commands of the settings.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum OwnText {
    /// One cannot be had here, and why.
    Unavailable(Name, Lack),
    /// One of several rows cannot have it: its name, and why.
    UnfitRow(Name, Name, Lack),
    /// It has the terminal, so that it is for one row; the key that takes the marks away.
    OneRow(Name, String),
    /// It would run for more rows than may be at once: how many may; the key that takes the marks away.
    TooMany(Name, usize, String),
    /// Its program is not there: which, and the line that was copied.
    NotThere(String, String),
    /// It has the terminal now: where, and what is run.
    OnTerminal(String, String),
    /// It has ended with this exit code; what it wrote is seen until a key is pressed.
    EndedWith(String, i32),
    /// It did not come to run, and why.
    NotRun(String, String),
}
