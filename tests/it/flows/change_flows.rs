//! Changes by key, from the key to the cluster, and what is left where an answer or the program itself is lost.

use crate::support::ground::{Ground, LONG, agree, find_web, on_both, until};
use crate::support::proxy::Proxy;
use crate::support::pty::{Pty, Start, keys};
use std::path::Path;
use std::process::Command;

fn scale_by(pty: &mut Pty, key: &str, before: u64, after: u64) {
    pty.send("s");
    pty.wait_text(&format!("{before} → {before}"), LONG).unwrap();
    pty.send(key);
    pty.wait_text(&format!("{before} → {after}"), LONG).unwrap();
    pty.send(keys::ENTER);
}

/// What `dogwatch journal` prints of a home's journal.
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

fn scaled_and_taken_back(ground: &Ground) {
    let mut pty = ground.start(110, 34, &[]);
    find_web(&mut pty);
    pty.send("u");
    pty.wait_text("Nothing to undo in this run", LONG).unwrap();
    let before = ground.replicas();
    scale_by(&mut pty, keys::UP, before, before + 1);
    agree(&mut pty, "scale");
    pty.wait_text("Written to the journal", LONG).unwrap();
    assert_eq!(ground.replicas(), before + 1);
    pty.send("u");
    pty.wait_text(&format!("{} → {before} replicas", before + 1), LONG).unwrap();
    agree(&mut pty, "scale");
    until("the old number", || (ground.replicas() == before).then_some(()));
    pty.wait_for(|s| s.contains(&format!("{before}/{before} ready")), LONG).unwrap();
    pty.send("u");
    pty.wait_text("Nothing to undo in this run", LONG).unwrap();
}

fn held_labelled_and_its_pod_deleted(ground: &Ground) {
    let mut pty = ground.start(110, 34, &[]);
    find_web(&mut pty);
    let pods = |ground: &Ground| -> Vec<String> {
        ground
            .get("pods")
            .into_iter()
            .filter_map(|p| p["name"].as_str().map(str::to_owned))
            .filter(|n| n.starts_with("web-"))
            .collect()
    };
    let before = pods(ground);

    pty.send("H");
    agree(&mut pty, "pause");
    pty.wait_for(|s| s.contains("pause Deployment web") && s.contains("done"), LONG).unwrap();
    until("web to be paused", || (ground.web()["state"] == "Paused").then_some(()));
    pty.wait_text("rollout paused", LONG).unwrap();
    pty.send("H");
    agree(&mut pty, "rollouts resume");
    until("web to go on", || (ground.web()["state"] == "Healthy").then_some(()));

    pty.send("L");
    pty.wait_text("key=value sets one", LONG).unwrap();
    pty.send("team=");
    pty.send(keys::ENTER);
    pty.wait_for(|s| s.contains("deployment.labels[team]") && s.contains("y do it"), LONG).unwrap();
    pty.send("n");
    pty.wait_text("Cancelled; nothing changed", LONG).unwrap();
    pty.send("L");
    pty.wait_text("key=value sets one", LONG).unwrap();
    pty.send("team=iot");
    pty.send(keys::ENTER);
    agree(&mut pty, "label");
    pty.wait_for(|s| s.contains("label Deployment web") && s.contains("done"), LONG).unwrap();
    if ground.is_lab() {
        assert_eq!(ground.kubectl(&["get", "deployment", "web", "-o", "jsonpath={.metadata.labels.team}"]).unwrap(), "iot");
    }

    // A pod, evicted: its controller makes another.
    pty.send(keys::ENTER);
    pty.wait_text("s shell", LONG).unwrap();
    pty.wait_for(|s| s.lines().any(|l| l.contains("▌✓") && l.contains("1/1")), LONG).unwrap();
    pty.send(&keys::ctrl('d'));
    pty.wait_text("Ignores PodDisruptionBudgets", LONG).unwrap();
    pty.send(" ");
    pty.wait_text("respects PodDisruptionBudgets", LONG).unwrap();
    pty.send(keys::ENTER);
    agree(&mut pty, "evict");
    pty.wait_for(|s| s.contains("evict Pod web-") && s.contains("gone after"), LONG).unwrap();
    until("another pod", || {
        let now = pods(ground);
        (now.len() == before.len() && now.iter().any(|p| !before.contains(p))).then_some(())
    });
    // What was accepted is followed to its end, and that is written too.
    until("four ends", || (journal(pty.home()).matches(" done").count() == 4).then_some(()));
}

on_both! {
    scaled_and_taken_back scaled_and_taken_back_on_the_demo scaled_and_taken_back_on_a_cluster "undo";
    held_labelled_and_its_pod_deleted held_labelled_and_its_pod_deleted_on_the_demo held_labelled_and_its_pod_deleted_on_a_cluster "held";
}

/// The dashboard on the demo, through a proxy.
fn through(proxy: &Proxy, ground: &Ground) -> Pty {
    let config = proxy.config_of(&ground.config);
    let arguments = ["--kubeconfig", config.to_str().unwrap(), "-n", &ground.namespace];
    Start::new().size(110, 34).args(arguments).spawn()
}

#[test]
fn a_lost_answer_is_found_out_and_sent_once() {
    let ground = Ground::demo();
    let proxy = Proxy::before(ground.address());
    let mut pty = through(&proxy, &ground);
    find_web(&mut pty);
    let before = ground.replicas();
    // The server takes it, and the connection dies in the place of its answer.
    let rule = proxy.lose("PATCH", "/deployments/");
    scale_by(&mut pty, keys::UP, before, before + 1);
    agree(&mut pty, "scale");
    pty.wait_text("Written to the journal", LONG).unwrap();
    proxy.lift(rule);
    assert_eq!(ground.replicas(), before + 1);
    let sent = proxy.seen("PATCH", "/deployments/").into_iter().filter(|s| !s.path.contains("dryRun=")).count();
    assert_eq!(sent, 1, "never sent twice");
    let written = journal(pty.home());
    assert!(written.contains("accepted") || written.contains("done"), "{written}");
}

#[test]
fn a_kill_leaves_a_journal_that_tells_what_was_sent() {
    let ground = Ground::demo();
    let proxy = Proxy::before(ground.address());
    let mut pty = through(&proxy, &ground);
    find_web(&mut pty);
    let before = ground.replicas();
    // Killed while it is asked: nothing was sent and nothing is written.
    scale_by(&mut pty, keys::UP, before, before + 1);
    pty.wait_text("y do it", LONG).unwrap();
    pty.kill();
    pty.wait_exit(LONG).unwrap();
    assert!(journal(pty.home()).lines().count() <= 1, "{}", journal(pty.home()));
    assert_eq!(ground.replicas(), before);

    // Killed while the answer is waited for: it is written that it may have been sent.
    let mut pty = through(&proxy, &ground);
    find_web(&mut pty);
    proxy.swallow("PATCH", "/deployments/");
    scale_by(&mut pty, keys::UP, before, before + 1);
    agree(&mut pty, "scale");
    until("the server to take it", || (ground.replicas() == before + 1).then_some(()));
    pty.kill();
    pty.wait_exit(LONG).unwrap();
    let written = journal(pty.home());
    assert!(written.contains("it may have been sent") && written.contains(&format!("{before} → {}", before + 1)), "{written}");
    assert_eq!(written.matches("Deployment/web").count(), 1, "{written}");
}

#[test]
fn a_guard_rule_denies_and_asks() {
    let ground = Ground::demo();
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config.toml");
    let rules = "[[guard]]\nchanges = [\"restart\"]\nask = \"deny\"\nreason = \"ask the owner\"\n\
                 [[guard]]\nchanges = [\"scale\"]\nask = \"name\"\n";
    // A rule that does not parse stops the start with file and line.
    std::fs::write(&config, rules.replace("\"name\"", "\"nmae\"")).unwrap();
    let mut pty = ground.start(100, 30, &["--config", config.to_str().unwrap()]);
    assert_eq!(pty.wait_exit(LONG).unwrap().exit_code(), 2);
    let said = pty.screen();
    assert!(said.contains("config.toml: line 7") && said.contains("nmae"), "{said}");

    std::fs::write(&config, rules).unwrap();
    pty = ground.start(100, 30, &["--config", config.to_str().unwrap()]);
    find_web(&mut pty);
    pty.send("r");
    pty.wait_text("denied by guard[1]", LONG).unwrap();
    pty.send("m");
    // The line may have all of it already: it is the list that is waited for.
    pty.wait_for(|s| s.contains("Messages, newest first") && s.contains("ask the owner"), LONG).unwrap();
    pty.send(keys::ESC);
    pty.wait_for(|s| !s.contains("Messages, newest first"), LONG).unwrap();
    let before = ground.replicas();
    scale_by(&mut pty, keys::UP, before, before + 1);
    pty.wait_text("Type web to do it", LONG).unwrap();
    pty.send("y");
    pty.send(keys::ENTER);
    pty.wait_text("Not that name.", LONG).unwrap();
    assert_eq!(ground.replicas(), before);
    pty.send(&keys::ctrl('u'));
    pty.send("web");
    pty.send(keys::ENTER);
    pty.wait_text("Written to the journal", LONG).unwrap();
    assert_eq!(ground.replicas(), before + 1);
}

#[test]
fn a_journal_that_cannot_be_written_is_told_before_anything_is_sent() {
    let ground = Ground::demo();
    let home = tempfile::tempdir().unwrap();
    let arguments = ["--kubeconfig", ground.config.to_str().unwrap(), "-n", &ground.namespace];
    let mut pty = Start::new().size(110, 34).args(arguments).env("XDG_STATE_HOME", home.path()).spawn();
    find_web(&mut pty);
    let journal = home.path().join("dogwatch/journal.jsonl");
    std::fs::remove_file(&journal).unwrap();
    std::fs::create_dir(&journal).unwrap();
    let before = ground.replicas();
    scale_by(&mut pty, keys::UP, before, before + 1);
    agree(&mut pty, "scale");
    pty.wait_text("nothing was sent", LONG).unwrap();
    assert_eq!(ground.replicas(), before);
    scale_by(&mut pty, keys::UP, before, before + 1);
    pty.wait_for(|s| s.contains("continue without the journal") && s.contains("y do it"), LONG).unwrap();
    pty.send("y");
    until("the new number", || (ground.replicas() == before + 1).then_some(()));
}
