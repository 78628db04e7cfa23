//! What a pod that logs as fast as it can costs on the lab: keys, memory, and whether every line is accounted for.
//!
//! `DOGWATCH_MEASURE_PROGRAM=target/release/dogwatch DOGWATCH_TEST_KUBECONFIG=… cargo test --test it -- --ignored --nocapture what_a_flood_costs`
#![allow(clippy::print_stdout, reason = "a table for its reader")]

use crate::flows::measure::{PATIENCE, cpu, millis, percentile, program, resident, say};
use crate::support::ground::Ground;
use crate::support::pty::{Start, keys};
use std::time::{Duration, Instant};

/// How long it is flooded before it is measured, and meanwhile.
const FLOOD: Duration = Duration::from_secs(20);
/// The bound of the log buffer, which is the settings' default.
const BUFFER_MIB: f64 = 64.0;

/// The number before the words at the top of the logs: `1,234 older lines dropped`.
fn dropped(screen: &str) -> u64 {
    let before = screen.split(" older lines dropped").next().filter(|b| b.len() < screen.len()).unwrap_or_default();
    let digits: String =
        before.chars().rev().take_while(|c| c.is_ascii_digit() || *c == ',').filter(char::is_ascii_digit).collect();
    digits.chars().rev().collect::<String>().parse().unwrap_or(0)
}

#[test]
#[ignore = "floods the lab for half a minute; its figures are meant for a release build"]
fn what_a_flood_costs() {
    let ground = Ground::lab("torrent");
    let run = ["run", "flood", "--image=docker.io/lab/app:1.0", "--image-pull-policy=Never", "--env=STYLE=flood", "--", "app"];
    ground.kubectl(&run).unwrap();
    ground.kubectl(&["wait", "--for=condition=Ready", "pod/flood", "--timeout=60s"]).unwrap();
    let arguments = ["--kubeconfig", ground.config.to_str().unwrap(), "-n", &ground.namespace];
    let mut pty = program().map_or_else(Start::new, Start::program).size(160, 48).args(arguments).spawn();
    pty.wait_for(|s| s.contains("● live") && s.contains("flood"), PATIENCE).unwrap();
    pty.send(keys::TAB);
    pty.send("A");
    pty.wait_text("all pods of the namespaces in view", PATIENCE).unwrap();
    pty.send("/");
    pty.wait_text("filter", PATIENCE).unwrap();
    pty.send("flood");
    pty.send(keys::ENTER);
    pty.wait_for(|s| !s.contains("web-") && s.contains("flood  "), PATIENCE).unwrap();
    let before = resident(pty.pid()).0;
    pty.send("l");
    pty.send("9");
    pty.wait_for(|s| s.contains("all lines") && s.contains("flood line"), PATIENCE).unwrap();
    let (began, spent) = (Instant::now(), cpu(pty.pid()));
    let mut times = Vec::new();
    let mut random = fastrand::Rng::with_seed(7);
    // A key whose answer stands on the screen: the help opens, and closes again. (After Esc it is waited whether a sequence follows.)
    while began.elapsed() < FLOOD || times.len() < 100 {
        let _pause = pty.wait_frame(|_| false, Duration::from_millis(random.u64(5..60)));
        for open in [true, false] {
            let pressed = Instant::now();
            pty.send("?");
            let (last, _) = pty.wait_frame(|s| s.contents().contains("─ Help") == open, PATIENCE).unwrap();
            times.push(last.duration_since(pressed));
        }
    }
    let share = (cpu(pty.pid()) - spent).as_secs_f64() / began.elapsed().as_secs_f64() * 100.0;
    let (now, most) = resident(pty.pid());
    // Paused, everything that was taken in is still; the container goes on.
    ground.kubectl(&["delete", "pod", "flood", "--grace-period=0", "--force"]).unwrap();
    let screen = pty.wait_for(|s| s.contains("gone") || s.contains("ended:"), PATIENCE).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let saved = folder.path().join("flood.log");
    pty.send(&keys::ctrl('s'));
    pty.send(&keys::ctrl('u'));
    pty.send(&keys::paste(saved.to_str().unwrap()));
    pty.send(keys::TAB);
    pty.send(keys::ENTER);
    pty.wait_text("saved: ", PATIENCE).unwrap();
    let (mut next, mut lines, mut gaps, mut missing) = (dropped(&screen) + 1, 0u64, 0, 0);
    let mut gap = false;
    for line in std::fs::read_to_string(&saved).unwrap().lines() {
        let words = line.splitn(3, ' ').nth(2).unwrap_or_default();
        if words.starts_with("---") {
            (gap, gaps) = (gap || words.contains("could not be read"), gaps + u32::from(words.contains("could not be read")));
            continue;
        }
        let Some(number) = words.split(' ').next().and_then(|n| n.parse::<u64>().ok()) else { continue };
        // Behind a marked gap any number may follow; before the first line kept, gaps were dropped with the lines.
        if number != next && !gap && lines > 0 {
            missing += number.abs_diff(next);
        }
        (next, gap, lines) = (number + 1, false, lines + 1);
    }
    println!();
    say("lines kept, dropped with a count, gaps", format!("{lines}, {}, {gaps}", dropped(&screen)), "");
    say("lines unaccounted for", missing.to_string(), "0");
    say("CPU", format!("{share:.0} % of a core"), "");
    say("a key: p50, p95, max", [50, 95, 100].map(|p| millis(percentile(&times, p))).join(", "), "p95 30 ms");
    let mib = |kib: u64| kib as f64 / 1024.0;
    let figure = format!("{:.1}, {:.1}, {:.1} MiB", mib(before), mib(now), mib(most));
    say("resident memory before, then, at the most", figure, &format!("+{:.0} MiB", BUFFER_MIB + 20.0));
    assert_eq!(missing, 0);
}
