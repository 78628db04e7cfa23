//! An Event, of `v1` or `events.k8s.io/v1`: what was said of which object, when and by whom.

use super::sheet::{Sheet, since};
use super::{Told, text};
use serde_json::Value;

fn first<'a>(values: &[&'a Value]) -> &'a Value {
    values.iter().copied().find(|v| !v.is_null() && **v != "" && **v != 0).unwrap_or(&Value::Null)
}

pub(super) fn tell(sheet: &mut Sheet, told: Told<'_>) {
    let e = told.object;
    let message = text(first(&[&e["message"], &e["note"]]));
    if e["type"] == "Warning" {
        sheet.warn(&format!("{}: {}", text(&e["reason"]), message.trim()));
    }
    let about = first(&[&e["involvedObject"], &e["regarding"]]);
    let place = about["namespace"].as_str().map(|n| format!(" in {n}")).unwrap_or_default();
    sheet.pair("About", &format!("{}/{}{place}", text(&about["kind"]), text(&about["name"])));
    sheet.pair("Part", &text(&about["fieldPath"]));
    let related = &e["related"];
    if related.is_object() {
        sheet.pair("Related", &format!("{}/{}", text(&related["kind"]), text(&related["name"])));
    }
    sheet.pair("Type", &text(&e["type"]));
    sheet.pair("Reason", &text(&e["reason"]));
    sheet.pair("Action", &text(&e["action"]));
    sheet.pair("Count", &text(first(&[&e["series"]["count"], &e["count"], &e["deprecatedCount"]])));
    sheet.pair("First said", &since(first(&[&e["firstTimestamp"], &e["deprecatedFirstTimestamp"], &e["eventTime"]]), told.now));
    let last = [&e["series"]["lastObservedTime"], &e["lastTimestamp"], &e["deprecatedLastTimestamp"], &e["eventTime"]];
    sheet.pair("Last said", &since(first(&last), told.now));
    let source = first(&[&e["source"], &e["deprecatedSource"]]);
    let by = first(&[&e["reportingComponent"], &e["reportingController"], &source["component"]]);
    sheet.pair("Said by", &text(by));
    sheet.pair("On", &text(first(&[&source["host"], &e["reportingInstance"]])));
    sheet.title("Message");
    sheet.block(message.trim());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::describe::beside::Beside;
    use crate::cluster::describe::tests::{has, tells};
    use serde_json::json;

    #[test]
    fn both_forms_tell_the_same() {
        let core = json!({"metadata": {"name": "e"}, "type": "Warning", "reason": "BackOff", "message": "again\nand again", "count": 7,
            "involvedObject": {"kind": "Pod", "namespace": "iot", "name": "web", "fieldPath": "spec.containers{app}"},
            "firstTimestamp": "2026-07-24T11:00:00Z", "lastTimestamp": "2026-07-24T11:59:00Z", "eventTime": null, "reportingComponent": "",
            "source": {"component": "kubelet", "host": "n1"}});
        let new = json!({"metadata": {"name": "e"}, "type": "Warning", "reason": "BackOff", "note": "again\nand again",
            "series": {"count": 7, "lastObservedTime": "2026-07-24T11:59:00Z"}, "eventTime": "2026-07-24T11:00:00Z",
            "regarding": {"kind": "Pod", "namespace": "iot", "name": "web", "fieldPath": "spec.containers{app}"},
            "reportingController": "kubelet", "reportingInstance": "n1"});
        for object in [core, new] {
            has(
                "event",
                &tells(tell, &object, Beside::default()),
                &[
                    "⚠ BackOff: again and again",
                    "About: Pod/web in iot",
                    "Part: spec.containers{app}",
                    "Type: Warning",
                    "Reason: BackOff",
                    "Count: 7",
                    "First said: 2026-07-24T11:00:00Z (60m ago)",
                    "Last said: 2026-07-24T11:59:00Z (60s ago)",
                    "Said by: kubelet",
                    "On: n1",
                    "Message:\nagain\nand again",
                ],
            );
        }
    }
}
