//! Workloads at 0 that an autoscaler leaves there: what is idle by intent is told from what was scaled away and forgotten.
//!
//! Autoscalers are not watched. Those of a namespace are read once when a workload at 0 comes on the screen, and again when another one
//! does, or its spec has changed since.

use super::msg::Effect;
use super::state::State;
use crate::app::rows::WorkloadKey;
use crate::command::Pane;
use crate::model::workload::Workload;
use crate::model::{Name, SessionId, Uid};

impl State {
    /// Asks for the autoscalers of the workloads at 0 that are on the screen, as far as they are not known.
    pub(super) fn ask_autoscalers(&mut self, effects: &mut Vec<Effect>) {
        let height = self.layout.rows(Pane::Workloads);
        let shown = self.panes.workloads.window(height).filter_map(|(key, _)| match key {
            WorkloadKey::Workload(uid) => self.cluster.store.workload(uid),
            WorkloadKey::Standalone(_) => None,
        });
        let idle = shown.filter(|w| w.desired == 0 && w.kind.scales());
        let new: Vec<(Name, (Uid, i64))> = idle
            .map(|w| (w.namespace.clone(), (w.uid.clone(), w.generation)))
            .filter(|(_, key)| !self.cluster.autoscaled.asked.contains(key))
            .collect();
        let mut namespaces: Vec<Name> = new.iter().map(|(n, _)| n.clone()).collect();
        self.cluster.autoscaled.asked.extend(new.into_iter().map(|(_, key)| key));
        namespaces.sort();
        namespaces.dedup();
        let session = self.cluster.session;
        effects.extend(namespaces.into_iter().map(|n| Effect::Autoscalers(session, n)));
    }

    /// The autoscalers of a namespace have come: for the cluster that was asked, in front or behind. They are not asked for twice.
    pub(super) fn autoscalers_came(&mut self, session: SessionId, namespace: Name, aims: Vec<(Name, Name)>) {
        let behind = self.left.iter_mut().map(|left| &mut left.cluster);
        if let Some(cluster) = std::iter::once(&mut self.cluster).chain(behind).find(|c| c.session == session) {
            cluster.autoscaled.aims.insert(namespace, aims);
        }
    }

    /// Whether a workload is at 0, where its autoscaler leaves it alone.
    pub fn off_at_zero(&self, w: &Workload) -> bool {
        let aims = self.cluster.autoscaled.aims.get(&w.namespace);
        w.desired == 0
            && aims.is_some_and(|aims| aims.iter().any(|(kind, name)| **kind == *w.kind.kind().word() && *name == w.name))
    }
}
