//! What the terminal tells the program.

use crate::model::process::Mouse;
use crossterm::event::KeyEvent;

/// What happened at the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TerminalEvent {
    /// A key was pressed or repeats; releases are not told.
    Key(KeyEvent),
    /// What was typed, as it came: while a program elsewhere has the terminal.
    Bytes(Vec<u8>),
    /// The mouse did something; only told while it is asked for.
    Mouse(Mouse),
    /// Text was pasted.
    Paste(String),
    /// The terminal has this many columns and rows now.
    Resize(u16, u16),
    /// The terminal's window has the focus; only told if asked for.
    FocusGained,
    /// The terminal's window has lost the focus; only told if asked for.
    FocusLost,
    /// The program was stopped and goes on: nothing is known of what the terminal shows.
    Resumed,
    /// A signal asks the program to end. The terminal has been given back; the exit code is 128 + the signal, and
    /// the program is ended after a second if it does not end itself.
    Terminate(i32),
    /// The terminal is gone: nothing more will come.
    Closed,
}
