use super::pods::reader;
use super::written::read;
use crate::model::Time;
use crate::model::stale::{Lacks, Reads};
use serde_json::{Value, json};

fn told(pod: &Value) -> Vec<String> {
    let reader = reader(&pod.to_string()).unwrap();
    let one = |u: crate::model::stale::Use| {
        let kind = if u.source.secret { "Secret" } else { "ConfigMap" };
        let key = u
            .key
            .map(|k| {
                format!(
                    "[{k}{}]",
                    match u.lacks {
                        Lacks::No => "",
                        Lacks::Optional => "?",
                        Lacks::Elsewhere => "|",
                    }
                )
            })
            .unwrap_or_default();
        let since = u.since.map_or("-".to_owned(), |t| t.rfc3339()[14..19].to_owned());
        format!("{:?} {kind} {}{key} {since}", u.reads, u.source.name)
    };
    reader.uses.into_iter().map(one).collect()
}

fn pod() -> Value {
    let at = |minutes: &str| json!({"startedAt": format!("2026-11-30T12:{minutes}:00Z")});
    json!({"metadata": {"name": "web-7d9f-x", "namespace": "iot", "uid": "p", "ownerReferences": [
            {"apiVersion": "v1", "kind": "Node", "name": "n", "uid": "n"},
            {"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "web-7d9f", "uid": "r", "controller": true}]},
        "spec": {
            "containers": [
                {"name": "web", "env": [
                    {"name": "A", "value": "x"},
                    {"name": "B", "valueFrom": {"configMapKeyRef": {"name": "conf", "key": "b"}}},
                    {"name": "C", "valueFrom": {"secretKeyRef": {"name": "db", "key": "password"}}},
                    {"name": "D", "valueFrom": {"fieldRef": {"fieldPath": "status.podIP"}}}],
                 "envFrom": [{"configMapRef": {"name": "all"}}, {"secretRef": {"name": "tokens"}}],
                 "volumeMounts": [
                    {"name": "files", "mountPath": "/etc/conf"},
                    {"name": "files", "mountPath": "/etc/one", "subPath": "one.conf"},
                    {"name": "tls", "mountPath": "/tls"},
                    {"name": "both", "mountPath": "/both"},
                    {"name": "data", "mountPath": "/data"}]},
                {"name": "waits", "envFrom": [{"configMapRef": {"name": "all"}}]}],
            "initContainers": [
                {"name": "setup", "envFrom": [{"configMapRef": {"name": "all"}}]},
                {"name": "side", "restartPolicy": "Always", "envFrom": [{"configMapRef": {"name": "all"}}]}],
            "volumes": [
                {"name": "files", "configMap": {"name": "files"}},
                {"name": "tls", "secret": {"secretName": "site", "items": [{"key": "tls.crt", "path": "crt"}]}},
                {"name": "both", "projected": {"sources": [
                    {"configMap": {"name": "pa"}}, {"secret": {"name": "pb"}}, {"serviceAccountToken": {"path": "t"}}]}},
                {"name": "data", "emptyDir": {}}]},
        "status": {
            "containerStatuses": [
                {"name": "web", "state": {"running": at("10")}},
                {"name": "waits", "state": {"waiting": {"reason": "CrashLoopBackOff"}}}],
            "initContainerStatuses": [
                {"name": "setup", "state": {"terminated": at("05")}},
                {"name": "side", "state": {"running": at("06")}}]}})
}

#[test]
fn every_way_to_read_is_found_with_its_key_and_its_time() {
    let want = [
        "Env ConfigMap conf[b] 10:00",
        "Env Secret db[password] 10:00",
        "Env ConfigMap all 10:00",
        "Env Secret tokens 10:00",
        "Volume ConfigMap files 10:00",
        "SubPath ConfigMap files[one.conf] 10:00",
        "Volume Secret site[tls.crt] 10:00",
        "Volume ConfigMap pa 10:00",
        "Volume Secret pb 10:00",
        "Env ConfigMap all -",
        "Init ConfigMap all 05:00",
        "Env ConfigMap all 06:00",
    ];
    assert_eq!(told(&pod()), want);
    let holder = reader(&pod().to_string()).unwrap().holder;
    assert_eq!((&*holder.resource.kind, &*holder.resource.group, &*holder.name), ("ReplicaSet", "apps", "web-7d9f"));
}

#[test]
fn a_part_of_a_volume_reads_what_is_in_it_and_no_more() {
    let mounts = |sub: &str| {
        let mut pod = pod();
        let items = json!([{"key": "a", "path": "dir/a.conf"}, {"key": "b", "path": "./dir/more/b"}, {"key": "c", "path": "dirt"}]);
        pod["spec"] = json!({
            "containers": [{"name": "web", "volumeMounts": [{"name": "both", "mountPath": "/x", "subPath": sub}],
                "env": [{"name": "A", "valueFrom": {"configMapKeyRef": {"name": "conf", "key": "a", "optional": true}}}]}],
            "volumes": [{"name": "both", "projected": {"sources": [
                {"configMap": {"name": "items", "items": items, "optional": true}}, {"secret": {"name": "all"}}]}}]});
        told(&pod)
    };
    let env = "Env ConfigMap conf[a?] 10:00";
    let subs = [
        ("dir", &["SubPath ConfigMap items[a?] 10:00", "SubPath ConfigMap items[b?] 10:00", "SubPath Secret all[dir|] 10:00"][..]),
        ("dir/", &["SubPath ConfigMap items[a?] 10:00", "SubPath ConfigMap items[b?] 10:00", "SubPath Secret all[dir|] 10:00"]),
        ("dir/a.conf", &["SubPath ConfigMap items[a?] 10:00"]),
        ("dirt", &["SubPath ConfigMap items[c?] 10:00", "SubPath Secret all[dirt|] 10:00"]),
        ("token", &["SubPath Secret all[token|] 10:00"]),
    ];
    for (sub, want) in subs {
        assert_eq!(mounts(sub), [&[env][..], want].concat(), "{sub}");
    }
    // All of it, which is renewed.
    let all = mounts("");
    assert!(all.contains(&"Volume Secret all 10:00".to_owned()) && all.len() == 5, "{all:?}");
}

#[test]
fn a_pod_that_goes_or_reads_nothing_is_passed_over_and_one_that_is_alone_stands_for_itself() {
    let mut gone = pod();
    gone["metadata"]["deletionTimestamp"] = "2026-11-30T12:00:00Z".into();
    assert!(reader(&gone.to_string()).is_none());
    assert!(reader(r#"{"metadata": {"name": "x"}, "spec": {"containers": [{"name": "x"}]}}"#).is_none());
    assert!(reader("[]").is_none());
    let mut alone = pod();
    alone["metadata"]["ownerReferences"] = Value::Null;
    let alone = reader(&alone.to_string()).unwrap();
    assert_eq!((&*alone.holder.resource.kind, &*alone.holder.name), ("Pod", "web-7d9f-x"));
    assert!(alone.uses.iter().all(|u| u.reads != Reads::Init || u.since.is_some()));
}

#[test]
fn of_each_key_the_last_who_wrote_it_counts() {
    let keys = |keys: &[&str]| keys.iter().map(|k| (format!("f:{k}"), json!({}))).collect::<serde_json::Map<_, _>>();
    let object = json!({"kind": "PartialObjectMetadata", "metadata": {"name": "db", "namespace": "iot", "managedFields": [
        {"manager": "helm", "time": "2026-11-01T00:00:00Z", "fieldsV1": {"f:data": keys(&["a", "b"])}},
        {"manager": "edit", "time": "2026-11-03T00:00:00Z", "fieldsV1": {"f:data": keys(&["b"]), "f:binaryData": keys(&["c"])}},
        {"manager": "labels", "time": "2026-11-09T00:00:00Z", "fieldsV1": {"f:metadata": {"f:labels": {}}}},
        {"manager": "no time", "fieldsV1": {"f:data": keys(&["a"])}}]}});
    let (source, written) = read(&object.to_string(), true).unwrap();
    assert!(source.secret && &*source.name == "db");
    let told: Vec<(&str, &str, Option<Time>)> = written.keys.iter().map(|(k, c)| (&**k, &*c.by, Some(c.at))).collect();
    let at = |day: u32| Time::parse(&format!("2026-11-{day:02}T00:00:00Z"));
    assert_eq!(told, [("a", "helm", at(1)), ("b", "edit", at(3)), ("c", "edit", at(3))]);
    assert_eq!(written.last, at(9));
    assert_eq!(read(r#"{"metadata": {"name": "x"}}"#, false).unwrap().1.keys.len(), 0);
}
