//! Following a rollout: what it has done, what it waits for, and what is in its way. The view is told anew from what is known each time
//! that it is drawn; what the rows do not have (events, the last lines of a crash) is asked for while it is open.

pub mod reasons;
pub mod view;

use super::{Mode, Next};
use crate::app::commands::Way;
use crate::app::messages::Level;
use crate::app::msg::Effect;
use crate::app::state::State;
use crate::command::{Command, Key, Shared};
use crate::model::change::Target;
use crate::model::event::{Event, EventNews, EventWish};
use crate::model::logs::LastRun;
use crate::model::pod::Pod;
use crate::model::{Name, Time, Uid};
use std::collections::HashMap;

/// Crashes of which the last lines are asked for at once.
const RUNS: usize = 2;
/// Sayings that are kept: one for each object and reason.
const SAYINGS: usize = 4000;

/// The lines that a run wrote last; `None` while they are on their way.
pub type Lines = Option<Result<Vec<String>, String>>;

crate::view_commands! {
    /// The keys of a rollout that is followed, beside those that every view has.
    "Rollout" RolloutKey {
        RollBack "rollout-roll-back" [like RollBack Workloads] "roll back" "roll back to an earlier revision";
        Leave "rollout-leave" [like Track Workloads] "leave" "leave";
    }
}

/// The rollout that is followed.
#[derive(Clone, Debug)]
pub struct Tracker {
    /// Of which workload.
    pub target: Target,
    /// The number that the answers carry.
    pub id: u64,
    /// The first line of reasons and pods that is drawn.
    pub scroll: usize,
    /// What was said last, by object and reason.
    said: HashMap<(Uid, Name), Event>,
    /// Why events cannot be read, where they cannot.
    deaf: Option<Name>,
    /// The runs that were asked for, by pod and container, and their last lines.
    runs: HashMap<(Uid, Name), (LastRun, Lines)>,
    /// What was known when crashes were looked for last.
    looked: Option<u64>,
}

impl Tracker {
    fn new(target: Target, id: u64) -> Self {
        Self { target, id, scroll: 0, said: HashMap::new(), deaf: None, runs: HashMap::new(), looked: None }
    }

    /// What was said last about an object for a reason.
    fn said(&self, about: &Uid, reason: &str) -> Option<&Event> {
        self.said.get(&(about.clone(), reason.into()))
    }

    /// Since when an image is fetched for a pod, where that was said last.
    fn pulling(&self, pod: &Uid) -> Option<Time> {
        let began = self.said(pod, "Pulling")?.last;
        let ended = self.said(pod, "Pulled").map(|e| e.last);
        (ended.is_none_or(|t| t < began)).then_some(began)
    }

    /// What was said last of what keeps a pod from being made. Warnings that keep it from nothing are left out, and what the scheduler
    /// said before it had found a node.
    fn hindrance(&self, pod: &Pod) -> Option<&Event> {
        let hinders = |reason: &str| match reason {
            "FailedScheduling" => pod.node.is_none(),
            _ => reason.starts_with("Failed") || reason == "NetworkNotReady",
        };
        let of = self.said.values().filter(|e| e.warning && e.about == pod.uid && hinders(&e.reason));
        of.max_by_key(|e| e.last)
    }

    fn hear(&mut self, events: Vec<Event>) {
        self.deaf = None;
        for event in events {
            let key = (event.about.clone(), event.reason.clone());
            if self.said.get(&key).is_none_or(|known| known.last <= event.last) {
                self.said.insert(key, event);
            }
        }
        if self.said.len() > SAYINGS {
            let mut times: Vec<Time> = self.said.values().map(|e| e.last).collect();
            times.sort_unstable();
            let half = times[times.len() / 2];
            self.said.retain(|_, e| e.last > half);
        }
    }
}

impl State {
    /// Follows the rollout of the workload under the cursor.
    pub(in crate::app) fn open_tracker(&mut self) {
        let Some(w) = self.subject_workload() else { return };
        let target = self.target(w);
        self.workloads.hold();
        let id = self.fresh_id();
        self.open_view(Mode::Tracker(Tracker::new(target, id)));
    }

    /// The rollout that is followed, also below other views.
    fn tracker(&self) -> Option<&Tracker> {
        self.views.iter().rev().find_map(|mode| if let Mode::Tracker(t) = mode { Some(t) } else { None })
    }

    /// As [`State::tracker`], of a number, to be changed.
    fn tracker_of(&mut self, id: u64) -> Option<&mut Tracker> {
        self.views.iter_mut().find_map(|mode| if let Mode::Tracker(t) = mode { Some(t).filter(|t| t.id == id) } else { None })
    }

    /// The namespace of the rollout that is followed.
    pub(in crate::app) fn tracked_namespace(&self) -> Option<Name> {
        self.tracker().map(|t| t.target.namespace.clone())
    }

    pub(in crate::app) fn tracker_key(&mut self, key: Key, effects: &mut Vec<Effect>) -> Next {
        let page = isize::from(i16::try_from(self.size.1).unwrap_or(i16::MAX)) / 2;
        let Some(Mode::Tracker(tracker)) = self.views.top() else { return Next::Stay };
        let target = tracker.target.clone();
        let last = self.tracker_view(tracker).lines(usize::from(self.size.0)).saturating_sub(1);
        let by = match (self.keymap.of_view(key), self.keymap.shared(key)) {
            (Some(RolloutKey::Leave), _) | (_, Some(Shared::Back | Shared::Quit)) => return Next::Close,
            (Some(RolloutKey::RollBack), _) => match self.may_roll_back(&target) {
                Ok(()) => return Next::Push(self.revisions_of(target, effects)),
                Err(why) => {
                    self.messages.say(self.now, Level::Warn, format!("roll-back: {why}"));
                    0
                }
            },
            (None, Some(Shared::Motion(motion))) => motion.lines(page),
            (None, None) => {
                self.not_here(key, &[Way::Leave, Way::RollBack]);
                0
            }
        };
        if let Some(Mode::Tracker(tracker)) = self.views.top_mut()
            && by != 0
        {
            tracker.scroll = tracker.scroll.saturating_add_signed(by).min(last);
        }
        Next::Stay
    }

    /// Whether the workload that is followed may be rolled back, and why not.
    pub fn may_roll_back(&self, target: &Target) -> Result<(), Name> {
        let mut situation = self.situation();
        situation.workload = self.cluster.store.workload(&target.uid).map(|w| w.kind);
        if situation.workload.is_none() {
            return Err(format!("{target} is gone, or not in view").into());
        }
        situation.rights = self.cluster.rights.get(&target.namespace).cloned().unwrap_or_default();
        situation.check(Command::RollBack)
    }

    /// What was said, by the cluster's components.
    pub(in crate::app) fn told(&mut self, id: u64, news: EventNews) {
        let Some(tracker) = self.tracker_of(id) else { return };
        match news {
            EventNews::Said(events) => tracker.hear(events),
            EventNews::Lost(why) => tracker.deaf = Some(why),
        }
    }

    /// The last lines of a run. Those of a run that another has followed meanwhile come too late.
    pub(in crate::app) fn last_run_came(&mut self, id: u64, run: LastRun, lines: Result<Vec<String>, String>) {
        if let Some(tracker) = self.tracker_of(id)
            && let Some(known) = tracker.runs.get_mut(&(run.uid.clone(), run.container.clone()))
            && known.0 == run
        {
            known.1 = Some(lines);
        }
    }

    /// Has the events watched while a rollout is followed, and asks for the last lines of what has crashed: once for each crash.
    pub(in crate::app) fn track(&mut self, effects: &mut Vec<Effect>) {
        let wish =
            self.tracker().map(|t| EventWish { id: t.id, namespace: t.target.namespace.clone(), name: t.target.name.clone() });
        if wish != self.tracking {
            effects.push(Effect::Track(self.cluster.session, wish.clone()));
            self.tracking = wish;
        }
        let Some(tracker) = self.tracker() else { return };
        let id = tracker.id;
        if tracker.looked == Some(self.cluster.store.generation()) {
            return;
        }
        let wanted: Vec<LastRun> = self
            .cluster
            .store
            .workload(&tracker.target.uid)
            .map(|w| view::tracked_pods(self, tracker, w))
            .map(|pods| reasons::crashes(&pods).into_iter().take(RUNS).collect())
            .unwrap_or_default();
        let (generation, session) = (self.cluster.store.generation(), self.cluster.session);
        let Some(tracker) = self.tracker_of(id) else { return };
        tracker.looked = Some(generation);
        for run in wanted {
            let key = (run.uid.clone(), run.container.clone());
            if tracker.runs.get(&key).is_none_or(|(known, _)| *known != run) {
                // What the run before wrote stays until the answer has come.
                let before = tracker.runs.remove(&key).and_then(|(_, lines)| lines);
                tracker.runs.insert(key, (run.clone(), before));
                effects.push(Effect::LastRun(session, tracker.id, run));
            }
        }
    }
}
