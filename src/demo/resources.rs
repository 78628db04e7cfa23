//! The kinds that the demo serves: one row each.

/// A resource that is served. The order is that of `ALL`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Res {
    Namespaces,
    Nodes,
    Pods,
    Services,
    Endpoints,
    ConfigMaps,
    Secrets,
    ServiceAccounts,
    Events,
    Deployments,
    ReplicaSets,
    StatefulSets,
    DaemonSets,
    ControllerRevisions,
    Jobs,
    CronJobs,
    Ingresses,
    EndpointSlices,
    HorizontalPodAutoscalers,
    PodDisruptionBudgets,
    ResourceQuotas,
    PersistentVolumeClaims,
    Devices,
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
const STATUS: (&str, &[&str]) = ("status", &["get", "patch", "update"]);
const SCALE: (&str, &[&str]) = ("scale", &["get", "patch", "update"]);
const LOG: (&str, &[&str]) = ("log", &["get"]);
const ATTACH: (&str, &[&str]) = ("attach", &["create", "get"]);
const EPHEMERAL: (&str, &[&str]) = ("ephemeralcontainers", &["get", "patch", "update"]);
const EXEC: (&str, &[&str]) = ("exec", &["create", "get"]);
const PORTFORWARD: (&str, &[&str]) = ("portforward", &["create", "get"]);
const EVICTION: (&str, &[&str]) = ("eviction", &["create"]);

/// What can be done with every resource that is kept.
const VERBS: &[&str] = &["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];
/// Namespaces go one by one.
const SINGLE: &[&str] = &["create", "delete", "get", "list", "patch", "update", "watch"];

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

static INFOS: [Info; 23] = [
    info!("" "v1" "namespaces" "namespace" "Namespace" &["ns"], false, &[STATUS], &[]),
    info!("" "v1" "nodes" "node" "Node" &["no"], false, &[STATUS], &[]),
    info!("" "v1" "pods" "pod" "Pod" &["po"], true, &[ATTACH, EPHEMERAL, EVICTION, EXEC, LOG, PORTFORWARD, STATUS], ALL),
    info!("" "v1" "services" "service" "Service" &["svc"], true, &[STATUS], ALL),
    info!("" "v1" "endpoints" "endpoints" "Endpoints" &["ep"], true, &[], &[]),
    info!("" "v1" "configmaps" "configmap" "ConfigMap" &["cm"], true, &[], &[]),
    info!("" "v1" "secrets" "secret" "Secret" &[], true, &[], &[]),
    info!("" "v1" "serviceaccounts" "serviceaccount" "ServiceAccount" &["sa"], true, &[], &[]),
    info!("" "v1" "events" "event" "Event" &["ev"], true, &[], &[]),
    info!("apps" "v1" "deployments" "deployment" "Deployment" &["deploy"], true, &[SCALE, STATUS], ALL),
    info!("apps" "v1" "replicasets" "replicaset" "ReplicaSet" &["rs"], true, &[SCALE, STATUS], ALL),
    info!("apps" "v1" "statefulsets" "statefulset" "StatefulSet" &["sts"], true, &[SCALE, STATUS], ALL),
    info!("apps" "v1" "daemonsets" "daemonset" "DaemonSet" &["ds"], true, &[STATUS], ALL),
    info!("apps" "v1" "controllerrevisions" "controllerrevision" "ControllerRevision" &[], true, &[], &[]),
    info!("batch" "v1" "jobs" "job" "Job" &[], true, &[STATUS], ALL),
    info!("batch" "v1" "cronjobs" "cronjob" "CronJob" &["cj"], true, &[STATUS], ALL),
    info!("networking.k8s.io" "v1" "ingresses" "ingress" "Ingress" &["ing"], true, &[STATUS], &[]),
    info!("discovery.k8s.io" "v1" "endpointslices" "endpointslice" "EndpointSlice" &[], true, &[], &[]),
    info!("autoscaling" "v2" "horizontalpodautoscalers" "horizontalpodautoscaler" "HorizontalPodAutoscaler" &["hpa"], true, &[STATUS], ALL),
    info!("policy" "v1" "poddisruptionbudgets" "poddisruptionbudget" "PodDisruptionBudget" &["pdb"], true, &[STATUS], &[]),
    info!("" "v1" "resourcequotas" "resourcequota" "ResourceQuota" &["quota"], true, &[STATUS], &[]),
    info!("" "v1" "persistentvolumeclaims" "persistentvolumeclaim" "PersistentVolumeClaim" &["pvc"], true, &[STATUS], &[]),
    info!("iot.example.com" "v1" "devices" "device" "Device" &["dev"], true, &[STATUS], &[]),
];

/// Groups and their versions, the preferred one first, in the order of discovery.
pub const GROUPS: &[(&str, &[&str])] = &[
    ("", &["v1"]),
    ("apps", &["v1"]),
    ("events.k8s.io", &["v1"]),
    ("authentication.k8s.io", &["v1"]),
    ("authorization.k8s.io", &["v1"]),
    ("autoscaling", &["v2", "v1"]),
    ("batch", &["v1"]),
    ("networking.k8s.io", &["v1"]),
    ("policy", &["v1"]),
    ("rbac.authorization.k8s.io", &["v1"]),
    ("discovery.k8s.io", &["v1"]),
    ("iot.example.com", &["v1"]),
    ("metrics.k8s.io", &["v1beta1"]),
];

static HPA_V1: Info = info!("autoscaling" "v1" "horizontalpodautoscalers" "horizontalpodautoscaler" "HorizontalPodAutoscaler" &["hpa"], true, &[STATUS], ALL);
static EVENTS_V1: Info = info!("events.k8s.io" "v1" "events" "event" "Event" &["ev"], true, &[], &[]);

/// What is answered without being kept.
static VIRTUAL: [Info; 11] = [
    info!("authentication.k8s.io" "v1" "selfsubjectreviews" "selfsubjectreview" "SelfSubjectReview" &[], false, &[], &[]),
    info!("authorization.k8s.io" "v1" "localsubjectaccessreviews" "localsubjectaccessreview" "LocalSubjectAccessReview" &[], true, &[], &[]),
    info!("authorization.k8s.io" "v1" "selfsubjectaccessreviews" "selfsubjectaccessreview" "SelfSubjectAccessReview" &[], false, &[], &[]),
    info!("authorization.k8s.io" "v1" "selfsubjectrulesreviews" "selfsubjectrulesreview" "SelfSubjectRulesReview" &[], false, &[], &[]),
    info!("authorization.k8s.io" "v1" "subjectaccessreviews" "subjectaccessreview" "SubjectAccessReview" &[], false, &[], &[]),
    info!("rbac.authorization.k8s.io" "v1" "clusterrolebindings" "clusterrolebinding" "ClusterRoleBinding" &[], false, &[], &[]),
    info!("rbac.authorization.k8s.io" "v1" "clusterroles" "clusterrole" "ClusterRole" &[], false, &[], &[]),
    info!("rbac.authorization.k8s.io" "v1" "rolebindings" "rolebinding" "RoleBinding" &[], true, &[], &[]),
    info!("rbac.authorization.k8s.io" "v1" "roles" "role" "Role" &[], true, &[], &[]),
    info!("metrics.k8s.io" "v1beta1" "nodes" "" "NodeMetrics" &[], false, &[], &[]),
    info!("metrics.k8s.io" "v1beta1" "pods" "" "PodMetrics" &[], true, &[], &[]),
];

/// A resource as it is served in one version of a group.
#[derive(Debug, Clone, Copy)]
pub struct Served {
    /// What discovery says of it.
    pub info: &'static Info,
    /// What is behind it; `None` for what is not kept.
    pub res: Option<Res>,
}

impl Served {
    /// What can be done with it.
    pub fn verbs(&self) -> &'static [&'static str] {
        match self.res {
            Some(Res::Namespaces) => SINGLE,
            Some(_) => VERBS,
            None if matches!(self.info.group, "metrics.k8s.io" | "rbac.authorization.k8s.io") => &["get", "list"],
            None => &["create"],
        }
    }

    /// The media types of the patches that it takes.
    pub fn patches(&self) -> &'static [&'static str] {
        const JSON: &str = "application/json-patch+json";
        const MERGE: &str = "application/merge-patch+json";
        const APPLY: &str = "application/apply-patch+yaml";
        match self.res {
            None => &[],
            // Custom resources have no strategies.
            Some(Res::Devices) => &[JSON, MERGE, APPLY],
            Some(_) => &[JSON, MERGE, "application/strategic-merge-patch+json", APPLY],
        }
    }
}

/// What a version of a group serves, in the order of discovery.
pub fn served(group: &str, version: &str) -> Vec<Served> {
    let kept = Res::EVERY.into_iter().map(|r| Served { info: r.info(), res: Some(r) });
    let views = [(&HPA_V1, Res::HorizontalPodAutoscalers), (&EVENTS_V1, Res::Events)];
    let views = views.into_iter().map(|(info, res)| Served { info, res: Some(res) });
    let not_kept = VIRTUAL.iter().map(|info| Served { info, res: None });
    let mut all: Vec<Served> =
        kept.chain(views).chain(not_kept).filter(|s| s.info.group == group && s.info.version == version).collect();
    all.sort_by_key(|s| s.info.plural);
    all
}

impl Info {
    /// `group/version`, or the version alone for the core group.
    pub fn api_version(&self) -> String {
        if self.group.is_empty() { self.version.into() } else { format!("{}/{}", self.group, self.version) }
    }
}

impl Res {
    /// All of them.
    pub const EVERY: [Res; 23] = [
        Res::Namespaces,
        Res::Nodes,
        Res::Pods,
        Res::Services,
        Res::Endpoints,
        Res::ConfigMaps,
        Res::Secrets,
        Res::ServiceAccounts,
        Res::Events,
        Res::Deployments,
        Res::ReplicaSets,
        Res::StatefulSets,
        Res::DaemonSets,
        Res::ControllerRevisions,
        Res::Jobs,
        Res::CronJobs,
        Res::Ingresses,
        Res::EndpointSlices,
        Res::HorizontalPodAutoscalers,
        Res::PodDisruptionBudgets,
        Res::ResourceQuotas,
        Res::PersistentVolumeClaims,
        Res::Devices,
    ];

    /// Its row.
    pub fn info(self) -> &'static Info {
        &INFOS[self as usize]
    }

    /// The resource of a kind's name.
    pub fn of_kind(kind: &str) -> Option<Res> {
        Self::EVERY.into_iter().find(|r| r.info().kind == kind)
    }

    /// `group/version`, or the version alone for the core group.
    pub fn api_version(self) -> String {
        self.info().api_version()
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
            Res::Deployments
                | Res::ReplicaSets
                | Res::StatefulSets
                | Res::DaemonSets
                | Res::Jobs
                | Res::CronJobs
                | Res::Ingresses
                | Res::EndpointSlices
                | Res::PodDisruptionBudgets
                | Res::Devices
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
