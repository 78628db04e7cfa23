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
