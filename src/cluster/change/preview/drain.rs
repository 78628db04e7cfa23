//! What a drain would do, before it is asked for: it is read as the drain reads it, and nothing is sent.

use crate::cluster::change::error::ChangeError;
use crate::cluster::change::object::{controller, placement};
use crate::cluster::change::reads::{self, budget, node, volumes};
use crate::cluster::change::verbs::drain::fate;
use crate::cluster::session::{READ_DEADLINE, Session};
use crate::model::change::Target;
use crate::model::nodes::foresee::{Forecast, Foreseen, Local, Part};
use crate::model::nodes::{Owner, workload};
use crate::model::text::clean;
use crate::model::{Name, Uid};
use serde_json::Value;

/// Reads what becomes of each pod of a node.
pub(crate) async fn foresee(session: &Session, target: &Target) -> Result<Forecast, ChangeError> {
    let pods = node::pods(session, &target.name, READ_DEADLINE);
    let (pods, (_, budgets)) = futures::join!(pods, budget::list(session, None));
    let pods = pods.map_err(|e| reads::said(e, target))?;
    let going: Vec<&Value> = pods.iter().filter(|p| fate(p).goes()).collect();
    let (found, failed) = volumes::of(session, &going).await;
    let mut unread = Vec::new();
    let budgets = budgets.unwrap_or_else(|e| {
        unread.push((Part::Budgets, e.trouble().into()));
        Vec::new()
    });
    unread.extend(failed.map(|e| (Part::Volumes, e.trouble().into())));
    let one = |pod: &Value| {
        let mut placement_of = placement::placement(pod);
        let mut local = placement::local(pod);
        // What was made with this pod is made again with the next.
        let again = placement::own_claims(pod);
        local.extend(volumes::add(&mut placement_of, pod, &found, &again).into_iter().map(Local::Volume));
        Foreseen {
            uid: Uid::new(text(pod, "/metadata/uid")),
            namespace: name(pod, "/metadata/namespace"),
            name: name(pod, "/metadata/name"),
            owner: owner(pod),
            fate: fate(pod),
            budget: budget::says(&budgets, pod),
            local,
            placement: placement_of,
        }
    };
    Ok(Forecast { pods: pods.iter().map(one).collect(), unread })
}

fn text<'a>(json: &'a Value, pointer: &str) -> &'a str {
    json.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

fn name(json: &Value, pointer: &str) -> Name {
    Name::from(&*clean(text(json, pointer)))
}

fn owner(pod: &Value) -> Owner {
    let Some(by) = controller(pod) else { return Owner { kind: "".into(), name: "".into() } };
    let hash = text(pod, "/metadata/labels/pod-template-hash");
    let (kind, name) = workload(text(by, "/kind"), text(by, "/name"), hash);
    Owner { kind: Name::from(&*clean(kind)), name: Name::from(&*clean(name)) }
}
