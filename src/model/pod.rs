//! A pod and its containers.

use super::asks::{Asks, PodAsks};
use super::health::PodHealth;
use super::labels::Labels;
use super::reason::{By, EndWhy, Why};
use super::{Name, Time, Uid};
use std::sync::Arc;

/// One row of the pods pane: a few hundred bytes, however large the object was.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pod {
    /// Its UID.
    pub uid: Uid,
    /// Its namespace.
    pub namespace: Name,
    /// Its name.
    pub name: Box<str>,
    /// Its controller's UID (a ReplicaSet, StatefulSet, DaemonSet, Job …).
    pub owner: Option<Uid>,
    /// Its labels.
    pub labels: Labels,
    /// The node it runs on.
    pub node: Option<Name>,
    /// When it was made.
    pub created: Time,
    /// Whether it has been asked to go (`metadata.deletionTimestamp`).
    pub deleting: bool,
    /// The very word of kubectl's STATUS column.
    pub status: Name,
    /// Containers ready, as kubectl's READY counts them.
    pub ready: u16,
    /// Containers counted.
    pub total: u16,
    /// kubectl's RESTARTS.
    pub restarts: u32,
    /// When a container last ended, where one did.
    pub last_restart: Option<Time>,
    /// How it is, with the reason in words where it is unwell.
    pub health: PodHealth,
    /// What it asks for: the same for all pods of a template.
    pub asks: Arc<PodAsks>,
    /// Its containers, init containers first, in the order of the spec.
    pub containers: Box<[Container]>,
}

/// Where in its pod a container stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum ContainerRole {
    /// Runs to its end before the others start.
    Init,
    /// An init container with `restartPolicy: Always`.
    Sidecar,
    /// One of `spec.containers`.
    App,
    /// Added to the running pod.
    Ephemeral,
}

/// How a container ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ended {
    /// The reason, such as `Error`, `OOMKilled`, `Completed`; may be empty.
    pub reason: Name,
    /// Its exit code.
    pub exit_code: i32,
    /// The signal that ended it; 0 for none.
    pub signal: i32,
    /// When.
    pub finished: Option<Time>,
    /// What the runtime said where it could not start it (`StartError`); empty otherwise: what a program says of its end is not kept.
    pub message: Name,
}

impl Ended {
    /// By what it ended.
    pub const fn by(&self) -> By {
        if self.signal != 0 { By::Signal(self.signal) } else { By::Exit(self.exit_code) }
    }

    /// Why it ended, with the limit of memory that it had then, in bytes, where it was killed for that: `OOMKilled at 16Mi`.
    fn reason_at(&self, limit: Option<u64>) -> Why {
        match limit.filter(|_| &*self.reason == "OOMKilled") {
            Some(limit) => EndWhy::Limit(limit).into(),
            None => self.reason.clone().into(),
        }
    }

    /// How it ended: `OOMKilled, exit 137`, with that limit where it is given, or `exit 1` where the reason only says `Error`.
    pub fn how(&self, limit: Option<u64>) -> EndWhy {
        match (&*self.reason, limit) {
            ("" | "Error", _) => EndWhy::By(self.by()),
            ("OOMKilled", Some(limit)) => EndWhy::AtLimit(limit, self.by()),
            _ => EndWhy::For(self.reason.clone(), self.by()),
        }
    }

    /// The same in words, without a limit.
    pub fn words(&self) -> String {
        self.how(None).to_string()
    }
}

/// What a container is doing now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ContainerState {
    /// Nothing is known of it yet.
    Unknown,
    /// It has not started, or waits to be started again.
    Waiting {
        /// Why, such as `ContainerCreating` or `CrashLoopBackOff`.
        reason: Name,
        /// The kubelet's message; may be empty.
        message: Name,
    },
    /// It runs.
    Running {
        /// Since when, where known.
        since: Option<Time>,
    },
    /// It has ended.
    Terminated(Ended),
}

/// One container of a pod.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Container {
    /// Its name.
    pub name: Name,
    /// The image of the spec.
    pub image: Name,
    /// The beginning of the digest that the runtime has pulled it by, where it says so.
    pub digest: Option<Name>,
    /// Init, app, ephemeral.
    pub role: ContainerRole,
    /// What it asks for.
    pub asks: Arc<Asks>,
    /// Whether it passes its readiness probe.
    pub ready: bool,
    /// Whether it has passed its startup probe.
    pub started: bool,
    /// How often it was started again.
    pub restarts: u32,
    /// What it is doing.
    pub state: ContainerState,
    /// How it ended last, where it was started again.
    pub last: Option<Ended>,
}

impl Container {
    /// Why it ended, with the limit that it was killed at for its memory: `OOMKilled at 16Mi`.
    pub fn end_reason(&self, ended: &Ended) -> Why {
        ended.reason_at(self.asks.memory.limit)
    }

    /// How it ended, with that limit.
    pub fn end(&self, ended: &Ended) -> EndWhy {
        ended.how(self.asks.memory.limit)
    }
}

impl Pod {
    /// kubectl's READY column.
    pub fn ready_words(&self) -> String {
        format!("{}/{}", self.ready, self.total)
    }

    /// kubectl's RESTARTS column at `now`: `4 (3m ago)`.
    pub fn restarts_words(&self, now: Time) -> String {
        match self.last_restart {
            Some(last) if self.restarts > 0 => format!("{} ({} ago)", self.restarts, last.age(now)),
            _ => self.restarts.to_string(),
        }
    }

    /// Whether its controller still counts it: `IsPodActive` of kubernetes/pkg/controller. What has ended, or was asked to go, stands
    /// beside those that do its work.
    pub const fn active(&self) -> bool {
        !self.deleting && !matches!(self.health, PodHealth::Done | PodHealth::Failed(_))
    }

    /// The label `controller-revision-hash` or `pod-template-hash`: which template of its controller it was made from.
    pub fn hash(&self) -> Option<&str> {
        let label = |key| self.labels.get(key).filter(|hash| !hash.is_empty());
        label("controller-revision-hash").or_else(|| label("pod-template-hash"))
    }

    /// Whether all that it is to run has ended.
    pub fn is_over(&self) -> bool {
        let mut apps = self.containers.iter().filter(|c| c.role == ContainerRole::App).peekable();
        apps.peek().is_some() && apps.all(|c| matches!(c.state, ContainerState::Terminated(_)))
    }

    /// A container by name.
    pub fn container(&self, name: &str) -> Option<&Container> {
        self.containers.iter().find(|c| &*c.name == name)
    }
}

impl ContainerState {
    /// In a word or two, as kubectl's describe has it.
    pub fn words(&self) -> String {
        match self {
            Self::Unknown => "Unknown".into(),
            Self::Waiting { reason, .. } if reason.is_empty() => "Waiting".into(),
            Self::Waiting { reason, .. } => reason.to_string(),
            Self::Running { .. } => "Running".into(),
            Self::Terminated(ended) if ended.reason.is_empty() => ended.words(),
            Self::Terminated(ended) => ended.reason.to_string(),
        }
    }
}
