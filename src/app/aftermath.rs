//! What becomes of changes after they were accepted: objects that are going, and fields that somebody else sets again.

use super::left::of_context;
use super::messages::Level;
use super::msg::Effect;
use super::rollouts::Phase;
use super::state::State;
use super::text::{Act, ChangeText, Text};
use super::wants::{WATCHED_MS, Wants, Watched};
use crate::model::change::reason::{Held, SentReason};
use crate::model::change::{Ends, Intent, Outcome, Reason};
use crate::model::{SessionId, human_duration};

impl State {
    /// Watches from now on what an accepted change set.
    pub(super) fn watch_fields(&mut self, session: SessionId, intent: &Intent, generation: i64) {
        if intent.target.workload().is_none() {
            return;
        }
        if let Some(wants) = Wants::of(&intent.change) {
            let watched = Watched { intent: intent.clone(), session, wants, since: self.now, generation, instead: None };
            self.changes.watched.push(watched);
        }
    }

    /// A newer change of the same object is our own: what it changes is not told as somebody else's.
    pub(super) fn unwatch_fields(&mut self, intent: &Intent) {
        let sets = Wants::of(&intent.change).is_some() || intent.change.ends(&intent.target.resource) != Ends::AtOnce;
        self.changes.watched.retain(|w| !sets || w.intent.target.uid != intent.target.uid);
    }

    /// Looks whether what was changed is still so, and asks who made it otherwise.
    pub(super) fn watch_changed(&mut self, effects: &mut Vec<Effect>) {
        let now = self.now;
        for watched in &mut self.changes.watched {
            if watched.instead.is_some() {
                continue;
            }
            let cluster = of_context(&self.cluster, &self.left, &watched.intent.target.context);
            let Some(w) = cluster.and_then(|c| c.store.workload(&watched.intent.target.uid)) else { continue };
            if w.generation < watched.generation.max(1) {
                continue;
            }
            if let Some(instead) = watched.wants.instead(w) {
                watched.instead = Some((instead, now));
                let (id, touched) = (watched.intent.id, watched.wants.touched());
                effects.push(Effect::WhoChanged(watched.session, id, watched.intent.target.clone(), touched));
            }
        }
        self.changes.watched.retain(|w| w.instead.is_some() || now.since(w.since) < WATCHED_MS);
    }

    /// It is known who made a change into something else, or that it cannot be known.
    pub(super) fn changer_came(&mut self, id: u64, who: Option<String>, effects: &mut Vec<Effect>) {
        let Some(at) = self.changes.watched.iter().position(|w| w.intent.id == id) else { return };
        let Watched { intent, session, since, instead: Some((instead, seen)), .. } = self.changes.watched.remove(at) else {
            return;
        };
        let reason = Reason::from(SentReason::SetAgain { who, instead, after: human_duration(seen.since(since)) });
        let text = ChangeText::Fell(Act::of(&intent), reason.clone().into());
        self.messages.say_about(self.now, Level::Warn, text, &intent.target);
        self.tabs.mark(&intent.target.context);
        if let Some(rollout) = self.changes.rollout_mut(id)
            && matches!(rollout.phase, Phase::Following(_) | Phase::Done(_))
        {
            rollout.phase = Phase::Failed(reason.clone().into());
        }
        // There is nothing left of it to take back.
        self.changes.done.retain(|i| i.id != id);
        effects.push(Effect::Conclude(session, id, Outcome::Undone { reason }));
    }

    /// What holds an object that was deleted.
    pub(super) fn leaving(&mut self, id: u64, held: Held) {
        let Some(rollout) = self.changes.rollout_mut(id) else { return };
        let Phase::Leaving(before) = &mut rollout.phase else { return };
        let passes = matches!(held, Held::Processes(_));
        let told = Text::from(Reason::Held(held));
        let first = before.replace(told.clone()).is_none();
        // The seconds of a grace go by on its line; what else holds it is worth a word.
        if first || !passes {
            // What holds it must be seen also where a line is short.
            let Intent { change, target, .. } = &rollout.intent;
            let (name, namespace, context) = (target.name.clone(), target.namespace.clone(), target.context.clone());
            let text = ChangeText::Terminating { verb: change.does(), name, namespace, held: told.into() };
            self.say_in(&context, Level::Info, text, None);
        }
    }

    /// Has objects that are going looked at as soon as their rows are gone: the watch tells first, the object itself for sure.
    pub(super) fn watch_leaving(&mut self, effects: &mut Vec<Effect>) {
        let front = &self.cluster;
        for r in self.changes.rollouts_mut() {
            if !matches!(r.phase, Phase::Leaving(_)) || r.looked {
                continue;
            }
            let target = &r.intent.target;
            let Some(store) = of_context(front, &self.left, &target.context).map(|c| &c.store) else { continue };
            let there = store.workload(&target.uid).is_some()
                || store.pod(&target.uid).is_some()
                || store.namespaces().any(|n| n.uid == target.uid)
                || self.panes.browse.as_ref().is_some_and(|b| b.row(&target.uid).is_some());
            // A row that was never seen can tell nothing by not being there.
            if there {
                r.seen = true;
            } else if r.seen {
                r.looked = true;
                effects.push(Effect::LookNow(r.session, r.intent.id));
            }
        }
    }
}
