//! The terminal is always given back, and the exit code says how it ended.

use crate::support::ground::{LONG, until};
use crate::support::pty::{Pty, Start, keys};
use std::os::unix::fs::PermissionsExt;
use std::process::Command;
use std::time::Duration;

fn started() -> Pty {
    let pty = Start::new().size(100, 30).args(["--demo"]).spawn();
    pty.wait_text("● live", LONG).unwrap();
    pty
}

/// The alternate screen was left, the cursor shown, brackets round pastes undone.
fn given_back(pty: &Pty) {
    pty.look(|screen| {
        assert!(!screen.alternate_screen(), "the shell's screen is back");
        assert!(!screen.hide_cursor(), "the cursor is back");
        assert!(!screen.bracketed_paste(), "pastes are plain again");
    });
}

#[test]
fn on_quit() {
    let mut pty = started();
    pty.send("q");
    pty.wait_text("Press q again to quit", LONG).unwrap();
    // Two presses that are too close are one key that is held down: it is pressed until one counts.
    let left = |s: &vt100::Screen| !s.alternate_screen();
    until("the dashboard's screen to be left", || {
        if !pty.look(left) {
            pty.send("q");
        }
        pty.wait_frame(left, Duration::from_millis(500)).ok()
    });
    assert_eq!(pty.wait_exit(LONG).unwrap().exit_code(), 0);
    given_back(&pty);
}

#[test]
fn on_sigterm() {
    let pty = started();
    pty.signal("TERM");
    assert_eq!(pty.wait_exit(LONG).unwrap().exit_code(), 128 + 15);
    given_back(&pty);
}

#[test]
fn on_sighup() {
    let pty = started();
    pty.signal("HUP");
    assert_eq!(pty.wait_exit(LONG).unwrap().exit_code(), 128 + 1);
}

/// What ends any program by default ends this one, and the terminal is as it was: its screen, and its modes.
#[test]
fn on_signals_that_mean_nothing_here_and_on_an_abort() {
    let script = format!(
        "before=$(stty -g); sh -c 'echo pid $$; exec {} --demo'; echo ended $?; [ \"$(stty -g)\" = \"$before\" ] && echo modes as before; read x",
        env!("CARGO_BIN_EXE_dogwatch")
    );
    for (name, number) in [("USR1", 10), ("USR2", 12), ("ALRM", 14), ("VTALRM", 26), ("PROF", 27), ("XCPU", 24), ("ABRT", 6)] {
        let pty = Start::program("/bin/sh").size(100, 30).args(["-c", &script]).spawn();
        pty.wait_text("● live", LONG).unwrap();
        let output = String::from_utf8_lossy(&pty.raw_output()).into_owned();
        let pid = output.split("pid ").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
        assert!(Command::new("sh").args(["-c", &format!("kill -s {name} {pid}")]).status().unwrap().success());
        let screen = pty.wait_for(|s| s.contains("ended "), LONG).unwrap();
        let screen = pty.wait_text("modes as before", LONG).unwrap_or_else(|_| panic!("{name}: {screen}"));
        assert!(screen.contains(&format!("ended {}", 128 + number)), "{name}: {screen}");
        given_back(&pty);
    }
}

#[test]
fn when_there_is_no_memory() {
    let pty = Start::new().size(100, 30).args(["--demo"]).env("DOGWATCH_PANIC", "memory").spawn();
    pty.wait_exit(LONG).unwrap();
    given_back(&pty);
    let said = String::from_utf8_lossy(&pty.raw_output()).into_owned();
    assert!(said.ends_with("dogwatch: aborted: no memory was left, its stack was full, or it was told to\r\n"), "{said}");
}

#[test]
fn on_a_lost_connection() {
    let mut pty = started();
    pty.hang_up();
    pty.wait_exit(LONG).unwrap();
}

#[test]
fn on_a_panic_which_is_written_down() {
    let pty = Start::new().size(100, 30).args(["--demo", "--log-file", "dogwatch.log"]).env("DOGWATCH_PANIC", "1").spawn();
    assert_eq!(pty.wait_exit(LONG).unwrap().exit_code(), 1);
    given_back(&pty);
    let said = String::from_utf8_lossy(&pty.raw_output()).into_owned();
    assert!(said.contains("dogwatch.log"), "stderr names the file: {said}");
    let log = std::fs::read_to_string(pty.home().join("dogwatch.log")).unwrap();
    assert!(log.contains("DOGWATCH_PANIC") && log.contains("backtrace"), "{log}");
    let mode = std::fs::metadata(pty.home().join("dogwatch.log")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_task_that_fails_ends_nothing_and_is_told() {
    let pty = Start::new().size(160, 30).args(["--demo", "--log-file", "dogwatch.log"]).env("DOGWATCH_PANIC", "worker").spawn();
    let screen = pty.wait_text("internal error of dogwatch: DOGWATCH_PANIC is set", LONG).unwrap();
    assert!(screen.contains("connecting again") || screen.contains("dogwatch.log"), "{screen}");
    pty.wait_for(|s| s.contains("● live"), LONG).unwrap();
    let log = std::fs::read_to_string(pty.home().join("dogwatch.log")).unwrap();
    assert!(log.contains("DOGWATCH_PANIC") && log.contains("on thread worker"), "{log}");
}

#[test]
fn on_ctrl_z_and_back_on_fg() {
    let program = env!("CARGO_BIN_EXE_dogwatch");
    let mut pty = Start::program("/bin/bash").size(100, 30).args(["--norc", "-i"]).env("PS1", "shell> ").spawn();
    pty.wait_text("shell>", LONG).unwrap();
    pty.send(&format!("{program} --demo\r"));
    pty.wait_text("● live", LONG).unwrap();
    pty.send(&keys::ctrl('z'));
    pty.wait_for(|s| s.contains("Stopped"), LONG).unwrap();
    // The shell has brackets round pastes of its own.
    pty.look(|screen| assert!(!screen.alternate_screen() && !screen.hide_cursor()));
    pty.send("echo in the $((20+3))rd shell\r");
    pty.wait_text("in the 23rd shell", LONG).unwrap();
    pty.send("fg\r");
    pty.wait_for(|s| s.contains("● live") && s.contains("Workloads"), LONG).unwrap();
    pty.send(":");
    pty.wait_text("─ Command", LONG).unwrap();
    pty.send("q\r");
    pty.wait_for(|s| s.trim_end().ends_with("shell>"), LONG).unwrap();
}

#[test]
fn when_it_is_no_terminal() {
    let out = Command::new(env!("CARGO_BIN_EXE_dogwatch"))
        .args(["--demo"])
        .env("TERM", "xterm")
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap();
    assert_eq!(out.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&out.stderr).contains("is not a terminal"));
    assert!(out.stdout.is_empty());
}
