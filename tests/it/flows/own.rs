//! Commands of the settings on the real program: with the terminal and without, their arguments and their kubeconfig, the journal.

use crate::support::ground::LONG;
use crate::support::pty::{Pty, Start, keys};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Instant;

/// Writes down what it was given.
const SCRIPT: &str = r#"#!/bin/sh
for a in "$@"; do printf '<%s>' "$a"; done >"$(dirname "$0")/given"
cat "$KUBECONFIG" >"$(dirname "$0")/kubeconfig"
if [ -t 0 ]; then read -r answer </dev/tty; echo "answered $answer"; else echo "no terminal"; fi
(: </dev/tty) 2>/dev/null && echo HAS-TTY >>"$(dirname "$0")/given"
exit 3
"#;

fn write_script(path: &Path) {
    fs::write(path, SCRIPT).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

fn start(folder: &Path, args: &[&str]) -> Pty {
    let script = folder.join("script");
    write_script(&script);
    let script = script.display();
    let settings = format!(
        "[[command]]\nname = \"front\"\nkey = \"Ctrl-o\"\nrun = [\"{script}\", \"{{namespace}}\", \"it's {{name}}; $(id)\", \"{{context}}\"]\n\
        [[command]]\nname = \"rear\"\nkey = \"Ctrl-t\"\nrun = [\"{script}\", \"{{name}}\"]\nterminal = false\nharmless = true\n\
        [[command]]\nname = \"long\"\nrun = \"echo begun; sleep 600\"\nshell = true\nterminal = false\nconfirm = false\n\
        [[command]]\nname = \"far\"\nrun = \"sleep 600 & echo $! >'{}/pid'; echo begun; wait\"\nshell = true\nterminal = false\nconfirm = false\n",
        folder.display()
    );
    let config = folder.join("config.toml");
    fs::write(&config, settings).unwrap();
    let state = folder.join("state");
    let pty = Start::new()
        .size(120, 30)
        .args(["--demo", "-n", "iot-dev", "--config", config.to_str().unwrap()])
        .args(args)
        .env("XDG_STATE_HOME", state)
        .spawn();
    pty.wait_for(|s| s.contains("● live") && s.contains("alarm-service"), LONG).unwrap();
    pty
}

fn read(folder: &Path, file: &str) -> String {
    fs::read_to_string(folder.join(file)).unwrap_or_default()
}

fn journal(folder: &Path) -> String {
    read(folder, "state/dogwatch/journal.jsonl")
}

#[test]
fn it_has_the_terminal_and_gives_it_back() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let mut pty = start(folder, &[]);
    pty.send(&keys::ctrl('o'));
    pty.wait_text("run a command for", LONG).unwrap();
    pty.wait_text("y do it", LONG).unwrap();
    pty.send("y");
    let screen = pty.wait_text("▸ front", LONG).unwrap();
    assert!(screen.contains("demo-admin ▸ iot-dev ▸"), "{screen}");
    pty.look(|screen| assert!(!screen.alternate_screen()));
    pty.send("yes\r");
    let screen = pty.wait_text("front ended with exit code 3; Enter goes back", LONG).unwrap();
    assert!(screen.contains("answered yes"), "{screen}");
    pty.send(keys::ENTER);
    pty.wait_text("front: exit code 3 after", LONG).unwrap();
    pty.look(|screen| assert!(screen.alternate_screen()));
    let given = read(folder, "given");
    assert!(given.starts_with("<iot-dev><it's ") && given.contains("; $(id)><demo-admin>") && given.contains("HAS-TTY"), "{given}");
    assert!(read(folder, "kubeconfig").contains("current-context: demo-admin"));
    let journal = journal(folder);
    assert!(
        journal.contains("\"change\":\"command\"") && journal.contains("it's ") && journal.contains("exit code 3"),
        "{journal}"
    );
    pty.send(":");
    pty.wait_text("─ Command", LONG).unwrap();
    pty.send("q!\r");
    assert_eq!(pty.wait_exit(LONG).unwrap().exit_code(), 0);
    let left = fs::read_dir(folder.join("state/dogwatch")).unwrap().filter_map(|e| e.unwrap().file_name().into_string().ok());
    assert!(!left.into_iter().any(|name| name.ends_with(".kubeconfig")), "the demo's kubeconfig goes with it");
}

#[test]
fn in_the_background_it_has_none_and_what_it_writes_is_seen() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let mut pty = start(folder, &["--readonly"]);
    pty.send(&keys::ctrl('o'));
    pty.send(&keys::ctrl('t'));
    let screen = pty.wait_for(|s| s.contains("no terminal") && s.contains("exit code 3"), LONG).unwrap();
    assert!(screen.contains("─ command"), "{screen}");
    let given = read(folder, "given");
    assert!(given.starts_with('<') && !given.contains("HAS-TTY") && !given.contains("it's"), "{given}");
    assert!(journal(folder).contains("exit code 3"), "also in read-only mode");
}

#[test]
fn one_that_goes_on_is_ended_with_the_program() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let mut pty = start(folder, &[]);
    pty.send(":");
    pty.wait_text("─ Command", LONG).unwrap();
    pty.send("long\r");
    // Its words stand in the palette too.
    pty.wait_for(|s| s.contains("│ begun") && s.contains("1 running"), LONG).unwrap();
    pty.send(keys::ESC);
    // What follows an Esc at once is a key with Alt.
    pty.wait_for(|s| s.contains("Workloads iot-dev") && !s.contains("1 running"), LONG).unwrap();
    pty.send(":");
    pty.wait_text("─ Command", LONG).unwrap();
    pty.send("q\r");
    pty.wait_text("a command of yours would be ended (:sessions)", LONG).unwrap();
    pty.send(":");
    pty.wait_text("─ Command", LONG).unwrap();
    pty.send("q!\r");
    assert_eq!(pty.wait_exit(LONG).unwrap().exit_code(), 0);
    assert!(journal(folder).contains("closed by dogwatch"), "{}", journal(folder));
}

#[test]
fn one_in_the_background_does_not_outlive_a_lost_connection() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let mut pty = start(folder, &[]);
    pty.send(":");
    pty.wait_text("─ Command", LONG).unwrap();
    pty.send("far\r");
    pty.wait_for(|s| s.contains("│ begun") && s.contains("1 running"), LONG).unwrap();
    let pid: u32 = read(folder, "pid").trim().parse().unwrap();
    // Of one that has ended and that nobody has waited for yet there is a line still.
    let gone = || fs::read_to_string(format!("/proc/{pid}/stat")).map_or(true, |stat| stat.contains(") Z "));
    assert!(!gone());
    pty.signal("HUP");
    pty.wait_exit(LONG).unwrap();
    let until = Instant::now() + LONG;
    while !gone() && Instant::now() < until {
        std::thread::yield_now();
    }
    assert!(gone(), "what a command of one's own has started ends with dogwatch");
}

#[test]
fn helm_goes_back_to_a_revision() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let bin = folder.join("bin");
    fs::create_dir(&bin).unwrap();
    let begin = |folder: &Path| {
        let path = std::env::join_paths([&bin, Path::new("/usr/bin"), Path::new("/bin")]).unwrap();
        let start = Start::new().size(160, 48).args(["--demo", "-n", "iot-prod"]).env("PATH", path);
        let mut pty = start.env("XDG_STATE_HOME", folder.join("state")).spawn();
        pty.wait_for(|s| s.contains("● live") && s.contains("gateway"), LONG).unwrap();
        pty.send(":");
        pty.wait_text("─ Command", LONG).unwrap();
        pty.send("helm\r");
        pty.wait_for(|s| s.contains("Helm releases") && s.contains("context deadline exceeded"), LONG).unwrap();
        pty.send(keys::ENTER);
        pty.wait_text("Upgrade complete", LONG).unwrap();
        pty.send("j");
        pty.wait_text("helm rollback cache 2 -n iot-prod --kube-context demo-admin --kubeconfig", LONG).unwrap();
        pty.send("b");
        pty
    };
    let pty = begin(folder);
    pty.wait_text("helm is not in PATH, or may not be run; copied, for your shell: helm rollback cache 2", LONG).unwrap();
    assert!(!journal(folder).contains("helm"), "nothing is begun");
    drop(pty);
    write_script(&bin.join("helm"));
    let mut pty = begin(folder);
    pty.wait_for(|s| s.contains("demo-admin ▸ iot-prod ▸ Release cache") && s.contains("y do it"), LONG).unwrap();
    pty.send("y");
    pty.wait_for(|s| s.contains("no terminal") && s.contains("exit code 3"), LONG).unwrap();
    let given = read(&bin, "given");
    let file = format!("{}/state/dogwatch/demo-", folder.display());
    let want = format!("<rollback><cache><2><-n><iot-prod><--kube-context><demo-admin><--kubeconfig><{file}");
    assert!(given.starts_with(&want) && !given.contains("HAS-TTY"), "{given}");
    assert!(read(&bin, "kubeconfig").contains("current-context: demo-admin"));
    let journal = journal(folder);
    assert!(journal.contains("helm-rollback") && journal.contains("\"Release\"") && journal.contains("exit code 3"), "{journal}");
}
