//! How the rows of the lists are built and kept up: as a whole where what is asked for is another, by what has moved otherwise.

use super::panes::{Built, Wanted};
use super::place::View;
use super::rows::{ContainerKey, NamespaceKey, STANDALONE, SortBy, WorkloadKey, rank};
use super::state::State;
use crate::command::Pane;
use crate::model::filter::{Filter, Subject};
use crate::model::health::Mood;
use crate::model::labels::Labels;
use crate::model::pod::Pod;
use crate::model::usage::UseSum;
use crate::model::workload::Workload;
use crate::model::workload_health::State as Health;
use crate::model::{Name, Time, Uid, WorkloadKind};
use crate::store::{Moved, Totals};
use std::cmp::Ordering;
use std::collections::HashMap;

impl State {
    /// Brings the rows up to what is known and wanted now.
    pub(super) fn refresh(&mut self) {
        let changed = self.cluster.store.take_changed();
        let moved = self.panes.rows.survey.update(&self.cluster.store, changed, self.time());
        if self.panes.cron_open.as_ref().is_some_and(|uid| self.cluster.store.workload(uid).is_none()) {
            self.panes.cron_open = None;
        }
        let wanted = self.wanted_rows();
        let built = self.panes.built.take().filter(|b| b.wanted == wanted && b.until.is_none_or(|t| self.now < t) && !moved.all);
        let Some(mut built) = built else {
            self.build_namespaces();
            let before = self.panes.workloads.held().cloned();
            self.build_workloads();
            self.came_to_another(before.as_ref());
            self.build_pods();
            self.build_containers();
            let by_age = [Pane::Namespaces, Pane::Workloads, Pane::Pods].iter().any(|pane| self.filter(*pane).asks_for_age());
            let until = by_age.then(|| Time::from_secs(self.now.secs() + 1));
            self.panes.built = Some(Built { wanted, workload: self.panes.workloads.held().cloned(), until });
            return;
        };
        if moved != Moved::default() || built.workload.as_ref() != self.panes.workloads.held() {
            self.amend(&moved, &mut built.workload);
        }
        self.panes.built = Some(built);
    }

    /// Builds the rows as a whole from what is known: what has been kept up must be equal to it.
    pub fn rebuild(&mut self) {
        self.panes.built = None;
        self.panes.rows.survey = self.cluster.store.survey(self.time());
        self.refresh();
    }

    /// Brings the rows up by what has moved. `shown` is the workload whose pods are shown: the cursor may have come to another.
    fn amend(&mut self, moved: &Moved, shown: &mut Option<WorkloadKey>) {
        if moved.namespaces {
            self.build_namespaces();
        }
        self.amend_workloads(moved);
        if self.panes.workloads.held() != shown.as_ref() {
            self.came_to_another(shown.as_ref());
            *shown = self.panes.workloads.held().cloned();
            self.build_pods();
        } else if self.panes.all_pods || shown.is_none() {
            self.amend_pods(moved);
        } else if shown.as_ref().is_some_and(|shown| touches(moved, shown)) {
            self.build_pods();
        }
        if self.panes.pod_open.as_ref().is_some_and(|uid| moved.pods.contains(uid)) {
            self.build_containers();
        }
    }

    /// The cursor has come to another workload by no key: the pods of the one before leave the screen.
    fn came_to_another(&mut self, before: Option<&WorkloadKey>) {
        if before.is_some() && before != self.panes.workloads.held() && !self.panes.all_pods {
            self.panes.pods.reset();
            self.panes.pod_open = None;
        }
    }

    fn wanted_rows(&self) -> Wanted {
        Wanted {
            view: self.panes.view.clone(),
            pod_open: self.panes.pod_open.clone(),
            cron_open: self.panes.cron_open.clone(),
            filters: self.panes.filters.clone(),
            flags: (self.unwell_only, self.panes.all_pods, self.sorting),
            namespaces: (self.cluster.known.len(), self.unwell_only && self.panes.focus == Pane::Namespaces),
            used: self.goes_by_use().then(|| self.cluster.store.use_generation()),
        }
    }

    /// Whether the rows depend on what is used.
    fn goes_by_use(&self) -> bool {
        let filtered = [Pane::Workloads, Pane::Pods].iter().any(|pane| self.filter(*pane).asks_for_use());
        filtered || self.sorting.workloads.is_by_use() || self.sorting.pods.is_by_use()
    }

    fn build_namespaces(&mut self) {
        let filter = self.filter(Pane::Namespaces);
        let listed: HashMap<&Name, &Labels> = self.cluster.store.namespaces().map(|ns| (&ns.name, &ns.labels)).collect();
        // Those are for all of them: a filter looks for one.
        let mut rows = if filter.is_empty() { vec![NamespaceKey::All] } else { Vec::new() };
        if filter.is_empty() && matches!(&self.panes.view, View::These(names) if names.len() > 1) {
            rows.push(NamespaceKey::Several);
        }
        let passes = |name: &Name| {
            let labels = listed.get(name).copied();
            let subject = Subject { texts: &[name], labels, status: "", restarts: 0, created: Time::default(), used: None };
            let unwell = self.panes.rows.survey.rollups.get(name).is_some_and(|r| r.unwell > 0);
            filter.passes(&subject, self.time()) && (!self.unwell_only || unwell || self.panes.focus != Pane::Namespaces)
        };
        rows.extend(self.all_namespaces().into_iter().filter(passes).map(NamespaceKey::One));
        self.panes.namespaces.set_rows(rows);
    }

    /// The view in figures, and all namespaces.
    fn count(&mut self) {
        let (view, rollups) = (&self.panes.view, &self.panes.rows.survey.rollups);
        self.panes.rows.everything = Totals::over(rollups.values());
        self.panes.rows.totals = match view {
            View::All => self.panes.rows.everything,
            View::These(_) => Totals::over(rollups.iter().filter(|(ns, _)| view.covers(ns)).map(|(_, r)| r)),
        };
    }

    /// Whether a workload is among the rows: the Jobs of a CronJob are where that is opened, and there alone.
    fn workload_passes(&self, w: &Workload, filter: &Filter) -> bool {
        let Some(h) = self.panes.rows.survey.health.get(&w.uid).filter(|_| self.panes.view.covers(&w.namespace)) else {
            return false;
        };
        let of = self.cluster.store.cronjob_of(w).map(|c| &c.uid);
        if of != self.panes.cron_open.as_ref() || self.unwell_only && h.state.mood() != Mood::Unwell {
            return false;
        }
        if filter.is_empty() {
            return true;
        }
        let why = h.why.to_string();
        let mut texts = vec![&*w.name, &*w.namespace, w.kind.kind().word(), h.state.word(), &*why];
        texts.extend(w.images.iter().map(|i| &*i.image));
        let labels = Some(&w.labels);
        let used = self.cluster.store.workload_use(&w.uid);
        let subject = Subject { texts: &texts, labels, status: h.state.word(), restarts: 0, created: w.created, used };
        filter.passes(&subject, self.time())
    }

    /// Whether the standalone pods of a namespace are a row.
    fn standalone_passes(&self, namespace: &Name, filter: &Filter) -> bool {
        let Some(h) = self.panes.rows.survey.standalone.get(namespace).filter(|_| self.panes.view.covers(namespace)) else {
            return false;
        };
        if self.panes.cron_open.is_some() || self.unwell_only && h.state.mood() != Mood::Unwell {
            return false;
        }
        if filter.is_empty() {
            return true;
        }
        let why = h.why.to_string();
        let texts = [STANDALONE.en, &**namespace, "Pod", h.state.word(), &*why];
        let used = || self.row_use(&WorkloadKey::Standalone(namespace.clone()));
        let (created, used) = (Time::default(), filter.asks_for_use().then(used).flatten());
        let subject = Subject { texts: &texts, labels: None, status: h.state.word(), restarts: 0, created, used };
        filter.passes(&subject, self.time())
    }

    /// What is broken stands before what is not, and of that what is production's, however bad the other is.
    fn trouble(&self, state: Health, namespace: &str) -> u8 {
        let place = match state.mood() {
            Mood::Unwell if self.is_prod(Some(namespace)) => 0,
            Mood::Unwell => 1,
            Mood::Busy | Mood::Paused | Mood::Well | Mood::Idle | Mood::Unknown => 2,
        };
        place * 16 + rank(state)
    }

    /// Where a row stands among the others; `None` for one whose object is gone.
    fn workload_place(&self, key: &WorkloadKey) -> Option<Place<'_>> {
        let (state, created, name, kind, uid) = match key {
            WorkloadKey::Workload(uid) => {
                let w = self.cluster.store.workload(uid)?;
                let state = self.panes.rows.survey.health.get(uid).map(|h| h.state);
                (state, w.created, (&w.namespace, false, &*w.name), Some(w.kind), Some(&w.uid))
            }
            // Of equals they stand last: they are no workload.
            WorkloadKey::Standalone(namespace) => {
                let (namespace, health) = self.panes.rows.survey.standalone.get_key_value(namespace)?;
                (Some(health.state), Time::default(), (namespace, true, STANDALONE.en), None, None)
            }
        };
        let (rank, age) = match self.sorting.workloads {
            SortBy::Age => (0, created.millis().saturating_neg()),
            SortBy::Name => (0, 0),
            // The most first, and last what is not known. A part stands where it stands at least.
            SortBy::Cpu | SortBy::Memory => {
                let used = self.row_use(key).map(|u| self.sorting.workloads.of(u.used));
                (0, used.map_or(1, |n| i64::try_from(n).unwrap_or(i64::MAX).saturating_neg()))
            }
            // Its runs are looked at from the last one back.
            SortBy::Health | SortBy::Restarts if self.panes.cron_open.is_some() => (0, created.millis().saturating_neg()),
            SortBy::Health | SortBy::Restarts => (state.map_or(u8::MAX, |s| self.trouble(s, name.0)), 0),
        };
        Some((rank, age, name, kind, uid))
    }

    fn build_workloads(&mut self) {
        self.count();
        let filter = self.filter(Pane::Workloads);
        let workloads = self.cluster.store.workloads().filter(|w| self.workload_passes(w, filter));
        let groups = self.panes.rows.survey.standalone.keys().filter(|ns| self.standalone_passes(ns, filter));
        let workloads = workloads.map(|w| WorkloadKey::Workload(w.uid.clone()));
        let mut rows: Vec<WorkloadKey> = workloads.chain(groups.map(|ns| WorkloadKey::Standalone(ns.clone()))).collect();
        rows.sort_by_cached_key(|key| self.workload_place(key));
        self.panes.workloads.set_rows(rows);
    }

    fn amend_workloads(&mut self, moved: &Moved) {
        self.count();
        if moved.workloads.is_empty() && moved.standalone.is_empty() {
            return;
        }
        let filter = self.filter(Pane::Workloads);
        let stays = |row: &&WorkloadKey| match row {
            WorkloadKey::Workload(uid) => !moved.workloads.contains(uid),
            WorkloadKey::Standalone(namespace) => !moved.standalone.contains(namespace),
        };
        let rows = self.panes.workloads.rows().iter().filter(stays).cloned().collect();
        let candidates = moved.workloads.iter().filter_map(|uid| self.cluster.store.workload(uid));
        let workloads = candidates.filter(|w| self.workload_passes(w, filter)).map(|w| WorkloadKey::Workload(w.uid.clone()));
        let groups = moved.standalone.iter().filter(|ns| self.standalone_passes(ns, filter));
        let mut come: Vec<WorkloadKey> = workloads.chain(groups.map(|ns| WorkloadKey::Standalone(ns.clone()))).collect();
        come.sort_by_cached_key(|key| self.workload_place(key));
        let come: Vec<_> = come.iter().map(|key| (key.clone(), self.workload_place(key))).collect();
        let rows = merged(rows, come.into_iter(), |row, place| self.workload_place(row) < *place);
        self.panes.workloads.set_rows(rows);
    }

    /// Whether a pod is among those that are asked for and passes.
    fn pod_passes(&self, pod: &Pod, filter: &Filter) -> bool {
        if self.unwell_only && self.pod_mood(pod) != Mood::Unwell {
            return false;
        }
        if filter.is_empty() {
            return true;
        }
        let node = pod.node.as_deref().unwrap_or_default();
        let sick = pod.health.sick(self.time());
        let (word, detail) = sick.map_or_else(Default::default, |s| (s.word.to_string(), s.detail.to_string()));
        let mut texts = vec![&*pod.name, &*pod.namespace, &*pod.status, node, &*word, &*detail];
        texts.extend(pod.containers.iter().map(|c| &*c.image));
        let labels = Some(&pod.labels);
        let used = self.cluster.store.pod_use(&pod.uid).map(|used| UseSum::of_one(used, pod.asks.running));
        let (status, restarts, created) = (&*pod.status, pod.restarts, pod.created);
        let subject = Subject { texts: &texts, labels, status, restarts, created, used };
        filter.passes(&subject, self.time())
    }

    fn pod_order(&self, a: &Pod, b: &Pod) -> Ordering {
        let first = match self.sorting.pods {
            SortBy::Age => b.created.cmp(&a.created),
            SortBy::Restarts => b.restarts.cmp(&a.restarts),
            SortBy::Name => Ordering::Equal,
            SortBy::Cpu | SortBy::Memory => self.pod_sorted_use(b).cmp(&self.pod_sorted_use(a)),
            // What is going away stands last: it needs nobody.
            SortBy::Health => {
                let place = |p: &Pod| (p.deleting, self.pod_mood(p));
                place(a).cmp(&place(b))
            }
        };
        first.then_with(|| named(a).cmp(&named(b)))
    }

    /// What of a pod's use the pods are sorted by; what is not known is less than nothing.
    fn pod_sorted_use(&self, pod: &Pod) -> Option<u64> {
        self.cluster.store.pod_use(&pod.uid).map(|used| self.sorting.pods.of(used))
    }

    fn build_pods(&mut self) {
        let filter = self.filter(Pane::Pods);
        let all = self.panes.all_pods || self.panes.workloads.held().is_none();
        let mut found: Vec<&Pod> = match self.panes.workloads.held() {
            _ if self.panes.workloads.seeks() && !self.panes.all_pods => Vec::new(),
            _ if all => self.cluster.store.pods().filter(|p| self.panes.view.covers(&p.namespace)).collect(),
            Some(WorkloadKey::Workload(uid)) => self
                .cluster
                .store
                .workload(uid)
                .map(|w| self.cluster.store.pods_of(w))
                .unwrap_or_default()
                .into_iter()
                .map(|(p, _)| p)
                .collect(),
            Some(WorkloadKey::Standalone(ns)) => self.panes.rows.survey.standalone_pods(&self.cluster.store, ns).collect(),
            None => Vec::new(),
        };
        found.retain(|p| self.pod_passes(p, filter));
        if self.sorting.pods.is_by_use() {
            // Each is looked up once, and not each time that two are held against each other.
            let mut used: Vec<(Option<u64>, &Pod)> = found.into_iter().map(|p| (self.pod_sorted_use(p), p)).collect();
            used.sort_by(|(a, p), (b, q)| b.cmp(a).then_with(|| named(p).cmp(&named(q))));
            found = used.into_iter().map(|(_, p)| p).collect();
        } else {
            found.sort_by(|a, b| self.pod_order(a, b));
        }
        let rows = found.into_iter().map(|p| p.uid.clone()).collect();
        self.panes.pods.set_rows(rows);
    }

    /// Of all pods in view.
    fn amend_pods(&mut self, moved: &Moved) {
        // While no workload passes none of their pods do.
        let none = self.panes.workloads.seeks() && !self.panes.all_pods;
        if moved.pods.is_empty() || none {
            return;
        }
        let filter = self.filter(Pane::Pods);
        let rows = self.panes.pods.rows().iter().filter(|uid| !moved.pods.contains(uid)).cloned().collect();
        let candidates =
            moved.pods.iter().filter_map(|uid| self.cluster.store.pod(uid)).filter(|p| self.panes.view.covers(&p.namespace));
        let mut come: Vec<&Pod> = candidates.filter(|p| self.pod_passes(p, filter)).collect();
        come.sort_by(|a, b| self.pod_order(a, b));
        let come = come.into_iter().map(|p| (p.uid.clone(), p));
        let less = |row: &Uid, p: &&Pod| self.cluster.store.pod(row).is_some_and(|r| self.pod_order(r, p) == Ordering::Less);
        let rows = merged(rows, come, less);
        self.panes.pods.set_rows(rows);
    }

    fn build_containers(&mut self) {
        let Some(uid) = &self.panes.pod_open else { return };
        let rows = self
            .cluster
            .store
            .pod(uid)
            .map(|p| p.containers.iter().map(|c| ContainerKey { pod: uid.clone(), name: c.name.clone() }).collect());
        self.panes.containers.set_rows(rows.unwrap_or_default());
    }
}

/// What tells pods apart that are alike in what they are sorted by.
fn named(pod: &Pod) -> (&Name, &str, &Uid) {
    (&pod.namespace, &pod.name, &pod.uid)
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

/// Its rank and age as far as they are asked for, its names, and what tells apart what is called the same.
type Place<'a> = (u8, i64, (&'a Name, bool, &'a str), Option<WorkloadKind>, Option<&'a Uid>);

/// Whether the pods of a row may be others or otherwise.
fn touches(moved: &Moved, shown: &WorkloadKey) -> bool {
    match shown {
        WorkloadKey::Workload(uid) => moved.workloads.contains(uid),
        WorkloadKey::Standalone(namespace) => moved.standalone.contains(namespace),
    }
}
