//! How workloads are, by the rules of the design and of `kubectl rollout status`: told from their status and from their pods.

use super::health::SHAKY_MS;
use super::health::{Cause, Mood, Sick};
use super::pod::{ContainerRole, ContainerState, Pod};
use super::release::{Blame, Held, blame, speaks};
use super::workload::{Progress, Workload};
use super::{Time, WorkloadKind, reason};

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
    let (mut worst, mut since, mut starting): (Option<Sick>, Option<Time>, u32) = (None, None, 0);
    let mut old_unwell = false;
    let mut shaken: Option<(Sick, Time)> = None;
    for (pod, newest) in pods {
        match pod.health.mood(now) {
            // Its controller counts it no more.
            _ if !pod.active() => {}
            Mood::Busy => starting += 1,
            Mood::Well if newest && shaken.is_none() => shaken = just_crashed(pod, now),
            // While a rollout is under way, what ails the old pods is going away with them.
            Mood::Unwell if newest || !rolling => {
                old_unwell |= !newest;
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
    let words = match (&blame, &sick) {
        (Some(blame), Some(sick)) => fault(blame, sick),
        _ => words(w, state, rolling, sick.as_ref()),
    };
    WorkloadHealth { state, sick, since: since.filter(|_| state.mood() == Mood::Unwell), blame, until, words }
}

/// How a container of a pod that is well ended a moment ago, and until when that is a moment ago.
fn just_crashed(pod: &Pod, now: Time) -> Option<(Sick, Time)> {
    pod.containers.iter().filter(|c| c.role != ContainerRole::Ephemeral).find_map(|c| match (&c.state, &c.last) {
        (ContainerState::Running { since: Some(since) }, Some(last)) if last.exit_code != 0 || last.signal != 0 => {
            let turn = since.plus(SHAKY_MS + 1);
            let sick = Sick { cause: Cause::Crash, word: "Crashing".into(), detail: last.words().into() };
            (now < turn).then_some((sick, turn))
        }
        _ => None,
    })
}

/// `exit 7, since rev 8; rev 7 served 12d`: the cause first, since there may be room for little more.
fn fault(blame: &Blame, sick: &Sick) -> String {
    let what = if sick.cause == Cause::Crash { sick.detail.to_string() } else { sick.words() };
    let since = blame.revision().map_or_else(|| "in the new pods".to_owned(), |rev| format!("since {rev}"));
    format!("{what}, {since}{}", blame.predecessor())
}

/// Why no pods can be made.
fn refusal(message: &str) -> Sick {
    let told = reason::refused(message);
    Sick { cause: Cause::Config, word: told.what.into(), detail: told.detail.into() }
}

/// `1 old pod`, `2 old pods`.
fn pods(count: u32, which: &str) -> String {
    format!("{count} {which}{}", if count == 1 { "pod" } else { "pods" })
}

fn words(w: &Workload, state: State, rolling: bool, sick: Option<&Sick>) -> String {
    match (state, sick) {
        (State::Failed, Some(s)) if w.progress == Progress::DeadlineExceeded && w.failure.is_none() => s.words(),
        (State::Failed, None) => "progress deadline exceeded".into(),
        (State::Degraded, Some(s)) if w.paused => format!("paused, {}", s.words()),
        (_, Some(s)) => s.words(),
        (State::Degraded, None) => format!("{} of {} ready", w.ready, w.desired),
        (State::Progressing, None) if w.observed < w.generation => "not yet seen by its controller".into(),
        (State::Progressing, None) if rolling && w.updated < w.desired => format!("{} of {} updated", w.updated, w.desired),
        (State::Progressing, None) if rolling && w.replicas > w.updated => format!("{} left", pods(w.replicas - w.updated, "old ")),
        (State::Progressing, None) if w.replicas > w.desired => format!("{} too many", pods(w.replicas - w.desired, "")),
        (State::Progressing, None) => format!("{} of {} ready", w.ready, w.desired),
        (State::Paused, None) => "rollout paused".into(),
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
        ) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::health::PodHealth;
    use crate::model::{Name, Uid};

    const NOW: Time = Time::from_secs(1_000_000);

    /// A Deployment of three that is as it should be.
    fn good() -> Workload {
        Workload {
            uid: Uid::new("w"),
            kind: WorkloadKind::Deployment,
            namespace: "ns".into(),
            name: "w".into(),
            labels: Default::default(),
            created: NOW.plus(-9_000_000),
            generation: 5,
            observed: 5,
            desired: 3,
            replicas: 3,
            updated: 3,
            ready: 3,
            available: 3,
            paused: false,
            on_delete: false,
            partition: 0,
            progress: Progress::Complete,
            deadline: None,
            rolled: None,
            failure: None,
            revision: 7,
            update_hash: None,
            images: Vec::new().into(),
            batch: None,
            leaving: None,
        }
    }

    fn set() -> Workload {
        Workload { kind: WorkloadKind::StatefulSet, ..good() }
    }

    fn daemon() -> Workload {
        Workload { kind: WorkloadKind::DaemonSet, progress: Progress::Unknown, ..good() }
    }

    fn pod(health: PodHealth) -> Pod {
        Pod {
            uid: Uid::new("p"),
            namespace: "ns".into(),
            name: "p".into(),
            owner: None,
            node: None,
            labels: Default::default(),
            created: NOW.plus(-40_000),
            deleting: false,
            status: "x".into(),
            ready: 0,
            total: 1,
            restarts: 0,
            last_restart: None,
            health,
            containers: Box::default(),
        }
    }

    fn sick(cause: Cause, word: &str, detail: &str) -> Pod {
        pod(PodHealth::Sick(Box::new(Sick { cause, word: word.into(), detail: detail.into() })))
    }

    /// What it is about, the workload, its pods with whether they are of the newest template; the state and the words.
    type Case = (&'static str, Workload, Vec<(Pod, bool)>, State, &'static str);

    #[test]
    fn every_state_of_the_design() {
        use State::{Degraded, Failed, Healthy, Idle, Paused, Progressing, Stuck};
        let image = || sick(Cause::Image, "ErrImagePull", "not found");
        let crash = || sick(Cause::Crash, "CrashLoopBackOff", "exit 1");
        let starting = || pod(PodHealth::Starting { since: NOW.plus(-5000) });
        let well = || pod(PodHealth::Well);
        let quota: Option<Name> = Some("exceeded quota".into());
        let cases: Vec<Case> = vec![
            ("as it should be", good(), vec![(well(), true)], Healthy, ""),
            ("nothing wanted", Workload { desired: 0, replicas: 0, updated: 0, ready: 0, ..good() }, vec![], Idle, ""),
            ("going down to none", Workload { desired: 0, ready: 0, ..good() }, vec![], Progressing, "3 pods too many"),
            ("paused", Workload { paused: true, updated: 0, ready: 3, ..good() }, vec![(well(), false)], Paused, "rollout paused"),
            (
                "paused and unwell",
                Workload { paused: true, ready: 2, ..good() },
                vec![(crash(), true)],
                Degraded,
                "paused, CrashLoopBackOff: exit 1",
            ),
            (
                "change not seen",
                Workload { generation: 6, ..good() },
                vec![(well(), true)],
                Progressing,
                "not yet seen by its controller",
            ),
            (
                "rolling",
                Workload { updated: 1, progress: Progress::Ongoing, ..good() },
                vec![(starting(), true)],
                Progressing,
                "1 of 3 updated",
            ),
            ("old ones go", Workload { replicas: 4, progress: Progress::Ongoing, ..good() }, vec![], Progressing, "1 old pod left"),
            (
                "last ones start",
                Workload { ready: 2, available: 2, progress: Progress::Ongoing, ..good() },
                vec![(starting(), true)],
                Progressing,
                "2 of 3 ready",
            ),
            (
                "stuck at once",
                Workload { updated: 1, replicas: 4, progress: Progress::Ongoing, ..good() },
                vec![(image(), true), (well(), false)],
                Stuck,
                "ErrImagePull: not found",
            ),
            (
                "a first rollout is stuck",
                Workload { ready: 0, available: 0, progress: Progress::Ongoing, ..good() },
                vec![(crash(), true)],
                Stuck,
                "CrashLoopBackOff: exit 1",
            ),
            (
                "old pods ail, new ones come",
                Workload { updated: 1, ready: 2, progress: Progress::Ongoing, ..good() },
                vec![(crash(), false), (starting(), true)],
                Progressing,
                "1 of 3 updated",
            ),
            (
                "the most telling cause",
                Workload { ready: 1, ..good() },
                vec![(sick(Cause::Unready, "NotReady", ""), true), (crash(), true)],
                Degraded,
                "CrashLoopBackOff: exit 1",
            ),
            (
                "past its deadline",
                Workload { updated: 1, progress: Progress::DeadlineExceeded, ..good() },
                vec![(image(), true)],
                Failed,
                "ErrImagePull: not found",
            ),
            (
                "past its deadline, pods unknown",
                Workload { updated: 1, progress: Progress::DeadlineExceeded, ..good() },
                vec![],
                Failed,
                "progress deadline exceeded",
            ),
            (
                "the deadline is long past",
                Workload { progress: Progress::DeadlineExceeded, ..good() },
                vec![(well(), true)],
                Healthy,
                "",
            ),
            ("quota", Workload { ready: 1, failure: quota.clone(), ..good() }, vec![], Failed, "exceeded quota"),
            ("quota, and yet all there", Workload { failure: quota, ..good() }, vec![], Healthy, ""),
            (
                "no rollout, one unwell",
                Workload { ready: 2, ..good() },
                vec![(crash(), true)],
                Degraded,
                "CrashLoopBackOff: exit 1",
            ),
            (
                "no rollout, short, one starts",
                Workload { ready: 2, ..good() },
                vec![(starting(), true)],
                Progressing,
                "2 of 3 ready",
            ),
            ("no rollout, short, pods all well", Workload { ready: 2, ..good() }, vec![(well(), true)], Degraded, "2 of 3 ready"),
            ("enough ready, one unwell all the same", good(), vec![(crash(), true)], Degraded, "CrashLoopBackOff: exit 1"),
            (
                "StatefulSet with a partition",
                Workload { partition: 2, updated: 1, progress: Progress::Unknown, ..set() },
                vec![(well(), false)],
                Healthy,
                "",
            ),
            (
                "StatefulSet below its partition",
                Workload { partition: 1, updated: 1, progress: Progress::Unknown, ..set() },
                vec![],
                Progressing,
                "1 of 3 updated",
            ),
            (
                "StatefulSet, the last is stuck",
                Workload { ready: 2, progress: Progress::Ongoing, ..set() },
                vec![(image(), true)],
                Stuck,
                "ErrImagePull: not found",
            ),
            ("StatefulSet, no rollout", Workload { ready: 2, ..set() }, vec![(image(), true)], Degraded, "ErrImagePull: not found"),
            ("StatefulSet on delete", Workload { on_delete: true, updated: 0, ..set() }, vec![(well(), false)], Healthy, ""),
            ("DaemonSet rolling", Workload { updated: 1, ..daemon() }, vec![(starting(), true)], Progressing, "1 of 3 updated"),
            (
                "DaemonSet stuck",
                Workload { updated: 1, ready: 2, ..daemon() },
                vec![(image(), true)],
                Stuck,
                "ErrImagePull: not found",
            ),
            ("DaemonSet without nodes", Workload { desired: 0, replicas: 0, updated: 0, ready: 0, ..daemon() }, vec![], Idle, ""),
        ];
        for (name, workload, pods, state, words) in cases {
            let got = workload_health(&workload, pods.iter().map(|(p, newest)| (p, *newest)), true, Vec::new, NOW);
            assert_eq!((got.state, got.words.as_str()), (state, words), "{name}");
            assert_eq!(got.since.is_some(), got.sick.is_some() && !pods.is_empty() && state.mood() == Mood::Unwell, "{name}");
        }
    }

    /// A release that completed its rollout and is unwell since, over kinds, causes and what is unwell beside it.
    #[test]
    fn a_release_that_gets_unwell_after_its_rollout_is_at_fault() {
        let released = || {
            vec![
                Held { number: 7, from: NOW.plus(-12 * 86_400_000), again: false },
                Held { number: 8, from: NOW.plus(-50_000), again: false },
            ]
        };
        let nameless = || released().into_iter().map(|h| Held { number: 0, ..h }).collect::<Vec<_>>();
        let short = |w: Workload| Workload { ready: 0, available: 0, ..w };
        let crash = || sick(Cause::Crash, "Error", "exit 7");
        let well = || pod(PodHealth::Well);
        let bad = |w: &Workload, pods: &[(Pod, bool)], history: Vec<Held>| {
            let got = workload_health(w, pods.iter().map(|(p, n)| (p, *n)), true, || history, NOW);
            assert_eq!(got.blame.is_some(), got.state == State::BadRelease);
            (got.state, got.words, got.since)
        };
        let all = [(crash(), true), (crash(), true), (crash(), true)];
        let came = Some(NOW.plus(-50_000));
        let words = "exit 7, since rev 8; rev 7 served 11d";
        assert_eq!(bad(&short(good()), &all, released()), (State::BadRelease, words.into(), came));
        let one = [(crash(), true), (well(), true), (well(), true)];
        assert_eq!(bad(&good(), &one, released()).0, State::BadRelease, "one of several, and all count as ready");
        for w in [set(), daemon()] {
            let got = bad(&short(w), &all, nameless());
            assert_eq!((got.0, &*got.1), (State::BadRelease, "exit 7, in the new pods"));
        }
        for (cause, at_fault) in [
            (Cause::OutOfMemory, true),
            (Cause::Crash, true),
            (Cause::Image, true),
            (Cause::Config, true),
            (Cause::Unready, true),
            (Cause::Unschedulable, false),
            (Cause::Failed, false),
            (Cause::Slow, false),
        ] {
            let state = bad(&short(good()), &[(sick(cause, "x", "y"), true)], released()).0;
            assert_eq!(state == State::BadRelease, at_fault, "{cause:?}");
        }
        // Between two crashes all of them run, and all are ready.
        let between = |ms: i64| {
            let mut p = well();
            let last =
                crate::model::pod::Ended { reason: "Error".into(), exit_code: 7, signal: 0, finished: None, message: "".into() };
            p.containers = Box::new([crate::model::pod::Container {
                name: "web".into(),
                image: "web:1".into(),
                role: ContainerRole::App,
                ready: true,
                started: true,
                restarts: 1,
                state: ContainerState::Running { since: Some(NOW.plus(-ms)) },
                last: Some(last),
            }]);
            p
        };
        for (ms, history, state) in [
            (3_000, released(), State::BadRelease),
            (60_000, released(), State::BadRelease),
            (60_001, released(), State::Healthy),
            (3_000, Vec::new(), State::Healthy),
        ] {
            assert_eq!(bad(&good(), &[(between(ms), true), (well(), true)], history).0, state, "{ms} ms after a restart");
        }
        assert_eq!(bad(&good(), &[(between(3_000), false), (well(), true)], released()).0, State::Healthy, "of an older revision");
        // What the old pods ail from too is nothing that the new revision brought.
        assert_eq!(bad(&short(good()), &[(crash(), true), (crash(), false)], released()).0, State::Degraded);
        assert_eq!(bad(&short(good()), &all, Vec::new()).0, State::Degraded, "nothing is known of a revision before");
        let paused = Workload { paused: true, ..short(good()) };
        assert_eq!(bad(&paused, &all, released()).0, State::Degraded);
        let rolling = Workload { updated: 1, progress: Progress::Ongoing, ..good() };
        assert_eq!(bad(&rolling, &one, released()).0, State::Stuck, "as long as it rolls out it is stuck");
        assert_eq!(bad(&good(), &[(well(), true)], released()).0, State::Healthy);
    }

    /// Pods that the controllers do not count (`IsPodActive`) beside those that do their work, whatever became of them.
    #[test]
    fn what_the_controller_counts_no_more_does_not_weigh() {
        let failed = |word: &str| {
            let sick = Sick { cause: Cause::Failed, word: word.into(), detail: "The node was low on resource: memory.".into() };
            pod(PodHealth::Failed(Box::new(sick)))
        };
        let mut left: Vec<Pod> = [
            "Evicted",
            "Preempting",
            "NodeLost",
            "Shutdown",
            "NodeShutdown",
            "UnexpectedAdmissionError",
            "OutOfcpu",
            "Terminated",
            "Error",
        ]
        .map(failed)
        .to_vec();
        left.push(pod(PodHealth::Done));
        // Terminating, in time and long past its grace, also one that crashes meanwhile.
        for health in [
            PodHealth::Ending { by: NOW, held: "".into() },
            PodHealth::Ending { by: NOW.plus(-9_000_000), held: "".into() },
            sick(Cause::Crash, "Error", "exit 1").health,
            PodHealth::Well,
        ] {
            left.push(Pod { deleting: true, ..pod(health) });
        }
        let well = || pod(PodHealth::Well);
        for w in [good(), set(), daemon()] {
            for gone in &left {
                for newest in [true, false] {
                    let pods = [(gone.clone(), newest), (well(), true), (well(), true), (well(), true)];
                    let got = workload_health(&w, pods.iter().map(|(p, n)| (p, *n)), true, Vec::new, NOW);
                    assert_eq!(
                        (got.state, got.sick, &*got.words),
                        (State::Healthy, None, ""),
                        "{:?} beside a whole {:?}",
                        gone.health,
                        w.kind
                    );
                    // Where the others are not whole, they say why, and not what has gone.
                    let short = Workload { ready: 2, available: 2, ..w.clone() };
                    let pods =
                        [(gone.clone(), newest), (sick(Cause::Unready, "NotReady", "web"), true), (well(), true), (well(), true)];
                    let got = workload_health(&short, pods.iter().map(|(p, n)| (p, *n)), true, Vec::new, NOW);
                    assert_eq!((got.state.mood(), &*got.words), (Mood::Unwell, "NotReady: web"), "{:?}", gone.health);
                }
            }
        }
    }

    #[test]
    fn pods_that_are_not_watched_tell_nothing_by_their_absence() {
        let short = Workload { ready: 2, replicas: 2, updated: 2, progress: Progress::Unknown, ..good() };
        assert_eq!(workload_health(&short, std::iter::empty(), true, Vec::new, NOW).state, State::Progressing);
        let lacking = Workload { ready: 2, ..good() };
        assert_eq!(workload_health(&lacking, std::iter::empty(), false, Vec::new, NOW).state, State::Degraded);
    }
}
