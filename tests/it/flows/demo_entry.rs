//! Who may drive the demo server: whoever has its kubeconfig, and no page or other user of the machine.

use crate::support::demo_support::Kubectl;
use crate::support::ground::until;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// `dogwatch demo`, and what its kubeconfig says.
struct Served {
    child: Child,
    address: String,
    /// The administrator's.
    token: String,
}

impl Served {
    fn start(config: &Path, more: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dogwatch"));
        command.args(["demo", "--scenario", "calm", "--kubeconfig"]).arg(config).args(more).stdout(Stdio::null());
        let child = command.spawn().unwrap();
        let text = until("its kubeconfig", || std::fs::read_to_string(config).ok().filter(|t| t.contains("preferences")));
        let server = text.lines().find_map(|l| l.trim().strip_prefix("server: http://")).unwrap();
        let (address, token) = server.split_once("/as/").unwrap();
        Self { child, address: address.to_owned(), token: token.to_owned() }
    }

    /// The code of an answer, and its text.
    fn ask(&self, method: &str, path: &str, heads: &[String], body: &str) -> (u16, String) {
        let mut socket = TcpStream::connect(self.address.replace("0.0.0.0", "127.0.0.1")).unwrap();
        socket.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let heads: String = heads.iter().map(|h| format!("{h}\r\n")).collect();
        let length = body.len();
        let text = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\nContent-Length: {length}\r\n{heads}\r\n{body}");
        socket.write_all(text.as_bytes()).unwrap();
        let mut all = String::new();
        socket.read_to_string(&mut all).unwrap();
        (all[9..12].parse().unwrap(), all)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ended_already = self.child.kill();
        let _ended_already = self.child.wait();
    }
}

#[test]
fn whoever_has_no_kubeconfig_is_not_let_in() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (folder.path().join("one"), folder.path().join("two"));
    let (demo, other) = (Served::start(&one, &[]), Served::start(&two, &[]));
    assert_eq!(std::fs::metadata(&one).unwrap().permissions().mode() & 0o777, 0o600);
    assert_ne!(demo.token, other.token, "each has tokens of its own");
    let near = || format!("Host: {}", demo.address);
    let bearer = |token: &str| format!("Authorization: Bearer {token}");
    let config_map = r#"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"planted"}}"#;
    let maps = "/api/v1/namespaces/iot-dev/configmaps";
    for path in ["/", "/version", "/healthz", "/livez", "/readyz", "/api", "/apis", "/openapi/v3", "/api/v1/pods", "/nothing"] {
        for heads in
            [vec![], vec![bearer("demo-admin-token")], vec![bearer(&other.token)], vec!["Authorization: Basic YTpi".into()]]
        {
            let heads = [vec![near()], heads].concat();
            assert_eq!(demo.ask("GET", path, &heads, "").0, 401, "{path} {heads:?}");
        }
        assert_eq!(demo.ask("GET", &format!("/as/admin{path}"), &[near()], "").0, 401, "{path}");
        // With the token, in the header or in the path, and under another name: what it knows is found, and a page is not.
        for (path, heads) in [(path.to_owned(), vec![bearer(&demo.token)]), (format!("/as/{}{path}", demo.token), vec![])] {
            let want = if path.ends_with("/nothing") { 404 } else { 200 };
            assert_eq!(demo.ask("GET", &path, &[vec![near()], heads.clone()].concat(), "").0, want, "{path}");
            let (code, answer) = demo.ask("GET", &path, &[vec!["Host: evil.example".into()], heads].concat(), "");
            assert!(code == 403 && answer.contains("is not called"), "{path}: {answer}");
        }
    }
    for (kind, want) in [("text/plain", 415), ("application/x-www-form-urlencoded", 415), ("multipart/form-data; boundary=a", 415)]
    {
        for (method, path) in [("POST", maps), ("DELETE", "/api/v1/namespaces/iot-dev/configmaps/iot-config"), ("PUT", maps)] {
            let heads = [near(), bearer(&demo.token), format!("Content-Type: {kind}")];
            let (code, answer) = demo.ask(method, path, &heads, config_map);
            assert_eq!(code, want, "{method} {kind}: {answer}");
        }
    }
    let json = [near(), "Content-Type: application/json".into()];
    assert_eq!(demo.ask("POST", maps, &json, config_map).0, 401);
    assert_eq!(demo.ask("POST", maps, &[&json[..], &[bearer(&demo.token)]].concat(), config_map).0, 201);
    // Who has the file gets in: here dogwatch itself.
    let mut command = Command::new(env!("CARGO_BIN_EXE_dogwatch"));
    let out = command.args(["check", "--kubeconfig"]).arg(&one).env("HOME", folder.path()).output().unwrap();
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    assert!(out.status.success() && said.contains("API server  ✓"), "{out:?}");
    assert!(!said.contains(&demo.token), "{said}");
}

#[test]
fn beyond_this_machine_it_listens_only_when_told_twice() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config");
    for address in ["0.0.0.0:0", "[::]:0", "203.0.113.7:8080", "[::ffff:203.0.113.7]:0"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dogwatch"));
        let out = command.args(["demo", "--listen", address, "--kubeconfig"]).arg(&config).output().unwrap();
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        assert!(out.status.code() == Some(2) && said.contains("--insecure-listen") && said.contains(address), "{said}");
        assert!(!config.exists());
    }
    let demo = Served::start(&config, &["--listen", "0.0.0.0:0", "--insecure-listen"]);
    let bearer = format!("Authorization: Bearer {}", demo.token);
    for (host, want) in [("127.0.0.1", 200), ("203.0.113.7:8080", 200), ("evil.example", 403)] {
        assert_eq!(demo.ask("GET", "/version", &[format!("Host: {host}"), bearer.clone()], "").0, want, "{host}");
    }
    assert_eq!(demo.ask("GET", "/version", &["Host: 127.0.0.1".into()], "").0, 401);
}

#[test]
#[ignore = "needs kubectl"]
fn kubectl_gets_in_by_the_kubeconfig_alone() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config");
    let demo = Served::start(&config, &[]);
    let k = Kubectl::new(&config, folder.path(), "iot-dev");
    assert!(k.ok(&["get", "pods"]).contains("web-"));
    assert!(k.ok(&["api-resources"]).contains("deployments"));
    assert!(k.ok(&["version"]).contains("Server Version"));
    k.ok(&["create", "configmap", "made", "--from-literal=a=b"]);
    k.ok(&["delete", "configmap", "made"]);
    assert!(k.as_context("demo-viewer").fails(&["delete", "deploy", "web"]).contains("User \"viewer\" cannot delete"));
    let text = std::fs::read_to_string(&config).unwrap().replace(&demo.token, "guessed");
    let guessed = folder.path().join("guessed");
    std::fs::write(&guessed, text).unwrap();
    assert!(Kubectl::new(&guessed, folder.path(), "iot-dev").fails(&["get", "pods"]).contains("logged in"));
}
