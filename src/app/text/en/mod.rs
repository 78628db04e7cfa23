//! English.

mod access;
mod advice;
mod ask;
mod change;
mod cluster;
mod compare;
mod copy;
mod docker;
mod draft;
mod entries;
mod environments;
mod form;
mod forward;
mod helm;
mod inside;
mod key;
mod lack;
mod leave;
mod logs;
mod node;
mod outside;
mod overview;
mod own;
mod place;
mod promotion;
mod question;
mod relations;
mod rollout;
mod soak;
mod soon;
mod stale;
mod tracker;
mod word;

use super::{Act, Text};

pub(super) use word::word;

/// A text in English.
pub(super) fn text(text: &Text) -> String {
    match text {
        Text::Server(words) => words.clone(),
        Text::Term(words) => words.en.to_owned(),
        Text::Reason(reason) => reason.to_string(),
        Text::Change(text) => change::text(text),
        Text::Ask(text) => ask::text(text),
        Text::Cluster(text) => cluster::text(text),
        Text::Place(text) => place::text(text),
        Text::Logs(text) => logs::text(text),
        Text::Docker(text) => docker::text(text),
        Text::Draft(text) => draft::text(text),
        Text::Key(text) => key::text(text),
        Text::Lack(lack) => lack::text(lack),
        Text::Leave(text) => leave::text(text),
        Text::Outside(text) => outside::text(text),
        Text::Own(text) => own::text(text),
        Text::Rollout(text) => rollout::text(text),
        Text::Form(text) => form::text(text),
        Text::Forward(text) => forward::text(text),
        Text::Copy(text) => copy::text(text),
        Text::Node(text) => node::text(text),
        Text::Inside(text) => inside::text(text),
        Text::Question(text) => question::text(text),
        Text::Overview(text) => overview::text(text),
        Text::Relations(text) => relations::text(text),
        Text::Soak(text) => soak::text(text),
        Text::Soon(text) => soon::text(text),
        Text::Compare(text) => compare::text(text),
        Text::Access(text) => access::text(text),
        Text::Entries(text) => entries::text(text),
        Text::Environments(text) => environments::text(text),
        Text::Stale(text) => stale::text(text),
        Text::Promotion(text) => promotion::text(text),
        Text::Helm(text) => helm::text(text),
        Text::Tracker(text) => tracker::text(text),
        Text::Advice(text) => advice::text(text),
        Text::Trouble(trouble) => trouble.to_string(),
        Text::Health(why) => why.to_string(),
    }
}

/// What is done to whom.
fn act(act: &Act) -> String {
    format!("{} {}", act.verb, act.target)
}
