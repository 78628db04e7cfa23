//! Where the volume of a claim can be had.

use super::place::one_holds;
use super::{Node, Term};
use crate::model::Name;

/// Labels that nodes had before 1.17, and those that they have now.
const ZONES: [(&str, &str); 2] = [
    ("failure-domain.beta.kubernetes.io/zone", "topology.kubernetes.io/zone"),
    ("failure-domain.beta.kubernetes.io/region", "topology.kubernetes.io/region"),
];

/// The volume of a claim.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Volume {
    /// The claim.
    pub claim: Name,
    /// Of these terms one must hold; all nodes will do where there are none.
    pub terms: Vec<Term>,
    /// Its zones and regions by their labels, which a node that has any such label must have.
    pub zones: Vec<(Name, Vec<Name>)>,
    /// Whether the claim has to be bound first.
    pub unbound: bool,
}

impl Volume {
    /// Whether a node can have it.
    pub(super) fn is_near(&self, node: &Node) -> bool {
        let has = |key: &str| node.labels.get(key);
        let placed = || ZONES.iter().any(|(old, new)| has(old).or_else(|| has(new)).is_some());
        let newer = |key: &str| ZONES.iter().find(|(old, _)| *old == key).and_then(|(_, new)| has(new));
        let zone = |(key, values): &(Name, Vec<Name>)| {
            has(key).or_else(|| newer(key)).is_some_and(|v| values.iter().any(|own| **own == *v))
        };
        one_holds(&self.terms, node) && (self.zones.is_empty() || !placed() || self.zones.iter().all(zone))
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::node;
    use super::*;

    #[test]
    fn zones_are_held_against_nodes_as_the_scheduler_holds_them() {
        let (old, new) = ZONES[0];
        let volume = |key: &str, values: &[&str]| Volume {
            claim: "data".into(),
            terms: Vec::new(),
            zones: vec![(key.into(), values.iter().map(|v| Name::from(*v)).collect())],
            unbound: false,
        };
        for (zones, labels, near) in [
            (volume(new, &["a"]), &[(new, "a")][..], true),
            (volume(new, &["a"]), &[(new, "b")], false),
            (volume(new, &["a", "b"]), &[(new, "b")], true),
            (volume(old, &["a"]), &[(new, "a")], true),
            (volume(old, &["a"]), &[(old, "a"), (new, "b")], true),
            (volume(new, &["a"]), &[(old, "a")], false),
            // A cluster without zones has none to be wrong.
            (volume(new, &["a"]), &[("host", "n")], true),
            (volume(new, &["a"]), &[("topology.kubernetes.io/region", "r")], false),
        ] {
            assert_eq!(zones.is_near(&node("n", labels)), near, "{zones:?} {labels:?}");
        }
    }
}
