//! What is read beside the object, for the one who asks why it does not run. Each read may fail, and then its fact is named as not known.

use super::job::{self, Run};
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
use crate::model::quantity::Quantity;
use crate::model::resource::Resource;
use crate::model::text::clean;
use crate::model::usage::Used;
use crate::model::{Kind, Time};
use serde_json::Value;

/// The most pods of a workload that are looked at: one that does not run is among them, or there are too many to tell.
const PODS: usize = 500;

/// By whom it is asked, and when.
#[derive(Clone, Copy)]
pub(in crate::cluster) struct Look<'a> {
    /// With whose rights.
    pub(in crate::cluster) session: &'a Session,
    /// Whether somebody has asked for what may be secret.
    pub(in crate::cluster) revealed: bool,
    /// The moment.
    pub(in crate::cluster) now: Time,
}

/// Writes why something does not run: a pod, or a workload by what refuses its pods or by the pod of it that tells most. Nothing where it is
/// well, and of other kinds.
pub(in crate::cluster) async fn write(
    out: &mut String,
    look: Look<'_>,
    resource: &Resource,
    (object, events): (&Value, Option<&[CoreEvent]>),
) {
    let now = look.now;
    if resource.is_pod() {
        if let Some(why) = of_pod(object, events, now) {
            with_more(look.session, object, why).await.write(out, "Why it does not run");
        }
        return;
    }
    if resource.workload().is_none() {
        return;
    }
    if let Some(why) = refused(object, events, now) {
        return why.write(out, "Why it is not whole");
    }
    let pods = match pods(look, object).await {
        Ok(pods) => pods,
        // Of one that is well there is nothing to ask.
        Err(e) if is_whole(object) => return drop(e),
        Err(e) => return Why::new(format!("not known: its pods cannot be read: {e}")).write(out, "Why it is not whole"),
    };
    let Some(pod) = worst(&pods, now) else { return };
    if let Some(why) = by_pod(look, pod).await {
        why.write(out, &format!("Why it is not whole, by its Pod {}", clean(text(&pod["metadata"]["name"]))));
    }
}

/// Writes why a Job has failed or does not run; nothing where it runs or is done. It is called `who`; what was `read` of its pods is taken,
/// where it was.
pub(in crate::cluster) async fn write_job(
    out: &mut String,
    look: Look<'_>,
    (object, events): (&Value, Option<&[CoreEvent]>),
    who: &str,
    read: Option<Result<&[Value], &str>>,
) {
    let failed = match job::run(object) {
        Run::Done => return,
        Run::Failed(condition) => Some(job::failed(object, condition, look.now)),
        Run::Goes => None,
    };
    let what = if failed.is_some() { "failed" } else { "does not run" };
    let (mut cause, mut by) = (job::unmade(object, events, look.now), String::new());
    if cause.is_none() {
        let own;
        let pods = match read {
            Some(read) => read.map_err(str::to_owned),
            None => {
                own = pods(look, object).await.map_err(|e| format!("not known: {e}"));
                own.as_deref().map_err(Clone::clone)
            }
        };
        match pods {
            Ok(pods) => {
                if let Some(pod) = job::teller(pods, failed.is_some(), look.now) {
                    by = format!(", by its Pod {}", clean(text(&pod["metadata"]["name"])));
                    cause = by_pod(look, pod).await;
                }
            }
            // Of one whose pods run, or may, there is nothing to ask.
            Err(_) if failed.is_none() && job::may_run(object) => {}
            Err(why) => cause = Some(Why::new(format!("its pods cannot be read: {why}"))),
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

/// Why a pod of a list does not run, with all that is read for it.
async fn by_pod(look: Look<'_>, pod: &Value) -> Option<Why> {
    let events = about(look.session, pod).await;
    // In a list they do not say what they are.
    let mut pod = pod.clone();
    pod["kind"] = "Pod".into();
    let why = of_pod(&pod, events.as_deref(), look.now)?;
    Some(with_more(look.session, &pod, why).await)
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
async fn pods(look: Look<'_>, object: &Value) -> Result<Vec<Value>, ApiError> {
    let Some(selector) = selector::read(&object["spec"]["selector"]) else { return Ok(Vec::new()) };
    let (selector, namespace) = (encode(&selector.to_string()), text(&object["metadata"]["namespace"]));
    let path = format!("{}?limit={PODS}&labelSelector={selector}", Resource::from(Kind::Pod).path(Some(namespace)));
    let body = look.session.get(&path, READ_DEADLINE).await?;
    let mut list: Value = serde_json::from_slice(&body).map_err(ApiError::unread)?;
    let Value::Array(mut pods) = list["items"].take() else { return Ok(Vec::new()) };
    // As in the object that is described.
    if !look.revealed {
        pods.iter_mut().for_each(|pod| Mask::default().hide(pod));
    }
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
        serde_json::from_slice::<Value>(&body).map_err(ApiError::unread)
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
