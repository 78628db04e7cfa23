//! One test for each way in which access can be lost and come back: credentials that expire, and certificates that are no longer good.

use crate::support::desk::Desk;
use crate::support::ground::{Ground, executable};
use crate::support::proxy::{Fault, Proxy};
use crate::support::tls::Tls;
use crate::support::truth::change;
use std::path::Path;
use std::time::Instant;

const TOKEN: &str = "    token: demo-admin-token\n";

/// A dashboard on the demo whose user is another, and whose proxy lets only the token `first` through.
fn signed_in(ground: &Ground, user: &str) -> (Proxy, Desk, usize) {
    let proxy = Proxy::before(ground.address());
    let config = std::fs::read_to_string(&ground.config).unwrap();
    assert!(config.contains(TOKEN), "{config}");
    let rule = proxy.on("", "/", Fault::Token("first".into()));
    let desk = Desk::open(&proxy.config(&config).replacen(TOKEN, user, 1), &config);
    desk.equal_at_last();
    (proxy, desk, rule)
}

/// The token expires, another is issued, and nobody presses a key.
fn expires(ground: &Ground, proxy: &Proxy, desk: &Desk, rule: usize, issue: impl FnOnce()) {
    proxy.on("", "/", Fault::Token("second".into()));
    proxy.lift(rule);
    proxy.break_watches("");
    let screen = desk.wait_text("offline since");
    assert!(screen.contains("web"), "what was known stays\n{screen}");
    desk.wait("the reason", |s| {
        matches!(s.cluster.store.link(), dogwatch::model::feed::LinkState::Down { error, .. } if error.to_string().contains("credentials were refused"))
    });
    desk.keys_answer();
    change(ground.address(), "POST", "/api/v1/namespaces", r#"{"metadata":{"name":"meanwhile"}}"#);
    let begun = Instant::now();
    issue();
    desk.equal_again(begun);
}

#[test]
fn answer_401_until_the_token_file_is_rotated() {
    let ground = Ground::demo();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("token");
    std::fs::write(&file, "first").unwrap();
    let (proxy, desk, rule) = signed_in(&ground, &format!("    tokenFile: {}\n", file.display()));
    expires(&ground, &proxy, &desk, rule, || std::fs::write(&file, "second").unwrap());
}

fn plugin(folder: &Path) -> String {
    let file = folder.join("plugin");
    let credential =
        r#"{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"'$(cat token)'"}}"#;
    let script = format!("#!/bin/sh\ncd {}\necho run >> runs\necho '{credential}'\n", folder.display());
    executable(&file, &script);
    format!(
        "    exec: {{apiVersion: client.authentication.k8s.io/v1, command: {}, interactiveMode: IfAvailable}}\n",
        file.display()
    )
}

#[test]
fn answer_401_until_the_exec_plugin_gives_another_token() {
    let ground = Ground::demo();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("token"), "first").unwrap();
    let (proxy, desk, rule) = signed_in(&ground, &plugin(folder.path()));
    let runs = || std::fs::read_to_string(folder.path().join("runs")).unwrap().lines().count();
    let before = runs();
    expires(&ground, &proxy, &desk, rule, || std::fs::write(folder.path().join("token"), "second").unwrap());
    assert!(runs() > before, "it was run again");
}

/// A dashboard that is live on the demo over TLS, while another certificate is shown, until the good one is again.
fn certificate(name: &str, said: &str) {
    let ground = Ground::demo();
    let tls = Tls::before(ground.address());
    let config = std::fs::read_to_string(&ground.config).unwrap();
    let desk = Desk::open(&tls.config(&config), &config);
    desk.equal_at_last();
    tls.show(name);
    desk.wait(
        &format!("the link to be down for {said:?}"),
        |s| matches!(s.cluster.store.link(), dogwatch::model::feed::LinkState::Down { error, .. } if error.to_string().contains(said)),
    );
    desk.wait_text("offline since");
    desk.keys_answer();
    change(ground.address(), "POST", "/api/v1/namespaces", r#"{"metadata":{"name":"meanwhile"}}"#);
    let begun = Instant::now();
    tls.show("good");
    desk.equal_again(begun);
}

#[test]
fn a_certificate_that_has_expired() {
    certificate("expired", "expired");
}

#[test]
fn a_certificate_of_another_authority() {
    certificate("other", "certificate");
}

#[test]
fn a_certificate_for_another_name() {
    certificate("elsewhere", "elsewhere.example");
}
