//! Why no node takes a pod.

use crate::model::Name;
use std::fmt;

/// Why no node takes a pod.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NodesWhy {
    /// None fits.
    NoneFits,
    /// The cluster has none.
    None,
    /// It was not looked for one.
    NotScheduled,
    /// One of its PersistentVolumeClaims is not bound.
    Unbound,
    /// What stands in the way on how many.
    Obstacles(Box<Obstacles>),
}

/// What stands in the way on how many nodes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Obstacles {
    /// How many nodes there are.
    pub total: u32,
    /// What stands in the way, and on how many of them: the most first.
    pub all: Box<[(Obstacle, u32)]>,
}

/// What nodes lack or are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Obstacle {
    /// Too little of this resource is free.
    Short(Name),
    /// One that has no name in it.
    Plain(Plain),
    /// A taint, by its key and value, which may be empty.
    Taint(Name, Name),
    /// In the words of the scheduler.
    Words(Name),
}

/// What nodes lack or are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "their words are said below")]
pub enum Plain {
    Pods,
    Taints,
    Cordoned,
    NotReady,
    AffinityOrSelector,
    Affinity,
    Selector,
    NodeName,
    HostPort,
    VolumeNode,
    VolumeToBind,
    VolumeCount,
    VolumeZone,
    Storage,
    Disk,
    VolumeGone,
    VolumeInUse,
    PodAffinity,
    PodAntiAffinity,
    PodAffinities,
    OthersAntiAffinity,
    Spread,
    SpreadLabel,
    Unreachable,
    DiskPressure,
    MemoryPressure,
    PidPressure,
    NoNetwork,
    NotInitialised,
    ControlPlane,
}

impl Plain {
    /// What is looked for in vain, for `cpu 0 of 3`; nothing where the node's own state is the reason. And what is wrong with the node, for
    /// `cordoned 3 of 3`.
    const fn words(self) -> (Option<&'static str>, &'static str) {
        match self {
            Self::Pods => (Some("room for a pod"), "pod limit reached"),
            Self::Taints => (None, "untolerated taint"),
            Self::Cordoned => (None, "cordoned"),
            Self::NotReady => (None, "not ready"),
            Self::AffinityOrSelector => (Some("node affinity/selector"), "node affinity/selector not met"),
            Self::Affinity => (Some("node affinity"), "node affinity not met"),
            Self::Selector => (Some("node selector"), "node selector not met"),
            Self::NodeName => (Some("node name"), "other node name"),
            Self::HostPort => (Some("free host port"), "host port taken"),
            Self::VolumeNode => (Some("the volume's node"), "volume is elsewhere"),
            Self::VolumeToBind => (Some("PersistentVolume to bind"), "no PersistentVolume to bind"),
            Self::VolumeCount => (Some("room for a volume"), "volume limit reached"),
            Self::VolumeZone => (Some("the volume's zone"), "volume is in another zone"),
            Self::Storage => (Some("free storage"), "storage short"),
            Self::Disk => (Some("free disk"), "disk in use"),
            Self::VolumeGone => (None, "PersistentVolume gone"),
            Self::VolumeInUse => (None, "volume in use by another pod"),
            Self::PodAffinity => (Some("pod affinity"), "pod affinity not met"),
            Self::PodAntiAffinity => (Some("pod anti-affinity"), "pod anti-affinity not met"),
            Self::PodAffinities => (Some("pod affinity/anti-affinity"), "pod affinity/anti-affinity not met"),
            Self::OthersAntiAffinity => (Some("other pods' anti-affinity"), "other pods' anti-affinity not met"),
            Self::Spread => (Some("topology spread"), "topology spread not met"),
            Self::SpreadLabel => (Some("topology spread label"), "topology spread label missing"),
            Self::Unreachable => (None, "unreachable"),
            Self::DiskPressure => (None, "disk pressure"),
            Self::MemoryPressure => (None, "memory pressure"),
            Self::PidPressure => (None, "PID pressure"),
            Self::NoNetwork => (None, "network unavailable"),
            Self::NotInitialised => (None, "not initialised"),
            Self::ControlPlane => (None, "control plane"),
        }
    }
}

impl Obstacle {
    /// What is looked for in vain; `None` where the node's own state is the reason.
    pub fn sought(&self) -> Option<&str> {
        match self {
            Self::Short(resource) => Some(resource),
            Self::Plain(plain) => plain.words().0,
            Self::Taint(..) | Self::Words(_) => None,
        }
    }
}

impl Obstacles {
    /// Whether it is enough to say what is looked for: no node has any of it.
    pub fn all_sought(&self) -> bool {
        self.all.iter().all(|(obstacle, count)| *count == self.total && obstacle.sought().is_some())
    }
}

/// What is wrong with the node.
impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Short(resource) => write!(f, "{resource} short"),
            Self::Plain(plain) => f.write_str(plain.words().1),
            Self::Taint(key, value) if value.is_empty() => write!(f, "taint {key}"),
            Self::Taint(key, value) => write!(f, "taint {key}={value}"),
            Self::Words(words) => f.write_str(words),
        }
    }
}

impl fmt::Display for Obstacles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let total = self.total;
        if self.all_sought() {
            let sought: Vec<&str> = self.all.iter().filter_map(|(obstacle, _)| obstacle.sought()).collect();
            return write!(f, "{} 0 of {total}", sought.join(", "));
        }
        let all: Vec<String> = self.all.iter().map(|(obstacle, count)| format!("{obstacle} {count} of {total}")).collect();
        f.write_str(&all.join(", "))
    }
}

impl fmt::Display for NodesWhy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoneFits => f.write_str("no node fits"),
            Self::None => f.write_str("the cluster has no nodes"),
            Self::NotScheduled => f.write_str("not scheduled"),
            Self::Unbound => f.write_str("PersistentVolumeClaim not bound"),
            Self::Obstacles(all) => all.fmt(f),
        }
    }
}
