//! The process that a container runs: what it writes as it is written, and what is typed into it.

use super::channels::converse;
use super::proc::{Event, Io, Proc, Std};
use super::status::Outcome;
use super::target::Target;
use super::{Ends, Socket, Version, shell};
use crate::demo::control::kubelet;
use crate::demo::logs::{Run, lines};
use crate::demo::resources::Res;
use crate::demo::shared::Shared;
use bytes::BytesMut;
use std::sync::Arc;
use std::time::Duration;

/// Ctrl-C, and the code of who is ended by it.
const INTERRUPT: (u8, i64) = (3, 130);

/// Attaches to a container's process. Whether there is a terminal is the container's to say, as for a real kubelet.
pub async fn run(shared: &Arc<Shared>, target: Target, mut ends: Ends, version: Version, socket: Socket) {
    ends.tty = target.tty;
    let takes = ends.stdin && target.stdin.0;
    let over = target.over.clone();
    let of = shared.clone();
    converse(shared, socket, ends, version, over, Outcome::Success, move |io| async move {
        if target.is_shell && takes {
            let code = shell::run(Proc::new(io, target.site.clone()), &["/bin/sh".to_owned()]).await;
            // Whoever only left, leaves it running.
            if code != 129 || target.stdin.1 {
                end(&of, &target, i64::from(code));
            }
        } else {
            write(&of, io, &target, takes).await;
        }
        Outcome::Success
    })
    .await;
}

/// Ends the container's process with a code.
fn end(shared: &Arc<Shared>, target: &Target, code: i64) {
    let mut world = shared.world();
    let same = world.store.get(Res::Pods, &target.key).is_some_and(|p| crate::demo::json::uid(&p.value) == target.uid);
    if same {
        kubelet::kill(&mut world, &target.key, &target.site.container, code, if code == 0 { "Completed" } else { "Error" });
    }
    drop(world);
    shared.wake.notify_one();
}

/// Writes the container's lines as they come. What is typed is echoed where there is a terminal, and Ctrl-C ends the process.
async fn write(shared: &Arc<Shared>, mut io: Io, target: &Target, takes: bool) {
    let site = &target.site;
    let pod = serde_json::json!({ "metadata": { "uid": target.uid, "name": target.key.name } });
    let run = Run::new(&pod, &site.container, &target.image, target.restarts, site.started, None, "").paced(shared.clock.speed());
    let mut next = run.count(shared.clock.now());
    let mut listens = true;
    loop {
        let now = shared.clock.now();
        let drain = shared.world().draining.get(&target.uid).copied();
        let run = run.clone().drained(drain);
        let until = run.count(now).max(next);
        let mut out = BytesMut::new();
        // A shell without anybody at it says nothing.
        if !target.is_shell {
            lines(&run, next..until, false, &mut out);
        }
        next = until;
        if !out.is_empty() && io.say(Std::Out, &out).await.is_err() {
            return;
        }
        let wait = run.time(next).since(now).clamp(5, 500).unsigned_abs();
        let event = tokio::select! {
            () = tokio::time::sleep(Duration::from_millis(wait)) => continue,
            event = io.event(), if listens => event,
        };
        match event {
            Event::End => listens = false,
            Event::Byte(b) if takes && target.tty => {
                if b == INTERRUPT.0 {
                    let _ = io.raw(Std::Out, b"^C").await;
                    return end(shared, target, INTERRUPT.1);
                }
                let echo: &[u8] = match b {
                    b'\r' | b'\n' => b"\r\n",
                    0..=31 => b"",
                    _ => &[b],
                };
                if io.raw(Std::Out, echo).await.is_err() {
                    return;
                }
            }
            Event::Byte(_) | Event::Resized => {}
        }
    }
}
