//! From a request to an answer: who asks, for what, and whether they may.

pub mod discovery;
pub mod list;
pub mod log;
pub mod protobuf;
pub mod reviews;
pub mod scale;
pub mod validate;
pub mod watch;
pub mod write;

use super::failure::Failure;
use super::resources::Res;
use super::server::Shared;
use super::store::Key;
use super::users::{Attributes, User};
use bytes::Bytes;
use http::Method;
use serde_json::Value;
use std::sync::Arc;

/// What a request is answered with.
#[derive(Debug)]
pub enum Reply {
    /// A status and a JSON text.
    Json(u16, Bytes),
    /// Plain text.
    Text(Bytes),
    /// A stream of watch events.
    Watch(watch::Watch),
    /// A stream of log lines.
    Follow(log::Follow),
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
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        let hex = |a: usize| bytes.get(a).and_then(|b| char::from(*b).to_digit(16));
        match (bytes[i], hex(i + 1), hex(i + 2)) {
            (b'%', Some(h), Some(l)) => {
                out.push(u8::try_from(h * 16 + l).unwrap_or(b'?'));
                i += 2;
            }
            (b'+', ..) => out.push(b' '),
            (b, ..) => out.push(b),
        }
        i += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
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
    /// Body.
    pub body: Bytes,
    /// Who asks.
    pub user: User,
    /// What is asked for.
    pub res: Res,
    /// Where it is; the name is empty for a collection, the namespace for the whole cluster.
    pub key: Key,
    /// Subresource; empty for none.
    pub sub: String,
}

impl Request {
    /// The JSON body.
    pub fn json(&self) -> Result<Value, Failure> {
        if !matches!(self.content.as_str(), "" | "application/json") {
            return Err(Failure::media_type(&self.content, "application/json"));
        }
        self.parse()
    }

    /// The body as JSON whatever its type says.
    pub fn parse(&self) -> Result<Value, Failure> {
        serde_json::from_slice(&self.body).map_err(|e| {
            Failure::bad_request(format!("the object provided is unrecognized (must be of type {}): {e}", self.res.info().kind))
        })
    }
}

/// Who asks, and the path that is left. Over plain HTTP kubectl sends no token, so that the kubeconfig's servers carry the user in
/// their path (`/as/dev`); a token that is sent must be one of ours. Who says nothing is the admin, as through `kubectl proxy`.
fn identify<'a>(head: &http::request::Parts, path: &'a str) -> Result<(User, &'a str), Failure> {
    let (named, rest) = match path.strip_prefix("/as/") {
        Some(rest) => {
            let (name, rest) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            (Some(User::of_name(name).ok_or_else(Failure::unauthorized)?), if rest.is_empty() { "/" } else { rest })
        }
        None => (None, path),
    };
    let token = head.headers.get(http::header::AUTHORIZATION).map(|h| h.to_str().unwrap_or_default());
    match token {
        Some(t) => {
            let user = t.strip_prefix("Bearer ").and_then(|t| User::of_token(t.trim())).ok_or_else(Failure::unauthorized)?;
            Ok((user, rest))
        }
        None => Ok((named.unwrap_or(User::Admin), rest)),
    }
}

/// Answers a request.
pub async fn handle(shared: &Arc<Shared>, head: &http::request::Parts, body: Bytes) -> Result<Reply, Failure> {
    let (user, path) = identify(head, head.uri.path())?;
    let parts: Vec<String> = path.split('/').filter(|p| !p.is_empty()).map(decode).collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let content = head.headers.get(http::header::CONTENT_TYPE).and_then(|h| h.to_str().ok()).unwrap_or_default();
    let content = content.split(';').next().unwrap_or_default().trim().to_owned();
    let (res, rest) = match parts.as_slice() {
        ["api", "v1", rest @ ..] if !rest.is_empty() => (("", "v1"), rest),
        ["apis", group, version, rest @ ..] if !rest.is_empty() => ((*group, *version), rest),
        _ => return discovery::answer(&head.method, &parts, head.uri.query()),
    };
    if res.0 == "authorization.k8s.io" && res.1 == "v1" {
        return reviews::answer(user, &head.method, rest, &body);
    }
    let find = |plural: &str| Res::find(res.0, res.1, plural);
    let (res, key, sub) = locate(rest, find).ok_or_else(Failure::no_such_path)?;
    let request = Request {
        method: head.method.clone(),
        query: Query::parse(head.uri.query().unwrap_or_default()),
        content,
        body,
        user,
        res,
        key,
        sub,
    };
    let verb = verb(&request)?;
    authorize(shared, &request, verb)?;
    match verb {
        "watch" => watch::open(shared, &request).map(Reply::Watch),
        "list" => list::list(shared, &request),
        "get" if request.sub == "log" => log::open(shared, &request),
        "get" | "update" | "patch" if request.sub == "scale" => scale::answer(shared, &request),
        "get" => list::get(shared, &request),
        _ => write::answer(shared, &request, verb),
    }
}

/// What a path below a group's version names.
fn locate(rest: &[&str], find: impl Fn(&str) -> Option<Res>) -> Option<(Res, Key, String)> {
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
    let res = find(plural)?;
    let info = res.info();
    let placed = info.namespaced != ns.is_empty() || (info.namespaced && name.is_empty());
    let served = sub.is_empty() || info.subs.iter().any(|(s, _)| *s == sub);
    (placed && served).then(|| (res, Key::new(ns, name), sub.to_owned()))
}

fn verb(r: &Request) -> Result<&'static str, Failure> {
    let named = !r.key.name.is_empty();
    let allowed = |verb: &str| r.sub.is_empty() || r.res.info().subs.iter().any(|(s, v)| *s == r.sub && v.contains(&verb));
    let verb = match (r.method.as_str(), named) {
        ("GET", true) => "get",
        ("GET", false) if r.query.flag("watch") => "watch",
        ("GET", false) => "list",
        ("POST", false) => "create",
        ("PUT", true) => "update",
        ("PATCH", true) => "patch",
        ("DELETE", true) => "delete",
        ("DELETE", false) => "deletecollection",
        _ => return Err(Failure::no_such_method()),
    };
    if allowed(verb) { Ok(verb) } else { Err(Failure::no_such_method()) }
}

fn authorize(shared: &Arc<Shared>, r: &Request, verb: &str) -> Result<(), Failure> {
    let info = r.res.info();
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
