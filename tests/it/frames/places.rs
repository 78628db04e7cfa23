//! Places that one comes back to: those where one has been, and those that the settings name.

use super::browse::{kinds, list, news, row, selected};
use crate::support::world::{DAY, FIRST, World, begin_with, incident, name, put_incident};
use dogwatch::app::place::View;
use dogwatch::app::{Effect, Msg};
use dogwatch::command::Pane;
use dogwatch::model::saved::{Saved, SavedView, Shows, Sort, Within};
use dogwatch::model::table::TableFeed;

fn open(world: &mut World, word: &str) {
    world.keys(":").type_text(word).keys("Enter");
    if world.asked().contains(&Effect::Discover(FIRST)) {
        world.msg(Msg::Kinds(FIRST, Ok(kinds())));
    }
}

/// Namespaces, kind, and the row under the browser's cursor.
fn place(world: &World) -> (String, Option<String>) {
    let panes = &world.state.panes;
    let kind = panes.browse.as_ref().filter(|_| panes.focus == Pane::Browser).map(|b| b.served.resource.kind.to_string());
    (panes.view.words(), kind)
}

fn replicasets(world: &mut World) {
    let rows = ["a", "b", "c"].map(|text| row("iot-dev", text, &[text, "1"], DAY));
    list(world, &["Name", "Desired"], rows.to_vec());
}

#[test]
fn one_goes_back_and_forth_between_places() {
    let mut world = incident(160, 48);
    let home = place(&world);
    world.keys("[");
    assert!(world.screen().contains("no place before this one"), "{}", world.screen());
    open(&mut world, "rs");
    replicasets(&mut world);
    world.keys("j");
    let under = selected(&world);
    open(&mut world, "ns iot-dev");
    let there = ("iot-dev".to_owned(), Some("ReplicaSet".to_owned()));
    assert_eq!(place(&world), there);
    world.keys("Esc");
    assert_eq!(place(&world), ("iot-dev".to_owned(), None));
    world.keys("[");
    assert_eq!(place(&world), there);
    world.keys("[");
    assert_eq!(place(&world), (home.0.clone(), Some("ReplicaSet".to_owned())));
    replicasets(&mut world);
    assert_eq!(selected(&world), under, "the cursor is where it was");
    world.keys("[");
    assert_eq!(place(&world), home);
    world.keys("] ]");
    assert_eq!(place(&world), there);
    // To the last place and back, as often as one likes.
    world.keys("-");
    assert_eq!(place(&world), (home.0.clone(), Some("ReplicaSet".to_owned())));
    world.keys("-");
    assert_eq!(place(&world), there);
    // What is typed is no key.
    world.keys("/").type_text("[-]").keys("Enter");
    assert_eq!(place(&world), there);
    world.keys("Esc");
    // A new place forgets what was ahead.
    world.keys("[");
    open(&mut world, "ns iot-test");
    world.keys("]");
    assert!(world.screen().contains("no place after this one"), "{}", world.screen());
}

fn with_saved() -> World {
    let view = |name_: &str, shows, within, filter: &str, sort| SavedView {
        name: name(name_),
        shows,
        within,
        filter: filter.into(),
        sort,
        columns: Vec::new(),
    };
    let views = vec![
        view("crashes", Shows::Pods, Within::All, "!status=Running", Some(Sort::Restarts)),
        view("jobs", Shows::Kind(name("cj")), Within::These(vec![name("iot-dev")]), "sync", Some(Sort::Age)),
    ];
    let saved = Saved { views, aliases: vec![(name("gear"), name("devices.iot.example"))], ..Saved::default() };
    let mut world = begin_with(&["iot-prod"], |start| start.saved = saved);
    put_incident(&mut world, 160, 48);
    world
}

#[test]
fn saved_views_and_words_of_ones_own_open_what_they_name() {
    let mut world = with_saved();
    world.keys(":").type_text("view crashes");
    assert!(world.screen().contains("pods  *  !status=Running"), "{}", world.screen());
    world.keys("Enter");
    let panes = &world.state.panes;
    assert_eq!((&panes.view, panes.focus, panes.all_pods), (&View::All, Pane::Pods, true));
    let screen = world.screen();
    assert!(screen.contains("by restarts") && screen.contains("!status=Running"), "{screen}");
    // A kind that is not known yet is opened when it is.
    open(&mut world, "view jobs");
    assert_eq!(place(&world), ("iot-dev".to_owned(), Some("CronJob".to_owned())));
    let rows = ["sync", "clean", "sync-all"].map(|text| row("iot-dev", text, &[text], DAY));
    list(&mut world, &["Name"], rows.to_vec());
    let screen = world.screen();
    assert!(screen.contains("sync-all") && !screen.contains("clean") && screen.contains("newest first"), "{screen}");
    open(&mut world, "gear");
    assert_eq!(place(&world).1, Some("Device".to_owned()));
    news(&mut world, TableFeed::Begins(0));
    world.keys("[");
    assert_eq!(place(&world).1, Some("CronJob".to_owned()));
}
