//! The ways out and back: quitting while something is under way, and the undo of another object's change.

use crate::frames::browse::{intents, list, nodes, row};
use crate::frames::cursor_rows::{calm, under};
use crate::frames::palette::palette;
use crate::support::world::{DAY, World, taken};
use dogwatch::app::Effect;
use dogwatch::command::Pane;
use dogwatch::model::change::{Change, Intent};

#[test]
fn nothing_leaves_by_surprise() {
    let quits = |world: &mut World| world.asked().contains(&Effect::Quit);
    for key in ["q", "Ctrl-c"] {
        let mut world = calm();
        world.keys(key);
        assert!(!quits(&mut world) && world.screen().contains("Press q again to quit"), "{key}");
        world.wait(300).keys(key);
        assert!(quits(&mut world), "{key} twice");
        // Too late, or something else in between: it is a first press again.
        let mut world = calm();
        world.keys(key).wait(5_000).keys(key);
        assert!(!quits(&mut world), "{key} and again later");
        world.wait(300).keys("j").wait(300).keys(key);
        assert!(!quits(&mut world), "{key} j {key}");
        // Held down on the way back it stays at the top.
        let mut world = calm();
        world.keys("Enter Enter");
        for _ in 0..200 {
            world.wait(30).keys(key);
        }
        assert!(!quits(&mut world), "{key} held down");
        assert_eq!(world.state.panes.focus, Pane::Workloads);
    }
    // By its name at once.
    for typed in ["q", "quit", "q!", "exit"] {
        let (effects, _) = palette(&mut calm(), typed, "Enter");
        assert!(effects.contains(&Effect::Quit), ":{typed}");
    }
    // While something is under way it is named.
    let mut world = calm();
    restart(&mut world, "api");
    world.keys("Esc q");
    assert!(!quits(&mut world));
    let said = world.state.messages.current().unwrap().text.to_string();
    assert!(said.contains("restart Deployment api in iot-test") && said.contains("q again quits all the same"), "{said}");
    world.wait(8_000).keys("q");
    assert!(quits(&mut world));
    let mut world = calm();
    restart(&mut world, "api");
    let (effects, _) = palette(&mut world, "q", "Enter");
    assert!(!effects.contains(&Effect::Quit) && world.screen().contains(":q! quits all the same"), "{}", world.screen());
    let (effects, _) = palette(&mut world, "q!", "Enter");
    assert!(effects.contains(&Effect::Quit));
    // What is typed for a new workload is not sent.
    let mut world = calm();
    world.keys("+").type_text("shop").keys("Esc Esc q");
    assert!(world.screen().contains("would be lost: q again"), "{}", world.screen());
}

/// A restart that was taken, and is followed.
fn restart(world: &mut World, which: &str) -> Intent {
    while under(world) != which {
        world.keys("j");
    }
    world.asked();
    world.keys("r");
    let intent = intents(world).remove(0);
    taken(world, &intent);
    intent
}

#[test]
fn the_way_back_is_not_opened_from_the_row_of_something_else() {
    let back = |world: &mut World| {
        let asked = world.asked();
        asked.iter().any(|e| matches!(e, Effect::Preview(_, i) if i.undoes.is_some())) || !world.state.views.is_empty()
    };
    let done = |world: &mut World| {
        world.keys("s Up Enter");
        let intent = intents(world).remove(0);
        taken(world, &intent);
    };
    let mut world = calm();
    world.keys("j");
    done(&mut world);
    // On a row of another kind, by a hand that asks there what uses it.
    palette(&mut world, "dev", "Enter");
    list(&mut world, &["Name"], vec![row("iot-test", "dev-1", &["dev-1"], DAY)]);
    world.asked();
    world.keys("u");
    assert!(!back(&mut world));
    let said = world.state.messages.current().unwrap().text.to_string();
    assert!(said.contains("scale Deployment bus in iot-test") && said.contains("not of this row"), "{said}");
    world.wait(200).keys("u");
    assert!(back(&mut world), "pressed again it is meant");
    // Too late it is not.
    world.keys("Esc u").wait(20_000).keys("u");
    assert!(!back(&mut world));
    // On its own row it opens at once; on a node the key is not its.
    world.keys("Esc Esc Esc");
    while under(&world) != "bus" {
        world.keys("j");
    }
    world.keys("u");
    assert!(back(&mut world));
    let mut world = nodes(160, 48);
    world.asked();
    world.keys("u");
    assert_eq!(intents(&mut world).iter().map(|i| i.change.clone()).collect::<Vec<_>>(), [Change::Uncordon]);
}
