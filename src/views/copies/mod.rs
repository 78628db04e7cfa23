//! The copies of this run: what each copies and how it goes; the one under the cursor stands whole below the list, and is ended from here.

pub mod draw;
mod keys;
#[cfg(test)]
mod tests;

pub use keys::CopiesKey;

use crate::app::copies::{Copies, Copy};
use crate::app::desk::Desk;
use crate::app::listing::{Listed, Listing};
use crate::app::room::{Frame, Room};
use crate::app::text::Word;
use crate::app::wish::Wish;
use crate::command::Command;
use crate::model::Lang;

/// Rows that the one under the cursor has below the list.
const WHOLE: u16 = 8;

/// A copy that begins opens it, and `:copies` from everywhere.
pub(super) fn open(wish: &Wish, desk: &mut Desk<'_>) -> Option<Box<dyn Room>> {
    let begun = if let Wish::Copies(id) = wish { Some(*id) } else { None };
    if begun.is_none() && *wish != Wish::Command(Command::Copies) {
        return None;
    }
    let mut view = View { begun, ..View::default() };
    view.list.keep_on(desk.copies.ids());
    match begun {
        Some(id) => view.list.select(id),
        None => view.list.bottom(),
    }
    Some(Box::new(view))
}

/// The list.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// The copies, by their numbers.
    list: Listing<u64>,
    /// The copy whose beginning has opened it: the key that leaves ends that one first.
    begun: Option<u64>,
}

impl View {
    /// Whether leaving ends this copy: it is on its way, and was begun right before.
    fn ends(&self, copy: &Copy) -> bool {
        copy.runs() && self.begun == Some(copy.id)
    }

    fn chosen<'a>(&self, copies: &'a Copies) -> Option<&'a Copy> {
        self.list.selected().and_then(|id| copies.of(*id))
    }
}

impl Room for View {
    fn opened_by(&self) -> Option<Command> {
        Some(Command::Copies)
    }

    fn name(&self, lang: Lang) -> String {
        Word::Copies.of(lang).into()
    }

    fn listed(&mut self) -> Option<&mut dyn Listed> {
        Some(&mut self.list)
    }

    fn lay(&mut self, frame: &Frame<'_>) {
        self.list.lay(frame.size, WHOLE);
    }

    fn settle(&mut self, desk: &mut Desk<'_>) {
        self.list.keep_on(desk.copies.ids());
    }
}
