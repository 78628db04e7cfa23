//! What the lists show: which objects in which order, and what was computed for them.

use super::filter::Subject;
use super::state::{State, View};
use crate::command::Pane;
use crate::model::health::Mood;
use crate::model::pod::Pod;
use crate::model::workload::Workload;
use crate::model::workload_health::{State as Health, WorkloadHealth};
use crate::model::{Name, Time, Uid, image};
use crate::store::{NamespaceRollup, Totals};
use std::collections::{HashMap, HashSet};

/// A row of the namespaces pane.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum NamespaceKey {
    /// All namespaces together.
    All,
    /// The several namespaces of `-n a,b`.
    Several,
    /// One.
    One(Name),
}

/// A row of the workloads pane.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum WorkloadKey {
    /// A workload.
    Workload(Uid),
    /// The pods that belong to none: of Jobs, of other controllers, of nobody.
    Loose,
}

/// A row of the containers of a pod.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ContainerKey {
    /// The pod.
    pub pod: Uid,
    /// The container's name.
    pub name: Name,
}

/// A column that a list can be sorted by.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[allow(missing_docs, reason = "named as the columns")]
pub enum SortBy {
    #[default]
    Health,
    Name,
    Age,
    Restarts,
}

impl SortBy {
    /// The word in the pane's title; nothing for the usual order.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Health => "",
            Self::Name => "by name",
            Self::Age => "by age",
            Self::Restarts => "by restarts",
        }
    }
}

/// How the lists are sorted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Sorting {
    /// The workloads.
    pub workloads: SortBy,
    /// The pods.
    pub pods: SortBy,
}

/// What was computed for the rows.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// How each workload in view is.
    pub health: HashMap<Uid, WorkloadHealth>,
    /// Every namespace in figures.
    pub rollups: HashMap<Name, NamespaceRollup>,
    /// The view in figures.
    pub totals: Totals,
    /// Pods in view: ready, all.
    pub pods: (usize, usize),
    /// Pods that belong to no workload.
    pub loose: usize,
}

/// From what the rows were built: what is equal needs no building.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Built {
    store: u64,
    view: View,
    workload: Option<WorkloadKey>,
    pod_open: Option<Uid>,
    filters: [String; 5],
    flags: (bool, bool, Sorting),
}

impl State {
    /// Builds the rows anew where something that they depend on has changed.
    pub(super) fn refresh(&mut self) {
        // The workloads come first: the cursor among them says which pods are shown.
        let mut key = self.built_key();
        if let Some((built, until)) = &self.built
            && *built == key
            && until.is_none_or(|t| self.now < t)
        {
            return;
        }
        self.build_namespaces();
        self.build_workloads();
        key.workload = self.workloads.held().cloned();
        self.build_pods();
        self.build_containers();
        self.built = Some((key, self.holds_until()));
    }

    /// When the rows have to be built anew though nothing has come: some states are only a matter of time.
    fn holds_until(&self) -> Option<Time> {
        if [Pane::Namespaces, Pane::Workloads, Pane::Pods].iter().any(|pane| self.filter(*pane).asks_for_age()) {
            return Some(Time::from_secs(self.now.secs() + 1));
        }
        self.store.pods().filter_map(|p| p.health.turns_at(self.now)).min()
    }

    fn built_key(&self) -> Built {
        Built {
            store: self.store.generation(),
            view: self.view.clone(),
            workload: self.workloads.held().cloned(),
            pod_open: self.pod_open.clone(),
            filters: self.filters.clone(),
            flags: (self.unwell_only, self.all_pods, self.sorting),
        }
    }

    /// Every namespace that can be chosen, by name: those listed, those known, those that have workloads.
    pub fn all_namespaces(&self) -> Vec<Name> {
        let listed = self.store.namespaces().map(|n| n.name.clone());
        let mut names: Vec<Name> = listed.chain(self.rows.rollups.keys().cloned()).chain(self.known.iter().cloned()).collect();
        if let View::These(these) = &self.view {
            names.extend(these.iter().cloned());
        }
        names.sort();
        names.dedup();
        names
    }

    fn build_namespaces(&mut self) {
        let survey = self.store.survey(self.now);
        (self.rows.health, self.rows.rollups) = (survey.health, survey.rollups);
        let filter = self.filter(Pane::Namespaces);
        let mut rows = vec![NamespaceKey::All];
        if matches!(&self.view, View::These(names) if names.len() > 1) {
            rows.push(NamespaceKey::Several);
        }
        let passes = |name: &Name| {
            let subject = Subject { texts: &[name], status: "", restarts: 0, created: Time::default() };
            let unwell = self.rows.rollups.get(name).is_some_and(|r| r.unwell > 0);
            filter.passes(&subject, self.now) && (!self.unwell_only || unwell || self.focus != Pane::Namespaces)
        };
        rows.extend(self.all_namespaces().into_iter().filter(passes).map(NamespaceKey::One));
        self.namespaces.set_rows(rows);
        let view = &self.view;
        self.rows.totals = Totals::over(self.rows.rollups.iter().filter(|(ns, _)| view.covers(ns)).map(|(_, r)| r));
    }

    fn build_workloads(&mut self) {
        let filter = self.filter(Pane::Workloads);
        let mut found: Vec<(&Workload, Health)> = Vec::new();
        for w in self.store.workloads().filter(|w| self.view.covers(&w.namespace)) {
            let Some(h) = self.rows.health.get(&w.uid) else { continue };
            let keep = if filter.is_empty() {
                true
            } else {
                let mut texts = vec![&*w.name, &*w.namespace, w.kind.kind().word(), h.state.word(), &*h.words];
                texts.extend(w.images.iter().map(|i| &*i.image));
                filter.passes(&Subject { texts: &texts, status: h.state.word(), restarts: 0, created: w.created }, self.now)
            };
            if keep && (!self.unwell_only || h.state.mood() == Mood::Unwell) {
                found.push((w, h.state));
            }
        }
        let by = self.sorting.workloads;
        found.sort_by(|(a, sa), (b, sb)| {
            let first = match by {
                SortBy::Age => b.created.cmp(&a.created),
                SortBy::Name => std::cmp::Ordering::Equal,
                _ => rank(*sa).cmp(&rank(*sb)),
            };
            first.then_with(|| (&a.namespace, &a.name, a.kind).cmp(&(&b.namespace, &b.name, b.kind)))
        });
        let mut rows: Vec<WorkloadKey> = found.iter().map(|(w, _)| WorkloadKey::Workload(w.uid.clone())).collect();
        let of_workloads = self.rows.totals.all.pods;
        let in_view = self.store.pods().filter(|p| self.view.covers(&p.namespace));
        let all = if self.view == View::All { self.store.counts().3 } else { in_view.count() };
        // Only where some are left over is it worth while to ask each pod whose it is.
        let (mut ready, loose) = (of_workloads.0, all.saturating_sub(of_workloads.1));
        if loose > 0 {
            let others = self.store.pods().filter(|p| self.view.covers(&p.namespace) && self.store.workload_of(p).is_none());
            ready += others.filter(|p| p.health.mood(self.now) == Mood::Well).count();
        }
        if loose > 0 && filter.is_empty() && !self.unwell_only {
            rows.push(WorkloadKey::Loose);
        }
        (self.rows.pods, self.rows.loose) = ((ready, all), loose);
        self.workloads.set_rows(rows);
    }

    fn build_pods(&mut self) {
        let filter = self.filter(Pane::Pods);
        let of_all = self.all_pods || self.workloads.held().is_none();
        let pods: Vec<&Pod> = match self.workloads.held() {
            _ if of_all => self.pods_as_they_stood(),
            Some(WorkloadKey::Workload(uid)) => {
                self.store.workload(uid).map(|w| self.store.pods_of(w)).unwrap_or_default().into_iter().map(|(p, _)| p).collect()
            }
            _ => self.store.pods().filter(|p| self.view.covers(&p.namespace) && self.store.workload_of(p).is_none()).collect(),
        };
        let mut found: Vec<(Mood, &Pod)> = Vec::with_capacity(pods.len());
        for pod in pods {
            let mood = pod.health.mood(self.now);
            if self.unwell_only && mood != Mood::Unwell {
                continue;
            }
            if !filter.is_empty() {
                let node = pod.node.as_deref().unwrap_or_default();
                let sick = pod.health.sick(self.now);
                let detail = sick.as_ref().map_or("", |s| &s.detail);
                let mut texts = vec![&*pod.name, &*pod.namespace, &*pod.status, node, detail];
                texts.extend(pod.containers.iter().map(|c| &*c.image));
                let subject = Subject { texts: &texts, status: &pod.status, restarts: pod.restarts, created: pod.created };
                if !filter.passes(&subject, self.now) {
                    continue;
                }
            }
            found.push((mood, pod));
        }
        let by = self.sorting.pods;
        // What stands nearly in order takes a stable sort next to no time.
        found.sort_by(|(ma, a), (mb, b)| {
            let first = match by {
                SortBy::Age => b.created.cmp(&a.created),
                SortBy::Restarts => b.restarts.cmp(&a.restarts),
                SortBy::Name => std::cmp::Ordering::Equal,
                // What is going away stands last: it needs nobody.
                SortBy::Health => (a.deleting, ma).cmp(&(b.deleting, mb)),
            };
            first.then_with(|| (&a.namespace, &a.name, &a.uid).cmp(&(&b.namespace, &b.name, &b.uid)))
        });
        let rows = found.into_iter().map(|(_, p)| p.uid.clone()).collect();
        self.pods.set_rows(rows);
    }

    /// All pods in view: first those that the pane has, as they stand there, then the others.
    fn pods_as_they_stood(&self) -> Vec<&Pod> {
        let in_view = |p: &&Pod| self.view.covers(&p.namespace);
        let mut pods: Vec<&Pod> = self.pods.rows().iter().filter_map(|uid| self.store.pod(uid)).filter(in_view).collect();
        if self.view != View::All || pods.len() < self.store.counts().3 {
            let known: HashSet<&Uid> = pods.iter().map(|p| &p.uid).collect();
            pods.extend(self.store.pods().filter(in_view).filter(|p| !known.contains(&p.uid)));
        }
        pods
    }

    fn build_containers(&mut self) {
        let Some(uid) = &self.pod_open else { return };
        let rows = self
            .store
            .pod(uid)
            .map(|p| p.containers.iter().map(|c| ContainerKey { pod: uid.clone(), name: c.name.clone() }).collect());
        self.containers.set_rows(rows.unwrap_or_default());
    }

    /// The workload under the cursor.
    pub fn workload(&self) -> Option<&Workload> {
        match self.workloads.selected()? {
            WorkloadKey::Workload(uid) => self.store.workload(uid),
            WorkloadKey::Loose => None,
        }
    }

    /// From which image to which a rollout under way leads, in short: `1.1 → 1.9`; the present image alone where none is under way.
    pub fn image_words(&self, w: &Workload) -> String {
        let Some(first) = w.images.iter().find(|i| !i.init) else { return String::new() };
        let mut now = image::short(&first.image);
        if w.images.iter().filter(|i| !i.init).count() > 1 {
            now = format!("{now} +{}", w.images.iter().filter(|i| !i.init).count() - 1);
        }
        let newest = self.store.newest_replicaset(&w.uid).map(|r| &r.uid);
        let old = self.store.replicasets_of(&w.uid).filter(|r| r.replicas > 0 && Some(&r.uid) != newest).max_by_key(|r| r.revision);
        let before = old.and_then(|r| r.images.iter().find(|i| i.container == first.container)).map(|i| image::short(&i.image));
        match before {
            Some(before) if before != image::short(&first.image) => format!("{before} → {now}"),
            _ => now,
        }
    }
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
