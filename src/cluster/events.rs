//! Events: listed once for who looks, or listed and watched for as long as a rollout is followed. What cannot be had is said.

use super::error::ApiError;
use super::path::encode;
use super::reflector::{Closed, Reflector, Sink, Source, list_once};
use super::session::Session;
use super::wire::{self, CoreEvent, EventDecoder, Interner, Page};
use crate::model::Uid;
use crate::model::event::{Event, EventNews, EventWish};
use crate::model::feed::{Delta, WatchState};
use crate::model::resource::Resource;
use crate::model::trouble::Trouble;
use std::sync::Arc;
use tokio::sync::mpsc::Sender;
use tokio::task::JoinHandle;

/// Names that the cluster makes from a long one keep at least so much of it.
const KEPT: usize = 40;
/// What tells of nothing that waits, and would be most of what comes.
const LEFT_OUT: [&str; 7] =
    ["Scheduled", "Created", "Started", "Killing", "SuccessfulCreate", "SuccessfulDelete", "ScalingReplicaSet"];

/// The events of a namespace, or of all, as far as a field selector goes, oldest first.
pub(super) async fn list(session: &Session, namespace: Option<&str>, fields: &str) -> Result<Vec<CoreEvent>, ApiError> {
    let mut events = list_once(session, &mut Events::new(namespace, fields)).await?;
    events.sort_by_key(|e| e.last);
    Ok(events)
}

/// Events as the API has them.
struct Events {
    collection: String,
    decoder: EventDecoder,
}

impl Events {
    fn new(namespace: Option<&str>, fields: &str) -> Self {
        let selector = if fields.is_empty() { String::new() } else { format!("fieldSelector={}&", encode(fields)) };
        let events = Resource::new("", "v1", "events", "Event", true);
        Self { collection: format!("{}?{selector}", events.path(namespace)), decoder: EventDecoder::default() }
    }
}

impl Source for Events {
    type Object = CoreEvent;

    fn collection(&self) -> String {
        self.collection.clone()
    }

    fn uid(event: &CoreEvent) -> &Uid {
        &event.uid
    }

    fn page(&mut self, body: &[u8]) -> Result<Page<CoreEvent>, ApiError> {
        self.decoder.page(body)
    }

    fn event(&mut self, line: &[u8]) -> Result<wire::Event<CoreEvent>, ApiError> {
        self.decoder.event(line)
    }
}

/// A watch of events. Dropping it closes it.
#[derive(Debug)]
pub struct EventWatch(JoinHandle<()>);

impl EventWatch {
    /// Starts one. Needs a tokio runtime.
    pub fn start(session: Session, wish: EventWish, tx: Sender<EventNews>) -> Self {
        let about = About::new(wish);
        Self(tokio::spawn(Reflector::new(session, about, Teller { tx, lost: None }).run()))
    }
}

impl Drop for EventWatch {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// The events about a workload and what is its own.
struct About {
    events: Events,
    /// How the names begin that are its own.
    named: String,
    interner: Interner,
}

/// An event in its slim form, with its own UID.
struct Said {
    uid: Uid,
    event: Event,
}

impl About {
    fn new(wish: EventWish) -> Self {
        let fields: Vec<String> = LEFT_OUT.iter().map(|reason| format!("reason!={reason}")).collect();
        let events = Events::new(Some(&wish.namespace), &fields.join(","));
        Self { events, named: wish.name.chars().take(KEPT).collect(), interner: Interner::default() }
    }

    /// Its slim form, if it is about the workload or something of its own.
    fn said(&mut self, event: CoreEvent) -> Option<Said> {
        let (_, name, uid) = &event.about;
        if uid.is_empty() || !name.starts_with(&self.named) {
            return None;
        }
        let slim = Event {
            about: Uid::new(uid),
            warning: event.kind == "Warning",
            reason: self.interner.name(&event.reason),
            message: self.interner.message(event.message.trim()),
            last: event.last.unwrap_or_default(),
        };
        Some(Said { uid: event.uid, event: slim })
    }
}

impl Source for About {
    type Object = Said;

    fn collection(&self) -> String {
        self.events.collection()
    }

    fn uid(said: &Said) -> &Uid {
        &said.uid
    }

    fn page(&mut self, body: &[u8]) -> Result<Page<Said>, ApiError> {
        let Page { head, rows, skipped } = self.events.page(body)?;
        Ok(Page { head, rows: rows.into_iter().filter_map(|e| self.said(e)).collect(), skipped })
    }

    fn event(&mut self, line: &[u8]) -> Result<wire::Event<Said>, ApiError> {
        let event = self.events.event(line)?;
        Ok(event.map(|e| self.said(e)))
    }
}

/// Who follows the rollout.
struct Teller {
    tx: Sender<EventNews>,
    /// Why they cannot be had, where that was told last.
    lost: Option<Arc<Trouble>>,
}

impl Teller {
    async fn tell(&self, news: EventNews) -> Result<(), Closed> {
        self.tx.send(news).await.map_err(|_| Closed)
    }
}

impl Sink<About> for Teller {
    async fn told(&mut self, _: &mut About, deltas: Vec<Delta<Said>>) -> Result<(), Closed> {
        // What the server forgets was said all the same.
        let whole = deltas.iter().any(|d| matches!(d, Delta::ListBegins | Delta::ListEnds));
        let said: Vec<Event> = deltas
            .into_iter()
            .filter_map(|delta| match delta {
                Delta::Put(said) => Some(said.event),
                Delta::Gone(_) | Delta::ListBegins | Delta::ListEnds => None,
            })
            .collect();
        // Of a list also when there are none: then it is known that there are none.
        if said.is_empty() && !whole {
            return Ok(());
        }
        self.lost = None;
        self.tell(EventNews::Said(said)).await
    }

    async fn stands(&mut self, _: &About, state: &WatchState, _: Option<&ApiError>) -> Result<(), Closed> {
        match state {
            WatchState::Stale { error, .. } | WatchState::Denied { error } if self.lost.as_ref() != Some(error) => {
                self.lost = Some(error.clone());
                self.tell(EventNews::Lost(error.clone())).await
            }
            // They come again, and perhaps there was nothing to be said meanwhile.
            WatchState::Live | WatchState::Polling { .. } if self.lost.take().is_some() => {
                self.tell(EventNews::Said(Vec::new())).await
            }
            WatchState::Waiting
            | WatchState::Starting { .. }
            | WatchState::Stale { .. }
            | WatchState::Denied { .. }
            | WatchState::Live
            | WatchState::Polling { .. } => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::reflector::tests::server::{DEADLINE, Server};
    use super::*;
    use tokio::sync::mpsc::{Receiver, channel};
    use tokio::time::timeout;

    fn event(about: &str, reason: &str, rv: u32) -> String {
        format!(
            r#"{{"metadata":{{"name":"e","uid":"e-{about}","resourceVersion":"{rv}"}},"involvedObject":{{"kind":"Pod","name":"{about}","uid":"u-{about}"}},
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
        // What is about another workload is not told, and counts for where it goes on: broken, it goes on from there.
        open.send(&format!("{{\"type\":\"ADDED\",\"object\":{}}}\n", event("other-2", "BackOff", 11)));
        open.end();
        let open = server.ask().await;
        assert!(open.has("watch=true") && open.has("resourceVersion=11"), "{}", open.path);
        let open = open.stream();
        open.send(&format!("{{\"type\":\"ADDED\",\"object\":{}}}\n", event("web-5b8d-x", "Killed", 12)));
        assert!(matches!(next(&mut rx).await, EventNews::Said(said) if &*said[0].reason == "Killed"));
    }

    #[tokio::test]
    async fn who_may_not_list_them_is_told_so_once_and_when_he_may() {
        let mut server = Server::start().await;
        let (_watch, mut rx) = start(&server);
        server.ask().await.fail(403, "Forbidden");
        assert_eq!(next(&mut rx).await, EventNews::Lost(Trouble::said("Forbidden it is")));
        server.ask().await.fail(403, "Forbidden");
        server.ask().await.json(r#"{"metadata":{"resourceVersion":"7"},"items":[]}"#);
        assert_eq!(next(&mut rx).await, EventNews::Said(vec![]));
    }
}
