//! Watching releases: what is begun by a change, what is told on the way, what is said at the end, and what follows from it.

use super::left::of_context;
use super::messages::Level;
use super::msg::Effect;
use super::rollouts::Phase;
use super::soaks::{Chosen, Hold, Soaking, asked, halfway, same};
use super::state::State;
use super::text::SoakText;
use crate::command::Command;
use crate::model::SessionId;
use crate::model::change::reason::{Reason, Refusal};
use crate::model::change::{Change, Intent, Onward, Outcome, Target, Then};
use crate::model::feed::LinkState;
use crate::model::health::Mood;
use crate::model::soak::{Ended, SoakNews, Verdict};

/// Between two tries to pause a rollout whose link is lost, in milliseconds.
const AGAIN_MS: i64 = 2_000;
/// How often that is tried.
const TRIES: u32 = 30;

impl State {
    /// Takes note of what was chosen to follow changes that are about to be sent.
    pub(super) fn follow_on(&mut self, all: Vec<Onward>) {
        for onward in all {
            let before = self.cluster.store.workload(&onward.first.target.uid).map_or(0, |w| w.revision);
            self.soaks.chosen.push(Chosen { onward, before });
        }
    }

    /// A change was answered: what was chosen to follow it begins, and what was watched of its object before it is over.
    pub(super) fn soak_carried(&mut self, session: SessionId, id: u64, outcome: &Outcome, effects: &mut Vec<Effect>) {
        if self.soaks.holds.iter().any(|h| h.sent == Some(id)) {
            return self.hold_answered(id, outcome, effects);
        }
        let chosen = self.soaks.chosen.iter().position(|c| c.onward.first.id == id).map(|at| self.soaks.chosen.remove(at));
        let Outcome::Taken { generation, .. } = *outcome else { return };
        if let Some(Chosen { onward, before }) = chosen {
            let target = onward.first.target.clone();
            match onward.then {
                Then::Nothing => {}
                Then::Watch(watch) => self.begin_soak(session, &target, (generation, watch, false), (Some(id), None), effects),
                Then::WatchOrGoBack(watch) => {
                    let after = (Some(id), Some((onward, before)));
                    self.begin_soak(session, &target, (generation, watch, false), after, effects);
                }
                Then::PauseAfterFirst => {
                    let hold = Hold { session, target, onward, generation, before, sent: None, again: None, tries: 0 };
                    self.soaks.holds.push(hold);
                }
            }
            return;
        }
        let Some(rollout) = self.changes.all().iter().find(|r| r.intent.id == id) else { return };
        let (change, target) = (rollout.intent.change.clone(), rollout.intent.target.clone());
        let held = self.soaks.running().find(|s| same(&s.soak.target, &target) && s.soak.canary);
        let Some((session, soak)) = held.map(|s| (s.session, s.soak.id)) else { return };
        if change == Change::Resume {
            // It goes on, and is watched to its end as any other.
            let watch = self.soaks.watch;
            self.begin_soak(session, &target, (generation, watch, false), (Some(id), None), effects);
        } else if matches!(change, Change::RollBack { .. }) {
            self.soaks.all.retain(|s| s.soak.id != soak || s.session != session);
            effects.push(Effect::EndSoak(session, soak));
        }
    }

    /// Begins to watch a release; where too many are watched that is said.
    fn begin_soak(
        &mut self,
        session: SessionId,
        target: &Target,
        (generation, watch, canary): (i64, i64, bool),
        (of, onward): (Option<u64>, Option<(Onward, u64)>),
        effects: &mut Vec<Effect>,
    ) {
        if !self.soaks.has_room() && self.soaks.of(target).is_none_or(|s| !s.is_running()) {
            return self.say_in(&target.context.clone(), Level::Warn, SoakText::TooMany, Some(target));
        }
        let soak = asked(self.fresh_id(), target, generation, watch, canary);
        let cluster = of_context(&self.cluster, &self.left, &target.context);
        let now = cluster.and_then(|c| c.store.workload(&target.uid)).map_or(0, |w| w.generation);
        let generation = if generation > 0 { generation } else { now };
        effects.push(Effect::Soak(session, soak.clone()));
        let new = Soaking { soak, session, since: self.now, generation, news: None, verdict: None, of, onward };
        effects.extend(self.soaks.begin(new).map(|(session, id)| Effect::EndSoak(session, id)));
    }

    /// News of a release that is watched.
    pub(super) fn soak_told(&mut self, session: SessionId, news: SoakNews) {
        if let Some(soaking) = self.soaks.running_mut(session, news.id) {
            soaking.news = Some(news);
        }
    }

    /// A watch is over: what is said of the release reaches its user wherever they are, and is written down.
    pub(super) fn soaked(&mut self, session: SessionId, id: u64, ended: Ended, effects: &mut Vec<Effect>) {
        let now = self.now;
        let Some(soaking) = self.soaks.running_mut(session, id) else { return };
        let verdict = Verdict::of(ended, soaking.news.as_ref(), soaking.soak.watch);
        soaking.verdict = Some((verdict.clone(), now));
        let (target, of, canary) = (soaking.soak.target.clone(), soaking.of, soaking.soak.canary);
        let back = soaking.goes_back().then(|| soaking.onward.clone()).flatten();
        if canary && verdict.ended == Ended::Replaced {
            return;
        }
        // The journal has the English.
        let reason = Reason::Words(verdict.to_string());
        let (level, outcome) = match &verdict.ended {
            Ended::Good => (Level::Good, Some(Outcome::Done { note: Some(reason.clone()) })),
            Ended::Bad(_) => (Level::Error, Some(Outcome::Failed { reason: reason.clone() })),
            Ended::Unknown(_) => (Level::Warn, Some(Outcome::Held { reason: reason.clone() })),
            Ended::Replaced => (Level::Info, None),
        };
        let bad = matches!(verdict.ended, Ended::Bad(_));
        // One change may be asked about after it faded from its line.
        let of = of.or_else(|| self.changes.done.iter().rev().find(|i| same(&i.target, &target)).map(|i| i.id));
        if let (Some(of), Some(outcome)) = (of, outcome) {
            effects.push(Effect::Conclude(session, of, outcome));
        }
        if bad {
            self.changes.trials.retain(|t| !same(t.target(), &target));
            for rollout in self.changes.rollouts_mut().iter_mut().filter(|r| same(&r.intent.target, &target)) {
                if matches!(rollout.phase, Phase::Following(_) | Phase::Done(_)) {
                    rollout.phase = Phase::Failed(SoakText::Verdict(Box::new(verdict.clone())).into());
                }
            }
        }
        let back = back.filter(|_| bad);
        let (name, namespace) = (target.name.clone(), target.namespace.clone());
        let key = if bad && back.is_none() { self.keymap.hint(Command::RollBack) } else { String::new() };
        let said = SoakText::Said { name, namespace, verdict: Box::new(verdict.clone()), key, goes_back: back.is_some() };
        self.say_in(&target.context, level, said, Some(&target));
        if let Some((onward, before)) = back {
            let intent = Intent::new(self.fresh_id(), target, Change::RollBack { from: 0, to: before });
            self.begin_rollout(intent.clone(), session);
            effects.push(Effect::CarryOn(session, intent, Box::new(onward), Some(verdict.why_back())));
        }
    }

    /// Watches the release of a workload from now on, as it stands.
    pub(super) fn watch_release(&mut self, target: &Target, effects: &mut Vec<Effect>) {
        let Some(w) = self.cluster.store.workload(&target.uid) else { return };
        let (canary, watch, session) = (halfway(w), self.soaks.watch, self.cluster.session);
        self.begin_soak(session, target, (0, watch, canary), (None, None), effects);
    }

    /// Pauses what is to be held after its first pods, as soon as those are there.
    pub(super) fn follow_holds(&mut self, effects: &mut Vec<Effect>) {
        let sessions = self.sessions();
        let gone: Vec<SessionId> = self.soaks.sessions().filter(|s| !sessions.contains(s)).collect();
        gone.into_iter().for_each(|session| self.soaks_left(session));
        if self.soaks.holds.is_empty() {
            return;
        }
        let (now, mut through) = (self.now, Vec::new());
        for hold in &mut self.soaks.holds {
            if hold.sent.is_some() || hold.again.is_some_and(|at| now < at) {
                continue;
            }
            let Some(cluster) = of_context(&self.cluster, &self.left, &hold.target.context) else { continue };
            // What would be sent into a link that is lost waits for its return.
            if matches!(cluster.store.link(), LinkState::Down { .. }) {
                continue;
            }
            let Some(w) = cluster.store.workload(&hold.target.uid) else { continue };
            if w.observed < hold.generation || w.revision <= hold.before {
                continue;
            }
            if w.updated >= w.desired && w.replicas <= w.updated {
                through.push(hold.target.clone());
                continue;
            }
            let first = cluster.store.newest_replicaset(w).is_some_and(|r| r.revision > hold.before && r.desired > 0);
            if first || w.updated > 0 {
                self.next_id += 1;
                hold.sent = Some(self.next_id);
                let intent = Intent::new(self.next_id, hold.target.clone(), Change::Pause);
                effects.push(Effect::CarryOn(hold.session, intent, Box::new(hold.onward.clone()), None));
            }
        }
        for target in through {
            self.soaks.holds.retain(|h| !same(&h.target, &target));
            let text = SoakText::Through(target.name.clone(), target.namespace.clone());
            self.say_in(&target.context, Level::Warn, text, Some(&target));
        }
    }

    /// The pause of a rollout was answered.
    fn hold_answered(&mut self, id: u64, outcome: &Outcome, effects: &mut Vec<Effect>) {
        let now = self.now;
        let Some(at) = self.soaks.holds.iter().position(|h| h.sent == Some(id)) else { return };
        let (held, reason) = match outcome {
            Outcome::Taken { .. } | Outcome::Done { .. } => (true, None),
            Outcome::Refused { reason: Reason::Refusal(Refusal::Nothing(_)) } => (true, None),
            Outcome::Refused { reason }
            | Outcome::Unknown { reason }
            | Outcome::Failed { reason }
            | Outcome::Held { reason }
            | Outcome::Undone { reason }
            | Outcome::Partial { reason } => (false, Some(reason)),
        };
        let hold = &mut self.soaks.holds[at];
        let (target, session) = (hold.target.clone(), hold.session);
        if held {
            self.soaks.holds.remove(at);
            return self.held(session, &target, effects);
        }
        let Some(reason) = reason else { return };
        let lost = matches!(outcome, Outcome::Unknown { .. }) || is_lost(reason);
        let (name, namespace) = (target.name.clone(), target.namespace.clone());
        if lost && hold.tries < TRIES {
            let first = hold.tries == 0;
            (hold.sent, hold.again, hold.tries) = (None, Some(now.plus(AGAIN_MS)), hold.tries + 1);
            if first {
                let text = SoakText::HeldLater(name, namespace, reason.clone().into());
                self.say_in(&target.context, Level::Warn, text, Some(&target));
            }
            return;
        }
        self.soaks.holds.remove(at);
        let text = SoakText::NotHeld(name, namespace, reason.clone().into());
        self.say_in(&target.context, Level::Error, text, Some(&target));
    }

    /// It is paused with its first new pods: old and new are watched side by side.
    fn held(&mut self, session: SessionId, target: &Target, effects: &mut Vec<Effect>) {
        let of = self.changes.all().iter().rev().find(|r| same(&r.intent.target, target)).map(|r| r.intent.id);
        let watch = self.soaks.watch;
        self.begin_soak(session, target, (0, watch, true), (of, None), effects);
        let key = self.keymap.hint(Command::Track);
        let text = SoakText::Held(target.name.clone(), target.namespace.clone(), key);
        self.say_in(&target.context, Level::Good, text, Some(target));
    }

    /// A session has gone: that nothing is watched there any more is said.
    fn soaks_left(&mut self, session: SessionId) {
        let left = self.soaks.leave(session);
        for target in left {
            let text = SoakText::Left(target.name.clone(), target.namespace.clone());
            self.messages.say_about(self.now, Level::Warn, text, &target);
        }
    }

    /// The line of the release that was last begun to be watched, while that goes on: whose, where it stands, and how it is.
    pub fn soak_line(&self) -> Option<(String, SoakText, Mood)> {
        let soaking = self.soaks.running().next_back()?;
        let target = &soaking.soak.target;
        let cluster = of_context(&self.cluster, &self.left, &target.context)?;
        Some((target.name.to_string(), soaking.stands(cluster.time(self.now)), soaking.mood()))
    }

    /// Whether there is something to show of a workload's release: a watch, or old and new pods side by side.
    pub(super) fn has_soak(&self, target: &Target) -> bool {
        let w = self.cluster.store.workload(&target.uid);
        match (self.soaks.of(target), w) {
            (Some(soaking), _) if soaking.is_running() => true,
            (Some(soaking), Some(w)) if w.generation == soaking.generation => true,
            (_, Some(w)) => halfway(w),
            (_, None) => false,
        }
    }
}

/// Whether a change was not sent for want of a server that answers.
fn is_lost(reason: &Reason) -> bool {
    if let Reason::Refusal(Refusal::Unsent(why)) = reason {
        return matches!(**why, Reason::Trouble(_));
    }
    // Its status moves while pods come.
    matches!(reason, Reason::Trouble(_) | Reason::Sent(_) | Reason::Refusal(Refusal::Moved(_)))
}
