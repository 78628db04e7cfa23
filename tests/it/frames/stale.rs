//! Stale config: what pods have read of ConfigMaps and Secrets before it was written.

use crate::frames::browse::intents;
use crate::support::world::{FIRST, MINUTE, World, incident, name, now};
use dogwatch::app::{Effect, Msg};
use dogwatch::model::change::Change;
use dogwatch::model::entries::Changed;
use dogwatch::model::resource::Resource;
use dogwatch::model::soon::Holder;
use dogwatch::model::stale::{Reads, Row, Source, StaleFound, StaleWish, State, Unseen};
use dogwatch::model::trouble::Trouble;
use dogwatch::model::{Lang, Uid};

fn row(world: &World, workload: &str, (secret, of): (bool, &str), state: State, minutes: i64, pods: (usize, usize)) -> Row {
    let w = world.state.cluster.store.workloads().find(|w| *w.name == *workload).unwrap();
    let holder = Holder { resource: w.resource(), namespace: w.namespace.clone(), name: w.name.clone(), uid: w.uid.clone() };
    let source = Source { namespace: name("iot-prod"), secret, name: name(of) };
    let changed = (state != State::Unknown).then(|| Changed { at: now().plus(-minutes * MINUTE), by: name("kubectl-edit") });
    Row { holder, source, uid: Uid::new(of), state, changed, pods: pods.0, of: pods.1 }
}

fn found(world: &World) -> StaleFound {
    let rows = vec![
        row(world, "device-service", (false, "iot-config"), State::Stale(Reads::Env), 4, (3, 5)),
        row(world, "gateway", (true, "db"), State::Stale(Reads::SubPath), 26 * 60, (3, 3)),
        row(world, "web", (false, "nginx"), State::Coming, 0, (2, 2)),
        row(world, "log-agent", (true, "tokens"), State::Unknown, 0, (2, 2)),
        row(world, "nacos", (false, "iot-config"), State::Renewed, 4, (2, 2)),
    ];
    let forbidden = Trouble::said("secrets is forbidden: User \"dev\" cannot list resource \"secrets\" in API group \"\"");
    StaleFound { rows, pods: 14, unseen: vec![Unseen::Unread("secrets", name("iot-dev"), forbidden)] }
}

/// Opens the view, and has all of it found.
pub fn stale(w: u16, h: u16, lang: Lang) -> World {
    let mut world = incident(w, h);
    world.state.lang = lang;
    world.keys(":").type_text("stale").keys("Enter");
    let asked = |e: Effect| if let Effect::Stale(FIRST, id, wish) = e { Some((id, wish)) } else { None };
    let (id, wish) = world.asked().into_iter().find_map(asked).expect("it is looked for");
    assert_eq!(wish, StaleWish { all: false, namespaces: vec![name("iot-prod")] });
    let found = found(&world);
    world.msg(Msg::Stale(FIRST, id, Box::new(found)));
    world
}

#[test]
fn what_is_stale_stands_first_with_what_it_means() {
    for lang in [Lang::En, Lang::Zh] {
        for (w, h) in [(80, 24), (160, 48)] {
            let mut world = stale(w, h, lang);
            insta::assert_snapshot!(format!("stale_{lang:?}_at_{w}x{h}").to_lowercase(), world.screen());
            world.keys("j j");
            let screen = world.screen();
            let says = if lang == Lang::En { "the kubelet renews its files" } else { "kubelet 会在一分钟左右更新" };
            assert!(screen.contains(says), "{screen}");
        }
    }
}

#[test]
fn a_workload_is_restarted_from_its_row() {
    let mut world = stale(100, 30, Lang::En);
    world.allow("iot-prod").keys("j r");
    let asked = intents(&mut world);
    assert!(matches!(&asked[..], [i] if *i.target.name == *"gateway" && i.change == Change::Restart), "{asked:?}");
    world.keys("Esc x");
    let keys = |e: Effect| if let Effect::Entries(FIRST, _, target) = e { Some(target) } else { None };
    let target = world.asked().into_iter().find_map(keys).expect("its keys are asked for");
    assert_eq!((target.resource, &*target.name), (Resource::new("", "v1", "secrets", "Secret", true), "db"));
    world.keys("Esc Enter");
    assert!(!world.screen().contains("Stale config"), "{}", world.screen());
}

#[test]
fn where_nothing_is_stale_that_is_said_with_what_was_not_seen() {
    let mut world = stale(80, 24, Lang::En);
    world.keys("a");
    let id = world.asked().into_iter().find_map(|e| if let Effect::Stale(_, id, _) = e { Some(id) } else { None }).unwrap();
    let none = StaleFound { rows: Vec::new(), ..found(&world) };
    world.msg(Msg::Stale(FIRST, id, Box::new(none)));
    let screen = world.screen();
    assert!(
        screen.contains("as far as could be looked") && screen.contains("secrets in iot-dev: secrets is forbidden"),
        "{screen}"
    );
}

#[test]
fn what_was_read_stays_under_the_cursor_when_other_rows_come() {
    for (seen, want) in [(0, "gateway"), (1_000, "device-service")] {
        let mut world = stale(100, 30, Lang::En);
        world.keys("a");
        let id = world.asked().into_iter().find_map(|e| if let Effect::Stale(_, id, _) = e { Some(id) } else { None }).unwrap();
        world.msg(Msg::Drawn);
        // Nothing else comes meanwhile.
        world.now = world.now.plus(seen);
        let mut again = found(&world);
        again.rows[0].state = State::Renewed;
        again.rows.rotate_left(1);
        world.msg(Msg::Stale(FIRST, id, Box::new(again)));
        let screen = world.screen();
        assert!(screen.lines().any(|l| l.contains('▌') && l.contains(want)), "seen for {seen} ms: {screen}");
    }
}
