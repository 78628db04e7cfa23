//! The demo's clock: real time for what is written, shorter waits when it is sped up.

use crate::model::time::Time;
use std::time::Duration;

/// Asks the system for the time, and knows by how much waits are shortened.
///
/// Stamps stay real, so that ages on the screen are right; a speed of ten lets a pod that starts in four seconds start in 0.4.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    speed: f64,
}

impl Clock {
    /// A clock whose waits are `speed` times shorter than real ones.
    pub fn new(speed: f64) -> Self {
        Self { speed: if speed.is_finite() && speed > 0.0 { speed } else { 1.0 } }
    }

    /// The present time.
    pub fn now(self) -> Time {
        Time::system()
    }

    /// How many times shorter waits are.
    pub fn speed(self) -> f64 {
        self.speed
    }

    /// What is left to sleep until `at`.
    pub fn until(self, at: Time) -> Duration {
        Duration::from_millis(at.since(self.now()).max(0).unsigned_abs())
    }
}
