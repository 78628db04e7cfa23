//! Volumes of claims, as the kubelets count what is in them.

use super::nodes::all_nodes;
use super::read::{Meta, Reader, Trouble, name, nullable, why};
use crate::model::naming::segment;
use crate::model::resource::Resource;
use crate::model::soon::{Due, Holder, Why, rules};
use crate::model::{Name, Uid};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// Nodes whose kubelets are asked.
const KUBELETS: usize = 50;
/// Volumes whose claims are looked up.
const CLAIMS: usize = 20;

#[derive(Deserialize, Default)]
#[serde(default)]
struct Summary {
    #[serde(deserialize_with = "nullable")]
    pods: Vec<PodSummary>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct PodSummary {
    #[serde(deserialize_with = "nullable")]
    volume: Vec<Volume>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Volume {
    pvc_ref: Option<Claim>,
    used_bytes: Option<u64>,
    capacity_bytes: Option<u64>,
    inodes_used: Option<u64>,
    inodes: Option<u64>,
}

#[derive(Deserialize, Default, PartialEq, Eq, PartialOrd, Ord)]
#[serde(default)]
struct Claim {
    #[serde(deserialize_with = "nullable")]
    namespace: String,
    #[serde(deserialize_with = "nullable")]
    name: String,
}

/// Volumes that are nearly full.
pub(super) async fn volumes(reader: &mut Reader<'_>) -> (Vec<Due>, Vec<Trouble>) {
    let (nodes, mut trouble) = all_nodes(reader).await;
    let (mut full, mut seen) = (Vec::new(), BTreeSet::new());
    for (holder, ..) in nodes.iter().take(KUBELETS) {
        let path = format!("/api/v1/nodes/{}/proxy/stats/summary", segment(&holder.name));
        let body = match reader.get(&path).await {
            Ok(body) => body,
            // Who may not ask one may ask none.
            Err(e) if e.is_forbidden() || e.code() == Some(401) => {
                trouble.push((None, why(&e)));
                break;
            }
            Err(e) => {
                trouble.push((Some(holder.name.clone()), why(&e)));
                continue;
            }
        };
        let Ok(summary) = serde_json::from_slice::<Summary>(&body) else {
            trouble.push((Some(holder.name.clone()), Why::NotRead(1)));
            continue;
        };
        for volume in summary.pods.into_iter().flat_map(|pod| pod.volume) {
            let Some(claim) = &volume.pvc_ref else { continue };
            let both = [
                rules::volume(&holder.name, false, volume.used_bytes.zip(volume.capacity_bytes)),
                rules::volume(&holder.name, true, volume.inodes_used.zip(volume.inodes)),
            ];
            for matter in both.into_iter().flatten() {
                let claim = Claim { namespace: claim.namespace.clone(), name: claim.name.clone() };
                // One that several pods use is told of by each.
                if seen.insert((claim.namespace.clone(), claim.name.clone(), matter.is_inodes())) {
                    full.push((claim, matter));
                }
            }
        }
    }
    if nodes.len() > KUBELETS {
        trouble.push((None, Why::TooMany(KUBELETS)));
    }
    let resource = Resource::new("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim", true);
    let mut found = Vec::new();
    // Of those that could not be looked up as well: they are not asked for once more.
    let mut known: BTreeMap<Claim, Option<Uid>> = BTreeMap::new();
    for (claim, matter) in full {
        if !known.contains_key(&claim) && known.len() < CLAIMS {
            let uid = uid(reader, &resource, &claim).await;
            known.insert(Claim { namespace: claim.namespace.clone(), name: claim.name.clone() }, uid);
        }
        let (namespace, of): (Name, Name) = (name(&claim.namespace), name(&claim.name));
        let holder = match known.get(&claim).and_then(Option::as_ref) {
            Some(uid) => Holder { resource: resource.clone(), namespace, name: of, uid: uid.clone() },
            // It is told of all the same, only it cannot be opened.
            None => Holder { namespace, uid: Uid::new(&format!("{}/{of}", claim.namespace)), ..Holder::of_connection(&of) },
        };
        found.push(Due { holder, matter });
    }
    (found, trouble)
}

/// The UID of a claim.
async fn uid(reader: &mut Reader<'_>, resource: &Resource, claim: &Claim) -> Option<Uid> {
    #[derive(Deserialize)]
    struct Object {
        metadata: Meta,
    }
    let path = format!("{}/{}", resource.path(Some(&claim.namespace)), segment(&claim.name));
    let body = reader.get(&path).await.ok()?;
    serde_json::from_slice::<Object>(&body).ok().map(|o| o.metadata.holder(resource).uid)
}
