//! Environments side by side: a row a workload, a column an environment, in the order in which a release goes through them. It is of what the
//! watches know, and moves with that. The cell under the cursor stands whole below the list.

pub mod draw;
mod keys;
#[cfg(test)]
mod tests;

pub use keys::EnvironmentsKey;

use crate::app::desk::Desk;
use crate::app::environments::{GridLine, Onward, lines};
use crate::app::listing::{Listed, Listing};
use crate::app::room::{Frame, Room};
use crate::app::text::Word;
use crate::app::wish::Wish;
use crate::command::Command;
use crate::model::environments::group::{Environment, Group, by_name};
use crate::model::{Lang, Name, Uid, WorkloadKind};

/// Rows that the cell under the cursor has below the list.
const WHOLE: u16 = 6;

/// `E` opens it from everywhere, with the group that the namespace in view is of.
pub(super) fn open(wish: &Wish, desk: &mut Desk<'_>) -> Option<Box<dyn Room>> {
    let Wish::Command(Command::Environments) = wish else { return None };
    let mut view = View::default();
    view.settle(desk);
    if let Some(here) = desk.view.one() {
        let place = |g: &Group| g.environments.iter().position(|e| e.place.namespace == *here);
        if let Some((group, at)) = view.groups.iter().enumerate().find_map(|(i, g)| Some((i, place(g)?))) {
            (view.group, view.at) = (group, at);
            view.settle(desk);
        }
    }
    Some(Box::new(view))
}

/// The grid.
#[derive(Clone, Debug, Default)]
pub struct View {
    groups: Vec<Group>,
    /// Which group is shown.
    group: usize,
    /// Which environment the cursor is in.
    at: usize,
    rows: Vec<GridLine>,
    list: Listing<(Name, WorkloadKind)>,
}

impl View {
    fn group(&self) -> Option<&Group> {
        self.groups.get(self.group)
    }

    fn environment(&self) -> Option<&Environment> {
        self.group()?.environments.get(self.at)
    }

    fn row(&self) -> Option<&GridLine> {
        let key = self.list.selected()?;
        self.rows.iter().find(|row| row.key() == *key)
    }

    /// The object in the cell under the cursor, where the environment has it.
    fn chosen(&self) -> Option<&Uid> {
        self.row()?.cells.get(self.at)?.0.as_ref()
    }

    /// What would go from the environment under the cursor to the next one: the rows that are marked, else the one under the cursor. `None` where
    /// there is no next one, or no row.
    pub(super) fn onward(&self) -> Option<Onward> {
        let environments = &self.group()?.environments;
        let (from, to) = (environments.get(self.at)?.clone(), environments.get(self.at + 1)?.clone());
        let marked = self.list.marks();
        let chosen = if marked.is_empty() { std::slice::from_ref(self.list.selected()?) } else { marked };
        // In the order of the rows, whatever was marked first.
        let rows: Vec<GridLine> = self.rows.iter().filter(|row| chosen.contains(&row.key())).cloned().collect();
        (!rows.is_empty()).then_some(Onward { from, to, at: self.at, rows })
    }
}

impl Room for View {
    fn opened_by(&self) -> Option<Command> {
        Some(Command::Environments)
    }

    fn name(&self, lang: Lang) -> String {
        Word::Environments.of(lang).into()
    }

    fn listed(&mut self) -> Option<&mut dyn Listed> {
        Some(&mut self.list)
    }

    fn lay(&mut self, frame: &Frame<'_>) {
        self.list.lay(frame.size, WHOLE);
    }

    fn settle(&mut self, desk: &mut Desk<'_>) {
        let names = desk.all_namespaces();
        let groups = by_name(&names);
        if groups != self.groups {
            // What was looked at stays in front, whatever comes to stand before it.
            let name = self.group().map(|g| g.name.clone());
            let namespace = self.environment().map(|e| e.place.namespace.clone());
            self.group = groups.iter().position(|g| Some(&g.name) == name.as_ref()).unwrap_or(0);
            self.groups = groups;
            let place = |e: &Environment| Some(&e.place.namespace) == namespace.as_ref();
            self.at = self.group().and_then(|g| g.environments.iter().position(place)).unwrap_or(0);
        }
        let rows = self.group().map(|group| lines(desk.cluster, group, desk.cluster.time(desk.now))).unwrap_or_default();
        if rows != self.rows {
            self.list.keep_on(rows.iter().map(GridLine::key).collect());
            self.rows = rows;
        }
    }
}
