//! When each key of a ConfigMap or a Secret was last written, by what the server has noted in its metadata.

use crate::cluster::entries::Manager;
use crate::model::Uid;
use crate::model::stale::{Source, Written};
use crate::model::text::clean;
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct Object<'a> {
    #[serde(borrow)]
    metadata: Meta<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Meta<'a> {
    #[serde(borrow)]
    name: Option<Cow<'a, str>>,
    #[serde(borrow)]
    uid: Option<Cow<'a, str>>,
    #[serde(borrow)]
    namespace: Option<Cow<'a, str>>,
    #[serde(borrow)]
    managed_fields: Option<Vec<Manager<'a>>>,
}

/// One object; `None` where it cannot be read.
pub(super) fn read(text: &str, secret: bool) -> Option<(Source, Written)> {
    let Object { metadata } = serde_json::from_str(text).ok()?;
    let name = |text: &Option<Cow<'_, str>>| clean(text.as_deref().unwrap_or_default()).into();
    let source = Source { namespace: name(&metadata.namespace), secret, name: name(&metadata.name) };
    let uid = Uid::new(metadata.uid.as_deref().unwrap_or_default());
    let mut written = Written { uid, keys: BTreeMap::new(), last: None };
    for manager in metadata.managed_fields.iter().flatten() {
        let Some(changed) = manager.changed() else { continue };
        written.last = written.last.max(Some(changed.at));
        for key in manager.keys() {
            let have = written.keys.entry(clean(key).into()).or_insert_with(|| changed.clone());
            if have.at < changed.at {
                *have = changed.clone();
            }
        }
    }
    Some((source, written))
}
