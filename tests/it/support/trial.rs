//! A dashboard that is live on the demo with the proxy between, and what happens on the server while something is wrong.

use crate::support::desk::Desk;
use crate::support::ground::Ground;
use crate::support::proxy::{Proxy, status};
use crate::support::truth::change;
use dogwatch::model::feed::{LinkState, WatchState};
use std::time::{Duration, Instant};

/// A dashboard that is live on the demo, with the proxy between.
pub struct Trial {
    pub desk: Desk,
    pub proxy: Proxy,
    pub ground: Ground,
}

impl Trial {
    /// Lists come in pages, as most servers send them.
    pub fn start() -> Self {
        Self::with(|_| {})
    }

    /// With rules that hold from the beginning.
    pub fn with(rules: impl FnOnce(&Proxy)) -> Self {
        Self::begin(
            |proxy| {
                proxy.paged();
                rules(proxy);
            },
            false,
        )
    }

    /// The same, and what the server lists is seen through the proxy, too.
    pub fn seen_through(rules: impl FnOnce(&Proxy)) -> Self {
        Self::begin(
            |proxy| {
                proxy.paged();
                rules(proxy);
            },
            true,
        )
    }

    /// Lists come as streams, as new servers offer them.
    pub fn streamed(rules: impl FnOnce(&Proxy)) -> Self {
        Self::begin(rules, false)
    }

    fn begin(rules: impl FnOnce(&Proxy), seen_through: bool) -> Self {
        let ground = Ground::demo();
        let proxy = Proxy::before(ground.address());
        rules(&proxy);
        let config = std::fs::read_to_string(&ground.config).unwrap();
        let through = proxy.config(&config);
        let desk = Desk::open(&through, if seen_through { &through } else { &config });
        desk.equal_at_last();
        Self { desk, proxy, ground }
    }

    /// Something of each kind happens on the server: a Deployment grows, another is new, a pod goes, a namespace comes.
    pub fn meanwhile(&self) {
        let at = self.ground.address();
        change(at, "PATCH", "/apis/apps/v1/namespaces/iot-test/deployments/web", r#"{"spec":{"replicas":3}}"#);
        change(at, "POST", "/api/v1/namespaces", r#"{"metadata":{"name":"meanwhile"}}"#);
        let new = r#"{"metadata":{"name":"new"},"spec":{"replicas":2,"selector":{"matchLabels":{"app":"new"}},"template":{"metadata":{"labels":{"app":"new"}},"spec":{"containers":[{"name":"new","image":"docker.io/lab/app:1.0"}]}}}}"#;
        change(at, "POST", "/apis/apps/v1/namespaces/meanwhile/deployments", new);
        let pod = self.desk.look(|s| {
            let pod = s.cluster.store.pods().find(|p| &*p.namespace == "iot-pre").unwrap();
            pod.name.to_string()
        });
        change(at, "DELETE", &format!("/api/v1/namespaces/iot-pre/pods/{pod}"), "");
    }

    /// The end of the fault: from here on the promise counts.
    pub fn over(&self) {
        self.meanwhile();
        let begun = Instant::now();
        self.proxy.clear();
        self.desk.equal_again(begun);
        self.meanwhile_again();
    }

    /// And what happens afterwards is seen as well: the streams live.
    pub fn meanwhile_again(&self) {
        let at = self.ground.address();
        change(at, "PATCH", "/apis/apps/v1/namespaces/iot-test/deployments/web", r#"{"spec":{"replicas":1}}"#);
        self.desk.equal_again(Instant::now());
    }

    pub fn down(&self, why: &str) -> Duration {
        self.desk.wait(
            &format!("the link to be down for {why:?}"),
            |s| matches!(s.cluster.store.link(), LinkState::Down { error, .. } if error.to_string().contains(why)),
        )
    }

    pub fn stale(&self, why: &str) -> Duration {
        self.desk.wait(&format!("a watch to be stale for {why:?}"), |s| {
            s.cluster.store.scopes().any(|(_, w)| matches!(w, WatchState::Stale { error, .. } if error.to_string().contains(why)))
        })
    }

    /// The present versions are too old for the watches of a path, which must list anew.
    pub fn expire(&self, part: &str) {
        let gone = status(410, "Expired", "too old resource version");
        self.proxy.inject(part, &format!(r#"{{"type":"ERROR","object":{gone}}}"#));
    }
}
