//! Helm's releases, as Helm 3 keeps them in a cluster: one Secret or ConfigMap for each revision. What its labels say is known of all of them;
//! what is packed in it is read of one at a time.

mod command;
mod release;
#[cfg(test)]
mod test_record;

pub use command::{ROLL_BACK, kind, roll_back, target};
pub use release::{Release, ReleaseKey, releases};

use super::resource::Resource;
use super::revision::DiffLine;
use super::soon::Why;
use super::trouble::Trouble;
use super::{Name, Time, Uid};
use std::sync::Arc;

/// What the name of every record begins with.
pub const PREFIX: &str = "sh.helm.release.v1.";

/// Where a release is kept: Helm's `HELM_DRIVER`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[allow(missing_docs, reason = "named as their kinds")]
pub enum Driver {
    Secret,
    ConfigMap,
}

impl Driver {
    /// Both, the usual one first.
    pub const ALL: [Self; 2] = [Self::Secret, Self::ConfigMap];

    /// The kind of its objects.
    pub fn resource(self) -> Resource {
        match self {
            Self::Secret => Resource::new("", "v1", "secrets", "Secret", true),
            Self::ConfigMap => Resource::new("", "v1", "configmaps", "ConfigMap", true),
        }
    }

    /// The kind's name.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Secret => "Secret",
            Self::ConfigMap => "ConfigMap",
        }
    }
}

/// How a revision stands, in Helm's words.
#[derive(Clone, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "named as Helm's words")]
pub enum Status {
    Deployed,
    Superseded,
    Failed,
    Uninstalled,
    Uninstalling,
    PendingInstall,
    PendingUpgrade,
    PendingRollback,
    Unknown,
    /// A word that is none of Helm's.
    Other(Name),
}

impl Status {
    /// By its word.
    pub fn of(word: &str) -> Self {
        match word {
            "deployed" => Self::Deployed,
            "superseded" => Self::Superseded,
            "failed" => Self::Failed,
            "uninstalled" => Self::Uninstalled,
            "uninstalling" => Self::Uninstalling,
            "pending-install" => Self::PendingInstall,
            "pending-upgrade" => Self::PendingUpgrade,
            "pending-rollback" => Self::PendingRollback,
            "unknown" => Self::Unknown,
            other => Self::Other(other.into()),
        }
    }

    /// Its word, as `helm list` prints it.
    pub fn word(&self) -> &str {
        match self {
            Self::Deployed => "deployed",
            Self::Superseded => "superseded",
            Self::Failed => "failed",
            Self::Uninstalled => "uninstalled",
            Self::Uninstalling => "uninstalling",
            Self::PendingInstall => "pending-install",
            Self::PendingUpgrade => "pending-upgrade",
            Self::PendingRollback => "pending-rollback",
            Self::Unknown => "unknown",
            Self::Other(word) => word,
        }
    }

    /// Whether an operation of Helm's is under way, or was left half done: Helm refuses another one as long as it stands so.
    pub const fn is_pending(&self) -> bool {
        matches!(self, Self::PendingInstall | Self::PendingUpgrade | Self::PendingRollback)
    }
}

/// The object that holds one revision of a release, as far as its metadata tells.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Record {
    /// What it is.
    pub driver: Driver,
    /// Its namespace, which is that of the release.
    pub namespace: Name,
    /// Its name.
    pub object: Name,
    /// Its UID.
    pub uid: Uid,
    /// Its resourceVersion: what is packed in it is another one with another.
    pub version: Name,
    /// The release.
    pub release: Name,
    /// The revision.
    pub revision: u64,
    /// How the revision stands.
    pub status: Status,
    /// When the revision was made.
    pub created: Time,
}

/// What a record says beside its metadata.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Facts {
    /// The chart's name.
    pub chart: Name,
    /// The chart's version.
    pub chart_version: Name,
    /// The version of what the chart installs; empty where it says none.
    pub app_version: Name,
    /// What Helm says of how it went.
    pub description: Name,
    /// When it was deployed.
    pub deployed: Option<Time>,
}

impl Facts {
    /// The chart with its version, as `helm list` prints it.
    pub fn chart(&self) -> String {
        format!("{}-{}", self.chart, self.chart_version)
    }
}

/// A part of a record that is read as a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// The values that its user gave.
    Values,
    /// Those laid over the chart's own.
    AllValues,
    /// The chart's notes.
    Notes,
    /// The objects.
    Manifest,
}

/// Why what is packed in a record cannot be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fault {
    /// There was no answer that can be used.
    NoAnswer(Arc<Trouble>),
    /// The object of this name is another one by now.
    Replaced,
    /// It has no field `release`.
    Empty,
    /// What stands there is not base64.
    NotBase64,
    /// What is packed in it is damaged.
    Damaged,
    /// It unpacks to more than so many MiB.
    TooLarge(usize),
    /// It is no release as Helm 3 writes one.
    NotRelease,
    /// It is of another release or revision than its labels say.
    Other(Name, u64),
}

/// Where records could not be listed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unlisted {
    /// Those of which kind.
    pub driver: Driver,
    /// In which namespaces; empty for everywhere.
    pub places: Vec<Name>,
    /// Why not.
    pub why: Why,
}

/// The records of the namespaces in view, and where there may be others.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Listing {
    /// Those that are known.
    pub records: Vec<Record>,
    /// Where they could not be listed.
    pub unlisted: Vec<Unlisted>,
}

/// What is asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum HelmWish {
    /// The records of these namespaces; `None` for all, and where that is not allowed those of the namespaces that are known.
    List {
        /// The namespaces in view.
        namespaces: Option<Vec<Name>>,
        /// Those that are known.
        known: Vec<Name>,
    },
    /// What a record says.
    Facts(Record),
    /// In what a part of two records differs, the older one first; with what may be secret in it, where somebody has asked for that.
    Difference(Box<[Record; 2]>, Part, bool),
}

/// The answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum HelmNews {
    /// To [`HelmWish::List`].
    Listed(Listing),
    /// To [`HelmWish::Facts`].
    Facts(Result<Facts, Fault>),
    /// To [`HelmWish::Difference`].
    Differs(Result<Vec<DiffLine>, Fault>),
}
