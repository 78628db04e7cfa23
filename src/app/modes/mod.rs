//! What stands on top of the panes: one thing at a time, each with its own keys.

pub mod delete;
pub mod edit;
pub mod image;
pub mod logs;
pub mod make;
pub mod marks;
pub mod picker;
pub mod question;
pub mod revisions;
pub mod scale;
pub mod text;
pub mod tracker;
mod undo;

use crate::command::Pane;
pub use delete::{DeleteForm, DeleteLine};
pub use edit::Editing;
pub use image::ImageForm;
pub use logs::LogsMode;
pub use make::MakeForm;
pub use marks::MarksForm;
pub use picker::Picker;
pub use question::{Question, Waiting};
pub use revisions::RevisionsView;
pub use scale::ScaleForm;
pub use text::TextView;
pub use tracker::Tracker;

/// What is on top.
#[derive(Clone, Debug, Default)]
pub enum Mode {
    /// Nothing: the keys mean commands.
    #[default]
    Normal,
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
    Marks(MarksForm),
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
    /// A text is read: help, messages, YAML, journal.
    Text(TextView),
}
