//! Lists as kubectl prints them: the server chooses the columns. They are those of k8s.io/kubernetes/pkg/printers/internalversion.

mod pods;
mod rest;
mod workloads;

use crate::demo::json;
use crate::demo::resources::Res;
use crate::model::time::Time;
use serde_json::{Value, json};

/// How much of an object comes with its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Include {
    /// Nothing.
    Nothing,
    /// Its metadata.
    Metadata,
    /// All of it.
    Object,
}

/// A column: its name, and whether it is shown only when asked for (`-o wide`).
type Column = (&'static str, bool);

/// The columns of a resource.
fn columns(res: Res) -> &'static [Column] {
    match res {
        Res::Pods => pods::COLUMNS,
        Res::Deployments => workloads::DEPLOYMENT,
        Res::ReplicaSets => workloads::REPLICA_SET,
        Res::StatefulSets => workloads::STATEFUL_SET,
        Res::DaemonSets => workloads::DAEMON_SET,
        Res::Jobs => workloads::JOB,
        Res::CronJobs => workloads::CRON_JOB,
        _ => rest::columns(res),
    }
}

/// The cells of an object.
fn cells(res: Res, o: &Value, now: Time) -> Vec<Value> {
    match res {
        Res::Pods => pods::cells(o, now),
        Res::Deployments | Res::ReplicaSets | Res::StatefulSets | Res::DaemonSets | Res::Jobs | Res::CronJobs => {
            workloads::cells(res, o, now)
        }
        _ => rest::cells(res, o, now),
    }
}

/// What the cells of a column are said to hold.
fn type_of(res: Res, name: &str) -> &'static str {
    match (res, name) {
        (Res::CronJobs, "Suspend") => "boolean",
        (Res::CronJobs, "Active") | (Res::PodDisruptionBudgets, "Allowed Disruptions") => "integer",
        (Res::ReplicaSets | Res::DaemonSets, "Desired" | "Current" | "Ready" | "Up-to-date" | "Available") => "integer",
        _ => "string",
    }
}

/// The definitions of a resource's columns.
pub fn definitions(res: Res) -> Value {
    let one = |(name, wide): &Column| {
        let format = if *name == "Name" { "name" } else { "" };
        json!({ "name": name, "type": type_of(res, name), "format": format, "description": "", "priority": i32::from(*wide) })
    };
    columns(res).iter().map(one).collect()
}

/// The row of an object, with as much of the object as was asked for.
pub fn row(res: Res, o: &Value, include: Include, now: Time) -> Value {
    let object = match include {
        Include::Nothing => None,
        Include::Metadata => Some(partial(o)),
        Include::Object => Some(o.clone()),
    };
    let mut row = json!({ "cells": cells(res, o, now) });
    if let Some(object) = object {
        row["object"] = object;
    }
    row
}

/// An object's metadata alone.
pub fn partial(o: &Value) -> Value {
    json!({ "kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": o["metadata"] })
}

/// A whole table.
pub fn table(res: Res, meta: Value, headers: bool, rows: Vec<Value>) -> Value {
    let mut t = json!({ "kind": "Table", "apiVersion": "meta.k8s.io/v1", "metadata": meta });
    t["columnDefinitions"] = if headers { definitions(res) } else { json!([]) };
    t["rows"] = rows.into();
    t
}

/// How long ago something was, or `or` when it never was.
fn ago(o: &Value, pointer: &str, now: Time, or: &str) -> Value {
    match json::time(o, pointer) {
        Some(t) => human(now.since(t)).into(),
        None => or.into(),
    }
}

/// An object's age.
fn age(o: &Value, now: Time) -> Value {
    ago(o, "/metadata/creationTimestamp", now, "<unknown>")
}

/// A duration as k8s.io/apimachinery/pkg/util/duration writes it for people.
pub fn human(ms: i64) -> String {
    let s = ms.div_euclid(1000);
    let two = |a: i64, x: &str, b: i64, y: &str| if b == 0 { format!("{a}{x}") } else { format!("{a}{x}{b}{y}") };
    let (m, h, d) = (s / 60, s / 3600, s / 86_400);
    match s {
        _ if s < -1 => "<invalid>".into(),
        _ if s < 0 => "0s".into(),
        _ if s < 120 => format!("{s}s"),
        _ if m < 10 => two(m, "m", s % 60, "s"),
        _ if m < 180 => format!("{m}m"),
        _ if h < 8 => two(h, "h", m % 60, "m"),
        _ if h < 48 => format!("{h}h"),
        _ if h < 192 => two(d, "d", h % 24, "h"),
        _ if d < 730 => format!("{d}d"),
        _ if d < 2920 => two(d / 365, "y", d % 365, "d"),
        _ => format!("{}y", d / 365),
    }
}

/// Labels as `a=b,c=d`, sorted; `<none>` when there are none.
fn labels(map: Option<&Value>) -> String {
    let mut all: Vec<String> = map
        .and_then(Value::as_object)
        .map(|m| m.iter().map(|(k, v)| format!("{k}={}", v.as_str().unwrap_or_default())).collect())
        .unwrap_or_default();
    all.sort();
    if all.is_empty() { "<none>".into() } else { all.join(",") }
}

/// A text, or `<none>`.
fn or_none(text: &str) -> Value {
    if text.is_empty() { "<none>".into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_as_kubectl_writes_them() {
        for (s, want) in [
            (0, "0s"),
            (119, "119s"),
            (120, "2m"),
            (125, "2m5s"),
            (601, "10m"),
            (10_799, "179m"),
            (10_800, "3h"),
            (11_460, "3h11m"),
            (28_800, "8h"),
            (172_800, "2d"),
            (180_000, "2d2h"),
            (86_400 * 8, "8d"),
            (86_400 * 731, "2y1d"),
            (86_400 * 3000, "8y"),
            (-1, "0s"),
            (-5, "<invalid>"),
        ] {
            assert_eq!(human(s * 1000), want);
        }
    }

    #[test]
    fn rows_have_a_cell_for_each_column() {
        for res in Res::EVERY {
            let empty = json!({ "metadata": { "name": "a" } });
            assert_eq!(cells(res, &empty, Time::default()).len(), columns(res).len(), "{res:?}");
        }
    }
}
