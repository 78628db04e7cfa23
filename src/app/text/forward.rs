//! Port-forwards.

use super::Text;
use crate::model::Name;
use crate::model::change::Target;

/// Port-forwards.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ForwardText {
    /// None is saved by this name in this context.
    NotSaved(String, Name),
    /// One that is saved is open already, at this URL.
    OpenAlready(String, String),
    /// Why the object of one that is saved was not found.
    NotFound(Name, Box<Text>),
    /// It listens: URL, port and target.
    LeadsTo(String, String, Box<Target>),
    /// Why it cannot be.
    Cannot(Box<Text>, Box<Target>),
    /// It has ended, with what went over it.
    Ended(Box<Text>, Box<Target>),
    /// It has ended.
    Closed(Box<Target>),
    /// It has no URL yet.
    NotYet,
    /// There is none.
    NoneOpen,
    /// What a name may have.
    BadName,
    /// It is saved by this name in this context.
    Saved(Name, Name),
    /// Why it is not.
    NotKept(Box<Text>),
    /// The program runs with `--readonly`.
    ReadOnly,
}
