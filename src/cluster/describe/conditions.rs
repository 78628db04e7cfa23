//! Conditions of whatever kind: those that are not as they should be stand first, and at the head of the description.

use super::sheet::Sheet;
use super::{age, text};
use crate::model::Time;
use crate::model::nodes::is_trouble;
use serde_json::Value;

/// Conditions that are well where they are true: those of Kubernetes, and those that custom resources share.
const GOOD: [&str; 26] = [
    "Ready",
    "Available",
    "Healthy",
    "Synced",
    "Established",
    "NamesAccepted",
    "Accepted",
    "Programmed",
    "ResolvedRefs",
    "Initialized",
    "Valid",
    "Reconciled",
    "AbleToScale",
    "ScalingActive",
    "Issued",
    "Served",
    "Approved",
    "Installed",
    "Resolved",
    "Deployed",
    "Released",
    "ArtifactInStorage",
    "SourceVerified",
    "Reachable",
    "Online",
    "Connected",
];
/// How conditions end that are unwell where they are true.
const BAD: [&str; 14] = [
    "Pressure",
    "Unavailable",
    "Failure",
    "Failed",
    "Degraded",
    "Stalled",
    "Error",
    "Terminating",
    "FailureTarget",
    "ModifyVolumeError",
    "NonStructuralSchema",
    "Blocked",
    "Conflict",
    "Expired",
];

/// Whether a condition is not as it should be. Of one that is not known nothing is said.
pub(super) fn unwell(condition: &Value) -> bool {
    let (kind, status) = (text(&condition["type"]), text(&condition["status"]));
    if GOOD.contains(&&*kind) {
        return status != "True";
    }
    BAD.iter().any(|end| kind.ends_with(end)) && status != "False"
}

/// A condition in a sentence.
pub(super) fn sentence(condition: &Value) -> String {
    let (kind, status) = (text(&condition["type"]), text(&condition["status"]));
    let (reason, message) = (text(&condition["reason"]), text(&condition["message"]));
    let why = [reason, message].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(": ");
    let what = match &*status {
        "True" => kind,
        "False" => format!("not {kind}"),
        other => format!("{kind} is {other}"),
    };
    if why.is_empty() { what } else { format!("{what}: {why}") }
}

/// The same of a node's conditions, as the view of the nodes judges them.
pub(super) fn unwell_of_node(condition: &Value) -> bool {
    let (kind, status) = (text(&condition["type"]), text(&condition["status"]));
    if kind == "Ready" { status != "True" } else { is_trouble(&kind, &status) }
}

/// Which conditions are unwell.
pub(super) type Rule = fn(&Value) -> bool;

/// Says at the head which conditions are unwell.
pub(super) fn judge(sheet: &mut Sheet, list: &Value, unwell: Rule) {
    for c in list.as_array().into_iter().flatten().filter(|c| unwell(c)) {
        sheet.wrong(&sentence(c));
    }
}

/// The table of all of them.
pub(super) fn table(sheet: &mut Sheet, list: &Value, now: Time) {
    table_by(sheet, list, now, unwell);
}

/// The same, by another rule.
pub(super) fn table_by(sheet: &mut Sheet, list: &Value, now: Time, unwell: Rule) {
    let Some(list) = list.as_array().filter(|l| !l.is_empty()) else { return };
    let mut sorted: Vec<&Value> = list.iter().collect();
    sorted.sort_by_key(|c| !unwell(c));
    let row = |c: &&Value| {
        let sign = if unwell(c) { "✗ " } else { "" };
        let since = if c["lastTransitionTime"].is_null() { String::new() } else { age(&c["lastTransitionTime"], now) };
        vec![format!("{sign}{}", text(&c["type"])), text(&c["status"]), since, text(&c["reason"]), text(&c["message"])]
    };
    let rows: Vec<Vec<String>> = sorted.iter().map(row).collect();
    sheet.title("Conditions");
    sheet.table(&["TYPE", "STATUS", "SINCE", "REASON", "MESSAGE"], &rows);
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_unwell_is_told_by_its_type() {
        for (kind, status, want) in [
            ("Ready", "True", false),
            ("Ready", "False", true),
            ("Ready", "Unknown", true),
            ("MemoryPressure", "False", false),
            ("MemoryPressure", "True", true),
            ("NetworkUnavailable", "Unknown", true),
            ("Progressing", "False", false),
            ("Colourful", "True", false),
            ("Failed", "True", true),
        ] {
            assert_eq!(unwell(&json!({"type": kind, "status": status})), want, "{kind} {status}");
        }
    }

    #[test]
    fn of_a_node_what_is_true_is_wrong_and_what_is_ready_is_right() {
        for (kind, status, want) in [
            ("Ready", "Unknown", true),
            ("Ready", "True", false),
            ("KernelReady", "False", true),
            ("KernelReady", "True", false),
            ("KernelDeadlock", "True", true),
            ("ReadonlyFilesystem", "True", true),
            ("ReadonlyFilesystem", "False", false),
            ("EtcdIsVoter", "False", false),
        ] {
            assert_eq!(unwell_of_node(&json!({"type": kind, "status": status})), want, "{kind} {status}");
        }
    }

    #[test]
    fn a_condition_is_a_sentence() {
        let c = |status: &str| json!({"type": "Ready", "status": status, "reason": "Why", "message": "since"});
        assert_eq!(sentence(&c("False")), "not Ready: Why: since");
        assert_eq!(sentence(&c("Unknown")), "Ready is Unknown: Why: since");
        assert_eq!(sentence(&json!({"type": "Failed", "status": "True"})), "Failed");
    }
}
