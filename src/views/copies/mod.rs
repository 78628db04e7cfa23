//! The copies of this run: what each copies and how it goes; the one under the cursor stands whole below the list, and is ended from here.

pub mod draw;
mod keys;
#[cfg(test)]
mod tests;

pub use keys::CopiesKey;

use crate::app::copies::{Copies, Copy};
use crate::app::desk::Desk;
use crate::app::i18n::tr;
use crate::app::layout::full_room;
use crate::app::room::Room;
use crate::app::wish::Wish;
use crate::command::Command;
use crate::model::Lang;

/// Rows that the one under the cursor has below the list.
const WHOLE: u16 = 8;
/// Rows of the screen from which on it has them.
const LOW: u16 = 12;

/// A copy that begins opens it, and `:copies` from everywhere.
pub(super) fn open(wish: &Wish, _: &mut Desk<'_>) -> Option<Box<dyn Room>> {
    if let Wish::Copies(id) = wish {
        return Some(Box::new(View { at: Some(*id), first: 0 }));
    }
    let Wish::Command(Command::Copies) = wish else { return None };
    Some(Box::new(View::default()))
}

/// The list.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// The copy under the cursor; `None` for the last that was begun.
    at: Option<u64>,
    /// The first row that is drawn.
    first: usize,
}

impl View {
    /// How many rows the list has on a screen, its titles included, and how many the copy under the cursor.
    fn rooms(size: (u16, u16), title: &str) -> (u16, u16) {
        let (_, h) = full_room(size, title, "", false);
        if h < LOW { (h, 0) } else { (h - WHOLE - 1, WHOLE) }
    }

    /// Which row the cursor is on.
    fn row(&self, copies: &Copies) -> usize {
        let last = copies.all().len().saturating_sub(1);
        self.at.and_then(|id| copies.all().iter().position(|c| c.id == id)).unwrap_or(last)
    }

    fn chosen<'a>(&self, copies: &'a Copies) -> Option<&'a Copy> {
        copies.all().get(self.row(copies))
    }

    fn step(&mut self, by: isize, copies: &Copies) {
        let row = self.row(copies).saturating_add_signed(by).min(copies.all().len().saturating_sub(1));
        self.at = copies.all().get(row).map(|c| c.id);
    }

    /// The first row that is drawn, so that the cursor's is among as many as there are rows.
    fn top(&self, row: usize, rows: usize) -> usize {
        self.first.clamp((row + 1).saturating_sub(rows.max(1)), row)
    }
}

impl Room for View {
    fn opened_by(&self) -> Option<Command> {
        Some(Command::Copies)
    }

    fn name(&self, lang: Lang) -> String {
        tr(lang, "Copies").into()
    }
}
