//! Two real clusters as tabs of one program, while the API server of the second is stopped and started: the first stays live and is worked
//! with, the second says that it is away and comes back by itself, and the overview tells of both without the one holding up the other.
//!
//! It stops an API server, so it runs alone: `cargo test --test it two_labs -- --ignored --test-threads=1`, with `DOGWATCH_TEST_KUBECONFIG` for
//! the first, `DOGWATCH_TEST_SECOND_KUBECONFIG` for the second, and `DOGWATCH_TEST_LAB` for the script of the second.

use crate::support::ground::{Ground, LONG, agree, find_web, until};
use crate::support::pty::{Pty, Start, keys};
use crate::support::real;
use std::path::PathBuf;
use std::process::Command;

fn lab(what: &[&str]) {
    let script = std::env::var_os("DOGWATCH_TEST_LAB").expect("DOGWATCH_TEST_LAB names the script of the second lab");
    assert!(Command::new(script).args(what).status().unwrap().success(), "{what:?}");
}

/// The API server of the second lab stands still for as long as this lives: it is started again whatever becomes of the test.
struct Stopped;

impl Stopped {
    fn stop() -> Self {
        lab(&["stop", "apiserver"]);
        Self
    }
}

impl Drop for Stopped {
    fn drop(&mut self) {
        lab(&["start", "apiserver"]);
    }
}

/// What the line of tabs says.
fn tabs(screen: &str) -> &str {
    screen.lines().next().unwrap_or_default()
}

/// Whether a tab tells how its workloads are.
fn lit(screen: &str, tab: &str) -> bool {
    ["✓", "✗", "◐"].iter().any(|glyph| tabs(screen).contains(&format!("{tab} {glyph}")))
}

/// The row of a context in the overview.
fn row<'a>(screen: &'a str, context: &str) -> &'a str {
    screen.lines().find(|l| l.starts_with('│') && l.contains(&format!(" {context} "))).unwrap_or_default()
}

fn overview(pty: &mut Pty) {
    pty.send(":");
    pty.wait_text("─ Command", LONG).unwrap();
    pty.send("clusters");
    pty.wait_text("> clusters", LONG).unwrap();
    pty.send(keys::ENTER);
    pty.wait_text("─ Clusters", LONG).unwrap();
}

/// Nodes, ready and all, and the version, as kubectl tells them.
fn told(ground: &Ground) -> (String, String) {
    let nodes = ground.kubectl(&["get", "nodes", "--no-headers"]).unwrap();
    let ready = nodes.lines().filter(|l| l.split_whitespace().nth(1).is_some_and(|s| s.starts_with("Ready"))).count();
    let version: serde_json::Value = serde_json::from_str(&ground.kubectl(&["get", "--raw", "/version"]).unwrap()).unwrap();
    (format!("{ready}/{}", nodes.lines().count()), version["gitVersion"].as_str().unwrap().to_owned())
}

#[test]
#[ignore = "stops and starts a lab's API server: needs that lab to itself, and another one beside it"]
fn two_labs_as_tabs_while_one_is_stopped_and_started() {
    let second = std::env::var_os("DOGWATCH_TEST_SECOND_KUBECONFIG").expect("DOGWATCH_TEST_SECOND_KUBECONFIG names a kubeconfig");
    let (here, there) = (Ground::lab("two-labs"), Ground::lab_of(PathBuf::from(second), "two-labs"));
    let (first, second) = (real::context_of(&here.config, "admin"), real::context_of(&there.config, "admin"));
    assert_ne!(first, second, "the contexts of both have names of their own");
    let both = std::env::join_paths([&here.config, &there.config]).unwrap();
    let named = format!("{first},{second}");
    let (tab, other) = (format!("1 {first}"), format!("2 {second}"));
    let mut pty = Start::new().size(160, 48).env("KUBECONFIG", both).args(["-n", &here.namespace, "--context", &named]).spawn();
    pty.wait_for(|s| s.contains(&format!("{first} ▸ {}", here.namespace)) && s.contains("● live") && s.contains(" web "), LONG)
        .unwrap();
    pty.wait_for(|s| lit(s, &tab) && lit(s, &other), LONG).unwrap();
    let (nodes, version) = told(&here);
    let (nodes_there, version_there) = told(&there);

    let stopped = Stopped::stop();
    let away = |s: &str| tabs(s).contains(&format!("{other} ◌ offline")) && tabs(s).contains('•') && lit(s, &tab);
    pty.wait_for(away, LONG).unwrap();
    // What happens in the first comes through, and what is done there is done.
    let make = |ground: &Ground, name: &str| {
        ground.kubectl(&["create", "deployment", name, "--image=docker.io/lab/app:1.0", "--replicas=0"]).unwrap();
    };
    make(&here, "meanwhile");
    pty.wait_for(|s| s.contains(" meanwhile ") && s.contains("● live") && away(s), LONG).unwrap();
    find_web(&mut pty);
    let generation = || here.kubectl(&["get", "deployment", "web", "-o", "jsonpath={.metadata.generation}"]).unwrap();
    let before = generation();
    pty.send("r");
    agree(&mut pty, &format!("{first} ▸ {} ▸ Deployment web", here.namespace));
    until("the restart to be taken", || (generation() != before).then_some(()));
    here.kubectl(&["rollout", "status", "deployment/web", "--timeout=150s"]).unwrap();
    // The overview says so of each, and the one that is away holds up no other.
    overview(&mut pty);
    pty.wait_for(
        |s| {
            let (live, dead) = (row(s, &first), row(s, &second));
            live.contains('●')
                && live.contains(&nodes)
                && live.contains(&version)
                && dead.contains('✗')
                && dead.contains("no answer")
        },
        LONG,
    )
    .unwrap();
    pty.send(keys::ESC);
    pty.wait_for(|s| !s.contains("─ Clusters"), LONG).unwrap();
    // Who looks at the one that is away sees what was known of it, and nothing of the other.
    pty.send("\x1b2");
    let screen =
        pty.wait_for(|s| s.contains(&format!("{second} ▸")) && s.contains("offline since") && s.contains(" web "), LONG).unwrap();
    assert!(!screen.contains("meanwhile"), "{screen}");
    pty.send("\x1b1");
    pty.wait_for(|s| s.contains(&format!("{first} ▸")) && s.contains("● live"), LONG).unwrap();

    drop(stopped);
    until("the API server to answer", || there.kubectl(&["get", "--raw", "/readyz"]).ok());
    // It comes back by itself, behind the other, and goes on as before.
    pty.wait_for(|s| lit(s, &other) && lit(s, &tab), LONG).unwrap();
    make(&there, "returned");
    overview(&mut pty);
    pty.wait_for(
        |s| {
            let back = row(s, &second);
            back.contains('●') && back.contains(&nodes_there) && back.contains(&version_there)
        },
        LONG,
    )
    .unwrap();
    pty.send(keys::ESC);
    pty.wait_for(|s| !s.contains("─ Clusters"), LONG).unwrap();
    pty.send("\x1b2");
    let screen =
        pty.wait_for(|s| s.contains(&format!("{second} ▸")) && s.contains("● live") && s.contains(" returned "), LONG).unwrap();
    assert!(!screen.contains("meanwhile"), "{screen}");
}
