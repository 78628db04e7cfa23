//! What offers itself offers the key: one line about the selected workload.

use super::state::State;
use crate::command::{Command, Lack};
use crate::model::WorkloadKind;
use crate::model::health::Cause;
use crate::model::workload_health::State as Health;

impl State {
    /// A word about the selected workload where something can be done: `rev 8 stuck 40 s: ErrImagePull; rev 7 still serves 3/3; b to go back`.
    pub fn advice(&self) -> Option<String> {
        let w = self.workload()?;
        let health = self.rows.survey.health.get(&w.uid)?;
        let sick = health.sick.as_ref();
        if !matches!(health.state, Health::Stuck | Health::Failed | Health::BadRelease) {
            return None;
        }
        if !w.kind.rolls() {
            let logs = self.keymap.hint(Command::Logs);
            let since = health.since.map(|t| format!(" {} ago", t.age(self.time()))).unwrap_or_default();
            let offer = if logs.is_empty() { String::new() } else { format!("; {logs} for its logs") };
            return Some(format!("{} {} failed{since}: {}{offer}", w.kind, w.name, health.words));
        }
        let trouble = sick.map_or_else(
            || health.words.clone(),
            |s| match s.cause {
                Cause::Crash => format!("pods crash ({})", s.detail),
                _ => s.word.to_string(),
            },
        );
        let since = health.since.map(|t| format!(" {}", t.age(self.time()))).unwrap_or_default();
        let key = self.keymap.hint(Command::RollBack);
        let offer = match self.available_for_workload(Command::RollBack) {
            Ok(()) if key.is_empty() => String::new(),
            Ok(()) => format!(" {key} to go back"),
            Err(why) => format!(" Going back is not possible: {why}"),
        };
        if let (Some(blame), Some(sick)) = (&health.blame, sick) {
            let who = blame.revision().unwrap_or_else(|| format!("{}'s new template", w.name));
            let what = match sick.cause {
                Cause::Crash => format!("its pods crash: {}", sick.detail),
                _ => sick.words(),
            };
            let came = blame.came.age(self.time());
            return Some(format!("{who} came {came} ago, {what}{}.{offer}", blame.predecessor()));
        }
        // The word that stands in its row.
        let state = health.state.word().to_lowercase();
        if w.kind != WorkloadKind::Deployment {
            return Some(format!("{} {state}{since}: {trouble}.{offer}", w.name));
        }
        let newest = self.cluster.store.newest_replicaset(w);
        let serving = self
            .cluster
            .store
            .replicasets_of(&w.uid)
            .filter(|r| r.ready > 0 && newest.is_none_or(|n| n.uid != r.uid))
            .max_by_key(|r| r.revision);
        match serving {
            Some(old) => Some(format!(
                "rev {} {state}{since}: {trouble}; rev {} still serves {}/{}.{offer}",
                w.revision, old.revision, old.ready, w.desired
            )),
            None if w.revision > 1 => Some(format!("rev {} {state}{since}: {trouble}; nothing older serves.{offer}", w.revision)),
            None => Some(format!("rev {} {state}{since}: {trouble}; there is no earlier revision", w.revision)),
        }
    }

    /// Whether a command is available for the selected workload, whatever pane has the focus, and why not.
    fn available_for_workload(&self, command: Command) -> Result<(), Lack> {
        let mut situation = self.situation();
        if let Some(w) = self.workload() {
            situation.workload = Some(w.kind);
            situation.rights = self.cluster.rights.get(&w.namespace).cloned().unwrap_or_default();
        }
        situation.check(command)
    }
}
