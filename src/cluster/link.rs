//! The heartbeat: whether the API server answers, how fast, and which version it is. It finds a frozen connection long before TCP
//! does, and tells the watches when to let go of their streams and when to come back.

use super::error::ApiError;
use super::session::Session;
use super::watch::{Closed, Outlet};
use crate::model::feed::{Feed, LinkState, Scope};
use crate::model::{Name, Time};
use bytes::Bytes;
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use serde::Deserialize;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, sleep_until};

/// Time between two heartbeats, and the deadline of one.
const EVERY: Duration = Duration::from_secs(4);
/// Time until the second.
const SOON: Duration = Duration::from_secs(1);
/// Heartbeats that are on their way at once while the server is silent.
const MOST: usize = 4;

/// What the watches need to know of the link.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Pulse {
    /// Why the server does not answer; `None` while it does, and before the first heartbeat.
    pub down: Option<Name>,
    /// How often it has come back.
    returns: u64,
    /// How often the client was made anew.
    renewals: u64,
    /// How often a watch in trouble has come through.
    recoveries: u64,
}

/// The link's state, shared between the heartbeat and the watches.
#[derive(Debug)]
pub(super) struct Link {
    pulse: watch::Sender<Pulse>,
    answered: AtomicI64,
    /// The watch that tries most often, where some are in trouble while the heartbeat is well.
    scout: Mutex<Option<Scope>>,
}

impl Link {
    pub(super) fn new() -> Arc<Self> {
        let answered = AtomicI64::new(Time::system().millis());
        Arc::new(Self { pulse: watch::Sender::default(), answered, scout: Mutex::default() })
    }

    fn scout(&self) -> MutexGuard<'_, Option<Scope>> {
        self.scout.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a watch in trouble is the one that goes ahead: it tries often, and the others are called when it comes through. So a
    /// server in trouble gets few requests, and its return is noticed soon.
    pub(super) fn goes_ahead(&self, scope: &Scope) -> bool {
        self.scout().get_or_insert_with(|| scope.clone()) == scope
    }

    /// A watch that may have gone ahead is in trouble no longer, or is closed.
    pub(super) fn stands_back(&self, scope: &Scope) {
        let mut scout = self.scout();
        if scout.as_ref() == Some(scope) {
            *scout = None;
        }
    }

    /// A watch that was in trouble has come through: the others try as well.
    pub(super) fn recovered(&self, scope: &Scope) {
        self.stands_back(scope);
        self.pulse.send_modify(|p| p.recoveries += 1);
    }

    /// When the server last answered a heartbeat, or when the session began.
    pub(super) fn answered(&self) -> Time {
        Time::from_millis(self.answered.load(Ordering::Relaxed))
    }

    /// Everything tries again at once, with the new client.
    pub(super) fn renewed(&self) {
        self.pulse.send_modify(|p| p.renewals += 1);
    }

    pub(super) fn up(&self) {
        self.answered.store(Time::system().millis(), Ordering::Relaxed);
        self.pulse.send_if_modified(|p| {
            let returned = p.down.take().is_some();
            p.returns += u64::from(returned);
            returned
        });
    }

    pub(super) fn down(&self, why: &Name) {
        self.pulse.send_if_modified(|p| p.down.replace(why.clone()).is_none());
    }

    pub(super) fn listen(&self) -> Ear {
        let pulse = self.pulse.subscribe();
        let seen = pulse.borrow().clone();
        Ear { pulse, seen }
    }
}

/// One listener to the link.
#[derive(Debug)]
pub(super) struct Ear {
    pulse: watch::Receiver<Pulse>,
    seen: Pulse,
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
    /// Another watch that was in trouble has come through.
    Recovered,
}

impl Ear {
    /// Why the server does not answer.
    pub(super) fn down(&self) -> Option<Name> {
        self.pulse.borrow().down.clone()
    }

    /// Waits for the next change. Nothing is lost when it is dropped and called again.
    pub(super) async fn hear(&mut self) -> Heard {
        loop {
            let now = self.pulse.borrow_and_update().clone();
            if now != self.seen {
                let before = std::mem::replace(&mut self.seen, now);
                let heard = if self.seen.renewals != before.renewals {
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
            if self.pulse.changed().await.is_err() {
                return std::future::pending().await;
            }
        }
    }

    /// Waits until there is reason to try at once: the server is back, or the client is new.
    pub(super) async fn kicked(&mut self) {
        while matches!(self.hear().await, Heard::Down | Heard::Recovered) {}
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

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct VersionBody {
    git_version: String,
}

/// Beats until its receiver is gone.
pub(super) async fn beat(session: Session, link: Arc<Link>, out: Outlet) {
    let mut heart =
        Heart { session, ear: link.listen(), link, out, state: LinkState::Connecting, failures: 0, silent: false, version: None };
    while let Ok(pause) = heart.beat().await {
        tokio::select! {
            () = sleep(pause) => {}
            () = renewed(&mut heart.ear) => {}
        }
    }
}

async fn renewed(ear: &mut Ear) {
    while ear.hear().await != Heard::Renewed {}
}

struct Heart {
    session: Session,
    link: Arc<Link>,
    ear: Ear,
    out: Outlet,
    state: LinkState,
    failures: u32,
    /// Whether the last heartbeat was not answered in time.
    silent: bool,
    version: Option<Name>,
}

/// One heartbeat, and how long it took.
async fn ask(session: Session) -> (Duration, Result<Bytes, ApiError>) {
    let asked = Instant::now();
    let answer = session.get("/version", EVERY).await;
    (asked.elapsed(), answer)
}

impl Heart {
    /// One heartbeat; gives the time until the next.
    async fn beat(&mut self) -> Result<Duration, Closed> {
        let (took, answer) = if self.silent {
            self.search().await
        } else {
            tokio::select! {
                answer = ask(self.session.clone()) => answer,
                () = renewed(&mut self.ear) => return Ok(Duration::ZERO),
            }
        };
        match answer {
            Ok(body) => {
                let body: VersionBody = serde_json::from_slice(&body).unwrap_or_default();
                self.up(took, &body.git_version).await
            }
            // Whoever says "forbidden" or "not found" is there.
            Err(e) if e.code().is_some_and(|c| c != 401) => self.up(took, "").await,
            Err(e) => self.down(e).await,
        }
    }

    /// Asks a silent server once a second, until somebody says something. A request that was sent into the void is not waited for when
    /// a new one may arrive; one that is only slow still counts.
    async fn search(&mut self) -> (Duration, Result<Bytes, ApiError>) {
        let mut asked = FuturesUnordered::new();
        // Connections that lie idle in the pool may be as dead as the one that was tried. A plugin that signs in is not run for one
        // answer that did not come.
        let mut renew = self.session.has_plugin();
        if !renew {
            self.session.renew().await;
        }
        loop {
            if asked.len() < MOST {
                asked.push(ask(self.session.clone()));
            }
            let next = Instant::now() + SOON;
            loop {
                tokio::select! {
                    Some((took, answer)) = asked.next() => {
                        if !matches!(answer, Err(ApiError::Timeout(_))) {
                            return (took, answer);
                        }
                        if std::mem::take(&mut renew) {
                            self.session.renew().await;
                        }
                    }
                    () = sleep_until(next) => break,
                    () = renewed(&mut self.ear) => break,
                }
            }
        }
    }

    async fn up(&mut self, took: Duration, version: &str) -> Result<Duration, Closed> {
        (self.failures, self.silent) = (0, false);
        let fresh = !matches!(self.state, LinkState::Up { .. });
        let latency = u32::try_from(took.as_micros().div_ceil(1000)).unwrap_or(u32::MAX);
        let tell = match self.state {
            LinkState::Up { latency: before } => {
                let change = before.abs_diff(latency);
                change >= 5 && u64::from(change) * 5 > u64::from(before)
            }
            _ => true,
        };
        if tell {
            self.state = LinkState::Up { latency };
            self.out.send(Feed::Link(self.state.clone())).await?;
        }
        if !version.is_empty() && self.version.as_deref() != Some(version) {
            let version: Name = crate::model::text::clean(version).into();
            self.version = Some(version.clone());
            self.out.send(Feed::Version(version)).await?;
        }
        // After the message, so that the application hears of the link before it hears of what the watches do next.
        self.link.up();
        // The first answer's time is that of signing in and connecting, too: the figure is put right soon.
        Ok(if fresh { SOON } else { EVERY })
    }

    async fn down(&mut self, error: ApiError) -> Result<Duration, Closed> {
        self.failures = self.failures.saturating_add(1);
        let doubled = |first: u64, most: u64| Duration::from_millis((first << (self.failures - 1).min(10)).min(most));
        self.silent = matches!(error, ApiError::Timeout(_));
        let (pause, words) = match &error {
            // Each try may run a plugin that signs in, so they come less often. Reading a token file again costs nothing.
            e if e.is_unauthorized() => {
                let most = if self.session.has_plugin() { 15_000 } else { 1500 };
                (doubled(1000, most), format!("the credentials were refused: {e}"))
            }
            ApiError::Auth(e) => (doubled(1000, 15_000), e.clone()),
            // The wait for the deadline was pause enough.
            ApiError::Timeout(_) => (Duration::ZERO, error.to_string()),
            // Short enough to be live again within two seconds of its return.
            e => (doubled(500, 1500), e.to_string()),
        };
        if error.is_unauthorized() {
            // Credentials may have been rotated.
            self.session.renew().await;
        }
        let error: Name = words.into();
        let since = self.link.answered();
        self.link.down(&error);
        let retry = Time::system().plus(i64::try_from(pause.as_millis()).unwrap_or_default());
        self.state = LinkState::Down { since, retry, error };
        self.out.send(Feed::Link(self.state.clone())).await?;
        Ok(pause)
    }
}
