//! Environments side by side: a row a workload, a column an environment, in the order in which a release goes through them. It is of what the
//! watches know, and moves with that. The cell under the cursor stands whole below the list.

pub mod draw;
mod keys;
#[cfg(test)]
mod tests;

pub use keys::EnvironmentsKey;

use crate::app::desk::Desk;
use crate::app::environments::{Environments, EnvironmentsWish, GridCell, GridLine, Onward, Reached};
use crate::app::field::Field;
use crate::app::listing::{Listed, Listing};
use crate::app::room::{Frame, MessageLine, Room};
use crate::app::text::Word;
use crate::app::wish::Wish;
use crate::command::Command;
use crate::model::change::Target;
use crate::model::environments::group::Environment;
use crate::model::filter::{Filter, Subject};
use crate::model::{Lang, Name, Time, WorkloadKind};

/// Rows that the cell under the cursor has below the list.
const WHOLE: u16 = 6;

/// `E` opens it from everywhere, with the group that the namespace in view is of.
pub(super) fn open(wish: &Wish, desk: &mut Desk<'_>) -> Option<Box<dyn Room>> {
    let Wish::Command(Command::Environments) = wish else { return None };
    Some(Box::new(View { here: desk.view.one().cloned(), ..View::default() }))
}

/// The grid.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// The group that was chosen; `None` for the one that the namespace in view is of.
    group: Option<Name>,
    /// The environment that the cursor is in, where it was moved: it stays there, whatever comes to stand before it.
    chosen: Option<Environment>,
    /// The namespace that was in view, whose environment the cursor begins with.
    here: Option<Name>,
    /// Which environment the cursor is in.
    at: usize,
    list: Listing<(Name, WorkloadKind)>,
    /// Only rows in which anything differs.
    uneven: bool,
    filter: String,
    /// What is typed to filter by, and the filter before.
    typing: Option<(Field, String)>,
}

impl View {
    fn row<'a>(&self, all: &'a Environments) -> Option<&'a GridLine> {
        let key = self.list.selected()?;
        all.rows.iter().find(|row| row.key() == *key)
    }

    /// The cell under the cursor, and its environment.
    fn cell<'a>(&self, all: &'a Environments) -> Option<(&'a Environment, &'a GridCell)> {
        all.group()?.environments.get(self.at).zip(self.row(all)?.cells.get(self.at))
    }

    /// The object in the cell under the cursor.
    pub fn target<'a>(&self, all: &'a Environments) -> Option<&'a Target> {
        self.cell(all)?.1.target.as_ref()
    }

    /// The environment under the cursor, and how it is reached.
    fn environment<'a>(&self, all: &'a Environments) -> Option<(&'a Environment, &'a Reached)> {
        all.group()?.environments.get(self.at).zip(all.reached.get(self.at))
    }

    /// What would go from the environment under the cursor to the next one: the rows that are marked, else the one under the cursor. `None` where
    /// there is no next one, or no row.
    pub(super) fn onward(&self, all: &Environments) -> Option<Onward> {
        let environments = &all.group()?.environments;
        let (from, to) = (environments.get(self.at)?.clone(), environments.get(self.at + 1)?.clone());
        let marked = self.list.marks();
        let chosen = if marked.is_empty() { std::slice::from_ref(self.list.selected()?) } else { marked };
        // In the order of the rows, whatever was marked first.
        let rows: Vec<GridLine> = all.rows.iter().filter(|row| chosen.contains(&row.key())).cloned().collect();
        (!rows.is_empty()).then_some(Onward { from, to, at: self.at, rows })
    }

    /// Whether a row is shown.
    fn shows(&self, row: &GridLine, filter: &Filter) -> bool {
        let subject = Subject {
            texts: &[&row.name, row.kind.short()],
            labels: None,
            status: "",
            restarts: 0,
            created: Time::default(),
            used: None,
        };
        (!self.uneven || !row.is_even()) && filter.passes(&subject, Time::default())
    }
}

impl Room for View {
    fn opened_by(&self) -> Option<Command> {
        Some(Command::Environments)
    }

    fn name(&self, lang: Lang) -> String {
        Word::Environments.of(lang).into()
    }

    fn types(&self) -> bool {
        self.typing.is_some()
    }

    fn line(&self) -> MessageLine {
        match &self.typing {
            Some(_) => MessageLine::Typed,
            None if !self.filter.is_empty() => MessageLine::Found,
            None => MessageLine::Free,
        }
    }

    fn listed(&mut self) -> Option<&mut dyn Listed> {
        Some(&mut self.list)
    }

    fn environments(&self) -> Option<EnvironmentsWish> {
        Some(EnvironmentsWish { group: self.group.clone() })
    }

    fn lay(&mut self, frame: &Frame<'_>) {
        self.list.lay(frame.size, WHOLE);
    }

    fn paste(&mut self, text: &str, _: &mut Desk<'_>) {
        if let Some((field, _)) = &mut self.typing {
            field.paste(text);
            self.list.seek();
            field.text().clone_into(&mut self.filter);
        }
    }

    fn settle(&mut self, desk: &mut Desk<'_>) {
        let all = desk.environments;
        let environments = all.group().map(|g| &*g.environments).unwrap_or_default();
        let place = |e: &Environment| match (&self.chosen, &self.here) {
            (Some(chosen), _) => e == chosen,
            (None, here) => Some(&e.place.namespace) == here.as_ref(),
        };
        self.at = environments.iter().position(place).unwrap_or(0);
        let filter = Filter::parse(&self.filter);
        self.list.keep_on(all.rows.iter().filter(|row| self.shows(row, &filter)).map(GridLine::key).collect());
    }
}
