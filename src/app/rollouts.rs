//! Changes that are on their way or ended, and the rollouts that follow them, as values.

use super::text::{Answer, Text};
use super::trial::Trial;
use crate::model::change::{Ends, Intent, Preview, Progress};
use crate::model::health::Mood;
use crate::model::{Name, SessionId, Time};

/// How long the good end of a rollout stays on its line, in milliseconds.
pub(super) const DONE_MS: i64 = 15_000;

/// How far a change has come.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Phase {
    /// Sent, no answer yet.
    Sending,
    /// Taken; its rollout is followed until the controller has seen this generation and all pods are of it.
    Following(i64),
    /// A deletion that was accepted: the object is still there, and what holds it, as far as that is known.
    Leaving(Option<Text>),
    /// Ended well, at that time.
    Done(Time),
    /// Ended badly, and why.
    Failed(Text),
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
    /// Its line was taken away; it is followed all the same.
    pub(super) dismissed: bool,
    /// An object that goes: whether its row was seen since, and whether it was looked for when the row had gone.
    pub(super) seen: bool,
    pub(super) looked: bool,
    /// The session that it was sent in: what goes is followed no longer than that.
    pub(super) session: SessionId,
}

/// What a rollout's line shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RolloutLine {
    /// Its glyph.
    pub mood: Mood,
    /// Whom and where to: `device-service → rev 7`.
    pub what: Text,
    /// Pods of the new template that are ready, and all that are wanted; `None` before the first answer.
    pub bar: Option<(u32, u32)>,
    /// The rest.
    pub words: Text,
}

/// The answers of one question about several objects.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Tally {
    pub(super) group: u64,
    pub(super) of: usize,
    /// The namespace, where it is one, and the context.
    pub(super) place: (Option<Name>, Name),
    pub(super) answers: Vec<(Answer, usize)>,
}

impl Tally {
    pub(super) fn new(previews: &[Preview]) -> Self {
        let targets = || previews.iter().map(|p| &p.intent.target);
        let group = previews.first().map_or(0, |p| p.intent.id);
        let (namespace, context) = targets().next().map(|t| (t.namespace.clone(), t.context.clone())).unwrap_or_default();
        let same = !namespace.is_empty() && targets().all(|t| t.namespace == namespace);
        Self { group, of: previews.len(), place: (same.then_some(namespace), context), answers: Vec::new() }
    }
}

/// All changes that are followed.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    pub(super) rollouts: Vec<Rollout>,
    /// Those whose good end was said a short while ago.
    pub(super) trials: Vec<Trial>,
    /// Those that were taken in this run and not taken back, the last one last.
    pub(super) done: Vec<Intent>,
    /// Those whose fields are watched for what others make of them.
    pub(super) watched: Vec<super::wants::Watched>,
    /// The answers of questions about several objects, until all have come.
    pub(super) tallies: Vec<Tally>,
    /// Which question each of them was part of, by the first intent of it.
    pub(super) groups: std::collections::HashMap<u64, u64>,
}

impl Changes {
    /// The namespaces of a context whose pods the followed changes need: none for what stands in no namespace, such as a node.
    pub fn namespaces(&self, context: &Name) -> impl Iterator<Item = Name> {
        self.rollouts
            .iter()
            .filter(|r| matches!(r.phase, Phase::Sending | Phase::Following(_)))
            .map(|r| &r.intent.target)
            .chain(self.trials.iter().map(Trial::target))
            .filter(move |target| target.context == *context && !target.namespace.is_empty())
            .map(|target| target.namespace.clone())
    }

    /// Those that are on their way, and the last that ended.
    pub fn all(&self) -> &[Rollout] {
        &self.rollouts
    }

    /// Those that have a line.
    pub fn shown(&self) -> Vec<&Rollout> {
        self.rollouts.iter().filter(|r| !r.dismissed).collect()
    }

    pub(super) fn rollouts_mut(&mut self) -> &mut [Rollout] {
        &mut self.rollouts
    }

    pub(super) fn rollout_mut(&mut self, id: u64) -> Option<&mut Rollout> {
        self.rollouts.iter_mut().find(|r| r.intent.id == id)
    }

    /// Whether something is on its way.
    pub fn running(&self) -> bool {
        self.rollouts.iter().any(|r| matches!(r.phase, Phase::Sending | Phase::Following(_)))
    }

    /// Whether something was sent of which no answer has come.
    pub fn unanswered(&self) -> usize {
        self.rollouts.iter().filter(|r| r.phase == Phase::Sending).count()
    }

    /// Its session has been closed: what was followed there is followed no more. What was not answered yet will be.
    pub(super) fn leave(&mut self, session: SessionId) {
        self.rollouts.retain(|r| r.session != session || r.phase == Phase::Sending);
        self.watched.retain(|w| w.session != session);
    }

    /// When the line of an ended one goes.
    pub fn fades_at(&self) -> Option<Time> {
        self.rollouts.iter().filter_map(|r| if let Phase::Done(at) = r.phase { Some(at.plus(DONE_MS + 1)) } else { None }).min()
    }
}

impl Changes {
    /// A change that was sent without an answer, and was taken after all: it is followed, and can be taken back.
    pub(super) fn adopt(&mut self, rollout: Rollout) {
        self.rollouts.retain(|r| r.intent.target != rollout.intent.target);
        self.rollouts.push(rollout);
    }
}

impl Rollout {
    /// One that was taken, and is followed from now on.
    pub(super) const fn following(intent: Intent, generation: i64, session: SessionId, now: Time) -> Self {
        let phase = Phase::Following(generation);
        Self { intent, started: now, phase, progress: None, dismissed: false, seen: false, looked: false, session }
    }

    /// When it has happened, once it was accepted.
    pub(super) fn ends(&self) -> Ends {
        self.intent.change.ends(&self.intent.target.resource)
    }
}
