//! What follows a change by itself: asked for in the question about it, and consented to with its answer.

use super::{Change, Consent, Intent};
use crate::model::guard::Ask;

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

    /// Whether it is enough for what is asked of this intent. Where a name is asked for, it is the one that was typed for the first change.
    pub fn suffices(&self, ask: Ask, intent: &Intent) -> bool {
        self.covers(intent) && self.consent.suffices(ask, &self.first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::change::Target;
    use crate::model::{Uid, WorkloadKind};

    fn target(name: &str) -> Target {
        let (context, namespace, name, uid) = ("lab".into(), "iot-prod".into(), name.into(), Uid::new(name));
        Target { context, resource: WorkloadKind::Deployment.into(), namespace, name, uid }
    }

    #[test]
    fn the_answer_holds_for_what_was_chosen_and_nothing_else() {
        let first = Intent::new(1, target("web"), Change::SetImages { swaps: Vec::new() });
        let back = |name| Intent::new(2, target(name), Change::RollBack { from: 3, to: 2 });
        let pause = Intent::new(2, target("web"), Change::Pause);
        let yes = Consent { yes: true, count: 1, ..Consent::default() };
        let typed = Consent { typed: Some("web".into()), ..yes.clone() };
        let onward = |then, consent: &Consent| Onward { first: first.clone(), then, consent: consent.clone() };
        let watch = onward(Then::WatchOrGoBack(1), &yes);
        assert!(watch.suffices(Ask::None, &back("web")) && watch.suffices(Ask::Yes, &back("web")));
        assert!(!watch.suffices(Ask::Name, &back("web")), "a name is asked for, and none was typed");
        assert!(!watch.suffices(Ask::Deny, &back("web")));
        assert!(!watch.suffices(Ask::None, &back("api")), "another object");
        assert!(!watch.suffices(Ask::None, &pause), "that was not chosen");
        assert!(onward(Then::WatchOrGoBack(1), &typed).suffices(Ask::Name, &back("web")));
        assert!(onward(Then::PauseAfterFirst, &typed).suffices(Ask::Name, &pause));
        for then in [Then::Nothing, Then::Watch(1)] {
            assert!(!onward(then, &typed).suffices(Ask::None, &back("web")), "{then:?}");
        }
        // Of several objects what was typed is what was done to how many.
        let several = Consent { typed: Some("swap image of 3".into()), count: 3, ..yes };
        assert!(onward(Then::WatchOrGoBack(1), &several).suffices(Ask::Name, &back("web")));
    }
}
