//! Every way in which a list or a watch can end, times every user of the reflector: what is asked next, and from where, is the same for all.

use super::server::{Open, status};
use super::user::{Rig, Who};
use crate::cluster::reflector::pace::{LASTS, LATE, SEVERED};
use futures::future::BoxFuture;
use std::time::Duration;
use tokio::time::{Instant, timeout};

/// What a loaded machine may take beside what is waited for.
const MACHINE: Duration = Duration::from_secs(5);

type Way = fn(Rig, Open) -> BoxFuture<'static, ()>;

/// What comes after the end of an open watch whose list was `u1` at 10.
const WAYS: [(&str, Way); 17] = [
    ("the stream ends as it should", |mut rig, open| {
        Box::pin(async move {
            open.send(&rig.who.event("ADDED", "u2", 12));
            open.send(&rig.who.bookmark(30));
            open.end();
            let open = rig.ask("resourceVersion=30").await.stream();
            let rig = rig.fresh(&open, 31).await;
            assert!(rig.known.contains("u2") && rig.ills.is_empty(), "{:?}", rig.ills);
        })
    }),
    ("the stream breaks in the middle of a line", |mut rig, open| {
        Box::pin(async move {
            let line = rig.who.event("ADDED", "u2", 12);
            open.send(&line);
            open.send(&line[..20]);
            open.cut();
            let open = rig.ask("resourceVersion=12").await.stream();
            let rig = rig.fresh(&open, 13).await;
            assert!(rig.known.contains("u2") && rig.ills.is_empty(), "{:?}", rig.ills);
        })
    }),
    ("the stream ends at once and without a word", |mut rig, open| {
        Box::pin(async move {
            open.end();
            let open = rig.ask("resourceVersion=10").await.stream();
            let rig = rig.fresh(&open, 11).await;
            assert_eq!(rig.ills.len(), usize::from(rig.who.tells_breaks()), "{:?}", rig.ills);
        })
    }),
    ("an object goes", |mut rig, open| {
        Box::pin(async move {
            open.send(&rig.who.event("ADDED", "u2", 12));
            rig.until("it has come", |r| r.knows(&["u1", "u2"])).await;
            open.send(&rig.who.event("DELETED", "u1", 13));
            if rig.who.tells_gone() {
                rig.until("it has gone", |r| r.knows(&["u2"])).await;
            }
        })
    }),
    ("the past is gone, by an event", |mut rig, open| {
        Box::pin(async move {
            open.send(&format!("{{\"type\":\"ERROR\",\"object\":{}}}\n", status(410, "Expired")));
            listed_anew(&mut rig).await;
        })
    }),
    ("the past is gone, by an answer", |mut rig, open| {
        Box::pin(async move {
            open.send(&rig.who.event("ADDED", "u2", 12));
            open.end();
            rig.ask("resourceVersion=12").await.fail(410, "Gone");
            listed_anew(&mut rig).await;
        })
    }),
    ("a line cannot be read", |mut rig, open| {
        Box::pin(async move {
            open.send("{\"type\":\"ADDED\",\"object\":{{{\n");
            listed_anew(&mut rig).await;
        })
    }),
    ("an event is behind", |mut rig, open| {
        Box::pin(async move {
            open.send(&rig.who.event("ADDED", "u2", 12));
            open.send(&rig.who.event("MODIFIED", "old", 11));
            listed_anew(&mut rig).await;
            assert!(!rig.known.contains("old"), "what is old is not taken for new");
        })
    }),
    ("the watch tells of a failure", |mut rig, open| {
        Box::pin(async move {
            open.send(&format!("{{\"type\":\"ERROR\",\"object\":{}}}\n", status(500, "InternalError")));
            let open = rig.ask("resourceVersion=10").await.stream();
            let rig = rig.fresh(&open, 11).await;
            assert_eq!(rig.ills, ["InternalError it is"]);
        })
    }),
    ("the stream is frozen, and so is the heartbeat", |mut rig, open| {
        Box::pin(async move {
            open.send(&rig.who.event("ADDED", "u2", 12));
            rig.until("it has come", |r| r.knows(&["u1", "u2"])).await;
            let begun = Instant::now();
            rig.link().down(&crate::model::trouble::Trouble::Timeout(4).into());
            open.abandoned().await;
            assert!(begun.elapsed() < SEVERED + MACHINE, "{:?}: after {:?}", rig.who, begun.elapsed());
            // A try into the void, which is given up for another as soon as the server is back.
            let void = rig.ask("resourceVersion=12").await;
            rig.link().up();
            let open = rig.ask("resourceVersion=12").await.stream();
            drop(void);
            rig.fresh(&open, 13).await;
        })
    }),
    ("reconnect now", |mut rig, open| {
        Box::pin(async move {
            rig.link().renewed();
            open.abandoned().await;
            let open = rig.ask("resourceVersion=10").await.stream();
            let rig = rig.fresh(&open, 11).await;
            assert!(rig.ills.is_empty(), "{:?}", rig.ills);
        })
    }),
    ("the server knows another past", |mut rig, open| {
        Box::pin(async move {
            rig.link().rewritten();
            open.abandoned().await;
            rig.ask("limit=500").await.json(&rig.who.list(3, "", &["u5"]));
            let open = rig.ask("resourceVersion=3").await.stream();
            rig.until("it is listed", |r| r.knows(&["u5"])).await;
            rig.fresh(&open, 4).await;
        })
    }),
    ("the stream is silent, and speaks again", |mut rig, open| {
        Box::pin(async move {
            let begun = Instant::now();
            let beside = rig.ask("resourceVersion=10").await;
            let took = begun.elapsed();
            let due = Duration::from_secs(LASTS.into()) + LATE;
            assert!(took < due + MACHINE, "{:?}: another is opened after {took:?}", rig.who);
            // The old one goes on beside it.
            let rig = rig.fresh(&open, 12).await;
            assert_eq!(rig.ills.len(), usize::from(rig.who.tells_breaks()), "{:?}", rig.ills);
            drop(beside);
        })
    }),
    ("the stream is silent, and another takes its place", |mut rig, open| {
        Box::pin(async move {
            let anew = rig.ask("resourceVersion=10").await.stream();
            let rig = rig.fresh(&anew, 12).await;
            open.abandoned().await;
            assert_eq!(rig.ills.len(), usize::from(rig.who.tells_breaks()), "{:?}", rig.ills);
        })
    }),
    ("the right is taken away and given back", |mut rig, open| {
        Box::pin(async move {
            open.send(&rig.who.event("ADDED", "u2", 12));
            open.end();
            rig.ask("resourceVersion=12").await.fail(403, "Forbidden");
            rig.ask("limit=500").await.fail(403, "Forbidden");
            rig.until("it is told", |r| r.ills == ["Forbidden it is"]).await;
            listed_anew(&mut rig).await;
        })
    }),
    ("a token was rotated", |mut rig, open| {
        Box::pin(async move {
            open.send(&rig.who.event("ADDED", "u2", 12));
            open.end();
            rig.ask("resourceVersion=12").await.fail(401, "Unauthorized");
            let open = rig.ask("resourceVersion=12").await.stream();
            let rig = rig.fresh(&open, 13).await;
            assert!(rig.ills.is_empty(), "{:?}", rig.ills);
        })
    }),
    ("the server asks for time", |mut rig, open| {
        Box::pin(async move {
            open.send(&rig.who.event("ADDED", "u2", 12));
            open.end();
            rig.ask("resourceVersion=12").await.answer(429, "retry-after: 2\r\n", &status(429, "TooManyRequests"));
            let begun = Instant::now();
            let open = rig.ask("resourceVersion=12").await.stream();
            assert!(begun.elapsed() > Duration::from_millis(1900), "{:?}: after {:?}", rig.who, begun.elapsed());
            let rig = rig.fresh(&open, 13).await;
            assert_eq!(rig.ills, ["TooManyRequests it is"]);
        })
    }),
];

type Start = fn(Rig) -> BoxFuture<'static, ()>;

/// What comes of a first list.
const STARTS: [(&str, Start); 5] = [
    ("a list goes on from its last page after a failure", |mut rig| {
        Box::pin(async move {
            rig.ask("limit=500").await.json(&rig.who.list(10, "t1", &["u1"]));
            rig.ask("continue=t1").await.fail(500, "InternalError");
            rig.ask("continue=t1").await.json(&rig.who.list(10, "", &["u2"]));
            let open = rig.ask("resourceVersion=10").await.stream();
            rig.until("it is listed", |r| r.knows(&["u1", "u2"])).await;
            rig.fresh(&open, 11).await;
        })
    }),
    ("a list whose token has expired is begun anew", |mut rig| {
        Box::pin(async move {
            rig.ask("limit=500").await.json(&rig.who.list(10, "t1", &["u1"]));
            rig.ask("continue=t1").await.fail(410, "Expired");
            let again = rig.ask("limit=500").await;
            assert!(!again.has("continue"), "{}", again.path);
            again.json(&rig.who.list(20, "", &["u2"]));
            let open = rig.ask("resourceVersion=20").await.stream();
            rig.until("it is listed", |r| r.knows(&["u2"])).await;
            rig.fresh(&open, 21).await;
        })
    }),
    ("what is no list changes nothing", |mut rig| {
        Box::pin(async move {
            rig.ask("limit=500").await.json("<html>sign in</html>");
            rig.ask("limit=500").await.json(&rig.who.list(10, "", &["u1"]));
            let open = rig.ask("resourceVersion=10").await.stream();
            rig.until("it is listed", |r| r.knows(&["u1"])).await;
            assert_eq!(rig.ills.len(), 1, "{:?}", rig.ills);
            rig.fresh(&open, 11).await;
        })
    }),
    ("who may not list is told, and asked again", |mut rig| {
        Box::pin(async move {
            rig.ask("limit=500").await.fail(403, "Forbidden");
            rig.until("it is told", |r| r.ills == ["Forbidden it is"]).await;
            rig.ask("limit=500").await.json(&rig.who.list(10, "", &["u1"]));
            let open = rig.ask("resourceVersion=10").await.stream();
            rig.until("it is listed", |r| r.knows(&["u1"])).await;
            rig.fresh(&open, 11).await;
        })
    }),
    ("who may list and not watch gets lists, and the watch when it is there", |mut rig| {
        Box::pin(async move {
            rig.ask("limit=500").await.json(&rig.who.list(10, "", &["u1"]));
            rig.ask("watch=true").await.fail(405, "MethodNotAllowed");
            rig.until("it is listed", |r| r.knows(&["u1"])).await;
            assert!(rig.ills.is_empty(), "{:?}", rig.ills);
            let open = rig.ask("resourceVersion=10").await.stream();
            rig.fresh(&open, 11).await;
        })
    }),
];

/// Only a list can tell: it is asked for, and what it does not name is gone.
async fn listed_anew(rig: &mut Rig) {
    rig.ask("limit=500").await.json(&rig.who.list(40, "", &["u9"]));
    let open = rig.ask("resourceVersion=40").await.stream();
    rig.until("it is listed", |r| r.knows(&["u9"])).await;
    open.send(&rig.who.event("ADDED", "new", 41));
    rig.until("it goes on", |r| r.known.contains("new") && r.well == Some(true)).await;
}

/// Runs all of them at once: most of what they do is to wait.
async fn all(runs: Vec<(String, BoxFuture<'static, ()>)>) {
    let runs: Vec<_> =
        runs.into_iter().map(|(name, run)| (name, tokio::spawn(timeout(4 * super::server::DEADLINE, run)))).collect();
    let mut wrong = Vec::new();
    for (name, run) in runs {
        if !matches!(run.await, Ok(Ok(()))) {
            wrong.push(name);
        }
    }
    assert!(wrong.is_empty(), "what went wrong stands above: {wrong:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_watch_that_comes_to_its_end_is_gone_on_from_in_the_same_way_by_all() {
    let mut runs: Vec<(String, BoxFuture<'static, ()>)> = Vec::new();
    for who in Who::ALL {
        for (name, way) in WAYS {
            let run = async move {
                let (rig, open) = Rig::live(who).await;
                way(rig, open).await;
            };
            runs.push((format!("{who:?}: {name}"), Box::pin(run)));
        }
    }
    all(runs).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_first_list_is_had_in_the_same_way_by_all() {
    let mut runs: Vec<(String, BoxFuture<'static, ()>)> = Vec::new();
    for who in Who::ALL {
        for (name, way) in STARTS {
            runs.push((format!("{who:?}: {name}"), Box::pin(async move { way(Rig::start(who).await).await })));
        }
    }
    all(runs).await;
}
