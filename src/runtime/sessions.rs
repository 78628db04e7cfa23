//! Sessions: what is begun with one, what runs on it for the screen, and what is heard of it.

use super::outside::Outside;
use super::soak::Watched;
use crate::app::messages::Level;
use crate::app::msg::Msg;
use crate::app::text::ClusterText;
use crate::cluster::change::Gate;
use crate::cluster::events::EventWatch;
use crate::cluster::logs::{Follower, Selector};
use crate::cluster::nodes::NodesWatch;
use crate::cluster::session::Session;
use crate::cluster::soon::SoonLook;
use crate::cluster::watch::Watches;
use crate::journal::Journal;
use crate::model::event::EventWish;
use crate::model::feed::{Feed, LinkState};
use crate::model::{Name, SessionId};
use std::sync::Arc;

/// One session and what runs on it.
pub(super) struct Open {
    pub(super) session: Session,
    pub(super) watches: Watches,
    pub(super) follower: Follower,
    pub(super) selector: Selector,
    pub(super) gate: Arc<Gate>,
    pub(super) events: Option<EventWatch>,
    pub(super) nodes: Option<NodesWatch>,
    pub(super) soon: Option<SoonLook>,
    /// Releases that are watched, by their numbers.
    pub(super) soaks: Vec<(u64, Watched)>,
    pub(super) link_down: bool,
    /// Objects that could not be read, as far as that was told.
    pub(super) unread: u64,
}

impl Outside {
    /// Hears what a session's watches tell: log streams are opened anew when the connection lives again.
    pub(super) fn heard(&mut self, session: SessionId, feed: &Feed) {
        let Some(open) = self.open.get_mut(&session) else { return };
        // The screen would lie by what it leaves out.
        let unread = open.watches.unread();
        if unread > open.unread {
            open.unread = unread;
            let _ = self.tx.try_send(Msg::Note(Level::Warn, ClusterText::Unread(unread).into()));
        }
        let Feed::Link(link) = feed else { return };
        let down = matches!(link, LinkState::Down { .. });
        if open.link_down && !down {
            open.follower.reconnect();
        }
        open.link_down = down;
    }

    /// Connects a session again now.
    pub(super) fn reconnect(&self, session: SessionId) {
        if let Some(open) = self.open.get(&session) {
            open.watches.reconnect();
            open.follower.reconnect();
        }
    }

    pub(super) fn connect(&mut self, id: SessionId, context: &Name) {
        // That of the session before, where it is begun anew.
        self.contexts.stop_plugin_for(context);
        let (session, writer) = Session::open(self.contexts.clone(), context, self.mode);
        let user = self.contexts.list().into_iter().find(|c| c.name == *context).map_or_else(|| "".into(), |c| c.user);
        let journal = match &self.paths {
            Some(paths) => Journal::open(&paths.state).map(Arc::new),
            None => Ok(Arc::new(Journal::memory())),
        };
        let gate = Gate::new(session.clone(), writer, journal, user);
        let gate = Arc::new(gate.guarded(self.rules.0.clone(), self.rules.1).remembering(self.memory.clone()));
        let watches = Watches::start(session.clone(), id, self.feed_tx.clone());
        let follower = self.follower(id, &session);
        let selector = self.selector(id, &session);
        self.open.insert(
            id,
            Open {
                session,
                watches,
                follower,
                selector,
                gate,
                events: None,
                nodes: None,
                soon: None,
                soaks: Vec::new(),
                link_down: false,
                unread: 0,
            },
        );
    }

    /// Ends a session. A plugin that signs in for it is ended, unless another session waits for it.
    pub(super) fn leave(&mut self, session: SessionId) {
        if let Some(open) = self.open.remove(&session) {
            self.end_sign_in(&open.session.context);
        }
    }

    /// Ends the plugin that signs in for a context, unless a session waits for it.
    pub(super) fn end_sign_in(&self, context: &Name) {
        if self.open.values().all(|open| open.session.context != *context) {
            self.contexts.stop_plugin_for(context);
        }
    }

    /// A session.
    pub(super) fn session_of(&self, session: SessionId) -> Option<Session> {
        self.open.get(&session).map(|open| open.session.clone())
    }

    /// Ends what only the screen of a session needs. What is watched goes on, and so do changes.
    pub(super) fn rest(&mut self, session: SessionId) {
        let Some(open) = self.open.get_mut(&session) else { return };
        open.follower.set(0, Vec::new());
        open.selector.set(0, None);
        open.watches.browse(None);
        open.watches.measure(&[]);
        open.events = None;
        open.soon = None;
        open.nodes = None;
    }

    /// Watches the nodes and their pods, or no longer.
    pub(super) fn watch_nodes(&mut self, session: SessionId, id: Option<u64>) {
        let Some(open) = self.open.get_mut(&session) else { return };
        open.nodes = None;
        let Some(id) = id else { return };
        let tx = self.tx.clone();
        let (news_tx, mut news) = tokio::sync::mpsc::channel(8);
        open.nodes = Some(NodesWatch::start(&open.session, &news_tx));
        // Ends with the watches, whose senders go with them.
        tokio::spawn(async move {
            while let Some(news) = news.recv().await {
                if tx.send(Msg::Nodes(session, id, news)).await.is_err() {
                    break;
                }
            }
        });
    }

    /// Watches the events of one workload, or of none.
    pub(super) fn track(&mut self, session: SessionId, wish: Option<EventWish>) {
        let Some(open) = self.open.get_mut(&session) else { return };
        open.events = None;
        let Some(wish) = wish else { return };
        let (id, tx) = (wish.id, self.tx.clone());
        let (news_tx, mut news) = tokio::sync::mpsc::channel(8);
        open.events = Some(EventWatch::start(open.session.clone(), wish, news_tx));
        // Ends with the watch, whose sender goes with it.
        tokio::spawn(async move {
            while let Some(news) = news.recv().await {
                if tx.send(Msg::Told(session, id, news)).await.is_err() {
                    break;
                }
            }
        });
    }

    /// A session, and the place of its look for what runs out soon.
    pub(super) fn soon_of(&mut self, session: SessionId) -> Option<(Session, &mut Option<SoonLook>)> {
        self.open.get_mut(&session).map(|open| (open.session.clone(), &mut open.soon))
    }

    fn follower(&self, id: SessionId, session: &Session) -> Follower {
        let (lines, mut came) = tokio::sync::mpsc::channel(4);
        let tx = self.log_tx.clone();
        tokio::spawn(async move {
            while let Some((view, lines)) = came.recv().await {
                if tx.send((id, view, lines)).await.is_err() {
                    return;
                }
            }
        });
        Follower::start(session.clone(), lines)
    }

    fn selector(&self, id: SessionId, session: &Session) -> Selector {
        let (selected, mut told) = tokio::sync::mpsc::channel(4);
        let tx = self.tx.clone();
        tokio::spawn(async move {
            while let Some((view, pods)) = told.recv().await {
                if tx.send(Msg::Selected(id, view, pods)).await.is_err() {
                    return;
                }
            }
        });
        Selector::start(session.clone(), selected)
    }
}
