use super::super::Watches;
use super::*;
use crate::cluster::rights::review;
use crate::model::SessionId;
use crate::model::WorkloadKind;
use crate::model::feed::LinkState;
use crate::model::rights::{Right, Verdict};

/// The question by which the heartbeat knows the cluster.
const WHO: &str = "/namespaces?limit=1";

/// The next request for this path; heartbeats on the way are answered.
async fn next(server: &mut Server, part: &str) -> Ask {
    loop {
        let ask = server.ask().await;
        if ask.has(WHO) {
            ask.fail(403, "Forbidden");
            continue;
        }
        if ask.has(part) {
            return ask;
        }
        assert!(ask.has("/version"), "{}", ask.path);
        ask.json(r#"{"gitVersion":"v1.20.2"}"#);
    }
}

async fn link(rx: &mut mpsc::Receiver<(SessionId, Feed)>) -> LinkState {
    loop {
        let (_, feed) = timeout(DEADLINE, rx.recv()).await.expect("no message came").unwrap();
        if let Feed::Link(state) = feed {
            return state;
        }
    }
}

#[tokio::test]
async fn what_is_wanted_runs_and_nothing_else() {
    let mut server = Server::start().await;
    let (tx, mut rx) = mpsc::channel(64);
    let mut watches = Watches::start(server.session(), SessionId(7), tx);
    let (all, one) = (Scope::all(Kind::Namespace), Scope::of(Kind::Pod, &"a".into()));
    watches.set(std::slice::from_ref(&all));
    next(&mut server, "/namespaces?limit").await.json(&list(10, "", None, &["u1"]));
    let first = next(&mut server, "/namespaces?watch").await.stream();
    watches.set(&[all.clone(), one.clone()]);
    next(&mut server, "/namespaces/a/pods?limit").await.json(&list(20, "", None, &[]));
    let second = next(&mut server, "/namespaces/a/pods?watch").await.stream();
    watches.set(std::slice::from_ref(&one));
    first.abandoned().await;
    // The other was not touched.
    second.send(&event("ADDED", "p", 44));
    let mut seen = Vec::new();
    while !seen.iter().any(|f| matches!(f, Feed::Batch(scope, deltas) if *scope == one && matches!(deltas[..], [Delta::Put(_)]))) {
        let (id, feed) = timeout(DEADLINE, rx.recv()).await.expect("no message came").unwrap();
        assert_eq!(id, SessionId(7));
        seen.push(feed);
    }
    assert!(seen.contains(&Feed::Version("v1.20.2".into())));
    assert!(seen.iter().any(|f| matches!(f, Feed::Link(LinkState::Up { .. }))));
    watches.reconnect();
    second.abandoned().await;
    let third = next(&mut server, "/namespaces/a/pods?watch").await;
    assert!(third.has("resourceVersion=44"), "{}", third.path);
    let third = third.stream();
    drop(watches);
    third.abandoned().await;
}

#[tokio::test]
async fn the_heartbeat_tells_when_the_server_is_gone_and_back() {
    let mut server = Server::start().await;
    let (tx, mut rx) = mpsc::channel(64);
    let mut watches = Watches::start(server.session(), SessionId(1), tx);
    server.ask().await.json(r#"{"gitVersion":"v1.20.2"}"#);
    assert!(matches!(link(&mut rx).await, LinkState::Up { .. }));
    watches.set(&[Scope::all(Kind::Namespace)]);
    next(&mut server, "limit=500").await.json(&list(10, "", None, &["u1"]));
    let open = next(&mut server, "watch=true").await.stream();
    // It hangs up on the heartbeat, and the stream falls silent.
    drop(server.ask().await);
    let LinkState::Down { since, retry, .. } = link(&mut rx).await else { panic!() };
    assert!(retry.since(since) > 0);
    let mut refused = 0;
    loop {
        let ask = server.ask().await;
        match (ask.has("/version"), refused) {
            (true, 1) => {
                // Not the right credentials are as good as no server.
                ask.fail(401, "Unauthorized");
                while !matches!(link(&mut rx).await, LinkState::Down { error, .. } if error.to_string().contains("credentials")) {}
            }
            // Whoever forbids is there.
            (true, n) if n > 1 => {
                ask.fail(403, "Forbidden");
                break;
            }
            (_, _) => drop(ask),
        }
        refused += 1;
    }
    while !matches!(link(&mut rx).await, LinkState::Up { .. }) {}
    open.abandoned().await;
    let _open = next(&mut server, "resourceVersion=10").await.stream();
    loop {
        if let (_, Feed::Watch(_, WatchState::Live)) = timeout(DEADLINE, rx.recv()).await.unwrap().unwrap() {
            break;
        }
    }
}

#[tokio::test]
async fn a_right_that_could_not_be_asked_about_is_not_a_no() {
    let mut server = Server::start().await;
    let session = server.session();
    let asked = tokio::spawn(async move { review(&session, &"iot-dev".into()).await });
    for _ in Right::ALL {
        let ask = server.ask().await;
        assert!(ask.has("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews") && ask.body.contains(r#""namespace":"iot-dev""#));
        let of = |resource: &str| ask.body.contains(&format!(r#""resource":"{resource}""#));
        match (of("deployments"), of("statefulsets"), of("daemonsets"), ask.body.contains(r#""subresource":"scale""#)) {
            (true, _, _, false) => ask.json(r#"{"status":{"allowed":true}}"#),
            (true, _, _, true) => ask.json(r#"{"status":{"allowed":false,"reason":"no\u001b[2J"}}"#),
            (_, true, _, false) => ask.json(r#"{"status":{"allowed":false,"evaluationError":"webhook down"}}"#),
            (_, true, _, true) => ask.fail(500, "InternalError"),
            (_, _, true, _) => ask.json(r#"{"status":{"allowed":false}}"#),
            _ => ask.json("<html>"),
        }
    }
    let mut rights = asked.await.unwrap();
    rights.verdicts.retain(|(right, _)| !matches!(right, Right::Delete(_)));
    assert_eq!(
        rights.verdicts,
        [
            (Right::Patch(WorkloadKind::Deployment), Verdict::Yes),
            (Right::Patch(WorkloadKind::DaemonSet), Verdict::no("patch", "daemonsets", &"iot-dev".into(), String::new())),
            (Right::Scale(WorkloadKind::Deployment), Verdict::no("patch", "deployments/scale", &"iot-dev".into(), "no[2J".into())),
        ]
    );
}
