//! A Secret: its type and its keys with the sizes of their values; the values decoded where somebody has asked for them.

use super::configmap::entry;
use super::sheet::{Sheet, count};
use super::{Told, base64_size, text};
use crate::model::entries::needs;
use k8s_openapi::ByteString;
use serde_json::{Map, Value};

pub(super) fn tell(sheet: &mut Sheet, told: Told<'_>) {
    // The masked object has no sizes any more, and the bare one is read for nothing else.
    let data = told.bare["data"].as_object();
    let kind = text(&told.object["type"]);
    sheet.pair("Type", &kind);
    if told.object["immutable"] == true {
        sheet.pair("Immutable", "true");
    }
    let lacks = |key: &&str| data.and_then(|d| d.get(*key)).is_none_or(|v| base64_size(v) == 0);
    for key in needs(&kind).iter().filter(|k| lacks(k)) {
        sheet.wrong(&format!("nothing stands under {key}, which a Secret of its type needs"));
    }
    let title = format!("Data ({})", count(data.map_or(0, Map::len), "key"));
    sheet.title(&title);
    match data.filter(|d| !d.is_empty()) {
        None => sheet.line("none"),
        Some(data) => {
            for (key, value) in data {
                match decoded(value).filter(|_| told.revealed) {
                    Some(plain) => entry(sheet, key, &plain),
                    None => sheet.inner(key, &count(base64_size(value), "byte")),
                }
            }
        }
    }
}

/// A value as the text that it is; `None` where it is no text.
fn decoded(value: &Value) -> Option<String> {
    let bytes: ByteString = serde_json::from_value(value.clone()).ok()?;
    String::from_utf8(bytes.0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::describe::beside::Beside;
    use crate::cluster::describe::tests::{has, tells, tells_all};
    use serde_json::json;

    #[test]
    fn of_values_the_sizes_are_told_and_no_more() {
        let object = json!({"kind": "Secret", "type": "kubernetes.io/tls", "metadata": {"name": "s", "annotations": {
            "kubectl.kubernetes.io/last-applied-configuration": "{\"data\":{\"a\":\"aHVudGVyMg==\"}}", "note": "hunter2"}},
            "data": {"tls.crt": "aHVudGVyMg==", "tls.key": "", "more": "aHVudGVyMg"}});
        let text = tells(tell, &object, Beside::default());
        has(
            "sizes",
            &text,
            &[
                "✗ nothing stands under tls.key, which a Secret of its type needs",
                "Type: kubernetes.io/tls",
                "Data (3 keys):",
                "tls.crt: 7 bytes",
                "tls.key: 0 bytes",
                "more: 7 bytes",
            ],
        );
        assert!(!text.contains("hunter2") && !text.contains("aHVudGVy"), "{text}");
        has("empty", &tells(tell, &json!({"kind": "Secret", "type": "Opaque"}), Beside::default()), &["Data (0 keys):", "none"]);
    }

    #[test]
    fn values_are_decoded_where_somebody_has_asked_for_them() {
        let object = json!({"kind": "Secret", "type": "Opaque", "metadata": {"name": "s"}, "data": {
            "password": "aHVudGVyMg==", "conf": "YSA9IDEKG1szMW0gZm9yZ2VkCg==", "none": "", "bytes": "/wD+", "broken": "%%"}});
        let want = [
            "password: hunter2",
            "conf: (2 lines, 19 bytes)\n a = 1",
            "none: (empty)",
            // What is no text, or no base64, is told by its size.
            "bytes: 3 bytes",
            "broken: 0 bytes",
        ];
        let text = tells_all(tell, &object);
        has("values", &text, &want);
        assert!(!text.contains('\u{1b}'), "{text}");
    }
}
