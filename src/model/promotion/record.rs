//! A plan as it is written down: in the journal, and as it is found there again.

use super::Step;
use crate::model::change::{ImageSwap, Reason};
use crate::model::{Name, Time, Uid, WorkloadKind};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A namespace of a context.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Site {
    /// The kubeconfig context.
    pub context: Name,
    /// The namespace.
    pub namespace: Name,
}

/// From where to where images are moved.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Route {
    /// Where they run already.
    pub from: Site,
    /// Where they are to run.
    pub to: Site,
}

/// `iot-dev → iot-test`; of two contexts with both.
impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { from, to } = self;
        if from.context == to.context {
            return write!(f, "{} → {}", from.namespace, to.namespace);
        }
        write!(f, "{} ▸ {} → {} ▸ {}", from.context, from.namespace, to.context, to.namespace)
    }
}

/// One step as it is written down.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct StepNote {
    /// The workload's kind, as the API writes it.
    pub kind: Name,
    /// Its name.
    pub name: Name,
    /// Its UID.
    pub uid: String,
    /// The images.
    pub swaps: Vec<ImageSwap>,
}

impl StepNote {
    /// Which kind it is; `None` for one that a later version moves.
    pub fn workload(&self) -> Option<WorkloadKind> {
        WorkloadKind::ALL.into_iter().find(|kind| *kind.kind().word() == *self.kind)
    }

    /// The UID.
    pub fn uid(&self) -> Uid {
        Uid::new(&self.uid)
    }
}

impl From<&Step> for StepNote {
    fn from(step: &Step) -> Self {
        let Step { kind, name, uid, swaps, .. } = step;
        Self { kind: kind.kind().word().into(), name: name.clone(), uid: uid.to_string(), swaps: swaps.clone() }
    }
}

/// What is written down before the first step of a plan is sent.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct PlanNote {
    /// From where to where.
    pub route: Route,
    /// Whether it takes another one back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub back: bool,
    /// The steps, in their order.
    pub steps: Vec<StepNote>,
}

/// How a plan ended.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "end", rename_all = "kebab-case")]
pub enum PlanEnd {
    /// All steps came to a good end.
    Done,
    /// It was stopped.
    Stopped {
        /// By which step, from 1.
        step: usize,
        /// Why.
        reason: Reason,
    },
    /// It was not finished, and its user knows.
    Left,
}

/// In English.
impl fmt::Display for PlanEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Done => f.write_str("done"),
            Self::Stopped { step, reason } => write!(f, "stopped at step {step}: {reason}"),
            Self::Left => f.write_str("not finished, and left so"),
        }
    }
}

/// A plan as it was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlanRecord {
    /// Its entry.
    pub id: Name,
    /// When it was begun.
    pub time: Time,
    /// The kubeconfig's user.
    pub user: Name,
    /// What was written then.
    pub note: PlanNote,
    /// When and how it ended; `None` where that was never written: it is under way, or the program was left.
    pub end: Option<(Time, PlanEnd)>,
}
