//! OpenAPI v3 documents of what is served, from which kubectl explains, validates and computes its patches.

use super::{Field, Merge, Ty, Type, get, of};
use crate::demo::resources::{Served, served};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

const REF: &str = "#/components/schemas/";

/// The index: a document for each group and version.
pub fn index(versions: &[(&str, &str)]) -> Value {
    let mut paths = Map::new();
    for (group, version) in versions {
        let at = if group.is_empty() { format!("api/{version}") } else { format!("apis/{group}/{version}") };
        let hash = format!("{:016X}", crate::demo::json::fnv(at.as_bytes()));
        paths.insert(at.clone(), json!({ "serverRelativeURL": format!("/openapi/v3/{at}?hash={hash}") }));
    }
    json!({ "paths": paths })
}

/// The name of a type in the documents.
fn full(ty: &Type) -> String {
    let mut parts = ty.name.splitn(2, '.');
    let (group, rest) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    match group {
        "meta" => format!("io.k8s.apimachinery.pkg.apis.meta.{rest}"),
        "iot" => format!("com.example.iot.{rest}"),
        _ => format!("io.k8s.api.{group}.{rest}"),
    }
}

/// The document of a group and version.
pub fn document(group: &str, version: &str) -> Value {
    let mut schemas = Map::new();
    let mut seen = BTreeSet::new();
    let mut paths = Map::new();
    let root = if group.is_empty() { format!("/api/{version}") } else { format!("/apis/{group}/{version}") };
    for s in served(group, version) {
        let Some(ty) = of(group, version, s.info.kind) else { continue };
        collect(ty, &mut schemas, &mut seen);
        let gvk = json!({ "group": group, "version": version, "kind": s.info.kind });
        if let Some(schema) = schemas.get_mut(&full(ty)) {
            schema["x-kubernetes-group-version-kind"] = json!([gvk]);
        }
        operations(&root, &s, ty, &gvk, &mut paths);
    }
    if let Some(ty) = get("meta.v1.DeleteOptions") {
        collect(ty, &mut schemas, &mut seen);
    }
    for (name, text) in [("Time", "date-time"), ("MicroTime", "date-time")] {
        schemas.insert(format!("io.k8s.apimachinery.pkg.apis.meta.v1.{name}"), json!({ "type": "string", "format": text }));
    }
    json!({
        "openapi": "3.0.0", "info": { "title": "Kubernetes", "version": crate::demo::VERSION }, "paths": paths,
        "components": { "schemas": schemas },
    })
}

fn operations(root: &str, s: &Served, ty: &Type, gvk: &Value, paths: &mut Map<String, Value>) {
    let schema = json!({ "$ref": format!("{REF}{}", full(ty)) });
    let answer = json!({ "200": { "description": "OK", "content": { "application/json": { "schema": schema } } } });
    let text = |name: &str| json!({ "name": name, "in": "query", "schema": { "type": "string", "uniqueItems": true } });
    let write: Vec<Value> = ["dryRun", "fieldManager", "fieldValidation"].into_iter().map(text).collect();
    let op = |action: &str, body: Option<Value>| {
        let mut op = json!({ "responses": answer, "x-kubernetes-action": action, "x-kubernetes-group-version-kind": gvk });
        if let Some(b) = body {
            op["parameters"] = write.clone().into();
            op["requestBody"] = json!({ "content": b, "required": true });
        }
        op
    };
    let patch: Map<String, Value> =
        s.patches().iter().map(|t| ((*t).to_owned(), json!({ "schema": { "type": "object" } }))).collect();
    let any = json!({ "*/*": { "schema": schema } });
    let at = if s.info.namespaced {
        format!("{root}/namespaces/{{namespace}}/{}", s.info.plural)
    } else {
        format!("{root}/{}", s.info.plural)
    };
    paths.insert(
        at.clone(),
        json!({ "get": op("list", None), "post": op("post", Some(any.clone())), "delete": op("deletecollection", None) }),
    );
    paths.insert(
        format!("{at}/{{name}}"),
        json!({ "get": op("get", None), "put": op("put", Some(any)), "patch": op("patch", Some(patch.into())), "delete": op("delete", None) }),
    );
}

fn collect(ty: &Type, out: &mut Map<String, Value>, seen: &mut BTreeSet<&'static str>) {
    let Some(ty) = get(ty.name) else { return };
    if !seen.insert(ty.name) {
        return;
    }
    let mut properties = Map::new();
    for f in &ty.fields {
        properties.insert(f.name.to_owned(), property(f));
        if let Some(inner) = named(&f.ty) {
            collect(inner, out, seen);
        }
    }
    let required: Vec<&str> = ty.fields.iter().filter(|f| f.required).map(|f| f.name).collect();
    let mut schema = json!({ "type": "object", "properties": properties });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    out.insert(full(ty), schema);
}

fn named(ty: &Ty) -> Option<&'static Type> {
    match ty {
        Ty::Named(n) => get(n),
        Ty::List(t) | Ty::Map(t) => named(t),
        _ => None,
    }
}

fn property(f: &Field) -> Value {
    let mut p = schema(&f.ty);
    if matches!(f.ty, Ty::List(_)) {
        match &f.merge {
            Merge::Map(keys) => {
                p["x-kubernetes-list-map-keys"] = json!(keys);
                p["x-kubernetes-list-type"] = "map".into();
            }
            Merge::Set => p["x-kubernetes-list-type"] = "set".into(),
            Merge::Atomic => p["x-kubernetes-list-type"] = "atomic".into(),
        }
    }
    if let Some(key) = f.patch {
        p["x-kubernetes-patch-strategy"] = "merge".into();
        if !key.is_empty() {
            p["x-kubernetes-patch-merge-key"] = key.into();
        }
    }
    p
}

fn schema(ty: &Ty) -> Value {
    match ty {
        Ty::Text | Ty::Quantity => json!({ "type": "string" }),
        Ty::Int => json!({ "type": "integer", "format": "int32" }),
        Ty::Float => json!({ "type": "number", "format": "double" }),
        Ty::Flag => json!({ "type": "boolean" }),
        Ty::Bytes => json!({ "type": "string", "format": "byte" }),
        Ty::Time => json!({ "allOf": [{ "$ref": format!("{REF}io.k8s.apimachinery.pkg.apis.meta.v1.Time") }] }),
        Ty::MicroTime => json!({ "allOf": [{ "$ref": format!("{REF}io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime") }] }),
        Ty::IntOrString => json!({ "type": "string", "format": "int-or-string" }),
        Ty::Raw => json!({ "type": "object" }),
        Ty::Named(n) => get(n).map_or_else(|| json!({}), |t| json!({ "allOf": [{ "$ref": format!("{REF}{}", full(t)) }] })),
        Ty::List(t) => json!({ "type": "array", "items": schema(t) }),
        Ty::Map(t) => json!({ "type": "object", "additionalProperties": schema(t) }),
    }
}
