//! Which pods have certain labels: asked of the API server and watched, metadata alone, since the rows of the screen carry no labels.

use crate::cluster::body::{Lines, PAGE};
use crate::cluster::session::READ_DEADLINE;
use crate::cluster::throttle::{Called, Queue};
use crate::cluster::watch::backoff::{delay, jitter};
use crate::cluster::watch::pace::{QUIET, TOO_SHORT, TRUSTED};
use crate::cluster::watch::request::{encode, paging, watching};
use crate::cluster::wire::nullable;
use crate::cluster::{ApiError, Session};
use crate::model::logs::{LogSelection, Selected};
use crate::model::{Kind, Name, Uid};
use futures::StreamExt;
use serde::Deserialize;
use std::collections::{BTreeSet, HashMap};
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{Instant, sleep, timeout};

/// The longest pause between streams that say something and end soon.
const MOST_PAUSE: Duration = Duration::from_secs(10);
const LISTS: &str = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";
const EVENTS: &str = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";

type Wanted = Option<(u64, LogSelection)>;

/// Keeps known which pods a selection means. Dropping it ends that.
#[derive(Debug)]
pub struct Selector {
    wanted: watch::Sender<Wanted>,
    renewals: watch::Sender<u64>,
    task: JoinHandle<()>,
}

impl Selector {
    /// Starts without a selection. What a selection means comes through `tx` whenever it changes, with the number of the view that asked.
    /// Needs a tokio runtime.
    pub fn start(session: Session, tx: mpsc::Sender<(u64, Selected)>) -> Self {
        let (wanted, wishes) = watch::channel(None);
        let (renewals, renewed) = watch::channel(0);
        let task = tokio::spawn(manage(session, tx, wishes, renewed));
        Self { wanted, renewals, task }
    }

    /// Says which selection is wanted for a view; `None` for none any more.
    pub fn set(&mut self, view: u64, selection: Option<LogSelection>) {
        self.wanted.send_replace(selection.map(|s| (view, s)));
    }

    /// Asks anew at once: for when the connection is known to have been dead, or to live again.
    pub fn reconnect(&self) {
        self.renewals.send_modify(|count| *count += 1);
    }
}

impl Drop for Selector {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// What one namespace says.
type Said = (usize, Result<BTreeSet<Uid>, Name>);

async fn manage(
    session: Session,
    tx: mpsc::Sender<(u64, Selected)>,
    mut wanted: watch::Receiver<Wanted>,
    renewed: watch::Receiver<u64>,
) {
    let mut tasks = JoinSet::new();
    let mut view = 0;
    let (_none_yet, mut said) = mpsc::channel::<Said>(1);
    let mut known: HashMap<usize, Result<BTreeSet<Uid>, Name>> = HashMap::new();
    loop {
        tokio::select! {
            changed = wanted.changed() => {
                if changed.is_err() {
                    return;
                }
                tasks = JoinSet::new();
                known.clear();
                // What the former ones still had on its way is not this one's.
                let (say, news) = mpsc::channel(16);
                said = news;
                let Some((number, selection)) = wanted.borrow_and_update().clone() else { continue };
                view = number;
                let everywhere = selection.namespaces.is_empty().then_some(None);
                let places = everywhere.into_iter().chain(selection.namespaces.iter().cloned().map(Some));
                for (place, namespace) in places.enumerate() {
                    let pods = Pods { session: session.clone(), path: path(namespace.as_ref(), &selection.labels), place, say: say.clone() };
                    tasks.spawn(pods.run(renewed.clone()));
                }
            }
            Some((place, now)) = said.recv(), if !tasks.is_empty() => {
                if known.get(&place) == Some(&now) {
                    continue;
                }
                let failed = now.clone().err();
                known.insert(place, now);
                let selected = match failed {
                    Some(words) => Err(words),
                    None => Ok(known.values().flatten().flatten().cloned().collect()),
                };
                if tx.send((view, selected)).await.is_err() {
                    return;
                }
            }
            () = tx.closed() => return,
        }
    }
}

fn path(namespace: Option<&Name>, labels: &str) -> String {
    format!("{}?labelSelector={}", Kind::Pod.path(namespace.map(|ns| &**ns)), encode(labels))
}

/// The pods of one place.
struct Pods {
    session: Session,
    path: String,
    place: usize,
    say: mpsc::Sender<Said>,
}

impl Pods {
    async fn run(self, mut renewed: watch::Receiver<u64>) {
        let mut failures = 0;
        loop {
            renewed.mark_unchanged();
            let mut lived = false;
            let ended = tokio::select! {
                ended = self.follow(&mut lived) => ended,
                changed = renewed.changed() => {
                    if changed.is_err() {
                        return;
                    }
                    self.session.turn(Queue::Watches, Called::Return).await;
                    continue;
                }
            };
            failures = if lived { 1 } else { failures + 1 };
            let pause =
                ended.as_ref().err().map_or(delay(failures, &ApiError::Transport(String::new())), |error| delay(failures, error));
            // A break is had again in a moment; what is said is what stands in the way.
            if let Err(error) = ended
                && !matches!(error, ApiError::Transport(_) | ApiError::Timeout(_))
                && !error.is_gone()
                && self.say.send((self.place, Err(error.to_string().into()))).await.is_err()
            {
                return;
            }
            let renewed = timeout(pause, renewed.changed()).await.is_ok();
            let called = if renewed { Called::Return } else { Called::No };
            self.session.turn(Queue::Watches, called).await;
        }
    }

    /// Lists, and watches from there until that ends in one way or another.
    async fn follow(&self, lived: &mut bool) -> Result<(), ApiError> {
        let (mut pods, mut version) = self.list().await?;
        self.tell(&pods).await;
        let mut pause = jitter(TOO_SHORT);
        loop {
            let opened = Instant::now();
            let mut spoke = false;
            let path = format!("{}&{}", self.path, watching(&version));
            let mut stream = self.session.open_stream_as(&path, EVENTS, READ_DEADLINE).await?;
            let mut lines = Lines::default();
            while let Ok(Some(chunk)) = timeout(QUIET, stream.next()).await {
                lines.push(&chunk?)?;
                let mut changed = false;
                while let Some(line) = lines.next()? {
                    let event: Event = serde_json::from_slice(&line).map_err(|e| ApiError::Decode(e.to_string()))?;
                    let meta = event.object.metadata;
                    match &*event.kind {
                        "ADDED" | "MODIFIED" => changed |= pods.insert(Uid::new(&meta.uid)),
                        "DELETED" => changed |= pods.remove(&Uid::new(&meta.uid)),
                        "BOOKMARK" => {}
                        _ => return Err(ApiError::from_response(event.object.code, &line, None)),
                    }
                    version = meta.resource_version;
                    spoke = true;
                }
                if changed {
                    self.tell(&pods).await;
                }
            }
            // That it was opened, and the list before it, is no success: it has to say something, or to live.
            if opened.elapsed() >= TRUSTED {
                (*lived, pause) = (true, jitter(TOO_SHORT));
                continue;
            }
            if !spoke {
                return Err(ApiError::Transport("the watch of pods ends as soon as it begins".into()));
            }
            sleep(pause).await;
            pause = (pause * 2).min(MOST_PAUSE);
            self.session.turn(Queue::Watches, Called::No).await;
        }
    }

    async fn tell(&self, pods: &BTreeSet<Uid>) {
        // Where nobody hears it, the next failure ends this.
        let _ = self.say.send((self.place, Ok(pods.clone()))).await;
    }

    async fn list(&self) -> Result<(BTreeSet<Uid>, String), ApiError> {
        let (mut pods, mut token) = (BTreeSet::new(), String::new());
        loop {
            let path = format!("{}&{}", self.path, paging(&token));
            let body = self.session.open_whole(&path, LISTS, false, PAGE, READ_DEADLINE).await?.whole().await?;
            let page: Page = serde_json::from_slice(&body).map_err(|e| ApiError::Decode(e.to_string()))?;
            pods.extend(page.items.iter().map(|o| Uid::new(&o.metadata.uid)));
            token = page.metadata.r#continue;
            if token.is_empty() {
                return Ok((pods, page.metadata.resource_version));
            }
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Metadata {
    uid: String,
    resource_version: String,
    r#continue: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Object {
    metadata: Metadata,
    code: u16,
}

#[derive(Deserialize)]
struct Page {
    metadata: Metadata,
    #[serde(default, deserialize_with = "nullable")]
    items: Vec<Object>,
}

#[derive(Deserialize)]
struct Event {
    #[serde(rename = "type")]
    kind: String,
    object: Object,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selections_are_asked_for_as_the_api_expects() {
        assert_eq!(
            path(Some(&"iot-dev".into()), "app=web,tier!=x,env in (a, b)"),
            "/api/v1/namespaces/iot-dev/pods?labelSelector=app%3Dweb%2Ctier%21%3Dx%2Cenv%20in%20%28a%2C%20b%29"
        );
        assert_eq!(path(None, "!app"), "/api/v1/pods?labelSelector=%21app");
    }
}
