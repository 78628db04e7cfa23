//! Why a guard rule asks for something, or denies it.

use super::Name;
use super::freeze::Freeze;
use std::fmt;

/// Why something is asked or denied.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Why {
    /// This name reads like production: PROD says so too, so it need not be said in every question.
    Named(Name),
    /// A rule.
    Rule {
        /// What it says.
        says: Says,
        /// Where it stands.
        place: Name,
        /// What its writer says with it.
        reason: Option<Name>,
    },
}

/// What a rule says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Says {
    /// It is denied.
    Denied,
    /// It is denied now.
    Frozen(Freeze),
    /// So many at once are denied.
    Bulk {
        /// How many they are.
        count: usize,
        /// How many they may be.
        most: usize,
    },
    /// It is production.
    Production,
    /// It wants an answer.
    Confirmation,
}

/// In English: for a refusal of the gate.
impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (says, place, reason) = match self {
            Self::Named(name) => return write!(f, "{name} is named like production"),
            Self::Rule { says, place, reason } => (says, place, reason),
        };
        let rule = reason.as_ref().map_or_else(|| place.to_string(), |reason| format!("{place}: {reason}"));
        match says {
            Says::Denied => write!(f, "denied by {rule}"),
            Says::Frozen(freeze) => write!(f, "frozen {freeze} by {rule}"),
            Says::Bulk { count, most } => write!(f, "{count} objects at once, at most {most} by {rule}"),
            Says::Production => write!(f, "production by {rule}"),
            Says::Confirmation => write!(f, "confirmation by {rule}"),
        }
    }
}
