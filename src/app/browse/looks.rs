//! Looking closer at a row of the browser: the logs of its pods, and the workload that it is or belongs to.

use crate::app::logs::LogTarget;
use crate::app::msg::{Effect, ObjectRef};
use crate::app::state::State;
use crate::app::wish::Wish;
use crate::command::Row;
use crate::model::Name;
use crate::model::change::Target;
use crate::model::logs::LogSelection;
use crate::model::table::TableRow;
use crate::model::workload::Workload;

/// The label by which the pods of a Job are found, on every version.
const JOB_NAME: &str = "job-name";

impl State {
    /// Looks closer at the row under the browser's cursor: what a Secret or a ConfigMap holds, of all else the description.
    pub(in crate::app) fn open_browsed(&mut self, effects: &mut Vec<Effect>) {
        match self.browsed_object() {
            Some(object) if object.resource.has_entries() => {
                let ObjectRef { resource, namespace, name, uid } = object;
                let context = self.cluster.context.name.clone();
                self.open(&Wish::Entries(Target { context, resource, namespace, name, uid }), effects);
            }
            Some(_) | None => self.fetch(true, effects),
        }
    }

    /// The workload that the row under the browser's cursor is, or whose pod it is.
    pub(in crate::app) fn browsed_workload(&self) -> Option<&Workload> {
        let row = self.panes.browse.as_ref()?.selected()?;
        self.cluster
            .store
            .workload(&row.uid)
            .or_else(|| self.cluster.store.pod(&row.uid).and_then(|pod| self.cluster.store.workload_of(pod)))
    }

    /// Whose logs those of the row under the browser's cursor are.
    pub(in crate::app) fn browsed_logs(&self) -> Option<LogTarget> {
        let browse = self.panes.browse.as_ref()?;
        let row = browse.selected()?;
        let of = |labels: String| {
            let selection = LogSelection { namespaces: vec![row.namespace.clone()], labels: labels.into() };
            Some(LogTarget::Selection(selection))
        };
        match Row::of(&browse.served.resource) {
            Row::Pod => Some(LogTarget::Pod(row.uid.clone())),
            _ if self.cluster.store.workload(&row.uid).is_some() => Some(LogTarget::Workload(row.uid.clone())),
            Row::Job => of(format!("{JOB_NAME}={}", row.name)),
            Row::Namespace => Some(LogTarget::Namespace(row.name.clone())),
            // Services, ReplicaSets and whatever else selects pods by labels: the server's wide columns tell which.
            _ => of(self.selector(row)?),
        }
    }

    /// The selector of a row, as its column writes it.
    fn selector(&self, row: &TableRow) -> Option<String> {
        let at = self.panes.browse.as_ref()?.column("Selector")?;
        let cell: &Name = row.cells.get(at)?;
        Some(cell.to_string()).filter(|s| !s.is_empty() && !s.starts_with('<') && !row.namespace.is_empty())
    }

    /// Follows the logs of the row under the browser's cursor, and goes there; Esc comes back to the row.
    pub(in crate::app) fn open_browsed_logs(&mut self, previous: bool) {
        let (Some(target), Some(browse)) = (self.browsed_logs(), &self.panes.browse) else { return };
        let Some(row) = browse.selected() else { return };
        let from = (browse.served.clone(), row.uid.clone(), browse.from);
        let (namespace, name) = (row.namespace.clone(), row.name.to_string());
        self.pin_logs(target.clone(), previous, false);
        self.panes.logs_from = Some(from);
        // The pod may be in a namespace whose pods nobody has asked for yet.
        if matches!(target, LogTarget::Pod(_)) && self.panes.logs.target == Some(target) {
            (self.panes.logs.name, self.panes.logs.namespaces) = (name, vec![namespace]);
        }
    }

    /// Out of the logs, back to the row of the browser from which they were opened; `false` where there is none.
    pub(in crate::app) fn back_to_browser(&mut self) -> bool {
        let Some((served, uid, from)) = self.panes.logs_from.take() else { return false };
        self.panes.focus = from;
        self.open_browse(served);
        self.browse_list(|list| list.select(uid));
        true
    }
}
