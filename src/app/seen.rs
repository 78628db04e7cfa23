//! What the state tells of its rows.

use super::rows::WorkloadKey;
use super::state::State;
use crate::model::health::Mood;
use crate::model::pod::Pod;
use crate::model::workload::Workload;
use crate::model::{Name, image};

impl State {
    /// Every namespace that can be chosen, by name: those listed, those known, those that have workloads.
    pub fn all_namespaces(&self) -> Vec<Name> {
        self.panes.rows.all_namespaces(&self.cluster, &self.panes.view)
    }

    /// The workload under the cursor.
    pub fn workload(&self) -> Option<&Workload> {
        match self.panes.workloads.selected()? {
            WorkloadKey::Workload(uid) => self.cluster.store.workload(uid),
            WorkloadKey::Standalone(_) => None,
        }
    }

    /// How a pod is, as its row shows it.
    pub fn pod_mood(&self, pod: &Pod) -> Mood {
        self.cluster.pod_mood(pod, self.time())
    }

    /// From which image to which a rollout under way leads, in short: `1.1 → 1.9`; the present image alone where none is under way.
    pub fn image_words(&self, w: &Workload) -> String {
        let Some(first) = w.images.iter().find(|i| !i.init) else { return String::new() };
        let mut now = image::short(&first.image);
        if w.images.iter().filter(|i| !i.init).count() > 1 {
            now = format!("{now} +{}", w.images.iter().filter(|i| !i.init).count() - 1);
        }
        let newest = self.cluster.store.newest_replicaset(w).map(|r| &r.uid);
        let old = self
            .cluster
            .store
            .replicasets_of(&w.uid)
            .filter(|r| r.replicas > 0 && Some(&r.uid) != newest)
            .max_by_key(|r| r.revision);
        let before = old.and_then(|r| r.images.iter().find(|i| i.container == first.container)).map(|i| image::short(&i.image));
        match before {
            Some(before) if before != image::short(&first.image) => format!("{before} → {now}"),
            _ => now,
        }
    }
}
