//! What is asked of contexts for the overview of them, and what comes of it.

use super::feed::{Row, Scope};
use super::trouble::Trouble;
use super::{Name, SessionId};
use std::sync::Arc;

/// What is asked of a context while the overview shows it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OverviewAsk {
    /// It is open: its nodes, which nobody else asks for.
    Nodes,
    /// It is not: everything, unless its exec plugin would have to sign in.
    All,
    /// As [`OverviewAsk::All`], and its exec plugin is run in the background: the user has asked for that.
    SignIn,
}

/// A context that is looked at while the overview shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OverviewWish {
    /// The session: that of the context where it is open, else one for the look alone.
    pub session: SessionId,
    /// The number that the answers carry.
    pub id: u64,
    /// The context.
    pub context: Name,
    /// Its own namespace, which is looked at where not all may be.
    pub namespace: Option<Name>,
    /// What is asked.
    pub ask: OverviewAsk,
}

/// The rows of a list, or why it could not be had.
pub type Listed = Result<Vec<Row>, Arc<Trouble>>;

/// How many nodes are ready, and how many there are.
pub type NodesReady = Result<(usize, usize), Arc<Trouble>>;

/// What a look at everything has found.
#[derive(Clone, PartialEq, Debug)]
pub struct OverviewLook {
    /// The server's version; empty where it may not be read.
    pub version: Name,
    /// By how many milliseconds the server's clock is ahead of this machine's.
    pub skew: i64,
    /// Namespaces and workloads, and of namespaces that need somebody the pods.
    pub lists: Vec<(Scope, Listed)>,
    /// The nodes.
    pub nodes: NodesReady,
}

/// What comes of looking at a context.
#[derive(Clone, PartialEq, Debug)]
pub enum OverviewNews {
    /// A look at everything has found this.
    Found(Box<OverviewLook>),
    /// A look at the nodes alone.
    Nodes(NodesReady),
    /// There was no answer, and why.
    Away(Arc<Trouble>),
    /// This exec plugin would have to sign in; it was not run.
    SignIn(Name),
}
