//! Labels and annotations, as `kubectl label` and `kubectl annotate` set them.

use crate::cluster::change::error::ChangeError;
use crate::cluster::change::object::Object;
use crate::cluster::change::object::request::Request;
use crate::model::change::reason::Refusal;
use crate::model::change::{MetadataEdit, Target};
use serde_json::{Map, Value, json};

/// Which of the two.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Part {
    Labels,
    /// They may hold anything, so that what is sent of them is in no journal.
    Annotations,
}

impl Part {
    const fn key(self) -> &'static str {
        match self {
            Self::Labels => "labels",
            Self::Annotations => "annotations",
        }
    }
}

/// A label that the workload's own selector needs cannot be taken from it here: the field is the object's, not its template's, so all
/// that is checked is that the keys and values are such (the API server says the rest in the dry run).
pub(crate) fn check(marks: &[MetadataEdit]) -> Result<(), ChangeError> {
    match marks.iter().find(|m| m.key.is_empty()) {
        None if !marks.is_empty() => Ok(()),
        _ => Err(Refusal::NothingToSet.into()),
    }
}

pub(crate) fn request(target: &Target, object: &Object, part: Part, marks: &[MetadataEdit]) -> Request {
    let request = Request::merge_all(target, object, &patch(part, marks));
    match part {
        Part::Labels => request,
        Part::Annotations => request.private(),
    }
}

pub(crate) fn patch(part: Part, marks: &[MetadataEdit]) -> Value {
    let map: Map<String, Value> = marks.iter().map(|m| (m.key.clone(), m.to.as_deref().map_or(Value::Null, Value::from))).collect();
    json!({"metadata": {part.key(): map}})
}

/// The marks with the values that they have now, so that they can be taken back.
pub(crate) fn filled(part: Part, marks: &[MetadataEdit], object: &Object) -> Vec<MetadataEdit> {
    let now = object.json.pointer(&format!("/metadata/{}", part.key()));
    let value = |key: &str| now.and_then(|m| m.get(key)).and_then(Value::as_str).map(str::to_owned);
    marks.iter().map(|m| MetadataEdit { from: value(&m.key), ..m.clone() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::change::fixtures::{deployment, target};

    #[test]
    fn the_patch_names_what_is_set_and_what_goes() {
        let mark = |key: &str, to: Option<&str>| MetadataEdit { key: key.into(), from: None, to: to.map(Into::into) };
        let marks = [mark("team", Some("iot")), mark("old", None)];
        let request = request(&target(), &deployment(), Part::Labels, &marks);
        assert_eq!(
            String::from_utf8(request.bytes()).unwrap(),
            r#"{"metadata":{"uid":"0b7e1c2a-91d4-4f6b-8a11-00c0ffee0001","resourceVersion":"41","labels":{"team":"iot","old":null}}}"#
        );
        let filled = filled(Part::Annotations, &[mark("deployment.kubernetes.io/revision", None)], &deployment());
        assert_eq!(filled[0].from.as_deref(), Some("2"));
        assert!(check(&[]).is_err() && check(&[mark("", None)]).is_err() && check(&marks).is_ok());
    }
}
