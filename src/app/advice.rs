//! What offers itself offers the key: one line about the selected workload.

use super::soaks::halfway;
use super::state::State;
use super::text::{AdviceText, Back, Older, Wrong};
use crate::command::{Command, Lack};
use crate::model::health::{Cause, Sick};
use crate::model::reason::Why;
use crate::model::workload_health::State as Health;
use crate::model::{WorkloadKind, human_duration};

impl State {
    /// A word about the selected workload where something can be done: `rev 8 stuck 40 s: ErrImagePull; rev 7 still serves 3/3; b to go back`.
    pub fn advice(&self) -> Option<AdviceText> {
        let w = self.workload()?;
        let health = self.panes.rows.survey.health.get(&w.uid)?;
        let sick = health.sick.as_ref();
        // Whoever left it so, in this run or in another: it waits for somebody.
        if halfway(w) && !matches!(health.state, Health::Stuck | Health::Failed | Health::BadRelease) {
            let keys = [Command::Track, Command::RollBack].map(|c| self.keymap.hint(c));
            let [compare, back] = keys;
            return Some(AdviceText::Halfway(w.name.clone(), w.updated, w.replicas, compare, back));
        }
        if !matches!(health.state, Health::Stuck | Health::Failed | Health::BadRelease) {
            return None;
        }
        let (name, state) = (w.name.clone(), health.state);
        let since = health.since.map(|t| t.age(self.time()));
        if !w.kind.rolls() {
            let (why, logs) = (health.why.clone(), self.keymap.hint(Command::Logs));
            return Some(AdviceText::Failed { kind: w.kind, name, ago: since, why, logs });
        }
        let back = match self.available_for_workload(Command::RollBack) {
            Ok(()) => Back::By(self.keymap.hint(Command::RollBack)),
            Err(why) => Back::Not(why),
        };
        let wrong = |s: &Sick, other: Why| match s.cause {
            Cause::Crash => Wrong::Crash(s.detail.clone()),
            Cause::OutOfMemory
            | Cause::Image
            | Cause::Config
            | Cause::Unready
            | Cause::Unschedulable
            | Cause::Failed
            | Cause::Slow => Wrong::Other(other),
        };
        if let (Some(blame), Some(sick)) = (&health.blame, sick) {
            let came = blame.came.age(self.time());
            let before = blame.predecessor().map(|(number, served)| (number, human_duration(served)));
            let wrong = wrong(sick, sick.why());
            return Some(AdviceText::Blamed { name, revision: blame.number, came, wrong, before, back });
        }
        let wrong = sick.map_or_else(|| Wrong::Other(health.why.clone()), |s| wrong(s, s.word.clone()));
        if w.kind != WorkloadKind::Deployment {
            return Some(AdviceText::Other { name, state, since, wrong, back });
        }
        let newest = self.cluster.store.newest_replicaset(w);
        let serving = self
            .cluster
            .store
            .replicasets_of(&w.uid)
            .filter(|r| r.ready > 0 && newest.is_none_or(|n| n.uid != r.uid))
            .max_by_key(|r| r.revision);
        let older = match serving {
            Some(old) => Older::Serves(old.revision, old.ready, w.desired),
            None if w.revision > 1 => Older::Idle,
            None => Older::None,
        };
        Some(AdviceText::Deployment { revision: w.revision, state, since, wrong, older, back })
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
