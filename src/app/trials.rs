//! What was said of a change that came to its good end is taken back where its pods get unwell within the next minutes: a release without
//! a readiness probe is ready before it crashes.

use super::changes::{Phase, Rollout};
use super::messages::Level;
use super::state::State;
use super::text::{ChangeText, Text};
use crate::command::Command;
use crate::model::change::Target;
use crate::model::change::reason::Standing;
use crate::model::health::Mood;
use crate::model::release::speaks;
use crate::model::workload::Workload;
use crate::model::{Name, Time, human_duration};

/// How long after a good end it is looked whether it holds, in milliseconds.
pub(super) const TRIAL_MS: i64 = 600_000;

/// A change whose good end was said.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Trial {
    target: Target,
    /// The template that it brought.
    template: Template,
    /// What was said.
    said: Standing,
    /// When.
    at: Time,
}

/// Which template a workload has, told apart as far as its kind's status can. Scaling does not change it.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Template {
    Revision(u64),
    Hash(Name),
    Generation(i64),
}

impl Template {
    fn of(w: &Workload) -> Self {
        match &w.update_hash {
            _ if w.revision > 0 => Self::Revision(w.revision),
            Some(hash) => Self::Hash(hash.clone()),
            None => Self::Generation(w.generation),
        }
    }
}

impl Trial {
    pub(super) fn begin(target: Target, w: &Workload, said: Standing, now: Time) -> Self {
        Self { target, template: Template::of(w), said, at: now }
    }

    /// Whose.
    pub(super) const fn target(&self) -> &Target {
        &self.target
    }
}

impl State {
    /// Looks whether what was said still holds.
    pub(super) fn judge_trials(&mut self) {
        let now = self.now;
        let mut fallen = Vec::new();
        for trial in std::mem::take(&mut self.changes.trials) {
            if now.since(trial.at) > TRIAL_MS {
                continue;
            }
            let w = self.cluster.store.workload(&trial.target.uid).filter(|_| trial.target.context == self.cluster.context.name);
            let Some(w) = w else {
                self.changes.trials.push(trial);
                continue;
            };
            // Somebody has changed it since: that is another story.
            if Template::of(w) != trial.template {
                continue;
            }
            let health = self.cluster.store.health(w, self.time());
            let unwell = health.state.mood() == Mood::Unwell && health.sick.as_ref().is_some_and(|s| speaks(s.cause));
            if unwell { fallen.push((trial, health.words)) } else { self.changes.trials.push(trial) }
        }
        for (trial, words) in fallen {
            let Trial { target, said, at, .. } = trial;
            for rollout in &mut self.changes.rollouts {
                let Rollout { intent, phase, .. } = rollout;
                if intent.target == target && matches!(phase, Phase::Done(_)) {
                    *phase = Phase::Failed(Text::ready(words.clone()));
                }
            }
            let key = self.keymap.hint(Command::RollBack);
            let after = human_duration(now.since(at));
            // What served before is said where the workload is looked at: here the key must be seen.
            let cause = words.split("; ").next().unwrap_or_default();
            let (name, namespace) = (target.name.clone(), target.namespace.clone());
            let text = ChangeText::HeldFor { name, namespace, cause: Text::ready(cause).into(), key, said, after };
            self.messages.say_about(now, Level::Warn, text, &target);
        }
    }
}
