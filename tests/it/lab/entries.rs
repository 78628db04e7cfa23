//! Secrets and ConfigMaps on a real cluster, with kubectl as the oracle: keys and sizes, one value, an edit, and stale config.

use crate::flows::decoded::{in_memory, open_keys, random};
use crate::flows::stale::{open_stale, stands};
use crate::support::ground::{Ground, LONG, executable, until};
use crate::support::pty::{Start, keys};
use std::time::Duration;

#[test]
#[ignore = "needs a cluster"]
fn keys_sizes_a_value_and_an_edit_are_as_kubectl_has_them() {
    let (ground, folder) = (Ground::lab("entries"), tempfile::tempdir().unwrap());
    let (value, other) = (random(), random());
    let bytes = folder.path().join("bytes");
    std::fs::write(&bytes, [0xff, 0, 1]).unwrap();
    let [literal, file] = [format!("--from-literal=password={value}"), format!("--from-file=bytes={}", bytes.display())];
    ground.kubectl(&["create", "secret", "generic", "planted", &literal, &file]).unwrap();
    let editor = executable(&folder.path().join("editor"), &format!("#!/bin/sh\nsed -i 's/{value}/{other}/' \"$1\"\n"));
    let arguments = ["--kubeconfig", ground.config.to_str().unwrap(), "-n", &ground.namespace];
    let mut pty = Start::new().size(120, 34).env("EDITOR", editor.to_str().unwrap()).args(arguments).spawn();
    let pid = pty.pid();
    open_keys(&mut pty, "planted", "password");
    pty.wait_for(|s| s.contains("2 keys, 67 bytes") && stands(s, &["bytes", "3 bytes", "kubectl-create"]), LONG).unwrap();
    assert!(stands(&pty.screen(), &["password", "64 bytes"]), "{}", pty.screen());
    let halves = [&value[..32], &value[32..]];
    until("the list of keys to have left no value", || (in_memory(pid, &halves) == 0).then_some(()));
    pty.send("G");
    pty.send("x");
    pty.wait_text(&value, LONG).unwrap();
    assert!(in_memory(pid, &[&value]) > 0, "while it is shown it is found");
    pty.send(keys::ESC);
    pty.wait_for(|s| !s.contains(&value[..8]) && s.contains("2 keys"), LONG).unwrap();
    until("the value to be gone from memory", || (in_memory(pid, &halves) == 0).then_some(()));
    pty.send("e");
    pty.wait_for(|s| s.contains("y do it") && s.contains("data.password") && s.contains("(64 bytes)"), LONG).unwrap();
    pty.send("y");
    pty.wait_text("Written to the journal", LONG).unwrap();
    let now =
        || ground.kubectl(&["get", "secret", "planted", "-o", "go-template={{.data.password | base64decode}} {{.data.bytes}}"]);
    until("the edit to be there", || now().is_ok_and(|text| text == format!("{other} /wAB")).then_some(()));
}

#[test]
#[ignore = "needs a cluster"]
fn variables_that_were_read_before_a_change_are_stale_until_the_restart() {
    let ground = Ground::lab("stale");
    ground.kubectl(&["create", "configmap", "conf", "--from-literal=LEVEL=0", "--from-literal=OTHER=x"]).unwrap();
    ground.kubectl(&["set", "env", "deployment/web", "--from=configmap/conf", "--keys=LEVEL"]).unwrap();
    let rolled_out = || {
        ground.kubectl(&["rollout", "status", "deployment/web", "--timeout=120s"]).unwrap();
        let pods = || ground.kubectl(&["get", "pods", "-l", "app=web", "-o", "name"]).ok();
        until("two pods alone", || pods().filter(|all| all.lines().count() == 2));
    };
    rolled_out();
    let mut pty = ground.start(140, 40, &[]);
    open_stale(&mut pty);
    pty.wait_for(|s| s.contains("pods looked at") && !stands(s, &["✗", "web"]), LONG).unwrap();
    let row = ["✗", "web", "ConfigMap conf", "old variables", "2/2"];
    // Another key of it is none that they read.
    ground.kubectl(&["patch", "configmap", "conf", "-p", r#"{"data":{"NEW":"y"}}"#, "--field-manager=another"]).unwrap();
    pty.send("a");
    pty.wait_for(|s| s.contains("pods looked at 0s ago") && !stands(s, &["✗", "web"]), LONG).unwrap();
    let mut level = 0;
    until("the change to be seen", || {
        level += 1;
        let patch = format!(r#"{{"data":{{"LEVEL":"{level}"}}}}"#);
        ground.kubectl(&["patch", "configmap", "conf", "-p", &patch]).unwrap();
        pty.send("a");
        pty.wait_for(|s| stands(s, &row), Duration::from_secs(3)).ok()
    });
    ground.kubectl(&["rollout", "restart", "deployment/web"]).unwrap();
    rolled_out();
    until("it to be stale no more", || {
        pty.send("a");
        pty.wait_for(|s| s.contains("looked at") && !stands(s, &["✗", "web"]), Duration::from_secs(3)).ok()
    });
}
