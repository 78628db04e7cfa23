//! A Namespace as the API sends it.

use super::Slim;
use super::de::{Text, nullable};
use super::interner::Interner;
use super::meta::Meta;
use crate::model::Uid;
use crate::model::feed::Row;
use serde::Deserialize;

#[derive(Deserialize, Default, Debug)]
#[serde(default)]
pub(super) struct Namespace<'a> {
    #[serde(borrow, deserialize_with = "nullable")]
    metadata: Meta<'a>,
    #[serde(borrow, deserialize_with = "nullable")]
    status: Status<'a>,
}

#[derive(Deserialize, Default, Debug)]
#[serde(default)]
struct Status<'a> {
    #[serde(borrow)]
    phase: Text<'a>,
}

impl<'a> Slim<'a> for Namespace<'a> {
    type Row = Row;

    fn meta(&self) -> &Meta<'a> {
        &self.metadata
    }

    fn row(&self, uid: Uid, interner: &mut Interner) -> Row {
        Row::Namespace(crate::model::namespace::Namespace {
            uid,
            name: interner.name(&self.metadata.name),
            phase: interner.name(&self.status.phase),
            labels: self.metadata.labels(interner),
            created: self.metadata.created(),
        })
    }
}
