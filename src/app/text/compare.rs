//! Two objects beside each other.

use super::Text;
use crate::model::Name;
use crate::model::change::Target;
use crate::model::compare::{Side, Unknown};

/// Two objects beside each other.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CompareText {
    /// This one is marked; the key that compares, and the one that takes the mark away.
    Marked(Box<Side>, String, String),
    /// It could not be read, and why.
    NotMarked(Box<Target>, Box<Text>),
    /// The marked one is still on its way.
    NotReadYet,
    /// The mark on this one is gone.
    Unmarked(Name),
    /// As it was so long ago.
    AsItWas(Box<Target>, String),
    /// As it is now.
    AsItIs(Box<Target>),
    /// This revision of it.
    Revision(Box<Target>, u64),
    /// Its pod template.
    Template(Box<Target>),
    /// What comes of this is not known.
    Unknown(Unknown),
    /// So much differs and is left out, since it is meant to.
    LeftOut(usize),
    /// Nothing differs but what is meant to.
    OnlyMeant,
    /// Nothing differs but what always does.
    OnlyUsual,
    /// Nothing differs at all.
    Nothing,
}
