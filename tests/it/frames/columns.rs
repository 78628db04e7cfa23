//! The browser in the columns that the settings choose.

use super::browse::{kinds, list, news, row, selected};
use crate::support::world::{DAY, FIRST, World, begin_with, name, put_incident};
use dogwatch::app::{Effect, Msg};
use dogwatch::model::Lang;
use dogwatch::model::columns::{Chosen, ColumnSort, KindColumns, OwnColumn};
use dogwatch::model::json_path::JsonPath;
use dogwatch::model::saved::{Saved, SavedView, Shows, Within};
use dogwatch::model::table::{Ago, BrowseWish, Column, TableFeed};

fn own(title: &str, path: &str, sort: Option<ColumnSort>) -> OwnColumn {
    OwnColumn { name: name(title), path: JsonPath::parse(path).unwrap(), wide: false, age: false, sort }
}

fn settings() -> Saved {
    let server = |text: &str| Chosen::Server(name(text));
    let nodes = vec![
        server("NAME"),
        Chosen::Own(own("Zone", ".metadata.labels.zone", Some(ColumnSort::Text))),
        server("internal-ip"),
        server("Colour"),
        Chosen::Own(OwnColumn { age: true, ..own("Heard", ".status.heard", Some(ColumnSort::Time)) }),
    ];
    let view = SavedView {
        name: name("plain"),
        shows: Shows::Kind(name("no")),
        within: Within::Here,
        filter: String::new(),
        sort: None,
        columns: vec![server("Version"), server("Name")],
    };
    let columns = vec![
        KindColumns { kind: name("no"), chosen: nodes },
        KindColumns { kind: name("cronjobs.batch"), chosen: vec![server("Name")] },
    ];
    Saved { views: vec![view], aliases: Vec::new(), columns }
}

fn open(world: &mut World, word: &str) {
    world.keys(":").type_text(word).keys("Enter");
    if world.asked().contains(&Effect::Discover(FIRST)) {
        world.msg(Msg::Kinds(FIRST, Ok(kinds())));
    }
}

fn wish(world: &World) -> BrowseWish {
    world.state.panes.browse.as_ref().unwrap().asked().cloned().unwrap()
}

/// The nodes, with the cells of one's own behind those of the server.
fn nodes(lang: Lang, w: u16, h: u16) -> World {
    let mut world = begin_with(&["iot-prod"], |start| (start.saved, start.lang) = (settings(), lang));
    put_incident(&mut world, w, h);
    open(&mut world, "no");
    let node =
        |text: &str, zone: &str, heard: &str| row("", text, &[text, "Ready", "40d", "v1.20.2", "10.0.0.10", zone, heard], 40 * DAY);
    let heard = |ago: i64| crate::support::world::now().plus(-ago).rfc3339();
    let rows =
        vec![node("node-a", "west", &heard(3 * DAY)), node("node-b", "<none>", "<none>"), node("node-c", "east", &heard(60_000))];
    list(&mut world, &SERVED, rows);
    since(&mut world);
    world
}

const SERVED: [&str; 7] = ["Name", "Status", "Age", "Version", "Internal-IP+", "Zone", "Heard"];

/// The columns as the cluster's side tells them, where one's own has ages.
fn since(world: &mut World) {
    let column = |text: &&str| {
        let ago = if *text == "Heard" { Ago::Since } else { Ago::of(text, "") };
        Column { name: name(text.trim_end_matches('+')), wide: text.ends_with('+'), ago }
    };
    news(world, TableFeed::Columns(SERVED.iter().map(column).collect()));
}

#[test]
fn the_settings_choose_and_order_the_columns() {
    for (lang, w, h, frame) in [
        (Lang::En, 80, 24, "columns_80"),
        (Lang::En, 160, 48, "columns_160"),
        (Lang::Zh, 80, 24, "columns_zh_80"),
        (Lang::Zh, 160, 48, "columns_zh_160"),
    ] {
        let world = nodes(lang, w, h);
        assert_eq!(wish(&world).own.iter().map(|c| &*c.name).collect::<Vec<_>>(), ["Zone", "Heard"]);
        insta::assert_snapshot!(frame, world.screen());
    }
}

#[test]
fn wide_shows_the_others_after_them_and_a_missing_column_is_said_once() {
    let mut world = nodes(Lang::En, 160, 48);
    assert!(world.screen().contains("nodes have no column Colour"));
    world.keys("w");
    insta::assert_snapshot!("columns_wide", world.screen());
    world.keys("Esc");
    let rows = vec![row("", "node-a", &["node-a", "Ready", "1d", "v1", "ip", "west", "<none>"], DAY)];
    list(&mut world, &SERVED, rows);
    assert!(!world.screen().contains("have no column"), "{}", world.screen());
}

#[test]
fn rows_are_sorted_by_ones_own_column() {
    let mut world = nodes(Lang::En, 100, 30);
    let first = |world: &mut World| {
        world.keys("g");
        selected(world)
    };
    assert_eq!(first(&mut world), Some("node-a".into()));
    world.keys("S S S");
    assert!(world.screen().contains("by Zone"), "{}", world.screen());
    assert_eq!(first(&mut world), Some("node-c".into()));
    world.keys("S");
    assert!(world.screen().contains("by Heard"), "{}", world.screen());
    assert_eq!(first(&mut world), Some("node-a".into()));
    world.keys("S");
    assert!(!world.screen().contains("by "), "{}", world.screen());
}

#[test]
fn a_view_has_columns_of_its_own_and_another_kind_the_servers() {
    let mut world = nodes(Lang::En, 100, 30);
    open(&mut world, "view plain");
    assert_eq!(wish(&world).own, Vec::new());
    list(&mut world, &["Name", "Status", "Version"], vec![row("", "node-a", &["node-a", "Ready", "v1.20.2"], DAY)]);
    let screen = world.screen();
    let title = screen.lines().find(|l| l.contains("VERSION")).unwrap();
    assert!(title.find("VERSION") < title.find("NAME") && !title.contains("STATUS"), "{screen}");
    open(&mut world, "rs");
    assert_eq!(wish(&world).own, Vec::new());
    list(&mut world, &["Name", "Desired"], vec![row("iot-prod", "a", &["a", "1"], DAY)]);
    assert!(world.screen().contains("DESIRED"), "{}", world.screen());
}
