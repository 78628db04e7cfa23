//! Of the logs that were read and cannot be any more one goes ahead: it asks more often than the others, for as little as shows that a log is
//! had again, and calls them when it is.

use super::memory::End;
use super::stamp;
use super::stream::{Stream, renewal};
use crate::cluster::ApiError;
use crate::cluster::body::TEXT;
use crate::cluster::reflector::pace::TOO_SHORT;
use crate::cluster::session::READ_DEADLINE;
use crate::model::trouble::Unread;
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, sleep};

/// The longest pause of the one that goes ahead.
pub(super) const AHEAD: Duration = Duration::from_millis(1300);
/// For how long one that is denied what it had goes ahead: rights may be taken for good.
const DENIED: Duration = Duration::from_secs(60);
/// Questions that are on their way at once.
const MOST: usize = 3;
/// As little of a log as there is.
const LITTLE: &str = "&tailLines=1&limitBytes=128";

/// Which of a view's logs goes ahead.
#[derive(Clone, Debug, Default)]
pub(super) struct Ahead {
    who: Arc<Mutex<Option<(u32, bool)>>>,
    calls: watch::Sender<u64>,
}

impl Ahead {
    /// Whether it is this one, or may be.
    fn goes(&self, key: (u32, bool)) -> bool {
        *self.who.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(key) == key
    }

    /// It does so no longer; whether it did.
    fn stands_back(&self, key: (u32, bool)) -> bool {
        self.who.lock().unwrap_or_else(PoisonError::into_inner).take_if(|ahead| *ahead == key).is_some()
    }

    /// Where it is told that the one that went ahead is read again.
    pub(super) fn calls(&self) -> watch::Receiver<u64> {
        self.calls.subscribe()
    }
}

impl Stream {
    const fn key(&self) -> (u32, bool) {
        (self.wish.source.id, self.wish.previous)
    }

    /// Whether it goes ahead after this end.
    pub(super) fn goes_ahead(&mut self, end: &End) -> bool {
        let error = match end {
            End::Broken => None,
            End::Refused(error) => Some(error),
            // What runs and has said something has a log, and one that is followed does not end.
            End::Closed if self.wish.running && self.lived < TOO_SHORT && !self.progress && self.has_lines() => None,
            End::Closed | End::Stop | End::Gone | End::Enough => return self.stands_back(),
        };
        let since = *self.troubled.get_or_insert_with(Instant::now);
        let may = self.shared.pace.in_turn
            && self.memory.opened
            && !error.is_some_and(ApiError::is_unauthorized)
            && (since.elapsed() < DENIED || !error.is_some_and(ApiError::is_forbidden));
        if may { self.shared.ahead.goes(self.key()) } else { self.stands_back() }
    }

    fn has_lines(&self) -> bool {
        self.memory.place.last().is_some()
    }

    fn stands_back(&self) -> bool {
        self.shared.ahead.stands_back(self.key());
        false
    }

    /// It is read again: if it went ahead, the others are called.
    pub(super) fn came_through(&mut self) {
        if self.troubled.take().is_some() && self.shared.ahead.stands_back(self.key()) {
            self.shared.ahead.calls.send_modify(|count| *count += 1);
        }
    }

    /// Waits until it is known whether the log can be read: a question that costs little, and that is asked again where the last one may have
    /// gone into the void.
    pub(super) async fn asks_little(&mut self) -> Result<(), End> {
        self.shared.renewed.mark_unchanged();
        let mut renewed = self.shared.renewed.clone();
        let (path, session) = (self.path(LITTLE), &self.shared.session);
        let ask = async || {
            let body = session.get_within(&path, TEXT, READ_DEADLINE).await?;
            // Whatever else answers has no line of a log.
            let is_log = !self.has_lines() || body.split(|b| *b == b'\n').any(|line| stamp::split(line).is_some());
            if is_log { Ok(()) } else { Err(ApiError::Decode(Unread::NoLog)) }
        };
        let mut asked = FuturesUnordered::new();
        let answer = loop {
            if asked.len() < MOST {
                asked.push(ask());
            }
            tokio::select! {
                Some(answer) = asked.next() => break answer.map_err(End::Refused),
                end = renewal(&mut renewed) => break Err(end),
                () = sleep(AHEAD) => {}
            }
        };
        drop(asked);
        answer.map_err(|end| self.let_go(end))
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.stands_back();
    }
}

#[cfg(test)]
mod tests {
    use crate::cluster::logs::Pace;
    use crate::cluster::logs::fake::Fault;
    use crate::cluster::logs::tests::{Rig, SECOND, mark, numbered, texts, wish};
    use crate::model::logs::Remark;
    use std::time::{Duration, Instant};

    #[tokio::test]
    async fn logs_that_cannot_be_read_are_asked_for_seldom_and_all_read_soon_after() {
        const PODS: [&str; 4] = ["a", "b", "c", "d"];
        for fault in [
            Fault::Refuse(500, "so it is".into()),
            Fault::Refuse(403, "so it is".into()),
            Fault::Refuse(404, "so it is".into()),
            Fault::Words(String::new()),
            Fault::Words("<html>".into()),
            Fault::Words("x".repeat(70_000)),
        ] {
            let mut rig = Rig::with(Pace::default()).await;
            for pod in PODS {
                rig.fake.change(pod, |l| l.lines = numbered(0..10, SECOND));
            }
            rig.follower.set(1, (1..).zip(PODS).map(|(id, pod)| wish(id, pod)).collect());
            rig.until("all", |l| texts(l).len() == 40).await;
            for pod in PODS {
                rig.fake.change(pod, |l| l.faults = std::iter::repeat_n(fault.clone(), 1000).collect());
            }
            rig.follower.reconnect();
            let asked = |fake: &crate::cluster::logs::fake::Fake| PODS.iter().map(|pod| fake.requests(pod).len()).sum::<usize>();
            let before = asked(&rig.fake);
            let begun = Instant::now();
            rig.server("some tries", |fake| PODS.iter().any(|pod| fake.requests(pod).len() >= 6)).await;
            let tries = asked(&rig.fake) - before;
            assert!(tries as f64 <= 12.0 + 2.5 * begun.elapsed().as_secs_f64(), "{fault:?}: {tries} in {:?}", begun.elapsed());
            // What is tried at once since the connection lives is tried once.
            rig.follower.reconnect();
            rig.server("they are asked for anew", |fake| asked(fake) >= before + tries + 2).await;
            let again = (asked(&rig.fake), Instant::now());
            rig.server("two more", |fake| PODS.iter().any(|pod| fake.requests(pod).len() >= 8)).await;
            let tries = asked(&rig.fake) - again.0;
            assert!(tries as f64 <= 14.0 + 2.5 * again.1.elapsed().as_secs_f64(), "{fault:?}: {tries} in {:?}", again.1.elapsed());
            let over = Instant::now();
            for pod in PODS {
                rig.fake.change(pod, |l| {
                    l.faults.clear();
                    l.lines.extend(numbered(10..11, SECOND));
                });
            }
            rig.until("all are read again", |l| texts(l).len() == 44).await;
            // With turns alone the last of them would have to wait for many times as long.
            assert!(over.elapsed() < Duration::from_secs(4), "{fault:?}: {:?}", over.elapsed());
        }
    }

    #[tokio::test]
    async fn pods_that_are_wanted_though_they_are_said_to_be_gone_are_read_soon_after_they_are_there() {
        const PODS: [&str; 3] = ["a", "b", "c"];
        let mut rig = Rig::with(Pace::default()).await;
        for pod in PODS {
            rig.fake.change(pod, |l| l.lines = numbered(0..10, SECOND));
        }
        rig.follower.set(1, (1..).zip(PODS).map(|(id, pod)| wish(id, pod)).collect());
        rig.until("all", |l| texts(l).len() == 30).await;
        let uid = rig.fake.change("a", |l| l.uid.clone());
        for pod in PODS {
            rig.fake.change(pod, |l| l.uid = "another".into());
        }
        rig.follower.reconnect();
        rig.until("all to be gone", |l| l.iter().filter(|l| mark(l) == Some(&Remark::Gone)).count() == 3).await;
        let over = Instant::now();
        for pod in PODS {
            rig.fake.change(pod, |l| {
                l.uid.clone_from(&uid);
                l.lines.extend(numbered(10..11, SECOND));
            });
        }
        rig.until("all are read again", |l| texts(l).len() == 33).await;
        assert!(over.elapsed() < Duration::from_secs(4), "{:?}", over.elapsed());
        assert_eq!(rig.marks().iter().filter(|m| **m == "gone").count(), 3, "said once each");
    }
}
