//! Releases that are watched, and rollouts that are held after their first pods.

use crate::app::text::SoakText;
use crate::model::WorkloadKind;
use crate::model::change::Then;
use crate::model::human_duration;

pub(super) fn text(text: &SoakText) -> String {
    match text {
        SoakText::Begun => "looking at its pods and logs …".to_owned(),
        SoakText::Rolling(ready, of) => format!("rolling out: {ready}/{of} new pods ready"),
        SoakText::Watching(ready, of, left) => format!("ready, {ready}/{of}; watched for {left} more"),
        SoakText::Beside(new, old) => format!("paused: {} and {old} old", pods(*new, "new ")),
        SoakText::NotWatched => "not watched: too many releases are".to_owned(),
        SoakText::Share(new, of) => {
            let are = if *new == 1 { "is" } else { "are" };
            format!("{new} of {of} ready pods {are} new: {} of the requests, shared as pods are", share(*new, *of))
        }
        SoakText::GoesBack => "it goes back by itself if it is bad".to_owned(),
        SoakText::Verdict(verdict) => verdict.to_string(),
        SoakText::Said { name, namespace, verdict, key, goes_back } => {
            let then = match (goes_back, key.is_empty()) {
                (true, _) => "; going back by itself".to_owned(),
                (false, false) => format!("; {key} to go back"),
                (false, true) => String::new(),
            };
            format!("{name} in {namespace}: {verdict}{then}")
        }
        SoakText::Finding(finding) => finding.to_string(),
        SoakText::Unread(what, why) => format!("{what} cannot be read, and are not judged: {why}"),
        SoakText::NotCompared => "there are no logs of old pods: errors of the new ones cannot be called new".to_owned(),
        SoakText::Partial => "logs come faster than they are read: only a part is counted".to_owned(),
        SoakText::Silent(since, why) => format!("no answer from the server since {since}: {why}"),
        SoakText::Rate(errors, None) => errors.to_string(),
        SoakText::Rate(errors, Some(rate)) => format!("{errors} ({rate}/min)"),
        SoakText::TooMany => "not watched: 8 releases are watched already".to_owned(),
        SoakText::Left(name, namespace) => format!("{name} in {namespace} is watched no longer: its context was closed"),
        SoakText::Held(name, namespace, key) if key.is_empty() => {
            format!("{name} in {namespace} is paused with its first new pods")
        }
        SoakText::Held(name, namespace, key) => {
            format!("{name} in {namespace} is paused with its first new pods: {key} to compare old and new")
        }
        SoakText::Through(name, namespace) => format!("{name} in {namespace} was rolled out before it could be paused"),
        SoakText::HeldLater(name, namespace, why) => {
            format!("{name} in {namespace} could not be paused yet: tried again as soon as the server answers ({why})")
        }
        SoakText::NotHeld(name, namespace, why) => format!("{name} in {namespace} was not paused, and rolls out: {why}"),
        SoakText::Then(then, first) => self::then(*then, *first),
        SoakText::NoCanary(kind) => match kind {
            WorkloadKind::StatefulSet => {
                "a StatefulSet has no pause: set its updateStrategy's partition to hold it back".to_owned()
            }
            WorkloadKind::DaemonSet => "a DaemonSet cannot be paused in the middle".to_owned(),
            WorkloadKind::Deployment | WorkloadKind::Job | WorkloadKind::CronJob => format!("a {kind} cannot be paused here"),
        },
        SoakText::NoCanaryRecreate => "its strategy stops all pods before new ones start: there is nothing to compare".to_owned(),
        SoakText::NotByItself(why) => format!("cannot be chosen: {why}"),
    }
}

fn then(then: Then, first: Option<(u32, u32)>) -> String {
    match then {
        Then::Nothing => "then: nothing by itself".to_owned(),
        Then::Watch(ms) => format!("then: watched for {}, and called good or bad", human_duration(ms)),
        Then::WatchOrGoBack(ms) => {
            format!("then: watched for {}; if it is bad it goes back by itself, without another question", human_duration(ms))
        }
        Then::PauseAfterFirst => {
            let first = match first {
                Some((1, of)) => format!("the first new pod of {of} is there"),
                Some((n, of)) => format!("new pods are there: up to {n} of {of}, as its strategy begins"),
                None => "the first new pods are there".to_owned(),
            };
            format!("then: paused as soon as {first}; pods that get ready at once may let more follow")
        }
    }
}

fn pods(n: u32, which: &str) -> String {
    if n == 1 { format!("1 {which}pod") } else { format!("{n} {which}pods") }
}

fn share(new: u32, of: u32) -> String {
    match (new, of) {
        (0, _) | (_, 0) => "none".to_owned(),
        (new, of) if new >= of => "all".to_owned(),
        (new, of) if new * 2 == of => "about half".to_owned(),
        (new, of) if new * 3 == of => "about a third".to_owned(),
        (new, of) if new * 4 == of => "about a quarter".to_owned(),
        (new, of) => format!("about {} %", (new * 100).div_ceil(of)),
    }
}
