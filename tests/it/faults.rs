//! One test for each way in which a cluster and the way to it can fail: what the screen says meanwhile, that keys are answered, and that
//! everything is known again soon after, without a key.

use crate::desk::Desk;
use crate::ground::Ground;
use crate::proxy::{Fault, Proxy};
use crate::truth::change;
use dogwatch::model::feed::{LinkState, WatchState};
use std::time::{Duration, Instant};

/// A dashboard that is live on the demo, with the proxy between.
struct Trial {
    desk: Desk,
    proxy: Proxy,
    ground: Ground,
}

impl Trial {
    fn start() -> Self {
        Self::with(|_| {})
    }

    /// With rules that hold from the beginning.
    fn with(rules: impl FnOnce(&Proxy)) -> Self {
        let ground = Ground::demo();
        let proxy = Proxy::before(ground.address());
        rules(&proxy);
        let config = std::fs::read_to_string(&ground.config).unwrap();
        let desk = Desk::open(&proxy.config(&config), &config);
        desk.equal_at_last();
        Self { desk, proxy, ground }
    }

    /// Something of each kind happens on the server: a Deployment grows, another is new, a pod goes, a namespace comes.
    fn meanwhile(&self) {
        let at = self.ground.address();
        change(at, "PATCH", "/apis/apps/v1/namespaces/iot-test/deployments/web", r#"{"spec":{"replicas":3}}"#);
        change(at, "POST", "/api/v1/namespaces", r#"{"metadata":{"name":"meanwhile"}}"#);
        let new = r#"{"metadata":{"name":"new"},"spec":{"replicas":2,"selector":{"matchLabels":{"app":"new"}},"template":{"metadata":{"labels":{"app":"new"}},"spec":{"containers":[{"name":"new","image":"docker.io/lab/app:1.0"}]}}}}"#;
        change(at, "POST", "/apis/apps/v1/namespaces/meanwhile/deployments", new);
        let pod = self.desk.look(|s| {
            let pod = s.store.pods().find(|p| &*p.namespace == "iot-pre").unwrap();
            pod.name.to_string()
        });
        change(at, "DELETE", &format!("/api/v1/namespaces/iot-pre/pods/{pod}"), "");
    }

    /// The end of the fault: from here on the promise counts.
    fn over(&self) {
        self.meanwhile();
        let begun = Instant::now();
        self.proxy.clear();
        self.desk.equal_again(begun);
        self.meanwhile_again();
    }

    /// And what happens afterwards is seen as well: the streams live.
    fn meanwhile_again(&self) {
        let at = self.ground.address();
        change(at, "PATCH", "/apis/apps/v1/namespaces/iot-test/deployments/web", r#"{"spec":{"replicas":1}}"#);
        self.desk.equal_again(Instant::now());
    }

    fn down(&self, why: &str) -> Duration {
        self.desk.wait(
            &format!("the link to be down for {why:?}"),
            |s| matches!(s.store.link(), LinkState::Down { error, .. } if error.contains(why)),
        )
    }

    fn stale(&self, why: &str) -> Duration {
        self.desk.wait(&format!("a watch to be stale for {why:?}"), |s| {
            s.store.scopes().any(|(_, w)| matches!(w, WatchState::Stale { error, .. } if error.contains(why)))
        })
    }
}

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
    assert!(noticed < Duration::from_secs(10), "{noticed:?}");
    println!("noticed after {:.1} s", noticed.as_secs_f64());
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
