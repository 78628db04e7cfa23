use super::super::reflector::tests::server::{Ask, DEADLINE, Server};
use super::*;
use crate::model::SessionId;
use tokio::sync::mpsc::{Receiver, channel};
use tokio::time::timeout;

const SHORT: Duration = Duration::from_millis(20);
/// What does not answer is waited for long enough that a busy machine is not taken for it.
const PACE: Pace = Pace { every: SHORT, deadline: Duration::from_secs(2), unserved: SHORT, denied: SHORT, failed: [SHORT; 4] };
const ALL: UseScope = UseScope::Pods(None);
const LIST: &str = r#"{"kind":"PodMetricsList","items":[{"metadata":{"name":"web","namespace":"iot"},"timestamp":"2026-07-24T20:20:00Z",
    "window":"15s","containers":[{"name":"web","usage":{"cpu":"120m","memory":"9Mi"}}]}]}"#;
const NODES: &str =
    r#"{"items":[{"metadata":{"name":"n"},"timestamp":"2026-07-24T20:20:00Z","usage":{"cpu":"1","memory":"1Gi"}}]}"#;

fn start(server: &Server, pace: Pace) -> (Meter, Receiver<(SessionId, Feed)>) {
    let (tx, rx) = channel(8);
    (Meter::start_at(server.session(), Outlet::new(SessionId(1), tx), pace), rx)
}

async fn next(rx: &mut Receiver<(SessionId, Feed)>) -> (UseScope, UseNews) {
    match timeout(DEADLINE, rx.recv()).await.expect("news in time") {
        Some((_, Feed::Used(scope, _, news))) => (scope, news),
        other => panic!("{other:?}"),
    }
}

fn serves(ask: Ask) {
    assert_eq!(ask.path, "/apis/metrics.k8s.io/v1beta1");
    ask.json(
        r#"{"resources":[{"name":"nodes","singularName":"","namespaced":false,"kind":"NodeMetrics","verbs":["get","list"]},
        {"name":"pods","singularName":"","namespaced":true,"kind":"PodMetrics","verbs":["get","list"]}]}"#,
    );
}

fn known(news: &UseNews) -> bool {
    matches!(news, UseNews::Pods(pods) if pods.len() == 1 && pods[0].used().millicores() == 120)
}

#[tokio::test]
async fn what_is_wanted_is_polled_and_what_is_new_at_once() {
    let mut server = Server::start().await;
    let (meter, mut rx) = start(&server, Pace { every: DEADLINE, ..PACE });
    let iot = UseScope::Pods(Some("iot".into()));
    meter.set(std::slice::from_ref(&iot));
    serves(server.ask().await);
    let ask = server.ask().await;
    assert_eq!(ask.path, "/apis/metrics.k8s.io/v1beta1/namespaces/iot/pods");
    ask.json(LIST);
    let (scope, news) = next(&mut rx).await;
    assert!(scope == iot && known(&news), "{news:?}");
    // The same again asks for nothing; what it is served from is asked once.
    meter.set(std::slice::from_ref(&iot));
    meter.set(&[iot, UseScope::Nodes]);
    let ask = server.ask().await;
    assert_eq!(ask.path, "/apis/metrics.k8s.io/v1beta1/nodes");
    ask.json(NODES);
    assert!(matches!(next(&mut rx).await, (UseScope::Nodes, UseNews::Nodes(all)) if all.len() == 1));
}

#[tokio::test]
async fn what_cannot_be_had_is_told_as_not_known_with_the_reason() {
    // What fails, with which answer, what is told.
    for (of_group, code, reason, want) in [
        (true, 404, "NotFound", UseState::NotServed),
        (
            true,
            503,
            "ServiceUnavailable",
            UseState::Failing { error: crate::model::trouble::Trouble::said("ServiceUnavailable it is") },
        ),
        (false, 404, "NotFound", UseState::NotServed),
        (false, 403, "Forbidden", UseState::Denied { error: crate::model::trouble::Trouble::said("Forbidden it is") }),
        (
            false,
            503,
            "ServiceUnavailable",
            UseState::Failing { error: crate::model::trouble::Trouble::said("ServiceUnavailable it is") },
        ),
        (false, 500, "InternalError", UseState::Failing { error: crate::model::trouble::Trouble::said("InternalError it is") }),
    ] {
        let mut server = Server::start().await;
        let (meter, mut rx) = start(&server, PACE);
        meter.set(&[ALL]);
        if !of_group {
            serves(server.ask().await);
        }
        server.ask().await.fail(code, reason);
        assert_eq!(next(&mut rx).await, (ALL, UseNews::Not(want)), "{of_group} {code}");
        // It is asked again, and comes.
        let mut ask = server.ask().await;
        if ask.path.ends_with("v1beta1") {
            serves(ask);
            ask = server.ask().await;
        }
        ask.json(LIST);
        assert!(known(&next(&mut rx).await.1), "{of_group} {code}");
    }
}

#[tokio::test]
async fn a_moment_without_an_answer_takes_nothing_away_but_a_second_one_does() {
    let mut server = Server::start().await;
    let (meter, mut rx) = start(&server, PACE);
    meter.set(&[ALL]);
    serves(server.ask().await);
    server.ask().await.json(LIST);
    assert!(known(&next(&mut rx).await.1));
    server.ask().await.fail(503, "ServiceUnavailable");
    server.ask().await.json(LIST);
    assert!(known(&next(&mut rx).await.1), "nothing was told of the one that failed");
    // Hanging, cut, and what is no list.
    let hung = server.ask().await;
    drop(server.ask().await);
    let (_, news) = next(&mut rx).await;
    assert!(matches!(news, UseNews::Not(UseState::Failing { .. })), "{news:?}");
    drop(hung);
    server.ask().await.json(r#"{"kind":"Status"}"#);
    let (_, news) = next(&mut rx).await;
    assert!(matches!(news, UseNews::Not(UseState::Failing { .. })), "{news:?}");
    server.ask().await.json(LIST);
    assert!(known(&next(&mut rx).await.1));
}

#[tokio::test]
async fn one_who_may_see_nodes_alone_sees_them() {
    let mut server = Server::start().await;
    let (meter, mut rx) = start(&server, Pace { denied: DEADLINE, every: DEADLINE, ..PACE });
    meter.set(&[ALL, UseScope::Nodes]);
    serves(server.ask().await);
    server.ask().await.fail(403, "Forbidden");
    server.ask().await.json(NODES);
    assert!(matches!(next(&mut rx).await, (ALL, UseNews::Not(UseState::Denied { .. }))));
    assert!(matches!(next(&mut rx).await, (UseScope::Nodes, UseNews::Nodes(_))));
}

#[tokio::test]
async fn one_scope_that_fails_takes_no_other_away_and_is_asked_less_and_less() {
    // What of the pods cannot be read, while the nodes can.
    for bad in [None, Some(r#"{"kind":"Status"}"#)] {
        let mut server = Server::start().await;
        let failed = [SHORT, SHORT, DEADLINE, DEADLINE];
        let (meter, mut rx) = start(&server, Pace { failed, ..PACE });
        meter.set(&[ALL, UseScope::Nodes]);
        serves(server.ask().await);
        let (mut pods, mut nodes, mut hung) = (0, 0, Vec::new());
        // The pods fail three times and are then left alone; that the nodes come does not bring them back.
        while nodes < 12 {
            let ask = server.ask().await;
            if ask.has("/nodes") {
                ask.json(NODES);
                nodes += 1;
            } else if let Some(bad) = bad {
                ask.json(bad);
                pods += 1;
            } else {
                hung.push(ask);
                pods += 1;
            }
            while let Ok(came) = rx.try_recv() {
                let (_, Feed::Used(scope, _, news)) = came else { panic!("{came:?}") };
                assert_eq!(scope == UseScope::Nodes, matches!(news, UseNews::Nodes(_)), "{news:?}");
            }
        }
        assert_eq!(pods, 3, "{bad:?}");
    }
}

#[tokio::test]
async fn where_nobody_answers_one_question_is_enough() {
    let mut server = Server::start().await;
    let (meter, mut rx) = start(&server, Pace { failed: [DEADLINE; 4], ..PACE });
    meter.set(&[ALL, UseScope::Nodes]);
    serves(server.ask().await);
    server.ask().await.fail(503, "ServiceUnavailable");
    for scope in [ALL, UseScope::Nodes] {
        let (of, news) = next(&mut rx).await;
        assert!(of == scope && matches!(news, UseNews::Not(UseState::Failing { .. })), "{news:?}");
    }
}
