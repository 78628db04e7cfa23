//! What the situation is in which a command is asked for, and what the commands that move about do.

use super::cluster::Cluster;
use super::desk::HINT_MS;
use super::messages::Level;
use super::msg::Effect;
use super::room::Room;
use super::rows::{NamespaceKey, SortBy, WorkloadKey};
use super::state::State;
use super::text::{AskText, ClusterText, KeyText, SortedBy, Text};
use crate::command::{Command, Key, Lack, Over, Pane, Row, Situation, Spot};
use crate::model::WorkloadKind;
use crate::model::change::Target;
use crate::model::feed::LinkState;
use crate::model::pod::Pod;
use crate::model::workload::Workload;

impl Cluster {
    /// Whether a command can be had for a workload that is not under the cursor, and why not.
    pub fn may(&self, command: Command, target: &Target, readonly: bool) -> Result<(), Lack> {
        let workload = self.store.workload(&target.uid).map(|w| w.kind);
        if workload.is_none() {
            return Err(Lack::Gone(target.clone().into()));
        }
        let situation = Situation {
            pane: Pane::Workloads,
            readonly,
            workload,
            pod: false,
            rights: self.rights.get(&target.namespace).cloned().unwrap_or_default(),
            offline: matches!(self.store.link(), LinkState::Down { .. }),
            browsed: None,
            drains: false,
            over: Over::Panes,
        };
        situation.check(command)
    }
}

impl State {
    /// Where a key is pressed now, as far as its meaning goes.
    pub fn spot(&self) -> Spot {
        let row = match self.panes.focus {
            Pane::Namespaces if matches!(self.panes.namespaces.selected(), Some(NamespaceKey::One(_))) => Row::Namespace,
            Pane::Namespaces => Row::None,
            Pane::Workloads => self.workload().map_or(Row::None, |w| w.kind.into()),
            Pane::Pods if self.panes.pod_open.is_some() => Row::Container,
            Pane::Pods => Row::Pod,
            Pane::Logs => Row::Line,
            Pane::Browser => self.panes.browse.as_ref().map_or(Row::None, |b| Row::of(&b.served.resource)),
        };
        Spot { pane: self.panes.focus, row }
    }

    /// Says a word about the key that was pressed.
    pub(super) fn hint(&mut self, text: impl Into<Text>) {
        self.messages.hint(self.now, Level::Info, text, HINT_MS);
    }

    /// A key that means a command.
    pub(super) fn command_by_key(&mut self, command: Command, key: Key, effects: &mut Vec<Effect>) {
        if command == Command::Undo && !self.undo_is_meant() {
            return self.point_at_undo(key);
        }
        // It takes the terminal and runs a program: not by a key that means something else to another hand.
        if command == Command::SignIn && matches!(self.cluster.store.link(), LinkState::Up { .. }) {
            return self.hint(ClusterText::NoNeedToSignIn(command.entry().name));
        }
        self.command(command, effects);
    }

    /// What availability depends on, now.
    pub fn situation(&self) -> Situation {
        let marked = self.panes.workloads.marks().first().filter(|_| self.panes.focus == Pane::Workloads);
        let marked =
            marked.and_then(|key| if let WorkloadKey::Workload(uid) = key { self.cluster.store.workload(uid) } else { None });
        let subject = self.subject_workload().or(marked);
        let pod = self.subject_pod();
        let namespace = subject.map(|w| &w.namespace).or(pod.map(|p| &p.namespace));
        Situation {
            pane: self.panes.focus,
            readonly: self.readonly,
            workload: subject.map(|w| w.kind),
            pod: pod.is_some(),
            rights: namespace.and_then(|ns| self.cluster.rights.get(ns)).cloned().unwrap_or_default(),
            offline: matches!(self.cluster.store.link(), LinkState::Down { .. }),
            browsed: self.browsed_kind(),
            drains: self.drain_under_way().is_some(),
            over: Over::Panes,
        }
    }

    /// As [`State::situation`], with what lies over the panes. A list that is picked from does not count: it goes before what was picked
    /// begins.
    pub(super) fn situation_here(&self) -> Situation {
        let over = self.views.iter().map(Room::over).max().unwrap_or_default();
        Situation { over, ..self.situation() }
    }

    /// Whether a command can be asked for here and now, and why not.
    pub(super) fn can(&self, command: Command) -> Result<(), Lack> {
        self.situation_here().check(command)
    }

    /// Whether what lies over the panes lets one go to another place; says why not, where something waits for an answer.
    pub(super) fn lets_go(&mut self) -> bool {
        let lack = self.can(Command::AllNamespaces).err();
        let lets = lack.is_none();
        if let Some(why) = lack {
            self.messages.say(self.now, Level::Warn, why);
        }
        lets
    }

    /// Leaves what is only looked at, for another place in the panes; says why not, where something waits for an answer.
    pub(super) fn go_elsewhere(&mut self) -> bool {
        let lets = self.lets_go();
        if lets {
            self.views.clear();
        }
        lets
    }

    /// The workload that a command is for: the selected one; in the pods pane that of the selected pod.
    pub fn subject_workload(&self) -> Option<&Workload> {
        match self.panes.focus {
            Pane::Pods => self.cluster.store.workload_of(self.subject_pod()?),
            Pane::Workloads => self.workload(),
            Pane::Browser => self.browsed_workload(),
            Pane::Namespaces | Pane::Logs => None,
        }
    }

    /// The pod that a command is for, in the pods pane.
    pub fn subject_pod(&self) -> Option<&Pod> {
        if self.panes.focus != Pane::Pods {
            return None;
        }
        self.panes.pod_open.as_ref().or_else(|| self.panes.pods.selected()).and_then(|uid| self.cluster.store.pod(uid))
    }

    /// Whether what is selected now is what the user saw when the key was pressed.
    pub(super) fn as_shown(&self) -> bool {
        match self.panes.focus {
            Pane::Workloads => self.panes.shown.workload.as_ref() == self.panes.workloads.selected(),
            Pane::Pods if self.panes.pod_open.is_some() => self.panes.shown.container.as_ref() == self.panes.containers.selected(),
            Pane::Pods => self.panes.shown.pod.as_ref() == self.panes.pods.selected(),
            Pane::Browser => self.panes.shown.row.as_ref() == self.panes.browse.as_ref().and_then(|b| b.list.selected()),
            Pane::Namespaces | Pane::Logs => true,
        }
    }

    /// Whether what is selected is what the user saw; says so where it is not. Keys that act on an object act on that one or on none.
    pub(super) fn seen(&mut self) -> bool {
        let seen = self.as_shown();
        if !seen {
            self.messages.say(self.now, Level::Warn, AskText::RowsMoved);
        }
        seen
    }

    pub(super) fn edge(&mut self, top: bool) {
        macro_rules! go {
            ($list:expr) => {
                if top { $list.top() } else { $list.bottom() }
            };
        }
        match self.panes.focus {
            Pane::Namespaces => {
                go!(self.panes.namespaces);
                self.view_under_cursor();
            }
            Pane::Workloads => {
                go!(self.panes.workloads);
                self.left_workload();
            }
            Pane::Pods if self.panes.pod_open.is_some() => go!(self.panes.containers),
            Pane::Pods => go!(self.panes.pods),
            Pane::Logs => self.panes.logs.edge(top),
            Pane::Browser => self.browse_list(|list| go!(list)),
        }
    }

    pub(super) fn move_focus(&mut self, by: usize) {
        // Whose pods one goes to look at stays.
        self.panes.workloads.hold();
        self.panes.focus = Pane::ALL[(self.panes.focus as usize + by) % Pane::ALL.len()];
    }

    /// Only what is unwell, or all: a filter like any other, as far as the cursor goes.
    pub(super) fn show_unwell(&mut self, only: bool) {
        self.unwell_only = only;
        if self.panes.focus == Pane::Namespaces || self.panes.pod_open.is_some() {
            self.hint(KeyText::UnwellOnly(only));
        }
        // The namespaces are thinned out only while they have the focus.
        for pane in [Pane::Namespaces, Pane::Workloads, Pane::Pods] {
            if pane != Pane::Namespaces || self.panes.focus == pane {
                self.each_list(pane, super::update::ListAct::Seek);
            }
        }
    }

    /// Looks closer: namespace → workloads → pods → containers → logs.
    pub(super) fn look_closer(&mut self, effects: &mut Vec<Effect>) {
        match self.panes.focus {
            Pane::Namespaces => {
                let view = self.panes.view.clone();
                self.look_at(view, effects);
            }
            Pane::Workloads => {
                if let Some(cron) = self.workload().filter(|w| w.kind == WorkloadKind::CronJob) {
                    self.panes.cron_open = Some(cron.uid.clone());
                    self.set_filter(Pane::Workloads, String::new());
                    self.panes.workloads.reset();
                    self.left_workload();
                    return;
                }
                self.panes.workloads.hold();
                self.panes.focus = Pane::Pods;
            }
            Pane::Pods if self.panes.pod_open.is_some() => self.open_logs(false),
            Pane::Pods => {
                if self.panes.pods.selected().is_none() {
                    self.hint(KeyText::NoPod);
                } else if let Some(uid) = self.panes.pods.selected().cloned() {
                    self.panes.pods.hold();
                    self.panes.pod_open = Some(uid);
                    self.panes.containers.reset();
                    self.panes.built = None;
                }
            }
            Pane::Logs => self.open_line(effects),
            Pane::Browser if self.spot().row == Row::Namespace => self.use_namespace(effects),
            Pane::Browser => self.open_browsed(effects),
        }
    }

    /// Back, one step at a time; `true` where there was a step.
    pub(super) fn back(&mut self) -> bool {
        let said = self.dismiss_rollouts() || self.messages.stands();
        self.messages.dismiss();
        // From the entries of a pattern and from the digest one step back at a time, whatever filter there is.
        if !said && self.panes.focus == Pane::Logs && self.panes.logs.leave_digest() {
            return true;
        }
        // What is said is in no filter's way: one key takes both away.
        if !self.filter_text(self.panes.focus).is_empty() && (self.panes.focus != Pane::Logs || self.panes.logs.digest().is_none())
        {
            self.set_filter(self.panes.focus, String::new());
            return true;
        }
        if said || self.panes.focus == Pane::Logs && self.panes.logs.leave_digest() {
            return true;
        }
        if self.panes.focus == Pane::Browser {
            self.back_in_browser();
        // What was opened in a pane closes before the pane gives the screen back.
        } else if self.panes.focus == Pane::Pods && self.panes.pod_open.is_some() {
            self.panes.pod_open = None;
        } else if let (Pane::Workloads, Some(cron)) = (self.panes.focus, self.panes.cron_open.clone()) {
            if !self.panes.workloads.unmark() {
                self.panes.cron_open = None;
                self.panes.workloads.select(WorkloadKey::Workload(cron));
                self.left_workload();
            }
        } else if self.zoom {
            self.zoom = false;
        } else if self.panes.focus == Pane::Workloads && self.panes.workloads.unmark()
            || self.panes.focus == Pane::Pods && self.panes.pods.unmark()
        {
            // The marks are gone.
        } else if self.panes.focus == Pane::Logs && self.panes.logs.drop_floor() {
            return true;
        } else if self.panes.focus == Pane::Logs {
            self.leave_logs();
        } else if self.unwell_only {
            self.show_unwell(false);
        } else if matches!(self.panes.focus, Pane::Pods | Pane::Namespaces) {
            self.panes.focus = Pane::Workloads;
        } else {
            return false;
        }
        true
    }

    pub(super) fn sort(&mut self) {
        match self.panes.focus {
            Pane::Workloads => {
                self.sorting.workloads = match self.sorting.workloads {
                    SortBy::Health => SortBy::Name,
                    SortBy::Name => SortBy::Age,
                    SortBy::Age | SortBy::Restarts if self.cluster.store.use_known() => SortBy::Cpu,
                    SortBy::Cpu => SortBy::Memory,
                    SortBy::Age | SortBy::Restarts | SortBy::Memory => SortBy::Health,
                }
            }
            Pane::Pods => {
                self.sorting.pods = match self.sorting.pods {
                    SortBy::Health => SortBy::Name,
                    SortBy::Name => SortBy::Age,
                    SortBy::Age => SortBy::Restarts,
                    SortBy::Restarts if self.cluster.store.use_known() => SortBy::Cpu,
                    SortBy::Cpu => SortBy::Memory,
                    SortBy::Restarts | SortBy::Memory => SortBy::Health,
                }
            }
            Pane::Browser => self.sort_browse(),
            Pane::Namespaces => self.hint(KeyText::NamespacesByName),
            Pane::Logs => {}
        }
    }

    /// Sorts the list that has the focus by a column, where it has one of the kind.
    pub(super) fn sort_by(&mut self, by: SortBy) {
        self.hint(KeyText::Sorted(match by {
            SortBy::Health => SortedBy::State,
            SortBy::Name => SortedBy::Name,
            SortBy::Age => SortedBy::Age,
            SortBy::Restarts => SortedBy::Restarts,
            SortBy::Cpu => SortedBy::Cpu,
            SortBy::Memory => SortedBy::Memory,
        }));
        match (self.panes.focus, by) {
            (Pane::Namespaces | Pane::Logs, _) => self.hint(KeyText::NamespacesByName),
            (Pane::Workloads, SortBy::Restarts) => self.hint(KeyText::OnlyPodsByRestarts),
            (Pane::Workloads, by) => self.sorting.workloads = by,
            (Pane::Pods, by) => self.sorting.pods = by,
            (Pane::Browser, by) => self.sort_browse_by(by),
        }
    }

    /// Takes the marks of the list that has the focus away.
    pub(super) fn unmark(&mut self) {
        let some = match self.panes.focus {
            Pane::Workloads => self.panes.workloads.unmark(),
            Pane::Pods => self.panes.pods.unmark(),
            Pane::Browser => self.panes.browse.as_mut().is_some_and(|b| !std::mem::take(&mut b.marks).is_empty()),
            Pane::Namespaces | Pane::Logs => false,
        };
        if !some {
            self.hint(KeyText::NoMarks);
        }
    }
}
