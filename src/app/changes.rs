//! Changes on their way: from the question to the end of the rollout that follows.

use super::messages::Level;
use super::msg::Effect;
use super::state::State;
use super::trials::Trial;
use crate::model::change::{Change, Consent, Intent, Outcome, Preview, Progress, Target};
use crate::model::guard::{Decision, Subject};
use crate::model::health::Mood;
use crate::model::workload::Workload;
use crate::model::workload_health::{State as Health, rolling};
use crate::model::{Name, Time, human_duration};

/// How long the good end of a rollout stays on its line, in milliseconds.
const DONE_MS: i64 = 15_000;

/// How long a change is given before a failure that its controller tells is taken for its own, in milliseconds: the conditions of the
/// rollout before may stand a moment longer than its generation.
const SETTLED_MS: i64 = 5_000;

/// How far a change has come.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Phase {
    /// Sent, no answer yet.
    Sending,
    /// Taken; its rollout is followed until the controller has seen this generation and all pods are of it.
    Following(i64),
    /// Ended well, at that time.
    Done(Time),
    /// Ended badly, and why.
    Failed(String),
}

/// A change that was sent, and the rollout that follows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rollout {
    /// The intent.
    pub intent: Intent,
    /// When it was sent.
    pub started: Time,
    /// How far it is.
    pub phase: Phase,
    /// How far a change of many requests is.
    pub progress: Option<Progress>,
}

/// What a rollout's line shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RolloutLine {
    /// Its glyph.
    pub mood: Mood,
    /// Whom and where to: `device-service → rev 7`.
    pub what: String,
    /// Pods of the new template that are ready, and all that are wanted; `None` before the first answer.
    pub bar: Option<(u32, u32)>,
    /// The rest in words.
    pub words: String,
}

/// All changes that are followed.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    pub(super) rollouts: Vec<Rollout>,
    /// Those whose good end was said a short while ago.
    pub(super) trials: Vec<Trial>,
    /// Those that were taken in this run and not taken back, the last one last.
    pub(super) done: Vec<Intent>,
    /// Which question each of them was part of, by the first intent of it.
    pub(super) groups: std::collections::HashMap<u64, u64>,
}

impl Changes {
    /// The namespaces whose pods the followed changes need.
    pub fn namespaces(&self) -> impl Iterator<Item = Name> {
        self.rollouts
            .iter()
            .filter(|r| !matches!(r.phase, Phase::Done(_) | Phase::Failed(_)))
            .map(|r| r.intent.target.namespace.clone())
            .chain(self.trials.iter().map(|t| t.namespace().clone()))
    }

    /// Those that are on their way, and the last that ended.
    pub fn all(&self) -> &[Rollout] {
        &self.rollouts
    }

    /// Whether something is on its way.
    pub fn running(&self) -> bool {
        self.rollouts.iter().any(|r| matches!(r.phase, Phase::Sending | Phase::Following(_)))
    }

    /// Whether something was sent of which no answer has come.
    pub fn unanswered(&self) -> usize {
        self.rollouts.iter().filter(|r| r.phase == Phase::Sending).count()
    }

    /// When the line of an ended one goes.
    pub fn fades_at(&self) -> Option<Time> {
        self.rollouts.iter().filter_map(|r| if let Phase::Done(at) = r.phase { Some(at.plus(DONE_MS + 1)) } else { None }).min()
    }
}

impl Rollout {
    /// `device-service → rev 7`, `web → 3 replicas`.
    pub fn what(&self) -> String {
        let name = &self.intent.target.name;
        match &self.intent.change {
            Change::Scale { to, .. } => format!("{name} → {to} replicas"),
            Change::Restart => format!("{name} restarts"),
            Change::RollBack { to, .. } => format!("{name} → rev {to}"),
            Change::SetImages { swaps } => {
                let to: Vec<String> = swaps.iter().map(|s| crate::model::image::short(&s.to)).collect();
                format!("{name} → {}", to.join(", "))
            }
            other => format!("{} {name}", other.verb()),
        }
    }

    /// Whether pods come and go after it until the workload is where its spec wants it.
    fn rolls_out(&self) -> bool {
        let workload = self.intent.target.workload().is_some();
        match self.intent.change {
            Change::Scale { .. } | Change::Restart | Change::RollBack { .. } | Change::SetImages { .. } | Change::Resume => {
                workload
            }
            Change::Edit { .. } | Change::Apply { .. } => workload,
            _ => false,
        }
    }
}

impl State {
    /// The target that a workload is, in the present context.
    pub(super) fn target(&self, w: &Workload) -> Target {
        Target {
            context: self.context.name.clone(),
            resource: w.resource(),
            namespace: w.namespace.clone(),
            name: w.name.clone(),
            uid: w.uid.clone(),
        }
    }

    /// What the guard rules say of changes of `count` objects, asked about together: the strictest of all.
    pub fn decide<'a>(&self, subjects: impl Iterator<Item = Subject<'a>>, count: usize) -> Decision {
        self.guards.decide_all(subjects, count, self.now, self.zone)
    }

    /// Whether a target is production: its frames are red and say so.
    pub fn is_prod_target(&self, target: &Target) -> bool {
        self.guards.prod(&target.context, target.guarded_namespace())
    }

    /// Sends changes that were confirmed, and follows them.
    pub(super) fn carry_out(&mut self, previews: Vec<Preview>, consent: &Consent, effects: &mut Vec<Effect>) {
        let group = previews.first().map_or(0, |p| p.intent.id);
        for preview in previews {
            let intent = preview.intent.clone();
            self.changes.groups.insert(intent.id, group);
            // A newer change of the same object takes the place of the older one on the screen.
            self.changes.rollouts.retain(|r| r.intent.target != intent.target || r.phase == Phase::Sending);
            self.changes.rollouts.push(Rollout { intent, started: self.now, phase: Phase::Sending, progress: None });
            effects.push(Effect::CarryOut(preview, consent.clone()));
        }
    }

    /// The answer to a change that was sent. It reaches the user in whatever view they are by then.
    pub(super) fn carried_out(&mut self, id: u64, outcome: Outcome) {
        let now = self.now;
        let Some(rollout) = self.changes.rollouts.iter_mut().find(|r| r.intent.id == id) else { return };
        let intent = rollout.intent.clone();
        let (verb, target) = (intent.change.verb(), intent.target.to_string());
        let mut taken = false;
        let (level, text) = match outcome {
            Outcome::Taken { generation, .. } if rollout.rolls_out() => {
                rollout.phase = Phase::Following(generation);
                taken = true;
                (Level::Info, String::new())
            }
            Outcome::Taken { note, .. } => {
                rollout.phase = Phase::Done(now);
                taken = true;
                let note = note.map(|n| format!(", {n}")).unwrap_or_default();
                (Level::Good, format!("{verb} {target}: done{note}. Written to the journal."))
            }
            Outcome::Refused { reason } => {
                rollout.phase = Phase::Failed(reason.clone());
                (Level::Error, format!("{reason} — nothing was changed: {verb} {target}"))
            }
            Outcome::Partial { reason } => {
                rollout.phase = Phase::Failed(reason.clone());
                (Level::Error, format!("{reason} — only a part was done: {verb} {target}"))
            }
            Outcome::Unknown { reason } => {
                rollout.phase = Phase::Failed(format!("not known whether it was applied: {reason}"));
                (Level::Error, format!("{reason} — not known whether it was applied: {verb} {target}; look before you repeat it"))
            }
        };
        if !text.is_empty() {
            self.messages.say(now, level, text);
        }
        if taken {
            match intent.undoes {
                Some(undone) => self.changes.done.retain(|i| i.id != undone),
                None => self.changes.done.push(intent),
            }
        }
    }

    /// A change of many requests tells how far it is.
    pub(super) fn progressed(&mut self, progress: Progress) {
        if let Some(rollout) = self.changes.rollouts.iter_mut().find(|r| r.intent.id == progress.id) {
            rollout.progress = Some(progress);
        }
    }

    /// Looks where the followed rollouts stand.
    pub(super) fn follow_rollouts(&mut self) {
        let now = self.now;
        let mut said = Vec::new();
        for r in &mut self.changes.rollouts {
            let Phase::Following(generation) = r.phase else { continue };
            if r.intent.target.context != self.context.name {
                continue;
            }
            // One that was made gets its UID once it is seen.
            if let (true, Some(kind)) = (r.intent.target.is_unborn(), r.intent.target.workload())
                && let Some(made) = self.store.find_workload(kind, &r.intent.target.namespace, &r.intent.target.name)
            {
                r.intent.target.uid = made.uid.clone();
            }
            let Some(w) = self.store.workload(&r.intent.target.uid) else { continue };
            if w.observed >= generation && converged(w) {
                r.phase = Phase::Done(now);
                let took = human_duration(now.since(r.started));
                let state = match w.revision {
                    _ if w.desired == 0 => "has no pods now".to_owned(),
                    0 => format!("{}/{} ready", w.ready, w.desired),
                    n => format!("is on rev {n}, {}/{} ready", w.ready, w.desired),
                };
                said.push((Level::Good, format!("{} {state}, {took}. Written to the journal.", r.intent.target.name)));
                if w.desired > 0 {
                    let state = state.strip_prefix("is ").unwrap_or(&state).to_owned();
                    self.changes.trials.retain(|t| t.target() != &r.intent.target);
                    self.changes.trials.push(Trial::begin(r.intent.target.clone(), w, state, now));
                }
            } else if w.observed >= generation && now.since(r.started) > SETTLED_MS {
                // The deadline has passed, or its pods may not be made: it will not come to its end by itself.
                let health = self.store.health(w, now);
                if health.state == Health::Failed {
                    r.phase = Phase::Failed(health.words.clone());
                    said.push((Level::Error, format!("{} failed: {}", r.what(), health.words)));
                }
            }
        }
        for (level, text) in said {
            self.messages.say(now, level, text);
        }
        self.judge_trials();
        self.changes.rollouts.retain(|r| !matches!(r.phase, Phase::Done(at) if now.since(at) > DONE_MS));
    }

    /// Takes ended rollouts from their line; `true` where there was one.
    pub(super) fn dismiss_rollouts(&mut self) -> bool {
        let before = self.changes.rollouts.len();
        self.changes.rollouts.retain(|r| matches!(r.phase, Phase::Sending | Phase::Following(_)));
        before != self.changes.rollouts.len()
    }

    /// A rollout's line.
    pub fn rollout_line(&self, r: &Rollout) -> RolloutLine {
        let what = r.what();
        let took = human_duration(self.now.since(r.started));
        let w = self.store.workload(&r.intent.target.uid).filter(|_| r.intent.target.context == self.context.name);
        let line = |mood, bar, words: String| RolloutLine { mood, what: what.clone(), bar, words };
        match (&r.phase, w) {
            (Phase::Sending, _) if r.progress.is_some() => {
                let (bar, words) = r.progress.as_ref().map(|p| ((p.done, p.of), p.words.clone())).unwrap_or_default();
                line(Mood::Busy, Some(bar), format!("{took}  {words}"))
            }
            (Phase::Sending, _) => line(Mood::Busy, None, format!("sent, no answer yet, {took}")),
            (Phase::Failed(reason), _) => line(Mood::Unwell, None, reason.clone()),
            (Phase::Done(at), Some(w)) => {
                line(Mood::Well, Some((w.ready, w.desired)), format!("in {}", human_duration(at.since(r.started))))
            }
            (Phase::Done(at), None) => line(Mood::Well, None, format!("in {}", human_duration(at.since(r.started)))),
            (Phase::Following(_), None) => line(Mood::Busy, None, format!("taken; {} is not in view", r.intent.target)),
            (Phase::Following(_), Some(w)) => {
                let health = self.store.health(w, self.now);
                let new_ready = self
                    .store
                    .pods_of(w)
                    .iter()
                    .filter(|(p, newest)| *newest && p.active() && p.health.mood(self.now) == Mood::Well)
                    .count() as u32;
                let old = w.replicas.saturating_sub(w.updated);
                let bar = Some((
                    if self.store.pods_known(&w.namespace) { new_ready.min(w.desired) } else { w.updated.min(w.ready) },
                    w.desired,
                ));
                let stuck = matches!(health.state, Health::Stuck | Health::Failed | Health::BadRelease);
                let words = match health.state {
                    Health::BadRelease => health.words,
                    _ if stuck => format!("{}: {}", health.state.word().to_lowercase(), health.words),
                    _ => format!("old {old}  ready {}/{}  {took}", w.ready, w.desired),
                };
                line(if stuck { Mood::Unwell } else { Mood::Busy }, bar, words)
            }
        }
    }
}

/// Whether a workload is where its spec wants it: what `kubectl rollout status` waits for, and no old pod left.
fn converged(w: &Workload) -> bool {
    !rolling(w) && w.ready >= w.desired && w.replicas == w.desired && (w.on_delete || w.updated >= w.updated_wanted())
}
