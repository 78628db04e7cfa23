//! The slim form in which objects are read from the wire: the fields that are shown or needed, borrowed from the bytes of the answer,
//! made into rows at once and dropped. One file a kind. Nothing here sends anything or knows a clock.

/// A decoder of one wire type: it reads pages and watch lines, and remembers the texts that repeat.
macro_rules! decoder {
    ($(#[$doc:meta])* $name:ident, $wire:ident, $row:ty) => {
        $(#[$doc])*
        #[derive(Debug, Default)]
        pub(in crate::cluster) struct $name(super::interner::Interner);

        impl $name {
            /// A page of a list.
            pub(in crate::cluster) fn page(&mut self, bytes: &[u8]) -> Result<super::Page<$row>, crate::cluster::error::ApiError> {
                super::list::page(
                    bytes,
                    &mut self.0,
                    |bytes, interner| super::list::quick::<$wire<'_>>(bytes, interner),
                    |text, interner| super::list::careful::<$wire<'_>>(text, interner),
                )
            }

            /// One line of a watch, without its newline.
            pub(in crate::cluster) fn event(&mut self, line: &[u8]) -> Result<super::Event<$row>, crate::cluster::error::ApiError> {
                super::line::read::<$wire<'_>>(line, &mut self.0)
            }
        }
    };
}

mod amount;
mod container;
mod cronjob;
mod daemonset;
mod de;
mod deployment;
mod event;
mod interner;
mod job;
mod line;
mod list;
mod meta;
mod metadata;
mod metrics;
mod namespace;
mod node;
mod node_pod;
mod object;
mod own;
mod pod;
mod ports;
mod replicaset;
mod statefulset;
mod table;
mod template;
#[cfg(test)]
mod tests;

pub(in crate::cluster) use de::nullable;
pub(in crate::cluster) use event::{CoreEvent, EventDecoder};
pub(in crate::cluster) use interner::tidy;
pub use interner::{Interner, MAX_MESSAGE};
pub use line::{Event, What};
pub use list::PageHead;
pub(in crate::cluster) use list::head;
pub(in crate::cluster) use metadata::MetadataDecoder;
pub use metrics::MetricsDecoder;
pub(in crate::cluster) use node::NodeDecoder;
pub(in crate::cluster) use node_pod::NodePodDecoder;
#[cfg(test)]
pub(in crate::cluster) use node_pod::resized;
pub(in crate::cluster) use pod::{held_memory, kept_memory};
pub(in crate::cluster) use ports::{PortPod, PortPodDecoder};
pub use table::{TableDecoder, TableEvent, TablePage};

use super::error::ApiError;
use crate::model::feed::Row;
use crate::model::{Kind, Uid};
use meta::Meta;
use serde::Deserialize;

/// An object as it stands on the wire, borrowed from the bytes.
trait Slim<'a>: Deserialize<'a> {
    /// What is kept of it.
    type Row;
    /// Its metadata.
    fn meta(&self) -> &Meta<'a>;
    /// What is kept of it.
    fn row(&self, uid: Uid, interner: &mut Interner) -> Self::Row;
}

/// The row of an object; `None` without a UID, by which alone rows are told apart.
fn row_of<'a, T: Slim<'a>>(object: &T, interner: &mut Interner) -> Option<T::Row> {
    let uid = &*object.meta().uid;
    (!uid.is_empty()).then(|| object.row(Uid::new(uid), interner))
}

/// A page of a list, as rows.
#[derive(Clone, PartialEq, Debug)]
pub struct Page<T = Row> {
    /// What the page says about itself.
    pub head: PageHead,
    /// Its objects.
    pub rows: Vec<T>,
    /// Objects that could not be read and are not among them.
    pub skipped: usize,
}

/// Reads pages and watch lines of one kind. It remembers the texts that repeat, so one decoder serves a watch for its whole life.
#[derive(Debug)]
pub struct Decoder {
    kind: Kind,
    /// Whether the server has it under its older version alone.
    older: bool,
    interner: Interner,
}

/// Calls a generic function with the wire type of a kind.
macro_rules! by_kind {
    (($kind:expr, $older:expr), $module:ident::$function:ident, $($arg:expr),+) => {
        match $kind {
            Kind::Namespace => $module::$function::<namespace::Namespace<'_>>($($arg),+),
            Kind::Deployment => $module::$function::<deployment::Deployment<'_>>($($arg),+),
            Kind::StatefulSet => $module::$function::<statefulset::StatefulSet<'_>>($($arg),+),
            Kind::DaemonSet => $module::$function::<daemonset::DaemonSet<'_>>($($arg),+),
            Kind::Job => $module::$function::<job::Job<'_>>($($arg),+),
            Kind::CronJob if $older => $module::$function::<cronjob::Beta<'_>>($($arg),+),
            Kind::CronJob => $module::$function::<cronjob::CronJob<'_>>($($arg),+),
            Kind::ReplicaSet => $module::$function::<replicaset::ReplicaSet<'_>>($($arg),+),
            Kind::Pod => $module::$function::<pod::Pod<'_>>($($arg),+),
        }
    };
}

impl Decoder {
    /// A decoder for a kind.
    pub fn new(kind: Kind) -> Self {
        Self { kind, older: false, interner: Interner::default() }
    }

    /// From now on what is read is of the kind's older version, where that is the only one that the server has.
    pub fn serves_older(&mut self, older: bool) {
        self.older = older;
    }

    /// The head of a page, without its items.
    pub fn head(bytes: &[u8]) -> Option<PageHead> {
        list::head(bytes)
    }

    /// A page of a list. A malformed object is skipped and counted; an envelope that cannot be read is an error.
    pub fn page(&mut self, bytes: &[u8]) -> Result<Page, ApiError> {
        let Self { kind, older, interner } = self;
        let quick = |bytes: &[u8], interner: &mut Interner| by_kind!((*kind, *older), list::quick, bytes, interner);
        let careful = |text: &str, interner: &mut Interner| by_kind!((*kind, *older), list::careful, text, interner);
        list::page(bytes, interner, quick, careful)
    }

    /// An object that was asked for alone.
    pub(in crate::cluster) fn object(&mut self, bytes: &[u8]) -> Result<Row, ApiError> {
        let interner = &mut self.interner;
        by_kind!((self.kind, self.older), list::one, bytes, interner)
    }

    /// One line of a watch, without its newline.
    pub fn event(&mut self, line: &[u8]) -> Result<Event, ApiError> {
        let interner = &mut self.interner;
        by_kind!((self.kind, self.older), line::read, line, interner)
    }
}
