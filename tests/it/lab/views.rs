//! What the seeded lab looks like: every workload as kubectl has it, each broken one with its reason, each user with what they may see.
//! Run with `DOGWATCH_TEST_KUBECONFIG=… cargo test -- --ignored`.

use crate::support::ground::{LONG, until};
use crate::support::pty::Start;
use crate::support::real;
use serde_json::Value;
use std::process::Command;

fn config() -> String {
    real::config().to_str().unwrap().to_owned()
}

fn workloads(arguments: &[&str]) -> Vec<Value> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dogwatch"));
    let out = command.args(["get", "workloads", "-o", "json", "--kubeconfig", &config()]).args(arguments).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    match serde_json::from_slice::<Value>(&out.stdout).unwrap()["items"].take() {
        Value::Array(items) => items,
        other => panic!("{other}"),
    }
}

/// The kinds whose figures both name alike. Jobs and CronJobs have none of kubectl's kind, but each must be there.
const ROLLED_OUT: [&str; 3] = ["Deployment", "StatefulSet", "DaemonSet"];

/// The Jobs that no CronJob made, and the CronJobs, as kubectl has them: kind/name.
fn batch(namespace: &str) -> Vec<String> {
    let mut command = Command::new("kubectl");
    command.args(["--kubeconfig", &config(), "-n", namespace, "get", "jobs,cronjobs", "-o", "json"]);
    let list: Value = serde_json::from_slice(&command.output().expect("kubectl").stdout).unwrap();
    let own = list["items"].as_array().unwrap().iter().filter(|o| o["metadata"]["ownerReferences"].is_null());
    let mut names: Vec<_> =
        own.map(|o| format!("{}/{}", o["kind"].as_str().unwrap(), o["metadata"]["name"].as_str().unwrap())).collect();
    names.sort();
    names
}

/// kubectl's figures for all workloads of a namespace: kind/name, then ready, desired, updated, available.
fn kubectl(namespace: &str) -> Vec<(String, [u64; 4])> {
    let mut command = Command::new("kubectl");
    command.args(["--kubeconfig", &config(), "-n", namespace, "get", "deployments,statefulsets,daemonsets", "-o", "json"]);
    let list: Value = serde_json::from_slice(&command.output().expect("kubectl").stdout).unwrap();
    let number = |v: &Value| v.as_u64().unwrap_or(0);
    let figures = |o: &Value| {
        let (spec, status) = (&o["spec"], &o["status"]);
        if o["kind"] == "DaemonSet" {
            return [
                &status["numberReady"],
                &status["desiredNumberScheduled"],
                &status["updatedNumberScheduled"],
                &status["numberAvailable"],
            ]
            .map(number);
        }
        // A StatefulSet of 1.20 says nothing of availability; what is ready stands in.
        let available = if o["kind"] == "StatefulSet" && status["availableReplicas"].is_null() {
            &status["readyReplicas"]
        } else {
            &status["availableReplicas"]
        };
        [number(&status["readyReplicas"]), number(&spec["replicas"]), number(&status["updatedReplicas"]), number(available)]
    };
    let mut rows: Vec<_> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|o| (format!("{}/{}", o["kind"].as_str().unwrap(), o["metadata"]["name"].as_str().unwrap()), figures(o)))
        .collect();
    rows.sort();
    rows
}

#[test]
#[ignore = "needs DOGWATCH_TEST_KUBECONFIG, the path of the seeded lab's kubeconfig, and kubectl"]
fn every_workload_has_kubectls_figures() {
    for namespace in ["iot-dev", "iot-test", "iot-pre", "iot-prod"] {
        // What comes back to what it was between the looks differs as well: only where it goes on to differ are the figures others.
        let mut differed = 0;
        until("figures that hold still while both look", || {
            let before = (kubectl(namespace), batch(namespace));
            let number = |w: &Value, field: &str| w[field].as_u64().unwrap();
            let name = |w: &Value| format!("{}/{}", w["kind"].as_str().unwrap(), w["name"].as_str().unwrap());
            let all = workloads(&["-n", namespace]);
            let of = |kinds: &[&str]| -> Vec<&Value> {
                let mut all: Vec<&Value> = all.iter().filter(|w| kinds.contains(&w["kind"].as_str().unwrap_or_default())).collect();
                all.sort_by_key(|w| name(w));
                all
            };
            let figures = |w: &&Value| (name(w), ["ready", "desired", "updated", "available"].map(|f| number(w, f)));
            let ours: (Vec<_>, Vec<_>) =
                (of(&ROLLED_OUT).iter().map(figures).collect(), of(&["Job", "CronJob"]).into_iter().map(name).collect());
            let after = (kubectl(namespace), batch(namespace));
            assert!(!ours.0.is_empty(), "{namespace} is seeded");
            if before != after {
                return None;
            }
            if ours != after {
                differed += 1;
                assert!(differed < 20, "{namespace}: {ours:?}, kubectl {after:?}");
                return None;
            }
            Some(())
        });
    }
}

#[test]
#[ignore = "needs DOGWATCH_TEST_KUBECONFIG, the path of the seeded lab's kubeconfig, and kubectl"]
fn each_broken_workload_has_its_reason() {
    let unwell = ["Failed", "Stuck", "BadRelease", "Degraded"];
    for (name, states, reason) in [
        ("crashing", &unwell[..], "exit 1"),
        ("no-image", &unwell[..], "image not on the node"),
        ("out-of-memory", &unwell[..], "OOMKilled"),
        ("unschedulable", &unwell[..], "no node fits: cpu 0 of "),
        ("unready", &unwell[..], "not ready"),
        ("paused", &["Paused"][..], "paused"),
        ("zero", &["Idle"][..], ""),
        ("gateway", &["Healthy"][..], ""),
    ] {
        // A cluster that was seeded a moment ago needs some time to break.
        until(&format!("{name} to be {states:?} because of {reason:?}"), || {
            let all = workloads(&["-n", "iot-dev"]);
            let w = all.iter().find(|w| w["name"] == name)?;
            (states.contains(&w["state"].as_str()?) && w["reason"].as_str()?.contains(reason)).then_some(())
        });
    }
}

#[test]
#[ignore = "needs DOGWATCH_TEST_KUBECONFIG, the path of the seeded lab's kubeconfig, and kubectl"]
fn users_see_what_they_may_and_are_told_what_they_may_not() {
    let open = |context: &str| Start::new().size(160, 48).args(["--kubeconfig", &config(), "--context", context]).spawn();
    let (dev, viewer) = (real::context("dev"), real::context("viewer"));
    let pty = open(&dev);
    let screen = pty.wait_for(|s| s.contains("User \"dev\"") && s.contains("user-service") && s.contains("Pods of"), LONG).unwrap();
    assert!(screen.contains(&format!("{dev} ▸ iot-dev")) && screen.contains("forbidden"), "{screen}");
    let mut pty = open(&viewer);
    pty.wait_for(|s| s.contains(&format!("{viewer} ▸ iot-prod")) && s.contains("iot-pre") && s.contains("device-service"), LONG)
        .unwrap();
    pty.wait_text("changes are not allowed", LONG).unwrap();
    // Which workload stands first depends on how each is.
    pty.send("/device-service\r");
    pty.wait_for(|s| s.contains("/device-service") && s.contains("Pods of device-service"), LONG).unwrap();
    pty.send("r");
    pty.wait_text("restart: you may not patch deployments in iot-prod", LONG).unwrap();
    assert!(!pty.screen().contains("do it"));
}
