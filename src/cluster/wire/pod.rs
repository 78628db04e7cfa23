//! A Pod as the API sends it.

use super::Slim;
use super::amount::{Amounts, Resources};
use super::container::{self, ContainerStatus, SpecContainer, merge};
use super::de::Text;
use super::interner::{Interner, tidy};
use super::meta::Meta;
use super::object::Object;
use super::template::{Condition, condition};
use crate::cluster::terms::pod_terms;
use crate::model::asks::{OwnAsks, PodAsks, Resize, is_infeasible, resized};
use crate::model::feed::Row;
use crate::model::health::{PodFacts, PodHealth, pod_health};
use crate::model::nodes::{HostPort, PodTerm};
use crate::model::pod::{Container, ContainerRole};
use crate::model::pod_status::{StatusFacts, status_words};
use crate::model::{Name, Time, Uid};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

/// A Pod on the wire.
pub(super) type Pod<'a> = Object<'a, Spec<'a>, Status<'a>>;

#[derive(Deserialize, Default, Debug)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Spec<'a> {
    #[serde(borrow)]
    pub node_name: Text<'a>,
    #[serde(borrow)]
    containers: Option<Vec<SpecContainer<'a>>>,
    #[serde(borrow)]
    init_containers: Option<Vec<SpecContainer<'a>>>,
    #[serde(borrow)]
    ephemeral_containers: Option<Vec<SpecContainer<'a>>>,
    resources: Option<Resources>,
    overhead: Option<Amounts>,
    /// Read only where it is needed.
    #[serde(borrow)]
    affinity: Option<&'a RawValue>,
}

#[derive(Deserialize, Default, Debug)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Status<'a> {
    #[serde(borrow)]
    pub phase: Text<'a>,
    #[serde(borrow)]
    reason: Text<'a>,
    #[serde(borrow)]
    message: Text<'a>,
    /// Of a resize, on servers before 1.33.
    #[serde(borrow)]
    resize: Text<'a>,
    /// What the pod as a whole has, where that was changed while it runs.
    resources: Option<Resources>,
    allocated_resources: Option<Amounts>,
    #[serde(borrow)]
    pub conditions: Option<Vec<Condition<'a>>>,
    #[serde(borrow)]
    container_statuses: Option<Vec<ContainerStatus<'a>>>,
    #[serde(borrow)]
    init_container_statuses: Option<Vec<ContainerStatus<'a>>>,
    #[serde(borrow)]
    ephemeral_container_statuses: Option<Vec<ContainerStatus<'a>>>,
}

/// The memory that is kept free for a pod on its node, in bytes; `None` where it cannot be read.
pub(in crate::cluster) fn kept_memory(text: &str) -> Option<u64> {
    let pod: Pod<'_> = serde_json::from_str(text).ok()?;
    Some(pod.asks().whole.memory.request.unwrap_or(0))
}

/// The limit of memory that a container of a pod is held to, in bytes, as the panes know it; `None` where it has none or is not there.
pub(in crate::cluster) fn held_memory(body: &[u8], container: &str) -> Option<u64> {
    let pod: Pod<'_> = serde_json::from_slice(body).ok()?;
    let containers = pod.containers(&mut Interner::default());
    containers.iter().find(|c| &*c.name == container)?.asks.memory.limit
}

impl Pod<'_> {
    fn infeasible(&self) -> bool {
        is_infeasible(self.status.conditions.iter().flatten().map(|c| (&*c.kind, &*c.reason)), &self.status.resize)
    }

    /// What it asks for.
    pub(super) fn asks(&self) -> PodAsks {
        let (spec, status) = (&self.spec, &self.status);
        let inits = container::each(&spec.init_containers, &status.init_container_statuses, ContainerRole::Init);
        let all = inits.chain(container::each(&spec.containers, &status.container_statuses, ContainerRole::App));
        let all = all.map(|(role, c, status)| (role, c.asks(), status.and_then(ContainerStatus::has)));
        let own = OwnAsks { level: spec.resources.unwrap_or_default().asks(), overhead: Resources::requests(spec.overhead).asks() };
        let has = status.resources.map(|has| has.with(status.allocated_resources));
        resized(all, own, Resize { has, infeasible: self.infeasible() })
    }

    /// The pods that it may not be beside, as one of this namespace means them.
    pub(super) fn apart(&self, namespace: &Name) -> Vec<PodTerm> {
        let raw = self.spec.affinity.filter(|raw| raw.get().contains("\"podAntiAffinity\""));
        let affinity: Option<Value> = raw.and_then(|raw| serde_json::from_str(raw.get()).ok());
        affinity.map_or_else(Vec::new, |affinity| pod_terms(&affinity, "podAntiAffinity", namespace))
    }

    /// The ports of its node that it takes for as long as it runs: an init container that ends takes none.
    pub(super) fn host_ports(&self, interner: &mut Interner) -> Vec<HostPort> {
        let inits = container::each(&self.spec.init_containers, &None, ContainerRole::Init);
        let inits = inits.filter(|(role, ..)| *role == ContainerRole::Sidecar);
        let apps = container::each(&self.spec.containers, &None, ContainerRole::App);
        inits.chain(apps).flat_map(|(_, c, _)| c.host_ports(interner)).collect()
    }

    fn containers(&self, interner: &mut Interner) -> Box<[Container]> {
        let (spec, status) = (&self.spec, &self.status);
        let count = |list: &Option<Vec<SpecContainer<'_>>>| list.as_ref().map_or(0, Vec::len);
        let all = count(&spec.init_containers) + count(&spec.containers) + count(&spec.ephemeral_containers);
        let mut out = Vec::with_capacity(all);
        let infeasible = self.infeasible();
        let mut add = |spec, statuses, role| merge(spec, statuses, role, infeasible, interner, &mut out);
        add(&spec.init_containers, &status.init_container_statuses, ContainerRole::Init);
        add(&spec.containers, &status.container_statuses, ContainerRole::App);
        add(&spec.ephemeral_containers, &status.ephemeral_container_statuses, ContainerRole::Ephemeral);
        out.into_boxed_slice()
    }
}

/// Containers in the order in which their statuses came.
fn in_order<'c>(
    statuses: &Option<Vec<ContainerStatus<'_>>>,
    containers: &'c [Container],
    of: impl Fn(ContainerRole) -> bool,
) -> Vec<&'c Container> {
    let by_name = |name: &str| containers.iter().find(|c| of(c.role) && &*c.name == name);
    statuses.iter().flatten().filter_map(|s| by_name(&tidy(&s.name))).collect()
}

impl<'a> Slim<'a> for Pod<'a> {
    type Row = Row;

    fn meta(&self) -> &Meta<'a> {
        &self.metadata
    }

    fn row(&self, uid: Uid, interner: &mut Interner) -> Row {
        let (meta, status) = (&self.metadata, &self.status);
        let deleting = !meta.deletion_timestamp.is_empty();
        let containers = self.containers(interner);
        let scheduled = condition(&status.conditions, "PodScheduled");
        let gated = scheduled.is_some_and(|c| &*c.reason == "SchedulingGated");
        let ready = condition(&status.conditions, "Ready");
        let is_init = |role| matches!(role, ContainerRole::Init | ContainerRole::Sidecar);
        let inits = in_order(&status.init_container_statuses, &containers, is_init);
        let apps = in_order(&status.container_statuses, &containers, |role| role == ContainerRole::App);
        let facts = StatusFacts {
            phase: &status.phase,
            reason: &status.reason,
            deleting,
            gated,
            initialized: condition(&status.conditions, "Initialized").is_some_and(Condition::is_true),
            ready: ready.is_some_and(Condition::is_true),
        };
        let words = status_words(&facts, &containers, &inits, &apps);
        let word = interner.name(&words.status);
        let asks = interner.pod_asks(self.asks());
        let (ready_count, total, restarts, last_restart) = (words.ready, words.total, words.restarts, words.last_restart);
        let mut pod = crate::model::pod::Pod {
            uid,
            namespace: interner.name(&meta.namespace),
            name: tidy(&meta.name).into(),
            owner: meta.controller(),
            labels: meta.labels(interner),
            node: (!self.spec.node_name.is_empty()).then(|| interner.name(&self.spec.node_name)),
            created: meta.created(),
            deleting,
            status: word,
            ready: ready_count,
            total,
            restarts,
            last_restart,
            health: PodHealth::Well,
            asks,
            containers,
        };
        let message = tidy(&status.message);
        let unschedulable = scheduled.filter(|c| &*c.status == "False" && !gated);
        let unschedulable = unschedulable.map(|c| tidy(if c.message.is_empty() { &c.reason } else { &c.message }));
        let facts = PodFacts {
            phase: &status.phase,
            reason: &status.reason,
            message: &message,
            deleting: deleting.then(|| Time::parse(&meta.deletion_timestamp).unwrap_or(pod.created)),
            held: interner.name(&meta.held()),
            unschedulable: unschedulable.as_deref(),
            ready: ready.map(|c| (c.is_true(), c.since())),
            created: pod.created,
        };
        pod.health = pod_health(&facts, &pod);
        Row::Pod(pod)
    }
}
