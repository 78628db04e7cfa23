//! Who may do something, and by which binding.

use super::{Asked, Binding, Extent, MASTERS, Part, RbacKind, Role, Rule, Subject, SubjectKind, Thing, Unread};
use crate::model::Name;
use crate::model::trouble::Trouble;
use std::sync::Arc;

/// Somebody who may, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Grant {
    /// Who.
    pub subject: Subject,
    /// By what.
    pub by: By,
    /// To which of the objects.
    pub extent: Extent,
    /// In which namespace; empty for everywhere.
    pub namespace: Name,
}

/// By what somebody may do something.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum By {
    /// By the API server itself, whatever the roles say.
    Server,
    /// By a binding.
    Binding {
        /// Which.
        binding: Part,
        /// The role that it gives.
        role: Part,
        /// The rules of that role that allow it.
        rules: Vec<Rule>,
    },
}

/// Whether the server lists a kind.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Listed {
    /// It does.
    Yes,
    /// It does not: it was taken as it was typed.
    No,
    /// That is not known, and it was taken as it was typed: its kinds could not be read, or not all of them.
    Unknown(Arc<Trouble>),
}

/// Who may do something, as far as roles and bindings could be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Who {
    /// What.
    pub asked: Asked,
    /// In which namespaces it was asked for; none for all.
    pub namespaces: Vec<Name>,
    /// Whether the server lists such a kind.
    pub listed: Listed,
    /// Those who may.
    pub grants: Vec<Grant>,
    /// Bindings of which it is not known, since their role could not be read.
    pub undecided: usize,
    /// What could not be read.
    pub unread: Vec<Unread>,
}

/// Who may do something, of these roles and bindings: those of everything before those of one namespace, those of all objects before those of
/// some. Gives beside them how many bindings name a role that is not among these though it may be there: `unread`.
pub fn grants(asked: &Asked, roles: &[Role], bindings: &[Binding], unread: &[Unread]) -> (Vec<Grant>, usize) {
    let masters = Subject { kind: SubjectKind::Group, namespace: "".into(), name: MASTERS.into() };
    let mut out = vec![Grant { subject: masters, by: By::Server, extent: Extent::All, namespace: "".into() }];
    let mut undecided = 0;
    for binding in bindings {
        // A path is in no namespace.
        let local = binding.part.kind == RbacKind::RoleBinding;
        if local && matches!(asked.thing, Thing::Url(_)) {
            continue;
        }
        let (kind, name) = &binding.role;
        let place: &str = if *kind == RbacKind::Role { &binding.part.namespace } else { "" };
        let role = roles.iter().find(|r| r.part.kind == *kind && *r.part.namespace == *place && r.part.name == *name);
        let Some(role) = role else {
            let missed = |u: &Unread| u.kind == *kind && (u.namespace.is_empty() || *u.namespace == *place);
            undecided += usize::from(unread.iter().any(missed));
            continue;
        };
        let Some((extent, rules)) = given(asked, &binding.part, &role.rules) else { continue };
        for subject in &binding.subjects {
            out.push(Grant {
                subject: subject.clone(),
                by: By::Binding { binding: binding.part.clone(), role: role.part.clone(), rules: rules.clone() },
                extent: extent.clone(),
                namespace: if local { binding.part.namespace.clone() } else { "".into() },
            });
        }
    }
    let rank = |g: &Grant| {
        let binding = match &g.by {
            By::Server => None,
            By::Binding { binding, .. } => Some((binding.kind, binding.name.clone())),
        };
        (g.namespace.clone(), binding.is_some(), matches!(g.extent, Extent::Only(_)), g.subject.clone(), binding)
    };
    out.sort_by_cached_key(rank);
    (out, undecided)
}

/// What a binding gives of that by these rules: of namespaces themselves, one in a namespace gives that one alone.
fn given(asked: &Asked, binding: &Part, rules: &[Rule]) -> Option<(Extent, Vec<Rule>)> {
    if binding.kind != RbacKind::RoleBinding || !asked.is_in_itself() {
        return extent(asked, rules);
    }
    let own = &binding.namespace;
    if !asked.name().is_empty() && asked.name() != &**own {
        return None;
    }
    let (_, by) = extent(&asked.of(own), rules)?;
    let all = !asked.name().is_empty();
    Some((if all { Extent::All } else { Extent::Only(vec![own.clone()]) }, by))
}

/// What these rules together allow of that, and which of them do; `None` for nothing.
pub(super) fn extent(asked: &Asked, rules: &[Rule]) -> Option<(Extent, Vec<Rule>)> {
    let mut names: Vec<Name> = Vec::new();
    let (mut all, mut by) = (Vec::new(), Vec::new());
    for rule in rules {
        match rule.allows(asked) {
            Some(Extent::All) => all.push(rule.clone()),
            Some(Extent::Only(these)) => {
                by.push(rule.clone());
                names.extend(these);
            }
            None => {}
        }
    }
    if !all.is_empty() {
        return Some((Extent::All, all));
    }
    names.sort();
    names.dedup();
    (!names.is_empty()).then_some((Extent::Only(names), by))
}
