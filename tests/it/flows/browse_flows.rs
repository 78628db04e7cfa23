//! The resource browser in a pseudo-terminal: CronJobs and nodes, with what the cluster then says. On the demo cluster always, on a real one
//! when `DOGWATCH_TEST_KUBECONFIG` names it; there no node is drained.

use crate::support::ground::{Ground, LONG, until};
use crate::support::pty::{Pty, keys, says};
use crate::support::real;
use dogwatch::cluster::Session;
use dogwatch::cluster::kubeconfig::Contexts;
use dogwatch::cluster::session::Mode;
use serde_json::Value;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// What the API server answers to a GET.
fn get(ground: &Ground, path: &str) -> Value {
    let contexts = Contexts::read(Some(&ground.config), None, None, false).unwrap();
    let context = contexts.pick(None).unwrap().name;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (session, _) = Session::open(contexts, &context, Mode::new(true));
    let body = runtime.block_on(session.get(path, Duration::from_secs(20))).unwrap();
    serde_json::from_slice(&body).unwrap()
}

/// Makes an object on the demo cluster.
pub fn post(address: &str, path: &str, body: &str) {
    let mut socket = TcpStream::connect(address).unwrap();
    let length = body.len();
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer demo-admin-token\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n"
    );
    socket.write_all(format!("{head}Connection: close\r\n\r\n{body}").as_bytes()).unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
}

/// Opens a kind by a word, and waits until its list is there with this in it.
fn open(pty: &mut Pty, word: &str, kind: &str, wanted: &str) {
    pty.wait_text("● live", LONG).unwrap();
    pty.send(":");
    pty.wait_text("> ", LONG).unwrap();
    pty.send(word);
    pty.wait_text(&format!("> {word}"), LONG).unwrap();
    pty.send(keys::ENTER);
    pty.wait_for(|s| s.contains(&format!("┌ {kind}")) && s.contains(wanted), LONG).unwrap();
}

/// Answers the question of a change, as its guard asks it, and waits for its end.
fn agree(pty: &mut Pty, title: &str, name: &str) {
    let screen =
        pty.wait_for(|s| s.contains(&format!("{title} ")) && (s.contains("y do it") || s.contains("Enter do it")), LONG).unwrap();
    if screen.contains("y do it") {
        pty.send("y");
    } else {
        pty.send(name);
        pty.wait_text(&format!("to do it: {name}"), LONG).unwrap();
        pty.send(keys::ENTER);
    }
    pty.wait_for(|s| s.contains(&format!("✓ {title}")) && says(s, "Written to the journal"), LONG).unwrap();
}

fn a_cronjob_is_triggered_suspended_and_resumed(ground: &Ground) {
    let (namespace, cronjob) = if ground.is_lab() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let version = real::version("batch", "cronjobs");
        std::fs::write(file.path(), CRONJOB.replace("VERSION", &version)).unwrap();
        ground.kubectl(&["apply", "-f", file.path().to_str().unwrap()]).unwrap();
        (ground.namespace.clone(), format!("/apis/batch/{version}/namespaces/{}/cronjobs/report", ground.namespace))
    } else {
        ("iot-prod".to_owned(), "/apis/batch/v1/namespaces/iot-prod/cronjobs/report".to_owned())
    };
    let mut pty = ground.start(140, 40, &[]);
    if !ground.is_lab() {
        pty.wait_text("● live", LONG).unwrap();
        pty.send("0");
    }
    open(&mut pty, "cj", "CronJob", "report");
    pty.send("/");
    pty.send("report");
    pty.send(keys::ENTER);
    pty.wait_for(|s| s.lines().any(|l| l.contains('▌') && l.contains("report")), LONG).unwrap();
    pty.send("t");
    agree(&mut pty, "trigger", "report");
    let jobs = format!("/apis/batch/v1/namespaces/{namespace}/jobs");
    let made = until("the job", || {
        let items = get(ground, &jobs)["items"].take();
        items.as_array()?.iter().find(|j| j["metadata"]["annotations"]["cronjob.kubernetes.io/instantiate"] == "manual").cloned()
    });
    assert_eq!(made["metadata"]["ownerReferences"][0]["name"], "report");

    pty.send("s");
    agree(&mut pty, "suspend", "report");
    pty.wait_for(|s| s.lines().any(|l| l.contains('▌') && l.contains("True")), LONG).unwrap();
    assert_eq!(get(ground, &cronjob)["spec"]["suspend"], true);
    pty.send("s");
    agree(&mut pty, "resume", "report");
    pty.wait_for(|s| s.lines().any(|l| l.contains('▌') && l.contains("False")), LONG).unwrap();
    assert_ne!(get(ground, &cronjob)["spec"]["suspend"], true);

    // The job stands among the jobs, and Esc leads back to the panes.
    open(&mut pty, "jobs", "Job batch/v1", "report-manual-");
    pty.wait_for(|s| s.lines().nth(38).is_some_and(|l| l.trim().is_empty()), LONG).unwrap();
    to_the_panes(&mut pty);
}

/// Back to the panes: an Esc may take away what is said instead.
fn to_the_panes(pty: &mut Pty) {
    until("the panes", || {
        pty.send(keys::ESC);
        pty.wait_text("┌ Workloads", Duration::from_secs(3)).ok()
    });
}

fn a_node_is_cordoned_and_uncordoned(ground: &Ground) {
    let node = if ground.is_lab() { real::node() } else { "demo-node-1".to_owned() };
    let node = node.as_str();
    let unschedulable = || get(ground, &format!("/api/v1/nodes/{node}"))["spec"]["unschedulable"] == true;
    let mut pty = ground.start(100, 30, &[]);
    open(&mut pty, "no", "Node v1", node);
    pty.wait_for(|s| s.lines().any(|l| l.contains('▌') && l.contains(node)), LONG).unwrap();
    pty.send("c");
    agree(&mut pty, "cordon", node);
    pty.wait_text("Ready,SchedulingDisabled", LONG).unwrap();
    assert!(unschedulable());
    pty.send("u");
    agree(&mut pty, "uncordon", node);
    pty.wait_for(|s| !s.contains("SchedulingDisabled"), LONG).unwrap();
    assert!(!unschedulable());
    // In words, with its conditions.
    pty.send("d");
    pty.wait_for(|s| s.contains("Conditions:") && s.contains("KubeletReady"), LONG).unwrap();
}

#[test]
fn a_node_is_drained_on_the_demo() {
    let ground = Ground::demo();
    let mut pty = ground.start(140, 40, &[]);
    open(&mut pty, "no", "Node v1", "demo-node-1");
    pty.send("r");
    agree(&mut pty, "drain", "demo-node-1");
    let screen = pty.wait_text("Ready,SchedulingDisabled", LONG).unwrap();
    assert!(screen.contains("pods moved"), "{screen}");
    let pods = get(&ground, "/api/v1/pods?fieldSelector=spec.nodeName%3Ddemo-node-1")["items"].take();
    let left: Vec<&Value> = pods.as_array().unwrap().iter().collect();
    assert!(left.iter().all(|p| p["metadata"]["ownerReferences"][0]["kind"] == "DaemonSet"), "{left:?}");
}

#[test]
fn a_drain_is_ended_by_its_user_on_the_demo() {
    let ground = Ground::demo();
    let budget = r#"{"apiVersion":"policy/v1","kind":"PodDisruptionBudget","metadata":{"name":"all","namespace":"iot-prod"},
        "spec":{"maxUnavailable":0,"selector":{}}}"#;
    post(&ground.address().to_string(), "/apis/policy/v1/namespaces/iot-prod/poddisruptionbudgets", budget);
    let mut pty = ground.start(140, 40, &[]);
    open(&mut pty, "no", "Node v1", "demo-node-1");
    pty.send("r");
    // Pods of production are on it: the node's name is asked for.
    pty.wait_for(|s| s.contains("PROD") && s.contains("iot-prod is named like production") && s.contains("to do it:"), LONG)
        .unwrap();
    pty.send("demo-node-1");
    pty.wait_text("to do it: demo-node-1", LONG).unwrap();
    pty.send(keys::ENTER);
    // The budget holds it up: it says so, and how to end it.
    pty.wait_for(|s| s.contains(":stop ends it") && (s.contains("isruption") || s.contains("eviction")), LONG).unwrap();
    // It goes on while its user looks elsewhere.
    to_the_panes(&mut pty);
    pty.wait_for(|s| s.contains(":stop ends it") && s.contains("gone"), LONG).unwrap();
    pty.send(":");
    pty.wait_text("> ", LONG).unwrap();
    pty.send("stop");
    pty.wait_for(|s| s.contains("> stop") && s.contains("stop the drain"), LONG).unwrap();
    pty.send(keys::ENTER);
    pty.wait_for(|s| s.contains("stopped by you") && s.contains("only partly done"), LONG).unwrap();
    assert_eq!(get(&ground, "/api/v1/nodes/demo-node-1")["spec"]["unschedulable"], true, "it stays cordoned");
}

#[test]
fn a_custom_resource_has_its_own_columns_on_the_demo() {
    let ground = Ground::demo();
    let mut pty = ground.start(120, 30, &[]);
    pty.wait_text("● live", LONG).unwrap();
    pty.send("0");
    open(&mut pty, "devices", "Device", "FIRMWARE");
    pty.wait_for(|s| s.contains("Online") && !s.contains("LAST SEEN"), LONG).unwrap();
    pty.send("w");
    pty.wait_text("LAST SEEN", LONG).unwrap();
    // A watch that is cut goes on by itself.
    ground.faults().drop_watches();
    pty.send(&keys::ctrl('d'));
    pty.wait_text("dependents", LONG).unwrap();
    pty.send(keys::ENTER);
    let screen = pty.wait_for(|s| s.contains("delete ") && s.contains("Enter do it"), LONG).unwrap();
    let line = screen.lines().find(|l| l.contains("to do it:")).unwrap();
    let name = line.split("Type ").nth(1).unwrap().split(' ').next().unwrap().to_owned();
    agree(&mut pty, "delete", &name);
    pty.wait_for(|s| !s.lines().any(|l| l.contains("Online") && l.contains(&name)), LONG).unwrap();
}

#[test]
fn a_cronjob_is_triggered_suspended_and_resumed_on_the_demo() {
    a_cronjob_is_triggered_suspended_and_resumed(&Ground::demo());
}

#[test]
#[ignore = "needs DOGWATCH_TEST_KUBECONFIG, the path of a kubeconfig, and kubectl"]
fn a_cronjob_is_triggered_suspended_and_resumed_on_a_cluster() {
    a_cronjob_is_triggered_suspended_and_resumed(&Ground::lab("cronjob"));
}

#[test]
fn a_node_is_cordoned_and_uncordoned_on_the_demo() {
    a_node_is_cordoned_and_uncordoned(&Ground::demo());
}

#[test]
#[ignore = "needs DOGWATCH_TEST_KUBECONFIG, the path of a kubeconfig, and kubectl; cordons the node for a moment"]
fn a_node_is_cordoned_and_uncordoned_on_a_cluster() {
    a_node_is_cordoned_and_uncordoned(&Ground::lab("node"));
}

const CRONJOB: &str = r#"{"apiVersion": "batch/VERSION", "kind": "CronJob", "metadata": {"name": "report"}, "spec": {"schedule": "0 0 1 1 *",
"jobTemplate": {"spec": {"template": {"spec": {"restartPolicy": "Never", "automountServiceAccountToken": false, "containers": [{"name": "report",
"image": "docker.io/lab/app:1.0", "imagePullPolicy": "Never", "command": ["true"]}]}}}}}}"#;
