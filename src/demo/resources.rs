//! The kinds that the demo serves: one row each.

/// A resource that is served. The order is that of `ALL`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Res {
    Namespaces,
    Nodes,
    Pods,
    Services,
    ConfigMaps,
    Secrets,
    ServiceAccounts,
    Events,
    Deployments,
    ReplicaSets,
    StatefulSets,
    DaemonSets,
    ControllerRevisions,
    Ingresses,
    HorizontalPodAutoscalers,
    PodDisruptionBudgets,
}

/// What discovery says of a resource.
#[derive(Debug)]
pub struct Info {
    /// API group; empty for core.
    pub group: &'static str,
    /// Version within the group.
    pub version: &'static str,
    /// Name in paths.
    pub plural: &'static str,
    /// Name of one.
    pub singular: &'static str,
    /// Kind in objects.
    pub kind: &'static str,
    /// Short names for kubectl.
    pub short: &'static [&'static str],
    /// Whether its objects live in namespaces.
    pub namespaced: bool,
    /// Served subresources and their verbs.
    pub subs: &'static [(&'static str, &'static [&'static str])],
    /// Categories for kubectl.
    pub categories: &'static [&'static str],
}

const ALL: &[&str] = &["all"];
const STATUS: (&str, &[&str]) = ("status", &["get"]);
const SCALE: (&str, &[&str]) = ("scale", &["get", "patch", "update"]);
const LOG: (&str, &[&str]) = ("log", &["get"]);

/// What can be done with every resource that is kept.
pub const VERBS: &[&str] = &["create", "delete", "get", "list", "patch", "update", "watch"];

macro_rules! info {
    ($group:literal $version:literal $plural:literal $singular:literal $kind:literal $short:expr, $namespaced:literal, $subs:expr, $cat:expr) => {
        Info {
            group: $group,
            version: $version,
            plural: $plural,
            singular: $singular,
            kind: $kind,
            short: $short,
            namespaced: $namespaced,
            subs: $subs,
            categories: $cat,
        }
    };
}

static INFOS: [Info; 16] = [
    info!("" "v1" "namespaces" "namespace" "Namespace" &["ns"], false, &[STATUS], &[]),
    info!("" "v1" "nodes" "node" "Node" &["no"], false, &[STATUS], &[]),
    info!("" "v1" "pods" "pod" "Pod" &["po"], true, &[LOG, STATUS], ALL),
    info!("" "v1" "services" "service" "Service" &["svc"], true, &[STATUS], ALL),
    info!("" "v1" "configmaps" "configmap" "ConfigMap" &["cm"], true, &[], &[]),
    info!("" "v1" "secrets" "secret" "Secret" &[], true, &[], &[]),
    info!("" "v1" "serviceaccounts" "serviceaccount" "ServiceAccount" &["sa"], true, &[], &[]),
    info!("" "v1" "events" "event" "Event" &["ev"], true, &[], &[]),
    info!("apps" "v1" "deployments" "deployment" "Deployment" &["deploy"], true, &[SCALE, STATUS], ALL),
    info!("apps" "v1" "replicasets" "replicaset" "ReplicaSet" &["rs"], true, &[SCALE, STATUS], ALL),
    info!("apps" "v1" "statefulsets" "statefulset" "StatefulSet" &["sts"], true, &[SCALE, STATUS], ALL),
    info!("apps" "v1" "daemonsets" "daemonset" "DaemonSet" &["ds"], true, &[STATUS], ALL),
    info!("apps" "v1" "controllerrevisions" "controllerrevision" "ControllerRevision" &[], true, &[], &[]),
    info!("networking.k8s.io" "v1" "ingresses" "ingress" "Ingress" &["ing"], true, &[STATUS], &[]),
    info!("autoscaling" "v2" "horizontalpodautoscalers" "horizontalpodautoscaler" "HorizontalPodAutoscaler" &["hpa"], true, &[STATUS], ALL),
    info!("policy" "v1" "poddisruptionbudgets" "poddisruptionbudget" "PodDisruptionBudget" &["pdb"], true, &[STATUS], &[]),
];

impl Res {
    /// All of them.
    pub const EVERY: [Res; 16] = [
        Res::Namespaces,
        Res::Nodes,
        Res::Pods,
        Res::Services,
        Res::ConfigMaps,
        Res::Secrets,
        Res::ServiceAccounts,
        Res::Events,
        Res::Deployments,
        Res::ReplicaSets,
        Res::StatefulSets,
        Res::DaemonSets,
        Res::ControllerRevisions,
        Res::Ingresses,
        Res::HorizontalPodAutoscalers,
        Res::PodDisruptionBudgets,
    ];

    /// Its row.
    pub fn info(self) -> &'static Info {
        &INFOS[self as usize]
    }

    /// The resource of a group, version and plural.
    pub fn find(group: &str, version: &str, plural: &str) -> Option<Res> {
        Self::EVERY.into_iter().find(|r| {
            let i = r.info();
            i.group == group && i.version == version && i.plural == plural
        })
    }

    /// The resource of a kind's name.
    pub fn of_kind(kind: &str) -> Option<Res> {
        Self::EVERY.into_iter().find(|r| r.info().kind == kind)
    }

    /// `group/version`, or the version alone for the core group.
    pub fn api_version(self) -> String {
        let i = self.info();
        if i.group.is_empty() { i.version.into() } else { format!("{}/{}", i.group, i.version) }
    }

    /// `deployments.apps`, `pods`: the name that messages use.
    pub fn qualified(self) -> String {
        let i = self.info();
        if i.group.is_empty() { i.plural.into() } else { format!("{}.{}", i.plural, i.group) }
    }

    /// Whether a change of spec bumps metadata.generation.
    pub fn has_generation(self) -> bool {
        matches!(
            self,
            Res::Deployments | Res::ReplicaSets | Res::StatefulSets | Res::DaemonSets | Res::Ingresses | Res::PodDisruptionBudgets
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stand_in_the_order_of_the_names() {
        for r in Res::EVERY {
            assert_eq!(format!("{r:?}").to_lowercase(), r.info().plural);
        }
    }
}
