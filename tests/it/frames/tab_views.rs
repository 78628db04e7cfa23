//! What a tab keeps while another one is in front: the views over its panes, the browser, its logs and its filters; and what it does not keep.

use crate::frames::browse::{self, served};
use crate::frames::tabs::{context, feed, line, list, three};
use crate::support::world::{World, name};
use dogwatch::app::{Effect, Msg};
use dogwatch::command::Pane;
use dogwatch::model::entries::{Entries, Plain, Value};
use dogwatch::model::feed::LinkState;
use dogwatch::model::feed::{Feed, WatchState};
use dogwatch::model::kinds::Kinds;
use dogwatch::model::nodes::NodesNews;
use dogwatch::model::table::TableFeed;
use dogwatch::model::{Lang, SessionId};

/// Three tabs, of which two are listed.
fn tabs(w: u16, h: u16, lang: Lang) -> World {
    let mut world = three(w, h, lang);
    list(&mut world, 2, &[("cart", 2, 2), ("pay", 3, 1)]);
    world.wait(0);
    world.asked();
    world
}

/// The number of the text that was asked for last, and of which session.
fn fetched(world: &mut World) -> (SessionId, u64) {
    let of = |e| if let Effect::Fetch(session, id, _) = e { Some((session, id)) } else { None };
    world.asked().into_iter().rev().find_map(of).expect("a text is asked for")
}

#[test]
fn a_tab_is_come_back_to_as_it_was_left() {
    for (w, h) in [(80, 24), (160, 48)] {
        for lang in [Lang::En, Lang::Zh] {
            let mut world = tabs(w, h, lang);
            // A text whose answer comes while another tab is in front, and one that was there and has been scrolled.
            world.keys("d");
            let (of, id) = fetched(&mut world);
            world.keys("Alt-2 d");
            let (other, there) = fetched(&mut world);
            assert_eq!((of, other), (SessionId(1), SessionId(2)));
            world.msg(Msg::Fetched(of, id, Ok("Name: device-service\nText: of the first".into())));
            let long: String = (0..200).map(|i| format!("Line{i}: of the second\n")).collect();
            world.msg(Msg::Fetched(other, there, Ok(long)));
            assert!(!world.screen().contains("of the first"), "{}", world.screen());
            world.keys("PgDn");
            let scrolled = world.screen();
            assert!(!scrolled.contains("Line0:") && scrolled.contains("of the second"), "{scrolled}");
            world.keys("Alt-1");
            insta::assert_snapshot!(format!("tab_views_at_{w}x{h}_{lang:?}"), world.screen());
            assert!(!world.screen().contains("of the second"), "{}", world.screen());
            world.keys("Alt-2");
            assert_eq!(world.screen(), scrolled);
            // What is left is left, in each by itself; and a tab that nothing was open in has nothing open.
            world.keys("Esc Alt-3");
            assert!(world.state.views.is_empty());
            world.keys("Alt-2");
            assert!(world.state.views.is_empty());
            world.keys("Alt-1");
            assert_eq!(world.state.way().len(), 1);
        }
    }
}

#[test]
fn views_stand_in_their_order_and_their_answers_reach_nobody_else() {
    let mut world = tabs(160, 48, Lang::En);
    // The tree, and over it the description of what it is of.
    world.keys("O");
    let related = |world: &mut World| {
        let of = |e| if let Effect::Relate(session, id, _) = e { Some((session, id)) } else { None };
        world.asked().into_iter().rev().find_map(of)
    };
    let (session, _) = related(&mut world).expect("the tree is looked for");
    assert_eq!(session, SessionId(1));
    world.keys(":").type_text("nodes").keys("Enter");
    let way = world.state.way();
    assert_eq!(way.len(), 2, "{way:?}");
    let watched = |world: &mut World| -> Vec<(u64, Option<u64>)> {
        world.asked().into_iter().filter_map(|e| if let Effect::WatchNodes(s, id) = e { Some((s.0, id)) } else { None }).collect()
    };
    let before = watched(&mut world);
    let Some((1, Some(number))) = before.last().copied() else { panic!("the nodes are watched: {before:?}") };
    world.keys("Alt-2");
    assert_eq!(watched(&mut world), [(2, None)], "nobody there wants nodes");
    // What the watch of before still tells is for nobody.
    world.msg(Msg::Nodes(SessionId(1), number, NodesNews::NodesStand(WatchState::Live)));
    world.keys("Alt-1");
    world.wait(0);
    assert_eq!(world.state.way(), way);
    let after = watched(&mut world);
    let [(1, Some(again))] = after[..] else { panic!("they are watched again, once: {after:?}") };
    assert_ne!(again, number, "under another number: what was told before is forgotten");
    world.keys("Esc");
    assert_eq!(world.state.way(), way[..1]);
}

#[test]
fn what_is_of_no_tab_or_waits_or_is_secret_is_not_kept() {
    let mut world = tabs(160, 48, Lang::En);
    let back = |world: &mut World| {
        world.keys("Alt-2 Alt-1");
        world.state.way()
    };
    for command in ["help", "messages", "clusters", "journal", "forwards", "sessions"] {
        world.keys(":").type_text(command).keys("Enter");
        assert_eq!(world.state.way().len(), 1, "{command}: {}", world.screen());
        assert!(back(&mut world).is_empty(), "{command}");
    }
    // A list that is picked from closes, and what lies below it stays.
    world.keys("d :");
    assert_eq!((world.state.way().len(), back(&mut world).len()), (2, 1));
    world.keys("Esc");
    // What is asked for to be seen is gone, also where it comes too late.
    world.keys(":").type_text("secrets").keys("Enter");
    let secrets = vec![served("", "v1", "secrets", "Secret", true, &[])];
    world.msg(Msg::Kinds(SessionId(1), Ok(Kinds { served: secrets, missing: Vec::new() })));
    browse::list(&mut world, &["Name", "Data"], vec![browse::row("iot-prod", "login", &["login", "1"], 60_000)]);
    world.keys("d");
    let (of, id) = fetched(&mut world);
    world.msg(Msg::Fetched(of, id, Ok("word: hidden".into()))).keys("x");
    let (of, shown) = fetched(&mut world);
    world.keys("Alt-2");
    world.msg(Msg::Fetched(of, shown, Ok("word: hunter1".into())));
    world.keys("Alt-1");
    assert!(world.state.way().is_empty() && !format!("{:?}", world.state).contains("hunter1"), "{}", world.screen());
    browse::list(&mut world, &["Name", "Data"], vec![browse::row("iot-prod", "login", &["login", "1"], 60_000)]);
    // Nor is a value kept, nor one that comes too late; its keys are.
    world.keys("Enter");
    let of = |e| if let Effect::Entries(_, id, _) = e { Some(id) } else { None };
    let id = world.asked().into_iter().rev().find_map(of).expect("the keys are asked for");
    let keys = vec![dogwatch::model::entries::Entry { name: name("word"), bytes: Some(3), binary: false, changed: None }];
    // The keys themselves come while another tab is in front.
    world.keys("Alt-2");
    let entries = Entries { kind: name("Opaque"), immutable: false, created: None, keys };
    world.msg(Msg::Entries(SessionId(1), id, Ok(Box::new(entries))));
    world.keys("Alt-1");
    assert!(world.screen().contains("word"), "{}", world.screen());
    world.keys("Enter");
    let of = |e| if let Effect::Value(session, id, ..) = e { Some((session, id)) } else { None };
    let (of, value) = world.asked().into_iter().find_map(of).expect("the value is asked for");
    assert_eq!(world.state.way().len(), 2);
    world.keys("Alt-2");
    world.msg(Msg::Value(of, value, Ok(Value { plain: Plain::new(b"hunter2".to_vec().into()), certificate: None })));
    world.keys("Alt-1");
    assert_eq!(world.state.way().len(), 1, "{}", world.screen());
    assert!(!format!("{:?}", world.state).contains("hunter2") && !world.screen().contains("hunter2"));
}

#[test]
fn the_browser_and_the_logs_are_there_again() {
    let mut world = tabs(160, 48, Lang::En);
    world.keys(":").type_text("devices").keys("Enter");
    world.msg(Msg::Kinds(SessionId(1), Ok(browse::kinds())));
    let rows = || ["a", "b", "c"].map(|n| browse::row("iot-prod", n, &[n], 60_000)).to_vec();
    browse::list(&mut world, &["Name"], rows());
    world.keys("j j");
    world.keys("Alt-2");
    assert_eq!(world.state.panes.focus, Pane::Workloads);
    world.asked();
    world.keys("Alt-1");
    world.wait(0);
    let asked = world.asked();
    assert!(asked.iter().any(|e| matches!(e, Effect::Browse(SessionId(1), Some(_)))), "{asked:?}");
    assert!(world.state.panes.focus == Pane::Browser && world.state.panes.browse.as_ref().is_some_and(|b| b.selected().is_none()));
    browse::news(&mut world, TableFeed::Begins(0));
    browse::news(&mut world, TableFeed::Put(0, rows()));
    browse::news(&mut world, TableFeed::Ends(0));
    world.wait(0);
    let on = world.state.panes.browse.as_ref().and_then(|b| b.selected()).map(|row| row.name.to_string());
    assert_eq!(on.as_deref(), Some("c"), "{}", world.screen());
    world.keys("Esc G l");
    world.wait(0);
    assert!(world.screen().contains("Logs of web"), "{}", world.screen());
    world.keys("/").type_text("error").keys("Enter");
    // Those of another tab have no filter but their own.
    world.keys("Alt-2");
    world.wait(600);
    assert!(world.state.panes.logs.matches().is_none() && world.screen().contains("Logs of"), "{}", world.screen());
    world.asked();
    world.keys("Alt-1");
    world.wait(0);
    let follows =
        world.asked().into_iter().find_map(|e| if let Effect::Follow(SessionId(1), _, w) = e { Some(w.len()) } else { None });
    assert_eq!((follows, world.state.panes.focus), (Some(2), Pane::Logs), "{}", world.screen());
    assert!(world.screen().contains("Logs of web · 2 pods") && world.state.panes.logs.matches() == Some(0), "{}", world.screen());
    // Of what has gone meanwhile the name is said, and nothing of the other tab's.
    world.keys("Alt-2 l");
    world.wait(0);
    world.keys("Alt-1");
    world.wait(0);
    assert!(world.screen().contains("Logs of web"), "{}", world.screen());
}

#[test]
fn what_a_tab_kept_goes_with_its_session() {
    let mut world = tabs(160, 48, Lang::En);
    world.keys("d Alt-2 d");
    // Another context in this tab: nobody comes back to what was open in it.
    world.keys(":").type_text("ctx lab-dev").keys("Enter");
    assert!(world.state.views.is_empty() && line(&world).contains("2 lab-dev"), "{}", world.screen());
    world.keys(":").type_text("ctx shop-prod").keys("Enter");
    assert!(world.state.views.is_empty(), "{}", world.screen());
    world.keys("Alt-1");
    assert_eq!(world.state.way().len(), 1);
    // A fault of ours begins all sessions anew, and what was asked of those before is forgotten with them.
    world.keys("Alt-2 d Alt-1");
    world.msg(Msg::Broken("a fault".into()));
    world.keys("Esc Alt-2");
    assert!(world.state.views.is_empty(), "{}", world.screen());
    // A context that the kubeconfig has changed since is another one.
    for (namespace, anew) in [(None, false), (Some("else"), true)] {
        let mut world = tabs(160, 48, Lang::En);
        world.keys("Alt-2").keys(":").type_text("ctx lab-viewer").keys("Enter");
        let all = [context("shop-prod", namespace), context("edge", None)].into_iter();
        world.msg(Msg::Contexts(world.state.contexts.iter().filter(|c| &*c.name != "shop-prod").cloned().chain(all).collect()));
        world.asked();
        world.keys(":").type_text("ctx shop-prod").keys("Enter");
        let asked = world.asked();
        assert_eq!(asked.contains(&Effect::Leave(SessionId(2))), anew, "{asked:?}");
        assert_eq!(asked.iter().any(|e| matches!(e, Effect::Connect(_, to) if &**to == "shop-prod")), anew, "{asked:?}");
        assert_eq!(world.state.cluster.context.namespace, namespace.map(name));
    }
    // Of a server that is away what was read is still there.
    let mut world = tabs(160, 48, Lang::En);
    world.keys("d");
    let (of, id) = fetched(&mut world);
    world.msg(Msg::Fetched(of, id, Ok("Text: of the first".into())));
    world.keys("Alt-2");
    let (since, retry) = (world.now, world.now);
    feed(&mut world, 1, Feed::Link(LinkState::Down { since, retry, error: dogwatch::model::trouble::Trouble::said("gone") }));
    world.keys("Alt-1");
    assert!(world.screen().contains("of the first") && world.screen().contains("offline"), "{}", world.screen());
}

#[test]
fn what_was_asked_for_when_a_tab_was_left_is_there_when_one_comes_back() {
    let mut world = tabs(160, 48, Lang::En);
    world.keys(":").type_text("devices").keys("Enter");
    assert!(world.asked().contains(&Effect::Discover(SessionId(1))));
    world.keys("Alt-2");
    world.msg(Msg::Kinds(SessionId(1), Ok(browse::kinds())));
    world.msg(Msg::Autoscaled(SessionId(1), name("iot-prod"), vec![(name("Deployment"), name("device-service"))]));
    assert!(world.state.panes.browse.is_none(), "it is of another tab: {}", world.screen());
    world.asked();
    world.keys("Alt-1");
    world.wait(0);
    let asked = world.asked();
    assert_eq!(asked.iter().filter(|e| **e == Effect::Discover(SessionId(1))).count(), 1, "{asked:?}");
    world.msg(Msg::Kinds(SessionId(1), Ok(browse::kinds())));
    assert!(world.state.panes.browse.is_some(), "{}", world.screen());
    let mut idle = world.state.cluster.store.workloads().find(|w| &*w.name == "device-service").expect("it is listed").clone();
    idle.desired = 0;
    assert!(world.state.off_at_zero(&idle), "that is not asked for twice");
}

/// What runs out is looked for on the screen, and so is what only the header tells of.
#[test]
fn a_look_that_ended_with_its_screen_is_begun_anew() {
    let mut world = tabs(160, 48, Lang::En);
    let looks = |world: &mut World| {
        let of = |e: &Effect| matches!(e, Effect::Soon(SessionId(1), _, Some(_)));
        world.asked().iter().filter(|e| of(e)).count()
    };
    world.wait(31_000).wait(0);
    assert_eq!(looks(&mut world), 1);
    world.keys("Alt-2 Alt-1");
    world.wait(0);
    assert_eq!(looks(&mut world), 1, "it has not ended");
}

#[test]
fn a_view_that_closes_behind_marks_its_tab() {
    let mut world = tabs(160, 48, Lang::En);
    world.allow("iot-prod").keys("b");
    let of = |e| if let Effect::Revisions(session, id, _) = e { Some((session, id)) } else { None };
    let (of, id) = world.asked().into_iter().rev().find_map(of).expect("the revisions are asked for");
    world.keys("Alt-2");
    assert!(!world.state.tab_looks()[0].news);
    world.msg(Msg::Revisions(of, id, Err("a webhook said no".into())));
    assert!(world.state.tab_looks()[0].news, "{}", world.screen());
    world.keys("Alt-1");
    assert!(world.state.views.is_empty(), "{}", world.screen());
}
