//! What is read beside the object, for the one who asks why it does not run. Each read may fail, and then its fact is named as not known.

use super::pod::text;
use super::{Ask, Why, of_pod, refused, worst};
use super::{job, nodes};
use crate::cluster::change::selector;
use crate::cluster::error::ApiError;
use crate::cluster::events;
use crate::cluster::mask::Mask;
use crate::cluster::path::encode;
use crate::cluster::session::{READ_DEADLINE, Session};
use crate::cluster::wire::CoreEvent;
use crate::model::naming::segment;
use crate::model::quantity::Quantity;
use crate::model::resource::Resource;
use crate::model::text::clean;
use crate::model::usage::Used;
use crate::model::{Kind, Time};
use serde_json::Value;

/// The most pods of a workload that are looked at: one that does not run is among them, or there are too many to tell.
const PODS: usize = 500;

/// Writes why something does not run: a pod, or a workload by what refuses its pods or by the pod of it that tells most. Nothing where it is
/// well, and of other kinds.
pub(in crate::cluster) async fn write(
    out: &mut String,
    (session, resource): (&Session, &Resource),
    (object, events): (&Value, Option<&[CoreEvent]>),
    now: Time,
) {
    if resource.is_pod() {
        if let Some(why) = of_pod(object, events, now) {
            with_more(session, object, why).await.write(out, "Why it does not run");
        }
        return;
    }
    if resource.workload().is_none() {
        return;
    }
    if let Some(why) = refused(object, events, now) {
        return why.write(out, "Why it is not whole");
    }
    let namespace = text(&object["metadata"]["namespace"]);
    let pods = match pods(session, object, namespace).await {
        Ok(pods) => pods,
        // Of one that is well there is nothing to ask.
        Err(e) if is_whole(object) => return drop(e),
        Err(e) => return Why::new(format!("not known: its pods cannot be read: {e}")).write(out, "Why it is not whole"),
    };
    let Some(pod) = worst(&pods, now) else { return };
    if let Some(why) = by_pod(session, pod, now).await {
        why.write(out, &format!("Why it is not whole, by its Pod {}", clean(text(&pod["metadata"]["name"]))));
    }
}

/// Writes why a Job has failed or does not run; nothing where it runs or is done. It is called `who`.
pub(in crate::cluster) async fn write_job(
    out: &mut String,
    session: &Session,
    (object, events): (&Value, Option<&[CoreEvent]>),
    who: &str,
    now: Time,
) {
    if job::is_done(object) {
        return;
    }
    let failed = job::failed(object, now);
    let what = if failed.is_some() { "failed" } else { "does not run" };
    let (mut cause, mut by) = (job::unmade(object, events, now), String::new());
    if cause.is_none() {
        match pods(session, object, text(&object["metadata"]["namespace"])).await {
            Ok(pods) => {
                if let Some(pod) = job::teller(&pods, now) {
                    by = format!(", by its Pod {}", clean(text(&pod["metadata"]["name"])));
                    cause = by_pod(session, pod, now).await;
                }
            }
            Err(e) => cause = Some(Why::new(format!("not known: its pods cannot be read: {e}"))),
        }
    }
    if let Some(why) = job::both(failed, cause) {
        why.write(out, &format!("Why {who} {what}{by}"));
    }
}

/// The events about an object.
pub(in crate::cluster) async fn about(session: &Session, object: &Value) -> Option<Vec<CoreEvent>> {
    let meta = &object["metadata"];
    let fields = format!("involvedObject.uid={}", text(&meta["uid"]));
    events::list(session, Some(text(&meta["namespace"])), &fields).await.ok()
}

/// Why a pod does not run, with all that is read for it.
async fn by_pod(session: &Session, pod: &Value, now: Time) -> Option<Why> {
    let events = about(session, pod).await;
    let why = of_pod(pod, events.as_deref(), now)?;
    Some(with_more(session, pod, why).await)
}

/// Whether as many pods are ready as are wanted, by what its status says.
fn is_whole(object: &Value) -> bool {
    let (spec, status) = (&object["spec"], &object["status"]);
    let number = |value: &Value| value.as_i64().unwrap_or_default();
    // Those of a DaemonSet stand in its status alone.
    let wanted = status["desiredNumberScheduled"].as_i64().unwrap_or_else(|| number(&spec["replicas"]));
    number(&status["readyReplicas"]).max(number(&status["numberReady"])) >= wanted
}

/// The pods of a workload.
async fn pods(session: &Session, object: &Value, namespace: &str) -> Result<Vec<Value>, ApiError> {
    let Some(selector) = selector::read(&object["spec"]["selector"]) else { return Ok(Vec::new()) };
    let selector = encode(&selector.to_string());
    let path = format!("{}?limit={PODS}&labelSelector={selector}", Resource::from(Kind::Pod).path(Some(namespace)));
    let body = session.get(&path, READ_DEADLINE).await?;
    let mut list: Value = serde_json::from_slice(&body).map_err(|e| ApiError::Decode(e.to_string()))?;
    let Value::Array(mut pods) = list["items"].take() else { return Ok(Vec::new()) };
    // As in the object that is described.
    pods.iter_mut().for_each(|pod| Mask::default().hide(pod));
    Ok(pods)
}

/// With what is only known elsewhere: what it uses now, or what stands against it on each node.
async fn with_more(session: &Session, pod: &Value, mut why: Why) -> Why {
    match why.asks.take() {
        None => why,
        Some(Ask::Nodes) => nodes::with_nodes(session, pod, why).await,
        Some(Ask::Memory(container)) => {
            let used = used(session, pod, &container).await;
            why.with("Uses now", used.map_or_else(|unknown| unknown, |used| format!("{}Mi", used.mebibytes())))
        }
        Some(Ask::Cpu(container, limit)) => {
            let used = used(session, pod, &container).await;
            why.with("CPU", used.map_or_else(|unknown| unknown, |used| cpu(used, &limit)))
        }
    }
}

/// Use of CPU beside its limit.
fn cpu(used: Used, limit: &str) -> String {
    let now = used.millicores();
    let most = limit.parse::<Quantity>().map_or(0, Quantity::billionths) / 1_000_000;
    let throttled = if most > 0 && now * 10 >= most * 9 { ": it is throttled, and answers late" } else { "" };
    format!("{now}m of its limit of {limit}{throttled}")
}

/// What a container uses now, as metrics.k8s.io has it; else what stands in place of the figure.
async fn used(session: &Session, pod: &Value, container: &str) -> Result<Used, String> {
    let (namespace, name) = (text(&pod["metadata"]["namespace"]), text(&pod["metadata"]["name"]));
    let path = format!("/apis/metrics.k8s.io/v1beta1/namespaces/{}/pods/{}", segment(namespace), segment(name));
    let none = || "not known: there are no metrics of it".to_owned();
    let read = async {
        let body = session.get(&path, READ_DEADLINE).await?;
        serde_json::from_slice::<Value>(&body).map_err(|e| ApiError::Decode(e.to_string()))
    };
    match read.await {
        Ok(metrics) => {
            let of = metrics["containers"].as_array().into_iter().flatten().find(|c| c["name"] == container);
            let amount = |c: &Value, of: &str| text(&c["usage"][of]).parse::<Quantity>().ok();
            let used = |c| Some(Used { cpu: amount(c, "cpu")?.billionths(), memory: amount(c, "memory")?.whole() });
            of.and_then(used).ok_or_else(none)
        }
        // Not served, or of no such pod.
        Err(e) if e.code() == Some(404) => Err(none()),
        Err(e) => Err(format!("not known: {e}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_used_up_its_limit_of_cpu_is_throttled() {
        let used = |cpu: u64| Used { cpu, memory: 0 };
        for (now, limit, want) in [
            (48_100_000, "100m", "49m of its limit of 100m"),
            (90_000_001, "0.1", "91m of its limit of 0.1: it is throttled, and answers late"),
            (89_000_000, "100m", "89m of its limit of 100m"),
            (5, "0", "1m of its limit of 0"),
        ] {
            assert_eq!(cpu(used(now), limit), want);
        }
    }
}
