//! Objects of which the metadata alone is asked for, and of that who they are.

use super::de::nullable;
use super::interner::Interner;
use super::line::{self, Event};
use super::list;
use super::meta::Meta;
use super::{Page, Slim};
use crate::cluster::error::ApiError;
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

/// Reads pages and watch lines of any kind for the UIDs of its objects.
#[derive(Debug, Default)]
pub(in crate::cluster) struct MetadataDecoder(Interner);

impl MetadataDecoder {
    /// The form in which a list is asked for. A server that has it not sends the objects whole.
    pub(in crate::cluster) const LIST: &'static str =
        "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";
    /// The same for the objects of a watch.
    pub(in crate::cluster) const WATCH: &'static str =
        "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";

    /// A page of a list.
    pub(in crate::cluster) fn page(&mut self, bytes: &[u8]) -> Result<Page<Uid>, ApiError> {
        let quick = |bytes: &[u8], interner: &mut Interner| list::quick::<Metadata<'_>>(bytes, interner);
        let careful = |text: &str, interner: &mut Interner| list::careful::<Metadata<'_>>(text, interner);
        list::page(bytes, &mut self.0, quick, careful)
    }

    /// One line of a watch, without its newline.
    pub(in crate::cluster) fn event(&mut self, line: &[u8]) -> Result<Event<Uid>, ApiError> {
        line::read::<Metadata<'_>>(line, &mut self.0)
    }
}
