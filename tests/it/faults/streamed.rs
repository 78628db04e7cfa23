//! Lists that come as streams (`sendInitialEvents`), from servers that offer them: what is asked, and what happens where it goes wrong.

use crate::support::ground::until;
use crate::support::proxy::Fault;
use crate::support::trial::Trial;
use dogwatch::model::feed::WatchState;
use std::time::Instant;

const STREAM: &str = "sendInitialEvents=true";

#[test]
fn a_list_is_a_stream_and_a_watch_goes_on_from_its_end() {
    // A server that does not say at once what it is, as on a busy machine, is asked for pages.
    let t = until("a server that says in time what it is", || {
        let t = Trial::streamed(|_| {});
        (t.proxy.count("GET", "/api/v1/pods?limit=") == 0).then_some(t)
    });
    let pods = t.proxy.seen("GET", "/api/v1/pods?");
    assert!(pods[0].path.contains(STREAM) && pods[1..].iter().all(|s| !s.path.contains(STREAM)), "it is listed once: {pods:#?}");
    assert!(
        t.proxy.count("GET", STREAM) >= 8 && t.proxy.count("GET", "/api/v1/pods?limit=") == 0,
        "one for each kind, and no page"
    );
    t.meanwhile_again();
    // Only a list can tell what has gone meanwhile.
    let victim = t.desk.look(|s| s.cluster.store.pods().find(|p| &*p.namespace == "iot-pre").unwrap().clone());
    t.proxy.refuse(true);
    t.proxy.reset();
    t.down("refused");
    crate::support::truth::change(t.ground.address(), "DELETE", &format!("/api/v1/namespaces/iot-pre/pods/{}", victim.name), "");
    t.ground.faults().compact();
    let begun = Instant::now();
    t.proxy.clear();
    t.desk.equal_again(begun);
    assert!(t.proxy.count("GET", STREAM) > 6, "it was listed anew, as a stream");
}

#[test]
fn a_server_that_refuses_it_is_asked_for_pages() {
    let t = Trial::streamed(|proxy| proxy.paged());
    t.desk.keys_answer();
    assert!(t.proxy.count("GET", "/api/v1/pods?limit=") == 1);
    let tried = t.proxy.count("GET", STREAM);
    t.expire("/pods");
    t.proxy.wait_asked("GET", "/api/v1/pods?limit=", 2);
    t.meanwhile_again();
    assert_eq!(t.proxy.count("GET", STREAM), tried, "once refused, it is not tried again");
}

#[test]
fn a_user_who_may_not_watch_any_more_lists_in_pages() {
    let t = Trial::streamed(|_| {});
    let denied = Fault::status(403, "Forbidden", "pods is forbidden: User cannot watch resource \"pods\"");
    t.proxy.on("GET", "/pods?watch=true", denied);
    t.expire("/pods");
    t.proxy.wait_asked("GET", "/pods?limit=", 1);
    t.desk
        .wait("the watch to be denied", |s| s.cluster.store.scopes().any(|(_, state)| matches!(state, WatchState::Polling { .. })));
    t.desk.keys_answer();
    t.proxy.clear();
    t.desk.equal_at_last();
    t.meanwhile_again();
}

#[test]
fn a_stream_that_breaks_before_its_end_is_followed_by_pages() {
    // Cut in the middle of a line, as soon as it is long enough.
    let cut = |line: &str| if line.contains("ADDED") { vec![line[..line.len() / 2].to_owned()] } else { vec![line.to_owned()] };
    let t = Trial::streamed(|proxy| {
        proxy.on("GET", "/pods?watch=true&", Fault::lines(cut));
    });
    assert!(t.proxy.count("GET", "/api/v1/pods?limit=") > 0);
    t.over();
}
