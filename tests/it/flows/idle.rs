//! While nothing changes, nothing is asked and nothing is drawn: counted over twenty seconds.

use crate::support::ground::{Ground, LONG};
use crate::support::pty::keys;
use std::time::{Duration, Instant};

const SPAN: Duration = Duration::from_secs(20);
/// The most bytes a second that an idle screen may send.
pub const MOST_BYTES: usize = 60;

/// What pods use is polled: it changes while nothing else does.
const USE: &str = " /apis/metrics.k8s.io/v1beta1/";
/// What is looked at once, half a minute after the start, for the count of what is due within a day.
const DUE: [&str; 4] = [
    "GET /api/v1/secrets?fieldSelector=type%3Dkubernetes.io%2Ftls&",
    "GET /apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations?",
    "GET /apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations?",
    "GET /apis/apiregistration.k8s.io/v1/apiservices?",
];

/// Requests that an idle client has no reason to send: all but the heartbeat, watches that are opened anew, what is used, and one
/// look at what is due.
pub fn idle_talk(requests: &[String]) -> Vec<&String> {
    // The heartbeat asks the server, and whether what lies behind it answers.
    let beats = ["GET /version", "GET /api/v1/namespaces?limit=1"];
    let first = |at: usize, of: &str| !requests[..at].iter().any(|r| r.starts_with(of));
    let due = |(at, r): (usize, &String)| DUE.iter().any(|of| r.starts_with(of) && first(at, of));
    let goes_on = |r: &str| beats.contains(&r) || r.contains("watch=true") || r.contains(USE);
    let needed = |(at, r): (usize, &String)| goes_on(r) || due((at, r));
    requests.iter().enumerate().filter(|one| !needed(*one)).map(|(_, r)| r).collect()
}

#[test]
fn an_idle_screen_asks_and_sends_next_to_nothing() {
    let ground = Ground::demo();
    let mut pty = ground.start(120, 30, &[]);
    pty.wait_for(|s| s.contains("● live") && s.contains("Running"), LONG).unwrap();
    // The pods alone: logs go on for ever in the demo.
    pty.send(keys::TAB);
    pty.send("z");
    pty.wait_for(|s| !s.contains("Workloads"), LONG).unwrap();
    pty.wait_for(|s| s.contains(" CPU ") && s.contains("Mi "), LONG).unwrap();
    // What was begun before comes to its end: the heartbeat that puts the latency right, rights, kinds.
    let settled = ground.requests().count();
    crate::support::ground::until("two heartbeats", || {
        (ground.requests().since(settled).iter().filter(|r| *r == "GET /version").count() >= 2).then_some(())
    });
    let (asked, sent) = (ground.requests().count(), pty.sent());
    let began = Instant::now();
    // Nothing is waited for: the span is the measure.
    assert!(pty.wait_frame(|_| false, SPAN).is_err());
    let spent = usize::try_from(began.elapsed().as_secs()).unwrap().max(1);
    let requests = ground.requests().since(asked);
    assert_eq!(idle_talk(&requests), Vec::<&String>::new(), "all: {requests:#?}");
    let beats = requests.iter().filter(|r| *r == "GET /version").count();
    assert!((1..=spent / 4 + 2).contains(&beats), "{beats} heartbeats in {spent} s: {requests:#?}");
    let polls = requests.iter().filter(|r| r.contains(USE)).count();
    assert!(polls <= spent / 15 + 1, "{polls} polls in {spent} s: {requests:#?}");
    // A watch lasts for eight seconds, so that a server which sends no bookmarks in between proves by then that it is alive. One that was
    // in doubt, as on a busy machine, lasts for three.
    let watches: Vec<&String> = requests.iter().filter(|r| r.contains("watch=true")).collect();
    let path = |r: &str| r.split('?').next().unwrap_or_default().to_owned();
    let opened = |of: &str| watches.iter().filter(|w| path(w) == of).count();
    let mut often: Vec<String> = watches.iter().map(|w| path(w)).filter(|of| opened(of) > spent / 8 + 2).collect();
    often.sort();
    often.dedup();
    let in_bounds = often.len() <= 1 && often.iter().all(|of| opened(of) <= spent / 3 + 2);
    assert!(in_bounds, "{often:?} in {spent} s: {requests:#?}");
    let bytes = pty.sent() - sent;
    assert!(bytes <= MOST_BYTES * spent, "{bytes} bytes in {spent} s:\n{}", pty.screen());
}
