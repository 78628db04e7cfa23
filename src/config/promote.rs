//! `[promote]`: in which order workloads are moved from one environment to the next.

use crate::model::Name;
use crate::model::naming;
use crate::model::promotion::Depends;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct PromoteText {
    depends: Option<BTreeMap<String, Spanned<Vec<String>>>>,
}

/// The rules; a mistake is named with its line and field.
pub(super) fn read(text: PromoteText, line: impl Fn(usize) -> usize) -> Result<Depends, String> {
    let (mut rules, mut lines) = (BTreeMap::new(), BTreeMap::new());
    for (name, before) in text.depends.unwrap_or_default() {
        let at = line(before.span().start);
        for of in [&name].into_iter().chain(before.get_ref()) {
            of.split('.')
                .try_for_each(naming::dns_label)
                .map_err(|e| format!("line {at}: promote.depends.{name}: {of:?} is not a workload's name: {e}"))?;
        }
        lines.insert(name.clone(), at);
        rules.insert(Name::from(name.as_str()), before.into_inner().iter().map(|n| Name::from(n.as_str())).collect());
    }
    Depends::new(rules).map_err(|circle| {
        let first = circle.0.first().cloned().unwrap_or_default();
        let at = lines.get(&first).copied().unwrap_or(1);
        format!("line {at}: promote.depends.{first}: {circle}")
    })
}
