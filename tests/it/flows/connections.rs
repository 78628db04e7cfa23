//! Ways to a cluster: exec plugins, token files, a base path, a proxy, a server name for TLS.

use crate::support::ground::{Ground, LONG, executable};
use crate::support::pty::Start;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A kubeconfig for the demo's developer, with this user and these lines for the cluster.
pub fn config(ground: &Ground, folder: &Path, user: &str, cluster: &str) -> PathBuf {
    let text = std::fs::read_to_string(&ground.config).unwrap();
    // Without the administrator's token, which stands in its path.
    let server = text.lines().find_map(|l| l.trim().strip_prefix("server: ")?.split("/as/").next()).unwrap();
    let text = format!(
        "apiVersion: v1\nkind: Config\ncurrent-context: one\nclusters:\n- name: c\n  cluster:\n    server: {server}\n    extensions: [{{name: dogwatch.demo}}]\n{cluster}\
         contexts:\n- name: one\n  context: {{cluster: c, user: u, namespace: iot-dev}}\nusers:\n- name: u\n  user:\n{user}\n"
    );
    let file = folder.join("config");
    std::fs::write(&file, text).unwrap();
    file
}

pub fn script(folder: &Path, text: &str) -> PathBuf {
    executable(&folder.join("plugin"), &format!("#!/bin/sh\n{text}\n"))
}

pub fn plugin(file: &Path) -> String {
    format!("    exec: {{apiVersion: client.authentication.k8s.io/v1, command: {}, interactiveMode: IfAvailable}}", file.display())
}

fn get_pods(config: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dogwatch"));
    command.args(["get", "pods", "--kubeconfig"]).arg(config).stdin(Stdio::null()).output().unwrap()
}

pub const CREDENTIAL: &str =
    r#"echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"demo-dev-token"}}'"#;

#[test]
fn an_exec_plugin_signs_in_and_cannot_touch_the_screen() {
    let (ground, folder) = (Ground::demo(), tempfile::tempdir().unwrap());
    let file = script(folder.path(), &format!("echo SMEARED >&2; read answer; {CREDENTIAL}"));
    let config = config(&ground, folder.path(), &plugin(&file), "");
    let out = get_pods(&config);
    assert!(out.status.success() && String::from_utf8_lossy(&out.stdout).contains("user-service"), "{out:?}");
    let pty = Start::new().size(100, 30).args(["--kubeconfig", config.to_str().unwrap()]).spawn();
    pty.wait_for(|s| s.contains("● live") && s.contains("user-service"), LONG).unwrap();
    assert!(!String::from_utf8_lossy(&pty.raw_output()).contains("SMEARED"));
}

#[test]
fn a_plugin_that_fails_is_a_state_that_says_so() {
    let (ground, folder) = (Ground::demo(), tempfile::tempdir().unwrap());
    let config = config(&ground, folder.path(), &plugin(&folder.path().join("missing-plugin")), "");
    let pty = Start::new().size(160, 30).args(["--kubeconfig", config.to_str().unwrap()]).spawn();
    let screen = pty.wait_for(|s| s.contains("offline since") && s.contains("missing-plugin"), LONG).unwrap();
    assert!(screen.contains("Workloads iot-dev"), "{screen}");
    // Once it can be had, it goes live without a key.
    let file = folder.path().join("missing-plugin");
    std::fs::rename(script(folder.path(), CREDENTIAL), &file).unwrap();
    pty.wait_for(|s| s.contains("● live") && s.contains("user-service"), LONG).unwrap();
}

#[test]
fn a_token_file_is_read_again_when_it_was_rotated() {
    let (ground, folder) = (Ground::demo(), tempfile::tempdir().unwrap());
    let token = folder.path().join("token");
    std::fs::write(&token, "stale").unwrap();
    let config = config(&ground, folder.path(), &format!("    tokenFile: {}", token.display()), "");
    let out = get_pods(&config);
    assert!(String::from_utf8_lossy(&out.stderr).contains("Unauthorized"), "{out:?}");
    let pty = Start::new().size(100, 30).args(["--kubeconfig", config.to_str().unwrap()]).spawn();
    pty.wait_text("offline since", LONG).unwrap();
    std::fs::write(&token, "demo-dev-token").unwrap();
    pty.wait_for(|s| s.contains("● live") && s.contains("user-service"), LONG).unwrap();
}

/// An HTTP proxy that makes tunnels, and counts them.
fn proxy() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let count = Arc::new(AtomicUsize::new(0));
    let counted = count.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let counted = counted.clone();
            std::thread::spawn(move || tunnel(stream, &counted));
        }
    });
    (url, count)
}

fn tunnel(mut client: TcpStream, count: &AtomicUsize) -> Option<()> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        client.read_exact(&mut byte).ok()?;
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let target = head.strip_prefix("CONNECT ")?.split(' ').next()?.to_owned();
    let server = TcpStream::connect(target).ok()?;
    count.fetch_add(1, Ordering::SeqCst);
    client.write_all(b"HTTP/1.1 200 Connected\r\n\r\n").ok()?;
    let (mut from, mut to) = (client.try_clone().ok()?, server.try_clone().ok()?);
    std::thread::spawn(move || std::io::copy(&mut from, &mut to));
    std::io::copy(&mut &server, &mut &client).ok().map(|_| ())
}

#[test]
fn a_proxy_is_gone_through() {
    let (ground, folder) = (Ground::demo(), tempfile::tempdir().unwrap());
    let (url, count) = proxy();
    let config = config(&ground, folder.path(), "    token: demo-dev-token", &format!("    proxy-url: {url}\n"));
    let out = get_pods(&config);
    assert!(out.status.success(), "{out:?}");
    assert!(count.load(Ordering::SeqCst) > 0, "no tunnel was asked for");
}

#[test]
#[ignore = "needs DOGWATCH_TEST_KUBECONFIG, the path of a kubeconfig, and kubectl"]
fn client_certificates_and_a_server_name_on_a_cluster() {
    let text = std::fs::read_to_string(std::env::var_os("DOGWATCH_TEST_KUBECONFIG").unwrap()).unwrap();
    assert!(text.contains("client-certificate-data"), "the lab's users have certificates");
    let folder = tempfile::tempdir().unwrap();
    let with = |name: &str| {
        let lines = text.lines().map(|l| {
            if l.trim_start().starts_with("server:") { format!("{l}\n    tls-server-name: {name}\n") } else { format!("{l}\n") }
        });
        let file = folder.path().join(name);
        std::fs::write(&file, lines.collect::<String>()).unwrap();
        let out =
            Command::new(env!("CARGO_BIN_EXE_dogwatch")).args(["get", "namespaces", "--kubeconfig"]).arg(file).output().unwrap();
        (out.status.success(), String::from_utf8_lossy(&out.stderr).into_owned())
    };
    assert!(with("kubernetes").0, "a name of the certificate");
    let (ok, said) = with("somebody.else");
    assert!(!ok && said.contains("certificate") && said.contains("somebody.else"), "{said}");
}
