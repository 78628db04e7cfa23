//! Contexts side by side: the line of tabs, going between them, what happens in those behind, and closing one.

use crate::support::world::{
    FIRST, World, begin_with, incident, name, namespace, pod, preview, put_incident, replicaset, workload,
};
use dogwatch::app::state::Context;
use dogwatch::app::tab::TabState;
use dogwatch::app::{Effect, Msg};
use dogwatch::model::change::{Outcome, Preview};
use dogwatch::model::feed::{Delta, Feed, LinkState, Row, Scope, WatchState};
use dogwatch::model::logs::{LogBody, LogLine};
use dogwatch::model::trouble::Trouble;
use dogwatch::model::{Kind, Lang, SessionId, WorkloadKind};

pub(super) fn context(text: &str, namespace: Option<&str>) -> Context {
    Context { name: name(text), cluster: name(text), user: name(text), namespace: namespace.map(name), insecure: false }
}

/// Three tabs, the first with the incident.
pub(super) fn three(w: u16, h: u16, lang: Lang) -> World {
    let mut world = begin_with(&["iot-prod"], |start| {
        let more = [context("shop-prod", None), context("edge", None)];
        start.contexts.extend(more.clone());
        (start.beside, start.lang) = (more.to_vec(), lang);
    });
    put_incident(&mut world, w, h);
    world
}

pub(super) fn feed(world: &mut World, session: u64, feed: Feed) {
    world.msg(Msg::Feed(SessionId(session), feed));
}

/// Everything that is watched there is listed: namespaces, and these Deployments with their pods.
pub(super) fn list(world: &mut World, session: u64, deployments: &[(&str, u32, u32)]) {
    let ns = name("iot-prod");
    let mut rows = Vec::new();
    let mut pods = Vec::new();
    let mut sets = Vec::new();
    for (text, wanted, ready) in deployments {
        let mut w = workload("iot-prod", text, *wanted, "docker.io/lab/app:1.1");
        (w.ready, w.available) = (*ready, *ready);
        pods.extend((0..*ready).map(|i| Row::Pod(pod(&w, 7, &format!("x-{i}"), "docker.io/lab/app:1.1", 60_000))));
        sets.push(replicaset(&w, 7, "docker.io/lab/app:1.1", (*ready, *wanted), 60_000));
        rows.push(Row::Workload(w));
    }
    let mut put = |scope: Scope, rows: Vec<Row>| {
        let rows = rows.into_iter().map(Delta::Put);
        let deltas = std::iter::once(Delta::ListBegins).chain(rows).chain([Delta::ListEnds]).collect();
        feed(world, session, Feed::Batch(scope.clone(), deltas));
        feed(world, session, Feed::Watch(scope, WatchState::Live));
    };
    put(Scope::all(Kind::Namespace), vec![namespace("iot-prod")]);
    for kind in WorkloadKind::ALL {
        put(Scope::all(kind.kind()), if kind == WorkloadKind::Deployment { rows.clone() } else { Vec::new() });
    }
    put(Scope::of(Kind::ReplicaSet, &ns), sets);
    put(Scope::of(Kind::Pod, &ns), pods);
    feed(world, session, Feed::Link(LinkState::Up { latency: 7 }));
}

pub(super) fn line(world: &World) -> String {
    world.screen().lines().next().unwrap_or_default().trim().to_owned()
}

fn down(world: &mut World, session: u64) {
    let (since, retry) = (world.now.plus(-240_000), world.now.plus(1_000));
    feed(world, session, Feed::Link(LinkState::Down { since, retry, error: Trouble::said("no route to host") }));
}

fn states(world: &World) -> Vec<TabState> {
    world.state.tab_looks().into_iter().map(|l| l.state).collect()
}

#[test]
fn the_line_tells_of_each() {
    for (w, h) in [(80, 24), (160, 48)] {
        for lang in [Lang::En, Lang::Zh] {
            let mut world = three(w, h, lang);
            list(&mut world, 2, &[("cart", 2, 2), ("pay", 3, 1), ("shop", 2, 0)]);
            down(&mut world, 3);
            world.wait(0);
            insta::assert_snapshot!(format!("tabs_at_{w}x{h}_{lang:?}"), world.screen());
        }
    }
    // One alone needs no line; nor does a screen that is very low.
    assert!(incident(80, 24).screen().lines().next().unwrap().contains("lab-admin ▸"));
    let mut world = three(80, 9, Lang::En);
    assert!(line(&world).contains("lab-admin ▸"), "{}", world.screen());
    world.size(80, 10);
    assert!(line(&world).starts_with("1 lab-admin"), "{}", world.screen());
}

#[test]
fn all_are_connected_at_the_start_and_watch_by_themselves() {
    let mut world = three(160, 48, Lang::En);
    let asked = world.asked();
    for (session, context) in [(1, "lab-admin"), (2, "shop-prod"), (3, "edge")] {
        assert!(asked.contains(&Effect::Connect(SessionId(session), name(context))), "{context}: {asked:?}");
        let watches = |e: &&Effect| matches!(e, Effect::Watch(of, scopes) if of.0 == session && scopes.contains(&Scope::of(Kind::Pod, &name("iot-prod"))));
        assert!(asked.iter().find(watches).is_some(), "-n is for each: {context}: {asked:?}");
    }
    // One that may not list all gets what it may, though nobody looks at it.
    let denied = WatchState::Denied { error: Trouble::said("no") };
    feed(&mut world, 3, Feed::Watch(Scope::all(Kind::Deployment), denied));
    world.wait(0);
    let asked = world.asked();
    let narrow = Scope::of(Kind::Deployment, &name("iot-prod"));
    assert!(asked.iter().any(|e| matches!(e, Effect::Watch(of, scopes) if of.0 == 3 && scopes.contains(&narrow))), "{asked:?}");
    // However long it is not looked at, it stays.
    world.wait(3 * 60 * 60_000);
    assert!(!world.asked().iter().any(|e| matches!(e, Effect::Leave(_))));
    world.keys("Alt-3");
    assert!(!world.asked().iter().any(|e| matches!(e, Effect::Connect(..))) && world.state.cluster.session == SessionId(3));
}

#[test]
fn keys_go_between_them() {
    let mut world = three(160, 48, Lang::En);
    let at = |world: &World| world.state.cluster.context.name.to_string();
    for (key, want) in [
        ("Alt-2", "shop-prod"),
        ("Alt-2", "shop-prod"),
        ("Ctrl-PgDn", "edge"),
        ("Ctrl-PgDn", "lab-admin"),
        ("Ctrl-PgUp", "edge"),
        ("Alt-1", "lab-admin"),
        ("Alt-9", "lab-admin"),
    ] {
        world.keys(key);
        assert_eq!(at(&world), want, "{key}");
    }
    assert!(world.screen().contains("there is no tab 9"), "{}", world.screen());
    // What is only looked at stays with its tab; what waits for an answer is not left.
    world.keys("y Alt-2");
    assert!(at(&world) == "shop-prod" && world.state.views.is_empty(), "{}", world.screen());
    world.keys("Alt-1");
    assert!(at(&world) == "lab-admin" && world.state.way() == ["YAML"], "{}", world.screen());
    world.keys("Esc s Alt-2");
    assert!(at(&world) == "lab-admin" && !world.state.views.is_empty(), "{}", world.screen());
    world.keys("Esc Alt-2");
    assert_eq!(at(&world), "shop-prod");
    // The context that has a tab is gone to there.
    world.keys(":").type_text("ctx edge").keys("Enter");
    assert_eq!((at(&world), world.state.tabs.front(), world.state.tabs.count()), ("edge".to_owned(), 2, 3));
    // Another takes this tab, and the one that was here is left as ever.
    world.keys(":").type_text("ctx lab-dev").keys("Enter");
    assert_eq!((at(&world), world.state.tabs.front(), world.state.tabs.count()), ("lab-dev".to_owned(), 2, 3));
    world.asked();
    world.wait(5 * 60_000);
    assert!(world.asked().contains(&Effect::Leave(SessionId(3))));
}

#[test]
fn a_context_opens_in_a_tab_of_its_own() {
    let mut world = incident(160, 48);
    world.keys("Ctrl-PgDn");
    assert!(world.screen().contains("there is only this tab"), "{}", world.screen());
    world.keys(":").type_text("context").keys("Enter");
    assert!(world.screen().contains("Ctrl-t new tab"), "{}", world.screen());
    world.type_text("lab-viewer").keys("Ctrl-t");
    assert_eq!((world.state.tabs.count(), world.state.tabs.front()), (2, 1));
    assert!(world.asked().contains(&Effect::Connect(SessionId(2), name("lab-viewer"))));
    assert!(line(&world).starts_with("1 lab-admin ✗1"), "{}", world.screen());
    // From the palette as well, by the key that some terminals have for it; what is no context does not.
    world.keys(":").type_text("ctx lab-dev").keys("Ctrl-Enter");
    assert_eq!((world.state.tabs.count(), world.state.tabs.front()), (3, 2));
    world.keys(":").type_text("nodes").keys("Alt-Enter");
    assert!(world.screen().contains("only a context opens in a new tab"), "{}", world.screen());
    world.keys("Esc");
    world.keys(":").type_text("ctx lab-admin").keys("Ctrl-t");
    assert_eq!((world.state.tabs.count(), world.state.tabs.front()), (3, 0), "it has one");
}

#[test]
fn what_happens_behind_is_marked_until_it_is_looked_at() {
    let mut world = three(160, 48, Lang::En);
    list(&mut world, 2, &[("cart", 2, 2), ("pay", 3, 1)]);
    list(&mut world, 3, &[("agent", 1, 1)]);
    world.wait(1_000);
    assert_eq!(
        states(&world)[1..],
        [TabState::Known(dogwatch::model::health::Mood::Unwell, 1), TabState::Known(dogwatch::model::health::Mood::Well, 0)]
    );
    assert!(!line(&world).contains('•'), "how it was found is no news: {}", line(&world));
    let mut cart = workload("iot-prod", "cart", 2, "docker.io/lab/app:1.1");
    (cart.ready, cart.available) = (0, 0);
    feed(&mut world, 2, Feed::Batch(Scope::all(Kind::Deployment), vec![Delta::Put(Row::Workload(cart))]));
    world.wait(1_000);
    assert!(line(&world).contains("2 shop-prod ✗2 • PROD"), "{}", line(&world));
    down(&mut world, 3);
    world.wait(1_000);
    assert!(line(&world).contains("3 edge ◌ offline 4m1s •"), "{}", line(&world));
    world.keys("Alt-2 Alt-1");
    assert!(line(&world).contains("2 shop-prod ✗2   ") || line(&world).contains("2 shop-prod ✗2 PROD"), "{}", line(&world));
    assert!(line(&world).contains("offline 4m1s •"));
    // It comes back by itself.
    feed(&mut world, 3, Feed::Link(LinkState::Up { latency: 3 }));
    world.wait(1_000);
    assert!(line(&world).contains("3 edge ✓"), "{}", line(&world));
}

/// A change names its context in its question, is sent to that one, and is followed to its end there while another tab is in front.
#[test]
fn a_change_stays_with_its_tab() {
    let mut world = three(160, 48, Lang::En);
    list(&mut world, 2, &[("web", 2, 2)]);
    world.msg(Msg::Rights(SessionId(2), dogwatch::model::rights::Rights { namespace: name("iot-prod"), verdicts: Vec::new() }));
    world.keys("Alt-2 r");
    let asked = world.asked();
    let looked = asked.iter().find_map(|e| if let Effect::Preview(to, intent) = e { Some((*to, intent.clone())) } else { None });
    let (to, intent) = looked.unwrap_or_else(|| panic!("{}\n{asked:?}", world.screen()));
    assert_eq!((to, &*intent.target.context), (SessionId(2), "shop-prod"));
    // An answer that comes from another session is not the one that is waited for, and a question is not left for another tab.
    world.msg(Msg::Previewed(FIRST, intent.id, Ok(Box::new(preview(intent.clone())))));
    assert!(!world.screen().contains("Type"), "{}", world.screen());
    world.msg(Msg::Previewed(to, intent.id, Ok(Box::new(preview(intent.clone())))));
    assert!(world.screen().contains("shop-prod ▸ iot-prod ▸ Deployment web"), "{}", world.screen());
    world.keys("Alt-1");
    assert_eq!(world.state.cluster.session, SessionId(2));
    world.type_text("web").keys("Enter");
    let sent: Vec<(SessionId, Preview)> =
        world.asked().into_iter().filter_map(|e| if let Effect::CarryOut(to, p, _) = e { Some((to, p)) } else { None }).collect();
    assert!(matches!(&sent[..], [(SessionId(2), p)] if &*p.intent.target.context == "shop-prod"), "{sent:?}");
    world.keys("Alt-1");
    world.msg(Msg::CarriedOut(SessionId(2), intent.id, Outcome::taken(8)));
    assert!(line(&world).contains("2 shop-prod") && line(&world).contains('•'), "{}", line(&world));
    world.keys("Alt-2 Alt-1");
    assert!(!line(&world).contains('•'));
    // Its rollout ends there, and that is said here with the context's name.
    let mut web = workload("iot-prod", "web", 2, "docker.io/lab/app:1.1");
    (web.generation, web.observed, web.revision) = (8, 8, 8);
    feed(&mut world, 2, Feed::Batch(Scope::all(Kind::Deployment), vec![Delta::Put(Row::Workload(web))]));
    world.wait(1_000);
    let screen = world.screen();
    assert!(screen.contains("shop-prod: web") && line(&world).contains('•'), "{screen}");
    assert!(
        world.asked().iter().any(|e| matches!(e, Effect::Conclude(SessionId(2), id, Outcome::Done { .. }) if *id == intent.id))
    );
}

#[test]
fn closing_asks_where_something_runs() {
    let mut world = three(160, 48, Lang::En);
    list(&mut world, 2, &[("web", 2, 2)]);
    world.keys("Alt-2").asked();
    let close = |world: &mut World| {
        world.keys(":").type_text("close-tab").keys("Enter");
    };
    world.keys("r");
    let intent =
        world.asked().into_iter().find_map(|e| if let Effect::Preview(_, intent) = e { Some(intent) } else { None }).unwrap();
    world.msg(Msg::Previewed(SessionId(2), intent.id, Ok(Box::new(preview(intent.clone()))))).type_text("web").keys("Enter");
    close(&mut world);
    assert!(
        world.state.tabs.count() == 3 && world.screen().contains(":close-tab again closes it all the same"),
        "{}",
        world.screen()
    );
    close(&mut world);
    let asked = world.asked();
    assert!(asked.contains(&Effect::Leave(SessionId(2))) && world.state.tabs.count() == 2, "{asked:?}");
    assert_eq!(&*world.state.cluster.context.name, "edge", "its neighbour is there");
    // Nothing of it comes any more, and what was not answered yet still is.
    feed(&mut world, 2, Feed::Link(LinkState::Up { latency: 99 }));
    world.msg(Msg::CarriedOut(SessionId(2), intent.id, Outcome::Refused { reason: "a webhook said no".into() }));
    assert!(world.screen().contains("a webhook said no"), "{}", world.screen());
    close(&mut world);
    assert_eq!((world.state.tabs.count(), line(&world).contains("1 lab-admin")), (1, false));
    close(&mut world);
    assert!(world.state.tabs.count() == 1 && world.screen().contains("there is only this tab"), "{}", world.screen());
    // What was left a short while ago stays warm: the tab that is closed takes nobody's place.
    let mut world = three(160, 48, Lang::En);
    world.keys("Alt-3");
    for to in ["lab-dev", "lab-viewer", "lab-token"] {
        world.msg(Msg::Contexts([to, "edge", "shop-prod", "lab-admin"].map(|n| context(n, None)).to_vec()));
        world.keys(":").type_text(&format!("ctx {to}")).keys("Enter");
    }
    world.asked();
    close(&mut world);
    let left: Vec<Effect> = world.asked().into_iter().filter(|e| matches!(e, Effect::Leave(_))).collect();
    assert_eq!(left, [Effect::Leave(SessionId(6))], "three stay, and the one that is closed goes");
    // Too many are not opened.
    let mut world = three(160, 48, Lang::En);
    world.msg(Msg::Contexts((0..9).map(|i| context(&format!("c{i}"), None)).collect()));
    for i in 0..9 {
        world.keys(":").type_text(&format!("ctx c{i}")).keys("Ctrl-t");
    }
    assert!(world.state.tabs.count() == 9 && world.screen().contains("9 tabs are open"), "{}", world.screen());
}

/// The logs of a workload in all tabs are one stream, whose lines say whose they are.
#[test]
fn logs_of_all_tabs_are_one_stream() {
    let mut world = three(160, 48, Lang::En);
    list(&mut world, 2, &[("web", 2, 2)]);
    list(&mut world, 3, &[("other", 1, 1)]);
    world.keys("G").asked();
    world.keys(":").type_text("logs-across").keys("Enter");
    world.wait(0);
    let follows = |world: &mut World| -> Vec<(u64, u64, Vec<u32>)> {
        let of = |e| if let Effect::Follow(s, v, w) = e { Some((s.0, v, w.iter().map(|w| w.source.id).collect())) } else { None };
        world.asked().into_iter().filter_map(of).collect()
    };
    let asked = follows(&mut world);
    let last =
        |session: u64| asked.iter().rev().find(|f| f.0 == session).cloned().unwrap_or_else(|| panic!("{session}: {asked:?}"));
    let ((_, view, here), (_, same, there)) = (last(1), last(2));
    assert!(view == same && here.len() == 2 && there.len() == 2 && here.iter().all(|id| !there.contains(id)), "{asked:?}");
    assert!(!asked.iter().any(|f| f.0 == 3), "it has no such workload: {asked:?}");
    let say = |world: &mut World, session: u64, source: u32, text: &str| {
        let line = LogLine { source, nanos: world.now.millis() * 1_000_000, body: LogBody::Text(text.into()) };
        world.msg(Msg::Logs(SessionId(session), view, vec![line]));
    };
    say(&mut world, 1, here[0], "one from here");
    say(&mut world, 2, there[0], "one from there");
    say(&mut world, 3, 0, "a ghost");
    let screen = world.screen();
    let row = |text: &str| screen.lines().find(|l| l.contains(text)).unwrap_or_else(|| panic!("{text}: {screen}")).to_owned();
    assert!(row("one from here").contains("1:") && row("one from there").contains("2:web-x-0"), "{screen}");
    assert!(!screen.contains("ghost") && screen.contains("Logs of web · 4 pods · 2 clusters"), "{screen}");
    // An ordinary `l` is of this one alone again, and of all when that is asked for again.
    world.keys("Esc l");
    world.wait(0);
    let screen = world.screen();
    assert!(screen.contains("Logs of web · 2 pods") && !screen.contains("clusters ·") && !screen.contains("one from"), "{screen}");
    let asked = follows(&mut world);
    assert!(asked.contains(&(2, view + 1, Vec::new())) && asked.iter().any(|f| f.0 == 1 && f.1 == view + 1), "{asked:?}");
    world.keys("Esc :").type_text("logs-across").keys("Enter");
    world.wait(0);
    let asked = follows(&mut world);
    let (here, there) = (asked.iter().rev().find(|f| f.0 == 1).unwrap(), asked.iter().rev().find(|f| f.0 == 2).unwrap());
    assert!((here.1, there.1) == (view + 2, view + 2) && here.2.len() == 2 && there.2.len() == 2, "{asked:?}");
    // The runs before are of all of them as well.
    world.keys("p");
    world.wait(0);
    let asked = follows(&mut world);
    assert!(asked.iter().any(|f| f.0 == 2 && f.1 == view + 3 && f.2.len() == 2), "{asked:?}");
    world.keys("p");
    world.wait(0);
    let (view, there) = (view + 4, there.2.clone());
    world.asked();
    // In another tab they are over, and what still comes is for nobody.
    world.keys("Alt-3");
    assert!(follows(&mut world).contains(&(2, view + 1, Vec::new())), "{}", world.screen());
    let line = LogLine { source: there[0], nanos: world.now.millis() * 1_000_000, body: LogBody::Text("too late".into()) };
    world.msg(Msg::Logs(SessionId(2), view, vec![line]));
    assert!(!world.screen().contains("too late"));
}

#[test]
fn a_fault_of_ours_connects_all_anew() {
    let mut world = three(160, 48, Lang::En);
    world.asked();
    world.msg(Msg::Broken("a fault".into()));
    let asked = world.asked();
    for (session, context) in [("shop-prod", 4), ("edge", 5), ("lab-admin", 6)].map(|(c, s)| (s, c)) {
        assert!(asked.contains(&Effect::Connect(SessionId(session), name(context))), "{context}: {asked:?}");
    }
    assert_eq!(asked.iter().filter(|e| matches!(e, Effect::Leave(_))).count(), 3);
}
