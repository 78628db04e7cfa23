//! Programs that get the terminal: the user's editor, a shell that needs the real one, commands of the settings.

use std::fmt;

/// Why a program did not get the terminal, or what came of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TerminalReason {
    /// Another program has it.
    Taken,
    /// It cannot be handed over, and why.
    NotLent(String),
    /// There is no folder for a file that is to be edited.
    NoFolder,
    /// The editor cannot be started, and why.
    NotStarted(String, String),
    /// The editor is not there.
    NotFound(String),
    /// The editor ended with this status.
    Failed(String, String),
    /// A program of a command cannot be started, and why.
    NoStart(String, String),
    /// It is not there, or may not be run.
    NoSuch(String),
}

/// In English.
impl fmt::Display for TerminalReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Taken => f.write_str("another program has the terminal: try again"),
            Self::NotLent(why) => write!(f, "the terminal cannot be handed over: {why}"),
            Self::NoFolder => f.write_str("there is no home folder, so no file can be edited"),
            Self::NotStarted(editor, why) => {
                write!(f, "the editor {editor} cannot be started: {why}; EDITOR names another")
            }
            Self::NotFound(editor) => write!(f, "the editor {editor} was not found; EDITOR names another"),
            Self::NoStart(program, why) => write!(f, "{program} cannot be started: {why}"),
            Self::NoSuch(program) => write!(f, "{program} is not in PATH, or may not be run"),
            Self::Failed(editor, status) => {
                write!(f, "the editor {editor} ended with an error ({status}), so nothing was sent")
            }
        }
    }
}
