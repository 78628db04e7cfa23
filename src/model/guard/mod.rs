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

mod glob;
mod likeness;
mod rule;
mod subject;
mod words;

pub use glob::{Glob, KindGlob};
pub use likeness::named_like_prod;
pub use rule::{Guards, Rule};

use super::ruling::Why;
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
