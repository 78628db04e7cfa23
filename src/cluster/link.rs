//! What the heartbeat and the watches of a session tell each other: whether the server answers, whether it is still the same, and when to
//! let go of a stream and when to come back.

use crate::model::Time;
use crate::model::trouble::Trouble;
use std::any::TypeId;
use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, watch};
use tokio::time::timeout;

/// How long a watch is asked to last (seconds): so often the server says by itself that it still feeds the watch, with a bookmark two seconds
/// before its end (nextBookmarkTime in kubernetes' cacher) and with the end.
pub(super) const LASTS: u32 = 8;
/// From this version on a server may have streaming lists (KEP-3157; off where its feature gate is). An older one takes the request for
/// a plain watch, whose beginning has no end.
const STREAMING: (u32, u32) = (1, 27);
/// How long the first lists wait for the first heartbeat: about as long as one takes.
const MEETING: Duration = Duration::from_millis(120);

/// What the watches need to know of the link.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Signals {
    /// Why the server does not answer; `None` while it does, and before the first heartbeat.
    pub down: Option<Arc<Trouble>>,
    /// How often it has come back.
    returns: u64,
    /// How often the client was made anew.
    renewals: u64,
    /// How often a watch in trouble has come through, or the one that went ahead has stood back.
    recoveries: u64,
    /// How often it was found that the server knows another past than the watches do.
    rewrites: u64,
}

/// The link's state, shared between the heartbeat and the watches.
#[derive(Debug)]
pub(super) struct Link {
    signals: watch::Sender<Signals>,
    answered: AtomicI64,
    /// Of each group, the watch that tries most often, where some are in trouble while the heartbeat is well.
    scouts: Mutex<HashMap<TypeId, u64>>,
    /// The highest version that a watch has come to, as far as they are numbers.
    highest: AtomicU64,
    /// Rung when a stream ended or broke: what comes after may be another server.
    doubt: Notify,
    /// Whether lists may be asked for as streams; `None` until the server has said what it is.
    streams: watch::Sender<Option<bool>>,
    /// Watches that there have been, by which the next is numbered, and that there are.
    watches: (AtomicU64, AtomicU64),
    /// A collection that may be listed.
    listed: Mutex<Option<String>>,
    /// Objects and lines that could not be read.
    unread: AtomicU64,
}

impl Link {
    pub(super) fn new() -> Arc<Self> {
        let answered = AtomicI64::new(Time::system().millis());
        Arc::new(Self {
            signals: watch::Sender::default(),
            answered,
            scouts: Mutex::default(),
            highest: AtomicU64::new(0),
            doubt: Notify::new(),
            streams: watch::Sender::new(None),
            watches: Default::default(),
            listed: Mutex::default(),
            unread: AtomicU64::new(0),
        })
    }

    /// One watch more, of the group to which all belong that watch such things: those of another may be well while these are in trouble, and
    /// the other way round.
    pub(super) fn joins<Group: 'static>(self: &Arc<Self>) -> Member {
        self.watches.1.fetch_add(1, Ordering::Relaxed);
        Member { link: self.clone(), number: self.watches.0.fetch_add(1, Ordering::Relaxed), group: TypeId::of::<Group>() }
    }

    /// Counts what could not be read and is not shown.
    pub(super) fn count_unread(&self, objects: usize) {
        self.unread.fetch_add(objects as u64, Ordering::Relaxed);
    }

    /// How much that is so far.
    pub(super) fn unread(&self) -> u64 {
        self.unread.load(Ordering::Relaxed)
    }

    /// For how many seconds a watch is asked: where there are many, longer, so that all of them together stay below two requests a second.
    pub(super) fn lasts(&self) -> u32 {
        LASTS.max(u32::try_from(self.watches.1.load(Ordering::Relaxed) / 2).unwrap_or(LASTS)).min(60)
    }

    /// A list of this collection has come, by its path up to where more is asked.
    pub(super) fn has_listed(&self, collection: impl FnOnce() -> String) {
        self.listed.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(collection);
    }

    /// A collection that may be listed, as far as one is known.
    pub(super) fn may_list(&self) -> Option<String> {
        self.listed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes note of what the server is, by its version (`v1.34.1`); of one that does not say, nothing is expected.
    pub(super) fn met(&self, version: &str) {
        let mut numbers = version.trim_start_matches('v').split(['.', '+', '-']).map_while(|n| n.parse::<u32>().ok());
        let version = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
        let able = version >= STREAMING;
        self.streams.send_if_modified(|known| match known {
            None => known.replace(able).is_none(),
            // Another server may have taken its place, and be older.
            Some(streams) if *streams && !able && version.0 > 0 => known.replace(false).is_some(),
            Some(_) => false,
        });
    }

    /// The server has refused to stream a list, though it is new enough.
    pub(super) fn no_streams(&self) {
        self.streams.send_replace(Some(false));
    }

    /// Whether a list may be asked for as a stream. Right after the start it waits for a moment until the server has said what it is.
    pub(super) async fn streams(&self) -> bool {
        let mut known = self.streams.subscribe();
        let first = timeout(MEETING, known.wait_for(Option::is_some)).await;
        first.is_ok_and(|known| known.is_ok_and(|streams| *streams == Some(true)))
    }

    /// A watch has come to this version.
    pub(super) fn reached(&self, version: &str) {
        if let Ok(version) = version.parse() {
            self.highest.fetch_max(version, Ordering::Relaxed);
        }
    }

    /// The highest version that any has come to; 0 for none.
    pub(super) fn highest(&self) -> u64 {
        self.highest.load(Ordering::Relaxed)
    }

    /// A stream ended or broke: the server may have been restarted, and its past with it.
    pub(super) fn doubt(&self) {
        self.doubt.notify_one();
    }

    /// Waits for such a doubt.
    pub(super) async fn doubted(&self) {
        self.doubt.notified().await;
    }

    /// The server knows another past: no version that a watch holds means anything any more.
    pub(super) fn rewritten(&self) {
        self.highest.store(0, Ordering::Relaxed);
        self.signals.send_modify(|p| p.rewrites += 1);
    }

    fn scouts(&self) -> MutexGuard<'_, HashMap<TypeId, u64>> {
        self.scouts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// When the server last answered a heartbeat, or when the session began.
    pub(super) fn answered(&self) -> Time {
        Time::from_millis(self.answered.load(Ordering::Relaxed))
    }

    /// Everything tries again at once, with the new client.
    pub(super) fn renewed(&self) {
        self.signals.send_modify(|p| p.renewals += 1);
    }

    pub(super) fn up(&self) {
        self.answered.store(Time::system().millis(), Ordering::Relaxed);
        self.signals.send_if_modified(|p| {
            let returned = p.down.take().is_some();
            p.returns += u64::from(returned);
            returned
        });
    }

    pub(super) fn down(&self, why: &Arc<Trouble>) {
        self.signals.send_if_modified(|p| p.down.replace(why.clone()).is_none());
    }

    pub(super) fn listen(&self) -> Ear {
        let signals = self.signals.subscribe();
        let seen = signals.borrow().clone();
        Ear { signals, seen }
    }
}

/// One watch among those of a session. Dropped, it is one less.
#[derive(Debug)]
pub(super) struct Member {
    link: Arc<Link>,
    number: u64,
    group: TypeId,
}

impl Member {
    /// Whether it is in trouble as the one of its group that goes ahead: it tries often, and the others are called when it comes through. So a
    /// server in trouble gets few requests, and its return is noticed soon.
    pub(super) fn goes_ahead(&self) -> bool {
        *self.link.scouts().entry(self.group).or_insert(self.number) == self.number
    }

    /// Whether it is the one that goes ahead.
    pub(super) fn is_ahead(&self) -> bool {
        self.link.scouts().get(&self.group) == Some(&self.number)
    }

    /// If it has gone ahead it does so no longer: it is denied, or closed. Another takes its place.
    pub(super) fn stands_back(&self) {
        if self.leaves_place() {
            self.link.signals.send_modify(|p| p.recoveries += 1);
        }
    }

    /// It was in trouble and has come through: the others try as well.
    pub(super) fn recovered(&self) {
        self.leaves_place();
        self.link.signals.send_modify(|p| p.recoveries += 1);
    }

    /// Whether it was ahead, which it is no longer.
    fn leaves_place(&self) -> bool {
        let mut scouts = self.link.scouts();
        let was_ahead = scouts.get(&self.group) == Some(&self.number);
        if was_ahead {
            scouts.remove(&self.group);
        }
        was_ahead
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        self.stands_back();
        self.link.watches.1.fetch_sub(1, Ordering::Relaxed);
    }
}

/// One listener to the link.
#[derive(Debug)]
pub(super) struct Ear {
    signals: watch::Receiver<Signals>,
    seen: Signals,
}

/// What a listener was woken by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Heard {
    /// The server no longer answers.
    Down,
    /// The server answers again.
    Up,
    /// The client was made anew.
    Renewed,
    /// Another watch that was in trouble has come through, or goes ahead no longer.
    Recovered,
    /// The server knows another past.
    Rewritten,
}

impl Ear {
    /// Why the server does not answer.
    pub(super) fn down(&self) -> Option<Arc<Trouble>> {
        self.signals.borrow().down.clone()
    }

    /// Waits for the next change. Nothing is lost when it is dropped and called again.
    pub(super) async fn hear(&mut self) -> Heard {
        loop {
            let now = self.signals.borrow_and_update().clone();
            if now != self.seen {
                let before = std::mem::replace(&mut self.seen, now);
                let heard = if self.seen.rewrites != before.rewrites {
                    Heard::Rewritten
                } else if self.seen.renewals != before.renewals {
                    Heard::Renewed
                } else if self.seen.returns != before.returns {
                    Heard::Up
                } else if self.seen.recoveries != before.recoveries {
                    Heard::Recovered
                } else {
                    Heard::Down
                };
                return heard;
            }
            if self.signals.changed().await.is_err() {
                return std::future::pending().await;
            }
        }
    }

    /// Waits until there is reason to try at once: the server is back, or knows another past, or the client is new.
    pub(super) async fn kicked(&mut self) -> Heard {
        loop {
            match self.hear().await {
                Heard::Down | Heard::Recovered => {}
                heard => return heard,
            }
        }
    }

    /// Waits until there is reason not to wait any longer: one of those, or another watch has come through.
    pub(super) async fn called(&mut self) -> Heard {
        loop {
            match self.hear().await {
                Heard::Down => {}
                heard => return heard,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn lists_are_streams_where_the_server_is_new_enough_and_has_not_refused() {
        for (version, streams) in [
            ("v1.20.2", false),
            ("v1.26.9", false),
            ("v1.27.0-alpha.1+x", true),
            ("v1.34.1-eks-1", true),
            ("v2.0.0", true),
            ("", false),
        ] {
            let link = Link::new();
            link.met(version);
            assert_eq!(link.streams().await, streams, "{version}");
        }
        let link = Link::new();
        link.met("v1.34.0");
        link.met("");
        assert!(link.streams().await, "one answer without a version says nothing");
        link.met("v1.26.0");
        assert!(!link.streams().await, "an older server has taken its place");
        let link = Link::new();
        link.met("v1.34.0");
        link.no_streams();
        link.met("v1.34.0");
        assert!(!link.streams().await, "it has refused");
    }
}
