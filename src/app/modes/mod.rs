//! What stands on top of the panes: views, and the forms that have no folder of their own yet.

pub mod edit;
pub mod make;
mod name;
pub mod stack;
mod undo;

use crate::app::room::{MessageLine, Room};
use crate::command::{Command, Over, Table};
pub use edit::Editing;
pub use make::MakeForm;
pub use stack::{Next, Stack};

/// What is on top.
#[derive(Clone, Debug)]
pub enum Mode {
    /// A workload is made.
    Make(Box<MakeForm>),
    /// An object is edited as YAML.
    Editing(Box<Editing>),
    /// A view with a folder of its own.
    Room(Box<dyn Room>),
}

impl Mode {
    /// Whether a text is typed in it: every letter is then a letter.
    pub fn types(&self) -> bool {
        match self {
            Self::Make(form) => form.pending.is_none() && form.shown.is_none(),
            Self::Room(room) => room.types(),
            Self::Editing(_) => false,
        }
    }

    /// It, where it has a folder of its own.
    pub fn room(&self) -> Option<&dyn Room> {
        if let Self::Room(room) = self { Some(&**room) } else { None }
    }

    /// What it is to the commands that are asked for over it.
    pub fn over(&self) -> Over {
        self.room().map_or(Over::Form, |room| room.over())
    }

    /// Who has the line of messages while it is on top.
    pub fn line(&self) -> MessageLine {
        self.room().map_or(MessageLine::Hints, |room| room.line())
    }

    /// Whether it lies over rows.
    pub fn covers(&self) -> bool {
        self.room().is_none_or(|room| room.covers())
    }

    /// Whether it shows what may be secret once that is asked for.
    pub fn reveals(&self) -> bool {
        self.room().is_some_and(|room| room.reveals())
    }

    /// The table of its own commands, where its keys are such.
    pub fn table(&self) -> Option<&'static Table> {
        self.room().map(|room| room.table())
    }

    /// The command that opens it from everywhere, where there is one.
    pub fn opened_by(&self) -> Option<Command> {
        self.room().and_then(|room| room.opened_by())
    }
}
