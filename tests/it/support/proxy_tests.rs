//! The proxy itself: what it does to a request, and how a test uses it.

use crate::support::ground::{Ground, LONG};
use crate::support::proxy::Proxy;
use crate::support::pty::{Start, keys};
use crate::support::truth::ask;
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// A change whose answer is lost has been made all the same; the screen says that it is not known, or what became of it.
#[test]
fn a_write_is_taken_and_its_answer_is_lost() {
    let ground = Ground::demo();
    let proxy = Proxy::before(ground.address());
    let config = proxy.config_of(&ground.config);
    let before = ground.replicas();
    let mut pty = Start::new().size(120, 40).args(["--kubeconfig", config.to_str().unwrap(), "-n", "iot-test"]).spawn();
    pty.wait_for(|s| s.contains("● live") && s.contains("web"), LONG).unwrap();
    pty.send("/");
    pty.wait_for(|s| s.lines().rev().nth(1).is_some_and(|l| l.starts_with(" /")), LONG).unwrap();
    pty.send("web");
    pty.send(keys::ENTER);
    pty.wait_for(|s| s.lines().any(|l| l.contains("▌") && l.contains("web")), LONG).unwrap();
    let rule = proxy.lose("PATCH", "/deployments/web");
    pty.send("s");
    pty.wait_text(&format!("{before} → {before}"), LONG).unwrap();
    pty.send(keys::UP);
    pty.send(keys::ENTER);
    pty.wait_for(|s| s.contains("scale") && s.contains("y do it"), LONG).unwrap();
    pty.send("y");
    proxy.wait_for("PATCH", "/deployments/web", 1);
    assert_eq!(ground.replicas(), before + 1, "the server has done it");
    assert_eq!(
        proxy.seen("PATCH", "/deployments/web").iter().filter(|s| !s.path.contains("dryRun")).count(),
        1,
        "and is not asked again"
    );
    proxy.lift(rule);
    // The watch tells how it is now.
    pty.wait_for(|s| s.lines().any(|l| l.contains("web") && l.contains(&format!("{0}/{0}", before + 1))), LONG).unwrap();
}

#[test]
fn a_swallowed_answer_is_silence_and_dry_runs_are_answered() {
    let ground = Ground::demo();
    let proxy = Proxy::before(ground.address());
    let rule = proxy.swallow("PATCH", "/deployments/");
    let path = "/apis/apps/v1/namespaces/iot-test/deployments/web";
    let body = r#"{"spec":{"replicas":4}}"#;
    assert_eq!(ask(proxy.address(), "PATCH", &format!("{path}?dryRun=All"), body).0, 200);
    let mut socket = TcpStream::connect(proxy.address()).unwrap();
    let head = format!(
        "PATCH {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer demo-admin-token\r\nContent-Type: application/merge-patch+json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    socket.write_all(head.as_bytes()).unwrap();
    proxy.wait_for("PATCH", "/deployments/", 1);
    assert_eq!(ground.replicas(), 4, "the server has done it");
    // Neither an answer nor an end, before or after the rule is lifted.
    socket.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
    assert_eq!(socket.read(&mut [0; 16]).unwrap_err().kind(), ErrorKind::WouldBlock);
    proxy.lift(rule);
    assert_eq!(socket.read(&mut [0; 16]).unwrap_err().kind(), ErrorKind::WouldBlock);
    assert_eq!(ask(proxy.address(), "PATCH", path, body).0, 200);
}
