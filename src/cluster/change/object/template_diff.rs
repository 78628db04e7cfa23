//! The whole difference between two pod templates: as YAML, line by line.

use super::diff::same_template;
use super::template::without_hash;
use crate::cluster::lines::differing as texts;
use crate::cluster::mask::Mask;
use crate::cluster::yaml;
use crate::model::revision::DiffLine;
use serde_json::Value;
use std::time::Instant;

/// What differs between two pod templates; nothing where they are the same to the controllers.
///
/// `masked`: without what may be secret; unmasked it is nothing where nothing is hidden. What is not found `until` then is rough.
pub(crate) fn templates(old: &Value, new: &Value, masked: bool, until: Instant) -> Vec<DiffLine> {
    if same_template(old, new) {
        return Vec::new();
    }
    let text = |template: &Value| yaml::write(template).unwrap_or_default();
    let [old, new] = [old, new].map(|template| present(&without_hash(template)));
    let (mut mask, mut shown) = (Mask::numbered(), [old.clone(), new.clone()]);
    shown.iter_mut().for_each(|template| mask.hide(template));
    match (masked, shown == [old.clone(), new.clone()]) {
        (true, _) => texts(&text(&shown[0]), &text(&shown[1]), until),
        (false, true) => Vec::new(),
        (false, false) => texts(&text(&old), &text(&new), until),
    }
}

/// Without what is null, as the server leaves it out of one template and not of the other.
pub(crate) fn present(value: &Value) -> Value {
    match value {
        Value::Object(map) => map.iter().filter(|(_, v)| !v.is_null()).map(|(k, v)| (k.clone(), present(v))).collect(),
        Value::Array(list) => list.iter().map(present).collect(),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::{templates as until, texts as texts_until, *};
    use crate::cluster::change::fixtures::template;
    use crate::cluster::lines::patience;
    use serde_json::json;

    fn texts(old: &str, new: &str) -> Vec<DiffLine> {
        texts_until(old, new, patience())
    }

    fn templates(old: &Value, new: &Value, masked: bool) -> Vec<DiffLine> {
        until(old, new, masked, patience())
    }

    fn changed(old: &str, new: &str) -> DiffLine {
        let side = |t: &str| (!t.is_empty()).then(|| t.to_owned());
        DiffLine::Changed { old: side(old), new: side(new) }
    }

    #[test]
    fn what_differs_stands_among_a_few_lines_that_do_not() {
        let text = |changed: &str, last: &str| {
            let mut lines: Vec<String> = (0..20).map(|i| format!("k{i}")).collect();
            lines[10] = changed.into();
            lines.push(last.into());
            lines.join("\n")
        };
        let got = texts(&text("old", "z"), &text("new", "z"));
        assert_eq!(got.first(), Some(&DiffLine::Folded(7)));
        assert_eq!(got[4], changed("old", "new"));
        assert_eq!(got.len(), 9);
        assert_eq!(got.last(), Some(&DiffLine::Folded(7)));
        assert_eq!(texts("a\nb", "a\nb"), []);
        // What is folded between two places counts once.
        let far = texts(&text("old", "y"), &text("new", "z"));
        assert_eq!(
            far.iter().filter(|l| matches!(l, DiffLine::Folded(_))).collect::<Vec<_>>(),
            [&DiffLine::Folded(7), &DiffLine::Folded(3)]
        );
    }

    #[test]
    fn lines_of_unequal_number_stand_beside_nothing() {
        assert_eq!(texts("a\nx\nb", "a\ny\nz\nb")[1..3], [changed("x", "y"), changed("", "z")]);
        assert_eq!(texts("a\nb", "a\nn\nb")[1], changed("", "n"));
        assert_eq!(texts("", "a"), [changed("", "a")]);
    }

    #[test]
    fn templates_are_compared_as_the_controllers_do_and_shown_as_yaml() {
        let (a, mut b) = (template("1.0"), template("1.1"));
        assert_eq!(templates(&a, &a, true), []);
        let mut same = template("1.0");
        same["metadata"]["labels"]["pod-template-hash"] = "5b8d".into();
        assert_eq!(templates(&same, &a, true), []);
        b["spec"]["containers"][0]["env"][0]["value"] = json!("\u{202e}evil\u{1b}[31m");
        let got = templates(&a, &b, true);
        let has = |want: &str| got.iter().any(|l| matches!(l, DiffLine::Changed { new: Some(new), .. } if new.contains(want)));
        assert!(has("image: docker.io/lab/app:1.1"), "{got:?}");
        let hostile = format!("{got:?}");
        assert!(!hostile.contains("\\u{202e}") && !hostile.contains("\\u{1b}["), "{hostile}");
    }
}
