//! Environments side by side: what the watches know of each, put into a grid.

use super::cluster::Cluster;
use super::place::Context;
use crate::model::change::Target;
use crate::model::environments::grid::{self, Cell, GridRow, Known, Standing};
use crate::model::environments::group::{Environment, Group};
use crate::model::environments::named::Named;
use crate::model::environments::parts::Differs;
use crate::model::environments::rules::Rule;
use crate::model::feed::{LinkState, Scope, WatchState};
use crate::model::trouble::Trouble;
use crate::model::workload::{Images, Workload};
use crate::model::{Name, SessionId, Time, Uid, WorkloadKind};
use crate::store::Store;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Namespaces of a group whose pods are watched: what a larger group has besides is known by its workloads alone.
const WATCHED: usize = 12;

/// A workload in an environment.
#[derive(Clone, PartialEq, Debug)]
pub struct GridCell {
    /// The object, where the environment has it.
    pub target: Option<Target>,
    /// The images of its template.
    pub images: Images,
    /// How it stands to the last one of its row.
    pub standing: Standing,
    /// In what else its template differs from that one's.
    pub differs: Differs,
}

impl GridCell {
    /// The object's UID.
    pub fn uid(&self) -> Option<&Uid> {
        self.target.as_ref().map(|t| &t.uid)
    }
}

/// A row: a workload by kind and name, and what each environment has of it.
#[derive(Clone, PartialEq, Debug)]
pub struct GridLine {
    /// The kind.
    pub kind: WorkloadKind,
    /// The name.
    pub name: Name,
    /// A cell for each environment, in their order.
    pub cells: Vec<GridCell>,
}

impl GridLine {
    /// What a row is told apart by.
    pub fn key(&self) -> (Name, WorkloadKind) {
        (self.name.clone(), self.kind)
    }

    /// Which environment is the last that has it: the others are compared with it.
    pub fn last(&self) -> Option<usize> {
        self.cells.iter().rposition(|cell| cell.target.is_some())
    }

    /// Whether all that is known of it is the same everywhere.
    pub fn is_even(&self) -> bool {
        self.cells.iter().all(|cell| cell.standing.is_even() && !cell.differs.any())
    }
}

/// What goes from one environment to the next.
#[derive(Clone, PartialEq, Debug)]
pub struct Onward {
    /// Where it is.
    pub from: Environment,
    /// Where it goes to.
    pub to: Environment,
    /// Which of the cells of a row is the one that it comes from; the next one is where it goes to.
    pub at: usize,
    /// The workloads, in the order of the rows.
    pub rows: Vec<GridLine>,
}

/// Which environments a view shows.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct EnvironmentsWish {
    /// The group's name; `None` for the one that the namespace in view is of.
    pub group: Option<Name>,
}

/// How an environment is reached.
#[derive(Clone, PartialEq, Debug)]
pub enum Reached {
    /// What runs there is known.
    Live,
    /// It is watched, and its workloads have not all come yet.
    Waiting,
    /// What was known then is shown.
    Stale(Time),
    /// Its workloads may not be listed.
    Denied(Arc<Trouble>),
    /// Its context is not open.
    Closed,
    /// There is no such context.
    NoContext,
}

/// The grid of the group that is on the screen, and which groups there are.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Environments {
    /// What the settings say.
    pub named: Vec<Named>,
    /// All groups.
    pub groups: Vec<Group>,
    /// Which of them is shown; `None` where there is none.
    pub shown: Option<usize>,
    /// How each of its environments is reached.
    pub reached: Vec<Reached>,
    /// Its rows, by name.
    pub rows: Vec<GridLine>,
    /// What is meant to differ there.
    pub ignore: Arc<[Rule]>,
    /// The sessions of the contexts that are open, and when each was looked at last.
    pub(super) open: Vec<(Name, SessionId)>,
    /// What the rows were made of.
    pub(super) made: Option<Made>,
    /// The namespaces whose pods are watched for it, by context.
    pub(super) watched: Vec<(Name, Name)>,
}

/// What the rows were made of: what is equal needs no making anew.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Made {
    pub(super) group: Group,
    /// Of each environment the session, and how often what is known there has changed.
    pub(super) of: Vec<Option<(SessionId, u64)>>,
}

impl Environments {
    /// The group that is shown.
    pub fn group(&self) -> Option<&Group> {
        self.groups.get(self.shown?)
    }

    /// The session of a context that is open.
    pub fn session(&self, context: &Name) -> Option<SessionId> {
        self.open.iter().find(|(name, _)| name == context).map(|(_, session)| *session)
    }

    /// The namespaces of a context whose pods are watched for the grid.
    pub(super) fn watched_in<'a>(&'a self, context: &'a Name) -> impl Iterator<Item = Name> + 'a {
        self.watched.iter().filter(move |(of, _)| of == context).map(|(_, namespace)| namespace.clone())
    }

    /// Nobody looks any more.
    pub(super) fn rest(&mut self) {
        let Self { named, open, .. } = std::mem::take(self);
        (self.named, self.open) = (named, open);
    }

    /// Shows a group: with the namespaces that are watched for that.
    pub(super) fn show(&mut self, at: Option<usize>, front: &Context) {
        self.shown = at.filter(|at| *at < self.groups.len());
        let group = self.shown.and_then(|at| self.groups.get(at));
        let place = |e: &Environment| (e.place.context.clone().unwrap_or_else(|| front.name.clone()), e.place.namespace.clone());
        self.watched = group.iter().flat_map(|g| &g.environments).take(WATCHED).map(place).collect();
        self.ignore = group.map(|group| Named::ignored(&self.named, group)).unwrap_or_default();
    }
}

/// Whether releases are moved from one environment to the next in such a workload: a Job is a run, and no release.
const fn is_released(kind: WorkloadKind) -> bool {
    match kind {
        WorkloadKind::Deployment | WorkloadKind::StatefulSet | WorkloadKind::DaemonSet | WorkloadKind::CronJob => true,
        WorkloadKind::Job => false,
    }
}

/// Since when the images of a workload are in force; `None` where nothing tells it.
pub fn since(cluster: &Cluster, workload: &Workload, now: Time) -> Option<Time> {
    cluster.store.in_force(workload, workload.revision, now)
}

/// The digests that the pods of a workload's present template have, by container.
fn digests(store: &Store, workload: &Workload) -> BTreeMap<Name, BTreeSet<Name>> {
    let mut out: BTreeMap<Name, BTreeSet<Name>> = BTreeMap::new();
    for (pod, newest) in store.pods_of(workload) {
        for container in pod.containers.iter().filter(|_| newest) {
            let of_template = workload.images.iter().any(|i| i.container == container.name && i.image == container.image);
            if let Some(digest) = container.digest.as_ref().filter(|_| of_template) {
                out.entry(container.name.clone()).or_default().insert(digest.clone());
            }
        }
    }
    out
}

/// Whether all workloads of a kind in a namespace are known.
fn is_listed(store: &Store, kind: WorkloadKind, namespace: &Name) -> bool {
    store.complete(&Scope::all(kind.kind())) || store.complete(&Scope::of(kind.kind(), namespace))
}

/// How an environment of an open cluster is reached.
pub(super) fn reached(cluster: &Cluster, namespace: &Name) -> Reached {
    let store = &cluster.store;
    let kind = WorkloadKind::Deployment;
    if let LinkState::Down { since, .. } = store.link() {
        return Reached::Stale(*since);
    }
    if is_listed(store, kind, namespace) {
        return Reached::Live;
    }
    let narrow = Scope::of(kind.kind(), namespace);
    let refused = |scope: &Scope| if let WatchState::Denied { error } = store.watch(scope) { Some(error.clone()) } else { None };
    let asked = cluster.wanted.contains(&narrow);
    match (refused(&Scope::all(kind.kind())), refused(&narrow)) {
        (Some(_), Some(why)) => Reached::Denied(why),
        (Some(why), None) if !asked => Reached::Denied(why),
        (Some(_) | None, _) => Reached::Waiting,
    }
}

/// What is known of an environment, and its objects.
fn known(cluster: &Cluster, namespace: &Name, now: Time) -> (Known, BTreeMap<(Name, WorkloadKind), Target>) {
    let (mut known, mut targets) = (Known::default(), BTreeMap::new());
    let now = cluster.time(now);
    for w in cluster.store.workloads().filter(|w| w.namespace == *namespace && is_released(w.kind)) {
        let key = (w.name.clone(), w.kind);
        let target = Target {
            context: cluster.context.name.clone(),
            resource: w.resource(),
            namespace: w.namespace.clone(),
            name: w.name.clone(),
            uid: w.uid.clone(),
        };
        targets.insert(key.clone(), target);
        let cell = Cell {
            images: w.images.clone(),
            since: since(cluster, w, now),
            digests: digests(&cluster.store, w),
            parts: w.parts.clone(),
        };
        known.cells.insert(key, cell);
    }
    known.kinds = WorkloadKind::ALL.into_iter().filter(|kind| is_listed(&cluster.store, *kind, namespace)).collect();
    (known, targets)
}

/// The rows of environments, each with its cluster where that is open.
pub(super) fn lines(environments: &[(Option<&Cluster>, &Environment)], rules: &[Rule], now: Time) -> Vec<GridLine> {
    let all: Vec<_> = environments
        .iter()
        .map(|(cluster, e)| cluster.map(|cluster| known(cluster, &e.place.namespace, now)).unwrap_or_default())
        .collect();
    let (known, targets): (Vec<Known>, Vec<BTreeMap<_, Target>>) = all.into_iter().unzip();
    let line = |row: GridRow| {
        let key = (row.name.clone(), row.kind);
        let cell = |(at, (standing, differs)): (usize, (Standing, Differs))| GridCell {
            target: targets[at].get(&key).cloned(),
            images: known[at].cells.get(&key).map(|cell| cell.images.clone()).unwrap_or_default(),
            standing,
            differs,
        };
        GridLine { kind: row.kind, name: row.name, cells: row.cells.into_iter().enumerate().map(cell).collect() }
    };
    grid::rows(&known, rules).into_iter().map(line).collect()
}
