//! A ReplicaSet: how many of its pods are there and ready, and what the others wait for.

use super::beside::{Wanted, What, chosen_pods};
use super::sheet::{Sheet, count, selector};
use super::{Told, conditions, template, text};
use serde_json::Value;

/// Pods that are not ready and are shown.
const SHOWN: usize = 10;

pub(super) fn wanted(object: &Value) -> Vec<Wanted> {
    chosen_pods(object)
}

pub(super) fn tell(sheet: &mut Sheet, told: Told<'_>) {
    let (spec, status) = (&told.object["spec"], &told.object["status"]);
    conditions::judge(sheet, &status["conditions"], conditions::unwell);
    // Where nothing is said it is 1.
    let (current, desired) = (status["replicas"].as_u64().unwrap_or(0), spec["replicas"].as_u64().unwrap_or(1));
    let ready = status["readyReplicas"].as_u64().unwrap_or(0);
    if ready < desired {
        sheet.warn(&format!("{ready} of {} ready", count(usize::try_from(desired).unwrap_or(0), "pod")));
    }
    let revision = &told.object["metadata"]["annotations"]["deployment.kubernetes.io/revision"];
    sheet.pair("Revision", &text(revision));
    sheet.pair("Replicas", &format!("{current} current / {desired} desired"));
    sheet.pair("Ready", &ready.to_string());
    sheet.pair("Available", &status["availableReplicas"].as_u64().unwrap_or(0).to_string());
    sheet.pair("Selector", &selector(&spec["selector"]));
    match told.beside.of(What::Pods) {
        Ok(found) => {
            let uid = &told.object["metadata"]["uid"];
            let own = |p: &&Value| {
                p["metadata"]["ownerReferences"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .any(|o| o["uid"] == *uid && o["controller"] == true)
            };
            let pods: Vec<&Value> = found.items.iter().filter(own).collect();
            statuses(sheet, &pods, found.more);
        }
        Err(why) => sheet.pair("Pods Status", why),
    }
    conditions::table(sheet, &status["conditions"], told.now);
    template::tell(sheet, &spec["template"]);
}

fn statuses(sheet: &mut Sheet, pods: &[&Value], more: bool) {
    let of = |phase: &str| pods.iter().filter(|p| p["status"]["phase"] == phase).count();
    let more = if more { " (of those that were read: there are more)" } else { "" };
    let words = format!(
        "{} Running / {} Waiting / {} Succeeded / {} Failed{more}",
        of("Running"),
        of("Pending"),
        of("Succeeded"),
        of("Failed")
    );
    sheet.pair("Pods Status", &words);
    let ready = |p: &Value| {
        p["status"]["conditions"].as_array().into_iter().flatten().any(|c| c["type"] == "Ready" && c["status"] == "True")
    };
    let unready: Vec<&&Value> = pods.iter().filter(|p| !ready(p)).collect();
    if unready.is_empty() {
        return;
    }
    let why = |p: &Value| {
        let list = |field: &str| p["status"][field].as_array().cloned().unwrap_or_default();
        let statuses: Vec<Value> = list("initContainerStatuses").into_iter().chain(list("containerStatuses")).collect();
        let waits = statuses.iter().find_map(|s| {
            let state = [&s["state"]["waiting"], &s["state"]["terminated"]].into_iter().find(|w| w["reason"].is_string())?;
            (state["reason"] != "Completed")
                .then(|| format!("{}: {} {}", text(&s["name"]), text(&state["reason"]), text(&state["message"])))
        });
        let unscheduled = || {
            list("conditions")
                .into_iter()
                .find(|c| c["type"] == "PodScheduled" && c["status"] == "False")
                .map(|c| text(&c["message"]))
        };
        waits.or_else(unscheduled).unwrap_or_else(|| text(&p["status"]["phase"]))
    };
    sheet.title("Pods that are not ready");
    sheet.first(&["", ""], &unready, SHOWN, |p| vec![text(&p["metadata"]["name"]), why(p)]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::describe::beside::Beside;
    use crate::cluster::describe::tests::{found, has, tells};
    use serde_json::json;

    #[test]
    fn its_pods_are_counted_and_those_that_wait_say_why() {
        let set = json!({"metadata": {"name": "web-1", "namespace": "iot", "uid": "u", "annotations": {"deployment.kubernetes.io/revision": "3"},
            "ownerReferences": [{"kind": "Deployment", "name": "web", "controller": true}]},
            "spec": {"replicas": 3, "selector": {"matchLabels": {"app": "web"}}, "template": {"spec": {"containers": [{"name": "app", "image": "lab/app:1"}]}}},
            "status": {"replicas": 3, "readyReplicas": 1, "availableReplicas": 1, "conditions": [{"type": "ReplicaFailure", "status": "True", "reason": "FailedCreate", "message": "quota"}]}});
        let pod = |name: &str, phase: &str, more: Value| {
            let mut status = more;
            status["phase"] = phase.into();
            json!({"metadata": {"name": name, "ownerReferences": [{"uid": "u", "controller": true}]}, "status": status})
        };
        let pods = vec![
            pod("a", "Running", json!({"conditions": [{"type": "Ready", "status": "True"}]})),
            pod(
                "b",
                "Pending",
                json!({"containerStatuses": [{"name": "app", "state": {"waiting": {"reason": "ErrImagePull", "message": "no such image"}}}]}),
            ),
            pod("c", "Pending", json!({"conditions": [{"type": "PodScheduled", "status": "False", "message": "0/1 nodes"}]})),
            json!({"metadata": {"name": "strange"}, "status": {"phase": "Running"}}),
        ];
        has(
            "set",
            &tells(tell, &set, Beside(vec![found(What::Pods, pods)])),
            &[
                "✗ ReplicaFailure: FailedCreate: quota\n⚠ 1 of 3 pods ready",
                "Controlled By: Deployment/web",
                "Revision: 3",
                "Replicas: 3 current / 3 desired",
                "Selector: app=web",
                "Pods Status: 1 Running / 2 Waiting / 0 Succeeded / 0 Failed",
                "b app: ErrImagePull no such image\nc 0/1 nodes",
                "Image: lab/app:1",
            ],
        );
        let denied = Beside(vec![(What::Pods, Err("not allowed: no".into()))]);
        has("denied", &tells(tell, &set, denied), &["Pods Status: not allowed: no"]);
    }
}
