//! Environments side by side by the real program on the demo: the columns, what differs between two, and back.

use crate::support::ground::{Ground, LONG};
use crate::support::pty::keys;

#[test]
fn the_environments_of_the_demo_stand_side_by_side() {
    let ground = Ground::demo();
    let mut pty = ground.start(160, 48, &[]);
    pty.wait_text("● live", LONG).unwrap();
    pty.send("E");
    // What runs in each, with the digests and revisions of pods that come once they are watched.
    let all = ["Environments", "iot-*", "dev", "test", "pre", "prod", "device-service", "gateway", "user-service"];
    pty.wait_for(|s| all.iter().all(|word| s.contains(word)) && s.contains("↑"), LONG).unwrap();
    pty.send("/");
    pty.send("gateway");
    pty.send(keys::ENTER);
    pty.wait_for(|s| s.contains("▸") && !s.contains("user-service"), LONG).unwrap();
    pty.send(keys::ENTER);
    pty.wait_for(|s| s.contains("Difference") && s.contains("Deployment gateway") && s.contains("image:"), LONG).unwrap();
    pty.send(keys::ESC);
    pty.wait_for(|s| s.contains("Environments") && !s.contains("Difference"), LONG).unwrap();
    pty.send("E");
    pty.wait_for(|s| s.contains("Workloads") && !s.contains("iot-*"), LONG).unwrap();
}
