//! What rules about other pods leave of the nodes for one pod: the filters PodTopologySpread and InterPodAffinity of kube-scheduler.

use super::crowd::{Crowd, Topology};
use super::ground::Site;
use super::others::{LabelsOf, PodTerm};
use super::spread::{Even, evens};
use super::{NodePod, Placement, Unfit};
use crate::model::Name;
use crate::model::labels::Labels;
use std::rc::Rc;

/// Places of which some are marked.
struct Marks {
    key: Name,
    topology: Rc<Topology>,
    marked: Vec<bool>,
}

impl Marks {
    fn new(key: &Name, topology: Rc<Topology>) -> Self {
        Self { key: key.clone(), marked: vec![false; topology.places], topology }
    }

    /// Marks the places of nodes; whether there are any.
    fn mark_all(&mut self, nodes: impl IntoIterator<Item = usize>) -> bool {
        let mut some = false;
        for place in nodes.into_iter().filter_map(|at| self.topology.of[at]) {
            self.marked[place] = true;
            some = true;
        }
        some
    }

    /// Whether the place of a node is marked; `None` where it has none.
    fn at(&self, at: usize) -> Option<bool> {
        self.topology.of[at].map(|place| self.marked[place])
    }
}

/// What is left for a pod.
#[derive(Default)]
pub(super) struct Bounds {
    /// How it and its like are to be spread.
    spread: Vec<Even>,
    /// Of each term of its affinity where it may be.
    together: Vec<Marks>,
    /// Whether it is the first of those that it wants to be beside, and may be wherever the labels are.
    first: bool,
    /// Of each term of its anti-affinity where it may not be.
    apart: Vec<Marks>,
    /// Where those that stand do not let it be.
    kept: Vec<Marks>,
    /// Whether something hangs on labels of namespaces that are not known, so that it was not counted.
    pub(super) dark: bool,
}

impl Bounds {
    /// Of a pod among those that stand on these nodes.
    pub(super) fn of(
        crowd: &mut Crowd<'_>,
        sites: &[Site<'_>],
        (placement, pod): (&Placement, &NodePod),
        of: LabelsOf<'_>,
    ) -> Self {
        let (kept, dark) = crowd.kept_from(pod, of);
        let spread = evens(crowd, sites, placement, pod);
        let mut out = Self { dark, spread, ..Self::default() };
        let marks = |crowd: &mut Crowd<'_>, key: &Name| Marks::new(key, crowd.topology(key, sites));
        for (key, on) in kept {
            let mut away = marks(crowd, &key);
            _ = away.mark_all(on);
            out.kept.push(away);
        }
        let apart: Vec<&PodTerm> = pod.holds.iter().flat_map(|h| &h.apart).collect();
        let together = &*placement.together;
        out.together = together.iter().map(|t| marks(crowd, &t.topology)).collect();
        out.apart = apart.iter().map(|t| marks(crowd, &t.topology)).collect();
        if together.is_empty() && apart.is_empty() {
            return out;
        }
        let (mut some, mut hazy) = (false, false);
        for class in crowd.classes() {
            match (!together.is_empty()).then(|| all_mean(together, class.namespace, class.labels, of)) {
                Some(Some(true)) => {
                    for marks in &mut out.together {
                        some |= marks.mark_all(class.on.keys().copied());
                    }
                }
                Some(None) => hazy = true,
                Some(Some(false)) | None => {}
            }
            for (term, marks) in apart.iter().zip(&mut out.apart) {
                match term.means(class.namespace, class.labels, of) {
                    Some(true) => _ = marks.mark_all(class.on.keys().copied()),
                    Some(false) => {}
                    None => out.dark = true,
                }
            }
        }
        let own = all_mean(together, &pod.namespace, &pod.labels, of);
        // Where there is no other, whether it is itself meant decides.
        if hazy || (!some && own.is_none()) {
            out.together.clear();
            out.dark = true;
        }
        out.first = !some && own == Some(true);
        out
    }

    /// What stands against the node at this place.
    pub(super) fn against(&self, at: usize) -> impl Iterator<Item = Unfit> + use<'_> {
        let lacks = move |marks: &&Marks| marks.at(at).is_none_or(|beside| !beside && !self.first);
        let together = self.together.iter().filter(lacks).take(1).map(|m| Unfit::Together(m.key.clone()));
        let marked = move |marks: &&Marks| marks.at(at) == Some(true);
        let apart = self.apart.iter().filter(marked).take(1).map(|m| Unfit::Apart(m.key.clone()));
        let kept = self.kept.iter().filter(marked).take(1).map(|m| Unfit::Kept(m.key.clone()));
        let uneven = self.spread.iter().filter_map(move |e| e.against(at)).take(1);
        uneven.chain(together).chain(apart).chain(kept)
    }
}

/// Whether all terms mean such a pod; `None` where that hangs on what is not known.
fn all_mean(terms: &[PodTerm], namespace: &Name, labels: &Labels, of: LabelsOf<'_>) -> Option<bool> {
    let told = || terms.iter().map(|t| t.means(namespace, labels, of));
    if told().any(|means| means == Some(false)) { Some(false) } else { told().all(|means| means.is_some()).then_some(true) }
}
