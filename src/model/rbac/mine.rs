//! What the user may do: verbs by kinds.

use super::rules::ALL;
use super::{Asked, Extent, Rule, Thing, who};
use crate::model::Name;
use crate::model::kinds::{Kinds, Served};
use crate::model::trouble::Trouble;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The verbs that have a column.
pub const VERBS: [&str; 8] = ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"];

/// Subresources that one acts by, with the kind that has them and what can be done with them.
const SUBS: &[(&str, &str, &str, &[&str])] = &[
    ("", "pods", "log", &["get"]),
    ("", "pods", "exec", &["get", "create"]),
    ("", "pods", "attach", &["get", "create"]),
    ("", "pods", "portforward", &["get", "create"]),
    ("", "pods", "eviction", &["create"]),
    ("", "pods", "ephemeralcontainers", &["get", "update", "patch"]),
    ("", "serviceaccounts", "token", &["create"]),
    ("apps", "deployments", "scale", &["get", "update", "patch"]),
    ("apps", "statefulsets", "scale", &["get", "update", "patch"]),
];

/// Whether the user may.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum May {
    /// So they may, to all objects or to some.
    Yes(Extent),
    /// They may not.
    No,
    /// It is not known: the server's list of rules is not whole, and it was not asked or did not answer.
    Unknown,
    /// The kind has no such verb.
    Never,
}

/// What may be done with a kind, or with a subresource of one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KindRow {
    /// The API group; empty for the core's.
    pub group: Name,
    /// The plural.
    pub plural: Name,
    /// The subresource; empty for none.
    pub sub: Name,
    /// Whether its objects live in namespaces.
    pub namespaced: bool,
    /// For each of [`VERBS`].
    pub may: [May; 8],
    /// Other verbs that rules name for it, such as `impersonate`.
    pub others: Vec<(Name, Extent)>,
}

impl KindRow {
    /// As kubectl writes it: `deployments.apps/scale`.
    pub fn name(&self) -> String {
        let sub = if self.sub.is_empty() { String::new() } else { format!("/{}", self.sub) };
        let group = if self.group.is_empty() { String::new() } else { format!(".{}", self.group) };
        format!("{}{group}{sub}", self.plural)
    }

    /// Whether anything may be done with it, as far as is known.
    pub fn any(&self) -> bool {
        !self.others.is_empty() || self.may.iter().any(|m| matches!(m, May::Yes(_)))
    }

    /// What is asked by one of its columns.
    pub fn asked(&self, verb: &str) -> Asked {
        let Self { group, plural, sub, .. } = self;
        let thing = Thing::Objects { group: group.clone(), plural: plural.clone(), sub: sub.clone(), name: "".into() };
        Asked { verb: verb.into(), thing }
    }
}

/// What the user may do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mine {
    /// In which namespace; none for everywhere.
    pub namespace: Option<Name>,
    /// By kind.
    pub rows: Vec<KindRow>,
    /// Paths that are no objects, with the verbs that are allowed on them.
    pub urls: Vec<(Name, Vec<Name>)>,
    /// Why the server's list of rules is not whole; empty where it gives no reason. `None` where it is whole.
    pub incomplete: Option<Name>,
    /// Groups whose kinds are not known.
    pub missing: Vec<Name>,
    /// Why no kinds are known at all: then only those stand in the rows that rules name.
    pub no_kinds: Option<Arc<Trouble>>,
}

/// The rules that hold in the namespace that is asked about, and those that hold everywhere: they alone count for kinds without a namespace, but
/// for that namespace itself.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct MyRules {
    /// Which namespace is asked about; `None` for none.
    pub namespace: Option<Name>,
    /// In it.
    pub here: Vec<Rule>,
    /// Everywhere.
    pub everywhere: Vec<Rule>,
}

/// The rows by these rules: kinds as the server has them, each with its subresources behind it, and at the end what rules name and the server
/// does not serve, or cannot list.
pub fn rows(kinds: &Kinds, rules: &MyRules, whole: bool) -> Vec<KindRow> {
    let mut rows: Vec<KindRow> = Vec::new();
    for Served { resource, verbs, .. } in &kinds.served {
        let verbs: Vec<&str> = verbs.iter().map(String::as_str).collect();
        rows.push(row((&resource.group, &resource.plural, ""), resource.namespaced, Some(&verbs), rules, whole));
        let subs = SUBS.iter().filter(|(group, plural, ..)| **group == *resource.group && **plural == *resource.plural);
        rows.extend(subs.map(|(group, plural, sub, verbs)| row((group, plural, sub), true, Some(verbs), rules, whole)));
    }
    let mut more: BTreeSet<(Name, Name, Name)> = BTreeSet::new();
    for rule in &rules.here {
        for resource in &rule.resources {
            let (plural, sub) = resource.split_once('/').unwrap_or((resource, ""));
            let named = |r: &KindRow| *r.plural == *plural && *r.sub == *sub && rule.groups.contains(&r.group);
            if plural == ALL || !sub.is_empty() && rows.iter().any(named) {
                continue;
            }
            // A rule of several groups and kinds means each kind where it is served.
            let serves = |group: &&Name| kinds.served.iter().any(|s| s.resource.group == **group && *s.resource.plural == *plural);
            let somewhere = rule.groups.iter().any(|group| **group == *ALL || serves(&group));
            for group in rule.groups.iter().filter(|group| ***group != *ALL && (!somewhere || serves(group))) {
                let known = rows.iter().any(|r| r.group == *group && *r.plural == *plural && *r.sub == *sub);
                if !known {
                    more.insert((group.clone(), plural.into(), sub.into()));
                }
            }
        }
    }
    for (group, plural, sub) in more {
        let served = kinds.served.iter().find(|s| s.resource.group == group && s.resource.plural == plural);
        let namespaced = served.is_none_or(|s| s.resource.namespaced);
        let row = row((&group, &plural, &sub), namespaced, None, rules, whole);
        if row.any() {
            rows.push(row);
        }
    }
    rows
}

impl MyRules {
    /// What is allowed of that: by `rules`, and of the namespace itself also by those that hold in it.
    fn extent(&self, asked: &Asked, rules: &[Rule]) -> Option<Extent> {
        let extent = who::extent(asked, rules).map(|(extent, _)| extent);
        let own = self.namespace.as_ref().filter(|own| asked.is_in_itself() && who::extent(&asked.of(own), &self.here).is_some());
        match (extent, own) {
            (Some(Extent::All), _) => Some(Extent::All),
            (extent, None) => extent,
            (None, Some(own)) => Some(Extent::Only(vec![own.clone()])),
            (Some(Extent::Only(mut names)), Some(own)) => {
                names.push(own.clone());
                names.sort();
                names.dedup();
                Some(Extent::Only(names))
            }
        }
    }
}

fn row((group, plural, sub): (&str, &str, &str), namespaced: bool, verbs: Option<&[&str]>, all: &MyRules, whole: bool) -> KindRow {
    let rules = if namespaced { &all.here } else { &all.everywhere };
    let may = [May::Never, May::Never, May::Never, May::Never, May::Never, May::Never, May::Never, May::Never];
    let mut row = KindRow { group: group.into(), plural: plural.into(), sub: sub.into(), namespaced, may, others: Vec::new() };
    for (i, verb) in VERBS.iter().enumerate() {
        let asked = row.asked(verb);
        row.may[i] = match all.extent(&asked, rules) {
            _ if verbs.is_some_and(|verbs| !verbs.contains(verb)) => May::Never,
            Some(extent) => May::Yes(extent),
            None if whole => May::No,
            None => May::Unknown,
        };
    }
    let about = rules.iter().filter(|r| r.is_about(group, plural, sub));
    let others: BTreeSet<&Name> = about.flat_map(|r| r.verbs.iter()).filter(|v| !VERBS.contains(&&***v)).collect();
    let extent = |verb: &Name| who::extent(&row.asked(verb), rules).map(|(extent, _)| (verb.clone(), extent));
    row.others = others.into_iter().filter_map(extent).collect();
    row
}

/// The paths of rules, each with its verbs.
pub fn urls(rules: &[Rule]) -> Vec<(Name, Vec<Name>)> {
    let mut out: BTreeMap<Name, Vec<Name>> = BTreeMap::new();
    for rule in rules {
        for url in &rule.urls {
            out.entry(url.clone()).or_default().extend(rule.verbs.iter().cloned());
        }
    }
    let sorted = |mut verbs: Vec<Name>| {
        verbs.sort();
        verbs.dedup();
        verbs
    };
    out.into_iter().map(|(url, verbs)| (url, sorted(verbs))).collect()
}
