//! Tabs and the overview on a real cluster: two users of it side by side, with kubectl as witness.

use crate::support::ground::{Ground, LONG, agree, find_web, until};
use crate::support::pty::{Start, keys};
use crate::support::real;

/// Pods are ready when the test says so: a rollout does not end before the other tab is come to.
const WAITS: &str = r#"{"spec": {"template": {"spec": {"containers": [{"name": "web", "readinessProbe": {"periodSeconds": 1,
"exec": {"command": ["test", "-e", "/tmp/go"]}}}]}}}}"#;

/// Says so of all there are, until the rollout has ended.
fn let_go(ground: &Ground) {
    until("the rollout to end", || {
        let pods = ground.kubectl(&["get", "pods", "-l", "app=web", "-o", "name"]).unwrap();
        for pod in pods.lines() {
            // One that is not there yet, or is going, is for the next time or for none.
            let _ = ground.kubectl(&["exec", pod, "--", "sh", "-c", ": >/tmp/go"]);
        }
        ground.kubectl(&["rollout", "status", "deployment/web", "--timeout=2s"]).ok()
    });
}

#[test]
#[ignore = "needs DOGWATCH_TEST_KUBECONFIG, the path of a kubeconfig, and kubectl"]
fn a_change_is_followed_behind_and_the_overview_tells_what_kubectl_tells() {
    let ground = Ground::lab("tabs");
    ground.kubectl(&["patch", "deployment", "web", "-p", WAITS]).unwrap();
    let_go(&ground);
    let (admin, viewer) = (real::context("admin"), real::context("viewer"));
    let config = ground.config.to_str().unwrap();
    let both = format!("{admin},{viewer}");
    let arguments = ["--kubeconfig", config, "-n", &ground.namespace, "--context", &both];
    let mut pty = Start::new().size(160, 48).args(arguments).spawn();
    let line = |s: &str| s.lines().next().unwrap_or_default().to_owned();
    pty.wait_for(|s| s.contains(&format!("{admin} ▸")) && s.contains("● live") && line(s).contains(&format!("2 {viewer}")), LONG)
        .unwrap();
    find_web(&mut pty);
    let generation = || ground.kubectl(&["get", "deployment", "web", "-o", "jsonpath={.metadata.generation}"]).unwrap();
    let before = generation();
    pty.send("r");
    agree(&mut pty, &format!("{admin} ▸ {} ▸ Deployment web", ground.namespace));
    until("the restart to be taken", || (generation() != before).then_some(()));
    pty.send("\x1b2");
    pty.wait_for(|s| s.contains(&format!("{viewer} ▸")), LONG).unwrap();
    // It comes to its end in the tab behind, which is said here.
    let_go(&ground);
    pty.wait_for(|s| s.contains(&format!("{admin}: web")) && line(s).contains('•'), LONG).unwrap();

    pty.send(":");
    pty.wait_text("─ Command", LONG).unwrap();
    pty.send("clusters");
    pty.wait_text("> clusters", LONG).unwrap();
    pty.send(keys::ENTER);
    let nodes = ground.kubectl(&["get", "nodes", "--no-headers"]).unwrap();
    let ready = nodes.lines().filter(|l| l.split_whitespace().nth(1).is_some_and(|s| s.starts_with("Ready"))).count();
    let want = format!("{ready}/{}", nodes.lines().count());
    let version: serde_json::Value = serde_json::from_str(&ground.kubectl(&["get", "--raw", "/version"]).unwrap()).unwrap();
    let version = version["gitVersion"].as_str().unwrap();
    pty.wait_for(|s| s.lines().any(|l| l.contains(&format!(" {admin} ")) && l.contains(&want) && l.contains(version)), LONG)
        .unwrap();
}
