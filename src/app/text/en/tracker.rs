//! The view of a rollout that is followed.

use crate::app::text::{Ails, Awaited, Figures, LastLines, PodDoes, Stands, TrackerText, Whose};
use crate::model::WorkloadKind;
use crate::model::reason::Why;
use crate::model::step::Step;

pub(super) fn text(text: &TrackerText) -> String {
    match text {
        TrackerText::Gone(target) => format!("{target} is gone, or no longer in view"),
        TrackerText::Stands(stands) => self::stands(stands),
        TrackerText::Deadline(None) => "the deadline has passed".to_owned(),
        TrackerText::Deadline(Some(left)) => format!("deadline in {left}"),
        TrackerText::Revision(number) => format!("rev {number}"),
        TrackerText::Nodes(1) => "1 node".to_owned(),
        TrackerText::Nodes(count) => format!("{count} nodes"),
        TrackerText::Ordinals(ordinals, 1) => format!("ordinal {ordinals}"),
        TrackerText::Ordinals(ordinals, _) => format!("ordinals {ordinals}"),
        TrackerText::PodsUnknown(None) => "its pods are not known yet: still loading".to_owned(),
        TrackerText::PodsUnknown(Some(why)) => format!("its pods are not known yet: {why}"),
        TrackerText::NoEvents(why) => format!("events cannot be read, so probes and quotas may be missing here: {why}"),
        TrackerText::Unseen => "waiting for its controller to see the change".to_owned(),
        TrackerText::Paused => "paused: nothing rolls out until it is resumed".to_owned(),
        TrackerText::NoPods(why) => format!("pods cannot be created: {why}"),
        TrackerText::NotYetAvailable(late) => format!("{late} ready pods count only after minReadySeconds"),
        TrackerText::Ails(whose, ails) => self::ails(whose, ails),
        TrackerText::Awaits(whose, awaited) => format!("{}: {}", self::whose(whose), self::awaited(awaited)),
        TrackerText::Last(container, pod, lines) => match container {
            Some(container) => last(&format!("{container} of {pod}"), lines),
            None => last(pod, lines),
        },
        TrackerText::Partition(below) => format!("partition {below}: ordinals below {below} keep the previous template"),
        TrackerText::HeldUp(pod) => {
            let then = "With OrderedReady the controller waits for it; deleting the pod lets it go on";
            format!("{pod}: old template and not ready. {then}")
        }
        TrackerText::ToGo(pod) => format!("waiting for {pod} to terminate"),
        TrackerText::Next(name, ordinal) => format!("updates from the highest ordinal down; next is {name}-{ordinal}"),
        TrackerText::OldToGo(count, None) => format!("waiting for {count} old pods to terminate"),
        TrackerText::OldToGo(count, Some(within)) => {
            format!("waiting for {count} old pods to terminate, the last within {within}")
        }
        TrackerText::Ready { ready, there, wanted: None } => format!("{ready}/{there} ready"),
        TrackerText::Ready { ready, there, wanted: Some(wanted) } => format!("{ready}/{there} ready, {wanted} wanted"),
        TrackerText::ToCome => "waiting for its controller to create the next pods".to_owned(),
        TrackerText::Pod(does) => self::does(does),
    }
}

fn whose(whose: &Whose) -> String {
    match whose {
        Whose::Pod(name) => name.clone(),
        Whose::New(n) => format!("{n} new pods"),
        Whose::All(n) => format!("{n} pods"),
    }
}

fn figures(figures: Figures) -> String {
    let Figures { updated: (updated, of), ready, old } = figures;
    let left = match old {
        0 => String::new(),
        1 => ", 1 old pod left".to_owned(),
        old => format!(", {old} old pods left"),
    };
    format!("{updated} of {of} updated, {ready} ready{left}")
}

fn stands(stands: &Stands) -> String {
    let rev = |n: &u64| if *n == 0 { "the newest template".to_owned() } else { format!("rev {n}") };
    match stands {
        Stands::Unseen(n) => format!("{}: a change its controller has not seen yet", rev(n)),
        Stands::Stuck(n, since, how) => format!("{} is stuck{}: {}", rev(n), lasting(since.as_deref()), figures(*how)),
        Stands::Failed(n, how) => format!("{} has failed: {}", rev(n), figures(*how)),
        Stands::AtFault { revision, came, ready: (ready, of), before } => {
            let before = before.as_ref().map(|(n, served)| format!("; rev {n} served {served}")).unwrap_or_default();
            format!("{} is at fault: it came {came} ago, {ready}/{of} ready{before}", rev(revision))
        }
        Stands::Paused(how) => format!("the rollout is paused: {}", figures(*how)),
        Stands::Idle => "no rollout: 0 replicas wanted".to_owned(),
        Stands::Rolls(n, how) => format!("{} rolls out: {}", rev(n), figures(*how)),
        Stands::OnDelete(updated, of, ready) => {
            format!("no automatic rollout (OnDelete): {updated} of {of} updated, {ready} ready")
        }
        Stands::Complete(n, ready, of) => format!("no rollout: {} is complete, {ready}/{of} ready", rev(n)),
        Stands::Other(WorkloadKind::Deployment, ready, of) => format!("no rollout, {ready}/{of} ready"),
        Stands::Other(
            WorkloadKind::StatefulSet | WorkloadKind::DaemonSet | WorkloadKind::Job | WorkloadKind::CronJob,
            ready,
            of,
        ) => format!("all pods updated, {ready}/{of} ready"),
    }
}

fn lasting(since: Option<&str>) -> String {
    since.map(|since| format!(" for {since}")).unwrap_or_default()
}

fn ails(whose: &Whose, ails: &Ails) -> String {
    let several = !matches!(whose, Whose::Pod(_));
    let who = self::whose(whose);
    match ails {
        Ails::Only(said) | Ails::Unready(said, None) | Ails::Slow(said, None) => format!("{who}: {said}"),
        Ails::Memory(said) => format!("{who}: out of memory. {said}"),
        Ails::Crash(said) => format!("{who} {}. {said}", if several { "crash" } else { "crashes" }),
        Ails::Killed(said, probe) => {
            format!("{who}: killed after {} probe failed. {said}. {probe}", if several { "their" } else { "its" })
        }
        Ails::Config(said) => format!("{who}: container not started. {said}"),
        Ails::Failed(said) => format!("{who}: failed. {said}"),
        Ails::Unready(said, Some(more)) => format!("{who}: {said}. {more}"),
        Ails::Slow(said, Some(more)) => format!("{who}: {said}. {more}"),
    }
}

fn awaited(awaited: &Awaited) -> String {
    let more = |said: &Option<Why>| said.as_ref().map(|said| format!(". {said}")).unwrap_or_default();
    match awaited {
        Awaited::Made(Step::Preparing, said) => format!("scheduled; preparing volumes, network and image{}", more(said)),
        Awaited::Made(at, said) => format!("{}{}", step(*at), more(said)),
        Awaited::Image(since) => format!("pulling the image{}", lasting(since.as_deref())),
        Awaited::Init(status) => format!("running init containers ({status})"),
        Awaited::Probe(which, since, said) => {
            let said = said.as_ref().map(|said| format!(". {said}")).unwrap_or_default();
            format!("waiting for its {which} probe{}{said}", lasting(since.as_deref()))
        }
        Awaited::Step(Step::Starting) => "starting containers".to_owned(),
        Awaited::Step(at) => step(*at).to_owned(),
    }
}

fn last(whose: &str, lines: &LastLines) -> String {
    match lines {
        LastLines::Asked => format!("asking for the last lines of {whose} …"),
        LastLines::Unread(why) => format!("the last lines of {whose} cannot be read: {why}"),
        LastLines::None(how) => format!("{whose} wrote nothing before it ended ({how})"),
        LastLines::Below(how) => format!("{whose} wrote before it ended ({how}):"),
    }
}

fn does(does: &PodDoes) -> String {
    match does {
        PodDoes::Step(at) => step(*at).to_owned(),
        PodDoes::Ends(left) => format!("{}, {left} of its grace left", step(Step::Ending)),
        PodDoes::Pulls(image, since) => format!("{} {image}{}", step(Step::Pulling), lasting(since.as_deref())),
        PodDoes::Probes(since, said) => {
            let said = said.as_ref().map(|said| format!(": {said}")).unwrap_or_default();
            format!("{}{}{said}", step(Step::Probing), lasting(since.as_deref()))
        }
        PodDoes::Hindered(at, said) => format!("{}: {said}", step(*at)),
        PodDoes::Sick(said) => said.to_string(),
    }
}

const fn step(step: Step) -> &'static str {
    match step {
        Step::Unscheduled => "waiting for a node",
        Step::Preparing => "scheduled",
        Step::Pulling => "pulling",
        Step::Init => "init containers",
        Step::Starting => "starting",
        Step::Probing => "waiting for probe",
        Step::Ready => "ready",
        Step::Ending => "ending",
        Step::Ended => "ended",
    }
}
