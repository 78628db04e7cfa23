//! What runs in pods.

use super::{Act, Text};
use crate::model::process::End;

/// How something in a pod ended, apart from why.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    /// By itself, with this exit code.
    Exited(i32),
    /// It was left from here.
    Closed,
    /// The connection broke.
    Lost,
    /// It was not begun.
    NotStarted,
    /// The server has told a failure, and no exit code, while it ran.
    Failed,
}

impl Ending {
    /// That of an end; whether it had begun.
    pub const fn of(end: &End, begun: bool) -> Self {
        match end {
            End::Exited(code) => Self::Exited(*code),
            End::Closed => Self::Closed,
            End::Lost(_) => Self::Lost,
            End::Failed(_) if begun => Self::Failed,
            End::Failed(_) => Self::NotStarted,
        }
    }
}

/// What runs in pods.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum InsideText {
    /// It goes on for so long.
    Runs(String),
    /// Its container does not run yet, and why, in the kubelet's word.
    Waits(String),
    /// A terminal that one attached to may show no prompt until a key is pressed.
    PressEnter,
    /// It has ended: how, after how long, and why, where that is known.
    Ended(Ending, String, Option<Box<Text>>),
    /// The same, where its view is not seen: what it was.
    EndOf(Box<Act>, Box<Text>),
    /// Of a command so many go on, and so many ended like this.
    Counted(usize, Vec<(Ending, usize)>),
    /// The same, where its view is not seen: the command.
    EndOfCommand(String, Box<Text>),
    /// So many rows lie below what is seen.
    ScrolledUp(usize),
    /// So many lines had no room any more.
    Dropped(usize),
    /// Nothing runs; the key, or the command, that opens a shell.
    NothingRuns(String),
    /// It is not listed any more.
    NotListed,
    /// The program reads nothing of what is typed; the key that leaves its view, empty for none.
    ReadsNoInput(String),
    /// A shell there gets the real terminal: where it is.
    HandedOver(String),
    /// What was typed was too much for the pod.
    InputDropped,
    /// What the program wrote broke its screen.
    ScreenLost,
    /// No container is under the cursor.
    NoContainer,
    /// The pod has several containers; the key, or the command, that goes on once one is chosen.
    ChooseContainer(String),
    /// The command is to be typed after the word.
    TypeCommand,
    /// A quote in a command has no end.
    OpenQuote(char),
}
