//! The kinds that an API server serves, and how they are called.

use super::Name;
use super::resource::Resource;
use super::trouble::Trouble;
use std::sync::Arc;

/// A kind that the API serves.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Served {
    /// Where, and how it is called.
    pub resource: Resource,
    /// What can be done with it: `get`, `list`, `watch`, `patch` and so on.
    pub verbs: Vec<String>,
    /// Short names, such as `deploy`, and the singular.
    pub short: Vec<String>,
}

impl Served {
    /// Whether something can be done with it.
    pub fn can(&self, verb: &str) -> bool {
        self.verbs.iter().any(|v| v == verb)
    }

    /// Whether it is called so: by plural, singular, short name or kind, alone, with its group (`devices.iot.example`), or with its version as
    /// kubectl writes it (`nodes.v1`, `deployments.v1.apps`).
    pub fn is_called(&self, word: &str) -> bool {
        let word = word.to_lowercase();
        let named = |name: &str| {
            let resource = &self.resource;
            name == &*resource.plural || name == resource.kind.to_lowercase() || self.short.iter().any(|s| s == name)
        };
        let place = |place: &str| {
            let Resource { group, version, .. } = &self.resource;
            let versioned = place.strip_prefix(&**version).map(|rest| rest.strip_prefix('.').unwrap_or(rest));
            place == &**group || versioned == Some(&**group)
        };
        named(&word) || word.split_once('.').is_some_and(|(name, rest)| named(name) && place(rest))
    }

    /// Its plural with its group, as kubectl writes it: `cronjobs.batch`, `nodes`.
    pub fn full_name(&self) -> String {
        if self.resource.group.is_empty() {
            self.resource.plural.to_string()
        } else {
            format!("{}.{}", self.resource.plural, self.resource.group)
        }
    }
}

/// All kinds that can be listed, in the server's order: the core group first.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Kinds {
    /// The kinds.
    pub served: Vec<Served>,
    /// Groups that did not answer, and why.
    pub missing: Vec<(Name, Arc<Trouble>)>,
}

impl Kinds {
    /// The kind of a name; of several the first, as kubectl takes it.
    pub fn find(&self, word: &str) -> Option<&Served> {
        self.served.iter().find(|s| s.is_called(word))
    }

    /// What the screen calls a kind: its plural, with the group where another kind before it is called the same.
    pub fn label(&self, served: &Served) -> String {
        let first = self.served.iter().find(|s| s.resource.plural == served.resource.plural);
        if first.is_none_or(|f| f == served) { served.resource.plural.to_string() } else { served.full_name() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn served(group: &str, plural: &str, kind: &str, short: &[&str]) -> Served {
        let resource = Resource::new(group, "v1", plural, kind, true);
        Served { resource, verbs: vec!["list".into()], short: short.iter().map(|s| (*s).into()).collect() }
    }

    #[test]
    fn a_kind_is_found_by_every_name_it_has() {
        let kinds = Kinds {
            served: vec![
                served("", "pods", "Pod", &["po", "pod"]),
                served("batch", "cronjobs", "CronJob", &["cj", "cronjob"]),
                served("metrics.k8s.io", "pods", "PodMetrics", &[]),
            ],
            missing: Vec::new(),
        };
        for (word, want) in [
            ("po", Some("pods")),
            ("Pod", Some("pods")),
            ("pods", Some("pods")),
            ("cj", Some("cronjobs.batch")),
            ("CronJob", Some("cronjobs.batch")),
            ("cronjobs.batch", Some("cronjobs.batch")),
            ("pods.metrics.k8s.io", Some("pods.metrics.k8s.io")),
            ("podmetrics", Some("pods.metrics.k8s.io")),
            ("p", None),
            ("cronjobs.apps", None),
            ("pods.v1", Some("pods")),
            ("cronjobs.v1.batch", Some("cronjobs.batch")),
            ("pods.v2", None),
        ] {
            assert_eq!(kinds.find(word).map(Served::full_name).as_deref(), want, "{word}");
        }
        assert_eq!(kinds.label(&kinds.served[0]), "pods");
        assert_eq!(kinds.label(&kinds.served[2]), "pods.metrics.k8s.io");
    }
}
