//! What runs out soon, the nearest first, and after it what could not be looked at; the row under the cursor stands whole below the list.

pub mod draw;
mod keys;
#[cfg(test)]
mod tests;

pub use keys::SoonKey;

use crate::app::desk::Desk;
use crate::app::layout::list_rooms;
use crate::app::list::List;
use crate::app::room::Room;
use crate::app::text::Word;
use crate::app::wish::Wish;
use crate::command::Command;
use crate::model::soon::RowKey;
use crate::model::{Lang, Time};

/// Rows that the one under the cursor has below the list.
const WHOLE: u16 = 6;

/// `:soon` opens it from everywhere.
pub(super) fn open(wish: &Wish, desk: &mut Desk<'_>) -> Option<Box<dyn Room>> {
    let Wish::Command(Command::Soon) = wish else { return None };
    let mut view = View::default();
    view.settle(desk);
    Some(Box::new(view))
}

/// The list.
#[derive(Clone, Debug, Default)]
pub struct View {
    list: List<RowKey>,
    /// The rows that it has, by their version.
    version: u64,
}

impl View {
    /// How many rows the list has on a screen, its titles included, and how many the row under the cursor.
    fn rooms(size: (u16, u16), title: &str) -> (u16, u16) {
        list_rooms(size, title, WHOLE)
    }

    /// Scrolls to the cursor; gives how many rows there are for what runs out.
    fn show(&mut self, size: (u16, u16), lang: Lang) -> u16 {
        let rows = Self::rooms(size, &self.name(lang)).0.max(2) - 1;
        self.list.show(rows.into());
        rows
    }
}

impl Room for View {
    fn opened_by(&self) -> Option<Command> {
        Some(Command::Soon)
    }

    fn name(&self, lang: Lang) -> String {
        Word::RunsOutSoon.of(lang).into()
    }

    fn drawn(&mut self, now: Time, on_top: bool) {
        self.list.drawn(now, on_top);
    }

    fn settle(&mut self, desk: &mut Desk<'_>) {
        let soon = &desk.cluster.soon;
        self.list.pin(desk.now);
        if self.version != soon.version() {
            self.version = soon.version();
            self.list.set_rows(soon.rows().to_vec());
        }
        self.show(desk.size, desk.lang);
    }
}
