//! What becomes of a change after it was accepted: what goes is followed until it is gone, what somebody else sets again is said.

use crate::support::world::FIRST;
use crate::support::world::{World, begin, pod, preview, workload};
use dogwatch::app::{Effect, Msg};
use dogwatch::model::change::reason::{Held, HeldBy, LeavingReason};
use dogwatch::model::change::{Change, ImageSwap, Intent, Outcome, Propagation, Target, Touched};
use dogwatch::model::feed::{Delta, Feed, Row, Scope};
use dogwatch::model::resource::Resource;
use dogwatch::model::{Kind, Uid, WorkloadKind};

/// A namespace that is not production, with three Deployments and a pod of each.
fn calm() -> World {
    let mut world = begin(&["iot-test"]);
    world.size(160, 48).live();
    let all = ["api", "gateway", "web"].map(|n| workload("iot-test", n, 2, "lab/app:1.0"));
    let rows = || all.iter().cloned().map(Row::Workload).collect();
    for kind in [Kind::Deployment, Kind::StatefulSet, Kind::DaemonSet] {
        world.list(Scope::all(kind), if kind == Kind::Deployment { rows() } else { vec![] });
    }
    let namespace = "iot-test".into();
    let pods = all.iter().map(|w| Row::Pod(pod(w, 7, "aaaaa", "lab/app:1.0", 60_000))).collect();
    world.list(Scope::of(Kind::ReplicaSet, &namespace), vec![]);
    world.list(Scope::of(Kind::Pod, &namespace), pods);
    world.allow("iot-test");
    world.asked();
    world
}

/// Answers every look and says yes; the intents that were sent.
fn agree(world: &mut World) -> Vec<Intent> {
    agree_to(world, None)
}

/// The same, with another change than was asked for: the look fills in what is to be sent.
fn agree_to(world: &mut World, change: Option<&Change>) -> Vec<Intent> {
    let looks: Vec<Intent> =
        world.asked().into_iter().filter_map(|e| if let Effect::Preview(_, intent) = e { Some(intent) } else { None }).collect();
    for intent in &looks {
        let change = change.unwrap_or(&intent.change).clone();
        world.msg(Msg::Previewed(FIRST, intent.id, Ok(Box::new(preview(Intent { change, ..intent.clone() })))));
    }
    world.keys("y");
    let sent = world.asked().into_iter().filter_map(|e| if let Effect::CarryOut(_, p, _) = e { Some(p.intent) } else { None });
    sent.collect()
}

fn held() -> Held {
    Held::Finalizers(vec!["lab.dev/cleanup".into()], HeldBy::Other)
}

fn concluded(world: &mut World) -> Vec<(u64, Outcome)> {
    world
        .asked()
        .into_iter()
        .filter_map(|e| if let Effect::Conclude(_, id, outcome) = e { Some((id, outcome)) } else { None })
        .collect()
}

fn messages(world: &World) -> Vec<String> {
    world.state.messages.all().iter().map(|m| m.text.to_string()).collect()
}

#[test]
fn what_is_deleted_is_followed_until_it_is_gone() {
    let mut world = calm();
    world.keys("Ctrl-d Enter");
    let [intent] = &agree(&mut world)[..] else { panic!("one") };
    world.msg(Msg::CarriedOut(FIRST, intent.id, Outcome::taken(0)));
    assert!(world.screen().contains("accepted, Terminating"), "{}", world.screen());
    assert!(!messages(&world).iter().any(|m| m.contains("done") || m.contains("gone")), "{:?}", messages(&world));

    // What holds it is named, once.
    for _ in 0..2 {
        world.msg(Msg::Leaving(FIRST, intent.id, held()));
    }
    let said = messages(&world);
    assert_eq!(said.iter().filter(|m| m.contains("finalizer lab.dev/cleanup holds it")).count(), 1, "{said:?}");
    // Esc takes its line away; it is followed all the same.
    world.keys("Esc Esc Esc");
    world.msg(Msg::CarriedOut(FIRST, intent.id, Outcome::Held { reason: LeavingReason::StillThere("2m".into(), held()).into() }));
    assert!(messages(&world).last().unwrap().contains("still there after 2m: finalizer lab.dev/cleanup holds it"));

    // The row goes: the object is looked at at once, and once.
    let uid = intent.target.uid.clone();
    world.feed(Feed::Batch(Scope::all(Kind::Deployment), vec![Delta::Gone(uid)]));
    let looks = |world: &mut World| world.asked().into_iter().filter(|e| *e == Effect::LookNow(FIRST, intent.id)).count();
    assert_eq!(looks(&mut world), 1);
    world.msg(Msg::Tick);
    assert_eq!(looks(&mut world), 0);
    world.msg(Msg::CarriedOut(FIRST, intent.id, Outcome::Done { note: None }));
    let last = messages(&world).last().cloned().unwrap();
    assert!(last.starts_with(&format!("delete Deployment {}", intent.target.name)) && last.contains("gone after"), "{last}");
}

#[test]
fn what_somebody_else_makes_of_a_change_is_said() {
    let swap = ImageSwap { container: "api".into(), init: false, from: "lab/app:1.0".into(), to: "lab/app:1.1".into() };
    let scale = Change::Scale { from: 2, to: 5 };
    // What was asked for, what the row is 24 s later, and what is said of it.
    for (change, desired, paused, image, touched, instead) in [
        (scale.clone(), 2, false, "lab/app:1.0", Some(Touched::Replicas), "2"),
        (scale.clone(), 5, false, "lab/app:1.0", None, ""),
        (Change::Pause, 2, false, "lab/app:1.0", Some(Touched::Paused), "not paused"),
        (Change::Pause, 2, true, "lab/app:1.0", None, ""),
        (Change::SetImages { swaps: vec![swap.clone()] }, 2, false, "lab/app:1.0", Some(Touched::Images), "1.0"),
        (Change::SetImages { swaps: vec![swap] }, 2, false, "lab/app:1.1", None, ""),
        (Change::Restart, 9, true, "lab/app:9", None, ""),
    ] {
        let mut world = calm();
        let target = Target {
            context: world.state.cluster.context.name.clone(),
            resource: WorkloadKind::Deployment.into(),
            namespace: "iot-test".into(),
            name: "api".into(),
            uid: Uid::new("iot-test/api"),
        };
        world.keys("r");
        let [asked] = &agree_to(&mut world, Some(&change))[..] else { panic!("one") };
        let id = asked.id;
        assert_eq!((&asked.target, &asked.change), (&target, &change));
        world.msg(Msg::CarriedOut(FIRST, id, Outcome::taken(8)));
        // The row of before says nothing of it.
        world.msg(Msg::Tick);
        assert!(!world.asked().iter().any(|e| matches!(e, Effect::WhoChanged(..))), "{change:?}");
        world.wait(24_000);
        let mut row = workload("iot-test", "api", desired, image);
        (row.generation, row.observed, row.paused) = (9, 9, paused);
        world.put(Scope::all(Kind::Deployment), Row::Workload(row));
        world.msg(Msg::Tick);
        let asks: Vec<Effect> = world.asked().into_iter().filter(|e| matches!(e, Effect::WhoChanged(..))).collect();
        let Some(touched) = touched else {
            assert_eq!(asks, [], "{change:?}");
            continue;
        };
        assert_eq!(asks, [Effect::WhoChanged(FIRST, id, target, touched)], "{change:?}");
        let who = (instead == "2").then(|| "HorizontalPodAutoscaler api".to_owned());
        world.msg(Msg::Changer(FIRST, id, who.clone()));
        let want = format!("api: {} made it {instead} again, 24s after", who.as_deref().unwrap_or("something"));
        assert!(messages(&world).last().unwrap().starts_with(&want), "{want}: {:?}", messages(&world));
        let ends = concluded(&mut world);
        assert!(matches!(&ends[..], [.., (i, Outcome::Undone { .. })] if *i == id), "{ends:?}");
    }
}

#[test]
fn marks_end_with_their_change_and_each_result_is_kept() {
    let mut world = calm();
    world.keys("Space Space Ctrl-d Enter");
    assert_eq!(world.state.panes.workloads.marks().len(), 2);
    let looks: Vec<Intent> =
        world.asked().into_iter().filter_map(|e| if let Effect::Preview(_, intent) = e { Some(intent) } else { None }).collect();
    for intent in &looks {
        world.msg(Msg::Previewed(FIRST, intent.id, Ok(Box::new(preview(intent.clone())))));
    }
    world.keys("y");
    assert!(world.state.panes.workloads.marks().is_empty(), "the marks were for this change: {}", world.screen());
    world.msg(Msg::CarriedOut(FIRST, looks[0].id, Outcome::taken(0)));
    world.msg(Msg::CarriedOut(FIRST, looks[1].id, Outcome::Refused { reason: "a webhook said no".into() }));
    let said = messages(&world);
    assert_eq!(said.last().unwrap(), "delete 2 objects in iot-test of lab-admin: 1 accepted, 1 refused (m lists each)");
    for (intent, word) in looks.iter().zip(["accepted", "a webhook said no"]) {
        let name = format!("Deployment {}", intent.target.name);
        assert!(said.iter().any(|m| m.contains(&name) && m.contains(word)), "{name} {word}: {said:?}");
    }
}

#[test]
fn what_no_controller_of_ours_does_is_accepted_and_no_more() {
    let device = Resource::new("lab.dev", "v1", "devices", "Device", true);
    let outcome = Outcome::taken(3);
    assert_eq!(outcome.words(Change::Scale { from: 1, to: 2 }.ends(&device)), "accepted");
    let delete = Change::Delete { propagation: Propagation::Background, grace: None };
    assert_eq!(outcome.words(delete.ends(&device)), "accepted");
}
