//! Which namespaces are environments of one another.

use super::stage::{parts, rank};
use crate::model::Name;

/// A namespace of a context.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Place {
    /// The context; `None` for the one in front.
    pub context: Option<Name>,
    /// The namespace.
    pub namespace: Name,
}

/// An environment: where one stage of a release runs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Environment {
    /// What it is called: the stage's word, or the name that the settings give it.
    pub name: Name,
    /// Where it is.
    pub place: Place,
}

/// Environments that a release goes through, in this order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Group {
    /// What they have in common, as a pattern: `iot-*`, `*-iot`, `*`; or the name that the settings give it.
    pub name: Name,
    /// At least two, in the order of promotion.
    pub environments: Vec<Environment>,
    /// The label that they are found by, where they are.
    pub label: Option<Name>,
}

/// The groups among the namespaces of a cluster, by their names: those that differ in the word for the stage alone. The largest stands first.
pub fn by_name<'a>(namespaces: impl IntoIterator<Item = &'a Name>) -> Vec<Group> {
    let found = namespaces.into_iter().filter_map(|namespace| {
        let parts = parts(namespace)?;
        let name = match (parts.common, parts.before) {
            ("", _) => "*".into(),
            (common, true) => format!("*-{common}"),
            (common, false) => format!("{common}-*"),
        };
        Some((name, parts.stage, namespace))
    });
    gather(found, None)
}

/// The groups among namespaces by the value of a label that says the stage. Those of one group have names that differ in that value alone;
/// all others are one group, if there is no stage twice.
pub fn by_label<'a>(labelled: impl IntoIterator<Item = (&'a Name, &'a str)>, key: &str) -> Vec<Group> {
    let all: Vec<(&Name, &str)> = labelled.into_iter().collect();
    let unique = all.iter().enumerate().all(|(i, (_, stage))| !all[..i].iter().any(|(_, other)| other == stage));
    if unique {
        return gather(all.into_iter().map(|(namespace, stage)| (format!("{key}=*"), stage, namespace)), Some(key));
    }
    gather(all.into_iter().map(|(namespace, stage)| (without(namespace, stage), stage, namespace)), Some(key))
}

/// A namespace's name with a `*` where the stage stands in it; the whole name where it does not.
fn without(namespace: &str, stage: &str) -> String {
    if let Some(common) = namespace.strip_suffix(stage).and_then(|rest| rest.strip_suffix('-')) {
        return format!("{common}-*");
    }
    match namespace.strip_prefix(stage).and_then(|rest| rest.strip_prefix('-')) {
        Some(common) => format!("*-{common}"),
        None => namespace.to_owned(),
    }
}

fn gather<'a>(found: impl Iterator<Item = (String, &'a str, &'a Name)>, label: Option<&str>) -> Vec<Group> {
    let mut groups: Vec<(String, Vec<(&str, &Name)>)> = Vec::new();
    for (name, stage, namespace) in found {
        match groups.iter_mut().find(|(other, _)| *other == name) {
            Some((_, members)) => members.push((stage, namespace)),
            None => groups.push((name, vec![(stage, namespace)])),
        }
    }
    groups.retain(|(_, members)| members.len() > 1);
    for (_, members) in &mut groups {
        // What is no known word comes before production, in the order of the alphabet.
        let last = rank("prod").unwrap_or(usize::MAX);
        members.sort_by_key(|(stage, namespace)| (rank(stage).map_or((last, 0), |at| (at, 1)), *stage, (*namespace).clone()));
    }
    groups.sort_by(|(a, x), (b, y)| y.len().cmp(&x.len()).then_with(|| a.cmp(b)));
    let environment = |(stage, namespace): (&str, &Name)| Environment {
        name: stage.into(),
        place: Place { context: None, namespace: namespace.clone() },
    };
    groups
        .into_iter()
        .map(|(name, members)| Group {
            name: name.into(),
            environments: members.into_iter().map(environment).collect(),
            label: label.map(Name::from),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(groups: &[Group]) -> Vec<(String, Vec<String>)> {
        let of = |g: &Group| g.environments.iter().map(|e| format!("{}:{}", e.name, e.place.namespace)).collect();
        groups.iter().map(|g| (g.name.to_string(), of(g))).collect()
    }

    #[test]
    fn environments_are_found_by_what_their_names_have_in_common() {
        let names: Vec<Name> = [
            "default",
            "iot-prod",
            "iot-dev",
            "kube-system",
            "iot-pre",
            "iot-test",
            "shop-prod",
            "shop-dev",
            "alone-dev",
            "dev-web",
            "prod-web",
        ]
        .map(Name::from)
        .to_vec();
        let want = [
            ("iot-*", vec!["dev:iot-dev", "test:iot-test", "pre:iot-pre", "prod:iot-prod"]),
            ("*-web", vec!["dev:dev-web", "prod:prod-web"]),
            ("shop-*", vec!["dev:shop-dev", "prod:shop-prod"]),
        ];
        let got = told(&by_name(&names));
        assert_eq!(got, want.map(|(name, members)| (name.to_owned(), members.into_iter().map(str::to_owned).collect())).to_vec());
    }

    #[test]
    fn environments_are_found_by_a_label() {
        let names: Vec<Name> = ["a", "b", "c"].map(Name::from).to_vec();
        let one = by_label([(&names[0], "prod"), (&names[1], "dev"), (&names[2], "blue")], "stage");
        assert_eq!(told(&one), [("stage=*".to_owned(), vec!["dev:b".to_owned(), "blue:c".to_owned(), "prod:a".to_owned()])]);
        let names: Vec<Name> = ["x-dev", "x-prod", "y-dev", "y-prod", "odd"].map(Name::from).to_vec();
        let two = by_label(names.iter().zip(["dev", "prod", "dev", "prod", "dev"]), "stage");
        let want = [("x-*", ["dev:x-dev", "prod:x-prod"]), ("y-*", ["dev:y-dev", "prod:y-prod"])];
        assert_eq!(told(&two), want.map(|(n, m)| (n.to_owned(), m.map(str::to_owned).to_vec())).to_vec());
    }
}
