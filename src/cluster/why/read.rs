//! What is read beside the object, for the one who asks why it does not run. Each read may fail, and then its fact is named as not known.

use super::nodes;
use super::pod::text;
use super::{Ask, Why, of_pod, refused, worst};
use crate::cluster::change::selector;
use crate::cluster::error::ApiError;
use crate::cluster::events;
use crate::cluster::mask::Mask;
use crate::cluster::path::encode;
use crate::cluster::session::{READ_DEADLINE, Session};
use crate::cluster::wire::CoreEvent;
use crate::model::naming::segment;
use crate::model::resource::Resource;
use crate::model::text::clean;
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
    let Some(pods) = pods(session, object, namespace).await else { return };
    let Some(pod) = worst(&pods, now) else { return };
    let fields = format!("involvedObject.uid={}", text(&pod["metadata"]["uid"]));
    let events = events::list(session, Some(namespace), &fields).await.ok();
    if let Some(why) = of_pod(pod, events.as_deref(), now) {
        let title = format!("Why it is not whole, by its Pod {}", clean(text(&pod["metadata"]["name"])));
        with_more(session, pod, why).await.write(out, &title);
    }
}

/// The pods of a workload; `None` where they cannot be read.
async fn pods(session: &Session, object: &Value, namespace: &str) -> Option<Vec<Value>> {
    let selector = encode(&selector::read(&object["spec"]["selector"])?.to_string());
    let path = format!("{}?limit={PODS}&labelSelector={selector}", Resource::from(Kind::Pod).path(Some(namespace)));
    let body = session.get(&path, READ_DEADLINE).await.ok()?;
    let mut list: Value = serde_json::from_slice(&body).ok()?;
    match list["items"].take() {
        Value::Array(mut pods) => {
            // As in the object that is described.
            pods.iter_mut().for_each(|pod| Mask::default().hide(pod));
            Some(pods)
        }
        _ => None,
    }
}

/// With what is only known elsewhere: what it uses now, or what stands against it on each node.
async fn with_more(session: &Session, pod: &Value, mut why: Why) -> Why {
    match why.asks.take() {
        None => why,
        Some(Ask::Nodes) => nodes::with_nodes(session, pod, why).await,
        Some(Ask::Memory(container)) => {
            let used = used(session, pod, &container).await;
            why.with("Uses now", used.map_or_else(|unknown| unknown, |used| memory(text(&used["memory"]))))
        }
        Some(Ask::Cpu(container, limit)) => {
            let used = used(session, pod, &container).await;
            why.with("CPU", used.map_or_else(|unknown| unknown, |used| cpu(text(&used["cpu"]), &limit)))
        }
    }
}

/// Use of CPU beside its limit.
fn cpu(used: &str, limit: &str) -> String {
    let (Some(now), Some(most)) = (milli(used), milli(limit)) else { return String::new() };
    let throttled = if now * 10 >= most * 9 { ": it is throttled, and answers late" } else { "" };
    format!("{now}m of its limit of {limit}{throttled}")
}

/// Millicores, rounded up as `kubectl top` does.
fn milli(cpu: &str) -> Option<u64> {
    let (digits, per_milli) = match cpu.find(|c: char| c.is_ascii_alphabetic()).map(|at| cpu.split_at(at)) {
        Some((digits, "n")) => (digits, 1_000_000),
        Some((digits, "u")) => (digits, 1_000),
        Some((digits, "m")) => (digits, 1),
        Some(_) => return None,
        None => return cpu.parse::<f64>().ok().map(|cores| (cores * 1000.0).ceil() as u64),
    };
    digits.parse::<u64>().ok().map(|n| n.div_ceil(per_milli))
}

/// Whole mebibytes, as `kubectl top` has them: the metrics server counts in Ki.
fn memory(used: &str) -> String {
    let mebi = used.strip_suffix("Ki").and_then(|n| n.parse::<u64>().ok()).map(|n| format!("{}Mi", n / 1024));
    mebi.unwrap_or_else(|| used.to_owned())
}

/// What a container uses now, as metrics.k8s.io has it; else what stands in place of the figure.
async fn used(session: &Session, pod: &Value, container: &str) -> Result<Value, String> {
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
            of.map(|c| c["usage"].clone()).ok_or_else(none)
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
    fn figures_are_rounded_as_kubectl_top_does() {
        for (cpu, want) in [("98234567n", Some(99)), ("250u", Some(1)), ("100m", Some(100)), ("1", Some(1000)), ("0.5", Some(500))]
        {
            assert_eq!(milli(cpu), want, "{cpu}");
        }
        assert_eq!(cpu("49m", "100m"), "49m of its limit of 100m");
        assert_eq!(cpu("90000001n", "0.1"), "91m of its limit of 0.1: it is throttled, and answers late");
        assert_eq!((milli(""), milli("1Gi"), milli("x")), (None, None, None));
        assert_eq!((memory("15400Ki"), memory("0"), memory("12Mi")), ("15Mi".to_owned(), "0".to_owned(), "12Mi".to_owned()));
    }
}
