//! The time that the logs are to go to is typed.

pub mod draw;
mod keys;

pub use keys::TimeKey;

use crate::app::desk::Desk;
use crate::app::field::Field;
use crate::app::room::{MessageLine, Room};
use crate::app::text::{Text, Word};
use crate::app::wish::Wish;
use crate::command::Command;
use crate::model::Lang;

/// The time to go to.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// What is typed.
    pub field: Field,
    /// Why it is none.
    pub error: Option<Text>,
}

/// By its command, in the logs.
pub(super) fn open(wish: &Wish, _: &mut Desk<'_>) -> Option<Box<dyn Room>> {
    let Wish::Command(Command::GoToTime) = wish else { return None };
    Some(Box::new(View::default()))
}

impl Room for View {
    fn name(&self, lang: Lang) -> String {
        Word::Logs.of(lang).into()
    }

    fn line(&self) -> MessageLine {
        MessageLine::Field
    }

    fn paste(&mut self, text: &str, _: &mut Desk<'_>) {
        self.field.paste(text.trim());
    }
}
