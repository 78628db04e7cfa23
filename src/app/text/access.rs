//! Who may do what.

use crate::model::Name;
use crate::model::rbac::who::Listed;
use crate::model::rbac::{Asked, Extent, Rule, Subject, Unread};
use crate::model::trouble::Trouble;
use std::sync::Arc;

/// Who may do what.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AccessText {
    /// How a question about others is written.
    Usage,
    /// What was asked: who can do this.
    WhoCan(Asked),
    /// What the user may do; in this namespace, or everywhere.
    Mine(Option<Name>),
    /// In this namespace; everywhere, where none is named.
    Where(Name),
    /// To which objects.
    Extent(Extent),
    /// Who a subject is, where its name does not say it; empty where it does.
    Means(Subject),
    /// The API server lets them, whatever the roles say.
    ByServer,
    /// A rule of a role.
    Rule(Rule),
    /// So many who may.
    Counted(usize),
    /// The answer is not whole.
    NotWhole,
    /// What was not seen, in few words.
    NotSeen(Unread),
    /// Why.
    Unread(Unread),
    /// So many bindings whose role could not be read.
    Undecided(usize),
    /// The server serves no such kind, or it is not known whether it does: it was taken as typed.
    NotServed(Asked, Listed),
    /// Which kinds it serves could not be read.
    NoKinds(Arc<Trouble>),
    /// What else lets somebody do something, or keeps them from it, and is not known here.
    Others,
    /// The server's list of rules is not whole, and why.
    Incomplete(Name),
    /// Groups of kinds that did not answer.
    Missing(Vec<Name>),
    /// Nothing may be done, as far as is known.
    Nothing,
    /// What may be done with a kind, by verbs: to all objects; to those of these names; not; not known.
    Verbs {
        /// To all.
        all: Vec<Name>,
        /// To some.
        some: Vec<(Name, Vec<Name>)>,
    },
    /// These verbs.
    List(Vec<Name>),
}
