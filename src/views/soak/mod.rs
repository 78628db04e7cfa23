//! The watch of a release: where it stands, what speaks against it so far, the old and the new pods beside each other. It goes on when it is
//! left. Of a rollout that is held after its first pods it is where one goes on or back.

pub mod draw;
mod keys;
#[cfg(test)]
mod tests;
mod told;

pub use keys::SoakKey;

use crate::app::desk::{Ask, Desk};
use crate::app::layout::full_area;
use crate::app::pager::{Pager, Shape, TextLine};
use crate::app::room::{Frame, Room};
use crate::app::soaks::halfway;
use crate::app::text::Word;
use crate::app::wish::Wish;
use crate::model::Lang;
use crate::model::change::Target;

/// `f` opens it; what is not watched yet is from then on.
pub(super) fn open(wish: &Wish, desk: &mut Desk<'_>) -> Option<Box<dyn Room>> {
    let Wish::Soak(target) = wish else { return None };
    let w = desk.cluster.store.workload(&target.uid);
    let known = desk.soaks.of(target).is_some_and(|s| s.is_running() || w.is_none_or(|w| w.generation == s.generation));
    if !known {
        desk.asks.push(Ask::Watch(target.clone()));
    }
    Some(Box::new(View { target: target.clone(), canary: w.is_some_and(halfway), pager: Pager::default(), room: (0, 0) }))
}

/// The view.
#[derive(Clone, Debug)]
pub struct View {
    /// Whose release it is.
    pub target: Target,
    /// Whether it is held halfway.
    pub canary: bool,
    /// What is told of it.
    pub pager: Pager,
    room: (u16, u16),
}

impl View {
    fn tell(&mut self, lines: Vec<TextLine>) {
        if self.pager.lines() == lines {
            return;
        }
        let at = self.pager.scroll();
        self.pager = Pager::new(lines, Shape::One);
        self.pager.lay(self.room);
        self.pager.step(isize::try_from(at).unwrap_or(0));
    }
}

impl Room for View {
    fn name(&self, lang: Lang) -> String {
        Word::Watch.of(lang).into()
    }

    fn lay(&mut self, frame: &Frame<'_>) {
        let area = full_area(frame.size, &self.name(frame.lang), &self.target.place(), false);
        self.room = (area.w, area.h);
        self.pager.lay(self.room);
    }

    fn settle(&mut self, desk: &mut Desk<'_>) {
        self.canary = desk.cluster.store.workload(&self.target.uid).is_some_and(halfway);
        self.tell(told::lines(self, desk));
    }
}
