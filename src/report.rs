//! What the commands without a screen print: tables as kubectl's, and JSON.

mod journal;

pub use journal::{journal_json, journal_lines, journal_table};

use crate::cli::{Output, What};
use crate::model::batch::Batch;
use crate::model::feed::Row;
use crate::model::health::{Mood, PodHealth};
use crate::model::text::{clean, harmless};
use crate::model::usage::Used;
use crate::model::workload_health::WorkloadHealth;
use crate::model::{Name, Time};
use crate::store::Store;
use serde_json::{Value, json};
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

/// Rows of texts as kubectl prints them: columns as wide as their widest cell, three blanks between them.
pub fn table(titles: &[&str], rows: &[Vec<String>]) -> String {
    // A journal or a cluster may hold anything, and this goes to a terminal as it is.
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| clean(cell).into_owned()).collect()).collect();
    let widths: Vec<usize> = titles
        .iter()
        .enumerate()
        .map(|(i, t)| rows.iter().filter_map(|r| r.get(i)).map(|c| c.width()).max().unwrap_or(0).max(t.width()))
        .collect();
    let mut out = String::new();
    let titles: Vec<String> = titles.iter().map(|t| (*t).to_owned()).collect();
    for row in std::iter::once(&titles).chain(&rows) {
        for (i, cell) in row.iter().enumerate() {
            out.push_str(cell);
            if i + 1 < row.len() {
                out.extend(std::iter::repeat_n(' ', widths[i] - cell.width() + 3));
            }
        }
        while out.ends_with(' ') {
            out.pop();
        }
        out.push('\n');
    }
    out
}

/// What `dogwatch get` prints of a store.
pub fn look(store: &Store, what: What, output: Output, with_namespace: bool, now: Time) -> String {
    match what {
        What::Pods => pods(store, output, with_namespace, now),
        What::Workloads => workloads(store, output, with_namespace, now),
        What::Namespaces => namespaces(store, output, now),
    }
}

fn lines(output: Output, titles: &[&str], rows: Vec<(Vec<String>, Value)>) -> String {
    match output {
        Output::Table => table(titles, &rows.into_iter().map(|(r, _)| r).collect::<Vec<_>>()),
        Output::Json => {
            let items: Vec<Value> = rows.into_iter().map(|(_, v)| v).collect();
            printed(&json!({ "items": items }))
        }
    }
}

/// NAMESPACE with -A, NAME, READY, STATUS, RESTARTS, AGE: kubectl's columns in kubectl's order.
fn pods(store: &Store, output: Output, with_namespace: bool, now: Time) -> String {
    let mut pods: Vec<_> = store.pods().collect();
    pods.sort_by(|a, b| (&a.namespace, &a.name).cmp(&(&b.namespace, &b.name)));
    let rows = pods.into_iter().map(|p| {
        let mut row = vec![p.name.to_string(), p.ready_words(), p.status.to_string(), p.restarts_words(now), p.created.age(now)];
        if with_namespace {
            row.insert(0, p.namespace.to_string());
        }
        let sick = p.health.sick(now);
        let value = json!({
            "namespace": &*p.namespace, "name": &*p.name, "uid": p.uid.to_string(), "ready": p.ready_words(), "status": &*p.status,
            "restarts": p.restarts, "created": p.created.rfc3339(), "node": p.node.as_deref(),
            "health": format!("{:?}", p.health.mood(now)).to_lowercase(),
            "reason": sick.map(|s| s.words()),
            "containers": p.containers.iter().map(|c| json!({ "name": &*c.name, "image": &*c.image, "ready": c.ready, "restarts": c.restarts, "state": c.state.words() })).collect::<Vec<_>>(),
        });
        (row, value)
    });
    let mut titles = vec!["NAME", "READY", "STATUS", "RESTARTS", "AGE"];
    if with_namespace {
        titles.insert(0, "NAMESPACE");
    }
    lines(output, &titles, rows.collect())
}

/// What pods use: the columns and figures of `kubectl top pod`. Pods of which it is not known are left out, as there.
pub fn top(store: &Store, output: Output, with_namespace: bool) -> String {
    let mut pods: Vec<_> = store.pods().filter_map(|p| Some((p, store.pod_use(&p.uid)?))).collect();
    pods.sort_by(|(a, _), (b, _)| (&a.namespace, &a.name).cmp(&(&b.namespace, &b.name)));
    let figures = |used: Used| (format!("{}m", used.millicores()), format!("{}Mi", used.mebibytes()));
    let rows = pods.into_iter().map(|(p, used)| {
        let (cpu, memory) = figures(used);
        let mut row = vec![p.name.to_string(), cpu, memory];
        if with_namespace {
            row.insert(0, p.namespace.to_string());
        }
        let exact = |used: Used| json!({ "cpu": format!("{}n", used.cpu), "memory": used.memory });
        let container = |name: &Name| store.container_use(&p.uid, name).map(|used| json!({ "name": &**name, "used": exact(used) }));
        let value = json!({
            "namespace": &*p.namespace, "name": &*p.name, "uid": p.uid.to_string(), "used": exact(used),
            "containers": p.containers.iter().filter_map(|c| container(&c.name)).collect::<Vec<_>>(),
        });
        (row, value)
    });
    let mut titles = vec!["NAME", "CPU(cores)", "MEMORY(bytes)"];
    if with_namespace {
        titles.insert(0, "NAMESPACE");
    }
    lines(output, &titles, rows.collect())
}

fn workloads(store: &Store, output: Output, with_namespace: bool, now: Time) -> String {
    let mut list: Vec<_> = store.workloads().collect();
    list.sort_by(|a, b| (&a.namespace, a.kind, &a.name).cmp(&(&b.namespace, b.kind, &b.name)));
    // As on the screen: the Jobs of a CronJob are told of by their CronJob.
    list.retain(|w| store.cronjob_of(w).is_none());
    let rows = list.into_iter().map(|w| {
        let health = store.health(w, now);
        // As kubectl names objects of several kinds in one list.
        let kind = w.kind.kind();
        let name = format!("{}.{}/{}", kind.word().to_lowercase(), kind.group(), w.name);
        let (updated, available) = if w.kind.rolls() {
            (w.updated.to_string(), w.available.to_string())
        } else {
            ("-".to_owned(), "-".to_owned())
        };
        let ready = if w.cron().is_some() { "-".to_owned() } else { w.ready_words() };
        let mut row = vec![name, ready, updated, available, w.created.age(now), health.state.word().into(), health.why.to_string()];
        if with_namespace {
            row.insert(0, w.namespace.to_string());
        }
        let rolls = w.kind.rolls();
        let count = |count: u32| rolls.then_some(count);
        let mut value = json!({
            "namespace": &*w.namespace, "kind": w.kind.kind().word(), "name": &*w.name, "uid": w.uid.to_string(),
            "ready": count(w.ready), "desired": count(w.desired), "updated": count(w.updated), "available": count(w.available),
            "revision": (w.revision > 0).then_some(w.revision), "created": w.created.rfc3339(), "state": health.state.word(), "reason": health.why.to_string(),
            "images": w.images.iter().map(|i| json!({ "container": &*i.container, "image": &*i.image, "init": i.init })).collect::<Vec<_>>(),
        });
        if let Some(batch) = w.batch.as_deref() {
            value[w.kind.kind().word().to_lowercase()] = of_batch(batch);
        }
        (row, value)
    });
    let rows = rows.chain(standalone(store, with_namespace, now));
    let mut titles = vec!["NAME", "READY", "UP-TO-DATE", "AVAILABLE", "AGE", "STATE", "REASON"];
    if with_namespace {
        titles.insert(0, "NAMESPACE");
    }
    lines(output, &titles, rows.collect())
}

/// What a Job or CronJob counts, which has no replicas: under their names in the API.
fn of_batch(batch: &Batch) -> Value {
    match batch {
        Batch::Job(j) => json!({
            "completions": j.completions, "parallelism": j.parallelism, "suspended": j.suspended, "succeeded": j.succeeded,
            "failed": j.failed, "started": j.started.map(Time::rfc3339), "ended": j.end.as_ref().map(|end| end.at.rfc3339()),
        }),
        Batch::CronJob(c) => json!({
            "schedule": &*c.schedule, "timeZone": c.zone.as_deref(), "suspended": c.suspended, "active": c.active,
            "lastScheduleTime": c.last_scheduled.map(Time::rfc3339), "lastSuccessfulTime": c.last_success.map(Time::rfc3339),
        }),
    }
}

/// A row for the standalone pods of each namespace that has some.
fn standalone(store: &Store, with_namespace: bool, now: Time) -> Vec<(Vec<String>, Value)> {
    let survey = store.survey(now);
    let mut groups: Vec<_> = survey.standalone.iter().collect();
    groups.sort_by_key(|(namespace, _)| *namespace);
    let row = |(namespace, health): (&Name, &WorkloadHealth)| {
        let live = || survey.standalone_pods(store, namespace).filter(|p| !matches!(p.health, PodHealth::Done));
        let (ready, all) = (live().filter(|p| p.health.mood(now) == Mood::Well).count(), live().count());
        let dash = || "-".to_owned();
        let mut row = vec!["standalone pods".to_owned(), format!("{ready}/{all}"), dash(), dash(), dash()];
        row.extend([health.state.word().to_owned(), health.why.to_string()]);
        if with_namespace {
            row.insert(0, namespace.to_string());
        }
        let names: Vec<String> = survey.standalone_pods(store, namespace).map(|p| p.name.to_string()).collect();
        let value = json!({
            "namespace": &**namespace, "kind": "Pod", "standalone": names, "ready": ready, "desired": all,
            "state": health.state.word(), "reason": health.why.to_string(),
        });
        (row, value)
    };
    groups.into_iter().map(row).collect()
}

fn namespaces(store: &Store, output: Output, now: Time) -> String {
    let mut list: Vec<_> = store.namespaces().collect();
    list.sort_by(|a, b| a.name.cmp(&b.name));
    let rows = list.into_iter().map(|n| {
        let row = vec![n.name.to_string(), n.phase.to_string(), n.created.age(now)];
        (row, json!({ "name": &*n.name, "uid": n.uid.to_string(), "status": &*n.phase, "created": n.created.rfc3339() }))
    });
    lines(output, &["NAME", "STATUS", "AGE"], rows.collect())
}

/// Rows of a one-time list, taken into a store.
pub fn keep(store: &mut Store, scope: &crate::model::feed::Scope, rows: Vec<Row>) {
    use crate::model::feed::Delta;
    let mut deltas = vec![Delta::ListBegins];
    deltas.extend(rows.into_iter().map(Delta::Put));
    deltas.push(Delta::ListEnds);
    store.apply(scope, deltas);
}

/// JSON that may go to a terminal as well: JSON itself lets C1 controls, DEL and overrides stand, so they are written by their numbers,
/// which says the same to whoever reads it as JSON.
fn printed(value: &Value) -> String {
    let mut out = String::new();
    for c in serde_json::to_string_pretty(value).unwrap_or_default().chars() {
        match c {
            '\n' => out.push(c),
            c if harmless(c) => out.push(c),
            c => c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| _ = write!(out, "\\u{unit:04x}")),
        }
    }
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use crate::model::Time;
    use crate::model::batch::{Batch, CronJob, Job};
    use serde_json::Value;

    #[test]
    fn tables_stand_as_kubectls() {
        let rows = vec![vec!["web".into(), "1/1".into()], vec!["网关".into(), "10/10".into()]];
        assert_eq!(super::table(&["NAME", "READY"], &rows), "NAME   READY\nweb    1/1\n网关   10/10\n");
    }

    #[test]
    fn what_has_no_replicas_counts_none() {
        let job = Job {
            owner: None,
            completions: Some(3),
            parallelism: 2,
            suspended: false,
            succeeded: 1,
            failed: 4,
            ready: Some(2),
            started: Some(Time::from_secs(60)),
            end: None,
        };
        let got = super::of_batch(&Batch::Job(job));
        assert_eq!(
            (&got["completions"], &got["succeeded"], &got["failed"], &got["ended"]),
            (&3.into(), &1.into(), &4.into(), &Value::Null)
        );
        assert_eq!(got["started"], "1970-01-01T00:01:00Z");
        let cron = CronJob {
            schedule: "*/5 * * * *".into(),
            zone: Some("Asia/Shanghai".into()),
            suspended: true,
            forbids: false,
            active: 1,
            last_scheduled: None,
            last_success: None,
            beta: false,
        };
        let got = super::of_batch(&Batch::CronJob(cron));
        assert_eq!(
            (&got["timeZone"], &got["active"], &got["lastScheduleTime"]),
            (&"Asia/Shanghai".into(), &1.into(), &Value::Null)
        );
    }

    #[test]
    fn json_harms_no_terminal_and_says_the_same() {
        let value = serde_json::json!({ "a\u{9b}": ["网关 \u{1b}[31m\u{7f}\u{202e}\u{e0041}\n"] });
        let text = super::printed(&value);
        assert!(text.contains(r#""网关 \u001b[31m\u007f\u202e\udb40\udc41\n""#) && text.contains(r#""a\u009b""#), "{text}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
    }
}
