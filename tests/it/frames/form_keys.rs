//! Keys in questions, forms and lists of choices: what means nothing is answered with what does, and never in silence.

use crate::frames::cursor_rows::calm;
use crate::support::world::incident;
use dogwatch::app::Effect;
use dogwatch::command::{Command, Pane};

/// A question, a form and a list of choices answer every key: one that means nothing says which do, where it can be read.
#[test]
fn no_form_is_silent() {
    for (what, open, keys, says) in [
        ("the number of replicas", "s", "x Ctrl-t F5 ;", "to count; Esc leaves"),
        ("an image", "i", "Ctrl-t F5", "Esc leaves"),
        ("a deletion", "Ctrl-d", "x Ctrl-t F5 9", "Esc leaves"),
        ("its grace", "Ctrl-d Down", "x Ctrl-t F5", "Esc leaves"),
        ("labels", "L", "Ctrl-t F5", "Esc leaves"),
        ("a new workload", "+", "Ctrl-g F5", "Esc leaves"),
        ("the commands", ":", "Ctrl-t F5", "Esc leaves"),
        ("the namespaces", "n", "Ctrl-t F5", "Esc leaves"),
    ] {
        for size in [(80, 24), (160, 48)] {
            let mut world = calm();
            world.size(size.0, size.1).keys(open);
            for key in keys.split(' ') {
                world.keys(key);
                let said = world.state.messages.current().map(|m| m.text.to_string()).unwrap_or_default();
                assert!(
                    said.starts_with(&format!("{key} is not bound here; ")) && said.contains(says),
                    "{key} in {what}: {said:?}"
                );
                assert!(world.screen().contains(&said), "{what} at {size:?}: {}", world.screen());
            }
            // What means something takes the word away.
            world.keys("Esc");
            assert!(!world.screen().contains("is not bound here"), "{}", world.screen());
        }
    }
}

/// In the logs too: what is typed, and what is chosen.
#[test]
fn no_form_of_the_logs_is_silent() {
    for (what, open, keys) in [
        ("a time", "g", "Ctrl-t F5"),
        ("a mark's name", "b", "Ctrl-t F5"),
        ("the marks", "b Enter B", "x Ctrl-t F5"),
        ("a file", "Ctrl-s", "Ctrl-t F5"),
    ] {
        let mut world = incident(80, 24);
        world.wait(500);
        let view = world.asked().into_iter().rev().find_map(|e| if let Effect::Follow(_, view, _) = e { Some(view) } else { None });
        world.keys("l");
        let view = world
            .asked()
            .into_iter()
            .rev()
            .find_map(|e| if let Effect::Follow(_, view, _) = e { Some(view) } else { None })
            .or(view);
        world.log(view.unwrap(), &[(2, -3000, "INFO one"), (2, -2000, "INFO two")]);
        let go = world.state.keymap.hint_at(Command::GoToTime, Pane::Logs);
        world.keys(&if open == "g" { go } else { open.to_owned() });
        assert!(world.state.top().is_some(), "{what}: {}", world.screen());
        for key in keys.split(' ') {
            world.keys(key);
            let said = world.state.messages.current().map(|m| m.text.to_string()).unwrap_or_default();
            assert!(said.starts_with(&format!("{key} is not bound here; ")), "{key} in {what}: {said:?}");
            assert!(world.screen().contains(&said), "{what}: {}", world.screen());
        }
    }
}
