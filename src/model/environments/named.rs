//! Environments as the settings name them.

use super::group::{Environment, Group, Place, by_label, by_name};
use super::rules::Rule;
use crate::model::Name;
use crate::model::namespace::Namespace;
use std::sync::Arc;

/// One `[[environments]]` of the settings.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Named {
    /// Its name; of a group that is found by names, its pattern.
    pub name: Name,
    /// Which environments it is of.
    pub members: Members,
    /// What is meant to differ between them.
    pub ignore: Arc<[Rule]>,
}

/// How the environments of a group are found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Members {
    /// They are named, in the order of promotion.
    These(Vec<Environment>),
    /// By this label of namespaces, which says the stage.
    Label(Name),
    /// By the names of namespaces, as without settings.
    Found,
}

impl Named {
    /// What is meant to differ in a group.
    pub fn ignored(all: &[Self], group: &Group) -> Arc<[Rule]> {
        let of = |members: &Members| match (members, &group.label) {
            (Members::Label(key), Some(label)) => key == label,
            (Members::Label(_) | Members::These(_) | Members::Found, _) => false,
        };
        let own = all.iter().find(|n| of(&n.members) || n.name == group.name);
        let every = all.iter().find(|n| n.members == Members::Found && &*n.name == "*");
        own.or(every).map(|n| n.ignore.clone()).unwrap_or_default()
    }

    /// All groups: first those that are named, then those that are found. What is in one of the first is not found once more.
    pub fn groups<'a>(all: &[Self], listed: impl Iterator<Item = &'a Namespace> + Clone, known: &[Name]) -> Vec<Group> {
        let mut groups = Vec::new();
        for named in all {
            match &named.members {
                Members::These(environments) => {
                    groups.push(Group { name: named.name.clone(), environments: environments.clone(), label: None });
                }
                Members::Label(key) => {
                    let stages: Vec<(&Name, &str)> = listed
                        .clone()
                        .filter_map(|ns| Some((&ns.name, ns.labels.get(key).filter(|stage| !stage.is_empty())?)))
                        .collect();
                    groups.extend(by_label(stages, key));
                }
                Members::Found => {}
            }
        }
        let taken = |group: &Group| {
            let here = |e: &Environment| e.place.context.is_none();
            groups.iter().any(|known: &Group| {
                let has = |e: &Environment| known.environments.iter().any(|k| here(k) && k.place == e.place);
                known.name == group.name || group.environments.iter().all(has)
            })
        };
        let found: Vec<Group> = by_name(known).into_iter().filter(|group| !taken(group)).collect();
        groups.extend(found);
        groups
    }
}

/// Reads where an environment is: `shop-dev`, `ns:shop-dev`, `ctx:shop-prod/ns:shop`. A context's name may have slashes of its own.
///
/// # Errors
/// Why it is no place.
pub fn place(text: &str) -> Result<Place, String> {
    let say = || format!("{text:?} is no place; write \"ns:NAMESPACE\" or \"ctx:CONTEXT/ns:NAMESPACE\"");
    let (context, namespace) = match text.strip_prefix("ctx:") {
        Some(rest) => {
            let (context, namespace) = rest.rsplit_once("/ns:").ok_or_else(say)?;
            (Some(context).filter(|c| !c.is_empty()).ok_or_else(say)?, namespace)
        }
        None => ("", text.strip_prefix("ns:").unwrap_or(text)),
    };
    crate::model::naming::dns_label(namespace).map_err(|e| format!("{namespace:?} is not a valid namespace name: {e}"))?;
    Ok(Place { context: Some(context).filter(|c| !c.is_empty()).map(Name::from), namespace: namespace.into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read() {
        for (text, want) in [
            ("shop-dev", Some((None, "shop-dev"))),
            ("ns:shop-dev", Some((None, "shop-dev"))),
            ("ctx:shop-prod/ns:shop", Some((Some("shop-prod"), "shop"))),
            ("ctx:arn:aws:eks:eu:1:cluster/prod/ns:shop", Some((Some("arn:aws:eks:eu:1:cluster/prod"), "shop"))),
            ("ctx:shop-prod", None),
            ("ctx:/ns:shop", None),
            ("Shop", None),
            ("", None),
        ] {
            let got = place(text).ok().map(|p| (p.context.map(|c| c.to_string()), p.namespace.to_string()));
            assert_eq!(got, want.map(|(c, n)| (c.map(str::to_owned), n.to_owned())), "{text}");
        }
    }

    #[test]
    fn what_is_named_is_not_found_once_more() {
        let named =
            |name: &str, members| Named { name: name.into(), members, ignore: Arc::new([Rule::parse("replicas").unwrap()]) };
        let these = |places: &[&str]| {
            Members::These(places.iter().map(|p| Environment { name: (*p).into(), place: place(p).unwrap() }).collect())
        };
        let known: Vec<Name> = ["iot-dev", "iot-prod", "shop-dev", "shop-prod"].map(Name::from).to_vec();
        let told = |all: &[Named]| {
            let groups = Named::groups(all, std::iter::empty(), &known);
            groups.iter().map(|g| g.name.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(told(&[]), ["iot-*", "shop-*"]);
        assert_eq!(told(&[named("mine", these(&["shop-dev", "shop-prod"]))]), ["mine", "iot-*"]);
        assert_eq!(told(&[named("far", these(&["shop-dev", "ctx:p/ns:shop-prod"]))]), ["far", "iot-*", "shop-*"]);
        let rules = [named("iot-*", Members::Found), named("*", Members::Found)];
        let group = |name: &str| Group { name: name.into(), environments: Vec::new(), label: None };
        assert_eq!(Named::ignored(&rules, &group("iot-*")).len(), 1);
        assert_eq!(Named::ignored(&rules, &group("shop-*")).len(), 1, "of all");
        assert_eq!(Named::ignored(&rules[..1], &group("shop-*")).len(), 0);
        let by_label = Group { label: Some("stage".into()), ..group("x-*") };
        assert_eq!(Named::ignored(&[named("stage", Members::Label("stage".into()))], &by_label).len(), 1);
    }
}
