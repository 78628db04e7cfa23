//! Releases that are watched: what the view tells in each stage, what is said at the end and follows from it, and rollouts that are held after
//! their first pods.

use crate::frames::browse::intents;
use crate::support::world::{DAY, FIRST, MINUTE, World, begin, begin_with, name, now, pod, preview, replicaset, workload};
use dogwatch::app::{Effect, Msg};
use dogwatch::model::change::{Change, Intent, Onward, Outcome, Pace, Preview, Reason, Then, Touches};
use dogwatch::model::feed::{LinkState, Row, Scope};
use dogwatch::model::soak::{Ended, Finding, Side, Soak, SoakNews, Stage, Unread};
use dogwatch::model::trouble::Trouble;
use dogwatch::model::workload::{Progress, Workload};
use dogwatch::model::{Kind, Lang};

const OLD: &str = "docker.io/lab/app:1.1";
const NEW: &str = "docker.io/lab/app:1.2";

/// A Deployment of four pods, in a namespace that is no production.
fn put(mut world: World, (w, h): (u16, u16), ns: &str) -> World {
    world.size(w, h).live();
    let web = workload(ns, "web", 4, OLD);
    for kind in [Kind::Deployment, Kind::StatefulSet, Kind::DaemonSet, Kind::Job, Kind::CronJob] {
        let rows = if kind == Kind::Deployment { vec![Row::Workload(web.clone())] } else { vec![] };
        world.list(Scope::all(kind), rows);
    }
    world.list(Scope::of(Kind::ReplicaSet, &name(ns)), vec![replicaset(&web, 7, OLD, (4, 4), DAY)]);
    let pods = ["a", "b", "c", "d"].map(|s| Row::Pod(pod(&web, 7, s, OLD, DAY)));
    world.list(Scope::of(Kind::Pod, &name(ns)), pods.to_vec());
    world.allow(ns).asked();
    world
}

fn calm(size: (u16, u16)) -> World {
    put(begin(&["iot-test"]), size, "iot-test")
}

fn soaks(world: &mut World) -> Vec<Soak> {
    world.asked().into_iter().filter_map(|e| if let Effect::Soak(FIRST, soak) = e { Some(soak) } else { None }).collect()
}

/// Opens the watch of the workload under the cursor.
fn watched(size: (u16, u16), lang: Lang) -> (World, u64) {
    let mut world = calm(size);
    world.state.lang = lang;
    world.keys("f f");
    let soak = soaks(&mut world).pop().expect("it is watched");
    assert!(!soak.canary && soak.watch == 300_000 && soak.generation == 0, "{soak:?}");
    (world, soak.id)
}

fn side(pods: u32, ready: u32) -> Side {
    let (cpu, memory) = (Some(120 * u64::from(ready)), Some(u64::from(ready) * (64 << 20)));
    Side { pods, ready, errors_a_minute: Some(0.0), cpu, memory, ..Side::default() }
}

fn news(id: u64, stage: Stage) -> SoakNews {
    let (old, new) = (side(2, 2), side(2, 1));
    SoakNews { id, stage, findings: Vec::new(), old, new, compared: true, unread: Vec::new(), silent: None }
}

fn findings() -> Vec<Finding> {
    let restarted = Finding::Restarted { pod: name("web-86bd-x1"), container: name("web"), times: 2, why: name("OOMKilled") };
    let error = Finding::NewError { pattern: name("ERROR no route to <*>"), line: name("ERROR no route to db-3"), times: 12 };
    vec![restarted, error, Finding::Warned { reason: name("Unhealthy"), message: name("Readiness probe failed: 503"), times: 4 }]
}

fn suspicious(id: u64) -> SoakNews {
    let patterns = vec![(name("ERROR no route to <*>"), 12), (name("WARN retry <*> of <*>"), 3)];
    let new = Side { restarts: 2, errors: 15, errors_a_minute: Some(4.96), own_patterns: patterns, ..side(4, 3) };
    let stage = Stage::Watching(Some(now().plus(3 * MINUTE)));
    let unread = vec![(Unread::Metrics, Trouble::said("the server could not find the requested resource"))];
    SoakNews { findings: findings(), new, old: side(0, 0), unread, ..news(id, stage) }
}

fn said(world: &World) -> String {
    world.state.messages.all().last().map(|m| m.text.to_string()).unwrap_or_default()
}

#[test]
fn each_stage_says_where_it_stands() {
    for lang in [Lang::En, Lang::Zh] {
        for (w, h) in [(80, 24), (160, 48)] {
            let (mut world, id) = watched((w, h), lang);
            let frame = |world: &World, what: &str| {
                insta::assert_snapshot!(format!("soak_{what}_{lang:?}_at_{w}x{h}").to_lowercase(), world.screen());
            };
            world.msg(Msg::Soak(FIRST, news(id, Stage::Rolling)));
            frame(&world, "rolling");
            world.msg(Msg::Soak(FIRST, suspicious(id)));
            frame(&world, "watching");
            world.msg(Msg::Soaked(FIRST, id, Ended::Bad(findings())));
            frame(&world, "bad");
        }
    }
}

#[test]
fn a_silent_server_is_said_and_a_good_end_too() {
    let (mut world, id) = watched((80, 24), Lang::En);
    let silent = Some((now().plus(-MINUTE), Trouble::said("connection refused")));
    let unread = vec![(Unread::OldLogs, Trouble::said("pods \"web-a\" is forbidden"))];
    let stage = Stage::Watching(Some(now().plus(MINUTE)));
    let new = side(4, 4);
    let quiet = SoakNews { silent, unread, compared: false, new, old: side(0, 0), ..news(id, stage) };
    world.msg(Msg::Soak(FIRST, quiet.clone()));
    insta::assert_snapshot!("soak_silent", world.screen());
    world.msg(Msg::Soak(FIRST, SoakNews { silent: None, unread: Vec::new(), compared: true, ..quiet }));
    // It goes on when it is left, has a line, and its end is said wherever its user is.
    world.keys("Esc");
    assert!(world.screen().contains("ready, 4/4; watched for 60s more"), "{}", world.screen());
    world.asked();
    world.msg(Msg::Soaked(FIRST, id, Ended::Good));
    assert_eq!(said(&world), "web in iot-test: good: 4/4 ready, no restart, no new error in 5m");
    world.keys("f");
    insta::assert_snapshot!("soak_good", world.screen());
    // What is over is not told again, and watched again only where that is asked for.
    assert!(soaks(&mut world).is_empty());
    world.keys("a");
    assert_eq!(soaks(&mut world).len(), 1);
}

#[test]
fn no_more_than_eight_are_watched_and_one_of_each() {
    let (mut world, id) = watched((100, 30), Lang::En);
    world.msg(Msg::Soak(FIRST, news(id, Stage::Rolling)));
    world.keys("a");
    let asked = world.asked();
    assert!(asked.iter().any(|e| matches!(e, Effect::EndSoak(FIRST, of) if *of == id)), "{asked:?}");
    world.keys("Esc");
    for n in 0..8 {
        let other = workload("iot-test", &format!("a{n}"), 1, OLD);
        world.put(Scope::all(Kind::Deployment), Row::Workload(other));
    }
    for n in 0..8 {
        world.keys("g").keys(&"j ".repeat(n)).keys("f f");
        assert_eq!(soaks(&mut world).len(), usize::from(n < 7), "{n}: {}", world.screen());
        world.keys("Esc");
    }
    assert!(said(&world).contains("8 releases are watched"), "{}", said(&world));
}

/// A new image is typed; the look at it has come.
fn asked_about(world: &mut World) -> Intent {
    world.keys("i").type_text("1.2").keys("Enter");
    let intent = intents(world).pop().expect("it is looked at");
    let touches = Some(Touches::Replaces(4, Pace::AtMost("25%".into(), 2)));
    world.msg(Msg::Previewed(FIRST, intent.id, Ok(Box::new(Preview { touches, ..preview(intent.clone()) }))));
    intent
}

fn carried_on(world: &mut World) -> Vec<(Intent, Onward, Option<Reason>)> {
    let on = |e| if let Effect::CarryOn(FIRST, intent, onward, why) = e { Some((intent, *onward, why)) } else { None };
    world.asked().into_iter().filter_map(on).collect()
}

#[test]
fn the_question_offers_what_follows_and_says_what_was_chosen() {
    for lang in [Lang::En, Lang::Zh] {
        let mut world = calm((80, 24));
        world.state.lang = lang;
        asked_about(&mut world);
        for then in ["nothing", "watch", "back", "pause"] {
            insta::assert_snapshot!(format!("soak_question_{then}_{lang:?}").to_lowercase(), world.screen());
            world.keys("Ctrl-t");
        }
        assert!(!world.screen().contains("5m"), "it begins anew: {}", world.screen());
        world.keys("y");
        let asked = world.asked();
        assert!(asked.iter().any(|e| matches!(e, Effect::CarryOut(..))), "{asked:?}");
    }
}

#[test]
fn a_bad_release_is_taken_back_by_itself_only_where_that_was_chosen() {
    for (keys, by_itself) in [("Ctrl-t", false), ("Ctrl-t Ctrl-t", true)] {
        let mut world = calm((100, 30));
        let intent = asked_about(&mut world);
        world.keys(keys).keys("y").asked();
        world.msg(Msg::CarriedOut(FIRST, intent.id, Outcome::taken(8)));
        let soak = soaks(&mut world).pop().expect("it is watched");
        assert_eq!((soak.generation, soak.target.clone()), (8, intent.target.clone()));
        world.msg(Msg::Soak(FIRST, suspicious(soak.id)));
        world.msg(Msg::Soaked(FIRST, soak.id, Ended::Bad(findings())));
        let asked = world.asked();
        let written = asked.iter().find_map(|e| match e {
            Effect::Conclude(FIRST, id, Outcome::Failed { reason }) if *id == intent.id => Some(reason.to_string()),
            _ => None,
        });
        let bad = "bad: web in web-86bd-x1 restarted 2 times: OOMKilled; a new error, 12 times: ERROR no route to db-3; 1 more";
        assert_eq!(written.as_deref(), Some(bad), "it is written down");
        let then = if by_itself { "; going back by itself" } else { "; b to go back" };
        assert_eq!(said(&world), format!("web in iot-test: {bad}{then}"));
        world.effects = asked;
        let on = carried_on(&mut world);
        assert_eq!(on.len(), usize::from(by_itself), "{on:?}");
        for (back, onward, why) in on {
            assert_eq!((&back.target, &back.change), (&intent.target, &Change::RollBack { from: 0, to: 7 }));
            assert!(onward.covers(&back) && onward.consent.yes && onward.then == Then::WatchOrGoBack(300_000), "{onward:?}");
            assert!(why.is_some_and(|w| w.to_string().starts_with("bad release: web in web-86bd-x1 restarted")));
            world.msg(Msg::CarriedOut(FIRST, back.id, Outcome::taken(9)));
            assert!(world.state.changes.running(), "it is followed as any roll back");
        }
    }
}

#[test]
fn a_name_that_production_asks_for_is_asked_once_for_both() {
    let mut world = put(begin_with(&["iot-prod"], |_| {}), (100, 30), "iot-prod");
    let intent = asked_about(&mut world);
    world.keys("Ctrl-t Ctrl-t").type_text("web").keys("Enter").asked();
    world.msg(Msg::CarriedOut(FIRST, intent.id, Outcome::taken(8)));
    let soak = soaks(&mut world).pop().expect("it is watched");
    world.msg(Msg::Soaked(FIRST, soak.id, Ended::Bad(findings())));
    let (_, onward, _) = carried_on(&mut world).pop().expect("it goes back");
    assert_eq!(onward.consent.typed.as_deref(), Some("web"));
}

/// The Deployment in the middle of its rollout: revision 8, with one new pod of five.
fn halfway(paused: bool) -> Workload {
    let mut w = workload("iot-test", "web", 4, NEW);
    (w.generation, w.observed, w.revision, w.progress) = (8, 8, 8, Progress::Unknown);
    (w.updated, w.replicas, w.ready, w.available, w.paused) = (1, 5, 4, 4, paused);
    w
}

fn put_halfway(world: &mut World, paused: bool) {
    let w = halfway(paused);
    world.put(Scope::of(Kind::ReplicaSet, &name("iot-test")), replicaset(&w, 8, NEW, (0, 1), 1_000));
    world.put(Scope::of(Kind::Pod, &name("iot-test")), Row::Pod(pod(&w, 8, "new1", NEW, 1_000)));
    world.put(Scope::all(Kind::Deployment), Row::Workload(w));
}

/// A new image is sent that pauses after its first pods; the pause is asked for.
fn pausing(size: (u16, u16)) -> (World, Intent) {
    let mut world = calm(size);
    let intent = asked_about(&mut world);
    world.keys("Ctrl-t Ctrl-t Ctrl-t y").asked();
    world.msg(Msg::CarriedOut(FIRST, intent.id, Outcome::taken(8)));
    assert!(carried_on(&mut world).is_empty(), "no new pod is there");
    put_halfway(&mut world, false);
    let (pause, onward, _) = carried_on(&mut world).pop().expect("it is paused");
    assert_eq!((&pause.target, &pause.change), (&intent.target, &Change::Pause));
    assert!(onward.covers(&pause) && onward.consent.yes, "{onward:?}");
    world.wait(5_000);
    assert!(carried_on(&mut world).is_empty(), "once");
    (world, pause)
}

#[test]
fn a_rollout_is_held_after_its_first_pods_and_goes_on_or_back() {
    for lang in [Lang::En, Lang::Zh] {
        for size in [(80, 24), (160, 48)] {
            let (mut world, pause) = pausing(size);
            world.state.lang = lang;
            world.msg(Msg::CarriedOut(FIRST, pause.id, Outcome::taken(9)));
            let soak = soaks(&mut world).pop().expect("old and new are watched");
            assert!(soak.canary, "{soak:?}");
            assert!(said(&world).contains("paused with its first new pods: f to compare"), "{}", said(&world));
            put_halfway(&mut world, true);
            let new = Side {
                errors: 9,
                errors_a_minute: Some(3.0),
                own_patterns: vec![(name("ERROR no route to <*>"), 9)],
                ..side(1, 1)
            };
            let old = Side { errors: 2, errors_a_minute: Some(0.66), ..side(4, 4) };
            world.msg(Msg::Soak(FIRST, SoakNews { old, new, ..news(soak.id, Stage::Watching(None)) }));
            world.keys("f");
            let (w, h) = size;
            insta::assert_snapshot!(format!("soak_canary_{lang:?}_at_{w}x{h}").to_lowercase(), world.screen());
            world.asked();
            world.keys("Enter");
            let on = intents(&mut world).pop().expect("it goes on");
            assert_eq!(on.change, Change::Resume);
            world.keys("Esc b");
            let back = intents(&mut world).pop().expect("it goes back");
            assert_eq!(back.change, Change::RollBack { from: 0, to: 7 });
            // What goes on is watched to its end as any other.
            world.keys("Esc Enter");
            let on = intents(&mut world).pop().unwrap();
            world.msg(Msg::Previewed(FIRST, on.id, Ok(Box::new(preview(on.clone()))))).keys("y").asked();
            world.msg(Msg::CarriedOut(FIRST, on.id, Outcome::taken(10)));
            let soak = soaks(&mut world).pop().expect("it is watched");
            assert!(!soak.canary && soak.generation == 10, "{soak:?}");
        }
    }
}

#[test]
fn a_pause_that_finds_no_server_is_sent_once_it_is_back() {
    let (mut world, pause) = pausing((100, 30));
    let lost = Trouble::Timeout(10);
    world.feed(dogwatch::model::feed::Feed::Link(LinkState::Down { since: now(), error: lost.clone().into(), retry: now() }));
    let reason = Reason::Trouble(Box::new(lost));
    world.msg(Msg::CarriedOut(FIRST, pause.id, Outcome::Refused { reason }));
    assert!(said(&world).contains("could not be paused yet: tried again as soon as the server answers"), "{}", said(&world));
    world.wait(60_000);
    assert!(carried_on(&mut world).is_empty(), "not into a link that is lost");
    world.live();
    let (again, ..) = carried_on(&mut world).pop().expect("it is tried again");
    assert_eq!(again.change, Change::Pause);
    assert_ne!(again.id, pause.id);
    // By then all of it had gone through.
    let reason = Reason::Trouble(Box::new(Trouble::Timeout(10)));
    world.msg(Msg::CarriedOut(FIRST, again.id, Outcome::Refused { reason })).asked();
    let mut w = halfway(false);
    (w.updated, w.replicas, w.ready, w.available) = (4, 4, 4, 4);
    world.put(Scope::all(Kind::Deployment), Row::Workload(w)).wait(5_000);
    assert!(carried_on(&mut world).is_empty());
    let told = world.state.messages.all().iter().any(|m| m.text.to_string().contains("was rolled out before it could be paused"));
    assert!(told, "{}", said(&world));
}

#[test]
fn what_another_run_left_paused_is_told_with_the_key() {
    let mut world = calm((100, 30));
    put_halfway(&mut world, true);
    assert!(world.screen().contains("web is paused with 1 new pod of 5: f to compare, b to go back"), "{}", world.screen());
    world.keys("f");
    assert!(soaks(&mut world).pop().is_some_and(|s| s.canary));
}

#[test]
fn what_cannot_be_paused_says_why() {
    let mut world = calm((100, 30));
    let intent = {
        world.keys("i").type_text("1.2").keys("Enter");
        intents(&mut world).pop().unwrap()
    };
    let preview = Preview { touches: Some(Touches::Recreates(4)), ..preview(intent.clone()) };
    world.msg(Msg::Previewed(FIRST, intent.id, Ok(Box::new(preview)))).keys("Ctrl-t Ctrl-t Ctrl-t");
    assert!(world.screen().contains("its strategy stops all pods before new ones start"), "{}", world.screen());
    world.keys("y");
    world.msg(Msg::CarriedOut(FIRST, intent.id, Outcome::taken(8)));
    put_halfway(&mut world, false);
    assert!(carried_on(&mut world).is_empty() && soaks(&mut world).is_empty());
}
