//! Nodes that are nearly full, and pods of one workload that run different images.

use super::read::{Meta, Reader, Trouble, name, nullable};
use crate::cluster::wire::kept_memory;
use crate::model::Uid;
use crate::model::quantity::Quantity;
use crate::model::resource::Resource;
use crate::model::soon::{Due, Holder, Why, rules};
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::collections::{BTreeMap, BTreeSet, HashMap};

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Pod {
    #[serde(deserialize_with = "nullable")]
    metadata: PodMeta,
    #[serde(deserialize_with = "nullable")]
    spec: PodSpec,
    #[serde(deserialize_with = "nullable")]
    status: PodStatus,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct PodMeta {
    #[serde(deserialize_with = "nullable")]
    namespace: String,
    #[serde(deserialize_with = "nullable")]
    owner_references: Vec<Owner>,
    #[serde(deserialize_with = "nullable")]
    labels: Labels,
    deletion_timestamp: Option<IgnoredAny>,
}

/// By which pods of one revision are known.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Labels {
    #[serde(rename = "controller-revision-hash", deserialize_with = "nullable")]
    revision: String,
    #[serde(rename = "pod-template-hash", deserialize_with = "nullable")]
    template: String,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Owner {
    #[serde(deserialize_with = "nullable")]
    api_version: String,
    #[serde(deserialize_with = "nullable")]
    kind: String,
    #[serde(deserialize_with = "nullable")]
    name: String,
    #[serde(deserialize_with = "nullable")]
    uid: String,
    #[serde(deserialize_with = "nullable")]
    controller: bool,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct PodSpec {
    #[serde(deserialize_with = "nullable")]
    node_name: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Amounts {
    #[serde(deserialize_with = "nullable")]
    memory: String,
    #[serde(deserialize_with = "nullable")]
    pods: String,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct PodStatus {
    #[serde(deserialize_with = "nullable")]
    container_statuses: Vec<Status>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Status {
    #[serde(deserialize_with = "nullable")]
    name: String,
    #[serde(deserialize_with = "nullable")]
    image: String,
    #[serde(rename = "imageID", deserialize_with = "nullable")]
    image_id: String,
    #[serde(deserialize_with = "nullable")]
    state: State,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct State {
    running: Option<IgnoredAny>,
}

fn whole(quantity: &str) -> Option<u64> {
    quantity.parse::<Quantity>().ok().map(Quantity::whole)
}

/// Pods of one revision of a workload, and a container of theirs.
#[derive(PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Set {
    uid: String,
    revision: String,
    container: String,
    image: String,
}

/// What all pods together come to: read once for both who need it.
#[derive(Default)]
pub(super) struct Pods {
    /// By node: how many, and how much memory they ask for.
    nodes: HashMap<String, (u64, u64)>,
    /// By set: whose they are, and how many run which image.
    sets: BTreeMap<Set, (Holder, BTreeMap<String, usize>)>,
    /// What was left out.
    trouble: Vec<Trouble>,
}

impl Pods {
    fn take(&mut self, text: &str) -> Option<()> {
        let pod: Pod = serde_json::from_str(text).ok()?;
        if !pod.spec.node_name.is_empty() {
            let memory = kept_memory(text)?;
            let node = self.nodes.entry(pod.spec.node_name.clone()).or_default();
            *node = (node.0 + 1, node.1.saturating_add(memory));
        }
        let Some(owner) = pod.metadata.owner_references.iter().find(|o| o.controller) else { return Some(()) };
        if pod.metadata.deletion_timestamp.is_some() {
            return Some(());
        }
        for status in pod.status.container_statuses.iter().filter(|s| s.state.running.is_some() && !s.image_id.is_empty()) {
            let labels = &pod.metadata.labels;
            let set = Set {
                uid: owner.uid.clone(),
                revision: format!("{}{}", labels.revision, labels.template),
                container: status.name.clone(),
                image: status.image.clone(),
            };
            let (_, images) = self.sets.entry(set).or_insert_with(|| (holder(owner, &pod.metadata.namespace), BTreeMap::new()));
            // The same content may be known by the name of a mirror.
            let digest = status.image_id.rfind('@').map_or(&*status.image_id, |at| &status.image_id[at..]);
            *images.entry(digest.to_owned()).or_default() += 1;
        }
        Some(())
    }
}

fn holder(owner: &Owner, namespace: &str) -> Holder {
    Holder {
        resource: Resource::guessed(&owner.api_version, &owner.kind),
        namespace: name(namespace),
        name: name(&owner.name),
        uid: Uid::new(&owner.uid),
    }
}

/// All pods that are not over.
async fn pods(reader: &mut Reader<'_>) -> Pods {
    let mut all = Pods::default();
    let query = "fieldSelector=status.phase%21%3DSucceeded%2Cstatus.phase%21%3DFailed&";
    let kind = [Resource::new("", "v1", "pods", "Pod", true)];
    let trouble = reader.list(&kind, query, |_, text| all.take(text)).await;
    Pods { trouble, ..all }
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Node {
    #[serde(deserialize_with = "nullable")]
    metadata: Meta,
    #[serde(deserialize_with = "nullable")]
    status: NodeStatus,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct NodeStatus {
    #[serde(deserialize_with = "nullable")]
    allocatable: Amounts,
}

/// Nodes as they are needed here: name, holder, how many pods they take, and how much memory.
pub(super) async fn all_nodes(reader: &mut Reader<'_>) -> (Vec<(Holder, u64, u64)>, Vec<Trouble>) {
    let mut nodes = Vec::new();
    let take = |resource: &Resource, text: &str| {
        let node: Node = serde_json::from_str(text).ok()?;
        let room = &node.status.allocatable;
        nodes.push((node.metadata.holder(resource), whole(&room.pods).unwrap_or(0), whole(&room.memory).unwrap_or(0)));
        Some(())
    };
    let trouble = reader.list(&[Resource::new("", "v1", "nodes", "Node", false)], "", take).await;
    (nodes, trouble)
}

/// Nodes that have nearly as many pods as they take, or whose memory is nearly all asked for.
pub(super) async fn nodes(reader: &mut Reader<'_>, known: &mut Option<Pods>) -> (Vec<Due>, Vec<Trouble>) {
    let (nodes, mut trouble) = all_nodes(reader).await;
    if nodes.is_empty() {
        return (Vec::new(), trouble);
    }
    if known.is_none() {
        *known = Some(pods(reader).await);
    }
    let Some(pods) = known else { return (Vec::new(), trouble) };
    // Of some of the pods a node's sum would be too small, and nothing shows by how much.
    let unseen = pods.trouble.iter().filter(|(_, why)| !matches!(why, Why::NotRead(_)));
    // One reason is enough; what holds everywhere says the most.
    if let Some((place, why)) = unseen.max_by_key(|(place, _)| place.is_none()) {
        trouble.push((place.clone(), Why::NotJudged(Box::new(why.clone()))));
        return (Vec::new(), trouble);
    }
    let mut found = Vec::new();
    for (holder, room, memory) in nodes {
        let (count, asked) = pods.nodes.get(&*holder.name).copied().unwrap_or_default();
        let both = [rules::node_pods(count, room), rules::node_memory(asked, memory)];
        found.extend(both.into_iter().flatten().map(|matter| Due { holder: holder.clone(), matter }));
    }
    (found, trouble)
}

/// Pods of one revision that run different images by one name: the name means another one by now.
pub(super) async fn images(reader: &mut Reader<'_>, known: &mut Option<Pods>) -> (Vec<Due>, Vec<Trouble>) {
    if known.is_none() {
        *known = Some(pods(reader).await);
    }
    let Some(pods) = known.take() else { return Default::default() };
    let (mut found, mut told) = (Vec::new(), BTreeSet::new());
    for (set, (holder, images)) in pods.sets {
        // An image that was put on the node has no digest of a registry, and is then known by another.
        let (far, near): (Vec<_>, Vec<_>) = images.into_iter().partition(|(id, _)| id.contains('@'));
        for some in [far, near] {
            let matter = rules::images(name(&set.container), name(&set.image), some.len(), some.iter().map(|(_, n)| n).sum());
            // Of several revisions of a workload, one row.
            let matter = matter.filter(|_| told.insert((set.uid.clone(), set.container.clone())));
            found.extend(matter.map(|matter| Due { holder: holder.clone(), matter }));
        }
    }
    (found, pods.trouble)
}
