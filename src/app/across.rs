//! The logs of one workload in several clusters as one stream: what the one in front follows, the tabs behind follow as well, where they have
//! a workload of the same kind, namespace and name.

use super::follow::wishes_of;
use super::logs::LogTarget;
use super::msg::Effect;
use super::state::State;
use super::text::PlaceText;
use crate::model::SessionId;
use crate::model::logs::LogWish;
use crate::model::pod::Pod;

impl State {
    /// Follows the logs of the workload under the cursor in all tabs, and goes there.
    pub(super) fn open_logs_across(&mut self) {
        if self.tabs.count() < 2 {
            return self.hint(PlaceText::OnlyTab);
        }
        let Some(uid) = self.subject_workload().map(|w| w.uid.clone()) else { return self.hint(PlaceText::NoWorkloadOrPod) };
        self.pin_logs(LogTarget::Workload(uid), false, true);
    }

    /// Keeps the streams of the tabs behind in step with the pods there.
    pub(super) fn follow_across(&mut self, effects: &mut Vec<Effect>) {
        let mut asked: Vec<(SessionId, u64, Vec<LogWish>)> = Vec::new();
        let mut count = 0;
        let like = match &self.panes.logs.target {
            Some(LogTarget::Workload(uid)) if self.panes.logs.across => self.cluster.store.workload(uid),
            _ => None,
        };
        if let Some(like) = like {
            for left in &self.left {
                let (store, context) = (&left.cluster.store, &left.cluster.context.name);
                let Some(tab) = self.tabs.place_of(context) else { continue };
                let Some(same) = store.find_workload(like.kind, &like.namespace, &like.name) else { continue };
                let mut pods: Vec<&Pod> = store.pods_of(same).into_iter().map(|(p, _)| p).collect();
                pods.sort_by(|a, b| (a.created, &a.name).cmp(&(b.created, &b.name)));
                count += pods.len();
                let of = (tab + 1, context.clone());
                let wishes = wishes_of(&mut self.panes.logs, &pods, (None, false), Some(&of));
                asked.push((left.session(), self.panes.logs.number, wishes));
            }
        } else if self.panes.logs.across {
            // Its own has gone: the others go on as they were.
            return;
        }
        self.panes.logs.pods_elsewhere = count;
        for (session, view, wishes) in &asked {
            if !self.panes.logs.elsewhere.iter().any(|known| known.0 == *session && known.1 == *view && known.2 == *wishes) {
                effects.push(Effect::Follow(*session, *view, wishes.clone()));
            }
        }
        for (session, ..) in &self.panes.logs.elsewhere {
            // The one in front has streams of its own.
            if asked.iter().all(|(of, ..)| of != session) && self.is_behind(*session) {
                effects.push(Effect::Follow(*session, self.panes.logs.number, Vec::new()));
            }
        }
        self.panes.logs.elsewhere = asked;
    }

    /// Whether lines of a session are wanted.
    pub(super) fn wants_logs_of(&self, session: SessionId) -> bool {
        session == self.cluster.session || self.panes.logs.elsewhere.iter().any(|(of, ..)| *of == session)
    }
}
