//! What is used, on the screen: the columns and their room, sorting and filtering by them, `:top`, and what is said where nothing is known.

use crate::support::world::{DAY, World, begin, incident, name, pod, workload};
use dogwatch::app::Effect;
use dogwatch::app::rows::{SortBy, WorkloadKey};
use dogwatch::model::asks::{Ask, Asks, PodAsks};
use dogwatch::model::feed::{Feed, Row, Scope};
use dogwatch::model::pod::{ContainerState, Ended, Pod};
use dogwatch::model::trouble::Trouble;
use dogwatch::model::usage::{EVERY_MS, PodUse, UseNews, UseScope, UseState, Used};
use dogwatch::model::{Kind, Lang};
use std::sync::Arc;

fn here() -> UseScope {
    UseScope::Pods(Some(name("iot-prod")))
}

/// Its pods ask for half a core and 256 MiB, and may take 64 MiB more; of the device-service there is no limit of CPU.
fn asking(mut pod: Pod) -> Pod {
    let limit = (!pod.name.starts_with("device-service")).then_some(500_000_000);
    let cpu = Ask { request: Some(250_000_000), limit };
    let memory = Ask { request: Some(256 << 20), limit: Some(320 << 20) };
    let asks = Asks { cpu, memory, ..Asks::default() };
    pod.asks = Arc::new(PodAsks { whole: asks, running: asks });
    for container in &mut pod.containers {
        container.asks = Arc::new(asks);
    }
    pod
}

fn pods(world: &World) -> Vec<Pod> {
    let mut pods: Vec<Pod> = world.state.cluster.store.pods().cloned().collect();
    pods.sort_by(|a, b| a.name.cmp(&b.name));
    pods
}

/// A poll that finds of the n-th running pod 40 m and 30 MiB more than of the one before it.
fn poll(world: &mut World, round: u64) -> &mut World {
    let now = world.now;
    let running = pods(world).into_iter().filter(|p| matches!(p.containers[0].state, ContainerState::Running { .. }));
    let used = |(n, p): (usize, Pod)| {
        let n = n as u64 + 1;
        let used = Used { cpu: (n * 40 + round % 5 * 10) * 1_000_000, memory: (n * 30 + round) << 20 };
        let containers = Box::new([(p.containers[0].name.clone(), used)]);
        PodUse { namespace: p.namespace.clone(), name: p.name.clone(), at: now, window: 15_000, containers }
    };
    let news = UseNews::Pods(running.enumerate().map(used).collect());
    world.feed(Feed::Used(here(), now, news))
}

fn used(w: u16, h: u16, lang: Lang) -> World {
    let mut world = incident(w, h);
    world.state.lang = lang;
    let rows = pods(&world).into_iter().map(|p| Row::Pod(asking(p))).collect();
    world.list(Scope::of(Kind::Pod, &name("iot-prod")), rows);
    for round in 0..20 {
        world.wait(EVERY_MS);
        poll(&mut world, round);
    }
    world
}

#[test]
fn figures_stand_where_there_is_room() {
    for (size, at) in [((80, 24), "80x24"), ((160, 48), "160x48")] {
        for (keys, what) in [
            ("Tab", "panes"),
            ("Tab z", "pods"),
            ("Tab z w", "wide"),
            ("z w", "workloads"),
            ("Tab G Enter z", "containers"),
            ("Tab G Enter z w", "containers_wide"),
        ] {
            let mut world = used(size.0, size.1, Lang::En);
            insta::assert_snapshot!(format!("used_{what}_{at}"), world.keys(keys).screen());
        }
    }
    insta::assert_snapshot!("used_zh_160x48", used(160, 48, Lang::Zh).keys("Tab z w").screen());
}

#[test]
fn only_what_is_in_view_and_listed_is_polled() {
    let mut world = begin(&["iot-prod"]);
    world.size(160, 48).live();
    let measured = |world: &mut World| {
        let asked = world.asked().into_iter().filter_map(|e| if let Effect::Measure(_, scopes) = e { Some(scopes) } else { None });
        asked.collect::<Vec<_>>()
    };
    assert!(measured(&mut world).is_empty(), "no pods are known that use could be told of");
    world.list(Scope::of(Kind::Pod, &name("iot-prod")), vec![]);
    assert_eq!(measured(&mut world), [vec![here()]]);
    world.wait(60_000);
    assert!(measured(&mut world).is_empty(), "it is asked for once");
    world.keys("0").wait(1_000);
    assert_eq!(measured(&mut world), [Vec::<UseScope>::new()]);
    world.list(Scope::all(Kind::Pod), vec![]);
    assert_eq!(measured(&mut world), [vec![UseScope::Pods(None)]]);
}

#[test]
fn rows_are_sorted_and_filtered_by_what_is_used() {
    let mut world = used(160, 48, Lang::En);
    world.keys("Tab A z");
    let names = |world: &World| -> Vec<String> {
        let store = &world.state.cluster.store;
        world.state.panes.pods.rows().iter().map(|uid| store.pod(uid).unwrap().name.to_string()).collect()
    };
    world.keys("S S S S");
    assert_eq!(world.state.sorting.pods, SortBy::Cpu);
    let sorted = names(&world);
    let cpu = |world: &World| -> Vec<Option<u64>> {
        let store = &world.state.cluster.store;
        world.state.panes.pods.rows().iter().map(|uid| store.pod_use(uid).map(Used::millicores)).collect()
    };
    let figures = cpu(&world);
    assert!(figures.is_sorted_by(|a, b| a >= b) && figures.last() == Some(&None), "{figures:?}");
    // What comes with the next poll sorts them anew.
    let least = sorted.iter().rev().find(|n| n.starts_with("device-service-795854")).unwrap().clone();
    world.wait(EVERY_MS);
    let (now, uid) = (world.now, pods(&world).iter().find(|p| *p.name == *least).unwrap().uid.clone());
    let most = Used { cpu: 9_000_000_000, memory: 1 << 20 };
    let one = PodUse {
        namespace: name("iot-prod"),
        name: least.as_str().into(),
        at: now,
        window: 15_000,
        containers: Box::new([(name("c"), most)]),
    };
    world.feed(Feed::Used(here(), now, UseNews::Pods(vec![one])));
    assert_eq!(world.state.panes.pods.rows().first(), Some(&uid));
    world.keys("S");
    assert_eq!(world.state.sorting.pods, SortBy::Memory);
    poll(&mut world, 0);
    for (typed, some) in [("cpu>100m", true), ("cpu<10m", false), ("mem>80%", true), ("mem>limit*0.9", true), ("cpu>99", false)] {
        world.keys("/").type_text(typed).keys("Enter");
        assert_eq!(!world.state.panes.pods.rows().is_empty(), some, "{typed}");
        let all = names(&world);
        assert!(all.iter().all(|n| !n.contains("6d4f9c")), "{typed}: what is not known is neither: {all:?}");
        world.keys("Esc");
    }
    world.keys("/").type_text("mem>1gb");
    assert!(world.screen().contains("mem>1gb: not a quantity"), "{}", world.screen());
}

#[test]
fn top_turns_to_the_pods_or_says_why_it_is_not_known() {
    for (state, want) in [
        (UseState::NotServed, "the API server has no metrics.k8s.io"),
        (UseState::Denied { error: Trouble::said("pods.metrics.k8s.io is forbidden") }, "pods.metrics.k8s.io is forbidden"),
        (
            UseState::Failing { error: Trouble::said("the server is currently unable to handle the request") },
            "metrics.k8s.io does not tell",
        ),
    ] {
        let mut world = used(160, 48, Lang::En);
        let now = world.now;
        world.feed(Feed::Used(here(), now, UseNews::Not(state.clone())));
        assert!(!world.screen().contains("CPU"), "nothing is shown: {}", world.screen());
        world.keys(":").type_text("top").keys("Enter");
        let screen = world.screen();
        assert!(screen.contains(want), "{state:?}: {screen}");
        assert!(!world.state.zoom, "{state:?}");
    }
    let mut world = used(160, 48, Lang::En);
    world.keys(":").type_text("top").keys("Enter");
    insta::assert_snapshot!("top_160x48", world.screen());
    world.keys("w");
    insta::assert_snapshot!("top_wide_160x48", world.screen());
    world.keys("w Enter");
    assert!(world.screen().contains("Containers of"), "{}", world.screen());
    // One step back is the list, still on the whole screen, and the next the panes.
    world.keys("Esc");
    assert!(world.screen().contains("by CPU") && world.state.zoom, "{}", world.screen());
    world.keys("Esc");
    assert!(!world.state.zoom);
    let mut world = used(80, 24, Lang::En);
    world.keys(":").type_text("top").keys("Enter");
    insta::assert_snapshot!("top_80x24", world.screen());
}

#[test]
fn one_that_was_killed_for_its_memory_names_the_limit() {
    let mut world = used(160, 48, Lang::En);
    let mut pod = pods(&world).into_iter().find(|p| p.name.starts_with("web")).unwrap();
    let ended = Ended { reason: name("OOMKilled"), exit_code: 137, signal: 0, finished: Some(world.now), message: name("") };
    pod.containers[0].last = Some(ended);
    world.put(Scope::of(Kind::Pod, &name("iot-prod")), Row::Pod(pod.clone()));
    world.keys("Tab A z /").type_text(&pod.name).keys("Enter Enter");
    assert!(world.screen().contains("last: OOMKilled at 320Mi, exit 137"), "{}", world.screen());
    world.state.lang = Lang::Zh;
    assert!(world.screen().contains("OOMKilled,内存上限 320Mi,退出码 137"), "{}", world.screen());
}

#[test]
fn standalone_pods_are_summed_up_and_of_a_part_it_is_said() {
    let mut world = incident(160, 48);
    let debug = workload("iot-prod", "debug", 0, "a:1");
    for suffix in ["a", "b"] {
        let lone = Pod { owner: None, ..pod(&debug, 0, suffix, "a:1", DAY) };
        world.put(Scope::of(Kind::Pod, &name("iot-prod")), Row::Pod(asking(lone)));
    }
    let now = world.now;
    let used = |pod: &str, cpu: u64| PodUse {
        namespace: name("iot-prod"),
        name: pod.into(),
        at: now,
        window: 15_000,
        containers: Box::new([(name("c"), Used { cpu: cpu * 1_000_000, memory: 0 })]),
    };
    // One of the two of web is not named.
    let all = vec![used("debug-a", 700), used("debug-b", 200), used("web-77c9-qjtxp", 300)];
    world.feed(Feed::Used(here(), now, UseNews::Pods(all)));
    let screen = world.keys("z").screen();
    let figure = |of: &str| {
        let line = screen.lines().find(|l| l.contains(of)).unwrap();
        line.split_whitespace().find(|word| word.ends_with('m') && word.len() > 3).map(str::to_owned)
    };
    assert_eq!((figure("Standalone pods").as_deref(), figure(" web ").as_deref()), (Some("900m"), Some("≥300m")), "{screen}");
    world.keys("S S S");
    assert_eq!(world.state.sorting.workloads, SortBy::Cpu);
    let lone = WorkloadKey::Standalone(name("iot-prod"));
    let web = WorkloadKey::Workload(workload("iot-prod", "web", 0, "a:1").uid);
    assert_eq!(world.state.panes.workloads.rows()[..2], [lone.clone(), web.clone()]);
    for (typed, want) in [("cpu>800m", &[&lone][..]), ("cpu>250m", &[&lone, &web]), ("cpu<400m", &[]), ("cpu>50%R", &[&lone])] {
        world.keys("/").type_text(typed).keys("Enter");
        assert_eq!(world.state.panes.workloads.rows().iter().collect::<Vec<_>>(), want, "{typed}");
        world.keys("Esc");
    }
}
