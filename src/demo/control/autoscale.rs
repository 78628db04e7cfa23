//! The HorizontalPodAutoscaler: as many replicas as the pods' use of their requests calls for.
//! After k8s.io/kubernetes/pkg/controller/podautoscaler, for the resource metrics that the demo has.

use super::events::{self, Said};
use super::pods::{is_ready, milli};
use super::{Task, World, usage};
use crate::demo::json;
use crate::demo::resources::Res;
use crate::demo::selector::Labels;
use crate::demo::store::{Key, Obj};
use serde_json::{Value, json};

/// How often it looks.
pub const EVERY_MS: i64 = 15_000;
/// How long a lower figure must hold before pods go.
const STEADY_MS: i64 = 300_000;
/// What is near enough to the target.
const TOLERANCE: f64 = 0.1;

/// Looks at all of them, and comes again.
pub fn look(w: &mut World) {
    let keys: Vec<Key> = w.store.range(Res::HorizontalPodAutoscalers, "", None).map(|(k, _)| k.clone()).collect();
    for key in &keys {
        sync(w, key);
    }
    w.after(EVERY_MS, Task::Autoscale);
}

fn sync(w: &mut World, key: &Key) {
    let Some(hpa) = w.store.get(Res::HorizontalPodAutoscalers, key).cloned() else { return };
    let h = &hpa.value;
    let target =
        Res::of_kind(json::text(h, "/spec/scaleTargetRef/kind")).filter(|r| r.info().subs.iter().any(|(s, _)| *s == "scale"));
    let at = Key::new(&key.ns, json::text(h, "/spec/scaleTargetRef/name"));
    let Some((res, scaled)) = target.and_then(|r| Some((r, w.store.get(r, &at)?.clone()))) else {
        let why = format!(
            "the HPA controller was unable to get the target's current scale: {} {:?} not found",
            json::text(h, "/spec/scaleTargetRef/kind"),
            at.name
        );
        conditions(w, key, &[("AbleToScale", "False", "FailedGetScale", why)]);
        return;
    };
    let current = json::int_or(&scaled.value, "/spec/replicas", 1);
    let (least, most) = (json::int_or(h, "/spec/minReplicas", 1), json::int(h, "/spec/maxReplicas"));
    if current == 0 {
        let why = "scaling is disabled since the replica count of the target is zero".to_owned();
        conditions(
            w,
            key,
            &[
                (
                    "AbleToScale",
                    "True",
                    "SucceededGetScale",
                    "the HPA controller was able to get the target's current scale".into(),
                ),
                ("ScalingActive", "False", "ScalingDisabled", why),
            ],
        );
        return;
    }
    let pods = pods(w, &key.ns, &scaled.value);
    let mut metrics = Vec::new();
    let mut wanted: Option<(i64, String)> = None;
    for m in json::list(h, "/spec/metrics") {
        let name = json::text(m, "/resource/name");
        let aim = json::int_or(m, "/resource/target/averageUtilization", 80);
        let Some((used, average)) = utilization(&pods, name, w) else { continue };
        metrics.push(json!({ "type": "Resource", "resource": { "name": name, "current": { "averageUtilization": used, "averageValue": average } } }));
        let n = recommend(current, pods.len() as i64, used, aim);
        if wanted.as_ref().is_none_or(|(w, _)| n > *w) {
            let way = if used > aim { "above" } else { "below" };
            wanted = Some((
                n,
                if way == "above" {
                    format!("{name} resource utilization (percentage of request) above target")
                } else {
                    "All metrics below target".into()
                },
            ));
        }
    }
    let able = ("AbleToScale", "True", "ReadyForNewScale", "recommended size matches current size".to_owned());
    let Some((wanted, why)) = wanted else {
        let why = "the HPA was unable to compute the replica count: failed to get cpu utilization: did not receive metrics for targeted pods (pods might be unready)";
        conditions(w, key, &[able, ("ScalingActive", "False", "FailedGetResourceMetric", why.into())]);
        return;
    };
    let size = steady(w, json::uid(h), wanted, current).clamp(least, most);
    let limited = match wanted {
        n if n > most => ("True", "TooManyReplicas", "the desired replica count is more than the maximum replica count"),
        n if n < least => ("True", "TooFewReplicas", "the desired replica count is less than the minimum replica count"),
        _ => ("False", "DesiredWithinRange", "the desired count is within the acceptable range"),
    };
    if size != current {
        w.store.update(res, &at, |o| json::set(o, "/spec/replicas", size.into()));
        let message = format!("New size: {size}; reason: {why}");
        events::record(
            w,
            Res::HorizontalPodAutoscalers,
            h,
            Said { from: "horizontal-pod-autoscaler", field: "", normal: true, reason: "SuccessfulRescale", message: &message },
        );
    }
    let now = w.now();
    w.store.update(Res::HorizontalPodAutoscalers, key, |o| {
        json::set(o, "/status/currentReplicas", current.into());
        json::set(o, "/status/desiredReplicas", size.into());
        json::set(o, "/status/currentMetrics", metrics.into());
        if size != current {
            json::set(o, "/status/lastScaleTime", now.rfc3339().into());
        }
    });
    let able = if size == current {
        able
    } else {
        ("AbleToScale", "True", "SucceededRescale", format!("the HPA controller was able to update the target scale to {size}"))
    };
    let active = "the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)";
    conditions(
        w,
        key,
        &[
            able,
            ("ScalingActive", "True", "ValidMetricFound", active.into()),
            ("ScalingLimited", limited.0, limited.1, limited.2.into()),
        ],
    );
}

fn conditions(w: &mut World, key: &Key, all: &[(&str, &str, &str, String)]) {
    let now = w.now();
    w.store.update(Res::HorizontalPodAutoscalers, key, |o| {
        for (kind, status, reason, message) in all {
            json::set_condition(o, kind, status, reason, message, now);
        }
    });
}

fn pods(w: &World, ns: &str, scaled: &Value) -> Vec<Obj> {
    let Some(selector) = Labels::of_object(scaled.pointer("/spec/selector")) else { return Vec::new() };
    let all = w.store.range(Res::Pods, ns, None).filter(|(_, p)| selector.fits_object(p)).map(|(_, p)| p.clone());
    all.filter(|p| is_ready(&p.value) && !json::deleting(&p.value)).collect()
}

/// What the pods use of what they asked for, in percent, and each on average.
fn utilization(pods: &[Obj], name: &str, w: &World) -> Option<(i64, String)> {
    let (mut used, mut asked) = (0i64, 0i64);
    for pod in pods {
        for (_, u) in usage::of_pod(&pod.value, w.use_time()) {
            used += if name == "memory" { u.bytes as i64 } else { u.nanocores as i64 / 1_000_000 };
        }
        for c in json::list(&pod.value, "/spec/containers") {
            let m = milli(c.pointer("/resources/requests").and_then(|r| r.get(name)));
            asked += if name == "memory" { m / 1000 } else { m };
        }
    }
    let n = pods.len() as i64;
    let average = if name == "memory" { (used / n.max(1)).to_string() } else { format!("{}m", used / n.max(1)) };
    (asked > 0 && n > 0).then(|| (used * 100 / asked, average))
}

/// How many replicas bring the use to the target; the present number when it is near enough.
#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "replica counts are small")]
fn recommend(current: i64, ready: i64, used: i64, target: i64) -> i64 {
    let ratio = used as f64 / target.max(1) as f64;
    if (ratio - 1.0).abs() <= TOLERANCE { current } else { (ratio * ready as f64).ceil() as i64 }
}

/// The highest figure of the last five minutes when pods would go; at once when pods would come.
fn steady(w: &mut World, uid: &str, wanted: i64, current: i64) -> i64 {
    let (now, window) = (w.now(), w.paced(STEADY_MS));
    let past = w.recommended.entry(uid.to_owned()).or_insert_with(|| vec![(now, current)]);
    past.retain(|(t, _)| now.since(*t) < window);
    past.push((now, wanted));
    let most = past.iter().map(|(_, n)| *n).max().unwrap_or(wanted);
    if wanted >= current { wanted } else { most.min(current) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_follow_the_use() {
        for (current, ready, used, target, want) in
            [(2, 2, 31, 60, 2), (2, 2, 63, 60, 2), (2, 2, 120, 60, 4), (4, 4, 10, 50, 1), (3, 3, 51, 50, 3)]
        {
            let got = recommend(current, ready, used, target);
            assert_eq!(got, want, "{current} {used}/{target}");
        }
    }
}
