//! Whose logs are followed: a pod's containers, a namespace, the pods of a label selector; and what is asked of the API server for it.

use crate::support::world::FIRST;
use crate::support::world::{MINUTE, World, begin_with, incident, name, pod, workload};
use dogwatch::app::{Effect, Msg};
use dogwatch::command::Pane;
use dogwatch::model::feed::{Delta, Feed, Row, Scope};
use dogwatch::model::logs::{LogSelection, LogWish, MAX_STREAMS};
use dogwatch::model::pod::{Container, ContainerRole, ContainerState, Ended, Pod};
use dogwatch::model::{Kind, Uid};

fn wishes(world: &mut World) -> (u64, Vec<LogWish>) {
    let follow = |e| if let Effect::Follow(_, view, wishes) = e { Some((view, wishes)) } else { None };
    world.asked().into_iter().rev().find_map(follow).expect("logs are followed")
}

fn names(wishes: &[LogWish]) -> Vec<String> {
    wishes.iter().map(|w| format!("{}/{}", w.source.pod, w.source.container)).collect()
}

fn ended(code: i32) -> ContainerState {
    ContainerState::Terminated(Ended { reason: name("Error"), exit_code: code, signal: 0, finished: None, message: name("") })
}

/// A pod with an init container that has done its work, two others that have not run, and one that was added.
fn mixed(world: &World) -> Pod {
    let device = workload("iot-prod", "device-service", 4, "lab/app:1.9");
    let mut pod = pod(&device, 7, "795854-mixed", "lab/app:1.1", MINUTE);
    let app = pod.containers[0].clone();
    let other = |text: &str, role, state| Container { name: name(text), role, state, ..app.clone() };
    pod.containers = Box::new([
        other("set-up", ContainerRole::Init, ended(0)),
        other("migrate", ContainerRole::Init, ended(2)),
        other("waits", ContainerRole::Init, ContainerState::Unknown),
        app.clone(),
        other("debugger", ContainerRole::Ephemeral, ContainerState::Running { since: Some(world.now) }),
    ]);
    pod
}

#[test]
fn a_pod_is_all_its_containers_that_have_logs() {
    let mut world = incident(160, 48);
    let mixed = mixed(&world);
    world.put(Scope::of(Kind::Pod, &name("iot-prod")), Row::Pod(mixed));
    world.keys("Tab");
    for _ in 0..12 {
        if world.state.panes.pods.selected() == Some(&Uid::new("iot-prod/device-service-795854-mixed")) {
            break;
        }
        world.keys("j");
    }
    world.keys("l");
    let (_, wished) = wishes(&mut world);
    assert_eq!(
        names(&wished),
        ["set-up", "migrate", "device-service", "debugger"].map(|c| format!("device-service-795854-mixed/{c}"))
    );
    let ended: Vec<_> = wished.iter().map(|w| (w.running, w.ended.as_ref().map(ToString::to_string))).collect();
    let exit = |code: &str| (false, Some(format!("exit {code}")));
    assert_eq!(ended, [exit("0"), exit("2"), (true, None), (true, None)]);
}

#[test]
fn an_init_container_that_was_followed_is_read_to_its_end() {
    let mut world = incident(160, 48);
    let mut starting = mixed(&world);
    starting.containers[0].state = ContainerState::Running { since: Some(world.now) };
    let scope = Scope::of(Kind::Pod, &name("iot-prod"));
    world.put(scope.clone(), Row::Pod(starting.clone()));
    world.keys("l");
    let (_, first) = wishes(&mut world);
    assert!(names(&first).iter().any(|n| n.ends_with("mixed/set-up")), "{:?}", names(&first));
    starting.containers[0].state = ended(0);
    world.put(scope, Row::Pod(starting));
    let (_, then) = wishes(&mut world);
    let set_up = then.iter().find(|w| &*w.source.container == "set-up").expect("it is still wished");
    assert_eq!((set_up.running, set_up.ended.as_ref().map(ToString::to_string)), (false, Some("exit 0".to_owned())));
}

#[test]
fn a_namespace_is_all_its_pods_and_new_ones_join() {
    let mut world = incident(160, 48);
    world.keys("Shift-Tab l");
    assert_eq!(world.state.panes.focus, Pane::Logs);
    let (view, first) = wishes(&mut world);
    let pods = world.state.cluster.store.pods().filter(|p| &*p.namespace == "iot-prod").count();
    assert_eq!(first.len(), world.state.cluster.store.pods().map(|p| p.containers.len()).sum::<usize>());
    let screen = world.screen();
    assert!(screen.contains(&format!("Logs of iot-prod · {pods} pods · following")), "{screen}");
    let web = workload("iot-prod", "web", 2, "lab/app:1.1");
    world.put(Scope::of(Kind::Pod, &name("iot-prod")), Row::Pod(pod(&web, 7, "77c9-joins", "lab/app:1.1", 0)));
    let (same, more) = wishes(&mut world);
    assert_eq!((same, more.len()), (view, first.len() + 1));
    // Esc leads back to where it was asked for.
    world.keys("Esc");
    assert_eq!(world.state.panes.focus, Pane::Namespaces);
    world.keys("k k k k l");
    assert!(world.screen().contains("Select one namespace"), "{}", world.screen());
}

#[test]
fn labels_are_asked_for_and_what_they_mean_is_followed() {
    let mut world = incident(160, 48);
    world.asked();
    world.keys(":").type_text("logs app=web,tier!=x");
    assert!(world.screen().contains("logs app=web,tier!=x"), "{}", world.screen());
    world.keys("Enter");
    let asked = world.asked();
    let selection = LogSelection { namespaces: vec![name("iot-prod")], labels: name("app=web,tier!=x") };
    let view =
        asked.iter().find_map(|e| if let Effect::Select(_, v, Some(s)) = e { (*s == selection).then_some(*v) } else { None });
    let view = view.unwrap_or_else(|| panic!("{asked:?}"));
    assert!(!world.screen().contains("following lines"));
    let web: Vec<Uid> = world.state.cluster.store.pods().filter(|p| p.name.starts_with("web-")).map(|p| p.uid.clone()).collect();
    world.msg(Msg::Selected(FIRST, view, Ok(web.clone())));
    let (followed, wished) = wishes(&mut world);
    assert_eq!((followed, wished.len()), (view, 2));
    assert!(world.screen().contains("Logs of app=web,tier!=x · 2 pods"), "{}", world.screen());
    // One has other labels now; what an older view asked for counts no more.
    world.msg(Msg::Selected(FIRST, view, Ok(web[..1].to_vec())));
    assert_eq!(wishes(&mut world).1.len(), 1);
    world.msg(Msg::Selected(FIRST, view - 1, Ok(web)));
    assert!(!world.asked().iter().any(|e| matches!(e, Effect::Follow(..))));
    // Another part of the logs is another view of the same pods.
    world.keys("9");
    let asked = world.asked();
    assert!(asked.iter().any(|e| matches!(e, Effect::Select(_, v, Some(s)) if *v > view && *s == selection)), "{asked:?}");
    assert!(asked.iter().any(|e| matches!(e, Effect::Follow(_, v, w) if *v > view && w.len() == 1)), "{asked:?}");
    // Left, nothing is asked any more.
    world.keys("Esc j l");
    let asked = world.asked();
    assert!(asked.iter().any(|e| matches!(e, Effect::Select(_, _, None))), "{asked:?}");
}

#[test]
fn labels_that_are_none_are_said_once() {
    let mut world = incident(120, 40);
    world.keys(":").type_text("logs app==").keys("Enter");
    let view = world.state.panes.logs.wanted();
    let why = "unable to parse requirement: \u{1b}[31mfound '='";
    for _ in 0..3 {
        world.msg(Msg::Selected(FIRST, view, Err(dogwatch::model::trouble::Trouble::said(why))));
    }
    let screen = world.screen();
    assert!(screen.contains("logs app==: unable to parse requirement") && !screen.contains('\u{1b}'), "{screen}");
    let said = world.state.messages.all().iter().filter(|m| m.text.to_string().contains("unable to parse requirement")).count();
    assert_eq!(said, 1);
    world.keys("Esc m");
    assert!(world.screen().contains("unable to parse requirement") && !world.screen().contains('\u{1b}'), "{}", world.screen());
}

#[test]
fn a_word_behind_logs_may_still_mean_another_command() {
    let mut world = incident(120, 40);
    world.keys(":").type_text("logs prev").keys("Enter");
    assert!(world.screen().contains("previous run"), "{}", world.screen());
    assert!(!world.asked().iter().any(|e| matches!(e, Effect::Select(_, _, Some(_)))));
}

#[test]
fn labels_over_all_namespaces_need_all_their_pods() {
    let mut world = begin_with(&[], |s| s.all_namespaces = true);
    world.size(120, 40).live();
    world.keys(":").type_text("logs app=web").keys("Enter");
    let asked = world.asked();
    assert!(asked.iter().any(|e| matches!(e, Effect::Select(_, _, Some(s)) if s.namespaces.is_empty())), "{asked:?}");
    // The eye goes to one namespace, and the pods of all are still watched.
    world.keys("Shift-Tab").keys(":").type_text("namespace").keys("Enter").type_text("iot-secret").keys("Enter").wait(1000);
    let scopes = world.asked().into_iter().rev().find_map(|e| if let Effect::Watch(_, s) = e { Some(s) } else { None });
    assert!(scopes.is_none_or(|s| s.contains(&Scope::all(Kind::Pod))));
}

#[test]
fn logs_that_are_left_out_are_counted_in_the_title() {
    let mut world = incident(160, 48);
    let web = workload("iot-prod", "web", 2, "lab/app:1.1");
    let many = (0..250).map(|i| Row::Pod(pod(&web, 7, &format!("77c9-{i:04}"), "lab/app:1.1", 0)));
    world.feed(Feed::Batch(Scope::of(Kind::Pod, &name("iot-prod")), many.map(Delta::Put).collect()));
    world.keys("Shift-Tab l z");
    let (_, wished) = wishes(&mut world);
    let left_out = wished.len() - MAX_STREAMS;
    assert!(world.screen().contains(&format!("· {left_out} logs left out ·")), "{}", world.screen());
}
