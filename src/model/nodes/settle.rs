//! Where the pods that leave a node go, one after another.

use super::foresee::{Fate, Fits, Group};
use super::ground::Ground;
use super::{LabelsOf, NodePod, Owner, Placement, Unfit, Unseen};
use crate::model::Name;
use std::collections::BTreeMap;

/// By what the pods of a group are one: what becomes of them, and whose they are.
pub(super) type Key = (Fate, Name, Owner);

/// Places pods one after another. One that finds none may find one when others have found theirs: the scheduler tries again too.
pub(super) fn place<'a>(
    mut waiting: Vec<(Key, &Placement, &'a NodePod)>,
    ground: &mut Ground<'a>,
    labels: LabelsOf<'_>,
    groups: &mut BTreeMap<Key, Group>,
) {
    loop {
        let before = waiting.len();
        let mut refused = Vec::new();
        for (key, placement, pod) in waiting {
            match ground.take(placement, pod, labels) {
                Ok((node, dark)) => {
                    if let Some(group) = groups.get_mut(&key) {
                        fits_on(group, node, placement.unseen.iter().copied().chain(dark.then_some(Unseen::Namespaces)));
                    }
                }
                Err(why) => refused.push(((key, placement, pod), why)),
            }
        }
        let again = refused.len() < before && refused.iter().any(|(_, why)| why.keys().any(Unfit::may_pass));
        if !again {
            for ((key, ..), why) in refused {
                let Some(group) = groups.get_mut(&key) else { continue };
                group.fits = match std::mem::replace(&mut group.fits, Fits::Unknown) {
                    Fits::Nowhere(n, why) => Fits::Nowhere(n + 1, why),
                    Fits::On(..) | Fits::Unknown => Fits::Nowhere(1, why.into_iter().collect()),
                };
            }
            return;
        }
        waiting = refused.into_iter().map(|(pod, _)| pod).collect();
    }
}

fn fits_on(group: &mut Group, node: Name, unseen: impl Iterator<Item = Unseen>) {
    let (mut names, mut all) = match std::mem::replace(&mut group.fits, Fits::Unknown) {
        Fits::On(names, all) => (names, all),
        Fits::Unknown | Fits::Nowhere(..) => (Vec::new(), Vec::new()),
    };
    if !names.contains(&node) {
        names.push(node);
    }
    all.extend(unseen);
    all.sort();
    all.dedup();
    group.fits = Fits::On(names, all);
}

#[cfg(test)]
mod tests {
    use super::super::bounds_tests::{nodes, selector, term};
    use super::super::samples::pod;
    use super::*;
    use crate::model::Uid;
    use crate::model::feed::Delta;
    use crate::model::nodes::foresee::{Budget, Forecast, Foreseen, foresee};
    use crate::model::nodes::{Holds, Known, Node, Spread};
    use std::sync::Arc;

    /// Where the pods of a1 go, app by app.
    fn told(leave: &[(&str, &Placement, &Option<Arc<Holds>>)], stay: &[NodePod]) -> Vec<(String, Fits)> {
        let one = |(i, (app, _, holds)): (usize, &(&str, &Placement, &Option<Arc<Holds>>))| NodePod {
            uid: Uid::new(&format!("{app}-{i}")),
            holds: (*holds).clone(),
            ..pod(app, "a1")
        };
        let leaving: Vec<NodePod> = leave.iter().enumerate().map(one).collect();
        let foreseen = |(pod, (_, placement, _)): (&NodePod, &(&str, &Placement, &Option<Arc<Holds>>))| Foreseen {
            uid: pod.uid.clone(),
            namespace: pod.namespace.clone(),
            name: (&*pod.name).into(),
            owner: pod.owner.clone(),
            fate: Fate::Goes,
            budget: Budget::None,
            local: Vec::new(),
            placement: (*placement).clone(),
        };
        let forecast = Forecast { pods: leaving.iter().zip(leave).map(foreseen).collect(), unread: Vec::new() };
        let (mut all, mut standing) = (Known::default(), Known::default());
        let listed = [Delta::ListBegins].into_iter().chain(nodes().into_iter().map(Delta::Put)).chain([Delta::ListEnds]);
        all.apply(listed, |n: &Node| n.uid.clone());
        let pods = leaving.iter().chain(stay).cloned();
        let listed = [Delta::ListBegins].into_iter().chain(pods.map(Delta::Put)).chain([Delta::ListEnds]);
        standing.apply(listed, |p: &NodePod| p.uid.clone());
        let groups = foresee("a1", &forecast, (&all, &standing), &|_| None);
        groups.into_iter().map(|g| (g.owner.name.to_string(), g.fits)).collect()
    }

    fn on(nodes: &[&str]) -> Fits {
        Fits::On(nodes.iter().map(|n| Name::from(*n)).collect(), Vec::new())
    }

    #[test]
    fn pods_that_leave_are_in_each_others_way() {
        let plain = Placement::default();
        let apart = Some(Arc::new(Holds { apart: vec![term("web", "host")], ..Holds::default() }));
        let web = ("web", &plain, &apart);
        assert_eq!(told(&[web; 3], &[]), [("web".to_owned(), on(&["a2", "b1", "x1"]))]);
        // One that stays keeps its like away too, and one that is drained as well is in no way.
        let stays = NodePod { holds: apart.clone(), ..pod("web", "b1") };
        let told_three = told(&[web; 3], &[stays]);
        let why = vec![(Unfit::Apart("host".into()), 3)];
        assert_eq!(told_three, [("web".to_owned(), Fits::Nowhere(1, why))]);
    }

    #[test]
    fn the_node_that_is_drained_counts_as_a_place() {
        let spread = Spread {
            selector: selector("web"),
            topology: "host".into(),
            max_skew: 1,
            min_domains: 1,
            by_affinity: true,
            by_taints: false,
        };
        let even = |by_taints| Placement { spread: vec![Spread { by_taints, ..spread.clone() }], ..Placement::default() };
        let (all, none) = (even(false), None);
        assert_eq!(told(&[("web", &all, &none); 3], &[]), [("web".to_owned(), on(&["a2", "b1", "x1"]))]);
        let why = vec![(Unfit::Spread("host".into()), 3)];
        assert_eq!(told(&[("web", &all, &none); 4], &[]), [("web".to_owned(), Fits::Nowhere(1, why))]);
        // It does not where the constraint leaves out what is cordoned.
        let but_cordoned = even(true);
        assert_eq!(told(&[("web", &but_cordoned, &none); 4], &[]), [("web".to_owned(), on(&["a2", "b1", "x1"]))]);
    }

    #[test]
    fn one_that_waits_for_another_is_placed_after_it() {
        let beside = Placement { together: vec![term("db", "host")], ..Placement::default() };
        let on_b1 = Placement { selector: vec![("host".into(), "b1".into())], ..Placement::default() };
        let found = told(&[("api", &beside, &None), ("db", &on_b1, &None)], &[]);
        assert_eq!(found, [("api".to_owned(), on(&["b1"])), ("db".to_owned(), on(&["b1"]))]);
        let alone = told(&[("api", &beside, &None)], &[]);
        assert_eq!(alone, [("api".to_owned(), Fits::Nowhere(1, vec![(Unfit::Together("host".into()), 3)]))]);
    }
}
