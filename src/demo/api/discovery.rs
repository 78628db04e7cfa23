//! What there is: versions, groups, resources, documents, health.

use super::Reply;
use super::negotiate::Form;
use crate::demo::failure::Failure;
use crate::demo::resources::{GROUPS, Served, served};
use crate::demo::schema::openapi;
use http::Method;
use serde_json::{Value, json};

/// Answers the paths that are about the server itself.
pub fn answer(method: &Method, parts: &[&str], accept: &str) -> Result<Reply, Failure> {
    let named = || GROUPS.iter().filter(|(g, _)| !g.is_empty());
    let find = |name: &str, version: &str| named().any(|(g, v)| *g == name && v.contains(&version));
    let value = match parts {
        ["version"] => version(),
        ["healthz" | "livez" | "readyz", ..] => {
            return if method == Method::GET { Ok(Reply::Text("ok".into())) } else { Err(Failure::no_such_method()) };
        }
        ["api"] | ["apis"] if method == Method::GET && aggregated(accept) => {
            let all = GROUPS.iter().filter(|(g, _)| g.is_empty() == (parts == ["api"]));
            let items: Vec<Value> = all.map(|(g, v)| aggregate(g, v)).collect();
            let list =
                json!({ "kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2", "metadata": {}, "items": items });
            return Ok(Reply::Typed(
                "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList",
                list.to_string().into(),
            ));
        }
        ["api"] => json!({ "kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": [] }),
        ["api", "v1"] => resources("", "v1"),
        ["apis"] => {
            let groups: Vec<Value> = named().map(|(g, v)| group(g, v)).collect();
            json!({ "kind": "APIGroupList", "apiVersion": "v1", "groups": groups })
        }
        ["apis", name] => {
            let (g, v) = named().find(|(g, _)| g == name).ok_or_else(Failure::no_such_path)?;
            let mut one = group(g, v);
            one["kind"] = "APIGroup".into();
            one["apiVersion"] = "v1".into();
            one
        }
        ["apis", name, version] if find(name, version) => resources(name, version),
        ["openapi", "v3"] => {
            let all: Vec<(&str, &str)> = GROUPS.iter().flat_map(|(g, vs)| vs.iter().map(|v| (*g, *v))).collect();
            openapi::index(&all)
        }
        ["openapi", "v3", "api", "v1"] => openapi::document("", "v1"),
        ["openapi", "v3", "apis", name, version] if find(name, version) => openapi::document(name, version),
        [] => {
            let mut paths = vec!["/api".to_owned(), "/api/v1".into(), "/apis".into()];
            paths.extend(
                named().flat_map(|(g, vs)| {
                    std::iter::once(format!("/apis/{g}")).chain(vs.iter().map(move |v| format!("/apis/{g}/{v}")))
                }),
            );
            paths.extend(["/healthz", "/livez", "/openapi/v3", "/readyz", "/version"].map(String::from));
            json!({ "paths": paths })
        }
        _ => return Err(Failure::no_such_path()),
    };
    if method != Method::GET {
        return Err(Failure::no_such_method());
    }
    Form::of(accept, &super::Query::default())?;
    Reply::object(200, &value)
}

fn version() -> Value {
    json!({
        "major": "1", "minor": "36", "emulationMajor": "1", "emulationMinor": "36", "minCompatibilityMajor": "1",
        "minCompatibilityMinor": "35", "gitVersion": crate::demo::VERSION, "gitCommit": "0000000000000000000000000000000000000000",
        "gitTreeState": "clean", "buildDate": "2026-01-01T00:00:00Z", "goVersion": "none", "compiler": "rustc",
        "platform": format!("{}/{}", std::env::consts::OS, std::env::consts::ARCH),
    })
}

/// Whether the client would rather have everything at once.
fn aggregated(accept: &str) -> bool {
    accept.split(',').any(|c| c.contains("as=APIGroupDiscoveryList") && c.contains("v=v2") && !c.contains("v2beta1"))
}

fn group(name: &str, versions: &[&str]) -> Value {
    let all: Vec<Value> = versions.iter().map(|v| json!({ "groupVersion": format!("{name}/{v}"), "version": v })).collect();
    json!({ "name": name, "preferredVersion": all[0], "versions": all })
}

fn aggregate(name: &str, versions: &[&str]) -> Value {
    let version = |v: &&str| {
        let all: Vec<Value> = served(name, v).iter().map(aggregate_resource).collect();
        json!({ "version": v, "freshness": "Current", "resources": all })
    };
    let versions: Vec<Value> = versions.iter().map(version).collect();
    let mut meta = json!({ "creationTimestamp": null });
    if !name.is_empty() {
        meta["name"] = name.into();
    }
    json!({ "metadata": meta, "versions": versions })
}

fn kind_of(s: &Served, sub: &str) -> (&'static str, &'static str, &'static str) {
    match sub {
        "scale" => ("autoscaling", "v1", "Scale"),
        "eviction" => ("policy", "v1", "Eviction"),
        "attach" => ("", "v1", "PodAttachOptions"),
        "exec" => ("", "v1", "PodExecOptions"),
        "portforward" => ("", "v1", "PodPortForwardOptions"),
        _ => (s.info.group, s.info.version, s.info.kind),
    }
}

fn aggregate_resource(s: &Served) -> Value {
    let i = s.info;
    let gvk = |(g, v, k): (&str, &str, &str)| json!({ "group": g, "version": v, "kind": k });
    let mut one = json!({
        "resource": i.plural, "responseKind": gvk((i.group, i.version, i.kind)), "scope": if i.namespaced { "Namespaced" } else { "Cluster" },
        "singularResource": i.singular, "verbs": s.verbs(),
    });
    if !i.short.is_empty() {
        one["shortNames"] = json!(i.short);
    }
    if !i.categories.is_empty() {
        one["categories"] = json!(i.categories);
    }
    if !i.subs.is_empty() {
        let sub =
            |(name, verbs): &(&str, &[&str])| json!({ "subresource": name, "responseKind": gvk(kind_of(s, name)), "verbs": verbs });
        one["subresources"] = i.subs.iter().map(sub).collect();
    }
    one
}

fn resources(group: &str, version: &str) -> Value {
    let mut all = Vec::new();
    for s in served(group, version) {
        let i = s.info;
        let mut one =
            json!({ "name": i.plural, "singularName": i.singular, "namespaced": i.namespaced, "kind": i.kind, "verbs": s.verbs() });
        if !i.short.is_empty() {
            one["shortNames"] = json!(i.short);
        }
        if !i.categories.is_empty() {
            one["categories"] = json!(i.categories);
        }
        all.push(one);
        for (sub, verbs) in i.subs {
            let mut one =
                json!({ "name": format!("{}/{sub}", i.plural), "singularName": "", "namespaced": i.namespaced, "verbs": verbs });
            let (g, v, kind) = kind_of(&s, sub);
            one["kind"] = kind.into();
            if (g, v) != (i.group, i.version) {
                one["group"] = g.into();
                one["version"] = v.into();
            }
            all.push(one);
        }
    }
    let gv = if group.is_empty() { version.to_owned() } else { format!("{group}/{version}") };
    json!({ "kind": "APIResourceList", "apiVersion": "v1", "groupVersion": gv, "resources": all })
}
