//! A release that is watched: one task that only reads. It looks again and again at the workload, its pods, what is said of them and what they
//! write, and asks the judge. A server that does not answer is no end: it is asked again until the time is over.

mod logs;
mod owned;
mod seen;

use super::error::ApiError;
use super::events;
use super::metrics::used_once;
use super::reflector::backoff::delay;
use super::session::Session;
use super::throttle::Queue;
use super::wire::Decoder;
use crate::model::health::PodHealth;
use crate::model::pod::Pod;
use crate::model::soak::{Ended, Judge, Look, Soak, SoakNews, Unread, Warning};
use crate::model::text::clean;
use crate::model::trouble::Trouble;
use crate::model::usage::{UseNews, UseScope, Used};
use crate::model::{Kind, Uid};
use logs::Books;
use owned::Owned;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// Time between two looks.
const EVERY: Duration = Duration::from_secs(2);
/// How often events and metrics are asked for.
const EVENTS: Duration = Duration::from_secs(6);
const METRICS: Duration = Duration::from_secs(15);
/// What takes long is asked for less often: it has at most a quarter of the link.
const SHARE: u32 = 4;
/// After a failure of either.
const AFTER_FAILURE: Duration = Duration::from_secs(30);
/// Events that are kept in mind.
const MOST_EVENTS: usize = 2_000;
/// Of an event's sentence.
const SENTENCE: usize = 400;

/// Watches a release until it is over. What it tells on the way is told only where it differs from what was told before. Dropped, it ends.
pub async fn watch(session: &Session, soak: &Soak, hear: &(dyn Fn(SoakNews) + Send + Sync)) -> Ended {
    let mut watch = Watch::new(session, soak);
    let mut ear = session.link().listen();
    let (mut failures, mut told) = (0u32, None);
    loop {
        let looked = watch.look().await;
        let pause = match &looked {
            Ok(()) => {
                failures = 0;
                EVERY
            }
            Err(error) => {
                failures += 1;
                watch.judge.silent(session.time(), &error.trouble().into());
                delay(failures, error).max(EVERY)
            }
        };
        let news = watch.judge.news(watch.unread());
        if told.as_ref() != Some(&news) {
            hear(news.clone());
            told = Some(news);
        }
        if let Some(ended) = watch.judge.ended() {
            return ended.clone();
        }
        tokio::select! {
            () = sleep(pause) => if failures > 0 { session.wait(Queue::Watches).await },
            // It is back: there is reason to ask at once.
            _ = ear.kicked(), if failures > 0 => {}
        }
    }
}

/// What is asked for now and then, and cannot always be had.
struct Now<T> {
    known: Option<T>,
    due: Instant,
    trouble: Option<Arc<Trouble>>,
}

impl<T> Now<T> {
    fn new() -> Self {
        Self { known: None, due: Instant::now(), trouble: None }
    }

    fn is_due(&self) -> bool {
        self.due <= Instant::now()
    }

    fn came(&mut self, answer: Result<T, ApiError>, every: Duration) {
        match answer {
            Ok(known) => (self.known, self.trouble, self.due) = (Some(known), None, Instant::now() + every),
            Err(e) => (self.trouble, self.due) = (Some(e.trouble().into()), Instant::now() + AFTER_FAILURE),
        }
    }
}

struct Watch<'a> {
    session: &'a Session,
    soak: &'a Soak,
    judge: Judge,
    decoder: Decoder,
    pods: Decoder,
    owned: Owned,
    books: Books,
    events: Now<Vec<Warning>>,
    used: Now<HashMap<Box<str>, Used>>,
    no_pods: Option<Arc<Trouble>>,
    /// New pods that were ready in the last look.
    ready: usize,
    /// When it began; `None` once the server's clock tells.
    began: Option<Instant>,
}

impl<'a> Watch<'a> {
    fn new(session: &'a Session, soak: &'a Soak) -> Self {
        let kind = soak.target.workload().map_or(Kind::Deployment, |kind| kind.kind());
        let now = session.time();
        Self {
            session,
            soak,
            judge: Judge::new(soak, now),
            decoder: Decoder::new(kind),
            pods: Decoder::new(Kind::Pod),
            owned: Owned::default(),
            books: Books::new(now),
            events: Now::new(),
            used: Now::new(),
            no_pods: None,
            ready: 0,
            began: Some(Instant::now()),
        }
    }

    /// What cannot be read at present.
    fn unread(&self) -> Vec<(Unread, Arc<Trouble>)> {
        let of = |unread, trouble: &Option<Arc<Trouble>>| trouble.clone().map(|trouble| (unread, trouble));
        let (old, new) = self.books.troubles();
        [
            of(Unread::Pods, &self.no_pods),
            of(Unread::OldLogs, &old),
            of(Unread::NewLogs, &new),
            of(Unread::Events, &self.events.trouble),
            of(Unread::Metrics, &self.used.trouble),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// Looks once.
    ///
    /// # Errors
    /// Where the workload or its pods cannot be asked for.
    async fn look(&mut self) -> Result<(), ApiError> {
        let whole = match seen::workload(self.session, &self.soak.target, &mut self.decoder).await {
            Ok(whole) => whole,
            Err(e) if e.is_not_found() => {
                self.judge.gone();
                return Ok(());
            }
            Err(e) => return Err(e),
        };
        if let Some(began) = self.began.take() {
            let ago = i64::try_from(began.elapsed().as_millis()).unwrap_or_default();
            let begun = self.session.time().plus(-ago);
            self.judge.begun(begun);
            self.books.begun(begun);
        }
        let current = whole.workload.generation >= self.soak.generation && whole.workload.observed >= whole.workload.generation;
        let pods = match seen::pods(self.session, &self.soak.target.namespace, &whole.selector, &mut self.pods).await {
            Ok(pods) => {
                self.no_pods = None;
                Some(self.owned.sort(self.session, &self.soak.target.namespace, &whole, current, pods).await?)
            }
            // Who may not see them is told so, and goes by the workload's own status.
            Err(e) if e.is_forbidden() => {
                self.no_pods = Some(e.trouble().into());
                None
            }
            Err(e) => return Err(e),
        };
        let whole_watch = self.soak.watch > 0 || self.soak.canary;
        if let Some(pods) = pods.as_deref().filter(|_| whole_watch) {
            self.books.read(self.session, pods).await;
        }
        // What was said of a pod on its way must be known when it gets ready, or it would count as said since.
        let is_ready = |pod: &Pod| matches!(pod.health, PodHealth::Well | PodHealth::Shaky { ready: true, .. });
        let ready = pods.iter().flatten().filter(|(pod, new)| *new && is_ready(pod)).count();
        let more = std::mem::replace(&mut self.ready, ready) < ready;
        if self.events.is_due() || more && self.events.trouble.is_none() {
            let asked = Instant::now();
            let listed = self.warnings(pods.as_deref(), &whole.workload.uid).await;
            self.events.came(listed, EVENTS.max(asked.elapsed() * SHARE));
        }
        if self.used.is_due() && whole_watch {
            let asked = Instant::now();
            let used = used(self.session, &self.soak.target.namespace).await;
            self.used.came(used, METRICS.max(asked.elapsed() * SHARE));
        }
        self.judge.look(&Look {
            now: self.session.time(),
            workload: &whole.workload,
            template: whole.hash,
            pods: pods.as_deref(),
            revision: self.owned.newest(),
            warnings: self.events.known.as_deref().unwrap_or_default(),
            lines: self.books.lines(),
            used: self.used.known.as_ref().filter(|_| self.used.trouble.is_none()),
        });
        Ok(())
    }

    /// Warnings about the workload, its revisions and its pods.
    async fn warnings(&self, pods: Option<&[(Pod, bool)]>, workload: &Uid) -> Result<Vec<Warning>, ApiError> {
        let all = events::list(self.session, Some(&self.soak.target.namespace), "type=Warning").await?;
        let ours =
            |uid: &Uid| uid == workload || self.owned.has(uid) || pods.unwrap_or_default().iter().any(|(pod, _)| pod.uid == *uid);
        let cut = |text: &str| clean(text.trim()).chars().take(SENTENCE).collect::<String>();
        let warnings = all.into_iter().rev().filter_map(|e| {
            let about = Uid::new(&e.about.2);
            ours(&about).then(|| Warning {
                uid: e.uid,
                about,
                reason: clean(&e.reason).into(),
                message: cut(&e.message).into(),
                last: e.last.unwrap_or_default(),
                times: e.count,
            })
        });
        Ok(warnings.take(MOST_EVENTS).collect())
    }
}

async fn used(session: &Session, namespace: &str) -> Result<HashMap<Box<str>, Used>, ApiError> {
    match used_once(session, &UseScope::Pods(Some(namespace.into()))).await? {
        UseNews::Pods(pods) => Ok(pods.into_iter().map(|pod| (pod.name.clone(), pod.used())).collect()),
        UseNews::Nodes(_) | UseNews::Not(_) => Ok(HashMap::new()),
    }
}
