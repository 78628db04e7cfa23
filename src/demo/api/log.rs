//! `pods/log`: the lines of a container, of old and as they come.

use super::{Reply, Request};
use crate::demo::control::pod_status::{chosen, status_of};
use crate::demo::failure::Failure;
use crate::demo::json;
use crate::demo::logs::{Run, lines};
use crate::demo::resources::Res;
use crate::demo::shared::Shared;
use crate::demo::store::Key;
use bytes::{Bytes, BytesMut};
use chrono::{DateTime, Utc};
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;

/// A stream of lines.
#[derive(Debug)]
pub struct Follow {
    run: Run,
    key: Key,
    head: Bytes,
    /// The entry that comes next.
    next: u64,
    timestamps: bool,
    left: u64,
}

/// Answers `/log`, or opens its stream.
pub fn open(shared: &Arc<Shared>, r: &Request) -> Result<Reply, Failure> {
    let q = &r.query;
    let (since, tail, limit) = (q.number("sinceSeconds")?, q.number("tailLines")?, q.number("limitBytes")?);
    let now = shared.clock.now();
    let since = match (since, q.get("sinceTime")) {
        (Some(s), _) => Some(now.plus(-i64::try_from(s).unwrap_or(0) * 1000).to_chrono()),
        (None, "") => None,
        (None, text) => {
            let time = DateTime::parse_from_rfc3339(text);
            let wrong = || Failure::bad_request(format!("parsing time {text:?} as RFC 3339: cannot parse"));
            Some(time.map_err(|_| wrong())?.with_timezone(&Utc))
        }
    };
    let (run, speed) = {
        let world = shared.world();
        let pod = world.store.get(Res::Pods, &r.key).cloned().ok_or_else(|| Failure::not_found(Res::Pods, &r.key.name))?;
        let run = run_of(&pod.value, q.get("container"), q.flag("previous"))?;
        (run.drained(world.draining.get(json::uid(&pod.value)).copied()), world.pace)
    };
    let run = run.paced(speed).since(since);
    let follow = q.flag("follow") && run.ended.is_none();
    let timestamps = q.flag("timestamps");
    let (first, until) = (run.first_since(), run.count(now));
    let mut out = BytesMut::new();
    let mut entries: Vec<Bytes> = Vec::new();
    match tail {
        None => lines(&run, first.max(run.kept(now))..until, timestamps, &mut out),
        Some(n) => {
            // From the newest entry back until there are enough lines.
            let (mut have, mut at) = (0u64, until);
            while at > first.max(run.kept(now)) && have < n {
                at -= 1;
                let mut one = BytesMut::new();
                lines(&run, at..at + 1, timestamps, &mut one);
                have += one.iter().filter(|b| **b == b'\n').count() as u64;
                entries.push(one.freeze());
            }
            let mut surplus = have.saturating_sub(n);
            for entry in entries.iter().rev() {
                for line in entry.split_inclusive(|b| *b == b'\n') {
                    if surplus > 0 {
                        surplus -= 1;
                    } else {
                        out.extend_from_slice(line);
                    }
                }
            }
        }
    }
    let left = limit.unwrap_or(u64::MAX);
    if out.len() as u64 > left {
        out.truncate(usize::try_from(left).unwrap_or(usize::MAX));
    }
    if !follow {
        return Ok(Reply::Text(out.freeze()));
    }
    let left = left - out.len() as u64;
    Ok(Reply::Follow(Follow { run, key: r.key.clone(), head: out.freeze(), next: until, timestamps, left }))
}

/// The run of a container that is asked for, or the kubelet's reason why there is none.
fn run_of(pod: &Value, asked: &str, previous: bool) -> Result<Run, Failure> {
    let name = json::name(pod);
    let container = chosen(pod, asked)?;
    let start = |why: &str| Failure::bad_request(format!("container {container:?} in pod {name:?} is waiting to start: {why}"));
    let Some(status) = status_of(pod, container) else { return Err(start("ContainerCreating")) };
    let image = ["/spec/containers", "/spec/initContainers", "/spec/ephemeralContainers"]
        .iter()
        .flat_map(|l| json::list(pod, l))
        .find(|c| json::text(c, "/name") == container)
        .map_or("", |c| json::text(c, "/image"));
    let restarts = json::int(status, "/restartCount");
    let run = |state: &Value, restarts: i64| -> Option<Run> {
        let started = json::time(state, "/startedAt")?;
        let ended = json::time(state, "/finishedAt");
        Some(Run::new(pod, container, image, restarts, started, ended, json::text(state, "/reason")))
    };
    let at = |p: &str| status.pointer(p);
    let missing = || Failure::bad_request(format!("previous terminated container {container:?} in pod {name:?} not found"));
    if previous {
        let last = at("/lastState/terminated").ok_or_else(missing)?;
        // While it waits to start again, its count is still that of the run that has ended.
        let n = if at("/state/waiting").is_some() { restarts } else { restarts - 1 };
        return run(last, n).ok_or_else(missing);
    }
    if let Some(state) = at("/state/running").or_else(|| at("/state/terminated")) {
        return run(state, restarts).ok_or_else(|| start("ContainerCreating"));
    }
    if let Some(last) = at("/lastState/terminated") {
        return run(last, restarts).ok_or_else(|| start("ContainerCreating"));
    }
    Err(start(match json::text(status, "/state/waiting/reason") {
        "ErrImagePull" => "image can't be pulled",
        "ImagePullBackOff" => "trying and failing to pull image",
        "" => "ContainerCreating",
        other => other,
    }))
}

/// Streams lines until the container ends, or somebody leaves.
pub fn run(shared: Arc<Shared>, mut f: Follow, tx: mpsc::Sender<Bytes>) -> impl Future<Output = ()> {
    let mut over = shared.over.subscribe();
    async move {
        tokio::select! {
            _ = stream(&shared, &mut f, &tx) => {}
            _ = over.wait_for(|over| *over) => {}
            () = tx.closed() => {}
        }
    }
}

async fn stream(shared: &Arc<Shared>, f: &mut Follow, tx: &mpsc::Sender<Bytes>) -> Option<()> {
    let head = std::mem::take(&mut f.head);
    if !head.is_empty() {
        tx.send(head).await.ok()?;
    }
    while f.left > 0 {
        let now = shared.clock.now();
        let (run, gone) = state(shared, f);
        if let Some(run) = run {
            f.run = run;
        }
        let until = match f.run.ended {
            // Its last words are not lost, however soon its pod is gone.
            None if gone && f.run.is_drained() => f.run.count(now.plus(3_600_000)),
            None if gone => f.next,
            _ => f.run.count(now),
        };
        let mut out = BytesMut::new();
        lines(&f.run, f.next..until.max(f.next), f.timestamps, &mut out);
        f.next = until.max(f.next);
        if !out.is_empty() {
            let left = usize::try_from(f.left).unwrap_or(usize::MAX);
            out.truncate(left);
            f.left -= out.len() as u64;
            shared.faults.thaw().await;
            tx.send(out.freeze()).await.ok()?;
        }
        if gone || f.run.ended.is_some() {
            return Some(());
        }
        // At the next line; and often enough to see that the container has ended.
        let wait = f.run.time(f.next).since(now).clamp(5, 500);
        tokio::time::sleep(Duration::from_millis(wait.unsigned_abs())).await;
    }
    Some(())
}

/// How the run that is followed stands now: how it ended, if so, and whether its pod is gone.
fn state(shared: &Arc<Shared>, f: &Follow) -> (Option<Run>, bool) {
    let world = shared.world();
    let drain = world.draining.get(&f.run.uid).copied();
    let asked = drain.map(|t| f.run.clone().drained(Some(t)));
    let pod = world.store.get(Res::Pods, &f.key).filter(|p| json::uid(&p.value) == f.run.uid);
    let Some(status) = pod.and_then(|p| status_of(&p.value, &f.run.container)) else { return (asked, true) };
    for at in ["/state/terminated", "/lastState/terminated"] {
        if let Some(state) = status.pointer(at)
            && json::time(state, "/startedAt") == Some(f.run.started)
            && let Some(ended) = json::time(state, "/finishedAt")
        {
            return (Some(f.run.clone().ended(ended, json::text(state, "/reason"))), false);
        }
    }
    (asked, false)
}
