//! Exec plugins and the terminal: in the background they have none, and by a key they have it once.

use crate::flows::connections::{CREDENTIAL, config, plugin, script};
use crate::support::ground::{Ground, LONG};
use crate::support::pty::{Pty, Start, keys};
use std::path::Path;

/// Asks on the terminal where there is one, and keeps the answer; without an answer it fails.
const ASKING: &str = r#"
here=$(dirname "$0")
if (: </dev/tty) 2>/dev/null; then
  printf 'CODE-PLEASE> ' >/dev/tty
  read -r code </dev/tty || exit 3
  [ "$code" = wrong ] && { echo 'NOT-THAT-ONE' >&2; exit 4; }
  echo "$code" >"$here/answer"
fi
[ -f "$here/answer" ] || { echo 'SMEARED no login' >&2; exit 5; }
"#;

fn start(config: &Path) -> Pty {
    Start::new().size(160, 30).args(["--kubeconfig", config.to_str().unwrap()]).spawn()
}

fn raw(pty: &Pty) -> String {
    String::from_utf8_lossy(&pty.raw_output()).into_owned()
}

/// Waits until a line has come that many times: the plain screen keeps what earlier runs of the plugin have left there.
fn wait_times(pty: &Pty, line: &str, times: usize) -> String {
    pty.wait_for(|s| s.matches(line).count() == times, LONG).unwrap()
}

#[test]
fn a_plugin_in_the_background_cannot_open_the_terminal() {
    let (ground, folder) = (Ground::demo(), tempfile::tempdir().unwrap());
    let file = script(folder.path(), &format!("echo SMEARED 2>/dev/null >/dev/tty\necho SMEARED >&2\n{CREDENTIAL}"));
    let pty = start(&config(&ground, folder.path(), &plugin(&file), ""));
    pty.wait_for(|s| s.contains("● live") && s.contains("user-service"), LONG).unwrap();
    assert!(!raw(&pty).contains("SMEARED"));
}

#[test]
fn one_that_asks_is_run_on_the_terminal_by_a_key() {
    let (ground, folder) = (Ground::demo(), tempfile::tempdir().unwrap());
    let file = script(folder.path(), &format!("{ASKING}{CREDENTIAL}"));
    let mut pty = start(&config(&ground, folder.path(), &plugin(&file), ""));
    pty.wait_for(|s| s.contains("offline since") && s.contains(":sign-in"), LONG).unwrap();
    assert!(!raw(&pty).contains("CODE-PLEASE") && !raw(&pty).contains("SMEARED"));

    pty.send("I");
    wait_times(&pty, "CODE-PLEASE>", 1);
    pty.look(|screen| assert!(!screen.alternate_screen()));
    // What fails stays to be read until a key, and Ctrl-C ends the plugin alone.
    pty.send("wrong\r");
    let screen = wait_times(&pty, "Enter goes back", 1);
    assert!(screen.contains("NOT-THAT-ONE") && screen.contains("exit status: 4"), "{screen}");
    pty.send(keys::ENTER);
    pty.wait_text("offline since", LONG).unwrap();
    pty.look(|screen| assert!(screen.alternate_screen()));
    pty.send("I");
    wait_times(&pty, "CODE-PLEASE>", 2);
    pty.send(&keys::ctrl('c'));
    wait_times(&pty, "Enter goes back", 2);
    pty.send(keys::ENTER);
    pty.wait_text("offline since", LONG).unwrap();

    pty.send(":");
    pty.wait_text("─ Command", LONG).unwrap();
    pty.send("sign-in");
    pty.send(keys::ENTER);
    wait_times(&pty, "CODE-PLEASE>", 3);
    pty.send("1234\r");
    pty.wait_for(|s| s.contains("● live") && s.contains("user-service"), LONG).unwrap();
    pty.look(|screen| assert!(screen.alternate_screen()));
    assert_eq!(std::fs::read_to_string(folder.path().join("answer")).unwrap(), "1234\n");
    // Its credential was shown to nobody.
    assert!(!raw(&pty).contains("demo-dev-token"));
    pty.send("?");
    pty.wait_text("─ Help", LONG).unwrap();
}

#[test]
fn without_a_plugin_there_is_nothing_to_run() {
    let ground = Ground::demo();
    let mut pty = ground.start(120, 30, &[]);
    pty.wait_text("● live", LONG).unwrap();
    pty.send("I");
    pty.wait_text("there is no need to sign in", LONG).unwrap();
    pty.send(":");
    pty.wait_text("─ Command", LONG).unwrap();
    pty.send("sign-in");
    pty.send(keys::ENTER);
    pty.wait_text("does not sign in by an exec plugin", LONG).unwrap();
    pty.look(|screen| assert!(screen.alternate_screen()));
}
