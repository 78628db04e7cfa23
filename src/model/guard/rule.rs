//! Rules, and what all of them together decide.

use super::{Ask, Decision, Glob, KindGlob, Subject, named_like_prod};
use crate::model::change::spec;
use crate::model::freeze::Freeze;
use crate::model::ruling::{Says, Why};
use crate::model::{Name, Time};
use chrono::FixedOffset;

/// One rule of the settings. What it does not name it matches.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Rule {
    /// Where it stands, for the words of a decision: `guard[2], config.toml line 14`.
    pub place: Name,
    /// The contexts it is for.
    pub contexts: Option<Vec<Glob>>,
    /// The namespaces it is for. An object without a namespace is in none of them.
    pub namespaces: Option<Vec<Glob>>,
    /// The kinds it is for.
    pub kinds: Option<Vec<KindGlob>>,
    /// The changes it is for, by their [words](spec::words).
    pub changes: Option<Vec<&'static str>>,
    /// What is asked.
    pub ask: Option<Ask>,
    /// How many objects may be changed at once.
    pub bulk: Option<usize>,
    /// Whether its contexts and namespaces are production.
    pub prod: Option<bool>,
    /// When nothing may be changed.
    pub freeze: Vec<Freeze>,
    /// What is said with it, in one line.
    pub reason: Option<Name>,
}

impl Rule {
    fn is_for(&self, context: &str, namespace: Option<&str>) -> bool {
        let any = |globs: &Option<Vec<Glob>>, name: Option<&str>| {
            globs.as_ref().is_none_or(|globs| name.is_some_and(|name| globs.iter().any(|g| g.matches(name))))
        };
        any(&self.contexts, Some(context)) && any(&self.namespaces, namespace)
    }

    fn matches(&self, subject: &Subject<'_>) -> bool {
        self.is_for(subject.context, some(subject.namespace))
            && self.kinds.as_ref().is_none_or(|kinds| kinds.iter().any(|k| k.matches(subject.kind)))
            && (!known(subject) || self.changes.as_ref().is_none_or(|changes| changes.contains(&subject.change)))
    }

    const fn names_a_place(&self) -> bool {
        self.contexts.is_some() || self.namespaces.is_some()
    }

    /// What it says, and where it stands.
    fn says(&self, says: Says) -> Why {
        Why::Rule { says, place: self.place.clone(), reason: self.reason.clone() }
    }
}

/// Whether rules can name the change. One they cannot name is taken for any of them, and is never made easier.
fn known(subject: &Subject<'_>) -> bool {
    spec::SPECS.iter().any(|spec| spec.word == subject.change)
}

fn some(namespace: &str) -> Option<&str> {
    (!namespace.is_empty()).then_some(namespace)
}

/// What makes a place production.
enum Production<'a> {
    Named(&'a str),
    Ruled(&'a Rule),
}

/// The rules of the settings, and those built in.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Guards {
    rules: Vec<Rule>,
}

impl Guards {
    /// The user's rules, beside those built in.
    pub const fn new(rules: Vec<Rule>) -> Self {
        Self { rules }
    }

    /// Whether the screen says PROD for a context, and for a namespace of it where one is in view.
    pub fn prod(&self, context: &str, namespace: Option<&str>) -> bool {
        self.production(context, namespace).is_some()
    }

    fn production<'a>(&'a self, context: &'a str, namespace: Option<&'a str>) -> Option<Production<'a>> {
        let rules = || self.rules.iter().filter(|r| r.prod.is_some() && r.is_for(context, namespace));
        if let Some(rule) = rules().find(|r| r.prod == Some(true)) {
            return Some(Production::Ruled(rule));
        }
        let named = namespace.filter(|n| named_like_prod(n)).or_else(|| Some(context).filter(|c| named_like_prod(c)));
        named.filter(|_| rules().next().is_none()).map(Production::Named)
    }

    /// The strictest of what is asked about all of these.
    pub fn decide_all<'a>(
        &self,
        subjects: impl Iterator<Item = Subject<'a>>,
        count: usize,
        now: Time,
        zone: FixedOffset,
    ) -> Decision {
        let each = subjects.map(|s| self.decide(&s, count, now, zone));
        each.reduce(Decision::stricter).unwrap_or(Decision { ask: Ask::None, prod: false, why: None })
    }

    /// What is asked before `count` objects are changed at once, of which `subject` is one. `zone` is the local offset, for the freeze
    /// windows.
    pub fn decide(&self, subject: &Subject<'_>, count: usize, now: Time, zone: FixedOffset) -> Decision {
        let production = self.production(subject.context, some(subject.namespace));
        let rules: Vec<&Rule> = self.rules.iter().filter(|r| r.matches(subject)).collect();
        let (ask, why) = match denial(&rules, count, now, zone) {
            Some(why) => (Ask::Deny, Some(why)),
            None => demand(&rules, subject, production.as_ref()),
        };
        Decision { ask, prod: production.is_some(), why }
    }
}

/// Why the rules deny it, if they do.
fn denial(rules: &[&Rule], count: usize, now: Time, zone: FixedOffset) -> Option<Why> {
    if let Some(rule) = rules.iter().find(|r| r.ask == Some(Ask::Deny)) {
        return Some(rule.says(Says::Denied));
    }
    for rule in rules {
        if let Some(freeze) = rule.freeze.iter().find(|f| f.holds(now, zone)) {
            return Some(rule.says(Says::Frozen(freeze.clone())));
        }
    }
    let (most, rule) = rules.iter().filter_map(|r| r.bulk.map(|most| (most, r))).min_by_key(|(most, _)| *most)?;
    (count > most).then(|| rule.says(Says::Bulk { count, most }))
}

/// What is asked of what is not denied.
fn demand(rules: &[&Rule], subject: &Subject<'_>, production: Option<&Production<'_>>) -> (Ask, Option<Why>) {
    // Streams to a pod, and what is begun or copied for them, are asked about in production alone, and take a y there: a rule can ask for more.
    let streams = spec::SPECS.iter().any(|s| s.word == subject.change && s.stream.is_some());
    let (in_production, elsewhere) = if streams { (Ask::Yes, Ask::None) } else { (Ask::Name, Ask::Yes) };
    let built_in = match production {
        Some(Production::Named(name)) => (in_production, Some(Why::Named((*name).into()))),
        Some(Production::Ruled(rule)) => (in_production, Some(rule.says(Says::Production))),
        None => (elsewhere, None),
    };
    let Some(ask) = rules.iter().filter_map(|r| r.ask).max() else { return built_in };
    let may_ease = known(subject) && (production.is_none() || rules.iter().any(|r| r.ask.is_some() && r.names_a_place()));
    if ask < built_in.0 && !may_ease {
        return built_in;
    }
    let why = rules.iter().find(|r| r.ask == Some(ask)).filter(|_| ask > Ask::None).map(|r| r.says(Says::Confirmation));
    (ask, why)
}
