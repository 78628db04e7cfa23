//! From a request to an answer: who asks, for what, and whether they may.

pub mod apply;
pub mod body;
pub mod discovery;
pub mod entry;
pub mod ephemeral;
pub mod evict;
pub mod list;
pub mod log;
pub mod managed;
pub mod metrics;
pub mod negotiate;
mod pod_rules;
pub mod rbac;
pub mod remove;
pub mod reviews;
pub mod rules;
pub mod scale;
pub mod streams;
pub mod table;
pub mod validate;
pub mod views;
pub mod watch;
pub mod write;

use super::failure::Failure;
use super::resources::{Res, Served, served};
use super::shared::Shared;
use super::store::Key;
use super::users::{Attributes, User};
use crate::model::time::Time;
use bytes::Bytes;
use http::Method;
use percent_encoding::percent_decode_str;
use serde_json::Value;
use std::sync::Arc;

/// What a request is answered with.
#[derive(Debug)]
pub enum Reply {
    /// A status and a JSON text.
    Json(u16, Bytes),
    /// A status, a JSON text, and warnings about the request.
    Warned(u16, Bytes, Vec<String>),
    /// A JSON text of a media type of its own.
    Typed(&'static str, Bytes),
    /// Plain text.
    Text(Bytes),
    /// A stream of watch events.
    Watch(watch::Watch),
    /// A stream of log lines.
    Follow(log::Follow),
    /// A WebSocket, and what it carries.
    Upgrade(streams::Upgrade),
    /// A status and a text of the kubelet's.
    Kubelet(u16, String),
}

impl Reply {
    /// An object.
    pub fn object(code: u16, value: &Value) -> Result<Self, Failure> {
        let text = serde_json::to_vec(value).map_err(|_| Failure::plain(500))?;
        Ok(Reply::Json(code, text.into()))
    }
}

/// The query of a request, decoded.
#[derive(Debug, Default)]
pub struct Query(Vec<(String, String)>);

impl Query {
    fn parse(text: &str) -> Self {
        let pair = |p: &str| {
            let (k, v) = p.split_once('=').unwrap_or((p, ""));
            (decode(k), decode(v))
        };
        Self(text.split('&').filter(|p| !p.is_empty()).map(pair).collect())
    }

    /// The value of a key; empty when it is not there.
    pub fn get(&self, key: &str) -> &str {
        self.0.iter().find(|(k, _)| k == key).map_or("", |(_, v)| v.as_str())
    }

    /// Whether a key is `true` or `1`.
    pub fn flag(&self, key: &str) -> bool {
        matches!(self.get(key), "true" | "1")
    }

    /// All values of a key.
    pub fn all(&self, key: &str) -> Vec<String> {
        self.0.iter().filter(|(k, _)| k == key).map(|(_, v)| v.clone()).collect()
    }

    /// A number; a 400 when it is something else.
    pub fn number(&self, key: &str) -> Result<Option<u64>, Failure> {
        match self.get(key) {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| {
                Failure::bad_request(format!("strconv.ParseInt: parsing {text:?}: invalid syntax (parameter {key:?})"))
            }),
        }
    }

    /// Whether only a trial is asked for.
    pub fn dry_run(&self) -> Result<bool, Failure> {
        match self.get("dryRun") {
            "" => Ok(false),
            "All" => Ok(true),
            other => {
                Err(Failure::bad_request(format!("Invalid value: [{other:?}]: supported values: \"All\" (parameter \"dryRun\")")))
            }
        }
    }
}

fn decode(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

/// A request, taken apart.
#[derive(Debug)]
pub struct Request {
    /// Method.
    pub method: Method,
    /// Query.
    pub query: Query,
    /// `Content-Type` without its parameters.
    pub content: String,
    /// `Accept`.
    pub accept: String,
    /// What the connection is to become: `Upgrade` and the headers of a WebSocket.
    pub upgrade: streams::Offer,
    /// Who writes, by `User-Agent`.
    pub agent: String,
    /// Body.
    pub body: Bytes,
    /// Who asks.
    pub user: User,
    /// What is asked for.
    pub res: Res,
    /// How it is served in the version that is asked for.
    pub served: Served,
    /// How that version sees it.
    pub view: views::View,
    /// Where it is; the name is empty for a collection, the namespace for the whole cluster.
    pub key: Key,
    /// Subresource; empty for none.
    pub sub: String,
}

impl Request {
    /// Who is held to have written: `fieldManager`, or the program's name.
    pub fn manager(&self) -> String {
        match self.query.get("fieldManager") {
            "" => self.agent.split(['/', ' ']).next().filter(|a| !a.is_empty()).unwrap_or("unknown").to_owned(),
            m => m.to_owned(),
        }
    }

    /// An object as the request's version shows it.
    pub fn show(&self, object: &Value) -> Value {
        self.view.show(object)
    }

    /// Answers with an object in the form that was asked for.
    pub fn reply(&self, code: u16, object: &Value, warnings: Vec<String>, now: Time) -> Result<Reply, Failure> {
        let form = negotiate::Form::of(&self.accept, &self.query)?;
        let value = match form {
            negotiate::Form::Object => self.show(object),
            form => form.one(self.res, object, true, now),
        };
        let text: Bytes = serde_json::to_vec(&value).map_err(|_| Failure::plain(500))?.into();
        Ok(if warnings.is_empty() { Reply::Json(code, text) } else { Reply::Warned(code, text, warnings) })
    }
}

fn header<'a>(head: &'a http::request::Parts, name: &str) -> &'a str {
    head.headers.get(name).and_then(|h| h.to_str().ok()).unwrap_or_default()
}

/// Answers a request.
pub async fn handle(shared: &Arc<Shared>, head: &http::request::Parts, body: Bytes) -> Result<Reply, Failure> {
    let (user, path) = entry::user(head, &shared.tokens)?;
    entry::media_type(head, !body.is_empty())?;
    let parts: Vec<String> = path.split('/').filter(|p| !p.is_empty()).map(decode).collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let content = header(head, "content-type").split(';').next().unwrap_or_default().trim().to_owned();
    let (res, rest) = match parts.as_slice() {
        ["api", "v1", rest @ ..] if !rest.is_empty() => (("", "v1"), rest),
        ["apis", group, version, rest @ ..] if !rest.is_empty() => ((*group, *version), rest),
        _ => return discovery::answer(&head.method, &parts, header(head, "accept")),
    };
    let query = Query::parse(head.uri.query().unwrap_or_default());
    match res {
        ("authorization.k8s.io" | "authentication.k8s.io", "v1") => {
            return reviews::answer(user, &head.method, res.0, rest, &content, &body);
        }
        ("metrics.k8s.io", "v1beta1") => {
            return metrics::answer(shared, user, &head.method, rest, &query, header(head, "accept"));
        }
        (rbac::GROUP, "v1") => {
            return rbac::answer(shared, user, &head.method, rest, &query, header(head, "accept"));
        }
        _ => {}
    }
    let all = served(res.0, res.1);
    let find = |plural: &str| all.iter().find(|s| s.info.plural == plural).copied();
    let (served, key, sub) = locate(rest, find).ok_or_else(Failure::no_such_path)?;
    let Some(res) = served.res else { return Err(Failure::no_such_path()) };
    let request = Request {
        method: head.method.clone(),
        query,
        content,
        accept: header(head, "accept").to_owned(),
        upgrade: streams::Offer::of(head),
        agent: header(head, "user-agent").to_owned(),
        body,
        user,
        res,
        served,
        view: views::View::of(served.info),
        key,
        sub,
    };
    let verb = verb(&request)?;
    authorize(shared, &request, verb)?;
    let reply = match verb {
        "watch" => watch::open(shared, &request).map(Reply::Watch),
        "list" => list::list(shared, &request),
        "get" if request.sub == "log" => log::open(shared, &request),
        "get" | "update" | "patch" if request.sub == "scale" => scale::answer(shared, &request),
        "get" | "create" if streams::SUBS.contains(&request.sub.as_str()) => {
            // What begins as a GET makes something all the same: both are asked for, since 1.35.
            authorize(shared, &request, "create")?;
            streams::open(shared, &request)
        }
        "create" if request.sub == "eviction" => evict::answer(shared, &request),
        "get" => list::get(shared, &request),
        _ => write::answer(shared, &request, verb),
    }?;
    Ok(if request.res == Res::Endpoints { warned(reply, ENDPOINTS) } else { reply })
}

/// Kubernetes says so with every answer since 1.33.
const ENDPOINTS: &str = "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice";

fn warned(reply: Reply, warning: &str) -> Reply {
    match reply {
        Reply::Json(code, text) => Reply::Warned(code, text, vec![warning.to_owned()]),
        Reply::Warned(code, text, mut warnings) => {
            warnings.push(warning.to_owned());
            Reply::Warned(code, text, warnings)
        }
        other @ (Reply::Typed(..)
        | Reply::Text(_)
        | Reply::Watch(_)
        | Reply::Follow(_)
        | Reply::Upgrade(_)
        | Reply::Kubelet(..)) => other,
    }
}

/// What a path below a group's version names.
fn locate(rest: &[&str], find: impl Fn(&str) -> Option<Served>) -> Option<(Served, Key, String)> {
    let (ns, rest) = match rest {
        ["namespaces", ns, rest @ ..] if !rest.is_empty() && rest != ["status"] => (*ns, rest),
        _ => ("", rest),
    };
    let (plural, name, sub) = match rest {
        [plural] => (plural, "", ""),
        [plural, name] => (plural, *name, ""),
        [plural, name, sub] => (plural, *name, *sub),
        _ => return None,
    };
    let served = find(plural)?;
    let info = served.info;
    let placed = info.namespaced != ns.is_empty() || (info.namespaced && name.is_empty());
    let known = sub.is_empty() || info.subs.iter().any(|(s, _)| *s == sub);
    (placed && known).then(|| (served, Key::new(ns, name), sub.to_owned()))
}

fn verb(r: &Request) -> Result<&'static str, Failure> {
    let named = !r.key.name.is_empty();
    let allowed = |verb: &str| {
        let sub = r.served.info.subs.iter().find(|(s, _)| *s == r.sub);
        sub.map_or(r.served.verbs().contains(&verb), |(_, verbs)| verbs.contains(&verb))
    };
    let verb = match (r.method.as_str(), named) {
        ("GET", true) if r.query.flag("watch") && r.sub.is_empty() => "watch",
        ("GET", true) => "get",
        ("GET", false) if r.query.flag("watch") => "watch",
        ("GET", false) => "list",
        ("POST", true) if !r.sub.is_empty() => "create",
        // Into all namespaces at once nothing can be put.
        ("POST", false) if !r.served.info.namespaced || !r.key.ns.is_empty() => "create",
        ("PUT", true) => "update",
        ("PATCH", true) => "patch",
        ("DELETE", true) => "delete",
        ("DELETE", false) if !r.served.info.namespaced || !r.key.ns.is_empty() => "deletecollection",
        _ => return Err(Failure::no_such_method()),
    };
    if allowed(verb) { Ok(verb) } else { Err(Failure::no_such_method()) }
}

fn authorize(shared: &Arc<Shared>, r: &Request, verb: &str) -> Result<(), Failure> {
    let info = r.served.info;
    let ns = if r.res == Res::Namespaces { &r.key.name } else { &r.key.ns };
    let a = Attributes { verb, group: info.group, resource: info.plural, sub: &r.sub, ns, name: &r.key.name };
    r.user.check(&a)?;
    if verb == "watch" && shared.faults.denies_watch(r.res) {
        return Err(Failure::forbidden(
            format!(
                "{} is forbidden: User {:?} cannot watch resource {:?} in API group {:?} at the cluster scope",
                r.res.qualified(),
                r.user.name(),
                info.plural,
                info.group
            ),
            info.plural,
            info.group,
            "",
        ));
    }
    Ok(())
}
