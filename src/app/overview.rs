//! The overview of all contexts: what is known of each, by the watches of those that are open, and of the others by the last look at them.

use super::place::Context;
use super::rows::rank;
use crate::model::feed::{Delta, Row, Scope, WatchState};
use crate::model::health::Mood;
use crate::model::overview::{NodesReady, OverviewAsk, OverviewLook, OverviewNews, OverviewWish};
use crate::model::reason::Why;
use crate::model::trouble::Trouble;
use crate::model::{Kind, Name, Time};
use crate::store::{NamespaceRollup, Store, Survey, Totals};
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
    /// What could not be looked at, and why.
    pub unseen: Vec<(Name, Arc<Trouble>)>,
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
}

/// What the nodes are called among what could not be looked at.
const NODES: &str = "nodes";

/// The figures of what a look has found.
fn figures(look: OverviewLook, now: Time) -> Figures {
    let mut store = Store::default();
    let mut out = Figures { version: look.version, ..Figures::default() };
    let mut listed = false;
    for (scope, rows) in look.lists {
        match rows {
            Ok(rows) => {
                if scope.kind == Kind::Namespace {
                    out.namespaces = Some(rows.len());
                }
                listed |= !adds_reasons(scope.kind) && scope.kind != Kind::Namespace;
                keep(&mut store, &scope, rows);
            }
            Err(why) => {
                if !adds_reasons(scope.kind) {
                    out.unseen.push((scope.words().into(), why));
                }
            }
        }
    }
    let survey = store.survey(now.plus(look.skew));
    out.workloads = listed.then(|| Totals::over(survey.rollups.values()).all);
    out.worst = worst(&store, &survey);
    out.take_nodes(look.nodes);
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
