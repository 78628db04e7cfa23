//! A kind of object wherever the API serves it, also one that dogwatch has no slim type for.

use super::naming::segment;
use super::text::clean;
use super::{Kind, Name, WorkloadKind};
use std::fmt;

/// Where the API serves a kind of object, as its discovery tells.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Resource {
    /// The API group; empty for the core group.
    pub group: Name,
    /// The version, such as `v1`.
    pub version: Name,
    /// The plural as it stands in paths and permissions, such as `deployments`.
    pub plural: Name,
    /// The API's name of the kind, such as `Deployment`.
    pub kind: Name,
    /// Whether its objects live in namespaces.
    pub namespaced: bool,
    /// Whether it has `/scale`.
    pub scales: bool,
}

impl Resource {
    /// A resource by its names, without `/scale`.
    pub fn new(group: &str, version: &str, plural: &str, kind: &str, namespaced: bool) -> Self {
        Self { group: group.into(), version: version.into(), plural: plural.into(), kind: kind.into(), namespaced, scales: false }
    }

    /// A kind that only another object names, as `apps/v1` and `Deployment`: its plural is guessed, as kubectl guesses it, and is needed
    /// for nothing but to look at it.
    pub fn guessed(api_version: &str, kind: &str) -> Self {
        let (version, kind) = (clean(api_version), clean(kind));
        let (group, version) = version.split_once('/').unwrap_or(("", &version));
        let singular = kind.to_lowercase();
        let plural = match (singular.strip_suffix('y'), singular.ends_with('s')) {
            (Some(stem), _) => format!("{stem}ies"),
            (None, true) => format!("{singular}es"),
            (None, false) => format!("{singular}s"),
        };
        Self::new(group, version, &plural, &kind, true)
    }

    /// The group and version as objects write them: `apps/v1`, `v1`.
    pub fn api_version(&self) -> String {
        if self.group.is_empty() { self.version.to_string() } else { format!("{}/{}", self.group, self.version) }
    }

    /// The path of the collection, cluster-wide or in one namespace (already fit for a path), without a leading server base path.
    pub fn path(&self, namespace: Option<&str>) -> String {
        let root = if self.group.is_empty() { "/api" } else { "/apis" };
        match namespace.filter(|_| self.namespaced) {
            Some(ns) => format!("{root}/{}/namespaces/{}/{}", self.api_version(), segment(ns), self.plural),
            None => format!("{root}/{}/{}", self.api_version(), self.plural),
        }
    }

    /// The workload kind that it is, where it is one whose pods are replaced by a rollout.
    pub fn workload(&self) -> Option<WorkloadKind> {
        (&*self.group == "apps").then(|| WorkloadKind::ROLLING.into_iter().find(|k| k.kind().word() == &*self.kind)).flatten()
    }

    /// Whether it is this kind of this group.
    pub fn is(&self, group: &str, kind: &str) -> bool {
        &*self.group == group && &*self.kind == kind
    }

    /// Whether it is a Pod.
    pub fn is_pod(&self) -> bool {
        self.is("", "Pod")
    }

    /// Whether it is the Secret of the core group.
    pub fn is_secret(&self) -> bool {
        self.is("", "Secret")
    }

    /// Whether it is a ConfigMap.
    pub fn is_config_map(&self) -> bool {
        self.is("", "ConfigMap")
    }

    /// Whether it holds values by keys.
    pub fn has_entries(&self) -> bool {
        self.is_secret() || self.is_config_map()
    }

    /// Whether it has pods that can be connected to. A CronJob has none of its own.
    pub fn is_served(&self) -> bool {
        let has_pods = [("", "Pod"), ("", "Service"), ("apps", "ReplicaSet"), ("batch", "Job")];
        self.workload().is_some() || has_pods.into_iter().any(|(group, kind)| self.is(group, kind))
    }

    /// Whether it is a Node.
    pub fn is_node(&self) -> bool {
        self.is("", "Node")
    }

    /// Whether it is a CronJob.
    pub fn is_cronjob(&self) -> bool {
        self.is("batch", "CronJob")
    }
}

impl From<Kind> for Resource {
    fn from(kind: Kind) -> Self {
        let mut resource = Self::new(kind.group(), "v1", kind.plural(), kind.word(), kind != Kind::Namespace);
        resource.scales = matches!(kind, Kind::Deployment | Kind::StatefulSet | Kind::ReplicaSet);
        resource
    }
}

impl From<WorkloadKind> for Resource {
    fn from(kind: WorkloadKind) -> Self {
        kind.kind().into()
    }
}

impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plural_is_guessed_as_kubectl_guesses_it() {
        for (version, kind, want) in [
            ("apps/v1", "ReplicaSet", "/apis/apps/v1/replicasets"),
            ("v1", "Node", "/api/v1/nodes"),
            ("x.io/v1beta1", "BackupPolicy", "/apis/x.io/v1beta1/backuppolicies"),
            ("x.io/v1", "Redis", "/apis/x.io/v1/redises"),
        ] {
            assert_eq!(Resource::guessed(version, kind).path(None), want);
        }
    }

    #[test]
    fn paths_are_those_of_the_api() {
        for (resource, namespace, want) in [
            (Resource::from(Kind::Deployment), Some("iot"), "/apis/apps/v1/namespaces/iot/deployments"),
            (Resource::from(Kind::Pod), None, "/api/v1/pods"),
            (Resource::from(Kind::Namespace), Some("iot"), "/api/v1/namespaces"),
            (Resource::new("", "v1", "nodes", "Node", false), Some("iot"), "/api/v1/nodes"),
            (
                Resource::new("batch", "v1beta1", "cronjobs", "CronJob", true),
                Some("iot"),
                "/apis/batch/v1beta1/namespaces/iot/cronjobs",
            ),
        ] {
            assert_eq!(resource.path(namespace), want);
        }
        assert_eq!(Resource::from(Kind::StatefulSet).workload(), Some(WorkloadKind::StatefulSet));
        assert_eq!(Resource::new("other.io", "v1", "deployments", "Deployment", true).workload(), None);
    }
}
