//! The journal as a table, as JSON, and for the screen: changes, and the plans that some of them are parts of.

use super::{printed, table};
use crate::app::text::QuestionText;
use crate::journal::{Entry, History, Record};
use crate::model::change::ImageSwap;
use crate::model::promotion::{PlanRecord, StepNote};
use crate::model::text::clean;
use crate::model::{Time, human_duration, image};
use serde_json::{Value, json};
use std::fmt::Write;

fn outcome(record: &Record) -> String {
    match &record.end {
        None => "no end was written: it may have been sent".into(),
        Some((_, outcome)) => outcome.words(record.entry.ends()),
    }
}

/// Why it was sent by itself, where it was.
fn why(entry: &Entry) -> String {
    entry.why.as_ref().map(|why| format!(" ({why})")).unwrap_or_default()
}

/// What a plan is to do: `promote 2 objects: gateway app 1.8.2 → 1.9.0; …`.
fn plan_words(plan: &PlanRecord) -> String {
    let swap = |s: &ImageSwap| format!("{} {} → {}", s.container, image::short(&s.from), image::short(&s.to));
    let step = |s: &StepNote| format!("{} {}", s.name, s.swaps.iter().map(swap).collect::<Vec<_>>().join(", "));
    let steps = plan.note.steps.iter().map(step).collect::<Vec<_>>().join("; ");
    format!("{} {}: {steps}", if plan.note.back { "take back" } else { "promote" }, plan.note.route)
}

fn plan_end(plan: &PlanRecord) -> String {
    plan.end.as_ref().map_or_else(|| "no end was written: it was not finished, or is under way".into(), |(_, end)| end.to_string())
}

/// Changes and the plans that they are parts of, oldest first; a plan stands before its steps.
enum Written<'a> {
    Plan(&'a PlanRecord),
    Change(&'a Record),
}

fn written(history: &History) -> Vec<Written<'_>> {
    let mut all: Vec<(Time, Written<'_>)> = history.plans.iter().map(|p| (p.time, Written::Plan(p))).collect();
    all.extend(history.records.iter().map(|r| (r.entry.time, Written::Change(r))));
    all.sort_by_key(|(time, _)| *time);
    all.into_iter().map(|(_, written)| written).collect()
}

/// The journal for the screen, newest first: two lines a change.
pub fn journal_lines(history: &History, now: Time) -> String {
    let mut out = String::new();
    for written in written(history).iter().rev() {
        let (head, what) = match written {
            Written::Change(r) => {
                let e = &r.entry;
                let of_plan = if e.plan.is_some() { "  (a step of a plan)" } else { "" };
                (
                    format!("{} ago  {} ▸ {} ▸ {} {}{of_plan}", e.time.age(now), e.context, e.namespace, e.kind, e.name),
                    format!(
                        "    {} {}{} — {}",
                        e.change.verb(),
                        QuestionText::What(Box::new(e.change.clone())),
                        why(e),
                        outcome(r)
                    ),
                )
            }
            Written::Plan(plan) => {
                let to = &plan.note.route.to;
                (
                    format!(
                        "{} ago  {} ▸ {}  (a plan of {} steps)",
                        plan.time.age(now),
                        to.context,
                        to.namespace,
                        plan.note.steps.len()
                    ),
                    format!("    {} — {}", plan_words(plan), plan_end(plan)),
                )
            }
        };
        // A name with a line break in it does not make a line of its own.
        _ = writeln!(out, "{}\n{}", clean(&head), clean(&what));
    }
    if history.records.is_empty() && history.plans.is_empty() {
        out.push_str("no changes yet\n");
    }
    if history.skipped > 0 {
        _ = writeln!(out, "{} lines could not be read and were passed over", history.skipped);
    }
    out
}

/// The journal as a table, oldest first.
pub fn journal_table(history: &History, now: Time) -> String {
    let took = |from: Time, to: Option<Time>| to.map(|t| human_duration(t.since(from))).unwrap_or_default();
    let row = |written: &Written<'_>| match written {
        Written::Change(r) => {
            let e = &r.entry;
            vec![
                e.time.rfc3339(),
                format!("{} ago", e.time.age(now)),
                e.context.to_string(),
                e.namespace.to_string(),
                format!("{}/{}", e.kind, e.name),
                format!("{} {}{}", e.change.verb(), QuestionText::What(Box::new(e.change.clone())), why(e)),
                outcome(r),
                took(e.time, r.end.as_ref().map(|(t, _)| *t)),
            ]
        }
        Written::Plan(plan) => vec![
            plan.time.rfc3339(),
            format!("{} ago", plan.time.age(now)),
            plan.note.route.to.context.to_string(),
            plan.note.route.to.namespace.to_string(),
            format!("{} steps", plan.note.steps.len()),
            plan_words(plan),
            plan_end(plan),
            took(plan.time, plan.end.as_ref().map(|(t, _)| *t)),
        ],
    };
    let rows: Vec<Vec<String>> = written(history).iter().map(row).collect();
    let mut out = if rows.is_empty() {
        "no changes yet\n".to_owned()
    } else {
        table(&["TIME", "AGO", "CONTEXT", "NAMESPACE", "OBJECT", "CHANGE", "OUTCOME", "TOOK"], &rows)
    };
    if history.skipped > 0 {
        _ = writeln!(out, "{} lines could not be read and were passed over", history.skipped);
    }
    out
}

/// The journal as JSON, oldest first.
pub fn journal_json(history: &History) -> String {
    let items: Vec<Value> = history
        .records
        .iter()
        .map(|r| {
            let e = &r.entry;
            json!({
                "id": r.id.to_string(), "time": e.time, "context": &*e.context, "user": &*e.user, "namespace": &*e.namespace,
                "kind": e.kind.to_string(), "name": &*e.name, "uid": e.uid.to_string(), "intent": e.change, "why": e.why, "plan": e.plan.as_deref(),
                "ended": r.end.as_ref().map(|(t, _)| t), "outcome": r.end.as_ref().map(|(_, o)| o),
            })
        })
        .collect();
    let plans: Vec<Value> = history
        .plans
        .iter()
        .map(|p| {
            json!({
                "id": &*p.id, "time": p.time, "user": &*p.user, "plan": p.note,
                "ended": p.end.as_ref().map(|(t, _)| t), "outcome": p.end.as_ref().map(|(_, end)| end),
            })
        })
        .collect();
    printed(&json!({ "items": items, "plans": plans, "skipped": history.skipped }))
}
