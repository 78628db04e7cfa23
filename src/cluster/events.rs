//! The events about a workload, as they come: listed once and then watched, while somebody looks. What cannot be had is said.

use super::body::Lines;
use super::error::ApiError;
use super::session::{READ_DEADLINE, Session};
use super::throttle::{Called, Queue};
use super::watch::backoff::{asked, delay, jitter};
use super::watch::request::{encode, paging, watching_for};
use super::wire::{EventTimes, Interner};
use crate::cluster::watch::pace::{LASTS, LATE, TRUSTED};
use crate::cluster::watch::task::AHEAD;
use crate::model::Uid;
use crate::model::event::{Event, EventNews, EventWish};
use futures::StreamExt;
use serde::Deserialize;
use std::time::Duration;
use tokio::sync::mpsc::Sender;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout, timeout_at};

/// A stream that ends within this time and without a word is not asked for again at once.
const AT_ONCE: Duration = Duration::from_secs(1);
/// The longest pause between streams that say something and end soon.
const MOST_PAUSE: Duration = Duration::from_secs(10);
const SILENT: &str = "the watch of events is silent";
/// Names that the cluster makes from a long one keep at least so much of it.
const KEPT: usize = 40;
/// What tells of nothing that waits, and would be most of what comes.
const LEFT_OUT: [&str; 7] =
    ["Scheduled", "Created", "Started", "Killing", "SuccessfulCreate", "SuccessfulDelete", "ScalingReplicaSet"];

/// A watch of events. Dropping it closes it.
#[derive(Debug)]
pub struct EventWatch(JoinHandle<()>);

impl EventWatch {
    /// Starts one. Needs a tokio runtime.
    pub fn start(session: Session, wish: EventWish, tx: Sender<EventNews>) -> Self {
        let through = session.through();
        Self(tokio::spawn(Watcher { session, wish, tx, interner: Interner::default(), failures: 0, through }.run()))
    }
}

impl Drop for EventWatch {
    fn drop(&mut self) {
        self.0.abort();
    }
}

struct Watcher {
    session: Session,
    wish: EventWish,
    tx: Sender<EventNews>,
    interner: Interner,
    failures: u32,
    /// Where it is told that another has come through.
    through: watch::Receiver<u64>,
}

/// Why a watch has come to its end.
enum End {
    /// Nobody listens any more.
    Closed,
    /// It failed.
    Failed(ApiError),
}

impl From<ApiError> for End {
    fn from(error: ApiError) -> Self {
        Self::Failed(error)
    }
}

impl Watcher {
    async fn run(mut self) {
        loop {
            let Err(End::Failed(error)) = self.once().await else { return };
            // Too old a position is no trouble: the next list is whole.
            if error.is_gone() && self.failures == 0 {
                self.failures = 1;
                self.session.turn(Queue::Watches, Called::Break).await;
                continue;
            }
            self.failures = self.failures.saturating_add(1);
            if self.tell(EventNews::Lost(error.to_string().into())).await.is_err() || error.is_forbidden() {
                return;
            }
            // It is one stream, and soon there again. What it asks is asked in turn.
            let pause = delay(self.failures, &error).min(jitter(AHEAD)).max(asked(&error));
            let called = match timeout(pause, self.through.changed()).await {
                Ok(Ok(())) => Called::Through,
                _ => Called::No,
            };
            self.session.turn(Queue::Watches, called).await;
        }
    }

    /// Lists and watches until something fails.
    async fn once(&mut self) -> Result<(), End> {
        let mut position = self.list().await?;
        let mut pause = jitter(AT_ONCE);
        loop {
            self.through.mark_unchanged();
            let path = format!("{}&{}", self.path(), watching_for(&position, LASTS));
            let mut stream = self.session.open_stream(&path, READ_DEADLINE).await?;
            let (mut lines, opened, mut spoke) = (Lines::default(), Instant::now(), false);
            // One that ends as it was asked to is opened anew from where it was. One that does not end is not fed any more.
            let due = opened + Duration::from_secs(LASTS.into()) + LATE;
            while let Some(chunk) = timeout_at(due, stream.next()).await.map_err(|_| ApiError::Transport(SILENT.into()))? {
                lines.push(&chunk?)?;
                let mut said = Vec::new();
                while let Some(line) = lines.next()? {
                    let news = self.read(&line)?;
                    spoke = true;
                    said.extend(news.event);
                    if !news.position.is_empty() {
                        position = news.position;
                    }
                }
                if !said.is_empty() {
                    self.tell(EventNews::Said(said)).await?;
                }
            }
            // That it was opened, and the list before it, is no success: it has to say something, or to live.
            if opened.elapsed() >= TRUSTED {
                (self.failures, pause) = (0, jitter(AT_ONCE));
                continue;
            }
            if !spoke {
                return Err(ApiError::Transport("the watch of events ends as soon as it begins".into()).into());
            }
            sleep(pause).await;
            pause = (pause * 2).min(MOST_PAUSE);
            self.session.turn(Queue::Watches, Called::No).await;
        }
    }

    fn path(&self) -> String {
        let fields: Vec<String> = LEFT_OUT.iter().map(|reason| format!("reason%21%3D{reason}")).collect();
        format!("/api/v1/namespaces/{}/events?fieldSelector={}", encode(&self.wish.namespace), fields.join("%2C"))
    }

    /// All pages; gives the position from which to watch.
    async fn list(&mut self) -> Result<String, End> {
        let mut token = String::new();
        loop {
            let body = self.session.get(&format!("{}&{}", self.path(), paging(&token)), READ_DEADLINE).await?;
            let page: Page = serde_json::from_slice(&body).map_err(|e| ApiError::Decode(e.to_string()))?;
            let said: Vec<Event> = page.items.iter().flatten().filter_map(|e| self.event(e)).collect();
            // Also when there are none: then it is known that there are none.
            self.tell(EventNews::Said(said)).await?;
            if page.metadata.next.is_empty() {
                return Ok(page.metadata.resource_version);
            }
            token = page.metadata.next;
        }
    }

    fn read(&mut self, line: &[u8]) -> Result<News, ApiError> {
        let line: Line = serde_json::from_slice(line).map_err(|e| ApiError::Decode(e.to_string()))?;
        if line.kind == "ERROR" {
            let body = line.object.to_string();
            return Err(ApiError::from_response(line.object["code"].as_u64().map_or(500, |c| c as u16), body.as_bytes(), None));
        }
        let meta = Object::deserialize(&line.object).map_err(|e| ApiError::Decode(e.to_string()))?.metadata;
        let event = if matches!(line.kind.as_str(), "ADDED" | "MODIFIED") { self.event(&line.object) } else { None };
        Ok(News { event, position: meta.resource_version })
    }

    /// The slim form of an event that is about the workload or something of its own.
    fn event(&mut self, object: &serde_json::Value) -> Option<Event> {
        let (wire, times) = (Wire::deserialize(object).ok()?, EventTimes::deserialize(object).ok()?);
        let named: String = self.wish.name.chars().take(KEPT).collect();
        let about = &wire.involved_object;
        if about.uid.is_empty() || !about.name.starts_with(&named) {
            return None;
        }
        Some(Event {
            about: Uid::new(&about.uid),
            warning: wire.kind == "Warning",
            reason: self.interner.name(&wire.reason),
            message: self.interner.message(wire.message.trim()),
            last: times.last().unwrap_or_default(),
        })
    }

    async fn tell(&self, news: EventNews) -> Result<(), End> {
        self.tx.send(news).await.map_err(|_| End::Closed)
    }
}

/// What a line of the watch tells.
struct News {
    event: Option<Event>,
    position: String,
}

#[derive(Deserialize)]
struct Line {
    #[serde(rename = "type")]
    kind: String,
    object: serde_json::Value,
}

#[derive(Deserialize)]
struct Page {
    metadata: Meta,
    items: Option<Vec<serde_json::Value>>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Meta {
    resource_version: String,
    #[serde(rename = "continue")]
    next: String,
}

#[derive(Deserialize)]
struct Object {
    metadata: Meta,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Wire {
    involved_object: About,
    reason: String,
    message: String,
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct About {
    name: String,
    uid: String,
}

#[cfg(test)]
mod tests {
    use super::super::watch::tests::server::{DEADLINE, Server};
    use super::*;
    use tokio::sync::mpsc::{Receiver, channel};

    fn event(about: &str, reason: &str, rv: u32) -> String {
        format!(
            r#"{{"metadata":{{"name":"e","resourceVersion":"{rv}"}},"involvedObject":{{"kind":"Pod","name":"{about}","uid":"u-{about}"}},
            "reason":"{reason}","message":"why\u001b[31m ","type":"Warning","lastTimestamp":"2026-07-24T20:20:00Z","eventTime":null,"count":2}}"#
        )
        .replace('\n', " ")
    }

    async fn next(rx: &mut Receiver<EventNews>) -> EventNews {
        timeout(DEADLINE, rx.recv()).await.expect("news in time").expect("the watch goes on")
    }

    fn start(server: &Server) -> (EventWatch, Receiver<EventNews>) {
        let (tx, rx) = channel(8);
        let wish = EventWish { id: 1, namespace: "iot".into(), name: "web".into() };
        (EventWatch::start(server.session(), wish, tx), rx)
    }

    #[tokio::test]
    async fn events_of_the_workload_are_listed_and_then_watched_from_there() {
        let mut server = Server::start().await;
        let (_watch, mut rx) = start(&server);
        let ask = server.ask().await;
        assert!(ask.has("/api/v1/namespaces/iot/events?fieldSelector=reason%21%3DScheduled"), "{}", ask.path);
        ask.json(&format!(
            r#"{{"metadata":{{"resourceVersion":"7"}},"items":[{},{}]}}"#,
            event("web-5b8d-x", "Unhealthy", 3),
            event("other-1", "Unhealthy", 4)
        ));
        let EventNews::Said(said) = next(&mut rx).await else { panic!("events") };
        assert_eq!(said.len(), 1, "what is about another workload is left out");
        assert_eq!((&*said[0].reason, &*said[0].message, said[0].warning), ("Unhealthy", "why[31m", true));
        let open = server.ask().await;
        assert!(open.has("watch=true") && open.has("resourceVersion=7"), "{}", open.path);
        let open = open.stream();
        let line = format!("{{\"type\":\"MODIFIED\",\"object\":{}}}\n", event("web-5b8d-x", "BackOff", 9));
        open.send(&line[..30]);
        open.send(&line[30..]);
        assert!(matches!(next(&mut rx).await, EventNews::Said(said) if &*said[0].reason == "BackOff"));
        // Broken, it is listed anew: nothing that was said meanwhile is missed.
        drop(open);
        loop {
            let ask = server.ask().await;
            if !ask.has("watch=true") {
                break;
            }
            assert!(ask.has("resourceVersion=9"), "{}", ask.path);
        }
    }

    #[tokio::test]
    async fn who_may_not_list_them_is_told_so_once() {
        let mut server = Server::start().await;
        let (_watch, mut rx) = start(&server);
        let ask = server.ask().await;
        ask.fail(403, "Forbidden");
        assert!(matches!(next(&mut rx).await, EventNews::Lost(_)));
        assert!(timeout(DEADLINE, rx.recv()).await.expect("it ends").is_none());
    }
}
