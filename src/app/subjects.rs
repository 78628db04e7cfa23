//! Whom a change is for: what is marked, else what is under the cursor, as it was shown when the key was pressed.

use super::messages::Level;
use super::msg::Effect;
use super::rows::WorkloadKey;
use super::state::State;
use crate::command::{Command, Pane, Situation};
use crate::model::Kind;
use crate::model::change::{Change, Target};
use crate::model::pod::Pod;
use crate::model::workload::Workload;

impl State {
    /// Marks the row under the cursor.
    pub(super) fn mark(&mut self) {
        match self.focus {
            Pane::Workloads if matches!(self.workloads.selected(), Some(WorkloadKey::Workload(_))) => self.workloads.mark(),
            Pane::Pods if self.pod_open.is_none() && self.pods.selected().is_some() => self.pods.mark(),
            Pane::Namespaces | Pane::Workloads | Pane::Pods | Pane::Logs | Pane::Browser => self.hint("this row cannot be marked"),
        }
    }

    /// The workloads that a change is for: the marked ones, else that of the cursor.
    fn subject_workloads(&self) -> Vec<Workload> {
        if self.focus == Pane::Workloads && !self.workloads.marks().is_empty() {
            let uid = |key: &WorkloadKey| if let WorkloadKey::Workload(uid) = key { Some(uid.clone()) } else { None };
            return self
                .workloads
                .marks()
                .iter()
                .filter_map(uid)
                .filter_map(|uid| self.cluster.store.workload(&uid))
                .cloned()
                .collect();
        }
        self.subject_workload().cloned().into_iter().collect()
    }

    /// The pods that a change is for, in the pods pane.
    fn subject_pods(&self) -> Vec<Target> {
        let marked = self.pods.marks();
        if self.pod_open.is_none() && !marked.is_empty() {
            return marked.iter().filter_map(|uid| self.cluster.store.pod(uid)).map(|p| self.pod_target(p)).collect();
        }
        self.subject_pod().map(|p| self.pod_target(p)).into_iter().collect()
    }

    /// The target that a pod is, in the present context.
    pub(super) fn pod_target(&self, pod: &Pod) -> Target {
        Target {
            context: self.cluster.context.name.clone(),
            resource: Kind::Pod.into(),
            namespace: pod.namespace.clone(),
            name: (&*pod.name).into(),
            uid: pod.uid.clone(),
        }
    }

    /// Begins a change of what is marked, or of what is under the cursor.
    pub(super) fn begin_change(&mut self, command: Command, effects: &mut Vec<Effect>) {
        if command == Command::Undo {
            return self.undo(effects);
        }
        if command == Command::Make {
            return self.open_make();
        }
        let marked = match self.focus {
            Pane::Workloads => !self.workloads.marks().is_empty(),
            Pane::Pods => self.pod_open.is_none() && !self.pods.marks().is_empty(),
            Pane::Namespaces | Pane::Logs | Pane::Browser => false,
        };
        if (!marked || command == Command::Edit) && !self.seen() {
            return;
        }
        if self.focus == Pane::Pods && matches!(command, Command::Delete | Command::Labels) {
            let targets = self.subject_pods();
            self.pods.hold();
            return if command == Command::Delete { self.begin_delete(targets) } else { self.begin_marks(targets) };
        }
        if let (Command::Edit, Some(target)) = (command, self.edited()) {
            self.workloads.hold();
            self.pods.hold();
            return self.begin_edit(target, effects);
        }
        let workloads = self.subject_workloads();
        // Among several that are marked may be some that it is not for.
        let unfit = workloads.iter().find_map(|w| {
            let situation = Situation { workload: Some(w.kind), ..self.situation() };
            situation.check(command).err().map(|why| format!("{} in {}: {why}", w.name, w.namespace))
        });
        if let (Some(why), true) = (unfit, workloads.len() > 1) {
            return self.messages.say(self.now, Level::Warn, why);
        }
        let targets: Vec<Target> = workloads.iter().map(|w| self.target(w)).collect();
        let Some(first) = targets.first().cloned() else { return self.hint("no workload is selected") };
        // From here on the cursor stays on this object.
        self.workloads.hold();
        match command {
            Command::Scale => self.open_scale(&workloads),
            Command::Restart => self.look_at_changes(targets.into_iter().map(|t| (t, Change::Restart)).collect(), effects),
            Command::RollBack if targets.len() == 1 => self.open_revisions(first, effects),
            // Several go back each to its own last revision that was whole, which the look fills in.
            Command::RollBack => {
                let back = |t| (t, Change::RollBack { from: 0, to: 0 });
                self.look_at_changes(targets.into_iter().map(back).collect(), effects);
            }
            Command::Image => self.open_image(&workloads),
            Command::Hold => {
                let change = |paused| if paused { Change::Resume } else { Change::Pause };
                let changes = targets.into_iter().zip(&workloads).map(|(t, w)| (t, change(w.paused))).collect();
                self.look_at_changes(changes, effects);
            }
            Command::Delete => self.begin_delete(targets),
            Command::Labels => self.begin_marks(targets),
            Command::Trigger => {
                let crons = targets.into_iter().zip(&workloads).filter(|(_, w)| w.cron().is_some());
                let run = |(t, _)| (t, Change::Trigger { job: String::new() });
                self.look_at_changes(crons.map(run).collect(), effects);
            }
            Command::SuspendCron => self.hold_crons(targets, &workloads, effects),
            _ => {}
        }
    }

    /// CronJobs that start Jobs are to start none; where all of those that are meant are suspended, they start some again.
    fn hold_crons(&mut self, targets: Vec<Target>, workloads: &[Workload], effects: &mut Vec<Effect>) {
        let crons: Vec<(Target, bool)> =
            targets.into_iter().zip(workloads).filter_map(|(t, w)| Some((t, w.cron()?.suspended))).collect();
        let resume = crons.iter().all(|(_, suspended)| *suspended);
        let change = if resume { Change::Unsuspend } else { Change::Suspend };
        let meant = crons.into_iter().filter(|(_, suspended)| *suspended == resume);
        self.look_at_changes(meant.map(|(t, _)| (t, change.clone())).collect(), effects);
    }
}
