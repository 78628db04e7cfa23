//! The overview: a row a context of the kubeconfig, in its order. What is on the screen is looked at, each by itself, and nothing else; the row
//! under the cursor stands whole below the list.

pub mod draw;
mod keys;
#[cfg(test)]
mod tests;

pub use keys::ClustersKey;

use crate::app::desk::Desk;
use crate::app::layout::list_rooms;
use crate::app::list::List;
use crate::app::room::Room;
use crate::app::text::Word;
use crate::app::wish::Wish;
use crate::command::Command;
use crate::model::{Lang, Name, Time};

/// Rows that the one under the cursor has below the list.
const WHOLE: u16 = 6;

/// `:clusters` opens it from everywhere.
pub(super) fn open(wish: &Wish, desk: &mut Desk<'_>) -> Option<Box<dyn Room>> {
    let Wish::Command(Command::Clusters) = wish else { return None };
    let mut view = View::default();
    view.settle(desk);
    Some(Box::new(view))
}

/// The list.
#[derive(Clone, Debug, Default)]
pub struct View {
    list: List<Name>,
    /// Those that are on the screen.
    shown: Vec<Name>,
}

impl View {
    /// How many rows the list has on a screen, its titles included, and how many the row under the cursor.
    fn rooms(size: (u16, u16), title: &str) -> (u16, u16) {
        list_rooms(size, title, WHOLE)
    }

    /// Scrolls to the cursor; gives how many rows there are for contexts.
    fn show(&mut self, size: (u16, u16), lang: Lang) -> u16 {
        let rows = Self::rooms(size, &self.name(lang)).0.max(2) - 1;
        self.list.show(rows.into());
        self.shown = self.list.window(rows.into()).map(|(name, _)| name.clone()).collect();
        rows
    }
}

impl Room for View {
    fn opened_by(&self) -> Option<Command> {
        Some(Command::Clusters)
    }

    fn name(&self, lang: Lang) -> String {
        Word::ClustersTitle.of(lang).into()
    }

    fn overlooks(&self) -> Option<Vec<Name>> {
        Some(self.shown.clone())
    }

    fn drawn(&mut self, now: Time, on_top: bool) {
        self.list.drawn(now, on_top);
    }

    fn settle(&mut self, desk: &mut Desk<'_>) {
        self.list.pin(desk.now);
        let rows = desk.overview.rows();
        if !self.list.rows().iter().eq(rows.iter().map(|r| &r.context.name)) {
            self.list.set_rows(rows.iter().map(|r| r.context.name.clone()).collect());
        }
        self.show(desk.size, desk.lang);
    }
}
