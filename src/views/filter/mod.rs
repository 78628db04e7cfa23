//! The filter of a pane is typed; the pane follows it at once.

pub mod draw;
mod keys;

pub use keys::FilterKey;

use crate::app::desk::Ask;
use crate::app::desk::Desk;
use crate::app::field::Field;
use crate::app::room::{MessageLine, Room};
use crate::app::text::Word;
use crate::app::wish::Wish;
use crate::command::Pane;
use crate::model::Lang;

/// The filter of a pane as it is typed.
#[derive(Clone, Debug)]
pub struct View {
    /// Which pane's.
    pub pane: Pane,
    /// The text before, which comes back where it is cancelled.
    before: String,
    /// What is typed.
    pub field: Field,
}

/// Of which pane is told by the wish.
pub(super) fn open(wish: &Wish, _: &mut Desk<'_>) -> Option<Box<dyn Room>> {
    let Wish::Filter(pane, before) = wish else { return None };
    Some(Box::new(View { pane: *pane, before: before.clone(), field: Field::default() }))
}

impl Room for View {
    fn name(&self, lang: Lang) -> String {
        Word::Filter.of(lang).into()
    }

    fn line(&self) -> MessageLine {
        MessageLine::Field
    }

    fn covers(&self) -> bool {
        false
    }

    fn paste(&mut self, text: &str, desk: &mut Desk<'_>) {
        self.field.paste(text);
        desk.asks.push(Ask::Filter(self.pane, self.field.text().to_owned()));
    }
}
