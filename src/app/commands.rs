//! What each command does.

use super::messages::Level;
use super::modes::Mode;
use super::modes::picker::What;
use super::msg::{Effect, Fetch, ObjectRef, Remembered};
use super::rows::{ContainerKey, NamespaceKey, SortBy, WorkloadKey};
use super::state::{State, View};
use crate::command::{Command, Group, Pane, Situation};
use crate::model::feed::LinkState;
use crate::model::pod::Pod;
use crate::model::workload::Workload;
use crate::model::{Kind, WorkloadKind};

/// The namespaces of the keys 1 to 9: favourites first, then recent ones.
pub fn numbered(memory: &Remembered) -> Vec<String> {
    let recent = memory.recent.iter().filter(|r| !memory.favourites.contains(r));
    memory.favourites.iter().chain(recent).take(9).cloned().collect()
}

impl State {
    /// What availability depends on, now.
    pub fn situation(&self) -> Situation {
        let subject = self.subject_workload();
        let pod = self.subject_pod();
        let namespace = subject.map(|w| &w.namespace).or(pod.map(|p| &p.namespace));
        Situation {
            pane: self.focus,
            readonly: self.readonly,
            workload: subject.map(|w| w.kind),
            pod: pod.is_some(),
            rights: namespace.and_then(|ns| self.rights.get(ns)).cloned().unwrap_or_default(),
            offline: matches!(self.store.link(), LinkState::Down { .. }),
            browsed: self.browsed_kind(),
            drains: self.drain_under_way().is_some(),
        }
    }

    /// The workload that a command is for: the selected one; in the pods pane that of the selected pod.
    pub fn subject_workload(&self) -> Option<&Workload> {
        match self.focus {
            Pane::Pods => self.store.workload_of(self.subject_pod()?),
            Pane::Workloads => self.workload(),
            Pane::Namespaces | Pane::Logs | Pane::Browser => None,
        }
    }

    /// The pod that a command is for, in the pods pane.
    pub fn subject_pod(&self) -> Option<&Pod> {
        if self.focus != Pane::Pods {
            return None;
        }
        self.pod_open.as_ref().or_else(|| self.pods.selected()).and_then(|uid| self.store.pod(uid))
    }

    /// Whether what is selected now is what the user saw when the key was pressed.
    pub(super) fn as_shown(&self) -> bool {
        match self.focus {
            Pane::Workloads => self.shown.workload.as_ref() == self.workloads.selected(),
            Pane::Pods if self.pod_open.is_some() => self.shown.container.as_ref() == self.containers.selected(),
            Pane::Pods => self.shown.pod.as_ref() == self.pods.selected(),
            Pane::Browser => self.shown.row.as_ref() == self.browse.as_ref().and_then(|b| b.list.selected()),
            Pane::Namespaces | Pane::Logs => true,
        }
    }

    /// Whether what is selected is what the user saw; says so where it is not. Keys that act on an object act on that one or on none.
    pub(super) fn seen(&mut self) -> bool {
        let seen = self.as_shown();
        if !seen {
            let words = "The rows moved under the cursor; nothing was done. Look, then press again";
            self.messages.say(self.now, Level::Warn, words);
        }
        seen
    }

    pub(super) fn run(&mut self, command: Command, effects: &mut Vec<Effect>) {
        if is_for_object(command) && !self.seen() {
            return;
        }
        if self.focus == Pane::Browser && self.browse_command(command, effects) {
            return;
        }
        let rows = self.layout.rows(self.focus).max(1) as isize;
        if command.changes() {
            return self.begin_change(command, effects);
        }
        if command.entry().group == Group::Logs {
            return self.logs_command(command);
        }
        match command {
            Command::Down => self.step(1),
            Command::Up => self.step(-1),
            Command::PageDown | Command::PageUp if self.focus == Pane::Logs => self.logs.page(command == Command::PageDown),
            Command::PageDown => self.step(rows),
            Command::PageUp => self.step(-rows),
            Command::Top => self.edge(true),
            Command::Bottom => self.edge(false),
            Command::FocusNext => self.move_focus(1),
            Command::FocusPrevious => self.move_focus(3),
            Command::Zoom => self.zoom = !self.zoom,
            Command::Open => self.open(effects),
            Command::Back => {
                self.back();
            }
            Command::Quit => self.back_or_quit(effects),
            Command::Namespace => self.pick(What::Namespace),
            Command::AllNamespaces => self.look_at(View::All, effects),
            Command::Context => {
                self.pick(What::Context);
                effects.push(Effect::Contexts);
            }
            Command::Palette => self.pick(What::Command),
            Command::Browse => self.pick(What::Kind),
            Command::Stop => self.stop_drain(effects),
            Command::Filter => {
                let text = self.filter_text(self.focus).to_owned();
                self.mode = Mode::Filter { pane: self.focus, field: super::field::Field::new(text.clone()), before: text };
            }
            Command::Unwell => self.unwell_only = !self.unwell_only,
            Command::Wide => self.wide = !self.wide,
            Command::AllPods => {
                self.all_pods = !self.all_pods;
                self.pod_open = None;
                self.pods.reset();
                self.built = None;
            }
            Command::Sort => self.sort(),
            Command::Favourite => self.toggle_favourite(effects),
            Command::Copy => self.copy(effects),
            Command::Yaml => self.fetch(false, effects),
            Command::Describe => self.fetch(true, effects),
            Command::Events => self.open_events(effects),
            Command::Track => self.open_tracker(),
            Command::Logs => self.open_logs(false),
            Command::Previous if self.focus == Pane::Logs => self.toggle_previous(),
            Command::Previous => self.open_logs(true),
            Command::Messages => self.open_messages(),
            Command::Journal => self.open_fetch("Journal, newest first".into(), Fetch::Journal, effects),
            Command::Reconnect => {
                self.messages.say(self.now, Level::Info, "Reconnecting");
                self.reviewed.clear();
                self.forget_kinds();
                effects.push(Effect::Reconnect);
            }
            Command::SignIn => effects.push(Effect::SignIn),
            Command::Redraw => effects.push(Effect::Redraw),
            Command::Help => self.open_help(),
            Command::Suspend => effects.push(Effect::Suspend),
            Command::Mark => self.mark(),
            // Changes, the browser's and the logs' own, which are told apart above.
            _ => {}
        }
    }

    fn edge(&mut self, top: bool) {
        macro_rules! go {
            ($list:expr) => {
                if top { $list.top() } else { $list.bottom() }
            };
        }
        match self.focus {
            Pane::Namespaces => {
                go!(self.namespaces);
                self.view_under_cursor();
            }
            Pane::Workloads => {
                go!(self.workloads);
                self.left_workload();
            }
            Pane::Pods if self.pod_open.is_some() => go!(self.containers),
            Pane::Pods => go!(self.pods),
            Pane::Logs => self.logs.edge(top),
            Pane::Browser => self.browse_list(|list| go!(list)),
        }
    }

    fn move_focus(&mut self, by: usize) {
        self.focus = Pane::ALL[(self.focus as usize + by) % Pane::ALL.len()];
    }

    /// Looks closer: namespace → workloads → pods → containers → logs.
    fn open(&mut self, effects: &mut Vec<Effect>) {
        match self.focus {
            Pane::Namespaces => {
                let view = self.view.clone();
                self.look_at(view, effects);
            }
            Pane::Workloads => {
                if let Some(cron) = self.workload().filter(|w| w.kind == WorkloadKind::CronJob) {
                    self.cron_open = Some(cron.uid.clone());
                    self.set_filter(Pane::Workloads, String::new());
                    self.workloads.reset();
                    self.left_workload();
                    return;
                }
                self.workloads.hold();
                self.focus = Pane::Pods;
            }
            Pane::Pods if self.pod_open.is_some() => self.open_logs(false),
            Pane::Pods => {
                if let Some(uid) = self.pods.selected().cloned() {
                    self.pods.hold();
                    self.pod_open = Some(uid);
                    self.containers.reset();
                    self.built = None;
                }
            }
            Pane::Logs => self.open_line(),
            Pane::Browser => self.fetch(true, effects),
        }
    }

    /// Back, one step at a time; `true` where there was a step.
    fn back(&mut self) -> bool {
        if self.dismiss_rollouts() || self.messages.current().is_some() {
            self.messages.dismiss();
            return true;
        }
        if self.focus == Pane::Logs && self.logs.leave_digest() {
            return true;
        }
        if self.focus == Pane::Browser {
            self.back_in_browser();
        } else if self.zoom {
            self.zoom = false;
        } else if self.focus == Pane::Workloads && self.workloads.unmark() || self.focus == Pane::Pods && self.pods.unmark() {
            // The marks are gone.
        } else if !self.filter_text(self.focus).is_empty() {
            self.set_filter(self.focus, String::new());
        } else if self.focus == Pane::Workloads && self.cron_open.is_some() {
            if let Some(cron) = self.cron_open.take() {
                self.workloads.select(WorkloadKey::Workload(cron));
                self.left_workload();
            }
        } else if self.focus == Pane::Logs && self.logs.drop_floor() {
            return true;
        } else if self.focus == Pane::Logs {
            self.leave_logs();
        } else if self.focus == Pane::Pods && self.pod_open.is_some() {
            self.pod_open = None;
        } else if self.unwell_only {
            self.unwell_only = false;
        } else if matches!(self.focus, Pane::Pods | Pane::Namespaces) {
            self.focus = Pane::Workloads;
        } else {
            return false;
        }
        true
    }

    fn back_or_quit(&mut self, effects: &mut Vec<Effect>) {
        if self.changes.unanswered() > 0 && !self.quitting {
            self.quitting = true;
            self.messages.say(self.now, Level::Warn, "a change is still waiting for its answer: q again quits all the same");
            return;
        }
        if self.quitting || !self.back() {
            effects.push(Effect::Quit);
        }
    }

    fn sort(&mut self) {
        match self.focus {
            Pane::Workloads => {
                self.sorting.workloads = match self.sorting.workloads {
                    SortBy::Health => SortBy::Name,
                    SortBy::Name => SortBy::Age,
                    SortBy::Age | SortBy::Restarts => SortBy::Health,
                }
            }
            Pane::Pods => {
                self.sorting.pods = match self.sorting.pods {
                    SortBy::Health => SortBy::Name,
                    SortBy::Name => SortBy::Age,
                    SortBy::Age => SortBy::Restarts,
                    SortBy::Restarts => SortBy::Health,
                }
            }
            Pane::Browser => self.sort_browse(),
            Pane::Namespaces | Pane::Logs => {}
        }
    }

    fn toggle_favourite(&mut self, effects: &mut Vec<Effect>) {
        let name = match (self.focus, self.namespaces.selected(), &self.view) {
            (Pane::Namespaces, Some(NamespaceKey::One(name)), _) => name.clone(),
            (_, _, View::These(names)) if names.len() == 1 => names[0].clone(),
            _ => {
                self.messages.say(self.now, Level::Info, "Show one namespace to make it a favourite");
                return;
            }
        };
        let memory = self.remembered.entry(self.context.name.clone()).or_default();
        let words = if memory.favourites.iter().any(|f| **f == *name) {
            memory.favourites.retain(|f| **f != *name);
            "no longer a favourite"
        } else {
            memory.favourites.push(name.to_string());
            "a favourite"
        };
        self.messages.say(self.now, Level::Info, format!("{name} is {words}"));
        effects.push(Effect::Remember(self.context.name.clone(), memory.clone()));
    }

    fn copy(&mut self, effects: &mut Vec<Effect>) {
        let text = match self.focus {
            Pane::Namespaces => {
                self.namespaces.selected().and_then(|k| if let NamespaceKey::One(n) = k { Some(n.to_string()) } else { None })
            }
            Pane::Workloads => self.workload().map(|w| w.name.to_string()),
            Pane::Pods => match (&self.pod_open, self.containers.selected()) {
                (Some(_), Some(ContainerKey { name, .. })) => Some(name.to_string()),
                _ => self.pods.selected().and_then(|uid| self.store.pod(uid)).map(|p| p.name.to_string()),
            },
            Pane::Logs => self.logs.copy_text(),
            Pane::Browser => self.browse.as_ref().and_then(|b| b.selected()).map(|r| r.name.to_string()),
        };
        match text {
            Some(text) => effects.push(Effect::Copy(text)),
            None => self.messages.say(self.now, Level::Info, "Nothing to copy is selected"),
        }
    }

    pub(super) fn fetch(&mut self, describe: bool, effects: &mut Vec<Effect>) {
        let Some(object) = self.object() else {
            self.messages.say(self.now, Level::Info, "No object is selected");
            return;
        };
        let title = format!(
            "{} {}{} {}",
            if describe { "Describe" } else { "YAML of" },
            object.namespace,
            if object.namespace.is_empty() { "" } else { " /" },
            object.name
        );
        let fetch = if describe { Fetch::Describe(object) } else { Fetch::Yaml(object) };
        self.open_fetch(title, fetch, effects);
    }

    /// The events of a workload with its ReplicaSets and pods, or of a pod.
    fn open_events(&mut self, effects: &mut Vec<Effect>) {
        let Some(object) = self.object().filter(|o| !o.namespace.is_empty()) else {
            self.messages.say(self.now, Level::Info, "no workload or pod is selected");
            return;
        };
        let mut uids = vec![object.uid.clone()];
        if let Some(w) = self.store.workload(&object.uid) {
            uids.extend(self.store.replicasets_of(&w.uid).map(|r| r.uid.clone()));
            uids.extend(self.store.jobs_of(&w.uid).map(|j| j.uid.clone()));
            uids.extend(self.store.pods_of(w).into_iter().map(|(p, _)| p.uid.clone()));
        }
        self.open_fetch(
            format!("Events of {} / {}", object.namespace, object.name),
            Fetch::Events(object.namespace, uids),
            effects,
        );
    }

    /// The object under the cursor of the focused pane.
    fn object(&self) -> Option<ObjectRef> {
        match self.focus {
            Pane::Namespaces => {
                let Some(NamespaceKey::One(name)) = self.namespaces.selected() else { return None };
                let ns = self.store.namespaces().find(|n| n.name == *name)?;
                Some(ObjectRef {
                    resource: Kind::Namespace.into(),
                    namespace: "".into(),
                    name: ns.name.clone(),
                    uid: ns.uid.clone(),
                })
            }
            Pane::Workloads => {
                let w = self.workload()?;
                Some(ObjectRef { resource: w.resource(), namespace: w.namespace.clone(), name: w.name.clone(), uid: w.uid.clone() })
            }
            Pane::Pods => {
                let p = self.subject_pod()?;
                Some(ObjectRef {
                    resource: Kind::Pod.into(),
                    namespace: p.namespace.clone(),
                    name: (&*p.name).into(),
                    uid: p.uid.clone(),
                })
            }
            Pane::Browser => self.browsed_object(),
            Pane::Logs => None,
        }
    }

    /// The title's word for the pods pane: whose pods they are.
    pub fn pods_of_words(&self) -> String {
        match (self.all_pods, self.workloads.held()) {
            (false, Some(WorkloadKey::Workload(uid))) => {
                self.store.workload(uid).map(|w| format!("of {}", w.name)).unwrap_or_else(|| "of a deleted workload".into())
            }
            (false, Some(WorkloadKey::Standalone(namespace))) => format!("standing alone in {namespace}"),
            _ => format!("in {}", self.view.words()),
        }
    }
}

/// Whether a command looks closer at the object under the cursor, or takes note of it.
const fn is_for_object(command: Command) -> bool {
    use Command as C;
    matches!(command, C::Open | C::Copy | C::Yaml | C::Describe | C::Events | C::Track | C::Logs | C::Previous | C::Mark)
}
