//! Helm's releases by the real program: what Helm keeps in the cluster stands in the list, is read, compared, and hidden where it is secret.

use crate::support::ground::{Ground, LONG};
use crate::support::pty::{Pty, keys};

/// Opens the view, after a key that leads to other namespaces.
pub fn open(ground: &Ground, key: &str, more: &[&str]) -> Pty {
    let mut pty = ground.start(160, 48, more);
    pty.wait_text("live", LONG).unwrap();
    pty.send(key);
    pty.send(":");
    pty.send("helm");
    pty.send(keys::ENTER);
    pty.wait_text("Helm releases", LONG).unwrap();
    pty
}

/// Waits for a row with all these words.
pub fn row(pty: &mut Pty, words: &[&str]) {
    pty.wait_for(|s| s.lines().any(|line| words.iter().all(|word| line.contains(word))), LONG).unwrap();
}

/// Leaves what is on top; this is not on the screen any more then.
pub fn leave(pty: &mut Pty, gone: &str) {
    pty.send(keys::ESC);
    pty.wait_for(|s| !s.contains(gone), LONG).unwrap();
}

#[test]
fn releases_are_listed_read_and_compared() {
    let ground = Ground::demo();
    let mut pty = open(&ground, "0", &[]);
    row(&mut pty, &["✗", "iot-pre", "broker", "5", "pending-upgrade", "mosquitto-2.4.0", "2.0.20"]);
    row(&mut pty, &["✗", "iot-prod", "cache", "3", "failed"]);
    row(&mut pty, &["✓", "kube-system", "ingress-nginx", "2", "deployed"]);
    pty.wait_text("refuses every upgrade", LONG).unwrap();
    pty.send("j");
    pty.send(keys::ENTER);
    row(&mut pty, &["2", "deployed", "redis-20.2.1", "7.4.1", "Upgrade complete"]);
    row(&mut pty, &["1", "superseded", "redis-20.1.0", "Install complete"]);
    pty.wait_text("context deadline exceeded", LONG).unwrap();
    pty.send("v");
    pty.wait_for(|s| s.contains("password: (hidden)") && s.contains("memory: 64Gi") && !s.contains("demo-two"), LONG).unwrap();
    pty.send("x");
    pty.wait_text("password: demo-two", LONG).unwrap();
    leave(&mut pty, "password: demo-two");
    pty.send("V");
    pty.wait_text("architecture: replication", LONG).unwrap();
    leave(&mut pty, "architecture: replication");
    pty.send("d");
    pty.wait_for(|s| s.contains("redis-password: (hidden 1)") && s.contains("redis-password: (hidden 2)"), LONG).unwrap();
    leave(&mut pty, "redis-password");
    pty.send("j");
    pty.wait_text("helm rollback cache 2 -n iot-prod --kube-context", LONG).unwrap();
}

#[test]
fn who_may_not_list_secrets_is_told_so() {
    let ground = Ground::demo();
    let pty = open(&ground, "", &["--context", "demo-viewer"]);
    pty.wait_for(|s| s.contains("not listed") && s.contains("Secrets: not allowed"), LONG).unwrap();
}
