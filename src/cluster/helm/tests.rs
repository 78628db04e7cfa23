use super::list::{Read, read as listed};
use super::payload::{self, Content};
use super::show::{compared, difference, text};
use crate::model::Time;
use crate::model::helm::{Driver, Fault, Part, Record, Status};
use crate::model::revision::DiffLine;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use std::io::Write;

/// What Helm 3.22 wrote, and its chart.
const FIRST: &str = include_str!("../../../tests/it/corpus/helm/web.v1.json");
const SECOND: &str = include_str!("../../../tests/it/corpus/helm/web.v2.json");
const CONFIG_MAP: &str = include_str!("../../../tests/it/corpus/helm/cmrel.v1.json");

fn record(driver: Driver, object: &str) -> Record {
    match listed(driver, object) {
        Some(Read::Record(record)) => record,
        Some(Read::Foreign) | None => panic!("no record: {object}"),
    }
}

fn content(driver: Driver, object: &str) -> Content {
    let record = record(driver, object);
    payload::read(&record, object.as_bytes()).unwrap_or_else(|fault| panic!("{fault:?}"))
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

/// A record of revision 2 of `web` that holds this.
fn object(release: Option<&str>) -> String {
    let data = release.map(|text| json!({ "release": text }));
    let labels = json!({"name": "web", "owner": "helm", "status": "deployed", "version": "2"});
    json!({"metadata": {"name": "sh.helm.release.v1.web.v2", "namespace": "iot", "uid": "u", "resourceVersion": "7", "labels": labels},
        "data": data})
    .to_string()
}

fn release(json: &Value) -> Value {
    let mut release = json!({"name": "web", "version": 2, "namespace": "iot"});
    release.as_object_mut().unwrap().extend(json.as_object().unwrap().clone());
    release
}

/// As Helm writes it into a Secret.
fn secret(json: &Value) -> String {
    object(Some(&STANDARD.encode(STANDARD.encode(packed(json.to_string().as_bytes())))))
}

#[test]
fn what_helm_wrote_is_read() {
    for (driver, object, name, revision, status) in [
        (Driver::Secret, FIRST, "web", 1, Status::Superseded),
        (Driver::Secret, SECOND, "web", 2, Status::Deployed),
        (Driver::ConfigMap, CONFIG_MAP, "cmrel", 1, Status::Deployed),
    ] {
        let record = record(driver, object);
        assert_eq!((&*record.release, record.revision, record.status, &*record.namespace), (name, revision, status, "iot-test"));
        assert!(!record.created.is_unknown());
        let content = content(driver, object);
        assert_eq!((content.facts.chart(), &*content.facts.app_version), ("web-1.2.3".to_owned(), "4.5"));
        assert_eq!(&*content.facts.description, if revision == 1 { "Install complete" } else { "Upgrade complete" });
        assert!(content.facts.deployed.is_some());
        assert_eq!(content.notes, "Use web with user app.\n".replace("web", name));
    }
    // As `helm get values --all` printed them.
    let want = "auth:\n  password: hunter3\n  user: app\nnested:\n  deep:\n    a: 1\n    b: 2\n  keep: 1\n  nix: null\nreplicas: 1\nunknown: null\n";
    assert_eq!(text(&content(Driver::Secret, SECOND), Part::AllValues, true), want);
}

#[test]
fn what_cannot_be_read_says_why() {
    let plain = |text: &str| STANDARD.encode(text);
    let twice = |bytes: &[u8]| STANDARD.encode(STANDARD.encode(bytes));
    let bomb = packed(&vec![b' '; 64 << 20]);
    assert!(bomb.len() < 100_000, "a record has room for it");
    let mut cut = packed(release(&json!({})).to_string().as_bytes());
    cut.truncate(cut.len() - 6);
    for (what, release, want) in [
        ("no data", None, Fault::Empty),
        ("an empty text", Some(String::new()), Fault::Empty),
        ("no base64", Some("***".to_owned()), Fault::NotBase64),
        ("base64 once only", Some(plain("*")), Fault::NotBase64),
        ("a bomb", Some(twice(&bomb)), Fault::TooLarge(16)),
        ("a cut one", Some(twice(&cut)), Fault::Damaged),
        ("no JSON", Some(twice(b"release")), Fault::NotRelease),
        ("no release", Some(twice(b"[]")), Fault::NotRelease),
        ("another", Some(twice(br#"{"name":"api","version":3}"#)), Fault::Other("api".into(), 3)),
    ] {
        let object = object(release.as_deref());
        let fault = payload::read(&record(Driver::Secret, &object), object.as_bytes()).err();
        assert_eq!(fault, Some(want), "{what}");
    }
    let object = secret(&release(&json!({})));
    let replaced = object.replace(r#""uid":"u""#, r#""uid":"v""#);
    assert_eq!(payload::read(&record(Driver::Secret, &object), replaced.as_bytes()).err(), Some(Fault::Replaced));
}

#[test]
fn what_is_not_packed_or_lacks_parts_is_read_as_well() {
    let bare = release(&json!({"info": null, "chart": null, "config": null, "manifest": null, "strange": [1]})).to_string();
    let object = object(Some(&STANDARD.encode(STANDARD.encode(bare))));
    let content = content(Driver::Secret, &object);
    let told = [Part::Values, Part::AllValues, Part::Notes, Part::Manifest].map(|part| text(&content, part, false));
    assert_eq!(
        told,
        [
            "no values were given: the chart's own hold",
            "the chart has no values, and none were given",
            "the chart has no notes",
            "the chart makes no objects"
        ]
    );
}

#[test]
fn records_are_known_by_their_labels_or_their_names() {
    let object = |name: &str, labels: Value| {
        json!({"metadata": {"name": name, "uid": "u", "creationTimestamp": "2026-11-01T00:00:00Z", "labels": labels}}).to_string()
    };
    for (name, labels, want) in [
        ("sh.helm.release.v1.a.v7", json!({"name": "a", "version": "7", "status": "failed"}), Some("a 7 failed")),
        ("sh.helm.release.v1.a.v7", json!(null), Some("a 7 ")),
        ("sh.helm.release.v1.a.v1.v12", json!({"status": "odd"}), Some("a.v1 12 odd")),
        ("x", json!({"name": "a", "version": "2"}), Some("a 2 ")),
        ("x", json!({"owner": "helm"}), Some("foreign")),
        ("sh.helm.release.v1.a", json!({"owner": "helm"}), None),
    ] {
        let got = listed(Driver::ConfigMap, &object(name, labels)).map(|read| match read {
            Read::Record(r) => format!("{} {} {}", r.release, r.revision, r.status.word()),
            Read::Foreign => "foreign".to_owned(),
        });
        assert_eq!(got.as_deref(), want, "{name}");
    }
    let made = record(Driver::Secret, &object("x", json!({"name": "a", "version": "1", "createdAt": "1700000000"})));
    assert_eq!(made.created, Time::from_secs(1_700_000_000));
    assert!(listed(Driver::Secret, "{\"metadata\": 3}").is_none());
}

#[test]
fn secrets_are_hidden_until_somebody_asks() {
    let manifest = "# Source: a.yaml\nkind: Secret\ndata: {p: aHVudGVyMg==}\n---\n# Source: b.yaml\nkind: ConfigMap\ndata:\n  b: kept\n  a: kept\n---\n\
        # empty\n---\nkind: List\nitems:\n- kind: Secret\n  stringData: {p: hunter2}\n---\nkind: [hunter2\n---\nkind: Deployment\nspec:\n  \
        containers:\n  - env:\n    - {name: A, value: hunter2}\n";
    let json = release(&json!({"manifest": manifest, "config": {"auth": {"password": "hunter2"}, "replicas": 3},
        "chart": {"metadata": {"name": "web"}, "values": {"dsn": "hunter2", "url": "amqp://u:hunter2@h/"}},
        "info": {"notes": "Open amqp://u:hunter2@h/ or\n  --password=hunter2 now\n"}}));
    let content = content(Driver::Secret, &secret(&json));
    for part in [Part::Values, Part::AllValues, Part::Notes, Part::Manifest] {
        let (hidden, whole) = (text(&content, part, false), text(&content, part, true));
        assert!(!hidden.contains("hunter2") && !hidden.contains("aHVudGVyMg") && hidden.contains("(hidden)"), "{hidden}");
        assert!(whole.contains("hunter2"), "{whole}");
    }
    assert_eq!(text(&content, Part::Values, false), "auth:\n  password: (hidden)\nreplicas: 3\n");
    let shown = text(&content, Part::Manifest, false);
    // What has nothing to hide stays as it is written.
    assert!(shown.contains("---\n# Source: b.yaml\nkind: ConfigMap\ndata:\n  b: kept\n  a: kept\n---\n"), "{shown}");
    assert!(shown.starts_with("---\n# Source: a.yaml\ndata:\n  p: (hidden)\nkind: Secret\n---\n"), "{shown}");
    assert_eq!(shown.matches("---\n").count(), 5, "{shown}");
}

#[test]
fn two_revisions_differ_where_their_objects_do() {
    let changed = |revealed: bool, part: Part| {
        let (old, new) = (compared(content(Driver::Secret, FIRST), part), compared(content(Driver::Secret, SECOND), part));
        let lines = difference(&old, &new, revealed).into_iter().filter_map(|line| match line {
            DiffLine::Changed { old, new } => {
                Some(format!("{} > {}", old.unwrap_or_default().trim(), new.unwrap_or_default().trim()))
            }
            DiffLine::Same(_) | DiffLine::Folded(_) | DiffLine::Rough => None,
        });
        lines.collect::<Vec<_>>()
    };
    assert_eq!(changed(true, Part::Manifest), ["password: hunter2 > password: hunter3", r#"replicas: "2" > replicas: "1""#]);
    let hidden = changed(false, Part::Manifest);
    assert_eq!(hidden[0], "password: (hidden 1) > password: (hidden 2)", "it is seen that it differs");
    assert!(changed(false, Part::Values).iter().all(|line| !line.contains("hunter")));
    assert_eq!(changed(false, Part::Notes), Vec::<String>::new());
}
