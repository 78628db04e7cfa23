//! A program in a pod, in a terminal of its own: all keys are the program's but the few of its table.

pub mod draw;
mod keys;
mod mouse;

pub use keys::ShellKey;

use crate::app::desk::Desk;
use crate::app::room::Room;
use crate::app::text::Word;
use crate::app::wish::Wish;
use crate::model::Lang;
use crate::model::process::Mouse;

/// Who wishes for a terminal gets it.
pub(super) fn open(wish: &Wish, _: &mut Desk<'_>) -> Option<Box<dyn Room>> {
    let Wish::Terminal(id) = wish else { return None };
    Some(Box::new(View { id: *id, held: false }))
}

/// The view of one.
#[derive(Clone, Debug)]
pub struct View {
    id: u64,
    /// Whether a button of the mouse went down in it and is not let go yet.
    held: bool,
}

impl Room for View {
    fn name(&self, lang: Lang) -> String {
        Word::Shell.of(lang).into()
    }

    fn process(&self) -> Option<u64> {
        Some(self.id)
    }

    fn mouse(&mut self, mouse: Mouse, desk: &mut Desk<'_>) {
        self.moused(mouse, desk);
    }

    fn paste(&mut self, text: &str, desk: &mut Desk<'_>) {
        self.pasted(text, desk);
    }
}
