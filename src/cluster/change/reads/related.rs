//! What is read for a change beside its object: revisions, autoscalers, the pods of a node, and the budgets that protect them.

use super::autoscale::{self, Autoscaler};
use super::history::{self, Holder};
use super::{budget, node, users};
use crate::cluster::change::error::ChangeError;
use crate::cluster::change::object::Object;
use crate::cluster::session::{READ_DEADLINE, Session};
use crate::model::change::spec::Reads;
use crate::model::change::{Change, Target};
use serde_json::Value;

/// All that was read, empty where the change does not need it.
#[derive(Clone, PartialEq, Default)]
pub(crate) struct Related {
    /// The revisions that the target can go back to.
    pub(crate) holders: Vec<Holder>,
    /// HorizontalPodAutoscalers that set its replicas.
    pub(crate) autoscalers: Vec<Autoscaler>,
    /// The pods that use the claim that is to go.
    pub(crate) users: Vec<String>,
    /// The pods on the node.
    pub(crate) pods: Vec<Value>,
    /// PodDisruptionBudgets of the namespaces in question.
    pub(crate) budgets: Vec<Value>,
    /// The version of the policy API that the server serves.
    pub(crate) policy: &'static str,
}

/// Reads what a change needs. What only warns may fail to be read; what the change is made of may not.
pub(crate) async fn read(session: &Session, target: &Target, change: &Change, object: &Object) -> Result<Related, ChangeError> {
    let mut related = Related { policy: "v1", ..Related::default() };
    match change.spec().reads {
        Reads::Nothing => {}
        Reads::Revisions => related.holders = history::fetch(session, target, object).await?,
        Reads::Autoscalers => related.autoscalers = autoscale::read(session, target).await,
        Reads::Users => related.users = users::of(session, target).await,
        Reads::Budgets => (related.policy, related.budgets) = budget::fetch(session, Some(&target.namespace)).await,
        Reads::NodePods => {
            let pods = node::pods(session, &target.name, READ_DEADLINE);
            let (pods, budgets) = futures::join!(pods, budget::fetch(session, None));
            related.pods = pods?;
            (related.policy, related.budgets) = budgets;
        }
    }
    Ok(related)
}
