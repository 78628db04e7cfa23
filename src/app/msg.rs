//! What comes in and what goes out: plain values that can be printed, compared and replayed.

use super::messages::Level;
use crate::command::Key;
use crate::model::change::{Consent, Intent, Outcome, Preview, Progress, Target};
use crate::model::feed::{Feed, Scope};
use crate::model::logs::{LogLine, LogWish};
use crate::model::revision::Revision;
use crate::model::rights::Rights;
use crate::model::{Kind, Name, Uid};

/// Something that happened.
#[derive(Clone, PartialEq, Debug)]
pub enum Msg {
    /// A key.
    Key(Key),
    /// A pasted text.
    Paste(String),
    /// The screen's size in columns and rows.
    Resize(u16, u16),
    /// Time has passed.
    Tick,
    /// The state was drawn: what is selected now is what the user sees.
    Drawn,
    /// A session tells something. Feeds of a session that was left are dropped.
    Feed(u64, Feed),
    /// Log lines of a view of the logs pane.
    Logs(u64, Vec<LogLine>),
    /// The user's rights in a namespace, in a session.
    Rights(u64, Rights),
    /// The answer to [`Effect::Revisions`].
    Revisions(u64, Result<Vec<Revision>, String>),
    /// The answer to [`Effect::Preview`], by the intent's number.
    Previewed(u64, Result<Box<Preview>, String>),
    /// The answer to [`Effect::CarryOut`], by the intent's number.
    CarriedOut(u64, Outcome),
    /// How far a change of many requests is.
    Progressed(Progress),
    /// The answer to [`Effect::Fetch`].
    Fetched(u64, Result<String, String>),
    /// The answer to [`Effect::Save`], by the file's path.
    Saved(String, Saved),
    /// A word from the edge: settings, clipboard, journal.
    Note(Level, String),
}

/// An object to fetch whole.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ObjectRef {
    /// Its kind.
    pub kind: Kind,
    /// Its namespace; empty for a namespace itself.
    pub namespace: Name,
    /// Its name.
    pub name: Name,
    /// Its UID: another object of this name is refused.
    pub uid: Uid,
}

/// A text to fetch.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fetch {
    /// An object as YAML.
    Yaml(ObjectRef),
    /// An object in words, with its events.
    Describe(ObjectRef),
    /// The events of a namespace that are about these objects.
    Events(Name, Vec<Uid>),
    /// The journal's entries.
    Journal,
}

/// A file to write.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Save {
    /// Where: as it was typed; `~/` is the home folder, and what does not begin with `/` stands in the present folder.
    pub path: String,
    /// What.
    pub text: String,
    /// Whether a file that is there may be written over: only after that was asked.
    pub overwrite: bool,
}

/// What became of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Saved {
    /// It was written; under this whole path.
    Done(String),
    /// There is a file of this name, and nothing was written.
    Exists,
    /// It could not be written, and why.
    Failed(String),
}

/// What is remembered from one run to the next, for each context.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Remembered {
    /// Favourite namespaces.
    pub favourites: Vec<String>,
    /// Namespaces looked at, last first.
    pub recent: Vec<String>,
    /// Namespaces that were typed because they cannot be listed.
    pub typed: Vec<String>,
}

/// Something to be done outside. The runtime starts it; its answer comes back as a [`Msg`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Effect {
    /// Leave the present session and begin one with this number on a context.
    Connect(u64, Name),
    /// The scopes to keep watch on: all of them, the rest is closed.
    Watch(Vec<Scope>),
    /// Connect again now.
    Reconnect,
    /// The log streams to keep open for a view of the logs pane: all of them, the rest is closed.
    Follow(u64, Vec<LogWish>),
    /// Ask for the user's rights in a namespace.
    Review(Name),
    /// List the revisions of a workload.
    Revisions(u64, Target),
    /// Look at a change: permission, dry run, what it touches.
    Preview(Intent),
    /// Send a change that was looked at and confirmed.
    CarryOut(Preview, Consent),
    /// Forget previews whose user said no.
    Forget(Vec<u64>),
    /// Fetch a text.
    Fetch(u64, Fetch),
    /// Write a file.
    Save(Save),
    /// Put a text on the clipboard.
    Copy(String),
    /// Keep what is remembered for a context.
    Remember(Name, Remembered),
    /// Draw the whole screen anew.
    Redraw,
    /// Run the exec plugin of the present context on the plain terminal, and connect again.
    SignIn,
    /// To the shell, until `fg`.
    Suspend,
    /// End the program.
    Quit,
}
