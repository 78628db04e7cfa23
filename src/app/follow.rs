//! Following logs: which streams the target needs now, and the target itself where it follows the cursor.

use super::logs::{LogTarget, SourceInfo};
use super::msg::Effect;
use super::rows::WorkloadKey;
use super::state::State;
use crate::command::Pane;
use crate::model::logs::{LogBody, LogLine, LogSource, LogWish};
use crate::model::pod::{Container, ContainerRole, ContainerState, Pod};

/// How long the cursor must rest before the pane follows it, in milliseconds: passing by opens no streams.
const REST_MS: i64 = 400;

impl State {
    /// Lines have come. Those of a view that was left are dropped.
    pub(super) fn logs_came(&mut self, view: u64, lines: &[LogLine]) {
        if view != self.logs.number {
            return;
        }
        lines.iter().for_each(|line| self.logs.take(line));
        self.logs.refresh();
    }

    /// Follows the logs of what is selected, and goes there.
    pub(super) fn open_logs(&mut self, previous: bool) {
        let Some(target) = self.log_target() else { return };
        self.logs.pinned = true;
        self.logs.candidate = None;
        self.logs.begin(Some(target), previous);
        self.focus = Pane::Logs;
    }

    pub(super) fn toggle_previous(&mut self) {
        let (target, previous) = (self.logs.target.clone(), !self.logs.previous);
        self.logs.begin(target, previous);
    }

    pub(super) fn close_logs(&mut self) {
        self.logs.pinned = false;
        self.logs.candidate = None;
        self.logs.begin(None, false);
        self.logs.namespace = None;
    }

    /// Out of the logs, back to the rows; the pane follows the cursor again.
    pub(super) fn leave_logs(&mut self) {
        self.logs.pinned = false;
        if self.logs.previous {
            let target = self.logs.target.clone();
            self.logs.begin(target, false);
        }
        self.focus = match self.logs.target {
            Some(LogTarget::Workload(_)) | None => Pane::Workloads,
            Some(_) => Pane::Pods,
        };
    }

    /// What the cursor stands on, as a source of logs.
    fn log_target(&self) -> Option<LogTarget> {
        match self.focus {
            Pane::Pods => match (&self.pod_open, self.containers.selected()) {
                (Some(pod), Some(key)) => Some(LogTarget::Container(pod.clone(), key.name.clone())),
                (Some(pod), None) => Some(LogTarget::Pod(pod.clone())),
                (None, _) => self.pods.selected().cloned().map(LogTarget::Pod),
            },
            _ => match self.workloads.selected() {
                Some(WorkloadKey::Workload(uid)) => Some(LogTarget::Workload(uid.clone())),
                _ => None,
            },
        }
    }

    /// Keeps the streams in step with the target's pods, and the target with the cursor where it is not pinned.
    pub(super) fn follow_logs(&mut self, effects: &mut Vec<Effect>) {
        let area = self.layout.pane(Pane::Logs);
        if let Some(a) = area {
            self.logs.area = (a.w.saturating_sub(2), a.h.saturating_sub(2));
        }
        if !self.logs.pinned && self.focus != Pane::Logs {
            self.rest_logs(area.is_some());
        }
        let (wishes, marks) = self.log_wishes();
        for mark in marks {
            self.logs.take(&mark);
        }
        self.logs.refresh();
        if wishes != self.logs.wishes {
            self.logs.wishes.clone_from(&wishes);
            effects.push(Effect::Follow(self.logs.number, wishes));
        }
    }

    fn rest_logs(&mut self, visible: bool) {
        let wanted = if visible { self.log_target() } else { None };
        if wanted == self.logs.target {
            self.logs.candidate = None;
            return;
        }
        let Some(wanted) = wanted else {
            self.logs.candidate = None;
            if !visible {
                self.close_logs();
            }
            return;
        };
        match &self.logs.candidate {
            Some((candidate, at)) if *candidate == wanted => {
                if self.now >= *at {
                    self.logs.candidate = None;
                    self.logs.begin(Some(wanted), false);
                }
            }
            _ => self.logs.candidate = Some((wanted, self.now.plus(REST_MS))),
        }
    }

    /// The streams that the target needs now, and the remarks for containers that were started again.
    fn log_wishes(&mut self) -> (Vec<LogWish>, Vec<LogLine>) {
        let pods: Vec<&Pod> = match &self.logs.target {
            None => return (Vec::new(), Vec::new()),
            Some(LogTarget::Workload(uid)) => {
                let Some(w) = self.store.workload(uid) else { return (self.logs.wishes.clone(), Vec::new()) };
                self.logs.name = w.name.to_string();
                self.logs.namespace = Some(w.namespace.clone());
                self.store.pods_of(w).into_iter().map(|(p, _)| p).collect()
            }
            Some(LogTarget::Pod(uid)) | Some(LogTarget::Container(uid, _)) => {
                let Some(pod) = self.store.pod(uid) else { return (self.logs.wishes.clone(), Vec::new()) };
                self.logs.name = match &self.logs.target {
                    Some(LogTarget::Container(_, name)) => format!("{} / {name}", pod.name),
                    _ => pod.name.to_string(),
                };
                self.logs.namespace = Some(pod.namespace.clone());
                vec![pod]
            }
        };
        let only = match &self.logs.target {
            Some(LogTarget::Container(_, name)) => Some(name.clone()),
            _ => None,
        };
        let mut pods = pods;
        pods.sort_by(|a, b| (a.created, &a.name).cmp(&(b.created, &b.name)));
        let logs = &mut self.logs;
        logs.pods = pods.len();
        let (mut wishes, mut marks) = (Vec::new(), Vec::new());
        for pod in pods {
            for c in pod.containers.iter().filter(|c| only.as_ref().map_or_else(|| followed(c), |name| c.name == *name)) {
                let key = (pod.uid.clone(), c.name.clone());
                let next = logs.sources.len() as u32;
                let (id, seen) = *logs.by_container.entry(key).or_insert_with(|| (next, c.restarts));
                if id == next && logs.sources.len() as u32 == next {
                    let (short, full) = (short_pod(&pod.name), pod.name.to_string());
                    logs.add_source(SourceInfo { pod: short, full, container: c.name.clone() });
                }
                if c.restarts > seen && !logs.previous {
                    logs.by_container.insert((pod.uid.clone(), c.name.clone()), (id, c.restarts));
                    if let Some(last) = &c.last {
                        let nanos = last.finished.map_or(0, |t| t.millis().saturating_mul(1_000_000).saturating_add(999_999_999));
                        let words = format!("{} was started again: it had ended with {}", pod.name, last.words());
                        marks.push(LogLine { source: id, nanos, body: LogBody::Mark(words.into()) });
                    }
                }
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
                    tail: logs.tail,
                    span: logs.span,
                });
            }
        }
        (wishes, marks)
    }
}

/// The containers that are followed without being asked for by name: all but init containers that have done their work.
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
