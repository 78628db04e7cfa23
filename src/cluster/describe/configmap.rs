//! A ConfigMap: its keys with their values, and of what is no text the sizes.

use super::sheet::{Sheet, count};
use super::{Told, base64_size, text};

pub(super) fn tell(sheet: &mut Sheet, told: Told<'_>) {
    let map = |field: &str| told.object[field].as_object().filter(|m| !m.is_empty());
    if told.object["immutable"] == true {
        sheet.pair("Immutable", "true");
    }
    let (data, binary) = (map("data"), map("binaryData"));
    // What is hidden of it counts as it is.
    let bare = |field: &str| told.bare[field].as_object().into_iter().flatten().map(|(_, v)| v);
    let size = bare("data").map(|v| v.as_str().map_or(0, str::len)).chain(bare("binaryData").map(base64_size)).sum();
    let keys = data.map_or(0, serde_json::Map::len) + binary.map_or(0, serde_json::Map::len);
    sheet.pair("Size", &format!("{}, {}", count(keys, "key"), count(size, "byte")));
    sheet.title("Data");
    if data.is_none() {
        sheet.line("none");
    }
    for (key, value) in data.into_iter().flatten() {
        entry(sheet, key, &text(value));
    }
    if let Some(binary) = binary {
        sheet.title("BinaryData");
        for (key, value) in binary {
            sheet.inner(key, &count(base64_size(value), "byte"));
        }
    }
}

/// A value of one line beside its key, a longer one below it.
pub(super) fn entry(sheet: &mut Sheet, key: &str, value: &str) {
    match value.trim_end_matches('\n') {
        "" => sheet.inner(key, "(empty)"),
        one if !one.contains('\n') => sheet.inner(key, one),
        several => {
            sheet.line(&format!("{key}: ({}, {})", count(several.lines().count(), "line"), count(value.len(), "byte")));
            sheet.block(several);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::describe::beside::Beside;
    use crate::cluster::describe::tests::{has, tells};
    use serde_json::json;

    #[test]
    fn keys_and_values_are_told_and_of_bytes_their_number() {
        let object = json!({"kind": "ConfigMap", "metadata": {"name": "c", "namespace": "iot"}, "immutable": true,
            "data": {"level": "info", "app.conf": "a = 1\nb = 2\n\u{1b}[31m✗ forged\n", "none": ""}, "binaryData": {"logo": "aGVsbG8="}});
        let text = tells(tell, &object, Beside::default());
        has(
            "all",
            &text,
            &[
                "Name: c",
                "Immutable: true",
                "Size: 4 keys, 37 bytes",
                "level: info",
                "app.conf: (3 lines, 28 bytes)",
                "    a = 1\n    b = 2\n    [31m✗ forged\n",
                "none: (empty)",
                "BinaryData:",
                "logo: 5 bytes",
            ],
        );
        has("none", &tells(tell, &json!({"metadata": {"name": "c"}}), Beside::default()), &["Size: 0 keys, 0 bytes", "none"]);
    }
}
