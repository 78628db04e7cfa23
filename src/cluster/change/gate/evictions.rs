//! The evictions of a drain: sent one by one, again where a budget holds one back, until the pods have gone.

use super::pace::Pace;
use super::writer::Writer;
use crate::cluster::change::reads::node;
use crate::cluster::change::verbs::drain::{Going, Plan};
use crate::cluster::change::verbs::evict;
use crate::cluster::session::Session;
use crate::journal::Receipt;
use crate::model::change::reason::DrainReason;
use crate::model::change::{Outcome, Progress, Reason, Target};
use crate::model::text::clean;
use crate::model::{Kind, Uid};
use serde_json::Value;
use std::collections::HashMap;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::{Instant, timeout};

/// How long a drain goes on without a pod going before it gives up.
const PATIENCE: Duration = Duration::from_secs(600);
/// Between two looks at what is left, while it runs.
const LOOK: Duration = Duration::from_secs(2);

/// What a drain needs of the one who sends.
pub(super) struct Work<'a> {
    pub(super) writer: &'a Writer,
    pub(super) pace: Pace,
    pub(super) session: &'a Session,
    pub(super) node: &'a Target,
    pub(super) receipt: &'a Receipt,
    pub(super) id: u64,
    pub(super) progress: &'a (dyn Fn(Progress) + Send + Sync),
    pub(super) stop: &'a Notify,
}

impl Work<'_> {
    /// Evicts the pods of a node that is cordoned by now, until they have gone, nothing moves any more, or its user stops it.
    pub(super) async fn evict_all(&self, plan: &Plan) -> Outcome {
        let of = plan.going.len();
        let mut left: Vec<&Going> = plan.going.iter().collect();
        let mut why: HashMap<&str, Reason> = HashMap::new();
        let mut asked: Vec<&str> = Vec::new();
        let mut moved_at = Instant::now();
        while !left.is_empty() {
            for pod in left.iter().filter(|p| !asked.contains(&p.uid.as_str())).copied().collect::<Vec<_>>() {
                match self.evict(pod, plan.policy).await {
                    Ok(()) => {
                        why.remove(pod.uid.as_str());
                        asked.push(&pod.uid);
                    }
                    Err(reason) => {
                        why.insert(&pod.uid, reason);
                    }
                }
            }
            if let Some(there) = self.there().await {
                let before = left.len();
                left.retain(|p| there.contains(&Uid::new(&p.uid)));
                if left.len() < before {
                    moved_at = Instant::now();
                }
            }
            let name = |pod: &Going| clean(&pod.name).into_owned();
            let refused = |pod: &&Going| Some(DrainReason::Waits(name(pod), Box::new(why.get(pod.uid.as_str())?.clone())));
            let waits = left.iter().find_map(refused).or_else(|| left.first().map(|pod| DrainReason::Ending(name(pod))));
            let waits = waits.map(Reason::from);
            let done = u32::try_from(of - left.len()).unwrap_or(u32::MAX);
            (self.progress)(Progress { id: self.id, done, of: u32::try_from(of).unwrap_or(u32::MAX), waits: waits.clone() });
            let Some(waits) = waits else { break };
            if moved_at.elapsed() > PATIENCE {
                let (minutes, waits) = (PATIENCE.as_secs() / 60, Box::new(waits));
                return Outcome::Partial { reason: DrainReason::Stalled { done, of, minutes, waits }.into() };
            }
            if timeout(LOOK, self.stop.notified()).await.is_ok() {
                return Outcome::Partial { reason: DrainReason::Stopped(done, of).into() };
            }
        }
        let bare = if plan.refused { plan.bare.len() } else { 0 };
        Outcome::Taken { generation: 0, note: Some(DrainReason::Moved(of, bare).into()) }
    }

    async fn evict(&self, pod: &Going, policy: &str) -> Result<(), Reason> {
        let target = Target {
            context: self.node.context.clone(),
            resource: Kind::Pod.into(),
            namespace: pod.namespace.as_str().into(),
            name: pod.name.as_str().into(),
            uid: Uid::new(&pod.uid),
        };
        let request = evict::request(&target, &pod.uid, policy);
        match self.writer.send(self.receipt, &request, self.pace.write).await {
            Ok(_) => Ok(()),
            // It has gone, or another one has its name: the list of what is there tells.
            Err(e) if matches!(e.code(), Some(404 | 409)) => Ok(()),
            Err(e) => Err(Reason::from(&e)),
        }
    }

    /// The UIDs of the node's pods; `None` where they could not be read.
    async fn there(&self) -> Option<Vec<Uid>> {
        let pods = node::pods(self.session, &self.node.name, self.pace.look).await.ok()?;
        Some(pods.iter().filter_map(|p| p.pointer("/metadata/uid").and_then(Value::as_str)).map(Uid::new).collect())
    }
}
