//! How workloads are, by the rules of the design and of `kubectl rollout status`: told from their status and from their pods.

use super::health::{Cause, Mood, Sick};
use super::pod::Pod;
use super::workload::{Progress, Workload};
use super::{Time, WorkloadKind};

/// The states of a workload, worst first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum State {
    /// `ProgressDeadlineExceeded` or `ReplicaFailure`.
    Failed,
    /// A rollout whose newest pods cannot get ready.
    Stuck,
    /// Fewer ready than desired, or an unwell pod, with no rollout under way.
    Degraded,
    /// On its way.
    Progressing,
    /// Its rollout is held.
    Paused,
    /// As it should be.
    Healthy,
    /// No pod is wanted.
    Idle,
}

impl State {
    /// The word on the screen.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Failed => "Failed",
            Self::Stuck => "Stuck",
            Self::Degraded => "Degraded",
            Self::Progressing => "Progressing",
            Self::Paused => "Paused",
            Self::Idle => "Idle",
            Self::Healthy => "Healthy",
        }
    }

    /// Its glyph's meaning.
    pub const fn mood(self) -> Mood {
        match self {
            Self::Failed | Self::Stuck | Self::Degraded => Mood::Unwell,
            Self::Progressing => Mood::Busy,
            Self::Paused => Mood::Paused,
            Self::Idle => Mood::Idle,
            Self::Healthy => Mood::Well,
        }
    }
}

/// How a workload is.
#[derive(Clone, PartialEq, Debug)]
pub struct WorkloadHealth {
    /// The state.
    pub state: State,
    /// The worst pod's trouble, or the controller's message.
    pub sick: Option<Sick>,
    /// Since when it is stuck, where that can be told.
    pub since: Option<Time>,
    /// One line for what is under way or wrong, without the state's word.
    pub words: String,
}

/// Whether a rollout is under way, by the rules of `kubectl rollout status`.
pub const fn rolling(w: &Workload) -> bool {
    if w.observed < w.generation {
        return true;
    }
    if w.on_delete {
        return false;
    }
    match w.kind {
        WorkloadKind::Deployment => {
            w.updated < w.desired
                || w.replicas > w.updated
                || (w.available < w.desired && !matches!(w.progress, Progress::Complete | Progress::Unknown))
        }
        WorkloadKind::StatefulSet => w.updated < w.desired.saturating_sub(w.partition),
        WorkloadKind::DaemonSet => w.updated < w.desired,
    }
}

/// How a workload is at `now`. `pods` are its pods as far as they are known, each with whether it is of the newest template;
/// `pods_known` is false where its namespace's pods are not watched, so that their absence tells nothing.
pub fn workload_health<'a>(
    w: &Workload,
    pods: impl Iterator<Item = (&'a Pod, bool)>,
    pods_known: bool,
    now: Time,
) -> WorkloadHealth {
    let rolling = rolling(w);
    let (mut worst, mut since, mut starting): (Option<Sick>, Option<Time>, u32) = (None, None, 0);
    for (pod, newest) in pods {
        match pod.health.mood(now) {
            Mood::Busy if !pod.deleting => starting += 1,
            // While a rollout is under way, what ails the old pods is going away with them.
            Mood::Unwell if newest || !rolling => {
                since = Some(since.map_or(pod.created, |s: Time| s.min(pod.created)));
                if let Some(sick) = pod.health.sick(now)
                    && worst.as_ref().is_none_or(|w| sick.cause < w.cause)
                {
                    worst = Some(sick);
                }
            }
            _ => {}
        }
    }
    let short = w.ready < w.desired;
    let state = if w.desired == 0 && w.replicas == 0 && w.observed >= w.generation {
        State::Idle
    } else if w.failure.is_some() && (short || rolling) {
        State::Failed
    } else if w.paused {
        if worst.is_some() { State::Degraded } else { State::Paused }
    } else if w.progress == Progress::DeadlineExceeded && (rolling || short) {
        State::Failed
    } else if rolling {
        if worst.is_some() { State::Stuck } else { State::Progressing }
    } else if worst.is_some() {
        State::Degraded
    } else if short {
        if starting > 0 || pods_known && w.replicas < w.desired { State::Progressing } else { State::Degraded }
    } else {
        State::Healthy
    };
    let sick = match (&w.failure, worst) {
        (Some(message), _) if state == State::Failed => {
            Some(Sick { cause: Cause::Config, word: "ReplicaFailure".into(), detail: message.clone() })
        }
        (_, worst) => worst,
    };
    let words = words(w, state, rolling, sick.as_ref());
    WorkloadHealth { state, sick, since: since.filter(|_| state.mood() == Mood::Unwell), words }
}

fn words(w: &Workload, state: State, rolling: bool, sick: Option<&Sick>) -> String {
    let trouble = |s: &Sick| if s.detail.is_empty() { s.word.to_string() } else { format!("{}: {}", s.word, s.detail) };
    match (state, sick) {
        (State::Failed, Some(s)) if w.progress == Progress::DeadlineExceeded && w.failure.is_none() => {
            format!("deadline exceeded, {}", trouble(s))
        }
        (State::Failed, None) => "progress deadline exceeded".into(),
        (State::Degraded, Some(s)) if w.paused => format!("paused, {}", trouble(s)),
        (_, Some(s)) => trouble(s),
        (State::Degraded, None) => format!("{} of {} ready", w.ready, w.desired),
        (State::Progressing, None) if w.observed < w.generation => "change not yet seen by its controller".into(),
        (State::Progressing, None) if rolling && w.updated < w.desired => format!("{} of {} updated", w.updated, w.desired),
        (State::Progressing, None) if rolling && w.replicas > w.updated => format!("{} old still there", w.replicas - w.updated),
        (State::Progressing, None) => format!("{} of {} ready", w.ready, w.desired),
        (State::Paused, None) => "rollout paused".into(),
        (State::Idle | State::Healthy | State::Stuck, None) => String::new(),
    }
}
