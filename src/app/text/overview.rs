//! The overview of all contexts.

use crate::model::Name;
use crate::model::reason::Why;
use crate::model::trouble::Trouble;
use std::sync::Arc;

/// The overview of all contexts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum OverviewText {
    /// It is asked, for so many seconds.
    Asking(i64),
    /// It answers, in so many milliseconds.
    Live(u32),
    /// It was looked at so long ago.
    Answered(String),
    /// It does not answer, and why.
    Away(Arc<Trouble>),
    /// Somebody would have to sign in.
    NeedsSignIn,
    /// Its plugin signs in; the keys run it and open the context.
    SignIn(Name, String, String),
    /// What is worst: namespace, name, why.
    Worst(Name, Name, Why),
    /// Cluster and user.
    Place(Name, Name),
    /// Of how many namespaces it is, where not all may be listed.
    OnlyCount(usize),
    /// Of which.
    Only(Vec<Name>),
    /// Why nothing is known beyond these.
    Beyond(Vec<Name>, Arc<Trouble>),
    /// What could not be looked at, and why.
    Unseen(Name, Arc<Trouble>),
    /// Nothing is under the cursor.
    NoRow,
    /// No plugin signs in there.
    NoPlugin(Name),
}
