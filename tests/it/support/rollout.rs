//! A rollout of `web` in plain values, and the view that follows it.

use crate::support::world::{self, MINUTE, World, incident, name, pod, replicaset, workload};
use dogwatch::app::Effect;
use dogwatch::model::event::Event;
use dogwatch::model::feed::{Delta, Feed, Row, Scope};
use dogwatch::model::health::{Cause, PodHealth, Sick};
use dogwatch::model::pod::{ContainerState, Ended, Pod};
use dogwatch::model::reason::{By, EndWhy, unscheduled};
use dogwatch::model::workload::{Progress, Workload};
use dogwatch::model::{Kind, Uid};

pub const OLD: &str = "docker.io/lab/app:1.1";
pub const NEW: &str = "docker.io/lab/app:1.2";

/// `web` in iot-prod, of which two of three pods are of a new template that is on its way for half a minute.
pub fn rolling() -> Workload {
    let mut w = workload("iot-prod", "web", 3, NEW);
    (w.replicas, w.updated, w.ready, w.available, w.revision) = (5, 2, 3, 3, 8);
    (w.progress, w.deadline) = (Progress::Ongoing, Some(world::now().plus(432_000)));
    w
}

pub fn waits(mut pod: Pod, reason: &str) -> Pod {
    pod.status = name(reason);
    pod.ready = 0;
    pod.health = PodHealth::Starting { since: pod.created };
    pod.containers[0].ready = false;
    pod.containers[0].started = false;
    pod.containers[0].state = ContainerState::Waiting { reason: name(reason), message: name("") };
    pod
}

pub fn unready(mut pod: Pod) -> Pod {
    pod.ready = 0;
    pod.health = PodHealth::Unready { since: pod.created, who: name("web") };
    pod.containers[0].ready = false;
    pod
}

pub fn sick(mut pod: Pod, cause: Cause, word: &str, detail: &str) -> Pod {
    pod.ready = 0;
    pod.status = name(word);
    pod.health = PodHealth::Sick(Box::new(Sick { cause, word: word.into(), detail: detail.into() }));
    pod.containers[0].ready = false;
    pod
}

pub fn crashing(pod: Pod, restarts: u32) -> Pod {
    let mut pod = sick(pod, Cause::Crash, "CrashLoopBackOff", "");
    let detail = EndWhy::By(By::Exit(3)).into();
    pod.health = PodHealth::Sick(Box::new(Sick { cause: Cause::Crash, word: "CrashLoopBackOff".into(), detail }));
    pod.restarts = restarts;
    let ended =
        Ended { reason: name("Error"), exit_code: 3, signal: 0, finished: Some(world::now().plus(-9_000)), message: name("") };
    let container = &mut pod.containers[0];
    container.restarts = restarts;
    container.state =
        ContainerState::Waiting { reason: name("CrashLoopBackOff"), message: name("back-off 20s restarting failed container") };
    container.last = Some(ended);
    pod
}

pub fn no_node(pod: Pod) -> Pod {
    let mut pod = sick(waits(pod, "Pending"), Cause::Unschedulable, "Pending", "");
    let told = unscheduled("0/3 nodes are available: 3 Insufficient cpu.").expect("a scheduler's sentence");
    pod.health = PodHealth::Sick(Box::new(Sick::told(Cause::Unschedulable, told)));
    (pod.node, pod.status) = (None, name("Pending"));
    pod.containers[0].state = ContainerState::Unknown;
    pod
}

/// The incident with `web` as it is given, its two ReplicaSets, and new and old pods; its rollout is followed.
pub fn followed(size: (u16, u16), w: &Workload, new: Vec<Pod>, old: u32) -> World {
    let mut world = incident(size.0, size.1);
    let ns = name("iot-prod");
    let ready = new.iter().filter(|p| p.ready == p.total).count() as u32;
    world.put(Scope::all(Kind::Deployment), Row::Workload(w.clone()));
    let gone = ["77c9-qjtxp", "77c9-x5k2m"].map(|s| Delta::Gone(Uid::new(&format!("{}-{s}", w.uid))));
    world.feed(Feed::Batch(Scope::of(Kind::Pod, &ns), gone.to_vec()));
    world.put(Scope::of(Kind::ReplicaSet, &ns), replicaset(w, 8, NEW, (ready, new.len() as u32), MINUTE / 2));
    world.put(Scope::of(Kind::ReplicaSet, &ns), replicaset(w, 7, OLD, (old, old), 12 * world::DAY));
    for pod in new {
        world.put(Scope::of(Kind::Pod, &ns), Row::Pod(pod));
    }
    for i in 0..old {
        world.put(Scope::of(Kind::Pod, &ns), Row::Pod(pod(w, 7, &format!("77c9-old{i}"), OLD, world::DAY)));
    }
    world.keys("/").type_text("web").keys("Enter g");
    world.asked();
    world.keys("f");
    // Of one that is held halfway old and new are compared first.
    if world.state.top_as::<dogwatch::views::soak::View>().is_some() {
        world.keys("f");
    }
    world
}

pub fn new(w: &Workload, suffix: &str) -> Pod {
    pod(w, 8, &format!("86bd-{suffix}"), NEW, MINUTE / 2)
}

pub fn track_id(world: &mut World) -> u64 {
    let wish = world.asked().into_iter().rev().find_map(|e| if let Effect::Track(_, wish) = e { wish } else { None });
    let wish = wish.expect("the events of the workload are watched");
    assert_eq!((&*wish.namespace, &*wish.name), ("iot-prod", "web"));
    wish.id
}

pub fn event(about: &Uid, reason: &str, message: &str, ago: i64) -> Event {
    let warning = reason != "Pulling";
    Event { about: about.clone(), warning, reason: name(reason), message: name(message), last: world::now().plus(-ago) }
}
