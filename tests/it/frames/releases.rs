//! A release that completes its rollout and gets unwell then: that it is named as the cause, what offers the way back, and that what was
//! said of it is taken back.

use crate::frames::dashboard::revision;
use crate::support::rollout::{crashing, sick};
use crate::support::world::FIRST;
use crate::support::world::{self, DAY, MINUTE, World, incident, name, pod, preview, replicaset, workload};
use dogwatch::app::{Effect, Msg};
use dogwatch::model::change::{Change, Intent, Outcome, Preview};
use dogwatch::model::feed::{Delta, Feed, Row, Scope};
use dogwatch::model::health::{Cause, PodHealth};
use dogwatch::model::pod::Pod;
use dogwatch::model::workload::{Progress, Workload};
use dogwatch::model::workload_health::State as Health;
use dogwatch::model::{Kind, Uid};

const OLD: &str = "docker.io/lab/app:1.1";
const NEW: &str = "docker.io/lab/app:1.2";
/// How long ago the release came.
const AGO: i64 = 50_000;

fn released(ready: u32) -> Workload {
    let mut w = workload("iot-prod", "web", 3, NEW);
    (w.generation, w.observed, w.revision, w.progress, w.rolled) =
        (8, 8, 8, Progress::Complete, Some(world::now().plus(-AGO + 6_000)));
    (w.ready, w.available) = (ready, ready);
    w
}

fn new(w: &Workload, suffix: &str) -> Pod {
    pod(w, 8, &format!("86bd-{suffix}"), NEW, AGO - 1_000)
}

/// The rows of `web` after its release, whose pods are as given.
fn put(world: &mut World, w: &Workload, pods: Vec<Pod>) {
    let ns = name("iot-prod");
    let gone = ["77c9-qjtxp", "77c9-x5k2m"].map(|s| Delta::Gone(Uid::new(&format!("{}-{s}", w.uid))));
    world.feed(Feed::Batch(Scope::of(Kind::Pod, &ns), gone.to_vec()));
    world.put(Scope::of(Kind::ReplicaSet, &ns), replicaset(w, 8, NEW, (w.ready, 3), AGO));
    world.put(Scope::of(Kind::ReplicaSet, &ns), replicaset(w, 7, OLD, (0, 0), 12 * DAY));
    for pod in pods {
        world.put(Scope::of(Kind::Pod, &ns), Row::Pod(pod));
    }
    world.put(Scope::all(Kind::Deployment), Row::Workload(w.clone()));
}

fn crashed(size: (u16, u16)) -> World {
    let mut world = incident(size.0, size.1);
    let w = released(0);
    let pods = ["kx2lp", "8wq5d", "zz9mm"].map(|s| crashing(new(&w, s), 2)).to_vec();
    put(&mut world, &w, pods);
    world.keys("/").type_text("web").keys("Enter g");
    world.asked();
    world
}

fn health(world: &World) -> Health {
    world.state.panes.rows.survey.health[&Uid::new("iot-prod/web")].state
}

#[test]
fn the_dashboard_names_the_release_and_offers_the_way_back() {
    for (size, words) in [((80, 24), "bad_release_80x24"), ((160, 48), "bad_release_160x48")] {
        let world = crashed(size);
        let screen = world.screen();
        assert!(screen.contains("rev 8 came 50s ago, its pods crash: exit 3; rev 7 served 11d. b to go back"), "{screen}");
        insta::assert_snapshot!(words, screen);
    }
}

#[test]
fn the_tracker_names_it_too_and_goes_back_from_there() {
    let mut world = crashed((80, 24));
    world.keys("f");
    insta::assert_snapshot!("bad_release_followed", world.screen());
    world.keys("b");
    back_to_seven(&mut world);
}

/// The revisions open with the cursor on the one that served, also where a younger one was there for a moment, and Enter looks at going back to it.
fn back_to_seven(world: &mut World) {
    let request = world.asked().into_iter().rev().find_map(|e| if let Effect::Revisions(_, id, _) = e { Some(id) } else { None });
    let list = vec![
        revision(8, AGO, (0, 3), NEW, None, true),
        revision(7, 12 * DAY, (0, 0), OLD, None, false),
        revision(6, 30 * DAY, (0, 0), OLD, None, false),
    ];
    world.msg(Msg::Revisions(FIRST, request.expect("the revisions are asked for"), Ok(list)));
    let screen = world.screen();
    let row = |number: &str| screen.lines().find(|l| l.contains(number)).unwrap_or_default().to_owned();
    assert!(row(" 8  ").contains("← now, crashes") && row(" 7  ").contains("← served before"), "{screen}");
    world.keys("Enter");
    let looked = world.asked().into_iter().rev().find_map(|e| if let Effect::Preview(_, i) = e { Some(i.change) } else { None });
    assert_eq!(looked, Some(Change::RollBack { from: 8, to: 7 }));
}

/// A roll back takes up a ReplicaSet that is older than the one it replaces.
#[test]
fn the_age_of_a_revision_is_when_it_came_into_force() {
    let mut world = incident(110, 30);
    let ns = name("iot-prod");
    let mut w = released(3);
    (w.generation, w.observed, w.revision, w.rolled) = (9, 9, 9, Some(world::now().plus(-15_000)));
    world.put(Scope::of(Kind::ReplicaSet, &ns), replicaset(&w, 8, NEW, (0, 0), AGO));
    world.put(Scope::of(Kind::ReplicaSet, &ns), replicaset(&w, 9, OLD, (3, 3), 12 * DAY));
    put(&mut world, &w, ["a", "b", "c"].map(|s| pod(&w, 9, s, OLD, 20_000)).to_vec());
    let w = world.state.cluster.store.workload(&Uid::new("iot-prod/web")).unwrap();
    let ago = |revision| world.state.cluster.store.in_force(w, revision, world::now()).map(|t| world::now().since(t));
    assert_eq!((ago(9), ago(8), ago(3)), (Some(20_000), Some(AGO), None));
    world.keys("/").type_text("web").keys("Enter g f");
    let screen = world.screen();
    let row = screen.lines().find(|l| l.contains("rev 9") && l.contains("newest")).unwrap_or_default();
    assert!(row.contains("20s"), "{screen}");
}

#[test]
fn going_back_begins_from_the_row_as_well() {
    let mut world = crashed((110, 30));
    world.keys("b");
    back_to_seven(&mut world);
}

#[test]
fn what_a_release_is_blamed_for_has_its_time() {
    let mut world = crashed((110, 30));
    assert_eq!(health(&world), Health::BadRelease);
    world.wait(11 * DAY);
    assert_eq!(health(&world), Health::BadRelease);
    // By then it has served as long as the one before it.
    world.wait(DAY);
    assert_eq!(health(&world), Health::Degraded, "nothing is heard of it, and it turns all the same");
    let kept = world.state.panes.rows.survey.clone();
    world.state.rebuild();
    assert_eq!(kept.health, world.state.panes.rows.survey.health);
}

/// Sends a change of `web` that brings revision 8, and has it come to its good end.
fn ended_well() -> World {
    ended_on(8)
}

/// The same, with the number that the Deployment has by then; the ReplicaSets are known up to 8.
fn ended_on(revision: u64) -> World {
    let mut world = incident(110, 30);
    world.keys("/").type_text("web").keys("Enter g r");
    let intent: Intent =
        world.asked().into_iter().rev().find_map(|e| if let Effect::Preview(_, i) = e { Some(i) } else { None }).unwrap();
    let id = intent.id;
    let preview = Preview {
        touches: Some(dogwatch::model::change::Touches::Replaces(3, dogwatch::model::change::Pace::Plain)),
        ..preview(intent)
    };
    world.msg(Msg::Previewed(FIRST, id, Ok(Box::new(preview)))).type_text("web").keys("Enter");
    world.msg(Msg::CarriedOut(FIRST, id, Outcome::taken(8)));
    let w = Workload { revision, ..released(3) };
    let pods = ["kx2lp", "8wq5d", "zz9mm"].map(|s| new(&w, s)).to_vec();
    put(&mut world, &w, pods);
    assert!(said(&world).contains(&format!("is on rev {revision}, 3/3 ready")), "{}", said(&world));
    world
}

#[test]
fn what_ails_the_revision_before_takes_nothing_back() {
    for (revision, taken_back) in [(8, true), (9, false)] {
        let mut world = ended_on(revision);
        world.wait(1_000);
        let w = Workload { revision, ..released(3) };
        put(&mut world, &w, vec![crashing(new(&w, "kx2lp"), 1)]);
        assert_eq!(said(&world).contains("held for"), taken_back, "{revision}: {}", said(&world));
        assert_eq!(health(&world), if taken_back { Health::BadRelease } else { Health::Healthy }, "{revision}");
        // By then its ReplicaSet is known as well: taken up again, it has the higher number.
        let ns = name("iot-prod");
        world.put(Scope::of(Kind::ReplicaSet, &ns), replicaset(&w, 9, OLD, (3, 3), 12 * DAY));
        assert_eq!(said(&world).contains("held for"), taken_back, "{revision}: {}", said(&world));
    }
}

fn said(world: &World) -> String {
    world.state.messages.all().last().map(|m| m.text.to_string()).unwrap_or_default()
}

#[test]
fn what_was_said_is_taken_back_when_its_pods_get_unwell_within_minutes() {
    type Make = fn(Pod) -> Pod;
    let crash: Make = |p| crashing(p, 1);
    let memory: Make = |p| sick(p, Cause::OutOfMemory, "OOMKilled", "exit 137");
    let probe: Make = |p| sick(p, Cause::Unready, "NotReady", "web not ready for 40s");
    let node: Make = |p| sick(p, Cause::Unschedulable, "no node fits", "cpu 0 of 3");
    for (what, after, make, taken_back) in [
        ("at once", 4_000, crash, true),
        ("within minutes", 5 * MINUTE, crash, true),
        ("just before the time is over", 599_000, crash, true),
        ("too late to be its outcome", 601_000, crash, false),
        ("its memory", 3 * MINUTE, memory, true),
        ("its probe, under load", 8 * MINUTE, probe, true),
        ("no fault of it", MINUTE, node, false),
    ] {
        let mut world = ended_well();
        world.wait(after);
        let w = released(2);
        put(&mut world, &w, vec![make(new(&w, "kx2lp"))]);
        let said = said(&world);
        assert_eq!(
            said.contains("'on rev 8, 3/3 ready' held for")
                && said.contains("web in iot-prod: ")
                && said.contains("since rev 8. b to go back"),
            taken_back,
            "{what}: {said}"
        );
        if taken_back {
            let before = world.state.messages.all().len();
            put(&mut world, &w, vec![make(new(&w, "8wq5d"))]);
            assert_eq!(world.state.messages.all().len(), before, "{what}: it is said once");
            let screen = world.screen();
            assert!(!screen.contains("✓ web"), "no line says that it is well: {screen}");
        }
    }
}

#[test]
fn a_newer_template_is_another_story_and_more_replicas_are_not() {
    let mut world = ended_well();
    let mut w = released(2);
    (w.revision, w.generation, w.observed) = (9, 9, 9);
    world.put(Scope::all(Kind::Deployment), Row::Workload(w.clone()));
    put(&mut world, &w, vec![crashing(new(&w, "kx2lp"), 1)]);
    assert!(!said(&world).contains("held for"), "{}", said(&world));
    let mut world = ended_well();
    let mut w = released(3);
    (w.desired, w.replicas, w.updated, w.generation, w.observed) = (4, 4, 4, 9, 9);
    put(&mut world, &w, vec![crashing(new(&w, "kx2lp"), 1)]);
    assert!(said(&world).contains("held for"), "{}", said(&world));
}

/// Evicted pods beside whole ones: the row, the namespace, the figures and the filter for what is unwell are as without them.
#[test]
fn what_is_left_of_evicted_pods_weighs_nowhere() {
    let mut world = incident(110, 30);
    let w = released(3);
    put(&mut world, &w, ["kx2lp", "8wq5d", "zz9mm"].map(|s| new(&w, s)).to_vec());
    let figures = |world: &World| (world.state.panes.rows.survey.rollups[&name("iot-prod")], world.state.panes.rows.totals);
    let (before, rows) = (figures(&world), world.state.panes.workloads.rows().to_vec());
    let mut left = new(&w, "gone1");
    let evicted = sick(left.clone(), Cause::Failed, "Evicted", "The node was low on resource: memory.");
    let PodHealth::Sick(why) = evicted.health.clone() else { panic!("it is unwell") };
    left = Pod { health: PodHealth::Failed(why), ..evicted };
    put(&mut world, &w, vec![left]);
    assert_eq!((figures(&world), world.state.panes.workloads.rows()), (before, &rows[..]));
    assert_eq!(health(&world), Health::Healthy);
    world.keys("/").type_text("web").keys("Enter g");
    let screen = world.screen();
    let line = screen.lines().find(|l| l.contains("86bd-gone1")).unwrap_or_default();
    assert!(line.contains('○') && line.contains("Evicted"), "it is mentioned: {screen}");
    world.keys("!");
    assert!(!world.screen().contains("gone1"), "{}", world.screen());
}
