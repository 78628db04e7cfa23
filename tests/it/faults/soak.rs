//! A release that is watched while the way to the server, or a part of what it serves, is away.

use crate::support::ground::{Ground, LONG};
use crate::support::proxy::{Fault, Proxy};
use crate::support::truth::{change, session};
use dogwatch::cluster::soak;
use dogwatch::demo::{Options, Scenario};
use dogwatch::model::change::Target;
use dogwatch::model::soak::{Ended, Soak, SoakNews, Stage, Unread};
use dogwatch::model::{Uid, WorkloadKind};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

const WEB: &str = "/apis/apps/v1/namespaces/iot-test/deployments/web";

/// A watch over `web`, which is given another image once the watch has begun.
struct Watched {
    ground: Ground,
    proxy: Proxy,
    told: Arc<(Mutex<Vec<SoakNews>>, Condvar)>,
    end: Option<std::thread::JoinHandle<Ended>>,
}

impl Watched {
    fn begin(watch: i64, fault: impl FnOnce(&Proxy)) -> Self {
        let ground = Ground::demo_with(Options { scenario: Scenario::Calm, ..Options::default() });
        let proxy = Proxy::before(ground.address());
        fault(&proxy);
        let config = std::fs::read_to_string(proxy.config_of(&ground.config)).unwrap();
        let web: serde_json::Value = serde_json::from_str(&change(ground.address(), "GET", WEB, "")).unwrap();
        let target = Target {
            context: "demo".into(),
            resource: WorkloadKind::Deployment.into(),
            namespace: "iot-test".into(),
            name: "web".into(),
            uid: Uid::new(web["metadata"]["uid"].as_str().unwrap()),
        };
        let generation = web["metadata"]["generation"].as_i64().unwrap() + 1;
        let soak = Soak { id: 3, target, generation, ready_within: Some(120_000), watch, canary: false };
        let told: Arc<(Mutex<Vec<SoakNews>>, Condvar)> = Arc::default();
        let heard = told.clone();
        let end = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            let hear = |news: SoakNews| {
                heard.0.lock().unwrap().push(news);
                heard.1.notify_all();
            };
            runtime.block_on(soak::watch(&session(&config), &soak, &hear))
        });
        Self { ground, proxy, told, end: Some(end) }
    }

    /// Waits for news of this kind.
    fn until(&self, what: &str, is: impl Fn(&SoakNews) -> bool) {
        let (told, bell) = &*self.told;
        let (told, late) = bell.wait_timeout_while(told.lock().unwrap(), LONG, |told| !told.last().is_some_and(&is)).unwrap();
        assert!(!late.timed_out(), "waited for {what}: {:#?}", told.last());
    }

    fn release(&self) {
        let image = &self.ground.images[1];
        let patch = format!(r#"{{"spec":{{"template":{{"spec":{{"containers":[{{"name":"web","image":"{image}"}}]}}}}}}}}"#);
        change(self.ground.address(), "PATCH", WEB, &patch);
    }

    fn ended(&mut self) -> Ended {
        self.end.take().unwrap().join().unwrap()
    }
}

#[test]
fn a_server_that_is_away_for_a_while_is_asked_little_and_the_release_is_judged_all_the_same() {
    let mut watched = Watched::begin(30_000, |_| {});
    watched.until("a first look", |news| news.old.pods == 2);
    watched.release();
    watched.until("the rollout to be over", |news| matches!(news.stage, Stage::Watching(_)));
    watched.proxy.refuse(true);
    watched.proxy.reset();
    watched.until("silence", |news| news.silent.is_some() && matches!(news.stage, Stage::Watching(_)));
    watched.proxy.refuse(false);
    watched.until("its return", |news| news.silent.is_none());
    assert_eq!(watched.ended(), Ended::Good);
}

#[test]
fn a_server_that_fails_is_asked_little() {
    let mut watched = Watched::begin(5_000, |_| {});
    watched.until("a first look", |news| news.old.pods == 2);
    let rule = watched.proxy.on("", "", Fault::status(503, "ServiceUnavailable", "not now"));
    watched.until("silence", |news| news.silent.is_some());
    let (begun, before) = (Instant::now(), watched.proxy.count("", ""));
    watched.proxy.wait_asked("", "", before + 4);
    // Fewer than five a second, however slow this machine is.
    assert!(begun.elapsed() > Duration::from_millis(800), "{:?}", begun.elapsed());
    watched.proxy.lift(rule);
    watched.release();
    assert_eq!(watched.ended(), Ended::Good);
}

#[test]
fn what_cannot_be_read_is_said_and_the_rest_is_judged() {
    let forbidden = || Fault::status(403, "Forbidden", "not for you");
    let mut watched = Watched::begin(5_000, |proxy| {
        for part in ["/log?", "/events?", "/apis/metrics.k8s.io/"] {
            proxy.on("GET", part, forbidden());
        }
    });
    watched.until("what cannot be read", |news| {
        let lacks = |what| news.unread.iter().any(|(unread, _)| *unread == what);
        [Unread::OldLogs, Unread::Events, Unread::Metrics].into_iter().all(lacks)
    });
    watched.release();
    assert_eq!(watched.ended(), Ended::Good);
    let (told, _) = &*watched.told;
    let told = told.lock().unwrap();
    assert!(!told.last().unwrap().compared && told.last().unwrap().silent.is_none(), "{:#?}", told.last());
}
