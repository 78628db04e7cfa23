//! What a view may look at and do while it takes a key or an answer.

use super::catalogue::Chosen;
use super::cluster::Cluster;
use super::copies::Copies;
use super::drafts::{Drafts, KeptEdit};
use super::environments::Environments;
use super::forwards::Forwards;
use super::logs::LogsPane;
use super::messages::{Level, Messages};
use super::moment::Moment;
use super::msg::Effect;
use super::overview::Overview;
use super::place::View;
use super::processes::Processes;
use super::promotion::{PlanWish, Promotion, Proposal};
use super::rows::Rows;
use super::soaks::Soaks;
pub use super::text::Way;
use super::text::{Act, AskText, ChangeText, DraftText, EditKeys, FormKeys, KeyText, QuestionText, Text};
use super::wish::Wish;
use crate::command::{Command, Key, Keymap, Lack, Owns, Pane, ViewCommand};
use crate::model::change::{Change, Consent, Intent, Onward, Preview, Target};
use crate::model::compare::Side;
use crate::model::environments::group::Environment;
use crate::model::guard::{self, Decision, Guards, Subject};
use crate::model::promotion::Wanted;
use crate::model::{Lang, Name, SessionId, Time};
use chrono::FixedOffset;

/// How long a word about a key stands, in milliseconds.
pub(super) const HINT_MS: i64 = 4_000;

/// What a view may look at, and what it asks for.
#[derive(Debug)]
pub struct Desk<'a> {
    /// The time.
    pub now: Time,
    /// The user's time zone.
    pub zone: FixedOffset,
    /// The language of the screen.
    pub lang: Lang,
    /// The screen's columns and rows.
    pub size: (u16, u16),
    /// The keys.
    pub keymap: &'a Keymap,
    /// The guard rules.
    pub guards: &'a Guards,
    /// Commands of the settings.
    pub own: &'a Owns,
    /// `--readonly`.
    pub readonly: bool,
    /// The cluster in front.
    pub cluster: &'a Cluster,
    /// The namespaces in view.
    pub view: &'a View,
    /// What the rows show beside the objects.
    pub rows: &'a Rows,
    /// The overview of all contexts.
    pub overview: &'a Overview,
    /// Environments side by side.
    pub environments: &'a Environments,
    /// What the user has written and no server has taken yet.
    pub drafts: &'a mut Drafts,
    /// The logs pane.
    pub logs: &'a mut LogsPane,
    /// What was said.
    pub messages: &'a mut Messages,
    /// What runs in pods.
    pub processes: &'a mut Processes,
    /// The port-forwards.
    pub forwards: &'a mut Forwards,
    /// The copies.
    pub copies: &'a mut Copies,
    /// Releases that are watched.
    pub soaks: &'a Soaks,
    /// The promotion that is under way, or was last.
    pub promotion: Option<&'a Promotion>,
    /// What is to be done outside.
    pub effects: &'a mut Vec<Effect>,
    /// Whether what may be secret is shown.
    pub revealed: &'a mut bool,
    /// What was said in a question about names that read like production: said once in a run.
    pub told_named: &'a mut Vec<Name>,
    /// The number that was last given to something that is asked for.
    pub(super) last_id: &'a mut u64,
    /// What else is asked for, once the view has said what becomes of it.
    pub asks: Vec<Ask>,
}

/// What a view asks for beside what becomes of it.
#[derive(Clone, PartialEq, Debug)]
pub enum Ask {
    /// The panes are to show this object.
    GoTo(Target),
    /// The same, and its logs followed there.
    Logs(Target),
    /// What was confirmed is to be sent, in the session in which it was looked at.
    CarryOut(SessionId, Vec<Preview>, Consent),
    /// What was chosen to follow changes that are about to be sent.
    Follow(Vec<Onward>),
    /// The release of this workload is to be watched from now on.
    Watch(Target),
    /// These are to be promoted from one environment to another: the plan is looked at.
    Propose(Box<(Environment, Environment)>, Vec<Wanted>),
    /// The plan that was confirmed is to be carried out.
    Promote(Vec<Preview>, Consent, Box<Proposal>),
    /// Something is wanted of the plan that is shown.
    Plan(PlanWish),
    /// What was picked is to be done.
    Choose(Chosen),
    /// The rows of a pane are to be filtered by this.
    Filter(Pane, String),
    /// The filter of a pane, and its cursor, are to be as they were.
    FilterBack(Pane, String),
    /// What runs out soon is to be looked for anew.
    LookAgain,
    /// This is to be marked, or compared with what is marked.
    Compare(Side),
    /// A context is to be opened in a tab behind this one.
    OpenBehind(Name),
    /// The contexts of the overview are to be looked at anew.
    OverlookAgain,
    /// The exec plugin of a context is to be run for the overview.
    OverlookSigned(Name),
    /// The cursor of the pane with the focus is to go by rows.
    Step(isize),
    /// The change of a number can never be taken back.
    LetStand(u64),
    /// Nothing needs to be said of the answer: the view does.
    Heard,
}

impl Desk<'_> {
    /// A number that no answer has carried yet.
    pub const fn fresh_id(&mut self) -> u64 {
        *self.last_id += 1;
        *self.last_id
    }

    /// The cluster as it is now.
    pub fn moment(&self) -> Moment<'_> {
        Moment { cluster: self.cluster, time: self.cluster.time(self.now), lang: self.lang }
    }

    /// Every namespace that can be chosen, by name.
    pub fn all_namespaces(&self) -> Vec<Name> {
        self.rows.all_namespaces(self.cluster, self.view)
    }

    /// Whether a command can be had for a workload, and why not.
    pub fn may(&self, command: Command, target: &Target) -> Result<(), Lack> {
        self.cluster.may(command, target, self.readonly)
    }

    /// Says something.
    pub fn say(&mut self, level: Level, text: impl Into<Text>) {
        self.messages.say(self.now, level, text);
    }

    /// Says a word about the key that was pressed.
    pub fn hint(&mut self, text: impl Into<Text>) {
        self.messages.hint(self.now, Level::Info, text, HINT_MS);
    }

    /// A key means nothing in a form or a question, and which do is said: in these words, where the settings give
    /// them no others.
    pub fn only_these<C: ViewCommand>(&mut self, key: Key, keys: FormKeys) {
        if self.keymap.rebinds::<C>() {
            self.no_key(key, &[Way::Leave], true);
        } else {
            self.hint(KeyText::OnlyThese(key.to_string(), keys));
        }
    }

    /// What the guard rules say of changes of `count` objects, asked about together: the strictest of all.
    pub fn decide<'s>(&self, subjects: impl Iterator<Item = Subject<'s>>, count: usize) -> Decision {
        self.guards.decide_all(subjects, count, self.now, self.zone)
    }

    /// Whether a guard rule forbids these changes, asked about together; it is said then.
    pub fn forbids(&mut self, intents: &[&Intent]) -> bool {
        let decision = self.decide(intents.iter().map(|i| i.subject()), intents.len());
        let denied = decision.ask == guard::Ask::Deny;
        if denied {
            self.forbidden_by_rule(&decision, intents.first().copied());
        }
        denied
    }

    /// A look at changes: permission, dry run, what they touch. The answers open the question.
    pub fn look(&mut self, changes: impl IntoIterator<Item = (Target, Change)>) -> Wish {
        Wish::look(changes.into_iter().map(|(target, change)| Intent::new(self.fresh_id(), target, change)).collect())
    }

    /// Has what runs in pods ended, by the number of a terminal or a command. Gives whether anything of it runs.
    pub fn end(&mut self, id: u64) -> bool {
        let going = self.processes.going(id);
        self.effects.extend(going.iter().map(|(session, id)| Effect::EndProcess(*session, *id)));
        !going.is_empty()
    }

    /// Says that a guard rule forbids a change.
    pub fn forbidden_by_rule(&mut self, decision: &Decision, intent: Option<&Intent>) {
        let why =
            decision.why.as_ref().map_or_else(|| Text::from(AskText::DeniedByRule), |why| QuestionText::Rule(why.clone()).into());
        match intent {
            Some(intent) => {
                let text = AskText::Cannot(Act::of(intent), why.into());
                self.messages.say_about(self.now, Level::Error, text, &intent.target);
            }
            None => self.messages.say(self.now, Level::Error, why),
        }
    }

    /// A key means nothing in the view, and which do is said.
    pub fn unbound(&mut self, key: Key, ways: &[Way]) {
        self.no_key(key, ways, false);
    }

    /// As [`Desk::unbound`]; where a text is typed no letter is among them.
    fn no_key(&mut self, key: Key, ways: &[Way], typed: bool) {
        let keys = ways.iter().map(|way| (self.key_of(*way, typed), *way)).filter(|(key, _)| !key.is_empty()).collect();
        self.hint(KeyText::NotHere(key.to_string(), keys));
    }

    fn key_of(&self, way: Way, typed: bool) -> String {
        match way {
            Way::Leave => self.keymap.leaves(typed),
            Way::Search => self.keymap.shown(Command::Filter, typed),
            Way::Continue => self.keymap.shown(Command::Open, typed),
            Way::RollBack => self.keymap.shown(Command::RollBack, typed),
            Way::Help => self.keymap.shown(Command::Help, typed),
        }
    }
}

impl Desk<'_> {
    /// Says of edited texts whose change has come to an end without being taken where they are.
    pub fn say_where_kept(&mut self, which: impl Fn(&KeptEdit) -> bool) {
        let mut said = Vec::new();
        let keys = EditKeys::of(self.keymap);
        for edit in self.drafts.edits.iter_mut().filter(|e| which(e)) {
            edit.intent = None;
            let lead = edit.fault.clone().unwrap_or_else(|| ChangeText::Cancelled.into()).into();
            let (part, path) = (Box::new(edit.part.clone()), edit.path.clone());
            said.push((
                if edit.fault.is_some() { Level::Error } else { Level::Info },
                DraftText::Kept { lead, part, keys: keys.clone(), path },
            ));
        }
        for (level, text) in said {
            self.messages.say(self.now, level, text);
        }
    }
}

/// A desk for tests of single views: of a cluster of which nothing is known.
#[cfg(test)]
#[derive(Debug)]
#[allow(missing_docs, reason = "named as the desk's")]
pub struct Bench {
    pub now: Time,
    pub size: (u16, u16),
    pub keymap: Keymap,
    pub guards: Guards,
    pub own: Owns,
    pub cluster: Cluster,
    pub view: View,
    pub rows: Rows,
    pub overview: Overview,
    pub environments: Environments,
    pub drafts: Drafts,
    pub logs: LogsPane,
    pub messages: Messages,
    pub processes: Processes,
    pub forwards: Forwards,
    pub copies: Copies,
    pub soaks: Soaks,
    pub promotion: Option<Promotion>,
    pub effects: Vec<Effect>,
    pub revealed: bool,
    pub told_named: Vec<Name>,
    pub last_id: u64,
    pub asks: Vec<Ask>,
}

#[cfg(test)]
impl Default for Bench {
    fn default() -> Self {
        let name = |name: &str| Name::from(name);
        let context = super::place::Context {
            name: name("lab"),
            cluster: name("lab"),
            user: name("admin"),
            namespace: None,
            insecure: false,
        };
        Self {
            now: Time::from_secs(1_000),
            size: (80, 24),
            keymap: Keymap::default(),
            guards: Guards::default(),
            own: Owns::default(),
            cluster: Cluster::new(SessionId(1), context, Vec::new()),
            view: View::All,
            rows: Rows::default(),
            overview: Overview::default(),
            environments: Environments::default(),
            drafts: Drafts::default(),
            logs: LogsPane::new(100, 1 << 20),
            messages: Messages::default(),
            processes: Processes::default(),
            forwards: Forwards::default(),
            copies: Copies::default(),
            soaks: Soaks::default(),
            promotion: None,
            effects: Vec::new(),
            revealed: false,
            told_named: Vec::new(),
            last_id: 0,
            asks: Vec::new(),
        }
    }
}

#[cfg(test)]
impl Bench {
    /// Has something done at the desk.
    pub fn at<T>(&mut self, act: impl FnOnce(&mut Desk<'_>) -> T) -> T {
        let mut desk = Desk {
            now: self.now,
            zone: chrono::Offset::fix(&chrono::Utc),
            lang: Lang::En,
            size: self.size,
            keymap: &self.keymap,
            guards: &self.guards,
            own: &self.own,
            readonly: false,
            cluster: &self.cluster,
            view: &self.view,
            rows: &self.rows,
            overview: &self.overview,
            environments: &self.environments,
            drafts: &mut self.drafts,
            logs: &mut self.logs,
            messages: &mut self.messages,
            processes: &mut self.processes,
            forwards: &mut self.forwards,
            copies: &mut self.copies,
            soaks: &self.soaks,
            promotion: self.promotion.as_ref(),
            effects: &mut self.effects,
            revealed: &mut self.revealed,
            told_named: &mut self.told_named,
            last_id: &mut self.last_id,
            asks: Vec::new(),
        };
        let out = act(&mut desk);
        self.asks = desk.asks;
        out
    }
}
