//! What follows a change by itself: asked for in the question about it, and consented to with its answer.

use super::{Change, Consent, Intent};

/// What follows a change by itself, as its user has chosen in the question about it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Then {
    /// Nothing.
    #[default]
    Nothing,
    /// It is watched for so many milliseconds, and called good or bad.
    Watch(i64),
    /// The same; where it is bad it goes back to what was there before.
    WatchOrGoBack(i64),
    /// It is paused as soon as the first new pods are there.
    PauseAfterFirst,
}

impl Then {
    /// The change that may follow, as far as it is known beforehand.
    pub const fn sends(self) -> Option<Change> {
        match self {
            Self::Nothing | Self::Watch(_) => None,
            Self::WatchOrGoBack(_) => Some(Change::RollBack { from: 0, to: 0 }),
            Self::PauseAfterFirst => Some(Change::Pause),
        }
    }
}

/// The answer to the question about a change, for what was to follow by itself and was asked about there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Onward {
    /// The change that the question was about.
    pub first: Intent,
    /// What was chosen to follow.
    pub then: Then,
    /// The answer.
    pub consent: Consent,
}

impl Onward {
    /// Whether the answer is one for this intent too: it is what was chosen to follow, of the same object.
    pub fn covers(&self, intent: &Intent) -> bool {
        self.then.sends().is_some_and(|change| change.does() == intent.change.does()) && intent.target == self.first.target
    }
}
