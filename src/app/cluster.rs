//! A cluster as a value: everything that belongs to one context.

use super::known::{Autoscaled, KnownKinds};
use super::place::{Context, View};
use super::soon::Soon;
use crate::model::feed::{Feed, Scope};
use crate::model::kinds::Kinds;
use crate::model::rights::{Right, Verdict};
use crate::model::usage::UseScope;
use crate::model::{Kind, Name, SessionId, Time};
use crate::store::Store;
use std::collections::HashMap;

/// What is known of one context, and what was asked of it.
#[derive(Clone, Debug)]
pub struct Cluster {
    /// The number of its session: no other has it, in this run.
    pub session: SessionId,
    /// The context.
    pub context: Context,
    /// What is known of its objects.
    pub store: Store,
    /// Namespaces that are known without being listed: of the contexts, of `-n`, of the settings, typed ones.
    pub known: Vec<Name>,
    /// The user's rights by namespace.
    pub rights: HashMap<Name, Vec<(Right, Verdict)>>,
    /// The kinds that its API serves, as far as that was asked.
    pub kinds: KnownKinds,
    /// The view whose pods are watched: it comes after the cursor by the time of a rest, so that passing by opens nothing.
    pub(super) settled: View,
    /// What is watched.
    pub(super) wanted: Vec<Scope>,
    /// Whose use is polled.
    pub(super) measured: Vec<UseScope>,
    /// Namespaces whose pods stay watched, last first.
    pub(super) warm: Vec<Name>,
    /// Namespaces whose rights were asked for.
    pub(super) reviewed: Vec<Name>,
    /// When the rights were last forgotten since the server was back.
    pub(super) reviews_forgotten: Time,
    /// Kinds of which it was said that they may not be listed.
    pub(super) hidden: Vec<Kind>,
    /// What is known of autoscalers.
    pub(super) autoscaled: Autoscaled,
    /// The difference of the clocks that was last said.
    pub(super) skew_said: i64,
    /// What runs out soon.
    pub soon: Soon,
}

impl Cluster {
    /// A session of which nothing is known yet.
    pub(super) fn new(session: SessionId, context: Context, known: Vec<Name>) -> Self {
        Self {
            session,
            context,
            known,
            store: Store::default(),
            rights: HashMap::new(),
            kinds: KnownKinds::default(),
            settled: View::All,
            wanted: Vec::new(),
            measured: Vec::new(),
            warm: Vec::new(),
            reviewed: Vec::new(),
            reviews_forgotten: Time::default(),
            hidden: Vec::new(),
            autoscaled: Autoscaled::default(),
            skew_said: 0,
            soon: Soon::default(),
        }
    }

    /// Takes note of a namespace that may not be listed.
    pub(super) fn know(&mut self, name: &Name) {
        if !self.known.contains(name) {
            self.known.push(name.clone());
        }
    }

    /// Takes in what its watches tell while it is not in front: nothing is said of it.
    pub(super) fn goes_on(&mut self, feed: Feed) {
        match feed {
            Feed::Batch(scope, deltas) if self.wanted.contains(&scope) => self.store.apply(&scope, deltas),
            Feed::Watch(scope, watch) if self.wanted.contains(&scope) => self.store.set_watch(scope, watch),
            // Nobody looks: it is asked anew when somebody does.
            Feed::Batch(..) | Feed::Watch(..) | Feed::Browsed(..) | Feed::Used(..) => {}
            Feed::Link(link) => self.store.set_link(link),
            Feed::Skew(ms) => self.store.set_skew(ms),
            Feed::Version(version) => self.store.set_version(version),
        }
    }

    /// The kinds of the present session, where they are known.
    pub fn known_kinds(&self) -> Option<&Kinds> {
        self.kinds.kinds.as_ref().filter(|_| self.kinds.session == self.session)
    }
}
