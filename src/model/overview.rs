//! What is asked of contexts for the overview of them, and what comes of it.

use super::feed::{Row, Scope};
use super::trouble::Trouble;
use super::workload::Workload;
use super::{Name, SessionId};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Of how many namespaces the pods are looked at, for the reasons of what is unwell in them.
pub const REASONS: usize = 10;

/// The namespaces in which something is not as it should be, first the one where that is most. Why, and whether it is only under way, their
/// pods tell: those of the first ones are looked at, whether the context is open or not, so that both say the same.
pub fn ailing<'a>(workloads: impl Iterator<Item = &'a Workload>) -> Vec<Name> {
    let mut missing: BTreeMap<&Name, u32> = BTreeMap::new();
    for w in workloads.filter(|w| w.ready < w.desired || w.updated < w.replicas || w.failure.is_some()) {
        *missing.entry(&w.namespace).or_default() += w.desired.saturating_sub(w.ready).max(1);
    }
    let mut worst: Vec<(&Name, u32)> = missing.into_iter().collect();
    worst.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    worst.into_iter().map(|(ns, _)| ns.clone()).collect()
}

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
    /// The namespaces that are known without being listed, which are looked at where not all may be.
    pub namespaces: Vec<Name>,
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
    /// Namespaces and workloads, everywhere or why not, and then in single namespaces; of namespaces that need somebody the pods.
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
