//! How the lab's own workloads hang together, in every namespace of its platform, against what follows from the objects that kubectl gets.

use super::relations::{rows, tree_of};
use crate::support::ground::until;
use crate::support::real;
use dogwatch::model::WorkloadKind;
use serde_json::Value;
use std::collections::BTreeSet;

fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

fn all<'a>(value: &'a Value, pointer: &str) -> impl Iterator<Item = &'a Value> {
    value.pointer(pointer).and_then(Value::as_array).into_iter().flatten()
}

fn is_owned(object: &Value, by: &BTreeSet<String>) -> bool {
    all(object, "/metadata/ownerReferences").any(|o| o["controller"] == true && by.contains(text(o, "/uid")))
}

/// Whether these labels have all of a selector.
fn has(labels: &Value, selector: &Value) -> bool {
    selector.as_object().is_some_and(|s| !s.is_empty() && s.iter().all(|(key, value)| labels.get(key) == Some(value)))
}

/// The names that a pod's spec has under these, wherever they stand in its containers and volumes.
fn named(spec: &Value, pointers: &[&str]) -> BTreeSet<String> {
    let containers = || all(spec, "/containers").chain(all(spec, "/initContainers"));
    let places = containers()
        .flat_map(|c| all(c, "/envFrom").chain(all(c, "/env")))
        .chain(all(spec, "/volumes"))
        .chain(all(spec, "/volumes").flat_map(|v| all(v, "/projected/sources")))
        .chain(all(spec, "/imagePullSecrets"));
    places.flat_map(|place| pointers.iter().map(move |p| text(place, p).to_owned())).filter(|name| !name.is_empty()).collect()
}

/// What hangs on a workload, by kind.
fn told(get: &impl Fn(&str) -> Vec<Value>, kind: WorkloadKind, workload: &Value) -> Vec<(&'static str, Vec<String>)> {
    let template = workload.pointer("/spec/template").cloned().unwrap_or_default();
    let (spec, labels) = (&template["spec"], &template["metadata"]["labels"]);
    let mut owners = BTreeSet::from([text(workload, "/metadata/uid").to_owned()]);
    if kind == WorkloadKind::Deployment {
        let sets: Vec<String> = get("replicasets")
            .iter()
            .filter(|set| is_owned(set, &owners))
            .map(|set| text(set, "/metadata/uid").to_owned())
            .collect();
        owners.extend(sets);
    }
    let names = |plural: &str, wanted: &dyn Fn(&Value) -> bool| -> Vec<String> {
        let mut names: Vec<String> =
            get(plural).iter().filter(|o| wanted(o)).map(|o| text(o, "/metadata/name").to_owned()).collect();
        names.sort();
        names
    };
    let maps = ["/configMapRef/name", "/valueFrom/configMapKeyRef/name", "/configMap/name"];
    let secrets = ["/secretRef/name", "/valueFrom/secretKeyRef/name", "/secret/secretName", "/secret/name"];
    let mut keys = named(spec, &secrets);
    keys.extend(all(spec, "/imagePullSecrets").map(|s| text(s, "/name").to_owned()));
    let target = |o: &Value| {
        text(o, "/spec/scaleTargetRef/kind") == kind.kind().word()
            && o["spec"]["scaleTargetRef"]["name"] == workload["metadata"]["name"]
    };
    vec![
        ("Pod", names("pods", &|pod| is_owned(pod, &owners))),
        ("Service", names("services", &|service| has(labels, &service["spec"]["selector"]))),
        ("HorizontalPodAutoscaler", names("horizontalpodautoscalers", &target)),
        ("PodDisruptionBudget", names("poddisruptionbudgets", &|b| has(labels, &b["spec"]["selector"]["matchLabels"]))),
        ("ConfigMap", named(spec, &maps).into_iter().collect()),
        ("Secret", keys.into_iter().collect()),
    ]
}

#[test]
#[ignore = "needs a cluster"]
fn the_platform_hangs_together_as_its_objects_say() {
    let config = real::config();
    let namespaces = real::kubectl(&config, &["get", "namespaces", "-o", "jsonpath={.items[*].metadata.name}"]);
    let mut looked = 0;
    for namespace in namespaces.split_whitespace().filter(|name| ["iot-dev", "iot-test", "iot-pre", "iot-prod"].contains(name)) {
        let get = |plural: &str| -> Vec<Value> {
            let list: Value =
                serde_json::from_str(&real::kubectl(&config, &["-n", namespace, "get", plural, "-o", "json"])).unwrap();
            list["items"].as_array().cloned().unwrap_or_default()
        };
        for (kind, plural) in [
            (WorkloadKind::Deployment, "deployments"),
            (WorkloadKind::StatefulSet, "statefulsets"),
            (WorkloadKind::DaemonSet, "daemonsets"),
        ] {
            for workload in get(plural) {
                let (name, uid) = (text(&workload, "/metadata/name"), text(&workload, "/metadata/uid"));
                looked += 1;
                // Pods come and go there: it is asked again until both are of one moment.
                until(&format!("{namespace}/{name} to hang together as kubectl says"), || {
                    let before = told(&get, kind, &workload);
                    let tree = tree_of(&config, kind.into(), (namespace, name), uid);
                    before.iter().all(|(kind, names)| rows(&tree, kind) == *names).then_some(())
                });
            }
        }
    }
    assert!(looked > 0, "the lab's platform is seeded");
}
