//! What there is: versions, groups, resources, health.

use super::Reply;
use crate::demo::failure::Failure;
use crate::demo::resources::{Res, VERBS};
use http::Method;
use serde_json::{Value, json};

/// The groups besides the core one, with the version of each.
const GROUPS: &[(&str, &str)] =
    &[("apps", "v1"), ("authorization.k8s.io", "v1"), ("autoscaling", "v2"), ("networking.k8s.io", "v1"), ("policy", "v1")];

/// Answers the paths that are about the server itself.
pub fn answer(method: &Method, parts: &[&str], _query: Option<&str>) -> Result<Reply, Failure> {
    let value = match parts {
        ["version"] => version(),
        ["healthz" | "livez" | "readyz", ..] => {
            return if method == Method::GET { Ok(Reply::Text("ok".into())) } else { Err(Failure::no_such_method()) };
        }
        ["api"] => json!({ "kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": [] }),
        ["api", "v1"] => resources("", "v1"),
        ["apis"] => {
            let groups: Vec<Value> = GROUPS.iter().map(|(g, v)| group(g, v)).collect();
            json!({ "kind": "APIGroupList", "apiVersion": "v1", "groups": groups })
        }
        ["apis", name] => {
            let (g, v) = GROUPS.iter().find(|(g, _)| g == name).ok_or_else(Failure::no_such_path)?;
            let mut one = group(g, v);
            one["kind"] = "APIGroup".into();
            one["apiVersion"] = "v1".into();
            one
        }
        ["apis", name, version] => {
            let (g, v) = GROUPS.iter().find(|(g, v)| g == name && v == version).ok_or_else(Failure::no_such_path)?;
            resources(g, v)
        }
        [] => {
            let mut paths = vec!["/api".to_owned(), "/api/v1".into(), "/apis".into()];
            paths.extend(GROUPS.iter().flat_map(|(g, v)| [format!("/apis/{g}"), format!("/apis/{g}/{v}")]));
            paths.extend(["/healthz", "/livez", "/readyz", "/version"].map(String::from));
            json!({ "paths": paths })
        }
        _ => return Err(Failure::no_such_path()),
    };
    if method == Method::GET { Reply::object(200, &value) } else { Err(Failure::no_such_method()) }
}

fn version() -> Value {
    json!({
        "major": "1", "minor": "34", "gitVersion": "v1.34.0-demo", "gitCommit": "0000000000000000000000000000000000000000",
        "gitTreeState": "clean", "buildDate": "2026-01-01T00:00:00Z", "goVersion": "none", "compiler": "rustc",
        "platform": format!("{}/{}", std::env::consts::OS, std::env::consts::ARCH),
    })
}

fn group(name: &str, version: &str) -> Value {
    let v = json!({ "groupVersion": format!("{name}/{version}"), "version": version });
    json!({ "name": name, "versions": [v], "preferredVersion": v })
}

fn resources(group: &str, version: &str) -> Value {
    let mut all = Vec::new();
    for res in Res::EVERY.into_iter().filter(|r| r.info().group == group && r.info().version == version) {
        let i = res.info();
        let mut one = json!({
            "name": i.plural, "singularName": i.singular, "namespaced": i.namespaced, "kind": i.kind, "verbs": VERBS,
        });
        if !i.short.is_empty() {
            one["shortNames"] = json!(i.short);
        }
        if !i.categories.is_empty() {
            one["categories"] = json!(i.categories);
        }
        all.push(one);
        for (sub, verbs) in i.subs {
            let mut one = json!({
                "name": format!("{}/{sub}", i.plural), "singularName": "", "namespaced": i.namespaced, "kind": i.kind, "verbs": verbs,
            });
            if *sub == "scale" {
                one["group"] = "autoscaling".into();
                one["version"] = "v1".into();
                one["kind"] = "Scale".into();
            }
            all.push(one);
        }
    }
    if group == "authorization.k8s.io" {
        for (plural, kind) in
            [("selfsubjectaccessreviews", "SelfSubjectAccessReview"), ("selfsubjectrulesreviews", "SelfSubjectRulesReview")]
        {
            let singular = kind.to_lowercase();
            all.push(json!({ "name": plural, "singularName": singular, "namespaced": false, "kind": kind, "verbs": ["create"] }));
        }
    }
    let gv = if group.is_empty() { version.to_owned() } else { format!("{group}/{version}") };
    json!({ "kind": "APIResourceList", "apiVersion": "v1", "groupVersion": gv, "resources": all })
}
