//! What stands on top of the panes: views, forms and questions, each with its own keys.

pub mod delete;
pub mod edit;
pub mod image;
pub mod logs;
pub mod make;
pub mod metadata;
mod name;
pub mod picker;
pub mod question;
pub mod revisions;
pub mod scale;
pub mod stack;
pub mod text;
pub mod tracker;
mod undo;

use crate::app::pager::Reading;
use crate::app::room::Room;
use crate::command::{Command, Pane, Table, ViewCommand};
use crate::model::guard::Ask;
pub use delete::{DeleteForm, DeleteLine};
pub use edit::Editing;
pub use image::ImageForm;
pub use logs::LogsMode;
pub use make::MakeForm;
pub use metadata::MetadataForm;
pub use picker::Picker;
pub use question::{Question, Waiting};
pub use revisions::{RevisionsKey, RevisionsView};
pub use scale::ScaleForm;
pub use stack::{Next, Stack};
pub use text::TextView;
pub use tracker::{RolloutKey, Tracker};

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
    /// Something is picked from a list: namespace, context, command.
    Picker(Picker),
    /// The number of replicas is typed.
    Scale(ScaleForm),
    /// How something is to be deleted.
    Delete(DeleteForm),
    /// Labels or annotations are typed.
    Metadata(MetadataForm),
    /// New images are typed or chosen.
    Image(ImageForm),
    /// A workload is made.
    Make(Box<MakeForm>),
    /// An object is edited as YAML.
    Editing(Editing),
    /// A revision is chosen.
    Revisions(RevisionsView),
    /// A change is being looked at: permission, dry run.
    Waiting(Waiting),
    /// A change waits for its confirmation.
    Question(Question),
    /// Something of the logs is typed or chosen.
    Logs(LogsMode),
    /// A rollout is followed.
    Tracker(Tracker),
    /// A text is read: help, YAML, describe, journal.
    Text(TextView),
    /// A view with a folder of its own.
    Room(Box<dyn Room>),
}

impl Mode {
    /// Whether a text is typed in it: every letter is then a letter.
    pub fn types(&self) -> bool {
        match self {
            Self::Filter { .. } | Self::Picker(_) | Self::Scale(_) | Self::Metadata(_) | Self::Image(_) => true,
            Self::Delete(form) => form.line == DeleteLine::Grace,
            Self::Make(form) => form.pending.is_none() && form.shown.is_none(),
            Self::Question(question) => question.decision.ask == Ask::Name,
            Self::Logs(LogsMode::Time(..) | LogsMode::Name(..) | LogsMode::Save(_)) => true,
            Self::Revisions(view) => view.pager.typing().is_some(),
            Self::Text(view) => view.pager.as_ref().is_some_and(|pager| pager.typing().is_some()),
            Self::Room(room) => room.types(),
            Self::Logs(LogsMode::Bookmarks(_) | LogsMode::Columns(_)) | Self::Editing(_) | Self::Waiting(_) | Self::Tracker(_) => {
                false
            }
        }
    }

    /// Whether it is only looked at: it can be left for another place without losing anything.
    pub const fn reads(&self) -> bool {
        match self {
            Self::Revisions(_) | Self::Tracker(_) | Self::Text(_) | Self::Room(_) => true,
            Self::Filter { .. }
            | Self::Picker(_)
            | Self::Scale(_)
            | Self::Delete(_)
            | Self::Metadata(_)
            | Self::Image(_)
            | Self::Make(_)
            | Self::Editing(_)
            | Self::Waiting(_)
            | Self::Question(_)
            | Self::Logs(_) => false,
        }
    }

    /// The table of its own commands, where its keys are such.
    pub fn table(&self) -> Option<&'static Table> {
        match self {
            Self::Revisions(_) => Some(RevisionsKey::TABLE),
            Self::Tracker(_) => Some(RolloutKey::TABLE),
            Self::Text(_) => Some(Reading::TABLE),
            Self::Room(room) => Some(room.table()),
            Self::Filter { .. }
            | Self::Picker(_)
            | Self::Scale(_)
            | Self::Delete(_)
            | Self::Metadata(_)
            | Self::Image(_)
            | Self::Make(_)
            | Self::Editing(_)
            | Self::Waiting(_)
            | Self::Question(_)
            | Self::Logs(_) => None,
        }
    }

    /// The command that opens it from everywhere, where there is one.
    pub fn opened_by(&self) -> Option<Command> {
        match self {
            Self::Text(view) => view.opened_by,
            Self::Room(room) => room.opened_by(),
            Self::Filter { .. }
            | Self::Picker(_)
            | Self::Scale(_)
            | Self::Delete(_)
            | Self::Metadata(_)
            | Self::Image(_)
            | Self::Make(_)
            | Self::Editing(_)
            | Self::Revisions(_)
            | Self::Waiting(_)
            | Self::Question(_)
            | Self::Logs(_)
            | Self::Tracker(_) => None,
        }
    }
}
