//! The pods that stand on the nodes, by namespace and labels, and which nodes are one place by a label: what rules about other pods are held
//! against. Pods of one template have the same labels, so that each rule is looked at once for all of them.

use super::ground::Site;
use super::others::LabelsOf;
use super::{Holds, NodePod};
use crate::model::Name;
use crate::model::labels::Labels;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

/// Which nodes have the same value of a label.
#[derive(Debug)]
pub(super) struct Topology {
    /// Of each node, in the order of all, the place; `None` where it has no such label.
    pub(super) of: Vec<Option<usize>>,
    /// How many places there are.
    pub(super) places: usize,
}

impl Topology {
    fn new(key: &str, sites: &[Site<'_>]) -> Self {
        let mut places: HashMap<&str, usize> = HashMap::new();
        let mut of = Vec::new();
        for site in sites {
            let fresh = places.len();
            of.push(site.node.labels.get(key).map(|value| *places.entry(value).or_insert(fresh)));
        }
        Self { of, places: places.len() }
    }
}

/// Pods of one namespace with the same labels.
pub(super) struct Class<'a> {
    pub(super) namespace: &'a Name,
    pub(super) labels: &'a Labels,
    /// Whether they are being deleted.
    pub(super) going: bool,
    /// How many of them are on which node.
    pub(super) on: HashMap<usize, i64>,
}

/// All that stand.
#[derive(Default)]
pub(super) struct Crowd<'a> {
    standing: Vec<(usize, &'a NodePod)>,
    /// How many of those are in the classes: none until somebody asks.
    classed: usize,
    classes: Vec<Class<'a>>,
    index: HashMap<(usize, usize, bool), usize>,
    /// Who keeps pods away, and where.
    keepers: HashMap<usize, (&'a Holds, Vec<usize>)>,
    topologies: HashMap<Name, Rc<Topology>>,
}

/// What two texts that are shared have in common.
fn address(text: &Name) -> usize {
    Arc::as_ptr(text).cast::<u8>().addr()
}

impl<'a> Crowd<'a> {
    /// One more on the node at this place.
    pub(super) fn add(&mut self, at: usize, pod: &'a NodePod) {
        self.standing.push((at, pod));
        if let Some(holds) = pod.holds.as_ref().filter(|h| !h.apart.is_empty()) {
            self.keepers.entry(Arc::as_ptr(holds).addr()).or_insert_with(|| (&**holds, Vec::new())).1.push(at);
        }
    }

    /// All by namespace and labels.
    pub(super) fn classes(&mut self) -> &[Class<'a>] {
        for (at, pod) in &self.standing[self.classed..] {
            let key = (address(&pod.namespace), address(pod.labels.text()), pod.going);
            let class = *self.index.entry(key).or_insert_with(|| {
                self.classes.push(Class { namespace: &pod.namespace, labels: &pod.labels, going: pod.going, on: HashMap::new() });
                self.classes.len() - 1
            });
            *self.classes[class].on.entry(*at).or_default() += 1;
        }
        self.classed = self.standing.len();
        &self.classes
    }

    /// Which nodes are one place by this label; these are always the same nodes.
    pub(super) fn topology(&mut self, key: &Name, sites: &[Site<'_>]) -> Rc<Topology> {
        if let Some(known) = self.topologies.get(key) {
            return known.clone();
        }
        let made = Rc::new(Topology::new(key, sites));
        self.topologies.insert(key.clone(), made.clone());
        made
    }

    /// By which label, and from which nodes on, those that stand keep a pod away; and whether some of it hangs on what is not known.
    pub(super) fn kept_from(&self, pod: &NodePod, of: LabelsOf<'_>) -> (Vec<(Name, Vec<usize>)>, bool) {
        let (mut out, mut dark) = (Vec::new(), false);
        for (holds, on) in self.keepers.values() {
            for term in &holds.apart {
                match term.means(&pod.namespace, &pod.labels, of) {
                    Some(true) => out.push((term.topology.clone(), on.clone())),
                    Some(false) => {}
                    None => dark = true,
                }
            }
        }
        // Of what is known by an address the order is of no account.
        out.sort();
        (out, dark)
    }
}
