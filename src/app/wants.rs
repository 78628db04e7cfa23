//! What a change set in a workload, held against what the workload has by now.

use crate::model::change::reason::Instead;
use crate::model::change::{Change, Intent, Touched};
use crate::model::workload::Workload;
use crate::model::{Name, SessionId, Time};

/// How long the fields that a change set are watched afterwards, in milliseconds: autoscalers and GitOps tools act within minutes.
pub(super) const WATCHED_MS: i64 = 5 * 60_000;

/// What a change set in a workload, as far as its row shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Wants {
    /// The number of replicas.
    Replicas(u32),
    /// Whether its rollouts are held.
    Paused(bool),
    /// Images by container.
    Images(Vec<(Name, Name)>),
}

impl Wants {
    pub(super) fn of(change: &Change) -> Option<Self> {
        match change {
            Change::Scale { to, .. } => Some(Self::Replicas(*to)),
            Change::Pause => Some(Self::Paused(true)),
            Change::Resume => Some(Self::Paused(false)),
            Change::SetImages { swaps } => {
                Some(Self::Images(swaps.iter().map(|s| (s.container.as_str().into(), s.to.as_str().into())).collect()))
            }
            Change::Restart
            | Change::RollBack { .. }
            | Change::Delete { .. }
            | Change::Evict
            | Change::Edit { .. }
            | Change::Apply { .. }
            | Change::Suspend
            | Change::Unsuspend
            | Change::Trigger { .. }
            | Change::Cordon
            | Change::Uncordon
            | Change::Drain { .. }
            | Change::Shell { .. }
            | Change::Exec { .. }
            | Change::Attach { .. }
            | Change::Debug { .. }
            | Change::DebugNode { .. }
            | Change::Forward { .. }
            | Change::CopyIn { .. }
            | Change::CopyOut { .. }
            | Change::Command { .. }
            | Change::Label { .. }
            | Change::Annotate { .. } => None,
        }
    }

    /// What it is instead; `None` where it is as it was wanted.
    pub(super) fn instead(&self, w: &Workload) -> Option<Instead> {
        match self {
            Self::Replicas(n) => (w.desired != *n).then_some(Instead::Replicas(w.desired)),
            Self::Paused(paused) => (w.paused != *paused).then_some(Instead::Paused(w.paused)),
            Self::Images(images) => images.iter().find_map(|(container, image)| {
                let now = w.images.iter().find(|i| i.container == *container)?;
                (now.image != *image).then(|| Instead::Image(crate::model::image::short(&now.image)))
            }),
        }
    }

    pub(super) const fn touched(&self) -> Touched {
        match self {
            Self::Replicas(_) => Touched::Replicas,
            Self::Paused(_) => Touched::Paused,
            Self::Images(_) => Touched::Images,
        }
    }
}

/// A change whose fields are watched.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Watched {
    pub(super) intent: Intent,
    /// In which it was sent.
    pub(super) session: SessionId,
    pub(super) wants: Wants,
    /// When it was accepted, and the generation that it had then: what is older says nothing of it.
    pub(super) since: Time,
    pub(super) generation: i64,
    /// What it was made into, once it was, and when that was seen.
    pub(super) instead: Option<(Instead, Time)>,
}
