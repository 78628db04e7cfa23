//! Which nodes a pod that waits for one would fit on, and what would have to change least for one to take it.

use super::ground::{Ground, Site};
use super::{Amounts, HostPort, LabelsOf, Node, NodePod, Placement, Unfit, Unseen};
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
    /// This port of the node is free.
    Port(HostPort),
    /// The pod may be beside others, or without others, there.
    Others,
    /// The pod and its like may be less evenly spread.
    Spread,
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

/// Each node with what stands against it for a pod: first those for which one thing would have to change, the least first. And what was not
/// looked at.
pub fn fits(
    placement: &Placement,
    pod: &NodePod,
    (nodes, pods): (&[Node], &[NodePod]),
    of: LabelsOf<'_>,
) -> (Vec<Fit>, Vec<Unseen>) {
    let mut ground = Ground::new(nodes.iter(), pods.iter(), None);
    let bounds = ground.bounds(placement, pod, of);
    let fit = |(at, site): (usize, &Site<'_>)| {
        let against: Vec<Unfit> = ground.against(at, (placement, pod), &bounds).collect();
        Fit {
            node: site.node.name.clone(),
            free: site.free,
            room: site.room,
            change: change(&against, pod.requests, site.free),
            unfit: against.into_iter().next(),
        }
    };
    let mut all: Vec<Fit> = ground.sites.iter().enumerate().map(fit).collect();
    all.sort_by(|a, b| {
        let key = |f: &Fit| (f.unfit.is_some(), f.change.is_none(), f.change.clone());
        key(a).cmp(&key(b)).then_with(|| a.node.cmp(&b.node))
    });
    let mut unseen = placement.unseen.clone();
    unseen.extend(bounds.dark.then_some(Unseen::Namespaces));
    (all, unseen)
}

/// What would be enough, where one thing is.
fn change(against: &[Unfit], requests: Amounts, free: Amounts) -> Option<Change> {
    let mut all = against.iter().map(|unfit| one(unfit, requests, free));
    let first = all.next()??;
    all.try_fold(first, |found, next| {
        let next = next?;
        if let (Change::Tolerate(taints), Change::Tolerate(more)) = (&found, &next) {
            return Some(Change::Tolerate(taints.iter().chain(more).cloned().collect()));
        }
        (found == next).then_some(found)
    })
}

/// What would have to change for one thing that stands against it.
fn one(unfit: &Unfit, requests: Amounts, free: Amounts) -> Option<Change> {
    match unfit {
        // Nothing of this is for the pod's owner to change.
        Unfit::NotReady | Unfit::Unbound(_) | Unfit::Volume(_) | Unfit::Kept(_) => None,
        // What it has no room at all for is no question of less.
        Unfit::Cpu(_) | Unfit::Memory(_) | Unfit::Storage(_) => {
            let less = requests.with(free, |want, have| want.min(have));
            let some = |want: i64, less: i64| want <= 0 || less > 0;
            let enough = some(requests.cpu, less.cpu) && some(requests.memory, less.memory) && some(requests.storage, less.storage);
            enough.then_some(Change::Less(less))
        }
        Unfit::Pods => Some(Change::Pods),
        Unfit::Cordoned => Some(Change::Uncordon),
        Unfit::Taint(taint) => Some(Change::Tolerate(vec![taint.clone()])),
        Unfit::Selected => Some(Change::Select),
        Unfit::Port(port) => Some(Change::Port(port.clone())),
        Unfit::Together(_) | Unfit::Apart(_) => Some(Change::Others),
        Unfit::Spread(_) | Unfit::Unlabelled(_) => Some(Change::Spread),
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;
    use crate::model::nodes::{Holds, Taint, Toleration};
    use std::sync::Arc;

    fn node(name: &str) -> Node {
        Node { allocatable: Amounts { cpu: 4000, memory: 4 << 30, storage: 0 }, ..samples::node(name, &[]) }
    }

    fn pod(node: &str, cpu: i64, ended: bool) -> NodePod {
        NodePod { requests: Amounts { cpu, memory: 1 << 30, storage: 0 }, ended, ..samples::pod("p", node) }
    }

    /// One that waits for a node.
    fn waits(requests: Amounts) -> NodePod {
        NodePod { requests, ..pod("", 0, false) }
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
        let found = fits(&Placement::default(), &waits(requests), (&nodes, &pods), &|_| None).0;
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
        let found = fits(&Placement::default(), &waits(requests), (&[cordoned], &[]), &|_| None).0;
        assert_eq!((found[0].unfit.clone(), found[0].change.clone()), (Some(Unfit::Cordoned), None));
        let selects = Placement { selector: vec![("disk".into(), "ssd".into())], ..Placement::default() };
        let small = Amounts { cpu: 100, memory: 0, storage: 0 };
        assert_eq!(fits(&selects, &waits(small), (&[node("n")], &[]), &|_| None).0[0].change, Some(Change::Select));
        let bears =
            Placement { tolerations: vec![Toleration { key: "".into(), value: None, effect: "".into() }], ..Placement::default() };
        let tainted = Node { taints: Box::new([taint("gpu")]), ..node("n") };
        assert_eq!(fits(&bears, &waits(small), (&[tainted], &[]), &|_| None).0[0].unfit, None);
    }

    #[test]
    fn a_port_is_had_once() {
        let with = |node: &str, ports: &[(&str, u16)]| {
            let port = |(ip, port): &(&str, u16)| HostPort { ip: (*ip).into(), protocol: "TCP".into(), port: *port };
            NodePod {
                holds: Some(Arc::new(Holds { ports: ports.iter().map(port).collect(), ..Holds::default() })),
                ..pod(node, 1, false)
            }
        };
        let ended = NodePod { ended: true, ..with("free", &[("", 8080)]) };
        let pods =
            [with("all", &[("", 8080)]), with("one", &[("10.0.0.1", 8080), ("", 9090)]), ended, with("other", &[("", 8081)])];
        let nodes = ["all", "one", "free", "other", "tight"].map(node);
        let nodes = nodes.map(|n| if &*n.name == "tight" { Node { room: 0, ..n } } else { n });
        let told = |wants: &[(&str, u16)]| {
            let found = fits(&Placement::default(), &with("", wants), (&nodes, &pods), &|_| None).0;
            found.into_iter().filter(|f| f.unfit.is_some()).map(|f| (f.node.to_string(), f.change)).collect::<Vec<_>>()
        };
        let port = |ip: &str| Some(Change::Port(HostPort { ip: ip.into(), protocol: "TCP".into(), port: 8080 }));
        let full = || ("tight".to_owned(), Some(Change::Pods));
        assert_eq!(told(&[("", 8080)]), [("all".to_owned(), port("")), ("one".to_owned(), port("")), full()]);
        assert_eq!(told(&[("10.0.0.2", 8080)]), [("all".to_owned(), port("10.0.0.2")), full()]);
        assert_eq!(told(&[("", 7070)]), [full()]);
        let both = [("other".to_owned(), Some(Change::Port(HostPort { ip: "".into(), protocol: "TCP".into(), port: 8081 })))];
        let both = [vec![("all".to_owned(), port("")), ("one".to_owned(), port(""))], both.to_vec(), vec![full()]].concat();
        assert_eq!(told(&[("", 8080), ("", 8081)]), both, "one of two is taken");
        let one = |ports: &[(&str, u16)]| told(ports).into_iter().find(|(node, _)| node == "one");
        assert_eq!(one(&[("", 8080), ("", 9090)]), Some(("one".to_owned(), None)), "both are taken");
    }
}
