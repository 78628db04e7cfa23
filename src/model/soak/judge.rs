//! The judge of a release: what was seen comes in, where it stands comes out. It asks nobody and has no clock.

use super::super::trouble::Trouble;
use super::super::{Name, Time, Uid};
use super::look::{Look, rolled_out};
use super::pods::Known;
use super::{Ended, Finding, Side, Soak, SoakNews, Stage, Unread};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// How long a rollout is given where nobody says, in milliseconds.
const READY_MS: i64 = 600_000;
/// How long the controller may take beyond its own deadline to say that it gave up, in milliseconds.
const CONTROLLER_MS: i64 = 60_000;
/// How long a server that does not answer is waited for once the time is over, in milliseconds: what it says then is known for the whole time.
const SILENT_MS: i64 = 60_000;

/// The judge.
#[derive(Clone, Debug)]
pub struct Judge {
    pub(super) soak: Soak,
    pub(super) begun: Time,
    pub(super) template: Option<u64>,
    /// Since when it is rolled out.
    pub(super) ready: Option<Time>,
    /// Whether it is held with a new pod that is ready.
    pub(super) held: bool,
    /// Until when it must be.
    pub(super) limit: Time,
    pub(super) pods: HashMap<Uid, Known>,
    pub(super) restarted: BTreeMap<(Name, Name), (u32, Name)>,
    pub(super) refused: Option<Time>,
    pub(super) exceeded: Option<Time>,
    pub(super) findings: Vec<Finding>,
    /// Whether one of them is certain.
    pub(super) certain: bool,
    pub(super) sides: (Side, Side),
    pub(super) compared: bool,
    pub(super) silent: Option<(Time, Arc<Trouble>)>,
    pub(super) ended: Option<Ended>,
}

impl Judge {
    /// One that begins now, by the server's clock.
    pub fn new(soak: &Soak, now: Time) -> Self {
        Self {
            soak: soak.clone(),
            begun: now,
            template: None,
            ready: None,
            held: false,
            limit: now.plus(soak.ready_within.unwrap_or(READY_MS)),
            pods: HashMap::new(),
            restarted: BTreeMap::new(),
            refused: None,
            exceeded: None,
            findings: Vec::new(),
            certain: false,
            sides: Default::default(),
            compared: false,
            silent: None,
            ended: None,
        }
    }

    /// When it began, where the server's clock was not known yet.
    pub fn begun(&mut self, begun: Time) {
        self.limit = self.limit.plus(begun.since(self.begun));
        self.begun = begun;
    }

    /// How it ended; `None` while it goes on.
    pub const fn ended(&self) -> Option<&Ended> {
        self.ended.as_ref()
    }

    /// The workload is not there any more.
    pub fn gone(&mut self) {
        self.ended.get_or_insert(Ended::Replaced);
    }

    /// The server did not answer, or not with what was asked for.
    pub fn silent(&mut self, now: Time, why: &Arc<Trouble>) {
        let since = self.silent.as_ref().map_or(now, |(since, _)| *since);
        self.silent = Some((since, why.clone()));
        let over = self.ready.map_or(self.limit, |ready| ready.plus(self.soak.watch));
        if self.ended.is_none() && !self.soak.canary && now > over.plus(SILENT_MS) {
            self.ended = Some(Ended::Unknown(why.clone()));
        }
    }

    /// Where it stands.
    pub fn stage(&self) -> Stage {
        match (&self.ended, self.ready) {
            (Some(ended), _) => Stage::Ended(ended.clone()),
            (None, _) if self.soak.canary && self.held => Stage::Watching(None),
            (None, Some(ready)) => Stage::Watching(Some(ready.plus(self.soak.watch))),
            (None, None) => Stage::Rolling,
        }
    }

    /// What is told of it.
    pub fn news(&self, unread: Vec<(Unread, Arc<Trouble>)>) -> SoakNews {
        SoakNews {
            id: self.soak.id,
            stage: self.stage(),
            findings: self.findings.clone(),
            old: self.sides.0.clone(),
            new: self.sides.1.clone(),
            compared: self.compared,
            unread,
            silent: self.silent.clone(),
        }
    }

    /// Takes in a look.
    pub fn look(&mut self, look: &Look<'_>) {
        if self.ended.is_some() {
            return;
        }
        self.silent = None;
        let w = look.workload;
        let another = !self.soak.target.is_unborn() && w.uid != self.soak.target.uid;
        // A server may still tell of what was before the change.
        let seen = w.generation >= self.soak.generation;
        if another || w.leaving.is_some() || (seen && *self.template.get_or_insert(look.template) != look.template) {
            self.ended = Some(Ended::Replaced);
            return;
        }
        self.follow(look);
        self.sides = (self.side(look, false), self.side(look, true));
        let olds = || self.pods.iter().filter(|(_, k)| !k.new).map(|(uid, _)| uid);
        self.compared = look.lines.any_read(olds());
        if !seen {
            return;
        }
        self.held |= self.sides.1.ready > 0;
        if self.ready.is_none() && !self.soak.canary && rolled_out(w) {
            self.ready = Some(look.now);
        }
        self.find(look);
        self.end(look);
    }

    /// Whether it is over.
    fn end(&mut self, look: &Look<'_>) {
        if self.soak.canary {
            return;
        }
        if self.certain {
            self.ended = Some(Ended::Bad(self.findings.clone()));
            return;
        }
        if let Some(ready) = self.ready {
            let over = look.now.since(ready) >= self.soak.watch;
            let good = self.findings.is_empty() || self.soak.watch <= 0;
            self.ended = over.then(|| if good { Ended::Good } else { Ended::Bad(self.findings.clone()) });
            return;
        }
        if self.soak.ready_within.is_none() {
            // The controller says itself when it gives up, and counts anew whenever it got on.
            let own = self.begun.plus(READY_MS);
            self.limit = look.workload.deadline.map_or(own, |d| d.plus(CONTROLLER_MS).max(self.begun));
        }
        if look.now >= self.limit {
            let told = self.findings.iter().any(|f| matches!(f, Finding::NotReady { .. }));
            if !told {
                let finding = self.not_ready(look, self.waits(look));
                let at = self.findings.iter().position(|f| !matches!(f, Finding::Failed(_))).unwrap_or(self.findings.len());
                self.findings.insert(at, finding);
            }
            self.ended = Some(Ended::Bad(self.findings.clone()));
        }
    }
}

#[cfg(test)]
#[path = "judge_tests.rs"]
mod tests;
