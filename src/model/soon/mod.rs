//! What runs out soon: a certificate, a quota, an autoscaler that has no more to give, a run that did not begin.
//!
//! What is due by a time stands before what is near its limit, and what is nearest stands first.

mod place;
pub mod rules;
#[cfg(test)]
mod tests;

pub use place::{Source, Unseen, Why};

use super::change::Target;
use super::resource::Resource;
use super::{Name, Time, Uid, human_duration};
use std::cmp::{Ordering, Reverse};

/// What is at its limit, in thousandths.
pub const FULL: u32 = 1000;
/// Within this, something that is due is worth a word wherever the user is, in milliseconds.
pub const DAY_MS: i64 = 86_400_000;
/// What ran out longer ago than this was left as it is by somebody, and is not counted any more, in milliseconds.
const LEFT_ALONE_MS: i64 = 7 * DAY_MS;

/// What is asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SoonWish {
    /// The namespaces that are known, of which the first are looked at one by one where not all may be.
    pub namespaces: Vec<Name>,
    /// Where to look.
    pub sources: Vec<Source>,
}

/// What was found in one place, and what could not be looked at there. One comes of each that was asked for, in their order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SoonFound(pub Source, pub Vec<Due>, pub Vec<Unseen>);

/// The object that something is about; of the connection itself one without a kind.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Holder {
    /// Its kind.
    pub resource: Resource,
    /// Its namespace; empty for an object without one.
    pub namespace: Name,
    /// Its name.
    pub name: Name,
    /// Its UID.
    pub uid: Uid,
}

impl Holder {
    /// What is no object of the cluster.
    pub fn of_connection(name: &str) -> Self {
        let resource = Resource::new("", "", "", "", false);
        Self { resource, namespace: "".into(), name: name.into(), uid: Uid::new("") }
    }

    /// It in a context.
    pub fn target(&self, context: &Name) -> Target {
        let Self { resource, namespace, name, uid } = self.clone();
        Target { context: context.clone(), resource, namespace, name, uid }
    }

    /// Whether it is an object that can be looked at.
    pub fn is_object(&self) -> bool {
        !self.resource.kind.is_empty()
    }
}

/// Whose certificate it is.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Whose {
    /// The API server's.
    Server,
    /// The user's own.
    User(Giver),
    /// Of a TLS Secret.
    Secret,
    /// Of those that a webhook's server is believed by, with the webhook's name.
    Webhook(Name),
    /// Of those that an API's server is believed by.
    ApiService,
}

/// From whom the user has a certificate or a token.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Giver {
    /// Somebody wrote it where the kubeconfig says.
    Kubeconfig,
    /// An exec plugin, which is run again before its end; and whether that one gives another in time, as far as it is known.
    Plugin {
        /// Whether it does.
        renews: bool,
    },
}

/// Something that runs out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Due {
    /// Of what.
    pub holder: Holder,
    /// What.
    pub matter: Matter,
}

/// What runs out, with its figures.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Matter {
    /// A certificate.
    Certificate {
        /// Whose.
        whose: Whose,
        /// For whom it is made: some of its names.
        names: Name,
        /// Until when it counts, with all that it stands on.
        until: Time,
        /// Whose end that is among those that have signed it, where it is not its own.
        issuer: Option<Name>,
    },
    /// The user's token.
    Token {
        /// Until when it counts.
        until: Time,
        /// From whom it is.
        giver: Giver,
    },
    /// A resource of a quota, used and granted as the API writes it, and how much that is in thousandths.
    Quota {
        /// Which resource: `requests.memory`.
        resource: Name,
        /// What is used.
        used: Name,
        /// What is granted.
        hard: Name,
        /// The one of the other.
        part: u32,
    },
    /// An autoscaler that may make no more.
    Autoscaler {
        /// Whom it scales: `Deployment web`.
        of: Name,
        /// Its replicas.
        now: u32,
        /// How many it may make.
        most: u32,
        /// Whether it would make more.
        wants_more: bool,
    },
    /// A Job whose pods failed as often as they may.
    Job {
        /// How often they did.
        failed: u32,
        /// `spec.backoffLimit`.
        limit: u32,
        /// When it was given up, where it was.
        over: Option<Time>,
    },
    /// Pods of a node, how many it takes, and how much that is in thousandths.
    NodePods {
        /// How many it has.
        pods: u64,
        /// How many it takes.
        room: u64,
        /// The one of the other.
        part: u32,
    },
    /// Memory of a node that its pods ask for, in bytes.
    NodeMemory {
        /// What is asked for.
        asked: u64,
        /// What is there for pods.
        room: u64,
        /// The one of the other.
        part: u32,
    },
    /// What is stored in a volume.
    Volume {
        /// The node whose kubelet has counted it.
        node: Name,
        /// Whether these are files, and not bytes.
        inodes: bool,
        /// What is used.
        used: u64,
        /// What is there.
        room: u64,
        /// The one of the other.
        part: u32,
    },
    /// Pods of one revision that run different images by one name.
    Images {
        /// Their container.
        container: Name,
        /// The name of its image.
        image: Name,
        /// How many images it means.
        images: usize,
        /// How many pods run them.
        pods: usize,
    },
    /// A run of a CronJob that did not begin.
    Missed {
        /// When it was due.
        due: Time,
        /// Until when it may still begin (`startingDeadlineSeconds`); `None` for as long as it takes.
        until: Option<Time>,
    },
}

impl Matter {
    /// When it runs out, where that is a time.
    pub const fn until(&self) -> Option<Time> {
        match self {
            Self::Missed { until, .. } => *until,
            Self::Certificate { until, .. } | Self::Token { until, .. } => Some(*until),
            Self::Quota { .. }
            | Self::Autoscaler { .. }
            | Self::Job { .. }
            | Self::NodePods { .. }
            | Self::NodeMemory { .. }
            | Self::Volume { .. }
            | Self::Images { .. } => None,
        }
    }

    /// How much is left, or how far it has come, in figures; `None` for what is over.
    pub fn left(&self, now: Time) -> Option<String> {
        match self {
            Self::Certificate { .. } | Self::Token { .. } | Self::Missed { .. } => {
                self.until().map(|until| until.since(now)).filter(|left| *left > 0).map(human_duration)
            }
            Self::Quota { part, .. } | Self::NodePods { part, .. } | Self::NodeMemory { part, .. } | Self::Volume { part, .. } => {
                Some(percent(*part))
            }
            Self::Images { images, .. } => Some(format!("×{images}")),
            Self::Autoscaler { now, most, .. } => Some(format!("{now}/{most}")),
            Self::Job { failed, limit, .. } => Some(format!("{failed}/{limit}")),
        }
    }

    /// How near its limit it is, in thousandths.
    pub const fn nearness(&self) -> u32 {
        match self {
            Self::Quota { part, .. } | Self::NodePods { part, .. } | Self::NodeMemory { part, .. } | Self::Volume { part, .. } => {
                *part
            }
            // It runs; what starts next may run another.
            Self::Images { .. } => 0,
            Self::Autoscaler { wants_more: true, .. } | Self::Job { .. } | Self::Missed { .. } => FULL + 1,
            Self::Certificate { .. } | Self::Token { .. } => FULL,
            Self::Autoscaler { wants_more: false, .. } => FULL,
        }
    }

    /// Whether another is had before it ends, as far as it is known.
    pub const fn is_renewed(&self) -> bool {
        matches!(
            self,
            Self::Certificate { whose: Whose::User(Giver::Plugin { renews: true }), .. }
                | Self::Token { giver: Giver::Plugin { renews: true }, .. }
        )
    }

    /// Whether it is about how many files there may be.
    pub const fn is_inodes(&self) -> bool {
        matches!(self, Self::Volume { inodes: true, .. })
    }

    /// What tells it from others of the same object.
    fn part(&self) -> &str {
        match self {
            Self::Quota { resource, .. } => resource,
            Self::Certificate { whose: Whose::Server, .. } => "server",
            Self::Certificate { whose: Whose::User(_), .. } => "user",
            Self::Certificate { whose: Whose::Webhook(name), .. } => name,
            Self::Certificate { whose: Whose::Secret | Whose::ApiService, .. } => "",
            Self::Token { .. } => "token",
            Self::NodePods { .. } => "pods",
            Self::NodeMemory { .. } => "memory",
            Self::Volume { inodes, .. } => {
                if *inodes {
                    "inodes"
                } else {
                    "bytes"
                }
            }
            Self::Images { container, .. } => container,
            Self::Autoscaler { .. } | Self::Job { .. } | Self::Missed { .. } => "",
        }
    }
}

/// What tells a row from all others: of which object, and what of it; or what could not be looked at.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum RowKey {
    /// Something that runs out.
    Due(Uid, Name),
    /// Something that could not be looked at, by its number among those of its source.
    Unseen(Source, usize),
}

impl Due {
    /// What tells it from all others.
    pub fn key(&self) -> RowKey {
        RowKey::Due(self.holder.uid.clone(), self.matter.part().into())
    }

    /// Whether both are about the same of the same object, also where its UID was not known once.
    pub fn is_about_the_same(&self, other: &Self) -> bool {
        let named = |d: &Self| (d.holder.namespace.clone(), d.holder.name.clone());
        self.matter.part() == other.matter.part() && (self.holder.uid == other.holder.uid || named(self) == named(other))
    }

    /// Whether it was seen, or not, in one of these places: its namespace, or the node of a volume.
    pub fn is_in(&self, places: &[Name]) -> bool {
        places.contains(if let Matter::Volume { node, .. } = &self.matter { node } else { &self.holder.namespace })
    }

    /// Whether it is due within a day, or was so lately, and will not be had anew.
    pub fn within_a_day(&self, now: Time) -> bool {
        !self.matter.is_renewed() && self.matter.until().is_some_and(|until| (-LEFT_ALONE_MS..DAY_MS).contains(&until.since(now)))
    }
}

/// Thousandths as a percentage, never rounded up to full.
pub fn percent(part: u32) -> String {
    if part > 9_990 { "> 999 %".into() } else { format!("{} %", part / 10) }
}

/// Brings what runs out into the order in which it is shown: first what has a time, the soonest first; then by how near it is.
pub fn rank(all: &mut [&Due]) {
    all.sort_by(|a, b| order(a, b));
}

/// Which of two stands first.
pub fn order(a: &Due, b: &Due) -> Ordering {
    let of = |d: &Due| (d.matter.until().is_none(), d.matter.until(), Reverse(d.matter.nearness()));
    let place = |d: &Due| (d.holder.namespace.clone(), d.holder.name.clone());
    of(a).cmp(&of(b)).then_with(|| place(a).cmp(&place(b))).then_with(|| a.matter.part().cmp(b.matter.part()))
}
