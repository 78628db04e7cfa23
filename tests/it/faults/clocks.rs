//! Ages and deadlines go by the cluster's clock, and stand still where nothing is known any more. (kubectl's ages go by its own machine's
//! clock: beside it, dogwatch is right to differ by the skew.)

use crate::support::desk::Desk;
use crate::support::ground::Ground;
use crate::support::proxy::{Fault, Proxy};
use crate::support::world::{self, World, now};
use dogwatch::model::Kind;
use dogwatch::model::feed::{Feed, LinkState, Scope, WatchState};
use dogwatch::model::trouble::Trouble;
use std::process::Command;

const HOUR: i64 = 3_600_000;

/// The incident as a machine sees it whose clock is ahead by so many milliseconds.
fn incident(ahead: i64) -> World {
    let mut world = world::begin_with(&["iot-prod"], |start| start.now = now().plus(ahead));
    world.now = now().plus(ahead);
    if ahead != 0 {
        world.feed(Feed::Skew(-ahead));
    }
    world::put_incident(&mut world, 160, 48);
    world
}

/// The panes, without the lines below them, where messages stand.
fn panes(world: &World) -> String {
    let screen = world.screen();
    let lines: Vec<&str> = screen.lines().collect();
    lines[..lines.len() - 3].join("\n")
}

#[test]
fn a_clock_that_is_wrong_changes_no_age_and_no_health() {
    let right = panes(&incident(0));
    assert!(right.contains("stuck") && right.contains("12d"), "{right}");
    for ahead in [-HOUR, -600_000, -31_000, -2000, 2000, 31_000, 600_000, HOUR] {
        let mut wrong = incident(ahead);
        assert_eq!(panes(&wrong), right, "{ahead}");
        let all = wrong.state.messages.all();
        let said = all.iter().filter(|m| m.text.to_string().starts_with("This machine's clock is ")).count();
        assert_eq!(said, usize::from(ahead.abs() > 30_000), "{ahead}");
        // What is found out a little better later is not said again; what comes before the difference is known is put right.
        wrong.feed(Feed::Skew(-ahead + 700));
        assert_eq!(wrong.state.messages.all().len(), said.max(wrong.state.messages.all().len()));
        let mut late = world::begin_with(&["iot-prod"], |start| start.now = now().plus(ahead));
        late.now = now().plus(ahead);
        world::put_incident(&mut late, 160, 48);
        late.feed(Feed::Skew(-ahead));
        assert_eq!(panes(&late), right, "{ahead}, found out late");
    }
}

#[test]
fn offline_what_is_not_known_does_not_grow_older() {
    let mut world = incident(0);
    let before = panes(&world);
    let rows = |screen: &str| -> Vec<String> {
        screen.lines().filter(|l| l.contains("lab-node") || l.contains("stuck")).map(str::to_owned).collect()
    };
    let since = world.now;
    let down = LinkState::Down { since, retry: since.plus(500), error: Trouble::said("Connection refused") };
    world.wait(4000).feed(Feed::Link(down)).wait(600_000);
    let offline = panes(&world);
    assert!(offline.contains("offline since 20:20:00") && offline.contains("stale since 20:20:00"), "{offline}");
    assert_eq!(rows(&offline), rows(&before));
    world.feed(Feed::Link(LinkState::Up { latency: 4 }));
    assert!(panes(&world).contains("12m"), "{}", panes(&world));
}

#[test]
fn a_pane_that_is_stale_by_itself_stands_still_by_itself() {
    let mut world = incident(0);
    let pods = Scope::of(Kind::Pod, &"iot-prod".into());
    let stale = WatchState::Stale { since: world.now, retry: world.now, error: Trouble::said("HTTP 503") };
    assert_eq!(world.state.time_of(&[Kind::Pod]), world.now);
    world.feed(Feed::Watch(pods.clone(), stale)).wait(60_000);
    assert_eq!(world.state.time_of(&[Kind::Pod]), world.now.plus(-60_000));
    assert_eq!(world.state.time_of(&[Kind::Deployment]), world.now);
    assert_eq!(world.state.time(), world.now);
    world.feed(Feed::Watch(pods, WatchState::Live));
    assert_eq!(world.state.time_of(&[Kind::Pod]), world.now);
}

#[test]
fn the_servers_date_is_what_ages_go_by() {
    let ground = Ground::demo();
    let config = std::fs::read_to_string(&ground.config).unwrap();
    for ahead in [-3600, -600, -45, 0, 45, 600, 3600] {
        let proxy = Proxy::before(ground.address());
        proxy.on("", "/", Fault::Clock(ahead));
        let desk = Desk::open(&proxy.config(&config), &config);
        desk.wait("the clocks to be compared", |s| {
            let differs = s.time().since(s.now) - ahead * 1000;
            matches!(s.cluster.store.link(), LinkState::Up { .. }) && differs.abs() <= 2000
        });
        let words = match ahead {
            0 => None,
            n if n < 0 => Some("ahead of"),
            _ => Some("behind"),
        };
        desk.wait("a word about it", |s| {
            let said: Vec<_> =
                s.messages.all().iter().filter(|m| m.text.to_string().starts_with("This machine's clock is")).collect();
            assert!(said.len() <= 1, "{said:?}");
            words.map_or(said.is_empty(), |w| said.iter().any(|m| m.text.to_string().contains(w)))
        });
    }
}

#[test]
fn without_a_screen_ages_go_by_the_servers_clock_too() {
    let ground = Ground::demo();
    let proxy = Proxy::before(ground.address());
    let config = proxy.config_of(&ground.config);
    let run = |words: &[&str]| {
        let out = Command::new(env!("CARGO_BIN_EXE_dogwatch")).arg("--kubeconfig").arg(&config).args(words).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (out.status.code(), text(&out.stdout), text(&out.stderr))
    };
    let (_, right, none) = run(&["get", "namespaces"]);
    assert_eq!(none, "");
    let rule = proxy.on("", "/", Fault::Clock(86_400 * 400 + 7200));
    let (_, shifted, words) = run(&["get", "namespaces"]);
    assert_ne!(right, shifted);
    assert!(words.contains("This machine's clock is 400d behind the cluster's; ages go by the cluster's"), "{words}");
    let (code, check, _) = run(&["check"]);
    assert!(code == Some(0) && check.contains("clock       ✗ This machine's clock is 400d behind the cluster's"), "{check}");
    proxy.lift(rule);
    assert!(!run(&["check"]).1.contains("clock"));
}
