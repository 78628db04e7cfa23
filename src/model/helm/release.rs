//! A release: its revisions, of which the newest says how it stands.

use super::{Driver, Record, Status};
use crate::model::{Name, Time};
use std::collections::BTreeMap;

/// How long an operation of Helm's takes at the most where nobody has said otherwise, twice over, in milliseconds: one that is pending longer
/// was left half done.
const LONG_MS: i64 = 600_000;

/// What a release is known by.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ReleaseKey {
    /// Its namespace.
    pub namespace: Name,
    /// Its name.
    pub name: Name,
    /// Where it is kept: each driver has releases of its own.
    pub driver: Driver,
}

/// A release.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Release {
    /// By what it is known.
    pub key: ReleaseKey,
    /// The newest revision.
    pub newest: Record,
    /// The others, newest first.
    pub older: Vec<Record>,
}

impl Release {
    /// All revisions, newest first.
    pub fn revisions(&self) -> impl Iterator<Item = &Record> {
        std::iter::once(&self.newest).chain(&self.older)
    }

    /// One of them, by its number.
    pub fn revision(&self, number: u64) -> Option<&Record> {
        self.revisions().find(|r| r.revision == number)
    }

    /// The one that came before a revision.
    pub fn before(&self, number: u64) -> Option<&Record> {
        self.revisions().find(|r| r.revision < number)
    }

    /// The revision whose objects are in the cluster, as far as Helm knows, where that is not the newest.
    pub fn serving(&self) -> Option<&Record> {
        let newest = self.newest.status == Status::Deployed;
        self.older.iter().find(|r| r.status == Status::Deployed).filter(|_| !newest)
    }

    /// Whether Helm refuses every operation, since one was left half done.
    pub fn is_stuck(&self, now: Time) -> bool {
        self.newest.status.is_pending() && now.since(self.newest.created) > LONG_MS
    }
}

/// The releases that records make: those that want a look first, then by namespace and name.
pub fn releases(records: Vec<Record>) -> Vec<Release> {
    let mut by: BTreeMap<ReleaseKey, Vec<Record>> = BTreeMap::new();
    for record in records {
        let (namespace, name) = (record.namespace.clone(), record.release.clone());
        by.entry(ReleaseKey { namespace, name, driver: record.driver }).or_default().push(record);
    }
    let mut out: Vec<Release> = by
        .into_iter()
        .filter_map(|(key, mut revisions)| {
            revisions.sort_by(|a, b| b.revision.cmp(&a.revision).then_with(|| a.object.cmp(&b.object)));
            let mut revisions = revisions.into_iter();
            let newest = revisions.next()?;
            Some(Release { key, newest, older: revisions.collect() })
        })
        .collect();
    out.sort_by_key(|r| !(r.newest.status == Status::Failed || r.newest.status.is_pending()));
    out
}

#[cfg(test)]
mod tests {
    use super::super::test_record::record;
    use super::*;

    #[test]
    fn the_newest_revision_says_how_a_release_stands() {
        let all = releases(vec![
            record("b", "web", 9, "superseded"),
            record("b", "web", 10, "failed"),
            record("b", "web", 8, "deployed"),
            record("a", "web", 1, "deployed"),
            record("a", "db", 2, "pending-upgrade"),
            record("a", "db", 1, "deployed"),
            Record { driver: Driver::ConfigMap, ..record("a", "web", 4, "uninstalled") },
        ]);
        let told: Vec<_> = all
            .iter()
            .map(|r| {
                format!("{}/{} {} {} {:?}", r.key.namespace, r.key.name, r.newest.revision, r.newest.status.word(), r.key.driver)
            })
            .collect();
        assert_eq!(
            told,
            ["a/db 2 pending-upgrade Secret", "b/web 10 failed Secret", "a/web 1 deployed Secret", "a/web 4 uninstalled ConfigMap"]
        );
        let serving = |i: usize| all[i].serving().map(|r| r.revision);
        assert_eq!([serving(0), serving(1), serving(2), serving(3)], [Some(1), Some(8), None, None]);
        let web = &all[1];
        assert_eq!(web.revisions().map(|r| r.revision).collect::<Vec<_>>(), [10, 9, 8]);
        assert_eq!((web.before(10).unwrap().revision, web.before(8)), (9, None));
        assert!(web.revision(9).is_some() && web.revision(7).is_none());
    }

    #[test]
    fn what_is_pending_for_long_was_left_half_done() {
        let all = releases(vec![record("a", "db", 2, "pending-upgrade"), record("a", "web", 2, "deployed")]);
        let at = |minutes: i64| all[0].newest.created.plus(minutes * 60_000);
        assert_eq!([all[0].is_stuck(at(2)), all[0].is_stuck(at(11)), all[1].is_stuck(at(60))], [false, true, false]);
    }

    #[test]
    fn the_words_are_helms() {
        for word in [
            "deployed",
            "superseded",
            "failed",
            "uninstalled",
            "uninstalling",
            "pending-install",
            "pending-upgrade",
            "pending-rollback",
            "unknown",
            "strange",
        ] {
            assert_eq!(Status::of(word).word(), word);
            assert_eq!(Status::of(word).is_pending(), word.starts_with("pending"), "{word}");
        }
    }
}
