//! Why something is as it is, as a value: kept, compared, and put into words where it is shown. The English stands here and beside each
//! subject, for whoever has no language; `app::text` has the Chinese.

use super::{AdmissionWhy, BatchWhy, ContainerWhy, EndWhy, ImageWhy, NodesWhy, PodWhy, VolumeWhy, WorkloadWhy};
use crate::model::Name;
use std::fmt;

/// Why something is as it is.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Why {
    /// There is nothing to tell.
    #[default]
    Nothing,
    /// A word of kubectl, a name, or what others say: it stands as it is.
    Words(Name),
    /// A cause, and with what.
    Told(Box<Told>),
    /// How a container ended.
    End(EndWhy),
    /// Why a container could not be made or started.
    Container(ContainerWhy),
    /// Why an image could not be pulled.
    Image(ImageWhy),
    /// Why no node takes a pod.
    Nodes(NodesWhy),
    /// Why an object was not admitted.
    Admission(AdmissionWhy),
    /// What keeps a pod from being made: volumes, its network.
    Volume(VolumeWhy),
    /// How a pod is, or one of its containers.
    Pod(PodWhy),
    /// How a workload is.
    Workload(WorkloadWhy),
    /// How what runs to an end is, and standalone pods.
    Batch(BatchWhy),
}

impl Why {
    /// A cause, and with what.
    pub fn told(what: impl Into<Self>, detail: impl Into<Self>) -> Self {
        Told::new(what, detail).into()
    }

    /// Whether there is nothing to tell.
    pub fn is_nothing(&self) -> bool {
        *self == Self::Nothing
    }

    /// Whether it is this word.
    pub fn is(&self, word: &str) -> bool {
        matches!(self, Self::Words(words) if &**words == word)
    }

    /// What is wrong, without which revision served before.
    #[must_use]
    pub fn cause(&self) -> Self {
        match self {
            Self::Workload(WorkloadWhy::Fault { what, revision, .. }) => {
                WorkloadWhy::Fault { what: what.clone(), revision: *revision, before: None }.into()
            }
            Self::Nothing
            | Self::Words(_)
            | Self::Told(_)
            | Self::End(_)
            | Self::Container(_)
            | Self::Image(_)
            | Self::Nodes(_)
            | Self::Admission(_)
            | Self::Volume(_)
            | Self::Pod(_)
            | Self::Workload(_)
            | Self::Batch(_) => self.clone(),
        }
    }
}

/// In English.
impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => Ok(()),
            Self::Words(words) => f.write_str(words),
            Self::Told(told) => told.fmt(f),
            Self::End(why) => why.fmt(f),
            Self::Container(why) => why.fmt(f),
            Self::Image(why) => why.fmt(f),
            Self::Nodes(why) => why.fmt(f),
            Self::Admission(why) => why.fmt(f),
            Self::Volume(why) => why.fmt(f),
            Self::Pod(why) => why.fmt(f),
            Self::Workload(why) => why.fmt(f),
            Self::Batch(why) => why.fmt(f),
        }
    }
}

/// A cause, and with what.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Told {
    /// What is wrong: `image not found`.
    pub what: Why,
    /// With what, or how much: `web:1.9`; may be nothing.
    pub detail: Why,
}

impl Told {
    /// Both.
    pub fn new(what: impl Into<Why>, detail: impl Into<Why>) -> Self {
        Self { what: what.into(), detail: detail.into() }
    }
}

/// Both in one line.
impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.what.fmt(f)?;
        if self.detail.is_nothing() { Ok(()) } else { write!(f, ": {}", self.detail) }
    }
}

impl From<Told> for Why {
    fn from(told: Told) -> Self {
        if told.detail.is_nothing() { told.what } else { Self::Told(Box::new(told)) }
    }
}

impl From<&str> for Why {
    fn from(words: &str) -> Self {
        if words.is_empty() { Self::Nothing } else { Self::Words(words.into()) }
    }
}

impl From<String> for Why {
    fn from(words: String) -> Self {
        words.as_str().into()
    }
}

impl From<Name> for Why {
    fn from(words: Name) -> Self {
        if words.is_empty() { Self::Nothing } else { Self::Words(words) }
    }
}

macro_rules! subjects {
    ($($subject:ident($inner:ident)),*) => {
        $(impl From<$inner> for Why {
            fn from(why: $inner) -> Self {
                Self::$subject(why)
            }
        })*
    };
}

subjects!(
    End(EndWhy),
    Container(ContainerWhy),
    Image(ImageWhy),
    Nodes(NodesWhy),
    Admission(AdmissionWhy),
    Volume(VolumeWhy),
    Pod(PodWhy),
    Workload(WorkloadWhy),
    Batch(BatchWhy)
);
