//! Port-forwards: the form, the question, the list, what the header and the rows say, and the way out.

use crate::support::world::{FIRST, World, incident, name, now, preview};
use dogwatch::app::{Effect, Msg};
use dogwatch::model::Uid;
use dogwatch::model::change::{Change, Intent, Outcome, Target};
use dogwatch::model::forward::{ForwardNews, Offers, PortOffer, SavedForward, Standing};
use dogwatch::model::rights::{Right, Rights, Verdict};

fn offers(target: &Target) -> Offers {
    let port = |port, text: &str, of: &str| PortOffer { port, name: name(text), of: of.into() };
    Offers { target: target.clone(), ports: vec![port(8080, "http", "gateway"), port(9090, "metrics", "sidecar")] }
}

/// Opens the form on the workload under the cursor, with its ports.
fn form(world: &mut World) -> Target {
    world.asked();
    world.keys("F");
    let asked = |e: Effect| if let Effect::Ports(FIRST, id, target) = e { Some((id, target)) } else { None };
    let (id, target) = world.asked().into_iter().find_map(asked).expect("the ports are asked for");
    world.msg(Msg::Ports(FIRST, id, Ok(offers(&target))));
    target
}

/// The changes that are looked at: their looks come back.
fn looked(world: &mut World) -> Vec<Intent> {
    let intent = |e: Effect| if let Effect::Preview(FIRST, intent) = e { Some(intent) } else { None };
    let intents: Vec<Intent> = world.asked().into_iter().filter_map(intent).collect();
    for intent in &intents {
        world.msg(Msg::Previewed(FIRST, intent.id, Ok(Box::new(preview(intent.clone())))));
    }
    intents
}

fn news(local: &str) -> ForwardNews {
    ForwardNews {
        local: local.into(),
        standing: Standing::Ready,
        pod: Some((name("gateway-77c9-x2lkp"), Uid::new("p"), 8080)),
        open: 2,
        connections: 14,
        received: 3 << 20,
        sent: 12_345,
        error: None,
    }
}

/// Opens a forward; gives its number.
fn opened(world: &mut World) -> u64 {
    form(world);
    world.keys("Enter");
    let intents = looked(world);
    if world.screen().contains("y do it") {
        world.wait(400).keys("y");
    }
    let sent = |e: Effect| if let Effect::Forward(FIRST, preview, _) = e { Some(preview.intent.id) } else { None };
    let id = world.asked().into_iter().find_map(sent).expect("it is sent");
    assert_eq!(id, intents[0].id);
    world.msg(Msg::Forwarded(FIRST, id, news("127.0.0.1:8080")));
    id
}

#[test]
fn the_form_offers_the_ports() {
    for (size, of) in [((80, 24), "forward_form_at_80x24"), ((160, 48), "forward_form_at_160x48")] {
        let mut world = incident(size.0, size.1);
        form(&mut world);
        insta::assert_snapshot!(of, world.screen());
    }
}

#[test]
fn the_list_says_how_they_go() {
    for (size, of) in [((80, 24), "forwards_at_80x24"), ((160, 48), "forwards_at_160x48")] {
        let mut world = incident(size.0, size.1);
        let first = opened(&mut world);
        let second = opened(&mut world);
        let waits = ForwardNews {
            standing: Standing::Waiting(now().plus(-3_000)),
            error: Some((now().plus(-3_000), "pod gateway-77c9-x2lkp: it is gone".into())),
            open: 1,
            ..news("127.0.0.1:41234")
        };
        world.msg(Msg::Forwarded(FIRST, second, waits));
        world.keys(":").type_text("forwards").keys("Enter j");
        insta::assert_snapshot!(of, world.screen());
        assert_ne!(first, second);
    }
}

#[test]
fn one_is_copied_saved_opened_again_and_ended() {
    let mut world = incident(110, 34);
    let id = opened(&mut world);
    let screen = world.screen();
    assert!(screen.contains("⇄ 1 forward"), "the header counts them: {screen}");
    assert!(screen.lines().any(|l| l.contains("▌") && l.contains("⇄ ")), "its row has a mark: {screen}");
    world.keys(":").type_text("forwards").keys("Enter");
    world.asked();
    world.keys("c");
    assert_eq!(world.asked(), [Effect::Copy("http://127.0.0.1:8080".into())]);
    world.keys("w").type_text("mine").keys("Enter");
    let saved = |e: Effect| if let Effect::SaveForward(saved) = e { Some(saved) } else { None };
    let saved: SavedForward = world.asked().into_iter().find_map(saved).expect("it is saved");
    assert_eq!((saved.name.contains("mine"), saved.local, saved.port.as_str()), (true, 8080, "8080"));
    assert!(saved.target.is_unborn());
    world.keys("Ctrl-d");
    assert_eq!(world.asked(), [Effect::EndForward(FIRST, id)]);
    world.keys("Ctrl-d");
    assert_eq!(world.asked(), [], "once");
    let note = "127.0.0.1:8080 closed after 2m: connections 14, received 3.0 MiB, sent 12.1 KiB";
    world.msg(Msg::ForwardEnded(FIRST, id, Outcome::Done { note: Some(note.into()) }));
    let screen = world.screen();
    assert!(screen.contains("no port-forward is open") && screen.contains("closed after 2m"), "{screen}");
    // By its name again: the object is looked for first, since it may be another one by now.
    world.keys("Esc").keys(":").type_text(&format!("forward {}", saved.name)).keys("Enter");
    let asked = |e: Effect| if let Effect::Ports(FIRST, id, target) = e { Some((id, target)) } else { None };
    let (id, target) = world.asked().into_iter().find_map(asked).expect("it is looked for");
    assert!(target.is_unborn());
    let found = Target { uid: Uid::new("another"), ..target };
    world.msg(Msg::Ports(FIRST, id, Ok(offers(&found))));
    let intents = looked(&mut world);
    assert_eq!(intents[0].target, found);
    assert_eq!(intents[0].change, Change::Forward { port: "8080".into(), local: 8080, address: "127.0.0.1".into() });
    // One that is not saved says so.
    world.keys("Esc Esc").keys(":").type_text("forward nothing-such").keys("Enter");
    assert!(world.screen().contains("no forward is saved as nothing-such"), "{}", world.screen());
}

#[test]
fn on_the_way_out_it_is_asked_once() {
    let mut world = incident(110, 34);
    opened(&mut world);
    world.keys("Esc").wait(300).keys("q");
    assert!(world.screen().contains("a port-forward is open, and would end"), "{}", world.screen());
    assert!(!world.asked().contains(&Effect::Quit));
    world.wait(300).keys("q");
    assert!(world.asked().contains(&Effect::Quit));
}

#[test]
fn who_may_not_is_told_why() {
    let mut world = incident(110, 34);
    let why = "you may not create pods/portforward in iot-prod";
    world.msg(Msg::Rights(FIRST, Rights { namespace: name("iot-prod"), verdicts: vec![(Right::Forward, Verdict::No(name(why)))] }));
    world.asked();
    world.keys("F");
    assert!(world.screen().contains(why), "{}", world.screen());
    assert!(world.asked().iter().all(|e| !matches!(e, Effect::Ports(..))));
}
