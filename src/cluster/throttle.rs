//! Requests that are made again. Each user of the API waits longer after each failure; here is what all of them together may do to a server
//! that fails in whatever way: with the heartbeat and the one watch that goes ahead it stays below five requests a second. What is asked for
//! the first time is never held up, and neither is the first try after the server was found to be back.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Mutex as Line, watch};
use tokio::time::{Instant, sleep_until};

/// Who asks again. Logs are many, and must not stand in the way of what the panes show.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Queue {
    /// Lists and watches of whatever the panes show.
    Watches,
    /// Logs, and what is asked about their pods.
    Logs,
}

/// Time between two requests of a line that are made again, and how many may come at once.
const WATCHES: (Duration, u32) = (Duration::from_millis(1700), 6);
const LOGS: (Duration, u32) = (Duration::from_millis(1900), 4);
/// For how long the tries that one event is reason for go at once.
const WAVE: Duration = Duration::from_secs(1);
/// The same, by queue, for those that try since another has come through: many at first, since a fault that is over leaves all of them in
/// trouble, and then few, since one that is not lets some through again and again.
const THROUGH: [(Duration, u32); 2] = [(Duration::from_secs(4), 7), (Duration::from_secs(5), 2)];
/// How long it is until the next break, and the next return of the server, are believed.
const BREAKS: Duration = Duration::from_secs(20);
const RETURNS: Duration = Duration::from_secs(15);

/// What reason there is to believe that a try comes through.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Called {
    /// None: the wait is over.
    #[default]
    No,
    /// A stream that had lived broke.
    Break,
    /// The server answers again, or the client is new.
    Return,
    /// A watch that was in trouble has come through: a reason for some to try, while others may still be ill.
    Through,
    /// The log that went ahead of those in trouble is read again.
    Ahead,
}

/// The way in for all that a session asks again.
#[derive(Debug, Default)]
pub(super) struct Throttle {
    turns: Mutex<Turns>,
    /// Who waits for a turn, in the order in which they came: nobody is passed over while others come and go.
    watches: Line<()>,
    logs: Line<()>,
    through: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Turns {
    watches: Bucket,
    logs: Bucket,
    breaks: Option<Instant>,
    returns: Option<Instant>,
    aheads: Option<Instant>,
    /// By queue.
    through: [Bucket; 2],
}

#[derive(Debug, Default)]
struct Bucket {
    /// When the next turn would be, were none ever given early.
    next: Option<Instant>,
}

impl Bucket {
    /// Takes a turn, or says when there is one.
    fn take(&mut self, now: Instant, (every, burst): (Duration, u32)) -> Result<(), Instant> {
        let next = self.next.map_or(now, |next| next.max(now));
        match next.checked_sub(every * (burst - 1)).filter(|at| *at > now) {
            Some(at) => Err(at),
            None => {
                self.next = Some(next + every);
                Ok(())
            }
        }
    }
}

impl Turns {
    /// Whether there is reason to let one in at once.
    fn believes(&mut self, queue: Queue, called: Called, now: Instant) -> bool {
        let (wave, next) = match called {
            Called::No => return false,
            Called::Break => (&mut self.breaks, BREAKS),
            Called::Return => (&mut self.returns, RETURNS),
            Called::Ahead => (&mut self.aheads, RETURNS),
            Called::Through => return self.through[queue as usize].take(now, THROUGH[queue as usize]).is_ok(),
        };
        match *wave {
            Some(wave) if now.duration_since(wave) < WAVE => true,
            Some(wave) if now.duration_since(wave) < next => false,
            _ => {
                *wave = Some(now);
                true
            }
        }
    }

    /// Takes a turn, or says when there is one.
    fn take(&mut self, queue: Queue, now: Instant) -> Result<(), Instant> {
        match queue {
            Queue::Watches => self.watches.take(now, WATCHES),
            Queue::Logs => self.logs.take(now, LOGS),
        }
    }
}

impl Throttle {
    fn turns(&self) -> MutexGuard<'_, Turns> {
        self.turns.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether one who waits may ask at once, since there is new reason to.
    pub(super) fn believes(&self, queue: Queue, called: Called) -> bool {
        self.turns().believes(queue, called, Instant::now())
    }

    /// One that was in trouble has come through: whoever waits is told.
    pub(super) fn came_through(&self) {
        self.through.send_modify(|count| *count += 1);
    }

    /// Where that is told.
    pub(super) fn through(&self) -> watch::Receiver<u64> {
        self.through.subscribe()
    }

    /// Waits for a turn to ask again. One that is waited for and not taken is nobody's.
    pub(super) async fn wait(&self, queue: Queue) {
        let line = match queue {
            Queue::Watches => &self.watches,
            Queue::Logs => &self.logs,
        };
        let _first = line.lock().await;
        loop {
            let taken = self.turns().take(queue, Instant::now());
            match taken {
                Ok(()) => return,
                Err(at) => sleep_until(at).await,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn turn(throttle: &Throttle, queue: Queue, called: Called) {
        if !throttle.believes(queue, called) {
            throttle.wait(queue).await;
        }
    }

    fn allowed(turns: &mut Turns, queue: Queue, called: Called, now: Instant) -> bool {
        turns.believes(queue, called, now) || turns.take(queue, now).is_ok()
    }

    #[tokio::test]
    async fn who_waits_longest_is_next_and_a_return_lets_all_in() {
        let throttle = std::sync::Arc::new(Throttle::default());
        for _ in 0..WATCHES.1 {
            turn(&throttle, Queue::Watches, Called::No).await;
        }
        let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
        for i in 0..3 {
            let (throttle, tell) = (throttle.clone(), tell.clone());
            tokio::spawn(async move {
                turn(&throttle, Queue::Watches, Called::No).await;
                tell.send(i)
            });
            tokio::task::yield_now().await;
        }
        let begun = Instant::now();
        for i in 0..3 {
            assert_eq!(told.recv().await, Some(i));
        }
        assert!(begun.elapsed() <= WATCHES.0 * 5, "{:?}", begun.elapsed());
        assert!(throttle.believes(Queue::Watches, Called::Return) && !throttle.believes(Queue::Watches, Called::No));
    }

    #[test]
    fn whoever_asks_again_and_however_often_it_is_few_a_second() {
        for called in [Called::No, Called::Break, Called::Ahead, Called::Through] {
            let (start, mut turns) = (Instant::now(), Turns::default());
            let (mut first, mut then) = (0, 0);
            // A thousand tries of each queue in ten seconds; where they are called, that is believed once.
            for i in 0..1000u32 {
                let now = start + Duration::from_millis(10) * i;
                let called = if (150..260).contains(&i) { called } else { Called::No };
                let taken = allowed(&mut turns, Queue::Watches, called, now) as u32
                    + allowed(&mut turns, Queue::Logs, Called::No, now) as u32;
                if i < 300 { first += taken } else { then += taken }
            }
            let wave = match called {
                Called::No => 0,
                // A second in which all are let in.
                Called::Break | Called::Ahead => 100,
                Called::Through | Called::Return => 7,
            };
            assert!(first <= wave + 15 && then <= 11, "{called:?}: {first} {then}");
            assert!(then >= 8, "{called:?}: turns come all the same: {then}");
        }
    }

    #[test]
    fn after_its_return_all_try_at_once_but_a_return_is_not_believed_again_and_again() {
        let (start, mut turns) = (Instant::now(), Turns::default());
        let after = |s: u64| start + Duration::from_secs(s);
        assert!((0..200).all(|_| allowed(&mut turns, Queue::Logs, Called::Return, start)));
        let again = (0..20).filter(|_| allowed(&mut turns, Queue::Logs, Called::Return, after(2))).count();
        assert_eq!(again, LOGS.1 as usize);
        assert!(allowed(&mut turns, Queue::Watches, Called::No, after(2)), "logs do not hold up watches");
        assert!((0..20).all(|_| allowed(&mut turns, Queue::Watches, Called::Break, after(3))), "a break is another matter");
        assert!((0..20).all(|_| allowed(&mut turns, Queue::Logs, Called::Return, after(18))));
    }

    #[tokio::test]
    async fn who_goes_away_leaves_his_turn_to_others() {
        let throttle = Throttle::default();
        for _ in 0..LOGS.1 {
            turn(&throttle, Queue::Logs, Called::No).await;
        }
        for _ in 0..50 {
            let waits = tokio::time::timeout(Duration::from_millis(1), turn(&throttle, Queue::Logs, Called::No)).await;
            assert!(waits.is_err());
        }
        let begun = Instant::now();
        turn(&throttle, Queue::Logs, Called::No).await;
        assert!(begun.elapsed() < 2 * LOGS.0);
    }
}
