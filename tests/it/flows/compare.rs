//! Two objects beside each other, by the real program.

use crate::support::ground::{Ground, LONG, TEST_WHOLE, to_first};
use crate::support::pty::keys;

#[test]
fn a_mark_is_compared_with_another_workload_and_across_contexts() {
    let ground = Ground::demo();
    let mut pty = ground.start(160, 48, &[]);
    to_first(&mut pty, &TEST_WHOLE, "device-service");
    pty.send("=");
    pty.wait_text("is marked as it is now", LONG).unwrap();
    pty.send("j");
    pty.send("=");
    pty.wait_for(|s| s.contains("− demo-admin ▸ iot-test ▸ Deployment") && s.contains(", now") && s.contains("labels:"), LONG)
        .unwrap();
    pty.send(keys::ESC);
    pty.wait_for(|s| s.contains("Workloads") && !s.contains(", now"), LONG).unwrap();
    // The mark stays while another context is in front, and says whose it is.
    pty.send(":");
    pty.send("ctx demo-viewer");
    pty.send(keys::ENTER);
    pty.wait_text("demo-viewer ▸", LONG).unwrap();
    to_first(&mut pty, &["● live", "✓7", "pods 16/16"], "device-service");
    pty.send("j");
    pty.wait_for(|s| s.lines().any(|l| l.contains("▌✓  gateway")), LONG).unwrap();
    pty.send("=");
    pty.wait_for(|s| s.contains("− demo-admin ▸") && s.contains("+ demo-viewer ▸"), LONG).unwrap();
}

#[test]
fn of_secrets_only_whether_they_are_the_same_is_told() {
    let ground = Ground::demo();
    let mut pty = ground.start(160, 48, &[]);
    pty.wait_text("live", LONG).unwrap();
    pty.send("0");
    pty.send(":");
    pty.send("secrets");
    pty.send(keys::ENTER);
    pty.wait_text("iot-tls", LONG).unwrap();
    pty.send("=");
    pty.wait_text("is marked as it is now", LONG).unwrap();
    pty.send("=");
    pty.wait_text("nothing differs", LONG).unwrap();
    pty.send(keys::ESC);
    pty.wait_for(|s| s.contains("iot-tls") && !s.contains("nothing differs"), LONG).unwrap();
    pty.send("/");
    pty.send("iot-tls");
    pty.send(keys::ENTER);
    pty.wait_for(|s| s.contains("iot-tls") && !s.contains("iot-pre"), LONG).unwrap();
    pty.send("=");
    pty.wait_for(|s| s.contains("Difference") && s.contains("(hidden ") && !s.contains("bm90LWZvci"), LONG).unwrap();
}
