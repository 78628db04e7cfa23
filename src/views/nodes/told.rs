//! What is told of nodes and their pods: sums, and the order of both.

use super::View;
use crate::app::moment::Moment;
use crate::app::text::{NodeText, Taken, Text};
use crate::model::feed::WatchState;
use crate::model::fit;
use crate::model::health::Mood;
use crate::model::nodes::foresee::Fate;
use crate::model::nodes::{Amounts, Known, Node, NodePod, percent};
use crate::model::usage::Used;
use crate::model::{Name, Uid, Words};
use std::cmp::Reverse;
use std::collections::HashMap;

/// What the pods of a node take, those left out that have ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Sum {
    /// What they request.
    pub requests: Amounts,
    /// Their limits.
    pub limits: Amounts,
    /// How many they are.
    pub pods: i64,
}

/// How nodes or pods are sorted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Order {
    /// Nodes by name; pods by the larger of their shares, of CPU or of memory.
    #[default]
    Own,
    /// By the CPU that is requested.
    Cpu,
    /// By the memory that is requested.
    Memory,
}

impl Order {
    /// The one after it.
    pub const fn next(self) -> Self {
        match self {
            Self::Own => Self::Cpu,
            Self::Cpu => Self::Memory,
            Self::Memory => Self::Own,
        }
    }

    /// What pods are sorted by, in words.
    pub const fn words(self) -> Words {
        match self {
            Self::Own => Words::new("by the larger share", "按较大占比"),
            Self::Cpu => Words::new("by CPU", "按 CPU"),
            Self::Memory => Words::new("by memory", "按内存"),
        }
    }
}

/// What the pods of each node take, as `kubectl describe node` sums it up.
pub fn sums(pods: &Known<NodePod>) -> HashMap<Name, Sum> {
    let mut sums: HashMap<Name, Sum> = HashMap::new();
    for pod in pods.all().filter(|p| !p.ended && !p.node.is_empty()) {
        let sum = sums.entry(pod.node.clone()).or_default();
        sum.requests = sum.requests.plus(pod.requests);
        sum.limits = sum.limits.plus(pod.limits);
        sum.pods += 1;
    }
    sums
}

/// How a node is.
pub fn mood(node: &Node) -> Mood {
    match (node.is_ready(), node.troubles.is_empty(), node.cordoned) {
        (false, ..) | (_, false, _) => Mood::Unwell,
        (true, true, true) => Mood::Paused,
        (true, true, false) => Mood::Well,
    }
}

/// The nodes in their order.
pub(super) fn nodes(view: &View, order: Order) -> Vec<Uid> {
    let mut all: Vec<&Node> = view.nodes.all().collect();
    let taken = |n: &Node| view.sum(n).unwrap_or_default().requests;
    match order {
        Order::Own => all.sort_by(|a, b| a.name.cmp(&b.name)),
        Order::Cpu => all.sort_by_cached_key(|n| (Reverse(percent(taken(n).cpu, n.allocatable.cpu)), n.name.clone())),
        Order::Memory => all.sort_by_cached_key(|n| (Reverse(percent(taken(n).memory, n.allocatable.memory)), n.name.clone())),
    }
    all.into_iter().map(|n| n.uid.clone()).collect()
}

/// The pods of a node that have not ended, those that take most first: what they request, or what they use where that is known and more.
pub(super) fn pods<'v>(view: &'v View, node: &Node, order: Order, now: Moment<'_>) -> Vec<&'v NodePod> {
    let mut all: Vec<&NodePod> = view.pods.all().filter(|p| p.node == node.name && !p.ended).collect();
    let have = node.allocatable;
    // In parts of ten thousand: a percent is much on a large node.
    let share = |part: i64, whole: i64| percent(part.saturating_mul(100), whole);
    let rank = |p: &&NodePod| {
        let taken = now.cluster.store.pod_use(&p.uid).map_or(p.requests, |used| p.requests.max(amounts(used)));
        let (cpu, memory) = (share(taken.cpu, have.cpu), share(taken.memory, have.memory));
        let first = match order {
            Order::Own => cpu.max(memory),
            Order::Cpu => cpu,
            Order::Memory => memory,
        };
        (Reverse(first), p.namespace.clone(), p.name.clone())
    };
    all.sort_by_cached_key(rank);
    all
}

/// What a drain of a node comes to.
pub(super) fn drain_head(view: &View, node: &Node) -> NodeText {
    let Some(Ok(forecast)) = view.answered(node) else { return NodeText::WouldDrain(node.name.clone(), None) };
    let count = |fates: &[Fate]| forecast.pods.iter().filter(|p| fates.contains(&p.fate)).count();
    let counts = [count(&[Fate::Goes, Fate::Ended]), count(&[Fate::Daemon, Fate::Mirror]), count(&[Fate::Bare])];
    NodeText::WouldDrain(node.name.clone(), Some(counts))
}

/// What is used, in the units of what is requested.
pub fn amounts(used: Used) -> Amounts {
    let signed = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    Amounts { cpu: signed(used.millicores()), memory: signed(used.memory), storage: 0 }
}

/// A line or more of what is told of a node: what it is about, what there is to say, and how good that is.
pub type Fact = (Words, String, Mood);

/// What the line of what it uses is called.
pub(super) const USE: Words = Words::new("use", "用量");

/// Columns before what is told.
pub const LEAD: u16 = 10;

/// What is told of a node.
pub(super) fn facts(view: &View, node: &Node, now: Moment<'_>) -> Vec<Fact> {
    let words = |text: NodeText| Text::from(text).words(now.lang);
    let since = node.since.map(|at| at.age(now.time));
    let state = match (node.is_ready(), &*node.ready) {
        (true, _) => NodeText::Ready { since, cordoned: node.cordoned },
        (false, "") => NodeText::Unheard,
        (false, _) => NodeText::NotReady { known: &*node.ready == "False", since, why: node.why.clone(), cordoned: node.cordoned },
    };
    let state_mood =
        if node.is_ready() && node.cordoned { Mood::Paused } else { mood(&Node { troubles: Box::default(), ..node.clone() }) };
    let mut out = vec![(Words::new("state", "状态"), words(state), state_mood)];
    if !node.troubles.is_empty() {
        let troubles = node.troubles.iter().map(|t| (t.kind.clone(), t.since.map(|at| at.age(now.time)))).collect();
        out.push((Words::new("wrong", "异常"), words(NodeText::Troubles(troubles)), Mood::Unwell));
    }
    if !node.taints.is_empty() {
        let taints: Vec<String> = node.taints.iter().map(ToString::to_string).collect();
        out.push((Words::new("taints", "污点"), taints.join(", "), Mood::Idle));
    }
    if let Some(used) = now.cluster.store.node_use(&node.name).map(amounts) {
        out.push((USE, words(NodeText::Uses { part: used, whole: node.allocatable }), Mood::Idle));
    }
    match (view.sum(node), view.pods.state()) {
        (Some(sum), _) => {
            let taken = |part: Amounts, pods| Taken { part, whole: node.allocatable, pods };
            out.push((
                Words::new("requests", "请求"),
                words(NodeText::Takes(taken(sum.requests, Some((sum.pods, node.room))))),
                Mood::Idle,
            ));
            out.push((Words::new("limits", "上限"), words(NodeText::Takes(taken(sum.limits, None))), Mood::Idle));
        }
        (None, WatchState::Denied { error }) => {
            out.push((Words::new("requests", "请求"), words(NodeText::NotSummed(error.clone())), Mood::Unknown));
        }
        (None, WatchState::Stale { error, .. }) => {
            out.push((Words::new("requests", "请求"), words(NodeText::NotListed(error.clone())), Mood::Unknown));
        }
        (None, WatchState::Waiting | WatchState::Starting { .. } | WatchState::Live | WatchState::Polling { .. }) => {
            out.push((Words::new("requests", "请求"), words(NodeText::Summing(view.pods.len())), Mood::Unknown));
        }
    }
    out
}

/// How many rows that takes in so many columns, the line above it included.
pub(super) fn rows(facts: &[Fact], width: u16) -> u16 {
    let room = usize::from(width.saturating_sub(LEAD)).max(1);
    let rows: usize = facts.iter().map(|(_, text, _)| fit::rows(text, room).len()).sum();
    u16::try_from(rows + 1).unwrap_or(u16::MAX)
}
