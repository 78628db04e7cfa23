//! Opening many streams without storming the API server: few at once, and no more than so many a second.

use super::{MAX_STARTS, Pace};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until};

/// The way in, for all streams of a view.
#[derive(Clone, Debug)]
pub(super) struct Starts {
    /// One is held while a stream is opened.
    permits: Arc<Semaphore>,
    turns: Arc<Mutex<Turns>>,
}

impl Starts {
    pub(super) fn new(pace: Pace) -> Self {
        Self { permits: Arc::new(Semaphore::new(MAX_STARTS)), turns: Arc::new(Mutex::new(Turns { every: pace.start, next: None })) }
    }

    /// Waits for a turn. `None` only where there is no way in any more.
    pub(super) async fn turn(&self) -> Option<OwnedSemaphorePermit> {
        let permit = self.permits.clone().acquire_owned().await.ok()?;
        let at = self.turns.lock().unwrap_or_else(PoisonError::into_inner).take(Instant::now());
        sleep_until(at).await;
        Some(permit)
    }
}

/// Turns at a steady pace, the first few of them at once.
#[derive(Debug)]
struct Turns {
    every: Duration,
    /// When the next one would be, were none ever given early.
    next: Option<Instant>,
}

impl Turns {
    fn take(&mut self, now: Instant) -> Instant {
        let ahead = self.every * (MAX_STARTS as u32 - 1);
        let next = self.next.map_or(now, |next| next.max(now));
        self.next = Some(next + self.every);
        next.checked_sub(ahead).map_or(now, |at| at.max(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_few_go_at_once_and_the_rest_one_after_another() {
        let (now, every) = (Instant::now(), Duration::from_millis(50));
        let mut turns = Turns { every, next: None };
        let waits: Vec<Duration> = (0..200).map(|_| turns.take(now).duration_since(now)).collect();
        assert!(waits[..MAX_STARTS].iter().all(Duration::is_zero), "{waits:?}");
        for (i, wait) in waits.iter().enumerate().skip(MAX_STARTS) {
            assert_eq!(*wait, every * (i + 1 - MAX_STARTS) as u32);
        }
        // After a rest it is as at first.
        let later = now + every * 400;
        assert!((0..MAX_STARTS).all(|_| turns.take(later) == later));
        assert_eq!(turns.take(later), later + every);
    }
}
