//! What stands on top of the panes: views, forms and questions, each with its own keys.

pub mod edit;
pub mod logs;
pub mod make;
mod name;
pub mod stack;
mod undo;

use crate::app::room::{MessageLine, Room};
use crate::command::{Command, Over, Pane, Table};
pub use edit::Editing;
pub use logs::LogsMode;
pub use make::MakeForm;
pub use stack::{Next, Stack};

/// What is on top.
#[derive(Clone, Debug)]
pub enum Mode {
    /// The filter of a pane is typed; Esc brings the text back that was there before.
    Filter {
        /// Which pane's.
        pane: Pane,
        /// The text before.
        before: String,
        /// What is typed.
        field: super::field::Field,
    },
    /// A workload is made.
    Make(Box<MakeForm>),
    /// An object is edited as YAML.
    Editing(Editing),
    /// Something of the logs is typed or chosen.
    Logs(LogsMode),
    /// A view with a folder of its own.
    Room(Box<dyn Room>),
}

impl Mode {
    /// Whether a text is typed in it: every letter is then a letter.
    pub fn types(&self) -> bool {
        match self {
            Self::Filter { .. } => true,
            Self::Make(form) => form.pending.is_none() && form.shown.is_none(),
            Self::Logs(LogsMode::Time(..) | LogsMode::Name(..) | LogsMode::Save(_)) => true,
            Self::Room(room) => room.types(),
            Self::Logs(LogsMode::Bookmarks(_) | LogsMode::Columns(_)) | Self::Editing(_) => false,
        }
    }

    /// It, where it has a folder of its own.
    pub fn room(&self) -> Option<&dyn Room> {
        if let Self::Room(room) = self { Some(&**room) } else { None }
    }

    /// What it is to the commands that are asked for over it.
    pub fn over(&self) -> Over {
        match self {
            Self::Room(room) => room.over(),
            Self::Filter { .. }
            | Self::Make(_)
            | Self::Editing(_)
            | Self::Logs(_) => Over::Form,
        }
    }

    /// Who has the line of messages while it is on top.
    pub fn line(&self) -> MessageLine {
        match self {
            Self::Room(room) => room.line(),
            Self::Filter { .. } | Self::Logs(LogsMode::Time(..) | LogsMode::Name(..) | LogsMode::Save(_)) => MessageLine::Field,
            Self::Make(_)
            | Self::Editing(_)
            | Self::Logs(LogsMode::Bookmarks(_) | LogsMode::Columns(_)) => MessageLine::Hints,
        }
    }

    /// Whether it shows what may be secret once that is asked for.
    pub fn reveals(&self) -> bool {
        self.room().is_some_and(|room| room.reveals())
    }

    /// The table of its own commands, where its keys are such.
    pub fn table(&self) -> Option<&'static Table> {
        match self {
            Self::Room(room) => Some(room.table()),
            Self::Filter { .. }
            | Self::Make(_)
            | Self::Editing(_)
            | Self::Logs(_) => None,
        }
    }

    /// The command that opens it from everywhere, where there is one.
    pub fn opened_by(&self) -> Option<Command> {
        match self {
            Self::Room(room) => room.opened_by(),
            Self::Filter { .. }
            | Self::Make(_)
            | Self::Editing(_)
            | Self::Logs(_) => None,
        }
    }
}
