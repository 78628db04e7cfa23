//! Why a change is not begun.

use super::{Held, Reason};
use crate::model::Name;
use crate::model::change::{Target, Verb, WrongKind};
use crate::model::image::ImageError;
use crate::model::ruling::Why;
use std::fmt;

/// A right that the user has not.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Denied {
    /// The API's verb.
    pub verb: &'static str,
    /// Its plural, and what of it: `deployments/scale`.
    pub resource: String,
    /// The namespace; empty for none.
    pub namespace: Name,
    /// The context.
    pub context: Name,
    /// What the server says of it; may be empty.
    pub reason: String,
}

/// A field that somebody has changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MovedField {
    /// Its path.
    pub path: String,
    /// What it was and what it is, as far as that may be told; `None` for nothing.
    pub values: Option<(Option<String>, Option<String>)>,
}

/// What somebody has changed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Moved {
    /// The first fields.
    pub fields: Vec<MovedField>,
    /// How many there are beside them.
    pub more: usize,
}

/// What cannot be done to a Deployment that is paused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Halted {
    /// It cannot be restarted.
    Restarted,
    /// It cannot be rolled back.
    RolledBack,
}

/// What a change has not that its way takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Without {
    /// It writes nothing.
    Writing,
    /// It goes into no container.
    Container,
    /// It begins no container.
    Beginning,
    /// It copies nothing.
    Copying,
    /// It forwards no port.
    Forwarding,
}

/// Why there is nothing to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Nothing {
    /// It has so many replicas.
    Replicas(u32),
    /// Its template is that of this revision: in kubectl's words.
    Revision(u64),
    /// It has these images.
    Images,
    /// It was restarted a moment ago.
    Restarted,
    /// It is going already; what holds it.
    Going(Held),
    /// It is as it would be.
    Same,
}

/// Why a change is not begun.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// The program was started so that it changes nothing.
    ReadOnly,
    /// The user may not.
    Denied(Box<Denied>),
    /// The user may not, in the server's words.
    Forbidden(String),
    /// The object is gone.
    Gone(Box<Target>),
    /// Another object has its name.
    Replaced(Box<Target>),
    /// The object is of another context than this.
    Elsewhere(Box<Target>, Name),
    /// What was looked at is not remembered any more.
    Stale,
    /// It was looked at in a session that is left.
    Anew,
    /// Nobody has said yes.
    Unconfirmed,
    /// A guard rule wants another answer, or denies it.
    Rule(Why),
    /// It was not sent, and why.
    Unsent(Box<Reason>),
    /// The server would not take it.
    Server(Box<Reason>),
    /// It is not for objects of this kind, and why.
    Unfit(Verb, Box<Target>, WrongKind),
    /// The same, where it is known what is meant.
    Kind(WrongKind),
    /// It has not what its way takes.
    Without(Verb, Box<Target>, Without),
    /// A Deployment is paused.
    Paused(Halted, Box<Target>),
    /// There is no such revision; those that there are.
    NoRevision(Box<Target>, u64, Vec<u64>),
    /// There is no earlier revision.
    NoEarlier(Box<Target>),
    /// There is no such container.
    NoContainer(Box<Target>, String),
    /// No image was chosen.
    NoImage,
    /// It is no image.
    BadImage(String, ImageError),
    /// It was not done here.
    NothingToUndo,
    /// What a Secret held before is not remembered.
    NotRemembered,
    /// It was changed since it was looked at.
    Moved(Moved),
    /// It was changed since what is to be taken back.
    ChangedSince(Moved),
    /// No label or annotation was given.
    NothingToSet,
    /// There is nothing to do.
    Nothing(Nothing),
}

impl fmt::Display for Denied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { verb, resource, namespace, context, reason } = self;
        let place = if namespace.is_empty() { String::new() } else { format!("in {namespace} ") };
        let reason = if reason.is_empty() { String::new() } else { format!(": {reason}") };
        write!(f, "denied: you may not {verb} {resource} {place}of {context}{reason}")
    }
}

/// As ` (spec.replicas: 2 → 3)`; nothing where there is none.
impl fmt::Display for Moved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.fields.is_empty() {
            return Ok(());
        }
        let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".into());
        let line = |field: &MovedField| match &field.values {
            Some((old, new)) => format!("{}: {} → {}", field.path, value(old), value(new)),
            None => field.path.clone(),
        };
        let mut all: Vec<String> = self.fields.iter().map(line).collect();
        if self.more > 0 {
            all.push(format!("and {} more", self.more));
        }
        write!(f, " ({})", all.join(", "))
    }
}

impl fmt::Display for Nothing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Replicas(to) => write!(f, "no change: it has {to} replicas already"),
            Self::Revision(number) => write!(f, "skipped rollback (current template already matches revision {number})"),
            Self::Images => f.write_str("no change: it has these images already"),
            Self::Restarted => f.write_str("no change: it was restarted within this second"),
            Self::Going(held) => write!(f, "it is terminating already: {held}"),
            Self::Same => f.write_str("no change: it is already so"),
        }
    }
}

/// In English.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ReadOnly => f.write_str("read-only: started with --readonly, nothing can be changed"),
            Self::Denied(denied) => denied.fmt(f),
            Self::Forbidden(words) => f.write_str(words),
            Self::Gone(target) => write!(f, "{target} is gone: it was deleted since it was shown"),
            Self::Replaced(target) => {
                write!(f, "{target} is another object now: it was deleted and created again since it was shown; look again")
            }
            Self::Elsewhere(target, context) => {
                write!(f, "{target} is of another context than {context}: go to its context first")
            }
            Self::Stale => f.write_str("the preview is too old; start again"),
            Self::Anew => f.write_str("the connection was begun anew since this was looked at: ask for it again"),
            Self::Unconfirmed => f.write_str("nothing was sent: it was not confirmed"),
            Self::Rule(why) => write!(f, "nothing was sent: {why}"),
            Self::Unsent(why) => write!(f, "nothing was sent: {why}"),
            Self::Server(words) => write!(f, "the server refuses it: {words}"),
            Self::Unfit(verb, target, why) => write!(f, "cannot {verb} {target}: {why}"),
            Self::Kind(why) => why.fmt(f),
            Self::Without(verb, target, without) => {
                let without = match without {
                    Without::Writing => "it writes nothing",
                    Without::Container => "it goes into no container",
                    Without::Beginning => "it begins no container",
                    Without::Copying => "it copies nothing",
                    Without::Forwarding => "it is no forward",
                };
                write!(f, "cannot {verb} {target}: {without}")
            }
            Self::Paused(halted, target) => {
                let done = match halted {
                    Halted::Restarted => "restarted",
                    Halted::RolledBack => "rolled back",
                };
                let (namespace, name) = (&target.namespace, &target.name);
                let way = format!("kubectl -n {namespace} rollout resume deployment/{name}");
                write!(f, "{target} is paused, so it cannot be {done}: resume it first ({way})")
            }
            Self::NoRevision(target, number, known) => {
                let known = known.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
                let known = if known.is_empty() { "none" } else { &known };
                write!(f, "{target} has no revision {number} any more; there are: {known}")
            }
            Self::NoEarlier(target) => write!(f, "{target} has no earlier revision"),
            Self::NoContainer(target, container) => write!(f, "{target} has no container named {container:?}"),
            Self::NoImage => f.write_str("no image was chosen"),
            Self::BadImage(image, why) => write!(f, "{image:?} is not a valid image reference: {why}"),
            Self::NotRemembered => f.write_str("what a Secret held before is remembered nowhere, so it cannot be given back"),
            Self::NothingToUndo => f.write_str("this was not done in this run of dogwatch, so how it was before is not known"),
            Self::Moved(moved) => write!(f, "it changed since you looked{moved}: look again"),
            Self::ChangedSince(moved) => write!(f, "somebody else changed the same since{moved}: not undone"),
            Self::NothingToSet => f.write_str("nothing to set: key=value sets one, key- removes it"),
            Self::Nothing(nothing) => nothing.fmt(f),
        }
    }
}
