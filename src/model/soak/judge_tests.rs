//! Releases, look by look.

use super::super::look::Warning;
use super::super::{Lines, Said};
use super::*;
use crate::model::change::Target;
use crate::model::health::{Cause, PodHealth, Sick};
use crate::model::pod::{Container, ContainerRole, ContainerState, Ended as Run, Pod};
use crate::model::reason::{ImageWhy, Why};
use crate::model::usage::Used;
use crate::model::workload::{Progress, Workload};
use crate::model::{Kind, WorkloadKind};

const T0: Time = Time::from_secs(1_000_000);
const WATCH: i64 = 300_000;

fn soak() -> Soak {
    let target = Target {
        context: "c".into(),
        resource: Kind::Deployment.into(),
        namespace: "ns".into(),
        name: "w".into(),
        uid: Uid::new("w"),
    };
    Soak { id: 7, target, generation: 6, ready_within: None, watch: WATCH, canary: false }
}

/// A Deployment of two whose rollout is over.
fn done() -> Workload {
    Workload {
        uid: Uid::new("w"),
        kind: WorkloadKind::Deployment,
        namespace: "ns".into(),
        name: "w".into(),
        labels: Default::default(),
        created: T0.plus(-9_000_000),
        generation: 6,
        observed: 6,
        desired: 2,
        replicas: 2,
        updated: 2,
        ready: 2,
        available: 2,
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

fn rolling() -> Workload {
    Workload { replicas: 3, updated: 1, ready: 2, available: 2, progress: Progress::Ongoing, ..done() }
}

fn container(restarts: u32, last: Option<Run>) -> Container {
    let state = ContainerState::Running { since: None };
    Container {
        name: "app".into(),
        image: "lab/app:1".into(),
        role: ContainerRole::App,
        asks: Default::default(),
        ready: true,
        started: true,
        restarts,
        state,
        last,
    }
}

fn ended(reason: &str, code: i32) -> Run {
    Run { reason: reason.into(), exit_code: code, signal: 0, finished: None, message: "".into() }
}

fn pod(name: &str, health: PodHealth) -> Pod {
    Pod {
        uid: Uid::new(name),
        namespace: "ns".into(),
        name: name.into(),
        owner: None,
        node: None,
        labels: Default::default(),
        created: T0,
        deleting: false,
        status: "Running".into(),
        ready: 1,
        total: 1,
        restarts: 0,
        last_restart: None,
        health,
        asks: Default::default(),
        containers: [container(0, None)].into(),
    }
}

fn well(name: &str) -> Pod {
    pod(name, PodHealth::Well)
}

fn starting(name: &str) -> Pod {
    pod(name, PodHealth::Starting { since: T0 })
}

fn restarted(name: &str, restarts: u32, health: PodHealth) -> Pod {
    let last = (restarts > 0).then(|| ended("Error", 3));
    Pod { containers: [container(restarts, last)].into(), ..pod(name, health) }
}

fn unwell(name: &str, cause: Cause, status: &str, word: Why) -> Pod {
    let sick = Sick { cause, word, detail: Why::Nothing };
    Pod { status: status.into(), ..pod(name, PodHealth::Sick(Box::new(sick))) }
}

fn image(name: &str) -> Pod {
    unwell(name, Cause::Image, "ImagePullBackOff", ImageWhy::NotFound.into())
}

/// A release under watch.
struct Case {
    judge: Judge,
    lines: Lines,
    warnings: Vec<Warning>,
    template: u64,
    used: Option<HashMap<Box<str>, Used>>,
}

impl Case {
    fn new(soak: &Soak) -> Self {
        Self { judge: Judge::new(soak, T0), lines: Lines::default(), warnings: Vec::new(), template: 1, used: None }
    }

    /// A look after so many seconds: what it stands at then.
    fn look(&mut self, seconds: i64, workload: &Workload, pods: &[(Pod, bool)]) -> Stage {
        self.judge.look(&Look {
            now: T0.plus(seconds * 1000),
            workload,
            template: self.template,
            pods: Some(pods),
            revision: None,
            warnings: &self.warnings,
            lines: &self.lines,
            used: self.used.as_ref(),
        });
        self.judge.stage()
    }

    fn wrote(&mut self, pod: &str, pattern: &str, error: bool) {
        self.lines.add(&Uid::new(pod), Said { pattern, line: pattern, error, since: true });
    }

    fn warned(&mut self, pod: &str, reason: &str, times: u32) {
        let uid = Uid::new(&format!("{pod}/{reason}"));
        self.warnings.retain(|e| e.uid != uid);
        let (about, last) = (Uid::new(pod), T0.plus(i64::from(times)));
        self.warnings.push(Warning { uid, about, reason: reason.into(), message: "said".into(), last, times });
    }
}

fn both() -> [(Pod, bool); 2] {
    [(well("a"), true), (well("b"), true)]
}

fn until(seconds: i64) -> Stage {
    Stage::Watching(Some(T0.plus(seconds * 1000 + WATCH)))
}

fn bad(found: impl IntoIterator<Item = Finding>) -> Stage {
    Stage::Ended(Ended::Bad(found.into_iter().collect()))
}

fn restart(pod: &str, times: u32, why: &str) -> Finding {
    Finding::Restarted { pod: pod.into(), container: "app".into(), times, why: why.into() }
}

fn not_ready(ready: u32, why: &str) -> Finding {
    Finding::NotReady { ready, of: 2, why: why.into() }
}

#[test]
fn a_release_that_nothing_speaks_against_is_good_once_it_was_watched() {
    let mut case = Case::new(&soak());
    assert_eq!(
        case.look(1, &Workload { generation: 5, observed: 5, ..done() }, &[(well("x"), false)]),
        Stage::Rolling,
        "not seen yet"
    );
    assert_eq!(case.look(2, &Workload { observed: 5, ..done() }, &[(well("x"), false)]), Stage::Rolling);
    assert_eq!(case.look(4, &rolling(), &[(well("x"), false), (starting("a"), true)]), Stage::Rolling);
    assert_eq!(case.look(9, &done(), &both()), until(9));
    assert_eq!(case.look(308, &done(), &both()), until(9));
    assert_eq!(case.look(309, &done(), &both()), Stage::Ended(Ended::Good));
    let news = case.judge.news(Vec::new());
    assert_eq!((news.id, news.new.pods, news.new.ready, news.findings.len(), news.compared), (7, 2, 2, 0, false));
}

#[test]
fn where_being_available_is_all_that_is_asked_it_is_good_at_once() {
    let mut case = Case::new(&Soak { watch: 0, ..soak() });
    assert_eq!(case.look(2, &rolling(), &[(starting("a"), true)]), Stage::Rolling);
    assert_eq!(case.look(3, &done(), &both()), Stage::Ended(Ended::Good));
}

#[test]
fn a_rollout_is_over_as_kubectl_rollout_status_means_it() {
    let set = || Workload { kind: WorkloadKind::StatefulSet, ..done() };
    let daemon = || Workload { kind: WorkloadKind::DaemonSet, progress: Progress::Unknown, ..done() };
    for (what, workload, want) in [
        ("done", done(), true),
        ("not seen", Workload { observed: 5, ..done() }, false),
        ("some are old", Workload { updated: 1, ..done() }, false),
        ("old ones are left", Workload { replicas: 3, ..done() }, false),
        ("not available", Workload { available: 1, ..done() }, false),
        ("paused", Workload { paused: true, ..done() }, false),
        ("none wanted", Workload { desired: 0, replicas: 0, updated: 0, ready: 0, available: 0, ..done() }, true),
        ("a set", set(), true),
        ("a set whose new revision is not the current one", Workload { progress: Progress::Ongoing, ..set() }, false),
        ("a set that is not ready", Workload { ready: 1, ..set() }, false),
        ("a set with a partition", Workload { partition: 1, updated: 1, progress: Progress::Unknown, ..set() }, true),
        ("a daemon set", daemon(), true),
        ("a daemon set that is not available", Workload { available: 1, ..daemon() }, false),
        ("a daemon set of which pods wait to be deleted", Workload { updated: 0, on_delete: true, ..daemon() }, false),
    ] {
        assert_eq!(rolled_out(&workload), want, "{what}");
    }
}

#[test]
fn an_image_that_is_not_there_is_bad_once_it_was_tried_twice() {
    let mut case = Case::new(&soak());
    let pods = [(well("x"), false), (image("a"), true)];
    assert_eq!(case.look(4, &rolling(), &pods), Stage::Rolling);
    assert_eq!(case.judge.news(Vec::new()).findings, [not_ready(0, "ImagePullBackOff")]);
    assert_eq!(case.look(23, &rolling(), &pods), Stage::Rolling);
    assert_eq!(case.look(24, &rolling(), &pods), bad([not_ready(0, "ImagePullBackOff")]));
}

#[test]
fn what_mends_in_time_is_no_reason() {
    for (what, pod, seconds) in [
        ("an image that came late", image("a"), 15),
        ("a registry that does not answer", unwell("a", Cause::Image, "ErrImagePull", ImageWhy::Unreachable.into()), 55),
        ("a config map that came late", unwell("a", Cause::Config, "CreateContainerConfigError", "x".into()), 9),
        ("a node that came late", unwell("a", Cause::Unschedulable, "Pending", "Unschedulable".into()), 290),
        ("one restart on the way", restarted("a", 1, PodHealth::Unready { since: T0, who: "app".into() }), 60),
    ] {
        let mut case = Case::new(&soak());
        assert_eq!(case.look(1, &rolling(), &[(pod.clone(), true)]), Stage::Rolling, "{what}");
        assert_eq!(case.look(1 + seconds, &rolling(), &[(pod.clone(), true)]), Stage::Rolling, "{what}");
        let mended = Pod { health: PodHealth::Well, status: "Running".into(), ..pod };
        assert_eq!(case.look(300, &done(), &[(mended.clone(), true)]), until(300), "{what}");
        assert_eq!(case.look(601, &done(), &[(mended, true)]), Stage::Ended(Ended::Good), "{what}");
    }
}

#[test]
fn what_does_not_mend_is_bad_before_the_time_is_over() {
    for (what, pod, seconds) in [
        ("an image that cannot be had", unwell("a", Cause::Image, "ErrImagePull", ImageWhy::Unreachable.into()), 60),
        ("a missing config map", unwell("a", Cause::Config, "CreateContainerConfigError", "x".into()), 10),
    ] {
        let mut case = Case::new(&soak());
        assert_eq!(case.look(1, &rolling(), &[(pod.clone(), true)]), Stage::Rolling, "{what}");
        let status = pod.status.to_string();
        assert_eq!(case.look(1 + seconds, &rolling(), &[(pod, true)]), bad([not_ready(0, &status)]), "{what}");
    }
}

#[test]
fn a_restart_after_it_was_ready_is_bad_and_so_are_two_before() {
    let mut case = Case::new(&soak());
    assert_eq!(case.look(5, &done(), &both()), until(5));
    let pods = [(well("a"), true), (restarted("b", 1, PodHealth::Well), true)];
    assert_eq!(case.look(60, &done(), &pods), bad([restart("b", 1, "Error (exit 3)")]));

    let mut case = Case::new(&soak());
    assert_eq!(case.look(5, &rolling(), &[(starting("a"), true)]), Stage::Rolling);
    let again = |n| [(restarted("a", n, PodHealth::Unready { since: T0, who: "app".into() }), true)];
    assert_eq!(case.look(9, &rolling(), &again(1)), Stage::Rolling);
    assert_eq!(case.look(19, &rolling(), &again(2)), bad([restart("a", 2, "Error (exit 3)")]));

    // Killed for its memory, between two looks in a loop already.
    let mut case = Case::new(&soak());
    let mut pod = unwell("a", Cause::OutOfMemory, "CrashLoopBackOff", "OOMKilled".into());
    pod.containers = [container(1, Some(ended("OOMKilled", 137)))].into();
    assert_eq!(case.look(9, &rolling(), &[(pod, true)]), bad([restart("a", 1, "OOMKilled")]));
}

#[test]
fn a_restart_that_was_there_before_or_is_of_an_old_pod_is_no_reason() {
    let mut case = Case::new(&soak());
    let old = |n| (restarted("x", n, PodHealth::Well), false);
    let aged = (Pod { created: T0.plus(-86_400_000), ..restarted("a", 4, PodHealth::Well) }, true);
    assert_eq!(case.look(5, &rolling(), &[old(2), aged.clone()]), Stage::Rolling);
    assert_eq!(case.look(9, &done(), &[old(3), aged.clone()]), until(9));
    assert_eq!(case.judge.news(Vec::new()).old.restarts, 1);
    assert_eq!(case.look(400, &done(), &[aged]), Stage::Ended(Ended::Good));
}

#[test]
fn a_pod_that_was_ready_and_is_no_more_is_bad_unless_it_goes() {
    let unready = |name| pod(name, PodHealth::Unready { since: T0, who: "app".into() });
    let mut case = Case::new(&soak());
    assert_eq!(case.look(5, &done(), &both()), until(5));
    assert_eq!(case.look(50, &done(), &[(well("a"), true), (unready("b"), true)]), until(5));
    assert_eq!(case.look(52, &done(), &both()), until(5), "for a moment");
    assert_eq!(case.look(70, &done(), &[(well("a"), true), (unready("b"), true)]), until(5));
    let finding = Finding::Unready { pod: "b".into(), why: "NotReady".into() };
    assert_eq!(case.look(80, &done(), &[(well("a"), true), (unready("b"), true)]), bad([finding]));

    let mut case = Case::new(&soak());
    assert_eq!(case.look(5, &done(), &both()), until(5));
    let going = Pod { deleting: true, ..unready("b") };
    let three = [(well("a"), true), (going, true), (starting("c"), true)];
    assert_eq!(case.look(50, &done(), &three), until(5));
    assert_eq!(case.look(90, &done(), &three), until(5));
    assert_eq!(case.look(305, &done(), &[(well("a"), true), (well("c"), true)]), Stage::Ended(Ended::Good));
}

#[test]
fn a_rollout_that_is_not_over_in_time_is_bad_with_what_it_waits_for() {
    let within = |ms| Soak { ready_within: Some(ms), ..soak() };
    let pending = || unwell("a", Cause::Unschedulable, "Pending", "Unschedulable".into());
    for (what, soak, workload, pod, seconds, found) in [
        ("starting", within(30_000), rolling(), starting("a"), 30, vec![not_ready(0, "NotReady")]),
        ("no node", within(30_000), rolling(), pending(), 30, vec![not_ready(0, "Unschedulable")]),
        ("paused", soak(), Workload { paused: true, updated: 0, ..rolling() }, starting("a"), 600, vec![not_ready(0, "Paused")]),
        (
            "the controller is silent",
            soak(),
            Workload { deadline: Some(T0.plus(20_000)), ..rolling() },
            pending(),
            80,
            vec![not_ready(0, "Unschedulable")],
        ),
    ] {
        let mut case = Case::new(&soak);
        assert_eq!(case.look(seconds - 1, &workload, &[(pod.clone(), true)]), Stage::Rolling, "{what}");
        assert_eq!(case.look(seconds, &workload, &[(pod, true)]), bad(found), "{what}");
    }
}

#[test]
fn what_the_controller_says_of_its_failure_counts_once_it_stays_so() {
    let exceeded = Workload { progress: Progress::DeadlineExceeded, ..rolling() };
    let refused = Workload { failure: Some("exceeded quota: q".into()), updated: 0, ..rolling() };
    for (workload, seconds, words) in [(exceeded, 5, "ProgressDeadlineExceeded"), (refused, 20, "FailedCreate: exceeded quota: q")]
    {
        let mut case = Case::new(&soak());
        assert_eq!(case.look(2, &Workload { observed: 5, ..workload.clone() }, &[]), Stage::Rolling, "of the release before");
        assert_eq!(case.look(4, &workload, &[]), Stage::Rolling);
        assert_eq!(case.look(4 + seconds, &workload, &[]), bad([Finding::Failed(words.into())]));
    }
}

#[test]
fn probes_that_fail_again_and_again_after_it_was_ready_are_bad() {
    let mut case = Case::new(&soak());
    case.warned("a", "Unhealthy", 9);
    case.warned("a", "DNSConfigForming", 40);
    assert_eq!(case.look(5, &done(), &both()), until(5), "what was said while it started");
    case.warned("a", "Unhealthy", 10);
    case.warned("x", "Unhealthy", 50);
    assert_eq!(case.look(20, &done(), &both()), until(5));
    assert_eq!(case.judge.news(Vec::new()).findings, [], "once is what probes are tried again for");
    case.warned("a", "Unhealthy", 11);
    assert_eq!(case.look(30, &done(), &both()), until(5));
    let finding = |times| Finding::Warned { reason: "Unhealthy".into(), message: "said".into(), times };
    assert_eq!(case.judge.news(Vec::new()).findings, [finding(2)]);
    case.warned("b", "Unhealthy", 1);
    assert_eq!(case.look(40, &done(), &both()), bad([finding(3)]));
}

#[test]
fn errors_that_the_old_pods_do_not_write_are_bad_once_it_is_ready() {
    let mut case = Case::new(&soak());
    case.wrote("x", "cannot pay", true);
    case.wrote("x", "slow", false);
    let old = (well("x"), false);
    assert_eq!(case.look(3, &rolling(), &[old.clone(), (starting("a"), true)]), Stage::Rolling);
    for pattern in ["cannot pay", "slow", "no such column", "no such column", "no such column"] {
        case.wrote("a", pattern, true);
    }
    assert_eq!(case.look(5, &rolling(), &[old, (starting("a"), true)]), Stage::Rolling);
    let news = case.judge.news(Vec::new());
    assert_eq!(news.new.own_patterns, [("no such column".into(), 3)]);
    assert_eq!((news.new.errors, news.old.errors, news.compared), (5, 1, true));
    let finding = Finding::NewError { pattern: "no such column".into(), line: "no such column".into(), times: 3 };
    assert_eq!(case.look(9, &done(), &both()), bad([finding]), "though the old ones are gone");
}

#[test]
fn an_error_that_came_once_is_told_at_the_end_and_without_old_logs_none_is_new() {
    let mut case = Case::new(&soak());
    case.wrote("a", "once", true);
    assert_eq!(case.look(9, &done(), &both()), until(9), "there is nothing to compare it with");
    assert_eq!(case.look(309, &done(), &both()), Stage::Ended(Ended::Good));

    let mut case = Case::new(&soak());
    case.lines.read(&Uid::new("x"));
    case.wrote("a", "once", true);
    assert_eq!(case.look(3, &rolling(), &[(well("x"), false), (starting("a"), true)]), Stage::Rolling);
    assert_eq!(case.look(9, &done(), &both()), until(9));
    let finding = Finding::NewError { pattern: "once".into(), line: "once".into(), times: 1 };
    assert_eq!(case.look(309, &done(), &both()), bad([finding]));
}

#[test]
fn another_release_or_another_workload_of_its_name_ends_it_and_scaling_does_not() {
    let scaled = Workload { generation: 7, observed: 7, desired: 3, replicas: 3, updated: 3, ready: 3, available: 3, ..done() };
    let mut case = Case::new(&soak());
    assert_eq!(case.look(5, &done(), &both()), until(5));
    assert_eq!(case.look(6, &scaled, &both()), until(5));
    case.template = 2;
    assert_eq!(case.look(7, &scaled, &both()), Stage::Ended(Ended::Replaced));

    for workload in [Workload { uid: Uid::new("other"), ..done() }, Workload { leaving: Some("".into()), ..done() }] {
        assert_eq!(Case::new(&soak()).look(5, &workload, &both()), Stage::Ended(Ended::Replaced));
    }
    let mut case = Case::new(&soak());
    case.judge.gone();
    assert_eq!(case.judge.stage(), Stage::Ended(Ended::Replaced));
    // The template from before the change, of a server that is behind.
    let mut case = Case::new(&soak());
    case.template = 3;
    assert_eq!(case.look(1, &Workload { generation: 5, ..done() }, &[]), Stage::Rolling);
    case.template = 1;
    assert_eq!(case.look(2, &rolling(), &[]), Stage::Rolling);
}

#[test]
fn a_silent_server_is_waited_for_and_nothing_is_said_of_what_it_did_not_tell() {
    let why = Trouble::said("away");
    let mut case = Case::new(&soak());
    assert_eq!(case.look(5, &done(), &both()), until(5));
    case.judge.silent(T0.plus(20_000), &why);
    case.judge.silent(T0.plus(40_000), &why);
    assert_eq!(case.judge.news(Vec::new()).silent, Some((T0.plus(20_000), why.clone())));
    assert_eq!(case.look(50, &done(), &both()), until(5));
    assert_eq!(case.judge.news(Vec::new()).silent, None);
    // Silent beyond the end and back a moment later: what it says then counts.
    case.judge.silent(T0.plus(340_000), &why);
    assert_eq!(case.judge.ended(), None);
    let mut lost = case.judge.clone();
    assert_eq!(case.look(350, &done(), &both()), Stage::Ended(Ended::Good));
    lost.silent(T0.plus(366_000), &why);
    assert_eq!(lost.ended(), Some(&Ended::Unknown(why.clone())));

    let mut never = Judge::new(&Soak { ready_within: Some(30_000), ..soak() }, T0);
    never.silent(T0.plus(90_000), &why);
    assert_eq!(never.stage(), Stage::Rolling);
    never.silent(T0.plus(91_000), &why);
    assert_eq!(never.stage(), Stage::Ended(Ended::Unknown(why)));
}

#[test]
fn a_canary_is_watched_side_by_side_for_as_long_as_somebody_looks() {
    let mut case = Case::new(&Soak { canary: true, ..soak() });
    let held = Workload { paused: true, replicas: 3, updated: 1, ready: 3, available: 3, ..done() };
    let old = |name: &str| (well(name), false);
    assert_eq!(case.look(3, &held, &[old("x"), old("y"), (starting("a"), true)]), Stage::Rolling);
    case.wrote("x", "cannot pay", true);
    case.wrote("a", "no such column", true);
    let used = |name: &str, cpu: u64| (name.into(), Used { cpu: cpu * 1_000_000, memory: 5 << 20 });
    case.used = Some([used("x", 20), used("y", 30), used("a", 70)].into());
    let pods = [old("x"), old("y"), (well("a"), true)];
    assert_eq!(case.look(60, &held, &pods), Stage::Watching(None));
    let news = case.judge.news(Vec::new());
    assert_eq!((news.old.pods, news.old.cpu, news.new.pods, news.new.cpu), (2, Some(50), 1, Some(70)));
    assert_eq!((news.old.own_patterns.len(), news.new.own_patterns.len()), (1, 1));
    assert_eq!((news.old.errors_a_minute, news.new.errors_a_minute), (Some(1.0), Some(1.0)));
    // What is found is told, and ends nothing.
    let crashed = [old("x"), old("y"), (restarted("a", 3, PodHealth::Well), true)];
    assert_eq!(case.look(9_000, &held, &crashed), Stage::Watching(None));
    assert!(case.judge.news(Vec::new()).findings.contains(&restart("a", 3, "Error (exit 3)")));
    case.template = 2;
    assert_eq!(case.look(9_001, &held, &crashed), Stage::Ended(Ended::Replaced));
}

#[test]
fn who_may_not_see_pods_goes_by_the_status_of_the_workload() {
    let mut judge = Judge::new(&Soak { ready_within: Some(30_000), ..soak() }, T0);
    let lines = Lines::default();
    let mut look = |seconds: i64, workload: &Workload| {
        let now = T0.plus(seconds * 1000);
        judge.look(&Look { now, workload, template: 1, pods: None, revision: None, warnings: &[], lines: &lines, used: None });
        judge.stage()
    };
    assert_eq!(look(1, &rolling()), Stage::Rolling);
    assert_eq!(look(30, &rolling()), bad([not_ready(1, "")]));
}
