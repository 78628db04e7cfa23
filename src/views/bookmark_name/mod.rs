//! The name of a bookmark that was just made is typed.

pub mod draw;
mod keys;

pub use keys::BookmarkNameKey;

use crate::app::desk::Desk;
use crate::app::field::Field;
use crate::app::room::{MessageLine, Room};
use crate::app::text::Word;
use crate::app::wish::Wish;
use crate::logs::LineId;
use crate::model::Lang;

/// The name of a bookmark.
#[derive(Clone, Debug)]
pub struct View {
    /// Of which line.
    line: LineId,
    /// What is typed.
    pub field: Field,
}

/// Of which line is told by the wish.
pub(super) fn open(wish: &Wish, _: &mut Desk<'_>) -> Option<Box<dyn Room>> {
    let Wish::NameBookmark(line) = wish else { return None };
    Some(Box::new(View { line: *line, field: Field::default() }))
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
