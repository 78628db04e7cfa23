//! The resource browser: any kind that the API serves, in the server's own columns. It has the focus while it is open, and the room of all
//! panes; its rows are held by UID as those of the other lists.

mod changes;
mod columns;
mod kinds;
mod looks;

pub use kinds::COMMON;

use super::browser::{Browse, Order};
use super::list::List;
use super::messages::Level;
use super::msg::{Effect, ObjectRef};
use super::place::View;
use super::rows::SortBy;
use super::scope::{Freshness, ONE_BY_ONE};
use super::state::State;
use super::text::PlaceText;
use crate::command::{Browsed, Pane};
use crate::model::feed::{LinkState, WatchState};
use crate::model::kinds::Served;
use crate::model::table::{BrowseWish, TableFeed};
use crate::model::{Name, Uid};

impl State {
    /// Opens the browser on a kind. What is there already goes.
    pub(super) fn open_browse(&mut self, served: Served) {
        let from = match &self.panes.browse {
            Some(browse) => browse.from,
            None => self.panes.focus,
        };
        let chosen = self.chosen_columns(&served);
        self.panes.browse = Some(Browse::new(served, from, chosen));
        self.set_filter(Pane::Browser, String::new());
        self.panes.focus = Pane::Browser;
    }

    /// Goes from the browser to where it was opened.
    pub(super) fn leave_browse(&mut self) {
        if let Some(browse) = &self.panes.browse {
            self.panes.focus = browse.from;
        }
    }

    /// Keeps the list that is open the one that is looked at, and its rows those that are drawn.
    pub(super) fn follow_browse(&mut self, effects: &mut Vec<Effect>) {
        self.discover(effects);
        if self.panes.focus != Pane::Browser {
            if self.panes.browse.take().is_some_and(|b| b.wish.is_some()) {
                effects.push(Effect::Browse(self.cluster.session, None));
            }
            return;
        }
        let namespaces = self.browsed_namespaces();
        let id = self.next_id + 1;
        let Some(browse) = &mut self.panes.browse else { return };
        if browse.wish.as_ref().is_none_or(|w| w.namespaces != namespaces) {
            let (resource, watch, own) = (browse.served.resource.clone(), browse.served.can("watch"), browse.layout.own());
            let wish = BrowseWish { id, resource, namespaces, watch, own };
            browse.begin(wish.clone());
            effects.push(Effect::Browse(self.cluster.session, Some(wish)));
            self.next_id = id;
        }
        let filter = self.panes.filters[Pane::Browser as usize].clone();
        let time = self.time();
        if let Some(browse) = &mut self.panes.browse {
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
        let Some(browse) = &self.panes.browse else { return Vec::new() };
        match &self.panes.view {
            _ if !browse.served.resource.namespaced => Vec::new(),
            View::These(names) => names.clone(),
            // Who may not list cluster-wide gets the namespaces that are known.
            View::All if browse.narrow => self.cluster.known.iter().take(ONE_BY_ONE).cloned().collect(),
            View::All => Vec::new(),
        }
    }

    /// What the open list tells. That of a list that was left is dropped.
    pub(super) fn browsed(&mut self, id: u64, news: TableFeed) {
        let Some(browse) = self.panes.browse.as_mut().filter(|b| b.wish.as_ref().is_some_and(|w| w.id == id)) else { return };
        if let TableFeed::State(_, WatchState::Denied { .. }) = &news
            && browse.served.resource.namespaced
            && self.panes.view == View::All
            && !self.cluster.known.is_empty()
        {
            browse.narrow = true;
        }
        browse.take(news, self.now);
        if let Some(missing) = browse.layout.tell_missing() {
            let kind = browse.served.resource.plural.clone();
            self.messages.say(self.now, Level::Warn, PlaceText::NoColumns(kind, missing));
        }
    }

    /// How fresh the browser's rows are: as fresh as those of its worst part.
    pub fn browse_freshness(&self) -> Freshness {
        let parts = self.panes.browse.iter().flat_map(Browse::states).map(super::scope::fresh);
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
        if let Some(browse) = &mut self.panes.browse {
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
        if let Some(browse) = &mut self.panes.browse {
            browse.sort(order);
        }
    }

    pub(super) fn sort_browse(&mut self) {
        if let Some(browse) = &mut self.panes.browse {
            browse.sort(browse.order.next(browse.layout.sorts()));
        }
    }

    /// What the browser shows, for the availability of commands.
    pub(super) fn browsed_kind(&self) -> Option<Browsed> {
        let browse = self.panes.browse.as_ref().filter(|_| self.panes.focus == Pane::Browser)?;
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
        let browse = self.panes.browse.as_ref()?;
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
        match &mut self.panes.browse {
            _ if !self.panes.filters[Pane::Browser as usize].is_empty() => self.set_filter(Pane::Browser, String::new()),
            Some(browse) if !browse.marks.is_empty() => browse.marks.clear(),
            _ => self.leave_browse(),
        }
    }
}
