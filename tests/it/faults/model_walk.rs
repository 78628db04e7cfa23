//! A walk through random changes, breaks and relists: at each rest the store, its indexes and its counts equal a fresh list. The seed is
//! printed with a failure, and `DOGWATCH_TEST_SEED` walks the same way again.

use crate::support::desk::Desk;
use crate::support::ground::Ground;
use crate::support::proxy::{Fault, Proxy, status};
use crate::support::truth::ask;
use fastrand::Rng;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::time::Instant;

/// Steps between two rests, and rests of a walk.
const STEPS: usize = 12;
const RESTS: usize = 8;

/// Where the walk goes.
const NAMESPACES: [&str; 4] = ["iot-dev", "iot-test", "iot-pre", "walk"];
const PATHS: [&str; 6] = ["/pods", "/replicasets", "/deployments", "/statefulsets", "/daemonsets", "/namespaces"];

struct Walk {
    rng: Rng,
    ground: Ground,
    proxy: Proxy,
    desk: Desk,
    made: usize,
    trail: Vec<String>,
}

impl Walk {
    fn at(&self) -> SocketAddr {
        self.ground.address()
    }

    /// A request that may fail as it likes: two steps may be after the same object.
    fn send(&mut self, method: &str, path: &str, body: &Value) {
        let text = if body.is_null() { String::new() } else { body.to_string() };
        let (code, _) = ask(self.at(), method, path, &text);
        self.trail.push(format!("{method} {path} {code}"));
    }

    /// The name of some object of a collection.
    fn some(&mut self, collection: &str) -> Option<String> {
        let (_, body) = ask(self.at(), "GET", collection, "");
        let list: Value = serde_json::from_str(&body).ok()?;
        let items = list["items"].as_array()?;
        if items.is_empty() {
            return None;
        }
        items[self.rng.usize(..items.len())]["metadata"]["name"].as_str().map(str::to_owned)
    }

    /// Something changes on the server.
    fn change(&mut self) {
        let ns = NAMESPACES[self.rng.usize(..NAMESPACES.len())];
        let (pods, apps) = (format!("/api/v1/namespaces/{ns}/pods"), format!("/apis/apps/v1/namespaces/{ns}"));
        let deployments = format!("{apps}/deployments");
        match self.rng.u32(..10) {
            0..=2 => {
                if let Some(name) = self.some(&deployments) {
                    let replicas = self.rng.u32(0..4);
                    self.send("PATCH", &format!("{deployments}/{name}"), &json!({ "spec": { "replicas": replicas } }));
                }
            }
            3 | 4 => {
                if let Some(name) = self.some(&deployments) {
                    let label = self.rng.u32(..).to_string();
                    let template = json!({ "spec": { "template": { "metadata": { "annotations": { "walk": label } } } } });
                    self.send("PATCH", &format!("{deployments}/{name}"), &template);
                }
            }
            5 => {
                if let Some(name) = self.some(&pods) {
                    self.send("DELETE", &format!("{pods}/{name}"), &Value::Null);
                }
            }
            6 => {
                self.made += 1;
                let name = format!("walk-{}", self.made);
                let container = json!([{ "name": "c", "image": "docker.io/lab/app:1.0" }]);
                let labels = json!({ "app": name });
                let spec = json!({ "replicas": self.rng.u32(0..3), "selector": { "matchLabels": labels },
                    "template": { "metadata": { "labels": labels }, "spec": { "containers": container } } });
                self.send("POST", &deployments, &json!({ "metadata": { "name": name }, "spec": spec }));
            }
            7 => {
                if let Some(name) = self.some(&deployments) {
                    self.send("DELETE", &format!("{deployments}/{name}"), &Value::Null);
                }
            }
            8 => {
                if let Some(name) = self.some(&pods) {
                    // An orphan belongs to no workload any more; its ReplicaSet makes another.
                    let orphan = json!({ "metadata": { "labels": { "app": "nobody", "pod-template-hash": null }, "ownerReferences": null } });
                    self.send("PATCH", &format!("{pods}/{name}"), &orphan);
                }
            }
            _ => {
                let stateful = format!("{apps}/statefulsets");
                if let Some(name) = self.some(&stateful) {
                    let replicas = self.rng.u32(0..3);
                    self.send("PATCH", &format!("{stateful}/{name}"), &json!({ "spec": { "replicas": replicas } }));
                }
            }
        }
    }

    /// Something breaks on the way.
    fn trouble(&mut self) {
        let path = PATHS[self.rng.usize(..PATHS.len())];
        let what = self.rng.u32(..9);
        self.trail.push(format!("trouble {what} {path}"));
        match what {
            0 => self.proxy.reset(),
            1 => self.proxy.break_watches(path),
            2 => self.proxy.end_watches(path),
            3 => {
                let gone = status(410, "Expired", "too old resource version");
                self.proxy.inject(path, &format!(r#"{{"type":"ERROR","object":{gone}}}"#));
            }
            4 => {
                self.ground.faults().compact();
                self.proxy.break_watches(path);
            }
            5 => {
                let codes =
                    [(500, "InternalError"), (503, "ServiceUnavailable"), (410, "Expired"), (404, "NotFound"), (403, "Forbidden")];
                let (code, reason) = codes[self.rng.usize(..codes.len())];
                self.proxy.on("GET", path, Fault::status(code, reason, "for a while"));
                self.proxy.break_watches(path);
            }
            6 => {
                self.proxy.on("GET", path, Fault::lines(|line| vec![line[..line.len() - 9].to_owned()]));
            }
            7 => {
                self.proxy.on("GET", path, Fault::lines(|line| vec![line.to_owned(), line.to_owned()]));
            }
            _ => {
                self.desk.keys("Ctrl-r");
            }
        }
    }

    fn go(&mut self) {
        ask(self.at(), "POST", "/api/v1/namespaces", r#"{"metadata":{"name":"walk"}}"#);
        for _ in 0..RESTS {
            for _ in 0..STEPS {
                if self.rng.u32(..4) == 0 { self.trouble() } else { self.change() }
            }
            // In all namespaces, or in one whose watches are narrow.
            let key = ["0", "0", "1", "2"][self.rng.usize(..4)];
            self.desk.keys(key);
            self.trail.push(format!("key {key}"));
            let begun = Instant::now();
            self.proxy.clear();
            self.desk.equal_again(begun);
        }
    }
}

fn walk(seed: u64) {
    let ground = Ground::demo();
    let proxy = Proxy::before(ground.address());
    let config = std::fs::read_to_string(&ground.config).unwrap();
    let desk = Desk::open(&proxy.config(&config), &config);
    desk.equal_at_last();
    // Two favourites, so that keys lead from the wide view to narrow ones and back.
    desk.remember(&["iot-test", "iot-pre"]);
    let mut walk = Walk { rng: Rng::with_seed(seed), ground, proxy, desk, made: 0, trail: Vec::new() };
    let went = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| walk.go()));
    let why = went.err().map(|e| e.downcast_ref::<String>().cloned().unwrap_or_default());
    assert!(why.is_none(), "DOGWATCH_TEST_SEED={seed}\n{}\n{}", walk.trail.join("\n"), why.unwrap_or_default());
}

#[test]
fn the_store_equals_a_fresh_list_at_each_rest() {
    walk(crate::faults::fuzz::chosen_seed());
}

#[test]
#[ignore = "twenty walks take minutes"]
fn the_store_equals_a_fresh_list_on_twenty_walks() {
    (0..20).for_each(walk);
}
