//! Whether a rule allows something, as the API server's RBAC authorizer decides.

use super::{Asked, Extent, Rule, Thing};
use crate::model::Name;

/// All of its sort.
pub(super) const ALL: &str = "*";

fn has(list: &[Name], one: &str) -> bool {
    list.iter().any(|x| **x == *ALL || **x == *one)
}

impl Rule {
    /// Which of the objects asked about it allows that to be done to; `None` for none.
    pub fn allows(&self, asked: &Asked) -> Option<Extent> {
        if !has(&self.verbs, &asked.verb) {
            return None;
        }
        match &asked.thing {
            Thing::Url(path) => self.urls.iter().any(|url| fits(url, path)).then_some(Extent::All),
            Thing::Objects { group, plural, sub, name } => {
                if !has(&self.groups, group) || !self.names_resource(plural, sub) {
                    return None;
                }
                if self.names.is_empty() {
                    return Some(Extent::All);
                }
                if !name.is_empty() {
                    return self.names.contains(name).then_some(Extent::All);
                }
                // What is made new, or deleted all at once, is asked for without a name: no rule with names ever covers it.
                let nameless = matches!(&*asked.verb, "create" | "deletecollection") && sub.is_empty();
                (!nameless).then(|| Extent::Only(self.names.clone()))
            }
        }
    }

    /// Whether its resources have this one. `pods/*` is none of RBAC's words: a star stands alone, or before the subresource.
    pub fn names_resource(&self, plural: &str, sub: &str) -> bool {
        self.resources.iter().any(|rule| {
            let rule: &str = rule;
            match rule.split_once('/') {
                None => rule == ALL || sub.is_empty() && rule == plural,
                Some((ALL, of)) => !sub.is_empty() && of == sub,
                Some((of, its)) => of == plural && its == sub && !sub.is_empty(),
            }
        })
    }

    /// Its groups as one says them: that without a name is the core group.
    pub fn group_words(&self) -> String {
        self.groups.iter().map(|g| if g.is_empty() { "core" } else { g }).collect::<Vec<_>>().join(", ")
    }

    /// As [`Rule::names_resource`], with the group.
    pub fn is_about(&self, group: &str, plural: &str, sub: &str) -> bool {
        has(&self.groups, group) && self.names_resource(plural, sub)
    }
}

fn fits(url: &str, path: &str) -> bool {
    match url.strip_suffix('*') {
        Some(start) => path.starts_with(start),
        None => url == path,
    }
}
