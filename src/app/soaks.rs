//! Releases that are watched, those whose watch is over, and rollouts that are to be held after their first pods, as values.

use super::text::SoakText;
use crate::model::change::{Onward, Target, Then};
use crate::model::health::Mood;
use crate::model::human_duration;
use crate::model::soak::{Soak, SoakNews, Stage, Verdict, WATCH_MS};
use crate::model::workload::Workload;
use crate::model::{SessionId, Time, WorkloadKind};

/// How many are watched at once.
pub const MOST: usize = 8;
/// How many are kept, those that are over among them.
const KEPT: usize = 24;

/// A release that is watched, or was.
#[derive(Clone, PartialEq, Debug)]
pub struct Soaking {
    /// What is watched.
    pub soak: Soak,
    /// In which session.
    pub session: SessionId,
    /// Since when.
    pub since: Time,
    /// The generation that the workload had then.
    pub generation: i64,
    /// What was told last.
    pub news: Option<SoakNews>,
    /// What was said of it at the end, and when.
    pub verdict: Option<(Verdict, Time)>,
    /// The change that it follows, by the number of its intent.
    pub(super) of: Option<u64>,
    /// What was chosen in the question about that, and the revision before it; 0 where that is not known.
    pub(super) onward: Option<(Onward, u64)>,
}

impl Soaking {
    /// Whether it goes on.
    pub const fn is_running(&self) -> bool {
        self.verdict.is_none()
    }

    /// Whether it goes back by itself where it is bad.
    pub fn goes_back(&self) -> bool {
        self.onward.as_ref().is_some_and(|(onward, _)| matches!(onward.then, Then::WatchOrGoBack(_)))
    }
}

/// A rollout that is to be paused as soon as its first new pods are there.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Hold {
    pub(super) session: SessionId,
    pub(super) target: Target,
    pub(super) onward: Onward,
    /// The generation after the change, and the revision before it.
    pub(super) generation: i64,
    pub(super) before: u64,
    /// The number of the pause that was sent, while its answer is to come.
    pub(super) sent: Option<u64>,
    /// When it is tried again, and how often it was.
    pub(super) again: Option<Time>,
    pub(super) tries: u32,
}

/// What was chosen to follow a change, before that was taken.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Chosen {
    pub(super) onward: Onward,
    pub(super) before: u64,
}

/// All of them.
#[derive(Clone, Debug)]
pub struct Soaks {
    /// How long a release is watched where nothing else is said, in milliseconds.
    pub watch: i64,
    pub(super) all: Vec<Soaking>,
    pub(super) holds: Vec<Hold>,
    pub(super) chosen: Vec<Chosen>,
}

impl Default for Soaks {
    fn default() -> Self {
        Self { watch: WATCH_MS, all: Vec::new(), holds: Vec::new(), chosen: Vec::new() }
    }
}

impl Soaks {
    /// The last one of a workload.
    pub fn of(&self, target: &Target) -> Option<&Soaking> {
        self.all.iter().rev().find(|s| same(&s.soak.target, target))
    }

    /// Those that go on, the last one last.
    pub fn running(&self) -> impl DoubleEndedIterator<Item = &Soaking> {
        self.all.iter().filter(|s| s.is_running())
    }

    /// Whether one more may be begun.
    pub fn has_room(&self) -> bool {
        self.running().count() < MOST
    }

    /// How many are watched or to be held in these sessions, and how many of them go back by themselves.
    pub(super) fn under_way(&self, is: impl Fn(SessionId) -> bool) -> (usize, usize) {
        let here = || self.running().filter(|s| is(s.session));
        let held = self.holds.iter().filter(|h| is(h.session)).count();
        (here().count() + held, here().filter(|s| s.goes_back()).count())
    }

    pub(super) fn running_mut(&mut self, session: SessionId, id: u64) -> Option<&mut Soaking> {
        self.all.iter_mut().find(|s| s.session == session && s.soak.id == id && s.is_running())
    }

    /// Takes note of one that begins, in the place of what was watched of the same workload before; gives the number of that, where it is to be ended.
    pub fn begin(&mut self, new: Soaking) -> Option<(SessionId, u64)> {
        let before = self.running().find(|s| same(&s.soak.target, &new.soak.target)).map(|s| (s.session, s.soak.id));
        self.all.retain(|s| !same(&s.soak.target, &new.soak.target));
        self.all.push(new);
        if self.all.len() > KEPT
            && let Some(at) = self.all.iter().position(|s| !s.is_running())
        {
            self.all.remove(at);
        }
        before
    }

    /// The sessions that something is watched in, or is to be.
    pub(super) fn sessions(&self) -> impl Iterator<Item = SessionId> {
        self.running().map(|s| s.session).chain(self.holds.iter().map(|h| h.session))
    }

    /// The session has gone, and with it all that was watched there; gives whose.
    pub(super) fn leave(&mut self, session: SessionId) -> Vec<Target> {
        let gone = |of: SessionId| of == session;
        let watched = self.running().filter(|s| gone(s.session)).map(|s| s.soak.target.clone());
        let held = self.holds.iter().filter(|h| gone(h.session)).map(|h| h.target.clone());
        let left = watched.chain(held).collect();
        self.all.retain(|s| !gone(s.session));
        self.holds.retain(|h| !gone(h.session));
        left
    }
}

impl Soaking {
    /// Where it stands while it goes on; `now` is the time of its cluster.
    pub fn stands(&self, now: Time) -> SoakText {
        let Some(news) = &self.news else { return SoakText::Begun };
        let (new, old) = (&news.new, &news.old);
        match &news.stage {
            // What is held does not roll, ready or not.
            Stage::Rolling if self.soak.canary => SoakText::Beside(new.pods, old.pods),
            Stage::Rolling => SoakText::Rolling(new.ready, new.pods.max(new.ready)),
            Stage::Watching(None) => SoakText::Beside(new.pods, old.pods),
            Stage::Watching(Some(until)) => SoakText::Watching(new.ready, new.pods, human_duration(until.since(now).max(0))),
            Stage::Ended(_) => SoakText::Begun,
        }
    }

    /// How it is while it goes on: whether something was found, or nothing can be known.
    pub fn mood(&self) -> Mood {
        match &self.news {
            Some(news) if !news.findings.is_empty() => Mood::Unwell,
            Some(news) if news.silent.is_some() => Mood::Unknown,
            Some(_) | None => Mood::Busy,
        }
    }
}

/// Whether two targets are one object, whatever is known of its kind besides.
pub fn same(a: &Target, b: &Target) -> bool {
    a.context == b.context && a.uid == b.uid
}

/// Whether a Deployment is paused in the middle of a rollout, with old and new pods side by side.
pub fn halfway(w: &Workload) -> bool {
    w.kind == WorkloadKind::Deployment && w.paused && w.updated > 0 && w.replicas > w.updated
}

/// What a watch is asked that follows a workload from now on: as it stands where it is held halfway.
pub fn asked(id: u64, target: &Target, generation: i64, watch: i64, canary: bool) -> Soak {
    Soak { id, target: target.clone(), generation, ready_within: None, watch, canary }
}
