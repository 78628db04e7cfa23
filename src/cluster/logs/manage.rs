//! The manager: keeps the open streams equal to what is wanted.

use super::ahead::{AHEAD, Ahead};
use super::collect::collect;
use super::memory::Memory;
use super::starts::Starts;
use super::stream::{Shared, Stream};
use super::{MAX_STREAMS, Pace, Wanted};
use crate::cluster::Session;
use crate::model::Time;
use crate::model::logs::{LogLine, LogWish, Remark};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

/// Pieces of lines that may wait for the collector: with the largest piece this is 1 MiB.
const WAITING: usize = 16;
/// For how long what is said to be gone is asked for as often as what is in trouble, and how seldom then.
const DOUBTED: Duration = Duration::from_secs(60);
const LATER: Duration = Duration::from_secs(15);
/// Left-out logs that are named; of more, the number is said.
const MOST_NAMED: usize = 10;

/// A stream's name: the source, and whether it is its previous run's log.
type Key = (u32, bool);

fn key(wish: &LogWish) -> Key {
    (wish.source.id, wish.previous)
}

/// Runs until the follower is dropped or nobody reads its lines any more.
pub(super) async fn manage(
    session: Session,
    tx: mpsc::Sender<(u64, Vec<LogLine>)>,
    pace: Pace,
    mut wanted: watch::Receiver<Wanted>,
    renewed: watch::Receiver<u64>,
) {
    let mut view: Option<View> = None;
    loop {
        let changed = match &mut view {
            None => wanted.changed().await,
            Some(view) => tokio::select! {
                changed = wanted.changed() => changed,
                () = view.step() => continue,
                () = tx.closed() => return,
            },
        };
        if changed.is_err() {
            return;
        }
        let Some((number, wishes)) = wanted.borrow_and_update().clone() else { continue };
        if view.as_ref().is_none_or(|v| v.number != number) {
            // All of the old view's tasks are aborted with it.
            view = Some(View::new(number, session.clone(), tx.clone(), pace, renewed.clone()));
        }
        if let Some(view) = &mut view {
            view.wishes = wishes;
            view.match_wishes();
        }
    }
}

/// An open stream.
struct Open {
    /// The way to tell it of a changed wish; hanging up closes it.
    tell: watch::Sender<LogWish>,
    /// Until when it may read its log to the end, where it is not wanted any more.
    until: Option<Instant>,
}

/// One view's streams.
struct View {
    number: u64,
    wishes: Arc<[LogWish]>,
    shared: Shared,
    tasks: JoinSet<Option<(Key, Memory)>>,
    open: HashMap<Key, Open>,
    /// Streams that were told to close and have not yet.
    closing: HashSet<Key>,
    /// Where those that ended or were closed had come to.
    rested: HashMap<Key, Memory>,
    left_out: HashSet<Key>,
    remarks: Vec<LogLine>,
    renewed: watch::Receiver<u64>,
    /// When one whose pod is said to be gone, though it is wanted, is asked for again; and which one was.
    doubts_at: Option<Instant>,
    doubted: Option<Key>,
    /// Since when there are such.
    gone_since: Option<Instant>,
}

impl View {
    fn new(
        number: u64,
        session: Session,
        tx: mpsc::Sender<(u64, Vec<LogLine>)>,
        pace: Pace,
        renewed: watch::Receiver<u64>,
    ) -> Self {
        let (lines, gathered) = mpsc::channel(WAITING);
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            collect(number, gathered, tx, pace).await;
            None
        });
        let starts = Starts::new(pace);
        let mut again = renewed.clone();
        again.mark_unchanged();
        Self {
            number,
            wishes: Arc::default(),
            shared: Shared {
                session,
                pace,
                lines,
                starts,
                renewed,
                outage: Arc::new(AtomicBool::new(false)),
                ahead: Ahead::default(),
            },
            tasks,
            open: HashMap::new(),
            closing: HashSet::new(),
            rested: HashMap::new(),
            left_out: HashSet::new(),
            remarks: Vec::new(),
            renewed: again,
            doubts_at: None,
            doubted: None,
            gone_since: None,
        }
    }

    /// Waits for something of its own to do, and does it. Can be abandoned at any point.
    async fn step(&mut self) {
        let lines = self.shared.lines.clone();
        let due = self.open.values().filter_map(|o| o.until).min();
        tokio::select! {
            () = sleep_until(due.unwrap_or_else(Instant::now)), if due.is_some() => {
                let late: Vec<Key> = self.open.iter().filter(|(_, o)| o.until.is_some() && o.until <= due).map(|(k, _)| *k).collect();
                for key in late {
                    self.open.remove(&key);
                    self.closing.insert(key);
                }
            }
            Ok(place) = lines.reserve(), if !self.remarks.is_empty() => place.send(std::mem::take(&mut self.remarks)),
            Some(ended) = self.tasks.join_next() => {
                if let Ok(Some((key, memory))) = ended {
                    self.open.remove(&key);
                    self.closing.remove(&key);
                    self.rested.insert(key, memory);
                    self.match_wishes();
                    self.doubt_later();
                }
            }
            () = sleep_until(self.doubts_at.unwrap_or_else(Instant::now)), if self.doubts_at.is_some() => self.doubt(),
            // What does not know a pod may be something else than its API server: one that is still wanted is asked for again.
            Ok(()) = self.renewed.changed() => {
                self.rested.values_mut().for_each(Memory::doubt_gone);
                self.match_wishes();
            }
            else => std::future::pending().await,
        }
    }

    /// The keys of those that are wanted, though their pods are said to be gone.
    fn gone(&self) -> Vec<Key> {
        self.wishes.iter().map(key).filter(|k| self.rested.get(k).is_some_and(Memory::is_gone)).collect()
    }

    /// A pod that is gone is soon not wanted any more. Where it is wanted all the same, one of them is asked for again after a while.
    fn doubt_later(&mut self) {
        if !self.shared.pace.in_turn || self.gone().is_empty() {
            (self.doubts_at, self.gone_since) = (None, None);
            return;
        }
        let since = *self.gone_since.get_or_insert_with(Instant::now);
        let pause = if since.elapsed() < DOUBTED { AHEAD } else { LATER };
        self.doubts_at.get_or_insert(Instant::now() + pause);
    }

    fn doubt(&mut self) {
        self.doubts_at = None;
        let mut gone = self.gone();
        // All of them, where the last one that was asked for is there.
        if !self.doubted.is_some_and(|k| self.open.contains_key(&k)) {
            gone.truncate(1);
        }
        self.doubted = gone.first().copied();
        for key in gone {
            self.rested.entry(key).and_modify(Memory::doubt_gone);
        }
        self.match_wishes();
        self.doubt_later();
    }

    fn match_wishes(&mut self) {
        let wishes = self.wishes.clone();
        let wanted: HashSet<Key> = wishes.iter().map(key).collect();
        // Nothing more is expected of them than what their logs have.
        let until = Instant::now() + self.shared.pace.parting;
        for (_, open) in self.open.iter_mut().filter(|(key, open)| open.until.is_none() && !wanted.contains(key)) {
            open.until = Some(until);
            open.tell.send_modify(|wish| wish.running = false);
        }
        self.left_out.retain(|k| wanted.contains(k));
        let mut named = Vec::new();
        let mut seen = HashSet::new();
        for wish in wishes.iter().filter(|w| seen.insert(key(w))) {
            let key = key(wish);
            if let Some(open) = self.open.get_mut(&key) {
                open.until = None;
                open.tell.send_if_modified(|now| {
                    let changed = now != wish;
                    if changed {
                        now.clone_from(wish);
                    }
                    changed
                });
            } else if self.closing.contains(&key) || self.rested.get(&key).is_some_and(|m| !m.goes_on(wish)) {
                // It is looked at again when it has closed, or for good.
            } else if self.open.len() + self.closing.len() < MAX_STREAMS {
                self.left_out.remove(&key);
                self.begin(key, wish);
            } else if self.left_out.insert(key) {
                named.push(wish);
            }
        }
        if let Some(first) = named.first() {
            let name = |w: &&LogWish| format!("{}/{}", w.source.pod, w.source.container).into();
            let names = named.iter().take(MOST_NAMED).map(name).collect();
            let nanos = Time::system().millis().saturating_mul(1_000_000);
            self.remarks.push(LogLine { source: first.source.id, nanos, body: Remark::LeftOut(named.len(), names).into() });
        }
    }

    fn begin(&mut self, key: Key, wish: &LogWish) {
        let (tell, told) = watch::channel(wish.clone());
        let memory = self.rested.remove(&key).unwrap_or_default();
        let stream = Stream::new(self.shared.clone(), told, memory);
        self.open.insert(key, Open { tell, until: None });
        self.tasks.spawn(async move { Some((key, stream.run().await)) });
    }
}
