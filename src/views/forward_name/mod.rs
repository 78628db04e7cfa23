//! The name that a port-forward is saved by is typed.

pub mod draw;
mod keys;

pub use keys::ForwardNameKey;

use crate::app::desk::Desk;
use crate::app::field::Field;
use crate::app::room::{MessageLine, Room};
use crate::app::text::Word;
use crate::app::wish::Wish;
use crate::model::Lang;

/// The name of a port-forward.
#[derive(Clone, Debug)]
pub struct View {
    /// Of which one: none that has come under the cursor since.
    id: u64,
    /// What is typed.
    field: Field,
}

/// Of which port-forward is told by the wish.
pub(super) fn open(wish: &Wish, _: &mut Desk<'_>) -> Option<Box<dyn Room>> {
    let Wish::NameForward(id, offered) = wish else { return None };
    Some(Box::new(View { id: *id, field: Field::offered(&**offered) }))
}

impl Room for View {
    fn name(&self, lang: Lang) -> String {
        Word::SavePortForward.of(lang).into()
    }

    fn line(&self) -> MessageLine {
        MessageLine::Field
    }

    fn paste(&mut self, text: &str, _: &mut Desk<'_>) {
        self.field.paste(text.trim());
    }
}
