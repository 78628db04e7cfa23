//! Two minutes of the program on the lab, with everything that breaks a log: the API server goes and comes three times, the Deployment is
//! restarted twice, each pod's log is rotated. What was on the screen is saved with the program's own key, and every number that the pods
//! have written is in it, once and in order. A kubelet may lose sight of a log that it rotates, and what it had not read by then can be had
//! from nobody: where it did, and nowhere else, a few numbers may be missing, and a gap must stand in that very place.
//!
//! It stops the API server, so it runs alone: `cargo test --test it two_minutes -- --ignored --test-threads=1`, with
//! `DOGWATCH_TEST_KUBECONFIG`, and `DOGWATCH_TEST_LAB` for the lab's script.

use crate::support::ground::{Ground, until};
use crate::support::pty::keys;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

const COUNT: &str = r#"{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "count"}, "spec": {"replicas": 2, "selector": {"matchLabels":
{"app": "count"}}, "template": {"metadata": {"labels": {"app": "count"}}, "spec": {"terminationGracePeriodSeconds": 5,
"automountServiceAccountToken": false, "containers": [{"name": "count", "image": "docker.io/lab/app:1.0", "imagePullPolicy": "Never", "args":
["trap 'echo last $i; exit 0' TERM; i=0; p=0123456789abcdefghij; for n in 1 2 3 4 5 6 7 8 9; do p=$p$p; done; while true; do i=$((i + 1)); if [ $i -gt 100 ] && [ $i -lt 1300 ]; then echo $i $p; else echo $i; sleep 0.05 & wait $!; fi; done"]
}]}}}}"#;

/// How long the program has for what it shows.
const SOON: Duration = Duration::from_secs(60);

fn lab(what: &[&str]) {
    let script = std::env::var_os("DOGWATCH_TEST_LAB").expect("DOGWATCH_TEST_LAB names the lab's script");
    assert!(Command::new(script).args(what).status().unwrap().success(), "{what:?}");
}

fn server_answers(ground: &Ground) {
    until("the API server to answer", || ground.kubectl(&["get", "--raw", "/readyz"]).ok());
}

fn outage(ground: &Ground) {
    lab(&["stop", "apiserver"]);
    lab(&["start", "apiserver"]);
    server_answers(ground);
}

/// Waits until the kubelet has rotated the logs of all pods that are there now.
fn rotated(ground: &Ground) {
    let columns = "jsonpath={range .items[*]}{.metadata.namespace}_{.metadata.name}_{.metadata.uid} {end}";
    let pods = ground.kubectl(&["get", "pods", "-l", "app=count", "-o", columns]).unwrap();
    for pod in pods.split_whitespace() {
        let folder = Path::new("/var/log/pods").join(pod).join("count");
        until("the log to be rotated", || (std::fs::read_dir(&folder).ok()?.flatten().count() > 1).then_some(()));
    }
}

fn restarted(ground: &Ground) {
    until("a restart", || ground.kubectl(&["rollout", "restart", "deployment/count"]).ok());
    ground.kubectl(&["rollout", "status", "deployment/count", "--timeout=80s"]).unwrap();
    // Its former pods are gone, with their last words.
    until("two pods", || {
        let pods = ground.kubectl(&["get", "pods", "-l", "app=count", "-o", "name"]).ok()?;
        (pods.lines().count() == 2).then_some(())
    });
}

/// The time of the last line of each pod on the screen.
fn newest(screen: &str) -> BTreeMap<&str, &str> {
    let line = |l: &'_ str| -> Option<(usize, usize)> {
        let at = l.find(':')?.checked_sub(2)?;
        Some((at, at + 8))
    };
    let mut out = BTreeMap::new();
    for l in screen.lines() {
        let Some((from, to)) = line(l) else { continue };
        let (Some(time), Some(source)) = (l.get(from..to), l.get(..from).and_then(|s| s.trim_end().rsplit(['│', ' ']).next()))
        else {
            continue;
        };
        if time.bytes().enumerate().all(|(i, b)| if i % 3 == 2 { b == b':' } else { b.is_ascii_digit() }) {
            out.insert(source, time);
        }
    }
    out
}

#[test]
#[ignore = "stops and starts the lab's API server: needs the lab to itself"]
fn lab_logs_two_minutes() {
    let ground = Ground::lab("two-minutes");
    let folder = tempfile::tempdir().unwrap();
    let spec = folder.path().join("count.json");
    std::fs::write(&spec, COUNT.replace('\n', " ")).unwrap();
    ground.kubectl(&["apply", "-f", spec.to_str().unwrap()]).unwrap();
    // Each of six pods fills a file of the kubelet's: more than is kept unless the settings say so.
    let settings = folder.path().join("config.toml");
    std::fs::write(&settings, "[logs]\nbuffer_mib = 160\n").unwrap();
    let mut pty = ground.start(160, 48, &["--readonly", "--config", settings.to_str().unwrap()]);
    pty.wait_for(|s| s.contains("● live") && s.contains("count"), SOON).unwrap();
    pty.send("/");
    pty.wait_text("filter", SOON).unwrap();
    pty.send("count");
    pty.send(keys::ENTER);
    pty.wait_for(|s| !s.contains("  web ") && s.contains("Pods of count (2)"), SOON).unwrap();
    pty.send("l");
    pty.send("9");
    pty.wait_for(|s| s.contains("Logs of count") && s.contains("all lines"), SOON).unwrap();
    let begun = Instant::now();
    rotated(&ground);
    outage(&ground);
    restarted(&ground);
    rotated(&ground);
    outage(&ground);
    restarted(&ground);
    rotated(&ground);
    outage(&ground);
    // What is tested is that it goes on for two minutes: nothing is waited for.
    let _span = pty.wait_frame(|_| false, Duration::from_secs(120).saturating_sub(begun.elapsed()));
    pty.wait_for(|s| s.contains("● live"), SOON).unwrap();
    // All that was written until now has come when what was written later is there, from both pods.
    let now = dogwatch::model::Time::system().to_chrono().format("%H:%M:%S").to_string();
    pty.wait_for(|s| newest(s).values().filter(|time| **time > now.as_str()).count() == 2, SOON).unwrap();
    let saved = folder.path().join("count.log");
    pty.send(&keys::ctrl('s'));
    pty.send(&keys::ctrl('u'));
    pty.send(&keys::paste(saved.to_str().unwrap()));
    pty.send(keys::TAB);
    pty.send(keys::ENTER);
    pty.wait_text("saved: ", SOON).unwrap();
    let text = std::fs::read_to_string(&saved).unwrap();
    let (mut pods, mut remarks, mut missing): (BTreeMap<&str, Vec<&str>>, Vec<&str>, u64) = Default::default();
    for line in text.lines() {
        let mut parts = line.splitn(3, ' ').skip(1);
        let (source, words) = (parts.next().unwrap(), parts.next().unwrap());
        if words.starts_with("---") {
            remarks.push(line);
        }
        if !words.starts_with("---") || words.contains("could not be read") {
            pods.entry(source).or_default().push(words);
        }
    }
    assert_eq!(pods.len(), 6, "two pods of each of three generations: {:?}: {remarks:#?}", pods.keys());
    let mut ended = 0;
    for (pod, words) in &pods {
        let (mut next, mut gap, mut gaps) = (1u64, false, 0);
        for line in words {
            if line.starts_with("---") {
                (gap, gaps) = (true, gaps + 1);
                continue;
            }
            let (first, second) = line.split_once(' ').unwrap_or((line, ""));
            if first == "last" {
                // The signal may come between the counting and the writing.
                let last: u64 = second.parse().unwrap();
                assert!(gap || last == next - 1 || last == next, "{pod}: {line} behind {}: {remarks:#?}", next - 1);
                ended += 1;
                continue;
            }
            let number: u64 = first.parse().unwrap();
            assert!(number == next || gap && number > next, "{pod}: {number} behind {}: {remarks:#?}", next - 1);
            missing += number - next;
            (next, gap) = (number + 1, false);
        }
        assert!(gaps <= 1, "{pod} was rotated once: {remarks:#?}");
        assert!(next > 1300, "{pod} counted to {next}, beyond a rotation");
    }
    // Of some ten thousand lines.
    assert!(missing < 30, "{missing} lines: {remarks:#?}");
    assert_eq!(ended, 4, "those that were replaced have said their last words: {remarks:#?}");
}
