//! The nodes as they stand while pods are put onto them one after another, and what stands against each of them for a pod: the filters of
//! kube-scheduler, in its order.

use super::bounds::Bounds;
use super::crowd::Crowd;
use super::others::LabelsOf;
use super::place::lacks;
use super::{Amounts, HostPort, Node, NodePod, Placement, Unfit, percent};
use crate::model::Name;
use std::collections::{BTreeMap, HashMap};

/// A node with what is left of it.
pub(super) struct Site<'a> {
    pub(super) node: &'a Node,
    /// Below 0 where more is requested than it has.
    pub(super) free: Amounts,
    /// How many more pods it may have.
    pub(super) room: i64,
    /// Those that are taken.
    ports: Vec<&'a HostPort>,
    /// Whether it is being drained: its pods count, and none comes onto it.
    pub(super) shut: bool,
}

/// All of them, in the order of their names.
pub(super) struct Ground<'a> {
    pub(super) sites: Vec<Site<'a>>,
    crowd: Crowd<'a>,
}

impl<'a> Ground<'a> {
    /// With the pods that stand on them: those that have ended take nothing. One of them may be being drained.
    pub(super) fn new(
        nodes: impl Iterator<Item = &'a Node>,
        pods: impl Iterator<Item = &'a NodePod>,
        drained: Option<&str>,
    ) -> Self {
        let bare = |node: &'a Node| Site {
            node,
            free: node.allocatable,
            room: node.room,
            ports: Vec::new(),
            shut: drained == Some(&*node.name),
        };
        let mut sites: Vec<Site<'a>> = nodes.map(bare).collect();
        sites.sort_by(|a, b| a.node.name.cmp(&b.node.name));
        let at: HashMap<&Name, usize> = sites.iter().enumerate().map(|(i, s)| (&s.node.name, i)).collect();
        let mut ground = Self { sites, crowd: Crowd::default() };
        for pod in pods.filter(|p| !p.ended && !p.node.is_empty()) {
            if let Some(at) = at.get(&pod.node) {
                ground.put(*at, pod);
            }
        }
        ground
    }

    fn put(&mut self, at: usize, pod: &'a NodePod) {
        let site = &mut self.sites[at];
        site.free = site.free.minus(pod.requests);
        site.room -= 1;
        site.ports.extend(pod.holds.iter().flat_map(|h| &h.ports));
        self.crowd.add(at, pod);
    }

    /// What those that stand leave for a pod.
    pub(super) fn bounds(&mut self, placement: &Placement, pod: &NodePod, of: LabelsOf<'_>) -> Bounds {
        let Self { sites, crowd } = self;
        Bounds::of(crowd, sites, (placement, pod), of)
    }

    /// What stands against the node at this place for a pod within its bounds; what the scheduler names is the first.
    pub(super) fn against<'s>(
        &'s self,
        at: usize,
        (placement, pod): (&'s Placement, &'s NodePod),
        bounds: &'s Bounds,
    ) -> impl Iterator<Item = Unfit> + use<'s, 'a> {
        let site = &self.sites[at];
        let wanted = pod.holds.iter().flat_map(|h| &h.ports);
        let taken = wanted.filter(|p| site.ports.iter().any(|taken| p.clashes(taken)));
        placement
            .unbound()
            .chain(placement.unsuited(site.node))
            // Each of them: one that is free is not enough.
            .chain(taken.map(|p| Unfit::Port(p.clone())))
            .chain(lacks(pod.requests, site.free, site.room))
            .chain(placement.unreached(site.node))
            .chain(bounds.against(at))
    }

    /// Puts a pod where most is left: that node, and whether not all was known. Else why none takes it, with how many nodes refuse it for what.
    pub(super) fn take(
        &mut self,
        placement: &Placement,
        pod: &'a NodePod,
        of: LabelsOf<'_>,
    ) -> Result<(Name, bool), BTreeMap<Unfit, usize>> {
        let bounds = self.bounds(placement, pod, of);
        let mut why: BTreeMap<Unfit, usize> = BTreeMap::new();
        let mut best: Option<(i64, usize)> = None;
        for (at, site) in self.sites.iter().enumerate().filter(|(_, site)| !site.shut) {
            match self.against(at, (placement, pod), &bounds).next() {
                Some(unfit) => *why.entry(unfit).or_default() += 1,
                None => {
                    let share = percent(site.free.minus(pod.requests).cpu, site.node.allocatable.cpu);
                    if best.is_none_or(|(b, _)| share > b) {
                        best = Some((share, at));
                    }
                }
            }
        }
        let Some((_, at)) = best else { return Err(why) };
        self.put(at, pod);
        Ok((self.sites[at].node.name.clone(), bounds.dark))
    }
}
