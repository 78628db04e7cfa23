//! Environments side by side: what runs where, what stands out, and what differs.

use crate::frames::tabs::{context, feed};
use crate::support::world::{DAY, FIRST, MINUTE, World, begin_with, name, namespace, no_image, pod, replicaset, workload};
use dogwatch::app::{Effect, Msg};
use dogwatch::model::compare::{Compared, Kept, Of, Unknown};
use dogwatch::model::environments::group::Environment;
use dogwatch::model::environments::named::{Members, Named, place};
use dogwatch::model::environments::rules::Rule;
use dogwatch::model::feed::{Feed, LinkState, Row, Scope};
use dogwatch::model::revision::DiffLine;
use dogwatch::model::template::Part;
use dogwatch::model::trouble::Trouble;
use dogwatch::model::workload::Progress;
use dogwatch::model::{Kind, Lang, SessionId};

const PLACES: [&str; 4] = ["iot-dev", "iot-test", "iot-pre", "iot-prod"];

/// What the settings say of a group that goes on in another cluster.
fn far() -> Named {
    let of = |text: &str, at: &str| Environment { name: name(text), place: place(at).unwrap() };
    let members = vec![of("dev", "iot-dev"), of("prod", "ctx:shop-prod/ns:iot")];
    Named { name: name("iot far"), members: Members::These(members), ignore: [Rule::parse("env.STAGE").unwrap()].into() }
}

/// Three workloads of the sketch, and what the pods of theirs are.
fn environments(w: u16, h: u16, lang: Lang) -> World {
    let mut world = begin_with(&["iot-test"], |start| {
        start.lang = lang;
        start.contexts.push(context("shop-prod", None));
        let found = Named { name: name("iot-*"), members: Members::Found, ignore: [Rule::parse("env.STAGE").unwrap()].into() };
        start.environments = vec![found, far()];
    });
    world.size(w, h).live();
    let all = ["default"].iter().chain(&PLACES).map(|ns| namespace(ns)).collect();
    world.list(Scope::all(Kind::Namespace), all);
    let tags = [
        ("device-service", ["1.9.1", "1.9.0", "1.8.2", "1.8.2"]),
        ("gateway", ["2.4.0", "2.3.1", "2.3.1", "2.3.1"]),
        ("report", ["2.0.1", "", "1.7.0", "1.7.0"]),
        ("web", ["main-1", "latest", "latest", "latest"]),
    ];
    let (mut rows, mut sets, mut pods) = (Vec::new(), Vec::new(), Vec::new());
    for (text, tags) in tags {
        for (at, (ns, tag)) in PLACES.into_iter().zip(tags).enumerate().filter(|(_, (_, tag))| !tag.is_empty()) {
            let image = format!("docker.io/lab/{text}:{tag}");
            let replicas = if ns == "iot-prod" { 3 } else { 1 };
            let mut w = workload(ns, text, replicas, &image);
            let part = |path: &str, mark: u32| Part { path: name(path), container: 0, mark };
            // The stage is meant to differ; in pre the gateway has a level of its own.
            let level = if (text, ns) == ("gateway", "iot-pre") { 2 } else { 1 };
            w.parts = [part("env.STAGE", at as u32), part("env.LEVEL", level)].into();
            let bad = tag == "2.0.1";
            if bad {
                (w.ready, w.available, w.progress) = (0, 0, Progress::Ongoing);
            }
            let age = (at as i64 + 1) * DAY;
            sets.push((ns, replicaset(&w, 7, &image, (w.ready, replicas), age)));
            for i in 0..replicas {
                let mut one = pod(&w, 7, &format!("x-{i}"), &image, age - MINUTE);
                one.containers[0].digest = (text == "web").then(|| name(if ns == "iot-prod" { "sha256:bb" } else { "sha256:aa" }));
                pods.push((ns, Row::Pod(if bad { no_image(one, &image) } else { one })));
            }
            rows.push(Row::Workload(w));
        }
    }
    world.list(Scope::all(Kind::Deployment), rows);
    for kind in [Kind::StatefulSet, Kind::DaemonSet, Kind::Job, Kind::CronJob] {
        world.list(Scope::all(kind), Vec::new());
    }
    world.allow("iot-test").keys("E");
    let watched = world.asked().into_iter().rev().find_map(|e| if let Effect::Watch(FIRST, all) = e { Some(all) } else { None });
    let watched = watched.expect("what is compared is watched");
    for ns in PLACES {
        for (kind, rows) in [(Kind::ReplicaSet, &sets), (Kind::Pod, &pods)] {
            let scope = Scope::of(kind, &name(ns));
            assert!(watched.contains(&scope), "{scope:?}");
            world.list(scope, rows.iter().filter(|(of, _)| *of == ns).map(|(_, row)| row.clone()).collect());
        }
    }
    world
}

#[test]
fn what_runs_where_stands_in_columns() {
    for lang in [Lang::En, Lang::Zh] {
        for (w, h) in [(80, 24), (160, 48)] {
            let world = environments(w, h, lang);
            insta::assert_snapshot!(format!("environments_{lang:?}_at_{w}x{h}").to_lowercase(), world.screen());
        }
    }
}

fn row(world: &World, text: &str) -> String {
    world.screen().lines().find(|l| l.contains(text)).unwrap_or_default().to_owned()
}

#[test]
fn what_differs_stands_out_and_arrows_go_over_the_cells() {
    let mut world = environments(160, 48, Lang::En);
    for (text, all) in [
        ("device-service", &["1.9.1", "↑2", "1.9.0", "↑1", "1.8.2"][..]),
        ("gateway", &["2.4.0", "↑1", "2.3.1", "≠env"]),
        ("report", &["✗ 2.0.1", "image not found", "– missing", "1.7.0"]),
        ("web", &["main-1", "latest", "≠digest"]),
    ] {
        let row = row(&world, text);
        for part in all {
            assert!(row.contains(part), "{part}: {row}");
        }
    }
    // The cursor begins with the environment in view.
    assert!(row(&world, "device-service").contains("▸✓ 1.9.0"), "{}", world.screen());
    world.keys("Left");
    assert!(row(&world, "device-service").contains("▸✓ 1.9.1") && world.screen().contains("2 releases ahead of prod"));
    world.keys("Right Right j");
    let screen = world.screen();
    assert!(screen.contains("▸✓ 2.3.1") && screen.contains("differs in env.LEVEL (1 left out)"), "{screen}");
    // Only what differs, and a filter; each goes again with Esc.
    world.keys("!").keys("/").type_text("rep").keys("Enter");
    let screen = world.screen();
    assert!(screen.contains("report") && !screen.contains("gateway  ") && screen.contains("(1/4)"), "{screen}");
    world.keys("Esc Esc");
    assert!(world.screen().contains("(4)"), "{}", world.screen());
    world.keys("E");
    assert!(!world.screen().contains("WORKLOAD"), "{}", world.screen());
}

#[test]
fn where_not_all_columns_fit_those_around_the_cursor_do() {
    let mut world = environments(60, 20, Lang::En);
    for _ in 0..3 {
        world.keys("Right");
    }
    let screen = world.screen();
    assert!(screen.contains("▸prod") && screen.contains("← ") && screen.contains("device-service"), "{screen}");
    world.keys("Left Left Left");
    let screen = world.screen();
    assert!(screen.contains("▸dev") && screen.contains("more →"), "{screen}");
}

#[test]
fn the_templates_of_two_are_compared_as_containers_get_them() {
    let mut world = environments(100, 30, Lang::En);
    world.asked();
    world.keys("Enter");
    let kept =
        |e: Effect| if let Effect::Keep(FIRST, id, object, Of::Template(rules)) = e { Some((id, object, rules)) } else { None };
    let (id, object, rules) = world.asked().into_iter().find_map(kept).expect("the one before is read");
    assert_eq!((&*object.namespace, &*object.name, rules.len()), ("iot-dev", "device-service", 1));
    let unknown = Unknown { source: name("Secret iot-dev ▸ db"), why: Some(Trouble::said("secrets \"db\" is forbidden")) };
    let at = world.now;
    world.msg(Msg::Kept(FIRST, id, Ok(Kept { text: "{}".into(), of: Of::Template(rules), at, unknown: vec![unknown.clone()] })));
    let compared = |e: Effect| if let Effect::Compare(FIRST, id, object, ..) = e { Some((id, object)) } else { None };
    let (id, object) = world.asked().into_iter().find_map(compared).expect("and what differs from it");
    assert_eq!(&*object.namespace, "iot-test");
    let line = |old: &str, new: &str| DiffLine::Changed { old: Some(old.into()), new: Some(new.into()) };
    let lines = vec![
        line("image: lab/device-service:1.9.1", "image: lab/device-service:1.9.0"),
        line("URL: http://dev", "URL: http://test"),
    ];
    let all = [lines.clone(), vec![line("STAGE: dev", "STAGE: test")]].concat();
    world.msg(Msg::Compared(FIRST, id, Ok(Compared { lines, all, at, left_out: 1, unknown: vec![unknown] })));
    insta::assert_snapshot!("environments_difference_at_100x30", world.screen());
    world.keys("a");
    assert!(world.screen().contains("STAGE: test"), "{}", world.screen());
    world.keys("Esc");
    assert!(world.screen().contains("WORKLOAD"), "{}", world.screen());
}

#[test]
fn a_context_that_is_not_open_says_so_and_a_key_opens_it() {
    let mut world = environments(100, 24, Lang::En);
    world.keys("Tab Right");
    let screen = world.screen();
    assert!(
        screen.contains("▸prod ◌ not open") && screen.contains("shop-prod is not open, so nothing is known of it: t opens it"),
        "{screen}"
    );
    world.keys("Enter");
    assert!(world.screen().contains("t opens it in a tab"), "{}", world.screen());
    world.asked();
    world.keys("t");
    let begun = |e: Effect| if let Effect::Connect(session, context) = e { Some((session, context)) } else { None };
    let (session, context) = world.asked().into_iter().find_map(begun).expect("it is connected");
    assert_eq!(&*context, "shop-prod");
    assert_eq!(world.state.cluster.session, FIRST, "the tab in front stays");
    let SessionId(session) = session;
    feed(&mut world, session, Feed::Link(LinkState::Up { latency: 7 }));
    let put = |world: &mut World, scope: Scope, rows: Vec<Row>| {
        use dogwatch::model::feed::{Delta, WatchState};
        let rows = rows.into_iter().map(Delta::Put);
        let deltas = std::iter::once(Delta::ListBegins).chain(rows).chain([Delta::ListEnds]).collect();
        feed(world, session, Feed::Batch(scope.clone(), deltas));
        feed(world, session, Feed::Watch(scope, WatchState::Live));
    };
    put(&mut world, Scope::all(Kind::Namespace), vec![namespace("iot")]);
    put(
        &mut world,
        Scope::all(Kind::Deployment),
        vec![Row::Workload(workload("iot", "device-service", 2, "docker.io/lab/device-service:1.8.0"))],
    );
    world.wait(1_000);
    let row = row(&world, "device-service");
    assert!(row.contains("1.9.1") && row.contains("↑1") && row.contains("1.8.0"), "{}", world.screen());
    // What is done there is done in its tab.
    world.keys("i");
    assert!(world.screen().contains("this is done in the tab of shop-prod"), "{}", world.screen());
}

#[test]
fn images_and_logs_of_a_cell_are_a_key_away() {
    let mut world = environments(100, 30, Lang::En);
    world.keys("i");
    assert!(world.screen().contains("device-service") && world.screen().contains("lab/device-service:1.9.0"), "{}", world.screen());
    world.keys("Esc l");
    assert!(!world.screen().contains("WORKLOAD") && world.screen().contains("Logs"), "{}", world.screen());
}
