//! The ways in which a list or a watch comes to its end, and what comes after each.

use super::backoff::jitter;
use super::listing::Listing;
use super::pace::{AHEAD, AHEAD_DENIED, FORGETS, SETTLES, TOO_SHORT, TRUSTED};
use super::{Closed, Reflector, Sink, Source, Unknown};
use crate::cluster::error::ApiError;
use crate::cluster::link::Heard;
use crate::cluster::throttle::Called;
use crate::model::feed::WatchState;
use crate::model::trouble::{Trouble, Way};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// Why a list or a watch came to its end.
#[derive(Debug)]
pub(super) enum Halt {
    /// Nobody is told any more.
    Closed,
    /// There is reason to try anew at once: the server is back, or the client is new.
    Kicked,
    /// A list that came as a stream has come to its end.
    Listed,
    /// The server knows another past: only a list can tell how it is now.
    Rewritten,
    /// The watch ended as it should, having given something or not.
    Ended {
        /// Whether it gave anything.
        spoke: bool,
    },
    /// The stream of an open watch broke.
    Broken(ApiError),
    /// The stream was silent while the server did not answer the heartbeat either, for this reason.
    Severed(Arc<Trouble>),
    /// A request failed, or the watch told of a failure.
    Failed(ApiError),
}

impl From<Closed> for Halt {
    fn from(_: Closed) -> Self {
        Self::Closed
    }
}

impl From<Heard> for Halt {
    fn from(heard: Heard) -> Self {
        if heard == Heard::Rewritten { Self::Rewritten } else { Self::Kicked }
    }
}

impl<S: Source, K: Sink<S>> Reflector<S, K> {
    /// What comes after an end, of a watch or of a list: how long to wait.
    pub(super) async fn after(&mut self, halt: Halt, watching: bool) -> Result<Duration, Closed> {
        let lived = std::mem::take(&mut self.lived);
        if lived >= TRUSTED {
            self.failures = 0;
        }
        match halt {
            Halt::Closed => Err(Closed),
            Halt::Listed => Ok(Duration::ZERO),
            Halt::Kicked => {
                (self.failures, self.called) = (0, Called::Return);
                Ok(Duration::ZERO)
            }
            Halt::Rewritten => {
                self.forget();
                (self.failures, self.called) = (0, Self::REWRITTEN);
                Ok(Duration::ZERO)
            }
            Halt::Ended { spoke: false } if lived < TOO_SHORT => self.trouble(ApiError::Transport(Way::AtOnce), None).await,
            // What it gave is true, but a server that does so again and again must not be asked as often.
            Halt::Ended { .. } if lived < TOO_SHORT => {
                self.called = Called::Break;
                Ok(jitter(AHEAD))
            }
            Halt::Ended { .. } => {
                if lived < TRUSTED {
                    self.called = Called::Break;
                }
                Ok(Duration::ZERO)
            }
            // Balancers cut long streams. One that had lived is resumed without a word; if that fails it is said then.
            Halt::Broken(_) if self.failures == 0 => self.silently(),
            Halt::Broken(e) => self.trouble(e, None).await,
            Halt::Severed(why) => self.trouble(ApiError::Transport(Way::Down(why)), Some(self.link.answered())).await,
            Halt::Failed(e) => self.failed(e, watching).await,
        }
    }

    /// A request failed.
    async fn failed(&mut self, e: ApiError, watching: bool) -> Result<Duration, Closed> {
        if e.is_gone() {
            return self.past_is_gone(e).await;
        }
        if watching && matches!(e.code(), Some(403 | 405)) {
            if self.state == WatchState::Live && self.denied_since.is_none() {
                // What could be watched until now may not even be listed any more.
                (self.position, self.denied_since) = (None, Some(Instant::now()));
                self.member.stands_back();
                return Ok(Duration::ZERO);
            }
            return self.poll().await;
        }
        if e.is_unauthorized() && self.failures == 0 {
            // The session has forgotten the client with the answer: the next one has its credentials read anew.
            return self.silently();
        }
        if e.is_forbidden() {
            return self.denied(&e).await;
        }
        if e.is_not_found() {
            match self.source.unknown() {
                Unknown::Elsewhere => {
                    self.forget();
                    return Ok(Duration::ZERO);
                }
                Unknown::None(what) => {
                    self.forget();
                    self.stale_since = None;
                    self.member.stands_back();
                    self.set(WatchState::Denied { error: Trouble::NotServed(what.to_owned()).into() }, Some(&e)).await?;
                    return Ok(self.reprobe());
                }
                Unknown::Failed => {}
            }
        }
        if matches!(e, ApiError::TooLarge { .. }) && !watching && self.asks_for_fewer() {
            return Ok(Duration::ZERO);
        }
        // A position or token that the server will never take again, whatever its reason, must not be offered for ever.
        match e.code() {
            Some(400 | 404..=407 | 409..=428) => self.forget(),
            Some(_) if watching && self.failures >= 3 => self.position = None,
            _ => {}
        }
        self.trouble(e, None).await
    }

    /// That a past is forgotten now and then is how the API works: what is known is listed anew at once, and watched from there.
    async fn past_is_gone(&mut self, e: ApiError) -> Result<Duration, Closed> {
        self.forget();
        let now = Instant::now();
        let seldom = self.forgotten_at.is_none_or(|at| now.duration_since(at) >= FORGETS);
        if self.failures == 0 && self.listed_at.elapsed() >= SETTLES && seldom {
            self.forgotten_at = Some(now);
            return Ok(Duration::ZERO);
        }
        if self.failures == 0 { self.silently() } else { self.trouble(e, None).await }
    }

    /// It may not be listed.
    async fn denied(&mut self, e: &ApiError) -> Result<Duration, Closed> {
        self.stale_since = None;
        self.listing = Listing::default();
        self.set(WatchState::Denied { error: e.trouble().into() }, Some(e)).await?;
        // What was there until now may be a fault of the server's: one of those that are denied goes ahead for a while.
        let since = self.denied_since.get_or_insert_with(Instant::now).elapsed();
        if self.listed && since < AHEAD_DENIED && self.member.goes_ahead() {
            return Ok(jitter(AHEAD));
        }
        self.member.stands_back();
        Ok(self.reprobe())
    }

    /// Tried again at once and without a word. If that fails it is said then.
    fn silently(&mut self) -> Result<Duration, Closed> {
        (self.failures, self.called) = (1, Called::Break);
        Ok(Duration::ZERO)
    }
}
