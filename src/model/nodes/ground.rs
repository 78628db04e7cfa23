//! The nodes as they stand while pods are put onto them one after another, and what stands against each of them for a pod: the filters of
//! kube-scheduler, in its order.

use super::place::lacks;
use super::{Amounts, HostPort, Node, NodePod, Placement, Unfit};
use crate::model::Name;
use std::collections::HashMap;

/// A node with what is left of it.
pub(super) struct Site<'a> {
    pub(super) node: &'a Node,
    /// Below 0 where more is requested than it has.
    pub(super) free: Amounts,
    /// How many more pods it may have.
    pub(super) room: i64,
    /// Those that are taken.
    ports: Vec<&'a HostPort>,
}

/// All of them, in the order of their names.
pub(super) struct Ground<'a> {
    pub(super) sites: Vec<Site<'a>>,
}

impl<'a> Ground<'a> {
    /// With the pods that stand on them: those that have ended take nothing.
    pub(super) fn new(nodes: impl Iterator<Item = &'a Node>, pods: impl Iterator<Item = &'a NodePod>) -> Self {
        let bare = |node: &'a Node| Site { node, free: node.allocatable, room: node.room, ports: Vec::new() };
        let mut sites: Vec<Site<'a>> = nodes.map(bare).collect();
        sites.sort_by(|a, b| a.node.name.cmp(&b.node.name));
        let at: HashMap<&Name, usize> = sites.iter().enumerate().map(|(i, s)| (&s.node.name, i)).collect();
        let mut ground = Self { sites };
        for pod in pods.filter(|p| !p.ended && !p.node.is_empty()) {
            if let Some(at) = at.get(&pod.node) {
                ground.put(*at, pod);
            }
        }
        ground
    }

    /// Puts a pod onto the node at this place.
    pub(super) fn put(&mut self, at: usize, pod: &'a NodePod) {
        let site = &mut self.sites[at];
        site.free = site.free.minus(pod.requests);
        site.room -= 1;
        site.ports.extend(pod.holds.iter().flat_map(|h| &h.ports));
    }

    /// What stands against the node at this place for a pod; what the scheduler names is the first.
    pub(super) fn against<'s>(
        &'s self,
        at: usize,
        placement: &'s Placement,
        pod: &'s NodePod,
    ) -> impl Iterator<Item = Unfit> + use<'s, 'a> {
        let site = &self.sites[at];
        let wanted = pod.holds.iter().flat_map(|h| &h.ports);
        let taken = wanted.filter(|p| site.ports.iter().any(|taken| p.clashes(taken)));
        placement
            .unsuited(site.node)
            .chain(taken.take(1).map(|p| Unfit::Port(p.clone())))
            .chain(lacks(pod.requests, site.free, site.room))
            .chain(placement.unreached(site.node))
    }
}
