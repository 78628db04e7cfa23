//! The resource browser, message by message: a word opens a kind, the cursor holds an object, a change is for what was seen.

use crate::support::world::FIRST;
use crate::support::world::{DAY, World, begin, incident, name, now, preview};
use dogwatch::app::rollouts::Phase;
use dogwatch::app::{Effect, Msg};
use dogwatch::command::Pane;
use dogwatch::model::SessionId;
use dogwatch::model::Uid;
use dogwatch::model::change::{Change, Intent, Preview, Progress, Propagation};
use dogwatch::model::feed::{Feed, WatchState};
use dogwatch::model::kinds::{Kinds, Served};
use dogwatch::model::resource::Resource;
use dogwatch::model::table::{BrowseWish, Column, TableFeed, TableRow};
use dogwatch::model::trouble::Trouble;
use dogwatch::views::{look, picker, scale};

pub fn served(group: &str, version: &str, plural: &str, kind: &str, namespaced: bool, short: &[&str]) -> Served {
    let mut resource = Resource::new(group, version, plural, kind, namespaced);
    resource.scales = plural == "replicasets";
    let verbs = ["get", "list", "watch", "patch", "delete"].map(str::to_owned).to_vec();
    Served { resource, verbs, short: short.iter().map(|s| (*s).into()).collect() }
}

pub fn kinds() -> Kinds {
    Kinds {
        served: vec![
            served("", "v1", "events", "Event", true, &["ev", "event"]),
            served("", "v1", "nodes", "Node", false, &["no", "node"]),
            served("apps", "v1", "replicasets", "ReplicaSet", true, &["rs", "replicaset"]),
            served("batch", "v1beta1", "cronjobs", "CronJob", true, &["cj", "cronjob"]),
            served("iot.example", "v1", "devices", "Device", true, &["dev"]),
        ],
        missing: Vec::new(),
    }
}

/// Opens a kind by a word.
fn open(world: &mut World, word: &str) {
    world.keys(":").type_text(word).keys("Enter");
    if world.effects.contains(&Effect::Discover(FIRST)) {
        let session = world.state.cluster.session;
        world.msg(Msg::Kinds(session, Ok(kinds())));
    }
}

/// The list that is open.
fn wish(world: &World) -> Option<BrowseWish> {
    world.state.panes.browse.as_ref()?.asked().cloned()
}

pub fn news(world: &mut World, news: TableFeed) {
    let id = wish(world).expect("a list is open").id;
    world.feed(Feed::Browsed(id, news));
}

pub fn row(namespace: &str, text: &str, cells: &[&str], age: i64) -> TableRow {
    TableRow {
        uid: Uid::new(&format!("{namespace}/{text}")),
        identified: true,
        namespace: name(namespace),
        name: name(text),
        labels: Default::default(),
        created: Some(now().plus(-age)),
        leaving: None,
        cells: cells.iter().map(|c| name(c)).collect(),
    }
}

fn columns(names: &[&str]) -> TableFeed {
    let column = |n: &&str| {
        let plain = n.trim_end_matches('+');
        Column { name: name(plain), wide: n.ends_with('+'), ago: dogwatch::model::table::Ago::of(plain, "") }
    };
    TableFeed::Columns(names.iter().map(column).collect())
}

pub fn list(world: &mut World, names: &[&str], rows: Vec<TableRow>) {
    for feed in
        [columns(names), TableFeed::Begins(0), TableFeed::Put(0, rows), TableFeed::Ends(0), TableFeed::State(0, WatchState::Live)]
    {
        news(world, feed);
    }
}

fn node(text: &str, status: &str) -> TableRow {
    row("", text, &[text, status, "<none>", "40d", "v1.20.2", "10.0.0.10"], 40 * DAY)
}

const NODE: [&str; 6] = ["Name", "Status", "Roles", "Age", "Version", "Internal-IP+"];

pub fn nodes(w: u16, h: u16) -> World {
    let mut world = incident(w, h);
    open(&mut world, "no");
    list(&mut world, &NODE, vec![node("node-b", "Ready,SchedulingDisabled"), node("node-a", "Ready"), node("node-c", "NotReady")]);
    world
}

fn cronjob(namespace: &str, text: &str, suspend: &str) -> TableRow {
    row(namespace, text, &[text, "30 2 * * *", suspend, "0", "18h", "30d", "lab/report:1.3.0"], 30 * DAY)
}

pub fn cronjobs(world: &mut World) {
    open(world, "cj");
    let rows =
        vec![cronjob("iot-dev", "sync", "False"), cronjob("iot-prod", "report", "True"), cronjob("iot-dev", "clean", "False")];
    list(world, &["Name", "Schedule", "Suspend", "Active", "Last Schedule", "Age", "Images+"], rows);
}

pub fn selected(world: &World) -> Option<String> {
    world.state.panes.browse.as_ref()?.selected().map(|r| r.name.to_string())
}

pub fn intents(world: &mut World) -> Vec<Intent> {
    world.asked().into_iter().filter_map(|e| if let Effect::Preview(_, i) = e { Some(i) } else { None }).collect()
}

#[test]
fn the_kinds_are_asked_for_once_and_a_word_may_be_faster_than_the_answer() {
    let mut world = incident(100, 30);
    world.asked();
    world.keys(":").type_text("no").keys("Enter");
    let asked = world.asked();
    assert_eq!(asked.iter().filter(|e| **e == Effect::Discover(FIRST)).count(), 1);
    assert!(!asked.iter().any(|e| matches!(e, Effect::Browse(_, _) | Effect::Remember(..))), "`ns iot-…` is not what was meant");
    world.msg(Msg::Kinds(SessionId(1), Ok(kinds())));
    let wish = wish(&world).unwrap();
    assert_eq!((&*wish.resource.plural, wish.namespaces.len(), wish.watch), ("nodes", 0, true));
    assert_eq!(world.state.panes.focus, Pane::Browser);
    world.asked();
    world.keys(": Esc : Esc");
    assert!(!world.asked().contains(&Effect::Discover(FIRST)), "once a session");
    // A word that is a kind's name comes before all that is only like it, and a command's own name before that.
    world.keys(":").type_text("dev");
    let Some(picker) = world.state.top_as::<picker::View>() else { panic!("the palette is open") };
    assert_eq!(picker.found().next().map(|i| i.label.as_str()), Some("devices"));
    world.keys("Esc :").type_text("events");
    let Some(picker) = world.state.top_as::<picker::View>() else { panic!("the palette is open") };
    assert!(picker.found().next().is_some_and(|i| i.detail.to_string().contains("the events of the workload")));
}

#[test]
fn kinds_that_cannot_be_had_are_said_and_asked_for_again() {
    let mut world = incident(100, 30);
    world.keys(":").type_text("cj").keys("Enter");
    world.msg(Msg::Kinds(SessionId(1), Err(Trouble::said("HTTP 503"))));
    assert!(world.state.messages.current().unwrap().text.to_string().contains("HTTP 503"));
    world.asked();
    world.keys(":");
    assert!(world.asked().contains(&Effect::Discover(FIRST)));
    // While it stays open they are asked for every few seconds, however fast that fails.
    let mut times = 0;
    for _ in 0..100 {
        world.msg(Msg::Kinds(SessionId(1), Err(Trouble::said("HTTP 503"))));
        world.wait(100);
        times += world.asked().iter().filter(|e| **e == Effect::Discover(FIRST)).count();
    }
    assert_eq!(times, 2, "in ten seconds");
    world.keys("Esc");
    // Nothing is opened by an answer of a session that was left.
    world.keys(":").type_text("cj").keys("Enter");
    world.msg(Msg::Kinds(SessionId(7), Ok(kinds())));
    assert!(world.state.panes.browse.is_none());
    let missing = vec![(name("metrics.k8s.io/v1beta1"), Trouble::said("the server is currently unable to handle the request"))];
    world.msg(Msg::Kinds(SessionId(1), Ok(Kinds { missing, ..kinds() })));
    assert_eq!(world.state.panes.focus, Pane::Browser);
    assert!(world.state.messages.all().iter().any(|m| m.text.to_string().contains("metrics.k8s.io")));
    world.keys(":").type_text("nothing-like-it").keys("Enter");
    assert_eq!(&*wish(&world).unwrap().resource.plural, "cronjobs");
}

#[test]
fn the_cursor_holds_an_object_and_a_list_replaces_what_it_does_not_name() {
    let mut world = nodes(100, 30);
    assert_eq!(selected(&world).as_deref(), Some("node-a"), "sorted as the server sorts");
    world.keys("j");
    assert_eq!(selected(&world).as_deref(), Some("node-b"));
    news(&mut world, TableFeed::Put(0, vec![node("node-0", "Ready")]));
    assert_eq!(selected(&world).as_deref(), Some("node-b"), "rows move, the cursor does not");
    news(&mut world, TableFeed::Begins(0));
    news(&mut world, TableFeed::Put(0, vec![node("node-a", "Ready"), node("node-c", "Ready")]));
    assert_eq!(selected(&world).as_deref(), Some("node-b"), "the old rows stay while the list is on its way");
    news(&mut world, TableFeed::Ends(0));
    assert_eq!(selected(&world), None, "another one never slips under a key");
    world.keys("c");
    assert!(intents(&mut world).is_empty());
    world.keys("j");
    news(&mut world, TableFeed::Gone(vec![Uid::new("/node-a")]));
    assert_eq!(world.state.panes.browse.as_ref().unwrap().list.rows(), [Uid::new("/node-c")]);
    // What a list that was left still had on its way is dropped.
    world.feed(Feed::Browsed(0, TableFeed::Gone(vec![Uid::new("/node-c")])));
    assert_eq!(world.state.panes.browse.as_ref().unwrap().list.rows().len(), 1);
}

#[test]
fn a_change_is_for_the_row_that_was_drawn() {
    let mut world = nodes(100, 30);
    world.asked();
    world.msg(Msg::Drawn);
    let id = wish(&world).unwrap().id;
    world.feed(Feed::Browsed(id, TableFeed::Put(0, vec![node("node-0", "Ready")])));
    // The cursor was never moved, so it stands on the new first row; the key was meant for the one before.
    world.msg(Msg::Key("c".parse().unwrap()));
    assert!(intents(&mut world).is_empty());
    assert!(world.state.messages.current().unwrap().text.to_string().contains("moved under the cursor"));
    world.keys("Esc c");
    let made = intents(&mut world);
    assert_eq!((made.len(), &*made[0].target.name, &made[0].change), (1, "node-0", &Change::Cordon));
    assert_eq!((&*made[0].target.resource.kind, made[0].target.uid.clone()), ("Node", Uid::new("/node-0")));
}

#[test]
fn marked_rows_are_one_question() {
    let mut world = nodes(100, 30);
    world.asked();
    world.keys("Space j Space Ctrl-d Enter");
    let made = intents(&mut world);
    let names: Vec<&str> = made.iter().map(|i| &*i.target.name).collect();
    assert_eq!(names, ["node-a", "node-c"]);
    assert!(made.iter().all(|i| i.change == Change::Delete { propagation: Propagation::Background, grace: None }));
    let Some(waiting) = world.state.top_as::<look::View>() else { panic!("one look for both") };
    assert_eq!(waiting.intents.len(), 2);
    // Back, step by step: the question, the marks, the browser.
    world.keys("Esc Esc Esc");
    assert!(world.state.panes.browse.as_ref().is_some_and(|b| b.marks.is_empty()));
    world.keys("Esc");
    assert_eq!((world.state.panes.focus, world.state.panes.browse.is_some()), (Pane::Workloads, false));
    assert_eq!(world.asked().last(), Some(&Effect::Browse(FIRST, None)), "the list ends with its view");
}

#[test]
fn drains_and_their_end() {
    let mut world = nodes(100, 30);
    world.asked();
    world.keys(":").type_text("force-drain").keys("Enter");
    assert_eq!(intents(&mut world)[0].change, Change::Drain { force: true });
    world.keys("Esc Esc r");
    let intent = intents(&mut world).remove(0);
    assert_eq!(intent.change, Change::Drain { force: false });
    let preview = Preview {
        generation: 0,
        touches: Some(dogwatch::model::change::Touches::Evicts { going: 9, staying: 0 }),
        ..preview(intent.clone())
    };
    world.msg(Msg::Previewed(FIRST, intent.id, Ok(Box::new(preview)))).keys("y");
    let progress = Progress { id: intent.id, done: 2, of: 9, waits: Some("iot/web-1: held up by PodDisruptionBudget web".into()) };
    world.msg(Msg::Progressed(FIRST, progress));
    let screen = world.screen();
    assert!(screen.contains("drain node-a") && screen.contains("2/9") && screen.contains(":stop"), "{screen}");
    // Esc takes nothing from a drain that runs.
    world.keys("Esc Esc");
    assert!(world.state.changes.all().iter().any(|r| r.phase == Phase::Sending));
    world.asked();
    world.keys(":").type_text("stop").keys("Enter");
    assert!(world.asked().contains(&Effect::StopChange(FIRST, intent.id)));
}

#[test]
fn cronjobs_are_suspended_resumed_and_triggered() {
    let mut world = begin(&[]);
    world.size(120, 30).live();
    cronjobs(&mut world);
    world.asked();
    world.keys("s");
    let made = intents(&mut world);
    assert_eq!((&*made[0].target.name, &made[0].change), ("clean", &Change::Suspend));
    world.keys("Esc G s");
    let made = intents(&mut world);
    assert_eq!((&*made[0].target.name, &made[0].change), ("report", &Change::Unsuspend));
    world.keys("Esc t");
    assert_eq!(intents(&mut world)[0].change, Change::Trigger { job: String::new() });
    // Of several, those that are not suspended yet.
    world.keys("Esc g Space Space Space s");
    let made = intents(&mut world);
    assert_eq!(made.iter().map(|i| &*i.target.name).collect::<Vec<_>>(), ["clean", "sync"]);
    assert!(made.iter().all(|i| i.change == Change::Suspend));
    // What is no CronJob's is not offered, and says why.
    world.keys("Esc :").type_text("cordon").keys("Enter");
    assert!(intents(&mut world).is_empty());
    assert!(world.state.messages.current().unwrap().text.to_string().contains("only for nodes"));
}

#[test]
fn the_form_for_replicas_begins_with_the_number_that_scale_tells() {
    let mut world = incident(100, 30);
    open(&mut world, "rs");
    list(&mut world, &["Name", "Desired"], vec![row("iot-prod", "web-77c9", &["web-77c9", "2"], DAY)]);
    let asked = |world: &mut World| {
        world.keys("s");
        world
            .asked()
            .into_iter()
            .find_map(|e| if let Effect::Replicas(_, id, target) = e { Some((id, target)) } else { None })
            .unwrap()
    };
    let (id, target) = asked(&mut world);
    assert_eq!(&*target.name, "web-77c9");
    // Who has gone on to something else is not called back by a form.
    world.keys("w");
    world.msg(Msg::Replicas(FIRST, id, Ok(2)));
    assert!(world.state.views.is_empty());
    let (id, _) = asked(&mut world);
    world.msg(Msg::Replicas(FIRST, id, Ok(3)));
    assert!(world.state.top_as::<scale::View>().is_some_and(|form| form.targets == [(target.clone(), 3)]));
    world.keys("Esc");
    let (id, _) = asked(&mut world);
    world.msg(Msg::Replicas(FIRST, id, Err(Trouble::said("forbidden"))));
    assert!(world.state.messages.current().unwrap().text.to_string().contains("forbidden"));
}

#[test]
fn the_namespaces_in_view_are_those_of_the_list() {
    let mut world = incident(100, 30);
    open(&mut world, "cj");
    assert_eq!(wish(&world).unwrap().namespaces, [name("iot-prod")]);
    let first = wish(&world).unwrap().id;
    world.keys("n").type_text("iot-dev").keys("Enter");
    let second = wish(&world).unwrap();
    assert_eq!(second.namespaces, [name("iot-dev")]);
    assert!(second.id > first && world.state.panes.focus == Pane::Browser);
    world.keys("0");
    assert!(wish(&world).unwrap().namespaces.is_empty());
    // Who may not list cluster-wide gets the namespaces that are known.
    news(&mut world, TableFeed::State(0, WatchState::Denied { error: Trouble::said("cronjobs is forbidden") }));
    assert_eq!(wish(&world).unwrap().namespaces, [name("iot-prod"), name("iot-dev")]);
    // Of a kind without namespaces there is one list, wherever one looks.
    open(&mut world, "no");
    let nodes = wish(&world).unwrap();
    world.keys("1");
    assert_eq!(wish(&world).unwrap(), nodes);
}

#[test]
fn without_a_uid_nothing_is_changed() {
    let mut world = incident(100, 30);
    open(&mut world, "devices");
    let nameless = TableRow { identified: false, ..row("iot-prod", "px-1", &["px-1"], DAY) };
    list(&mut world, &["Name"], vec![nameless]);
    world.asked();
    world.keys("Ctrl-d");
    assert!(intents(&mut world).is_empty());
    assert!(world.state.messages.current().unwrap().text.to_string().contains("no UID"));
}

#[test]
fn read_only_is_read_only_here_too() {
    let mut world = crate::support::world::begin_with(&[], |s| s.readonly = true);
    world.size(120, 30).live();
    cronjobs(&mut world);
    world.asked();
    for key in ["t", "s", "Ctrl-d"] {
        world.keys(key);
        assert!(world.state.messages.current().unwrap().text.to_string().contains("read-only"), "{key}");
    }
    assert!(intents(&mut world).is_empty());
}

#[test]
fn rows_are_filtered_and_sorted() {
    let mut world = nodes(100, 30);
    world.keys("/").type_text("status=ready");
    assert_eq!(world.state.panes.browse.as_ref().unwrap().list.rows(), [Uid::new("/node-a")]);
    world.keys("Esc");
    news(&mut world, TableFeed::Put(0, vec![row("", "node-d", &["node-d", "Ready", "", "1d", "", ""], DAY)]));
    world.keys("S S");
    assert_eq!(world.state.panes.browse.as_ref().unwrap().list.rows()[0], Uid::new("/node-d"), "the newest first");
    open(&mut world, "ev");
    assert!(world.screen().contains("newest first"), "events begin so");
}

#[test]
fn frames_of_nodes() {
    let mut world = nodes(80, 24);
    insta::assert_snapshot!("browse_nodes", world.screen());
    world.size(120, 20).keys("w ?");
    insta::assert_snapshot!("browse_help", world.screen());
}

#[test]
fn frames_of_cronjobs_with_marks() {
    let mut world = begin(&[]);
    world.size(120, 20).live();
    cronjobs(&mut world);
    world.keys("w Space");
    insta::assert_snapshot!("browse_cronjobs", world.screen());
}

#[test]
fn an_empty_list_says_why() {
    let mut world = incident(80, 20);
    open(&mut world, "cj");
    assert!(world.screen().contains("loading"), "{}", world.screen());
    list(&mut world, &["Name", "Schedule"], vec![]);
    assert!(world.screen().contains("No cronjobs in"), "{}", world.screen());
    news(
        &mut world,
        TableFeed::State(0, WatchState::Denied { error: Trouble::said("cronjobs.batch is forbidden: User \"dev\" cannot list") }),
    );
    let screen = world.screen();
    assert!(screen.contains("denied") && screen.contains("cannot list"), "{screen}");
    news(&mut world, TableFeed::State(0, WatchState::Polling { every: 30 }));
    assert!(world.screen().contains("listed every 30 s"), "{}", world.screen());
    let since = world.now;
    news(&mut world, TableFeed::State(0, WatchState::Stale { since, retry: since, error: Trouble::said("Connection refused") }));
    assert!(world.screen().contains("stale since"), "{}", world.screen());
}

#[test]
fn no_size_panics() {
    let mut world = nodes(160, 48);
    world.keys("Space w");
    for w in (0..40).chain([60, 80, 110, 200]) {
        for h in (0..12).chain([24, 60]) {
            world.size(w, h).screen();
        }
    }
}
