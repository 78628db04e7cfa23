//! Keys in questions, forms and lists of choices: what means nothing is answered with what does, and never in silence; all are rebound by
//! the settings.

use crate::frames::browse::intents;
use crate::frames::cursor_rows::calm;
use crate::support::world::{FIRST, incident, preview};
use dogwatch::app::room::Keys;
use dogwatch::app::{Effect, Msg};
use dogwatch::command::table::ViewEntry;
use dogwatch::command::{Command, Keymap, Pane, Preset};
use dogwatch::views::{delete, filter, forward, image, make, metadata, picker, question, scale};

/// A question, a form and a list of choices answer every key: one that means nothing says which do, where it can be read.
#[test]
fn no_form_is_silent() {
    for (what, open, keys, says) in [
        ("the number of replicas", "s", "x Ctrl-t F5 ;", "to count; Esc leaves"),
        ("an image", "i", "Ctrl-t F5", "Esc leaves"),
        ("a deletion", "Ctrl-d", "x Ctrl-t F5 9", "Esc leaves"),
        ("its grace", "Ctrl-d Down", "x Ctrl-t F5", "Esc leaves"),
        ("labels", "L", "Ctrl-t F5", "Esc leaves"),
        ("a port-forward", "F", "Ctrl-t F5", "Esc leaves"),
        ("a copy", "Tab t", "Ctrl-t F5", "Esc leaves"),
        ("a new workload", "+", "Ctrl-g F5", "Esc leaves"),
        ("the commands", ":", "Ctrl-g F5", "Esc leaves"),
        ("the namespaces", "n", "Ctrl-g F5", "Esc leaves"),
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

/// Every key of a form, a question and a list of choices is one of a command, which the settings give another: the help lists it, the footer
/// shows it, and the form goes by it.
#[test]
fn every_key_of_a_form_is_rebound() {
    let free = ["F5", "F6", "F7", "F8", "F9", "Ctrl-o", "Ctrl-g", "Ctrl-t"];
    for (open, table, shown) in [
        ("s", scale::View::TABLE, vec!["scale-continue"]),
        ("Ctrl-d", delete::View::TABLE, vec!["delete-change", "delete-continue"]),
        ("L", metadata::View::TABLE, vec!["metadata-switch", "metadata-continue"]),
        ("i", image::View::TABLE, vec!["image-next", "image-continue"]),
        ("+", make::View::TABLE, vec!["make-continue", "make-next", "make-yaml"]),
        (":", picker::View::TABLE, vec!["picker-take"]),
        ("n", picker::View::TABLE, vec!["picker-take"]),
        ("F", forward::View::TABLE, vec!["forward-mark", "forward-continue"]),
        ("/", filter::View::TABLE, vec!["filter-keep"]),
        ("r", question::View::TABLE, vec!["question-yes", "question-no"]),
    ] {
        let bound: Vec<(&ViewEntry, &str)> = table.entries.iter().zip(free).collect();
        let keys: Vec<(String, Vec<String>)> = bound.iter().map(|(e, key)| (e.name.to_owned(), vec![(*key).to_owned()])).collect();
        let mut world = calm();
        world.state.keymap = Keymap::with(Preset::Dogwatch, &keys, dogwatch::views::TABLES).unwrap();
        world.size(160, 48).keys(open);
        let asked = intents(&mut world);
        for intent in &asked {
            world.msg(Msg::Previewed(FIRST, intent.id, Ok(Box::new(preview(intent.clone())))));
        }
        let screen = world.screen();
        for (entry, key) in bound.iter().filter(|(e, _)| shown.contains(&e.name)) {
            assert!(screen.contains(&format!("{key} ")), "{} is not shown as {key}:\n{screen}", entry.name);
        }
        let types = world.state.top().is_some_and(|room| room.types());
        let help = world.keys(if types { "F1" } else { "?" }).screen();
        for (entry, key) in &bound {
            let listed = help.lines().any(|l| l.contains(&format!(" {key} ")) && l.contains(entry.words.en));
            assert!(listed, "{} is not listed as {key}:\n{help}", entry.name);
        }
        world.keys("Esc");
        assert_eq!(world.state.views.len(), 1, "{open}");
        // The key that goes on does so, and the one that did does not any more.
        let goes_on = |name: &str| ["continue", "take", "keep", "yes"].iter().any(|word| name.ends_with(word));
        let key = bound.iter().find(|(e, _)| goes_on(e.name)).map(|(_, key)| *key).unwrap();
        world.keys(if open == "r" { "y" } else { "Enter" });
        let said = world.state.messages.current().map(|m| m.text.to_string()).unwrap_or_default();
        let silent = open == "/";
        assert!(silent || said.contains("is not bound here; Esc leaves"), "{open}: {said:?}");
        let typed = match open {
            ":" => "help",
            // What is wrong with it is said.
            "L" => "=x",
            // So it is of a port that is none.
            "F" => "a b",
            _ => "",
        };
        let before = world.type_text(typed).screen();
        world.keys(key);
        assert_ne!(world.screen(), before, "{key} in what {open} opens");
    }
}

/// Where a text is typed the settings cannot give a letter to a command: it would be typed.
#[test]
fn no_letter_is_a_key_where_letters_are_typed() {
    for table in dogwatch::views::TABLES {
        for entry in table.entries {
            let with = |key: &str| Keymap::with(Preset::Dogwatch, &[(entry.name.to_owned(), vec![key.into()])], &[*table]);
            assert_eq!(with("Z").is_err(), table.typed, "{}", entry.name);
            assert!(with("Ctrl-o").is_ok(), "{}", entry.name);
        }
    }
    let typed: Vec<&str> = dogwatch::views::TABLES.iter().filter(|t| t.typed).map(|t| t.title.en).collect();
    assert_eq!(typed, ["List", "Scale", "Labels", "Image", "Filter", "Go to a time", "Bookmark", "Save a port-forward"]);
}
