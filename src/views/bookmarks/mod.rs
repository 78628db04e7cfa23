//! The bookmarks of the logs, of which one is gone to.

pub mod draw;
mod keys;

pub use keys::BookmarksKey;

use crate::app::desk::Desk;
use crate::app::i18n::tr;
use crate::app::room::{Door, Room};
use crate::app::wish::{Next, Wish};
use crate::command::{Command, Key, Over, Table, ViewCommand};
use crate::model::Lang;

/// By its command, in the logs.
pub const DOOR: Door = open;
/// Its keys.
pub const TABLE: &Table = BookmarksKey::TABLE;

/// The bookmarks.
#[derive(Clone, Debug)]
pub struct View {
    /// Which of them the cursor is on.
    pub cursor: usize,
}

fn open(wish: &Wish, desk: &mut Desk<'_>) -> Option<Box<dyn Room>> {
    let Wish::Command(Command::Marks) = wish else { return None };
    Some(Box::new(View { cursor: desk.logs.marks().len().checked_sub(1)? }))
}

impl Room for View {
    fn name(&self, lang: Lang) -> String {
        tr(lang, "Bookmarks").into()
    }

    fn table(&self) -> &'static Table {
        TABLE
    }

    fn over(&self) -> Over {
        Over::Form
    }

    fn key(&mut self, key: Key, desk: &mut Desk<'_>) -> Next {
        self.press(key, desk)
    }
}
