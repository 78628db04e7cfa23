//! Why a terminal cannot be used.

use std::io;

/// Why the dashboard cannot have the terminal.
#[derive(Debug, thiserror::Error)]
pub enum TerminalError {
    /// Standard input or output is a file or a pipe.
    #[error("{stream} is not a terminal; run dogwatch in one, or use `dogwatch get` for output that can be piped")]
    NotATerminal {
        /// The stream.
        stream: &'static str,
    },
    /// The terminal says that it can do nothing but text.
    #[error("TERM={term} cannot show a dashboard; set TERM to what the terminal is, such as xterm-256color")]
    TooSimple {
        /// What `TERM` says.
        term: String,
    },
    /// It has been taken already.
    #[error("the terminal is already in use by this program")]
    Taken,
    /// There is no shell that could wake a stopped program.
    #[error("there is no shell to come back from; Ctrl-Z would stop dogwatch for good")]
    NoShell,
    /// The system refused.
    #[error("cannot {what} the terminal: {source}")]
    Io {
        /// What was tried.
        what: &'static str,
        /// What the system said.
        source: io::Error,
    },
}

impl TerminalError {
    pub(super) fn io(what: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { what, source }
    }
}
