//! Clusters that were left: they stay for a while as they are, and go on being watched.

use super::cluster::Cluster;
use super::filter::Filter;
use super::list::List;
use super::msg::Effect;
use super::place::{Context, View};
use super::rows::{NamespaceKey, WorkloadKey};
use super::state::State;
use crate::command::Pane;
use crate::model::feed::Feed;
use crate::model::rights::Rights;
use crate::model::{SessionId, Time, Uid};

/// How long a cluster that was left stays warm, in milliseconds.
const STAYS_MS: i64 = 5 * 60_000;
/// How many do at once.
const MOST: usize = 3;

/// Where one was on the screen of a cluster.
#[derive(Clone, Debug)]
struct Place {
    view: View,
    focus: Pane,
    filters: [Filter; 5],
    namespaces: List<NamespaceKey>,
    workloads: List<WorkloadKey>,
    pods: List<Uid>,
    pod_open: Option<Uid>,
    cron_open: Option<Uid>,
    all_pods: bool,
}

/// A cluster that was left.
#[derive(Clone, Debug)]
pub(super) struct Left {
    cluster: Cluster,
    place: Place,
    since: Time,
}

impl Left {
    /// The number of its session.
    pub(super) const fn session(&self) -> SessionId {
        self.cluster.session
    }
}

impl State {
    /// What a cluster tells that is not in front.
    pub(super) fn feed_of_left(&mut self, session: SessionId, feed: Feed) {
        if let Some(left) = self.left.iter_mut().find(|l| l.cluster.session == session) {
            left.cluster.goes_on(feed);
        }
    }

    /// The same of the user's rights there.
    pub(super) fn rights_of_left(&mut self, session: SessionId, rights: Rights) {
        if let Some(left) = self.left.iter_mut().find(|l| l.cluster.session == session) {
            left.cluster.rights.insert(rights.namespace, rights.verdicts);
        }
    }

    /// Puts a cluster in front, and the one that was there behind it, where it stays warm. One that was left a short while ago is there again
    /// as it is by now; `false` where there is none, and a session has to be begun.
    pub(super) fn bring_to_front(&mut self, context: &Context, effects: &mut Vec<Effect>) -> bool {
        let came = self.left.iter().position(|l| l.cluster.context == *context).map(|at| self.left.remove(at));
        let (next, place) = match came {
            Some(left) => (left.cluster, Some(left.place)),
            None => {
                self.last_session = self.last_session.next();
                let known = if context.cluster == self.cluster.context.cluster { self.cluster.known.clone() } else { Vec::new() };
                (Cluster::new(self.last_session, context.clone(), known), None)
            }
        };
        let mut was = std::mem::replace(&mut self.cluster, next);
        was.measured.clear();
        was.store.set_use_scopes(&[]);
        if was.context.name == context.name {
            effects.push(Effect::Leave(was.session));
        } else {
            effects.push(Effect::Rest(was.session));
            let place = self.place();
            self.left.push(Left { cluster: was, place, since: self.now });
            if self.left.len() > MOST {
                effects.push(Effect::Leave(self.left.remove(0).cluster.session));
            }
        }
        let Some(place) = place else { return false };
        self.take_place(place);
        true
    }

    /// Whether a session is that of a cluster which was left and is kept warm.
    pub(super) fn is_behind(&self, session: SessionId) -> bool {
        self.left.iter().any(|l| l.cluster.session == session)
    }

    /// The sessions that there are.
    pub(super) fn sessions(&self) -> Vec<SessionId> {
        self.left.iter().map(|l| l.cluster.session).chain([self.cluster.session]).collect()
    }

    fn place(&self) -> Place {
        Place {
            view: self.view.clone(),
            focus: self.focus,
            filters: self.filters.clone(),
            namespaces: self.namespaces.clone(),
            workloads: self.workloads.clone(),
            pods: self.pods.clone(),
            pod_open: self.pod_open.clone(),
            cron_open: self.cron_open.clone(),
            all_pods: self.all_pods,
        }
    }

    fn take_place(&mut self, place: Place) {
        self.view = place.view;
        self.focus = if place.focus == Pane::Browser { Pane::Workloads } else { place.focus };
        self.filters = place.filters;
        (self.namespaces, self.workloads, self.pods) = (place.namespaces, place.workloads, place.pods);
        (self.pod_open, self.cron_open, self.all_pods) = (place.pod_open, place.cron_open, place.all_pods);
    }

    /// Clusters that were left too long ago are left for good.
    pub(super) fn leave_for_good(&mut self, effects: &mut Vec<Effect>) {
        let now = self.now;
        let gone = |left: &Left| now.since(left.since) >= STAYS_MS;
        effects.extend(self.left.iter().filter(|l| gone(l)).map(|l| Effect::Leave(l.cluster.session)));
        self.left.retain(|l| !gone(l));
    }
}
