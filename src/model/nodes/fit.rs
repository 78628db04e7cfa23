//! Which nodes a pod that waits for one would fit on, and what would have to change least for one to take it.

use super::foresee::left;
use super::place::UNSCHEDULABLE;
use super::{Amounts, Node, NodePod, Placement, Unfit};
use crate::model::Name;

/// A node, and why it does not take the pod.
#[derive(Clone, PartialEq, Debug)]
pub struct Fit {
    /// Its name.
    pub node: Name,
    /// What is left of it; below 0 where more is requested than it has.
    pub free: Amounts,
    /// How many more pods it may have.
    pub room: i64,
    /// What stands against it; `None` where nothing that is looked at does.
    pub unfit: Option<Unfit>,
    /// What would have to be changed for it, where one thing is enough.
    pub change: Option<Change>,
}

/// One thing that would have to change, the least first.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Change {
    /// The pod requests no more than is free.
    Less(Amounts),
    /// The node is uncordoned.
    Uncordon,
    /// The pod bears the node's taints.
    Tolerate(Vec<String>),
    /// The pod selects this node too.
    Select,
    /// The node may have more pods.
    Pods,
}

impl PartialOrd for Amounts {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// The most first: who has more left has to change less.
impl Ord for Amounts {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (other.cpu, other.memory, other.storage).cmp(&(self.cpu, self.memory, self.storage))
    }
}

/// Each node with what stands against it: first those for which one thing would have to change, the least first.
pub fn fits(placement: &Placement, requests: Amounts, nodes: &[Node], pods: &[NodePod]) -> Vec<Fit> {
    let left = left(nodes.iter(), pods.iter()).into_iter();
    let mut all: Vec<Fit> = left.map(|(node, free, room)| fit(placement, requests, node, free, room)).collect();
    all.sort_by(|a, b| {
        let key = |f: &Fit| (f.unfit.is_some(), f.change.is_none(), f.change.clone());
        key(a).cmp(&key(b)).then_with(|| a.node.cmp(&b.node))
    });
    all
}

fn fit(placement: &Placement, requests: Amounts, node: &Node, free: Amounts, room: i64) -> Fit {
    let unfit = placement.refused(node, requests, free, room);
    let change = unfit.as_ref().and_then(|unfit| change(unfit, placement, (requests, free, room), node));
    Fit { node: node.name.clone(), free, room, unfit, change }
}

/// What would be enough, where one thing is.
fn change(unfit: &Unfit, placement: &Placement, (requests, free, room): (Amounts, Amounts, i64), node: &Node) -> Option<Change> {
    let mut other = node.clone();
    let mut pod = placement.clone();
    let change = match unfit {
        // Nothing of this is for the pod's owner to change.
        Unfit::NotReady | Unfit::Volume(_) => return None,
        // What it has no room at all for is no question of less.
        Unfit::Cpu(_) | Unfit::Memory(_) | Unfit::Storage(_) => {
            let less = requests.with(free, |want, have| want.min(have));
            let some = |want: i64, less: i64| want <= 0 || less > 0;
            let enough = some(requests.cpu, less.cpu) && some(requests.memory, less.memory) && some(requests.storage, less.storage);
            return enough.then_some(Change::Less(less));
        }
        Unfit::Pods => Change::Pods,
        Unfit::Cordoned => {
            other.cordoned = false;
            // The node lifecycle controller sets it with the other.
            other.taints = other.taints.iter().filter(|t| &*t.key != UNSCHEDULABLE).cloned().collect();
            Change::Uncordon
        }
        Unfit::Taint(_) => {
            let mut hinders = Vec::new();
            while let Some(Unfit::Taint(taint)) = pod.refused(&other, requests, free, room) {
                other.taints = other.taints.iter().filter(|t| t.to_string() != taint).cloned().collect();
                hinders.push(taint);
            }
            Change::Tolerate(hinders)
        }
        Unfit::Selected => {
            (pod.selector, pod.affinity) = (Vec::new(), Vec::new());
            Change::Select
        }
    };
    let room = if change == Change::Pods { room.max(1) } else { room };
    pod.refused(&other, requests, free, room).is_none().then_some(change)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::nodes::{Owner, Taint, Toleration};
    use crate::model::{Time, Uid};

    fn node(name: &str) -> Node {
        Node {
            uid: Uid::new(name),
            name: name.into(),
            created: Time::default(),
            labels: Default::default(),
            ready: "True".into(),
            since: None,
            why: "".into(),
            troubles: Box::default(),
            taints: Box::default(),
            cordoned: false,
            allocatable: Amounts { cpu: 4000, memory: 4 << 30, storage: 0 },
            room: 10,
        }
    }

    fn pod(node: &str, cpu: i64, ended: bool) -> NodePod {
        NodePod {
            uid: Uid::new("p"),
            namespace: "iot".into(),
            name: "p".into(),
            node: node.into(),
            owner: Owner { kind: "".into(), name: "".into() },
            ended,
            ready: true,
            requests: Amounts { cpu, memory: 1 << 30, storage: 0 },
            limits: Amounts::default(),
        }
    }

    fn taint(key: &str) -> Taint {
        Taint { key: key.into(), value: "".into(), effect: "NoSchedule".into() }
    }

    #[test]
    fn what_would_have_to_change_least_is_told_first() {
        let requests = Amounts { cpu: 2000, memory: 1 << 30, storage: 0 };
        let pods = [pod("full", 2500, false), pod("full", 4000, true), pod("none", 4000, false), pod("tight", 3900, false)];
        let nodes = [
            node("full"),
            node("none"),
            node("tight"),
            Node { cordoned: true, taints: Box::new([taint("node.kubernetes.io/unschedulable")]), ..node("cordoned") },
            Node { taints: Box::new([taint("gpu"), taint("spot")]), ..node("tainted") },
            Node { ready: "False".into(), ..node("away") },
            Node { room: 0, ..node("crowded") },
        ];
        let found = fits(&Placement::default(), requests, &nodes, &pods);
        let got: Vec<(&str, Option<Change>)> = found.iter().map(|f| (&*f.node, f.change.clone())).collect();
        let less = |cpu: i64| Some(Change::Less(Amounts { cpu, memory: 1 << 30, storage: 0 }));
        let tolerated = Change::Tolerate(vec!["gpu:NoSchedule".into(), "spot:NoSchedule".into()]);
        assert_eq!(
            got,
            [
                ("full", less(1500)),
                ("tight", less(100)),
                ("cordoned", Some(Change::Uncordon)),
                ("tainted", Some(tolerated)),
                ("crowded", Some(Change::Pods)),
                ("away", None),
                ("none", None),
            ]
        );
        assert_eq!(found[0].free.cpu, 1500);
    }

    #[test]
    fn where_two_things_stand_against_it_no_single_one_is_told() {
        let requests = Amounts { cpu: 8000, memory: 0, storage: 0 };
        let cordoned = Node { cordoned: true, ..node("n") };
        let found = fits(&Placement::default(), requests, &[cordoned], &[]);
        assert_eq!((found[0].unfit.clone(), found[0].change.clone()), (Some(Unfit::Cordoned), None));
        let selects = Placement { selector: vec![("disk".into(), "ssd".into())], ..Placement::default() };
        let small = Amounts { cpu: 100, memory: 0, storage: 0 };
        assert_eq!(fits(&selects, small, &[node("n")], &[])[0].change, Some(Change::Select));
        let bears =
            Placement { tolerations: vec![Toleration { key: "".into(), value: None, effect: "".into() }], ..Placement::default() };
        let tainted = Node { taints: Box::new([taint("gpu")]), ..node("n") };
        assert_eq!(fits(&bears, small, &[tainted], &[])[0].unfit, None);
    }
}
