//! Keeps an object to be compared with another, or with itself later; and compares.

mod tidy;

use super::describe::{Which, fetch};
use super::error::ApiError;
use super::lines::differing;
use super::mask::{Mask, number_marks};
use super::session::Session;
use crate::model::compare::{Compared, Kept};
use serde_json::Value;

/// The object as it is now, without what may be secret and without managedFields.
async fn read(session: &Session, which: Which<'_>) -> Result<Value, ApiError> {
    let mut object = fetch(session, which).await?;
    Mask::marked().hide(&mut object);
    if let Some(metadata) = object.get_mut("metadata").and_then(Value::as_object_mut) {
        metadata.remove("managedFields");
    }
    Ok(object)
}

/// Keeps an object as it is now.
pub async fn keep(session: &Session, which: Which<'_>) -> Result<Kept, ApiError> {
    let object = read(session, which).await?;
    Ok(Kept { text: object.to_string().into(), at: session.time() })
}

/// What differs between a kept object and one as it is now: lines that go are of the kept one.
pub async fn compare(session: &Session, kept: &Kept, which: Which<'_>) -> Result<Compared, ApiError> {
    let object = read(session, which).await?;
    let kept: Value = serde_json::from_str(&kept.text).map_err(ApiError::unread)?;
    let (lines, all) = difference(kept, object)?;
    Ok(Compared { lines, all, at: session.time() })
}

type Lines = Vec<crate::model::revision::DiffLine>;

fn difference(mut old: Value, mut new: Value) -> Result<(Lines, Lines), ApiError> {
    let all = lines(&old, &new)?;
    tidy::tidy(&mut old, &mut new);
    Ok((lines(&old, &new)?, all))
}

fn lines(old: &Value, new: &Value) -> Result<Lines, ApiError> {
    let text = |value: &Value| super::yaml::write(value).map_err(ApiError::unread);
    let mut texts = [text(old)?, text(new)?];
    number_marks(&mut texts);
    Ok(differing(&texts[0], &texts[1]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::revision::DiffLine;
    use serde_json::json;

    fn changed(lines: &[DiffLine]) -> Vec<String> {
        let of = |line: &DiffLine| match line {
            DiffLine::Changed { old, new } => {
                let side = |v: &Option<String>| v.as_deref().unwrap_or("∅").trim().to_owned();
                Some(format!("{} → {}", side(old), side(new)))
            }
            DiffLine::Same(_) | DiffLine::Folded(_) => None,
        };
        lines.iter().filter_map(of).collect()
    }

    #[test]
    fn values_of_secrets_are_the_same_or_not_and_no_more() {
        let secret = |name: &str, a: &str, b: &str| {
            let mut object = json!({"kind": "Secret", "metadata": {"name": name}, "data": {"a": a, "b": b}});
            Mask::marked().hide(&mut object);
            object
        };
        let (lines, all) = difference(secret("s1", "b25l", "dHdv"), secret("s2", "b25l", "b3RoZXI=")).unwrap();
        assert_eq!(changed(&lines), ["b: (hidden 2) → b: (hidden 3)"]);
        assert_eq!(changed(&all), ["b: (hidden 2) → b: (hidden 3)", "name: s1 → name: s2"]);
    }

    #[test]
    fn nothing_differs_where_only_that_does_which_always_does() {
        let object = |uid: &str, version: &str| json!({"kind": "ConfigMap", "metadata": {"name": "c", "uid": uid, "resourceVersion": version}, "data": {"a": "1"}});
        let (lines, all) = difference(object("1", "10"), object("2", "20")).unwrap();
        assert_eq!((lines, changed(&all).len()), (Vec::new(), 2));
    }
}
