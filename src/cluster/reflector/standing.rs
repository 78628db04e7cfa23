//! How a reflector stands, and what it tells of that: live, in doubt, in trouble, listed at a slow pace.

use super::backoff::{asked, delay, jitter, stale};
use super::pace::{AHEAD, LASTS, LATE, OTHERS, RECOVERS, REPROBE};
use super::{Closed, Reflector, Sink, Source};
use crate::cluster::error::ApiError;
use crate::model::Time;
use crate::model::feed::WatchState;
use crate::model::trouble::Way;
use std::time::Duration;
use tokio::time::Instant;

impl<S: Source, K: Sink<S>> Reflector<S, K> {
    /// Between two lists where it is not watched.
    pub(super) const POLL: Duration = Duration::from_secs(S::POLL as u64);

    /// The server has said something about what is shown.
    pub(super) fn heard(&mut self) {
        self.heard = Some((Instant::now(), Time::system()));
        self.doubted = false;
    }

    /// When what is shown is in doubt, unless the server says something before.
    pub(super) fn doubtful_at(&self) -> Option<Instant> {
        let lasts = Duration::from_secs(self.link.lasts().max(LASTS).into());
        self.heard.map(|(at, _)| at + lasts + LATE)
    }

    /// The server has left out a word that was due, or does not come to the end of a list. What goes on goes on.
    pub(super) async fn doubt(&mut self, why: Way) -> Result<(), Closed> {
        let known = self.heard.take().map_or_else(Time::system, |(_, at)| at);
        self.doubted = true;
        let until = if self.listed { known } else { self.started };
        let error = ApiError::Transport(why);
        let state = stale(&mut self.stale_since, until, Duration::ZERO, &error);
        self.set(state, Some(&error)).await
    }

    /// A word is due while no stream is open that could bring it: what is shown is in doubt, but the next stream need only stay open.
    pub(super) async fn unheard(&mut self) -> Result<(), Closed> {
        self.doubt(Way::Unanswered).await?;
        self.doubted = false;
        Ok(())
    }

    /// What was heard too long ago does not tell that it is still so: neither where a stream was waited for, nor where the last word was that
    /// of a list that is taken now and then.
    pub(super) async fn forgets_what_is_old(&mut self) -> Result<(), Closed> {
        if self.is_live() {
            if self.doubtful_at().is_some_and(|at| at <= Instant::now()) {
                self.unheard().await?;
            }
        } else if self.heard.is_some_and(|(at, _)| at.elapsed() >= LATE) {
            self.heard = None;
        }
        Ok(())
    }

    /// Between two tries where what is shown is in doubt.
    pub(super) fn next_try(&self) -> Duration {
        jitter(if self.member.goes_ahead() { AHEAD } else { OTHERS })
    }

    /// Whether what is shown is said to be the newest known state.
    pub(super) fn is_live(&self) -> bool {
        self.state == WatchState::Live
    }

    /// It may be listed and not watched: the list is taken anew now and then, and the watch tried again from it, where there is one.
    pub(super) async fn poll(&mut self) -> Result<Duration, Closed> {
        self.stale_since = None;
        self.failures = 0;
        self.member.stands_back();
        self.set(WatchState::Polling { every: S::POLL }, None).await?;
        if !self.source.watches() {
            (self.position, self.denied_since) = (None, None);
            return Ok(jitter(Self::POLL));
        }
        let due = Self::POLL.saturating_sub(self.listed_at.elapsed());
        Ok(self.reprobe().min(jitter(due)).max(Duration::from_millis(100)))
    }

    /// How long to wait where it was denied.
    pub(super) fn reprobe(&mut self) -> Duration {
        let since = *self.denied_since.get_or_insert_with(Instant::now);
        jitter((since.elapsed() / 4).clamp(REPROBE.0, REPROBE.1))
    }

    /// It failed, and is tried again after a while. `known` is until when what is shown was known to be so, if that is not now.
    pub(super) async fn trouble(&mut self, error: ApiError, known: Option<Time>) -> Result<Duration, Closed> {
        self.failures = self.failures.saturating_add(1);
        self.heard = None;
        let mut pause = delay(self.failures, &error);
        // Where it does not answer at all, the heartbeat goes ahead; where a plugin signs in, it is not run for one watch that is refused.
        let signs_in = error.is_unauthorized() && self.session.has_plugin();
        if !signs_in && self.ear.down().is_none() && self.member.goes_ahead() {
            pause = pause.min(jitter(AHEAD).max(asked(&error)));
        }
        let until = if self.listed { known.unwrap_or_else(Time::system) } else { self.started };
        let state = stale(&mut self.stale_since, until, pause, &error);
        self.set(state, Some(&error)).await?;
        Ok(pause)
    }

    /// What is shown is the newest known state.
    pub(super) async fn live(&mut self) -> Result<(), Closed> {
        let denied = self.denied_since.take().is_some();
        if self.stale_since.take().is_some() || denied {
            self.recovers_at = Some(Instant::now() + RECOVERS);
        }
        self.set(WatchState::Live, None).await
    }

    /// Its stream has stayed open since it came right: the others try as well.
    pub(super) fn recovered(&mut self) {
        self.recovers_at = None;
        self.member.recovered();
        self.session.came_through();
    }

    /// The first list is on its way.
    pub(super) async fn starting(&mut self, listed: usize, of: Option<usize>) -> Result<(), Closed> {
        if self.listed { Ok(()) } else { self.set(WatchState::Starting { listed, of }, None).await }
    }

    /// A list has come to its end.
    pub(super) fn has_listed(&mut self) {
        (self.listed, self.listed_at) = (true, Instant::now());
        if S::MAIN {
            self.link.has_listed(|| self.source.collection());
        }
        self.heard();
    }

    /// Everything is known up to this version.
    pub(super) fn reached(&mut self, version: String) {
        if S::MAIN {
            self.link.reached(&version);
        }
        self.position = Some(version);
    }

    /// Whether nothing has been told of it yet.
    pub(super) fn is_new(&self) -> bool {
        self.state == WatchState::Waiting
    }

    pub(super) async fn set(&mut self, state: WatchState, why: Option<&ApiError>) -> Result<(), Closed> {
        if self.state == state {
            return Ok(());
        }
        self.state = state;
        self.sink.stands(&self.source, &self.state, why).await
    }

    /// Counts objects that could not be read. The log hears of it once.
    pub(super) fn count_unread(&mut self, objects: usize) {
        if objects == 0 {
            return;
        }
        self.link.count_unread(objects);
        if !std::mem::replace(&mut self.said_unread, true) {
            tracing::warn!(of = self.source.collection(), objects, "objects that cannot be read are passed over");
        }
    }
}
