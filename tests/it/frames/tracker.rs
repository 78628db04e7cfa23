//! A rollout that is followed, by snapshot and key by key: on its way, stuck for each reason, come to its end.

use crate::support::rollout::{NEW, OLD, crashing, event, followed, new, no_node, rolling, sick, track_id, unready, waits};
use crate::support::world::FIRST;
use crate::support::world::{self, MINUTE, World, incident, name, no_image, pod, replicaset, workload};
use dogwatch::app::{Effect, Msg};
use dogwatch::model::event::{Event, EventNews};
use dogwatch::model::feed::{Delta, Feed, Row, Scope};
use dogwatch::model::health::{Cause, PodHealth};
use dogwatch::model::labels::Labels;
use dogwatch::model::pod::{ContainerState, Pod};
use dogwatch::model::trouble::Trouble;
use dogwatch::model::workload::{Progress, Workload};
use dogwatch::model::{Kind, Uid, WorkloadKind};

const PROBE: &str = "Readiness probe failed: HTTP probe failed with statuscode: 503";

#[test]
fn on_its_way() {
    let w = rolling();
    let (a, b, c) = (waits(new(&w, "kx2lp"), "ContainerCreating"), unready(new(&w, "8wq5d")), new(&w, "zz9mm"));
    let mut ending = pod(&w, 7, "77c9-gone1", OLD, world::DAY);
    (ending.deleting, ending.health) = (true, PodHealth::Ending { by: world::now().plus(21_000), held: "".into() });
    for (size, of) in [((160, 48), "rollout_at_160x48"), ((80, 24), "rollout_at_80x24")] {
        let mut world = followed(size, &w, vec![a.clone(), b.clone(), c.clone()], 2);
        world.put(Scope::of(Kind::Pod, &name("iot-prod")), Row::Pod(ending.clone()));
        let id = track_id(&mut world);
        let said = vec![event(&a.uid, "Pulling", "Pulling image", 12_000), event(&b.uid, "Unhealthy", PROBE, 2_000)];
        world.msg(Msg::Told(FIRST, id, EventNews::Said(said)));
        insta::assert_snapshot!(of, world.screen());
    }
}

#[test]
fn stuck_on_an_image() {
    let w = rolling();
    let pods = vec![no_image(new(&w, "kx2lp"), "lab/app:1.2"), no_image(new(&w, "8wq5d"), "lab/app:1.2")];
    let world = followed((80, 24), &w, pods, 3);
    insta::assert_snapshot!(world.screen());
}

#[test]
fn a_crash_with_its_last_lines() {
    let w = rolling();
    let (a, b) = (crashing(new(&w, "kx2lp"), 3), crashing(new(&w, "8wq5d"), 2));
    let mut world = followed((80, 24), &w, vec![a, b.clone()], 3);
    let runs = |world: &mut World| -> Vec<_> {
        let run = |e| if let Effect::LastRun(_, id, run) = e { Some((id, run)) } else { None };
        world.asked().into_iter().filter_map(run).collect()
    };
    let asked = runs(&mut world);
    assert_eq!(asked.len(), 1, "of pods that crash for the same, one is asked about: {asked:?}");
    let (id, run) = asked[0].clone();
    assert_eq!((&*run.pod, &*run.container, run.restarts, run.previous), ("web-86bd-8wq5d", "web", 2, true));
    let said = ["2026-07-24T20:19:50Z starting web", "2026-07-24T20:19:51Z fatal: cannot reach database"];
    world.msg(Msg::LastRun(FIRST, id, run.clone(), Ok(said.map(str::to_owned).to_vec())));
    insta::assert_snapshot!(world.screen());
    // Nothing has changed: nothing is asked again. Another restart: once more, and the lines before stay meanwhile.
    world.wait(5_000).wait(5_000);
    assert_eq!(runs(&mut world), []);
    let scope = Scope::of(Kind::Pod, &name("iot-prod"));
    world.put(scope.clone(), Row::Pod(crashing(b.clone(), 3)));
    let again = runs(&mut world);
    assert_eq!(again.iter().map(|(_, run)| run.restarts).collect::<Vec<_>>(), [3]);
    assert!(world.screen().contains("cannot reach database"), "{}", world.screen());
    // An answer that comes too late says nothing about the present run.
    world.msg(Msg::LastRun(FIRST, id, run, Ok(vec!["too late".into()])));
    assert!(!world.screen().contains("too late"));
    world.msg(Msg::LastRun(FIRST, id, again[0].1.clone(), Err(Trouble::said("previous terminated container not found"))));
    assert!(world.screen().contains("cannot be read: previous terminated"), "{}", world.screen());
    // One that has just ended has no run after it yet.
    let mut ended = crashing(b, 3);
    let last = ended.containers[0].last.clone();
    ended.containers[0].state = ContainerState::Terminated(last.unwrap());
    world.put(scope, Row::Pod(ended));
    assert_eq!(runs(&mut world).iter().map(|(_, run)| run.previous).collect::<Vec<_>>(), [false]);
}

#[test]
fn no_node_takes_it() {
    let w = rolling();
    let world = followed((80, 24), &w, vec![no_node(new(&w, "kx2lp"))], 3);
    insta::assert_snapshot!(world.screen());
}

const QUOTA: &str = "pods \"web-86bd-x\" is forbidden: exceeded quota: q, requested: pods=1, used: pods=9, limited: pods=9";

#[test]
fn the_quota_is_used_up() {
    let mut w = rolling();
    (w.replicas, w.updated, w.failure) = (3, 0, Some(name(QUOTA)));
    let world = followed((80, 24), &w, vec![], 3);
    insta::assert_snapshot!(world.screen());
}

#[test]
fn come_to_its_end() {
    let mut w = rolling();
    (w.replicas, w.updated, w.progress, w.deadline) = (3, 3, Progress::Complete, None);
    let pods = ["kx2lp", "8wq5d", "zz9mm"].map(|s| new(&w, s)).to_vec();
    let world = followed((80, 24), &w, pods, 0);
    insta::assert_snapshot!(world.screen());
}

/// What it is about, the workload, its new pods, what was said, and what is shown.
type Case = (&'static str, Workload, Vec<Pod>, Vec<Event>, &'static str);

#[test]
fn each_reason_in_words() {
    let w = rolling;
    let one = |pod: fn(Pod) -> Pod| vec![pod(new(&w(), "kx2lp"))];
    let uid = new(&w(), "kx2lp").uid;
    let pod = |reason: &str, message: &str| vec![event(&uid, reason, message, 3_000)];
    let set = Uid::new(&format!("{}#8", w().uid));
    let cases: Vec<Case> = vec![
        (
            "a probe",
            w(),
            one(unready),
            pod("Unhealthy", PROBE),
            "web-86bd-kx2lp: waiting for its readiness probe for 30s. Readiness probe failed",
        ),
        (
            "an old probe",
            w(),
            one(unready),
            vec![event(&uid, "Unhealthy", PROBE, 90_000)],
            "waiting for its readiness probe for 30s ",
        ),
        (
            "a startup probe",
            w(),
            one(|p| {
                let mut p = unready(p);
                p.containers[0].started = false;
                p
            }),
            vec![],
            "waiting for its startup probe",
        ),
        (
            "a volume",
            w(),
            one(|p| waits(p, "ContainerCreating")),
            pod("FailedMount", "configmap \"web\" not found"),
            "FailedMount: configmap \"web\" not found",
        ),
        (
            "what hinders nothing",
            w(),
            one(|p| waits(p, "ContainerCreating")),
            pod("MissingClusterDNS", "no DNS"),
            "preparing volumes",
        ),
        (
            "before the scheduler's news",
            w(),
            one(|p| waits(p, "ContainerCreating")),
            pod("FailedScheduling", "0/3"),
            "preparing volumes",
        ),
        (
            "a liveness probe",
            w(),
            vec![crashing(new(&w(), "kx2lp"), 2)],
            pod("Unhealthy", "Liveness probe failed: dial tcp: refused"),
            "killed after its probe failed. CrashLoopBackOff: exit 3. Liveness probe failed",
        ),
        (
            "a configuration",
            w(),
            one(|p| sick(p, Cause::Config, "CreateContainerConfigError", "secret \"web\" not found")),
            vec![],
            "container not started. CreateContainerConfigError: secret",
        ),
        ("a quota, from an event", w(), vec![], vec![event(&set, "FailedCreate", QUOTA, 3_000)], "nothing stands for it"),
        ("the controller", Workload { observed: 6, ..w() }, vec![], vec![], "waiting for its controller to see the change"),
        (
            "somebody",
            Workload { paused: true, deadline: None, ..w() },
            vec![],
            vec![],
            "paused: nothing rolls out until it is resumed",
        ),
        (
            "minReadySeconds",
            Workload { replicas: 3, updated: 3, available: 1, ..w() },
            ["a", "b", "c"].map(|s| new(&w(), s)).to_vec(),
            vec![],
            "2 ready pods count only after minReadySeconds",
        ),
        (
            "its deadline",
            Workload { progress: Progress::DeadlineExceeded, deadline: None, ..w() },
            vec![],
            vec![],
            "the deadline has passed",
        ),
    ];
    for (what, w, pods, said, want) in cases {
        let old = if pods.len() == 3 { 0 } else { 3 };
        let mut world = followed((200, 40), &w, pods, old);
        let id = track_id(&mut world);
        world.msg(Msg::Told(FIRST, id, EventNews::Said(said)));
        if want == "nothing stands for it" {
            // A quota that has room again: all pods that its ReplicaSet wants are there.
            assert!(!world.screen().contains("quota"), "{}", world.screen());
            let scope = Scope::of(Kind::ReplicaSet, &name("iot-prod"));
            let Row::ReplicaSet(mut set) = replicaset(&w, 8, NEW, (0, 1), MINUTE / 2) else { panic!("a ReplicaSet") };
            set.replicas = 0;
            world.put(scope, Row::ReplicaSet(set));
            assert!(world.screen().contains("pods cannot be created: exceeded quota: q: pods 9 + 1 of 9"), "{}", world.screen());
            continue;
        }
        assert!(world.screen().contains(want), "{what}: {want}\n{}", world.screen());
    }
}

#[test]
fn events_that_cannot_be_had_are_said_and_so_are_pods() {
    let w = rolling();
    let mut world = followed((120, 30), &w, vec![unready(new(&w, "kx2lp"))], 3);
    let id = track_id(&mut world);
    world.msg(Msg::Told(FIRST, id, EventNews::Lost(Trouble::said("events is forbidden"))));
    assert!(world.screen().contains("events cannot be read"), "{}", world.screen());
    world.msg(Msg::Told(FIRST, id, EventNews::Said(vec![])));
    assert!(!world.screen().contains("events cannot be read"), "{}", world.screen());
    world.msg(Msg::Told(FIRST, id + 1, EventNews::Lost(Trouble::said("of a view that was left"))));
    assert!(!world.screen().contains("of a view that was left"));
    world.feed(Feed::Batch(Scope::all(Kind::Deployment), vec![Delta::Gone(w.uid.clone())]));
    assert!(world.screen().contains("is gone, or no longer in view"), "{}", world.screen());
}

#[test]
fn a_statefulset_goes_down_its_ordinals() {
    let mut w = workload("iot-prod", "nacos", 3, NEW);
    (w.kind, w.revision, w.updated, w.ready, w.update_hash) = (WorkloadKind::StatefulSet, 0, 1, 2, Some(name("nacos-2")));
    w.progress = Progress::Ongoing;
    let ordinal = |n: u32, hash: &str| {
        let mut pod = pod(&w, 0, &n.to_string(), OLD, MINUTE);
        pod.owner = Some(w.uid.clone());
        pod.labels = Labels::of(format!("\ncontroller-revision-hash={hash}\n").into());
        pod
    };
    let follow = |w: &Workload, pods: Vec<Pod>| {
        let mut world = incident(120, 30);
        world.put(Scope::all(Kind::StatefulSet), Row::Workload(w.clone()));
        for pod in pods {
            world.put(Scope::of(Kind::Pod, &name("iot-prod")), Row::Pod(pod));
        }
        world.keys("/").type_text("nacos").keys("Enter g f");
        world
    };
    let world = follow(&w, vec![ordinal(0, "nacos-1"), ordinal(1, "nacos-1"), unready(ordinal(2, "nacos-2"))]);
    insta::assert_snapshot!("rollout_of_a_statefulset", world.screen());
    // Taken back, its controller waits for the broken pod that it has made.
    let back = Workload { update_hash: Some(name("nacos-1")), updated: 2, ..w.clone() };
    let broken = no_image(ordinal(2, "nacos-2"), "lab/app:1.2");
    let world = follow(&back, vec![ordinal(0, "nacos-1"), ordinal(1, "nacos-1"), broken]);
    assert!(world.screen().contains("deleting the pod lets it go on"), "{}", world.screen());
    let part = Workload { partition: 2, progress: Progress::Unknown, ready: 3, ..w.clone() };
    let world = follow(&part, vec![ordinal(0, "nacos-1"), ordinal(1, "nacos-1"), ordinal(2, "nacos-2")]);
    assert!(world.screen().contains("ordinals below 2 keep the previous template"), "{}", world.screen());
    assert!(world.screen().contains("no rollout"), "{}", world.screen());
}

#[test]
fn a_daemonset_names_new_pods_only_where_the_count_bears_it_out() {
    let mut w = workload("iot-prod", "log-agent", 3, NEW);
    (w.kind, w.revision, w.updated, w.ready) = (WorkloadKind::DaemonSet, 0, 1, 3);
    w.progress = Progress::Unknown;
    let on = |n: i64, hash: &str| {
        let mut pod = pod(&w, 0, &format!("n{n}"), OLD, (10 - n) * MINUTE);
        pod.owner = Some(w.uid.clone());
        pod.labels = Labels::of(format!("\ncontroller-revision-hash={hash}\n").into());
        pod
    };
    let follow = |w: &Workload| {
        let mut world = incident(120, 30);
        world.put(Scope::all(Kind::DaemonSet), Row::Workload(w.clone()));
        let scope = Scope::of(Kind::Pod, &name("iot-prod"));
        world.feed(Feed::Batch(scope.clone(), vec![Delta::Gone(Uid::new(&format!("{}-cpcdk", w.uid)))]));
        for pod in [on(1, "a"), on(2, "a"), on(3, "b")] {
            world.put(scope.clone(), Row::Pod(pod));
        }
        world.keys("/").type_text("log-agent").keys("Enter g f");
        world.screen()
    };
    let screen = follow(&w);
    assert!(screen.contains("1 node ") && screen.contains("2 nodes") && screen.contains("newest"), "{screen}");
    let screen = follow(&Workload { updated: 2, ..w.clone() });
    assert!(screen.contains("3 nodes  ?") && !screen.contains("older"), "{screen}");
}

/// A session that is begun anew watches nothing yet: what is followed is watched again in it.
#[test]
fn a_session_that_is_begun_anew_watches_what_is_followed() {
    let w = rolling();
    let mut world = followed((120, 30), &w, vec![no_image(new(&w, "kx2lp"), "lab/app:1.2")], 3);
    let id = track_id(&mut world);
    world.asked();
    world.msg(Msg::Broken("a task".into()));
    let session = world.state.cluster.session;
    assert_ne!(session, FIRST);
    let again = |e: &Effect| matches!(e, Effect::Track(s, Some(wish)) if *s == session && wish.id == id);
    let asked = world.asked();
    assert_eq!(asked.iter().filter(|e| again(e)).count(), 1, "{asked:?}");
}

#[test]
fn it_opens_on_f_alone_and_leads_back() {
    let w = rolling();
    let mut world = followed((120, 30), &w, vec![no_image(new(&w, "kx2lp"), "lab/app:1.2")], 3);
    let id = track_id(&mut world);
    // Roll back from within: the revisions of this workload, and no other's. It is followed on below them, and there again after them.
    world.keys("b");
    let asked = world.asked();
    assert!(asked.iter().any(|e| matches!(e, Effect::Revisions(_, _, target) if target.uid == w.uid)), "{asked:?}");
    assert!(!asked.contains(&Effect::Track(FIRST, None)), "{asked:?}");
    world.msg(Msg::Told(FIRST, id, EventNews::Lost(Trouble::said("not yours"))));
    let screen = world.keys("Esc").screen();
    assert!(screen.contains("Rollout  lab-admin ▸") && screen.contains("events cannot be read"), "{screen}");
    world.keys("Esc");
    assert!(world.asked().contains(&Effect::Track(FIRST, None)));
    world.msg(Msg::Told(FIRST, id, EventNews::Lost(Trouble::said("too late"))));
    // From the pods pane it is that of the pod's workload; in the logs the key holds the lines.
    world.keys("Tab f");
    assert!(world.screen().contains("Rollout  lab-admin ▸ iot-prod ▸ Deployment web"), "{}", world.screen());
    assert!(world.keys("f").screen().contains("Watch  lab-admin ▸ iot-prod ▸ Deployment web"), "the same key watches it");
    assert!(world.keys("f").screen().contains("Rollout  lab-admin"), "and leads back");
    world.keys("Esc Tab f");
    assert!(!world.screen().contains("Rollout  "), "{}", world.screen());
    // Without the right to, the way back says why not.
    let mut world = world::begin_with(&["iot-prod"], |s| s.readonly = true);
    world.size(120, 30).live().list(Scope::all(Kind::Deployment), vec![Row::Workload(w.clone())]);
    world.keys("f b");
    let screen = world.screen();
    assert!(screen.contains("Rollout  ") && screen.contains("roll-back: read-only mode"), "{screen}");
}

#[test]
fn a_followed_rollout_fits_any_screen() {
    let w = rolling();
    let mut world = followed((160, 48), &w, vec![crashing(new(&w, "kx2lp"), 3), no_node(new(&w, "8wq5d"))], 3);
    for width in (0..30).chain([60, 80, 99, 100, 140, 200]) {
        for height in (0..14).chain([20, 24, 30, 60]) {
            world.size(width, height).screen();
        }
    }
    world.size(40, 12);
    for _ in 0..40 {
        world.keys("Down");
    }
    // The end is reached, and one step up is one step.
    let end = world.screen();
    assert!(end.contains("77c9-old2"), "{end}");
    assert_ne!(world.keys("g").screen(), end);
    assert!(world.keys("G").screen().contains("77c9-old2"));
}
