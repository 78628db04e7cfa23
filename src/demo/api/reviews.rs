//! What a user may do, asked by that user.

use super::{Reply, body};
use crate::demo::failure::Failure;
use crate::demo::json;
use crate::demo::resources::served;
use crate::demo::schema;
use crate::demo::users::{Attributes, User};
use bytes::Bytes;
use http::Method;
use serde_json::{Value, json};

/// Answers the groups of authorization and authentication.
pub fn answer(user: User, method: &Method, group: &str, rest: &[&str], content: &str, sent: &Bytes) -> Result<Reply, Failure> {
    let (ns, plural) = match rest {
        [plural] => ("", *plural),
        ["namespaces", ns, plural @ "localsubjectaccessreviews"] => (*ns, *plural),
        _ => return Err(Failure::no_such_path()),
    };
    let all = served(group, "v1");
    let info = all.iter().map(|s| s.info).find(|i| i.plural == plural && i.namespaced != ns.is_empty());
    let info = info.ok_or_else(Failure::no_such_path)?;
    if method != Method::POST {
        return Err(Failure::no_such_method());
    }
    let sent = body::decode(content, sent, schema::of(group, "v1", info.kind), info.kind)?;
    let status = match plural {
        "selfsubjectaccessreviews" => access(user, &sent)?,
        "selfsubjectrulesreviews" => rules(user, json::text(&sent, "/spec/namespace")),
        "selfsubjectreviews" => json!({ "userInfo": { "username": user.name(), "groups": ["system:authenticated"] } }),
        _ => {
            user.check(&Attributes { verb: "create", group, resource: plural, ns, ..Attributes::default() })?;
            match User::of_name(json::text(&sent, "/spec/user")) {
                Some(about) => access(about, &sent)?,
                None => json!({ "allowed": false }),
            }
        }
    };
    let spec = sent.get("spec").cloned().unwrap_or_else(|| json!({}));
    let version = info.api_version();
    let mut whole =
        json!({ "kind": info.kind, "apiVersion": version, "metadata": { "creationTimestamp": null }, "status": status });
    if plural != "selfsubjectreviews" {
        whole["spec"] = spec;
    }
    Reply::object(201, &whole)
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
    let mut paths = vec![json!({ "verbs": ["get"], "nonResourceURLs": open })];
    if user == User::Admin {
        paths.insert(0, json!({ "verbs": ["*"], "nonResourceURLs": ["*"] }));
    }
    json!({ "resourceRules": resources, "nonResourceRules": paths, "incomplete": false })
}
