//! What speaks against a change, as a look at it finds it. The English stands here, for whoever has no language.

use super::Reason;
use super::reason::{Awaits, USERS, shown};
use crate::model::Name;
use std::fmt;

/// How many names of pods on a node are told.
pub const PODS: usize = 4;

/// What an autoscaler makes of a number of replicas; with its bounds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scales {
    /// At 0 it does nothing.
    NotAtZero,
    /// It makes it this number.
    To(u64),
    /// From 0 it begins again.
    Again,
    /// It may make it another.
    Within,
}

/// A field that others set too.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Field {
    /// The pod template.
    Template,
    /// The image of this container.
    Image(String),
    /// A field by its path.
    Path(String),
}

/// Who will put back what is changed.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Owner {
    /// Argo CD, for this application.
    ArgoCd(String),
    /// Flux, for an object of this kind and name.
    Flux(&'static str, String),
    /// Helm, for this release, with its next upgrade.
    Helm(String),
    /// A controller: kind and name.
    Controller(String, String),
    /// A field manager that applies this field.
    Applies(String, Field),
    /// A field manager that set this field last.
    Sets(String, Field),
}

/// What keeps an object after it was deleted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Keeps {
    /// Pods that use it, by name; the finalizer.
    Users(Vec<String>, String),
    /// A finalizer that is known, and what it waits for.
    Known(String, Awaits),
    /// A finalizer of somebody's.
    Finalizer(String),
    /// What it owns goes first.
    Dependents,
}

/// What protects a pod from its eviction.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Protects {
    /// A PodDisruptionBudget.
    One(Name),
    /// Several of them: the server evicts no such pod.
    Several(Vec<Name>),
}

/// What speaks against a change.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Warning {
    /// What is the reason of a refusal elsewhere.
    Reason(Reason),
    /// It has `now` replicas, and another number was shown.
    Replicas {
        /// What it has.
        now: u32,
        /// What was shown.
        from: u32,
    },
    /// A container has the image `now`, and another one was shown.
    Image {
        /// The container.
        container: String,
        /// What it has.
        now: String,
        /// What was shown.
        from: String,
    },
    /// What an autoscaler of this name does, within these bounds.
    Autoscaler(String, Scales, (u64, u64)),
    /// The new image waits until the rollout is resumed.
    ImageWaits,
    /// The tag of this container's image moves.
    Latest(String),
    /// The image of a container is of another repository.
    Repository {
        /// The container.
        container: String,
        /// That of the new image.
        new: String,
        /// That of the old one.
        old: String,
    },
    /// The image is unwell in this place.
    UnwellIn(String),
    /// A StatefulSet waits for a pod that never got ready.
    WaitsForUnready,
    /// What waits while it is paused.
    WhilePaused,
    /// It is paused, and goes on with this.
    Resumes,
    /// Processes get no time to end.
    AtOnce,
    /// Nothing makes it anew.
    Lost,
    /// Its pods stay behind.
    PodsStay,
    /// What keeps it.
    Stays(Keeps),
    /// An eviction will be refused.
    Protected(Protects),
    /// These pods of a node stay, since nothing would make them anew.
    BareStay(Vec<String>),
    /// These pods of a node are lost.
    BareLost(Vec<String>),
    /// So many pods of a node lose what they wrote.
    Scratch(usize),
    /// These pods of a node are protected now.
    Blocked(Vec<(String, Protects)>),
    /// Who will put it back.
    PutBack(Owner),
    /// The server's own warning.
    Server(String),
    /// The server could not try it, in its words.
    NoDryRun(String),
    /// The server would refuse it now, in its words.
    RefusedNow(String),
    /// The server leaves these fields out.
    NotKept(String),
    /// A document before it makes its namespace.
    NamespaceComes(Name),
    /// What is typed reaches the container's own program.
    KeysReach,
    /// Others can reach what listens at this address.
    Listens(String),
    /// The pod for debugging goes when it is left.
    PodGoes,
    /// The container for debugging stays.
    ContainerStays,
}

/// Names in one line.
pub fn line(names: &[Name]) -> String {
    names.iter().map(|name| &**name).collect::<Vec<_>>().join(" ")
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Template => f.write_str("the pod template"),
            Self::Image(container) => write!(f, "the image of {container}"),
            Self::Path(path) => f.write_str(path),
        }
    }
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ArgoCd(application) => write!(f, "Argo CD (application {application}) may put it back"),
            Self::Flux(kind, name) => write!(f, "Flux ({kind} {name}) may put it back"),
            Self::Helm(release) => write!(f, "Helm (release {release}) puts it back with its next upgrade"),
            Self::Controller(kind, name) => write!(f, "{kind} {name} controls it and may put it back"),
            Self::Applies(manager, field) => write!(f, "{manager} applies {field} and will set it again"),
            Self::Sets(manager, field) => write!(f, "{manager} set {field} last and may set it again"),
        }
    }
}

impl fmt::Display for Keeps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Users(users, finalizer) => {
                let (names, more) = shown(users, USERS);
                let more = if more > 0 { format!(", and {more} more") } else { String::new() };
                write!(f, "it stays, Terminating, until no pod uses it: {names}{more} (finalizer {finalizer})")
            }
            Self::Known(finalizer, what) => write!(f, "it stays, Terminating, for finalizer {finalizer}: {what}"),
            Self::Finalizer(finalizer) => {
                write!(f, "it stays, Terminating, until its controller takes off finalizer {finalizer}")
            }
            Self::Dependents => f.write_str("it stays, Terminating, until what it owns is gone (foreground)"),
        }
    }
}

/// In English.
impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let some = |names: &[String]| match shown(names, PODS) {
            (names, 0) => names,
            (names, more) => format!("{names} and {more} more"),
        };
        match self {
            Self::Reason(reason) => reason.fmt(f),
            Self::Replicas { now, from } => write!(f, "it has {now} replicas now, not {from}"),
            Self::Image { container, now, from } => write!(f, "{container} has image {now} now, not {from}"),
            Self::Autoscaler(name, scales, (min, max)) => {
                write!(f, "HorizontalPodAutoscaler {name} ")?;
                match scales {
                    Scales::NotAtZero => {
                        f.write_str("stops scaling it while it is at 0: it stays there until somebody scales it up")
                    }
                    Scales::To(number) => write!(f, "will make it {number} (its bounds are {min} to {max})"),
                    Scales::Again => write!(f, "scales it again from then on ({min} to {max})"),
                    Scales::Within => write!(f, "sets the replicas ({min} to {max}) and may change them again"),
                }
            }
            Self::ImageWaits => f.write_str("it is paused: the new image is rolled out when it is resumed"),
            Self::Latest(container) => {
                write!(f, "{container}: the tag latest does not say which build it is; rolling back to it may bring another one")
            }
            Self::Repository { container, new, old } => write!(f, "{container}: another repository, {new} instead of {old}"),
            Self::UnwellIn(place) => write!(f, "unwell in {place}"),
            Self::WaitsForUnready => {
                f.write_str("a StatefulSet does not replace a pod that never got ready: delete that pod once this is done")
            }
            Self::WhilePaused => f.write_str("while it is paused neither restarts nor roll backs work, and new images wait"),
            Self::Resumes => f.write_str("it is paused in the middle of a rollout: going back also resumes it, in the same patch"),
            Self::AtOnce => f.write_str("at once: its processes get no time to end, data may be lost"),
            Self::Lost => f.write_str("no controller replaces it: it is lost"),
            Self::PodsStay => f.write_str("its pods stay, without a controller"),
            Self::Stays(keeps) => keeps.fmt(f),
            Self::Protected(Protects::One(budget)) => {
                write!(f, "PodDisruptionBudget {budget} lets no pod go now: the eviction will be refused")
            }
            Self::Protected(Protects::Several(all)) => {
                write!(f, "several PodDisruptionBudgets protect it ({}): the server evicts no such pod", line(all))
            }
            Self::BareStay(names) => write!(f, "these stay, since no controller would replace them: {}", some(names)),
            Self::BareLost(names) => write!(f, "no controller replaces these, they are lost: {}", some(names)),
            Self::Scratch(count) => write!(f, "{count} of them lose the data of their emptyDir volumes"),
            Self::Blocked(pods) => {
                let words = |(pod, by): &(String, Protects)| match by {
                    Protects::One(budget) => format!("{pod} by PodDisruptionBudget {budget}"),
                    Protects::Several(all) => format!("{pod} by several PodDisruptionBudgets ({})", line(all)),
                };
                write!(f, "blocked now: {}", some(&pods.iter().map(words).collect::<Vec<_>>()))
            }
            Self::PutBack(owner) => owner.fmt(f),
            Self::Server(words) => write!(f, "the server warns: {words}"),
            Self::NoDryRun(words) => write!(f, "no dry run: {words}"),
            Self::RefusedNow(words) => write!(f, "it would be refused now: {words}"),
            Self::NotKept(fields) => write!(f, "the server does not keep {fields}"),
            Self::NamespaceComes(namespace) => {
                write!(f, "no dry run: its namespace {namespace} is created by a document before it")
            }
            Self::KeysReach => f.write_str("what you type, Ctrl-c too, reaches the container's own program"),
            Self::Listens(address) => {
                write!(f, "it listens on {address}: others than this machine can reach it, with your rights")
            }
            Self::PodGoes => f.write_str("the pod is deleted when it is left"),
            Self::ContainerStays => f.write_str("the container stays in the pod until the pod goes; its other containers go on"),
        }
    }
}
