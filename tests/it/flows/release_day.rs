//! The demo's day of a release, as the flows of it begin.

use crate::support::ground::Ground;
use dogwatch::demo::{Options, Scenario};

/// The demo's day of a release.
pub fn release_day(speed: f64) -> Ground {
    Ground::demo_with(Options { scenario: Scenario::Release, speed, ..Options::default() })
}
