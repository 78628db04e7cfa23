//! A HorizontalPodAutoscaler: what it goes by, how far that is from what is wanted, and what keeps it from scaling. Of a server that hands it
//! out as `autoscaling/v1` the newer form is read as well, which alone has the metrics and conditions.

use super::beside::{Wanted, What};
use super::sheet::{Sheet, selector};
use super::{Told, conditions, text};
use crate::model::naming::segment;
use serde_json::Value;

pub(super) fn wanted(object: &Value) -> Vec<Wanted> {
    if matches!(object["apiVersion"].as_str(), Some("autoscaling/v2" | "autoscaling/v2beta2")) {
        return Vec::new();
    }
    let (namespace, name) = (text(&object["metadata"]["namespace"]), text(&object["metadata"]["name"]));
    let path = |version: &str| {
        format!("/apis/autoscaling/{version}/namespaces/{}/horizontalpodautoscalers/{}", segment(&namespace), segment(&name))
    };
    vec![Wanted { what: What::Itself, paths: vec![path("v2"), path("v2beta2")] }]
}

pub(super) fn tell(sheet: &mut Sheet, told: Told<'_>) {
    let newer = told.beside.of(What::Itself).map(|found| found.items.first());
    let object = newer.ok().flatten().unwrap_or(told.object);
    let old = !object["spec"]["metrics"].is_array() && object["apiVersion"] == "autoscaling/v1";
    let (spec, status) = (&object["spec"], &object["status"]);
    let aim = &spec["scaleTargetRef"];
    sheet.pair("Reference", &format!("{}/{}", text(&aim["kind"]), text(&aim["name"])));
    // One that is not said is 1.
    let (min, max) = (spec["minReplicas"].as_u64().unwrap_or(1), spec["maxReplicas"].as_u64().unwrap_or(0));
    sheet.pair("Min replicas", &min.to_string());
    sheet.pair("Max replicas", &max.to_string());
    let number = |field: &str| status[field].as_u64().unwrap_or(0);
    let (current, desired) = (number("currentReplicas"), number("desiredReplicas"));
    sheet.pair(&format!("{} pods", text(&aim["kind"])), &format!("{current} current / {desired} desired"));
    if let Some(last) = status["lastScaleTime"].as_str() {
        sheet.pair("Last scaled", &super::sheet::since(&last.into(), told.now));
    }
    judge(sheet, &status["conditions"], current, max);
    metrics(sheet, spec, status);
    behavior(sheet, &spec["behavior"]);
    conditions::table(sheet, &status["conditions"], told.now);
    if old {
        let why = newer.err().unwrap_or("the server has only autoscaling/v1");
        sheet.title("Conditions and other metrics");
        sheet.line(why);
    }
}

fn judge(sheet: &mut Sheet, list: &Value, current: u64, max: u64) {
    let mut limited = false;
    for c in list.as_array().into_iter().flatten() {
        let (kind, reason) = (text(&c["type"]), text(&c["reason"]));
        if kind == "ScalingLimited" && c["status"] == "True" && reason == "TooManyReplicas" {
            limited = true;
            sheet.wrong(&format!("it wants more than its maximum of {max}: {}", text(&c["message"])));
        } else if reason == "ScalingDisabled" {
            sheet.warn(&format!("it scales nothing: {}", text(&c["message"])));
        } else if conditions::unwell(c) {
            sheet.wrong(&conditions::sentence(c));
        }
    }
    if current >= max && max > 0 && !limited {
        sheet.warn(&format!("it stands at its maximum of {max}"));
    }
}

/// What a metric is called, its present value and the wanted one.
fn metrics(sheet: &mut Sheet, spec: &Value, status: &Value) {
    let list = |v: &Value| v.as_array().cloned().unwrap_or_default();
    let (wanted, current) = (list(&spec["metrics"]), list(&status["currentMetrics"]));
    let mut rows = Vec::new();
    for (i, m) in wanted.iter().enumerate() {
        let null = Value::Null;
        let now = current.get(i).filter(|c| c["type"] == m["type"]).unwrap_or(&null);
        rows.push(metric(m, now));
    }
    // Of autoscaling/v1 there is the one of the CPU.
    if let Some(percent) = spec["targetCPUUtilizationPercentage"].as_u64() {
        let now = status["currentCPUUtilizationPercentage"].as_u64().map_or_else(unknown, |n| format!("{n}%"));
        rows.push(vec!["resource cpu on pods (as a percentage of request)".into(), now, format!("{percent}%")]);
    }
    sheet.title("Metrics");
    if rows.is_empty() {
        sheet.line("none");
    }
    sheet.table(&["METRIC", "CURRENT", "TARGET"], &rows);
}

fn unknown() -> String {
    "<unknown>".to_owned()
}

fn metric(spec: &Value, status: &Value) -> Vec<String> {
    let kind = text(&spec["type"]);
    let field = match &*kind {
        "Resource" => "resource",
        "ContainerResource" => "containerResource",
        "Pods" => "pods",
        "Object" => "object",
        "External" => "external",
        _ => return vec![format!("{kind}, which is not known here"), unknown(), unknown()],
    };
    let (m, now) = (&spec[field], &status[field]["current"]);
    let target = &m["target"];
    let utilization = target["averageUtilization"].as_u64();
    let of = |v: &Value, fields: &[&str]| fields.iter().map(|f| text(&v[*f])).find(|t| !t.is_empty()).unwrap_or_else(unknown);
    let name = match field {
        "resource" => format!("resource {} on pods", text(&m["name"])),
        "containerResource" => format!("resource {} of container \"{}\" on pods", text(&m["name"]), text(&m["container"])),
        "object" => {
            let o = &m["describedObject"];
            format!("\"{}\" on {}/{}", text(&m["metric"]["name"]), text(&o["kind"]), text(&o["name"]))
        }
        "pods" => format!("\"{}\" on pods", text(&m["metric"]["name"])),
        _ => format!("\"{}\"", text(&m["metric"]["name"])),
    };
    let chosen = selector(&m["metric"]["selector"]);
    let name = if chosen.is_empty() { name } else { format!("{name} ({chosen})") };
    if let Some(percent) = utilization {
        let name = format!("{name} (as a percentage of request)");
        let now = now["averageUtilization"].as_u64().map_or_else(unknown, |n| format!("{n}% ({})", of(now, &["averageValue"])));
        return vec![name, now, format!("{percent}%")];
    }
    let (name, fields) = match (field, text(&target["type"]).as_str()) {
        ("object" | "external", "Value") => (format!("{name} (target value)"), ["value", "averageValue"]),
        ("object" | "external", _) => (format!("{name} (target average value)"), ["averageValue", "value"]),
        _ => (name, ["averageValue", "value"]),
    };
    vec![name, of(now, &fields), of(target, &fields)]
}

fn behavior(sheet: &mut Sheet, behavior: &Value) {
    if !behavior.is_object() {
        return;
    }
    sheet.title("Behavior");
    for (label, field) in [("Scale Up", "scaleUp"), ("Scale Down", "scaleDown")] {
        let rules = &behavior[field];
        if !rules.is_object() {
            continue;
        }
        sheet.line(&format!("{label}:"));
        if let Some(seconds) = rules["stabilizationWindowSeconds"].as_u64() {
            sheet.inmost("Stabilization Window", &format!("{seconds} seconds"));
        }
        sheet.inmost("Select Policy", rules["selectPolicy"].as_str().unwrap_or("Max"));
        sheet.inmost("Tolerance", &text(&rules["tolerance"]));
        let policy = |p: &Value| {
            format!("Type: {}  Value: {}  Period: {} seconds", text(&p["type"]), text(&p["value"]), text(&p["periodSeconds"]))
        };
        let policies: Vec<String> = rules["policies"].as_array().into_iter().flatten().map(policy).collect();
        sheet.several(4, "Policies", &policies);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::describe::beside::Beside;
    use crate::cluster::describe::tests::{found, has, tells};
    use serde_json::json;

    fn v2(metrics: Value, current: Value, conditions: Value) -> Value {
        json!({"apiVersion": "autoscaling/v2", "metadata": {"name": "h", "namespace": "iot"}, "spec": {
            "scaleTargetRef": {"kind": "Deployment", "name": "web"}, "minReplicas": 2, "maxReplicas": 6, "metrics": metrics,
            "behavior": {"scaleDown": {"stabilizationWindowSeconds": 60, "policies": [{"type": "Pods", "value": 1, "periodSeconds": 15}]}}},
            "status": {"currentReplicas": 6, "desiredReplicas": 6, "currentMetrics": current, "conditions": conditions}})
    }

    #[test]
    fn metrics_are_told_as_kubectl_names_them() {
        let named = |kind: &str, field: &str, more: Value, target: Value| {
            let mut m = more;
            m["target"] = target;
            json!({"type": kind, field: m})
        };
        let average = |n: &str| json!({"type": "AverageValue", "averageValue": n});
        let object = json!({"metric": {"name": "hits"}, "describedObject": {"kind": "Ingress", "name": "i"}});
        for (spec, status, want) in [
            (
                named("Resource", "resource", json!({"name": "cpu"}), json!({"type": "Utilization", "averageUtilization": 80})),
                json!({"type": "Resource", "resource": {"name": "cpu", "current": {"averageUtilization": 12, "averageValue": "6m"}}}),
                "resource cpu on pods (as a percentage of request) 12% (6m) 80%",
            ),
            (
                named("Resource", "resource", json!({"name": "memory"}), average("100Mi")),
                json!({"type": "Resource", "resource": {"current": {"averageValue": "8Mi"}}}),
                "resource memory on pods 8Mi 100Mi",
            ),
            (
                named("ContainerResource", "containerResource", json!({"name": "cpu", "container": "app"}), average("1")),
                json!(null),
                "resource cpu of container \"app\" on pods <unknown> 1",
            ),
            (named("Pods", "pods", json!({"metric": {"name": "q"}}), average("5")), json!(null), "\"q\" on pods <unknown> 5"),
            (
                named("Object", "object", object, json!({"type": "Value", "value": "10"})),
                json!({"type": "Object", "object": {"current": {"value": "3"}}}),
                "\"hits\" on Ingress/i (target value) 3 10",
            ),
            (
                named(
                    "External",
                    "external",
                    json!({"metric": {"name": "len", "selector": {"matchLabels": {"q": "a"}}}}),
                    average("30"),
                ),
                json!({"type": "External", "external": {"current": {"averageValue": "2"}}}),
                "\"len\" (q=a) (target average value) 2 30",
            ),
            (json!({"type": "Strange"}), json!(null), "Strange, which is not known here <unknown> <unknown>"),
        ] {
            let text = tells(tell, &v2(json!([spec]), json!([status]), json!([])), Beside::default());
            has(want, &text, &[want, "Reference: Deployment/web", "Min replicas: 2", "Deployment pods: 6 current / 6 desired"]);
            has(want, &text, &["Stabilization Window: 60 seconds", "Policies: Type: Pods Value: 1 Period: 15 seconds"]);
        }
    }

    #[test]
    fn what_keeps_it_from_scaling_stands_first() {
        let c =
            |kind: &str, status: &str, reason: &str| json!([{"type": kind, "status": status, "reason": reason, "message": "m"}]);
        for (list, want) in [
            (c("ScalingActive", "False", "FailedGetResourceMetric"), "✗ not ScalingActive: FailedGetResourceMetric: m"),
            (c("ScalingLimited", "True", "TooManyReplicas"), "✗ it wants more than its maximum of 6: m"),
            (c("ScalingLimited", "True", "TooFewReplicas"), "⚠ it stands at its maximum of 6"),
            (c("ScalingActive", "False", "ScalingDisabled"), "⚠ it scales nothing: m"),
            (json!([]), "⚠ it stands at its maximum of 6"),
        ] {
            let text = tells(tell, &v2(json!([]), json!([]), list), Beside::default());
            assert!(text.starts_with(want), "{want}: {text}");
        }
    }

    #[test]
    fn of_the_old_version_the_new_one_is_read() {
        let old = json!({"apiVersion": "autoscaling/v1", "metadata": {"name": "h", "namespace": "iot"},
            "spec": {"scaleTargetRef": {"kind": "Deployment", "name": "web"}, "maxReplicas": 9, "targetCPUUtilizationPercentage": 70},
            "status": {"currentReplicas": 1, "desiredReplicas": 1}});
        assert_eq!(wanted(&old)[0].paths[1], "/apis/autoscaling/v2beta2/namespaces/iot/horizontalpodautoscalers/h");
        let newer = v2(json!([]), json!([]), json!([{"type": "AbleToScale", "status": "True"}]));
        has("new", &tells(tell, &old, Beside(vec![found(What::Itself, vec![newer])])), &["Max replicas: 6", "AbleToScale True"]);
        let denied = Beside(vec![(What::Itself, Err("not allowed: no".into()))]);
        let want = ["resource cpu on pods (as a percentage of request) <unknown> 70%", "not allowed: no", "Min replicas: 1"];
        has("old", &tells(tell, &old, denied), &want);
    }
}
