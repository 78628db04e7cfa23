//! A port that is forwarded by key, by the real program: what a client sees while pods come and go.

use super::inside::journal_so_far;
use crate::support::ground::{Ground, LONG, agree, find_web};
use crate::support::pty::{Pty, keys};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// One request; gives the answer's first line.
fn get(at: &str) -> std::io::Result<String> {
    let mut tcp = TcpStream::connect(at)?;
    tcp.set_read_timeout(Some(LONG))?;
    tcp.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")?;
    let mut out = Vec::new();
    tcp.read_to_end(&mut out)?;
    Ok(String::from_utf8_lossy(&out).lines().next().unwrap_or_default().to_owned())
}

/// Forwards the first port of `web`; gives where it listens.
fn forward(pty: &mut Pty) -> String {
    find_web(pty);
    pty.send("F");
    pty.wait_for(|s| s.contains("Forward a port") && s.contains("http"), LONG).unwrap();
    pty.send(keys::ENTER);
    let screen = pty.wait_text("leads to", LONG).unwrap();
    let url = screen.split("http://").nth(1).unwrap().split_whitespace().next().unwrap();
    url.to_owned()
}

#[test]
fn a_forward_to_a_deployment_outlives_a_restart_of_it() {
    let ground = Ground::demo();
    let mut pty = ground.start(110, 34, &[]);
    let at = forward(&mut pty);
    assert_eq!(get(&at).unwrap(), "HTTP/1.1 200 OK");
    pty.send("r");
    agree(&mut pty, "restart");
    let (begun, mut asked) = (Instant::now(), 0);
    // Until the new pods have it, and a little longer.
    let mut done: Option<Instant> = None;
    while done.is_none_or(|at| at.elapsed() < Duration::from_secs(2)) {
        assert_eq!(get(&at).unwrap(), "HTTP/1.1 200 OK", "request {asked}, {:?} after the restart", begun.elapsed());
        asked += 1;
        if done.is_none() && journal_so_far(&pty).contains("is on rev") {
            done = Some(Instant::now());
        }
        assert!(begun.elapsed() < LONG * 2, "the restart has not ended");
    }
    pty.send(":");
    pty.send("forwards");
    pty.send(keys::ENTER);
    pty.wait_for(|s| s.contains("Port-forwards (1)") && s.contains(&format!("http://{at}")), LONG).unwrap();
    pty.send(&keys::ctrl('d'));
    pty.wait_text("closed after", LONG).unwrap();
    assert!(TcpStream::connect(&at).is_err(), "nobody listens any more");
    let journal = std::fs::read_to_string(pty.home().join("state/dogwatch/journal.jsonl")).unwrap();
    assert!(journal.contains(r#""change":"forward""#) && journal.contains("closed after"), "{journal}");
}

#[test]
fn leaving_ends_them_and_their_ends_are_written() {
    let ground = Ground::demo();
    let mut pty = ground.start(110, 34, &[]);
    let at = forward(&mut pty);
    pty.send(":q!");
    pty.send(keys::ENTER);
    pty.wait_exit(LONG).unwrap();
    assert!(TcpStream::connect(&at).is_err());
    let journal = std::fs::read_to_string(pty.home().join("state/dogwatch/journal.jsonl")).unwrap();
    assert!(journal.contains("closed after"), "{journal}");
}

#[test]
fn read_only_forwards_nothing() {
    let ground = Ground::demo();
    let mut pty = ground.start(110, 34, &["--readonly"]);
    find_web(&mut pty);
    pty.send("F");
    pty.wait_text("read-only mode", LONG).unwrap();
    assert!(ground.requests().since(0).iter().all(|r| !r.contains("portforward")));
}
