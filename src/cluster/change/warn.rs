//! What a change touches, and what speaks against it.

use super::around::Around;
use super::history::controller;
use super::object::Object;
use super::step::Step;
use super::{budget, held, image, managers};
use crate::model::WorkloadKind;
use crate::model::change::{Change, Propagation};
use crate::model::text::clean;
use serde_json::Value;

/// What it touches, in words. PodDisruptionBudgets are not looked at: the controllers' rolling updates do not heed them.
pub(super) fn touches(object: &Object, step: &Step) -> String {
    let pods = |n: u32| if n == 1 { "1 pod".to_owned() } else { format!("{n} pods") };
    let count = object.replicas();
    match step {
        Step::Merge(..) => return merge_touches(object, step),
        Step::Delete(propagation, grace) => return delete_touches(object, *propagation, *grace),
        Step::Evict(_) => return "stops the pod; its controller creates another".into(),
        Step::Trigger(_) => return "starts one Job with its pods".into(),
        Step::Drain(plan) => return plan.touches(),
        Step::Apply(_) if !object.exists() => return "makes a new object".into(),
        Step::Apply(_) if step.rolls_out(object) => {}
        Step::Apply(_) => return "affects no pods".into(),
        _ => {}
    }
    if let (Step::Scale(_), None) = (step, object.workload) {
        return "its controller decides what the number means".into();
    }
    if let Step::Scale(to) = step {
        return match (count, *to) {
            (0, 0) => "affects no pods".into(),
            (old, 0) => format!("stops {}: none is left", if old == 1 { "its pod".into() } else { format!("all {old} pods") }),
            (old, new) if new < old => format!("stops {}", pods(old - new)),
            (old, new) if new > old => format!("starts {}", pods(new - old)),
            _ => "affects no pods".into(),
        };
    }
    let strategy = if object.is(WorkloadKind::Deployment) { "/spec/strategy" } else { "/spec/updateStrategy" };
    if object.paused() {
        return "affects no pods until it is resumed".into();
    }
    // Pods of a Deployment's revision that are still there stay: a rollout that got stuck is taken back without touching them.
    if let (Step::RollBack(holder), Some(WorkloadKind::Deployment)) = (step, object.workload)
        && let Some((_, there)) = holder.pods
        && there > 0
    {
        let stay = there.min(count);
        let new = if stay == count { "no pods".into() } else { pods(count - stay) };
        return format!("starts {new}; keeps {} of that revision", pods(stay));
    }
    match object.text(&format!("{strategy}/type")) {
        _ if count == 0 => "affects no pods: there are none".into(),
        "Recreate" => {
            format!("stops {}, then starts new ones", if count == 1 { "its pod".into() } else { format!("all {count} pods") })
        }
        "OnDelete" => "affects no pods until they are deleted (update strategy OnDelete)".into(),
        _ => {
            let partition =
                object.json.pointer(&format!("{strategy}/rollingUpdate/partition")).and_then(Value::as_u64).unwrap_or(0);
            if partition > 0 {
                let count = count.saturating_sub(u32::try_from(partition).unwrap_or(u32::MAX));
                return format!("replaces {}: those from ordinal {partition} up (partition)", pods(count));
            }
            match object.json.pointer(&format!("{strategy}/rollingUpdate/maxUnavailable")) {
                Some(away) if count > 1 && !object.is(WorkloadKind::StatefulSet) => {
                    format!(
                        "replaces {}, at most {} of them away at a time",
                        pods(count),
                        clean(&away.to_string().replace('"', ""))
                    )
                }
                _ if count > 1 => format!("replaces {}, one after another", pods(count)),
                _ => format!("replaces {}", pods(count)),
            }
        }
    }
}

fn merge_touches(object: &Object, step: &Step) -> String {
    if step.rolls_out(object) {
        return touches(object, &Step::Restart(crate::model::Time::default()));
    }
    let after = step.applied(object);
    if object.workload.is_some() && object.replicas() != after.replicas() {
        return touches(object, &Step::Scale(after.replicas()));
    }
    "affects no pods".into()
}

fn delete_touches(object: &Object, propagation: Propagation, grace: Option<u32>) -> String {
    let count = object.replicas();
    match (object.workload, propagation) {
        (Some(_), Propagation::Orphan) => format!("its {count} pods stay, without a controller"),
        (Some(_), _) => format!("stops all its pods: {count}"),
        (None, _) if object.text("/kind") == "Namespace" => "deletes everything in the namespace".into(),
        (None, _) if object.text("/kind") == "Pod" => match held::grace(&object.json, grace) {
            Some(seconds) if seconds > 0 => format!("stops the pod, which has {seconds} s to end (grace)"),
            _ => "stops the pod".into(),
        },
        _ => String::new(),
    }
}

/// Everything that speaks against it and can be seen from the object and what is around it.
pub(super) fn warnings(object: &Object, change: &Change, step: &Step, around: &Around) -> Vec<String> {
    let mut out = Vec::new();
    if let Some(words) = nothing_to_do(object, change, step) {
        out.push(words);
    }
    out.extend(moved(object, change));
    if object.paused() && matches!(step, Step::Images(_)) {
        out.push("it is paused: the new image is rolled out when it is resumed".into());
    }
    if let (Step::RollBack(_), Some(WorkloadKind::StatefulSet)) = (step, object.workload) {
        out.extend(stuck_pod(object));
    }
    out.extend(own_words(object, change, step, around));
    out.extend(owners(&object.json));
    out.extend(managers::fighting(&object.json, step));
    out
}

/// What each change has to say against itself.
fn own_words(object: &Object, change: &Change, step: &Step, around: &Around) -> Vec<String> {
    let mut out = Vec::new();
    match (change, step) {
        (Change::Drain { force }, Step::Drain(plan)) => out.extend(plan.warnings(*force)),
        (Change::Evict, _) => {
            out.extend(held::beforehand(&object.json, None, &[]));
            let held = budget::holding(&around.budgets, &object.json);
            out.extend(held.iter().map(|b| format!("PodDisruptionBudget {b} lets no pod go now: the eviction will be refused")));
            if controller(&object.json).is_none() {
                out.push("no controller replaces it: it is lost".into());
            }
        }
        (Change::Delete { propagation, grace }, _) => {
            if *grace == Some(0) {
                out.push("at once: its processes get no time to end, data may be lost".into());
            }
            out.extend(held::beforehand(&object.json, Some(*propagation), &around.users));
            if object.text("/kind") == "Pod" && controller(&object.json).is_none() {
                out.push("no controller replaces it: it is lost".into());
            }
            if *propagation == Propagation::Orphan && object.workload.is_some() {
                out.push("its pods stay, without a controller".into());
            }
        }
        (Change::SetImages { swaps }, _) => out.extend(swaps.iter().flat_map(image::doubts)),
        (Change::Scale { to, .. }, _) => out.extend(around.autoscalers.iter().map(|a| a.words(object.replicas(), *to))),
        (Change::Edit { .. } | Change::Apply { .. }, _) if object.replicas() != step.applied(object).replicas() => {
            let (from, to) = (object.replicas(), step.applied(object).replicas());
            out.extend(around.autoscalers.iter().map(|a| a.words(from, to)));
        }
        (Change::Pause, _) => out.push("while it is paused neither restarts nor roll backs work, and new images wait".into()),
        _ => {}
    }
    out
}

/// Why there is nothing to do, where there is nothing: for a roll back in kubectl's words.
pub(super) fn nothing_to_do(object: &Object, change: &Change, step: &Step) -> Option<String> {
    if !step.is_done(object) {
        return None;
    }
    Some(match change {
        Change::Scale { to, .. } => format!("no change: it has {to} replicas already"),
        Change::RollBack { to, .. } => format!("skipped rollback (current template already matches revision {to})"),
        Change::SetImages { .. } => "no change: it has these images already".into(),
        Change::Restart => "no change: it was restarted within this second".into(),
        Change::Delete { .. } | Change::Evict => {
            format!("it is terminating already: {}", held::now(&object.json, &[], crate::model::Time::system()))
        }
        // A node that is cordoned is drained all the same.
        Change::Drain { .. } => return None,
        _ => "no change: it is already so".into(),
    })
}

/// What was shown when the key was pressed, where it is not so any more.
fn moved(object: &Object, change: &Change) -> Vec<String> {
    match change {
        Change::Scale { from, .. } if *from != object.replicas() => {
            vec![format!("it has {} replicas now, not {from}", object.replicas())]
        }
        Change::SetImages { swaps } => swaps
            .iter()
            .filter_map(|s| image::present(&object.json, s).filter(|now| *now != s.from).map(|now| (s, now)))
            .map(|(s, now)| format!("{} has image {} now, not {}", s.container, clean(now), clean(&s.from)))
            .collect(),
        _ => Vec::new(),
    }
}

/// A StatefulSet with the pod management `OrderedReady` waits for a pod that never got ready, also after its template was put right
/// (kubernetes.io, StatefulSets, "Forced rollback").
fn stuck_pod(object: &Object) -> Option<String> {
    let count = |pointer| object.json.pointer(pointer).and_then(Value::as_u64).unwrap_or(0);
    let ordered = matches!(object.text("/spec/podManagementPolicy"), "" | "OrderedReady");
    let rolling = count("/status/currentReplicas") < count("/status/replicas");
    let unready = count("/status/readyReplicas") < count("/spec/replicas");
    (ordered && rolling && unready)
        .then(|| "a StatefulSet does not replace a pod that never got ready: delete that pod once this is done".into())
}

/// Those who will put it back: GitOps tools and Helm by the labels and annotations that they leave, and an owner that controls it.
fn owners(json: &Value) -> Vec<String> {
    let get = |map: &str, key: &str| json.pointer(map).and_then(|m| m.get(key)).and_then(Value::as_str);
    let (label, note) = (|key: &str| get("/metadata/labels", key), |key: &str| get("/metadata/annotations", key));
    let mut out = Vec::new();
    if let Some(app) = note("argocd.argoproj.io/tracking-id").or_else(|| label("argocd.argoproj.io/instance")) {
        let app = app.split(':').next().unwrap_or_default();
        out.push(format!("Argo CD (application {}) may put it back", clean(app)));
    }
    for (key, what) in [("kustomize.toolkit.fluxcd.io/name", "Kustomization"), ("helm.toolkit.fluxcd.io/name", "HelmRelease")] {
        if let Some(name) = label(key) {
            out.push(format!("Flux ({what} {}) may put it back", clean(name)));
        }
    }
    let by_flux = label("helm.toolkit.fluxcd.io/name").is_some();
    if let Some(release) = note("meta.helm.sh/release-name").filter(|_| !by_flux) {
        out.push(format!("Helm (release {}) puts it back with its next upgrade", clean(release)));
    }
    if let Some(owner) = controller(json) {
        let text = |key: &str| clean(owner.get(key).and_then(Value::as_str).unwrap_or_default()).into_owned();
        out.push(format!("{} {} controls it and may put it back", text("kind"), text("name")));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::deployment;
    use super::super::history::Holder;
    use super::*;
    use crate::model::Time;
    use serde_json::json;

    #[test]
    fn what_is_touched_is_told_by_number_and_strategy() {
        let with = |replicas: u32, strategy: Value| {
            let mut object = deployment();
            object.json["spec"]["replicas"] = replicas.into();
            object.json["spec"]["strategy"] = strategy;
            object
        };
        let rolling = json!({"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": "25%"}});
        let restart = Step::Restart(Time::from_secs(1));
        for (object, step, want) in [
            (with(2, json!({})), Step::Scale(5), "starts 3 pods"),
            (with(2, json!({})), Step::Scale(1), "stops 1 pod"),
            (with(4, json!({})), Step::Scale(0), "stops all 4 pods: none is left"),
            (with(2, json!({})), Step::Scale(2), "affects no pods"),
            (with(4, rolling.clone()), restart.clone(), "replaces 4 pods, at most 25% of them away at a time"),
            (with(1, rolling.clone()), restart.clone(), "replaces 1 pod"),
            (with(0, rolling), restart.clone(), "affects no pods: there are none"),
            (with(3, json!({"type": "Recreate"})), restart.clone(), "stops all 3 pods, then starts new ones"),
        ] {
            assert_eq!(touches(&object, &step), want);
        }
        let back = |there| Step::RollBack(Box::new(Holder { pods: Some((there, there)), ..Holder::default() }));
        let stuck = with(4, json!({}));
        assert_eq!(touches(&stuck, &back(3)), "starts 1 pod; keeps 3 pods of that revision");
        assert_eq!(touches(&stuck, &back(4)), "starts no pods; keeps 4 pods of that revision");
        assert_eq!(touches(&stuck, &back(0)), "replaces 4 pods, one after another");
        let mut set = with(3, json!({}));
        set.workload = Some(WorkloadKind::StatefulSet);
        set.json["spec"]["updateStrategy"] = json!({"type": "RollingUpdate", "rollingUpdate": {"partition": 0}});
        assert_eq!(touches(&set, &restart), "replaces 3 pods, one after another");
        set.json["spec"]["updateStrategy"]["rollingUpdate"]["partition"] = 2.into();
        assert_eq!(touches(&set, &restart), "replaces 1 pod: those from ordinal 2 up (partition)");
        set.json["spec"]["updateStrategy"] = json!({"type": "OnDelete"});
        assert_eq!(touches(&set, &restart), "affects no pods until they are deleted (update strategy OnDelete)");
    }

    #[test]
    fn those_who_put_it_back_are_named() {
        for (metadata, want) in [
            (json!({}), vec![]),
            (json!({"labels": {"app.kubernetes.io/instance": "x"}}), vec![]),
            (
                json!({"annotations": {"argocd.argoproj.io/tracking-id": "shop:apps/Deployment:iot/web"}}),
                vec!["Argo CD (application shop) may put it back"],
            ),
            (
                json!({"labels": {"helm.toolkit.fluxcd.io/name": "web"}, "annotations": {"meta.helm.sh/release-name": "web"}}),
                vec!["Flux (HelmRelease web) may put it back"],
            ),
            (
                json!({"annotations": {"meta.helm.sh/release-name": "web"}}),
                vec!["Helm (release web) puts it back with its next upgrade"],
            ),
            (
                json!({"ownerReferences": [{"kind": "Prometheus", "name": "k8s", "controller": true}]}),
                vec!["Prometheus k8s controls it and may put it back"],
            ),
        ] {
            assert_eq!(owners(&json!({"metadata": metadata})), want);
        }
    }

    #[test]
    fn what_was_shown_and_is_not_so_any_more_is_said() {
        let change = Change::Scale { from: 3, to: 2 };
        let warnings = warnings(&deployment(), &change, &Step::Scale(2), &Around::default());
        assert_eq!(warnings, ["no change: it has 2 replicas already", "it has 2 replicas now, not 3"]);
    }

    #[test]
    fn a_statefulset_stuck_on_a_pod_is_warned_about() {
        let mut set = deployment();
        set.workload = Some(WorkloadKind::StatefulSet);
        set.json["status"] = json!({"replicas": 2, "currentReplicas": 1, "readyReplicas": 1});
        assert!(stuck_pod(&set).is_some());
        set.json["spec"]["podManagementPolicy"] = "Parallel".into();
        assert_eq!(stuck_pod(&set), None);
    }
}
