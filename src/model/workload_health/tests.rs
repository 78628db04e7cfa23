//! The states of workloads, case by case.

use super::*;
use crate::model::health::PodHealth;
use crate::model::reason::{By, EndWhy};
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
        parts: Vec::new().into(),
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
        asks: Default::default(),
        containers: Box::default(),
    }
}

fn sick(cause: Cause, word: &str, detail: &str) -> Pod {
    let code = detail.strip_prefix("exit ").and_then(|code| code.parse().ok());
    let detail = code.map_or_else(|| detail.into(), |code| EndWhy::By(By::Exit(code)).into());
    pod(PodHealth::Sick(Box::new(Sick { cause, word: word.into(), detail })))
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
        ("no rollout, one unwell", Workload { ready: 2, ..good() }, vec![(crash(), true)], Degraded, "CrashLoopBackOff: exit 1"),
        ("no rollout, short, one starts", Workload { ready: 2, ..good() }, vec![(starting(), true)], Progressing, "2 of 3 ready"),
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
        ("DaemonSet stuck", Workload { updated: 1, ready: 2, ..daemon() }, vec![(image(), true)], Stuck, "ErrImagePull: not found"),
        ("DaemonSet without nodes", Workload { desired: 0, replicas: 0, updated: 0, ready: 0, ..daemon() }, vec![], Idle, ""),
    ];
    for (name, workload, pods, state, words) in cases {
        let got = workload_health(&workload, pods.iter().map(|(p, newest)| (p, *newest)), true, Vec::new, NOW);
        assert_eq!((got.state, &*got.why.to_string()), (state, words), "{name}");
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
        (got.state, got.why.to_string(), got.since)
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
        let last = crate::model::pod::Ended { reason: "Error".into(), exit_code: 7, signal: 0, finished: None, message: "".into() };
        p.containers = Box::new([crate::model::pod::Container {
            name: "web".into(),
            image: "web:1".into(),
            digest: None,
            role: ContainerRole::App,
            asks: Default::default(),
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
    let left = Workload { on_delete: true, updated: 1, ..short(set()) };
    assert_eq!(bad(&left, &[(crash(), true), (crash(), false)], nameless()).0, State::Degraded);
    // An old pod that its controller has no more, and that is only not known to have gone, weighs nowhere.
    assert_eq!(bad(&good(), &[(crash(), false), (well(), true)], released()).0, State::Healthy);
    assert_eq!(bad(&short(good()), &[(crash(), true), (crash(), false)], released()).0, State::BadRelease);
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
                    (got.state, got.sick, &*got.why.to_string()),
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
                assert_eq!((got.state.mood(), &*got.why.to_string()), (Mood::Unwell, "NotReady: web"), "{:?}", gone.health);
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
