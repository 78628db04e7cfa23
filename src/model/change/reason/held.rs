//! What holds an object that is to go.

use std::fmt;

/// How many names of pods that use a volume are told.
pub const USERS: usize = 3;

/// So many of these names, and how many more there are.
pub fn shown(names: &[String], most: usize) -> (String, usize) {
    let some: Vec<&str> = names.iter().take(most).map(String::as_str).collect();
    (some.join(", "), names.len().saturating_sub(most))
}

/// What a finalizer of Kubernetes' own waits for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Awaits {
    /// What the object owns goes.
    Dependents,
    /// What it owns is set free.
    Orphans,
    /// No pod uses it.
    Pods,
    /// No claim is bound to it.
    Claim,
    /// Its load balancer is taken down.
    Balancer,
    /// Its Job counts it.
    Count,
    /// No object of its kind is there.
    Kind,
    /// Nothing is in the namespace.
    Content,
}

/// For what a finalizer holds an object.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum HeldBy {
    /// These use it.
    Users(Vec<String>),
    /// What Kubernetes' own waits for.
    Known(Awaits),
    /// Somebody's.
    Other,
}

/// What holds an object that is to go.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Held {
    /// What the server says of it.
    Server(String),
    /// Its processes have so many seconds left.
    Processes(i64),
    /// Its finalizers, and for what the first of them holds it.
    Finalizers(Vec<String>, HeldBy),
    /// The kubelet of this node, which has not said that it ended.
    Kubelet(String),
    /// Nothing that is known.
    Nothing,
}

impl fmt::Display for Awaits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Dependents => "what it owns goes first",
            Self::Orphans => "what it owns is set free first",
            Self::Pods => "it stays while a pod uses it",
            Self::Claim => "it stays while a claim is bound to it",
            Self::Balancer => "its load balancer is taken down first",
            Self::Count => "its Job has to count it",
            Self::Kind => "all objects of its kind go first",
            Self::Content => "everything in the namespace goes first",
        })
    }
}

/// In English.
impl fmt::Display for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Server(words) => f.write_str(words),
            Self::Processes(left) => write!(f, "its processes have {left} s left to end"),
            Self::Finalizers(names, by) => {
                match &names[..] {
                    [one] => write!(f, "finalizer {one} holds it")?,
                    all => write!(f, "finalizers {} hold it", all.join(", "))?,
                }
                match by {
                    HeldBy::Users(users) => {
                        let (names, more) = shown(users, USERS);
                        let more = if more > 0 { format!(", and {more} more") } else { String::new() };
                        write!(f, ": in use by {names}{more}")
                    }
                    HeldBy::Known(what) => write!(f, ": {what}"),
                    HeldBy::Other => Ok(()),
                }
            }
            Self::Kubelet(node) => write!(f, "the kubelet of {node} has not confirmed its end"),
            Self::Nothing => f.write_str("it is ending"),
        }
    }
}
