//! Changes on their way: from the question to the end of the rollout that follows.

use super::left::of_context;
use super::messages::Level;
use super::msg::Effect;
use super::rollouts::{DONE_MS, Phase, Rollout, RolloutLine, Tally};
use super::state::State;
use super::text::{Act, Aim, Answer, ChangeText, PromotionText, QuestionText, RolloutText, Text};
use super::trial::Trial;
use crate::model::change::reason::{SentReason, Standing};
use crate::model::change::{Consent, Ends, Intent, Outcome, Preview, Progress, Reason, Stream, Target, Verb};
use crate::model::health::Mood;
use crate::model::pod::Pod;
use crate::model::workload::Workload;
use crate::model::workload_health::{State as Health, rolling};
use crate::model::{Lang, SessionId, Words, human_duration};

/// How long a change is given before a failure that its controller tells is taken for its own, in milliseconds: the conditions of the
/// rollout before may stand a moment longer than its generation.
const SETTLED_MS: i64 = 5_000;

/// A verb and whom it is for: `roll back` and `lab-admin ▸ iot-prod ▸ Deployment web`, or `restart` and `3 objects in iot-prod of lab-admin`.
pub fn title(intents: &[&Intent], lang: Lang) -> (Words, String) {
    match intents {
        [one] => (one.change.verb(), one.target.place()),
        [first, ..] => {
            let same = intents.iter().all(|i| i.target.namespace == first.target.namespace && !first.target.namespace.is_empty());
            let namespace = same.then(|| first.target.namespace.clone());
            let objects = QuestionText::Objects(intents.len(), namespace, first.target.context.clone());
            (first.change.verb(), Text::from(objects).words(lang))
        }
        [] => (Words::NONE, String::new()),
    }
}

impl State {
    /// The target that a workload is, in the present context.
    pub(super) fn target(&self, w: &Workload) -> Target {
        Target {
            context: self.cluster.context.name.clone(),
            resource: w.resource(),
            namespace: w.namespace.clone(),
            name: w.name.clone(),
            uid: w.uid.clone(),
        }
    }

    /// Sends changes that were confirmed, in the session in which they were looked at, and follows them.
    pub(super) fn carry_out(&mut self, previews: Vec<Preview>, consent: &Consent, session: SessionId, effects: &mut Vec<Effect>) {
        match previews.first().and_then(|p| p.intent.change.spec().stream) {
            Some(Stream::Inside | Stream::Beside | Stream::Here) => return self.enter(session, previews, consent, effects),
            Some(Stream::Files) => return self.copy_files(session, previews, consent, effects),
            Some(Stream::Port) => return self.forward(session, previews, consent, effects),
            None => {}
        }
        let group = previews.first().map_or(0, |p| p.intent.id);
        if previews.len() > 1 {
            self.changes.tallies.push(Tally::new(&previews));
        }
        // Marks end with the change they were for.
        self.panes.workloads.unmark();
        self.panes.pods.unmark();
        if let Some(browse) = &mut self.panes.browse {
            browse.marks.clear();
        }
        for preview in previews {
            self.send_change(preview, group, consent, session, effects);
        }
    }

    /// Sends one of them.
    pub(super) fn send_change(
        &mut self,
        preview: Preview,
        group: u64,
        consent: &Consent,
        session: SessionId,
        effects: &mut Vec<Effect>,
    ) {
        let intent = preview.intent.sent();
        self.changes.groups.insert(intent.id, group);
        self.begin_rollout(intent, session);
        effects.push(Effect::CarryOut(session, preview, consent.clone()));
    }

    /// Takes note of a change that is sent now.
    pub(super) fn begin_rollout(&mut self, intent: Intent, session: SessionId) {
        // A newer change of the same object takes the place of the older one on the screen; one that is done at once leaves alone what is
        // being followed.
        let at_once = intent.change.ends(&intent.target.resource) == Ends::AtOnce;
        self.changes.rollouts.retain(|r| match r.phase {
            _ if r.intent.target != intent.target => true,
            Phase::Sending => true,
            Phase::Following(_) | Phase::Leaving(_) => at_once,
            Phase::Done(_) | Phase::Failed(_) => false,
        });
        self.unwatch_fields(&intent);
        let (started, phase) = (self.now, Phase::Sending);
        let new = Rollout { intent, started, phase, progress: None, dismissed: false, seen: false, looked: false, session };
        self.changes.rollouts.push(new);
    }

    /// The answer to a change that was sent, or what became of it later. It reaches the user in whatever view they are by then.
    pub(super) fn carried_out(&mut self, id: u64, outcome: Outcome) {
        let now = self.now;
        let Some(rollout) = self.changes.rollouts.iter_mut().find(|r| r.intent.id == id) else { return };
        let (intent, session, ends) = (rollout.intent.clone(), rollout.session, rollout.ends());
        let answered = rollout.phase == Phase::Sending;
        self.tabs.mark(&intent.target.context);
        let took = human_duration(now.since(rollout.started));
        let (act, mut taken) = (Act::of(&intent), None);
        let (answer, told) = answer(&outcome, ends);
        let said = match outcome {
            Outcome::Taken { generation, note } => {
                taken = Some(generation);
                let note = note.map(Into::into);
                match ends {
                    Ends::RolledOut => {
                        rollout.phase = Phase::Following(generation);
                        None
                    }
                    // What holds it is told as soon as it has been looked at.
                    Ends::Gone => {
                        rollout.phase = Phase::Leaving(None);
                        None
                    }
                    Ends::AtOnce => {
                        rollout.phase = Phase::Done(now);
                        Some((Level::Good, ChangeText::Done(act.clone(), note)))
                    }
                    Ends::Elsewhere => {
                        rollout.phase = Phase::Done(now);
                        Some((Level::Good, ChangeText::Accepted(act.clone(), note)))
                    }
                }
            }
            Outcome::Done { .. } => {
                rollout.phase = Phase::Done(now);
                let text = match ends {
                    Ends::Gone => ChangeText::Gone(act.clone(), took),
                    Ends::AtOnce | Ends::RolledOut | Ends::Elsewhere => ChangeText::Done(act.clone(), None),
                };
                Some((Level::Good, text))
            }
            // It is followed on, without its line.
            Outcome::Held { reason } => {
                rollout.dismissed = true;
                Some((Level::Warn, ChangeText::Fell(act.clone(), reason.into())))
            }
            Outcome::Failed { reason } | Outcome::Undone { reason } => {
                rollout.phase = Phase::Failed(reason.clone().into());
                Some((Level::Error, ChangeText::Fell(act.clone(), reason.into())))
            }
            Outcome::Refused { reason } => {
                rollout.phase = Phase::Failed(reason.clone().into());
                Some((Level::Error, ChangeText::Refused(act.clone(), reason.into())))
            }
            Outcome::Partial { reason } => {
                rollout.phase = Phase::Failed(reason.clone().into());
                Some((Level::Error, ChangeText::Partial(act.clone(), reason.into())))
            }
            Outcome::Unknown { reason } => {
                let reason: Box<Text> = reason.into();
                rollout.phase = Phase::Failed(ChangeText::UnknownWhether(reason.clone()).into());
                Some((Level::Error, ChangeText::Unknown(act.clone(), reason)))
            }
        };
        match said {
            Some((level, text)) => self.messages.say_about(now, level, text, &intent.target),
            None if answered && self.tallied(id).is_some() => {
                self.messages.note(now, Level::Info, ChangeText::Answered(act, answer, told));
            }
            None => {}
        }
        if answered {
            self.tally(id, intent.change.does(), answer);
        }
        if let Some(generation) = taken {
            self.watch_fields(session, &intent, generation);
            match intent.undoes {
                Some(undone) => self.changes.done.retain(|i| i.id != undone),
                None => self.changes.done.push(intent),
            }
        }
    }

    /// The question about several objects that this change was part of, while answers to it are to come.
    fn tallied(&self, id: u64) -> Option<usize> {
        let group = self.changes.groups.get(&id)?;
        self.changes.tallies.iter().position(|t| t.group == *group)
    }

    /// Counts the answers of one question, and sums them up when the last has come. Each object's own is told before, and kept.
    fn tally(&mut self, id: u64, verb: Verb, answer: Answer) {
        let Some(at) = self.tallied(id) else { return };
        let Some(tally) = self.changes.tallies.get_mut(at) else { return };
        match tally.answers.iter_mut().find(|(a, _)| *a == answer) {
            Some((_, n)) => *n += 1,
            None => tally.answers.push((answer, 1)),
        }
        if tally.answers.iter().map(|(_, n)| n).sum::<usize>() < tally.of {
            return;
        }
        let Tally { of: count, place: (namespace, context), answers, .. } = self.changes.tallies.remove(at);
        let all_well = answers.iter().all(|(a, _)| matches!(a, Answer::Done | Answer::Accepted));
        let key = self.keymap.hint(crate::command::Command::Messages);
        let text = ChangeText::AllAnswered { verb, count, namespace, context, answers, key };
        self.messages.say(self.now, if all_well { Level::Good } else { Level::Warn }, text);
    }

    /// A change of many requests tells how far it is.
    pub(super) fn progressed(&mut self, progress: Progress) {
        if let Some(rollout) = self.changes.rollouts.iter_mut().find(|r| r.intent.id == progress.id) {
            rollout.progress = Some(progress);
        }
    }

    /// Looks where the followed rollouts stand.
    pub(super) fn follow_rollouts(&mut self, effects: &mut Vec<Effect>) {
        self.watch_leaving(effects);
        self.watch_changed(effects);
        let now = self.now;
        let mut said = Vec::new();
        for r in &mut self.changes.rollouts {
            let Phase::Following(generation) = r.phase else { continue };
            let context = r.intent.target.context.clone();
            let Some(cluster) = of_context(&self.cluster, &self.left, &context) else { continue };
            // One that was made gets its UID once it is seen.
            if let (true, Some(kind)) = (r.intent.target.is_unborn(), r.intent.target.workload())
                && let Some(made) = cluster.store.find_workload(kind, &r.intent.target.namespace, &r.intent.target.name)
            {
                r.intent.target.uid = made.uid.clone();
            }
            let Some(w) = cluster.store.workload(&r.intent.target.uid) else { continue };
            if w.observed >= generation && converged(w) {
                r.phase = Phase::Done(now);
                let took = human_duration(now.since(r.started));
                let standing = match w.desired {
                    0 => Standing::NoPods,
                    of => Standing::Ready { revision: Some(w.revision).filter(|n| *n > 0), ready: w.ready, of },
                };
                let note = Some(SentReason::Stands(standing, took.clone()).into());
                effects.push(Effect::Conclude(r.session, r.intent.id, Outcome::Done { note }));
                let (name, namespace) = (r.intent.target.name.clone(), r.intent.target.namespace.clone());
                said.push((context, Level::Good, ChangeText::RolledOut { name, namespace, standing, took }));
                if w.desired > 0 {
                    self.changes.trials.retain(|t| t.target() != &r.intent.target);
                    self.changes.trials.push(Trial::begin(r.intent.target.clone(), w, standing, now));
                }
            } else if w.observed >= generation && now.since(r.started) > SETTLED_MS {
                // The deadline has passed, or its pods may not be made: it will not come to its end by itself.
                let health = cluster.store.health(w, cluster.time(now));
                if health.state == Health::Failed {
                    let reason = Reason::from(health.why);
                    r.phase = Phase::Failed(reason.clone().into());
                    effects.push(Effect::Conclude(r.session, r.intent.id, Outcome::Failed { reason: reason.clone() }));
                    let namespace = r.intent.target.namespace.clone();
                    said.push((context, Level::Error, ChangeText::RolloutFailed(Aim::of(&r.intent), namespace, reason.into())));
                }
            }
        }
        for (context, level, text) in said {
            self.say_in(&context, level, text, None);
        }
        self.judge_trials();
        let sessions = self.sessions();
        self.changes.rollouts.retain(|r| match r.phase {
            Phase::Done(at) => now.since(at) <= DONE_MS,
            Phase::Leaving(_) => sessions.contains(&r.session),
            Phase::Sending | Phase::Following(_) | Phase::Failed(_) => true,
        });
    }

    /// Takes ended rollouts from their line; `true` where there was one.
    pub(super) fn dismiss_rollouts(&mut self) -> bool {
        let before = self.changes.shown().len();
        self.changes.rollouts.retain(|r| matches!(r.phase, Phase::Sending | Phase::Following(_) | Phase::Leaving(_)));
        for r in &mut self.changes.rollouts {
            r.dismissed |= matches!(r.phase, Phase::Leaving(_));
        }
        before != self.changes.shown().len()
    }

    /// A rollout's line.
    pub fn rollout_line(&self, r: &Rollout) -> RolloutLine {
        let aim: Text = RolloutText::Aim(Aim::of(&r.intent)).into();
        let what = match &r.intent.part {
            Some(part) => PromotionText::Step((part.step, part.of), Box::new(aim)).into(),
            None => aim,
        };
        let took = human_duration(self.now.since(r.started));
        let cluster = of_context(&self.cluster, &self.left, &r.intent.target.context);
        let w = cluster.and_then(|cluster| Some((cluster, cluster.store.workload(&r.intent.target.uid)?)));
        let line = |mood, bar, words: Text| RolloutLine { mood, what: what.clone(), bar, words };
        match (&r.phase, w) {
            (Phase::Sending, _) => match &r.progress {
                Some(p) => {
                    let words = RolloutText::Progress(took, p.waits.clone().map(Into::into));
                    line(Mood::Busy, Some((p.done, p.of)), words.into())
                }
                None => line(Mood::Busy, None, RolloutText::Sent(took).into()),
            },
            (Phase::Leaving(held), _) => line(Mood::Busy, None, RolloutText::Terminating(took, held.clone().map(Box::new)).into()),
            (Phase::Failed(reason), _) => line(Mood::Unwell, None, reason.clone()),
            (Phase::Done(at), w) => {
                let bar = w.map(|(_, w)| (w.ready, w.desired));
                line(Mood::Well, bar, RolloutText::Took(human_duration(at.since(r.started))).into())
            }
            (Phase::Following(_), None) => line(Mood::Busy, None, RolloutText::NotInView(Box::new(r.intent.target.clone())).into()),
            (Phase::Following(_), Some((cluster, w))) => {
                let (store, time) = (&cluster.store, cluster.time(self.now));
                let health = store.health(w, time);
                let well = |p: &Pod| p.active() && p.health.mood(time) == Mood::Well;
                let new_ready = store.pods_of(w).iter().filter(|(p, newest)| *newest && well(p)).count() as u32;
                let old = w.replicas.saturating_sub(w.updated);
                let bar = Some((
                    if store.pods_known(&w.namespace) { new_ready.min(w.desired) } else { w.updated.min(w.ready) },
                    w.desired,
                ));
                let (mood, words): (Mood, Text) = match health.state {
                    Health::BadRelease => (Mood::Unwell, health.why.into()),
                    Health::Stuck | Health::Failed => (Mood::Unwell, RolloutText::Stuck(health.state, health.why.into()).into()),
                    Health::Degraded
                    | Health::Progressing
                    | Health::Paused
                    | Health::Missed
                    | Health::Running
                    | Health::Suspended
                    | Health::Healthy
                    | Health::Active
                    | Health::Complete
                    | Health::Idle
                    | Health::FailedLongAgo => {
                        (Mood::Busy, RolloutText::Figures { old, ready: w.ready, of: w.desired, took }.into())
                    }
                };
                line(mood, bar, words)
            }
        }
    }
}

/// How a change of several was answered, and what there is to tell beyond that.
fn answer(outcome: &Outcome, ends: Ends) -> (Answer, Option<Box<Text>>) {
    let more = |reason: &Reason| Some(reason.clone().into());
    match outcome {
        Outcome::Taken { note, .. } => {
            let answer = if ends == Ends::AtOnce { Answer::Done } else { Answer::Accepted };
            (answer, note.as_ref().and_then(more))
        }
        Outcome::Done { note } => (Answer::Done, note.as_ref().and_then(more)),
        Outcome::Held { reason } => (Answer::Accepted, more(reason)),
        Outcome::Failed { reason } => (Answer::Failed, more(reason)),
        Outcome::Undone { reason } => (Answer::Undone, more(reason)),
        Outcome::Partial { reason } => (Answer::Partial, more(reason)),
        Outcome::Refused { reason } => (Answer::Refused, more(reason)),
        Outcome::Unknown { reason } => (Answer::Unknown, more(reason)),
    }
}

/// Whether a workload is where its spec wants it: what `kubectl rollout status` waits for, and no old pod left.
fn converged(w: &Workload) -> bool {
    !rolling(w) && w.ready >= w.desired && w.replicas == w.desired && (w.on_delete || w.updated >= w.updated_wanted())
}
