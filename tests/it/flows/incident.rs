//! Whole flows in a pseudo-terminal: on the demo cluster always, on a real one when `DOGWATCH_TEST_KUBECONFIG` names it.

use super::inside::journal_so_far;
use crate::support::ground::{Ground, LONG, agree, find_web, on_both, until};
use crate::support::pty::{Pty, keys};
use std::process::Command;

pub fn swap_to(pty: &mut Pty, image: &str) {
    pty.send("i");
    pty.wait_text("Enter preview", LONG).unwrap();
    pty.send(&keys::ctrl('u'));
    pty.send(image);
    pty.wait_text(&format!("→ {image}"), LONG).unwrap();
    pty.send(keys::ENTER);
    agree(pty, "swap image of");
}

/// Waits until the journal has so many times what is in the end of a change. On the screen a change's end stands for seconds only.
pub fn written(pty: &Pty, end: &str, times: usize) {
    let of_ends = |journal: &str| journal.lines().filter(|l| l.contains(r#""event":"end""#) && l.contains(end)).count();
    until(&format!("the journal to have {end:?} {times} times"), || (of_ends(&journal_so_far(pty)) >= times).then_some(()));
}

fn a_bad_release_is_rolled_back(ground: &Ground) {
    let mut pty = ground.start(120, 40, &[]);
    find_web(&mut pty);
    let [_, good, bad] = ground.images.clone();
    swap_to(&mut pty, &good);
    written(&pty, "is on rev", 1);
    assert_eq!(ground.image(), good);

    swap_to(&mut pty, &bad);
    // Said at once from the pods, with the reason, long before the deadline; and what to do. It was not found, or is not on the node of a
    // cluster that pulls none.
    let screen = pty.wait_for(|s| s.contains("stuck: image not "), LONG).unwrap();
    assert!(screen.contains("stuck"), "{screen}");
    assert_eq!(ground.image(), bad);

    // Three keys.
    pty.send("b");
    let screen = pty.wait_text("← last healthy", LONG).unwrap();
    let row = screen.lines().find(|l| l.contains("last healthy")).unwrap();
    assert!(row.contains('▌'), "the cursor stands on it: {row}");
    pty.send(keys::ENTER);
    agree(&mut pty, "roll back");
    written(&pty, "is on rev", 2);
    assert_eq!(ground.image(), good, "as the cluster says");
    until("web to be whole", || (ground.web()["state"] == "Healthy").then_some(()));

    let state = pty.home().join("state");
    let out = Command::new(env!("CARGO_BIN_EXE_dogwatch"))
        .arg("journal")
        .env("XDG_STATE_HOME", &state)
        .env("HOME", pty.home())
        .output()
        .unwrap();
    let journal = String::from_utf8_lossy(&out.stdout).into_owned();
    assert_eq!(journal.matches("Deployment/web").count(), 3, "{journal}");
    // The bad one was accepted, and never done.
    assert_eq!(journal.matches("accepted").count() + journal.matches("done: is on rev").count(), 3, "{journal}");
    assert!(journal.contains("roll back rev"), "{journal}");
}

fn a_followed_rollout_says_why_it_is_stuck_and_leads_back(ground: &Ground) {
    let mut pty = ground.start(120, 40, &[]);
    find_web(&mut pty);
    let [good, _, bad] = ground.images.clone();
    pty.send("f");
    pty.wait_for(|s| s.contains("no rollout: ") && s.contains("is complete"), LONG).unwrap();
    pty.send(keys::ESC);
    pty.wait_for(|s| !s.contains("Rollout "), LONG).unwrap();
    swap_to(&mut pty, &bad);
    pty.send("f");
    let screen = pty.wait_for(|s| s.contains("image not ") && s.contains("deadline in"), LONG).unwrap();
    assert!(screen.contains("Rollout ") && screen.contains("is stuck"), "{screen}");

    // From there straight to the revisions, with the whole difference, and back.
    pty.send("b");
    pty.wait_text("← last healthy", LONG).unwrap();
    pty.send("d");
    pty.wait_for(|s| s.contains("unchanged lines") && s.contains(&format!("image: {good}")), LONG).unwrap();
    pty.send(keys::ENTER);
    agree(&mut pty, "roll back");
    written(&pty, "is on rev", 1);
    assert_eq!(ground.image(), good, "as the cluster says");
    // The tracker is what the revisions were opened from.
    pty.wait_for(|s| s.contains("no rollout: ") && s.contains("is complete"), LONG).unwrap();
}

fn scale_and_restart(ground: &Ground) {
    let mut pty = ground.start(80, 24, &[]);
    find_web(&mut pty);
    let before = ground.replicas();
    pty.send("s");
    pty.wait_text(&format!("{before} → {before}"), LONG).unwrap();
    pty.send(keys::UP);
    pty.wait_text(&format!("{before} → {}", before + 1), LONG).unwrap();
    pty.send(keys::ENTER);
    agree(&mut pty, "scale");
    written(&pty, "", 1);
    assert_eq!(ground.replicas(), before + 1);

    let revision = ground.web()["revision"].as_u64().unwrap();
    pty.send("r");
    agree(&mut pty, "restart");
    written(&pty, &format!("is on rev {},", revision + 1), 1);
    if ground.is_lab() {
        let annotation = ground.kubectl(&[
            "get",
            "deployment",
            "web",
            "-o",
            r"jsonpath={.spec.template.metadata.annotations.kubectl\.kubernetes\.io/restartedAt}",
        ]);
        assert!(annotation.unwrap().starts_with("20"));
    }

    // No is no: nothing is sent.
    pty.send("s");
    pty.wait_text("replicas", LONG).unwrap();
    pty.send(keys::DOWN);
    pty.send(keys::ENTER);
    pty.wait_text("y do it", LONG).unwrap();
    pty.send("n");
    pty.wait_text("Cancelled; nothing changed", LONG).unwrap();
    assert_eq!(ground.replicas(), before + 1);
}

/// The last parts of the names of the pods of `web`.
pub fn suffixes(ground: &Ground) -> Vec<String> {
    let names =
        ground.get("pods").into_iter().filter_map(|p| p["name"].as_str().map(str::to_owned)).filter(|n| n.starts_with("web-"));
    names.map(|n| n.rsplit('-').next().unwrap().to_owned()).collect()
}

/// Waits until all pods of `web` are others, and gives the last parts of their names.
pub fn renewed(ground: &Ground, old: &[String]) -> Vec<String> {
    until("new pods", || {
        let now = suffixes(ground);
        (now.len() == old.len() && now.iter().all(|p| !old.contains(p))).then_some(now)
    })
}

fn logs_follow_across_a_restart(ground: &Ground) {
    let mut pty = ground.start(120, 40, &[]);
    find_web(&mut pty);
    let old = suffixes(ground);
    pty.send("l");
    pty.wait_for(|s| s.contains("Logs of web") && old.iter().all(|p| s.lines().any(|l| l.contains(&format!("│{p} ")))), LONG)
        .unwrap();
    // Back to the workload; the logs stay where they are.
    pty.send(keys::BACK_TAB);
    pty.send(keys::BACK_TAB);
    pty.wait_text("s scale", LONG).unwrap();
    pty.send("r");
    agree(&mut pty, "restart");
    let new = renewed(ground, &old);
    // The new pods have joined by themselves.
    pty.wait_for(|s| new.iter().all(|p| s.lines().any(|l| l.contains(&format!("│{p} ")))), LONG).unwrap();
}

fn nothing_is_sent_in_read_only_mode(ground: &Ground) {
    let mut pty = ground.start(100, 30, &["--readonly"]);
    find_web(&mut pty);
    pty.wait_text("RO", LONG).unwrap();
    let before = (ground.replicas(), ground.image());
    for (key, command) in [("s", "scale"), ("r", "restart"), ("i", "image"), ("b", "roll-back")] {
        pty.send(key);
        pty.wait_text(&format!("{command}: read-only mode"), LONG).unwrap();
    }
    assert_eq!((ground.replicas(), ground.image()), before);
}

on_both! {
    a_bad_release_is_rolled_back a_bad_release_is_rolled_back_on_the_demo a_bad_release_is_rolled_back_on_a_cluster "release";
    a_followed_rollout_says_why_it_is_stuck_and_leads_back the_rollout_is_followed_on_the_demo the_rollout_is_followed_on_a_cluster "rollout";
    scale_and_restart scale_and_restart_on_the_demo scale_and_restart_on_a_cluster "scale";
    logs_follow_across_a_restart logs_follow_across_a_restart_on_the_demo logs_follow_across_a_restart_on_a_cluster "logs";
    nothing_is_sent_in_read_only_mode nothing_is_sent_in_read_only_mode_on_the_demo nothing_is_sent_in_read_only_mode_on_a_cluster "readonly";
}
