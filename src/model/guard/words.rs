//! The words that guard rules name kinds by.

use std::borrow::Cow;

/// Kinds of Kubernetes: name, plural, short names, as `kubectl api-resources` lists them.
const KINDS: [(&str, &str, &[&str]); 39] = [
    ("Namespace", "namespaces", &["ns"]),
    ("Node", "nodes", &["no"]),
    ("Pod", "pods", &["po"]),
    ("Deployment", "deployments", &["deploy"]),
    ("StatefulSet", "statefulsets", &["sts"]),
    ("DaemonSet", "daemonsets", &["ds"]),
    ("ReplicaSet", "replicasets", &["rs"]),
    ("ReplicationController", "replicationcontrollers", &["rc"]),
    ("ControllerRevision", "controllerrevisions", &[]),
    ("Job", "jobs", &[]),
    ("CronJob", "cronjobs", &["cj"]),
    ("Service", "services", &["svc"]),
    ("Endpoints", "endpoints", &["ep"]),
    ("EndpointSlice", "endpointslices", &[]),
    ("Ingress", "ingresses", &["ing"]),
    ("IngressClass", "ingressclasses", &[]),
    ("NetworkPolicy", "networkpolicies", &["netpol"]),
    ("ConfigMap", "configmaps", &["cm"]),
    ("Secret", "secrets", &[]),
    ("ServiceAccount", "serviceaccounts", &["sa"]),
    ("PersistentVolume", "persistentvolumes", &["pv"]),
    ("PersistentVolumeClaim", "persistentvolumeclaims", &["pvc"]),
    ("StorageClass", "storageclasses", &["sc"]),
    ("VolumeAttachment", "volumeattachments", &[]),
    ("HorizontalPodAutoscaler", "horizontalpodautoscalers", &["hpa"]),
    ("PodDisruptionBudget", "poddisruptionbudgets", &["pdb"]),
    ("ResourceQuota", "resourcequotas", &["quota"]),
    ("LimitRange", "limitranges", &["limits"]),
    ("Event", "events", &["ev"]),
    ("Lease", "leases", &[]),
    ("Role", "roles", &[]),
    ("RoleBinding", "rolebindings", &[]),
    ("ClusterRole", "clusterroles", &[]),
    ("ClusterRoleBinding", "clusterrolebindings", &[]),
    ("PriorityClass", "priorityclasses", &["pc"]),
    ("RuntimeClass", "runtimeclasses", &[]),
    ("CertificateSigningRequest", "certificatesigningrequests", &["csr"]),
    // Helm's, which no server lists.
    ("Release", "releases", &["helm"]),
    ("CustomResourceDefinition", "customresourcedefinitions", &["crd", "crds"]),
];

/// The kind that a word names, in any case.
pub(super) fn kind(word: &str) -> Option<&'static str> {
    let is = |w: &str| w.eq_ignore_ascii_case(word);
    KINDS.iter().find(|(kind, plural, short)| is(kind) || is(plural) || short.iter().any(|s| is(s))).map(|(kind, ..)| *kind)
}

/// The name or plural that a word was likely meant to be. Short words are left alone: too many of them are near to another.
pub(super) fn nearly(word: &str) -> Option<&'static str> {
    let word = word.to_ascii_lowercase();
    KINDS
        .iter()
        .flat_map(|(kind, plural, _)| [*kind, *plural])
        .filter(|k| k.len() >= 6 && word.len() >= 6)
        .map(|k| (strsim::osa_distance(&k.to_ascii_lowercase(), &word), k))
        .filter(|(distance, _)| *distance <= 2)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, k)| k)
}

/// The plural of a kind; of a custom one, as Kubernetes would guess it.
pub(super) fn plural(kind: &str) -> Cow<'static, str> {
    if let Some((_, plural, _)) = KINDS.iter().find(|(k, ..)| k.eq_ignore_ascii_case(kind)) {
        return Cow::Borrowed(plural);
    }
    let word = kind.to_ascii_lowercase();
    Cow::Owned(match word.strip_suffix('y') {
        Some(stem) => format!("{stem}ies"),
        None if word.ends_with('s') => format!("{word}es"),
        None => format!("{word}s"),
    })
}
