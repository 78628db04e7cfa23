use super::*;
use crate::model::Kind;
use crate::model::asks::{Ask, Asks, PodAsks};
use crate::model::feed::{Delta, Row, Scope};
use crate::model::health::PodHealth;
use crate::model::replicaset::ReplicaSet;
use crate::model::usage::{EVERY_MS, KEPT};
use crate::model::workload::Workload;
use std::sync::Arc;

const T0: Time = Time::from_secs(1_795_510_800);

fn pod(name: &str, owner: Option<&str>, created: Time) -> Pod {
    let memory = Ask { request: Some(1 << 20), limit: (name != "b").then_some(4 << 20) };
    let asks = Asks { memory, ..Asks::default() };
    let container = Container {
        name: "c".into(),
        image: "".into(),
        digest: None,
        role: ContainerRole::App,
        asks: Arc::new(asks),
        ready: true,
        started: true,
        restarts: 0,
        state: ContainerState::Running { since: None },
        last: None,
    };
    Pod {
        uid: Uid::new(&format!("{name}@{}", created.secs())),
        namespace: "ns".into(),
        name: name.into(),
        owner: owner.map(Uid::new),
        node: None,
        labels: Default::default(),
        created,
        deleting: false,
        status: "Running".into(),
        ready: 1,
        total: 1,
        restarts: 0,
        last_restart: None,
        health: PodHealth::Well,
        asks: Arc::new(PodAsks { running: asks, ..PodAsks::default() }),
        containers: Box::new([container]),
    }
}

fn used(name: &str, at: Time, cpu: u64) -> PodUse {
    let used = Used { cpu: cpu * 1_000_000, memory: cpu << 20 };
    PodUse { namespace: "ns".into(), name: name.into(), at, window: 15_000, containers: Box::new([("c".into(), used)]) }
}

fn store(pods: Vec<Pod>) -> Store {
    let mut store = Store::default();
    let set = ReplicaSet {
        uid: Uid::new("set"),
        namespace: "ns".into(),
        name: "set".into(),
        owner: Some(Uid::new("web")),
        revision: 1,
        desired: 1,
        replicas: 1,
        ready: 1,
        images: [].into(),
        created: T0,
    };
    let rows = pods.into_iter().map(|p| Delta::Put(Row::Pod(p)));
    store.apply(&Scope::all(Kind::StatefulSet), vec![Delta::Put(Row::Workload(workload("db")))]);
    store.apply(&Scope::all(Kind::ReplicaSet), vec![Delta::Put(Row::ReplicaSet(set))]);
    store.apply(&Scope::all(Kind::Pod), rows.collect());
    store.set_use_scopes(&[SCOPE]);
    store
}

fn workload(uid: &str) -> Workload {
    Workload {
        uid: Uid::new(uid),
        kind: WorkloadKind::StatefulSet,
        namespace: "ns".into(),
        name: uid.into(),
        labels: Default::default(),
        created: T0,
        generation: 1,
        observed: 1,
        desired: 2,
        replicas: 2,
        updated: 2,
        ready: 2,
        available: 2,
        paused: false,
        on_delete: false,
        partition: 0,
        progress: Default::default(),
        deadline: None,
        rolled: None,
        failure: None,
        revision: 0,
        update_hash: None,
        images: [].into(),
        parts: [].into(),
        batch: None,
        leaving: None,
    }
}

const SCOPE: UseScope = UseScope::Pods(None);

fn cpu(store: &Store, name: &str) -> Option<u64> {
    let pod = store.pods().find(|p| *p.name == *name).expect("a pod");
    store.pod_use(&pod.uid).map(Used::millicores)
}

#[test]
fn what_was_measured_of_an_earlier_pod_of_the_name_is_not_its() {
    // Owner, when it was made, when it was measured; whether that is its.
    for (owner, created, at, its) in [
        (None, T0, T0.plus(60_000), true),
        (None, T0, T0.plus(14_000), true),
        // Half of the time that it was measured over it was not there.
        (None, T0, T0.plus(8_000), false),
        (Some("db"), T0, T0.plus(8_000), false),
        (Some("db"), T0, T0.plus(15_000), true),
        // Whose name is drawn is no other.
        (Some("set"), T0, T0.plus(8_000), true),
        (Some("set"), T0, T0, true),
        (Some("set"), T0, T0.plus(-5_000), false),
        // Of whoever is not known it may be.
        (Some("stranger"), T0, T0.plus(8_000), false),
    ] {
        let mut store = store(vec![pod("a", owner, created)]);
        store.apply_use(&SCOPE, at, UseNews::Pods(vec![used("a", at, 7)]));
        assert_eq!(cpu(&store, "a"), its.then_some(7), "{owner:?} {at}");
    }
}

#[test]
fn what_the_last_poll_does_not_name_is_not_known_and_never_0() {
    let mut store = store(vec![pod("a", Some("db"), T0), pod("b", Some("db"), T0)]);
    let at = T0.plus(60_000);
    let poll = |store: &mut Store, n: i64, all: &[(&str, u64)]| {
        let at = at.plus(n * 15_000);
        store.apply_use(&SCOPE, at, UseNews::Pods(all.iter().map(|(name, cpu)| used(name, at, *cpu)).collect()));
    };
    let db = Uid::new("db");
    assert_eq!((cpu(&store, "a"), store.workload_use(&db), store.use_state(&SCOPE)), (None, None, &UseState::Waiting));
    poll(&mut store, 0, &[("a", 5), ("b", 2), ("stranger", 9)]);
    let sum = store.workload_use(&db).expect("it is known");
    assert_eq!((sum.used.millicores(), sum.used.mebibytes(), sum.of, sum.unknown), (7, 7, 2, 0));
    assert_eq!(sum.asks.memory, Ask { request: Some(2 << 20), limit: None }, "one has no limit, so both have none");
    poll(&mut store, 1, &[("a", 6)]);
    assert_eq!((cpu(&store, "a"), cpu(&store, "b")), (Some(6), None));
    let sum = store.workload_use(&db).expect("it is known");
    assert_eq!((sum.used.millicores(), sum.of, sum.unknown, sum.asks.memory.limit), (6, 1, 1, Some(4 << 20)));
    assert!(!sum.is_whole());
    poll(&mut store, 2, &[("a", 1), ("b", 3)]);
    let uid = |name: &str| Uid::new(&format!("{name}@{}", T0.secs()));
    let polls = |store: &Store, of: &Uid| -> Vec<Option<u64>> {
        let history = store.use_history(of).expect("it is known");
        history.polls().skip(57).map(|p| p.map(Used::millicores)).collect()
    };
    assert_eq!(polls(&store, &uid("b")), [Some(2), None, Some(3)]);
    assert_eq!(polls(&store, &db), [Some(7), None, Some(4)], "what was known in part is a gap");
    assert_eq!(store.container_use(&uid("b"), "c").map(Used::millicores), Some(3));
    assert_eq!(store.container_use(&uid("b"), "d"), None);
    let before = store.use_generation();
    let why =
        UseState::Failing { error: crate::model::trouble::Trouble::said("the server is currently unable to handle the request") };
    store.apply_use(&SCOPE, at, UseNews::Not(why.clone()));
    assert!(store.use_generation() > before);
    assert_eq!((cpu(&store, "b"), store.container_use(&uid("b"), "c"), store.workload_use(&db)), (None, None, None));
    assert_eq!(store.use_state(&SCOPE), &why);
    poll(&mut store, 3, &[("b", 4)]);
    assert_eq!(polls(&store, &uid("b")), [None, Some(3), Some(4)], "how it went is kept");
}

#[test]
fn what_is_not_polled_any_more_is_not_known_any_more() {
    let mut store = store(vec![pod("a", Some("db"), T0)]);
    let (at, node) = (T0.plus(60_000), |name: &str| NodeUse { name: name.into(), at: T0, used: Used { cpu: 1, memory: 1 } });
    store.set_use_scopes(&[SCOPE, UseScope::Nodes]);
    store.apply_use(&SCOPE, at, UseNews::Pods(vec![used("a", at, 5)]));
    store.apply_use(&UseScope::Nodes, at, UseNews::Nodes(vec![node("n"), node("m")]));
    assert!(store.node_use("n").is_some() && store.node_use("x").is_none());
    store.apply_use(&UseScope::Nodes, at, UseNews::Nodes(vec![node("m")]));
    assert!(store.node_use("n").is_none() && store.node_use("m").is_some());
    // What another scope covers stays known.
    store.set_use_scopes(&[UseScope::Pods(Some("ns".into()))]);
    assert_eq!((cpu(&store, "a"), store.node_use("m"), store.use_state(&SCOPE)), (Some(5), None, &UseState::Waiting));
    store.set_use_scopes(&[UseScope::Pods(Some("other".into()))]);
    assert_eq!((cpu(&store, "a"), store.workload_use(&Uid::new("db"))), (None, None));
    // A pod that is gone leaves nothing behind.
    let uid = store.pods().next().expect("a pod").uid.clone();
    store.apply(&Scope::all(Kind::Pod), vec![Delta::Gone(uid.clone())]);
    store.apply_use(&UseScope::Pods(None), at, UseNews::Pods(vec![used("a", at, 5)]));
    assert!(store.use_history(&uid).is_none());
}

#[test]
fn pods_that_have_come_since_the_last_poll_are_missing_from_the_sum() {
    let mut store = store(vec![pod("a", Some("db"), T0), pod("lone", None, T0), pod("new", None, T0)]);
    let at = T0.plus(60_000);
    store.apply_use(&SCOPE, at, UseNews::Pods(vec![used("a", at, 5), used("lone", at, 2)]));
    let unknown = |store: &Store| store.workload_use(&Uid::new("db")).map(|sum| (sum.used.millicores(), sum.unknown));
    // Two are ready.
    assert_eq!(unknown(&store), Some((5, 1)));
    store.apply(&Scope::all(Kind::StatefulSet), vec![Delta::Put(Row::Workload(Workload { ready: 1, ..workload("db") }))]);
    assert_eq!(unknown(&store), Some((5, 0)));
    // One that waits uses nothing.
    let waiting = |p: Pod| {
        let state = ContainerState::Waiting { reason: "CrashLoopBackOff".into(), message: "".into() };
        Pod { containers: p.containers.iter().map(|c| Container { state: state.clone(), ..c.clone() }).collect(), ..p }
    };
    let of = |name: &str| store.pods().filter(|p| p.owner.is_none() && *p.name != *name).cloned().collect::<Vec<_>>();
    let sum = |pods: &[Pod]| store.use_of(pods.iter()).map(|sum| (sum.used.millicores(), sum.of, sum.unknown));
    assert_eq!((sum(&of("")), sum(&of("new")), sum(&of("lone"))), (Some((2, 1, 1)), Some((2, 1, 0)), None));
    let pods: Vec<Pod> = of("").into_iter().map(|p| if *p.name == *"new" { waiting(p) } else { p }).collect();
    assert_eq!(sum(&pods), Some((2, 1, 0)));
}

#[test]
fn how_containers_and_nodes_went_is_kept_within_bounds() {
    let uid = |name: &str| Uid::new(&format!("{name}@{}", T0.secs()));
    // The pod `b` with so many containers, and a poll of it that names so many.
    let crowded = |n: usize| {
        let p = pod("b", Some("db"), T0);
        let of = |i: usize| Container { name: format!("c{i}").as_str().into(), ..p.containers[0].clone() };
        Pod { containers: (0..n).map(of).collect(), ..p }
    };
    let several = |at: Time, named: std::ops::Range<usize>| {
        let of = |i: usize| (Name::from(format!("c{i}").as_str()), Used { cpu: (i as u64 + 1) * 1_000_000, memory: 0 });
        PodUse { containers: named.map(of).collect(), ..used("b", at, 0) }
    };
    let polls = |history: Option<&History>| -> Option<Vec<Option<u64>>> {
        history.map(|h| h.polls().skip(KEPT - 3).map(|p| p.map(Used::millicores)).collect())
    };
    let went = |store: &Store, pod: &str, name: &str| polls(store.container_history(&uid(pod), name));
    let mut store = store(vec![pod("a", Some("db"), T0), crowded(2)]);
    // How many containers `b` has, which of them a poll names, and how the second of them went.
    for (round, (has, named, want)) in [
        (2, 0..2, Some(vec![None, None, Some(2)])),
        (2, 0..2, Some(vec![None, Some(2), Some(2)])),
        // One alone runs just now: it is not the pod, and the other begins where it was.
        (2, 0..1, Some(vec![None, Some(2), Some(2)])),
        (2, 0..2, Some(vec![Some(2), None, Some(2)])),
        // Of more than are kept none is, and it begins anew.
        (CONTAINERS + 1, 0..CONTAINERS + 1, None),
        (CONTAINERS, 0..CONTAINERS, Some(vec![None, None, Some(2)])),
    ]
    .into_iter()
    .enumerate()
    {
        let at = T0.plus(60_000 + round as i64 * EVERY_MS);
        store.apply(&Scope::all(Kind::Pod), vec![Delta::Put(Row::Pod(crowded(has)))]);
        let all = named.end - named.start;
        store.apply_use(&SCOPE, at, UseNews::Pods(vec![used("a", at, 7), several(at, named)]));
        assert_eq!(went(&store, "b", "c1"), want, "{has} {all}");
        assert_eq!(store.container_use(&uid("b"), "c1").map(Used::millicores), (all > 1).then_some(2));
        let first = went(&store, "b", "c0").map(|polls| polls[2]);
        assert_eq!(first, want.as_ref().map(|_| Some(1)), "its own, and not the pod's");
        assert_eq!(went(&store, "a", "c"), polls(store.use_history(&uid("a"))), "alone it is the pod");
        assert_eq!(went(&store, "b", "other"), None);
    }
    // Nodes that are not polled for a while are known again with what was before; those that are not named are gone.
    let node = |name: &str, at: Time, cpu: u64| NodeUse { name: name.into(), at, used: Used { cpu: cpu * 1_000_000, memory: 0 } };
    let nodes = |store: &mut Store, n: i64, all: &[(&str, u64)]| {
        let at = T0.plus(n * EVERY_MS);
        store.apply_use(&UseScope::Nodes, at, UseNews::Nodes(all.iter().map(|(name, cpu)| node(name, at, *cpu)).collect()));
    };
    store.set_use_scopes(&[SCOPE, UseScope::Nodes]);
    nodes(&mut store, 1, &[("n", 1), ("m", 5)]);
    store.set_use_scopes(&[SCOPE]);
    assert_eq!((store.node_use("n"), polls(store.node_history("n"))), (None, Some(vec![None, None, Some(1)])));
    store.set_use_scopes(&[SCOPE, UseScope::Nodes]);
    nodes(&mut store, 3, &[("n", 3)]);
    assert_eq!(store.node_use("n").map(Used::millicores), Some(3));
    assert_eq!(polls(store.node_history("n")), Some(vec![Some(1), None, Some(3)]));
    assert_eq!((store.node_use("m"), polls(store.node_history("m"))), (None, None));
}
