use super::*;
use crate::cluster::connect::der::Certificate;
use crate::cluster::reflector::tests::server::{Ask, DEADLINE, Server};
use crate::demo::certificate::pem;
use crate::model::soon::{DAY_MS, Due, Matter, Unseen, Whose, Why};
use crate::model::{Name, Time};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::mpsc::channel;
use tokio::time::timeout;

/// A session with a server whose answers are given by `answer`.
async fn served(answer: impl Fn(Ask) + Send + 'static) -> Session {
    let mut server = Server::start().await;
    let session = server.session();
    tokio::spawn(async move {
        loop {
            let ask = server.ask().await;
            answer(ask);
        }
    });
    session
}

/// Looks at places of a server whose answers are given by `answer`; gives what was found and what was not seen.
async fn looked(sources: &[Source], namespaces: &[&str], answer: impl Fn(Ask) + Send + 'static) -> (Vec<Due>, Vec<Unseen>) {
    let session = served(answer).await;
    let (tx, mut rx) = channel(8);
    let wish = SoonWish { namespaces: namespaces.iter().map(|n| (*n).into()).collect(), sources: sources.to_vec() };
    let _look = SoonLook::start(session, wish, tx);
    let (mut due, mut unseen) = (Vec::new(), Vec::new());
    while let Some(SoonFound(_, some, not)) = timeout(DEADLINE, rx.recv()).await.expect("nothing comes") {
        due.extend(some);
        unseen.extend(not);
    }
    (due, unseen)
}

const QUOTA: &str = r#"{"metadata":{"name":"q","namespace":"iot","uid":"1"},"status":{"hard":{"pods":"20","cpu":"4"},"used":{"pods":"19","cpu":"1"}}}"#;

#[tokio::test]
async fn what_cannot_be_looked_at_is_named() {
    let list = |items: &str| format!(r#"{{"metadata":{{"resourceVersion":"1"}},"items":[{items}]}}"#);
    // What is answered cluster-wide, in iot, and in other namespaces; how many are found; and what is told of the rest.
    let (all, no) = ((200, list(QUOTA)), (403, String::new()));
    for (wide, iot, other, found, want) in [
        (all.clone(), no.clone(), no.clone(), 1, vec![]),
        (no.clone(), all.clone(), all.clone(), 2, vec!["only known"]),
        (no.clone(), all.clone(), no.clone(), 1, vec!["not allowed in other", "only known"]),
        (no.clone(), no.clone(), no.clone(), 0, vec!["not allowed"]),
        ((404, String::new()), no.clone(), no.clone(), 0, vec!["not served"]),
        ((500, String::new()), all.clone(), all.clone(), 0, vec!["no answer"]),
        ((200, "<html>".into()), all.clone(), all.clone(), 0, vec!["no answer"]),
        ((200, list(&format!(r#"{QUOTA},{{"metadata":3}},7"#))), no.clone(), no.clone(), 1, vec!["2 not read"]),
        ((200, r#"{"items":null}"#.into()), no.clone(), no.clone(), 0, vec![]),
    ] {
        let told = format!("{wide:?} {iot:?} {other:?}");
        let (due, unseen) = looked(&[Source::Quotas], &["iot", "other"], move |ask| {
            let (code, body) = match () {
                () if ask.has("/namespaces/iot/") => &iot,
                () if ask.has("/namespaces/other/") => &other,
                () => &wide,
            };
            if *code == 200 { ask.json(body) } else { ask.fail(*code, if *code == 403 { "Forbidden" } else { "X" }) }
        })
        .await;
        assert_eq!(due.len(), found, "{told}");
        let words = |u: &Unseen| {
            let places = if u.places.is_empty() { String::new() } else { format!(" in {}", u.places.join(",")) };
            match &u.why {
                Why::NotAllowed(_) => format!("not allowed{places}"),
                Why::OnlyKnown { looked, known, .. } => {
                    assert_eq!((*looked, *known), (2, 2));
                    "only known".into()
                }
                Why::NotAsked(_) => format!("not asked{places}"),
                Why::NotJudged(why) => format!("not judged: {why:?}"),
                Why::NotServed => "not served".into(),
                Why::NoAnswer(_) => format!("no answer{places}"),
                Why::TooMany(n) => format!("only {n}"),
                Why::NotRead(n) => format!("{n} not read"),
            }
        };
        assert_eq!(unseen.iter().map(words).collect::<Vec<_>>(), want, "{told}");
    }
}

/// What is left out of quotas, by a reader that asks no faster than `pace` and no longer than `look`.
async fn left_out(names: &[Name], pace: Duration, look: Duration, answer: impl Fn(Ask) + Send + 'static) -> Vec<Unseen> {
    let session = served(answer).await;
    let mut reader = Reader::within(&session, names, (pace, look));
    let mut all = timeout(DEADLINE, limits::quotas(&mut reader)).await.expect("it ends").1;
    // More of them, of nobody in particular: who does not ask waits for nothing.
    for name in names {
        if let Err(e) = timeout(DEADLINE, reader.get("/api/v1/x")).await.expect("it does not wait") {
            all.push((Some(name.clone()), read::why(&e)));
        }
    }
    read::told(Source::Quotas, all)
}

#[tokio::test]
async fn what_cannot_be_read_is_added_up_and_namespaces_that_are_left_out_are_counted() {
    let names: Vec<Name> = (0..25).map(|i| format!("n{i}").into()).collect();
    let unseen = left_out(&names, Duration::from_millis(1), DEADLINE, |ask| match () {
        () if ask.has("/namespaces/n1/") => ask.json(r#"{"items":[7,8]}"#),
        () if ask.has("/namespaces/n2/") => ask.json(r#"{"items":[7]}"#),
        () if ask.has("/namespaces/") || ask.has("/x") => ask.json(r#"{"items":[]}"#),
        () => ask.fail(403, "Forbidden"),
    })
    .await;
    let told: Vec<_> = unseen.iter().map(|u| (u.places.len(), &u.why)).collect();
    assert_eq!(told[0], (2, &Why::NotRead(3)));
    assert!(matches!(told[1], (0, Why::OnlyKnown { looked: 20, known: 25, .. })), "{told:?}");
    assert_eq!(told.len(), 2, "{told:?}");
}

#[tokio::test]
async fn what_there_was_no_time_for_was_not_asked_and_is_not_waited_for() {
    let names: Vec<Name> = ["a", "b", "c"].map(Name::from).to_vec();
    // Twice its pace is longer than the test may take.
    let unseen = left_out(&names, DEADLINE, Duration::ZERO, |ask| panic!("{}", ask.path)).await;
    let told: Vec<_> = unseen.iter().map(|u| (u.places.len(), &u.why)).collect();
    assert_eq!(told, [(3, &Why::NotAsked(90)), (0, &Why::NotAsked(90))]);
}

#[tokio::test]
async fn older_versions_are_asked_for_where_the_newer_are_not_served() {
    let (due, unseen) = looked(&[Source::Autoscalers, Source::CronJobs], &[], |ask| {
        let hpa = r#"{"items":[{"metadata":{"name":"h","uid":"1"},"spec":{"minReplicas":1,"maxReplicas":2,"scaleTargetRef":{"kind":"Deployment","name":"web"}},"status":{"currentReplicas":2,"desiredReplicas":2}}]}"#;
        let cron = r#"{"items":[{"metadata":{"name":"c","uid":"2","creationTimestamp":"2020-01-01T00:00:00Z"},"spec":{"schedule":"* * * * *","timeZone":null},"status":{"active":null}}]}"#;
        match () {
            () if ask.has("autoscaling/v1/") => ask.json(hpa),
            () if ask.has("batch/v1beta1/") => ask.json(cron),
            () => ask.fail(404, "NotFound"),
        }
    })
    .await;
    assert_eq!(unseen, []);
    let names: Vec<&str> = due.iter().map(|d| &*d.holder.name).collect();
    assert_eq!(names, ["h", "c"]);
    assert!(matches!(&due[0].matter, Matter::Autoscaler { wants_more: false, most: 2, .. }), "{due:?}");
    assert_eq!(&*due[1].holder.resource.version, "v1beta1");
}

#[tokio::test]
async fn of_very_many_the_nearest_are_kept_and_it_is_said() {
    let quota = |i: usize| {
        format!(
            r#"{{"metadata":{{"name":"q{i}","namespace":"iot","uid":"{i}"}},"status":{{"hard":{{"pods":"1000"}},"used":{{"pods":"{}"}}}}}}"#,
            if i == 699 { 999 } else { 900 }
        )
    };
    let body = format!(r#"{{"items":[{}]}}"#, (0..700).map(quota).collect::<Vec<_>>().join(","));
    let (due, unseen) = looked(&[Source::Quotas], &[], move |ask| ask.json(&body)).await;
    assert_eq!((due.len(), &*due[0].holder.name), (read::MOST, "q699"));
    assert_eq!(unseen.iter().map(|u| &u.why).collect::<Vec<_>>(), [&Why::TooMany(read::MOST)]);
}

#[tokio::test]
async fn pages_are_read_to_their_end() {
    let (due, unseen) = looked(&[Source::Jobs], &[], |ask| {
        let job = |name: &str| {
            format!(
                r#"{{"metadata":{{"name":"{name}","uid":"{name}"}},"spec":{{"backoffLimit":2}},"status":{{"active":1,"failed":2}}}}"#
            )
        };
        match () {
            () if ask.has("continue=b%2Fc") => ask.json(&format!(r#"{{"metadata":{{}},"items":[{}]}}"#, job("second"))),
            () => ask.json(&format!(r#"{{"metadata":{{"continue":"b/c"}},"items":[{}]}}"#, job("first"))),
        }
    })
    .await;
    assert_eq!((due.len(), unseen), (2, vec![]));
}

fn made(hosts: &[&str], days: i64) -> String {
    // A certificate knows no milliseconds.
    let now = Time::from_secs(Time::system().secs());
    pem("Root", hosts, now.plus(-87 * DAY_MS), now.plus(days * DAY_MS))
}

#[test]
fn names_and_times_of_a_certificate_are_read() {
    let now = Time::from_secs(1_795_510_800);
    let text = pem("Root", &["a.example", "b.example", "c.example", "d.example"], now, now.plus(3 * DAY_MS));
    let der = CertificateDer::from_pem_slice(text.as_bytes()).unwrap();
    let read = Certificate::read(&der).unwrap();
    assert_eq!((read.from, read.until), (now.secs(), now.plus(3 * DAY_MS).secs()));
    assert_eq!(read.names(3), ["a.example", "b.example", "c.example"]);
    let der = CertificateDer::from_pem_slice(include_bytes!("../../../tests/it/tls/good.crt")).unwrap();
    assert_eq!(Certificate::read(&der).unwrap().names(9).first().map(String::as_str), Some("127.0.0.1"));
}

/// Whoever may write a Secret writes its certificate.
#[test]
fn no_bytes_end_the_reading_of_certificates() {
    let mut random = fastrand::Rng::with_seed(16);
    let text = made(&["a.example", "b.example"], 3);
    let good = CertificateDer::from_pem_slice(text.as_bytes()).unwrap().to_vec();
    let mut read = 0;
    let mut take = |bytes: &[u8]| {
        if let Some(it) = Certificate::read(bytes) {
            assert!(it.names(3).len() <= 3);
            read += 1;
        }
    };
    for at in 0..good.len() {
        for bit in 0..8 {
            let mut bytes = good.clone();
            bytes[at] ^= 1 << bit;
            take(&bytes);
        }
        take(&good[..at]);
        take(&good[at..]);
    }
    for _ in 0..20_000 {
        let mut bytes = good.clone();
        for _ in 0..random.usize(1..9) {
            let at = random.usize(0..bytes.len());
            match random.u8(0..4) {
                0 => bytes[at] = random.u8(..),
                1 => bytes.insert(at, random.u8(..)),
                2 => drop(bytes.remove(at)),
                _ => bytes[at] = [0x80, 0x84, 0xff, 0x30, 0x00][random.usize(0..5)],
            }
        }
        take(&bytes);
        take(&(0..random.usize(0..64)).map(|_| random.u8(..)).collect::<Vec<_>>());
    }
    assert!(read > 100, "{read}");
}

#[tokio::test]
async fn of_a_secret_its_certificate_alone_is_read_and_nothing_of_it_is_told() {
    let encode = |text: &str| STANDARD.encode(text);
    let secret = |name: &str, crt: &str| {
        format!(
            r#"{{"metadata":{{"name":"{name}","namespace":"iot","uid":"{name}"}},"type":"kubernetes.io/tls","data":{{"tls.crt":{crt},"tls.key":"c2VjcmV0LWtleQ=="}}}}"#
        )
    };
    let text = |pem: &str| format!("\"{}\"", encode(pem));
    let all = [
        secret("near", &text(&made(&["near.example"], 3))),
        secret("far", &text(&made(&["far.example"], 99))),
        // The chain below it is another's.
        secret("chain", &text(&(made(&["chain.example"], 4) + &made(&["root.example"], 1)))),
        secret("empty", "\"\""),
        secret("absent", "null"),
        secret("no-base64", "\"c2VjcmV0LWtleQ==!\""),
        secret("no-pem", &text("secret-key")),
        secret("no-text", "{\"secret-key\":1}"),
        secret("hostile", &text(&made(&["\u{1b}[31mred\u{202e}"], 5))),
    ];
    let body = format!(r#"{{"items":[{}]}}"#, all.join(","));
    let (due, unseen) = looked(&[Source::TlsSecrets], &[], move |ask| {
        assert!(ask.has("/api/v1/secrets?fieldSelector=type%3Dkubernetes.io%2Ftls&limit="), "{}", ask.path);
        ask.json(&body);
    })
    .await;
    let told = |d: &Due| match &d.matter {
        Matter::Certificate { whose: Whose::Secret, names, .. } => format!("{} {names}", d.holder.name),
        other => format!("{other:?}"),
    };
    assert_eq!(due.iter().map(told).collect::<Vec<_>>(), ["near near.example", "chain chain.example", "hostile [31mred"]);
    assert_eq!(unseen.iter().map(|u| &u.why).collect::<Vec<_>>(), [&Why::NotRead(3)]);
    assert!(!format!("{due:?}{unseen:?}").contains("ecret-key"), "{due:?}{unseen:?}");
    assert!(!format!("{due:?}{unseen:?}").contains("c2Vjc"), "{due:?}{unseen:?}");
}

#[tokio::test]
async fn of_a_bundle_the_certificate_that_counts_longest_is_told() {
    let bundle = |days: &[i64]| STANDARD.encode(days.iter().map(|d| made(&["ca.example"], *d)).collect::<String>());
    let hook = |name: &str, bundle: &str| format!(r#"{{"name":"{name}","clientConfig":{{"caBundle":"{bundle}"}}}}"#);
    let hooks = [hook("old-and-new", &bundle(&[2, 300])), hook("both", &bundle(&[2, 9])), hook("none", ""), hook("bad", "%")];
    let hooks = format!(r#"{{"items":[{{"metadata":{{"name":"h","uid":"1"}},"webhooks":[{}]}}]}}"#, hooks.join(","));
    let api = |name: &str, spec: &str| format!(r#"{{"metadata":{{"name":"{name}","uid":"{name}"}},"spec":{spec}}}"#);
    let apis = [api("v1.apps", "{}"), api("v1.x", &format!(r#"{{"caBundle":"{}"}}"#, bundle(&[-1])))];
    let apis = format!(r#"{{"items":[{}]}}"#, apis.join(","));
    let sources = [Source::ValidatingWebhooks, Source::MutatingWebhooks, Source::ApiServices];
    let (due, unseen) = looked(&sources, &["iot"], move |ask| match () {
        () if ask.has("/validatingwebhookconfigurations?") => ask.json(&hooks),
        () if ask.has("/mutatingwebhookconfigurations?") => ask.fail(403, "Forbidden"),
        () => ask.json(&apis),
    })
    .await;
    let told = |d: &Due| match &d.matter {
        Matter::Certificate { whose: Whose::Webhook(of), .. } => format!("{} {of}", d.holder.name),
        Matter::Certificate { whose: Whose::ApiService, .. } => format!("{}", d.holder.name),
        other => format!("{other:?}"),
    };
    assert_eq!(due.iter().map(told).collect::<Vec<_>>(), ["h both", "v1.x"]);
    let unseen: Vec<_> = unseen.iter().map(|u| (u.source, matches!(u.why, Why::NotAllowed(_)))).collect();
    assert_eq!(unseen, [(Source::ValidatingWebhooks, false), (Source::MutatingWebhooks, true)]);
}

const NODES: &str = r#"{"items":[
    {"metadata":{"name":"a","uid":"a"},"status":{"allocatable":{"pods":"2","memory":"1000Mi"}}},
    {"metadata":{"name":"b","uid":"b"},"status":{"allocatable":{"pods":"110","memory":"1000Mi"}}}]}"#;

fn pod(node: &str, owner: &str, hash: &str, image: (&str, &str), memory: &str) -> String {
    let (image, id) = image;
    format!(
        r#"{{"metadata":{{"name":"p","namespace":"iot","labels":{{"pod-template-hash":"{hash}"}},"ownerReferences":[{{"apiVersion":"apps/v1","kind":"ReplicaSet",
        "name":"{owner}","uid":"{owner}","controller":true}}]}},"spec":{{"nodeName":"{node}","initContainers":[{{"resources":{{"requests":{{"memory":"700Mi"}}}}}}],
        "containers":[{{"resources":{{"requests":{{"memory":"{memory}"}}}}}}]}},"status":{{"containerStatuses":[{{"name":"c","image":"{image}","imageID":"{id}",
        "state":{{"running":{{}}}}}}]}}}}"#
    )
}

#[tokio::test]
async fn nodes_are_held_against_their_pods_and_pods_against_each_other() {
    let (one, two) = (("r/a:1", "r/a@sha256:1"), ("r/a:1", "r/a@sha256:2"));
    let pods = [
        pod("a", "moved", "x", one, "10Mi"),
        pod("a", "moved", "x", two, "10Mi"),
        // An init container that needs more than what runs: 950 of 1000.
        pod("b", "rollout", "y", one, "250Mi"),
        // One that is made smaller and still has what it had.
        pod("b", "rollout", "z", two, "10Mi")
            .replace("700Mi", "50Mi")
            .replace(r#"[{"resources":{"requests":{"memory":"10Mi"#, r#"[{"name":"c","resources":{"requests":{"memory":"10Mi"#)
            .replace(r#""state":"#, r#""resources":{"requests":{"memory":"100Mi"}},"state":"#),
        // Of an image that was put on the node no digest is known.
        pod("", "local", "v", ("a:1", "sha256:9"), "9Ti"),
        pod("", "local", "v", ("a:1", "r/a@sha256:3"), "9Ti"),
    ];
    let pods = format!(r#"{{"items":[{}]}}"#, pods.join(","));
    let sources = [Source::Nodes, Source::Images];
    let answer = move |ask: Ask, pods: &str| if ask.has("/api/v1/nodes?") { ask.json(NODES) } else { ask.json(pods) };
    let (due, unseen) = looked(&sources, &[], move |ask| answer(ask, &pods)).await;
    assert_eq!(unseen, []);
    let told = |d: &Due| match &d.matter {
        Matter::NodePods { pods, room, .. } => format!("{} {pods}/{room}", d.holder.name),
        Matter::NodeMemory { asked, room, .. } => format!("{} {}/{}", d.holder.name, asked >> 20, room >> 20),
        Matter::Images { container, image, images, pods } => {
            format!("{} {} {container} {image} {images} {pods}", d.holder.resource.kind, d.holder.name)
        }
        other => format!("{other:?}"),
    };
    let told: Vec<String> = due.iter().map(told).collect();
    assert_eq!(told, ["a 2/2", "a 1400/1000", "ReplicaSet moved c r/a:1 2 2"]);
}

#[tokio::test]
async fn a_node_is_not_judged_by_some_of_its_pods() {
    let (due, unseen) = looked(&[Source::Nodes, Source::Images], &["iot"], |ask| match () {
        () if ask.has("/api/v1/nodes?") => ask.json(NODES),
        () if ask.has("/namespaces/iot/pods?") => {
            ask.json(&format!(r#"{{"items":[{0},{0}]}}"#, pod("a", "o", "h", ("i", "i@1"), "900Mi")));
        }
        () => ask.fail(403, "Forbidden"),
    })
    .await;
    assert_eq!(due, []);
    // Of the images a part is worth telling.
    let part = |why: &Why| matches!(why, Why::OnlyKnown { looked: 1, known: 1, .. });
    let told: Vec<_> = unseen.iter().map(|u| (u.source, part(&u.why))).collect();
    assert_eq!(told, [(Source::Nodes, false), (Source::Images, true)]);
    assert!(matches!(&unseen[0].why, Why::NotJudged(why) if part(why)), "{unseen:?}");
}

#[tokio::test]
async fn volumes_are_told_as_their_kubelets_count_them() {
    let volume = |claim: &str, used: u64, of: u64, inodes: u64| {
        format!(
            r#"{{"name":"v","pvcRef":{{"namespace":"iot","name":"{claim}"}},"usedBytes":{used},"capacityBytes":{of},"inodesUsed":{inodes},"inodes":100}}"#
        )
    };
    let volumes = [
        volume("full", 95, 100, 1),
        volume("full", 95, 100, 1),
        volume("files", 1, 100, 90),
        volume("free", 85, 100, 85),
        r#"{"name":"empty-dir","usedBytes":99,"capacityBytes":100}"#.into(),
        r#"{"name":"unknown","pvcRef":{"namespace":"iot","name":"x"}}"#.into(),
    ];
    let summary = format!(r#"{{"pods":[{{"volume":[{}]}},{{}},{{"volume":null}}]}}"#, volumes.join(","));
    let (due, unseen) = looked(&[Source::Volumes], &[], move |ask| match () {
        () if ask.has("/api/v1/nodes?") => ask.json(NODES),
        () if ask.path == "/api/v1/nodes/a/proxy/stats/summary" => ask.json(&summary),
        () if ask.has("/proxy/") => ask.fail(503, "ServiceUnavailable"),
        () if ask.has("/persistentvolumeclaims/full") => ask.json(r#"{"metadata":{"name":"full","namespace":"iot","uid":"u"}}"#),
        () => ask.fail(403, "Forbidden"),
    })
    .await;
    let told: Vec<_> = due.iter().map(|d| (&*d.holder.name, d.matter.is_inodes(), d.holder.is_object())).collect();
    assert_eq!(told, [("full", false, true), ("files", true, false)]);
    assert_eq!(unseen.len(), 1);
    assert!(matches!(&unseen[0].why, Why::NoAnswer(_)) && unseen[0].places == ["b".into()], "{unseen:?}");
    // Who may not ask one asks no other.
    let (due, unseen) = looked(&[Source::Volumes], &[], |ask| match () {
        () if ask.has("/api/v1/nodes?") => ask.json(NODES),
        () => {
            assert!(ask.has("/nodes/a/proxy/"), "{}", ask.path);
            ask.fail(403, "Forbidden");
        }
    })
    .await;
    assert_eq!((due.len(), unseen.len()), (0, 1));
}

#[tokio::test]
async fn a_claim_that_cannot_be_looked_up_is_asked_for_once() {
    static ASKED: AtomicUsize = AtomicUsize::new(0);
    let summary = r#"{"pods":[{"volume":[{"pvcRef":{"namespace":"iot","name":"full"},"usedBytes":95,"capacityBytes":100,
        "inodesUsed":95,"inodes":100}]}]}"#;
    let (due, unseen) = looked(&[Source::Volumes], &[], move |ask| match () {
        () if ask.has("/api/v1/nodes?") => ask.json(NODES),
        () if ask.has("/proxy/") => ask.json(summary),
        () => {
            ASKED.fetch_add(1, Ordering::Relaxed);
            ask.fail(403, "Forbidden");
        }
    })
    .await;
    let told: Vec<_> = due.iter().map(|d| (&*d.holder.namespace, &*d.holder.name, d.holder.is_object())).collect();
    assert_eq!(told, [("iot", "full", false), ("iot", "full", false)]);
    assert_eq!((unseen, ASKED.load(Ordering::Relaxed)), (vec![], 1));
}
