//! Carrying out effects: each is started as a task of its own, and its answer comes back as a message.

use super::save;
use crate::app::messages::Level;
use crate::app::msg::{Effect, Fetch, Msg, ObjectRef};
use crate::cluster::change::{Gate, Memory};
use crate::cluster::describe::{Which, describe, events_of, yaml};
use crate::cluster::kubeconfig::Contexts;
use crate::cluster::logs::Follower;
use crate::cluster::rights;
use crate::cluster::session::{Mode, Session};
use crate::cluster::watch::Watches;
use crate::config::{Paths, memory};
use crate::journal::{self, Journal};
use crate::model::change::{Consent, Preview, Progress};
use crate::model::feed::{Feed, LinkState};
use crate::model::guard::Guards;
use crate::model::logs::LogLine;
use crate::model::{Name, Time};
use chrono::FixedOffset;
use std::sync::Arc;
use tokio::sync::mpsc::Sender;

/// All that runs outside the loop.
pub(super) struct Outside {
    contexts: Contexts,
    mode: Mode,
    paths: Option<Paths>,
    tx: Sender<Msg>,
    feed_tx: Sender<(u64, Feed)>,
    log_tx: Sender<(u64, Vec<LogLine>)>,
    open: Option<Open>,
    link_down: bool,
    /// The guard rules, and the user's time zone.
    rules: (Guards, FixedOffset),
    memory: Memory,
    /// Objects that could not be read, as far as that was told.
    unread: u64,
}

/// One session and what runs on it.
struct Open {
    session: Session,
    watches: Watches,
    follower: Follower,
    selector: crate::cluster::logs::Selector,
    gate: Arc<Gate>,
}

impl Outside {
    pub(super) fn new(
        contexts: Contexts,
        mode: Mode,
        paths: Option<Paths>,
        rules: (Guards, FixedOffset),
        tx: Sender<Msg>,
        feed_tx: Sender<(u64, Feed)>,
        log_tx: Sender<(u64, Vec<LogLine>)>,
    ) -> Self {
        Self {
            contexts,
            mode,
            paths,
            tx,
            feed_tx,
            log_tx,
            open: None,
            link_down: false,
            rules,
            memory: Memory::default(),
            unread: 0,
        }
    }

    /// Hears what the watches tell: log streams are opened anew when the connection lives again.
    pub(super) fn heard(&mut self, feed: &Feed) {
        // The screen would lie by what it leaves out.
        let unread = self.open.as_ref().map_or(0, |o| o.watches.unread());
        if unread > self.unread {
            self.unread = unread;
            let words =
                format!("{unread} objects or events of the API server could not be read and are not shown; --log-file tells more");
            let _ = self.tx.try_send(Msg::Note(Level::Warn, words));
        }
        let Feed::Link(link) = feed else { return };
        let down = matches!(link, LinkState::Down { .. });
        if self.link_down
            && !down
            && let Some(open) = &self.open
        {
            open.follower.reconnect();
            open.selector.reconnect();
        }
        self.link_down = down;
    }

    pub(super) fn carry_out(&mut self, effect: Effect, session: u64) {
        match effect {
            Effect::Connect(id, context) => self.connect(id, &context),
            Effect::Watch(scopes) => {
                if let Some(open) = &mut self.open {
                    open.watches.set(&scopes);
                }
            }
            Effect::Reconnect => {
                if let Some(open) = &self.open {
                    open.watches.reconnect();
                    open.follower.reconnect();
                    open.selector.reconnect();
                }
            }
            Effect::Follow(view, wishes) => {
                if let Some(open) = &mut self.open {
                    open.follower.set(view, wishes);
                }
            }
            Effect::Select(view, selection) => {
                if let Some(open) = &mut self.open {
                    open.selector.set(view, selection);
                }
            }
            Effect::Review(namespace) => {
                self.ask(move |open| async move { Msg::Rights(session, rights::review(&open, &namespace).await) })
            }
            Effect::Revisions(id, target) => {
                self.gate(move |gate| async move { Msg::Revisions(id, gate.revisions(&target).await.map_err(|e| e.to_string())) })
            }
            Effect::Preview(intent) => self.gate(move |gate| async move {
                let id = intent.id;
                Msg::Previewed(id, gate.preview(intent).await.map(Box::new).map_err(|e| e.to_string()))
            }),
            Effect::CarryOut(preview, consent) => self.change(preview, consent),
            Effect::Forget(intents) => {
                if let Some(open) = &self.open {
                    intents.into_iter().for_each(|id| open.gate.forget(id));
                }
            }
            Effect::Fetch(id, Fetch::Journal) => self.read_journal(id),
            Effect::Fetch(id, Fetch::Events(namespace, uids)) => self.ask(move |open| async move {
                Msg::Fetched(id, events_of(&open, &namespace, &uids, Time::system()).await.map_err(|e| e.to_string()))
            }),
            Effect::Fetch(id, Fetch::Yaml(object)) => {
                self.ask(move |open| async move { Msg::Fetched(id, yaml(&open, which(&object)).await.map_err(|e| e.to_string())) })
            }
            Effect::Fetch(id, Fetch::Describe(object)) => self.ask(move |open| async move {
                Msg::Fetched(id, describe(&open, which(&object), Time::system()).await.map_err(|e| e.to_string()))
            }),
            Effect::Remember(context, remembered) => {
                let (Some(paths), tx) = (self.paths.clone(), self.tx.clone()) else { return };
                tokio::task::spawn_blocking(move || {
                    let file = paths.state.join("state.json");
                    if let Err(e) = memory::save(&file, &context, &remembered) {
                        let _ = tx.blocking_send(Msg::Note(
                            Level::Warn,
                            format!("{}: {e}; favourites are kept for this run only", file.display()),
                        ));
                    }
                });
            }
            Effect::Save(save) => {
                let tx = self.tx.clone();
                tokio::task::spawn_blocking(move || {
                    let outcome = save::write(&save);
                    let _ = tx.blocking_send(Msg::Saved(save.path, outcome));
                });
            }
            // The loop's own.
            Effect::Copy(_) | Effect::Redraw | Effect::Suspend | Effect::Quit => {}
        }
    }

    fn connect(&mut self, id: u64, context: &Name) {
        // The former session's tasks end before the new one's begin.
        self.open = None;
        (self.link_down, self.unread) = (false, 0);
        let (session, writer) = Session::open(self.contexts.clone(), context, self.mode);
        let user = self.contexts.list().into_iter().find(|c| c.name == *context).map_or_else(|| "".into(), |c| c.user);
        let journal = match &self.paths {
            Some(paths) => Journal::open(&paths.state).map(Arc::new),
            None => Ok(Arc::new(Journal::memory())),
        };
        let gate = Gate::new(session.clone(), writer, journal, user);
        let gate = Arc::new(gate.guarded(self.rules.0.clone(), self.rules.1).remembering(self.memory.clone()));
        let watches = Watches::start(session.clone(), id, self.feed_tx.clone());
        let follower = Follower::start(session.clone(), self.log_tx.clone());
        let selector = self.selector(&session);
        self.open = Some(Open { session, watches, follower, selector, gate });
    }

    fn selector(&self, session: &Session) -> crate::cluster::logs::Selector {
        let (selected, mut told) = tokio::sync::mpsc::channel(4);
        let tx = self.tx.clone();
        tokio::spawn(async move {
            while let Some((view, pods)) = told.recv().await {
                if tx.send(Msg::Selected(view, pods)).await.is_err() {
                    return;
                }
            }
        });
        crate::cluster::logs::Selector::start(session.clone(), selected)
    }

    /// Asks the API server something, and sends the answer.
    fn ask<F: Future<Output = Msg> + Send + 'static>(&self, question: impl FnOnce(Session) -> F) {
        let Some(open) = &self.open else { return };
        let (answer, tx) = (question(open.session.clone()), self.tx.clone());
        tokio::spawn(async move {
            let _ = tx.send(answer.await).await;
        });
    }

    fn gate<F: Future<Output = Msg> + Send + 'static>(&self, question: impl FnOnce(Arc<Gate>) -> F) {
        let Some(open) = &self.open else { return };
        let (answer, tx) = (question(open.gate.clone()), self.tx.clone());
        tokio::spawn(async move {
            let _ = tx.send(answer.await).await;
        });
    }

    /// Sends a change, in a task that outlives the view and the session: an entry of the journal is never left without its end.
    fn change(&self, preview: Preview, consent: Consent) {
        let Some(open) = &self.open else { return };
        let (gate, tx) = (open.gate.clone(), self.tx.clone());
        tokio::spawn(async move {
            let id = preview.intent.id;
            let told = tx.clone();
            // Progress that finds the channel full is followed by more.
            let progress = move |progress: Progress| drop(told.try_send(Msg::Progressed(progress)));
            let carried = gate.carry_out(preview, &consent, &progress).await;
            if let Some(trouble) = carried.trouble {
                let _ = tx.send(Msg::Note(Level::Error, trouble.to_string())).await;
            }
            let _ = tx.send(Msg::CarriedOut(id, carried.outcome)).await;
        });
    }

    fn read_journal(&self, id: u64) {
        let (paths, tx) = (self.paths.clone(), self.tx.clone());
        tokio::task::spawn_blocking(move || {
            let answer = match paths {
                Some(paths) => journal::read(&paths.state.join(journal::FILE), None)
                    .map(|h| crate::report::journal_lines(&h, Time::system()))
                    .map_err(|e| e.to_string()),
                None => Err("no journal is kept: there is no home folder".into()),
            };
            let _ = tx.blocking_send(Msg::Fetched(id, answer));
        });
    }
}

fn which(object: &ObjectRef) -> Which<'_> {
    Which { kind: object.kind, namespace: &object.namespace, name: &object.name, uid: &object.uid }
}
