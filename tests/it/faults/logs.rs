//! Logs of the demo through a proxy with faults: whatever happens on the way, each line comes once and in its order, or a gap says that
//! it does not.

use crate::support::ground::{Ground, LONG};
use crate::support::proxy::{Fault, Proxy};
use crate::support::truth;
use dogwatch::cluster::logs::{Follower, Selector};
use dogwatch::model::Uid;
use dogwatch::model::logs::{LogBody, LogLine, LogSelection, LogSource, LogSpan, LogWish, Remark, Selected};
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::sync::mpsc::{Receiver, channel};
use tokio::time::timeout;

/// A follower of one pod of the demo, through a proxy.
struct Rig {
    ground: Ground,
    proxy: Proxy,
    runtime: Runtime,
    follower: Follower,
    rx: Receiver<(u64, Vec<LogLine>)>,
    lines: Vec<LogLine>,
    log: String,
}

impl Rig {
    fn new() -> Self {
        let ground = Ground::demo();
        let proxy = Proxy::before(ground.address());
        let config = proxy.config(&std::fs::read_to_string(&ground.config).unwrap());
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let (tx, rx) = channel(16);
        let follower = runtime.block_on(async { Follower::start(truth::session(&config), tx) });
        let mut rig = Self { ground, proxy, runtime, follower, rx, lines: Vec::new(), log: String::new() };
        let (pod, uid) = rig.pod("gateway");
        rig.log = format!("/api/v1/namespaces/iot-test/pods/{pod}/log?container=gateway&timestamps=true");
        let source = LogSource { id: 1, namespace: "iot-test".into(), pod: pod.as_str().into(), uid, container: "gateway".into() };
        let wish = LogWish { source, incarnation: 0, previous: false, running: true, ended: None, tail: 20, span: LogSpan::Tail };
        rig.follower.set(1, vec![wish]);
        rig
    }

    fn pod(&self, app: &str) -> (String, Uid) {
        let (_, body) =
            truth::ask(self.ground.address(), "GET", &format!("/api/v1/namespaces/iot-test/pods?labelSelector=app={app}"), "");
        let list: serde_json::Value = serde_json::from_str(&body[body.find('{').unwrap()..=body.rfind('}').unwrap()]).unwrap();
        let meta = &list["items"][0]["metadata"];
        (meta["name"].as_str().unwrap().to_owned(), Uid::new(meta["uid"].as_str().unwrap()))
    }

    /// Takes lines until there are so many more.
    fn more(&mut self, many: usize) {
        let wanted = self.texts().len() + many;
        let (rx, lines) = (&mut self.rx, &mut self.lines);
        let seen = self.runtime.block_on(async {
            timeout(LONG, async {
                while lines.iter().filter(|l| matches!(l.body, LogBody::Text(_))).count() < wanted {
                    lines.extend(rx.recv().await.unwrap().1);
                }
            })
            .await
        });
        assert!(seen.is_ok(), "{many} more lines: {:?}", self.lines.iter().rev().take(5).collect::<Vec<_>>());
    }

    fn texts(&self) -> Vec<(i64, &str)> {
        self.lines.iter().filter_map(|l| if let LogBody::Text(t) = &l.body { Some((l.nanos, &**t)) } else { None }).collect()
    }

    /// What has come is a stretch of the log as the server tells it without faults, with nothing twice, nothing missing and no gap.
    fn is_whole(&self) {
        let session = truth::session(&std::fs::read_to_string(&self.ground.config).unwrap());
        let body = self.runtime.block_on(session.get(&self.log, LONG)).unwrap();
        let truth = String::from_utf8(body.to_vec()).unwrap();
        let truth: Vec<&str> = truth.lines().map(|l| l.split_once(' ').map_or("", |s| s.1)).collect();
        let ours = self.texts();
        let times: Vec<i64> = ours.iter().map(|t| t.0).collect();
        let ours: Vec<&str> = ours.iter().map(|t| t.1).collect();
        // The log may have lost its oldest lines since.
        assert!(truth.windows(ours.len()).any(|w| w == ours), "{ours:#?}\nis no stretch of\n{truth:#?}");
        assert!(times.is_sorted(), "{times:?}");
        assert!(
            !self.lines.iter().any(|l| matches!(&l.body, LogBody::Remark(m) if matches!(**m, Remark::Missing(_)))),
            "{:?}",
            self.lines
        );
    }
}

#[test]
fn connections_that_are_reset_and_streams_that_break_or_end() {
    let mut rig = Rig::new();
    rig.more(20);
    for round in 0..6 {
        match round % 3 {
            0 => rig.proxy.reset(),
            1 => rig.proxy.break_watches("/log"),
            _ => rig.proxy.end_watches("/log"),
        }
        rig.more(3);
    }
    rig.is_whole();
}

#[test]
fn answers_that_are_lost_hang_or_fail() {
    let mut rig = Rig::new();
    rig.more(20);
    for fault in [
        Fault::Drop,
        Fault::Hang,
        Fault::status(500, "InternalError", "the node is not there"),
        Fault::status(429, "TooManyRequests", "later"),
        Fault::status(504, "Timeout", "not in time"),
    ] {
        let asked = rig.proxy.count("GET", "/log");
        let rule = rig.proxy.on("GET", "/log", fault);
        rig.proxy.reset();
        rig.proxy.wait_asked("GET", "/log", asked + 1);
        rig.proxy.lift(rule);
        rig.more(2);
    }
    rig.is_whole();
}

#[test]
fn the_server_is_away_and_the_connection_is_dead() {
    let mut rig = Rig::new();
    rig.more(20);
    rig.proxy.refuse(true);
    rig.proxy.reset();
    let away = rig.lines.len();
    let (rx, lines) = (&mut rig.rx, &mut rig.lines);
    let said = rig.runtime.block_on(async {
        timeout(LONG, async {
            while !lines[away..].iter().any(|l| matches!(&l.body, LogBody::Remark(m) if matches!(**m, Remark::NoAnswer(_)))) {
                lines.extend(rx.recv().await.unwrap().1);
            }
        })
        .await
    });
    assert!(said.is_ok(), "it is said");
    rig.proxy.clear();
    rig.more(3);
    // Half-open: nothing tells of it but the silence, or the heartbeat, which asks for a new connection.
    rig.proxy.freeze(true);
    rig.proxy.freeze(false);
    rig.follower.reconnect();
    rig.more(3);
    rig.is_whole();
}

#[test]
fn lines_that_come_again() {
    let mut rig = Rig::new();
    rig.more(20);
    // A server that tells everything of a second again, as the API does when it is asked from a time on.
    for _ in 0..6 {
        rig.proxy.break_watches("/log");
        rig.follower.reconnect();
        rig.more(1);
    }
    let texts = rig.texts();
    assert!(texts.windows(2).all(|w| w[0] != w[1]), "{texts:#?}");
    rig.is_whole();
}

#[test]
fn a_thin_line_brings_everything_in_the_end() {
    let mut rig = Rig::new();
    rig.more(20);
    let rule = rig.proxy.on("GET", "/pods/", Fault::Slow(Duration::from_millis(300), 2_000));
    rig.proxy.reset();
    rig.more(3);
    rig.proxy.lift(rule);
    rig.more(2);
    rig.is_whole();
}

#[test]
fn labels_mean_what_the_server_says_and_changes_are_told() {
    let rig = Rig::new();
    let config = rig.proxy.config(&std::fs::read_to_string(&rig.ground.config).unwrap());
    let (tx, mut rx) = channel(16);
    let mut selector = rig.runtime.block_on(async { Selector::start(truth::session(&config), tx) });
    let selection = |labels: &str| LogSelection { namespaces: vec!["iot-test".into(), "iot-pre".into()], labels: labels.into() };
    let next = |rx: &mut Receiver<(u64, Selected)>, done: &dyn Fn(&Selected) -> bool| {
        let seen = rig.runtime.block_on(async {
            timeout(LONG, async {
                loop {
                    let (view, selected) = rx.recv().await.unwrap();
                    if done(&selected) {
                        return (view, selected);
                    }
                }
            })
            .await
        });
        seen.expect("an answer")
    };
    selector.set(7, Some(selection("app=gateway,app!=web")));
    let pods = |many: usize| move |s: &Selected| s.as_ref().is_ok_and(|s| s.len() == many);
    let (view, first) = next(&mut rx, &pods(3));
    assert!(view == 7 && first.unwrap().contains(&rig.pod("gateway").1), "one in iot-test, two in iot-pre");
    // It is told without being asked, also after the connection was lost.
    let gateway = "/apis/apps/v1/namespaces/iot-test/deployments/gateway";
    truth::change(rig.ground.address(), "PATCH", gateway, r#"{"spec":{"replicas":3}}"#);
    let _three = next(&mut rx, &pods(5));
    rig.proxy.reset();
    truth::change(rig.ground.address(), "PATCH", gateway, r#"{"spec":{"replicas":2}}"#);
    let _two = next(&mut rx, &pods(4));
    // A pod that loses the label is none of them any more.
    let (pod, uid) = rig.pod("gateway");
    let path = format!("/api/v1/namespaces/iot-test/pods/{pod}");
    truth::change(rig.ground.address(), "PATCH", &path, r#"{"metadata":{"labels":{"app":"other"}}}"#);
    let _one = next(&mut rx, &|s| s.as_ref().is_ok_and(|s| !s.contains(&uid)));
    let metadata = rig.proxy.seen("GET", "labelSelector=app%3Dgateway%2Capp%21%3Dweb");
    assert!(metadata.len() >= 4, "two lists and two watches at least");
    selector.set(8, Some(selection("app in (")));
    let (view, failed) = next(&mut rx, &Result::is_err);
    assert!(view == 8 && !failed.unwrap_err().to_string().is_empty());
}
