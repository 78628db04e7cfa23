//! Following logs: which streams the target needs now, and the target itself where it follows the cursor.

use super::logs::{LogTarget, LogsPane, SourceInfo};
use super::messages::Level;
use super::msg::Effect;
use super::rows::{NamespaceKey, WorkloadKey};
use super::state::{State, View};
use super::text::LogsText;
use crate::command::Pane;
use crate::model::logs::{LogLine, LogSelection, LogSource, LogWish, Selected};
use crate::model::pod::{Container, ContainerRole, ContainerState, Pod};
use crate::model::text::clean;
use crate::model::{Name, Uid};
use crate::store::Store;

/// How long the cursor must rest before the pane follows it, in milliseconds: passing by opens no streams.
const DEBOUNCE_MS: i64 = 400;

impl State {
    /// Lines have come. Those of a view that was left are dropped.
    pub(super) fn logs_came(&mut self, view: u64, lines: &[LogLine]) {
        if view != self.panes.logs.number {
            return;
        }
        lines.iter().for_each(|line| self.panes.logs.take(line));
        self.panes.logs.refresh();
    }

    /// Follows the logs of what is selected, and goes there.
    pub(super) fn open_logs(&mut self, previous: bool) {
        if self.panes.focus == Pane::Browser {
            return self.open_browsed_logs(previous);
        }
        let target = match (self.panes.focus, self.panes.namespaces.selected()) {
            (Pane::Namespaces, Some(NamespaceKey::One(name))) => Some(LogTarget::Namespace(name.clone())),
            (Pane::Namespaces, _) => None,
            (Pane::Workloads | Pane::Pods | Pane::Logs | Pane::Browser, _) => self.log_target(),
        };
        match target {
            Some(target) => self.pin_logs(target, previous, false),
            None if self.panes.focus == Pane::Namespaces => {
                self.messages.say(self.now, Level::Info, LogsText::NoOneNamespace);
            }
            None => {}
        }
    }

    /// Follows the logs of the pods that have certain labels, in the namespaces that are in view now, and goes there.
    pub(super) fn open_selected_logs(&mut self, labels: Name) {
        let namespaces = match &self.panes.view {
            View::All => Vec::new(),
            View::These(names) => names.clone(),
        };
        self.pin_logs(LogTarget::Selection(LogSelection { namespaces, labels }), false, false);
    }

    /// Follows logs wherever the cursor goes, and goes there: `across` all tabs, or of the cluster in front alone.
    pub(super) fn pin_logs(&mut self, target: LogTarget, previous: bool, across: bool) {
        self.panes.logs.pinned = true;
        self.panes.logs.candidate = None;
        self.panes.logs_from = None;
        self.panes.logs.begin(Some(target), previous, across);
        self.panes.focus = Pane::Logs;
    }

    pub(super) fn toggle_previous(&mut self) {
        let logs = &mut self.panes.logs;
        logs.begin(logs.target.clone(), !logs.previous, logs.across);
    }

    pub(super) fn close_logs(&mut self) {
        self.panes.logs.pinned = false;
        self.panes.logs.candidate = None;
        self.panes.logs.begin(None, false, false);
        self.panes.logs.namespaces.clear();
    }

    /// Out of the logs, back to the rows; the pane follows the cursor again.
    pub(super) fn leave_logs(&mut self) {
        self.panes.logs.pinned = false;
        if self.panes.logs.previous {
            let logs = &mut self.panes.logs;
            logs.begin(logs.target.clone(), false, logs.across);
        }
        if self.back_to_browser() {
            return;
        }
        self.panes.focus = match self.panes.logs.target {
            Some(LogTarget::Workload(_) | LogTarget::Selection(_)) | None => Pane::Workloads,
            Some(LogTarget::Namespace(_)) => Pane::Namespaces,
            Some(_) => Pane::Pods,
        };
    }

    /// What the cursor stands on, as a source of logs.
    fn log_target(&self) -> Option<LogTarget> {
        match self.panes.focus {
            Pane::Pods => match (&self.panes.pod_open, self.panes.containers.selected()) {
                (Some(pod), Some(key)) => Some(LogTarget::Container(pod.clone(), key.name.clone())),
                (Some(pod), None) => Some(LogTarget::Pod(pod.clone())),
                (None, _) => self.panes.pods.selected().cloned().map(LogTarget::Pod),
            },
            Pane::Namespaces | Pane::Workloads | Pane::Logs | Pane::Browser => match self.panes.workloads.selected() {
                Some(WorkloadKey::Workload(uid)) => Some(LogTarget::Workload(uid.clone())),
                _ => None,
            },
        }
    }

    /// Keeps the streams in step with the target's pods, and the target with the cursor where it is not pinned.
    pub(super) fn follow_logs(&mut self, effects: &mut Vec<Effect>) {
        let area = self.layout.pane(Pane::Logs);
        if let Some(a) = area {
            self.panes.logs.area = (a.w.saturating_sub(2), a.h.saturating_sub(2));
        }
        if !self.panes.logs.pinned && self.panes.focus != Pane::Logs {
            self.rest_logs(area.is_some());
        }
        self.select_pods(effects);
        let wishes = self.log_wishes();
        self.panes.logs.refresh();
        if let Some(wishes) = wishes
            && (wishes != self.panes.logs.wishes || self.panes.logs.followed != self.panes.logs.number)
        {
            self.panes.logs.followed = self.panes.logs.number;
            self.panes.logs.wishes.clone_from(&wishes);
            effects.push(Effect::Follow(self.cluster.session, self.panes.logs.number, wishes));
        }
    }

    fn rest_logs(&mut self, visible: bool) {
        let wanted = if visible { self.log_target() } else { None };
        if wanted == self.panes.logs.target {
            self.panes.logs.candidate = None;
            return;
        }
        let Some(wanted) = wanted else {
            self.panes.logs.candidate = None;
            // Where the filter lets nothing pass, nothing is under the cursor that could be followed.
            if !visible || self.panes.workloads.seeks() && self.panes.focus == Pane::Workloads {
                self.close_logs();
            }
            return;
        };
        match &self.panes.logs.candidate {
            Some((candidate, at)) if *candidate == wanted => {
                if self.now >= *at {
                    self.panes.logs.candidate = None;
                    self.panes.logs.begin(Some(wanted), false, false);
                }
            }
            _ => self.panes.logs.candidate = Some((wanted, self.now.plus(DEBOUNCE_MS))),
        }
    }

    /// The streams that the target needs now; `None` where they are what they were.
    fn log_wishes(&mut self) -> Option<Vec<LogWish>> {
        let from = (self.cluster.store.generation(), self.panes.logs.number);
        if self.panes.logs.built == Some(from) {
            return None;
        }
        self.panes.logs.built = Some(from);
        let logs = &mut self.panes.logs;
        let pods = pods_of(&self.cluster.store, logs)?;
        let (only, whole) = match &logs.target {
            Some(LogTarget::Container(_, name)) => (Some(name.clone()), false),
            target => (None, matches!(target, Some(LogTarget::Pod(_)))),
        };
        logs.pods = pods.len();
        let of = logs.across.then(|| (self.tabs.front() + 1, self.cluster.context.name.clone()));
        Some(wishes_of(logs, &pods, (only, whole), of.as_ref()))
    }

    /// Keeps asked for what the target's labels mean.
    fn select_pods(&mut self, effects: &mut Vec<Effect>) {
        let wanted = match &self.panes.logs.target {
            Some(LogTarget::Selection(selection)) => (self.panes.logs.number, Some(selection.clone())),
            _ => (0, None),
        };
        if wanted != self.panes.logs.selecting {
            self.panes.logs.selecting.clone_from(&wanted);
            effects.push(Effect::Select(self.cluster.session, wanted.0, wanted.1));
        }
    }

    /// What the target's labels mean is known, or why it cannot be.
    pub(super) fn pods_selected(&mut self, view: u64, selected: Selected) {
        if view != self.panes.logs.number {
            return;
        }
        self.panes.logs.built = None;
        match selected {
            Ok(pods) => (self.panes.logs.selected, self.panes.logs.refused) = (Some(pods.into_iter().collect()), None),
            Err(why) if self.panes.logs.refused.as_ref() != Some(&why) => {
                let text = LogsText::Selection(self.panes.logs.name.clone(), why.clone());
                self.messages.say(self.now, Level::Warn, text);
                self.panes.logs.refused = Some(why);
            }
            Err(_) => {}
        }
    }
}

/// The pods that the target means now, and its name and namespaces; `None` where it has gone: what was wished stays.
fn pods_of<'a>(store: &'a Store, logs: &mut LogsPane) -> Option<Vec<&'a Pod>> {
    let mut pods: Vec<&'a Pod> = match &logs.target {
        None => Vec::new(),
        Some(LogTarget::Workload(uid)) => {
            let w = store.workload(uid)?;
            (logs.name, logs.namespaces) = (w.name.to_string(), vec![w.namespace.clone()]);
            store.pods_of(w).into_iter().map(|(p, _)| p).collect()
        }
        Some(target @ (LogTarget::Pod(uid) | LogTarget::Container(uid, _))) => {
            let pod = store.pod(uid)?;
            logs.name = match target {
                LogTarget::Container(_, name) => format!("{} / {name}", pod.name),
                _ => pod.name.to_string(),
            };
            logs.namespaces = vec![pod.namespace.clone()];
            vec![pod]
        }
        Some(LogTarget::Namespace(name)) => {
            (logs.name, logs.namespaces) = (name.to_string(), vec![name.clone()]);
            store.pods().filter(|p| p.namespace == *name).collect()
        }
        Some(LogTarget::Selection(selection)) => {
            logs.name = clean(&selection.labels).into_owned();
            logs.namespaces.clone_from(&selection.namespaces);
            let chosen = |p: &&Pod| logs.selected.as_ref().is_some_and(|s| s.contains(&p.uid));
            store.pods().filter(chosen).collect()
        }
    };
    pods.sort_by(|a, b| (a.created, &a.namespace, &a.name).cmp(&(b.created, &b.namespace, &b.name)));
    Some(pods)
}

/// The streams of some pods: of one container alone, or also of those that have ended. Where several clusters are followed, `of` is whose they
/// are: the number of its tab and its context.
pub(super) fn wishes_of(
    logs: &mut LogsPane,
    pods: &[&Pod],
    (only, whole): (Option<Name>, bool),
    of: Option<&(usize, Name)>,
) -> Vec<LogWish> {
    let mut wishes = Vec::new();
    for pod in pods {
        for c in &pod.containers {
            // Of clusters that were made of one backup the UIDs are the same.
            let whose = |(_, context): &(usize, Name)| Uid::new(&format!("{context}/{}", pod.uid));
            let key = (of.map_or_else(|| pod.uid.clone(), whose), c.name.clone());
            let known = logs.by_container.get(&key).copied();
            let wanted = match &only {
                Some(name) => c.name == *name,
                // What was followed once is read to its end.
                None => known.is_some() || followed(c) || whole && matches!(c.state, ContainerState::Terminated(_)),
            };
            if !wanted {
                continue;
            }
            let id = known.unwrap_or_else(|| {
                let (short, full) = (short_pod(&pod.name), pod.name.to_string());
                let (short, full) = match of {
                    Some((tab, context)) => (format!("{tab}:{short}"), format!("{context}/{full}")),
                    None => (short, full),
                };
                logs.add_source(SourceInfo { pod: short, full, container: c.name.clone() })
            });
            logs.by_container.insert(key, id);
            let ended = match &c.state {
                _ if logs.previous => c.last.as_ref(),
                ContainerState::Terminated(ended) => Some(ended),
                _ => None,
            };
            let running =
                matches!(c.state, ContainerState::Running { .. } | ContainerState::Waiting { .. } | ContainerState::Unknown);
            wishes.push(LogWish {
                source: LogSource {
                    id,
                    namespace: pod.namespace.clone(),
                    pod: (&*pod.name).into(),
                    uid: pod.uid.clone(),
                    container: c.name.clone(),
                },
                incarnation: c.restarts,
                previous: logs.previous,
                running,
                ended: ended.map(|e| e.how(None)),
                tail: logs.tail,
                span: logs.span,
            });
        }
    }
    wishes
}

/// The containers that are followed without being confirmation by name: all but init containers that have done their work.
fn followed(c: &Container) -> bool {
    match (c.role, &c.state) {
        (ContainerRole::App | ContainerRole::Sidecar | ContainerRole::Ephemeral, _) => true,
        (ContainerRole::Init, ContainerState::Running { .. }) => true,
        (ContainerRole::Init, ContainerState::Terminated(ended)) => ended.exit_code != 0,
        (ContainerRole::Init, ContainerState::Waiting { .. }) => c.restarts > 0,
        (ContainerRole::Init, ContainerState::Unknown) => false,
    }
}

/// What tells the pods of a workload apart: the last part of the name, and for an ordinal the whole.
fn short_pod(name: &str) -> String {
    match name.rsplit_once('-') {
        Some((_, last)) if !last.bytes().all(|b| b.is_ascii_digit()) => last.to_owned(),
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::short_pod;

    #[test]
    fn prefixes_tell_pods_apart() {
        assert_eq!(short_pod("device-service-7958547fdc-2zbrs"), "2zbrs");
        assert_eq!(short_pod("nacos-0"), "nacos-0");
        assert_eq!(short_pod("single"), "single");
    }
}
