//! A PodDisruptionBudget, of `policy/v1` and `v1beta1`: whether it lets a pod go now, and why not.

use super::sheet::{Sheet, count, selector};
use super::{Told, conditions, text};
use serde_json::Value;

pub(super) fn tell(sheet: &mut Sheet, told: Told<'_>) {
    let (spec, status) = (&told.object["spec"], &told.object["status"]);
    judge(sheet, told.object);
    sheet.pair("Min available", &text(&spec["minAvailable"]));
    sheet.pair("Max unavailable", &text(&spec["maxUnavailable"]));
    let chosen = selector(&spec["selector"]);
    let empty = match (spec["selector"].is_object(), told.object["apiVersion"] == "policy/v1beta1") {
        (true, false) => "all pods of the namespace",
        (true, true) | (false, _) => "no pods",
    };
    sheet.pair("Selector", if chosen.is_empty() { empty } else { &chosen });
    sheet.pair("Unhealthy pods", &text(&spec["unhealthyPodEvictionPolicy"]));
    sheet.title("Status");
    for (label, field) in [
        ("Allowed disruptions", "disruptionsAllowed"),
        ("Current", "currentHealthy"),
        ("Desired", "desiredHealthy"),
        ("Total", "expectedPods"),
    ] {
        let value = if status[field].is_null() { "not known yet".to_owned() } else { text(&status[field]) };
        sheet.inner(label, &value);
    }
    let going: Vec<String> = status["disruptedPods"].as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect();
    sheet.inner("Being evicted", &going.join(", "));
    conditions::table(sheet, &status["conditions"], told.now);
}

fn judge(sheet: &mut Sheet, object: &Value) {
    let (spec, status) = (&object["spec"], &object["status"]);
    for c in status["conditions"].as_array().into_iter().flatten().filter(|c| c["reason"] == "SyncFailed") {
        sheet.wrong(&conditions::sentence(c));
    }
    let (Some(allowed), Some(healthy), Some(needed)) =
        (status["disruptionsAllowed"].as_i64(), status["currentHealthy"].as_i64(), status["desiredHealthy"].as_i64())
    else {
        return sheet.warn("its controller has not looked at it yet");
    };
    let total = status["expectedPods"].as_i64().unwrap_or(0);
    if status["observedGeneration"].as_i64() < object["metadata"]["generation"].as_i64() {
        sheet.warn("its status is of an older generation of it");
    }
    let pods = |n: i64| count(usize::try_from(n).unwrap_or(0), "pod");
    if total == 0 {
        return sheet.warn("it protects no pods: none has the labels of its selector");
    }
    if allowed > 0 {
        return;
    }
    if healthy < needed {
        return sheet.wrong(&format!("no pod may be evicted: {healthy} of {} healthy, {needed} are needed", pods(total)));
    }
    let none = |v: &Value| v.as_i64() == Some(0) || v == "0%";
    let ever = needed >= total || none(&spec["maxUnavailable"]);
    let why = if ever { "it allows none, even where all are healthy" } else { "as many are healthy as are needed" };
    sheet.warn(&format!("no pod may be evicted: {why} ({healthy} healthy, {needed} needed)"));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::describe::beside::Beside;
    use crate::cluster::describe::tests::{has, tells};
    use serde_json::json;

    #[test]
    fn what_it_holds_back_is_said_first() {
        let budget = |spec: Value, status: Value| json!({"apiVersion": "policy/v1", "metadata": {"name": "b", "generation": 1}, "spec": spec, "status": status});
        let status = |allowed: i64, healthy: i64, needed: i64, total: i64| json!({"observedGeneration": 1, "disruptionsAllowed": allowed, "currentHealthy": healthy, "desiredHealthy": needed, "expectedPods": total});
        let min = |n: i64| json!({"minAvailable": n, "selector": {"matchLabels": {"app": "web"}}});
        for (spec, status, want) in [
            (min(1), status(1, 2, 1, 2), "Name: b"),
            (min(1), status(0, 0, 1, 2), "✗ no pod may be evicted: 0 of 2 pods healthy, 1 are needed"),
            (
                min(2),
                status(0, 2, 2, 2),
                "⚠ no pod may be evicted: it allows none, even where all are healthy (2 healthy, 2 needed)",
            ),
            (min(2), status(0, 2, 2, 3), "⚠ no pod may be evicted: as many are healthy as are needed (2 healthy, 2 needed)"),
            (min(2), status(0, 0, 0, 0), "⚠ it protects no pods: none has the labels of its selector"),
            (min(2), json!({}), "⚠ its controller has not looked at it yet"),
            (
                min(2),
                json!({"conditions": [{"type": "DisruptionAllowed", "status": "False", "reason": "SyncFailed", "message": "no scale"}]}),
                "✗ not DisruptionAllowed: SyncFailed: no scale",
            ),
        ] {
            let text = tells(tell, &budget(spec, status), Beside::default());
            has(want, text.lines().next().unwrap_or_default(), &[want]);
        }
        let text = tells(tell, &budget(json!({"maxUnavailable": "30%", "selector": {}}), status(1, 3, 2, 4)), Beside::default());
        let want = [
            "Max unavailable: 30%",
            "Selector: all pods of the namespace",
            "Allowed disruptions: 1",
            "Current: 3",
            "Desired: 2",
            "Total: 4",
        ];
        has("facts", &text, &want);
        let beta = json!({"apiVersion": "policy/v1beta1", "spec": {"selector": {}}});
        has("beta", &tells(tell, &beta, Beside::default()), &["Selector: no pods", "Total: not known yet"]);
    }
}
