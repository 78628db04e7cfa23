//! The port-forwards of this run: where each leads and how it goes; the one under the cursor stands whole below the list.

pub mod draw;
mod keys;
#[cfg(test)]
mod tests;

pub use keys::ForwardsKey;

use crate::app::desk::Desk;
use crate::app::field::Field;
use crate::app::forwards::{Forward, Forwards};
use crate::app::i18n::tr;
use crate::app::layout::full_room;
use crate::app::room::{MessageLine, Room};
use crate::app::wish::Wish;
use crate::command::Command;
use crate::model::Lang;

/// Rows that the one under the cursor has below the list.
const WHOLE: u16 = 6;
/// Rows of the screen from which on it has them.
const LOW: u16 = 10;

/// `:forwards` opens it from everywhere.
pub(super) fn open(wish: &Wish, _: &mut Desk<'_>) -> Option<Box<dyn Room>> {
    let Wish::Command(Command::Forwards) = wish else { return None };
    Some(Box::new(View::default()))
}

/// The list.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// The forward under the cursor; `None` for the first.
    at: Option<u64>,
    /// The first row that is drawn.
    first: usize,
    /// The name that is typed to save it by.
    naming: Option<Field>,
}

impl View {
    /// How many rows the list has on a screen, its titles included, and how many the forward under the cursor.
    fn rooms(size: (u16, u16), title: &str) -> (u16, u16) {
        let (_, h) = full_room(size, title, "", false);
        if h < LOW { (h, 0) } else { (h - WHOLE - 1, WHOLE) }
    }

    /// Which row the cursor is on. One that has ended leaves it to the first.
    fn row(&self, forwards: &Forwards) -> usize {
        self.at.and_then(|id| forwards.all().iter().position(|f| f.id == id)).unwrap_or(0)
    }

    fn chosen<'a>(&self, forwards: &'a Forwards) -> Option<&'a Forward> {
        forwards.all().get(self.row(forwards))
    }

    fn step(&mut self, by: isize, forwards: &Forwards) {
        let row = self.row(forwards).saturating_add_signed(by).min(forwards.count().saturating_sub(1));
        self.at = forwards.all().get(row).map(|f| f.id);
    }

    /// The first row that is drawn, so that the cursor's is among as many as there are rows.
    fn top(&self, row: usize, rows: usize) -> usize {
        self.first.clamp((row + 1).saturating_sub(rows.max(1)), row)
    }
}

impl Room for View {
    fn opened_by(&self) -> Option<Command> {
        Some(Command::Forwards)
    }

    fn name(&self, lang: Lang) -> String {
        tr(lang, "Port-forwards").into()
    }

    fn types(&self) -> bool {
        self.naming.is_some()
    }

    fn line(&self) -> MessageLine {
        if self.naming.is_some() { MessageLine::Field } else { MessageLine::Free }
    }

    fn paste(&mut self, text: &str, _: &mut Desk<'_>) {
        if let Some(field) = &mut self.naming {
            field.paste(text.trim());
        }
    }
}
