//! A kind that has no words of its own: its conditions, and then what it consists of as YAML.

use super::sheet::Sheet;
use super::{Told, conditions};

pub(super) fn tell(sheet: &mut Sheet, told: Told<'_>) {
    let list = &told.object["status"]["conditions"];
    conditions::judge(sheet, list, conditions::unwell);
    conditions::table(sheet, list, told.now);
    let mut rest = told.object.clone();
    let Some(fields) = rest.as_object_mut() else { return };
    fields.retain(|field, _| !matches!(field.as_str(), "metadata" | "kind" | "apiVersion"));
    if let Some(status) = fields.get_mut("status").and_then(serde_json::Value::as_object_mut) {
        status.remove("conditions");
        if status.is_empty() {
            fields.shift_remove("status");
        }
    }
    if !fields.is_empty()
        && let Ok(yaml) = crate::cluster::yaml::write(&rest)
    {
        sheet.written(&format!("\n{}", yaml.trim_end()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::describe::beside::Beside;
    use crate::cluster::describe::tests::{has, tells};
    use serde_json::json;

    #[test]
    fn conditions_come_first_and_the_rest_as_it_is_written() {
        let object = json!({"apiVersion": "iot.example/v1", "kind": "Device", "metadata": {"name": "d", "labels": {"a": "b"}},
            "spec": {"model": "m1", "apiToken": "hunter2"}, "status": {"phase": "Lost", "conditions": [
                {"type": "Seen", "status": "True"}, {"type": "Ready", "status": "False", "reason": "NoLink", "message": "no link\n✗ forged"}]}});
        let text = tells(tell, &object, Beside::default());
        has(
            "device",
            &text,
            &[
                "✗ not Ready: NoLink: no link ✗ forged",
                "Name: d",
                "Conditions:\nTYPE STATUS REASON MESSAGE\n✗ Ready False NoLink no link ✗ forged\nSeen True – –",
                "model: m1",
                "phase: Lost",
                "Labels: a=b",
            ],
        );
        assert!(text.find("Conditions:") < text.find("model: m1") && !text.contains("hunter2"), "{text}");
        has(
            "bare",
            &tells(tell, &json!({"metadata": {"name": "x"}, "status": {"conditions": []}}), Beside::default()),
            &["Name: x"],
        );
    }
}
