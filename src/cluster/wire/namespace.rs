//! A Namespace as the API sends it.

use super::Slim;
use super::de::Text;
use super::interner::Interner;
use super::meta::Meta;
use super::object::Object;
use crate::model::Uid;
use crate::model::feed::Row;
use serde::Deserialize;
use serde::de::IgnoredAny;

pub(super) type Namespace<'a> = Object<'a, IgnoredAny, Status<'a>>;

#[derive(Deserialize, Default, Debug)]
#[serde(default)]
pub(super) struct Status<'a> {
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
