//! Where a process runs: the facts of its container.

use crate::demo::clock::Clock;
use crate::demo::fs::Files;
use crate::model::time::Time;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A container, as the processes in it see it.
#[derive(Debug)]
pub struct Site {
    /// The pod's name.
    pub pod: String,
    /// The container.
    pub container: String,
    /// The image's tag.
    pub version: String,
    /// What the main process is called.
    pub main: String,
    /// Variables.
    pub env: Vec<(String, String)>,
    /// The folder in which processes start.
    pub dir: String,
    /// Programs by their paths.
    pub programs: Vec<String>,
    /// Whether what is not there is told as bash tells it.
    pub bash: bool,
    /// When it started.
    pub started: Time,
    /// What figures that are made up follow from.
    pub seed: u64,
    /// The clock.
    pub clock: Clock,
    /// Its files.
    pub files: Arc<Mutex<Files>>,
}

impl Site {
    /// The files.
    pub fn files(&self) -> MutexGuard<'_, Files> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The path of a program; names with a slash are paths already.
    pub fn program(&self, name: &str) -> Option<String> {
        if name.contains('/') {
            return (self.programs.iter().any(|p| p == name) || name == self.main).then(|| name.to_owned());
        }
        self.programs.iter().find(|p| p.rsplit('/').next() == Some(name)).cloned()
    }

    /// A wait as the cluster's pace shortens it.
    #[allow(clippy::cast_precision_loss, reason = "waits are far below 2^52 ms")]
    pub fn paced(&self, ms: u64) -> Duration {
        Duration::from_secs_f64((ms as f64 / 1000.0 / self.clock.speed()).clamp(0.0, 1e9))
    }
}
