//! The heartbeat: whether the API server answers, how fast, which version it is, and whether it is still the same. It finds a frozen
//! connection long before TCP does, and tells the watches when to let go of their streams and when to come back.

use super::body::BEAT;
use super::error::ApiError;
use super::link::{Ear, Heard, Link};
use super::outlet::Outlet;
use super::reflector::Closed;
use super::reflector::backoff::asked;
use super::reflector::request::pages_of;
use super::session::Session;
use crate::cluster::wire::nullable;
use crate::model::feed::{Feed, LinkState};
use crate::model::trouble::{Answerer, Foreign, Trouble, Way};
use crate::model::{Name, Time};
use bytes::Bytes;
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// Time between two heartbeats, and the deadline of one.
const EVERY: Duration = Duration::from_secs(4);
/// Time until the second.
const SOON: Duration = Duration::from_secs(1);
/// How long it may take to give one object of what it keeps, and the least time between two such questions.
const KEPT: Duration = Duration::from_secs(3);
const LEAST: Duration = Duration::from_millis(1500);
/// Heartbeats that are on their way at once while the server is silent.
const MOST: usize = 4;

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct VersionBody {
    git_version: String,
}

#[derive(Deserialize)]
struct Namespaces {
    metadata: Meta,
    #[serde(default, deserialize_with = "nullable")]
    items: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    metadata: Meta,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Meta {
    uid: String,
    creation_timestamp: Option<String>,
    resource_version: String,
}

/// The version in an answer to `/version`. Only an API server gives one.
pub fn version(body: &[u8], at: &str) -> Result<String, ApiError> {
    match serde_json::from_slice::<VersionBody>(body) {
        Ok(body) if !body.git_version.is_empty() => Ok(body.git_version),
        _ => Err(ApiError::Foreign {
            code: 200,
            what: Box::new(Foreign { what: Answerer::NoVersion, at: at.to_owned(), code: None, to: None, title: None }),
            retry_after: None,
        }),
    }
}

/// Beats until its receiver is gone.
pub(super) async fn beat(session: Session, out: Outlet) {
    let link = session.link().clone();
    let mut heartbeat = Heartbeat {
        session,
        ear: link.listen(),
        link,
        out,
        state: LinkState::Connecting,
        failures: 0,
        silent: false,
        doubtful: true,
        first: None,
        version: None,
        skew: 0,
        lame: None,
        asked: None,
    };
    let mut doubts = 0;
    loop {
        let begun = Instant::now();
        let Ok(pause) = heartbeat.beat().await else { return };
        let due = Instant::now() + pause;
        tokio::select! {
            () = sleep_until(due) => doubts = 0,
            () = renewed(&mut heartbeat.ear) => {}
            () = heartbeat.link.doubted() => {
                heartbeat.doubtful = true;
                // However many streams end, and however often; never later than it would be anyway.
                sleep_until(due.min(begun + (SOON * (1 << doubts)).min(EVERY))).await;
                doubts = (doubts + 1).min(2);
            }
        }
    }
}

async fn renewed(ear: &mut Ear) {
    while ear.hear().await != Heard::Renewed {}
}

struct Heartbeat {
    session: Session,
    link: Arc<Link>,
    ear: Ear,
    out: Outlet,
    state: LinkState,
    failures: u32,
    /// Whether the last heartbeat was not answered in time.
    silent: bool,
    /// Whether it may be another server than before, or one that was given another past.
    doubtful: bool,
    /// The UID of the cluster's first namespace and when it was made, by which the cluster is known.
    first: Option<(String, Option<String>)>,
    version: Option<Name>,
    /// The difference of the clocks that was last told.
    skew: i64,
    /// Why it did not reach what it keeps, though it answered.
    lame: Option<ApiError>,
    /// When it was last asked for what it keeps.
    asked: Option<Instant>,
}

/// One heartbeat, and how long it took.
async fn ask(session: Session) -> (Duration, Result<Bytes, ApiError>) {
    let asked = Instant::now();
    let answer = session.get_within("/version", BEAT, EVERY).await;
    (asked.elapsed(), answer)
}

impl Heartbeat {
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
            Ok(body) => match version(&body, &self.session.at()) {
                Ok(version) => self.up(took, &version).await,
                Err(e) => self.down(e).await,
            },
            // Whoever says "forbidden" or "not found" in the API's way is there.
            Err(e) if e.is_of_api() && !e.is_unauthorized() => self.up(took, "").await,
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
            self.session.renew();
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
                            self.session.renew();
                        }
                    }
                    () = sleep_until(next) => break,
                    () = renewed(&mut self.ear) => break,
                }
            }
        }
    }

    async fn up(&mut self, took: Duration, version: &str) -> Result<Duration, Closed> {
        // Until it keeps what it says, it is not said to be back.
        if self.lame.is_some()
            && let Err(e) = self.recognise().await
        {
            return self.down(e).await;
        }
        self.lame = None;
        (self.failures, self.silent) = (0, false);
        self.link.met(version);
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
        let skew = self.session.skew();
        if std::mem::replace(&mut self.skew, skew) != skew {
            self.out.send(Feed::Skew(skew)).await?;
        }
        if let Err(e) = self.recognise().await {
            // It answers, but not what it is asked for: nothing of what is shown is known to be so.
            return self.down(e).await;
        }
        if self.session.moved().await {
            self.link.renewed();
        }
        // After the message, so that the application hears of the link before it hears of what the watches do next.
        self.link.up();
        if fresh {
            self.session.came_through();
        }
        // The first answer's time is that of signing in and connecting, too: the figure is put right soon.
        Ok(if fresh { SOON } else { EVERY })
    }

    async fn down(&mut self, error: ApiError) -> Result<Duration, Closed> {
        self.failures = self.failures.saturating_add(1);
        self.doubtful = true;
        let doubled = |first: u64, most: u64| Duration::from_millis((first << (self.failures - 1).min(10)).min(most));
        self.silent = matches!(error, ApiError::Timeout(_));
        let (pause, why) = match &error {
            // Each try may run a plugin that signs in, so they come less often. Reading a token file again costs nothing.
            e if e.is_unauthorized() => {
                let most = if self.session.has_plugin() { 15_000 } else { 1500 };
                (doubled(1000, most), Trouble::Refused(Box::new(e.trouble())))
            }
            ApiError::Auth(_) => (doubled(1000, 15_000), error.trouble()),
            // The wait for the deadline was pause enough.
            ApiError::Timeout(_) => (Duration::ZERO, error.trouble()),
            // Short enough to be live again within two seconds of its return, unless it asks for more.
            e => (doubled(500, 1500).max(asked(e)), e.trouble()),
        };
        if error.is_unauthorized() {
            // Credentials may have been rotated.
            self.session.renew();
        }
        let error = Arc::new(why);
        let since = self.link.answered();
        self.link.down(&error);
        let retry = Time::system().plus(i64::try_from(pause.as_millis()).unwrap_or_default());
        self.state = LinkState::Down { since, retry, error };
        self.out.send(Feed::Link(self.state.clone())).await?;
        Ok(pause)
    }

    /// Finds out whether the server is the one that the watches know. One that was restored from a backup, or another at the same
    /// address, would take their versions and send nothing, or the wrong things, while all looked well. Who may not list namespaces
    /// cannot be told.
    /// It is also how it shows that it can reach what it keeps: a server whose etcd is gone goes on answering everything else.
    async fn recognise(&mut self) -> Result<(), ApiError> {
        if self.asked.is_some_and(|at| at.elapsed() < LEAST) {
            return self.lame.clone().map_or(Ok(()), Err);
        }
        self.asked = Some(Instant::now());
        // Before the question: the watches go on meanwhile.
        let highest = self.link.highest();
        let mut answer = self.session.get_within("/api/v1/namespaces?limit=1", BEAT, KEPT).await;
        if answer.as_ref().is_err_and(ApiError::is_forbidden)
            && let Some(collection) = self.link.may_list()
        {
            answer = self.session.get_within(&format!("{collection}{}", pages_of(1, "")), BEAT, KEPT).await.map(|_| Bytes::new());
        }
        let body = match answer {
            Ok(body) => body,
            // What else fails is said by the watches.
            Err(e) if matches!(e, ApiError::Timeout(_)) || e.to_string().contains("etcd") => {
                let error = ApiError::Transport(Way::Storage(Box::new(e.trouble())));
                self.lame = Some(error.clone());
                return Err(error);
            }
            Err(_) => return Ok(()),
        };
        if !std::mem::take(&mut self.doubtful) {
            return Ok(());
        }
        let Ok(list) = serde_json::from_slice::<Namespaces>(&body) else { return Ok(()) };
        let first = list.items.into_iter().next().map(|i| (i.metadata.uid, i.metadata.creation_timestamp));
        let other = self.first.is_some() && self.first != first;
        let behind = list.metadata.resource_version.parse::<u64>().is_ok_and(|version| version < highest);
        if other || behind {
            tracing::info!(other, behind, "the server was restored or replaced; everything is listed again");
            self.link.rewritten();
        }
        self.first = first;
        Ok(())
    }
}
