//! What the view asks for, and what it makes of the list.

use super::View;
use crate::app::desk::Desk;
use crate::app::msg::Effect;
use crate::app::place;
use crate::model::feed::LinkState;
use crate::model::helm::{Facts, Fault, HelmWish, Listing, Record, Release, Unlisted, releases};
use crate::model::soon::Why;

/// How long it is until they are listed again, in milliseconds.
const AGAIN_MS: i64 = 30_000;
/// An answer that has not come by then was lost with its session, in milliseconds.
const LOST_MS: i64 = 120_000;
/// Records of which is kept what they say.
const MOST: usize = 2_000;

impl View {
    /// Asks for what is due: the list, and after it what is packed in one record at a time.
    pub(super) fn ask(&mut self, desk: &mut Desk<'_>) {
        if self.session != desk.cluster.session || self.listed.as_ref() != Some(desk.view) {
            // What another cluster, or another place, has told is of no use here.
            *self = Self { session: desk.cluster.session, listed: Some(desk.view.clone()), ..Self::default() };
        }
        if !matches!(desk.cluster.store.link(), LinkState::Up { .. }) {
            return;
        }
        let now = desk.now;
        if self.asked.is_none_or(|(_, since)| now.since(since) > LOST_MS)
            && self.ended.is_none_or(|ended| self.wanted || now.since(ended) > AGAIN_MS)
        {
            let namespaces = match desk.view {
                place::View::All => None,
                place::View::These(names) => Some(names.clone()),
            };
            let wish = HelmWish::List { namespaces, known: desk.cluster.known.clone() };
            (self.asked, self.wanted) = (Some((Self::send(wish, desk), now)), false);
        }
        if self.reads.as_ref().is_some_and(|(_, _, since)| now.since(*since) <= LOST_MS) {
            return;
        }
        if let Some(record) = self.unread().cloned() {
            let key = (record.uid.clone(), record.version.clone());
            self.reads = Some((Self::send(HelmWish::Facts(record), desk), key, now));
        }
    }

    fn send(wish: HelmWish, desk: &mut Desk<'_>) -> u64 {
        let id = desk.fresh_id();
        desk.effects.push(Effect::Helm(desk.cluster.session, id, wish));
        id
    }

    /// The next record to be read: that under the cursor, and of a release that is open the others.
    fn unread(&self) -> Option<&Record> {
        let others = self.chosen().filter(|_| self.open.is_some());
        let others = others.into_iter().flat_map(Release::revisions);
        self.record().into_iter().chain(others).find(|record| self.facts(record).is_none())
    }

    /// Lists them anew.
    pub(super) const fn again(&mut self) {
        self.wanted = true;
    }

    /// Takes in a new list. Where there was no answer, what was known before is the newest that is known.
    pub(super) fn take_in(&mut self, listing: &Listing) {
        let silent = |record: &Record| {
            let there = |u: &Unlisted| u.places.is_empty() || u.places.contains(&record.namespace);
            let passing = |why: &Why| why.is_passing();
            listing.unlisted.iter().any(|u| u.driver == record.driver && passing(&u.why) && there(u))
        };
        let came = |record: &Record| listing.records.iter().any(|r| r.uid == record.uid);
        let before = self.releases.iter().flat_map(Release::revisions).filter(|r| silent(r) && !came(r));
        let all: Vec<Record> = listing.records.iter().chain(before).cloned().collect();
        if self.known.len() > MOST {
            self.known.clear();
        }
        let there: std::collections::HashSet<_> = all.iter().map(|r| (&r.uid, &r.version)).collect();
        // What had no answer is asked again.
        let answered = |facts: &Result<Facts, Fault>| !matches!(facts, Err(Fault::NoAnswer(_)));
        self.known.retain(|(uid, version), facts| answered(facts) && there.contains(&(uid, version)));
        self.releases = releases(all);
        self.unlisted.clone_from(&listing.unlisted);
        self.stale = true;
    }
}
