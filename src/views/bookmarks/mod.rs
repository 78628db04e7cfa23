//! The bookmarks of the logs, of which one is gone to.

pub mod draw;
mod keys;

pub use keys::BookmarksKey;

use crate::app::desk::Desk;
use crate::app::room::Room;
use crate::app::text::Word;
use crate::app::wish::Wish;
use crate::command::{Command, Over};
use crate::model::Lang;

/// The bookmarks.
#[derive(Clone, Debug)]
pub struct View {
    /// Which of them the cursor is on.
    pub cursor: usize,
}

/// By its command, in the logs.
pub(super) fn open(wish: &Wish, desk: &mut Desk<'_>) -> Option<Box<dyn Room>> {
    let Wish::Command(Command::Marks) = wish else { return None };
    Some(Box::new(View { cursor: desk.logs.marks().len().checked_sub(1)? }))
}

impl Room for View {
    fn name(&self, lang: Lang) -> String {
        Word::Bookmarks.of(lang).into()
    }

    fn over(&self) -> Over {
        Over::Form
    }
}
