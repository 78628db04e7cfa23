//! Copies of files: the form, the question, the view of how they go, what is said of their ends, and the way out.

use crate::support::world::{FIRST, World, incident, name, preview};
use dogwatch::app::messages::Level;
use dogwatch::app::{Effect, Msg};
use dogwatch::model::change::{Change, Outcome};
use dogwatch::model::copy::CopyNews;
use dogwatch::model::rights::{Right, Rights, Verdict};

/// Opens the form on the pod under the cursor.
fn form(world: &mut World) {
    world.keys("Tab");
    world.asked();
    world.keys("t");
    assert!(world.screen().contains("Copy files"), "{}", world.screen());
}

/// Begins a copy out of the pod; gives its number.
fn begun(world: &mut World) -> u64 {
    form(world);
    world.type_text("/var/log").keys("↓").type_text("logs").keys("Enter");
    let intent = |e: Effect| if let Effect::Preview(FIRST, intent) = e { Some(intent) } else { None };
    let mut intent = world.asked().into_iter().find_map(intent).expect("it is looked at");
    assert!(matches!(&intent.change, Change::CopyOut { from, to, replace: false, .. } if from == "/var/log" && to == "logs"));
    if let Change::CopyOut { container, .. } = &mut intent.change {
        *container = "app".into();
    }
    let id = intent.id;
    world.msg(Msg::Previewed(FIRST, id, Ok(Box::new(preview(intent)))));
    assert!(world.screen().contains("app: /var/log → logs"), "in production it is asked: {}", world.screen());
    world.wait(400).keys("y");
    let sent =
        |e: Effect| if let Effect::CopyFiles(FIRST, preview, consent) = e { Some((preview.intent.id, consent)) } else { None };
    let (sent, consent) = world.asked().into_iter().find_map(sent).expect("it is sent");
    assert!(sent == id && consent.yes);
    id
}

#[test]
fn the_form_has_both_paths() {
    for (size, of) in [((80, 24), "copy_form_at_80x24"), ((160, 48), "copy_form_at_160x48")] {
        let mut world = incident(size.0, size.1);
        form(&mut world);
        world.type_text("/var/log").keys("↓");
        insta::assert_snapshot!(of, world.screen());
    }
}

#[test]
fn a_path_goes_on_with_what_the_container_has() {
    let mut world = incident(80, 24);
    form(&mut world);
    world.type_text("/var/l").keys("Tab");
    let asked = |e: Effect| if let Effect::ListFolder(FIRST, id, _, _, folder) = e { Some((id, folder)) } else { None };
    let (id, folder) = world.asked().into_iter().find_map(asked).unwrap();
    assert_eq!(folder, "/var/");
    world.msg(Msg::Listed(FIRST, id, Ok(["lib/", "local/", "lock", "log/", "mail/"].map(String::from).to_vec())));
    insta::assert_snapshot!("copy_form_completes_at_80x24", world.screen());
}

#[test]
fn a_copy_is_seen_until_its_end() {
    for (size, of) in [((80, 24), "copies_at_80x24"), ((160, 48), "copies_at_160x48")] {
        let mut world = incident(size.0, size.1);
        let id = begun(&mut world);
        world.wait(2_000);
        world.msg(Msg::CopyGoes(FIRST, id, CopyNews { bytes: 24 << 20, of: Some(100 << 20) }));
        insta::assert_snapshot!(of, world.screen());
    }
}

#[test]
fn it_is_left_returned_to_and_ended() {
    let mut world = incident(110, 34);
    let id = begun(&mut world);
    world.keys("b");
    assert!(world.screen().contains("it goes on; :copies lists it"), "{}", world.screen());
    world.keys(":").type_text("q").keys("Enter");
    assert!(world.screen().contains("files are being copied, and that would end"), "{}", world.screen());
    // Who only looks ends nothing by leaving.
    world.keys(":").type_text("copies").keys("Enter");
    world.asked();
    let screen = world.screen();
    assert!(screen.contains("Ctrl-d end ") && screen.contains("Esc leave"), "{screen}");
    world.keys("Esc");
    assert!(world.asked().is_empty() && !world.screen().contains("Copies"), "{}", world.screen());
    world.keys(":").type_text("copies").keys("Enter Ctrl-d");
    assert!(world.asked().contains(&Effect::EndCopy(FIRST, id)));
    world.keys("Ctrl-d");
    assert_eq!(world.asked(), [], "once");
    assert!(world.screen().contains("it is being ended"), "{}", world.screen());
    let reason = "stopped after 2s and 24.0 MiB; nothing was left behind";
    world.msg(Msg::CopyEnded(FIRST, id, Outcome::Failed { reason: reason.into() }));
    assert!(world.screen().contains(reason), "{}", world.screen());
    world.wait(5_000).keys("Ctrl-d");
    assert!(world.asked().is_empty() && world.screen().contains("it has ended"), "{}", world.screen());
    world.keys("Esc");
    assert!(!world.screen().contains("Copies"), "{}", world.screen());
}

/// The key that leaves ends the copy that was begun right before, and no other that the cursor has gone to.
#[test]
fn leaving_ends_the_copy_that_was_just_begun() {
    let mut world = incident(110, 34);
    let first = begun(&mut world);
    world.keys("b Esc Esc");
    let second = begun(&mut world);
    world.keys("k Esc");
    assert!(world.asked().is_empty() && !world.screen().contains("Copies"), "{}", world.screen());
    world.keys("Esc");
    let third = begun(&mut world);
    world.keys("Esc");
    assert_eq!(world.asked(), [Effect::EndCopy(FIRST, third)]);
    world.keys("Esc");
    assert_eq!(world.asked(), [], "once");
    assert!(world.screen().contains("it is being ended"), "{}", world.screen());
    assert!(first < second && second < third);
}

/// On the way out all that would end is named.
#[test]
fn on_the_way_out_all_that_would_end_is_named() {
    let mut world = incident(160, 48);
    super::forwards::opened(&mut world);
    world.keys("Esc");
    begun(&mut world);
    world.keys("b").wait(5_000).keys(":").type_text("q").keys("Enter");
    let both = "files are being copied, and that would end; a port-forward is open, and would end: :q! quits";
    assert!(world.screen().contains(both), "{}", world.screen());
    assert!(!world.asked().contains(&Effect::Quit));
}

/// What was ended by its user is no failure; what may be left of it is.
#[test]
fn the_end_of_a_copy_is_as_grave_as_it_is() {
    for (outcome, level, glyph) in [
        (Outcome::Failed { reason: "stopped after 2s and 24.0 MiB; nothing was left behind".into() }, Level::Info, "○"),
        (Outcome::Partial { reason: "stopped; /tmp/.dogwatch-1 may be left in the container".into() }, Level::Warn, "⚠"),
        (Outcome::Unknown { reason: "connection lost: x; whether /tmp/x is there is not known".into() }, Level::Warn, "⚠"),
    ] {
        let mut world = incident(110, 34);
        let id = begun(&mut world);
        world.keys("Esc");
        world.msg(Msg::CopyEnded(FIRST, id, outcome.clone()));
        let screen = world.screen();
        assert!(screen.contains(&format!("{glyph}  app: /var/log")), "{screen}");
        let said = world.state.messages.all().last().unwrap();
        assert_eq!(said.level, level, "{outcome:?}");
        assert_eq!(said.text.to_string().contains("not copied"), level == Level::Info, "{}", said.text);
    }
}

#[test]
fn its_end_is_said_wherever_its_user_is() {
    for (outcome, says) in [
        (Outcome::Done { note: Some("3 files, 1.5 MiB in 2s, to /home/logs".into()) }, "3 files, 1.5 MiB in 2s, to /home/logs"),
        (
            Outcome::Failed { reason: "/home/logs is there already: choose another name, or replace it".into() },
            "not copied: /home/logs is there already",
        ),
        (Outcome::Unknown { reason: "connection lost: x".into() }, "⚠ connection lost: x"),
        (Outcome::Partial { reason: "stopped; /tmp/.dogwatch-1 may be left".into() }, "⚠ stopped; /tmp/.dogwatch-1 may be left"),
    ] {
        let mut world = incident(160, 48);
        let id = begun(&mut world);
        world.keys("b");
        world.msg(Msg::CopyEnded(FIRST, id, outcome));
        assert!(world.screen().contains(says), "{}", world.screen());
    }
}

#[test]
fn who_may_not_is_told_why() {
    let mut world = incident(110, 34);
    let why = "you may not create pods/exec in iot-prod";
    let verdicts = vec![(Right::Exec, Verdict::no("create", "pods/exec", &name("iot-prod"), String::new()))];
    world.msg(Msg::Rights(FIRST, Rights { namespace: name("iot-prod"), verdicts }));
    world.keys("Tab t");
    assert!(world.screen().contains(why) && !world.screen().contains("Copy files"), "{}", world.screen());
}
