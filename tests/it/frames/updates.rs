//! The state by messages: what a key means, on which object, and what is asked of the outside.

use crate::frames::dashboard::revisions;
use crate::support::world::FIRST;
use crate::support::world::{DAY, MINUTE, World, begin, begin_with, incident, name, no_image, pod, replicaset, workload};
use dogwatch::app::msg::Fetch;
use dogwatch::app::rows::WorkloadKey;
use dogwatch::app::{Effect, Msg};
use dogwatch::model::SessionId;
use dogwatch::model::change::{Change, ImageSwap, Intent, Outcome, Preview};
use dogwatch::model::feed::{Delta, Feed, LinkState, Row, Scope, WatchState};
use dogwatch::model::logs::LogWish;
use dogwatch::model::rights::{Right, Rights, Verdict};
use dogwatch::model::trouble::Trouble;
use dogwatch::model::workload::Progress;
use dogwatch::model::{Kind, Uid, WorkloadKind};

fn preview(intent: Intent) -> Preview {
    Preview {
        touches: Some(dogwatch::model::change::Touches::Replaces(4, dogwatch::model::change::Pace::Plain)),
        ..crate::support::world::preview(intent)
    }
}

/// The change that is asked to be looked at, if one is.
fn looked_at(world: &mut World) -> Option<Intent> {
    world.asked().into_iter().rev().find_map(|e| if let Effect::Preview(_, intent) = e { Some(intent) } else { None })
}

fn sent(world: &mut World) -> Vec<Preview> {
    world.asked().into_iter().filter_map(|e| if let Effect::CarryOut(_, p, _) = e { Some(p) } else { None }).collect()
}

fn selected(world: &World) -> String {
    world.state.workload().map(|w| w.name.to_string()).unwrap_or_default()
}

/// A namespace that is not production, with three Deployments.
fn calm() -> World {
    let mut world = begin(&["iot-test"]);
    world.size(120, 40).live();
    let rows = ["api", "gateway", "web"].map(|n| Row::Workload(workload("iot-test", n, 2, "lab/app:1.0")));
    for kind in [Kind::Deployment, Kind::StatefulSet, Kind::DaemonSet, Kind::Job, Kind::CronJob] {
        world.list(Scope::all(kind), if kind == Kind::Deployment { rows.to_vec() } else { vec![] });
    }
    world.allow("iot-test");
    world.asked();
    world
}

#[test]
fn the_program_begins_by_asking_for_a_session_and_its_watches() {
    let mut world = begin(&["iot-prod"]);
    world.size(80, 24);
    let asked = world.asked();
    assert!(matches!(&asked[0], Effect::Connect(SessionId(1), context) if &**context == "lab-admin"), "{asked:?}");
    let Effect::Watch(_, scopes) = &asked[1] else { panic!("{asked:?}") };
    for kind in [Kind::Namespace, Kind::Deployment, Kind::StatefulSet, Kind::DaemonSet, Kind::Job, Kind::CronJob] {
        assert!(scopes.contains(&Scope::all(kind)), "{kind} cluster-wide");
    }
    for kind in [Kind::ReplicaSet, Kind::Pod] {
        assert!(
            scopes.contains(&Scope::of(kind, &name("iot-prod"))) && !scopes.contains(&Scope::all(kind)),
            "{kind} of the namespace in view"
        );
    }
}

#[test]
fn the_worst_stands_first_and_the_cursor_holds_its_object() {
    let mut world = calm();
    assert_eq!(selected(&world), "api");
    world.keys("j");
    assert_eq!(selected(&world), "gateway");
    // Something breaks and moves to the top; something new appears above.
    let mut broken = workload("iot-test", "web", 2, "lab/app:1.0");
    (broken.ready, broken.available, broken.progress) = (0, 0, Progress::DeadlineExceeded);
    world.put(Scope::all(Kind::Deployment), Row::Workload(broken));
    world.put(Scope::all(Kind::Deployment), Row::Workload(workload("iot-test", "aaa", 1, "lab/app:1.0")));
    assert_eq!(selected(&world), "gateway", "rows moved, the cursor did not");
    world.keys("g");
    assert_eq!(selected(&world), "web", "the unwell one is on top");
}

/// Of what is broken, production's stands first, however bad the other is; what is not broken stands as it did.
#[test]
fn what_is_broken_in_production_stands_before_what_is_elsewhere() {
    let mut world = begin_with(&[], |start| start.all_namespaces = true);
    world.size(120, 40).live();
    let short = |ns: &str, n: &str| {
        let mut w = workload(ns, n, 2, "lab/app:1.0");
        (w.ready, w.available) = (1, 1);
        w
    };
    let mut failed = short("iot-dev", "late");
    (failed.progress, failed.updated) = (Progress::DeadlineExceeded, 1);
    let busy = |ns: &str| {
        let mut w = workload(ns, "busy", 2, "lab/app:1.0");
        (w.progress, w.updated) = (Progress::Ongoing, 1);
        w
    };
    let all = [
        failed,
        short("iot-dev", "ill"),
        short("iot-prod", "ill"),
        busy("iot-dev"),
        busy("iot-prod"),
        workload("iot-prod", "well", 1, "lab/app:1.0"),
        workload("iot-dev", "well", 1, "lab/app:1.0"),
    ];
    for kind in [Kind::Deployment, Kind::StatefulSet, Kind::DaemonSet] {
        let rows = all.iter().filter(|_| kind == Kind::Deployment).cloned().map(Row::Workload).collect();
        world.list(Scope::all(kind), rows);
    }
    // All their pods are known, so that a row that is short of one is ill.
    let pods = all.iter().flat_map(|w| (0..w.ready).map(|i| Row::Pod(pod(w, 7, &i.to_string(), "lab/app:1.0", DAY)))).collect();
    world.list(
        Scope::all(Kind::ReplicaSet),
        all.iter().map(|w| replicaset(w, 7, "lab/app:1.0", (w.ready, w.replicas), DAY)).collect(),
    );
    world.list(Scope::all(Kind::Pod), pods);
    let order: Vec<String> = world
        .state
        .panes
        .workloads
        .rows()
        .iter()
        .filter_map(|key| if let WorkloadKey::Workload(uid) = key { world.state.cluster.store.workload(uid) } else { None })
        .map(|w| format!("{}/{}", w.namespace, w.name))
        .collect();
    let want = ["iot-prod/ill", "iot-dev/late", "iot-dev/ill", "iot-dev/busy", "iot-prod/busy", "iot-dev/well", "iot-prod/well"];
    assert_eq!(order, want);
}

#[test]
fn a_key_acts_on_what_was_shown_or_on_nothing() {
    let mut world = calm();
    world.msg(Msg::Drawn);
    // An untouched cursor is on the first row; before the frame is drawn anew, another one comes to stand there.
    world.put(Scope::all(Kind::Deployment), Row::Workload(workload("iot-test", "aaa", 1, "lab/app:1.0")));
    world.msg(Msg::Key("r".parse().unwrap()));
    assert_eq!(looked_at(&mut world), None);
    assert!(world.screen().contains("nothing was done"));
    world.keys("r");
    assert_eq!(&*looked_at(&mut world).unwrap().target.name, "aaa");
}

#[test]
fn an_object_that_has_gone_is_not_acted_on() {
    let mut world = calm();
    world.keys("j").msg(Msg::Drawn);
    world.feed(Feed::Batch(Scope::all(Kind::Deployment), vec![Delta::Gone(Uid::new("iot-test/gateway"))]));
    world.keys("r");
    assert_eq!(looked_at(&mut world), None);
    assert!(world.screen().contains("no workload is selected"));
}

#[test]
fn scale_asks_shows_and_sends_once() {
    let mut world = calm();
    world.keys("j s").type_text("0");
    // What is typed first takes the place of the present number.
    assert!(world.screen().contains("2 → 0 "), "{}", world.screen());
    world.keys("Backspace Backspace").type_text("x5").keys("Enter");
    let intent = looked_at(&mut world).unwrap();
    assert_eq!((&*intent.target.name, &intent.change), ("gateway", &Change::Scale { from: 2, to: 5 }));
    assert!(world.screen().contains("asking the API server"));
    let id = intent.id;
    world.msg(Msg::Previewed(FIRST, id, Ok(Box::new(preview(intent)))));
    let screen = world.screen();
    assert!(screen.contains("lab-admin ▸ iot-test ▸ Deployment gateway") && screen.contains("2 → 5 replicas"), "{screen}");
    // Only y is an answer.
    world.keys("Enter Space j x");
    assert_eq!(sent(&mut world), vec![]);
    world.keys("y y y");
    assert_eq!(sent(&mut world).len(), 1);
    world.keys("Esc");
    world.msg(Msg::CarriedOut(FIRST, id, Outcome::taken(8)));
    assert!(world.screen().contains("gateway → 5 replicas"), "{}", world.screen());
    let mut w = workload("iot-test", "gateway", 5, "lab/app:1.0");
    (w.generation, w.observed) = (8, 8);
    world.put(Scope::all(Kind::Deployment), Row::Workload(w));
    assert!(world.screen().contains("5/5 ready"), "{}", world.screen());
}

#[test]
fn a_look_that_was_abandoned_asks_nothing() {
    let mut world = calm();
    world.keys("r");
    let intent = looked_at(&mut world).unwrap();
    world.keys("Esc");
    let id = intent.id;
    world.msg(Msg::Previewed(FIRST, id, Ok(Box::new(preview(intent)))));
    world.keys("y");
    assert_eq!(sent(&mut world), vec![]);
}

#[test]
fn production_wants_the_name() {
    let mut world = incident(110, 30);
    revisions(&mut world);
    world.keys("Enter");
    let intent = looked_at(&mut world).unwrap();
    let id = intent.id;
    world.msg(Msg::Previewed(FIRST, id, Ok(Box::new(preview(intent)))));
    world.keys("y").keys("Enter");
    assert_eq!(sent(&mut world), vec![], "y is a letter of a name here");
    world.keys("Backspace").type_text("device-service").keys("Enter");
    assert_eq!(sent(&mut world).len(), 1);
}

#[test]
fn the_outcome_is_told_wherever_the_user_is() {
    let mut world = calm();
    world.keys("r");
    let intent = looked_at(&mut world).unwrap();
    let id = intent.id;
    world.msg(Msg::Previewed(FIRST, id, Ok(Box::new(preview(intent))))).keys("y n").type_text("dev").keys("Enter");
    world.msg(Msg::CarriedOut(FIRST, id, Outcome::Refused { reason: "deployments.apps \"api\" is forbidden".into() }));
    let screen = world.screen();
    assert!(screen.contains("forbidden") && screen.contains("nothing was changed"), "{screen}");
    // And it is kept, whole.
    world.keys("Esc m");
    assert!(world.screen().contains("restart Deployment api in iot-test of"), "{}", world.screen());
}

#[test]
fn an_image_that_is_none_is_refused_before_it_is_sent() {
    let mut world = calm();
    world.keys("i").type_text(" not a tag !!").keys("Enter");
    assert_eq!(looked_at(&mut world), None);
    assert!(world.screen().contains("cannot stand in an image reference"), "{}", world.screen());
    world.keys("Ctrl-u").type_text("lab/app:1.2").keys("Enter");
    let swap = ImageSwap { container: "api".into(), init: false, from: "lab/app:1.0".into(), to: "lab/app:1.2".into() };
    assert_eq!(looked_at(&mut world).unwrap().change, Change::SetImages { swaps: vec![swap] });
}

#[test]
fn read_only_and_denied_keys_say_why() {
    let mut world = begin_with(&["iot-test"], |s| s.readonly = true);
    world.size(120, 30).live();
    world.list(Scope::all(Kind::Deployment), vec![Row::Workload(workload("iot-test", "web", 2, "lab/app:1.0"))]);
    for key in ["s", "r", "b", "i"] {
        world.keys(key);
        assert!(world.screen().contains("read-only"), "{key}");
    }
    assert!(world.asked().iter().all(|e| !matches!(e, Effect::Preview(_, _) | Effect::Revisions(..))));

    let mut world = calm();
    let verdicts = vec![(
        Right::Patch(WorkloadKind::Deployment),
        Verdict::no("patch", "deployments", &name("iot-test"), "RBAC says no".into()),
    )];
    let session = world.state.cluster.session;
    world.msg(Msg::Rights(session, Rights { namespace: name("iot-test"), verdicts })).keys("r");
    assert!(world.screen().contains("restart: you may not patch deployments in iot-test: RBAC says no"), "{}", world.screen());
    assert_eq!(looked_at(&mut world), None);
    world.keys("Esc s");
    assert!(world.screen().contains("Scale"), "another right");
}

#[test]
fn a_user_who_may_not_list_cluster_wide_gets_their_namespaces() {
    let mut world = begin_with(&[], |s| s.context = s.contexts[1].clone());
    world.size(120, 30).live();
    world.asked();
    for kind in [Kind::Namespace, Kind::Deployment, Kind::StatefulSet, Kind::DaemonSet, Kind::Job, Kind::CronJob] {
        world.feed(Feed::Watch(Scope::all(kind), WatchState::Denied { error: Trouble::said("forbidden") }));
    }
    let scopes = world.asked().into_iter().rev().find_map(|e| if let Effect::Watch(_, s) = e { Some(s) } else { None }).unwrap();
    // Of the kubeconfig's contexts for this cluster.
    for ns in ["iot-dev", "iot-prod"] {
        assert!(scopes.contains(&Scope::of(Kind::Deployment, &name(ns))), "{ns}: {scopes:?}");
    }
    assert!(scopes.contains(&Scope::all(Kind::Deployment)), "asked again now and then");
    // One that is typed is taken, looked at, and remembered.
    world.keys("n").type_text("iot-secret").keys("Enter");
    let asked = world.asked();
    assert!(asked.iter().any(|e| matches!(e, Effect::Remember(_, r) if r.typed == ["iot-secret"])), "{asked:?}");
    assert!(
        asked.iter().any(|e| matches!(e, Effect::Watch(_, s) if s.contains(&Scope::of(Kind::Pod, &name("iot-secret"))))),
        "{asked:?}"
    );
}

#[test]
fn namespaces_that_were_in_view_stay_warm_and_passing_by_opens_nothing() {
    let mut world = incident(160, 48);
    world.asked();
    world.keys("Shift-Tab k k");
    assert!(!world.asked().iter().any(|e| matches!(e, Effect::Watch(_, _))), "the cursor only passes by");
    world.wait(300);
    let scopes = world.asked().into_iter().rev().find_map(|e| if let Effect::Watch(_, s) = e { Some(s) } else { None }).unwrap();
    assert!(scopes.contains(&Scope::of(Kind::Pod, &name("iot-dev"))), "{scopes:?}");
    assert!(scopes.contains(&Scope::of(Kind::Pod, &name("iot-prod"))), "warm");
}

#[test]
fn another_context_is_another_world() {
    let mut world = incident(120, 40);
    world.keys(":").type_text("ctx viewer").keys("Enter");
    assert!(world.asked().iter().any(|e| matches!(e, Effect::Connect(SessionId(2), c) if &**c == "lab-viewer")));
    assert!(!world.screen().contains("device-service"), "nothing of the other one is left");
    // What the old session still had on its way is dropped.
    world.msg(Msg::Feed(
        FIRST,
        Feed::Batch(Scope::all(Kind::Deployment), vec![Delta::Put(Row::Workload(workload("iot-prod", "ghost", 1, "a:1")))]),
    ));
    assert!(!world.screen().contains("ghost"));
}

fn wishes(world: &mut World) -> (u64, Vec<LogWish>) {
    world
        .asked()
        .into_iter()
        .rev()
        .find_map(|e| if let Effect::Follow(_, view, wishes) = e { Some((view, wishes)) } else { None })
        .unwrap()
}

#[test]
fn logs_follow_the_workload_and_new_pods_join() {
    let mut world = incident(160, 48);
    world.asked();
    world.keys("l");
    let (view, first) = wishes(&mut world);
    assert_eq!(first.len(), 5, "one for each container of its pods");
    world.log(view, &[(0, 0, "hello"), (1, 5, "world")]);
    assert!(world.screen().contains("hello"), "{}", world.screen());
    let device = workload("iot-prod", "device-service", 4, "lab/app:1.9");
    world.put(Scope::of(Kind::Pod, &name("iot-prod")), Row::Pod(pod(&device, 7, "795854-newer", "lab/app:1.1", 0)));
    let (same, more) = wishes(&mut world);
    assert_eq!((same, more.len()), (view, 6));
    // Pinned: the cursor goes elsewhere, the logs stay.
    world.keys("Shift-Tab Shift-Tab j").wait(1000);
    assert!(!world.asked().iter().any(|e| matches!(e, Effect::Follow(_, v, _) if *v != view)));
    assert!(world.screen().contains("Logs of device-service"), "{}", world.screen());
    // Lines of a view that was left are dropped.
    world.log(view + 7, &[(0, 0, "stray")]);
    assert!(!world.screen().contains("stray"));
}

#[test]
fn previous_logs_and_a_restart_are_told() {
    let mut world = incident(160, 48);
    world.keys("l");
    wishes(&mut world);
    let device = workload("iot-prod", "device-service", 4, "lab/app:1.9");
    let mut again = pod(&device, 7, "795854-2zbrs", "lab/app:1.1", 3 * 60 * MINUTE);
    again.containers[0].restarts = 1;
    again.containers[0].last = Some(dogwatch::model::pod::Ended {
        reason: name("OOMKilled"),
        exit_code: 137,
        signal: 0,
        finished: Some(world.now),
        message: name(""),
    });
    world.put(Scope::of(Kind::Pod, &name("iot-prod")), Row::Pod(again));
    // What stands between the runs is the stream's to say: it knows where.
    let (_, again) = wishes(&mut world);
    assert_eq!(again.iter().filter(|w| w.incarnation == 1 && !w.previous).count(), 1);
    world.keys("p");
    let (_, wishes) = wishes(&mut world);
    assert!(wishes.iter().all(|w| w.previous));
    assert_eq!(
        wishes.iter().filter_map(|w| w.ended.as_ref().map(ToString::to_string)).collect::<Vec<_>>(),
        ["OOMKilled, exit 137"]
    );
    assert!(world.screen().contains("previous run"));
}

#[test]
fn a_rollout_that_gets_stuck_is_said_at_once_and_the_way_out_is_offered() {
    let mut world = calm();
    let mut web = workload("iot-test", "web", 2, "lab/app:9");
    (web.generation, web.observed, web.replicas, web.updated, web.revision, web.progress) = (8, 8, 3, 1, 8, Progress::Ongoing);
    let ns = name("iot-test");
    world.list(
        Scope::of(Kind::ReplicaSet, &ns),
        vec![replicaset(&web, 8, "lab/app:9", (0, 1), MINUTE), replicaset(&web, 7, "lab/app:1.0", (2, 2), DAY)],
    );
    let pods = vec![
        Row::Pod(no_image(pod(&web, 8, "new", "lab/app:9", 20_000), "lab/app:9")),
        Row::Pod(pod(&web, 7, "old", "lab/app:1.0", DAY)),
    ];
    world.list(Scope::of(Kind::Pod, &ns), pods);
    world.put(Scope::all(Kind::Deployment), Row::Workload(web));
    world.keys("g");
    let screen = world.screen();
    assert!(screen.contains("rev 8 stuck 20s: image not found; rev 7 still serves 2/2. b to go back"), "{screen}");
}

/// What was refused and a change on its way both have their lines; where there is one for both, the newer one has it.
#[test]
fn a_message_and_a_change_on_its_way_are_both_seen() {
    use dogwatch::app::messages::Level;
    for (height, both) in [(40, true), (24, true), (16, true), (12, false)] {
        let mut world = calm();
        world.size(80, height);
        world.msg(Msg::Note(Level::Error, dogwatch::app::text::Text::Server("denied: you may not patch deployments/scale".into())));
        world.wait(100).keys("r");
        let intent = looked_at(&mut world).unwrap();
        world.msg(Msg::Previewed(FIRST, intent.id, Ok(Box::new(preview(intent))))).wait(400).keys("y").wait(100);
        let screen = world.screen();
        assert!(screen.contains("sent, no answer yet"), "{height}: {screen}");
        assert_eq!(screen.contains("you may not patch"), both, "{height}: {screen}");
        // What comes after it is seen as well.
        let screen = world.msg(Msg::Note(Level::Warn, dogwatch::app::text::Text::Server("this is news".into()))).screen();
        assert!(screen.contains("this is news"), "{height}: {screen}");
    }
}

#[test]
fn quitting_asks_while_a_change_has_no_answer() {
    let mut world = calm();
    world.keys("r");
    let intent = looked_at(&mut world).unwrap();
    let id = intent.id;
    world.msg(Msg::Previewed(FIRST, id, Ok(Box::new(preview(intent))))).keys("y q");
    assert!(!world.asked().contains(&Effect::Quit));
    let screen = world.screen();
    assert!(screen.contains("has not been answered yet: q again quits"), "{screen}");
    world.wait(200).keys("q");
    assert!(world.asked().contains(&Effect::Quit));
}

#[test]
fn what_is_fetched_finds_its_view() {
    let mut world = calm();
    world.keys("y");
    let request = world
        .asked()
        .into_iter()
        .find_map(|e| if let Effect::Fetch(_, id, Fetch::Yaml(o, _)) = e { Some((id, o)) } else { None })
        .unwrap();
    assert_eq!(&*request.1.name, "api");
    world.msg(Msg::Fetched(FIRST, request.0 + 1, Ok("other".into())));
    assert!(!world.screen().contains("other"));
    world.msg(Msg::Fetched(FIRST, request.0, Ok("kind: Deployment\nevil: \"\x1b]0;x\x07\"".into())));
    let screen = world.screen();
    assert!(screen.contains("kind: Deployment") && !screen.contains('\x1b'), "{screen}");
}

#[test]
fn stale_is_told_with_its_time_and_no_message_hides_it() {
    let mut world = incident(120, 40);
    let since = world.now;
    world.wait(5_000);
    let retry = world.now.plus(8_000);
    world.feed(Feed::Link(LinkState::Down { since, retry, error: Trouble::said("Connection refused") }));
    for _ in 0..2 {
        let screen = world.screen();
        assert!(screen.contains("offline since 20:20:00, again in 8 s"), "{screen}");
        assert_eq!(screen.matches("stale since 20:20:00").count(), 2, "each pane of objects: {screen}");
        assert!(screen.contains("◌ 20:20:00 ┐"), "in short where there is little room: {screen}");
        assert!(screen.contains("device-service"), "what was known stays");
        world.keys("w S * r");
    }
}

#[test]
fn events_are_asked_for_with_all_that_belongs_to_the_workload() {
    let mut world = incident(120, 40);
    world.keys("v");
    let (namespace, uids) = world
        .asked()
        .into_iter()
        .find_map(|e| if let Effect::Fetch(_, _, Fetch::Events(ns, uids)) = e { Some((ns, uids)) } else { None })
        .unwrap();
    assert_eq!((&*namespace, uids.len()), ("iot-prod", 1 + 2 + 5), "itself, its ReplicaSets, its pods");
}
