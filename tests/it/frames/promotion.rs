//! Promotion: the plan and its question, the steps one after the other, what stops it, and what takes it back.

use crate::support::world::{
    DAY, FIRST, World, begin_with, images, name, namespace, no_image, now, pod, preview, replicaset, workload,
};
use dogwatch::app::{Effect, Msg};
use dogwatch::model::change::reason::Refusal;
use dogwatch::model::change::{Change, Consent, Intent, Outcome, Preview, Reason};
use dogwatch::model::feed::{Feed, LinkState, Row, Scope};
use dogwatch::model::promotion::{PlanEnd, PlanNote, PlanRecord, Route, Site, StepNote};
use dogwatch::model::revision::Difference;
use dogwatch::model::rights::{Right, Rights, Verdict};
use dogwatch::model::trouble::Trouble;
use dogwatch::model::workload::{Progress, Workload};
use dogwatch::model::{Kind, Lang, Name, WorkloadKind};
use std::sync::Arc;

const OLD: &str = "docker.io/lab/app:1.8.2";
const NEW: &str = "docker.io/lab/app:1.9.0";

/// A workload with a sidecar.
fn gateway(ns: &str, tag: &str) -> Workload {
    let mut w = workload(ns, "gateway", 2, tag);
    w.images = images(&[("gateway", tag), ("sidecar", "docker.io/lab/proxy:1.31.2")]);
    w
}

fn put(world: &mut World, w: &Workload) {
    world.put(Scope::all(Kind::Deployment), Row::Workload(w.clone()));
}

/// Four environments: in the first one three workloads are newer than in the second, one is not there, one is the same.
fn world(size: (u16, u16), lang: Lang) -> World {
    world_of("iot-dev", "iot-test", size, lang)
}

fn world_of(from: &str, to: &str, size: (u16, u16), lang: Lang) -> World {
    let mut world = begin_with(&[from], |start| start.lang = lang);
    world.size(size.0, size.1).live();
    world.list(Scope::all(Kind::Namespace), ["iot-dev", "iot-test", "iot-pre", "iot-prod"].map(namespace).to_vec());
    let mut rows = vec![gateway(from, NEW), gateway(to, OLD)];
    rows.extend([from, to].map(|ns| workload(ns, "device-service", 3, if ns == from { NEW } else { OLD })));
    rows.extend([from, to].map(|ns| workload(ns, "web", 2, NEW)));
    rows.push(workload(from, "report", 1, NEW));
    world.list(Scope::all(Kind::Deployment), rows.iter().cloned().map(Row::Workload).collect());
    for kind in [Kind::StatefulSet, Kind::DaemonSet, Kind::Job, Kind::CronJob] {
        world.list(Scope::all(kind), vec![]);
    }
    for ns in [from, to] {
        let of = |kind| Scope::of(kind, &name(ns));
        let here: Vec<&Workload> = rows.iter().filter(|w| *w.namespace == *ns).collect();
        let sets = here.iter().map(|w| replicaset(w, 7, &w.images[0].image, (w.ready, w.desired), 12 * DAY)).collect();
        let pods = here.iter().map(|w| Row::Pod(pod(w, 7, "aaaaa", &w.images[0].image, DAY))).collect();
        world.list(of(Kind::ReplicaSet), sets).list(of(Kind::Pod), pods);
        world.allow(ns);
    }
    world.asked();
    world
}

/// What was looked at since the last asking.
fn looks(world: &mut World) -> Vec<Intent> {
    world.asked().into_iter().filter_map(|e| if let Effect::Preview(_, intent) = e { Some(intent) } else { None }).collect()
}

fn looked(intent: &Intent) -> Preview {
    let Change::SetImages { swaps } = &intent.change else { panic!("{intent:?}") };
    let difference = |container: &str, old: &str, new: &str| Difference {
        path: format!("spec.template.spec.containers[{container}].image"),
        old: Some(old.into()),
        new: Some(new.into()),
    };
    let differences = swaps.iter().map(|s| difference(&s.container, &s.from, &s.to)).collect();
    Preview { differences, ..preview(intent.clone()) }
}

fn answer(world: &mut World, intents: &[Intent]) {
    for intent in intents {
        world.msg(Msg::Previewed(FIRST, intent.id, Ok(Box::new(looked(intent)))));
    }
}

/// Marks the first two rows that can be moved and has them looked at; the question stands.
fn asked_about(world: &mut World) -> Vec<Intent> {
    world.keys("g Space Space P");
    let intents = looks(world);
    answer(world, &intents);
    intents
}

/// Says yes; the plan is written down, and its first step is looked at and sent.
fn begun(world: &mut World, yes: &str) -> Intent {
    world.asked();
    world.keys(yes);
    let (id, note, consent) = world
        .asked()
        .into_iter()
        .find_map(|e| if let Effect::BeginPlan(_, id, note, consent) = e { Some((id, note, consent)) } else { None })
        .expect("it is written down first");
    assert_eq!((note.steps.len(), consent.count), (2, 2));
    assert!(world.asked().iter().all(|e| !matches!(e, Effect::CarryOut(..))), "nothing is sent before");
    world.msg(Msg::PlanBegun(FIRST, id, Ok("plan-1".into())));
    sent(world)
}

/// The next step is looked at again, as it was confirmed, and sent.
fn sent(world: &mut World) -> Intent {
    let again = looks(world);
    let [intent] = &again[..] else { panic!("{again:?}") };
    answer(world, &again);
    let carried: Vec<(Preview, Consent)> =
        world.asked().into_iter().filter_map(|e| if let Effect::CarryOut(_, p, c) = e { Some((p, c)) } else { None }).collect();
    let [(preview, consent)] = &carried[..] else { panic!("{carried:?}") };
    let part = preview.intent.part.clone().unwrap();
    assert_eq!((preview.intent.id, &*part.plan, part.of, consent.count), (intent.id, "plan-1", 2, 2));
    preview.intent.clone()
}

fn find(world: &World, intent: &Intent) -> Workload {
    world.state.cluster.store.workload(&intent.target.uid).unwrap().clone()
}

/// A step is taken, and its rollout comes to a good end.
fn rolled_out(world: &mut World, intent: &Intent) {
    world.msg(Msg::CarriedOut(FIRST, intent.id, Outcome::taken(8)));
    let mut w = find(world, intent);
    (w.generation, w.observed, w.revision) = (8, 8, 8);
    w.images = w
        .images
        .iter()
        .map(|i| dogwatch::model::workload::TemplateImage {
            image: if *i.image == *OLD { name(NEW) } else { i.image.clone() },
            ..i.clone()
        })
        .collect();
    put(world, &w);
}

/// A step is taken, and its new pods cannot pull the image.
fn stuck(world: &mut World, intent: &Intent) {
    world.msg(Msg::CarriedOut(FIRST, intent.id, Outcome::taken(8)));
    let mut w = find(world, intent);
    (w.generation, w.observed, w.revision, w.updated, w.replicas, w.progress) = (8, 8, 8, 1, w.desired + 1, Progress::Ongoing);
    w.images = w
        .images
        .iter()
        .map(|i| dogwatch::model::workload::TemplateImage {
            image: if *i.image == *OLD { name(NEW) } else { i.image.clone() },
            ..i.clone()
        })
        .collect();
    let ns = w.namespace.clone();
    world.put(Scope::of(Kind::ReplicaSet, &ns), replicaset(&w, 8, NEW, (0, 1), 1_000));
    world.put(Scope::of(Kind::Pod, &ns), Row::Pod(no_image(pod(&w, 8, "bbbbb", NEW, 1_000), NEW)));
    put(world, &w);
    world.wait(1_000).wait(6_000);
}

fn stopped(size: (u16, u16), lang: Lang) -> World {
    let mut world = world(size, lang);
    asked_about(&mut world);
    let first = begun(&mut world, "y");
    rolled_out(&mut world, &first);
    let second = sent(&mut world);
    stuck(&mut world, &second);
    world
}

fn said(world: &World) -> String {
    world.state.messages.all().iter().map(|m| m.text.words(world.state.lang)).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_plan_is_one_question() {
    for (size, at) in [((80, 24), "80x24"), ((160, 48), "160x48")] {
        for (lang, of) in [(Lang::En, "en"), (Lang::Zh, "zh")] {
            let mut world = world(size, lang);
            let intents = asked_about(&mut world);
            assert_eq!(intents.iter().map(|i| &*i.target.name).collect::<Vec<_>>(), ["device-service", "gateway"]);
            insta::assert_snapshot!(format!("promotion_asked_{at}_{of}"), world.screen());
        }
    }
}

#[test]
fn what_is_not_moved_is_said_with_the_plan() {
    let mut world = world((110, 30), Lang::En);
    world.keys("g Space Space Space Space P");
    let intents = looks(&mut world);
    assert_eq!(intents.len(), 2);
    answer(&mut world, &intents);
    let screen = world.screen();
    assert!(screen.contains("not moved: Deployment report: not where the images go to"), "{screen}");
    assert!(screen.contains("not moved: Deployment web: has the same images there"), "{screen}");
}

#[test]
fn steps_go_one_after_the_other_until_all_are_available() {
    let mut world = world((110, 30), Lang::En);
    asked_about(&mut world);
    let first = begun(&mut world, "y");
    assert!(world.screen().contains("step 1 of 2"), "{}", world.screen());
    world.msg(Msg::CarriedOut(FIRST, first.id, Outcome::taken(8)));
    world.wait(1_000);
    assert!(looks(&mut world).is_empty(), "the second waits until the first is available");
    rolled_out(&mut world, &first);
    let second = sent(&mut world);
    assert_eq!(&*second.target.name, "gateway");
    rolled_out(&mut world, &second);
    let ends: Vec<PlanEnd> = world
        .asked()
        .into_iter()
        .filter_map(|e| if let Effect::EndPlan(_, id, end) = e { Some((id, end)) } else { None })
        .map(|(id, end)| {
            assert_eq!(&*id, "plan-1");
            end
        })
        .collect();
    assert_eq!(ends, [PlanEnd::Done]);
    assert!(said(&world).contains("promotion iot-dev → iot-test: 2 workloads available"), "{}", said(&world));
    // Left, and opened again.
    world.keys("Esc");
    assert!(world.state.top().is_none());
    world.keys(":").type_text("promotion").keys("Enter");
    assert!(world.screen().contains("all available"), "{}", world.screen());
}

#[test]
fn the_first_that_gets_stuck_stops_it_and_what_was_moved_goes_back() {
    for (size, at) in [((80, 24), "80x24"), ((160, 48), "160x48")] {
        for (lang, of) in [(Lang::En, "en"), (Lang::Zh, "zh")] {
            let world = stopped(size, lang);
            insta::assert_snapshot!(format!("promotion_stopped_{at}_{of}"), world.screen());
        }
    }
    let mut world = stopped((110, 30), Lang::En);
    assert!(said(&world).contains("stopped at 2 of 2, gateway"), "{}", said(&world));
    let stops = world.asked().into_iter().any(|e| matches!(e, Effect::EndPlan(_, _, PlanEnd::Stopped { step: 2, .. })));
    assert!(stops);
    world.keys("b");
    let back = looks(&mut world);
    let told: Vec<_> = back.iter().map(|i| (i.target.name.to_string(), i.undoes.is_some())).collect();
    assert_eq!(told, [("gateway".to_owned(), true), ("device-service".to_owned(), true)], "the last one first");
    answer(&mut world, &back);
    assert!(world.screen().contains("take back"), "{}", world.screen());
    world.keys("y");
    let note = world.asked().into_iter().find_map(|e| if let Effect::BeginPlan(_, _, note, _) = e { Some(note) } else { None });
    assert!(note.is_some_and(|n| n.back && n.steps.len() == 2));
}

#[test]
fn what_is_under_way_is_shown_on_the_panes_and_asked_about_before_leaving() {
    let mut world = world((110, 30), Lang::En);
    asked_about(&mut world);
    let first = begun(&mut world, "y");
    world.msg(Msg::CarriedOut(FIRST, first.id, Outcome::taken(8)));
    world.keys("Esc");
    assert!(world.screen().contains("1/2 device-service → 1.9.0"), "{}", world.screen());
    world.keys("P");
    assert!(world.screen().contains("step 1 of 2"), "the key shows it while it is under way: {}", world.screen());
    world.keys("Esc Esc q");
    assert!(world.screen().contains("the promotion iot-dev → iot-test is under way, 0 of 2 done"), "{}", world.screen());
}

#[test]
fn production_asks_for_its_name_once() {
    let mut world = world_of("iot-pre", "iot-prod", (110, 30), Lang::En);
    asked_about(&mut world);
    assert!(world.screen().contains("iot-prod") && world.screen().contains("PROD"), "{}", world.screen());
    world.type_text("iot-prod");
    let first = begun(&mut world, "Enter");
    rolled_out(&mut world, &first);
    let typed = {
        let again = looks(&mut world);
        answer(&mut world, &again);
        world.asked().into_iter().find_map(|e| if let Effect::CarryOut(_, p, c) = e { Some((p, c)) } else { None })
    };
    let (preview, consent) = typed.expect("nobody is asked again");
    assert_eq!(consent.typed.as_deref(), Some("iot-prod"));
    assert!(consent.suffices(dogwatch::model::guard::Ask::Name, &preview.intent));
}

#[test]
fn a_step_that_would_do_something_else_by_then_is_not_sent() {
    let mut world = world((110, 30), Lang::En);
    asked_about(&mut world);
    let first = begun(&mut world, "y");
    rolled_out(&mut world, &first);
    let again = looks(&mut world);
    let mut other = looked(&again[0]);
    other.differences[0].old = Some("docker.io/lab/app:1.8.9".into());
    world.msg(Msg::Previewed(FIRST, again[0].id, Ok(Box::new(other))));
    assert!(world.asked().iter().all(|e| !matches!(e, Effect::CarryOut(..))));
    assert!(said(&world).contains("what it would change is not what was confirmed"), "{}", said(&world));
}

#[test]
fn a_refusal_stops_it() {
    let mut world = world((110, 30), Lang::En);
    asked_about(&mut world);
    let first = begun(&mut world, "y");
    world.msg(Msg::CarriedOut(FIRST, first.id, Outcome::Refused { reason: Refusal::Stale.into() }));
    assert!(said(&world).contains("stopped at 1 of 2, device-service"), "{}", said(&world));
    world.keys("b");
    assert!(looks(&mut world).is_empty(), "nothing was moved");
    // What is left of it is asked about anew.
    world.keys("Enter");
    assert_eq!(looks(&mut world).len(), 2);
}

/// The link is lost while a step is on its way: it waits, and on return it looks whether that was taken.
#[test]
fn it_waits_for_a_lost_server_and_looks_where_it_stands() {
    for taken in [true, false] {
        let mut world = world((110, 30), Lang::En);
        asked_about(&mut world);
        let first = begun(&mut world, "y");
        let error: Arc<Trouble> = Trouble::said("connection refused");
        let down = |since| Feed::Link(LinkState::Down { since, retry: since, error: error.clone() });
        world.feed(down(now()));
        world.msg(Msg::CarriedOut(FIRST, first.id, Outcome::Unknown { reason: Reason::from("no answer") }));
        world.wait(5_000);
        assert!(looks(&mut world).is_empty(), "nothing is asked of a server that is away");
        assert!(world.screen().contains("no answer since"), "{}", world.screen());
        assert!(said(&world).contains("promotion iot-dev → iot-test waits"), "{}", said(&world));
        world.feed(Feed::Link(LinkState::Up { latency: 4 })).wait(1_000);
        let again = looks(&mut world);
        assert_eq!(again.len(), 1);
        if taken {
            let there = Preview { generation: 8, ..preview(again[0].clone()) };
            world.msg(Msg::Previewed(FIRST, again[0].id, Ok(Box::new(there))));
            assert!(world.asked().iter().all(|e| !matches!(e, Effect::CarryOut(..))), "it is not sent twice");
            let mut w = find(&world, &first);
            (w.generation, w.observed, w.images) = (8, 8, images(&[("device-service", NEW)]));
            put(&mut world, &w);
            assert_eq!(&*sent(&mut world).target.name, "gateway");
        } else {
            answer(&mut world, &again);
            assert!(world.asked().iter().any(|e| matches!(e, Effect::CarryOut(..))), "it was not taken, and is sent");
        }
    }
}

#[test]
fn a_plan_of_an_earlier_run_is_told_and_shown() {
    let mut world = world((110, 30), Lang::En);
    let site = |ns: &str| Site { context: name("lab-admin"), namespace: name(ns) };
    let swap = |c: &str| dogwatch::model::change::ImageSwap { container: c.into(), init: false, from: OLD.into(), to: NEW.into() };
    let step = |n: &str| StepNote { kind: name("Deployment"), name: name(n), uid: format!("iot-test/{n}"), swaps: vec![swap(n)] };
    let note = PlanNote {
        route: Route { from: site("iot-dev"), to: site("iot-test") },
        back: false,
        steps: vec![step("device-service"), step("web")],
    };
    let id: Name = "old".into();
    world.msg(Msg::PlanFound(Box::new(PlanRecord { id, time: now().plus(-DAY), user: name("admin"), note, end: None })));
    assert!(
        said(&world).contains("the promotion iot-dev → iot-test of 2 workloads, begun 24h ago, was not finished"),
        "{}",
        said(&world)
    );
    world.keys(":").type_text("promotion").keys("Enter");
    let screen = world.screen();
    assert!(
        screen.contains("has the old images") && screen.contains("has the new images") && screen.contains("1 of 2"),
        "{screen}"
    );
    world.keys("Enter");
    let rest = looks(&mut world);
    assert_eq!(rest.iter().map(|i| &*i.target.name).collect::<Vec<_>>(), ["device-service"]);
    world.keys("Esc x");
    assert!(world.asked().iter().any(|e| matches!(e, Effect::EndPlan(_, id, PlanEnd::Left) if &**id == "old")));
}

#[test]
fn why_there_is_nothing_to_promote_is_said() {
    let mut world = world((110, 30), Lang::En);
    world.keys("G P");
    assert!(said(&world).contains("web: has the same images there"), "{}", said(&world));
    // The user may not change anything where it goes to.
    let no = Verdict::no("patch", "deployments.apps", &name("iot-test"), String::new());
    let verdicts = vec![(Right::Patch(WorkloadKind::Deployment), no)];
    world.msg(Msg::Rights(FIRST, Rights { namespace: name("iot-test"), verdicts }));
    world.keys("g P");
    assert!(looks(&mut world).is_empty());
    assert!(said(&world).contains("iot-test"), "{}", said(&world));
    let mut last = world_of("iot-prod", "other", (110, 30), Lang::En);
    last.keys("g P");
    assert!(said(&last).contains("iot-prod is the last environment of iot-*"), "{}", said(&last));
}

/// From the environments side by side.
#[test]
fn the_grid_promotes_what_is_marked_to_the_next_column() {
    let mut world = world((110, 30), Lang::En);
    world.keys("E Space Space P");
    let intents = looks(&mut world);
    assert_eq!(
        intents.iter().map(|i| (&*i.target.namespace, &*i.target.name)).collect::<Vec<_>>(),
        [("iot-test", "device-service"), ("iot-test", "gateway")]
    );
}
