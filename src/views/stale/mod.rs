//! Stale config: workloads that have read of a ConfigMap or a Secret what was written over since. The row under the cursor stands whole below
//! the list. It is looked at when the view is opened, and again when that is asked for.

pub mod draw;
mod keys;
#[cfg(test)]
mod tests;

pub use keys::StaleKey;

use crate::app::cluster::Cluster;
use crate::app::desk::Desk;
use crate::app::listing::{Listed, Listing};
use crate::app::msg::Effect;
use crate::app::place::View as Place;
use crate::app::room::{Frame, News, Room};
use crate::app::text::Word;
use crate::app::wish::{Next, Wish};
use crate::command::Command;
use crate::model::soon::Holder;
use crate::model::stale::{Row, Source, StaleFound, StaleWish, folded};
use crate::model::{Lang, Time, Uid};

/// Rows that the one under the cursor has below the list.
const WHOLE: u16 = 7;

/// A row, by its workload and what that reads.
type RowKey = (Uid, Source);

/// `:stale` opens it from everywhere.
pub(super) fn open(wish: &Wish, desk: &mut Desk<'_>) -> Option<Box<dyn Room>> {
    let Wish::Command(Command::Stale) = wish else { return None };
    let mut view = View::default();
    view.ask(desk);
    Some(Box::new(view))
}

/// The list.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// The number that the answer carries, while it is on its way, and since when.
    asked: Option<(u64, Time)>,
    /// What was found last, and when that came.
    found: Option<(StaleFound, Time)>,
    /// Its rows, each with the workload that the panes have.
    rows: Vec<Row>,
    list: Listing<RowKey>,
}

fn key(row: &Row) -> RowKey {
    (row.holder.uid.clone(), row.source.clone())
}

/// The workload that the panes have in the place of whatever controls the pods.
fn owner(cluster: &Cluster, uid: &Uid) -> Option<Holder> {
    let w = cluster.store.workload(uid).or_else(|| cluster.store.deployment_of(uid))?;
    Some(Holder { resource: w.resource(), namespace: w.namespace.clone(), name: w.name.clone(), uid: w.uid.clone() })
}

impl View {
    fn ask(&mut self, desk: &mut Desk<'_>) {
        let (all, namespaces) = match desk.view {
            Place::All => (true, desk.cluster.known.clone()),
            Place::These(names) => (false, names.clone()),
        };
        let id = desk.fresh_id();
        desk.effects.push(Effect::Stale(desk.cluster.session, id, StaleWish { all, namespaces }));
        self.asked = Some((id, desk.now));
    }

    fn chosen(&self) -> Option<&Row> {
        let selected = self.list.selected()?;
        self.rows.iter().find(|row| key(row) == *selected)
    }
}

impl Room for View {
    fn opened_by(&self) -> Option<Command> {
        Some(Command::Stale)
    }

    /// It is of the cluster in front.
    fn stays(&self) -> bool {
        true
    }

    fn name(&self, lang: Lang) -> String {
        Word::StaleConfig.of(lang).into()
    }

    fn listed(&mut self) -> Option<&mut dyn Listed> {
        Some(&mut self.list)
    }

    fn lay(&mut self, frame: &Frame<'_>) {
        self.list.lay(frame.size, WHOLE);
    }

    fn settle(&mut self, desk: &mut Desk<'_>) {
        let rows = self.found.as_ref().map(|(found, _)| folded(&found.rows, |uid| owner(desk.cluster, uid))).unwrap_or_default();
        if rows != self.rows {
            self.list.set_rows(rows.iter().map(key).collect());
            self.rows = rows;
        }
    }

    fn hear(&mut self, news: &News, desk: &mut Desk<'_>) -> Next {
        if let News::Stale(id, found) = news
            && self.asked.take_if(|(asked, _)| asked == id).is_some()
        {
            self.found = Some(((**found).clone(), desk.now));
            self.settle(desk);
        }
        Next::Stay
    }
}
