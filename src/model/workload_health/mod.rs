//! How workloads are, by the rules of the design and of `kubectl rollout status`: told from their status and from their pods.

use super::health::SHAKY_MS;
use super::health::{Cause, Mood, Sick};
use super::pod::{ContainerRole, ContainerState, Pod};
use super::reason::{self, Why, WorkloadWhy};
use super::release::{Blame, Held, blame, speaks};
use super::workload::{Progress, Workload};
use super::{Time, WorkloadKind};

/// The states of a workload, worst first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum State {
    /// `ProgressDeadlineExceeded` or `ReplicaFailure`.
    Failed,
    /// A rollout whose newest pods cannot get ready.
    Stuck,
    /// Its rollout is over, and the pods of the newest revision are unwell since: the revision is at fault, by [`super::release`].
    BadRelease,
    /// Fewer ready than desired, or an unwell pod, with no rollout under way.
    Degraded,
    /// On its way.
    Progressing,
    /// Its rollout is held.
    Paused,
    /// A run of a CronJob did not begin when it was due.
    Missed,
    /// A Job's pods are under way.
    Running,
    /// A Job or CronJob that is to start no pods for now.
    Suspended,
    /// As it should be.
    Healthy,
    /// A CronJob of which a run is under way.
    Active,
    /// A Job that came to its end as it should.
    Complete,
    /// No pod is wanted.
    Idle,
    /// A Job that failed so long ago that it counts no more.
    FailedLongAgo,
}

impl State {
    /// The word on the screen.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Failed => "Failed",
            Self::Stuck => "Stuck",
            Self::BadRelease => "BadRelease",
            Self::Degraded => "Degraded",
            Self::Progressing => "Progressing",
            Self::Paused => "Paused",
            Self::Idle => "Idle",
            Self::Healthy => "Healthy",
            Self::Missed => "Missed",
            Self::Running => "Running",
            Self::Suspended => "Suspended",
            Self::Active => "Active",
            Self::Complete => "Complete",
            Self::FailedLongAgo => "Failed",
        }
    }

    /// Its glyph's meaning.
    pub const fn mood(self) -> Mood {
        match self {
            Self::Failed | Self::Stuck | Self::BadRelease | Self::Degraded | Self::Missed => Mood::Unwell,
            Self::Progressing | Self::Running => Mood::Busy,
            Self::Paused | Self::Suspended => Mood::Paused,
            Self::Idle | Self::FailedLongAgo => Mood::Idle,
            Self::Healthy | Self::Active | Self::Complete => Mood::Well,
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
    /// Since when it is stuck, where that can be told; of a bad release, when it came.
    pub since: Option<Time>,
    /// The revision that is at fault, and the one that served before it.
    pub blame: Option<Blame>,
    /// Until when this holds by itself, though nothing is heard, but for its pods.
    pub until: Option<Time>,
    /// What is under way or wrong, without the state's word.
    pub why: Why,
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
        // Its last pod counts as updated before it is ready; until then its new revision is not the current one.
        WorkloadKind::StatefulSet => {
            w.updated < w.desired.saturating_sub(w.partition) || (matches!(w.progress, Progress::Ongoing) && w.ready < w.desired)
        }
        WorkloadKind::DaemonSet => w.updated < w.desired,
        WorkloadKind::Job | WorkloadKind::CronJob => false,
    }
}

/// How a workload is at `now`. `pods` are its pods as far as they are known, each with whether it is of the newest template;
/// `pods_known` is false where its namespace's pods are not watched, so that their absence tells nothing. `history` is asked for where it
/// matters which revisions were in force when.
pub fn workload_health<'a>(
    w: &Workload,
    pods: impl Iterator<Item = (&'a Pod, bool)>,
    pods_known: bool,
    history: impl FnOnce() -> Vec<Held>,
    now: Time,
) -> WorkloadHealth {
    let rolling = rolling(w);
    // An old pod weighs where its controller leaves it in place, as with `OnDelete` or a partition. Else it is going away with its rollout, or
    // has gone and is only not known to have.
    let old_count = !rolling && w.replicas > w.updated;
    let (mut worst, mut since, mut starting): (Option<Sick>, Option<Time>, u32) = (None, None, 0);
    let mut old_unwell = false;
    let mut shaken: Option<(Sick, Time)> = None;
    for (pod, newest) in pods {
        match pod.health.mood(now) {
            // Its controller counts it no more.
            _ if !pod.active() => {}
            Mood::Busy => starting += 1,
            Mood::Well if newest && shaken.is_none() => shaken = just_crashed(pod, now),
            Mood::Unwell if newest || old_count => {
                old_unwell |= !newest;
                since = Some(since.map_or(pod.created, |s: Time| s.min(pod.created)));
                if let Some(sick) = pod.health.sick(now)
                    && worst.as_ref().is_none_or(|w| sick.cause < w.cause)
                {
                    worst = Some(sick);
                }
            }
            Mood::Unwell | Mood::Paused | Mood::Well | Mood::Idle | Mood::Unknown => {}
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
    } else if w.replicas > w.desired {
        // Scaled down, and the last of the others have not gone yet.
        State::Progressing
    } else {
        State::Healthy
    };
    // Between two crashes all may be ready for some seconds: of a young revision that is no reason to call it well.
    let shaken =
        shaken.filter(|_| worst.is_none() && matches!(state, State::Healthy | State::Degraded | State::Progressing) && !rolling);
    let suspect = shaken.as_ref().map(|(s, _)| s).or_else(|| worst.as_ref().filter(|_| state == State::Degraded));
    let at_fault = !w.paused && !old_unwell && suspect.is_some_and(|s| speaks(s.cause));
    let blame = if at_fault { blame(&history(), now) } else { None };
    let until = blame.map(|b| shaken.as_ref().map_or(b.ends(), |(_, turn)| b.ends().min(*turn)));
    let worst = if blame.is_some() { worst.or(shaken.map(|(s, _)| s)) } else { worst };
    let state = if blame.is_some() { State::BadRelease } else { state };
    let since = blame.map(|b| b.came).or(since);
    let sick = match (&w.failure, worst) {
        (Some(message), _) if state == State::Failed => Some(refusal(message)),
        (_, worst) => worst,
    };
    let why = match (&blame, &sick) {
        (Some(blame), Some(sick)) => fault(blame, sick),
        _ => why(w, state, rolling, sick.as_ref()),
    };
    WorkloadHealth { state, sick, since: since.filter(|_| state.mood() == Mood::Unwell), blame, until, why }
}

/// How a container of a pod that is well ended a moment ago, and until when that is a moment ago.
fn just_crashed(pod: &Pod, now: Time) -> Option<(Sick, Time)> {
    pod.containers.iter().filter(|c| c.role != ContainerRole::Ephemeral).find_map(|c| match (&c.state, &c.last) {
        (ContainerState::Running { since: Some(since) }, Some(last)) if last.exit_code != 0 || last.signal != 0 => {
            let turn = since.plus(SHAKY_MS + 1);
            let sick = Sick { cause: Cause::Crash, word: "Crashing".into(), detail: c.end(last).into() };
            (now < turn).then_some((sick, turn))
        }
        _ => None,
    })
}

/// `exit 7, since rev 8; rev 7 served 12d`.
fn fault(blame: &Blame, sick: &Sick) -> Why {
    let what = if sick.cause == Cause::Crash { sick.detail.clone() } else { sick.why() };
    WorkloadWhy::Fault { what: Box::new(what), revision: blame.number, before: blame.predecessor() }.into()
}

/// Why no pods can be made.
fn refusal(message: &str) -> Sick {
    Sick::told(Cause::Config, reason::refused(message))
}

fn why(w: &Workload, state: State, rolling: bool, sick: Option<&Sick>) -> Why {
    let why = match (state, sick) {
        (State::Failed, None) => WorkloadWhy::Deadline,
        (State::Degraded, Some(s)) if w.paused => WorkloadWhy::Paused(Box::new(s.why())),
        (_, Some(s)) => return s.why(),
        (State::Degraded, None) => WorkloadWhy::Ready(w.ready, w.desired),
        (State::Progressing, None) if w.observed < w.generation => WorkloadWhy::Unseen,
        (State::Progressing, None) if rolling && w.updated < w.desired => WorkloadWhy::Updated(w.updated, w.desired),
        (State::Progressing, None) if rolling && w.replicas > w.updated => WorkloadWhy::OldLeft(w.replicas - w.updated),
        (State::Progressing, None) if w.replicas > w.desired => WorkloadWhy::TooMany(w.replicas - w.desired),
        (State::Progressing, None) => WorkloadWhy::Ready(w.ready, w.desired),
        (State::Paused, None) => WorkloadWhy::RolloutPaused,
        (
            State::Idle
            | State::Healthy
            | State::Stuck
            | State::BadRelease
            | State::Missed
            | State::Running
            | State::Suspended
            | State::Active
            | State::Complete
            | State::FailedLongAgo,
            None,
        ) => return Why::Nothing,
    };
    why.into()
}

#[cfg(test)]
mod tests;
