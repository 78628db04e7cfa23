//! What is read for a change beside its object: revisions, autoscalers, the pods of a node, and the budgets that protect them.

use super::autoscale::{self, Autoscaler};
use super::budget;
use super::error::ChangeError;
use super::history::{self, Holder};
use super::object::{Object, encode, parse};
use crate::cluster::session::{READ_DEADLINE, Session};
use crate::model::change::{Change, Target};
use serde_json::Value;

/// All that was read, empty where the change does not need it.
#[derive(Clone, PartialEq, Default)]
pub(super) struct Around {
    /// The revisions that the target can go back to.
    pub(super) holders: Vec<Holder>,
    /// HorizontalPodAutoscalers that set its replicas.
    pub(super) autoscalers: Vec<Autoscaler>,
    /// The pods that use the claim that is to go.
    pub(super) users: Vec<String>,
    /// The pods on the node.
    pub(super) pods: Vec<Value>,
    /// PodDisruptionBudgets of the namespaces in question.
    pub(super) budgets: Vec<Value>,
    /// The version of the policy API that the server serves.
    pub(super) policy: &'static str,
}

/// Reads what a change needs. What only warns may fail to be read; what the change is made of may not.
pub(super) async fn read(session: &Session, target: &Target, change: &Change, object: &Object) -> Result<Around, ChangeError> {
    let mut around = Around { policy: "v1", ..Around::default() };
    match change {
        Change::RollBack { .. } => around.holders = history::fetch(session, target, object).await?,
        Change::Scale { .. } => around.autoscalers = autoscale::read(session, target).await,
        Change::Edit { .. } | Change::Apply { .. } if target.workload().is_some() => {
            around.autoscalers = autoscale::read(session, target).await;
        }
        Change::Delete { .. } => around.users = super::leave::users(session, target).await,
        Change::Evict => (around.policy, around.budgets) = budget::fetch(session, Some(&target.namespace)).await,
        Change::Drain { .. } => {
            let selector = encode(&format!("spec.nodeName={}", target.name));
            let path = format!("/api/v1/pods?fieldSelector={selector}");
            let (pods, budgets) = futures::join!(session.get(&path, READ_DEADLINE), budget::fetch(session, None));
            around.pods = items(parse(&pods?)?);
            (around.policy, around.budgets) = budgets;
        }
        _ => {}
    }
    Ok(around)
}

/// The items of a list.
pub(super) fn items(list: Value) -> Vec<Value> {
    match list {
        Value::Object(mut map) => match map.shift_remove("items") {
            Some(Value::Array(items)) => items,
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}
