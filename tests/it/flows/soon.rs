//! What runs out soon, by the real program on a real cluster: what is planted stands in the list.

use crate::support::ground::{Ground, LONG};
use crate::support::pty::keys;

/// Opens the view; each of these stands in a row of it, word by word.
pub fn stand_in_soon(ground: &Ground, rows: &[&[&str]]) {
    let mut pty = ground.start(160, 48, &[]);
    pty.wait_text("live", LONG).unwrap();
    pty.send(":");
    pty.send("soon");
    pty.send(keys::ENTER);
    let stands = |s: &str, words: &[&str]| s.lines().any(|line| words.iter().all(|word| line.contains(word)));
    pty.wait_for(|s| s.contains("Runs out soon") && rows.iter().all(|words| stands(s, words)), LONG).unwrap();
}

#[test]
fn a_certificate_a_quota_and_an_autoscaler_at_their_ends_stand_in_the_list() {
    let ground = Ground::demo();
    let rows: [&[&str]; 3] = [
        &["3d", "TLS certificate", "iot-prod/iot-tls", "iot-prod.example.test, api.example.test"],
        &["95 %", "quota of requests.storage", "iot-prod/storage", "380Gi of 400Gi"],
        &["2/2", "autoscaler at its maximum", "iot-pre/device-service", "wants more"],
    ];
    stand_in_soon(&ground, &rows);
}
