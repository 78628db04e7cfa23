//! How objects hang together.

use crate::model::relations::{Link, Searched, Stand, Unseen};

/// How objects hang together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RelationsText {
    /// How a row hangs on the one above it.
    Link(Link),
    /// How an object is.
    Stand(Stand),
    /// What was looked through.
    Searched(Vec<Searched>),
    /// What could not be.
    Unseen(Unseen),
    /// Nothing refers to the object: whether all was looked through.
    Unused(bool),
    /// All of this.
    All(Vec<RelationsText>),
    /// It is being looked for.
    Looking,
    /// So many rows were left out.
    More(usize),
    /// It was looked at so long ago.
    Looked(String),
    /// The last look failed, and why.
    Failed(std::sync::Arc<crate::model::trouble::Trouble>),
    /// There is no object in the row.
    NoObject,
    /// The object of the row is not there.
    NotThere,
    /// Nobody may say which object of the name it is.
    NotRead,
}
