//! One test for each way in which the server and the way to it can fail: what the screen says meanwhile, that keys are answered, and that
//! everything is known again soon after, without a key.

use crate::support::desk::{BUSY, told};
use crate::support::proxy::Fault;
use crate::support::trial::Trial;
use dogwatch::model::feed::WatchState;
use std::time::{Duration, Instant};

#[test]
fn connection_refused() {
    let t = Trial::start();
    t.proxy.refuse(true);
    t.proxy.reset();
    t.down("refused");
    let screen = t.desk.wait_text("offline since");
    assert!(screen.contains("stale since"), "{screen}");
    t.desk.keys_answer();
    t.over();
}

#[test]
fn connections_reset() {
    let t = Trial::start();
    t.meanwhile();
    let begun = Instant::now();
    t.proxy.reset();
    t.desk.equal_again(begun);
    t.desk.keys_answer();
    t.meanwhile_again();
}

#[test]
fn half_open_is_noticed_within_ten_seconds() {
    let t = Trial::start();
    let begun = Instant::now();
    t.proxy.freeze(true);
    t.down("no answer within");
    let noticed = begun.elapsed();
    assert!(noticed < Duration::from_secs(10) + BUSY, "{noticed:?}");
    told("noticed", noticed);
    let screen = t.desk.wait_text("offline since");
    assert!(screen.contains("stale since"), "{screen}");
    t.desk.keys_answer();
    t.over();
}

#[test]
fn a_server_that_hangs() {
    let t = Trial::start();
    t.proxy.on("", "/", Fault::Hang);
    t.proxy.break_watches("");
    t.down("no answer within");
    t.desk.wait_text("offline since");
    t.desk.keys_answer();
    t.over();
}

#[test]
fn a_link_that_is_slow() {
    let t = Trial::start();
    // Whatever is asked takes its time, and lists come in drops.
    t.proxy.on("", "/", Fault::Slow(Duration::from_millis(400), 400_000));
    t.desk.wait(
        "the latency to be told",
        |s| matches!(s.cluster.store.link(), dogwatch::model::feed::LinkState::Up { latency } if *latency >= 400),
    );
    t.expire("/pods");
    t.proxy.wait_asked("GET", "/api/v1/pods?limit", 2);
    t.desk.keys_answer();
    t.desk.equal_at_last();
    t.over();
}

/// Everything but the version is answered so: as by a server whose etcd is away, or by something that stands before it.
fn failing(code: u16, reason: &'static str) {
    let t = Trial::start();
    t.proxy.on("GET", "/api", Fault::status(code, reason, &format!("{reason} is what it says")));
    t.proxy.break_watches("");
    t.stale(reason);
    let screen = t.desk.wait_text("stale since");
    assert!(screen.contains("web"), "what was known stays\n{screen}");
    t.desk.keys_answer();
    t.over();
}

#[test]
fn answer_404_to_lists_and_watches() {
    failing(404, "NotFound");
}

#[test]
fn answer_409_to_lists_and_watches() {
    failing(409, "Conflict");
}

#[test]
fn answer_500() {
    failing(500, "InternalError");
}

#[test]
fn answer_503() {
    failing(503, "ServiceUnavailable");
}

#[test]
fn answer_504_from_a_balancer_with_no_status_in_it() {
    let t = Trial::start();
    t.proxy.on("GET", "/", Fault::Answer(504, Vec::new(), "<html>\u{1b}]0;gateway\u{7}</html>".into()));
    t.proxy.break_watches("");
    t.stale("HTTP 504");
    t.desk.keys_answer();
    t.over();
}

#[test]
fn answer_410_to_watches_and_in_them() {
    let t = Trial::start();
    let lists = t.proxy.count("GET", "/api/v1/pods?limit");
    // In the stream.
    t.expire("/pods");
    t.proxy.wait_for("GET", "/api/v1/pods?limit", lists + 1);
    let begun = Instant::now();
    t.desk.equal_again(begun);
    // And as the answer to the request, until a list brings a version that is not too old.
    t.proxy.on("GET", "watch=true", Fault::status(410, "Expired", "too old resource version"));
    t.proxy.break_watches("");
    t.proxy.wait_for("GET", "/api/v1/pods?limit", lists + 3);
    t.desk.keys_answer();
    t.over();
}

#[test]
fn etcd_is_compacted() {
    let t = Trial::start();
    let lists = t.proxy.count("GET", "/api/v1/pods?limit");
    t.proxy.on("GET", "watch=true", Fault::Hang);
    t.proxy.end_watches("");
    t.meanwhile();
    t.ground.faults().compact();
    let begun = Instant::now();
    t.proxy.clear();
    t.desk.equal_again(begun);
    assert!(t.proxy.count("GET", "/api/v1/pods?limit") > lists, "only a list can tell");
    t.meanwhile_again();
}

#[test]
fn answer_410_to_the_second_page_of_a_list() {
    let t = Trial::start();
    t.proxy.on(
        "GET",
        "/api/v1/pods?limit",
        Fault::Path(std::sync::Arc::new(|path| path.replace("limit=500", "limit=7").replace("limit=100", "limit=7"))),
    );
    let rule = t.proxy.on("GET", "continue=", Fault::status(410, "Expired", "the continue token is too old"));
    t.expire("/pods");
    t.proxy.wait_asked("GET", "continue=", 2);
    t.desk.keys_answer();
    t.proxy.lift(rule);
    t.over();
}

#[test]
fn answer_429_is_given_the_time_that_it_asks_for() {
    let t = Trial::start();
    let before = t.proxy.count("GET", "/api/v1/pods?watch");
    t.proxy.on("GET", "/api", Fault::status(429, "TooManyRequests", "too many requests"));
    t.proxy.break_watches("");
    t.stale("too many requests");
    t.proxy.wait_asked("GET", "/api/v1/pods?watch", before + 3);
    let asked = t.proxy.seen("GET", "/api/v1/pods?watch");
    let gaps: Vec<Duration> = asked[before..].windows(2).map(|w| w[1].at - w[0].at).collect();
    // The first came of a stream that had lived, which broke, and was opened again at once.
    assert!(gaps.len() > 1 && gaps[1..].iter().all(|g| *g >= Duration::from_millis(990)), "{gaps:?}");
    t.desk.keys_answer();
    t.over();
}

#[test]
fn answer_403_that_comes_and_goes() {
    let t = Trial::start();
    t.proxy.on("GET", "pods", Fault::status(403, "Forbidden", "pods is forbidden: you may not"));
    t.proxy.break_watches("/pods");
    t.desk.wait("pods to be denied", |s| s.cluster.store.scopes().any(|(_, w)| matches!(w, WatchState::Denied { .. })));
    let screen = t.desk.wait_text("denied");
    assert!(screen.contains("web"), "{screen}");
    t.desk.keys_answer();
    t.over();
}

#[test]
fn answer_403_to_watches_alone() {
    let t = Trial::start();
    t.proxy.on("GET", "/pods?watch", Fault::status(403, "Forbidden", "pods is forbidden: you may not watch"));
    t.proxy.break_watches("/pods");
    t.desk
        .wait("pods to be listed now and then", |s| s.cluster.store.scopes().any(|(_, w)| matches!(w, WatchState::Polling { .. })));
    t.desk.wait_text("listed every");
    t.desk.keys_answer();
    t.over();
}
