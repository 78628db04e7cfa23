//! The template of a workload as its containers get it, by names and in no order, so that two of them are told apart by what they say. Variables
//! have the values that the kubelet would give them now; of Secrets only whether two are the same is told.

use super::super::describe::{Which, fetch};
use super::super::error::ApiError;
use super::super::mask::Mask;
use super::super::path::encode;
use super::super::session::{READ_DEADLINE, Session};
use crate::model::compare::Unknown;
use crate::model::environments::rules::Rule;
use futures::future::join_all;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// ConfigMaps and Secrets that are read for a template.
const SOURCES: usize = 32;
/// What says when it was restarted last, and nothing of what it is.
const RESTARTED: &str = "kubectl.kubernetes.io/restartedAt";

/// Where a variable's value comes from.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Source {
    secret: bool,
    name: String,
}

impl Source {
    const fn kind(&self) -> &'static str {
        if self.secret { "Secret" } else { "ConfigMap" }
    }
}

/// What was found of a source: its values, marks in the place of those of Secrets.
#[derive(Clone, PartialEq, Debug)]
enum Found {
    Values(BTreeMap<String, String>),
    Gone,
    Unread,
}

type Sources = BTreeMap<Source, Found>;

/// A workload's template, and what is not known of it.
pub(super) async fn read(session: &Session, which: Which<'_>) -> Result<(Value, Vec<Unknown>), ApiError> {
    let object = fetch(session, which).await?;
    let wanted = wanted(template(&object));
    let (now, later) = wanted.split_at(wanted.len().min(SOURCES));
    let found = join_all(now.iter().map(|source| source_of(session, which.namespace, source))).await;
    let mut unknown = Vec::new();
    let mut sources = Sources::new();
    for (source, found) in now.iter().zip(found) {
        let found = found.unwrap_or_else(|e| {
            unknown.push(Unknown { source: unknown_name(which, source), why: Some(e.trouble().into()) });
            Found::Unread
        });
        sources.insert(source.clone(), found);
    }
    unknown.extend(later.iter().map(|source| Unknown { source: unknown_name(which, source), why: None }));
    sources.extend(later.iter().map(|source| (source.clone(), Found::Unread)));
    Ok((laid_out(&object, &sources), unknown))
}

fn unknown_name(which: Which<'_>, source: &Source) -> crate::model::Name {
    format!("{} {} ▸ {}", source.kind(), which.namespace, source.name).into()
}

fn template(object: &Value) -> &Value {
    let at = |path: &str| object.pointer(path);
    at("/spec/jobTemplate/spec/template").or_else(|| at("/spec/template")).unwrap_or(&Value::Null)
}

fn list<'a>(of: &'a Value, field: &str) -> impl Iterator<Item = &'a Value> {
    of.get(field).and_then(Value::as_array).into_iter().flatten()
}

fn text<'a>(of: &'a Value, path: &str) -> Option<&'a str> {
    of.pointer(path).and_then(Value::as_str)
}

/// All containers of a template.
fn containers(template: &Value) -> impl Iterator<Item = &Value> {
    let spec = &template["spec"];
    list(spec, "containers").chain(list(spec, "initContainers"))
}

/// Which ConfigMaps and Secrets give variables.
fn wanted(template: &Value) -> Vec<Source> {
    let mut all = BTreeSet::new();
    for container in containers(template) {
        let of = |value: &Value, (config, secret): (&str, &str)| {
            [(config, false), (secret, true)]
                .into_iter()
                .find_map(|(path, secret)| Some(Source { secret, name: text(value, path)?.to_owned() }))
        };
        all.extend(
            list(container, "env").filter_map(|v| of(v, ("/valueFrom/configMapKeyRef/name", "/valueFrom/secretKeyRef/name"))),
        );
        all.extend(list(container, "envFrom").filter_map(|v| of(v, ("/configMapRef/name", "/secretRef/name"))));
    }
    all.into_iter().collect()
}

#[derive(Deserialize)]
struct Holder<'a> {
    #[serde(borrow)]
    data: Option<BTreeMap<Cow<'a, str>, &'a RawValue>>,
}

/// The values of a ConfigMap; of a Secret a mark for each, and nothing else.
fn values(body: &[u8], secret: bool) -> Option<BTreeMap<String, String>> {
    // What serde says may quote what it could not read.
    let holder: Holder<'_> = serde_json::from_slice(body).ok()?;
    let mut mask = Mask::marked();
    let mut value = |raw: &RawValue| match secret {
        true => Some(mask.word(raw.get())),
        false => serde_json::from_str(raw.get()).ok(),
    };
    Some(holder.data.into_iter().flatten().filter_map(|(key, raw)| Some((key.into_owned(), value(raw)?))).collect())
}

async fn source_of(session: &Session, namespace: &str, source: &Source) -> Result<Found, ApiError> {
    let plural = if source.secret { "secrets" } else { "configmaps" };
    let path = format!("/api/v1/namespaces/{}/{plural}/{}", encode(namespace), encode(&source.name));
    match session.get(&path, READ_DEADLINE).await {
        Ok(body) => {
            values(&body, source.secret).map(Found::Values).ok_or(ApiError::Decode(crate::model::trouble::Unread::NoObject))
        }
        Err(e) if e.is_not_found() => Ok(Found::Gone),
        Err(e) => Err(e),
    }
}

/// The value of a key of a source; `None` where the variable is not set.
fn value(sources: &Sources, secret: bool, reference: &Value) -> Option<Result<String, Said>> {
    let name = text(reference, "/name").unwrap_or_default();
    let key = text(reference, "/key").unwrap_or_default();
    let source = Source { secret, name: name.to_owned() };
    let optional = reference.get("optional") == Some(&Value::Bool(true));
    let lacks = |what: String| (!optional).then_some(Err(Said(what)));
    match sources.get(&source) {
        Some(Found::Values(values)) => match values.get(key) {
            Some(mark) if secret => Some(Err(Said(mark.clone()))),
            Some(value) => Some(Ok(value.clone())),
            None => lacks(format!("(no key {key} in {} {name})", source.kind())),
        },
        Some(Found::Gone) => lacks(format!("(no {} {name})", source.kind())),
        Some(Found::Unread) | None => Some(Err(Said(format!("(not known: {} {name}, key {key})", source.kind())))),
    }
}

/// What is said in the place of a value, under names such as of passwords as well.
struct Said(String);

/// The variables of a container, the last of a name; without what may be secret in them.
fn variables(container: &Value, sources: &Sources) -> Map<String, Value> {
    let all = set(container, sources);
    let plain = all.iter().filter_map(|(name, value)| Some((name.clone(), value.as_ref().ok()?.as_str().into())));
    let mut shown = json!({ "env": plain.collect::<Map<_, _>>() });
    Mask::marked().hide(&mut shown);
    let mut out = shown["env"].as_object().cloned().unwrap_or_default();
    out.extend(all.into_iter().filter_map(|(name, value)| Some((name, value.err()?.0.into()))));
    out
}

/// What is set of variables, or what is said in the place of that.
fn set(container: &Value, sources: &Sources) -> BTreeMap<String, Result<String, Said>> {
    let mut out = BTreeMap::new();
    for from in list(container, "envFrom") {
        let prefix = text(from, "/prefix").unwrap_or_default();
        for (field, secret) in [("configMapRef", false), ("secretRef", true)] {
            let Some(reference) = from.get(field) else { continue };
            let name = text(reference, "/name").unwrap_or_default();
            let source = Source { secret, name: name.to_owned() };
            let optional = reference.get("optional") == Some(&Value::Bool(true));
            let all = format!("(all of {} {name})", source.kind());
            match sources.get(&source) {
                Some(Found::Values(values)) => {
                    let told = |value: &String| if secret { Err(Said(value.clone())) } else { Ok(value.clone()) };
                    out.extend(values.iter().map(|(key, value)| (format!("{prefix}{key}"), told(value))));
                }
                Some(Found::Gone) if optional => {}
                Some(Found::Gone) => drop(out.insert(all, Err(Said("(is not there)".into())))),
                Some(Found::Unread) | None => drop(out.insert(all, Err(Said("(not known)".into())))),
            }
        }
    }
    for variable in list(container, "env") {
        let Some(name) = text(variable, "/name") else { continue };
        let from = &variable["valueFrom"];
        let value = if let Some(reference) = from.get("configMapKeyRef") {
            value(sources, false, reference)
        } else if let Some(reference) = from.get("secretKeyRef") {
            value(sources, true, reference)
        } else if let Some(path) = text(from, "/fieldRef/fieldPath") {
            Some(Err(Said(format!("(field {path})"))))
        } else if let Some(resource) = text(from, "/resourceFieldRef/resource") {
            let divisor = text(from, "/resourceFieldRef/divisor").filter(|d| *d != "0").map(|d| format!(" / {d}"));
            Some(Err(Said(format!("(resource {resource}{})", divisor.unwrap_or_default()))))
        } else if from.is_object() {
            Some(Err(Said(from.to_string())))
        } else {
            Some(Ok(text(variable, "/value").unwrap_or_default().to_owned()))
        };
        // An optional one that is not there leaves what a whole source has given.
        out.extend(value.map(|value| (name.to_owned(), value)));
    }
    out
}

/// A list of objects by one of their fields; as it is where that tells them not apart.
fn by(all: &Value, field: &str) -> Value {
    let list: Vec<&Value> = all.as_array().into_iter().flatten().collect();
    let mut out = Map::new();
    for one in &list {
        let Some(key) = one.get(field).and_then(Value::as_str) else { return all.clone() };
        let mut rest = (*one).clone();
        if let Some(map) = rest.as_object_mut() {
            map.remove(field);
        }
        out.insert(key.to_owned(), rest);
    }
    if out.len() == list.len() { Value::Object(out) } else { all.clone() }
}

/// A container without what may be secret, with the variables that it really has.
fn container(mut shown: Value, variables: Map<String, Value>) -> Value {
    if let Some(map) = shown.as_object_mut() {
        map.retain(|field, _| !matches!(field.as_str(), "name" | "env" | "envFrom"));
        for (field, key) in [("volumeMounts", "mountPath"), ("ports", "name")] {
            if let Some(list) = map.get_mut(field) {
                *list = by(list, key);
            }
        }
        if !variables.is_empty() {
            map.insert("env".into(), Value::Object(variables));
        }
    }
    shown
}

/// The whole by names.
fn laid_out(object: &Value, sources: &Sources) -> Value {
    let mut shown = object.clone();
    Mask::marked().hide(&mut shown);
    let (real, template) = (&template(object)["spec"], template(&shown));
    let mut out = Map::new();
    for (field, path) in [("labels", "/metadata/labels"), ("annotations", "/metadata/annotations")] {
        let mut of = template.pointer(path).cloned().unwrap_or(Value::Null);
        if let Some(map) = of.as_object_mut() {
            map.remove(RESTARTED);
        }
        out.insert(field.into(), of);
    }
    for field in ["replicas", "schedule", "suspend"] {
        out.insert(field.into(), object["spec"][field].clone());
    }
    for (field, value) in template["spec"].as_object().into_iter().flatten() {
        let value = match field.as_str() {
            "containers" | "initContainers" => {
                let named = value.as_array().into_iter().flatten().zip(list(real, field));
                let one = |(c, real): (&Value, &Value)| {
                    Some((text(real, "/name")?.to_owned(), container(c.clone(), variables(real, sources))))
                };
                Value::Object(named.filter_map(one).collect())
            }
            "volumes" => by(value, "name"),
            _ => value.clone(),
        };
        out.insert(field.clone(), value);
    }
    let empty = |value: &Value| value.is_null() || value.as_object().is_some_and(Map::is_empty);
    out.retain(|_, value| !empty(value));
    super::template_diff::present(&Value::Object(out))
}

/// Takes away what the rules leave out from both; gives how much of that differed.
pub(super) fn leave_out(old: &mut Value, new: &mut Value, rules: &[Rule]) -> usize {
    let mut count = 0;
    for rule in rules {
        // What is said of a container is meant of each; what is of the pod stands at the top.
        for before in [&[][..], &["containers", "*"], &["initContainers", "*"]] {
            let mut taken = [BTreeMap::new(), BTreeMap::new()];
            for (side, value) in taken.iter_mut().zip([&mut *old, &mut *new]) {
                take(value, before, rule.steps(), &mut String::new(), side);
            }
            let [old, new] = taken;
            let places: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
            count += places.into_iter().filter(|at| old.get(*at) != new.get(*at)).count();
        }
    }
    count
}

/// Whether a key is one of those that a step means.
type Matches<'a> = Box<dyn Fn(&str) -> bool + 'a>;

/// Takes what stands at a path, which begins with some steps that are written and goes on with those of a rule.
fn take(
    value: &mut Value,
    before: &[&str],
    steps: &[crate::model::guard::Glob],
    at: &mut String,
    taken: &mut BTreeMap<String, Value>,
) {
    let Some(map) = value.as_object_mut() else { return };
    let (matches, rest): (Matches<'_>, _) = match (before.split_first(), steps.split_first()) {
        (Some((first, rest)), _) => (Box::new(move |key| *first == "*" || *first == key), (rest, steps)),
        (None, Some((first, rest))) => (Box::new(move |key| first.matches(key)), (before, rest)),
        (None, None) => return,
    };
    let keys: Vec<String> = map.keys().filter(|key| matches(key)).cloned().collect();
    let last = rest.0.is_empty() && rest.1.is_empty();
    for key in keys {
        let length = at.len();
        at.push('\n');
        at.push_str(&key);
        if last {
            taken.extend(map.remove(&key).map(|value| (at.clone(), value)));
        } else if let Some(below) = map.get_mut(&key) {
            take(below, rest.0, rest.1, at, taken);
            if below.as_object().is_some_and(Map::is_empty) {
                map.remove(&key);
            }
        }
        at.truncate(length);
    }
}

/// A workload's template with its name, as it is kept.
pub(super) fn named(which: Which<'_>, template: &Value) -> Value {
    json!({
        "kind": &*which.resource.kind, "metadata": {"name": which.name, "namespace": which.namespace}, "template": template,
    })
}

#[cfg(test)]
#[path = "template_tests.rs"]
mod tests;
