//! Whom a change is for: what is marked, else what is under the cursor, as it was shown when the key was pressed.

use super::messages::Level;
use super::msg::Effect;
use super::processes::words;
use super::rows::WorkloadKey;
use super::state::State;
use super::wish::Wish;
use crate::app::text::{AskText, InsideText, KeyText};
use crate::command::{ChangeCommand, Command, Lack, Need, Pane, Row, Situation, Spot};
use crate::model::Kind;
use crate::model::change::{Change, Target};
use crate::model::pod::{Container, ContainerRole, ContainerState, Pod};
use crate::model::workload::Workload;

/// An object that a change is for, as its row tells of it. Rows of all panes and of the browser become one of these, and nothing else is
/// changed.
#[derive(Clone, Debug)]
pub(super) struct Subject {
    /// The object.
    pub(super) target: Target,
    /// It as it is watched, where it is a workload that is.
    pub(super) workload: Option<Workload>,
    /// Whether it is held already: the rollouts of a Deployment, the Jobs of a CronJob. `None` where its row does not say.
    pub(super) held: Option<bool>,
}

impl State {
    /// Marks the row under the cursor.
    pub(super) fn mark(&mut self) {
        match self.panes.focus {
            Pane::Workloads if matches!(self.panes.workloads.selected(), Some(WorkloadKey::Workload(_))) => {
                self.panes.workloads.mark()
            }
            Pane::Pods if self.panes.pod_open.is_none() && self.panes.pods.selected().is_some() => self.panes.pods.mark(),
            Pane::Browser => {
                if let Some(browse) = &mut self.panes.browse {
                    browse.mark();
                }
            }
            Pane::Namespaces | Pane::Workloads | Pane::Pods | Pane::Logs => self.hint(KeyText::CannotMark),
        }
    }

    /// What a change is for: the rows that are marked, else the one that was under the cursor when the key was pressed, which it stays on
    /// from here on. `None` where there is none, which is said.
    fn subjects(&mut self, change: ChangeCommand) -> Option<Vec<Subject>> {
        self.subjects_of(change.takes_pods())
    }

    /// The same: in the pods pane the pods, or their workloads.
    pub(super) fn subjects_of(&mut self, of_pods: bool) -> Option<Vec<Subject>> {
        let marked = match self.panes.focus {
            Pane::Workloads => !self.panes.workloads.marks().is_empty(),
            Pane::Pods => self.panes.pod_open.is_none() && !self.panes.pods.marks().is_empty(),
            Pane::Browser => self.panes.browse.as_ref().is_some_and(|b| !b.marks.is_empty()),
            Pane::Namespaces | Pane::Logs => false,
        };
        if !marked && !self.seen() {
            return None;
        }
        let subjects = match self.panes.focus {
            Pane::Browser => self.browsed_subjects()?,
            Pane::Pods if of_pods => self.subject_pods(),
            Pane::Namespaces | Pane::Workloads | Pane::Pods | Pane::Logs => self.subject_workloads(),
        };
        if subjects.is_empty() {
            self.hint(KeyText::NoWorkload);
            return None;
        }
        match self.panes.focus {
            Pane::Browser => {
                if let Some(browse) = &mut self.panes.browse {
                    browse.list.hold();
                }
            }
            Pane::Pods if of_pods => self.panes.pods.hold(),
            Pane::Namespaces | Pane::Workloads | Pane::Pods | Pane::Logs => self.panes.workloads.hold(),
        }
        Some(subjects)
    }

    fn subject_of(&self, w: &Workload) -> Subject {
        let held = w.cron().map_or(w.paused, |cron| cron.suspended);
        Subject { target: self.target(w), workload: Some(w.clone()), held: Some(held) }
    }

    fn subject_workloads(&self) -> Vec<Subject> {
        if self.panes.focus == Pane::Workloads && !self.panes.workloads.marks().is_empty() {
            let uid = |key: &WorkloadKey| if let WorkloadKey::Workload(uid) = key { Some(uid.clone()) } else { None };
            let marked = self.panes.workloads.marks().iter().filter_map(uid).filter_map(|uid| self.cluster.store.workload(&uid));
            return marked.map(|w| self.subject_of(w)).collect();
        }
        self.subject_workload().map(|w| self.subject_of(w)).into_iter().collect()
    }

    fn subject_pods(&self) -> Vec<Subject> {
        let subject = |pod: &Pod| Subject { target: self.pod_target(pod), workload: None, held: None };
        let marked = self.panes.pods.marks();
        if self.panes.pod_open.is_none() && !marked.is_empty() {
            return marked.iter().filter_map(|uid| self.cluster.store.pod(uid)).map(subject).collect();
        }
        self.subject_pod().map(subject).into_iter().collect()
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
    pub(super) fn begin_change(&mut self, change: ChangeCommand, effects: &mut Vec<Effect>) {
        use ChangeCommand as C;
        let alone = Command::from(change).entry().need == Need::Nothing;
        let Some(subjects) = (if alone { Some(Vec::new()) } else { self.subjects(change) }) else { return };
        if change.takes_one() && subjects.len() > 1 {
            return self.one_row_at_a_time(change);
        }
        if let Some(why) = self.unfit(change, &subjects) {
            return self.messages.say(self.now, Level::Warn, why);
        }
        let targets: Vec<Target> = subjects.iter().map(|s| s.target.clone()).collect();
        let all = |change: Change| targets.iter().map(|t| (t.clone(), change.clone())).collect::<Vec<_>>();
        let changes = match change {
            C::Undo => return self.undo(effects),
            C::Make => {
                let namespace = self.panes.view.one().map_or_else(String::new, ToString::to_string);
                return self.open(&Wish::Make(Some(namespace)), effects);
            }
            C::Delete => return self.open(&Wish::Delete(targets), effects),
            C::Labels => return self.open(&Wish::Metadata(targets), effects),
            C::Edit => return targets.into_iter().take(1).for_each(|target| self.open(&Wish::Edit(target.into()), effects)),
            C::Forward => return targets.into_iter().take(1).for_each(|target| self.open(&Wish::Forward(target), effects)),
            C::Scale => return self.begin_scale(&subjects, effects),
            C::Image => return self.begin_image(&subjects, effects),
            C::Promote => return self.begin_promotion(&targets, effects),
            C::RollBack => {
                if let [target] = &targets[..] {
                    return self.open(&Wish::Revisions(target.clone()), effects);
                }
                // Several go back each to its own last revision that was whole, which the look fills in.
                all(Change::RollBack { from: 0, to: 0 })
            }
            C::Shell | C::Attach | C::CopyFiles => return self.begin_inside(change, targets, effects),
            C::Debug => return targets.into_iter().take(1).for_each(|target| self.begin_debug(target, effects)),
            C::Exec => return self.hint(InsideText::TypeCommand),
            C::Restart => all(Change::Restart),
            C::Trigger => all(Change::Trigger { job: String::new() }),
            C::Cordon => all(Change::Cordon),
            C::Uncordon => all(Change::Uncordon),
            C::Drain => all(Change::Drain { force: false }),
            C::ForceDrain => all(Change::Drain { force: true }),
            C::Hold => {
                let change = |held| if held { Change::Resume } else { Change::Pause };
                subjects.into_iter().map(|s| (s.target, change(s.held == Some(true)))).collect()
            }
            C::SuspendCron => match suspended(subjects) {
                Some(changes) => changes,
                None => {
                    return self.messages.say(self.now, Level::Warn, AskText::SuspensionNotKnown);
                }
            },
        };
        self.look_at_changes(changes, effects);
    }

    /// Begins a shell in the container under the cursor, or what else is done in one. Of a pod with several the container is chosen first.
    fn begin_inside(&mut self, change: ChangeCommand, targets: Vec<Target>, effects: &mut Vec<Effect>) {
        let Some(target) = targets.first() else { return };
        let container = match self.panes.focus {
            Pane::Pods if self.panes.pod_open.is_some() => match self.panes.containers.selected() {
                Some(key) => key.name.to_string(),
                None => return self.hint(InsideText::NoContainer),
            },
            Pane::Namespaces | Pane::Workloads | Pane::Pods | Pane::Logs | Pane::Browser => String::new(),
        };
        let running = |c: &&Container| matches!(c.state, ContainerState::Running { .. });
        let several = self.cluster.store.pod(&target.uid).is_some_and(|pod| pod.containers.iter().filter(running).count() > 1);
        if container.is_empty() && several && self.panes.focus == Pane::Pods {
            // The one that was meant, which a mark may have named and not the cursor.
            self.panes.pods.select(target.uid.clone());
            self.look_closer(effects);
            return self.hint(InsideText::ChooseContainer(
                self.keymap.key_or_name(change.into(), Spot { pane: Pane::Pods, row: Row::Pod }),
            ));
        }
        if change == ChangeCommand::CopyFiles {
            return self.open(&Wish::CopyFiles(target.clone(), container), effects);
        }
        let change = if change == ChangeCommand::Attach {
            Change::Attach { container, stdin: false, tty: false }
        } else {
            Change::Shell { container, shells: self.shells.clone() }
        };
        self.look_at_changes(vec![(target.clone(), change)], effects);
    }

    /// Asks what is to be begun beside the containers of a pod, or on a node. The container under the cursor is the first that is offered.
    fn begin_debug(&mut self, target: Target, effects: &mut Vec<Effect>) {
        let pod = self.cluster.store.pod(&target.uid);
        let mut containers: Vec<String> = pod.map_or_else(Vec::new, |pod| {
            let own = pod.containers.iter().filter(|c| c.role == ContainerRole::App);
            own.map(|c| c.name.to_string()).collect()
        });
        if let Some(key) =
            self.panes.containers.selected().filter(|_| self.panes.focus == Pane::Pods && self.panes.pod_open.is_some())
            && let Some(at) = containers.iter().position(|c| **c == *key.name)
        {
            containers.rotate_left(at);
        }
        self.open(&Wish::Debug(target, containers, self.debug_tool.clone()), effects);
    }

    /// Runs a command that was typed, in the pods that are marked, else in the one under the cursor.
    pub(super) fn begin_exec(&mut self, typed: &str, effects: &mut Vec<Effect>) {
        if let Err(why) = self.can(Command::Exec) {
            let text = AskText::Unavailable(Command::Exec.entry().name, why);
            return self.messages.say(self.now, Level::Warn, text);
        }
        let command = match words::split(typed) {
            Ok(words) => words,
            Err(why) => return self.messages.say(self.now, Level::Warn, why),
        };
        let Some(subjects) = self.subjects(ChangeCommand::Exec) else { return };
        let open = self.panes.containers.selected().filter(|_| self.panes.focus == Pane::Pods && self.panes.pod_open.is_some());
        let container = open.map(|key| key.name.to_string()).unwrap_or_default();
        let change = Change::Exec { container, command };
        self.look_at_changes(subjects.into_iter().map(|s| (s.target, change.clone())).collect(), effects);
    }

    fn one_row_at_a_time(&mut self, change: ChangeCommand) {
        let text = AskText::OneRowAtATime(Command::from(change).entry().name, self.keymap.leaves(false));
        self.messages.say(self.now, Level::Warn, text);
    }

    /// Among several that are marked may be some that it is not for.
    fn unfit(&self, change: ChangeCommand, subjects: &[Subject]) -> Option<AskText> {
        if subjects.len() < 2 || self.panes.focus == Pane::Browser {
            return None;
        }
        subjects.iter().filter_map(|s| s.workload.as_ref()).find_map(|w| {
            let situation = Situation { workload: Some(w.kind), ..self.situation() };
            let unfit = |why: Lack| {
                let (name, namespace) = (w.name.clone(), w.namespace.clone());
                AskText::UnfitRow { name, namespace, why }
            };
            situation.check(change.into()).err().map(unfit)
        })
    }

    /// The workloads that these are; what is none that is watched is said.
    fn watched(&mut self, subjects: &[Subject]) -> Option<Vec<Workload>> {
        if let Some(Subject { target, .. }) = subjects.iter().find(|s| s.workload.is_none()) {
            let text = AskText::NotLoaded(Box::new(target.clone()));
            self.messages.say(self.now, Level::Warn, text);
            return None;
        }
        Some(subjects.iter().filter_map(|s| s.workload.clone()).collect())
    }

    fn begin_image(&mut self, subjects: &[Subject], effects: &mut Vec<Effect>) {
        if self.watched(subjects).is_some() {
            self.open(&Wish::Image(subjects.iter().map(|s| s.target.clone()).collect()), effects);
        }
    }

    fn open_scale(&mut self, workloads: &[Workload], effects: &mut Vec<Effect>) {
        // A DaemonSet among the marked has no number to set.
        let targets: Vec<_> = workloads.iter().filter(|w| w.kind.scales()).map(|w| (self.target(w), w.desired)).collect();
        if targets.len() < workloads.len() {
            self.messages.say(self.now, Level::Info, AskText::DaemonSetsSkipped);
        }
        if !targets.is_empty() {
            self.open(&Wish::Scale(targets), effects);
        }
    }

    fn begin_scale(&mut self, subjects: &[Subject], effects: &mut Vec<Effect>) {
        match subjects {
            // The cells say what the server likes: the number that the form begins with is read from /scale.
            [Subject { target, workload: None, .. }] => self.ask_replicas(target.clone(), effects),
            [_, _, ..] if subjects.iter().any(|s| s.workload.is_none()) => {
                self.one_row_at_a_time(ChangeCommand::Scale);
            }
            _ => {
                if let Some(workloads) = self.watched(subjects) {
                    self.open_scale(&workloads, effects);
                }
            }
        }
    }
}

/// CronJobs that start Jobs are to start none; where all of those that are meant are suspended, they start some again. `None` where it is not
/// known of all of them.
fn suspended(subjects: Vec<Subject>) -> Option<Vec<(Target, Change)>> {
    if subjects.iter().any(|s| s.held.is_none()) {
        return None;
    }
    let resume = subjects.iter().all(|s| s.held == Some(true));
    let change = if resume { Change::Unsuspend } else { Change::Suspend };
    Some(subjects.into_iter().filter(|s| s.held == Some(resume)).map(|s| (s.target, change.clone())).collect())
}
