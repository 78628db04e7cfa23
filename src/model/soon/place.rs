//! Where it is looked for what runs out, and what could not be looked at there.

use crate::model::Name;
use crate::model::trouble::Trouble;
use std::sync::Arc;

/// Where things are looked for, in the order in which they are asked for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[allow(missing_docs, reason = "named as the API names them")]
pub enum Source {
    /// The server's certificate and the user's own.
    Connection,
    TlsSecrets,
    ValidatingWebhooks,
    MutatingWebhooks,
    ApiServices,
    Quotas,
    Autoscalers,
    Jobs,
    CronJobs,
    Nodes,
    Images,
    /// Volumes of claims, as the kubelets count them.
    Volumes,
}

impl Source {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Connection,
        Self::TlsSecrets,
        Self::ValidatingWebhooks,
        Self::MutatingWebhooks,
        Self::ApiServices,
        Self::Quotas,
        Self::Autoscalers,
        Self::Jobs,
        Self::CronJobs,
        Self::Nodes,
        Self::Images,
        Self::Volumes,
    ];
}

impl Source {
    /// The kind that it goes by.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Connection => "",
            Self::TlsSecrets => "Secret",
            Self::ValidatingWebhooks => "ValidatingWebhookConfiguration",
            Self::MutatingWebhooks => "MutatingWebhookConfiguration",
            Self::ApiServices => "APIService",
            Self::Quotas => "ResourceQuota",
            Self::Autoscalers => "HorizontalPodAutoscaler",
            Self::Jobs => "Job",
            Self::CronJobs => "CronJob",
            Self::Nodes => "Node",
            Self::Images => "Pod",
            Self::Volumes => "PersistentVolumeClaim",
        }
    }

    /// Where there is what has a time: what the count of what is due within a day comes from.
    pub const TIMED: [Self; 5] =
        [Self::Connection, Self::TlsSecrets, Self::ValidatingWebhooks, Self::MutatingWebhooks, Self::ApiServices];
}

/// Something that could not be looked at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unseen {
    /// Where.
    pub source: Source,
    /// In which namespaces, of which objects, or on which nodes; empty for everywhere.
    pub places: Vec<Name>,
    /// Why not.
    pub why: Why,
}

/// Why something could not be looked at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Why {
    /// The user may not, in the server's words.
    NotAllowed(Name),
    /// The user may not look at all namespaces: others than those that are known were left out.
    OnlyKnown {
        /// In the server's words.
        refused: Name,
        /// How many namespaces were looked at.
        looked: usize,
        /// How many are known.
        known: usize,
    },
    /// It was not asked any more: the look may take no longer than so many seconds.
    NotAsked(u64),
    /// What is there was not judged, since not all pods that count were seen, and why those were not.
    NotJudged(Box<Self>),
    /// The API does not serve it.
    NotServed,
    /// There was no answer that can be used, and what there was.
    NoAnswer(Arc<Trouble>),
    /// There are more than are looked at.
    TooMany(usize),
    /// So many objects could not be read.
    NotRead(usize),
}

impl Why {
    /// Whether it may well be seen the next time: what was known before is the newest that is known.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::NoAnswer(_) | Self::NotAsked(_) => true,
            Self::NotJudged(why) => why.is_passing(),
            Self::NotAllowed(_) | Self::OnlyKnown { .. } | Self::NotServed | Self::TooMany(_) | Self::NotRead(_) => false,
        }
    }
}
