//! What may stand where dogwatch keeps or looks for its files: a pipe, a device, a folder, four gigabytes. It is named at once, nothing waits
//! for it, and it is left as it is.

use crate::support::ground::{Ground, LONG, until};
use crate::support::pty::{Pty, Start};
use std::fs::{self, File, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// How soon something has to be said: no wait of ours is that short.
const AT_ONCE: Duration = Duration::from_secs(60);

/// Puts something strange at a path; gives what is to be said of it.
fn put(what: &str, path: &Path) -> &'static str {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    match what {
        "pipe" => {
            assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
            "it is a pipe"
        }
        "device" => {
            symlink("/dev/zero", path).unwrap();
            "it is a device"
        }
        "folder" => {
            fs::create_dir(path).unwrap();
            "it is a folder"
        }
        "large" => {
            File::create(path).unwrap().set_len(4 << 30).unwrap();
            "it is larger than"
        }
        other => panic!("{other}"),
    }
}

const ALL: [&str; 4] = ["pipe", "device", "folder", "large"];

fn start(ground: &Ground, home: &Path) -> Pty {
    let arguments = ["--kubeconfig", ground.config.to_str().unwrap(), "-n", &ground.namespace];
    Start::new().size(160, 40).args(arguments).env("XDG_STATE_HOME", home.join("state")).spawn()
}

#[test]
fn settings_and_themes_are_refused_before_anything_begins() {
    let ground = Ground::demo();
    for what in ALL {
        let home = tempfile::tempdir().unwrap();
        let (settings, theme) = (home.path().join("dogwatch/config.toml"), home.path().join("dogwatch/themes/mine.toml"));
        let run = |more: &[&str]| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_dogwatch"));
            command.args(["--kubeconfig", ground.config.to_str().unwrap()]).args(more).env("XDG_CONFIG_HOME", home.path());
            let begun = Instant::now();
            let out = command.stdin(std::process::Stdio::null()).output().unwrap();
            assert!(begun.elapsed() < AT_ONCE, "{what}: it waited");
            (out.status.code(), String::from_utf8_lossy(&out.stderr).into_owned())
        };
        let words = put(what, &theme);
        let (code, said) = run(&["--theme", "mine"]);
        assert!(code == Some(2) && said.contains("mine.toml") && said.contains(words), "{what}: {said}");
        put(what, &settings);
        let (code, said) = run(&[]);
        assert!(code == Some(2) && said.contains("config.toml") && said.contains(words), "{what}: {said}");
        let (code, said) = run(&["--config", settings.to_str().unwrap()]);
        assert!(code == Some(2) && said.contains("config.toml") && said.contains(words), "{what}: {said}");
    }
}

#[test]
fn the_dashboard_is_there_whatever_is_remembered() {
    let ground = Ground::demo();
    for what in ALL {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("state/dogwatch/state.json");
        let words = put(what, &file);
        let begun = Instant::now();
        let mut pty = start(&ground, home.path());
        let said = format!("state.json: {words}");
        pty.wait_for(|s| s.contains("● live") && s.contains(" web "), LONG).unwrap();
        assert!(begun.elapsed() < AT_ONCE, "{what}: it waited");
        pty.send("m");
        pty.wait_for(|s| s.contains("Messages, newest first") && s.contains(&said), LONG).unwrap();
        pty.send("\x1b");
        pty.wait_for(|s| !s.contains("Messages, newest first"), LONG).unwrap();
        pty.send("*");
        pty.wait_text("favourites are kept for this run only", LONG).unwrap();
        assert!(what == "device" || !fs::symlink_metadata(&file).unwrap().is_symlink());
        assert_eq!(fs::metadata(&file).unwrap().is_file(), what == "large", "{what}: it is left as it is");
    }
}

#[test]
fn a_journal_that_is_none_is_said_before_anything_is_sent() {
    let ground = Ground::demo();
    for what in ["pipe", "device", "folder"] {
        let home = tempfile::tempdir().unwrap();
        let words = put(what, &home.path().join("state/dogwatch/journal.jsonl"));
        let mut pty = start(&ground, home.path());
        crate::support::ground::find_web(&mut pty);
        pty.send("r");
        let screen = pty.wait_for(|s| s.contains("restart") && s.contains("y do it"), LONG).unwrap();
        assert!(screen.contains(words) && screen.contains("continue without the journal"), "{what}: {screen}");
        pty.send("n");
        pty.wait_text("Cancelled; nothing changed", LONG).unwrap();
        let sent = ground.requests().since(0).into_iter().filter(|r| r.starts_with("PATCH") && !r.contains("dryRun=")).count();
        assert_eq!(sent, 0, "{what}");
        let mut command = Command::new(env!("CARGO_BIN_EXE_dogwatch"));
        let out = command.arg("journal").env("XDG_STATE_HOME", home.path().join("state")).output().unwrap();
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        assert!(out.status.code() == Some(1) && said.contains("journal.jsonl") && said.contains(words), "{what}: {said}");
    }
}

#[test]
fn a_log_file_that_nobody_reads_is_named_and_not_waited_for() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("log");
    put("pipe", &file);
    let mut command = Command::new(env!("CARGO_BIN_EXE_dogwatch"));
    let out = command.args(["themes", "--log-file"]).arg(&file).output().unwrap();
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(out.status.code() == Some(2) && said.contains("--log-file") && said.contains("No such device"), "{said}");
    fs::remove_file(&file).unwrap();
    fs::write(&file, "").unwrap();
    fs::set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_dogwatch"));
    assert!(command.args(["themes", "--log-file"]).arg(&file).output().unwrap().status.success());
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn two_dogwatches_keep_each_others_favourites() {
    let (ground, home) = (Ground::demo(), tempfile::tempdir().unwrap());
    let file = home.path().join("state/dogwatch/state.json");
    let mut one = start(&ground, home.path());
    let mut two = start(&ground, home.path());
    let favourites = || fs::read_to_string(&file).unwrap_or_default().split("\"recent\"").next().unwrap_or_default().to_owned();
    for (of, namespace) in [(1, "iot-dev"), (2, "iot-pre"), (1, "iot-prod"), (2, "iot-test")] {
        let pty = if of == 1 { &mut one } else { &mut two };
        pty.wait_text("● live", LONG).unwrap();
        pty.send(&format!(":ns {namespace}\r"));
        pty.wait_text(&format!("Workloads {namespace}"), LONG).unwrap();
        pty.send("*");
        until(namespace, || favourites().contains(namespace).then_some(()));
    }
    let all = favourites();
    assert!(["iot-dev", "iot-pre", "iot-prod", "iot-test"].iter().all(|n| all.contains(n)), "{all}");
    // One that is taken back by one of them goes, and no other.
    two.send("*");
    until("it to go", || (!favourites().contains("iot-test")).then_some(()));
    assert!(["iot-dev", "iot-pre", "iot-prod"].iter().all(|n| favourites().contains(n)), "{}", favourites());
    let third = start(&ground, home.path());
    let screen = third.wait_for(|s| s.contains("● live") && s.contains("1 "), LONG).unwrap();
    assert!(!screen.contains("state.json"), "{screen}");
}

#[test]
fn what_lay_open_to_others_is_shut() {
    let (ground, home) = (Ground::demo(), tempfile::tempdir().unwrap());
    let state = home.path().join("state/dogwatch");
    fs::create_dir_all(state.join("edit")).unwrap();
    let files = ["state.json", "journal.jsonl", "journal.jsonl.1", "panic.log", "edit/lab.iot.Pod.web.yaml"];
    for file in files {
        fs::write(state.join(file), if file == "state.json" { "{}" } else { "" }).unwrap();
        fs::set_permissions(state.join(file), Permissions::from_mode(0o644)).unwrap();
    }
    for folder in [&state, &state.join("edit")] {
        fs::set_permissions(folder, Permissions::from_mode(0o755)).unwrap();
    }
    let pty = start(&ground, home.path());
    pty.wait_text("● live", LONG).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    until("the files to be shut", || files.iter().all(|f| mode(&state.join(f)) == 0o600).then_some(()));
    assert_eq!((mode(&state), mode(&state.join("edit"))), (0o700, 0o700));
}
