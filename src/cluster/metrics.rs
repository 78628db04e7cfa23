//! What is used, asked of metrics.k8s.io: every 15 seconds, only of what is in view, and only where the server has it. What cannot be had is
//! told as not known, with the reason, and asked for less and less often.

use super::discovery;
use super::error::ApiError;
use super::link::Ear;
use super::outlet::Outlet;
use super::reflector::Closed;
use super::reflector::backoff::{asked, jitter};
use super::session::{JSON, Session};
use super::throttle::Queue;
use super::wire::MetricsDecoder;
use crate::model::feed::Feed;
use crate::model::resource::Resource;
use crate::model::usage::{EVERY_MS, UseNews, UseScope, UseState};
use crate::model::{Name, Time};
use std::collections::HashMap;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until};

/// The group and version.
const GROUP: &str = "metrics.k8s.io/v1beta1";
/// How often is asked.
#[derive(Clone, Copy)]
struct Pace {
    /// Time between two polls.
    every: Duration,
    /// How long an answer may take.
    deadline: Duration,
    /// Until it is asked again whether the server has it by now, or the user may read it.
    unserved: Duration,
    denied: Duration,
    /// After so many failures in a row of one scope: the first may be a moment's.
    failed: [Duration; 4],
}

const EVERY: Duration = Duration::from_millis(EVERY_MS.unsigned_abs());
const USUAL: Pace = Pace {
    every: EVERY,
    deadline: Duration::from_secs(12),
    unserved: Duration::from_secs(120),
    denied: Duration::from_secs(60),
    failed: [Duration::from_secs(4), EVERY, Duration::from_secs(30), Duration::from_secs(60)],
};
/// A poll that takes long comes less often: it has at most a quarter of the link.
const SHARE: u32 = 4;
/// After so many late answers in one round the rest is not waited for in it.
const LATE: u32 = 2;

/// Why it is not known.
#[derive(Clone)]
enum Trouble {
    NotServed,
    Denied(ApiError),
    Failing(ApiError),
}

impl Trouble {
    fn of(error: ApiError) -> Self {
        if error.is_forbidden() {
            Self::Denied(error)
        } else if error.is_not_found() {
            Self::NotServed
        } else {
            Self::Failing(error)
        }
    }

    fn state(&self) -> UseState {
        match self {
            Self::NotServed => UseState::NotServed,
            Self::Denied(e) => UseState::Denied { error: e.trouble().into() },
            Self::Failing(e) => UseState::Failing { error: e.trouble().into() },
        }
    }

    /// Whether it would be no better with another scope: nobody answers, or it says that nobody is there. What one list is too large or
    /// too slow for, another is not.
    fn is_everywhere(&self) -> bool {
        let Self::Failing(error) = self else { return false };
        match error {
            ApiError::Status { code, .. } => matches!(code, 401 | 429 | 503),
            ApiError::Transport(_) | ApiError::Auth(_) | ApiError::Foreign { .. } => true,
            ApiError::Timeout(_)
            | ApiError::Decode(_)
            | ApiError::TooLarge { .. }
            | ApiError::Path(_)
            | ApiError::Swallowed(_)
            | ApiError::ReadOnly => false,
        }
    }
}

/// How it stands with a scope that was asked for.
#[derive(Clone, Copy)]
struct Asked {
    /// When it is asked next.
    at: Instant,
    /// Whether it is known at present.
    known: bool,
    /// How often in a row it failed.
    failures: u32,
}

/// The resource of a scope, and the namespace that it is asked for.
fn resource(scope: &UseScope) -> (Resource, Option<&str>) {
    match scope {
        UseScope::Pods(namespace) => (Resource::new("metrics.k8s.io", "v1beta1", "pods", "PodMetrics", true), namespace.as_deref()),
        UseScope::Nodes => (Resource::new("metrics.k8s.io", "v1beta1", "nodes", "NodeMetrics", false), None),
    }
}

/// Asks once what is used in a scope.
///
/// # Errors
/// When the server has no metrics.k8s.io (a 404), does not answer, or the user may not read it.
pub async fn used_once(session: &Session, scope: &UseScope) -> Result<UseNews, ApiError> {
    read(session, &mut MetricsDecoder::default(), scope, USUAL.deadline).await
}

async fn read(session: &Session, decoder: &mut MetricsDecoder, scope: &UseScope, deadline: Duration) -> Result<UseNews, ApiError> {
    let (resource, namespace) = resource(scope);
    let path = resource.path(namespace);
    let body = session.get_page(&path, JSON, deadline).await?;
    match scope {
        UseScope::Pods(_) => decoder.pods(&body).map(UseNews::Pods),
        UseScope::Nodes => decoder.nodes(&body).map(UseNews::Nodes),
    }
}

/// The polls of a session. Dropped, they end.
#[derive(Debug)]
pub(super) struct Meter {
    wishes: watch::Sender<Vec<UseScope>>,
    task: JoinHandle<()>,
}

impl Meter {
    /// Starts it, with nothing to ask for. Must be called within a tokio runtime.
    pub(super) fn start(session: Session, out: Outlet) -> Self {
        Self::start_at(session, out, USUAL)
    }

    fn start_at(session: Session, out: Outlet, pace: Pace) -> Self {
        let (wishes, wanted) = watch::channel(Vec::new());
        let ear = session.link().listen();
        let decoder = MetricsDecoder::default();
        let polls = Polls { session, out, ear, pace, decoder, served: None, asked: HashMap::new() };
        Self { wishes, task: tokio::spawn(polls.run(wanted)) }
    }

    /// Makes the scopes that are asked for these: what is new is asked at once.
    pub(super) fn set(&self, scopes: &[UseScope]) {
        self.wishes.send_if_modified(|now| {
            let other = now != scopes;
            *now = scopes.to_vec();
            other
        });
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        self.task.abort();
    }
}

struct Polls {
    session: Session,
    out: Outlet,
    ear: Ear,
    pace: Pace,
    decoder: MetricsDecoder,
    /// What the group has, as far as that was asked.
    served: Option<Vec<Name>>,
    asked: HashMap<UseScope, Asked>,
}

impl Polls {
    async fn run(mut self, mut wanted: watch::Receiver<Vec<UseScope>>) {
        loop {
            let scopes = wanted.borrow_and_update().clone();
            self.asked.retain(|scope, _| scopes.contains(scope));
            let next = if scopes.is_empty() { None } else { Some(self.round(&scopes).await) };
            let next = match next {
                Some(Err(Closed)) => return,
                Some(Ok(next)) => next,
                None => Instant::now() + self.pace.unserved,
            };
            tokio::select! {
                changed = wanted.changed() => if changed.is_err() { return },
                // It is back, or another, or the credentials are: all is asked anew.
                _ = self.ear.kicked() => {
                    self.served = None;
                    self.asked.values_mut().for_each(|asked| asked.at = Instant::now());
                }
                () = sleep_until(next) => {}
            }
        }
    }

    /// Asks for what is due; gives when something is again.
    async fn round(&mut self, scopes: &[UseScope]) -> Result<Instant, Closed> {
        // The panes say that the server does not answer; there is no need to ask it more.
        if self.ear.down().is_some() {
            return Ok(Instant::now() + self.pace.every);
        }
        let now = Instant::now();
        let due = |scope: &&UseScope| self.asked.get(scope).is_none_or(|asked| asked.at <= now);
        let due: Vec<UseScope> = scopes.iter().filter(due).cloned().collect();
        // A server that fails in any way is asked in turn with the watches.
        let mut troubled = due.iter().any(|scope| self.asked.get(scope).is_some_and(|asked| asked.failures > 0));
        let (mut spared, mut late): (Option<Trouble>, u32) = (None, 0);
        for scope in due {
            if troubled && spared.is_none() {
                self.session.wait(Queue::Watches).await;
            }
            let asked_at = Instant::now();
            let answer = match &spared {
                Some(trouble) => Err(trouble.clone()),
                None => self.ask(&scope).await,
            };
            match answer {
                Ok(news) => {
                    let pause = self.pace.every.max(asked_at.elapsed() * SHARE);
                    self.asked.insert(scope.clone(), Asked { at: asked_at + pause, known: true, failures: 0 });
                    self.out.send(Feed::Used(scope, Time::system(), news)).await?;
                }
                Err(trouble) => {
                    troubled |= !matches!(trouble, Trouble::Denied(_));
                    // Where several are late the round would take minutes, in which nothing new that is wanted is heard of.
                    late += u32::from(matches!(trouble, Trouble::Failing(ApiError::Timeout(_))));
                    let unknown = self.served.is_none() && matches!(trouble, Trouble::Failing(_));
                    if spared.is_none() && (unknown || trouble.is_everywhere() || late >= LATE) {
                        spared = Some(trouble.clone());
                    }
                    self.fail(scope, &trouble).await?;
                }
            }
        }
        let next = self.asked.values().map(|asked| asked.at).min();
        Ok(next.unwrap_or(now + self.pace.every))
    }

    async fn ask(&mut self, scope: &UseScope) -> Result<UseNews, Trouble> {
        let plural = resource(scope).0.plural;
        if self.served.is_none() {
            let kinds = discovery::of(&self.session, GROUP).await.map_err(Trouble::of)?;
            self.served = Some(kinds.into_iter().filter(|k| k.can("list")).map(|k| k.resource.plural).collect());
        }
        if self.served.as_ref().is_some_and(|served| !served.contains(&plural)) {
            self.served = None;
            return Err(Trouble::NotServed);
        }
        let answer = read(&self.session, &mut self.decoder, scope, self.pace.deadline).await.map_err(Trouble::of);
        if matches!(answer, Err(Trouble::NotServed)) {
            self.served = None;
        }
        answer
    }

    async fn fail(&mut self, scope: UseScope, trouble: &Trouble) -> Result<(), Closed> {
        let before = self.asked.get(&scope).copied();
        let known = before.is_some_and(|asked| asked.known);
        let failures = before.map_or(0, |asked| asked.failures) + 1;
        // What was known a moment ago is so still, unless it stays away.
        let (pause, failures, waits) = match trouble {
            Trouble::NotServed => (self.pace.unserved, 0, false),
            Trouble::Denied(_) => (self.pace.denied, 0, false),
            Trouble::Failing(e) => {
                let failed = self.pace.failed;
                let at = (failures as usize - 1).min(failed.len() - 1);
                (failed[at].max(asked(e)), failures, known && failures < 2)
            }
        };
        self.asked.insert(scope.clone(), Asked { at: Instant::now() + jitter(pause), known: known && waits, failures });
        if waits { Ok(()) } else { self.out.send(Feed::Used(scope, Time::system(), UseNews::Not(trouble.state()))).await }
    }
}

#[cfg(test)]
#[path = "metrics_tests.rs"]
mod tests;
