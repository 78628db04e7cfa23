//! A change whose good end was said, as long as it is on trial.

use crate::model::change::Target;
use crate::model::change::reason::Standing;
use crate::model::workload::Workload;
use crate::model::{Name, Time};

/// How long after a good end it is looked whether it holds, in milliseconds.
pub(super) const TRIAL_MS: i64 = 600_000;

/// A change whose good end was said.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Trial {
    pub(super) target: Target,
    /// The template that it brought.
    pub(super) template: Template,
    /// What was said.
    pub(super) said: Standing,
    /// When.
    pub(super) at: Time,
}

/// Which template a workload has, told apart as far as its kind's status can. Scaling does not change it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Template {
    Revision(u64),
    Hash(Name),
    Generation(i64),
}

impl Template {
    pub(super) fn of(w: &Workload) -> Self {
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
