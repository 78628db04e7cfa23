//! The promotion that is under way, or was last: its steps, and where each stands. It goes on when this is left.

pub mod draw;
mod keys;

pub use keys::PromotionKey;

use crate::app::desk::Desk;
use crate::app::listing::{Listed, Listing};
use crate::app::room::{Frame, Room};
use crate::app::text::Word;
use crate::app::wish::Wish;
use crate::command::Command;
use crate::model::Lang;

/// Rows that the step under the cursor, and the plan, have below the list.
const WHOLE: u16 = 8;

/// `:promotion` opens it from everywhere, and so does a plan that begins.
pub(super) fn open(wish: &Wish, desk: &mut Desk<'_>) -> Option<Box<dyn Room>> {
    let Wish::Command(Command::Promotion) = wish else { return None };
    let mut view = View::default();
    view.settle(desk);
    Some(Box::new(view))
}

/// The list of the steps, by their index.
#[derive(Clone, Debug, Default)]
pub struct View {
    list: Listing<usize>,
    /// The number of the plan that is shown, and the step that it is at: the cursor goes with it.
    at: (u64, Option<usize>),
}

impl Room for View {
    fn opened_by(&self) -> Option<Command> {
        Some(Command::Promotion)
    }

    fn name(&self, lang: Lang) -> String {
        Word::Promotion.of(lang).into()
    }

    fn listed(&mut self) -> Option<&mut dyn Listed> {
        Some(&mut self.list)
    }

    fn lay(&mut self, frame: &Frame<'_>) {
        self.list.lay(frame.size, WHOLE);
    }

    fn settle(&mut self, desk: &mut Desk<'_>) {
        let steps = desk.promotion.map_or(0, |p| p.steps.len());
        self.list.keep_on((0..steps).collect());
        let at = desk.promotion.map_or((0, None), |p| (p.id, p.at()));
        if at != self.at {
            self.at = at;
            self.list.select(at.1.unwrap_or_default());
        }
    }
}
