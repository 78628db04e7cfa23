//! After the program or the server was away for a while, all is live and true again by itself.

use crate::support::desk::{BUSY, Desk, PROMISED, told};
use crate::support::ground::{Ground, LONG, until};
use crate::support::proxy::{Fault, Proxy};
use crate::support::pty::{Pty, Start, keys};
use crate::support::truth::change;
use dogwatch::demo::{Options, Scenario};
use std::sync::Arc;
use std::time::{Duration, Instant};

const WEB: &str = "/apis/apps/v1/namespaces/iot-test/deployments/web";

fn scale(ground: &Ground, replicas: u32) {
    change(ground.address(), "PATCH", WEB, &format!(r#"{{"spec":{{"replicas":{replicas}}}}}"#));
}

/// The program in a terminal, live on iot-test, through the proxy.
fn program(ground: &Ground, proxy: &Proxy) -> Pty {
    let config = proxy.config_of(&ground.config);
    let pty = Start::new().size(140, 40).args(["--kubeconfig", config.to_str().unwrap(), "-n", "iot-test"]).spawn();
    pty.wait_for(|s| s.contains("● live") && shows(s, 1) && s.contains("Pods of"), LONG).unwrap();
    // A watch can be broken only once it is there.
    for watch in ["/pods?watch=", "/deployments?watch="] {
        proxy.wait_for("GET", watch, 1);
    }
    pty
}

/// Whether `web` has so many pods, all ready.
fn shows(screen: &str, replicas: u32) -> bool {
    screen.lines().any(|l| l.contains(" web ") && l.contains(&format!("{replicas}/{replicas}")))
}

fn live_again(pty: &Pty, replicas: u32, begun: Instant) {
    pty.wait_for(|s| s.contains("● live") && !s.contains("stale") && shows(s, replicas), LONG).unwrap();
    told("live again", begun.elapsed());
}

/// So long that a heartbeat is due and would have been given up.
const STOPPED: Duration = Duration::from_secs(9);

/// Whether the kernel runs nothing of it.
fn stands_still(pty: &Pty) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", pty.pid())).unwrap();
    stat.rsplit_once(") ").unwrap().1.starts_with('T')
}

#[test]
fn stopped_for_longer_than_the_heartbeat_and_continued() {
    let ground = Ground::demo();
    let proxy = Proxy::before(ground.address());
    let pty = program(&ground, &proxy);
    pty.signal("STOP");
    until("it to stand still", || stands_still(&pty).then_some(()));
    scale(&ground, 3);
    ground.web();
    proxy.reset();
    // Nothing is waited for: that it lasts is the fault.
    pty.look_on(STOPPED, |_| {});
    assert!(stands_still(&pty));
    let begun = Instant::now();
    pty.signal("CONT");
    live_again(&pty, 3, begun);
    assert!(begun.elapsed() < PROMISED + BUSY, "{:?}", begun.elapsed());
}

#[test]
fn frozen_in_a_terminal() {
    let ground = Ground::demo();
    let proxy = Proxy::before(ground.address());
    let mut pty = program(&ground, &proxy);
    let begun = Instant::now();
    proxy.freeze(true);
    let screen = pty.wait_for(|s| s.contains("offline since") && s.contains("stale since"), LONG).unwrap();
    assert!(begun.elapsed() < Duration::from_secs(10) + BUSY, "{:?}", begun.elapsed());
    assert!(shows(&screen, 1), "what was known stays\n{screen}");
    pty.send("?");
    pty.wait_text("─ Help", LONG).unwrap();
    pty.send(keys::ESC);
    scale(&ground, 2);
    proxy.freeze(false);
    live_again(&pty, 2, Instant::now());
}

#[test]
fn forbidden_and_allowed_in_a_terminal() {
    let ground = Ground::demo();
    let proxy = Proxy::before(ground.address());
    let mut pty = program(&ground, &proxy);
    let rule = proxy.on("GET", "/pods", Fault::status(403, "Forbidden", "pods is forbidden: \u{1b}]0;you may\u{7} not"));
    proxy.break_watches("/pods");
    pty.wait_for(|s| s.lines().any(|l| l.contains("Pods of") && l.contains("denied")), LONG).unwrap();
    pty.send("j");
    pty.send("k");
    proxy.lift(rule);
    pty.wait_for(|s| !s.contains("denied") && s.contains("Running"), LONG).unwrap();
}

#[test]
fn unreadable_objects_are_told_of_in_a_terminal() {
    let ground = Ground::demo();
    let proxy = Proxy::before(ground.address());
    let pty = program(&ground, &proxy);
    // What is told fades, and what is put into a watch that is just being opened anew reaches nobody.
    until("it to be told", || {
        proxy.inject("/pods", r#"{"type":"MODIFIED","object":{"metadata":{"uid":"u","name":"x"},"status":7}}"#);
        pty.wait_text("could not be read", Duration::from_secs(3)).ok()
    });
    scale(&ground, 2);
    pty.wait_for(|s| shows(s, 2), LONG).unwrap();
}

#[test]
fn the_server_is_started_again_on_its_port() {
    let mut ground = Ground::demo();
    let config = ground.config.to_str().unwrap().to_owned();
    let mut pty = Start::new().size(140, 40).args(["--kubeconfig", &config, "-n", "iot-test"]).spawn();
    pty.wait_for(|s| s.contains("● live") && shows(s, 1), LONG).unwrap();
    scale(&ground, 3);
    pty.wait_for(|s| shows(s, 3), LONG).unwrap();
    // It has forgotten what happened since its beginning.
    ground.restart(Options { scenario: Scenario::Calm, speed: 5.0, ..Options::default() });
    live_again(&pty, 1, Instant::now());
    pty.send("G");
    scale(&ground, 2);
    pty.wait_for(|s| shows(s, 2), LONG).unwrap();
}

#[test]
fn another_cluster_at_the_same_address() {
    // The same one with the same UIDs and a shorter past; and one that has nothing in common with it.
    for (seed, scenario) in [(1, Scenario::Calm), (7, Scenario::Incident)] {
        let mut ground = Ground::demo();
        let config = std::fs::read_to_string(&ground.config).unwrap();
        let desk = Desk::open(&config, &config);
        desk.equal_at_last();
        change(ground.address(), "POST", "/api/v1/namespaces", r#"{"metadata":{"name":"gone-with-it"}}"#);
        desk.equal_again(Instant::now());
        ground.restart(Options { scenario, speed: 5.0, seed, ..Options::default() });
        desk.equal_again(Instant::now());
        assert!(desk.look(|s| s.cluster.store.namespaces().all(|n| &*n.name != "gone-with-it")));
        desk.keys_answer();
    }
}

/// Versions as they would be if so many more writes had been.
fn later(text: &str, by: u64) -> String {
    let mut out = String::new();
    let mut rest = text;
    const KEY: &str = r#""resourceVersion":""#;
    while let Some(at) = rest.find(KEY) {
        let (before, after) = rest.split_at(at + KEY.len());
        let (number, tail) = after.split_at(after.find('"').unwrap());
        let number = number.parse::<u64>().map_or(number.to_owned(), |n| (n + by).to_string());
        out = out + before + &number;
        rest = tail;
    }
    out + rest
}

#[test]
fn a_server_restored_from_a_backup() {
    const BY: u64 = 5_000_000;
    let ground = Ground::demo();
    let proxy = Proxy::before(ground.address());
    proxy.on("GET", "?limit", Fault::body(|text| later(text, BY)));
    proxy.on("GET", "watch=true", Fault::lines(|line| vec![later(line, BY)]));
    let back = |path: &str| match path.split_once("&resourceVersion=") {
        Some((before, rest)) => {
            let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            let version = rest[..digits].parse::<u64>().map_or(0, |n| n.saturating_sub(BY));
            format!("{before}&resourceVersion={version}{}", &rest[digits..])
        }
        None => path.to_owned(),
    };
    proxy.on("GET", "watch=true", Fault::Path(Arc::new(back)));
    let config = std::fs::read_to_string(&ground.config).unwrap();
    let desk = Desk::open(&proxy.config(&config), &config);
    desk.equal_at_last();
    // From now on the versions are five million lower: a watch from the old one would be taken, and would tell nothing.
    proxy.clear();
    let begun = Instant::now();
    proxy.break_watches("");
    scale(&ground, 3);
    desk.equal_again(begun);
    scale(&ground, 2);
    desk.equal_again(Instant::now());
}
