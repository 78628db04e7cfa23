//! Guard rules: what must be typed before a change is sent, what is denied, and where the screen says PROD.
//!
//! Two rules are built in: production asks for the name, everything else for `y`; of streams to pods, and what is begun for them,
//! production asks for `y` and nothing is asked elsewhere. Production is what is [`named_like_prod`], and what a
//! rule's `prod` says. The user's rules come from the settings. All that match a change count; their order does not, except that of two
//! equal ones the first is named:
//! - the strictest `ask` of them wins over the built-in one. It can be less strict, but in production only where one of them names
//!   contexts or namespaces: a rule for all places does not mean production by accident;
//! - the smallest `bulk` wins, and more objects at once are denied;
//! - any freeze window that holds denies;
//! - `prod` speaks of places, whatever the rule's kinds and changes; `true` wins over `false`.

mod freeze;
mod glob;
mod likeness;
mod rule;
mod subject;
mod words;

pub use freeze::Freeze;
pub use glob::{Glob, KindGlob};
pub use likeness::named_like_prod;
pub use rule::{Guards, Rule};

use super::Name;
use std::fmt;
use std::str::FromStr;

/// What is asked of the user before a change is sent, from the least to the most strict.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Ask {
    /// Nothing: it is sent at once.
    None,
    /// `y`.
    Yes,
    /// The object's name, typed.
    Name,
    /// It is not sent at all.
    Deny,
}

impl FromStr for Ask {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "none" => Ok(Self::None),
            "y" => Ok(Self::Yes),
            "name" => Ok(Self::Name),
            "deny" => Ok(Self::Deny),
            _ => Err(format!("{text:?} can not be asked: deny, name, y or none")),
        }
    }
}

/// What is to be changed, and how.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Subject<'a> {
    /// The kubeconfig context.
    pub context: &'a str,
    /// The object's namespace; of a Namespace its own name; empty for other objects without one.
    pub namespace: &'a str,
    /// Its kind, as the API names it: `Deployment`.
    pub kind: &'a str,
    /// The change, one of the [words](crate::model::change::spec::words).
    pub change: &'static str,
}

/// What the rules say of a change.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decision {
    /// What is asked.
    pub ask: Ask,
    /// Whether it is production: a red frame and the word PROD.
    pub prod: bool,
    /// Why it is asked or denied, with the rule that says so; `None` for the plain `y`.
    pub why: Option<Why>,
}

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

impl Decision {
    /// The stricter of two, for a change of several objects that is asked about once; the first where they are equal.
    pub fn stricter(self, other: Self) -> Self {
        let prod = self.prod || other.prod;
        let strict = if other.ask > self.ask { other } else { self };
        Self { prod, ..strict }
    }
}

#[cfg(test)]
mod tests;
