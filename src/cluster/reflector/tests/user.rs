//! The users of the reflector, each started as it is, and what they tell put into the same words.

use super::server::{Ask, DEADLINE, Open, Server};
use crate::cluster::Session;
use crate::cluster::browse::Browsing;
use crate::cluster::events::EventWatch;
use crate::cluster::link::Link;
use crate::cluster::logs::Selector;
use crate::cluster::outlet::Outlet;
use crate::cluster::reflector::Reflector;
use crate::cluster::watch::scope::Objects;
use crate::model::Kind;
use crate::model::SessionId;
use crate::model::event::{EventNews, EventWish};
use crate::model::feed::{Delta, Feed, Scope, WatchState};
use crate::model::logs::{LogSelection, Selected};
use crate::model::resource::Resource;
use crate::model::table::{BrowseWish, TableFeed};
use std::any::Any;
use std::collections::BTreeSet;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// Who uses a reflector.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Who {
    /// What the panes show.
    Panes,
    /// The browser.
    Browser,
    /// The events of a rollout.
    Events,
    /// The pods whose logs are followed.
    Selection,
}

impl Who {
    pub const ALL: [Self; 4] = [Self::Panes, Self::Browser, Self::Events, Self::Selection];

    /// Whether it tells of breaks that are had again in a moment, and of doubt.
    pub const fn tells_breaks(self) -> bool {
        !matches!(self, Self::Selection)
    }

    /// Whether it tells of what has gone.
    pub const fn tells_gone(self) -> bool {
        !matches!(self, Self::Events)
    }

    /// An object as all but the browser get it: what each of them reads is in it.
    fn object(uid: &str, version: u32) -> String {
        format!(
            r#"{{"metadata":{{"name":"web-{uid}","uid":"{uid}","resourceVersion":"{version}"}},"status":{{"phase":"Active"}},
            "involvedObject":{{"kind":"Pod","name":"web-{uid}","uid":"{uid}"}},"reason":"Unhealthy","message":"m","type":"Warning"}}"#
        )
        .replace('\n', "")
    }

    fn table(meta: &str, objects: &[String]) -> String {
        let rows: Vec<String> = objects.iter().map(|o| format!(r#"{{"cells":["x"],"object":{o}}}"#)).collect();
        format!(r#"{{"kind":"Table","metadata":{meta},"columnDefinitions":[{{"name":"Name"}}],"rows":[{}]}}"#, rows.join(","))
    }

    /// A page of a list.
    pub fn list(self, version: u32, next: &str, uids: &[&str]) -> String {
        let objects: Vec<String> = uids.iter().map(|u| Self::object(u, version)).collect();
        let meta = format!(r#"{{"resourceVersion":"{version}","continue":"{next}"}}"#);
        match self {
            Self::Browser => Self::table(&meta, &objects),
            Self::Panes | Self::Events | Self::Selection => {
                format!(r#"{{"kind":"List","metadata":{meta},"items":[{}]}}"#, objects.join(","))
            }
        }
    }

    /// A line of a watch.
    pub fn event(self, kind: &str, uid: &str, version: u32) -> String {
        let object = Self::object(uid, version);
        let object = match self {
            Self::Browser => Self::table("{}", &[object]),
            Self::Panes | Self::Events | Self::Selection => object,
        };
        format!("{{\"type\":\"{kind}\",\"object\":{object}}}\n")
    }

    pub fn bookmark(self, version: u32) -> String {
        let meta = format!(r#"{{"resourceVersion":"{version}"}}"#);
        let object = match self {
            Self::Browser => Self::table(&meta, &[]),
            Self::Panes | Self::Events | Self::Selection => format!(r#"{{"metadata":{meta}}}"#),
        };
        format!("{{\"type\":\"BOOKMARK\",\"object\":{object}}}\n")
    }
}

/// What a user tells, in the words of all.
#[derive(Debug)]
enum Note {
    Here(String),
    Gone(String),
    Begins,
    Ends,
    /// These and no others.
    Only(BTreeSet<String>),
    Well,
    Ill(String),
    Slow,
}

fn state(state: &WatchState) -> Option<Note> {
    match state {
        WatchState::Live => Some(Note::Well),
        WatchState::Polling { .. } => Some(Note::Slow),
        WatchState::Stale { error, .. } | WatchState::Denied { error } => Some(Note::Ill(error.to_string())),
        WatchState::Waiting | WatchState::Starting { .. } => None,
    }
}

fn of_feed(feed: Feed) -> Vec<Note> {
    match feed {
        Feed::Batch(_, deltas) => deltas
            .into_iter()
            .map(|delta| match delta {
                Delta::ListBegins => Note::Begins,
                Delta::Put(row) => Note::Here(row.uid().to_string()),
                Delta::Gone(uid) => Note::Gone(uid.to_string()),
                Delta::ListEnds => Note::Ends,
            })
            .collect(),
        Feed::Watch(_, s) | Feed::Browsed(_, TableFeed::State(_, s)) => state(&s).into_iter().collect(),
        Feed::Browsed(_, TableFeed::Begins(_)) => vec![Note::Begins],
        Feed::Browsed(_, TableFeed::Put(_, rows)) => rows.iter().map(|r| Note::Here(r.uid.to_string())).collect(),
        Feed::Browsed(_, TableFeed::Gone(uids)) => uids.iter().map(|u| Note::Gone(u.to_string())).collect(),
        Feed::Browsed(_, TableFeed::Ends(_)) => vec![Note::Ends],
        Feed::Browsed(_, TableFeed::Columns(_)) | Feed::Link(_) | Feed::Skew(_) | Feed::Version(_) | Feed::Used(..) => Vec::new(),
    }
}

/// A task that is ended with it.
struct Ends(JoinHandle<()>);

impl Drop for Ends {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// One user, its server, and what it has told.
pub struct Rig {
    pub who: Who,
    pub server: Server,
    session: Session,
    notes: mpsc::UnboundedReceiver<Note>,
    /// What there is, as far as it was told.
    pub known: BTreeSet<String>,
    /// Those that the list on its way has named.
    seen: Option<BTreeSet<String>>,
    /// Whether it is as it should be; `None` before that was told.
    pub well: Option<bool>,
    pub slow: bool,
    /// All troubles that were told.
    pub ills: Vec<String>,
    _running: Box<dyn Any + Send>,
}

fn translate<T: Send + 'static>(
    mut rx: mpsc::Receiver<T>,
    tx: mpsc::UnboundedSender<Note>,
    words: impl Fn(T) -> Vec<Note> + Send + 'static,
) {
    tokio::spawn(async move {
        while let Some(told) = rx.recv().await {
            words(told).into_iter().for_each(|note| drop(tx.send(note)));
        }
    });
}

impl Rig {
    pub async fn start(who: Who) -> Self {
        let server = Server::start().await;
        let session = server.session();
        let (told, notes) = mpsc::unbounded_channel();
        let running: Box<dyn Any + Send> = match who {
            Who::Panes => {
                let (tx, rx) = mpsc::channel(64);
                translate(rx, told, |(_, feed)| of_feed(feed));
                let reflector =
                    Reflector::new(session.clone(), Objects::new(Scope::all(Kind::Namespace)), Outlet::new(SessionId(1), tx));
                Box::new(Ends(tokio::spawn(reflector.run())))
            }
            Who::Browser => {
                let (tx, rx) = mpsc::channel(64);
                translate(rx, told, |(_, feed)| of_feed(feed));
                let resource = Resource::new("", "v1", "configmaps", "ConfigMap", true);
                let wish = BrowseWish { id: 1, resource, namespaces: vec!["iot".into()], watch: true, own: Vec::new() };
                Box::new(Browsing::start(&session, wish, &Outlet::new(SessionId(1), tx)))
            }
            Who::Events => {
                let (tx, rx) = mpsc::channel(8);
                translate(rx, told, |news| match news {
                    EventNews::Said(said) => said.iter().map(|e| Note::Here(e.about.to_string())).chain([Note::Well]).collect(),
                    EventNews::Lost(why) => vec![Note::Ill(why.to_string())],
                });
                let wish = EventWish { id: 1, namespace: "iot".into(), name: "web".into() };
                Box::new(EventWatch::start(session.clone(), wish, tx))
            }
            Who::Selection => {
                let (tx, rx) = mpsc::channel(8);
                translate(rx, told, |(_, selected): (u64, Selected)| match selected {
                    Ok(pods) => vec![Note::Only(pods.iter().map(ToString::to_string).collect()), Note::Well],
                    Err(why) => vec![Note::Ill(why.to_string())],
                });
                let mut selector = Selector::start(session.clone(), tx);
                selector.set(1, Some(LogSelection { namespaces: vec!["iot".into()], labels: "app=web".into() }));
                Box::new(selector)
            }
        };
        let (known, seen, well, slow, ills) = (BTreeSet::new(), None, None, false, Vec::new());
        Self { who, server, session, notes, known, seen, well, slow, ills, _running: running }
    }

    /// One whose list has come (`u1`, at 10) and whose watch is open and live.
    pub async fn live(who: Who) -> (Self, Open) {
        let mut rig = Self::start(who).await;
        rig.ask("limit=500").await.json(&who.list(10, "", &["u1"]));
        let open = rig.ask("resourceVersion=10").await.stream();
        rig.until("it is live", |r| r.well == Some(true) && r.knows(&["u1"])).await;
        (rig, open)
    }

    pub fn link(&self) -> &Link {
        self.session.link()
    }

    /// The next request, which must have this in its path.
    pub async fn ask(&mut self, part: &str) -> Ask {
        let ask = self.server.ask().await;
        assert!(ask.has(part), "{:?}: {} has no {part}", self.who, ask.path);
        ask
    }

    /// Whether these are there, and nothing else, as far as the user can tell.
    pub fn knows(&self, uids: &[&str]) -> bool {
        uids.iter().all(|u| self.known.contains(*u)) && (!self.who.tells_gone() || self.known.len() == uids.len())
    }

    /// Takes what is told until it is so.
    pub async fn until(&mut self, what: &str, so: impl Fn(&Self) -> bool) {
        while !so(self) {
            let note = timeout(DEADLINE, self.notes.recv()).await;
            let note =
                note.unwrap_or_else(|_| panic!("{:?}: {what}: {:?}, well {:?}, {:?}", self.who, self.known, self.well, self.ills));
            match note.expect("it runs") {
                Note::Begins => self.seen = Some(BTreeSet::new()),
                Note::Here(uid) => {
                    self.seen.iter_mut().for_each(|seen| _ = seen.insert(uid.clone()));
                    self.known.insert(uid);
                }
                Note::Gone(uid) => _ = self.known.remove(&uid),
                Note::Ends => {
                    let seen = self.seen.take().expect("a list has begun");
                    self.known.retain(|uid| seen.contains(uid));
                }
                Note::Only(uids) => self.known = uids,
                Note::Well => (self.well, self.slow) = (Some(true), false),
                Note::Slow => (self.well, self.slow) = (None, true),
                Note::Ill(why) => {
                    self.well = Some(false);
                    self.ills.push(why);
                }
            }
        }
    }

    /// What comes on a stream by then is told, and nothing stands in the way any more.
    pub async fn fresh(mut self, open: &Open, version: u32) -> Self {
        open.send(&self.who.event("ADDED", "fresh", version));
        self.until("it is fresh", |r| r.known.contains("fresh") && r.well == Some(true)).await;
        self
    }
}
