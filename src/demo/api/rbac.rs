//! rbac.authorization.k8s.io: the roles and bindings by which the demo's users may what they may. They are told, and cannot be changed.

use super::negotiate::Form;
use super::{Query, Reply, table};
use crate::demo::failure::Failure;
use crate::demo::json;
use crate::demo::resources::{Res, served};
use crate::demo::shared::Shared;
use crate::demo::users::{Attributes, DEV_NAMESPACES, User};
use http::Method;
use serde_json::{Value, json};
use std::sync::Arc;

/// The group.
pub const GROUP: &str = "rbac.authorization.k8s.io";

/// The columns of roles: name, type, format and priority.
const ROLE: [(&str, &str, &str, u8); 2] = [("Name", "string", "name", 0), ("Created At", "date", "", 0)];
/// Those of bindings.
const BINDING: [(&str, &str, &str, u8); 6] = [
    ("Name", "string", "name", 0),
    ("Role", "string", "", 0),
    ("Age", "string", "", 0),
    ("Users", "string", "", 1),
    ("Groups", "string", "", 1),
    ("ServiceAccounts", "string", "", 1),
];

/// The cells of a binding: its role, its age, and its subjects by their kinds.
fn bound(o: &Value, now: crate::model::Time) -> Value {
    let of = |kind: &str| {
        let all = o["subjects"].as_array().into_iter().flatten().filter(|s| s["kind"] == kind);
        let name = |s: &Value| match s["namespace"].as_str() {
            Some(namespace) => format!("{namespace}/{}", json::text(s, "/name")),
            None => json::text(s, "/name").to_owned(),
        };
        all.map(name).collect::<Vec<_>>().join(", ")
    };
    let role = format!("{}/{}", json::text(o, "/roleRef/kind"), json::text(o, "/roleRef/name"));
    let age = crate::model::Time::parse(json::text(o, "/metadata/creationTimestamp")).map(|t| t.age(now)).unwrap_or_default();
    json!([json::name(o), role, age, of("User"), of("Group"), of("ServiceAccount")])
}

/// Answers the group.
pub fn answer(
    shared: &Arc<Shared>,
    user: User,
    method: &Method,
    rest: &[&str],
    query: &Query,
    accept: &str,
) -> Result<Reply, Failure> {
    let (ns, plural, name) = match rest {
        ["namespaces", ns, plural] => (*ns, *plural, ""),
        ["namespaces", ns, plural, name] => (*ns, *plural, *name),
        [plural] => ("", *plural, ""),
        [plural, name] => ("", *plural, *name),
        _ => return Err(Failure::no_such_path()),
    };
    let info = served(GROUP, "v1").into_iter().map(|s| s.info).find(|i| i.plural == plural).ok_or_else(Failure::no_such_path)?;
    if !info.namespaced && !ns.is_empty() || info.namespaced && ns.is_empty() && !name.is_empty() {
        return Err(Failure::no_such_path());
    }
    if method != Method::GET || query.flag("watch") {
        return Err(Failure::no_such_method());
    }
    let verb = if name.is_empty() { "list" } else { "get" };
    user.check(&Attributes { verb, group: GROUP, resource: plural, ns, name, ..Attributes::default() })?;
    let world = shared.world();
    let since = world
        .store
        .range(Res::Namespaces, "", None)
        .next()
        .map(|(_, o)| json::text(&o.value, "/metadata/creationTimestamp").to_owned());
    let mut items = objects(plural);
    items.retain(|o| ns.is_empty() || json::namespace(o) == ns);
    for item in &mut items {
        item["metadata"]["creationTimestamp"] = since.clone().into();
        item["metadata"]["uid"] = format!("{plural}-{}-{}", json::namespace(item), json::name(item)).into();
        item["metadata"]["resourceVersion"] = "1".into();
    }
    if !name.is_empty() {
        let found = items.into_iter().find(|o| json::name(o) == name);
        let mut one = found.ok_or_else(|| {
            let mut failure = Failure::not_found(Res::ConfigMaps, name);
            failure.message = format!("{plural}.{GROUP} {name:?} not found");
            failure
        })?;
        one["kind"] = info.kind.into();
        one["apiVersion"] = info.api_version().into();
        return Reply::object(200, &one);
    }
    if let Form::Table(include) = Form::of(accept, query)? {
        let mut table = table::table(Res::ConfigMaps, json!({}), false, Vec::new());
        let binds = plural.ends_with("bindings");
        let columns: &[(&str, &str, &str, u8)] = if binds { &BINDING } else { &ROLE };
        let column = |(name, sort, format, priority): &(&str, &str, &str, u8)| json!({ "name": name, "type": sort, "format": format, "description": "", "priority": priority });
        table["columnDefinitions"] = columns.iter().map(column).collect();
        let row = |o: &Value| {
            let mut row = table::row(Res::ConfigMaps, o, include, world.now());
            row["cells"] = if binds { bound(o, world.now()) } else { json!([json::name(o), o["metadata"]["creationTimestamp"]]) };
            row
        };
        table["rows"] = items.iter().map(row).collect();
        return Reply::object(200, &table);
    }
    Reply::object(
        200,
        &json!({ "kind": format!("{}List", info.kind), "apiVersion": info.api_version(), "metadata": {}, "items": items }),
    )
}

fn rules(user: User, ns: &str) -> Vec<Value> {
    user.rules(ns).iter().map(|r| json!({ "verbs": r.verbs, "apiGroups": r.groups, "resources": r.resources })).collect()
}

fn objects(plural: &str) -> Vec<Value> {
    let named = |name: &str| json!({ "name": name });
    let of = |ns: &str, name: &str| json!({ "name": name, "namespace": ns });
    let gives = |meta: Value, role: (&str, &str), subject: (&str, &str)| {
        json!({ "metadata": meta, "roleRef": { "apiGroup": GROUP, "kind": role.0, "name": role.1 },
            "subjects": [{ "apiGroup": GROUP, "kind": subject.0, "name": subject.1 }] })
    };
    match plural {
        "clusterroles" => {
            let mut admin = rules(User::Admin, "");
            admin.push(json!({ "verbs": ["*"], "nonResourceURLs": ["*"] }));
            let open = ["/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/readyz", "/version", "/version/"];
            vec![
                json!({ "metadata": named("cluster-admin"), "rules": admin }),
                json!({ "metadata": named("system:basic-user"), "rules": rules(User::Dev, "") }),
                json!({ "metadata": named("system:discovery"), "rules": [{ "verbs": ["get"], "nonResourceURLs": open }] }),
                json!({ "metadata": named("view"), "rules": rules(User::Viewer, "") }),
            ]
        }
        "clusterrolebindings" => vec![
            gives(named("admins"), ("ClusterRole", "cluster-admin"), ("User", User::Admin.name())),
            gives(named("system:basic-user"), ("ClusterRole", "system:basic-user"), ("Group", "system:authenticated")),
            gives(named("system:discovery"), ("ClusterRole", "system:discovery"), ("Group", "system:authenticated")),
            gives(named("viewers"), ("ClusterRole", "view"), ("User", User::Viewer.name())),
        ],
        "roles" => DEV_NAMESPACES.map(|ns| json!({ "metadata": of(ns, "developer"), "rules": rules(User::Dev, ns) })).to_vec(),
        "rolebindings" => {
            DEV_NAMESPACES.map(|ns| gives(of(ns, "developer"), ("Role", "developer"), ("User", User::Dev.name()))).to_vec()
        }
        _ => Vec::new(),
    }
}
