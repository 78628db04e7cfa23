//! From the object under the cursor to its owner, message by message.

use crate::frames::browse::{kinds, list, row, selected};
use crate::frames::cursor_rows::under;
use crate::frames::palette::palette;
use crate::support::world::{DAY, FIRST, World, incident, name};
use dogwatch::app::{Effect, Msg};
use dogwatch::command::Pane;
use dogwatch::model::Uid;
use dogwatch::model::change::Target;
use dogwatch::model::resource::Resource;
use dogwatch::model::trouble::Trouble;

fn answer_kinds(world: &mut World) {
    assert!(world.asked().contains(&Effect::Discover(FIRST)));
    world.msg(Msg::Kinds(FIRST, Ok(kinds())));
}

fn said(world: &World) -> String {
    world.state.messages.current().map(|m| m.text.to_string()).unwrap_or_default()
}

/// Whose owner was asked for.
fn asked(world: &mut World) -> Target {
    let asked = |e: Effect| if let Effect::Owner(FIRST, of) = e { Some(of) } else { None };
    world.asked().into_iter().find_map(asked).expect("the owner is asked for")
}

#[test]
fn from_a_pod_one_step_at_a_time_to_its_deployment() {
    let mut world = incident(100, 30);
    world.keys("Enter");
    assert_eq!((world.state.panes.focus, &*world.state.subject_pod().unwrap().namespace), (Pane::Pods, "iot-prod"));
    let revision = world.state.subject_pod().unwrap().owner.clone().unwrap();
    world.asked();
    world.keys("o");
    answer_kinds(&mut world);
    assert_eq!(world.state.panes.focus, Pane::Browser, "{}", world.screen());
    let sets = ["device-service#7", "device-service#8", "web#7"].map(|n| {
        let mut set = row("iot-prod", n, &[n], DAY);
        set.uid = Uid::new(&format!("iot-prod/{n}"));
        set
    });
    list(&mut world, &["Name"], sets.to_vec());
    let on = world.state.panes.browse.as_ref().and_then(|b| b.selected()).map(|r| r.uid.clone());
    assert_eq!(on, Some(revision), "the cursor is on the owner");
    world.keys("o");
    assert_eq!((world.state.panes.focus, under(&world)), (Pane::Workloads, "device-service".into()), "{}", world.screen());
    // What the Deployment belongs to is not watched.
    world.asked();
    world.keys("o");
    let of = asked(&mut world);
    assert_eq!((&*of.name, &*of.resource.kind), ("device-service", "Deployment"));
    world.msg(Msg::Owner(FIRST, Box::new(of.clone()), Ok(None)));
    assert_eq!(said(&world), "Deployment device-service has no owner");
    world.msg(Msg::Owner(FIRST, Box::new(of.clone()), Err(Trouble::Timeout(5).into())));
    assert_eq!(said(&world), "cannot tell the owner of Deployment device-service: no answer within 5 s");
    // Who has gone on is not brought back.
    let owner = Target { resource: Resource::new("iot.example", "v1", "devices", "Device", true), ..of.clone() };
    world.keys("j").msg(Msg::Owner(FIRST, Box::new(of), Ok(Some(Box::new(owner)))));
    assert_eq!(world.state.panes.focus, Pane::Workloads);
}

#[test]
fn what_is_not_watched_is_asked_for_wherever_it_stands() {
    let mut world = incident(100, 30);
    let (_, _) = palette(&mut world, "dev", "Enter");
    list(&mut world, &["Name"], vec![row("iot-prod", "meter", &["meter"], DAY)]);
    world.asked();
    world.keys("o");
    let of = asked(&mut world);
    assert_eq!((&*of.name, &*of.resource.kind), ("meter", "Device"));
    // In a namespace that is not in view, and in an older version than the one that is listed.
    let resource = Resource::new("batch", "v1", "cronjobs", "CronJob", true);
    let owner = Target { resource, namespace: name("far"), name: name("report"), uid: Uid::new("far/report"), ..of.clone() };
    world.msg(Msg::Owner(FIRST, Box::new(of.clone()), Ok(Some(Box::new(owner)))));
    list(&mut world, &["Name"], vec![row("far", "audit", &["audit"], DAY), row("far", "report", &["report"], DAY)]);
    assert_eq!(selected(&world).as_deref(), Some("report"), "{}", world.screen());
    assert!(world.state.panes.view.covers("far"));
    // What cannot be listed is told of.
    world.asked();
    world.keys("o");
    let of = asked(&mut world);
    let owner = Target { resource: Resource::new("far.example", "v1", "plans", "Plan", true), name: name("nightly"), ..of.clone() };
    world.msg(Msg::Owner(FIRST, Box::new(of), Ok(Some(Box::new(owner)))));
    assert!(world.screen().contains("Plan nightly"), "{}", world.screen());
}
