//! What a question tells before its answer.

use crate::app::text::QuestionText;
use crate::model::change::{Change, MetadataEdit, Propagation};
use crate::model::own;

pub(super) fn text(text: &QuestionText) -> String {
    match text {
        QuestionText::What(change) => what(change),
        QuestionText::Warning(warning) => format!("⚠ {warning}"),
        QuestionText::Touches(touches) => touches.to_string(),
        QuestionText::Rule(why) => why.to_string(),
        QuestionText::Objects(count, Some(namespace), context) => format!("{count} objects in {namespace} of {context}"),
        QuestionText::Objects(count, None, context) => format!("{count} objects of {context}"),
        QuestionText::WithoutJournal(key) => format!("⚠ {key} also means: continue without the journal"),
        QuestionText::Hidden(key) => format!("values that may be secret are hidden: {key} shows them"),
        QuestionText::MoreDifferences(count) => format!("… {count} more"),
        QuestionText::MoreBelow { count, down, up } if down.is_empty() || up.is_empty() => format!("… {count} more below"),
        QuestionText::MoreBelow { count, down, up } => format!("… {count} more below: {down} and {up}"),
    }
}

/// What changes into what: `2 → 5 replicas`, `rev 8 → rev 7`, `web: app:1.1 → app:1.2`.
fn what(change: &Change) -> String {
    match change {
        Change::Scale { from, to } => format!("{from} → {to} replicas"),
        Change::Restart => "rolling restart".into(),
        Change::RollBack { to: 0, .. } => "→ the last healthy revision".into(),
        Change::RollBack { from: 0, to } => format!("→ rev {to}"),
        Change::RollBack { from, to } => format!("rev {from} → rev {to}"),
        Change::SetImages { swaps } => {
            swaps.iter().map(|s| format!("{}: {} → {}", s.container, s.from, s.to)).collect::<Vec<_>>().join(", ")
        }
        Change::Pause => "rollouts pause until it is resumed".into(),
        Change::Resume => "rollouts resume".into(),
        Change::Delete { propagation, grace } => {
            let owned = match propagation {
                Propagation::Background => "then its dependents (background)",
                Propagation::Foreground => "after its dependents (foreground)",
                Propagation::Orphan => "its dependents stay (orphan)",
            };
            match grace {
                None => format!("deleted, {owned}"),
                Some(0) => format!("deleted, {owned}; at once, without waiting for its processes (grace 0)"),
                Some(s) => format!("deleted, {owned}; grace period {s} s"),
            }
        }
        Change::Evict => "evicted (Eviction API); its controller creates a new one".into(),
        Change::Edit { paths, .. } => match &paths[..] {
            [one] => one.clone(),
            all => format!("{} fields", all.len()),
        },
        Change::Apply { .. } => "by server-side apply".into(),
        Change::Suspend => "starts no Jobs until it is resumed".into(),
        Change::Unsuspend => "starts Jobs on schedule again".into(),
        Change::Trigger { job } if job.is_empty() => "runs a Job now".into(),
        Change::Trigger { job } => format!("runs a Job now: {job}"),
        Change::Cordon => "no new pods are scheduled on it".into(),
        Change::Uncordon => "new pods are scheduled on it again".into(),
        Change::Drain { force: false } => "cordoned, and its pods evicted".into(),
        Change::Drain { force: true } => "cordoned, and its pods evicted, also those without a controller".into(),
        Change::Shell { container, shells } => format!("{container}: {}", shells.join(", ")),
        Change::Exec { container, command } => format!("{container}: {}", command.join(" ")),
        Change::Attach { container, .. } => container.clone(),
        Change::Debug { image, container, profile, name, .. } if container.is_empty() => {
            format!("container {name} of {image}, {}", profile.word())
        }
        Change::Debug { image, container, profile, name, .. } => {
            format!("container {name} of {image}, beside {container}, {}", profile.word())
        }
        Change::DebugNode { image, profile, namespace, pod, .. } => {
            format!("pod {pod} of {image} in {namespace}, {}", profile.word())
        }
        Change::Forward { port, local: 0, address } => format!("a free port of {address} → {port}"),
        Change::Forward { port, local, address } if address.contains(':') => format!("[{address}]:{local} → {port}"),
        Change::Forward { port, local, address } => format!("{address}:{local} → {port}"),
        Change::CopyIn { .. } | Change::CopyOut { .. } => copied(change, "replacing a file that is there"),
        Change::Command { name, argv, variables, .. } => format!("{name}: {}", own::line(variables, argv)),
        Change::Label { marks } | Change::Annotate { marks } => {
            let word = |m: &MetadataEdit| match &m.to {
                Some(to) => format!("{}={to}", m.key),
                None => format!("{}-", m.key),
            };
            marks.iter().map(word).collect::<Vec<_>>().join(" ")
        }
    }
}

/// From where to where, and whether something may go for it.
fn copied(change: &Change, replacing: &str) -> String {
    let paths = change.paths();
    let (Change::CopyIn { replace: true, .. } | Change::CopyOut { replace: true, .. }) = change else { return paths };
    format!("{paths} ({replacing})")
}
