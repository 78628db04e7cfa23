//! Lists, in pages, and single objects.

use super::negotiate::Form;
use super::views::View;
use super::{Reply, Request, table};
use crate::demo::failure::{Cause, Failure};
use crate::demo::selector::{Fields, Labels};
use crate::demo::shared::Shared;
use crate::demo::store::{Key, Obj};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Value, json};
use std::sync::Arc;

const TOO_OLD: &str = "The provided continue parameter is too old to display a consistent list result. You can start a new list \
without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing \
with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the \
first chunk was returned and now may show up in the list.";

/// One object.
pub fn get(shared: &Arc<Shared>, r: &Request) -> Result<Reply, Failure> {
    let (object, now) = {
        let world = shared.world();
        (world.store.get(r.res, &r.key).cloned().ok_or_else(|| Failure::not_found(r.res, &r.key.name))?, world.now())
    };
    r.reply(200, &object.value, Vec::new(), now)
}

/// What `resourceVersionMatch` may be, by k8s.io/apimachinery/pkg/apis/meta/internalversion/validation.
fn check_match(r: &Request, asked: u64) -> Result<(), Failure> {
    let forbid = |why: &str| Err(Failure::invalid(r.res, "", &[Cause::forbidden("resourceVersionMatch", why)]));
    match r.query.get("resourceVersionMatch") {
        "" => Ok(()),
        _ if !r.query.get("continue").is_empty() => forbid("resourceVersionMatch is forbidden when continue is provided"),
        _ if r.query.get("resourceVersion").is_empty() => {
            forbid("resourceVersionMatch is forbidden unless resourceVersion is provided")
        }
        "Exact" if asked == 0 => forbid("resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""),
        "Exact" | "NotOlderThan" => Ok(()),
        other => {
            let why = format!("Unsupported value: {other:?}: supported values: \"Exact\", \"NotOlderThan\"");
            Err(Failure::bad_request(format!("resourceVersionMatch: {why}")))
        }
    }
}

/// An item of a list: without its kind, which the list's tells, as a real server writes it.
struct Item<'a>(&'a Value);

impl Serialize for Item<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let Value::Object(map) = self.0 else { return self.0.serialize(s) };
        let mut out = s.serialize_map(None)?;
        for (key, value) in map.iter().filter(|(k, _)| !matches!(k.as_str(), "apiVersion" | "kind")) {
            out.serialize_entry(key, value)?;
        }
        out.end()
    }
}

/// A page of a resource. All pages show what was there at the version of the first: what has changed since is taken from the history,
/// and a page whose version is no longer in it is answered with 410.
pub fn list(shared: &Arc<Shared>, r: &Request) -> Result<Reply, Failure> {
    let labels = Labels::parse(r.query.get("labelSelector"))?;
    let fields = Fields::parse(r.res, r.query.get("fieldSelector"))?;
    let limit = match r.query.number("limit")? {
        None | Some(0) => usize::MAX,
        Some(n) => usize::try_from(n).unwrap_or(usize::MAX),
    };
    let token = match r.query.get("continue") {
        "" => None,
        text => Some(Token::read(text).ok_or_else(|| Failure::bad_request("continue key is not valid: illegal base64 data"))?),
    };
    let asked = r.query.number("resourceVersion")?.unwrap_or(0);
    check_match(r, asked)?;
    let form = Form::of(&r.accept, &r.query)?;
    let exact = r.query.get("resourceVersionMatch") == "Exact"
        || (limit != usize::MAX && asked > 0 && r.query.get("resourceVersionMatch").is_empty());
    let (version, items, next, left, now) = {
        let world = shared.world();
        let store = &world.store;
        if asked > store.version() {
            return Err(Failure {
                details: json!({ "causes": [{ "reason": "ResourceVersionTooLarge", "message": "Too large resource version" }], "retryAfterSeconds": 1 }),
                ..Failure::plain(504)
            });
        }
        let version = match &token {
            Some(t) => t.version,
            None if exact => asked,
            None => store.version(),
        };
        let after = token.as_ref().map(|t| &t.after);
        let all = store
            .at(r.res, &r.key.ns, after, version)
            .ok_or_else(|| if token.is_some() { Failure::expired(TOO_OLD) } else { Failure::too_old(asked, store.version()) })?;
        let mut items: Vec<Obj> = Vec::new();
        let (mut next, mut left) = (None, 0);
        for o in all {
            if !labels.fits_object(&o) || !fields.fits_object(&o) {
                continue;
            }
            if items.len() >= limit {
                left += 1;
                continue;
            }
            items.push(o);
        }
        if left > 0
            && let Some(last) = items.last()
        {
            next = Some(Token { version, after: Key::of(&last.glance()) });
        }
        (version, items, next, left, world.now())
    };
    let mut meta = json!({ "resourceVersion": version.to_string() });
    if let Some(next) = next {
        meta["continue"] = next.write().into();
        if r.query.get("labelSelector").is_empty() && r.query.get("fieldSelector").is_empty() {
            meta["remainingItemCount"] = left.into();
        }
    }
    let info = r.served.info;
    if let Form::Table(include) = form {
        let rows = items.iter().map(|o| table::row(r.res, &o.glance(), include, now)).collect();
        return Reply::object(200, &table::table(r.res, meta, true, rows));
    }
    let (kind, version) = match form {
        Form::Metadata => ("PartialObjectMetadataList".to_owned(), "meta.k8s.io/v1".to_owned()),
        _ => (format!("{}List", info.kind), info.api_version()),
    };
    let mut out = format!("{{\"kind\":\"{kind}\",\"apiVersion\":\"{version}\",\"metadata\":{meta},\"items\":[").into_bytes();
    let prefix = format!("{{\"apiVersion\":\"{}\",\"kind\":\"{}\",", r.res.api_version(), r.res.info().kind);
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            out.push(b',');
        }
        match (form, r.view) {
            // What is kept is sent as it is, without what the list says of all.
            (Form::Object, View::Plain) => {
                let text = item.text();
                match text.strip_prefix(prefix.as_bytes()) {
                    Some(rest) => {
                        out.push(b'{');
                        out.extend_from_slice(rest);
                        Ok(())
                    }
                    None => serde_json::to_writer(&mut out, &Item(&item.glance())),
                }
            }
            (Form::Metadata, _) => serde_json::to_writer(&mut out, &table::partial(&item.glance())),
            (_, view) => serde_json::to_writer(&mut out, &Item(&view.show(&item.glance()))),
        }
        .map_err(|_| Failure::plain(500))?;
    }
    out.extend_from_slice(b"]}\n");
    Ok(Reply::Json(200, out.into()))
}

/// Where the next page begins. Written as hexadecimal text, which nobody should read.
struct Token {
    version: u64,
    after: Key,
}

impl Token {
    fn write(&self) -> String {
        format!("{}/{}/{}", self.version, self.after.ns, self.after.name).bytes().map(|b| format!("{b:02x}")).collect()
    }

    fn read(text: &str) -> Option<Self> {
        let byte = |i: usize| text.get(i..i + 2).and_then(|h| u8::from_str_radix(h, 16).ok());
        let bytes: Option<Vec<u8>> = (0..text.len()).step_by(2).map(byte).collect();
        let text = String::from_utf8(bytes?).ok()?;
        let mut parts = text.splitn(3, '/');
        let version = parts.next()?.parse().ok()?;
        Some(Self { version, after: Key::new(parts.next()?, parts.next()?) })
    }
}
