//! Evict: a pod is asked to go elsewhere by the Eviction API, with the UID that was shown as precondition.

use crate::cluster::change::object::request::{Form, Request};
use crate::cluster::change::object::{Object, controller, held, path};
use crate::cluster::change::reads::budget;
use crate::cluster::change::reads::related::Related;
use crate::model::change::{Protects, Target, Warning};
use crate::model::nodes::foresee::Budget;
use serde_json::json;

/// POST of an Eviction, which heeds PodDisruptionBudgets. `policy` is the version that the server knows: `v1`, before 1.22 `v1beta1`.
pub(crate) fn request(target: &Target, uid: &str, policy: &str) -> Request {
    let body = json!({
        "apiVersion": format!("policy/{policy}"),
        "kind": "Eviction",
        "metadata": {"name": &*target.name, "namespace": &*target.namespace},
        "deleteOptions": {"preconditions": {"uid": uid}},
    });
    Request::new(format!("{}/eviction", path(target)), Form::Post, body)
}

/// What speaks against it: what holds the pod, the budgets that let none go now, and that nothing makes it anew.
pub(crate) fn warnings(object: &Object, related: &Related) -> Vec<Warning> {
    let mut out = held::beforehand(&object.json, None, &[]);
    match budget::says(&related.budgets, &object.json) {
        Budget::Allows(b, ..=0) => out.push(Warning::Protected(Protects::One(b))),
        Budget::Several(all) => out.push(Warning::Protected(Protects::Several(all))),
        Budget::None | Budget::Allows(..) => {}
    }
    if controller(&object.json).is_none() {
        out.push(Warning::Lost);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::change::fixtures::{UID, target};
    use crate::model::Kind;

    #[test]
    fn an_eviction_is_posted_to_the_pod() {
        let pod = Target { resource: Kind::Pod.into(), ..target() };
        let request = request(&pod, UID, "v1beta1");
        assert_eq!(request.send_path(), "/api/v1/namespaces/iot/pods/web/eviction?fieldManager=dogwatch");
        assert_eq!(
            String::from_utf8(request.bytes()).unwrap(),
            concat!(
                r#"{"apiVersion":"policy/v1beta1","kind":"Eviction","metadata":{"name":"web","namespace":"iot"},"#,
                r#""deleteOptions":{"preconditions":{"uid":"0b7e1c2a-91d4-4f6b-8a11-00c0ffee0001"}}}"#
            )
        );
    }
}
