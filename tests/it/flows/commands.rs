//! The command line: exit codes, messages, and what the commands without a screen print.

use crate::support::ground::Ground;
use std::path::Path;
use std::process::{Command, Output};

fn dogwatch(home: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dogwatch"));
    command.args(arguments).env_clear().env("HOME", home).env("TERM", "xterm").stdin(std::process::Stdio::null());
    command.output().unwrap()
}

fn said(out: &Output) -> (Option<i32>, String, String) {
    (out.status.code(), String::from_utf8_lossy(&out.stdout).into_owned(), String::from_utf8_lossy(&out.stderr).into_owned())
}

#[test]
fn without_a_kubeconfig_it_says_where_it_looked() {
    let home = tempfile::tempdir().unwrap();
    let (code, _, err) = said(&dogwatch(home.path(), &[]));
    assert_eq!(code, Some(2));
    assert!(err.contains(home.path().join(".kube/config").to_str().unwrap()) && err.contains("--demo"), "{err}");
    let (code, _, err) = said(&dogwatch(home.path(), &["--kubeconfig", "nowhere/config"]));
    assert_eq!(code, Some(2));
    assert!(err.contains("nowhere/config"), "{err}");
}

#[test]
fn mistakes_are_named_and_exit_with_2() {
    let ground = Ground::demo();
    let home = tempfile::tempdir().unwrap();
    let config = ground.config.to_str().unwrap();
    let bad = home.path().join("bad.toml");
    std::fs::write(&bad, "[keys]\nscael = \"x\"\n").unwrap();
    let broken = home.path().join("broken");
    std::fs::write(&broken, "clusters: [").unwrap();
    for (arguments, wanted) in [
        (vec!["--kubeconfig", config, "--context", "nobody"], "demo-admin, demo-dev, demo-viewer"),
        (vec!["--kubeconfig", config, "--config", bad.to_str().unwrap()], "line 2: keys.scael"),
        (vec!["--kubeconfig", config, "--config", "missing.toml"], "missing.toml"),
        (vec!["--kubeconfig", config, "--theme", "pink"], "pink"),
        (vec!["--kubeconfig", broken.to_str().unwrap()], "broken"),
        (vec!["--lang", "fr"], "fr"),
        (vec!["get", "secrets"], "secrets"),
        (vec!["--nonsense"], "--nonsense"),
    ] {
        let (code, _, err) = said(&dogwatch(home.path(), &arguments));
        assert_eq!(code, Some(2), "{arguments:?}: {err}");
        assert!(err.contains(wanted), "{arguments:?}: {err}");
    }
}

#[test]
fn get_prints_kubectls_columns() {
    let ground = Ground::demo();
    let home = tempfile::tempdir().unwrap();
    let config = ground.config.to_str().unwrap();
    let (code, out, err) = said(&dogwatch(home.path(), &["get", "pods", "-n", "iot-test", "--kubeconfig", config]));
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert_eq!(out.lines().next().unwrap().split_whitespace().collect::<Vec<_>>(), ["NAME", "READY", "STATUS", "RESTARTS", "AGE"]);
    assert!(out.lines().count() > 3, "{out}");
    let (_, out, _) = said(&dogwatch(home.path(), &["get", "pods", "-A", "--kubeconfig", config]));
    assert!(out.starts_with("NAMESPACE "), "{out}");
    let (_, out, _) = said(&dogwatch(home.path(), &["get", "namespaces", "--kubeconfig", config]));
    assert!(out.starts_with("NAME ") && out.contains("iot-prod "), "{out}");
    let (code, out, err) = said(&dogwatch(home.path(), &["get", "pods", "-n", "nothing", "--kubeconfig", config]));
    assert_eq!((code, out.as_str()), (Some(0), ""));
    assert!(err.contains("No resources found in nothing namespace"), "{err}");
    let (code, _, err) = said(&dogwatch(home.path(), &["get", "namespaces", "--context", "demo-dev", "--kubeconfig", config]));
    assert_eq!(code, Some(1));
    assert!(err.contains("forbidden"), "{err}");
}

#[test]
fn check_says_what_may_be_done() {
    let ground = Ground::demo();
    let home = tempfile::tempdir().unwrap();
    let config = ground.config.to_str().unwrap();
    let (code, out, _) = said(&dogwatch(home.path(), &["check", "--context", "demo-viewer", "--kubeconfig", config]));
    assert_eq!(code, Some(0), "{out}");
    assert!(out.contains("list        ✓ namespaces") && out.contains("may         ✗ patch deployments in iot-prod"), "{out}");
    ground.faults().refuse(true);
    let (code, out, _) = said(&dogwatch(home.path(), &["check", "--kubeconfig", config]));
    assert_eq!(code, Some(1));
    assert!(out.contains("refused"), "{out}");
}

#[test]
fn several_kubeconfigs_are_one() {
    let (one, two) = (Ground::demo(), Ground::demo());
    let home = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(&two.config).unwrap();
    let fields = ["name: ", "user: ", "cluster: ", "current-context: "];
    let second = fields.iter().fold(text, |text, field| text.replace(&format!("{field}demo"), &format!("{field}other")));
    let file = home.path().join("second");
    std::fs::write(&file, second).unwrap();
    let list = std::env::join_paths([one.config.as_path(), Path::new("/does/not/exist"), &file]).unwrap();
    let run = |context: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dogwatch"));
        command
            .args(["get", "pods", "-n", "iot-test", "--context", context])
            .env_clear()
            .env("HOME", home.path())
            .env("KUBECONFIG", &list);
        said(&command.output().unwrap())
    };
    for context in ["demo-admin", "other-admin"] {
        let (code, out, err) = run(context);
        assert_eq!(code, Some(0), "{context}: {err}");
        assert!(out.contains("web-"), "{out}");
    }
}

#[test]
fn themes_journal_and_completions() {
    let home = tempfile::tempdir().unwrap();
    let (code, out, _) = said(&dogwatch(home.path(), &["themes"]));
    assert_eq!(code, Some(0));
    assert!(out.contains("dark") && out.contains("light"), "{out}");
    let (code, out, _) = said(&dogwatch(home.path(), &["journal"]));
    assert_eq!((code, out.as_str()), (Some(0), "no changes yet\n"));
    let (code, out, _) = said(&dogwatch(home.path(), &["completions", "bash"]));
    assert_eq!(code, Some(0));
    assert!(out.contains("dogwatch"), "{out}");
}
