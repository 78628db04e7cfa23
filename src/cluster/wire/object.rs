//! What objects are made of on the wire: `metadata`, `spec` and `status`, of which any may be missing or `null`.

use super::de::nullable;
use super::meta::Meta;
use serde::Deserialize;

/// An object with what is read of its spec and of its status.
#[derive(Deserialize, Default, Debug)]
#[serde(default, bound(deserialize = "S:Deserialize<'de>+Default,T:Deserialize<'de>+Default"))]
pub(super) struct Object<'a, S, T> {
    #[serde(borrow, deserialize_with = "nullable")]
    pub metadata: Meta<'a>,
    #[serde(deserialize_with = "nullable")]
    pub spec: S,
    #[serde(deserialize_with = "nullable")]
    pub status: T,
}
