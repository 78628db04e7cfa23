//! Keeps an object, or a revision of one, to be compared with another, or with itself later; and compares.

mod template;
mod tidy;

use super::change::{history, template_diff};
use super::describe::{Which, fetch};
use super::error::ApiError;
use super::lines::{differing, patience};
use super::mask::{Mask, number_marks};
use super::path::encode;
use super::session::{READ_DEADLINE, Session};
use crate::model::WorkloadKind;
use crate::model::compare::{Compared, Kept, Of, Unknown};
use crate::model::environments::rules::Rule;
use crate::model::trouble::Unread;
use serde_json::{Value, json};
use std::time::Instant;
use tokio::task::spawn_blocking;

/// The object as it is now, or one of its revisions, without what may be secret and without managedFields.
async fn read(session: &Session, which: Which<'_>, of: &Of) -> Result<(Value, Vec<Unknown>), ApiError> {
    let mut object = match of {
        Of::Template(_) => {
            let (found, unknown) = template::read(session, which).await?;
            return Ok((template::named(which, &found), unknown));
        }
        Of::Itself => fetch(session, which).await?,
        Of::Revision { number, holder } => revision(session, which, *number, holder).await?,
    };
    aside(move || {
        Mask::marked().hide(&mut object);
        if let Some(metadata) = object.get_mut("metadata").and_then(Value::as_object_mut) {
            metadata.remove("managedFields");
        }
        Ok((object, Vec::new()))
    })
    .await
}

/// Has something done that takes its time, where nobody waits for the thread.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> Result<T, ApiError> + Send + 'static) -> Result<T, ApiError> {
    spawn_blocking(work).await.unwrap_or_else(|e| Err(ApiError::unread(e)))
}

/// A revision, as the part of its workload that it holds: the pod template.
async fn revision(session: &Session, which: Which<'_>, number: u64, holder: &str) -> Result<Value, ApiError> {
    let of_deployment = which.resource.workload() == Some(WorkloadKind::Deployment);
    let plural = if of_deployment { "replicasets" } else { "controllerrevisions" };
    let path = format!("/apis/apps/v1/namespaces/{}/{plural}/{}", encode(which.namespace), encode(holder));
    let body = session.get(&path, READ_DEADLINE).await?;
    let item: Value = serde_json::from_slice(&body).map_err(ApiError::unread)?;
    let owners = item.pointer("/metadata/ownerReferences").and_then(Value::as_array).into_iter().flatten();
    let owned = owners.into_iter().any(|owner| owner["uid"].as_str() == Some(&*which.uid.to_string()));
    let held = history::holder(&item, of_deployment).filter(|_| owned);
    let held = held.ok_or_else(|| ApiError::Decode(Unread::Recreated(format!("{} {} {number}", which.resource, which.name))))?;
    let (version, kind) = (which.resource.api_version(), &*which.resource.kind);
    Ok(json!({
        "apiVersion": version, "kind": kind, "metadata": {"name": which.name, "namespace": which.namespace},
        "spec": {"template": template_diff::present(&held.template)},
    }))
}

/// What of an object a revision holds as well; all of it where it has no pod template.
fn held_by_revisions(object: Value) -> Value {
    let Some(template) = object.pointer("/spec/template") else { return object };
    json!({
        "apiVersion": object["apiVersion"], "kind": object["kind"],
        "metadata": {"name": object["metadata"]["name"], "namespace": object["metadata"]["namespace"]},
        "spec": {"template": template_diff::present(template)},
    })
}

/// Keeps an object as it is now, or one of its revisions.
pub async fn keep(session: &Session, which: Which<'_>, of: Of) -> Result<Kept, ApiError> {
    let (object, unknown) = read(session, which, &of).await?;
    Ok(Kept { text: object.to_string().into(), of, at: session.time(), unknown })
}

/// What differs between what was kept and an object as it is now, or a revision: lines that go are of the kept one. Where either is a
/// revision, pod templates are compared.
pub async fn compare(session: &Session, kept: &Kept, which: Which<'_>, of: &Of) -> Result<Compared, ApiError> {
    let (new, mut unknown) = read(session, which, of).await?;
    unknown.extend(kept.unknown.iter().filter(|u| !unknown.contains(u)).cloned().collect::<Vec<_>>());
    let (at, text) = (session.time(), kept.text.clone());
    let (of, with) = (of.clone(), kept.of.clone());
    aside(move || {
        let old: Value = serde_json::from_str(&text).map_err(ApiError::unread)?;
        if let (Of::Template(_), Of::Template(rules)) = (&with, &of) {
            let (lines, all, left_out) = templates(old, new, rules)?;
            return Ok(Compared { lines, all, at, left_out, unknown });
        }
        let whole = (&with, &of) == (&Of::Itself, &Of::Itself);
        let (old, new) = if whole { (old, new) } else { (held_by_revisions(old), held_by_revisions(new)) };
        let (lines, all) = difference(old, new)?;
        Ok(Compared { lines, all, at, left_out: 0, unknown })
    })
    .await
}

/// What differs between two templates: without what the rules leave out, and with it; and how much that is.
fn templates(mut old: Value, mut new: Value, rules: &[Rule]) -> Result<(Lines, Lines, usize), ApiError> {
    let [mut old, mut new] = [old["template"].take(), new["template"].take()];
    let all = lines(&old, &new, patience())?;
    let left_out = template::leave_out(&mut old, &mut new, rules);
    Ok((lines(&old, &new, patience())?, all, left_out))
}

type Lines = Vec<crate::model::revision::DiffLine>;

fn difference(mut old: Value, mut new: Value) -> Result<(Lines, Lines), ApiError> {
    let whole = [old.clone(), new.clone()];
    tidy::tidy(&mut old, &mut new);
    // What is looked at first is found first.
    let lines = lines(&old, &new, patience())?;
    Ok((lines, self::lines(&whole[0], &whole[1], patience())?))
}

fn lines(old: &Value, new: &Value, until: Instant) -> Result<Lines, ApiError> {
    let text = |value: &Value| super::yaml::write(value).map_err(ApiError::unread);
    let mut texts = [text(old)?, text(new)?];
    number_marks(&mut texts);
    Ok(differing(&texts[0], &texts[1], until))
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
            DiffLine::Same(_) | DiffLine::Folded(_) | DiffLine::Rough => None,
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
