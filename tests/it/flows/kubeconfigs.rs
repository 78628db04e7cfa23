//! Kubeconfigs that kubectl takes and that it refuses: the same ones are given to dogwatch, and where there is a kubectl to it as well.
//! The server is the demo cluster behind TLS.

use crate::flows::connections::{CREDENTIAL, script};
use crate::support::ground::{Ground, LONG, until};
use crate::support::pty::{Start, keys};
use crate::support::tls::{Tls, file};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The demo behind TLS, and a folder for files.
struct Place {
    ground: Ground,
    tls: Tls,
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let ground = Ground::demo();
        let tls = Tls::before(ground.address());
        Self { ground, tls, folder: tempfile::tempdir().unwrap() }
    }

    /// A kubeconfig whose cluster and user have these lines beside the server.
    fn text(&self, cluster: &str, user: &str) -> String {
        let indent = |lines: &str| lines.lines().map(|l| format!("    {l}\n")).collect::<String>();
        let server = format!("server: http://{}\n", self.ground.address());
        let text = format!(
            "apiVersion: v1\nkind: Config\ncurrent-context: a\ncontexts:\n- {{name: a, context: {{cluster: c, user: u, namespace: iot-dev}}}}\n\
             users:\n- name: u\n  user:\n{}clusters:\n- name: c\n  cluster:\n    {server}",
            indent(user)
        );
        let with_authority = self.tls.config(&text);
        // Cases that say nothing of an authority have that of the front.
        let own = cluster.contains("certificate-authority") || cluster.contains("insecure");
        let text = if own {
            with_authority.lines().filter(|l| !l.contains("certificate-authority")).map(|l| format!("{l}\n")).collect()
        } else {
            with_authority
        };
        text + &indent(cluster)
    }

    fn write(&self, text: &str) -> PathBuf {
        let path = self.folder.path().join("config");
        std::fs::write(&path, text).unwrap();
        path
    }
}

fn pods(config: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dogwatch"));
    command.args(["get", "pods", "--kubeconfig"]).arg(config).stdin(Stdio::null()).output().unwrap()
}

fn kubectl(config: &Path) -> Output {
    let mut command = Command::new("kubectl");
    command.args(["get", "pods", "--request-timeout=5s", "--kubeconfig"]).arg(config).stdin(Stdio::null()).output().unwrap()
}

/// Cluster's lines, user's lines, and whether it reaches the server.
fn table(place: &Place) -> Vec<(String, String, bool)> {
    let folder = place.folder.path();
    std::fs::write(folder.join("tok"), "demo-dev-token\r\n").unwrap();
    std::fs::write(folder.join("wrong"), "wrong\n").unwrap();
    let authority = file("ca.crt");
    let data = {
        use base64::Engine;
        base64::engine::general_purpose::STANDARD.encode(std::fs::read(&authority).unwrap())
    };
    let lines: String = data.as_bytes().chunks(60).map(|c| format!("  {}\n", String::from_utf8_lossy(c))).collect();
    let plugin = script(folder, CREDENTIAL);
    let exec =
        format!("exec: {{apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, command: {}}}", plugin.display());
    let token = "token: demo-dev-token";
    let with = |cluster: &str, user: &str, reaches| (cluster.to_owned(), user.to_owned(), reaches);
    vec![
        with("", token, true),
        with("", "token: wrong", false),
        with("", "tokenFile: tok", true),
        with("", "token: \"\"\ntokenFile: tok", true),
        with("", "token: wrong\ntokenFile: tok", true),
        with("", "token: demo-dev-token\ntokenFile: wrong", false),
        with("", "token: demo-dev-token\ntokenFile: nope", true),
        with("", "tokenFile: nope", false),
        with("", "token: demo-dev-token\nusername: a\npassword: b", false),
        with("", &exec, true),
        with("", &format!("{token}\n{exec}"), true),
        with("", &exec.replace("interactiveMode: Never, ", ""), false),
        with("", &exec.replace("plugin", "nothing"), false),
        with(&format!("certificate-authority-data: |\n{lines}"), token, true),
        with(&format!("certificate-authority-data: \"\"\ncertificate-authority: {}", authority.display()), token, true),
        with(&format!("certificate-authority-data: {data}\ncertificate-authority: {}", authority.display()), token, false),
        with("certificate-authority-data: aGVsbG8=", token, false),
        with("insecure-skip-tls-verify: true", token, true),
        with(&format!("insecure-skip-tls-verify: true\ncertificate-authority: {}", authority.display()), token, false),
        with(&format!("certificate-authority: {}", file("other.crt").display()), token, false),
        with("tls-server-name: 127.0.0.1", token, true),
        with("tls-server-name: somebody.else", token, false),
        with("proxy-url: ftp://127.0.0.1:1", token, false),
        with("proxy-url: http://127.0.0.1:1", token, false),
        with("server: 'https://127.0.0.1:1 '", token, false),
        with("server: unix:///x", token, false),
        with("", &format!("{token}\nas-groups: [x]"), false),
        with("", &format!("{token}\nclient-certificate: {}", file("client-v1.crt").display()), false),
        with(
            "",
            &format!(
                "{token}\nclient-certificate: {}\nclient-key: {}",
                file("client-v1.crt").display(),
                file("client.key").display()
            ),
            true,
        ),
    ]
}

fn hold(ask: impl Fn(&Path) -> Output) {
    let place = Place::new();
    for (cluster, user, reaches) in table(&place) {
        let out = ask(&place.write(&place.text(&cluster, &user)));
        assert_eq!(out.status.success(), reaches, "{cluster}\n{user}\n{out:?}");
        let said = String::from_utf8_lossy(&out.stderr);
        assert!(reaches || !said.is_empty() && !said.contains("panic"), "{cluster}\n{user}\n{said}");
    }
}

#[test]
fn dogwatch_reaches_what_kubectl_reaches() {
    hold(pods);
}

#[test]
#[ignore = "needs kubectl"]
fn kubectl_reaches_the_same() {
    hold(kubectl);
}

#[test]
fn certificates_that_go_believes() {
    let place = Place::new();
    let text = |authority: &str| place.text("", "token: demo-dev-token").replace("ca.crt", authority);
    for (shown, authority, reaches) in [
        ("self", "self.crt", true),
        ("lone", "lone.crt", true),
        ("authority", "root.crt", true),
        ("authority", "stranger.crt", false),
        ("client-only", "root.crt", false),
        ("nameless", "nameless.crt", false),
        ("good", "ca.crt", true),
    ] {
        place.tls.show(shown);
        let out = pods(&place.write(&text(authority)));
        assert_eq!(out.status.success(), reaches, "{shown} {authority} {out:?}");
    }
    // A client certificate of version 1 is shown, and nobody comes in without it.
    place.tls.want("client-v1.crt");
    assert!(!pods(&place.write(&text("ca.crt"))).status.success());
    let user = format!(
        "client-certificate: {}\nclient-key: {}\ntoken: demo-dev-token",
        file("client-v1.crt").display(),
        file("client.key").display()
    );
    let out = pods(&place.write(&place.text("", &user)));
    assert!(out.status.success(), "{out:?}");
}

#[test]
fn addresses_that_are_none_are_a_state_at_the_start_and_on_a_switch() {
    let ground = Ground::demo();
    let folder = tempfile::tempdir().unwrap();
    let good = std::fs::read_to_string(&ground.config).unwrap();
    let servers = [("none", "unix:///x"), ("star", "*"), ("bare", "localhost:1"), ("blank", "' a '"), ("empty", "''")];
    let clusters: String = servers
        .iter()
        .map(|(name, server)| format!("- {{name: {name}, cluster: {{server: '{}'}}}}\n", server.trim_matches('\'')))
        .collect();
    let contexts: String =
        servers.iter().map(|(name, _)| format!("- {{name: {name}, context: {{cluster: {name}, user: demo-dev}}}}\n")).collect();
    let text =
        good.replace("clusters:\n", &format!("clusters:\n{clusters}")).replace("contexts:\n", &format!("contexts:\n{contexts}"));
    let config = folder.path().join("config");
    std::fs::write(&config, &text).unwrap();
    for (name, _) in servers {
        let arguments = ["check", "--context", name, "--kubeconfig", config.to_str().unwrap()];
        let out = Command::new(env!("CARGO_BIN_EXE_dogwatch")).args(arguments).output().unwrap();
        assert_eq!(out.status.code(), Some(1), "{name}: {out:?}");
        assert!(String::from_utf8_lossy(&out.stdout).contains("API server  ✗ "), "{name}: {out:?}");
    }
    let mut pty = Start::new().size(160, 30).args(["--kubeconfig", config.to_str().unwrap(), "--context", "none"]).spawn();
    pty.wait_for(|s| s.contains("offline since") && s.contains("unsupported scheme"), LONG).unwrap();
    for (name, want) in [("star", "offline since"), ("empty", "is empty"), ("blank", "holds a blank"), ("demo-admin", "● live")] {
        pty.send(":");
        pty.wait_text("─ Command", LONG).unwrap();
        pty.send("context");
        pty.send(keys::ENTER);
        pty.wait_text("─ Context", LONG).unwrap();
        pty.send(name);
        pty.wait_for(|s| s.contains(&format!("> {name}")), LONG).unwrap();
        pty.send(keys::ENTER);
        pty.wait_for(|s| s.contains(want) && !s.contains("─ Context"), LONG).unwrap_or_else(|e| panic!("{name}: {e}"));
    }
}

#[test]
fn a_kubeconfig_that_changes_is_read_again() {
    let place = Place::new();
    let config = place.write(&place.text("", "token: wrong"));
    let mut pty = Start::new().size(160, 30).args(["--kubeconfig", config.to_str().unwrap()]).spawn();
    pty.wait_for(|s| s.contains("offline since") && s.contains("credentials were refused"), LONG).unwrap();
    // A rotated token arrives by itself.
    place.write(&place.text("", "token: demo-dev-token"));
    pty.wait_for(|s| s.contains("● live") && s.contains("user-service"), LONG).unwrap();
    // A new context is there as soon as one looks.
    let more = place
        .text("", "token: demo-dev-token")
        .replace("contexts:\n", "contexts:\n- {name: fresh, context: {cluster: c, user: u}}\n");
    place.write(&more);
    pty.send(":");
    pty.wait_text("─ Command", LONG).unwrap();
    pty.send("context");
    pty.send(keys::ENTER);
    pty.wait_for(|s| s.contains("─ Context") && s.contains("fresh"), LONG).unwrap();
    pty.send(keys::ESC);
    // A bad one is said, and what was there goes on.
    place.write("clusters: 1\n");
    pty.wait_for(|s| s.contains("clusters: must be a list") && s.contains("● live"), LONG).unwrap();
}

#[test]
fn a_plugin_runs_once_for_a_connection() {
    let place = Place::new();
    let runs = place.folder.path().join("runs");
    let plugin = script(place.folder.path(), &format!("echo run >>{}\n{CREDENTIAL}", runs.display()));
    let user =
        format!("exec: {{apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, command: {}}}", plugin.display());
    let out = pods(&place.write(&place.text("", &user)));
    assert!(out.status.success(), "{out:?}");
    assert_eq!(std::fs::read_to_string(&runs).unwrap(), "run\n");
    let hint = user.replace("plugin}", "nowhere, installHint: install it so}");
    let out = pods(&place.write(&place.text("", &hint)));
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(said.contains("is not there: install it so"), "{said}");
}

#[test]
fn proxies_of_the_environment_are_gone_by() {
    let place = Place::new();
    let config = place.write(&place.text("", "token: demo-dev-token"));
    let ask = |variables: &[(&str, &str)]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dogwatch"));
        command.args(["get", "pods", "--kubeconfig"]).arg(&config).envs(variables.iter().copied()).output().unwrap()
    };
    // What runs on this machine is reached directly, also past a proxy that nobody could use.
    for proxy in ["http://proxy.corp.invalid:3128", "nonsense://"] {
        let out = ask(&[("HTTPS_PROXY", proxy), ("HTTP_PROXY", proxy)]);
        assert!(out.status.success(), "{proxy}: {out:?}");
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_dogwatch"));
    let elsewhere = place.write(&place.text("", "token: t").replace("https://127.0.0.1", "https://203.0.113.1"));
    let out = command.args(["get", "pods", "--kubeconfig"]).arg(elsewhere).env("https_proxy", "ftp://x").output().unwrap();
    assert!(!out.status.success() && String::from_utf8_lossy(&out.stderr).contains("https_proxy: a proxy begins with"), "{out:?}");
}

#[test]
fn the_demo_writes_over_nothing_but_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let theirs = folder.path().join("config");
    std::fs::write(&theirs, "apiVersion: v1\nkind: Config\n").unwrap();
    let demo = |path: &Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dogwatch"));
        command.args(["demo", "--listen", "127.0.0.1:0", "--kubeconfig"]).arg(path).stdout(Stdio::null()).stderr(Stdio::piped());
        command
    };
    let out = demo(&theirs).output().unwrap();
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(out.status.code() == Some(2) && said.contains("another path, or delete it"), "{out:?}");
    assert_eq!(std::fs::read_to_string(&theirs).unwrap(), "apiVersion: v1\nkind: Config\n");
    let own = folder.path().join("own");
    let mut before = String::new();
    for _ in 0..2 {
        let mut child = demo(&own).spawn().unwrap();
        let text = until("a kubeconfig to be written", || {
            std::fs::read_to_string(&own).ok().filter(|text| text.contains("preferences") && *text != before)
        });
        child.kill().unwrap();
        child.wait().unwrap();
        before = text;
    }
}
