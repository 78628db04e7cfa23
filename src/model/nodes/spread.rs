//! How pods of one sort are to be spread over places: the filter PodTopologySpread of kube-scheduler.

use super::crowd::{Class, Crowd, Topology};
use super::ground::Site;
use super::{NodePod, Placement, Selector, Unfit};
use crate::model::Name;
use std::rc::Rc;

/// A constraint that must hold (`whenUnsatisfiable: DoNotSchedule`).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Spread {
    /// Which pods of the namespace are counted.
    pub selector: Selector,
    /// The label of the node that makes a place.
    pub topology: Name,
    /// How many more a place may have than that with the fewest.
    pub max_skew: i64,
    /// With fewer places than that the fewest are none at all.
    pub min_domains: usize,
    /// Whether nodes that the pod does not select are left out (`nodeAffinityPolicy: Honor`).
    pub by_affinity: bool,
    /// Whether nodes are that have taints which it does not bear (`nodeTaintsPolicy: Honor`).
    pub by_taints: bool,
}

/// A constraint among the pods that stand.
pub(super) struct Even {
    key: Name,
    topology: Rc<Topology>,
    /// How many of them each place has; `None` for one that does not count.
    counts: Vec<Option<i64>>,
    fewest: i64,
    /// Whether the pod is one of them.
    own: i64,
    max_skew: i64,
}

/// The constraints of a pod among those that stand.
pub(super) fn evens(crowd: &mut Crowd<'_>, sites: &[Site<'_>], placement: &Placement, pod: &NodePod) -> Vec<Even> {
    let topologies: Vec<Rc<Topology>> = placement.spread.iter().map(|s| crowd.topology(&s.topology, sites)).collect();
    let labelled = |at: usize| topologies.iter().all(|t| t.of[at].is_some());
    let one = |(spread, topology): (&Spread, &Rc<Topology>)| {
        let counts_for = |at: usize| {
            let site = &sites[at];
            labelled(at)
                && (!spread.by_affinity || placement.selects(site.node))
                && (!spread.by_taints || placement.bears_all(site.node, site.shut))
        };
        let counted: Vec<Option<usize>> = (0..sites.len()).map(|at| topology.of[at].filter(|_| counts_for(at))).collect();
        let mut counts = vec![None; topology.places];
        for place in counted.iter().flatten() {
            counts[*place] = Some(0_i64);
        }
        // The scheduler counts none where all are selected.
        if !spread.selector.is_all() {
            let of_it = |c: &&Class<'_>| !c.going && *c.namespace == pod.namespace && spread.selector.selects(c.labels);
            for (at, n) in crowd.classes().iter().filter(of_it).flat_map(|c| &c.on) {
                if let Some(count) = counted[*at].and_then(|place| counts[place].as_mut()) {
                    *count += n;
                }
            }
        }
        let places = counts.iter().flatten().count();
        let fewest = if places < spread.min_domains { 0 } else { counts.iter().flatten().copied().min().unwrap_or(0) };
        let own = i64::from(spread.selector.selects(&pod.labels));
        Even { key: spread.topology.clone(), topology: topology.clone(), counts, fewest, own, max_skew: spread.max_skew }
    };
    placement.spread.iter().zip(&topologies).map(one).collect()
}

impl Even {
    /// What stands against the node at this place.
    pub(super) fn against(&self, at: usize) -> Option<Unfit> {
        let Some(place) = self.topology.of[at] else { return Some(Unfit::Unlabelled(self.key.clone())) };
        let skew = self.counts[place].unwrap_or(0) + self.own - self.fewest;
        (skew > self.max_skew).then(|| Unfit::Spread(self.key.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::bounds_tests::{each, selector, told, told_on};
    use super::super::samples::{node, pod};
    use super::*;
    use crate::model::nodes::{Node, Taint, Toleration};
    use std::slice::from_ref;

    fn by(topology: &str, max_skew: i64) -> Spread {
        Spread {
            selector: selector("web"),
            topology: topology.into(),
            max_skew,
            min_domains: 1,
            by_affinity: true,
            by_taints: false,
        }
    }

    fn placed(spread: &[Spread]) -> Placement {
        Placement { spread: spread.to_vec(), ..Placement::default() }
    }

    /// So many on each of these.
    fn webs(on: &[(&str, usize)]) -> Vec<NodePod> {
        on.iter().flat_map(|(node, n)| std::iter::repeat_n(pod("web", node), *n)).collect()
    }

    #[test]
    fn no_place_has_more_than_the_skew_above_the_fewest() {
        let no = |key: &str| Unfit::Spread(key.into());
        let bare = |key: &str| Unfit::Unlabelled(key.into());
        let without = || each(&["x1"], &bare("zone"));
        let zones = |nodes: &[&str]| [each(nodes, &no("zone")), without()].concat();
        for (spread, on, want) in [
            (by("zone", 1), &[][..], without()),
            (by("zone", 1), &[("a1", 1)], zones(&["a1", "a2"])),
            (by("zone", 1), &[("a1", 1), ("b1", 1)], without()),
            (by("zone", 1), &[("a1", 1), ("b1", 2)], zones(&["b1"])),
            (by("zone", 2), &[("a1", 1)], without()),
            (by("zone", 2), &[("a1", 1), ("a2", 1)], zones(&["a1", "a2"])),
            // What stands where the label is not counts nowhere.
            (by("zone", 1), &[("x1", 3)], without()),
            (by("host", 1), &[("a1", 1), ("a2", 1), ("b1", 1)], each(&["a1", "a2", "b1"], &no("host"))),
            (by("rack", 1), &[], each(&["a1", "a2", "b1", "x1"], &bare("rack"))),
            (Spread { min_domains: 2, ..by("zone", 1) }, &[("a1", 1), ("b1", 1)], without()),
            (Spread { min_domains: 3, ..by("zone", 1) }, &[("a1", 1), ("b1", 1)], zones(&["a1", "a2", "b1"])),
            // Nothing is counted where all are selected, and where none is the pod is none of them either.
            (Spread { selector: Selector(Some(vec![])), ..by("zone", 1) }, &[("a1", 5)], without()),
            (Spread { selector: Selector(None), ..by("zone", 1) }, &[("a1", 5)], without()),
        ] {
            let mut want = want;
            want.sort();
            assert_eq!(told(&placed(from_ref(&spread)), &pod("web", ""), &webs(on)).0, want, "{spread:?} {on:?}");
        }
        // One of another sort makes the skew no larger.
        assert_eq!(told(&placed(&[by("zone", 1)]), &pod("api", ""), &webs(&[("a1", 1)])).0, without());
        assert_eq!(told(&placed(&[by("zone", 1)]), &pod("api", ""), &webs(&[("a1", 2)])).0, zones(&["a1", "a2"]));
        // Those that go, have ended or are of another namespace are not counted.
        let none = [
            NodePod { going: true, ..pod("web", "a1") },
            NodePod { ended: true, ..pod("web", "a1") },
            NodePod { namespace: "shop".into(), ..pod("web", "a1") },
        ];
        assert_eq!(told(&placed(&[by("zone", 1)]), &pod("web", ""), &none).0, without());
        // Where a node lacks the label of one constraint, it counts for no other.
        let both = placed(&[by("host", 1), by("zone", 5)]);
        let want = [each(&["a1"], &no("host")), without()].concat();
        assert_eq!(told(&both, &pod("web", ""), &webs(&[("a1", 1), ("x1", 4)])).0, want);
    }

    #[test]
    fn which_nodes_count_is_for_the_constraint_to_say() {
        let taint = Taint { key: "gpu".into(), value: "".into(), effect: "NoSchedule".into() };
        let zone = |name: &str, zone: &str| node(name, &[("zone", zone), ("pool", zone)]);
        let plain = vec![zone("a1", "a"), zone("b1", "b")];
        let tainted = vec![zone("a1", "a"), Node { taints: Box::new([taint]), ..zone("b1", "b") }];
        let cordoned = vec![zone("a1", "a"), Node { cordoned: true, ..zone("b1", "b") }];
        let web = [pod("web", "a1")];
        let only_a = |spread| Placement { selector: vec![("pool".into(), "a".into())], ..placed(&[spread]) };
        let full = |placement: &Placement, nodes: &[Node]| {
            told_on(nodes, placement, &pod("web", ""), &web).contains(&("a1".to_owned(), Unfit::Spread("zone".into())))
        };
        let affinity = |by_affinity| only_a(Spread { by_affinity, ..by("zone", 1) });
        assert_eq!([true, false].map(|honor| full(&affinity(honor), &plain)), [false, true]);
        let taints = |by_taints| placed(&[Spread { by_taints, ..by("zone", 1) }]);
        assert_eq!([true, false].map(|honor| full(&taints(honor), &tainted)), [false, true]);
        assert_eq!([true, false].map(|honor| full(&taints(honor), &cordoned)), [false, true]);
        let bears = vec![Toleration { key: "gpu".into(), value: None, effect: "".into() }];
        assert!(full(&Placement { tolerations: bears, ..taints(true) }, &tainted));
    }
}
