//! The panes as a value: what they show of the cluster in front, and where the user is in them. They lie at the bottom of the stack of views;
//! a cluster that is left keeps its own.

use super::browser::Browse;
use super::history::History;
use super::list::List;
use super::logs::{KeptLogs, LogsPane};
use super::place::View;
use super::rows::{ContainerKey, NamespaceKey, Rows, Sorting, WorkloadKey};
use crate::command::Pane;
use crate::model::filter::Filter;
use crate::model::kinds::Served;
use crate::model::{Time, Uid};

/// What the user saw selected when the screen was last drawn: what a key is meant for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Shown {
    /// The workload.
    pub workload: Option<WorkloadKey>,
    /// The pod.
    pub pod: Option<Uid>,
    /// The container.
    pub container: Option<ContainerKey>,
    /// The row of the browser.
    pub row: Option<Uid>,
}

/// What the rows were built for.
#[derive(Clone, Debug)]
pub(super) struct Built {
    pub(super) wanted: Wanted,
    /// The workload whose pods are shown.
    pub(super) workload: Option<WorkloadKey>,
    /// Until when it holds, where a filter asks for ages.
    pub(super) until: Option<Time>,
}

/// What is asked of the rows: what is equal needs no building anew.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Wanted {
    pub(super) view: View,
    pub(super) pod_open: Option<Uid>,
    pub(super) cron_open: Option<Uid>,
    pub(super) filters: [Filter; 5],
    pub(super) flags: (bool, bool, Sorting),
    /// What the namespaces depend on besides: those known without being listed, and whether the unwell alone are shown among them.
    pub(super) namespaces: (usize, bool),
    /// What is known of use, where rows are sorted or filtered by it.
    pub(super) used: Option<u64>,
}

/// Namespaces, workloads, pods or containers, logs, and the browser in their place.
#[derive(Clone, Debug)]
pub struct Panes {
    /// The namespaces in view.
    pub view: View,
    /// The pane with the focus.
    pub focus: Pane,
    /// The filter of each pane, by its number.
    pub filters: [Filter; 5],
    /// The namespaces pane.
    pub namespaces: List<NamespaceKey>,
    /// The workloads pane.
    pub workloads: List<WorkloadKey>,
    /// The pods pane.
    pub pods: List<Uid>,
    /// The pods pane, while it shows the containers of a pod.
    pub containers: List<ContainerKey>,
    /// The pod whose containers are shown.
    pub pod_open: Option<Uid>,
    /// The CronJob whose Jobs the workloads pane shows.
    pub cron_open: Option<Uid>,
    /// Whether the pods pane shows all pods in view, not only those of the workload.
    pub all_pods: bool,
    /// What the rows show beside the objects themselves.
    pub rows: Rows,
    /// The resource browser, while it has the focus.
    pub browse: Option<Browse>,
    /// The logs pane.
    pub logs: LogsPane,
    /// What the user saw selected.
    pub shown: Shown,
    /// When the cursor's rest in the namespaces pane is over and its namespace comes into view.
    pub(super) debounce: Option<Time>,
    /// What the rows were built for.
    pub(super) built: Option<Built>,
    /// Whose logs were followed when another cluster came to the front, where the user was in them.
    pub(super) logs_kept: Option<KeptLogs>,
    /// The list of the browser from which the logs were opened, and its row: where one comes back to.
    pub(super) logs_from: Option<(Served, Uid, Pane)>,
    /// Where the user has been.
    pub(super) history: History,
}

impl Panes {
    /// Those of a cluster of which nothing is shown yet.
    pub(super) fn new(logs: LogsPane) -> Self {
        Self {
            view: View::All,
            focus: Pane::Workloads,
            filters: Default::default(),
            namespaces: List::default(),
            workloads: List::default(),
            pods: List::default(),
            containers: List::default(),
            pod_open: None,
            cron_open: None,
            all_pods: false,
            rows: Rows::default(),
            browse: None,
            logs,
            shown: Shown::default(),
            debounce: None,
            built: None,
            logs_kept: None,
            logs_from: None,
            history: History::default(),
        }
    }

    /// Those of another cluster come in their place, where it was looked at before, else new ones. Gives the ones that were there, as they
    /// rest: the browser's rows are asked for and the others built when somebody looks. The logs are one pane, with what the user has chosen
    /// for it, whatever cluster is in front; so is whether all pods are shown, at first.
    pub(super) fn leave(&mut self, next: Option<Self>) -> Self {
        let all_pods = self.all_pods;
        let next = next.unwrap_or_else(|| Self { all_pods, ..Self::new(LogsPane::new(0, 0)) });
        let mut was = std::mem::replace(self, next);
        std::mem::swap(&mut self.logs, &mut was.logs);
        if was.focus != Pane::Browser {
            was.browse = None;
        }
        if let Some(browse) = &mut was.browse {
            browse.rest();
        }
        (was.debounce, was.built) = (None, None);
        (was.rows, was.shown) = (Rows::default(), Shown::default());
        was
    }

    /// A pane's filter.
    pub const fn filter(&self, pane: Pane) -> &Filter {
        &self.filters[pane as usize]
    }
}
