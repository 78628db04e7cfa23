//! The port-forwards of this run: where each leads and how it goes; the one under the cursor stands whole below the list.

pub mod draw;
mod keys;
#[cfg(test)]
mod tests;

pub use keys::ForwardsKey;

use crate::app::desk::Desk;
use crate::app::listing::{Listed, Listing};
use crate::app::room::{Frame, Room};
use crate::app::text::Word;
use crate::app::wish::Wish;
use crate::command::Command;
use crate::model::Lang;

/// Rows that the one under the cursor has below the list.
const WHOLE: u16 = 6;

/// `:forwards` opens it from everywhere.
pub(super) fn open(wish: &Wish, desk: &mut Desk<'_>) -> Option<Box<dyn Room>> {
    let Wish::Command(Command::Forwards) = wish else { return None };
    let mut view = View::default();
    view.list.keep_on(desk.forwards.ids());
    Some(Box::new(view))
}

/// The list.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// The forwards, by their numbers.
    list: Listing<u64>,
}

impl Room for View {
    fn opened_by(&self) -> Option<Command> {
        Some(Command::Forwards)
    }

    fn name(&self, lang: Lang) -> String {
        Word::PortForwards.of(lang).into()
    }

    fn listed(&mut self) -> Option<&mut dyn Listed> {
        Some(&mut self.list)
    }

    fn lay(&mut self, frame: &Frame<'_>) {
        self.list.lay(frame.size, WHOLE);
    }

    fn settle(&mut self, desk: &mut Desk<'_>) {
        self.list.keep_on(desk.forwards.ids());
    }
}
