//! Going where one has been, and to the views that the settings name.

use super::browser::Order;
use super::history::Visit;
use super::known::Sought;
use super::msg::Effect;
use super::place::View;
use super::rows::SortBy;
use super::state::State;
use super::text::PlaceText;
use crate::command::Pane;
use crate::model::saved::{Shows, Sort, Within};

/// Which way one goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Go {
    /// To the place before this one.
    Back,
    /// To the place that was left by going back.
    Forth,
    /// To where one was before, and with the same again to here.
    Last,
}

impl State {
    /// Remembers where the user is. A namespace that the cursor only passes is none.
    pub(super) fn follow_history(&mut self) {
        if self.panes.debounce.is_some() {
            return;
        }
        let browse = self.panes.browse.as_ref().filter(|_| self.panes.focus == Pane::Browser);
        let browsed = browse.map(|b| (&b.served, b.list.selected()));
        self.panes.history.follow(&self.panes.view, browsed);
    }

    /// Goes where one has been; says so where one has not been anywhere.
    pub(super) fn go_in_history(&mut self, go: Go, effects: &mut Vec<Effect>) {
        if !self.go_elsewhere() {
            return;
        }
        // A move in the namespaces pane may not have rested yet.
        if self.panes.debounce.is_some() {
            self.settle();
        }
        self.follow_history();
        let history = &mut self.panes.history;
        let (to, none) = match go {
            Go::Back => (history.back(), PlaceText::NothingBefore),
            Go::Forth => (history.forth(), PlaceText::NothingAfter),
            Go::Last => (history.last.clone(), PlaceText::NothingBefore),
        };
        let Some(Visit { view, served, row }) = to else { return self.hint(none) };
        if self.panes.view != view {
            self.look_at(view, effects);
        }
        match served {
            Some(served) => {
                self.open_browse(served);
                if let (Some(browse), Some(row)) = (&mut self.panes.browse, row) {
                    browse.list.select(row);
                }
            }
            None if self.panes.focus == Pane::Browser => self.leave_browse(),
            None => {}
        }
        // Going there by hand is what has been remembered already; where one was last it is a step of its own.
        self.follow_history();
    }

    /// Opens a saved view: its namespaces, what it shows, and that filtered and sorted as it says.
    pub(super) fn open_saved_view(&mut self, name: &str, effects: &mut Vec<Effect>) {
        let Some(view) = self.saved.views.iter().find(|v| *v.name == *name).cloned() else { return };
        // It shows what it says.
        self.unwell_only = false;
        match view.within {
            Within::Here => {}
            Within::All => self.look_at(View::All, effects),
            Within::These(names) => self.look_at(View::These(names), effects),
        }
        let pane = match view.shows {
            Shows::Kind(word) => {
                let order = view.sort.map(order);
                return self.browse(Sought { word: word.to_string(), filter: view.filter, order, columns: view.columns });
            }
            Shows::Workloads => Pane::Workloads,
            Shows::Pods => Pane::Pods,
        };
        (self.panes.pod_open, self.panes.cron_open) = (None, None);
        (self.panes.focus, self.panes.all_pods) = (pane, pane == Pane::Pods);
        self.panes.built = None;
        self.set_filter(pane, view.filter);
        if let Some(sort) = view.sort.map(sort_by) {
            if pane == Pane::Pods { self.sorting.pods = sort } else { self.sorting.workloads = sort }
        }
    }
}

const fn sort_by(sort: Sort) -> SortBy {
    match sort {
        Sort::State => SortBy::Health,
        Sort::Name => SortBy::Name,
        Sort::Age => SortBy::Age,
        Sort::Restarts => SortBy::Restarts,
        Sort::Cpu => SortBy::Cpu,
        Sort::Memory => SortBy::Memory,
    }
}

/// The browser's rows have no more to be sorted by: the settings say no other.
const fn order(sort: Sort) -> Order {
    match sort {
        Sort::Name => Order::Name,
        Sort::Age => Order::Newest,
        Sort::State | Sort::Restarts | Sort::Cpu | Sort::Memory => Order::Server,
    }
}
