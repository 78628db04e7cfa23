//! A release goes from one environment to the next as one plan, on the demo: a good one arrives, a bad one is stopped and taken back.

use crate::support::ground::{Ground, LONG, to_first};
use crate::support::pty::{Pty, keys};
use crate::support::truth;
use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// The tags that two workloads of iot-test run, as `dogwatch get` says.
fn tags(ground: &Ground, namespace: &str) -> [String; 2] {
    let out = Command::new(env!("CARGO_BIN_EXE_dogwatch"))
        .args(["get", "workloads", "-o", "json", "-n", namespace, "--kubeconfig"])
        .arg(&ground.config)
        .env("HOME", ground.config.parent().unwrap())
        .output()
        .unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let items = serde_json::from_slice::<Value>(&out.stdout).unwrap()["items"].take();
    ["device-service", "gateway"].map(|name| {
        let of = items.as_array().unwrap().iter().find(|w| w["name"] == name).unwrap();
        of["images"][0]["image"].as_str().unwrap().rsplit_once(':').unwrap().1.to_owned()
    })
}

fn journal(home: &Path) -> String {
    let out = Command::new(env!("CARGO_BIN_EXE_dogwatch"))
        .arg("journal")
        .env("XDG_STATE_HOME", home.join("state"))
        .env("HOME", home)
        .output()
        .unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8_lossy(&out.stdout).into_owned()
}

/// Marks both in iot-dev and says yes to their plan, once so many of the workloads there are well.
fn promote(pty: &mut Pty, well: &str) {
    pty.wait_for(|s| s.contains("● live") && s.contains(well), LONG).unwrap();
    pty.send(":");
    pty.wait_text("─ Command", LONG).unwrap();
    pty.send("sort-name");
    pty.wait_text("> sort-name", LONG).unwrap();
    pty.send(keys::ENTER);
    pty.wait_for(|s| !s.contains("─ Command"), LONG).unwrap();
    to_first(pty, &["● live", well], "device-service");
    // Marking goes on to the next row.
    pty.send(" ");
    pty.wait_for(|s| s.lines().any(|l| l.rsplit_once('▌').is_some_and(|(_, list)| list.contains("gateway"))), LONG).unwrap();
    pty.send(" ");
    pty.send("P");
    pty.wait_for(|s| s.contains("promote") && s.contains("2  Deployment gateway") && s.contains("y do it"), LONG).unwrap();
    pty.send("y");
}

#[test]
fn two_workloads_go_to_the_next_environment_in_one_plan() {
    let mut ground = Ground::demo();
    ground.namespace = "iot-dev".into();
    let new = tags(&ground, "iot-dev");
    assert_ne!(tags(&ground, "iot-test"), new);
    let mut pty = ground.start(120, 36, &[]);
    promote(&mut pty, "✓5");
    pty.wait_text("promotion iot-dev → iot-test: 2 workloads available", LONG).unwrap();
    assert_eq!(tags(&ground, "iot-test"), new);
    let written = journal(pty.home());
    assert!(written.contains("promote iot-dev → iot-test: device-service"), "{written}");
}

#[test]
fn a_bad_image_is_stopped_in_the_next_environment_and_taken_back() {
    let mut ground = Ground::demo();
    ground.namespace = "iot-dev".into();
    let old = tags(&ground, "iot-test");
    // It runs nowhere yet: in iot-dev nobody has pods of it.
    let scaled = r#"{"spec":{"replicas":0}}"#;
    let path = "/apis/apps/v1/namespaces/iot-dev/deployments/gateway";
    truth::change(ground.address(), "PATCH", path, scaled);
    let bad =
        r#"{"spec":{"template":{"spec":{"containers":[{"name":"gateway","image":"registry.example/iot/gateway:2.4.1-bad"}]}}}}"#;
    truth::change(ground.address(), "PATCH", path, bad);
    let mut pty = ground.start(120, 36, &[]);
    promote(&mut pty, "✓4");
    pty.wait_text("stopped at 2 of 2, gateway", LONG).unwrap();
    assert_eq!(tags(&ground, "iot-test")[1], "2.4.1-bad");
    pty.send("b");
    pty.wait_for(|s| s.contains("take back") && s.contains("1  Deployment gateway") && s.contains("y do it"), LONG).unwrap();
    pty.send("y");
    pty.wait_text("taken back: 2 workloads available", LONG).unwrap();
    assert_eq!(tags(&ground, "iot-test"), old);
    pty.send(keys::ESC);
    let written = journal(pty.home());
    assert!(written.contains("stopped at step 2") && written.contains("take back iot-dev → iot-test: gateway"), "{written}");
}
