//! What holds the cursor: its object, however the rows move, are filtered or are numbered.

use crate::frames::browse::{news, nodes, row, selected};
use crate::support::world::{DAY, World, begin, begin_with, name, namespace, no_image, pod, replicaset, workload};
use dogwatch::app::Msg;
use dogwatch::app::rows::NamespaceKey;
use dogwatch::command::Pane;
use dogwatch::model::feed::{Row, Scope};
use dogwatch::model::remembered::Remembered;
use dogwatch::model::table::TableFeed;
use dogwatch::model::{Kind, Uid};

/// Five Deployments that are well, in two namespaces that are no production.
pub fn calm() -> World {
    let mut world = begin(&["iot-test"]);
    world.size(160, 48).live();
    put(&mut world);
    world
}

pub fn put(world: &mut World) {
    world.list(Scope::all(Kind::Namespace), ["iot-dev", "iot-test", "other"].map(namespace).to_vec());
    let rows = [("iot-test", "api"), ("iot-test", "bus"), ("iot-test", "web"), ("iot-dev", "api"), ("iot-dev", "web-dev")];
    let made = rows.map(|(ns, n)| workload(ns, n, 1, "lab/app:1"));
    let of = |ns: &'static str| made.iter().filter(move |w| *w.namespace == *ns);
    let pods = |ns| of(ns).map(|w| Row::Pod(pod(w, 7, "a", "lab/app:1", DAY))).collect::<Vec<_>>();
    let sets = |ns| of(ns).map(|w| replicaset(w, 7, "lab/app:1", (1, 1), DAY)).collect::<Vec<_>>();
    let of = ["iot-test", "iot-dev"].map(|ns| (ns, pods(ns), sets(ns)));
    world.list(Scope::all(Kind::Deployment), made.into_iter().map(Row::Workload).collect());
    world.list(Scope::all(Kind::StatefulSet), Vec::new()).list(Scope::all(Kind::DaemonSet), Vec::new());
    for (ns, pods, sets) in of {
        world.list(Scope::of(Kind::ReplicaSet, &name(ns)), sets).list(Scope::of(Kind::Pod, &name(ns)), pods);
    }
    world.allow("iot-test").allow("iot-dev");
}

pub fn under(world: &World) -> String {
    world.state.workload().map(|w| w.name.to_string()).unwrap_or_default()
}

/// A row that goes bad takes the top of its list.
pub fn breaks(world: &mut World, which: &str) {
    let mut bad = workload("iot-test", which, 1, "lab/app:1");
    (bad.ready, bad.available, bad.failure) = (0, 0, Some(name("exceeded quota")));
    world.put(Scope::all(Kind::Deployment), Row::Workload(bad));
}

#[test]
fn a_row_that_goes_bad_takes_the_top_but_not_the_cursor() {
    for (seen, want) in [(0, "web"), (999, "web"), (1_000, "api"), (60_000, "api")] {
        let mut world = calm();
        world.msg(Msg::Drawn).wait(seen);
        breaks(&mut world, "web");
        assert_eq!(world.state.panes.workloads.rows()[0], dogwatch::app::rows::WorkloadKey::Workload(Uid::new("iot-test/web")));
        assert_eq!(under(&world), want, "seen for {seen} ms");
    }
    // What lies under a form is not read.
    let mut world = calm();
    world.keys("?").msg(Msg::Drawn).wait(5_000).keys("Esc");
    breaks(&mut world, "web");
    assert_eq!(under(&world), "web");
    // The pods.
    for (seen, want) in [(0, "iot-test/api-0"), (1_000, "iot-test/api-a")] {
        let mut world = calm();
        world.keys("Enter").msg(Msg::Drawn).wait(seen);
        let w = workload("iot-test", "api", 1, "lab/app:1");
        let bad = no_image(pod(&w, 7, "0", "lab/app:9", DAY), "lab/app:9");
        world.put(Scope::of(Kind::Pod, &name("iot-test")), Row::Pod(bad));
        assert_eq!(world.state.panes.pods.selected(), Some(&Uid::new(want)), "seen for {seen} ms");
    }
    // The browser.
    for (seen, want) in [(0, "node-0"), (1_000, "node-a")] {
        let mut world = nodes(160, 48);
        world.msg(Msg::Drawn).wait(seen);
        news(&mut world, TableFeed::Put(0, vec![row("", "node-0", &["node-0", "Ready", "", "1d", "", ""], DAY)]));
        assert_eq!(selected(&world).as_deref(), Some(want), "seen for {seen} ms");
    }
    // A namespace that comes before the one in view.
    let mut world = calm();
    world.put(Scope::all(Kind::Namespace), namespace("aaa"));
    assert_eq!(world.state.panes.namespaces.selected(), Some(&NamespaceKey::One(name("iot-test"))));
}

#[test]
fn the_first_that_passes_gets_the_cursor_and_the_panes_below_follow() {
    let mut world = calm();
    world.keys("/").type_text("we");
    assert_eq!(under(&world), "web");
    assert_eq!(world.state.panes.pods.rows(), [Uid::new("iot-test/web-a")]);
    let screen = world.screen();
    assert!(screen.contains("Pods of web"), "{screen}");
    // Where nothing passes, nothing is shown below either.
    world.type_text("xyz");
    assert_eq!((under(&world).as_str(), world.state.panes.pods.rows().len()), ("", 0));
    assert!(!world.screen().contains("web-a"), "{}", world.screen());
    world.keys("Backspace Backspace Backspace Enter");
    assert_eq!(under(&world), "web");
    // It goes on being held when the filter goes.
    world.keys("Esc");
    assert_eq!((under(&world).as_str(), world.state.panes.workloads.rows().len()), ("web", 3));
    // Left while it is typed, everything is as before.
    world.keys("/").type_text("bus").keys("Esc");
    assert_eq!(under(&world), "web");
    // The same in the other lists.
    world.keys("a Enter /").type_text("bus");
    assert_eq!(world.state.panes.pods.selected(), Some(&Uid::new("iot-test/bus-a")));
    world.keys("Esc Esc");
    breaks(&mut world, "bus");
    world.keys("!");
    assert_eq!(under(&world), "bus", "only what is unwell is a filter too");
    let mut world = nodes(160, 48);
    world.keys("/").type_text("node-c");
    assert_eq!(selected(&world).as_deref(), Some("node-c"));
    // Of the namespaces, and what is in view follows.
    let mut world = calm();
    world.keys("Shift-Tab /").type_text("dev");
    assert_eq!(world.state.panes.view.words(), "iot-dev");
    assert_eq!(world.state.panes.namespaces.rows(), [NamespaceKey::One(name("iot-dev"))]);
    world.keys("Esc");
    assert_eq!(world.state.panes.view.words(), "iot-test");
}

#[test]
fn a_filter_ends_with_its_place_and_begins_anew() {
    type Leave = fn(&mut World);
    let leave: [(&str, Leave); 5] = [
        ("the switcher", |w| {
            w.keys("n").type_text("iot-dev").keys("Enter");
        }),
        ("all namespaces", |w| {
            w.keys("0");
        }),
        ("the pane", |w| {
            w.keys("Shift-Tab k k");
        }),
        ("the palette", |w| {
            w.keys(":").type_text("ns iot-dev").keys("Enter");
        }),
        ("a context", |w| {
            w.keys(":").type_text("ctx dev").keys("Enter");
            put(w);
        }),
    ];
    for (by, leave) in leave {
        let mut world = calm();
        world.keys("/").type_text("web").keys("Enter");
        leave(&mut world);
        assert_eq!(world.state.filter_text(Pane::Workloads), "", "by {by}");
        assert!(world.state.panes.workloads.rows().len() > 1, "by {by}");
    }
    // Another one is typed from the beginning.
    let mut world = calm();
    world.keys("/").type_text("web").keys("Enter /").type_text("b").keys("Enter");
    assert_eq!(world.state.filter_text(Pane::Workloads), "b");
    world.keys("/ Enter");
    assert_eq!(world.state.filter_text(Pane::Workloads), "", "and one with nothing in it is none");
    world.keys("/").type_text("web").keys("Enter /").type_text("b").keys("Esc");
    assert_eq!(world.state.filter_text(Pane::Workloads), "web", "left, it is the one before");
    // One Esc is enough, whatever is said.
    world
        .msg(Msg::Note(dogwatch::app::messages::Level::Error, dogwatch::app::text::Text::Server("something failed".into())))
        .keys("Esc");
    assert_eq!((world.state.filter_text(Pane::Workloads), world.state.messages.current()), ("", None));
    // Of the kinds of a cluster, which are in no namespace, it stays.
    let mut world = nodes(160, 48);
    world.keys("/").type_text("node-c").keys("Enter 0");
    assert_eq!(world.state.filter_text(Pane::Browser), "node-c");
}

#[test]
fn numbers_are_shown_and_stay() {
    let memory = |favourites: &[&str], recent: &[&str]| {
        let owned = |list: &[&str]| list.iter().map(|n| (*n).to_owned()).collect();
        Remembered { favourites: owned(favourites), recent: owned(recent), typed: Vec::new() }
    };
    let mut world = begin_with(&["iot-test"], |s| {
        s.remembered.get_or_insert_default().insert(name("lab-admin"), memory(&["iot-test"], &["iot-dev"]));
    });
    world.size(160, 48).live();
    put(&mut world);
    let screen = world.screen();
    assert!(screen.contains("2 iot-dev") && screen.contains("1 iot-test"), "{screen}");
    world.keys("2");
    assert_eq!(world.state.panes.view.words(), "iot-dev");
    // A visit makes another one the most recent, and takes a free number.
    world.keys("n").type_text("other").keys("Enter 1 2");
    assert_eq!(world.state.panes.view.words(), "iot-dev");
    world.keys("3");
    assert_eq!(world.state.panes.view.words(), "other");
    world.keys("n");
    assert!(world.screen().contains("★ 1") && world.screen().contains("· 3"), "{}", world.screen());
    world.keys("Esc 9");
    assert!(world.screen().contains("has the number 9"), "{}", world.screen());
}
