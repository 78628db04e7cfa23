//! The process that a container runs: what it writes as it is written, and what is typed into it.

use super::channels::converse;
use super::proc::{Io, Proc, Std};
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
/// Bytes of what is typed that are taken at once.
const TYPED: usize = 4096;

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
        let typed = tokio::select! {
            () = tokio::time::sleep(Duration::from_millis(wait)) => continue,
            typed = io.chunk(TYPED), if listens => typed.unwrap_or_default(),
        };
        listens = !typed.is_empty();
        if !takes || !target.tty {
            continue;
        }
        let (echo, over) = echoed(&typed);
        if io.raw(Std::Out, &echo).await.is_err() {
            return;
        }
        if over {
            return end(shared, target, INTERRUPT.1);
        }
    }
}

/// How a terminal echoes what is typed, as far as a Ctrl-C, and whether there is one.
fn echoed(typed: &[u8]) -> (Vec<u8>, bool) {
    let mut echo = Vec::with_capacity(typed.len());
    for b in typed {
        match *b {
            b if b == INTERRUPT.0 => {
                echo.extend_from_slice(b"^C");
                return (echo, true);
            }
            b'\r' | b'\n' => echo.extend_from_slice(b"\r\n"),
            0..=31 => {}
            b => echo.push(b),
        }
    }
    (echo, false)
}

#[cfg(test)]
mod tests {
    use super::echoed;

    #[test]
    fn what_is_typed_is_echoed_as_far_as_ctrl_c() {
        for (typed, echo, over) in [
            (&b"a\rb\x01c\xff"[..], &b"a\r\nbc\xff"[..], false),
            (b"ab\x03c", b"ab^C", true),
            (b"\x03", b"^C", true),
            (b"", b"", false),
        ] {
            assert_eq!(echoed(typed), (echo.to_vec(), over), "{typed:?}");
        }
    }
}
