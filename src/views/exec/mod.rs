//! What a command wrote that was run in one pod or several: each line with its pod, and how each of them ended.

pub mod draw;
mod keys;

pub use keys::ExecKey;

use crate::app::desk::Desk;
use crate::app::room::Room;
use crate::app::text::Word;
use crate::app::wish::Wish;
use crate::model::Lang;

/// Who wishes for what a command wrote gets it.
pub(super) fn open(wish: &Wish, _: &mut Desk<'_>) -> Option<Box<dyn Room>> {
    let Wish::Run(id) = wish else { return None };
    Some(Box::new(View { id: *id, top: None }))
}

/// The view of one.
#[derive(Clone, Debug)]
pub struct View {
    id: u64,
    /// The first line that is seen; `None` while the last ones are followed.
    top: Option<usize>,
}

impl Room for View {
    fn name(&self, lang: Lang) -> String {
        Word::Command.of(lang).into()
    }

    fn process(&self) -> Option<u64> {
        Some(self.id)
    }
}
