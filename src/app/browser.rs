//! The browser as a value, what it knows of its kind: columns, rows by UID, marks, and how fresh each part is.

use super::chosen::Layout;
use super::list::List;
use crate::command::Pane;
use crate::model::change::Target;
use crate::model::columns::Chosen;
use crate::model::feed::WatchState;
use crate::model::filter::{Filter, Subject};
use crate::model::kinds::Served;
use crate::model::table::{BrowseWish, Column, TableFeed, TableRow};
use crate::model::{Name, Time, Uid, Words};
use std::collections::{HashMap, HashSet};

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
    /// By a column of one's own: the first that rows can be sorted by, the second.
    Own(usize),
}

impl Order {
    /// The next, where rows can be sorted by so many columns of one's own.
    pub(super) const fn next(self, own: usize) -> Self {
        match self {
            Self::Server => Self::Name,
            Self::Name => Self::Newest,
            Self::Newest if own > 0 => Self::Own(0),
            Self::Own(nth) if nth + 1 < own => Self::Own(nth + 1),
            Self::Newest | Self::Own(_) => Self::Server,
        }
    }

    /// In words; empty for the server's own, and without the title of a column.
    pub const fn words(self) -> Words {
        match self {
            Self::Server => Words::NONE,
            Self::Name => Words::new("by name", "按名称"),
            Self::Newest => Words::new("newest first", "最新在前"),
            Self::Own(_) => Words::new("by", "按"),
        }
    }
}

/// One part of the list: a namespace, or everything.
#[derive(Clone, Debug, Default)]
struct Part {
    state: WatchState,
    /// While a list is on its way: what it has named so far.
    seen: Option<HashSet<Uid>>,
}

/// A row, the part that told it, and when that was.
#[derive(Clone, Debug)]
struct Kept {
    row: TableRow,
    part: usize,
    told: Time,
}

/// The browser.
#[derive(Clone, Debug)]
pub struct Browse {
    /// The kind.
    pub served: Served,
    /// The server's columns, then those of one's own, in the order of the cells.
    pub columns: Vec<Column>,
    /// Which of them are shown, and where.
    pub(super) layout: Layout,
    /// The rows that pass the filter, and the cursor.
    pub list: List<Uid>,
    /// The marked rows, in the order in which they were marked.
    pub marks: Vec<Uid>,
    /// How the rows are sorted.
    pub order: Order,
    /// The pane that had the focus before.
    pub(super) from: Pane,
    /// What was asked for.
    pub(super) wish: Option<BrowseWish>,
    /// Whether it may not be listed cluster-wide.
    pub(super) narrow: bool,
    /// A form that opens when the number of replicas has come.
    pub(super) scaling: Option<(u64, Target)>,
    rows: HashMap<Uid, Kept>,
    parts: Vec<Part>,
    /// The filter when the rows were last made, and whether nothing has come since.
    made: Option<Filter>,
}

impl Browse {
    pub(super) fn new(served: Served, from: Pane, chosen: Vec<Chosen>) -> Self {
        let events = &*served.resource.kind == "Event";
        Self {
            served,
            columns: Vec::new(),
            layout: Layout::new(chosen),
            list: List::default(),
            marks: Vec::new(),
            order: if events { Order::Newest } else { Order::Server },
            from,
            wish: None,
            narrow: false,
            scaling: None,
            rows: HashMap::new(),
            parts: Vec::new(),
            made: None,
        }
    }

    /// Shows these columns, before anything is asked for.
    pub(super) fn choose(&mut self, chosen: Vec<Chosen>) {
        self.layout = Layout::new(chosen);
    }

    /// Begins with other namespaces: nothing is known of them.
    pub(super) fn begin(&mut self, wish: BrowseWish) {
        self.parts = vec![Part::default(); wish.namespaces.len().max(1)];
        // A row that was chosen before anything was asked for stays so.
        let another = self.wish.replace(wish).is_some();
        self.rows.clear();
        self.marks.clear();
        (self.scaling, self.made) = (None, None);
        self.list.set_rows(Vec::new());
        if another {
            self.list.reset();
        }
    }

    /// Nobody looks: what is listed is forgotten, and asked for when somebody does. The cursor stays on its row.
    pub(super) fn rest(&mut self) {
        let on = self.list.selected().cloned();
        self.list = List::default();
        if let Some(uid) = on {
            self.list.select(uid);
        }
        self.rows.clear();
        self.parts.clear();
        self.marks.clear();
        (self.wish, self.scaling, self.made) = (None, None, None);
    }

    pub(super) fn take(&mut self, news: TableFeed, now: Time) {
        match news {
            TableFeed::Columns(columns) => {
                self.columns = columns;
                self.layout.lay(&mut self.columns);
            }
            TableFeed::State(part, state) => {
                if let Some(part) = self.parts.get_mut(part) {
                    part.state = state;
                }
                return;
            }
            TableFeed::Begins(part) => {
                if let Some(part) = self.parts.get_mut(part) {
                    part.seen = Some(HashSet::new());
                }
                return;
            }
            TableFeed::Put(part, rows) => {
                let seen = self.parts.get_mut(part).and_then(|p| p.seen.as_mut());
                if let Some(seen) = seen {
                    seen.extend(rows.iter().map(|r| r.uid.clone()));
                }
                self.rows.extend(rows.into_iter().map(|row| (row.uid.clone(), Kept { row, part, told: now })));
            }
            TableFeed::Gone(uids) => {
                for uid in uids {
                    self.rows.remove(&uid);
                }
            }
            TableFeed::Ends(part) => {
                if let Some(seen) = self.parts.get_mut(part).and_then(|p| p.seen.take()) {
                    self.rows.retain(|uid, kept| kept.part != part || seen.contains(uid));
                }
            }
        }
        self.marks.retain(|uid| self.rows.contains_key(uid));
        self.made = None;
    }

    /// Makes the list anew where something has come or the filter is another one.
    pub(super) fn refresh(&mut self, filter: &Filter, now: Time) {
        // What passes `age<2h` changes with time.
        if self.made.as_ref() == Some(filter) && !filter.asks_for_age() {
            return;
        }
        let (status, restarts) = (self.column("Status"), self.column("Restarts"));
        let mut rows: Vec<&TableRow> =
            self.rows.values().map(|k| &k.row).filter(|r| filter.is_empty() || passes(filter, r, status, restarts, now)).collect();
        match self.order {
            Order::Server => rows.sort_by(|a, b| (&a.namespace, &a.name, &a.uid).cmp(&(&b.namespace, &b.name, &b.uid))),
            Order::Name => rows.sort_by(|a, b| (&a.name, &a.namespace, &a.uid).cmp(&(&b.name, &b.namespace, &b.uid))),
            Order::Newest => rows.sort_by(|a, b| (b.created, &a.name, &a.uid).cmp(&(a.created, &b.name, &b.uid))),
            Order::Own(nth) => self.layout.sort(nth, self.columns.len(), &mut rows),
        }
        let keys = rows.into_iter().map(|r| r.uid.clone()).collect();
        self.list.set_rows(keys);
        self.made = Some(filter.clone());
    }

    pub(super) fn sort(&mut self, order: Order) {
        self.order = order;
        self.made = None;
    }

    /// Marks the row under the cursor, or takes its mark away, and goes to the next.
    pub(super) fn mark(&mut self) {
        let Some(uid) = self.list.selected().cloned() else { return };
        match self.marks.iter().position(|m| *m == uid) {
            Some(at) => drop(self.marks.remove(at)),
            None => self.marks.push(uid),
        }
        self.list.step(1);
    }

    /// What was asked for; `None` before it was.
    pub const fn asked(&self) -> Option<&BrowseWish> {
        self.wish.as_ref()
    }

    /// How each part stands.
    pub(super) fn states(&self) -> impl Iterator<Item = &WatchState> {
        self.parts.iter().map(|p| &p.state)
    }

    /// A row by its UID.
    pub fn row(&self, uid: &Uid) -> Option<&TableRow> {
        self.rows.get(uid).map(|k| &k.row)
    }

    /// When a row was told: what its cells say of how long ago something was, was said then.
    pub fn told(&self, uid: &Uid) -> Option<Time> {
        self.rows.get(uid).map(|k| k.told)
    }

    /// Whether a Job's row says that it is complete: its duration stands still then. Servers before 1.31 have no column for its status.
    pub fn is_complete(&self, row: &TableRow) -> bool {
        let cell = |name| self.column(name).and_then(|i| row.cells.get(i)).map(|c| &**c);
        match (cell("Status"), cell("Completions").and_then(|c| c.split_once('/'))) {
            (Some(status), _) => status == "Complete",
            (None, Some((done, of))) => {
                // `3/1 of 4`: a work queue's, of which one that succeeds completes it.
                let number = |text: &str| text.split(' ').next().and_then(|n| n.parse::<u32>().ok());
                matches!((number(done), number(of)), (Some(done), Some(of)) if done >= of)
            }
            (None, None) => false,
        }
    }

    /// The row under the cursor.
    pub fn selected(&self) -> Option<&TableRow> {
        self.row(self.list.selected()?)
    }

    /// The rows that a change is for: the marked ones, else the one under the cursor.
    pub(super) fn subjects(&self) -> Vec<&TableRow> {
        if self.marks.is_empty() {
            self.selected().into_iter().collect()
        } else {
            self.marks.iter().filter_map(|m| self.row(m)).collect()
        }
    }

    /// The columns that are drawn, in their order, by the places of their cells.
    pub fn drawn(&self, wide: bool) -> impl Iterator<Item = usize> {
        self.layout.order().iter().copied().filter(move |at| self.columns.get(*at).is_some_and(|c| wide || !c.wide))
    }

    /// The title of the column of one's own that rows are sorted by.
    pub fn sorted_by(&self) -> Option<Name> {
        match self.order {
            Order::Own(nth) => self.layout.sort_title(nth),
            Order::Server | Order::Name | Order::Newest => None,
        }
    }

    /// The place of a column by its name.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.name.eq_ignore_ascii_case(name))
    }

    /// Whether rows of more than one namespace may be among them, so that they say which.
    pub fn names_namespaces(&self) -> bool {
        self.served.resource.namespaced && self.wish.as_ref().is_none_or(|w| w.namespaces.len() != 1)
    }
}

fn passes(filter: &Filter, row: &TableRow, status: Option<usize>, restarts: Option<usize>, now: Time) -> bool {
    let cell = |i: Option<usize>| i.and_then(|i| row.cells.get(i)).map_or("", |c: &Name| &**c);
    let mut texts: Vec<&str> = vec![&row.name, &row.namespace];
    texts.extend(row.cells.iter().map(|c| &**c));
    // `4 (3m ago)` is four.
    let restarts = cell(restarts).split(' ').next().and_then(|n| n.parse().ok()).unwrap_or(0);
    let (labels, created) = (Some(&row.labels), row.created.unwrap_or_default());
    let subject = Subject { texts: &texts, labels, status: cell(status), restarts, created, used: None };
    filter.passes(&subject, now)
}
