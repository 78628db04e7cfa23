//! A ResourceQuota: what is nearly used up first.

use super::amounts::Amount;
use super::sheet::{Sheet, joined};
use super::{Told, text};
use serde_json::Value;

/// From how many hundredths on it is worth a word.
const NEAR: i128 = 85;

pub(super) fn tell(sheet: &mut Sheet, told: Told<'_>) {
    let (spec, status) = (&told.object["spec"], &told.object["status"]);
    sheet.pair("Scopes", &joined(&spec["scopes"]));
    let scope = |s: &Value| {
        format!("{} {} {}", text(&s["scopeName"]), text(&s["operator"]).to_lowercase(), joined(&s["values"])).trim_end().to_owned()
    };
    let scopes: Vec<String> = spec["scopeSelector"]["matchExpressions"].as_array().into_iter().flatten().map(scope).collect();
    sheet.several(0, "Scope Selector", &scopes);
    // What its controller has taken is in its status; before that, what is wanted stands in the spec.
    let hard = if status["hard"].is_object() { &status["hard"] } else { &spec["hard"] };
    let mut rows: Vec<(i128, Vec<String>)> = Vec::new();
    for (name, limit) in hard.as_object().into_iter().flatten() {
        let used = &status["used"][name];
        let share = if used.is_null() { None } else { Some(share(Amount::of(used), Amount::of(limit))) };
        match share {
            Some(share) if share >= 100 => sheet.wrong(&format!("{name} is used up: {} of {}", text(used), text(limit))),
            Some(share) if share >= NEAR => {
                sheet.warn(&format!("{name} is nearly used up: {} of {} ({share}%)", text(used), text(limit)))
            }
            Some(_) | None => {}
        }
        let percent = share.map_or_else(String::new, |s| format!("{s}%"));
        let used = if used.is_null() { "not known yet".to_owned() } else { text(used) };
        rows.push((share.unwrap_or(-1), vec![name.clone(), used, text(limit), percent]));
    }
    rows.sort_by_key(|(share, _)| std::cmp::Reverse(*share));
    let rows: Vec<Vec<String>> = rows.into_iter().map(|(_, row)| row).collect();
    sheet.title("Use");
    if rows.is_empty() {
        sheet.line("it limits nothing");
    }
    sheet.table(&["RESOURCE", "USED", "HARD", "SHARE"], &rows);
}

/// How much is used; of nothing, nothing is left.
fn share(used: Amount, hard: Amount) -> i128 {
    used.percent_of(hard).unwrap_or(100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::describe::beside::Beside;
    use crate::cluster::describe::tests::{has, tells};
    use serde_json::json;

    #[test]
    fn what_is_nearly_used_up_stands_first() {
        let quota = json!({"metadata": {"name": "q"}, "spec": {"scopes": ["NotTerminating"], "hard": {"pods": "10"},
            "scopeSelector": {"matchExpressions": [{"scopeName": "PriorityClass", "operator": "In", "values": ["high"]}]}},
            "status": {"hard": {"pods": "10", "requests.cpu": "2", "requests.memory": "1Gi", "secrets": "0"},
                "used": {"pods": "3", "requests.cpu": "1900m", "requests.memory": "1Gi", "secrets": "0"}}});
        has(
            "quota",
            &tells(tell, &quota, Beside::default()),
            &[
                "✗ requests.memory is used up: 1Gi of 1Gi",
                "⚠ requests.cpu is nearly used up: 1900m of 2 (95%)",
                "Scopes: NotTerminating",
                "Scope Selector: PriorityClass in high",
                "requests.cpu 1900m 2 95%\npods 3 10 30%",
            ],
        );
        let fresh = json!({"spec": {"hard": {"pods": "1"}}});
        has("fresh", &tells(tell, &fresh, Beside::default()), &["pods not known yet 1"]);
    }
}
