//! The task that keeps one scope known: list, watch, and what comes after each way in which these can end.

use super::backoff::{asked, delay, jitter, stale};
use super::listing::Listing;
use super::pace::{LASTS, LATE, TOO_SHORT, TRUSTED};
use super::request::PAGE;
use super::{Closed, Outlet};
use crate::cluster::error::ApiError;
use crate::cluster::link::{Ear, Heard, Link};
use crate::cluster::session::Session;
use crate::cluster::throttle::{Called, Queue};
use crate::cluster::wire::Decoder;
use crate::model::feed::{Feed, Scope, WatchState};
use crate::model::{Name, Time};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// Seconds between two lists where the watch is denied.
const POLL_SECS: u32 = 15;
const POLL: Duration = Duration::from_secs(POLL_SECS as u64);
/// Time until a denied list or watch is tried again, at first and at most; in between, a quarter of the time for which it has been denied. So
/// rights that were taken and given back are noticed soon, and who has none asks seldom.
const REPROBE: (Duration, Duration) = (Duration::from_millis(1500), Duration::from_secs(30));
/// How seldom a server forgets a past without anything being wrong.
const FORGETS: Duration = Duration::from_secs(30);
/// How old a list must be at least for that.
const SETTLES: Duration = Duration::from_secs(2);
/// Between two tries of the others where what is shown is in doubt.
const OTHERS: Duration = Duration::from_secs(5);
/// For how long one that is denied what it had tries as often.
const AHEAD_DENIED: Duration = Duration::from_secs(60);
/// How long a stream must stay open for the others to be told that this one is out of trouble.
const RECOVERS: Duration = Duration::from_millis(150);
/// The longest pause of the watch that goes ahead while others are in trouble as well.
pub(in crate::cluster) const AHEAD: Duration = Duration::from_millis(1400);

/// Why a list or a watch came to its end.
#[derive(Debug)]
pub(super) enum Halt {
    /// The application is gone.
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
    Severed(Name),
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

pub(super) struct Task {
    pub(super) session: Session,
    pub(super) scope: Scope,
    pub(super) out: Outlet,
    pub(super) ear: Ear,
    pub(super) link: Arc<Link>,
    /// Objects that could not be read, over all watches of the session.
    pub(super) unread: Arc<AtomicU64>,
    pub(super) decoder: Decoder,
    /// The resourceVersion up to which everything is known; `None` where a list is needed.
    pub(super) position: Option<String>,
    /// Objects asked for at once, at most: fewer where a page of them was too large.
    pub(super) most: usize,
    /// The list under way.
    pub(super) listing: Listing,
    /// Objects received of a list that comes as a stream, while it does.
    pub(super) streaming: Option<usize>,
    /// Whether it was tried to have the list as a stream, and that came to nothing.
    pub(super) plain: bool,
    /// Whether it is asked for under the older version of its kind.
    older: bool,
    /// Whether a list has ever come to its end.
    pub(super) listed: bool,
    /// When the others are told that it is out of trouble, if its stream goes on until then.
    pub(super) recovers_at: Option<Instant>,
    /// When the server last had forgotten the position.
    forgotten_at: Option<Instant>,
    /// How long the last stream lived.
    pub(super) lived: Duration,
    /// When the last list came to its end.
    pub(super) listed_at: Instant,
    /// The last word of the server about what is shown: an event, a bookmark, a list that came to its end, a watch that ended when it should.
    /// `None` after a failure: then only a new word, or a stream that stays open, makes it known again.
    pub(super) heard: Option<(Instant, Time)>,
    /// Whether the server has left a word out that was due: then an open stream alone says nothing.
    pub(super) doubted: bool,
    /// It was let in since another has come through: if it lists, the watch that goes on from there is no further try.
    pub(super) paid: bool,
    /// Whether there is reason to believe that the next try comes through.
    pub(super) called: Called,
    /// For how many seconds the watch was asked.
    pub(super) lasts: u32,
    failures: u32,
    started: Time,
    stale_since: Option<Time>,
    denied_since: Option<Instant>,
    state: WatchState,
    said_unread: bool,
}

impl Drop for Task {
    fn drop(&mut self) {
        self.link.stands_back(&self.scope);
        self.link.leaves();
    }
}

impl Task {
    pub(super) fn new(session: Session, scope: Scope, out: Outlet, link: Arc<Link>, unread: Arc<AtomicU64>) -> Self {
        link.joins();
        Self {
            decoder: Decoder::new(scope.kind),
            ear: link.listen(),
            session,
            scope,
            out,
            link,
            unread,
            position: None,
            most: PAGE,
            listing: Listing::default(),
            streaming: None,
            plain: false,
            older: false,
            listed: false,
            recovers_at: None,
            forgotten_at: None,
            lived: Duration::ZERO,
            listed_at: Instant::now(),
            heard: None,
            doubted: false,
            paid: false,
            called: Called::No,
            lasts: 0,
            failures: 0,
            started: Time::system(),
            stale_since: None,
            denied_since: None,
            state: WatchState::Waiting,
            said_unread: false,
        }
    }

    /// The version under which its kind is asked for.
    pub(super) fn version(&self) -> &'static str {
        self.scope.kind.older_version().filter(|_| self.older).unwrap_or("v1")
    }

    fn serve(&mut self, older: bool) {
        self.older = older;
        self.decoder.serves_older(older);
    }

    /// Runs until the application is gone or it is aborted.
    pub(super) async fn run(mut self) {
        while let Ok(pause) = self.step().await {
            if pause.is_zero() {
                continue;
            }
            tokio::select! {
                () = sleep(pause) => {}
                heard = self.ear.called() => {
                    self.called = if heard == Heard::Recovered { Called::Through } else { Called::Return };
                    if heard == Heard::Recovered {
                        continue;
                    }
                    self.failures = 0;
                    if heard == Heard::Rewritten || matches!(self.state, WatchState::Polling { .. }) {
                        (self.position, self.listing) = (None, Listing::default());
                    }
                }
            }
        }
    }

    /// One list or watch, and how long to wait after it.
    async fn step(&mut self) -> Result<Duration, Closed> {
        if matches!(self.state, WatchState::Polling { .. }) && self.listed_at.elapsed() >= POLL {
            self.position = None;
        }
        if self.position.is_none() {
            // A list that was begun in pages goes on in pages.
            let pages = self.plain || self.session.is_thin() || !self.listing.is_new() || !self.link.streams().await;
            if !pages {
                let Err(halt) = self.watch().await;
                if self.streaming.take().is_none() {
                    return self.after(halt, true).await;
                }
                self.plain = true;
                match halt {
                    Halt::Failed(e) if matches!(e.code(), Some(400 | 403..=406 | 422)) => {
                        if matches!(e.code(), Some(400 | 422)) {
                            self.link.no_streams();
                        }
                    }
                    // It came too slowly as it was.
                    Halt::Kicked if self.session.is_thin() => {}
                    halt => return self.after(halt, false).await,
                }
            }
            if let Err(halt) = self.list().await {
                return self.after(halt, false).await;
            }
            self.plain = false;
        }
        let Err(halt) = self.watch().await;
        self.after(halt, true).await
    }

    async fn after(&mut self, halt: Halt, watching: bool) -> Result<Duration, Closed> {
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
                (self.position, self.listing, self.failures, self.called) = (None, Listing::default(), 0, Called::Return);
                Ok(Duration::ZERO)
            }
            Halt::Ended { spoke: false } if lived < TOO_SHORT => {
                self.trouble(ApiError::Transport("the server ends the watch at once".into()), None).await
            }
            // What it gave is true, but a server that does so again and again must not be asked as often.
            Halt::Ended { .. } if lived < TOO_SHORT => {
                self.called = Called::Break;
                Ok(jitter(TOO_SHORT))
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
            Halt::Severed(why) => self.trouble(ApiError::Transport(why.to_string()), Some(self.link.answered())).await,
            Halt::Failed(e) if e.is_gone() => {
                (self.position, self.listing) = (None, Listing::default());
                // That a past is forgotten now and then is how the API works: what is known is listed anew at once, and watched from there.
                let now = Instant::now();
                if self.failures == 0
                    && self.listed_at.elapsed() >= SETTLES
                    && self.forgotten_at.is_none_or(|at| now.duration_since(at) >= FORGETS)
                {
                    self.forgotten_at = Some(now);
                    return Ok(Duration::ZERO);
                }
                if self.failures == 0 { self.silently() } else { self.trouble(e, None).await }
            }
            Halt::Failed(e) if watching && matches!(e.code(), Some(403 | 405)) => {
                if self.state == WatchState::Live && self.denied_since.is_none() {
                    // What could be watched until now may not even be listed any more.
                    (self.position, self.denied_since) = (None, Some(Instant::now()));
                    self.link.stands_back(&self.scope);
                    return Ok(Duration::ZERO);
                }
                self.poll().await
            }
            // The session has forgotten the client with the answer: the next one has its credentials read anew.
            Halt::Failed(e) if e.is_unauthorized() && self.failures == 0 => self.silently(),
            Halt::Failed(e) if e.is_forbidden() => {
                self.stale_since = None;
                self.listing = Listing::default();
                self.set(WatchState::Denied { error: e.to_string().into() }).await?;
                // What was there until now may be a fault of the server's: one of those that are denied goes ahead for a while.
                let since = self.denied_since.get_or_insert_with(Instant::now).elapsed();
                if self.listed && since < AHEAD_DENIED && self.link.goes_ahead(&self.scope) {
                    return Ok(jitter(AHEAD));
                }
                self.link.stands_back(&self.scope);
                Ok(self.reprobe())
            }
            // Servers before Kubernetes 1.21 have CronJobs under their older version alone.
            Halt::Failed(e) if e.is_not_found() && !self.older && self.scope.kind.older_version().is_some() => {
                self.serve(true);
                (self.position, self.listing) = (None, Listing::default());
                Ok(Duration::ZERO)
            }
            // A server without the kind has none of them, which is no reason to call the rest stale.
            Halt::Failed(e) if e.is_not_found() && self.scope.kind.is_batch() => {
                self.serve(false);
                (self.stale_since, self.position, self.listing) = (None, None, Listing::default());
                self.link.stands_back(&self.scope);
                let error = format!("the API server does not serve {}", self.scope.kind.plural());
                self.set(WatchState::Denied { error: error.into() }).await?;
                Ok(self.reprobe())
            }
            Halt::Failed(ApiError::TooLarge { .. }) if !watching && self.asks_for_fewer() => Ok(Duration::ZERO),
            Halt::Failed(e) => {
                // A position or token that the server will never take again, whatever its reason, must not be offered for ever.
                match e.code() {
                    Some(400 | 404..=407 | 409..=428) => (self.position, self.listing) = (None, Listing::default()),
                    Some(_) if watching && self.failures >= 3 => self.position = None,
                    _ => {}
                }
                self.trouble(e, None).await
            }
        }
    }

    fn silently(&mut self) -> Result<Duration, Closed> {
        (self.failures, self.called) = (1, Called::Break);
        Ok(Duration::ZERO)
    }

    /// Waits until the server may be asked again, where this is not the first time or there is trouble.
    pub(super) async fn turn(&mut self) -> Result<(), Halt> {
        let called = std::mem::take(&mut self.called);
        let again = called != Called::No || self.failures > 0 || self.denied_since.is_some();
        let paid = std::mem::take(&mut self.paid);
        if !again || paid || self.link.is_ahead(&self.scope) {
            return Ok(());
        }
        if self.session.believes(Queue::Watches, called) {
            self.paid = called == Called::Through;
            return Ok(());
        }
        let session = self.session.clone();
        let turn = session.wait(Queue::Watches);
        tokio::pin!(turn);
        loop {
            tokio::select! {
                () = &mut turn => return Ok(()),
                heard = self.ear.called() => match heard {
                    // Who waits keeps his place where that is not believed.
                    Heard::Recovered if self.session.believes(Queue::Watches, Called::Through) => {
                        self.paid = true;
                        return Ok(());
                    }
                    Heard::Recovered => {}
                    heard => return Err(heard.into()),
                },
            }
        }
    }

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
    pub(super) async fn doubt(&mut self, why: &str) -> Result<(), Closed> {
        let known = self.heard.take().map_or_else(Time::system, |(_, at)| at);
        self.doubted = true;
        let until = if self.listed { known } else { self.started };
        let error = ApiError::Transport(why.to_owned());
        let state = stale(&mut self.stale_since, until, Duration::ZERO, &error);
        self.set(state).await
    }

    /// Between two tries where what is shown is in doubt.
    pub(super) fn next_try(&self) -> Duration {
        jitter(if self.link.goes_ahead(&self.scope) { AHEAD } else { OTHERS })
    }

    /// Whether what is shown is said to be the newest known state.
    pub(super) fn is_live(&self) -> bool {
        self.state == WatchState::Live
    }

    /// It may be listed and not watched: the list is taken anew now and then, and the watch tried again from it.
    async fn poll(&mut self) -> Result<Duration, Closed> {
        self.stale_since = None;
        self.failures = 0;
        self.link.stands_back(&self.scope);
        self.set(WatchState::Polling { every: POLL_SECS }).await?;
        let due = POLL.saturating_sub(self.listed_at.elapsed());
        Ok(self.reprobe().min(jitter(due)).max(Duration::from_millis(100)))
    }

    /// How long to wait where it was denied.
    fn reprobe(&mut self) -> Duration {
        let since = *self.denied_since.get_or_insert_with(Instant::now);
        jitter((since.elapsed() / 4).clamp(REPROBE.0, REPROBE.1))
    }

    /// It failed, and is tried again after a while. `known` is until when what is shown was known to be so, if that is not now.
    async fn trouble(&mut self, error: ApiError, known: Option<Time>) -> Result<Duration, Closed> {
        self.failures = self.failures.saturating_add(1);
        self.heard = None;
        let mut pause = delay(self.failures, &error);
        // Where it does not answer at all, the heartbeat goes ahead; where a plugin signs in, it is not run for one watch that is refused.
        let signs_in = error.is_unauthorized() && self.session.has_plugin();
        if !signs_in && self.ear.down().is_none() && self.link.goes_ahead(&self.scope) {
            pause = pause.min(jitter(AHEAD).max(asked(&error)));
        }
        let until = if self.listed { known.unwrap_or_else(Time::system) } else { self.started };
        let state = stale(&mut self.stale_since, until, pause, &error);
        self.set(state).await?;
        Ok(pause)
    }

    /// What is shown is the newest known state.
    pub(super) async fn live(&mut self) -> Result<(), Closed> {
        let denied = self.denied_since.take().is_some();
        if self.stale_since.take().is_some() || denied {
            self.recovers_at = Some(Instant::now() + RECOVERS);
        }
        self.set(WatchState::Live).await
    }

    /// Its stream has stayed open since it came right: the others try as well.
    pub(super) fn recovered(&mut self) {
        self.recovers_at = None;
        self.link.recovered(&self.scope);
        self.session.came_through();
    }

    /// The first list is on its way.
    pub(super) async fn starting(&mut self, listed: usize, of: Option<usize>) -> Result<(), Closed> {
        if self.listed { Ok(()) } else { self.set(WatchState::Starting { listed, of }).await }
    }

    /// Whether nothing has been told of it yet.
    pub(super) fn is_new(&self) -> bool {
        self.state == WatchState::Waiting
    }

    async fn set(&mut self, state: WatchState) -> Result<(), Closed> {
        if self.state == state {
            return Ok(());
        }
        self.state = state.clone();
        self.out.send(Feed::Watch(self.scope.clone(), state)).await
    }

    /// Counts objects that could not be read. The log hears of it once.
    pub(super) fn count_unread(&mut self, objects: usize) {
        if objects == 0 {
            return;
        }
        self.unread.fetch_add(objects as u64, Ordering::Relaxed);
        if !std::mem::replace(&mut self.said_unread, true) {
            tracing::warn!(scope = self.scope.words(), objects, "objects that cannot be read are passed over");
        }
    }
}
