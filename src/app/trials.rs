//! What was said of a change that came to its good end is taken back where its pods get unwell within the next minutes: a release without
//! a readiness probe is ready before it crashes.

use super::left::of_context;
use super::messages::Level;
use super::rollouts::{Phase, Rollout};
use super::state::State;
use super::text::ChangeText;
use super::trial::{TRIAL_MS, Template, Trial};
use crate::command::Command;
use crate::model::health::Mood;
use crate::model::human_duration;
use crate::model::release::speaks;

impl State {
    /// Looks whether what was said still holds.
    pub(super) fn judge_trials(&mut self) {
        let now = self.now;
        let mut fallen = Vec::new();
        for trial in std::mem::take(&mut self.changes.trials) {
            if now.since(trial.at) > TRIAL_MS {
                continue;
            }
            let cluster = of_context(&self.cluster, &self.left, &trial.target.context);
            let found = cluster.and_then(|cluster| Some((cluster, cluster.store.workload(&trial.target.uid)?)));
            let Some((cluster, w)) = found else {
                self.changes.trials.push(trial);
                continue;
            };
            // Somebody has changed it since: that is another story.
            if Template::of(w) != trial.template {
                continue;
            }
            let health = cluster.store.health(w, cluster.time(now));
            let unwell = health.state.mood() == Mood::Unwell && health.sick.as_ref().is_some_and(|s| speaks(s.cause));
            if unwell { fallen.push((trial, health.why)) } else { self.changes.trials.push(trial) }
        }
        for (trial, why) in fallen {
            let Trial { target, said, at, .. } = trial;
            for rollout in &mut self.changes.rollouts {
                let Rollout { intent, phase, .. } = rollout;
                if intent.target == target && matches!(phase, Phase::Done(_)) {
                    *phase = Phase::Failed(why.clone().into());
                }
            }
            let key = self.keymap.hint(Command::RollBack);
            let after = human_duration(now.since(at));
            // What served before is said where the workload is looked at: here the key must be seen.
            let cause = why.cause().into();
            let (name, namespace) = (target.name.clone(), target.namespace.clone());
            let text = ChangeText::HeldFor { name, namespace, cause, key, said, after };
            self.say_in(&target.context, Level::Warn, text, Some(&target));
        }
    }
}
