//! How the rows of the lists are built and kept up: as a whole where what is asked for is another, by what has moved otherwise.

use super::filter::{Filter, Subject};
use super::rows::{ContainerKey, NamespaceKey, SortBy, Sorting, WorkloadKey};
use super::state::{State, View};
use crate::command::Pane;
use crate::model::health::Mood;
use crate::model::labels::Labels;
use crate::model::pod::Pod;
use crate::model::workload::Workload;
use crate::model::workload_health::State as Health;
use crate::model::{Name, Time, Uid};
use crate::store::{Moved, Totals};
use std::cmp::Ordering;
use std::collections::HashMap;

/// What the rows were built for.
#[derive(Debug)]
pub(super) struct Built {
    wanted: Wanted,
    /// The workload whose pods are shown.
    workload: Option<WorkloadKey>,
    /// Until when it holds, where a filter asks for ages.
    until: Option<Time>,
}

/// What is asked of the rows: what is equal needs no building anew.
#[derive(PartialEq, Debug)]
struct Wanted {
    view: View,
    pod_open: Option<Uid>,
    filters: [Filter; 5],
    flags: (bool, bool, Sorting),
    /// What the namespaces depend on besides: those known without being listed, and whether the unwell alone are shown among them.
    namespaces: (usize, bool),
}

impl State {
    /// Brings the rows up to what is known and wanted now.
    pub(super) fn refresh(&mut self) {
        let changed = self.store.take_changed();
        let moved = self.rows.survey.update(&self.store, changed, self.now);
        let wanted = self.wanted_rows();
        let built = self.built.take().filter(|b| b.wanted == wanted && b.until.is_none_or(|t| self.now < t) && !moved.all);
        let Some(mut built) = built else {
            self.build_namespaces();
            self.build_workloads();
            self.build_pods();
            self.build_containers();
            let by_age = [Pane::Namespaces, Pane::Workloads, Pane::Pods].iter().any(|pane| self.filter(*pane).asks_for_age());
            let until = by_age.then(|| Time::from_secs(self.now.secs() + 1));
            self.built = Some(Built { wanted, workload: self.workloads.held().cloned(), until });
            return;
        };
        if moved != Moved::default() || built.workload.as_ref() != self.workloads.held() {
            self.amend(&moved, &mut built.workload);
        }
        self.built = Some(built);
    }

    /// Builds the rows as a whole from what is known: what has been kept up must be equal to it.
    pub fn rebuild(&mut self) {
        self.built = None;
        self.rows.survey = self.store.survey(self.now);
        self.refresh();
    }

    /// Brings the rows up by what has moved. `shown` is the workload whose pods are shown: the cursor may have come to another.
    fn amend(&mut self, moved: &Moved, shown: &mut Option<WorkloadKey>) {
        if moved.namespaces {
            self.build_namespaces();
        }
        self.amend_workloads(moved);
        if self.workloads.held() != shown.as_ref() {
            *shown = self.workloads.held().cloned();
            self.build_pods();
        } else if let Some(WorkloadKey::Workload(uid)) = shown
            && !self.all_pods
        {
            if moved.workloads.contains(uid) {
                self.build_pods();
            }
        } else {
            self.amend_pods(moved);
        }
        if self.pod_open.as_ref().is_some_and(|uid| moved.pods.contains(uid)) {
            self.build_containers();
        }
    }

    fn wanted_rows(&self) -> Wanted {
        Wanted {
            view: self.view.clone(),
            pod_open: self.pod_open.clone(),
            filters: self.filters.clone(),
            flags: (self.unwell_only, self.all_pods, self.sorting),
            namespaces: (self.known.len(), self.unwell_only && self.focus == Pane::Namespaces),
        }
    }

    fn build_namespaces(&mut self) {
        let filter = self.filter(Pane::Namespaces);
        let listed: HashMap<&Name, &Labels> = self.store.namespaces().map(|ns| (&ns.name, &ns.labels)).collect();
        let mut rows = vec![NamespaceKey::All];
        if matches!(&self.view, View::These(names) if names.len() > 1) {
            rows.push(NamespaceKey::Several);
        }
        let passes = |name: &Name| {
            let labels = listed.get(name).copied();
            let subject = Subject { texts: &[name], labels, status: "", restarts: 0, created: Time::default() };
            let unwell = self.rows.survey.rollups.get(name).is_some_and(|r| r.unwell > 0);
            filter.passes(&subject, self.now) && (!self.unwell_only || unwell || self.focus != Pane::Namespaces)
        };
        rows.extend(self.all_namespaces().into_iter().filter(passes).map(NamespaceKey::One));
        self.namespaces.set_rows(rows);
    }

    /// The view in figures; `true` where pods that belong to no workload are a row of their own.
    fn count(&mut self) -> bool {
        let (view, survey) = (&self.view, &self.rows.survey);
        let totals = Totals::over(survey.rollups.iter().filter(|(ns, _)| view.covers(ns)).map(|(_, r)| r));
        let (well, loose) = survey.loose(|ns| view.covers(ns));
        let of_workloads = totals.all.pods;
        (self.rows.totals, self.rows.loose) = (totals, loose);
        self.rows.pods = (of_workloads.0 + well, of_workloads.1 + loose);
        loose > 0 && self.filter(Pane::Workloads).is_empty() && !self.unwell_only
    }

    /// Whether a workload is among the rows.
    fn workload_passes(&self, w: &Workload, filter: &Filter) -> bool {
        let Some(h) = self.rows.survey.health.get(&w.uid).filter(|_| self.view.covers(&w.namespace)) else { return false };
        if self.unwell_only && h.state.mood() != Mood::Unwell {
            return false;
        }
        if filter.is_empty() {
            return true;
        }
        let mut texts = vec![&*w.name, &*w.namespace, w.kind.kind().word(), h.state.word(), &*h.words];
        texts.extend(w.images.iter().map(|i| &*i.image));
        let labels = Some(&w.labels);
        filter.passes(&Subject { texts: &texts, labels, status: h.state.word(), restarts: 0, created: w.created }, self.now)
    }

    fn workload_order(&self, a: &Workload, b: &Workload) -> Ordering {
        let state = |w: &Workload| self.rows.survey.health.get(&w.uid).map_or(u8::MAX, |h| rank(h.state));
        let first = match self.sorting.workloads {
            SortBy::Age => b.created.cmp(&a.created),
            SortBy::Name => Ordering::Equal,
            _ => state(a).cmp(&state(b)),
        };
        first.then_with(|| (&a.namespace, &a.name, a.kind, &a.uid).cmp(&(&b.namespace, &b.name, b.kind, &b.uid)))
    }

    fn build_workloads(&mut self) {
        let with_loose = self.count();
        let filter = self.filter(Pane::Workloads);
        let mut found: Vec<&Workload> = self.store.workloads().filter(|w| self.workload_passes(w, filter)).collect();
        found.sort_by(|a, b| self.workload_order(a, b));
        let mut rows: Vec<WorkloadKey> = found.iter().map(|w| WorkloadKey::Workload(w.uid.clone())).collect();
        if with_loose {
            rows.push(WorkloadKey::Loose);
        }
        self.workloads.set_rows(rows);
    }

    fn amend_workloads(&mut self, moved: &Moved) {
        let with_loose = self.count();
        if moved.workloads.is_empty() && with_loose == (self.workloads.rows().last() == Some(&WorkloadKey::Loose)) {
            return;
        }
        let filter = self.filter(Pane::Workloads);
        let stays = |row: &&WorkloadKey| matches!(row, WorkloadKey::Workload(uid) if !moved.workloads.contains(uid));
        let rows = self.workloads.rows().iter().filter(stays).cloned().collect();
        let candidates = moved.workloads.iter().filter_map(|uid| self.store.workload(uid));
        let mut come: Vec<&Workload> = candidates.filter(|w| self.workload_passes(w, filter)).collect();
        come.sort_by(|a, b| self.workload_order(a, b));
        let of = |row: &WorkloadKey| match row {
            WorkloadKey::Workload(uid) => self.store.workload(uid),
            WorkloadKey::Loose => None,
        };
        let come = come.into_iter().map(|w| (WorkloadKey::Workload(w.uid.clone()), w));
        let mut rows = merged(rows, come, |row, w| of(row).is_some_and(|r| self.workload_order(r, w) == Ordering::Less));
        if with_loose {
            rows.push(WorkloadKey::Loose);
        }
        self.workloads.set_rows(rows);
    }

    /// Whether a pod is among those that are asked for and passes.
    fn pod_passes(&self, pod: &Pod, filter: &Filter) -> bool {
        if self.unwell_only && pod.health.mood(self.now) != Mood::Unwell {
            return false;
        }
        if filter.is_empty() {
            return true;
        }
        let node = pod.node.as_deref().unwrap_or_default();
        let sick = pod.health.sick(self.now);
        let detail = sick.as_ref().map_or("", |s| &s.detail);
        let mut texts = vec![&*pod.name, &*pod.namespace, &*pod.status, node, detail];
        texts.extend(pod.containers.iter().map(|c| &*c.image));
        let labels = Some(&pod.labels);
        let subject = Subject { texts: &texts, labels, status: &pod.status, restarts: pod.restarts, created: pod.created };
        filter.passes(&subject, self.now)
    }

    fn pod_order(&self, a: &Pod, b: &Pod) -> Ordering {
        let first = match self.sorting.pods {
            SortBy::Age => b.created.cmp(&a.created),
            SortBy::Restarts => b.restarts.cmp(&a.restarts),
            SortBy::Name => Ordering::Equal,
            // What is going away stands last: it needs nobody.
            SortBy::Health => {
                let place = |p: &Pod| (p.deleting, p.health.mood(self.now));
                place(a).cmp(&place(b))
            }
        };
        first.then_with(|| (&a.namespace, &a.name, &a.uid).cmp(&(&b.namespace, &b.name, &b.uid)))
    }

    fn build_pods(&mut self) {
        let filter = self.filter(Pane::Pods);
        let all = self.all_pods || self.workloads.held().is_none();
        let mut found: Vec<&Pod> = match self.workloads.held() {
            _ if all => self.store.pods().filter(|p| self.view.covers(&p.namespace)).collect(),
            Some(WorkloadKey::Workload(uid)) => {
                self.store.workload(uid).map(|w| self.store.pods_of(w)).unwrap_or_default().into_iter().map(|(p, _)| p).collect()
            }
            _ => {
                let loose = self.rows.survey.loose_pods().filter_map(|uid| self.store.pod(uid));
                loose.filter(|p| self.view.covers(&p.namespace)).collect()
            }
        };
        found.retain(|p| self.pod_passes(p, filter));
        found.sort_by(|a, b| self.pod_order(a, b));
        let rows = found.into_iter().map(|p| p.uid.clone()).collect();
        self.pods.set_rows(rows);
    }

    /// Of all pods in view, or all that belong to no workload.
    fn amend_pods(&mut self, moved: &Moved) {
        if moved.pods.is_empty() {
            return;
        }
        let all = self.all_pods || self.workloads.held().is_none();
        let filter = self.filter(Pane::Pods);
        let rows = self.pods.rows().iter().filter(|uid| !moved.pods.contains(uid)).cloned().collect();
        let here = |p: &&Pod| self.view.covers(&p.namespace) && (all || self.store.workload_of(p).is_none());
        let candidates = moved.pods.iter().filter_map(|uid| self.store.pod(uid)).filter(here);
        let mut come: Vec<&Pod> = candidates.filter(|p| self.pod_passes(p, filter)).collect();
        come.sort_by(|a, b| self.pod_order(a, b));
        let come = come.into_iter().map(|p| (p.uid.clone(), p));
        let less = |row: &Uid, p: &&Pod| self.store.pod(row).is_some_and(|r| self.pod_order(r, p) == Ordering::Less);
        let rows = merged(rows, come, less);
        self.pods.set_rows(rows);
    }

    fn build_containers(&mut self) {
        let Some(uid) = &self.pod_open else { return };
        let rows = self
            .store
            .pod(uid)
            .map(|p| p.containers.iter().map(|c| ContainerKey { pod: uid.clone(), name: c.name.clone() }).collect());
        self.containers.set_rows(rows.unwrap_or_default());
    }
}

/// Puts what has come into rows that are in order. `before` says whether a row stands before it.
fn merged<K: Clone, T>(rows: Vec<K>, come: impl ExactSizeIterator<Item = (K, T)>, before: impl Fn(&K, &T) -> bool) -> Vec<K> {
    if come.len() == 0 {
        return rows;
    }
    let (mut out, mut from) = (Vec::with_capacity(rows.len() + come.len()), 0);
    for (key, object) in come {
        let to = from + rows[from..].partition_point(|row| before(row, &object));
        out.extend_from_slice(&rows[from..to]);
        out.push(key);
        from = to;
    }
    out.extend_from_slice(&rows[from..]);
    out
}

/// The unwell first, then what is under way or held; the rest stands by name.
const fn rank(state: Health) -> u8 {
    match state {
        Health::Failed | Health::Stuck => 0,
        Health::Degraded => 1,
        Health::Progressing => 2,
        Health::Paused => 3,
        Health::Healthy | Health::Idle => 4,
    }
}
