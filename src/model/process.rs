//! What runs in a container and is spoken to: a shell, a command, the container's own program.

/// How it ended, as far as that is known here.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum End {
    /// It ended by itself, with this exit code.
    Exited(i32),
    /// It was not begun, and why, with what to do; or the server has told a failure and no exit code while it ran.
    Failed(String),
    /// The connection broke; whether it goes on is not known.
    Lost(String),
    /// It was left from here.
    Closed,
}

impl End {
    /// In words: `exit code 0`.
    pub fn words(&self) -> String {
        match self {
            Self::Exited(code) => format!("exit code {code}"),
            Self::Failed(why) => why.clone(),
            Self::Lost(why) => format!("connection lost: {why}"),
            Self::Closed => "closed by dogwatch".into(),
        }
    }
}

/// What is told of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ProcessNews {
    /// The stream to it is open; which program it is, where one was looked for.
    Opened(String),
    /// What it wrote.
    Output(Vec<u8>),
    /// What it wrote to its standard error, where that is apart.
    Errors(Vec<u8>),
    /// It has ended.
    Ended(End),
}

/// What is told to it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ToProcess {
    /// Bytes for its standard input.
    Input(Vec<u8>),
    /// Its terminal has so many columns and rows.
    Size(u16, u16),
    /// Its standard input ends here.
    NoMore,
}
