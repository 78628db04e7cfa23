//! The rows of one part of a table, as a reflector keeps them known.

use crate::cluster::error::ApiError;
use crate::cluster::outlet::Outlet;
use crate::cluster::reflector::{Closed, Sink, Source};
use crate::cluster::session::TABLE;
use crate::cluster::wire::{Event, Page, TableDecoder, TableEvent, TablePage, What};
use crate::model::Uid;
use crate::model::feed::{Delta, Feed, WatchState};
use crate::model::table::{BrowseWish, Column, TableFeed, TableRow};
use crate::model::trouble::Unread;
use std::sync::Arc;

/// Rows of one namespace of a wish, or of all.
pub(super) struct Rows {
    wish: Arc<BrowseWish>,
    part: usize,
    decoder: TableDecoder,
    /// The columns, and whether they have been told.
    columns: (Vec<Column>, bool),
}

impl Rows {
    pub(super) fn new(wish: Arc<BrowseWish>, part: usize) -> Self {
        let decoder = TableDecoder::with(wish.own.clone(), wish.resource.is_secret());
        Self { wish, part, decoder, columns: (Vec::new(), true) }
    }

    fn name_columns(&mut self, columns: Vec<Column>) {
        if !columns.is_empty() && columns != self.columns.0 {
            self.columns = (columns, false);
        }
    }

    /// The one object of an event.
    fn only(page: TablePage) -> Option<TableRow> {
        let [row] = <[TableRow; 1]>::try_from(page.rows).ok()?;
        Some(row)
    }
}

impl Source for Rows {
    type Object = TableRow;

    const FORM: (&'static str, &'static str) = (TABLE, TABLE);
    const POLL: u32 = 30;

    fn collection(&self) -> String {
        let path = self.wish.resource.path(self.wish.namespaces.get(self.part).map(|ns| &**ns));
        let whole = if self.wish.own.is_empty() { "" } else { "includeObject=Object&" };
        format!("{path}?{whole}")
    }

    fn uid(row: &TableRow) -> &Uid {
        &row.uid
    }

    fn watches(&self) -> bool {
        self.wish.watch
    }

    fn page(&mut self, body: &[u8]) -> Result<Page<TableRow>, ApiError> {
        let TablePage { head, columns, rows, skipped } = self.decoder.page(body)?;
        if self.watches() && head.resource_version.is_empty() && !rows.is_empty() {
            return Err(ApiError::Decode(Unread::NoVersion));
        }
        self.name_columns(columns);
        Ok(Page { head, rows, skipped })
    }

    fn event(&mut self, line: &[u8]) -> Result<Event<TableRow>, ApiError> {
        let (what, resource_version) = match self.decoder.event(line)? {
            TableEvent::Put(mut page) => {
                self.name_columns(std::mem::take(&mut page.columns));
                let version = std::mem::take(&mut page.head.resource_version);
                (Self::only(page).map_or(What::Malformed(None), What::Put), version)
            }
            TableEvent::Gone(mut page) => {
                let version = std::mem::take(&mut page.head.resource_version);
                (Self::only(page).map_or(What::Malformed(None), |row| What::Gone(row.uid)), version)
            }
            TableEvent::Bookmark(version) => (What::Bookmark, version),
            TableEvent::Failed(e) => (What::Failed(e), String::new()),
        };
        Ok(Event { what, resource_version })
    }
}

impl Sink<Rows> for Outlet {
    async fn told(&mut self, of: &mut Rows, deltas: Vec<Delta<TableRow>>) -> Result<(), Closed> {
        let (id, part) = (of.wish.id, of.part);
        if !std::mem::replace(&mut of.columns.1, true) {
            self.send(Feed::Browsed(id, TableFeed::Columns(of.columns.0.clone()))).await?;
        }
        let (mut rows, mut gone, mut ends) = (Vec::new(), Vec::new(), false);
        for delta in deltas {
            match delta {
                // It stands before all others.
                Delta::ListBegins => self.send(Feed::Browsed(id, TableFeed::Begins(part))).await?,
                Delta::Put(row) => rows.push(row),
                Delta::Gone(uid) => gone.push(uid),
                Delta::ListEnds => ends = true,
            }
        }
        // Each object is named once.
        if !rows.is_empty() {
            self.send(Feed::Browsed(id, TableFeed::Put(part, rows))).await?;
        }
        if !gone.is_empty() {
            self.send(Feed::Browsed(id, TableFeed::Gone(gone))).await?;
        }
        if ends { self.send(Feed::Browsed(id, TableFeed::Ends(part))).await } else { Ok(()) }
    }

    async fn stands(&mut self, of: &Rows, state: &WatchState, _: Option<&ApiError>) -> Result<(), Closed> {
        self.send(Feed::Browsed(of.wish.id, TableFeed::State(of.part, state.clone()))).await
    }
}
