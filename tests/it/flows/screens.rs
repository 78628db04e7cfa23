//! The screen in a pseudo-terminal: the start, moving about, few rights, a server that comes and goes.

use crate::support::ground::{Ground, LONG};
use crate::support::pty::{Start, keys};
use dogwatch::demo;

#[test]
fn the_demo_opens_on_what_is_broken() {
    let mut pty = Start::new().size(160, 48).args(["--demo"]).spawn();
    let screen = pty.wait_for(|s| s.contains("stuck") && s.contains("● live"), LONG).unwrap();
    assert!(screen.contains("demo-admin ▸ all namespaces"), "{screen}");
    // The namespace switcher, by a few letters.
    pty.send("n");
    pty.wait_text("Enter take", LONG).unwrap();
    pty.send("prod");
    pty.wait_for(|s| s.lines().any(|l| l.contains('▌') && l.contains("iot-prod")), LONG).unwrap();
    pty.send(keys::ENTER);
    let screen = pty.wait_for(|s| s.contains("Workloads iot-prod") && s.contains("PROD"), LONG).unwrap();
    assert!(!screen.contains("Namespace ─"), "{screen}");
    // From the Deployment to its pods, to the containers of one, to its logs.
    pty.wait_text("Pods of device-service (5)", LONG).unwrap();
    pty.send(keys::ENTER);
    pty.send("G");
    pty.send(keys::ENTER);
    pty.wait_text("Containers of device-service-", LONG).unwrap();
    pty.send(keys::ENTER);
    pty.wait_for(|s| s.contains("Logs of device-service-") && s.contains("following"), LONG).unwrap();
    pty.send("z");
    pty.wait_for(|s| !s.contains("Workloads iot-prod") && s.contains("Logs of"), LONG).unwrap();
    // Back, one step at a time.
    pty.send(keys::ESC);
    pty.wait_text("Workloads iot-prod", LONG).unwrap();
    pty.send(keys::ESC);
    pty.wait_text("l logs", LONG).unwrap();
    pty.send("?");
    pty.wait_text("Help", LONG).unwrap();
    pty.send("q");
    pty.wait_for(|s| !s.contains("─ Help"), LONG).unwrap();
    // And the context, from the palette.
    pty.send(":");
    pty.wait_text("─ Command", LONG).unwrap();
    pty.send("context");
    pty.send(keys::ENTER);
    pty.wait_text("─ Context", LONG).unwrap();
    pty.send("viewer");
    pty.send(keys::ENTER);
    pty.wait_text("demo-viewer ▸ iot-prod", LONG).unwrap();
    pty.wait_text("Going back is not possible", LONG).unwrap();
}

#[test]
fn a_developer_sees_what_is_theirs() {
    let ground = Ground::demo();
    let pty = Start::new().size(140, 40).args(["--kubeconfig", ground.config.to_str().unwrap(), "--context", "demo-dev"]).spawn();
    let screen = pty.wait_for(|s| s.contains("user-service") && s.contains("cannot list"), LONG).unwrap();
    assert!(screen.contains("iot-dev"), "{screen}");
    pty.wait_for(|s| s.contains("Pods of") && !s.contains("loading") && !s.contains("waiting"), LONG).unwrap();
}

#[test]
fn a_viewer_is_told_what_may_not_be() {
    let ground = Ground::demo();
    let mut pty =
        Start::new().size(140, 40).args(["--kubeconfig", ground.config.to_str().unwrap(), "--context", "demo-viewer"]).spawn();
    pty.wait_text("changes are not allowed", LONG).unwrap();
    pty.send("r");
    pty.wait_text("restart: you may not patch", LONG).unwrap();
    assert!(!pty.screen().contains("y do it"));
}

#[test]
fn a_server_that_is_away_is_a_state_and_not_an_exit() {
    let ground = Ground::demo();
    ground.faults().refuse(true);
    let mut pty = ground.start(100, 30, &[]);
    pty.wait_text("offline since", LONG).unwrap();
    pty.wait_text("refused", LONG).unwrap();
    // Keys are answered meanwhile.
    pty.send("?");
    pty.wait_text("─ Help", LONG).unwrap();
    pty.send(keys::ESC);
    ground.faults().refuse(false);
    pty.wait_for(|s| s.contains("● live") && s.contains("user-service"), LONG).unwrap();
    // And again, once it was live.
    ground.faults().refuse(true);
    ground.faults().drop_connections();
    pty.wait_for(|s| s.contains("offline since") && s.contains("stale since") && s.contains("user-service"), LONG).unwrap();
    ground.faults().refuse(false);
    pty.wait_for(|s| s.contains("● live") && !s.contains("stale"), LONG).unwrap();
}

#[test]
fn a_hung_server_blocks_nothing() {
    let ground = Ground::demo();
    let mut pty = ground.start(100, 30, &[]);
    pty.wait_for(|s| s.contains("user-service") && s.contains("● live"), LONG).unwrap();
    ground.faults().hang(true);
    ground.faults().drop_connections();
    pty.wait_text("offline since", LONG).unwrap();
    pty.send("?");
    pty.wait_text("─ Help", LONG).unwrap();
    pty.send(keys::ESC);
    ground.faults().hang(false);
    pty.wait_for(|s| s.contains("● live") && !s.contains("stale"), LONG).unwrap();
}

#[test]
fn it_fits_80x24() {
    let ground = Ground::demo_with(demo::Options::default());
    let mut pty = Start::new().args(["--kubeconfig", ground.config.to_str().unwrap(), "-n", "iot-prod"]).spawn();
    let screen = pty.wait_for(|s| s.contains("still serves"), LONG).unwrap();
    for wanted in ["Workloads iot-prod", "Pods of device-service", "PROD", "b roll back", "? help", "b to go back"] {
        assert!(screen.contains(wanted), "{wanted}\n{screen}");
    }
    // Every pane can be reached.
    pty.send(keys::BACK_TAB);
    pty.wait_text("Namespaces", LONG).unwrap();
    pty.send(keys::BACK_TAB);
    pty.wait_text("Logs", LONG).unwrap();
    pty.resize(160, 48);
    pty.wait_for(|s| s.contains("Namespaces") && s.contains("Logs") && s.contains("Workloads"), LONG).unwrap();
}
