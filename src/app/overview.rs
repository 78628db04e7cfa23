//! The overview of all contexts: what is known of each, by the watches of those that are open, and of the others by the last look at them.

use super::place::Context;
use super::rows::rank;
use crate::model::feed::{Delta, Row, Scope, WatchState};
use crate::model::health::Mood;
use crate::model::overview::{NodesReady, OverviewAsk, OverviewLook, OverviewNews, OverviewWish, REASONS, ailing};
use crate::model::reason::Why;
use crate::model::trouble::Trouble;
use crate::model::{Kind, Name, Time, WorkloadKind};
use crate::store::{NamespaceRollup, Store, Survey};
use std::collections::HashMap;
use std::sync::Arc;

/// How a context is reached.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum Reach {
    /// It was not asked yet.
    #[default]
    NotAsked,
    /// It was, then.
    Asking(Time),
    /// It is open and answers, in so many milliseconds.
    Live(u32),
    /// It answered the last look, at that time.
    Answered(Time),
    /// It does not answer, and why.
    Away(Arc<Trouble>),
    /// This exec plugin would have to sign in.
    SignIn(Name),
}

/// The worst of what is unwell.
#[derive(Clone, PartialEq, Debug)]
pub struct Worst {
    /// Its namespace.
    pub namespace: Name,
    /// Its name.
    pub name: Name,
    /// Why.
    pub why: Why,
}

/// What is known of a context.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Figures {
    /// The server's version; empty where it is not known.
    pub version: Name,
    /// How many namespaces there are.
    pub namespaces: Option<usize>,
    /// The workloads in figures.
    pub workloads: Option<NamespaceRollup>,
    /// The nodes: ready, all.
    pub nodes: Option<(usize, usize)>,
    /// The worst of what is unwell.
    pub worst: Option<Worst>,
    /// Which part of it that is, where it is not all.
    pub only: Option<Only>,
    /// What could not be looked at, and why.
    pub unseen: Vec<(Name, Arc<Trouble>)>,
}

/// The part of a cluster that is looked at where not all of it may be.
#[derive(Clone, PartialEq, Debug)]
pub struct Only {
    /// Its namespaces.
    pub namespaces: Vec<Name>,
    /// Why not all.
    pub why: Arc<Trouble>,
}

/// A row of the overview.
#[derive(Clone, PartialEq, Debug)]
pub struct OverviewRow {
    /// The context.
    pub context: Context,
    /// The number of its tab, where there are several.
    pub tab: Option<usize>,
    /// Whether it is named like production.
    pub prod: bool,
    /// How it is reached.
    pub reach: Reach,
    /// What is known of it, now or from when it was last reached.
    pub figures: Figures,
}

/// What the looks have found of one context.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    pub(super) reach: Reach,
    pub(super) figures: Figures,
}

/// All of it.
#[derive(Clone, Debug, Default)]
pub struct Overview {
    /// What is asked, and since when.
    pub(super) asked: Vec<(OverviewWish, Time)>,
    /// What has come of it.
    pub(super) found: HashMap<Name, Found>,
    /// The contexts whose plugin is run for it, since the user has asked for that.
    pub(super) signs: Vec<Name>,
    /// The namespaces whose pods are watched for it, of contexts that are open.
    pub(super) ailing: HashMap<Name, Vec<Name>>,
    /// The rows.
    pub(super) rows: Vec<OverviewRow>,
}

impl Overview {
    /// The rows, in the kubeconfig's order.
    pub fn rows(&self) -> &[OverviewRow] {
        &self.rows
    }

    /// The row of a context.
    pub fn row(&self, context: &Name) -> Option<&OverviewRow> {
        self.rows.iter().find(|r| r.context.name == *context)
    }

    /// The namespaces of a context that is open whose pods are watched for it.
    pub(super) fn ailing(&self, context: &Name) -> &[Name] {
        self.ailing.get(context).map_or(&[], Vec::as_slice)
    }

    /// What is unwell in a context that is open, as far as that is known. A namespace is watched for as long as something is there.
    pub(super) fn watch_ailing(&mut self, context: &Name, store: &Store) {
        let now = ailing(store.workloads());
        let watched = self.ailing.entry(context.clone()).or_default();
        watched.retain(|ns| now.contains(ns));
        let more: Vec<Name> = now.into_iter().filter(|ns| !watched.contains(ns)).collect();
        watched.extend(more.into_iter().take(REASONS.saturating_sub(watched.len())));
    }

    /// Something has come of a look, by its number.
    pub(super) fn came(&mut self, id: u64, news: OverviewNews, now: Time) {
        let Some((wish, _)) = self.asked.iter().find(|(wish, _)| wish.id == id) else { return };
        let found = self.found.entry(wish.context.clone()).or_default();
        match news {
            OverviewNews::Found(look) => {
                found.figures = figures(*look, now);
                found.reach = Reach::Answered(now);
            }
            OverviewNews::Nodes(nodes) => found.figures.take_nodes(nodes),
            // What was known of it stays, and the row says that it is from before.
            OverviewNews::Away(why) => found.reach = Reach::Away(why),
            OverviewNews::SignIn(plugin) => found.reach = Reach::SignIn(plugin),
        }
    }

    /// What is asked of a context already, if anything; another thing is asked under another number.
    pub(super) fn wish(&self, context: &Name, ask: OverviewAsk) -> Option<&(OverviewWish, Time)> {
        self.asked.iter().find(|(wish, _)| wish.context == *context && wish.ask == ask)
    }
}

impl Figures {
    fn take_nodes(&mut self, nodes: NodesReady) {
        self.unseen.retain(|(what, _)| &**what != NODES);
        self.nodes = nodes.as_ref().ok().copied();
        self.unseen.extend(nodes.err().map(|why| (NODES.into(), why)));
    }

    /// Why the nodes could not be looked at, where they could not.
    pub(super) fn nodes_unseen(&self) -> Option<&(Name, Arc<Trouble>)> {
        self.unseen.iter().find(|(what, _)| &**what == NODES)
    }
}

/// What the nodes are called among what could not be looked at.
const NODES: &str = "nodes";

/// The figures of what a look has found.
fn figures(look: OverviewLook, now: Time) -> Figures {
    let mut store = Store::default();
    let mut out = Figures { version: look.version, ..Figures::default() };
    let told: Vec<Told> = look.lists.iter().map(|(scope, rows)| (scope.clone(), rows.as_ref().err().cloned())).collect();
    (out.only, out.unseen) = limits(&told);
    let mut listed = false;
    for (scope, rows) in look.lists {
        let Ok(rows) = rows else { continue };
        if scope.kind == Kind::Namespace {
            out.namespaces = Some(rows.len());
        }
        listed |= !adds_reasons(scope.kind) && scope.kind != Kind::Namespace;
        keep(&mut store, &scope, rows);
    }
    let survey = store.survey(now.plus(look.skew));
    out.workloads = listed.then(|| counts(&store, &survey));
    out.worst = worst(&store, &survey);
    out.take_nodes(look.nodes);
    out
}

/// What was asked for, and why it could not be had, where it could not.
pub(super) type Told = (Scope, Option<Arc<Trouble>>);

/// Which part of a cluster may be looked at, where not all of it may be; and what cannot be at all, and why.
pub(super) fn limits(told: &[Told]) -> (Option<Only>, Vec<(Name, Arc<Trouble>)>) {
    let kinds = WorkloadKind::ALL.map(WorkloadKind::kind).into_iter().chain([Kind::Namespace]);
    let wide = |kind: Kind| told.iter().find(|(scope, _)| *scope == Scope::all(kind)).and_then(|(_, why)| why.as_ref());
    let narrow = |kind: Kind| told.iter().filter(move |(scope, _)| scope.kind == kind && scope.namespace.is_some());
    let (mut only, mut unseen, mut missing) = (None::<Only>, Vec::new(), Vec::new());
    for kind in kinds {
        let Some(why) = wide(kind) else { continue };
        // Where single ones are looked at, that all cannot be listed is said by that.
        if kind == Kind::Namespace && only.is_some() {
            continue;
        }
        let (seen, refused): (Vec<&Told>, Vec<&Told>) = narrow(kind).partition(|(_, why)| why.is_none());
        if seen.is_empty() {
            unseen.push((Name::from(kind.plural()), why.clone()));
            continue;
        }
        missing.extend(refused);
        let all = &mut only.get_or_insert_with(|| Only { namespaces: Vec::new(), why: why.clone() }).namespaces;
        for namespace in seen.into_iter().filter_map(|(scope, _)| scope.namespace.as_ref()) {
            if !all.contains(namespace) {
                all.push(namespace.clone());
            }
        }
    }
    // Of a namespace that is looked at, what cannot be is named.
    let looked = |scope: &Scope| only.iter().flat_map(|only| &only.namespaces).any(|ns| scope.namespace.as_ref() == Some(ns));
    let missing = missing.into_iter().filter(|(scope, _)| looked(scope));
    unseen.extend(missing.filter_map(|(scope, why)| Some((scope.words().into(), why.clone()?))));
    (only, unseen)
}

/// How many workloads are so and so. Pods that stand alone are none: of what is not open nobody lists them.
pub(super) fn counts(store: &Store, survey: &Survey) -> NamespaceRollup {
    let mut out = NamespaceRollup::default();
    for (uid, health) in &survey.health {
        // What is to be said of a Job of a CronJob that says.
        let Some(_) = store.workload(uid).filter(|w| store.cronjob_of(w).is_none()) else { continue };
        out.workloads += 1;
        match health.state.mood() {
            Mood::Unwell => out.unwell += 1,
            Mood::Busy => out.busy += 1,
            Mood::Well => out.well += 1,
            Mood::Paused | Mood::Idle | Mood::Unknown => {}
        }
    }
    out
}

/// Whether a kind only adds reasons: it may be missing.
const fn adds_reasons(kind: Kind) -> bool {
    matches!(kind, Kind::Pod | Kind::ReplicaSet)
}

fn keep(store: &mut Store, scope: &Scope, rows: Vec<Row>) {
    let rows = rows.into_iter().map(Delta::Put);
    store.apply(scope, std::iter::once(Delta::ListBegins).chain(rows).chain([Delta::ListEnds]).collect());
    store.set_watch(scope.clone(), WatchState::Live);
}

/// The worst of what is unwell; of equals the first by name.
pub(super) fn worst(store: &Store, survey: &Survey) -> Option<Worst> {
    let unwell = survey.health.iter().filter(|(_, h)| h.state.mood() == Mood::Unwell);
    // What is to be said of a Job of a CronJob that says.
    let found = unwell.filter_map(|(uid, h)| Some((store.workload(uid)?, h))).filter(|(w, _)| store.cronjob_of(w).is_none());
    let (w, health) = found.min_by_key(|(w, h)| (rank(h.state), &w.namespace, &w.name))?;
    Some(Worst { namespace: w.namespace.clone(), name: w.name.clone(), why: health.why.clone() })
}
