//! Labels and annotations, as `kubectl label` and `kubectl annotate` set them.

use super::error::ChangeError;
use super::object::Object;
use crate::model::change::Mark;
use serde_json::{Map, Value, json};

/// `labels` or `annotations`.
pub(super) type Field = &'static str;

/// A label that the workload's own selector needs cannot be taken from it here: the field is the object's, not its template's, so all
/// that is checked is that the keys and values are such (the API server says the rest in the rehearsal).
pub(super) fn check(marks: &[Mark]) -> Result<(), ChangeError> {
    match marks.iter().find(|m| m.key.is_empty()) {
        None if !marks.is_empty() => Ok(()),
        _ => Err(ChangeError::NotPossible("nothing to set: key=value sets one, key- removes it".into())),
    }
}

pub(super) fn patch(field: Field, marks: &[Mark]) -> Value {
    let map: Map<String, Value> = marks.iter().map(|m| (m.key.clone(), m.to.as_deref().map_or(Value::Null, Value::from))).collect();
    json!({"metadata": {field: map}})
}

/// The marks with the values that they have now, so that they can be taken back.
pub(super) fn filled(field: Field, marks: &[Mark], object: &Object) -> Vec<Mark> {
    let now = object.json.pointer(&format!("/metadata/{field}"));
    let value = |key: &str| now.and_then(|m| m.get(key)).and_then(Value::as_str).map(str::to_owned);
    marks.iter().map(|m| Mark { from: value(&m.key), ..m.clone() }).collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{deployment, target};
    use super::super::request::Request;
    use super::*;

    #[test]
    fn the_patch_names_what_is_set_and_what_goes() {
        let mark = |key: &str, to: Option<&str>| Mark { key: key.into(), from: None, to: to.map(Into::into) };
        let marks = [mark("team", Some("iot")), mark("old", None)];
        let request = Request::merge_all(&target(), &deployment(), &patch("labels", &marks));
        assert_eq!(
            String::from_utf8(request.bytes()).unwrap(),
            r#"{"metadata":{"uid":"0b7e1c2a-91d4-4f6b-8a11-00c0ffee0001","resourceVersion":"41","labels":{"team":"iot","old":null}}}"#
        );
        let filled = filled("annotations", &[mark("deployment.kubernetes.io/revision", None)], &deployment());
        assert_eq!(filled[0].from.as_deref(), Some("2"));
        assert!(check(&[]).is_err() && check(&[mark("", None)]).is_err() && check(&marks).is_ok());
    }
}
