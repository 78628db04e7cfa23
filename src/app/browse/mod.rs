//! The resource browser: any kind that the API serves, in the server's own columns. It has the focus while it is open, and the room of all
//! panes; its rows are held by UID as those of the other lists.

mod changes;
mod kinds;
mod looks;
mod rows;

pub use kinds::COMMON;
pub use rows::Browse;

use super::list::List;
use super::msg::{Effect, ObjectRef};
use super::rows::SortBy;
use super::scope::{Freshness, ONE_BY_ONE};
use super::state::{State, View};
use crate::command::{Browsed, Pane};
use crate::model::feed::{LinkState, WatchState};
use crate::model::kinds::Served;
use crate::model::table::{BrowseWish, TableFeed};
use crate::model::{Name, Uid, Words};

/// How the browser's rows are sorted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Order {
    /// As the server lists them: by namespace and name.
    #[default]
    Server,
    /// By name, whatever the namespace.
    Name,
    /// The newest first.
    Newest,
}

impl Order {
    const fn next(self) -> Self {
        match self {
            Self::Server => Self::Name,
            Self::Name => Self::Newest,
            Self::Newest => Self::Server,
        }
    }

    /// In words; empty for the server's own.
    pub const fn words(self) -> Words {
        match self {
            Self::Server => Words::NONE,
            Self::Name => Words::new("by name", "按名称"),
            Self::Newest => Words::new("newest first", "最新在前"),
        }
    }
}

impl State {
    /// Opens the browser on a kind. What is there already goes.
    pub(super) fn open_browse(&mut self, served: Served) {
        let from = match &self.browse {
            Some(browse) => browse.from,
            None => self.focus,
        };
        self.browse = Some(Browse::new(served, from));
        self.set_filter(Pane::Browser, String::new());
        self.focus = Pane::Browser;
    }

    /// Goes from the browser to where it was opened.
    fn leave_browse(&mut self) {
        if let Some(browse) = &self.browse {
            self.focus = browse.from;
        }
    }

    /// Keeps the list that is open the one that is looked at, and its rows those that are drawn.
    pub(super) fn follow_browse(&mut self, effects: &mut Vec<Effect>) {
        self.discover(effects);
        if self.focus != Pane::Browser {
            if self.browse.take().is_some_and(|b| b.wish.is_some()) {
                effects.push(Effect::Browse(self.cluster.session, None));
            }
            return;
        }
        let namespaces = self.browsed_namespaces();
        let id = self.next_id + 1;
        let Some(browse) = &mut self.browse else { return };
        if browse.wish.as_ref().is_none_or(|w| w.namespaces != namespaces) {
            let wish = BrowseWish { id, resource: browse.served.resource.clone(), namespaces, watch: browse.served.can("watch") };
            browse.begin(wish.clone());
            effects.push(Effect::Browse(self.cluster.session, Some(wish)));
            self.next_id = id;
        }
        let filter = self.filters[Pane::Browser as usize].clone();
        let time = self.time();
        if let Some(browse) = &mut self.browse {
            browse.refresh(&filter, time);
        }
    }

    /// Scrolls the browser so that its cursor is drawn.
    pub(super) fn show_browse(&mut self) {
        let rows = self.layout.rows(Pane::Browser);
        self.browse_list(|list| list.show(rows));
    }

    /// The namespaces whose objects are listed one by one; empty for all at once.
    fn browsed_namespaces(&self) -> Vec<Name> {
        let Some(browse) = &self.browse else { return Vec::new() };
        match &self.view {
            _ if !browse.served.resource.namespaced => Vec::new(),
            View::These(names) => names.clone(),
            // Who may not list cluster-wide gets the namespaces that are known.
            View::All if browse.narrow => self.cluster.known.iter().take(ONE_BY_ONE).cloned().collect(),
            View::All => Vec::new(),
        }
    }

    /// What the open list tells. That of a list that was left is dropped.
    pub(super) fn browsed(&mut self, id: u64, news: TableFeed) {
        let Some(browse) = self.browse.as_mut().filter(|b| b.wish.as_ref().is_some_and(|w| w.id == id)) else { return };
        if let TableFeed::State(_, WatchState::Denied { .. }) = &news
            && browse.served.resource.namespaced
            && self.view == View::All
            && !self.cluster.known.is_empty()
        {
            browse.narrow = true;
        }
        browse.take(news, self.now);
    }

    /// How fresh the browser's rows are: as fresh as those of its worst part.
    pub fn browse_freshness(&self) -> Freshness {
        let parts = self.browse.iter().flat_map(Browse::states).map(super::scope::fresh);
        // Where some may be seen, those that may not say nothing about them.
        let all: Vec<Freshness> = parts.collect();
        let some = all.iter().any(|f| !matches!(f, Freshness::Denied(_)));
        let worst = all.into_iter().filter(|f| !some || !matches!(f, Freshness::Denied(_))).max_by_key(super::scope::severity);
        let worst = worst.unwrap_or(Freshness::Waiting);
        if let (LinkState::Down { since, retry, error }, Freshness::Live | Freshness::Polling(_)) =
            (self.cluster.store.link(), &worst)
        {
            return Freshness::Stale { since: *since, retry: *retry, error: error.clone() };
        }
        worst
    }

    pub(super) fn browse_list(&mut self, act: impl FnOnce(&mut List<Uid>)) {
        if let Some(browse) = &mut self.browse {
            act(&mut browse.list);
        }
    }

    pub(super) fn sort_browse_by(&mut self, by: SortBy) {
        let order = match by {
            SortBy::Health => Order::Server,
            SortBy::Name => Order::Name,
            SortBy::Age => Order::Newest,
            SortBy::Restarts | SortBy::Cpu | SortBy::Memory => return self.hint(crate::app::text::KeyText::ByNameOrAge),
        };
        if let Some(browse) = &mut self.browse {
            browse.sort(order);
        }
    }

    pub(super) fn sort_browse(&mut self) {
        if let Some(browse) = &mut self.browse {
            browse.sort(browse.order.next());
        }
    }

    /// What the browser shows, for the availability of commands.
    pub(super) fn browsed_kind(&self) -> Option<Browsed> {
        let browse = self.browse.as_ref().filter(|_| self.focus == Pane::Browser)?;
        Some(Browsed {
            resource: browse.served.resource.clone(),
            deletes: browse.served.can("delete"),
            row: !browse.marks.is_empty() || browse.selected().is_some(),
            logs: self.browsed_logs().is_some(),
            rollout: self.browsed_workload().is_some(),
        })
    }

    /// The object under the browser's cursor.
    pub(super) fn browsed_object(&self) -> Option<ObjectRef> {
        let browse = self.browse.as_ref()?;
        let row = browse.selected()?;
        Some(ObjectRef {
            resource: browse.served.resource.clone(),
            namespace: row.namespace.clone(),
            name: row.name.clone(),
            uid: row.uid.clone(),
        })
    }

    /// Back by one step in the browser: filter, marks, and at last out of it.
    pub(super) fn back_in_browser(&mut self) {
        match &mut self.browse {
            _ if !self.filters[Pane::Browser as usize].is_empty() => self.set_filter(Pane::Browser, String::new()),
            Some(browse) if !browse.marks.is_empty() => browse.marks.clear(),
            _ => self.leave_browse(),
        }
    }
}
