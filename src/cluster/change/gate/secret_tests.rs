//! No secret in the journal: a marked one is planted in every text of objects of every kind, and looked for in all that is written down.

use super::sender::{entry, note};
use crate::cluster::change::fixtures::UID;
use crate::cluster::change::object::told::list;
use crate::cluster::change::object::{Object, diff};
use crate::cluster::change::reads::history;
use crate::cluster::change::reads::related::Related;
use crate::cluster::change::verbs::Step;
use crate::journal::Journal;
use crate::model::change::{Change, Hidden, ImageSwap, MetadataEdit, Outcome, Propagation, Target};
use crate::model::resource::Resource;
use crate::model::{Time, Uid};
use serde_json::{Value, json};

const CANARY: &str = "CANARY";

/// An object of each kind, with a bit of everything that texts stand in.
fn objects() -> Vec<(Resource, Value)> {
    let template = || {
        json!({
            "metadata": {"labels": {"app": "web"}, "annotations": {"note": "x"}},
            "spec": {
                "serviceAccountName": "x", "nodeSelector": {"disk": "ssd"}, "tolerations": [{"key": "a", "value": "x", "operator": "Equal"}],
                "initContainers": [{"name": "wait", "image": "lab/wait:1", "command": ["sh", "-c", "x"], "env": [{"name": "A", "value": "x"}]}],
                "containers": [{
                    "name": "web", "image": "lab/app:1", "args": ["--password", "x"], "command": ["run"], "workingDir": "/x",
                    "env": [{"name": "PASSWORD", "value": "x"}, {"name": "image", "value": "x"}, {"name": "B", "valueFrom": {"secretKeyRef": {"name": "db", "key": "pw"}}}],
                    "livenessProbe": {"httpGet": {"path": "/x", "httpHeaders": [{"name": "Authorization", "value": "x"}]}, "periodSeconds": 3},
                    "lifecycle": {"preStop": {"exec": {"command": ["x"]}}},
                }],
                "volumes": [{"name": "v", "csi": {"driver": "x", "volumeAttributes": {"password": "x"}}}],
            },
        })
    };
    let object = |kind: &str, more: Value| {
        let mut object = json!({"apiVersion": "v1", "kind": kind, "metadata": {
            "name": "web", "namespace": "iot", "uid": UID, "resourceVersion": "41", "generation": 3, "labels": {"app": "web"},
            "annotations": {"kubectl.kubernetes.io/last-applied-configuration": "{}", "image": "x", "deployment.kubernetes.io/revision": "2"},
        }});
        crate::cluster::change::object::merge::apply(&mut object, &more);
        object
    };
    let workload = |kind: &str| {
        object(kind, json!({"spec": {"replicas": 2, "selector": {"matchLabels": {"app": "web"}}, "template": template()}}))
    };
    let apps = |plural: &str, kind: &str| Resource::new("apps", "v1", plural, kind, true);
    let scaled = |resource: Resource| Resource { scales: true, ..resource };
    let cron = json!({"spec": {"schedule": "0 1 * * *", "suspend": false, "jobTemplate": {"spec": {"template": template()}}}});
    vec![
        (apps("deployments", "Deployment"), workload("Deployment")),
        (apps("statefulsets", "StatefulSet"), workload("StatefulSet")),
        (apps("daemonsets", "DaemonSet"), workload("DaemonSet")),
        (Resource::new("", "v1", "pods", "Pod", true), object("Pod", template())),
        (Resource::new("batch", "v1", "cronjobs", "CronJob", true), object("CronJob", cron)),
        (Resource::new("batch", "v1", "jobs", "Job", true), object("Job", json!({"spec": {"template": template()}}))),
        (
            Resource::new("", "v1", "secrets", "Secret", true),
            object(
                "Secret",
                json!({"type": "Opaque", "data": {"image": "eA==", "replicas": "eA=="}, "stringData": {"paused": "x"}}),
            ),
        ),
        (
            Resource::new("", "v1", "configmaps", "ConfigMap", true),
            object("ConfigMap", json!({"data": {"image": "x", "a.b": "x"}})),
        ),
        (
            Resource::new("", "v1", "nodes", "Node", false),
            object("Node", json!({"spec": {"providerID": "x", "unschedulable": false}})),
        ),
        (Resource::new("", "v1", "namespaces", "Namespace", false), object("Namespace", json!({}))),
        (
            Resource::new("", "v1", "services", "Service", true),
            object("Service", json!({"spec": {"externalName": "x", "ports": [{"name": "http", "port": 80}]}})),
        ),
        (
            scaled(Resource::new("lab.dev", "v1", "devices", "Device", true)),
            object(
                "Device",
                json!({"spec": {"replicas": 1, "token": "x", "connection": {"uri": "x", "list": ["x", {"a": "x"}]}, "data": {"image": "x"}}}),
            ),
        ),
    ]
}

/// The places of all texts of an object, but for those that name it.
fn texts(value: &Value, at: &str, out: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            map.iter().for_each(|(k, v)| texts(v, &format!("{at}/{}", k.replace('~', "~0").replace('/', "~1")), out))
        }
        Value::Array(list) => list.iter().enumerate().for_each(|(i, v)| texts(v, &format!("{at}/{i}"), out)),
        Value::String(_) => out.push(at.to_owned()),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// What names an object or one of its parts, and what may be told: images, and the schedule of a CronJob.
fn names(place: &str, kind: &str) -> bool {
    let fixed = ["/apiVersion", "/kind", "/metadata/name", "/metadata/namespace", "/metadata/uid", "/metadata/resourceVersion"];
    let image = place.ends_with("/image") && place.contains("ontainers/") && !place.contains("/env/");
    let key = ["/name", "/key"].iter().any(|end| place.ends_with(end)) && place.starts_with("/spec");
    let template_hash = place.contains("/labels/");
    fixed.contains(&place) || image || key || template_hash || (kind == "CronJob" && place == "/spec/schedule")
}

fn changes(kind: &str) -> Vec<Change> {
    let mark = || vec![MetadataEdit { key: "note".into(), from: None, to: Some(CANARY.into()) }];
    let hidden = || Hidden::new(json!({"spec": {"a": CANARY}, "data": {"b": CANARY}}).to_string());
    let swap = ImageSwap { container: "web".into(), init: false, from: "lab/app:1".into(), to: "lab/app:2".into() };
    let mut all = vec![
        Change::Delete { propagation: Propagation::Background, grace: None },
        Change::Annotate { marks: mark() },
        Change::Label { marks: vec![MetadataEdit { key: "team".into(), from: None, to: Some("iot".into()) }] },
        Change::Edit { base: "41".into(), paths: vec!["data.b".into()], patch: hidden() },
        Change::Apply { manifest: hidden() },
    ];
    match kind {
        "Deployment" => all.extend([
            Change::Scale { from: 2, to: 3 },
            Change::Restart,
            Change::Pause,
            Change::SetImages { swaps: vec![swap] },
            Change::RollBack { from: 2, to: 1 },
        ]),
        "Pod" => all.push(Change::Evict),
        "CronJob" => all.extend([Change::Suspend, Change::Trigger { job: "web-manual-x".into() }]),
        "Node" => all.push(Change::Cordon),
        "Device" => all.push(Change::Scale { from: 1, to: 2 }),
        _ => {}
    }
    all
}

#[test]
fn a_secret_in_any_text_of_any_kind_is_never_written_down() {
    let mut tried = 0;
    for (resource, whole) in objects() {
        let mut places = Vec::new();
        texts(&whole, "", &mut places);
        let workload = resource.workload();
        let old = Object { workload, json: whole.clone() };
        let mut planted = old.clone();
        for place in places.iter().filter(|p| !names(p, &resource.kind)) {
            let mut new = old.clone();
            *new.json.pointer_mut(place).unwrap() = format!("{CANARY} 1").into();
            *planted.json.pointer_mut(place).unwrap() = CANARY.into();
            // Somebody else changed it while a change was on its way: both ways round.
            for (a, b) in [(&old, &new), (&new, &old)] {
                let told = list(&diff::objects(a, b)).to_string();
                assert!(!told.contains(CANARY), "{} {place}: {told}", resource.kind);
                // That it changed is told; annotations that controllers keep for themselves are no change.
                assert!(told.len() > 2 || place.starts_with("/metadata/annotations"), "{} {place}", resource.kind);
            }
            tried += 1;
        }
        let target = Target {
            context: "lab".into(),
            namespace: "iot".into(),
            name: "web".into(),
            uid: Uid::new(UID),
            resource: resource.clone(),
        };
        for change in changes(&resource.kind) {
            let holder = history::Holder { number: 1, template: planted.template().clone(), ..history::Holder::default() };
            let related = Related { holders: vec![holder], policy: "v1", ..Related::default() };
            let step = Step::new(&target, &change, &planted, &related, Time::from_secs(1)).unwrap();
            let note = note(&step.request(&target, &planted));
            let journal = Journal::memory();
            let (id, _) = journal.begin(&entry(Time::from_secs(1), &"me".into(), &target, &change, note)).unwrap();
            let reason = format!("x is invalid: spec.a: Invalid value: \"{CANARY}\": no");
            journal.finish(&id, &Outcome::Refused { reason: reason.into() }, Time::from_secs(2)).unwrap();
            let written = format!("{:?}", journal.read(None).unwrap());
            assert!(!written.contains(CANARY), "{} {change:?}: {written}", resource.kind);
            tried += 1;
        }
    }
    assert!(tried > 200, "{tried}");
}
