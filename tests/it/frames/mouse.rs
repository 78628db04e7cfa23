//! The mouse: off unless the settings ask for it, and never an answer to anything.

use crate::frames::{helm, nodes};
use crate::support::world::{FIRST, World, incident, preview};
use dogwatch::app::messages::Level;
use dogwatch::app::rows::WorkloadKey;
use dogwatch::app::text::Text;
use dogwatch::app::{Effect, Msg};
use dogwatch::command::Pane;
use dogwatch::model::process::{Mouse, MouseWish};

const CLICK: u16 = 0;
const UP: u16 = 64;
const DOWN: u16 = 65;

fn at(world: &mut World, code: u16, column: u16, row: u16) {
    world.msg(Msg::Drawn).msg(Msg::Mouse(Mouse { code, column, row, down: true }));
    world.msg(Msg::Mouse(Mouse { code, column, row, down: false }));
}

/// The row of the screen where this stands first.
fn row_of(world: &World, text: &str) -> u16 {
    let screen = world.screen();
    let row = screen.lines().position(|l| l.contains(text)).unwrap_or_else(|| panic!("{text}: {screen}"));
    u16::try_from(row).unwrap()
}

fn with_mouse(w: u16, h: u16) -> World {
    let mut world = incident(w, h);
    world.state.mouse = true;
    world
}

fn selected(world: &World) -> String {
    match world.state.panes.workloads.selected() {
        Some(WorkloadKey::Workload(uid)) => world.state.cluster.store.workload(uid).unwrap().name.to_string(),
        other => format!("{other:?}"),
    }
}

#[test]
fn it_is_left_to_the_terminal_unless_it_is_asked_for() {
    let mut world = incident(80, 24);
    assert_eq!(world.state.mouse_wish(), MouseWish::Nothing);
    let before = world.screen();
    let row = row_of(&world, "web");
    for code in [CLICK, UP, DOWN] {
        at(&mut world, code, 10, row);
    }
    assert_eq!(world.screen(), before);
    assert_eq!(with_mouse(80, 24).state.mouse_wish(), MouseWish::Buttons);
}

#[test]
fn a_click_goes_to_a_pane_and_its_row() {
    let mut world = with_mouse(160, 48);
    let row = row_of(&world, "  web  ");
    at(&mut world, CLICK, 60, row);
    assert_eq!(selected(&world), "web");
    assert_eq!(world.state.panes.focus, Pane::Workloads);
    let row = row_of(&world, " device-service");
    at(&mut world, CLICK, 60, row);
    assert_eq!(selected(&world), "device-service");
    // A frame and what is below the rows are of a pane, and of no row of it.
    let pods = row_of(&world, "Pods of device-service");
    at(&mut world, CLICK, 60, pods);
    assert_eq!(world.state.panes.focus, Pane::Pods);
    let first = world.state.panes.pods.selected().cloned();
    at(&mut world, CLICK, 60, pods + 3);
    assert_ne!(world.state.panes.pods.selected().cloned(), first, "the second row");
    let held = world.state.panes.pods.selected().cloned();
    for (column, row) in [(60, 0), (60, 47), (60, 46), (500, 500)] {
        at(&mut world, CLICK, column, row);
        assert_eq!((world.state.panes.focus, world.state.panes.pods.selected().cloned()), (Pane::Pods, held.clone()));
    }
    at(&mut world, CLICK, 5, 3);
    assert_eq!(world.state.panes.focus, Pane::Namespaces);
    // Other buttons, and moves, are nobody's.
    for code in [1, 2, 32, 35, 66, 128] {
        at(&mut world, code, 60, row);
        assert_eq!(world.state.panes.focus, Pane::Namespaces, "{code}");
    }
}

#[test]
fn the_wheel_scrolls_what_is_under_it() {
    let mut world = with_mouse(160, 48);
    let row = row_of(&world, " device-service");
    at(&mut world, DOWN, 60, row);
    assert_ne!(selected(&world), "device-service");
    at(&mut world, UP, 60, row);
    assert_eq!(selected(&world), "device-service");
    // A pane without the focus scrolls, and the focus stays.
    let pods = row_of(&world, "Pods of device-service");
    let first = world.state.panes.pods.selected().cloned();
    at(&mut world, DOWN, 60, pods + 2);
    assert_eq!(world.state.panes.focus, Pane::Workloads);
    assert_ne!(world.state.panes.pods.selected().cloned(), first);
    // A view over the panes.
    let mut world = with_mouse(80, 24);
    world.keys("?");
    let before = world.screen();
    at(&mut world, DOWN, 40, 12);
    let scrolled = world.screen();
    assert_ne!(scrolled, before);
    at(&mut world, CLICK, 40, 12);
    assert_eq!(world.screen(), scrolled, "a click there means nothing");
    at(&mut world, UP, 40, 12);
    assert_eq!(world.screen(), before);
}

/// A click goes to a row of a view's list and no further; beside the rows it goes nowhere, and a step back is the keys'.
#[test]
fn a_click_goes_to_a_row_of_a_view() {
    let at_cursor = |world: &World| world.screen().lines().find(|l| l.contains('▌')).unwrap_or_default().to_owned();
    for (w, h, tabs) in [(80, 24, false), (160, 48, false), (80, 24, true)] {
        let mut world = with_mouse(w, h);
        if tabs {
            world.keys(":").type_text("ctx lab-viewer").keys("Ctrl-t Alt-1");
            assert_eq!(row_of(&world, "lab-viewer"), 0, "the line of the tabs");
        }
        helm::opened(&mut world);
        let before = world.screen();
        let row = row_of(&world, "ingress-nginx");
        at(&mut world, CLICK, 30, row);
        assert!(at_cursor(&world).contains("ingress-nginx"), "{}", world.screen());
        let clicked = world.screen();
        let (titles, frame) = (row_of(&world, "NAMESPACE"), row_of(&world, "───"));
        for (column, row) in [(w - 1, 0), (30, titles), (30, frame), (30, h - 1), (w - 1, row), (500, 500)] {
            at(&mut world, CLICK, column, row);
            assert_eq!(world.screen(), clicked, "{column} {row}");
        }
        at(&mut world, CLICK, 30, row);
        assert_eq!(world.screen(), clicked, "a second click opens nothing");
        at(&mut world, UP, 30, row);
        assert!(!at_cursor(&world).contains("ingress-nginx"));
        at(&mut world, DOWN, 30, row);
        assert!(at_cursor(&world).contains("ingress-nginx"));
        world.keys("g");
        assert_eq!(at_cursor(&world), before.lines().find(|l| l.contains('▌')).unwrap());
        // Not asked for, it does nothing there either.
        world.state.mouse = false;
        at(&mut world, CLICK, 30, row);
        assert!(!at_cursor(&world).contains("ingress-nginx"));
    }
}

/// Of several lists that one gets the keys which is clicked on; the cursor of the other stays.
#[test]
fn a_click_goes_to_a_row_of_either_list() {
    let mut world = nodes::nodes(160, 48);
    world.state.mouse = true;
    let cursor = |world: &World| world.screen().lines().filter(|l| l.contains('▌')).map(str::to_owned).collect::<Vec<_>>();
    let row = row_of(&world, "log-agent-cpcdk");
    // The wheel goes through what is under the pointer, and the keys stay where they are.
    let before = cursor(&world);
    at(&mut world, DOWN, 30, row);
    assert_eq!(cursor(&world), before, "{}", world.screen());
    at(&mut world, CLICK, 30, row);
    let clicked = cursor(&world);
    assert!(clicked[0].contains(" lab-1 ") && clicked[1].contains("▌log-agent-cpcdk"), "{}", world.screen());
    at(&mut world, UP, 30, row);
    assert_eq!(cursor(&world)[0], clicked[0]);
    assert!(cursor(&world)[1].contains("▌nacos-0"), "{}", world.screen());
    let row = row_of(&world, " lab-2 ");
    at(&mut world, CLICK, 30, row);
    assert_eq!(cursor(&world).len(), 1, "{}", world.screen());
    assert!(world.screen().contains("lab-2 ───"), "{}", world.screen());
    assert!(!world.screen().contains("log-agent-cpcdk"), "its own pods: {}", world.screen());
}

/// What has no titles: the newest message stays under the cursor until another is clicked on.
#[test]
fn a_click_goes_to_a_message() {
    let mut world = with_mouse(80, 24);
    for n in 1..=3 {
        world.msg(Msg::Note(Level::Info, Text::Server(format!("message {n}"))));
    }
    world.keys("m");
    let cursor = |world: &World| world.screen().lines().find(|l| l.contains('▌')).unwrap_or_default().to_owned();
    assert!(cursor(&world).contains("message 3"), "{}", world.screen());
    world.msg(Msg::Note(Level::Info, Text::Server("message 4".into())));
    assert!(cursor(&world).contains("message 4"), "{}", world.screen());
    at(&mut world, CLICK, 30, 4);
    assert!(cursor(&world).contains("message 2"), "{}", world.screen());
    world.msg(Msg::Note(Level::Info, Text::Server("message 5".into())));
    assert!(cursor(&world).contains("message 2"), "{}", world.screen());
}

#[test]
fn it_answers_no_question_and_touches_no_form() {
    let mut world = with_mouse(80, 24);
    world.allow("iot-prod");
    for keys in ["s", "b", ":", "+", "Ctrl-d", "/"] {
        world.keys(keys);
        world.asked();
        let before = world.screen();
        for row in 0..24 {
            for code in [CLICK, UP, DOWN] {
                at(&mut world, code, 30, row);
            }
        }
        if keys != "b" {
            assert_eq!(world.screen(), before, "{keys}");
        }
        assert!(!world.asked().iter().any(|e| matches!(e, Effect::Preview(..) | Effect::CarryOut(..))), "{keys}");
        world.keys("Esc Esc");
        if keys == "/" {
            break;
        }
    }
    // The question itself.
    let mut world = with_mouse(80, 24);
    world.allow("iot-prod").asked();
    world.keys("r").wait(1_000);
    let looked = world.asked().into_iter().find_map(|e| if let Effect::Preview(_, intent) = e { Some(intent) } else { None });
    let intent = looked.expect("a look at the change");
    world.msg(Msg::Previewed(FIRST, intent.id, Ok(Box::new(preview(intent.clone())))));
    world.asked();
    for row in 0..24 {
        for column in [5, 20, 40, 60] {
            for code in [CLICK, UP, DOWN] {
                at(&mut world, code, column, row);
            }
        }
    }
    assert!(!world.asked().iter().any(|e| matches!(e, Effect::CarryOut(..))), "no click confirms");
    world.wait(1_000).keys("y");
    assert!(!world.asked().iter().any(|e| matches!(e, Effect::CarryOut(..))), "in production its name is typed");
    world.keys("Backspace").type_text("device-service").keys("Enter");
    assert!(world.asked().iter().any(|e| matches!(e, Effect::CarryOut(..))), "the key does: {}", world.screen());
}
