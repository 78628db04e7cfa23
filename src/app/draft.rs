//! A text or a form that the user has written: what is asked of the outside for it, and the answers.

use super::text::Text;
use crate::model::change::{Change, Hidden, Piece, Reason, Target};
use crate::model::{Name, SessionId};
use std::path::PathBuf;

/// What a text's documents ask for, one by one; for one that asks for nothing that can be done, why not.
pub type Planned = Vec<(Target, Result<Change, Reason>)>;

/// A text for the user's editor.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EditFile {
    /// The file that it is in already, where it was kept.
    pub path: Option<PathBuf>,
    /// What a new file is to be called.
    pub stem: String,
    /// The text.
    pub text: Hidden,
    /// Whether it is kept by nobody: it stands in a folder of its own, which goes with the editor.
    pub secret: bool,
}

/// How the editor was left.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EditorEnd {
    /// The file; `None` where there is none.
    pub path: Option<PathBuf>,
    /// Its text; as it was handed out where it cannot be read.
    pub text: Hidden,
    /// What went wrong.
    pub fault: Option<Reason>,
}

/// Asked of the outside, with the number that the answer carries.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DraftEffect {
    /// Find out what a text asks for; the namespace is for documents that name none.
    Plan(SessionId, u64, Hidden, Name),
    /// Read a file.
    Read(u64, String),
    /// Fetch the text of an object to be edited; or, with the version that an edited one is of, that text laid over the object as it is.
    Text(SessionId, u64, Piece, Option<(String, Hidden)>),
    /// Give the terminal to the user's editor.
    Editor(u64, EditFile),
    /// Find out what the edited text of an object asks for; the version is that of the text which was handed out.
    Edited(SessionId, u64, Piece, String, Hidden),
    /// A file is not needed any more.
    Drop(PathBuf),
}

/// The answers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DraftMsg {
    /// To [`DraftEffect::Plan`].
    Planned(SessionId, u64, Result<Planned, Reason>),
    /// To [`DraftEffect::Read`].
    Read(u64, Result<Hidden, String>),
    /// To [`DraftEffect::Text`]: the text, and the version that it is of.
    Text(SessionId, u64, Result<(Hidden, String), Reason>),
    /// To [`DraftEffect::Editor`].
    Closed(u64, EditorEnd),
    /// Before the answer to [`DraftEffect::Text`]: what an earlier run has left of that object.
    Left(SessionId, u64, Box<KeptEdit>),
    /// At the start: the objects, and their keys, of which earlier runs have left an edited text.
    Waiting(Vec<Piece>),
    /// To [`DraftEffect::Edited`]: `None` where nothing was changed.
    Edited(SessionId, u64, Result<Option<Change>, Reason>),
}

/// An edited text that no server has taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeptEdit {
    /// Of what.
    pub part: Piece,
    /// The version that was handed out.
    pub version: String,
    /// Its file.
    pub path: PathBuf,
    /// The text, without the comment on top.
    pub text: Hidden,
    /// Why it was refused.
    pub fault: Option<Text>,
    /// The change that it became, while that is looked at or sent.
    pub intent: Option<u64>,
}

/// A text without the comment on top of it.
pub fn without_comment(text: &str) -> &str {
    let mut rest = text;
    while rest.starts_with('#') {
        rest = rest.split_once('\n').map_or("", |(_, rest)| rest);
    }
    rest
}
