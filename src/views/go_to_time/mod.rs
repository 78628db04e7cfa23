//! The time that the logs are to go to is typed.

pub mod draw;
mod keys;

pub use keys::TimeKey;

use crate::app::desk::Desk;
use crate::app::field::Field;
use crate::app::i18n::tr;
use crate::app::room::{Door, MessageLine, Room};
use crate::app::wish::{Next, Wish};
use crate::command::{Command, Key, Over, Table, ViewCommand};
use crate::model::Lang;

/// By its command, in the logs.
pub const DOOR: Door = open;
/// Its keys.
pub const TABLE: &Table = TimeKey::TABLE;

/// The time to go to.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// What is typed.
    pub field: Field,
    /// Why it is none.
    pub error: Option<String>,
}

fn open(wish: &Wish, _: &mut Desk<'_>) -> Option<Box<dyn Room>> {
    let Wish::Command(Command::GoToTime) = wish else { return None };
    Some(Box::new(View::default()))
}

impl Room for View {
    fn name(&self, lang: Lang) -> String {
        tr(lang, "Logs").into()
    }

    fn table(&self) -> &'static Table {
        TABLE
    }

    fn line(&self) -> MessageLine {
        MessageLine::Field
    }

    fn over(&self) -> Over {
        Over::Form
    }

    fn key(&mut self, key: Key, desk: &mut Desk<'_>) -> Next {
        self.press(key, desk)
    }

    fn paste(&mut self, text: &str, _: &mut Desk<'_>) {
        self.field.paste(text.trim());
    }
}
