//! Following what was deleted until it is gone: the object is read, seldom and with the UID that was shown, until the server has it no more.

use super::Gate;
use crate::cluster::change::error::ChangeError;
use crate::cluster::change::lock::lock;
use crate::cluster::change::object::held;
use crate::cluster::change::reads::{self, users};
use crate::journal::{EntryId, Journal, JournalError};
use crate::model::change::reason::{Held, LeavingReason};
use crate::model::change::{Outcome, Target};
use crate::model::{Time, human_duration};
use std::sync::{Arc, Weak};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep, timeout};

/// How many changes are remembered whose end is still to be written; of the oldest the journal keeps what it has.
const FOLLOWED: usize = 1024;
/// Between two reads of objects that are going, of all of them together.
const APART: Duration = Duration::from_millis(250);
/// The longest pause between two reads of one: in the first minutes, and later.
const SOON: Duration = Duration::from_secs(5);
const LATER: Duration = Duration::from_secs(15);
/// After this it is said, and written, that it is still there.
const LATE: Duration = Duration::from_secs(120);

/// What is followed after its answer.
#[derive(Default)]
pub(super) struct Followed {
    entries: Vec<(u64, EntryId, Arc<Journal>)>,
    looks: Vec<(u64, Arc<Notify>)>,
}

impl Followed {
    /// Remembers where the end of a change is to be written.
    pub(super) fn begun(&mut self, intent: u64, id: EntryId, journal: Arc<Journal>) {
        if self.entries.len() >= FOLLOWED {
            self.entries.remove(0);
        }
        self.entries.push((intent, id, journal));
    }
}

/// News of an object that was deleted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Leaving {
    /// It is still there, and what holds it.
    Held(Held),
    /// It is still there long after, is gone, or cannot be followed any more: an outcome, which has been written to the journal.
    Outcome(Outcome),
}

impl Gate {
    /// Writes to the journal how a change that was accepted went on. One that this gate did not send, or long ago, is passed over.
    ///
    /// # Errors
    /// When the line cannot be written.
    pub async fn conclude(&self, intent: u64, outcome: Outcome) -> Result<(), JournalError> {
        let Some(sender) = &self.sender else { return Ok(()) };
        let entry = lock(&sender.followed)
            .entries
            .iter()
            .find(|(i, ..)| *i == intent)
            .map(|(_, id, journal)| (id.clone(), journal.clone()));
        match entry {
            Some((id, journal)) => journal.finish_async(id, outcome, Time::system()).await,
            None => Ok(()),
        }
    }

    /// Has an object that is going looked at now: a watch says that it is gone.
    pub fn look_now(&self, intent: u64) {
        let Some(sender) = &self.sender else { return };
        if let Some((_, look)) = lock(&sender.followed).looks.iter().find(|(i, _)| *i == intent) {
            look.notify_one();
        }
    }

    fn looked_at(&self, intent: u64) -> Option<Arc<Notify>> {
        let look = Arc::new(Notify::new());
        lock(&self.sender.as_ref()?.followed).looks.push((intent, look.clone()));
        Some(look)
    }

    /// One read, in its turn among all that are followed: `None` when the object is gone.
    async fn still_there(&self, target: &Target) -> Result<Option<Held>, ChangeError> {
        let Some(sender) = &self.sender else { return Ok(None) };
        {
            let mut last = sender.reads.lock().await;
            if let Some(wait) = last.and_then(|at: Instant| (at + APART).checked_duration_since(Instant::now())) {
                sleep(wait).await;
            }
            *last = Some(Instant::now());
        }
        match reads::fetch(&self.session, target, sender.pace.look).await {
            Ok(object) if !object.exists() => Ok(None),
            Ok(object) => {
                let users = users::of(&self.session, target).await;
                Ok(Some(held::now(&object.json, &users, Time::system())))
            }
            Err(e) if e.is_gone() => Ok(None),
            Err(e) => Err(e),
        }
    }

    /// Follows an object that was deleted until it is gone, or until the gate is: its session was left. `tell` hears when what holds it
    /// changes, and every outcome.
    pub async fn see_off<F: Future<Output = ()> + Send>(
        gate: Weak<Self>,
        intent: u64,
        target: Target,
        tell: impl Fn(Leaving) -> F + Send + Sync,
    ) {
        let began = Instant::now();
        let Some(look) = gate.upgrade().and_then(|gate| gate.looked_at(intent)) else { return };
        let (mut pause, mut said, mut late) = (Duration::from_millis(250), None, false);
        loop {
            let Some(gate) = gate.upgrade() else { return };
            let took = human_duration(i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX));
            let outcome = match gate.still_there(&target).await {
                Ok(None) => Some(Outcome::Done { note: Some(LeavingReason::GoneAfter(took).into()) }),
                Ok(Some(now)) => {
                    if !late && began.elapsed() >= LATE {
                        late = true;
                        let held = Outcome::Held { reason: LeavingReason::StillThere(took, now.clone()).into() };
                        let _ = gate.conclude(intent, held.clone()).await;
                        tell(Leaving::Outcome(held)).await;
                    }
                    if said.as_ref() != Some(&now) {
                        tell(Leaving::Held(now.clone())).await;
                        said = Some(now);
                    }
                    None
                }
                // Who may delete it and not read it is not told more.
                Err(e) if e.is_denied() => Some(Outcome::Held { reason: LeavingReason::Unfollowed(Box::new(e.into())).into() }),
                Err(_) => None,
            };
            if let Some(outcome) = outcome {
                let _ = gate.conclude(intent, outcome.clone()).await;
                if let Some(sender) = &gate.sender {
                    lock(&sender.followed).looks.retain(|(i, _)| *i != intent);
                }
                tell(Leaving::Outcome(outcome)).await;
                return;
            }
            drop(gate);
            let _ = timeout(pause, look.notified()).await;
            pause = (pause * 2).min(if late { LATER } else { SOON });
        }
    }
}
