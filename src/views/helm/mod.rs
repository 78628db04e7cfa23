//! Helm's releases of the namespaces in view, by the metadata of the objects that Helm keeps them in; what is packed in one is read for the row
//! under the cursor. Enter leads to the revisions of one. They are listed anew now and then while the view is open.

mod asks;
pub mod draw;
mod keys;
#[cfg(test)]
mod tests;
mod told;

pub use keys::HelmKey;

use crate::app::desk::Desk;
use crate::app::listing::{Listed, Listing};
use crate::app::place;
use crate::app::room::{Frame, News, Room};
use crate::app::wish::{Next, Wish};
use crate::command::Command;
use crate::model::helm::{Facts, Fault, HelmNews, Record, Release, ReleaseKey, Unlisted};
use crate::model::{Lang, Name, SessionId, Time, Uid, Words, helm, own};
use std::collections::HashMap;

/// Rows that what is under the cursor has below the list.
const WHOLE: u16 = 8;
/// What it is called.
const TITLE: Words = Words::new("Helm releases", "Helm Release");

/// `:helm` opens it from everywhere.
pub(super) fn open(wish: &Wish, desk: &mut Desk<'_>) -> Option<Box<dyn Room>> {
    let Wish::Command(Command::Helm) = wish else { return None };
    let mut view = View::default();
    view.settle(desk);
    Some(Box::new(view))
}

/// A row of the list.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Row {
    Release(ReleaseKey),
    /// Where records could not be listed, by its place.
    Unlisted(usize),
}

/// The revisions of one release.
#[derive(Clone, Debug)]
struct Revisions {
    of: ReleaseKey,
    list: Listing<u64>,
    /// The one that another is to be compared with.
    mark: Option<u64>,
}

/// What a record says, by its UID and its resourceVersion.
type Known = HashMap<(Uid, Name), Result<Facts, Fault>>;

/// The releases.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// The session that they are of.
    session: SessionId,
    /// The namespaces that were listed.
    listed: Option<place::View>,
    /// The list that was asked for, by its number, and when.
    asked: Option<(u64, Time)>,
    /// When the last one came.
    ended: Option<Time>,
    /// Whether they are to be listed anew at once.
    wanted: bool,
    /// Whether what has come since is not among the rows yet.
    stale: bool,
    /// The record that was asked for, by its number, and when.
    reads: Option<(u64, (Uid, Name), Time)>,
    /// The command of Helm's that was asked for last, until it has ended.
    runs: Option<u64>,
    releases: Vec<Release>,
    unlisted: Vec<Unlisted>,
    known: Known,
    list: Listing<Row>,
    /// The release whose revisions are shown.
    open: Option<Revisions>,
}

impl View {
    fn release(&self, key: &ReleaseKey) -> Option<&Release> {
        self.releases.iter().find(|r| r.key == *key)
    }

    /// The release under the cursor, or that whose revisions are shown.
    fn chosen(&self) -> Option<&Release> {
        match (&self.open, self.list.selected()) {
            (Some(revisions), _) => self.release(&revisions.of),
            (None, Some(Row::Release(key))) => self.release(key),
            (None, Some(Row::Unlisted(_)) | None) => None,
        }
    }

    /// The revision under the cursor: of a release in the list its newest one.
    fn record(&self) -> Option<&Record> {
        let release = self.chosen()?;
        match &self.open {
            Some(revisions) => release.revision(*revisions.list.selected()?),
            None => Some(&release.newest),
        }
    }

    fn facts(&self, record: &Record) -> Option<&Result<Facts, Fault>> {
        self.known.get(&(record.uid.clone(), record.version.clone()))
    }

    /// Lists what is known now.
    fn lay_rows(&mut self) {
        if !std::mem::take(&mut self.stale) {
            return;
        }
        let releases = self.releases.iter().map(|r| Row::Release(r.key.clone()));
        let rows = releases.chain((0..self.unlisted.len()).map(Row::Unlisted)).collect();
        self.list.set_rows(rows);
        let Some(revisions) = &mut self.open else { return };
        let release = self.releases.iter().find(|r| r.key == revisions.of);
        let rows: Vec<u64> = release.into_iter().flat_map(Release::revisions).map(|r| r.revision).collect();
        revisions.mark = revisions.mark.filter(|mark| rows.contains(mark));
        revisions.list.set_rows(rows);
    }

    fn came(&mut self, news: &HelmNews, id: u64, desk: &Desk<'_>) {
        match news {
            HelmNews::Listed(listing) if self.asked.is_some_and(|(asked, _)| asked == id) => {
                (self.asked, self.ended) = (None, Some(desk.now));
                self.take_in(listing);
            }
            HelmNews::Facts(facts) if self.reads.as_ref().is_some_and(|(asked, ..)| *asked == id) => {
                if let Some((_, key, _)) = self.reads.take() {
                    self.known.insert(key, facts.clone());
                }
            }
            HelmNews::Listed(_) | HelmNews::Facts(_) | HelmNews::Differs(_) => {}
        }
    }
}

impl Room for View {
    fn opened_by(&self) -> Option<Command> {
        Some(Command::Helm)
    }

    /// It is of the cluster in front.
    fn stays(&self) -> bool {
        true
    }

    fn name(&self, lang: Lang) -> String {
        match &self.open {
            Some(Revisions { of, .. }) => format!("{} {}/{}", TITLE.of(lang), of.namespace, of.name),
            None => TITLE.of(lang).into(),
        }
    }

    fn own_row(&self) -> Option<own::Row> {
        let (record, resource) = (self.record()?, helm::kind());
        let mut cells = vec![
            ("NAME", record.release.to_string()),
            ("NAMESPACE", record.namespace.to_string()),
            ("REV", record.revision.to_string()),
            ("REVISION", record.revision.to_string()),
            ("STATUS", record.status.word().to_owned()),
        ];
        if let Some(Ok(facts)) = self.facts(record) {
            cells.extend([("CHART", facts.chart()), ("VERSION", facts.app_version.to_string())]);
        }
        let Record { namespace, release, uid, .. } = record;
        Some(own::Row { resource, namespace: namespace.clone(), name: release.clone(), uid: uid.clone(), cells })
    }

    fn listed(&mut self) -> Option<&mut dyn Listed> {
        match &mut self.open {
            Some(revisions) => Some(&mut revisions.list),
            None => Some(&mut self.list),
        }
    }

    fn lay(&mut self, frame: &Frame<'_>) {
        self.list.lay(frame.size, WHOLE);
        if let Some(revisions) = &mut self.open {
            revisions.list.lay(frame.size, WHOLE);
        }
    }

    fn hear(&mut self, news: &News, desk: &mut Desk<'_>) -> Next {
        if let News::Helm(id, news) = news {
            self.came(news, *id, desk);
        }
        Next::Stay
    }

    fn settle(&mut self, desk: &mut Desk<'_>) {
        if self.runs.and_then(|id| desk.processes.run(id)).is_some_and(|run| run.ended.is_some()) {
            self.runs = None;
            self.again();
        }
        self.ask(desk);
        self.lay_rows();
    }
}
