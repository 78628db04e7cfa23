//! What the tables of the kinds' tests are made with.

use super::beside::{Beside, Found, What};
use super::kinds::{Kind, told};
use super::sheet::Sheet;
use super::{Mask, Told, base64_size};
use crate::model::Time;
use serde_json::{Value, json};

/// The moment at which all is told.
pub(super) const NOW: &str = "2026-07-24T12:00:00Z";

/// What was read of a thing.
pub(super) fn found(what: What, items: Vec<Value>) -> (What, Result<Found, String>) {
    (what, Ok(Found { items, more: false }))
}

/// The description of an object without its events.
pub(super) fn tells(tell: fn(&mut Sheet, Told<'_>), object: &Value, beside: Beside) -> String {
    let mut masked = object.clone();
    Mask::default().hide(&mut masked);
    let now = Time::parse(NOW).unwrap();
    told(
        Kind { wanted: |_| Vec::new(), tell },
        Told { object: &masked, bare: object, revealed: false, beside: &beside, why: "", now },
    )
}

/// The description of an object whose secrets somebody has asked for.
pub(super) fn tells_all(tell: fn(&mut Sheet, Told<'_>), object: &Value) -> String {
    let (now, beside) = (Time::parse(NOW).unwrap(), Beside::default());
    told(Kind { wanted: |_| Vec::new(), tell }, Told { object, bare: object, revealed: true, beside: &beside, why: "", now })
}

/// Lines with single blanks and none at their ends.
fn narrow(text: &str) -> String {
    text.lines().map(|l| l.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>().join("\n")
}

/// Each of these stands in it, however many blanks there are.
#[track_caller]
pub(super) fn has(name: &str, text: &str, want: &[&str]) {
    let all = narrow(text);
    for part in want {
        assert!(all.contains(&narrow(part)), "{name}: {part:?} is not in\n{text}");
    }
}

#[test]
fn sizes_are_those_of_what_base64_stands_for() {
    for (text, want) in [("", 0), ("aA==", 1), ("aGk=", 2), ("aGV5", 3), ("aGVsbG8=", 5), ("aGVs\nbG8=", 5)] {
        assert_eq!(base64_size(&json!(text)), want, "{text}");
    }
    assert_eq!(base64_size(&Value::Null), 0);
}

#[test]
fn what_is_wrong_stands_before_all_and_values_below_each_other() {
    let mut sheet = Sheet::default();
    sheet.pair("Short", "1\nNot mine: 2");
    sheet.pair("A label that is longer", "3");
    sheet.pair("Nothing", "");
    sheet.warn("may be");
    sheet.wrong("is");
    sheet.title("Below");
    sheet.table(
        &["A", "EMPTY", "B"],
        &[vec!["1".into(), String::new(), "long".into()], vec!["22".into(), String::new(), String::new()]],
    );
    let want = "✗ is\n⚠ may be\n\nShort:                   1 Not mine: 2\nA label that is longer:  3\n\nBelow:\n  A   B\n  1   long\n  22  –\n";
    assert_eq!(sheet.text(), want);
}

#[test]
fn why_it_does_not_run_stands_below_what_is_wrong() {
    let tell = |sheet: &mut Sheet, _: Told<'_>| {
        sheet.warn("may be");
        sheet.wrong("is");
    };
    let (object, beside, now) = (json!({"metadata": {"name": "j"}}), Beside::default(), Time::parse(NOW).unwrap());
    let why = "\nWhy it failed:\n  it gave up\n\n";
    let kind = Kind { wanted: |_| Vec::new(), tell };
    let text = told(kind, Told { object: &object, bare: &object, revealed: false, beside: &beside, why, now });
    assert!(text.starts_with("✗ is\n⚠ may be\n\nWhy it failed:\n  it gave up\n\nName:"), "{text}");
}
