//! A Role or ClusterRole: what it lets one do, what is much first.

use super::sheet::{Sheet, joined, selector};
use super::{Told, text};
use serde_json::Value;

pub(super) fn tell(sheet: &mut Sheet, told: Told<'_>) {
    let selectors: Vec<String> =
        told.object["aggregationRule"]["clusterRoleSelectors"].as_array().into_iter().flatten().map(selector).collect();
    sheet.several(0, "Aggregates", &selectors);
    rules(sheet, &told.object["rules"]);
}

/// The table of rules; a warning for those that let one do all.
pub(super) fn rules(sheet: &mut Sheet, rules: &Value) {
    let list = |v: &Value| v.as_array().cloned().unwrap_or_default();
    let mut rows: Vec<Vec<String>> = Vec::new();
    for rule in list(rules) {
        let (verbs, names) = (joined(&rule["verbs"]), joined(&rule["resourceNames"]));
        let groups = list(&rule["apiGroups"]);
        for resource in list(&rule["resources"]) {
            for group in &groups {
                let (resource, group) = (text(&resource), text(group));
                let whole = match (&*resource, &*group) {
                    ("*", "*") => "*.*".to_owned(),
                    (resource, "") => resource.to_owned(),
                    (resource, group) => match resource.split_once('/') {
                        // As kubectl has it: deployments.apps/scale.
                        Some((resource, part)) => format!("{resource}.{group}/{part}"),
                        None => format!("{resource}.{group}"),
                    },
                };
                rows.push(vec![whole, String::new(), names.clone(), verbs.clone()]);
            }
        }
        for url in list(&rule["nonResourceURLs"]) {
            rows.push(vec![String::new(), text(&url), names.clone(), verbs.clone()]);
        }
    }
    rows.sort_by_key(|r| !r[3].split(", ").any(|v| v == "*") && !r[0].starts_with('*'));
    if rows.iter().any(|r| r[0] == "*.*" && r[3] == "*") {
        sheet.warn("it lets one do everything");
    }
    sheet.title("Rules");
    if rows.is_empty() {
        sheet.line("none: it lets one do nothing");
    }
    sheet.table(&["RESOURCES", "NON-RESOURCE URLS", "RESOURCE NAMES", "VERBS"], &rows);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::describe::beside::Beside;
    use crate::cluster::describe::tests::{has, tells};
    use serde_json::json;

    #[test]
    fn each_rule_is_told_by_resource() {
        let role = json!({"kind": "Role", "metadata": {"name": "r"}, "rules": [
            {"apiGroups": [""], "resources": ["pods", "pods/log"], "verbs": ["get", "list"]},
            {"apiGroups": ["apps"], "resources": ["deployments/scale"], "resourceNames": ["web"], "verbs": ["*"]},
            {"nonResourceURLs": ["/healthz"], "verbs": ["get"]}]});
        has(
            "role",
            &tells(tell, &role, Beside::default()),
            &["deployments.apps/scale – web *\npods – – get, list\npods/log – – get, list\n– /healthz – get"],
        );
        let all = json!({"rules": [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}]});
        has("all", &tells(tell, &all, Beside::default()), &["⚠ it lets one do everything", "*.* *"]);
        let aggregated = json!({"aggregationRule": {"clusterRoleSelectors": [{"matchLabels": {"a": "b"}}]}, "rules": null});
        has("none", &tells(tell, &aggregated, Beside::default()), &["Aggregates: a=b", "none: it lets one do nothing"]);
    }
}
