//! What is told of a release or a revision below the list.

use super::View;
use crate::app::text::{HelmText, Text};
use crate::model::helm::{Facts, Fault, Record, Release, Status, roll_back};
use crate::model::{Name, Time, Words, human_duration};

/// How it is with a revision, for its colour.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Mood {
    Good,
    Busy,
    Bad,
    Idle,
    Unknown,
}

/// How it is with a revision. `stuck`: whether it is pending for too long.
pub(super) fn mood(status: &Status, stuck: bool) -> Mood {
    if stuck {
        return Mood::Bad;
    }
    match status {
        Status::Deployed => Mood::Good,
        Status::Failed => Mood::Bad,
        Status::PendingInstall | Status::PendingUpgrade | Status::PendingRollback | Status::Uninstalling => Mood::Busy,
        Status::Superseded | Status::Uninstalled => Mood::Idle,
        Status::Unknown | Status::Other(_) => Mood::Unknown,
    }
}

/// A fact: its name, and words of its own or of others.
pub(super) type Told = (Words, Text, Mood);

/// What is told of a revision of a release.
pub(super) fn facts(
    view: &View,
    release: &Release,
    record: &Record,
    (context, kubeconfig): (&Name, Option<&Name>),
    now: Time,
) -> Vec<Told> {
    let plain = |words: String| Text::Server(words);
    let newest = record.revision == release.newest.revision;
    let stuck = newest && release.is_stuck(now);
    let mut out = Vec::new();
    if stuck {
        let age = human_duration(now.since(record.created).max(0));
        out.push((Words::new("Stands", "状况"), HelmText::Stuck(age).into(), Mood::Bad));
    }
    if let Some(serving) = release.serving().filter(|_| newest) {
        out.push((Words::new("Serves", "当前部署"), HelmText::Serves(serving.revision).into(), Mood::Idle));
    }
    match view.facts(record) {
        Some(Ok(facts)) => {
            let Facts { app_version, description, deployed, .. } = facts;
            let app = if app_version.is_empty() { "–".to_owned() } else { app_version.to_string() };
            out.push((Words::new("Chart", "Chart 包"), plain(format!("{}  {app}", facts.chart())), Mood::Idle));
            let bad = record.status == Status::Failed;
            out.push((Words::new("Description", "描述"), plain(description.to_string()), if bad { Mood::Bad } else { Mood::Idle }));
            let at = deployed.unwrap_or(record.created);
            out.push((Words::new("Updated", "更新于"), plain(format!("{at}  {}", at.age(now))), Mood::Idle));
        }
        Some(Err(fault)) => out.push((Words::new("Chart", "Chart 包"), fault_text(fault), Mood::Bad)),
        None => out.push((Words::new("Chart", "Chart 包"), HelmText::Listing.into(), Mood::Unknown)),
    }
    if !newest {
        out.push((Words::new("Go back", "回滚"), plain(roll_back(record, context, kubeconfig.map(|k| &**k)).line()), Mood::Idle));
    }
    out
}

fn fault_text(fault: &Fault) -> Text {
    HelmText::Fault(fault.clone()).into()
}

/// When a revision was deployed, as far as that is known.
pub(super) fn updated(view: &View, record: &Record) -> Time {
    let deployed = view.facts(record).and_then(|facts| facts.as_ref().ok()?.deployed);
    deployed.unwrap_or(record.created)
}
