//! The revisions of a workload, read from the objects that hold them: ReplicaSets of a Deployment, ControllerRevisions of the others.

use super::diff;
use super::error::ChangeError;
use super::lines;
use super::object::{Object, encode, parse, said};
use super::rollback::without_hash;
use crate::cluster::session::{READ_DEADLINE, Session};
use crate::model::change::Target;
use crate::model::revision::Revision;
use crate::model::text::clean;
use crate::model::{Time, WorkloadKind};
use serde_json::{Map, Value};

/// The label by which a Deployment's controller tells its ReplicaSets apart.
pub(super) const HASH_LABEL: &str = "pod-template-hash";
const NUMBER: &str = "deployment.kubernetes.io/revision";
const CAUSE: &str = "kubernetes.io/change-cause";

/// An object that holds a revision.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Holder {
    pub(super) number: u64,
    pub(super) name: String,
    pub(super) created: Time,
    /// The pod template, without hash label and patch directive.
    pub(super) template: Value,
    pub(super) annotations: Map<String, Value>,
    pub(super) pods: Option<(u32, u32)>,
}

/// Reads the holders, newest revision first. They are those that the object controls, by UID, and not all that its selector finds.
pub(super) async fn fetch(session: &Session, target: &Target, object: &Object) -> Result<Vec<Holder>, ChangeError> {
    let namespace = encode(&target.namespace);
    let plural = if target.workload() == Some(WorkloadKind::Deployment) { "replicasets" } else { "controllerrevisions" };
    let selector = encode(&selector(object.json.pointer("/spec/selector").unwrap_or(&Value::Null)));
    let path = format!("/apis/apps/v1/namespaces/{namespace}/{plural}?labelSelector={selector}");
    let body = session.get(&path, READ_DEADLINE).await.map_err(|e| said(e, target))?;
    Ok(holders(&parse(&body)?, object))
}

fn holders(list: &Value, object: &Object) -> Vec<Holder> {
    let items = list.get("items").and_then(Value::as_array);
    let mut all: Vec<Holder> = items
        .into_iter()
        .flatten()
        .filter(|item| controller(item).is_some_and(|owner| owner.get("uid").and_then(Value::as_str) == Some(object.uid())))
        .filter_map(|item| if object.is(WorkloadKind::Deployment) { replica_set(item) } else { controller_revision(item) })
        .collect();
    all.sort_by_key(|h| std::cmp::Reverse(h.number));
    all
}

/// The owner that controls an object.
pub(super) fn controller(json: &Value) -> Option<&Value> {
    let owners = json.pointer("/metadata/ownerReferences")?.as_array()?;
    owners.iter().find(|o| o.get("controller") == Some(&Value::Bool(true)))
}

/// A ReplicaSet without a revision annotation has not been seen by the Deployment's controller yet: kubectl passes it over too.
fn replica_set(item: &Value) -> Option<Holder> {
    let mut holder = common(item);
    holder.number = holder.annotations.get(NUMBER)?.as_str()?.parse().ok()?;
    holder.template = without_hash(item.pointer("/spec/template")?);
    let count = |pointer| item.pointer(pointer).and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
    holder.pods = Some((count("/status/readyReplicas"), count("/status/replicas")));
    Some(holder)
}

/// The data of a StatefulSet's or DaemonSet's revision is a patch: its template, with the directive to replace the present one.
fn controller_revision(item: &Value) -> Option<Holder> {
    let mut holder = common(item);
    holder.number = item.get("revision")?.as_u64()?;
    holder.template = item.pointer("/data/spec/template")?.clone();
    if let Some(map) = holder.template.as_object_mut() {
        map.shift_remove("$patch");
    }
    Some(holder)
}

fn common(item: &Value) -> Holder {
    let text = |pointer| item.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    Holder {
        name: text("/metadata/name").to_owned(),
        created: Time::parse(text("/metadata/creationTimestamp")).unwrap_or_default(),
        annotations: item.pointer("/metadata/annotations").and_then(Value::as_object).cloned().unwrap_or_default(),
        ..Holder::default()
    }
}

/// Holders as the list shows them.
pub(super) fn revisions(object: &Object, mut holders: Vec<Holder>) -> Vec<Revision> {
    let current = current(object, &holders);
    if let (Some(WorkloadKind::StatefulSet), Some(i)) = (object.workload, current) {
        holders[i].pods = settled_pods(object, &holders[i].name);
    }
    let revision = |(i, h): (usize, &Holder)| Revision {
        number: h.number,
        name: h.name.as_str().into(),
        created: h.created,
        cause: h.annotations.get(CAUSE).and_then(Value::as_str).map(|c| clean(c).into_owned()).filter(|c| !c.is_empty()),
        images: images(&h.template),
        pods: h.pods,
        current: current == Some(i),
        differences: diff::templates(object.template(), &h.template),
        lines: lines::templates(object.template(), &h.template),
    };
    holders.iter().enumerate().map(revision).collect()
}

/// The one whose template is the workload's, as controllers and kubectl compare; the oldest of several, as the Deployment's controller
/// picks. Where the server's defaults have changed since it was kept none is the same, and the controller's status tells.
fn current(object: &Object, holders: &[Holder]) -> Option<usize> {
    let same = |h: &Holder| diff::same_template(object.template(), &h.template);
    let found = holders.iter().enumerate().filter(|(_, h)| same(h)).min_by_key(|(_, h)| h.created).map(|(i, _)| i);
    found.or_else(|| {
        let observed = object.json.pointer("/status/observedGeneration").and_then(Value::as_i64);
        if observed != Some(object.generation()) {
            return None;
        }
        match object.workload? {
            WorkloadKind::Deployment => {
                let number: u64 = object.json.pointer("/metadata/annotations")?.get(NUMBER)?.as_str()?.parse().ok()?;
                holders.iter().position(|h| h.number == number)
            }
            WorkloadKind::StatefulSet => holders.iter().position(|h| h.name == object.text("/status/updateRevision")),
            WorkloadKind::DaemonSet => (!holders.is_empty()).then_some(0),
            WorkloadKind::Job | WorkloadKind::CronJob => None,
        }
    })
}

/// A StatefulSet's status counts ready pods of all revisions: they are those of one only when no other is about. That both revisions are
/// the same is not enough, since a pod that never got ready outlives a roll back.
fn settled_pods(object: &Object, revision: &str) -> Option<(u32, u32)> {
    let count = |pointer| object.json.pointer(pointer).and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
    let all = count("/status/replicas");
    let alone = object.text("/status/updateRevision") == revision
        && object.text("/status/currentRevision") == revision
        && count("/status/currentReplicas") == all;
    alone.then(|| (count("/status/readyReplicas"), all))
}

fn images(template: &Value) -> Vec<(String, String)> {
    let list = |pointer| template.pointer(pointer).and_then(Value::as_array).into_iter().flatten();
    let text = |c: &Value, key: &str| c.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    list("/spec/containers").chain(list("/spec/initContainers")).map(|c| (text(c, "name"), text(c, "image"))).collect()
}

/// A LabelSelector in the words of the query parameter.
fn selector(json: &Value) -> String {
    let labels = json.get("matchLabels").and_then(Value::as_object).into_iter().flatten();
    let mut parts: Vec<String> = labels.map(|(k, v)| format!("{k}={}", v.as_str().unwrap_or_default())).collect();
    for e in json.get("matchExpressions").and_then(Value::as_array).into_iter().flatten() {
        let text = |key: &str| e.get(key).and_then(Value::as_str).unwrap_or_default();
        let values: Vec<&str> = e.get("values").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
        parts.push(match text("operator") {
            "In" => format!("{} in ({})", text("key"), values.join(",")),
            "NotIn" => format!("{} notin ({})", text("key"), values.join(",")),
            "DoesNotExist" => format!("!{}", text("key")),
            _ => text("key").to_owned(),
        });
    }
    parts.join(",")
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{UID, deployment, template};
    use super::*;
    use crate::model::revision::DiffLine;
    use serde_json::json;

    fn set(number: &str, tag: &str, owner: &str) -> Value {
        let mut template = template(tag);
        template["metadata"]["labels"][HASH_LABEL] = number.into();
        json!({
            "metadata": {
                "name": format!("web-{number}"), "creationTimestamp": format!("2026-07-24T20:20:{number:0>2}Z"),
                "annotations": {NUMBER: number, CAUSE: format!("app {tag}")},
                "ownerReferences": [{"uid": "other"}, {"uid": owner, "controller": true}],
            },
            "spec": {"template": template},
            "status": {"replicas": 2, "readyReplicas": 1},
        })
    }

    #[test]
    fn replica_sets_that_it_controls_are_its_revisions_newest_first() {
        let mut unseen = set("3", "1.3", UID);
        unseen["metadata"]["annotations"].as_object_mut().unwrap().shift_remove(NUMBER);
        let items = json!({"items": [set("9", "1.0", UID), set("10", "1.1", UID), set("4", "1.2", "else"), unseen]});
        let object = deployment();
        let got = revisions(&object, holders(&items, &object));
        assert_eq!(got.iter().map(|r| (r.number, r.current)).collect::<Vec<_>>(), [(10, false), (9, true)]);
        assert_eq!(got[0].cause.as_deref(), Some("app 1.1"));
        assert_eq!(got[0].pods, Some((1, 2)));
        assert_eq!(got[0].images, [("web".into(), "docker.io/lab/app:1.1".into()), ("wait".into(), "docker.io/lab/wait:1".into())]);
        assert_eq!(got[0].differences[0].path, "containers[web].image");
        assert!(got[1].differences.is_empty() && got[1].lines.is_empty());
        assert!(got[0].lines.iter().any(|l| matches!(l, DiffLine::Changed { new: Some(new), .. } if new.contains("lab/app:1.1"))));
    }

    #[test]
    fn controller_revisions_are_the_others_revisions() {
        let mut object = deployment();
        object.workload = Some(WorkloadKind::StatefulSet);
        object.json["status"] = json!({"observedGeneration": 3, "replicas": 2, "currentReplicas": 2, "readyReplicas": 2, "updateRevision": "web-a", "currentRevision": "web-a"});
        let revision = |number: u64, name: &str, tag: &str| {
            let mut data = template(tag);
            data["$patch"] = "replace".into();
            json!({"metadata": {"name": name, "ownerReferences": [{"uid": UID, "controller": true}]}, "revision": number,
                "data": {"spec": {"template": data}}})
        };
        let items = json!({"items": [revision(1, "web-a", "1.0"), revision(2, "web-b", "1.1")]});
        let got = revisions(&object, holders(&items, &object));
        assert_eq!(
            got.iter().map(|r| (r.number, r.current, r.pods)).collect::<Vec<_>>(),
            [(2, false, None), (1, true, Some((2, 2)))]
        );
        // A default that was added since: no template is the same, and the status tells.
        object.json["spec"]["template"]["spec"]["newDefault"] = true.into();
        assert!(revisions(&object, holders(&items, &object))[1].current);
    }

    #[test]
    fn selectors_are_written_as_the_query_wants_them() {
        let json = json!({"matchLabels": {"app": "web"}, "matchExpressions": [
            {"key": "tier", "operator": "In", "values": ["a", "b"]}, {"key": "x", "operator": "NotIn", "values": ["c"]},
            {"key": "y", "operator": "Exists"}, {"key": "z", "operator": "DoesNotExist"}]});
        assert_eq!(selector(&json), "app=web,tier in (a,b),x notin (c),y,!z");
        assert_eq!(selector(&Value::Null), "");
    }
}
