//! What the demo cluster holds when it begins, and what happens in it afterwards.

mod crowd;
mod helm;
mod nodes;
mod platform;
mod release;
pub mod script;
mod seed;

use super::Options;
use super::control::{Task, World, autoscale};
use crate::model::time::Time;
use std::fmt;
use std::str::FromStr;

/// What happens in a demo cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scenario {
    /// A quiet day: all is well but for a pod that restarted some hours ago, and what pods use stays as it is.
    Calm,
    /// Things are broken, and more break one after another.
    #[default]
    Incident,
    /// Releases all the time; now and then a bad one that is rolled back.
    Rollout,
    /// Hundreds of changes a second.
    Storm,
    /// A quiet day on which releases go from environment to environment: the newest ones are in development, and not all are good.
    Release,
}

impl Scenario {
    /// All of them, in the order of their names in help texts.
    pub const ALL: [Scenario; 5] = [Scenario::Calm, Scenario::Incident, Scenario::Rollout, Scenario::Storm, Scenario::Release];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Scenario::Calm => "calm",
            Scenario::Incident => "incident",
            Scenario::Rollout => "rollout",
            Scenario::Storm => "storm",
            Scenario::Release => "release",
        }
    }
}

impl fmt::Display for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A name that no scenario has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no scenario is called {0:?}; there are calm, incident, rollout, storm and release")]
pub struct UnknownScenario(String);

impl FromStr for Scenario {
    type Err = UnknownScenario;

    fn from_str(text: &str) -> Result<Self, UnknownScenario> {
        Self::ALL.into_iter().find(|s| s.name() == text).ok_or_else(|| UnknownScenario(text.to_owned()))
    }
}

/// Fills the cluster, and plays its past through up to `now`.
pub(super) fn begin(w: &mut World, options: &Options, now: Time) {
    nodes::make(w, now, 3);
    w.steady = match options.scenario {
        Scenario::Calm => Some(now),
        // The same in each run, so that whoever compares two releases sees the same of them.
        Scenario::Release => Some(Time::from_secs(0)),
        Scenario::Incident | Scenario::Rollout | Scenario::Storm => None,
    };
    platform::make(w, options.scenario, now);
    if options.scenario != Scenario::Release {
        helm::make(w, now);
    }
    let pods = options.pods.or((options.scenario == Scenario::Storm).then_some(600)).unwrap_or(0);
    crowd::make(w, pods, now);
    // What went wrong before the first request went wrong under the same controllers.
    w.store.now = now.plus(-script::PAST_MS);
    script::past(w, options.scenario, now);
    w.run(now);
    script::start(w, options.scenario, now);
    w.after(60_000, Task::Prune);
    w.after(autoscale::EVERY_MS, Task::Autoscale);
    w.store.sweep(true);
}
