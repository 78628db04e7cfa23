//! The revisions of a workload, read from the objects that hold them: ReplicaSets of a Deployment, ControllerRevisions of the others.

use super::said;
use crate::cluster::change::error::ChangeError;
use crate::cluster::change::object::managers::holds;
use crate::cluster::change::object::template::without_hash;
use crate::cluster::change::object::{Object, controller, diff, parse, selector, template_diff};
use crate::cluster::lines::Shares;
use crate::cluster::session::{READ_DEADLINE, Session};
use crate::model::change::Target;
use crate::model::naming::segment;
use crate::model::revision::Revision;
use crate::model::text::clean;
use crate::model::{Time, WorkloadKind};
use serde_json::{Map, Value};
use std::time::Instant;

const NUMBER: &str = "deployment.kubernetes.io/revision";
const HISTORY: &str = "deployment.kubernetes.io/revision-history";
const CAUSE: &str = "kubernetes.io/change-cause";

/// An object that holds a revision.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct Holder {
    pub(crate) number: u64,
    pub(crate) name: String,
    pub(crate) created: Time,
    /// When a controller last wrote it, besides its status.
    pub(crate) touched: Option<Time>,
    /// The pod template, without hash label and patch directive.
    pub(crate) template: Value,
    pub(crate) annotations: Map<String, Value>,
    pub(crate) pods: Option<(u32, u32)>,
}

/// Reads the holders, newest revision first. They are those that the object controls, by UID, and not all that its selector finds.
pub(crate) async fn fetch(session: &Session, target: &Target, object: &Object) -> Result<Vec<Holder>, ChangeError> {
    let namespace = segment(&target.namespace);
    let plural = if target.workload() == Some(WorkloadKind::Deployment) { "replicasets" } else { "controllerrevisions" };
    // All that it controls are looked for by UID: one that cannot be read narrows nothing.
    let selector = object.json.pointer("/spec/selector").and_then(selector::read).unwrap_or_default();
    let selector = segment(&selector.to_string());
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
        .filter_map(|item| holder(item, object.is(WorkloadKind::Deployment)))
        .collect();
    all.sort_by_key(|h| std::cmp::Reverse(h.number));
    all
}

/// What an object holds: of a Deployment a ReplicaSet, of the others a ControllerRevision.
pub(crate) fn holder(item: &Value, of_deployment: bool) -> Option<Holder> {
    if of_deployment { replica_set(item) } else { controller_revision(item) }
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
        touched: touched(item, None),
        annotations: item.pointer("/metadata/annotations").and_then(Value::as_object).cloned().unwrap_or_default(),
        ..Holder::default()
    }
}

/// When somebody last wrote an object, besides its status; with a way through `fieldsV1`, when somebody who set that field did.
fn touched(item: &Value, way: Option<&[String]>) -> Option<Time> {
    let text = |e: &Value, key: &str| e.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let status = |e: &Value| {
        let own = e.get("fieldsV1").and_then(Value::as_object).is_some_and(|f| f.keys().all(|k| k == "f:status"));
        own || text(e, "subresource") == "status"
    };
    let entries = item.pointer("/metadata/managedFields").and_then(Value::as_array).into_iter().flatten();
    let ours = |e: &&Value| !status(e) && way.is_none_or(|way| e.get("fieldsV1").is_some_and(|tree| holds(tree, way)));
    entries.filter(ours).filter_map(|e| Time::parse(&text(e, "time"))).max()
}

/// When a revision came into force: when its object was made, unless it was gone back to later. Then the object is as old as it is, and
/// what was written at that moment tells: a ControllerRevision's number, which is set anew; of the Deployment in force its template or the
/// `Progressing` condition, of its ReplicaSet the numbers, whichever is earliest, since each may have been written again later. That a
/// ReplicaSet came back its annotation `deployment.kubernetes.io/revision-history` says.
fn in_force(object: &Object, holder: &Holder, current: bool) -> Time {
    let later = |t: &Time| *t > holder.created;
    if !object.is(WorkloadKind::Deployment) {
        return holder.touched.filter(later).unwrap_or(holder.created);
    }
    if !holder.annotations.contains_key(HISTORY) {
        return holder.created;
    }
    let way = ["f:spec", "f:template"].map(str::to_owned);
    let conditions = object.json.pointer("/status/conditions").and_then(Value::as_array).into_iter().flatten();
    let progressing = conditions
        .filter(|c| c.get("type").and_then(Value::as_str) == Some("Progressing"))
        .find_map(|c| c.get("lastUpdateTime").and_then(Value::as_str).and_then(Time::parse));
    let of_object = [touched(&object.json, Some(&way)), progressing].map(|t| t.filter(|_| current));
    of_object.into_iter().chain([holder.touched]).flatten().filter(later).min().unwrap_or(holder.created)
}

/// Holders as the list shows them. Their differences take time: this is not for a thread that others wait for.
pub(crate) fn revisions(object: &Object, holders: Vec<Holder>) -> Vec<Revision> {
    let mut list = without_differences(object, holders.clone());
    let mut shares = Shares::of(2 * list.len());
    for (r, h) in list.iter_mut().zip(&holders) {
        r.differences = diff::templates(object.template(), &h.template);
        let mut lines = |masked| template_diff::templates(object.template(), &h.template, masked, shares.next(Instant::now()));
        (r.lines, r.bare) = (lines(true), lines(false));
    }
    list
}

/// The same without what differs.
pub(crate) fn without_differences(object: &Object, mut holders: Vec<Holder>) -> Vec<Revision> {
    let current = current(object, &holders);
    if let (Some(WorkloadKind::StatefulSet), Some(i)) = (object.workload, current) {
        holders[i].pods = settled_pods(object, &holders[i].name);
    }
    let revision = |(i, h): (usize, &Holder)| Revision {
        number: h.number,
        name: h.name.as_str().into(),
        created: in_force(object, h, current == Some(i)),
        cause: h.annotations.get(CAUSE).and_then(Value::as_str).map(|c| clean(c).into_owned()).filter(|c| !c.is_empty()),
        images: images(&h.template),
        pods: h.pods,
        current: current == Some(i),
        differences: Vec::new(),
        lines: Vec::new(),
        bare: Vec::new(),
    };
    let mut list: Vec<Revision> = holders.iter().enumerate().map(revision).collect();
    // An earlier one's ReplicaSet is written to again when it is scaled down, which is after the next one came. One that was gone back to
    // came when the one before it was scaled down.
    let mut next: Option<Time> = None;
    for (i, r) in list.iter_mut().enumerate() {
        let back = !r.current && holders[i].annotations.contains_key(HISTORY);
        let before = holders.get(i + 1).filter(|_| back).and_then(|b| b.touched.filter(|t| *t > b.created.max(holders[i].created)));
        let came = before.map_or(r.created, |before| r.created.min(before));
        r.created = next.map_or(came, |next| came.min(next));
        next = Some(r.created);
    }
    list
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::change::fixtures::{UID, deployment, template};
    use crate::cluster::change::object::template::HASH_LABEL;
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
    fn the_age_of_a_revision_is_when_it_came_into_force() {
        let entry = |time: &str, fields: Value| json!({"manager": "m", "time": time, "fieldsV1": fields});
        let at = |t: &str| format!("2026-07-24T{t}Z");
        let template = json!({"f:spec": {"f:template": {"f:spec": {}}}});
        let mut object = deployment();
        object.json["metadata"]["managedFields"] =
            json!([entry(&at("22:00:00"), template.clone()), entry(&at("23:30:00"), json!({"f:status": {"f:replicas": {}}})),]);
        object.json["status"]["conditions"] = json!([{"type": "Progressing", "lastUpdateTime": at("22:00:09")}]);
        // Made at 20:20:09 and gone back to at 22:00:00.
        let mut back = set("9", "1.0", UID);
        back["metadata"]["annotations"]["deployment.kubernetes.io/revision-history"] = "1,5".into();
        back["metadata"]["managedFields"] =
            json!([entry(&at("22:00:01"), json!({"f:spec": {"f:replicas": {}}})), entry(&at("23:00:00"), json!({"f:status": {}}))]);
        let items = json!({"items": [back.clone(), set("8", "1.1", UID)]});
        let ages = |object: &Object, items: &Value| {
            revisions(object, holders(items, object)).iter().map(|r| r.created.rfc3339()).collect::<Vec<_>>()
        };
        let want = |times: &[&str]| times.iter().map(|t| Time::parse(&at(t)).unwrap().rfc3339()).collect::<Vec<_>>();
        assert_eq!(ages(&object, &items), want(&["22:00:00", "20:20:08"]));
        // The one before it was gone back to as well, and its ReplicaSet is written to when it is scaled down.
        let mut before = set("8", "1.1", UID);
        before["metadata"]["annotations"]["deployment.kubernetes.io/revision-history"] = "2".into();
        before["metadata"]["managedFields"] = json!([entry(&at("22:07:00"), json!({"f:spec": {"f:replicas": {}}}))]);
        assert_eq!(ages(&object, &json!({"items": [back.clone(), before.clone()]})), want(&["22:00:00", "22:00:00"]));
        // It came when the one before it was scaled down.
        let mut first = set("7", "1.2", UID);
        first["metadata"]["managedFields"] = json!([entry(&at("21:10:00"), json!({"f:spec": {"f:replicas": {}}}))]);
        let all = json!({"items": [back.clone(), before, first]});
        assert_eq!(ages(&object, &all), want(&["22:00:00", "21:10:00", "20:20:07"]));
        // An older server, or one that notes nothing: what the condition says, then what there is.
        object.json["metadata"]["managedFields"] = json!([]);
        assert_eq!(ages(&object, &items), want(&["22:00:01", "20:20:08"]));
        back["metadata"]["managedFields"] = json!([]);
        let items = json!({"items": [back]});
        assert_eq!(ages(&object, &items), want(&["22:00:09"]));
        object.json["status"]["conditions"] = json!([]);
        assert_eq!(ages(&object, &items), want(&["20:20:09"]));
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
}
