//! What a drain would do, workload by workload: what goes, what stays, what holds it, and whether it would find another node.

use super::ground::Ground;
use super::settle::{Key, place};
use super::{Known, LabelsOf, Node, NodePod, Owner, Placement, Unfit, Unseen};
use crate::model::health::Mood;
use crate::model::trouble::Trouble;
use crate::model::{Name, Uid};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// What was read of a node that may be drained.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Forecast {
    /// Its pods.
    pub pods: Vec<Foreseen>,
    /// What could not be read, and why: budgets, volumes.
    pub unread: Vec<(Part, Arc<Trouble>)>,
}

/// A part of what a forecast rests on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// PodDisruptionBudgets.
    Budgets,
    /// PersistentVolumeClaims and their volumes.
    Volumes,
}

/// A pod of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Foreseen {
    /// Its UID.
    pub uid: Uid,
    /// Its namespace.
    pub namespace: Name,
    /// Its name.
    pub name: Name,
    /// Whose it is.
    pub owner: Owner,
    /// What becomes of it.
    pub fate: Fate,
    /// What its budget says.
    pub budget: Budget,
    /// What it has on this node.
    pub local: Vec<Local>,
    /// Where it may be.
    pub placement: Placement,
}

/// What a drain makes of a pod.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Fate {
    /// It stays, since nothing would make it anew; by force it is lost.
    Bare,
    /// It is evicted.
    Goes,
    /// It has ended, and is taken away.
    Ended,
    /// It stays: a DaemonSet's.
    Daemon,
    /// It stays: the node's own.
    Mirror,
}

impl Fate {
    /// Whether the drain evicts it.
    pub const fn goes(self) -> bool {
        match self {
            Self::Goes | Self::Ended => true,
            Self::Bare | Self::Daemon | Self::Mirror => false,
        }
    }
}

/// What PodDisruptionBudgets say of a pod.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Budget {
    /// None protects it, or none that counts for a pod in its state.
    #[default]
    None,
    /// This one lets so many pods go now.
    Allows(Name, i64),
    /// More than one protects it, which the server refuses to evict at all.
    Several(Vec<Name>),
}

impl Budget {
    /// Whether an eviction would be refused now.
    pub const fn holds(&self) -> bool {
        match self {
            Self::None => false,
            Self::Allows(_, allowed) => *allowed <= 0,
            Self::Several(_) => true,
        }
    }
}

/// What a pod has on its node and nowhere else.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Local {
    /// An emptyDir, which goes with it.
    EmptyDir,
    /// A path of the node.
    HostPath(Name),
    /// The volume of this claim, which is the node's.
    Volume(Name),
}

/// The pods of one workload on the node that have one fate.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Group {
    /// Their namespace.
    pub namespace: Name,
    /// Whose they are; of what is nobody's its own name, without a kind.
    pub owner: Owner,
    /// What becomes of them.
    pub fate: Fate,
    /// Which they are.
    pub pods: Vec<Uid>,
    /// Pods of the workload that are ready on other nodes; `None` where that is not known.
    pub elsewhere: Option<usize>,
    /// Whether it is known that the workload has no other pod, ready or not.
    pub alone: bool,
    /// What holds them: the narrowest.
    pub budget: Budget,
    /// What they have on this node.
    pub local: Vec<Local>,
    /// Where they would go.
    pub fits: Fits,
}

/// Where the pods of a group would go.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fits {
    /// Not looked at, or not known.
    Unknown,
    /// Onto these nodes, and what was not looked at.
    On(Vec<Name>, Vec<Unseen>),
    /// So many of them nowhere, with how many nodes refuse one for which reason.
    Nowhere(usize, Vec<(Unfit, usize)>),
}

impl Group {
    /// How well they would come through.
    pub const fn mood(&self) -> Mood {
        match self.fate {
            Fate::Bare => Mood::Unwell,
            Fate::Ended | Fate::Daemon | Fate::Mirror => Mood::Idle,
            Fate::Goes => match (&self.fits, self.elsewhere) {
                _ if self.budget.holds() => Mood::Unwell,
                (Fits::Nowhere(..), _) => Mood::Unwell,
                (Fits::Unknown | Fits::On(..), Some(0)) => Mood::Busy,
                (Fits::Unknown | Fits::On(..), _) => Mood::Well,
            },
        }
    }
}

/// What a drain of the node would do, what is worst first. What the pods elsewhere take and serve is known where `pods` is complete.
pub fn foresee(
    node: &str,
    forecast: &Forecast,
    (nodes, pods): (&Known<Node>, &Known<NodePod>),
    labels: LabelsOf<'_>,
) -> Vec<Group> {
    let known = pods.is_complete() && nodes.is_complete();
    // Of each workload the pods elsewhere, those that wait for a node among them, and how many of them are ready.
    let mut others: HashMap<(&Name, &Owner), (usize, usize)> = HashMap::new();
    for pod in pods.all().filter(|p| !p.ended && *p.node != *node && !p.owner.kind.is_empty()) {
        let (all, ready) = others.entry((&pod.namespace, &pod.owner)).or_default();
        (*all, *ready) = (*all + 1, *ready + usize::from(pod.ready));
    }
    let mut waiting = Vec::new();
    let mut groups: BTreeMap<Key, Group> = BTreeMap::new();
    for pod in &forecast.pods {
        let owner = match pod.owner.kind.is_empty() {
            true => Owner { kind: "".into(), name: pod.name.clone() },
            false => pod.owner.clone(),
        };
        let key = (pod.fate, pod.namespace.clone(), owner.clone());
        let (all, ready) = others.get(&(&pod.namespace, &owner)).copied().unwrap_or_default();
        let group = groups.entry(key.clone()).or_insert_with(|| Group {
            namespace: pod.namespace.clone(),
            elsewhere: known.then_some(ready),
            alone: false,
            owner,
            fate: pod.fate,
            pods: Vec::new(),
            budget: Budget::None,
            local: Vec::new(),
            fits: Fits::Unknown,
        });
        group.pods.push(pod.uid.clone());
        group.alone = known && all == 0 && group.pods.len() == 1;
        group.local.extend(pod.local.iter().cloned());
        group.local.sort();
        group.local.dedup();
        group.budget = narrower(std::mem::take(&mut group.budget), pod.budget.clone());
        if let (Fate::Goes, true, Some(known)) = (pod.fate, known, pods.get(&pod.uid)) {
            waiting.push((key, &pod.placement, known));
        }
    }
    if !waiting.is_empty() {
        let goes: HashSet<&Uid> = forecast.pods.iter().filter(|p| p.fate.goes()).map(|p| &p.uid).collect();
        let stays = pods.all().filter(|p| !goes.contains(&p.uid));
        let mut ground = Ground::new(nodes.all(), stays, Some(node));
        place(waiting, &mut ground, labels, &mut groups);
    }
    let mut out: Vec<Group> = groups.into_values().collect();
    let rank = |g: &Group| (g.fate > Fate::Goes, g.fate, std::cmp::Reverse(g.mood() == Mood::Unwell), g.mood() != Mood::Busy);
    out.sort_by_key(rank);
    out
}

/// The budget that lets fewer go.
fn narrower(one: Budget, other: Budget) -> Budget {
    match (&one, &other) {
        (Budget::Several(_), _) | (_, Budget::None) => one,
        (_, Budget::Several(_)) | (Budget::None, _) => other,
        (Budget::Allows(_, a), Budget::Allows(_, b)) => {
            if a <= b {
                one
            } else {
                other
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;
    use crate::model::feed::Delta;
    use crate::model::labels::Labels;
    use crate::model::nodes::{Amounts, Holds, HostPort};
    use std::sync::Arc;

    fn node(name: &str, cpu: i64) -> Node {
        Node { allocatable: Amounts { cpu, memory: 1 << 30, storage: 0 }, ..samples::node(name, &[]) }
    }

    fn owner(kind: &str, name: &str) -> Owner {
        Owner { kind: kind.into(), name: name.into() }
    }

    fn pod(name: &str, node: &str, owner: Owner, cpu: i64) -> NodePod {
        let requests = Amounts { cpu, memory: 0, storage: 0 };
        NodePod { uid: Uid::new(name), labels: Labels::default(), owner, requests, ..samples::pod(name, node) }
    }

    fn foreseen(pod: &NodePod, fate: Fate) -> Foreseen {
        Foreseen {
            uid: pod.uid.clone(),
            namespace: pod.namespace.clone(),
            name: (&*pod.name).into(),
            owner: pod.owner.clone(),
            fate,
            budget: Budget::None,
            local: Vec::new(),
            placement: Placement::default(),
        }
    }

    fn known<T: Clone>(rows: &[T], uid: impl Fn(&T) -> Uid) -> Known<T> {
        let mut known = Known::default();
        let all = rows.iter().cloned().map(Delta::Put);
        known.apply([Delta::ListBegins].into_iter().chain(all).chain([Delta::ListEnds]), uid);
        known
    }

    #[test]
    fn what_goes_is_placed_one_after_another() {
        let web = || owner("Deployment", "web");
        let here: Vec<NodePod> = ["web-1", "web-2", "web-3"].iter().map(|n| pod(n, "n-1", web(), 600)).collect();
        let mut all = here.clone();
        all.extend([pod("web-4", "n-2", web(), 600), pod("agent", "n-1", owner("DaemonSet", "agent"), 10)]);
        all.push(pod("bare", "n-1", owner("", ""), 1));
        let nodes = known(&[node("n-1", 4000), node("n-2", 1300), node("n-3", 700)], |n| n.uid.clone());
        let pods = known(&all, |p| p.uid.clone());
        let mut forecast = Forecast { pods: here.iter().map(|p| foreseen(p, Fate::Goes)).collect(), unread: Vec::new() };
        forecast.pods.push(foreseen(&all[4], Fate::Daemon));
        forecast.pods.push(foreseen(&all[5], Fate::Bare));
        forecast.pods[1].budget = Budget::Allows("pdb".into(), 1);
        let groups = foresee("n-1", &forecast, (&nodes, &pods), &|_| None);
        assert_eq!(groups.iter().map(|g| g.fate).collect::<Vec<_>>(), [Fate::Bare, Fate::Goes, Fate::Daemon]);
        let web = &groups[1];
        assert_eq!((web.pods.len(), web.elsewhere, &web.budget), (3, Some(1), &Budget::Allows("pdb".into(), 1)));
        assert_eq!(web.fits, Fits::Nowhere(1, vec![(Unfit::Cpu(100), 2)]), "two fit, the third finds no room");
        assert_eq!(web.mood(), Mood::Unwell);
        // With one less all fit.
        forecast.pods.remove(0);
        let groups = foresee("n-1", &forecast, (&nodes, &pods), &|_| None);
        assert_eq!(groups[1].fits, Fits::On(vec!["n-3".into(), "n-2".into()], Vec::new()));
        assert_eq!(groups[1].mood(), Mood::Well);
        // One alone here is the only one only where there is none elsewhere that is not ready yet, or has no node yet.
        let one = [pod("one", "n-1", owner("Deployment", "one"), 1)];
        let away = |ready, node: &str| NodePod { ready, uid: Uid::new("two"), node: node.into(), ..one[0].clone() };
        let told = |other: Option<NodePod>| {
            let forecast = Forecast { pods: vec![foreseen(&one[0], Fate::Goes)], unread: Vec::new() };
            let all: Vec<NodePod> = one.iter().cloned().chain(other).collect();
            let group = foresee("n-1", &forecast, (&nodes, &known(&all, |p| p.uid.clone())), &|_| None).remove(0);
            (group.elsewhere, group.alone)
        };
        assert_eq!(told(None), (Some(0), true));
        assert_eq!(told(Some(away(false, "n-2"))), (Some(0), false));
        assert_eq!(told(Some(away(false, ""))), (Some(0), false));
        assert_eq!(told(Some(away(true, "n-2"))), (Some(1), false));
        assert_eq!(told(Some(NodePod { ended: true, ..away(false, "n-2") })), (Some(0), true));
        // What is not known is not said.
        let groups = foresee("n-1", &forecast, (&nodes, &Known::default()), &|_| None);
        assert_eq!((groups[1].elsewhere, &groups[1].fits), (None, &Fits::Unknown));
    }

    #[test]
    fn who_takes_a_port_of_the_node_goes_where_none_has_it() {
        let port = |port| {
            Some(Arc::new(Holds { ports: vec![HostPort { ip: "".into(), protocol: "TCP".into(), port }], ..Holds::default() }))
        };
        let edge = || owner("StatefulSet", "edge");
        let holds = |name: &str, node: &str, number| NodePod { holds: port(number), ..pod(name, node, edge(), 1) };
        let all = [holds("edge-0", "n-1", 80), holds("edge-1", "n-1", 80), holds("edge-2", "n-2", 80)];
        let forecast = Forecast { pods: all[..2].iter().map(|p| foreseen(p, Fate::Goes)).collect(), unread: Vec::new() };
        let nodes = known(&[node("n-1", 4000), node("n-2", 4000), node("n-3", 4000)], |n| n.uid.clone());
        let groups = foresee("n-1", &forecast, (&nodes, &known(&all, |p| p.uid.clone())), &|_| None);
        let taken = Unfit::Port(port(80).unwrap().ports[0].clone());
        assert_eq!(groups[0].fits, Fits::Nowhere(1, vec![(taken, 2)]), "the first has taken that of n-3");
    }
}
