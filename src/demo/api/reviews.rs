//! What a user may do, asked by that user.

use super::{Reply, protobuf};
use crate::demo::failure::Failure;
use crate::demo::json;
use crate::demo::users::{Attributes, User};
use bytes::Bytes;
use http::Method;
use serde_json::{Value, json};

/// Answers the authorization group.
pub fn answer(user: User, method: &Method, rest: &[&str], body: &Bytes) -> Result<Reply, Failure> {
    let [plural] = rest else { return Err(Failure::no_such_path()) };
    if !matches!(*plural, "selfsubjectaccessreviews" | "selfsubjectrulesreviews") {
        return Err(Failure::no_such_path());
    }
    if method != Method::POST {
        return Err(Failure::no_such_method());
    }
    let sent = match protobuf::object(body) {
        Some(message) => protobuf::review(message, *plural == "selfsubjectaccessreviews"),
        None => {
            serde_json::from_slice(body).map_err(|e| Failure::bad_request(format!("the object provided is unrecognized: {e}")))?
        }
    };
    let (kind, status) = if *plural == "selfsubjectaccessreviews" {
        ("SelfSubjectAccessReview", access(user, &sent)?)
    } else {
        ("SelfSubjectRulesReview", rules(user, json::text(&sent, "/spec/namespace")))
    };
    let spec = sent.get("spec").cloned().unwrap_or_else(|| json!({}));
    let version = "authorization.k8s.io/v1";
    Reply::object(
        201,
        &json!({ "kind": kind, "apiVersion": version, "metadata": { "creationTimestamp": null }, "spec": spec, "status": status }),
    )
}

fn access(user: User, sent: &Value) -> Result<Value, Failure> {
    let Some(a) = sent.pointer("/spec/resourceAttributes") else {
        let path = json::text(sent, "/spec/nonResourceAttributes/path");
        if path.is_empty() {
            return Err(Failure::bad_request("exactly one of nonResourceAttributes or resourceAttributes must be specified"));
        }
        let open = ["/api", "/apis", "/version", "/healthz", "/livez", "/readyz", "/openapi"];
        let allowed = user == User::Admin || open.iter().any(|p| path.starts_with(p));
        return Ok(json!({ "allowed": allowed }));
    };
    let text = |k: &str| json::text(a, k);
    let asked = Attributes {
        verb: text("/verb"),
        group: text("/group"),
        resource: text("/resource"),
        sub: text("/subresource"),
        ns: text("/namespace"),
        name: text("/name"),
    };
    Ok(if user.may(&asked) {
        let reason = match user {
            User::Admin => {
                "RBAC: allowed by ClusterRoleBinding \"admins\" of ClusterRole \"cluster-admin\" to User \"admin\"".to_owned()
            }
            User::Dev => format!("RBAC: allowed by RoleBinding \"developer/{}\" of Role \"developer\" to User \"dev\"", asked.ns),
            User::Viewer => "RBAC: allowed by ClusterRoleBinding \"viewers\" of ClusterRole \"view\" to User \"viewer\"".to_owned(),
        };
        json!({ "allowed": true, "reason": reason })
    } else {
        json!({ "allowed": false })
    })
}

fn rules(user: User, ns: &str) -> Value {
    let resources: Vec<Value> =
        user.rules(ns).iter().map(|r| json!({ "verbs": r.verbs, "apiGroups": r.groups, "resources": r.resources })).collect();
    let open = ["/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/readyz", "/version", "/version/"];
    json!({ "resourceRules": resources, "nonResourceRules": [{ "verbs": ["get"], "nonResourceURLs": open }], "incomplete": false })
}
