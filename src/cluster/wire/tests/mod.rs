//! Objects as API servers send them, and the rows that they become.

mod batch;
mod lists;
mod pods;
mod workloads;

use super::{Decoder, Event, What};
use crate::model::Kind;
use crate::model::feed::Row;

/// The row of one object, as a watch would bring it.
fn row(kind: Kind, object: &str) -> Row {
    let line = format!(r#"{{"type":"ADDED","object":{object}}}"#);
    match Decoder::new(kind).event(line.as_bytes()) {
        Ok(Event { what: What::Put(row), .. }) => row,
        other => panic!("{other:?}\n{object}"),
    }
}
