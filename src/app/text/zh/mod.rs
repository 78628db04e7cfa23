//! Simplified Chinese, with the terms of those who work with Kubernetes: Deployment, Pod and the other kinds keep their names.

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
mod filed;
mod form;
mod forward;
mod forward_fault;
mod health;
mod health_cause;
mod health_nodes;
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
mod reason;
mod relations;
mod remark;
mod rollout;
mod ruling;
mod soak;
mod soon;
mod stale;
mod touches;
mod tracker;
mod trouble;
mod trouble_credentials;
mod trouble_kubeconfig;
mod unfit;
mod verb;
mod warning;
mod word;

pub(super) use remark::text as remark;
pub(super) use word::word;

use super::{Act, Text};
use crate::model::change::Target;
use crate::model::reason::Why;
use crate::model::trouble::Trouble;

/// A text in Chinese.
pub(super) fn text(text: &Text) -> String {
    match text {
        Text::Term(words) => words.zh.to_owned(),
        Text::Server(words) => words.clone(),
        Text::Reason(reason) => reason::text(reason),
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
        Text::Trouble(trouble) => trouble::text(trouble),
        Text::Health(why) => health::text(why),
    }
}

/// What goes wrong between us and a cluster.
pub(super) fn trouble(trouble: &Trouble) -> String {
    trouble::text(trouble)
}

/// How a workload, a pod or a container is.
pub(super) fn health(why: &Why) -> String {
    health::text(why)
}

/// A target, with its place.
fn target(target: &Target) -> String {
    let namespace = if target.namespace.is_empty() { String::new() } else { format!("命名空间 {},", target.namespace) };
    format!("{} {}({namespace}上下文 {})", target.resource, target.name, target.context)
}

/// What is done to whom.
fn act(act: &Act) -> String {
    verb::done(act.verb, &target(&act.target))
}
