//! Two clusters in one run: what was left stays as it is and goes on, and nothing of one is shown in the other or sent to it.

use crate::support::ground::{Ground, LONG, tokens};
use crate::support::pty::{Start, keys};
use crate::support::truth;
use crate::support::world::{FIRST, World, incident, name, preview, workload};
use dogwatch::app::place::View;
use dogwatch::app::{Effect, Msg};
use dogwatch::command::Pane;
use dogwatch::demo;
use dogwatch::model::Kind;
use dogwatch::model::SessionId;
use dogwatch::model::change::Outcome;
use dogwatch::model::feed::{Delta, Feed, LinkState, Row, Scope};
use dogwatch::model::logs::{LogBody, LogLine};
use dogwatch::model::rights::{Right, Rights, Verdict};
use dogwatch::model::trouble::Trouble;

fn go_to(world: &mut World, context: &str) -> Vec<Effect> {
    world.asked();
    world.keys(":").type_text(&format!("ctx {context}")).keys("Enter");
    world.asked()
}

fn tells(world: &mut World, session: SessionId, what: &str) {
    let row = Row::Workload(workload("iot-prod", what, 1, "a:1"));
    world.msg(Msg::Feed(session, Feed::Batch(Scope::all(Kind::Deployment), vec![Delta::Put(row)])));
}

#[test]
fn what_was_left_is_there_again_as_it_is_by_then() {
    let mut world = incident(160, 48);
    let before = world.screen();
    let effects = go_to(&mut world, "lab-viewer");
    assert!(
        effects.contains(&Effect::Rest(SessionId(1))) && effects.contains(&Effect::Connect(SessionId(2), name("lab-viewer"))),
        "{effects:?}"
    );
    assert!(!world.screen().contains("device-service"), "nothing of the other one is left");
    // It goes on being told of, and its rows are not those of the one in front.
    tells(&mut world, SessionId(1), "newcomer");
    world.msg(Msg::Feed(SessionId(1), Feed::Link(LinkState::Up { latency: 77 })));
    let verdicts = vec![(Right::ALL[0], Verdict::Yes)];
    world.msg(Msg::Rights(SessionId(1), Rights { namespace: name("iot-left"), verdicts }));
    assert!(!world.screen().contains("newcomer") && !world.screen().contains("77 ms"), "{}", world.screen());
    assert!(world.state.cluster.rights.is_empty());
    // Coming back asks for nothing that is known, and what has come meanwhile is there in the first frame.
    let effects = go_to(&mut world, "lab-admin");
    assert!(!effects.iter().any(|e| matches!(e, Effect::Connect(..) | Effect::Watch(_, _))), "{effects:?}");
    assert!(effects.contains(&Effect::Rest(SessionId(2))));
    let after = world.screen();
    assert!(after.contains("newcomer") && after.contains("77 ms") && after.contains("device-service"), "{after}");
    assert!(world.state.cluster.rights.contains_key(&name("iot-left")));
    assert_eq!(before.lines().next().map(|l| l.split("  ").next()), after.lines().next().map(|l| l.split("  ").next()));
    // And the other is still there in its turn.
    tells(&mut world, SessionId(2), "elsewhere");
    assert!(!world.screen().contains("elsewhere"));
    // After a while it is left for good, and is begun anew.
    world.wait(5 * 60_000);
    assert!(world.asked().contains(&Effect::Leave(SessionId(2))));
    tells(&mut world, SessionId(2), "ghost");
    let effects = go_to(&mut world, "lab-viewer");
    assert!(effects.contains(&Effect::Connect(SessionId(3), name("lab-viewer"))), "{effects:?}");
    assert!(!world.screen().contains("ghost") && !world.screen().contains("elsewhere"));
}

/// The cursor has moved to another namespace, and the context is left before it has rested there.
#[test]
fn a_namespace_that_was_just_come_to_is_watched_after_coming_back() {
    let mut world = incident(160, 48);
    world.state.panes.focus = Pane::Namespaces;
    world.keys("k");
    let View::These(names) = world.state.panes.view.clone() else { panic!("{:?} is in view", world.state.panes.view) };
    let of_pods = Scope::of(Kind::Pod, &names[0]);
    let watched =
        |effects: &[Effect]| effects.iter().any(|e| matches!(e, Effect::Watch(FIRST, scopes) if scopes.contains(&of_pods)));
    assert!(!watched(&world.asked()), "it has rested");
    go_to(&mut world, "lab-viewer");
    let effects = go_to(&mut world, "lab-admin");
    assert_eq!(world.state.panes.view, View::These(names));
    assert!(watched(&effects), "{effects:?}");
}

#[test]
fn answers_of_one_do_not_come_to_another() {
    let mut world = incident(160, 48);
    go_to(&mut world, "lab-viewer");
    let kinds: Vec<Scope> = world.state.cluster.store.scopes().map(|(s, _)| s.clone()).collect();
    for session in [0, 1, 3, 99].map(SessionId) {
        tells(&mut world, session, "ghost");
        world.msg(Msg::Feed(session, Feed::Version(name("v9.9.9"))));
        world.msg(Msg::Feed(session, Feed::Skew(900_000)));
        world.msg(Msg::Feed(session, Feed::Link(LinkState::Up { latency: 999 })));
        world.msg(Msg::Rights(session, Rights { namespace: name("iot-prod"), verdicts: Vec::new() }));
        world.msg(Msg::Autoscaled(session, name("iot-prod"), vec![(name("Deployment"), name("web"))]));
        world.msg(Msg::Kinds(session, Err(Trouble::said("ghost"))));
    }
    let screen = world.screen();
    assert!(!["ghost", "v9.9.9", "999 ms", "clock"].iter().any(|w| screen.contains(w)), "{screen}");
    assert!(world.state.cluster.rights.is_empty());
    assert_eq!(world.state.cluster.store.scopes().map(|(s, _)| s.clone()).collect::<Vec<_>>(), kinds);
}

/// What was asked of one cluster is sent to it and to no other, and its answers reach nobody else, whenever they come.
#[test]
fn what_was_asked_of_one_stays_with_it() {
    let mut world = incident(160, 48);
    world.keys("d");
    let fetched = world.asked().into_iter().find_map(|e| if let Effect::Fetch(of, id, _) = e { Some((of, id)) } else { None });
    let (of, id) = fetched.unwrap();
    assert_eq!(of, FIRST);
    let effects = go_to(&mut world, "lab-viewer");
    let second = world.state.cluster.session;
    assert!(effects.iter().any(|e| matches!(e, Effect::Watch(to, _) if *to == second)), "{effects:?}");
    world.msg(Msg::Fetched(of, id, Ok("ghost: of the first".into())));
    world.msg(Msg::Revisions(of, id, Ok(Vec::new())));
    world.msg(Msg::Replicas(of, id, Ok(77)));
    let ghost = LogLine { source: 1, nanos: 0, body: LogBody::Text("a ghost's line".into()) };
    for view in 0..20 {
        world.msg(Msg::Logs(of, view, vec![ghost.clone()]));
    }
    assert!(!world.screen().contains("ghost"), "{}", world.screen());
    // Back there, a change is looked at; its answer and what it is followed by are of that session.
    go_to(&mut world, "lab-admin");
    world.keys("r");
    let asked = world.asked();
    let looked = asked.iter().find_map(|e| if let Effect::Preview(to, intent) = e { Some((*to, intent.clone())) } else { None });
    let (to, intent) = looked.unwrap();
    assert_eq!(to, FIRST);
    // While a change is looked at one does not go elsewhere; one that was left opens no question elsewhere, and nothing is sent.
    go_to(&mut world, "lab-viewer");
    assert_eq!(world.state.cluster.session, FIRST);
    world.keys("Esc");
    go_to(&mut world, "lab-viewer");
    assert_eq!(world.state.cluster.session, second);
    world.msg(Msg::Previewed(to, intent.id, Ok(Box::new(preview(intent.clone()))))).keys("y");
    assert!(!world.asked().iter().any(|e| matches!(e, Effect::CarryOut(..))), "{}", world.screen());
    go_to(&mut world, "lab-admin");
    assert!(world.screen().contains("device-service"));
    world.keys("r");
    let asked = world.asked();
    let looked = asked.iter().find_map(|e| if let Effect::Preview(_, intent) = e { Some(intent.clone()) } else { None }).unwrap();
    world.msg(Msg::Previewed(FIRST, looked.id, Ok(Box::new(preview(looked.clone()))))).type_text("device-service").keys("Enter");
    let asked = world.asked();
    let sent = asked.iter().find_map(|e| if let Effect::CarryOut(to, ..) = e { Some(*to) } else { None });
    assert_eq!(sent, Some(FIRST), "{asked:?}");
    // What became of it is told wherever one is by then.
    go_to(&mut world, "lab-viewer");
    world.msg(Msg::CarriedOut(FIRST, looked.id, Outcome::Refused { reason: "a webhook said no".into() }));
    assert!(world.screen().contains("a webhook said no"), "{}", world.screen());
}

#[test]
fn more_than_a_few_are_not_kept_and_connecting_anew_keeps_none() {
    let mut world = incident(160, 48);
    let again = go_to(&mut world, "lab-admin");
    assert!(
        again.contains(&Effect::Leave(SessionId(1))) && again.contains(&Effect::Connect(SessionId(2), name("lab-admin"))),
        "{again:?}"
    );
    world.msg(Msg::Broken("a fault".into()));
    let effects = world.asked();
    assert!(
        effects.contains(&Effect::Leave(SessionId(2))) && effects.contains(&Effect::Connect(SessionId(3), name("lab-admin"))),
        "{effects:?}"
    );
}

/// The kubeconfigs of both as `KUBECONFIG` names them, the second with names of its own.
fn both(here: &Ground, there: &Ground) -> std::ffi::OsString {
    let text = std::fs::read_to_string(&there.config).unwrap().replace("demo", "other").replace("dogwatch.other", "dogwatch.demo");
    let file = there.config.with_file_name("other");
    std::fs::write(&file, text).unwrap();
    std::env::join_paths([&here.config, &file]).unwrap()
}

#[test]
fn two_demos_side_by_side() {
    let here = Ground::demo();
    let of = |user: &str| format!("other-{user}-token");
    let keys_there = demo::Tokens { admin: of("admin"), dev: of("dev"), viewer: of("viewer") };
    assert_ne!(keys_there.admin, tokens().admin);
    let there =
        Ground::demo_with(demo::Options { scenario: demo::Scenario::Calm, tokens: Some(keys_there), ..demo::Options::default() });
    let config = both(&here, &there);
    let namespace = |name: &str| format!(r#"{{"metadata":{{"name":"{name}"}}}}"#);
    let mut pty = Start::new().size(160, 48).env("KUBECONFIG", config).args(["-A"]).spawn();
    pty.wait_for(|s| s.contains("demo-admin ▸") && s.contains("● live") && s.contains("device-service"), LONG).unwrap();
    let go = |pty: &mut crate::support::pty::Pty, to: &str| {
        pty.send(":");
        pty.wait_text("command", LONG).unwrap();
        pty.send(&format!("ctx {to}"));
        pty.wait_text(&format!("ctx {to}"), LONG).unwrap();
        pty.send(keys::ENTER);
    };
    go(&mut pty, "other-admin");
    pty.wait_for(|s| s.contains("other-admin ▸") && s.contains("● live") && s.contains("device-service"), LONG).unwrap();
    // Something happens in the one that was left.
    let asked = here.requests().count();
    truth::change(here.address(), "POST", "/api/v1/namespaces", &namespace("meanwhile"));
    assert!(!pty.screen().contains("meanwhile"));
    go(&mut pty, "demo-admin");
    let first = pty.wait_for(|s| s.contains("demo-admin ▸"), LONG).unwrap();
    assert!(first.contains("device-service") && !first.contains("◌"), "at once:\n{first}");
    pty.wait_text("meanwhile", LONG).unwrap();
    let lists: Vec<String> = here.requests().since(asked).into_iter().filter(|r| r.contains("limit=500")).collect();
    assert!(lists.is_empty(), "nothing is listed again: {lists:?}");
    pty.send("q");
}
