//! What runs in pods and was begun from here: the last one first.

pub mod draw;
mod keys;

pub use keys::SessionsKey;

use crate::app::desk::Desk;
use crate::app::layout::full_area;
use crate::app::listing::{Listed, Listing};
use crate::app::processes::Processes;
use crate::app::room::{Frame, Room};
use crate::app::text::Word;
use crate::app::wish::Wish;
use crate::command::Command;
use crate::model::Lang;

/// `:sessions` opens it from everywhere.
pub(super) fn open(wish: &Wish, desk: &mut Desk<'_>) -> Option<Box<dyn Room>> {
    let Wish::Command(Command::Sessions) = wish else { return None };
    let mut view = View::default();
    view.list.keep_on(View::all(desk.processes));
    Some(Box::new(view))
}

/// The list.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// Their numbers.
    list: Listing<u64>,
}

impl View {
    /// The numbers of all, the last one first.
    fn all(processes: &Processes) -> Vec<u64> {
        let mut all: Vec<u64> = processes.terminals.iter().map(|p| p.id).chain(processes.runs.iter().map(|r| r.id)).collect();
        all.sort_unstable_by(|a, b| b.cmp(a));
        all
    }
}

impl Room for View {
    fn opened_by(&self) -> Option<Command> {
        Some(Command::Sessions)
    }

    fn name(&self, lang: Lang) -> String {
        Word::Sessions.of(lang).into()
    }

    fn listed(&mut self) -> Option<&mut dyn Listed> {
        Some(&mut self.list)
    }

    fn lay(&mut self, frame: &Frame<'_>) {
        self.list.lay_into(full_area(frame.size, "", "", false), false, 0);
    }

    fn settle(&mut self, desk: &mut Desk<'_>) {
        self.list.keep_on(Self::all(desk.processes));
    }
}
