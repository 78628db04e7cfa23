//! Port-forwards: the form, the question, the list, what the header and the rows say, and the way out.

use crate::frames::cursor_rows::calm;
use crate::support::world::{FIRST, World, incident, name, now, preview};
use dogwatch::app::{Effect, Msg};
use dogwatch::model::Uid;
use dogwatch::model::change::{Change, Intent, Outcome, Preview, Target};
use dogwatch::model::forward::{ForwardFault, ForwardNews, Offers, PodFault, PortOffer, SavedForward, Standing};
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
pub(super) fn opened(world: &mut World) -> u64 {
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
            error: Some((now().plus(-3_000), ForwardFault::Pod("gateway-77c9-x2lkp".into(), PodFault::Words("it is gone".into())))),
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
    world.keys("w");
    let screen = world.screen();
    let keys = screen.lines().last().unwrap_or_default();
    assert!(keys.contains("Enter save") && keys.contains("Esc leave") && !keys.contains("copy URL"), "{screen}");
    world.type_text("/").keys("Enter");
    assert!(world.screen().contains("a name has letters") && world.asked().is_empty(), "{}", world.screen());
    world.keys("Backspace").type_text("mine").keys("Enter");
    let saved = |e: Effect| if let Effect::SaveForward(saved) = e { Some(saved) } else { None };
    let saved: SavedForward = world.asked().into_iter().find_map(saved).expect("it is saved");
    assert_eq!((saved.name.contains("mine"), saved.local, saved.port.as_str()), (true, 8080, "8080"));
    assert!(saved.target.is_unborn());
    world.keys("Ctrl-d");
    assert_eq!(world.asked(), [Effect::EndForward(FIRST, id)]);
    world.keys("Ctrl-d");
    assert_eq!(world.asked(), [], "once");
    let screen = world.screen();
    assert_eq!(screen.matches("it is being closed").count(), 2, "its row and the key say so: {screen}");
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

/// What ends leaves the cursor on nothing: no key means its neighbour, nor does a name that is typed for it.
#[test]
fn what_ends_under_the_cursor_leaves_it_on_nothing() {
    for which in 0..3 {
        let mut world = incident(110, 34);
        let ids: Vec<u64> = (0..3).map(|_| opened(&mut world)).collect();
        world.keys(":").type_text("forwards").keys("Enter");
        for _ in 0..which {
            world.keys("j");
        }
        world.asked();
        let ended = Outcome::Done { note: Some("127.0.0.1:8080 closed".into()) };
        world.keys("w");
        world.msg(Msg::ForwardEnded(FIRST, ids[which], ended));
        world.keys("Enter");
        assert!(world.asked().is_empty() && world.screen().contains("has ended: choose another"), "{}", world.screen());
        for key in ["Ctrl-d", "c", "w", "o"] {
            world.wait(5_000).keys(key);
            assert_eq!(world.asked(), [], "{key}");
            assert!(world.screen().contains("has ended: choose another"), "{key}: {}", world.screen());
        }
        world.keys("j Ctrl-d");
        let left: Vec<u64> = ids.iter().copied().filter(|id| *id != ids[which]).collect();
        assert_eq!(world.asked(), [Effect::EndForward(FIRST, left[which.min(1)])], "the row that took its place");
    }
}

/// One that is saved is open already only where all of it is the same.
#[test]
fn open_already_is_what_is_the_same_in_all() {
    let mut world = incident(110, 34);
    let id = opened(&mut world);
    world.keys(":").type_text("forwards").keys("Enter w Ctrl-u").type_text("mine").keys("Enter");
    let saved = |e: Effect| if let Effect::SaveForward(saved) = e { Some(saved) } else { None };
    let saved: SavedForward = world.asked().into_iter().find_map(saved).expect("it is saved");
    let with = |change: &dyn Fn(&mut SavedForward)| {
        let mut other = saved.clone();
        change(&mut other);
        other
    };
    let others: [(&str, SavedForward, bool); 9] = [
        ("itself", saved.clone(), true),
        ("any port", with(&|s| s.local = 0), true),
        ("local port", with(&|s| s.local = 8081), false),
        ("port", with(&|s| s.port = "9090".into()), false),
        ("address", with(&|s| s.address = "0.0.0.0".into()), false),
        ("name", with(&|s| s.target.name = name("other")), false),
        ("namespace", with(&|s| s.target.namespace = name("iot-test")), false),
        ("kind", with(&|s| s.target.resource = dogwatch::model::Kind::Pod.into()), false),
        ("ended", saved.clone(), false),
    ];
    for (what, other, open) in others {
        let mut world = world.clone();
        world.state.forwards.saved = vec![other];
        if what == "ended" {
            world.keys("Ctrl-d");
        }
        world.asked();
        world.keys("Esc :").type_text("forward mine").keys("Enter");
        let asked = world.asked().iter().any(|e| matches!(e, Effect::Ports(..)));
        assert_eq!(world.screen().contains("mine is open already: http://127.0.0.1:8080"), open, "{what}: {}", world.screen());
        assert_eq!(asked, !open, "{what}");
    }
    assert_eq!(world.state.forwards.all()[0].id, id);
}

/// Others can reach what listens there: that is asked about also where the rules ask nothing.
#[test]
fn what_a_stream_warns_of_is_asked_about_everywhere() {
    for warns in [false, true] {
        let mut world = calm();
        form(&mut world);
        world.keys("Enter");
        let intent = |e: Effect| if let Effect::Preview(FIRST, intent) = e { Some(intent) } else { None };
        let intent = world.asked().into_iter().find_map(intent).expect("it is looked at");
        let warning = dogwatch::model::change::Warning::Listens("0.0.0.0".into());
        let warnings = if warns { vec![warning] } else { Vec::new() };
        world.msg(Msg::Previewed(FIRST, intent.id, Ok(Box::new(Preview { warnings, ..preview(intent) }))));
        assert_eq!(world.screen().contains("it listens on 0.0.0.0"), warns, "{}", world.screen());
        assert_eq!(world.asked().iter().any(|e| matches!(e, Effect::Forward(..))), !warns);
    }
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
    let verdicts = vec![(Right::Forward, Verdict::no("create", "pods/portforward", &name("iot-prod"), String::new()))];
    world.msg(Msg::Rights(FIRST, Rights { namespace: name("iot-prod"), verdicts }));
    world.asked();
    world.keys("F");
    assert!(world.screen().contains(why), "{}", world.screen());
    assert!(world.asked().iter().all(|e| !matches!(e, Effect::Ports(..))));
}
