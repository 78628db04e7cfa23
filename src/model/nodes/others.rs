//! What pods say of the pods beside which they may be: terms of affinity and anti-affinity.

use super::Rule;
use crate::model::Name;
use crate::model::labels::Labels;

/// A label selector: one that is not there selects nothing, one without a rule all.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Selector(pub Option<Vec<Rule>>);

impl Selector {
    /// Whether it selects what has these labels.
    pub fn selects(&self, labels: &Labels) -> bool {
        self.0.as_ref().is_some_and(|rules| rules.iter().all(|r| r.allows(r.key.as_ref().and_then(|key| labels.get(key)))))
    }

    /// Whether it selects everything.
    pub fn is_all(&self) -> bool {
        self.0.as_ref().is_some_and(Vec::is_empty)
    }
}

/// A term: pods, and the label of the node by which a pod is beside them or not.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct PodTerm {
    /// Which pods are meant.
    pub selector: Selector,
    /// In which namespaces; its own where it names none and selects none.
    pub namespaces: Vec<Name>,
    /// In which more, by their labels.
    pub among: Selector,
    /// The label of the node.
    pub topology: Name,
}

/// Labels of a namespace, where they are known.
pub type LabelsOf<'a> = &'a dyn Fn(&str) -> Option<Labels>;

impl PodTerm {
    /// Whether it means a pod in this namespace with these labels; `None` where that hangs on labels of the namespace that are not known.
    pub(super) fn means(&self, namespace: &Name, labels: &Labels, of: LabelsOf<'_>) -> Option<bool> {
        if !self.selector.selects(labels) {
            return Some(false);
        }
        if self.namespaces.contains(namespace) || self.among.is_all() {
            return Some(true);
        }
        match &self.among.0 {
            None => Some(false),
            Some(_) => of(namespace).map(|labels| self.among.selects(&labels)),
        }
    }

    /// Whether it has to be held against the labels of namespaces.
    pub fn asks_namespaces(&self) -> bool {
        self.among.0.is_some() && !self.among.is_all()
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::labels;
    use super::*;
    use crate::model::nodes::Operator;

    fn rule(key: &str, operator: Operator, values: &[&str]) -> Rule {
        Rule { key: Some(key.into()), operator, values: values.iter().map(|v| Name::from(*v)).collect() }
    }

    #[test]
    fn terms_mean_pods_as_the_scheduler_says() {
        let web = Selector(Some(vec![rule("app", Operator::In, &["web", "api"]), rule("canary", Operator::NotIn, &["yes"])]));
        for (selector, pod, selected) in [
            (Selector(None), &[("app", "web")][..], false),
            (Selector(Some(Vec::new())), &[], true),
            (web.clone(), &[("app", "web")], true),
            (web.clone(), &[("app", "api"), ("canary", "no")], true),
            (web.clone(), &[("app", "web"), ("canary", "yes")], false),
            (web.clone(), &[], false),
            (Selector(Some(vec![rule("app", Operator::DoesNotExist, &[])])), &[], true),
            (Selector(Some(vec![rule("app", Operator::Other, &[])])), &[("app", "web")], false),
        ] {
            assert_eq!(selector.selects(&labels(pod)), selected, "{selector:?} {pod:?}");
        }
        let known = |name: &str| (name == "prod").then(|| labels(&[("env", "prod")]));
        let prod = Selector(Some(vec![rule("env", Operator::In, &["prod"])]));
        for (namespaces, among, means) in [
            (&["iot"][..], Selector(None), [Some(true), Some(false), Some(false)]),
            (&[], Selector(None), [Some(false); 3]),
            (&[], Selector(Some(Vec::new())), [Some(true); 3]),
            (&[], prod.clone(), [None, Some(true), None]),
            (&["iot"], prod, [Some(true), Some(true), None]),
        ] {
            let namespaces = namespaces.iter().map(|n| Name::from(*n)).collect();
            let term = PodTerm { selector: web.clone(), namespaces, among, topology: "zone".into() };
            let told = ["iot", "prod", "dark"].map(|ns| term.means(&ns.into(), &labels(&[("app", "web")]), &known));
            assert_eq!(told, means, "{term:?}");
            assert_eq!(term.means(&"dark".into(), &labels(&[]), &known), Some(false), "what it does not select anywhere");
        }
    }
}
