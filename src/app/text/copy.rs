//! Files that are copied.

use super::Act;
use crate::model::change::Reason;

/// Files that are copied.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CopyText {
    /// It is done, with what was copied.
    Done(Box<Act>, Reason),
    /// It is done.
    Over(Box<Act>),
    /// It did not come about, and why.
    Not(Box<Act>, Reason),
    /// Whether it came about is not known, or not all of it is undone, and why.
    Unknown(Box<Act>, Reason),
    /// None was begun in this run; the key that begins one.
    None(String),
    /// It ends as soon as it can.
    Ending,
    /// It has ended already.
    Ended,
    /// It is not listed any more.
    Gone,
    /// It goes on; the command lists it.
    GoesOn,
    /// Why a folder of the container was not listed.
    Unlisted(Reason),
    /// Nothing in the folder begins like the path that was typed.
    NothingBegins,
    /// What a form lacks: a path in the container.
    NoPath,
    /// What a form lacks: a path on this machine.
    NoPathHere,
}
