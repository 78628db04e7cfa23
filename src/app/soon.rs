//! What runs out soon, as far as it was looked for: asked for while its view is open, and kept for when it is opened again. What has a time
//! is looked for now and then in any case, for the count of what is due within a day.

use crate::model::Time;
use crate::model::soon::{Due, RowKey, SoonFound, Source, Unseen, Why, rank};
use std::collections::BTreeMap;

/// How old what was found may be when the view is opened, and how long it is until it is looked for again while it stays open, in milliseconds.
const FRESH_MS: i64 = 60_000;
const AGAIN_MS: i64 = 300_000;
/// A look that has not ended by then has been lost with its session, in milliseconds.
const LOST_MS: i64 = 120_000;
/// How long after the server's first answer what has a time is looked for, and how long until it is again, in milliseconds.
const FIRST_MS: i64 = 30_000;
const QUIET_MS: i64 = 900_000;

/// A look under way.
#[derive(Clone, Copy, Debug)]
struct Asked {
    id: u64,
    since: Time,
    /// Whether it goes everywhere, for the view.
    whole: bool,
    /// Places that it has not been through.
    left: usize,
}

/// What was found in a cluster.
#[derive(Clone, Debug, Default)]
pub struct Soon {
    /// The look under way.
    asked: Option<Asked>,
    /// When the last one for the view ended.
    ended: Option<Time>,
    /// When what has a time is looked for next; `None` until the server has answered.
    quiet: Option<Time>,
    /// Whether its view is open, and whether it is to be looked for again now.
    open: bool,
    wanted: bool,
    found: BTreeMap<Source, (Vec<Due>, Vec<Unseen>)>,
    /// The rows, and how often they have changed.
    rows: Vec<RowKey>,
    version: u64,
}

impl Soon {
    /// How far the look under way has come, of how many places.
    pub fn looking(&self) -> Option<(usize, usize)> {
        let all = Source::ALL.len();
        self.asked.filter(|asked| asked.whole).map(|asked| (all - asked.left, all))
    }

    /// When the last look ended.
    pub const fn ended(&self) -> Option<Time> {
        self.ended
    }

    /// How much runs out.
    pub fn count(&self) -> usize {
        self.found.values().map(|(due, _)| due.len()).sum()
    }

    /// What runs out, the nearest first.
    fn due(&self) -> Vec<&Due> {
        let mut all: Vec<&Due> = self.found.values().flat_map(|(due, _)| due).collect();
        rank(&mut all);
        all
    }

    /// What could not be looked at.
    pub fn unseen(&self) -> impl Iterator<Item = &Unseen> {
        self.found.values().flat_map(|(_, unseen)| unseen)
    }

    /// All rows: what runs out, and after it what could not be looked at.
    pub fn rows(&self) -> &[RowKey] {
        &self.rows
    }

    /// By which it is told whether the rows have changed.
    pub const fn version(&self) -> u64 {
        self.version
    }

    fn take_in(&mut self, source: Source, mut due: Vec<Due>, unseen: Vec<Unseen>) {
        // Where there was no answer, what was known before is the newest that is known: in a namespace, or of a node's volumes.
        let silent: Vec<&Unseen> = unseen.iter().filter(|u| u.why.is_passing()).collect();
        let unknown = |of: &Due| {
            let there = |u: &&Unseen| u.places.is_empty() || of.is_in(&u.places);
            silent.iter().any(there) || of.holder.namespace.is_empty() && !silent.is_empty()
        };
        if let Some((known, _)) = self.found.remove(&source) {
            let came: Vec<Due> = due.clone();
            due.extend(known.into_iter().filter(|d| unknown(d) && !came.iter().any(|c| c.is_about_the_same(d))));
        }
        self.found.insert(source, (due, unseen));
        let unseen = |(source, (_, all)): (&Source, &(Vec<Due>, Vec<Unseen>))| {
            (0..all.len()).map(|i| RowKey::Unseen(*source, i)).collect::<Vec<_>>()
        };
        // Their order is none of the clock's: it stays until something comes.
        self.rows = self.due().into_iter().map(Due::key).chain(self.found.iter().flat_map(unseen)).collect();
        self.version += 1;
    }

    /// What stands in a row, where it runs out.
    pub fn due_of(&self, key: &RowKey) -> Option<&Due> {
        self.found.values().flat_map(|(due, _)| due).find(|due| due.key() == *key)
    }

    /// What stands in a row, where it could not be looked at.
    pub fn unseen_of(&self, key: &RowKey) -> Option<&Unseen> {
        match key {
            RowKey::Due(..) => None,
            RowKey::Unseen(source, i) => self.found.get(source)?.1.get(*i),
        }
    }

    /// How much is due within a day.
    pub fn due_within_a_day(&self, now: Time) -> usize {
        Source::TIMED.iter().filter_map(|s| self.found.get(s)).flat_map(|(due, _)| due).filter(|d| d.within_a_day(now)).count()
    }

    /// Where to look now, if anywhere: everywhere while the view is open, else where things have a time.
    fn places(&self, now: Time) -> Option<Vec<Source>> {
        let under_way = self.asked.filter(|asked| now.since(asked.since) <= LOST_MS);
        if self.open {
            let due = self.ended.is_none_or(|ended| self.wanted || now.since(ended) > AGAIN_MS);
            return (due && under_way.is_none_or(|asked| !asked.whole)).then(|| Source::ALL.to_vec());
        }
        let due = under_way.is_none() && self.quiet.is_some_and(|at| now >= at);
        due.then(|| Source::TIMED.into_iter().filter(|source| !self.is_closed(*source)).collect())
    }

    /// Whether it is known of a place that there is no use in looking.
    fn is_closed(&self, source: Source) -> bool {
        let hopeless = |u: &Unseen| u.places.is_empty() && matches!(u.why, Why::NotAllowed(_) | Why::NotServed);
        self.found.get(&source).is_some_and(|(_, unseen)| unseen.iter().any(hopeless))
    }

    /// Its view is open, or not. Gives whether a look under way was only for the view, which is closed.
    pub(super) fn opened(&mut self, open: bool, now: Time) -> bool {
        // Who opens it wants to see how it is now.
        self.wanted |= open && !self.open && self.ended.is_some_and(|ended| now.since(ended) > FRESH_MS);
        self.open = open;
        let over = !open && self.asked.is_some_and(|asked| asked.whole);
        self.asked = self.asked.filter(|_| !over);
        if over {
            // What it would have told the header is looked for without it.
            self.quiet = self.quiet.map(|at| at.min(now));
        }
        over
    }

    /// It is left for a while, and the look under way ends with its screen: it is begun anew when somebody comes back.
    pub(super) fn rested(&mut self, now: Time) {
        self.open = false;
        if self.asked.take().is_some() {
            self.quiet = self.quiet.map(|at| at.min(now));
        }
    }

    /// Where to look now, if anywhere; the server answers.
    pub(super) fn begin(&mut self, now: Time) -> Option<Vec<Source>> {
        self.quiet.get_or_insert(now.plus(FIRST_MS));
        let sources = self.places(now)?;
        // What is looked for everywhere is looked for there as well.
        (self.quiet, self.wanted) = (Some(now.plus(QUIET_MS)), false);
        (!sources.is_empty()).then_some(sources)
    }

    /// It is looked for under this number, in so many places.
    pub(super) const fn began(&mut self, id: u64, left: usize, now: Time) {
        self.asked = Some(Asked { id, since: now, whole: self.open, left });
    }

    /// It is to be looked for anew.
    pub(super) const fn again(&mut self) {
        self.wanted = true;
    }

    /// Something of it has come.
    pub(super) fn came(&mut self, id: u64, SoonFound(source, due, unseen): SoonFound, now: Time) {
        let Some(asked) = self.asked.as_mut().filter(|asked| asked.id == id) else { return };
        asked.left = asked.left.saturating_sub(1);
        self.take_in(source, due, unseen);
        // Behind the last place there is nothing to wait for.
        if let Some(over) = self.asked.take_if(|asked| asked.left == 0)
            && over.whole
        {
            self.ended = Some(now);
        }
    }
}
