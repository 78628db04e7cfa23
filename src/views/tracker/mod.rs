//! Following a rollout: what it has done, what it waits for, and what is in its way. The view is told anew from what is known each time
//! that it is drawn; what the rows do not have (events, the last lines of a crash) is asked for while it is open.

pub mod draw;
mod keys;
pub mod reasons;
pub mod told;

pub use keys::RolloutKey;

use crate::app::desk::Desk;
use crate::app::moment::Moment;
use crate::app::msg::Effect;
use crate::app::room::{News, Room};
use crate::app::text::Word;
use crate::app::wish::{Next, Wish};
use crate::model::change::Target;
use crate::model::event::{Event, EventNews, EventWish};
use crate::model::logs::LastRun;
use crate::model::pod::Pod;
use crate::model::trouble::Trouble;
use crate::model::{Lang, Name, Time, Uid};
use std::collections::HashMap;
use std::sync::Arc;

/// Crashes of which the last lines are asked for at once.
const RUNS: usize = 2;
/// Sayings that are kept: one for each object and reason.
const SAYINGS: usize = 4000;

/// The lines that a run wrote last; `None` while they are on their way.
pub type Lines = Option<Result<Vec<String>, Arc<Trouble>>>;

/// The rollout that is followed.
#[derive(Clone, Debug)]
pub struct View {
    /// Of which workload.
    pub target: Target,
    /// The number that the answers carry.
    pub id: u64,
    /// The first line of reasons and pods that is drawn.
    pub scroll: usize,
    /// What was said last, by object and reason.
    said: HashMap<(Uid, Name), Event>,
    /// Why events cannot be read, where they cannot.
    deaf: Option<Arc<Trouble>>,
    /// The runs that were asked for, by pod and container, and their last lines.
    runs: HashMap<(Uid, Name), (LastRun, Lines)>,
    /// What was known when crashes were looked for last.
    looked: Option<u64>,
}

impl View {
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

    fn hear_events(&mut self, events: &[Event]) {
        self.deaf = None;
        for event in events.iter().cloned() {
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

impl View {
    /// The runs that crashed last, of which the last lines are wanted.
    fn crashed(&self, now: Moment<'_>) -> Vec<LastRun> {
        let Some(w) = now.cluster.store.workload(&self.target.uid) else { return Vec::new() };
        reasons::crashes(&told::tracked_pods(now, self, w)).into_iter().take(RUNS).collect()
    }
}

/// Whose rollout it is is told by the wish.
pub(super) fn open(wish: &Wish, desk: &mut Desk<'_>) -> Option<Box<dyn Room>> {
    let Wish::Rollout(target) = wish else { return None };
    Some(Box::new(View::new(target.clone(), desk.fresh_id())))
}

impl Room for View {
    fn name(&self, lang: Lang) -> String {
        Word::Rollout.of(lang).into()
    }

    fn watches(&self) -> Option<EventWish> {
        Some(EventWish { id: self.id, namespace: self.target.namespace.clone(), name: self.target.name.clone() })
    }

    fn hear(&mut self, news: &News, _: &mut Desk<'_>) -> Next {
        match news {
            News::Told(id, EventNews::Said(events)) if *id == self.id => self.hear_events(events),
            News::Told(id, EventNews::Lost(why)) if *id == self.id => self.deaf = Some(why.clone()),
            // Those of a run that another has followed meanwhile come too late.
            News::LastRun(id, run, lines) if *id == self.id => {
                if let Some(known) = self.runs.get_mut(&(run.uid.clone(), run.container.clone()))
                    && known.0 == *run
                {
                    known.1 = Some(lines.clone());
                }
            }
            News::Told(..)
            | News::LastRun(..)
            | News::Revisions(..)
            | News::Fetched(..)
            | News::Previewed(..)
            | News::Saved(..)
            | News::Draft(_)
            | News::Nodes(..)
            | News::Related(..)
            | News::Foreseen(..)
            | News::Ports(..)
            | News::Helm(..)
            | News::Listed(..)
            | News::Access(..)
            | News::Kept(..)
            | News::Compared(..)
            | News::Entries(..)
            | News::Value(..)
            | News::Stale(..)
            | News::Items(..) => {}
        }
        Next::Stay
    }

    /// Asks for the last lines of what has crashed: once for each crash.
    fn settle(&mut self, desk: &mut Desk<'_>) {
        let generation = desk.cluster.store.generation();
        if self.looked == Some(generation) {
            return;
        }
        self.looked = Some(generation);
        for run in self.crashed(desk.moment()) {
            let key = (run.uid.clone(), run.container.clone());
            if self.runs.get(&key).is_none_or(|(known, _)| *known != run) {
                // What the run before wrote stays until the answer has come.
                let before = self.runs.remove(&key).and_then(|(_, lines)| lines);
                self.runs.insert(key, (run.clone(), before));
                desk.effects.push(Effect::LastRun(desk.cluster.session, self.id, run));
            }
        }
    }
}
