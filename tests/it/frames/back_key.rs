//! The key that leaves what is on top is the user's: where the settings give `back` another one, each view is left by that one, and none
//! speaks of Esc.

use crate::frames::browse::intents;
use crate::frames::cursor_rows::calm;
use crate::frames::inside::{found, looked, shell};
use crate::frames::logs_frames::view;
use crate::frames::palette::palette;
use crate::frames::views::revisions_come;
use crate::support::world::{FIRST, World, incident, preview};
use dogwatch::app::Msg;
use dogwatch::command::{Keymap, Preset};
use dogwatch::model::Lang;
use dogwatch::model::process::{End, ProcessNews};
use std::collections::BTreeSet;

type Open = Box<dyn Fn() -> World>;

const BACK: &str = "F9";

fn rebound(mut world: World) -> World {
    let keys = [("back".to_owned(), vec![BACK.to_owned()])];
    world.state.keymap = Keymap::with(Preset::Dogwatch, &keys, dogwatch::views::TABLES).unwrap();
    world
}

fn after(keys: &str) -> World {
    let mut world = rebound(incident(100, 30));
    world.keys(keys);
    world
}

fn lines(keys: &str) -> World {
    let mut world = after("l z");
    let view = view(&mut world);
    world.log(view, &[(2, -3000, r#"{"level":"info","msg":"one"}"#), (2, -2000, r#"{"level":"info","msg":"two"}"#)]);
    world.keys(keys);
    world
}

fn chosen() -> World {
    let mut world = after("b");
    revisions_come(&mut world);
    world
}

fn asked(keys: &str) -> World {
    let mut world = after(keys);
    world.wait(1_000);
    let asked = intents(&mut world);
    world.msg(Msg::Previewed(FIRST, asked[0].id, Ok(Box::new(preview(asked[0].clone())))));
    world
}

fn inside(ended: bool) -> World {
    let mut world = rebound(calm());
    let id = shell(&mut world, "");
    if ended {
        world.msg(Msg::Process(FIRST, id, ProcessNews::Ended(End::Exited(0))));
    }
    world
}

fn command() -> World {
    let mut world = rebound(calm());
    world.keys("Enter");
    let (effects, _) = palette(&mut world, "exec ls", "Enter");
    let intent = looked(&effects).remove(0);
    found(&mut world, &intent, "web");
    world
}

fn typed(keys: &str, text: &str, then: &str) -> World {
    let mut world = after(keys);
    world.type_text(text).keys(then);
    world
}

#[test]
fn no_view_speaks_of_a_key_that_leaves_nothing() {
    let views: Vec<(&str, Open)> = vec![
        ("a text on its way", Box::new(|| after("y"))),
        ("the help", Box::new(|| after("?"))),
        ("a text that is searched", Box::new(|| typed("? /", "row", ""))),
        ("a rollout", Box::new(|| after("f"))),
        ("a watch", Box::new(|| after("f f"))),
        ("revisions on their way", Box::new(|| after("b"))),
        ("the revisions", Box::new(chosen)),
        (
            "a whole difference",
            Box::new(|| {
                let mut world = chosen();
                world.keys("d");
                world
            }),
        ),
        ("a look", Box::new(|| after("r"))),
        ("a question", Box::new(|| asked("r"))),
        ("the commands", Box::new(|| after(":"))),
        ("no command", Box::new(|| typed(":", "zzz", ""))),
        ("what cannot be done over a view", Box::new(|| typed("f :", "restart", ""))),
        ("what cannot be done over a form", Box::new(|| typed("r :", "restart", ""))),
        ("the namespaces", Box::new(|| after("n"))),
        ("no namespace", Box::new(|| typed("n", "zzz", ""))),
        ("the replicas", Box::new(|| after("s"))),
        ("the replicas of two", Box::new(|| after("Space j Space s"))),
        ("a deletion", Box::new(|| after("Ctrl-d"))),
        ("its grace", Box::new(|| after("Ctrl-d Down"))),
        ("labels", Box::new(|| after("L"))),
        ("a container for debugging", Box::new(|| typed("Tab :", "debug", "Enter"))),
        ("ports on their way", Box::new(|| after("F"))),
        ("the port-forwards", Box::new(|| typed(":", "forwards", "Enter"))),
        (
            "a port-forward's name",
            Box::new(|| {
                let mut world = after("");
                super::forwards::opened(&mut world);
                world.keys(":").type_text("forwards").keys("Enter w");
                world
            }),
        ),
        ("a copy", Box::new(|| after("Tab t"))),
        ("the nodes", Box::new(|| typed(":", "nodes", "Enter"))),
        ("the overview", Box::new(|| typed(":", "clusters", "Enter"))),
        ("the promotion", Box::new(|| typed(":", "promotion", "Enter"))),
        ("the copies", Box::new(|| typed(":", "copies", "Enter"))),
        ("what runs out soon", Box::new(|| typed(":", "soon", "Enter"))),
        ("what one may", Box::new(|| typed(":", "can", "Enter"))),
        ("who may", Box::new(|| typed(":", "who-can get pods", "Enter"))),
        (
            "a difference",
            Box::new(|| {
                let mut world = after("");
                super::compare::opened(&mut world);
                world
            }),
        ),
        ("what hangs together", Box::new(|| after("O"))),
        ("the keys of a Secret", Box::new(|| rebound(super::entries::keys_of_a_secret()))),
        ("a decoded value", Box::new(|| rebound(super::entries::value_of_a_secret()))),
        ("stale config", Box::new(|| rebound(super::stale::stale(100, 30, Lang::En)))),
        ("Helm's releases", Box::new(|| typed(":", "helm", "Enter"))),
        (
            "a difference of two revisions",
            Box::new(|| {
                let mut world = after("");
                super::helm::compared(&mut world);
                world
            }),
        ),
        ("environments", Box::new(|| after("E"))),
        ("images", Box::new(|| after("i"))),
        ("a new workload", Box::new(|| after("+"))),
        ("its YAML", Box::new(|| after("+ Ctrl-y"))),
        ("an edit", Box::new(|| after("e"))),
        ("a filter", Box::new(|| after("/"))),
        ("a filter that nothing passes", Box::new(|| typed("/", "zzz", "Enter"))),
        ("a filter that no pod passes", Box::new(|| typed("Tab /", "zzz", "Enter"))),
        ("rows one at a time", Box::new(|| after("Space j Space e"))),
        ("a time", Box::new(|| lines("@"))),
        ("a bookmark's name", Box::new(|| lines("b"))),
        ("the bookmarks", Box::new(|| lines("b Enter B"))),
        ("fields", Box::new(|| lines("C"))),
        ("a file", Box::new(|| lines("Ctrl-s"))),
        (
            "lines that nothing passes",
            Box::new(|| {
                let mut world = lines("/");
                world.type_text("zzz").keys("Enter");
                world
            }),
        ),
        ("the messages", Box::new(|| after("m"))),
        ("the messages that are searched", Box::new(|| typed("m /", "x", ""))),
        ("the sessions", Box::new(|| typed(":", "sessions", "Enter"))),
        ("a shell", Box::new(|| inside(false))),
        ("a shell that has ended", Box::new(|| inside(true))),
        ("a command", Box::new(command)),
    ];
    let mut seen = BTreeSet::new();
    for (what, open) in views {
        let mut world = open();
        seen.extend(world.state.top().map(|top| top.table().title.en));
        let types = world.state.top().is_some_and(|top| top.types());
        for key in ["", "F5", "Ctrl-t"] {
            world.keys(key);
            for (w, h, lang) in [(160, 48, Lang::Zh), (160, 48, Lang::En), (80, 24, Lang::En)] {
                world.state.lang = lang;
                let screen = world.size(w, h).screen();
                assert!(!screen.contains("Esc"), "{what}, {key:?} at {w}x{h}:\n{screen}");
            }
        }
        let before = (world.state.views.len(), world.screen());
        if what != "a shell" && before.0 > 0 {
            assert!(before.1.contains(&format!("{BACK} ")), "{what} says how it is left:\n{}", before.1);
            world.keys(BACK);
            assert!(world.state.views.len() < before.0 || world.screen() != before.1, "{what} is left by {BACK}:\n{}", before.1);
            assert!(
                types || !world.state.messages.current().is_some_and(|m| m.text.to_string().contains("is not bound")),
                "{what}"
            );
        }
    }
    let all: BTreeSet<&str> = dogwatch::views::TABLES.iter().map(|t| t.title.en).collect();
    assert_eq!(seen, all, "every view is among them");
}
