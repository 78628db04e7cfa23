//! What runs out soon, the nearest first, and after it what could not be looked at; the row under the cursor stands whole below the list.

pub mod draw;
mod keys;
#[cfg(test)]
mod tests;

pub use keys::SoonKey;

use crate::app::desk::Desk;
use crate::app::listing::{Listed, Listing};
use crate::app::room::{Frame, Room};
use crate::app::text::Word;
use crate::app::wish::Wish;
use crate::command::Command;
use crate::model::Lang;
use crate::model::soon::RowKey;

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
    list: Listing<RowKey>,
    /// The rows that it has, by their version.
    version: u64,
}

impl Room for View {
    fn opened_by(&self) -> Option<Command> {
        Some(Command::Soon)
    }

    /// It is of the cluster in front.
    fn stays(&self) -> bool {
        true
    }

    fn name(&self, lang: Lang) -> String {
        Word::RunsOutSoon.of(lang).into()
    }

    fn listed(&mut self) -> Option<&mut dyn Listed> {
        Some(&mut self.list)
    }

    fn lay(&mut self, frame: &Frame<'_>) {
        self.list.lay(frame.size, WHOLE);
    }

    fn settle(&mut self, desk: &mut Desk<'_>) {
        let soon = &desk.cluster.soon;
        if self.version != soon.version() {
            self.version = soon.version();
            self.list.set_rows(soon.rows().to_vec());
        }
    }
}
