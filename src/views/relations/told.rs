//! What is told of a row: where it stands in the tree, what it is, and how it is: as the watches know it, else as the look has told.

use crate::app::moment::Moment;
use crate::app::text::{RelationsText, Text, TrackerText};
use crate::model::health::{Mood, PodHealth};
use crate::model::pod::Pod;
use crate::model::reason::{PodWhy, Why};
use crate::model::relations::{Branch, Stand, Thing};
use crate::model::workload_health::WorkloadHealth;
use crate::model::{Name, Uid};
use std::collections::HashMap;

/// How an object is.
pub(super) struct How {
    pub(super) mood: Mood,
    /// In the API's words, such as `1/1  Running`.
    pub(super) head: String,
    /// Why, or what of our own there is to say.
    pub(super) rest: Rest,
}

/// What follows it.
pub(super) enum Rest {
    Why(Why),
    Text(Text),
}

/// The lines that lead to the row at a place of the tree: `│ └ `.
pub(super) fn lead(rows: &[Branch], at: usize) -> String {
    let Some(row) = rows.get(at) else { return String::new() };
    let goes_on = |level: u8| {
        let after = rows.get(at + 1..).unwrap_or_default().iter();
        after.take_while(|b| b.depth >= level).any(|b| b.depth == level)
    };
    let mut out = String::new();
    for level in 1..=row.depth {
        out.push_str(match (level == row.depth, goes_on(level)) {
            (true, true) => "├ ",
            (true, false) => "└ ",
            (false, true) => "│ ",
            (false, false) => "  ",
        });
    }
    out
}

/// Kind and name, with the namespace where that is another than the one of the tree.
pub(super) fn named(thing: &Thing, home: &Name) -> String {
    let kind = match &*thing.resource.kind {
        "PersistentVolumeClaim" => "PVC",
        "PersistentVolume" => "PV",
        "HorizontalPodAutoscaler" => "HPA",
        "PodDisruptionBudget" => "PDB",
        kind => kind,
    };
    let Thing { namespace, name, .. } = thing;
    if namespace.is_empty() || namespace == home { format!("{kind} {name}") } else { format!("{kind} {namespace}/{name}") }
}

fn pod(pod: &Pod, mood: Mood, moment: Moment<'_>) -> How {
    let status = if pod.deleting { "Terminating" } else { &*pod.status };
    let why = match (pod.health.sick(moment.time), &pod.health) {
        (Some(s), _) if !s.word.is(status) => s.why(),
        (Some(s), _) => s.detail,
        (None, PodHealth::Ending { held, .. }) if !held.is_empty() => PodWhy::Held(held.clone()).into(),
        (None, PodHealth::Unready { who, .. }) => PodWhy::NotReadyYet(who.clone()).into(),
        (None, _) => Why::Nothing,
    };
    How { mood, head: format!("{}  {status}", pod.ready_words()), rest: Rest::Why(why) }
}

/// How a row's object is.
pub(super) fn how(branch: &Branch, health: &HashMap<Uid, WorkloadHealth>, moment: Moment<'_>) -> How {
    let (cluster, uid) = (moment.cluster, &branch.thing.uid);
    if let Some(p) = cluster.store.pod(uid) {
        return pod(p, cluster.pod_mood(p, moment.time), moment);
    }
    if let (Some(w), Some(h)) = (cluster.store.workload(uid), health.get(uid)) {
        let mood = h.state.mood();
        // A CronJob has no pods of its own: it says when it runs, while nothing is wrong with it.
        let rest = match w.cron().filter(|_| mood != Mood::Unwell) {
            Some(cron) => Rest::Text(RelationsText::Stand(Stand::Cron(cron.schedule.clone(), cron.suspended)).into()),
            None => Rest::Why(h.why.clone()),
        };
        return How { mood, head: w.ready_words(), rest };
    }
    let mood = branch.stand.mood(moment.time);
    if let Stand::Pod(p) = &branch.stand {
        return pod(p, mood, moment);
    }
    let set = cluster.store.replicasets().find(|r| branch.thing.resource.is("apps", "ReplicaSet") && r.uid == *uid);
    if let Some(set) = set {
        let mood = Stand::Ready(set.ready, set.desired).mood(moment.time);
        let rest = Rest::Text(TrackerText::Revision(set.revision).into());
        return How { mood, head: format!("{}/{}", set.ready, set.desired), rest };
    }
    How { mood, head: String::new(), rest: Rest::Text(RelationsText::Stand(branch.stand.clone()).into()) }
}
