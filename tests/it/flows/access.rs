//! What one may do and who may do something, by the real program: on the demo, and on a real cluster with `kubectl auth can-i` as witness.

use crate::support::ground::{Ground, LONG};
use crate::support::pty::{Pty, keys};

/// Opens a view by its command; each of these stands in a row of it, word by word.
pub fn stand_in(pty: &mut Pty, command: &str, title: &str, rows: &[&[&str]]) {
    pty.send(":");
    pty.send(command);
    pty.send(keys::ENTER);
    let stands = |s: &str, words: &[&str]| s.lines().any(|line| words.iter().all(|word| line.contains(word)));
    pty.wait_for(|s| s.contains(title) && rows.iter().all(|words| stands(s, words)), LONG).unwrap();
}

#[test]
fn rights_are_told_with_the_binding_that_gives_them() {
    let ground = Ground::demo();
    let mut pty = ground.start(160, 48, &[]);
    pty.wait_text("live", LONG).unwrap();
    stand_in(&mut pty, "can", "What you may do in iot-test", &[&["pods/exec", "✓"], &["deployments.apps", "✓"]]);
    pty.send(keys::ESC);
    pty.wait_for(|s| !s.contains("What you may do"), LONG).unwrap();
    let rows: [&[&str]; 3] = [
        &["Group system:masters", "everywhere"],
        &["User admin", "everywhere", "admins", "cluster-admin"],
        &["User dev", "iot-test", "developer"],
    ];
    stand_in(&mut pty, "who-can create pods/exec", "Who can create pods/exec", &rows);
    pty.send("jj");
    pty.wait_text("RoleBinding developer", LONG).unwrap();
}

#[test]
fn who_may_not_read_roles_is_told_that_the_answer_is_not_whole() {
    let ground = Ground::demo();
    let mut pty = ground.start(160, 48, &["--context", "demo-dev"]);
    pty.wait_text("live", LONG).unwrap();
    stand_in(&mut pty, "who-can get secrets", "not complete", &[&["?", "RoleBindings not read"], &["?", "ClusterRoles not read"]]);
}
