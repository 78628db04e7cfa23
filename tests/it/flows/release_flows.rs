//! The day of a release on the demo: by `P` alone a new image goes from development to production, and a bad one is stopped in test and taken
//! back.

use super::release_day::release_day;
use crate::support::ground::{Ground, LONG, until};
use crate::support::pty::{Pty, keys};
use crate::support::truth;
use serde_json::Value;

/// The image of a Deployment, as the cluster has it.
fn image(ground: &Ground, namespace: &str, name: &str) -> String {
    let path = format!("/apis/apps/v1/namespaces/{namespace}/deployments/{name}");
    let (_, text) = truth::ask(ground.address(), "GET", &path, "");
    let deployment: Value = serde_json::from_str(&text).unwrap_or_default();
    deployment["spec"]["template"]["spec"]["containers"][0]["image"].as_str().unwrap_or_default().to_owned()
}

/// Asks for the promotion of a workload from where it is.
fn ask(pty: &mut Pty, name: &str) {
    pty.wait_for(|s| s.contains("● live") && s.contains(name), LONG).unwrap();
    pty.send("/");
    pty.wait_for(|s| s.lines().rev().nth(1).is_some_and(|l| l.starts_with(" /")), LONG).unwrap();
    pty.send(name);
    pty.send(keys::ENTER);
    pty.wait_for(|s| s.contains(&format!("Pods of {name}")), LONG).unwrap();
    pty.send("P");
    pty.wait_for(|s| s.contains("promote") && s.contains(&format!("1  Deployment {name}")), LONG).unwrap();
}

#[test]
fn a_new_image_goes_from_development_to_production() {
    let mut ground = release_day(5.0);
    let new = image(&ground, "iot-dev", "device-service");
    for (from, to) in [("iot-dev", "iot-test"), ("iot-test", "iot-pre"), ("iot-pre", "iot-prod")] {
        from.clone_into(&mut ground.namespace);
        let mut pty = ground.start(120, 36, &[]);
        ask(&mut pty, "device-service");
        if to == "iot-prod" {
            // Production asks for its name, once for the plan.
            pty.wait_text("to do it:", LONG).unwrap();
            pty.send(to);
            pty.send(keys::ENTER);
        } else {
            pty.wait_text("y do it", LONG).unwrap();
            pty.send("y");
        }
        pty.wait_text(&format!("promotion {from} → {to}: 1 workload available"), LONG).unwrap();
        assert_eq!(image(&ground, to, "device-service"), new);
    }
}

#[test]
fn a_bad_one_is_stopped_in_test_and_taken_back() {
    let mut ground = release_day(5.0);
    let (old, bad) = (image(&ground, "iot-test", "gateway"), image(&ground, "iot-dev", "gateway"));
    "iot-dev".clone_into(&mut ground.namespace);
    let mut pty = ground.start(120, 36, &[]);
    ask(&mut pty, "gateway");
    pty.wait_text("y do it", LONG).unwrap();
    pty.send("y");
    pty.wait_text("stopped at 1 of 1, gateway", LONG).unwrap();
    assert_eq!(image(&ground, "iot-test", "gateway"), bad);
    pty.send("b");
    pty.wait_for(|s| s.contains("take back") && s.contains("1  Deployment gateway") && s.contains("y do it"), LONG).unwrap();
    pty.send("y");
    pty.wait_text("taken back: 1 workload available", LONG).unwrap();
    until("what was there before", || (image(&ground, "iot-test", "gateway") == old).then_some(()));
}

#[test]
fn a_release_that_is_ready_and_writes_a_new_error_is_called_bad() {
    let ground = release_day(5.0);
    let new = image(&ground, "iot-dev", "alarm-service");
    let home = tempfile::tempdir().unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_dogwatch"));
    command.args([
        "release",
        "-n",
        "iot-test",
        "deploy/alarm-service",
        &new,
        "--watch",
        "20s",
        "--yes",
        "-o",
        "json",
        "--kubeconfig",
    ]);
    command.arg(&ground.config).env("HOME", home.path()).env("XDG_STATE_HOME", home.path().join("state"));
    let out = command.env_remove("XDG_CONFIG_HOME").stdin(std::process::Stdio::null()).output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    assert!(out.status.code() == Some(1) && said.contains("mqtt: publish failed"), "{said}");
}
