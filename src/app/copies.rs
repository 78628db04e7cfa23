//! Files that are copied into containers and out of them in this run: which copies there are, and how they go. They go on whatever is in front.

use super::msg::Effect;
use crate::model::change::{Change, Outcome, Target};
use crate::model::copy::CopyNews;
use crate::model::{SessionId, Time};

/// Copies that are kept once they have ended.
const KEPT: usize = 20;

/// A copy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Copy {
    /// The number of the intent.
    pub id: u64,
    /// The session that it is in.
    pub session: SessionId,
    /// The pod.
    pub target: Target,
    /// What is copied.
    pub change: Change,
    /// Since when.
    pub since: Time,
    /// How it goes.
    pub news: CopyNews,
    /// When and how it ended.
    pub ended: Option<(Time, Outcome)>,
    /// Whether its end was asked for.
    pub(super) ending: bool,
}

impl Copy {
    /// From where to where, as it was typed, with the container: `web: /var/log → logs`.
    pub fn paths(&self) -> String {
        self.change.paths()
    }

    /// Milliseconds that it took, or takes by now.
    pub fn took(&self, now: Time) -> i64 {
        self.ended.as_ref().map_or(now, |(at, _)| *at).since(self.since).max(0)
    }

    /// Bytes in a second, since it was begun.
    pub fn rate(&self, now: Time) -> u64 {
        let ms = u64::try_from(self.took(now)).unwrap_or(0).max(1);
        (u128::from(self.news.bytes) * 1000 / u128::from(ms)).try_into().unwrap_or(u64::MAX)
    }

    /// Whether it is on its way.
    pub const fn runs(&self) -> bool {
        self.ended.is_none()
    }

    /// Whether it was ended from here, and has ended.
    pub const fn is_stopped(&self) -> bool {
        self.ending && !self.runs()
    }

    /// Whether its end was asked for and has not come.
    pub const fn is_ending(&self) -> bool {
        self.ending && self.runs()
    }
}

/// All copies.
#[derive(Clone, Debug, Default)]
pub struct Copies {
    pub(super) list: Vec<Copy>,
}

impl Copies {
    /// Those that there are, in the order in which they were begun.
    pub fn all(&self) -> &[Copy] {
        &self.list
    }

    /// The one of this number.
    pub fn of(&self, id: u64) -> Option<&Copy> {
        self.list.iter().find(|c| c.id == id)
    }

    /// The numbers of all, in the same order.
    pub fn ids(&self) -> Vec<u64> {
        self.list.iter().map(|c| c.id).collect()
    }

    /// How many are on their way.
    pub fn running(&self) -> usize {
        self.list.iter().filter(|c| c.runs()).count()
    }

    /// Ends one; the word of its end follows.
    pub fn end(&mut self, id: u64, effects: &mut Vec<Effect>) {
        if let Some(copy) = self.list.iter_mut().find(|c| c.id == id && c.runs() && !c.ending) {
            copy.ending = true;
            effects.push(Effect::EndCopy(copy.session, id));
        }
    }

    /// Makes room: those that ended first are forgotten first.
    pub(super) fn trim(&mut self) {
        while self.list.len() >= KEPT
            && let Some(at) = self.list.iter().position(|c| !c.runs())
        {
            self.list.remove(at);
        }
    }
}
