//! What is known now: tables by UID, the owner graph and rollups. Deltas come in, questions are answered; no I/O, no clock.

mod changed;
mod rollup;
mod survey;
mod table;
mod usage;

pub use changed::Changed;
pub use rollup::{NamespaceRollup, Totals};
pub use survey::{Moved, Survey};

use crate::model::feed::{Delta, LinkState, Row, Scope, WatchState};
use crate::model::namespace::Namespace;
use crate::model::pod::Pod;
use crate::model::replicaset::ReplicaSet;
use crate::model::workload::Workload;
use crate::model::{Kind, Name, Uid, WorkloadKind};
use changed::Touched;
use std::collections::{HashMap, HashSet};
use table::Table;

/// Everything that is known of one cluster.
#[derive(Clone, Debug, Default)]
pub struct Store {
    namespaces: Table<Namespace>,
    workloads: Table<Workload>,
    replicasets: Table<ReplicaSet>,
    pods: Table<Pod>,
    /// ReplicaSets by their Deployment, Jobs by their CronJob, pods by their controller.
    children: HashMap<Uid, HashSet<Uid>>,
    scopes: HashMap<Scope, Watched>,
    next_scope: u32,
    link: LinkState,
    skew: i64,
    version: Option<Name>,
    generation: u64,
    /// What was touched since somebody asked.
    touched: Touched,
    usage: usage::UseTable,
}

#[derive(Clone, Debug)]
struct Watched {
    /// Stamped on the rows that this watch feeds.
    number: u32,
    /// Stamped on the rows of its present list: what an older stamp says is gone when the list ends.
    epoch: u32,
    /// Whether a list has ended at least once, so that absence means something.
    complete: bool,
    state: WatchState,
}

impl Store {
    /// Grows with every change of anything: what was computed at an equal number still holds.
    pub const fn generation(&self) -> u64 {
        self.generation
    }

    /// How the API server answers.
    pub const fn link(&self) -> &LinkState {
        &self.link
    }

    /// By how many milliseconds the cluster's clock is ahead of this machine's; negative where it is behind.
    pub const fn skew(&self) -> i64 {
        self.skew
    }

    /// Takes note of how the clocks differ.
    pub fn set_skew(&mut self, ms: i64) {
        self.skew = ms;
        self.generation += 1;
    }

    /// The server's version, once known.
    pub const fn version(&self) -> Option<&Name> {
        self.version.as_ref()
    }

    /// Takes note of how the API server answers.
    pub fn set_link(&mut self, link: LinkState) {
        self.link = link;
        self.generation += 1;
    }

    /// Takes note of the server's version.
    pub fn set_version(&mut self, version: Name) {
        self.version = Some(version);
        self.generation += 1;
    }

    /// Takes note of how a watch stands.
    pub fn set_watch(&mut self, scope: Scope, state: WatchState) {
        let watched = self.watched(scope);
        let denied = |state: &WatchState| matches!(state, WatchState::Denied { .. });
        // What can be known of whose pods are whose is otherwise.
        let turned = denied(&watched.state) != denied(&state);
        watched.state = state;
        self.touched.all |= turned;
        self.generation += 1;
    }

    /// How a watch stands; `Waiting` for one that was never heard of.
    pub fn watch(&self, scope: &Scope) -> &WatchState {
        const WAITING: &WatchState = &WatchState::Waiting;
        self.scopes.get(scope).map_or(WAITING, |w| &w.state)
    }

    /// Whether a scope's list has ended at least once: then what is not there does not exist.
    pub fn complete(&self, scope: &Scope) -> bool {
        self.scopes.get(scope).is_some_and(|w| w.complete)
    }

    /// Forgets a scope whose watch was closed, with what it alone had said.
    pub fn forget(&mut self, scope: &Scope) {
        let Some(watched) = self.scopes.remove(scope) else { return };
        self.drop_rows(scope.kind, |number, _| number == watched.number);
        self.touched.all = true;
        self.generation += 1;
    }

    /// The scopes that are known of.
    pub fn scopes(&self) -> impl Iterator<Item = (&Scope, &WatchState)> {
        self.scopes.iter().map(|(scope, w)| (scope, &w.state))
    }

    /// Takes in one batch of a scope's changes.
    pub fn apply(&mut self, scope: &Scope, deltas: Vec<Delta>) {
        for delta in deltas {
            match delta {
                Delta::ListBegins => self.watched(scope.clone()).epoch += 1,
                Delta::Put(row) => self.put(scope, row),
                Delta::Gone(uid) => self.remove(scope.kind, &uid),
                Delta::ListEnds => {
                    let watched = self.watched(scope.clone());
                    watched.complete = true;
                    let (number, epoch) = (watched.number, watched.epoch);
                    // From now on absence means something, to all of them.
                    self.touched.all = true;
                    self.drop_rows(scope.kind, |n, e| n == number && e != epoch);
                }
            }
        }
        self.generation += 1;
    }

    fn watched(&mut self, scope: Scope) -> &mut Watched {
        let next = &mut self.next_scope;
        self.scopes.entry(scope).or_insert_with(|| {
            *next += 1;
            Watched { number: *next, epoch: 0, complete: false, state: WatchState::Waiting }
        })
    }

    fn put(&mut self, scope: &Scope, row: Row) {
        let watched = self.watched(scope.clone());
        let stamp = (watched.number, watched.epoch);
        match row {
            Row::Namespace(r) => {
                self.touched.namespaces = true;
                self.namespaces.put(r.uid.clone(), r, stamp, |_| ());
            }
            Row::Workload(r) => {
                let (uid, owner) = (r.uid.clone(), r.owner().cloned());
                let before = self.workloads.put(uid.clone(), r, stamp, |r| r.owner().cloned());
                if before.is_none() {
                    self.touched.families.insert(uid.clone());
                }
                self.touched.owners.insert(uid.clone());
                self.link_child(uid, before.flatten(), owner);
            }
            Row::ReplicaSet(r) => {
                let (uid, owner) = (r.uid.clone(), r.owner.clone());
                self.touched.owners.extend(owner.clone());
                let before = self.replicasets.put(uid.clone(), r, stamp, |r| r.owner.clone()).flatten();
                if before != owner {
                    self.touched.families.insert(uid.clone());
                }
                self.link_child(uid, before, owner);
            }
            Row::Pod(mut r) => {
                if let Some(before) = self.pods.get(&r.uid) {
                    r.health.keep_cause(&before.health);
                }
                let (uid, owner) = (r.uid.clone(), r.owner.clone());
                self.touched.pods.insert(uid.clone());
                self.touched.owners.extend(owner.clone());
                let before = self.pods.put(uid.clone(), r, stamp, |r| r.owner.clone()).flatten();
                self.link_child(uid, before, owner);
            }
        }
    }

    fn link_child(&mut self, child: Uid, before: Option<Uid>, owner: Option<Uid>) {
        if before == owner {
            return;
        }
        self.touched.owners.extend(before.clone());
        if let Some(before) = before {
            self.unlink_child(&child, &before);
        }
        if let Some(owner) = owner {
            self.children.entry(owner).or_default().insert(child);
        }
    }

    fn unlink_child(&mut self, child: &Uid, owner: &Uid) {
        if let Some(set) = self.children.get_mut(owner) {
            set.remove(child);
            if set.is_empty() {
                self.children.remove(owner);
            }
        }
    }

    fn remove(&mut self, kind: Kind, uid: &Uid) {
        let owner = match kind {
            Kind::Namespace => {
                self.touched.namespaces = true;
                self.namespaces.remove(uid);
                None
            }
            Kind::Deployment | Kind::StatefulSet | Kind::DaemonSet | Kind::Job | Kind::CronJob => {
                self.touched.owners.insert(uid.clone());
                self.touched.families.insert(uid.clone());
                self.workloads.remove(uid).and_then(|r| r.owner().cloned())
            }
            Kind::ReplicaSet => {
                self.touched.families.insert(uid.clone());
                self.replicasets.remove(uid).and_then(|r| r.owner)
            }
            Kind::Pod => {
                self.touched.pods.insert(uid.clone());
                self.pods.remove(uid).and_then(|r| r.owner)
            }
        };
        if let Some(owner) = owner {
            self.unlink_child(uid, &owner);
            self.touched.owners.insert(owner);
        }
    }

    /// Takes back what was said under some stamps.
    fn drop_rows(&mut self, kind: Kind, pick: impl Fn(u32, u32) -> bool) {
        let uids = match kind {
            Kind::Namespace => self.namespaces.stamped(&pick),
            Kind::Deployment | Kind::StatefulSet | Kind::DaemonSet | Kind::Job | Kind::CronJob => self.workloads.stamped(&pick),
            Kind::ReplicaSet => self.replicasets.stamped(&pick),
            Kind::Pod => self.pods.stamped(&pick),
        };
        for uid in uids {
            let owners = match kind {
                Kind::Namespace => {
                    self.namespaces.withdraw(&uid, &pick, |_| ());
                    None
                }
                Kind::Deployment | Kind::StatefulSet | Kind::DaemonSet | Kind::Job | Kind::CronJob => {
                    self.workloads.withdraw(&uid, &pick, |r| r.owner().cloned())
                }
                Kind::ReplicaSet => self.replicasets.withdraw(&uid, &pick, |r| r.owner.clone()),
                Kind::Pod => self.pods.withdraw(&uid, &pick, |p| p.owner.clone()),
            };
            if let Some((before, after)) = owners {
                self.link_child(uid, before, after.flatten());
            }
        }
    }

    /// All namespaces that were listed, in no order.
    pub fn namespaces(&self) -> impl Iterator<Item = &Namespace> {
        self.namespaces.rows()
    }

    /// All workloads, in no order.
    pub fn workloads(&self) -> impl Iterator<Item = &Workload> {
        self.workloads.rows()
    }

    /// All ReplicaSets, in no order.
    pub fn replicasets(&self) -> impl Iterator<Item = &ReplicaSet> {
        self.replicasets.rows()
    }

    /// All pods, in no order.
    pub fn pods(&self) -> impl Iterator<Item = &Pod> {
        self.pods.rows()
    }

    /// A workload by UID.
    pub fn workload(&self, uid: &Uid) -> Option<&Workload> {
        self.workloads.get(uid)
    }

    /// A pod by UID.
    pub fn pod(&self, uid: &Uid) -> Option<&Pod> {
        self.pods.get(uid)
    }

    /// A workload by its kind and names.
    pub fn find_workload(&self, kind: WorkloadKind, namespace: &str, name: &str) -> Option<&Workload> {
        self.workloads.rows().find(|w| w.kind == kind && &*w.namespace == namespace && &*w.name == name)
    }

    /// The ReplicaSets of a Deployment, in no order.
    pub fn replicasets_of(&self, deployment: &Uid) -> impl Iterator<Item = &ReplicaSet> {
        self.children.get(deployment).into_iter().flatten().filter_map(|uid| self.replicasets.get(uid))
    }

    /// The ReplicaSet of a Deployment's newest revision. `None` also while that is known of the Deployment alone: the two are watched apart,
    /// and the newest that is known would be taken for it, such as the bad one that was just rolled back.
    pub fn newest_replicaset(&self, deployment: &Workload) -> Option<&ReplicaSet> {
        self.replicasets_of(&deployment.uid).max_by_key(|r| r.revision).filter(|r| r.revision >= deployment.revision)
    }

    /// The Jobs of a CronJob, in no order.
    pub fn jobs_of(&self, cronjob: &Uid) -> impl Iterator<Item = &Workload> {
        self.children.get(cronjob).into_iter().flatten().filter_map(|uid| self.workloads.get(uid))
    }

    /// The CronJob of which a Job is a run, where it is one and that is known.
    pub fn cronjob_of(&self, job: &Workload) -> Option<&Workload> {
        self.workloads.get(job.owner()?)
    }

    /// The pods of a workload, each with whether it is of the newest template.
    pub fn pods_of(&self, workload: &Workload) -> Vec<(&Pod, bool)> {
        let pods = |owner: &Uid| self.children.get(owner).into_iter().flatten().filter_map(|uid| self.pods.get(uid));
        if workload.kind == WorkloadKind::CronJob {
            return self.jobs_of(&workload.uid).flat_map(|job| pods(&job.uid).map(|p| (p, true))).collect();
        }
        if workload.kind == WorkloadKind::Deployment {
            let newest = self.newest_replicaset(workload).map(|r| &r.uid);
            return self
                .replicasets_of(&workload.uid)
                .flat_map(|r| pods(&r.uid).map(move |p| (p, Some(&r.uid) == newest)))
                .collect();
        }
        let newest = |p: &Pod| workload.update_hash.is_none() || p.hash() == workload.update_hash.as_deref();
        pods(&workload.uid).map(|p| (p, newest(p))).collect()
    }

    /// What has changed since this was last asked.
    pub fn take_changed(&mut self) -> Changed {
        let touched = std::mem::replace(&mut self.touched, Touched::nothing());
        if touched.all {
            return Changed { all: true, ..Changed::default() };
        }
        let mut changed = Changed { all: false, namespaces: touched.namespaces, workloads: HashSet::new(), pods: touched.pods };
        for owner in touched.owners {
            let above = if self.workloads.get(&owner).is_none() {
                self.replicasets.get(&owner).and_then(|r| r.owner.clone())
            } else {
                None
            };
            changed.workloads.insert(above.unwrap_or(owner));
        }
        // Whose pods belong to another now, or to none.
        for head in touched.families {
            for child in self.children.get(&head).into_iter().flatten() {
                if self.pods.get(child).is_some() {
                    changed.pods.insert(child.clone());
                    continue;
                }
                if self.workloads.get(child).is_some() {
                    changed.workloads.insert(child.clone());
                }
                changed.pods.extend(self.children.get(child).into_iter().flatten().cloned());
            }
        }
        changed
    }

    /// The workload that a pod belongs to, directly or through its ReplicaSet: of a run of a CronJob the Job.
    pub fn workload_of(&self, pod: &Pod) -> Option<&Workload> {
        let owner = pod.owner.as_ref()?;
        self.workloads.get(owner).or_else(|| self.deployment_of(owner))
    }

    /// The Deployment whose ReplicaSet this is.
    pub fn deployment_of(&self, replicaset: &Uid) -> Option<&Workload> {
        self.workloads.get(self.replicasets.get(replicaset)?.owner.as_ref()?)
    }

    /// Whether it is known what controls the pods of a namespace: all that could is listed, or will not be.
    pub(crate) fn owners_known(&self, namespace: &Name) -> bool {
        let settled = |kind| {
            let settles =
                |scope: &Scope| self.scopes.get(scope).is_some_and(|w| w.complete || matches!(w.state, WatchState::Denied { .. }));
            let (all, here) = (Scope::all(kind), Scope::of(kind, namespace));
            // Where everything may not be listed, the namespace is, unless that is not wanted.
            self.complete(&all) || if self.scopes.contains_key(&here) { settles(&here) } else { settles(&all) }
        };
        [Kind::Deployment, Kind::StatefulSet, Kind::DaemonSet, Kind::Job, Kind::ReplicaSet].into_iter().all(settled)
    }

    /// How many rows there are of each kind: namespaces, workloads, ReplicaSets, pods.
    pub fn counts(&self) -> (usize, usize, usize, usize) {
        (self.namespaces.len(), self.workloads.len(), self.replicasets.len(), self.pods.len())
    }
}

#[cfg(test)]
mod tests;
