//! Taking back: the reverse of a change is refused where somebody else changed the same fields since.

use crate::cluster::change::error::ChangeError;
use crate::cluster::change::object::told::list;
use crate::cluster::change::object::{Object, diff, merge, sealed};
use crate::model::Uid;
use crate::model::change::reason::Refusal;
use crate::model::change::{Change, Hidden, Intent, Propagation};

/// A change that was taken: the object before and after it.
#[derive(Clone)]
pub(crate) struct Done {
    pub(crate) intent: u64,
    pub(crate) before: Object,
    pub(crate) after: Object,
}

/// Points the intent at the object that the change left: one that was made had no UID before.
pub(crate) fn aim(intent: &mut Intent, done: &Done) {
    if intent.target.is_unborn() && done.after.exists() {
        intent.target.uid = Uid::new(done.after.uid());
    }
    if let Change::Edit { paths, .. } = &mut intent.change
        && paths.is_empty()
    {
        if done.before.exists() {
            *paths = diff::objects(&done.before, &done.after).into_iter().map(|d| d.path).collect();
        } else {
            // What was made is taken back by deleting it.
            intent.change = Change::Delete { propagation: Propagation::Background, grace: None };
        }
    }
}

/// Refuses to take back what is not as it was left, and fills in the patch that only the gate knows.
pub(crate) fn check(intent: &mut Intent, done: &Done, now: &Object) -> Result<(), ChangeError> {
    let set: Vec<String> = diff::objects(&done.before, &done.after).into_iter().map(|d| d.path).collect();
    let mut since = diff::objects(&done.after, &now.clone().sealed());
    // A made object has all fields in its first difference: any change of it since counts.
    if done.before.exists() {
        since.retain(|d| set.iter().any(|path| touches(path, &d.path)));
    }
    if !since.is_empty() {
        return Err(Refusal::ChangedSince(list(&since)).into());
    }
    if let Change::Edit { patch, base, .. } = &mut intent.change {
        let (before, after) = (done.before.essence(), done.after.essence());
        let back = merge::between(&after, &before);
        if sealed::is_sealed(&back) {
            return Err(Refusal::NotRemembered.into());
        }
        *patch = Hidden::new(back.to_string());
        base.clear();
    }
    Ok(())
}

/// Whether two paths are the same field, or one holds the other.
fn touches(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    long.strip_prefix(short).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::change::fixtures::{deployment, target};
    use serde_json::json;

    fn done() -> Done {
        let before = deployment();
        let mut after = before.clone();
        after.json["spec"]["replicas"] = 5.into();
        Done { intent: 1, before, after }
    }

    #[test]
    fn what_somebody_else_changed_since_is_not_taken_back() {
        let done = done();
        let mut intent = Intent::new(2, target(), Change::Scale { from: 5, to: 2 });
        let mut now = done.after.clone();
        assert!(check(&mut intent, &done, &now).is_ok());
        now.json["metadata"]["labels"] = json!({"team": "iot"});
        now.json["status"] = json!({"replicas": 5});
        assert!(check(&mut intent, &done, &now).is_ok(), "another field");
        now.json["spec"]["replicas"] = 7.into();
        let says = check(&mut intent, &done, &now).unwrap_err().to_string();
        assert!(says.contains("spec.replicas: 5 → 7"), "{says}");
    }

    #[test]
    fn an_edit_is_taken_back_by_the_patch_that_leads_back() {
        let done = done();
        let mut intent = Intent::new(2, target(), Change::Apply { manifest: Hidden::default() }.reverse().unwrap());
        aim(&mut intent, &done);
        check(&mut intent, &done, &done.after).unwrap();
        let Change::Edit { paths, patch, .. } = &intent.change else { panic!("{intent:?}") };
        assert_eq!((paths.as_slice(), patch.reveal()), (&["spec.replicas".to_owned()][..], r#"{"spec":{"replicas":2}}"#));
    }

    #[test]
    fn what_a_secret_held_is_not_given_back_and_what_it_did_not_hold_is_taken_from_it() {
        let secret = |data: serde_json::Value, team: &str| {
            let json =
                json!({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "db", "labels": {"team": team}}, "data": data});
            Object { workload: None, json }
        };
        let old = || secret(json!({"a": "eA=="}), "x");
        for (after, want) in [
            (secret(json!({"a": "eQ=="}), "x"), None),
            (secret(json!({}), "x"), None),
            (secret(json!({"a": "eA==", "b": "eQ=="}), "x"), Some(r#"{"data":{"b":null}}"#)),
            (secret(json!({"a": "eA=="}), "y"), Some(r#"{"metadata":{"labels":{"team":"x"}}}"#)),
        ] {
            let done = Done { intent: 1, before: old().sealed(), after: after.clone().sealed() };
            let mut intent = Intent::new(2, target(), Change::Apply { manifest: Hidden::default() }.reverse().unwrap());
            let answer = check(&mut intent, &done, &after);
            let Change::Edit { patch, .. } = &intent.change else { panic!("{intent:?}") };
            assert_eq!(answer.is_ok().then(|| patch.reveal()), want, "{answer:?}");
            assert!(answer.is_ok() || patch.reveal().is_empty());
            // Nor where somebody else has written it since.
            let says = check(&mut intent, &done, &secret(json!({"a": "eg==", "b": "eg=="}), "z")).unwrap_err().to_string();
            assert!(says.contains("changed") && !says.contains("eg=="), "{says}");
        }
    }

    #[test]
    fn what_was_made_is_taken_back_by_deleting_it() {
        let made = Done { before: Object { json: serde_json::Value::Null, ..deployment() }, ..done() };
        let mut intent = Intent::new(2, target(), Change::Apply { manifest: Hidden::default() }.reverse().unwrap());
        intent.target.uid = crate::model::change::Target::unborn();
        aim(&mut intent, &made);
        assert_eq!(intent.target.uid, target().uid);
        assert!(matches!(intent.change, Change::Delete { .. }));
    }
}
