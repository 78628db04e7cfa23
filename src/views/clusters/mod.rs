//! The overview: a row a context of the kubeconfig, in its order. What is on the screen is looked at, each by itself, and nothing else; the row
//! under the cursor stands whole below the list.

pub mod draw;
mod keys;
#[cfg(test)]
mod tests;

pub use keys::ClustersKey;

use crate::app::desk::Desk;
use crate::app::listing::{Listed, Listing};
use crate::app::room::Room;
use crate::app::text::Word;
use crate::app::wish::Wish;
use crate::command::Command;
use crate::model::{Lang, Name};

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
    list: Listing<Name>,
}

impl Room for View {
    fn opened_by(&self) -> Option<Command> {
        Some(Command::Clusters)
    }

    fn name(&self, lang: Lang) -> String {
        Word::ClustersTitle.of(lang).into()
    }

    fn overlooks(&self) -> Option<Vec<Name>> {
        Some(self.list.drawn_rows().map(|(name, _)| name.clone()).collect())
    }

    fn listed(&mut self) -> Option<&mut dyn Listed> {
        Some(&mut self.list)
    }

    fn settle(&mut self, desk: &mut Desk<'_>) {
        let rows = desk.overview.rows();
        if !self.list.rows().iter().eq(rows.iter().map(|r| &r.context.name)) {
            self.list.set_rows(rows.iter().map(|r| r.context.name.clone()).collect());
        }
        // Which are on the screen is asked before they are drawn.
        self.list.lay(desk.size, WHOLE);
    }
}
