//! Objects of which the metadata alone is asked for, and of that who they are.

use super::Slim;
use super::de::nullable;
use super::interner::Interner;
use super::meta::Meta;
use crate::model::Uid;
use serde::Deserialize;

#[derive(Deserialize, Default, Debug)]
#[serde(default)]
struct Metadata<'a> {
    #[serde(borrow, deserialize_with = "nullable")]
    metadata: Meta<'a>,
}

impl<'a> Slim<'a> for Metadata<'a> {
    type Row = Uid;

    fn meta(&self) -> &Meta<'a> {
        &self.metadata
    }

    fn row(&self, uid: Uid, _: &mut Interner) -> Uid {
        uid
    }
}

decoder! {
    /// Reads pages and watch lines of any kind for the UIDs of its objects.
    MetadataDecoder, Metadata, Uid
}
