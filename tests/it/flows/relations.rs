//! How things hang together, by the real program on the demo: from one to the next.

use crate::support::ground::{Ground, LONG, TEST_WHOLE, to_first};
use crate::support::pty::{Pty, keys};
use dogwatch::demo::{Options, Scenario};

/// Opens a kind by a word, and puts the cursor on a row of it.
fn browse(pty: &mut Pty, word: &str, kind: &str, name: &str) {
    pty.send(":");
    pty.wait_text("> ", LONG).unwrap();
    pty.send(word);
    pty.wait_text(&format!("> {word}"), LONG).unwrap();
    pty.send(keys::ENTER);
    pty.wait_for(|s| s.contains(&format!("┌ {kind}")) && s.contains(name), LONG).unwrap();
    pty.send("/");
    pty.send(name);
    pty.send(keys::ENTER);
    pty.wait_for(|s| s.lines().any(|l| l.contains('▌') && l.contains(name)), LONG).unwrap();
}

/// Each of these stands in a row of the tree, word by word.
fn stand(pty: &mut Pty, rows: &[&[&str]]) {
    let stands = |s: &str, words: &[&str]| s.lines().any(|line| words.iter().all(|word| line.contains(word)));
    pty.wait_for(|s| s.contains("Relations") && rows.iter().all(|words| stands(s, words)), LONG).unwrap();
}

fn leave(pty: &mut Pty) {
    pty.send(keys::ESC);
    pty.wait_for(|s| !s.contains("Relations"), LONG).unwrap();
}

/// The demo, with the production in view.
fn prod() -> (Ground, Pty) {
    let mut ground = Ground::demo_with(Options { scenario: Scenario::Calm, speed: 5.0, ..Options::default() });
    ground.namespace = "iot-prod".into();
    let pty = ground.start(140, 44, &[]);
    pty.wait_for(|s| s.contains("● live") && s.contains("gateway"), LONG).unwrap();
    (ground, pty)
}

#[test]
fn from_a_pod_to_what_made_it() {
    let ground = Ground::demo();
    let mut pty = ground.start(120, 36, &[]);
    to_first(&mut pty, &TEST_WHOLE, "device-service");
    pty.send(keys::ENTER);
    // A key is for what was on the screen when it was pressed: the pods come after the workloads.
    let pod = |s: &str| s.lines().any(|l| l.contains('▌') && l.contains("Running"));
    pty.wait_for(|s| pod(s) && s.lines().last().is_some_and(|l| l.contains("s shell")), LONG).unwrap();
    pty.send("o");
    pty.wait_for(|s| s.contains("┌ ReplicaSet apps/v1") && s.contains('▌'), LONG).unwrap();
    pty.send("o");
    pty.wait_for(|s| s.contains("┌ Workloads") && s.contains('▌'), LONG).unwrap();
    pty.send("o");
    pty.wait_text("has no owner", LONG).unwrap();
}

#[test]
fn a_service_leads_to_its_pods_and_the_ingress_and_a_node_to_what_runs_on_it() {
    let (_ground, mut pty) = prod();
    browse(&mut pty, "svc", "Service v1", "gateway");
    pty.send("O");
    stand(
        &mut pty,
        &[
            &["Service gateway", "this one", "3 of 3 pods ready"],
            &["Pod gateway-", "selected", "2/2  Running"],
            &["Ingress iot", "leads here", "iot-prod.example.test/api"],
        ],
    );
    // Its first pod, in the panes.
    pty.send("j");
    pty.wait_for(|s| s.lines().any(|l| l.contains('▌') && l.contains("Pod gateway-")), LONG).unwrap();
    pty.send(keys::ENTER);
    pty.wait_for(|s| !s.contains("Relations") && s.contains("Pods of gateway"), LONG).unwrap();
    pty.send("O");
    stand(
        &mut pty,
        &[
            &["Deployment gateway", "owner"],
            &["ReplicaSet gateway-", "owner"],
            &["Pod gateway-", "this one"],
            &["Service gateway", "selects its pods"],
            &["PDB gateway", "limits evictions", "1 evictions allowed"],
            &["Node demo-node-", "nodeName", "Ready"],
        ],
    );
    leave(&mut pty);
    browse(&mut pty, "no.v1", "Node v1", "demo-node-1");
    pty.send("O");
    stand(&mut pty, &[&["Node demo-node-1", "Ready"], &["Pod iot-prod/", "runs here"], &["Pod iot-dev/", "runs here"]]);
}

#[test]
fn what_uses_a_configmap_a_secret_and_an_account_is_found() {
    let (_ground, mut pty) = prod();
    browse(&mut pty, "cm", "ConfigMap v1", "iot-config");
    pty.send("O");
    stand(&mut pty, &[&["ConfigMap iot-config", "this one"], &["CronJob report", "envFrom report", "30 2 * * *"], &["pods 1"]]);
    leave(&mut pty);
    browse(&mut pty, "secrets", "Secret v1", "db");
    pty.send("O");
    stand(&mut pty, &[&["Secret db", "this one"], &["CronJob report", "env report"]]);
    leave(&mut pty);
    browse(&mut pty, "sa", "ServiceAccount v1", "default");
    pty.send("O");
    stand(&mut pty, &[&["Deployment gateway", "serviceAccountName"], &["Pod gateway-", "serviceAccountName", "Running"]]);
}
