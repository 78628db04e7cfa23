//! Helm's releases, read from the objects that Helm keeps them in: all of them by their metadata alone, and what is packed in one when it is
//! asked for. Nothing of Helm's is written.

mod list;
mod payload;
mod show;
#[cfg(test)]
mod tests;
mod values;

use super::path::encode;
use super::session::{READ_DEADLINE, Session};
use crate::model::helm::{Facts, Fault, HelmNews, HelmWish, Part, Record};
use crate::model::revision::DiffLine;
use payload::Content;
use tokio::task::spawn_blocking;

/// The answer to what a view asks.
pub async fn answer(session: &Session, wish: HelmWish) -> HelmNews {
    match wish {
        HelmWish::List { namespaces, known } => HelmNews::Listed(list::list(session, namespaces, &known).await),
        HelmWish::Facts(record) => HelmNews::Facts(facts(session, record).await),
        HelmWish::Difference(records, part, revealed) => HelmNews::Differs(difference(session, *records, part, revealed).await),
    }
}

/// A part of a record in words; unless `revealed` without what may be secret in it.
///
/// # Errors
/// When it cannot be read.
pub async fn text(session: &Session, record: Record, part: Part, revealed: bool) -> Result<String, Fault> {
    unpacked(session, record, move |content| show::text(&content, part, revealed)).await
}

async fn facts(session: &Session, record: Record) -> Result<Facts, Fault> {
    unpacked(session, record, |content| content.facts).await
}

async fn difference(session: &Session, records: [Record; 2], part: Part, revealed: bool) -> Result<Vec<DiffLine>, Fault> {
    let [old, new] = records;
    let old = unpacked(session, old, move |content| show::compared(content, part)).await?;
    let new = unpacked(session, new, move |content| show::compared(content, part)).await?;
    aside(move || Ok(show::difference(&old, &new, revealed))).await
}

/// Reads a record and makes something of it, where nobody waits for that.
async fn unpacked<T: Send + 'static>(
    session: &Session,
    record: Record,
    make: impl FnOnce(Content) -> T + Send + 'static,
) -> Result<T, Fault> {
    let path = format!("{}/{}", record.driver.resource().path(Some(&record.namespace)), encode(&record.object));
    let body = session.get(&path, READ_DEADLINE).await.map_err(|e| Fault::NoAnswer(e.trouble().into()))?;
    aside(move || payload::read(&record, &body).map(make)).await
}

async fn aside<T: Send + 'static>(work: impl FnOnce() -> Result<T, Fault> + Send + 'static) -> Result<T, Fault> {
    spawn_blocking(work).await.unwrap_or(Err(Fault::Damaged))
}
