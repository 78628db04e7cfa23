//! Two hundred milliseconds and 50 KiB/s, between dogwatch and the API server, and between the terminal and dogwatch: it says what it
//! loads, loads it packed, and keys answer at once.

use crate::support::ground::{Ground, LONG};
use crate::support::proxy::{Fault, Proxy};
use crate::support::pty::{Pty, Start, keys};
use dogwatch::demo::{Options, Scenario};
use std::time::{Duration, Instant};

const DELAY: Duration = Duration::from_millis(200);
const PACE: usize = 50 << 10;

#[test]
fn a_slow_link_to_the_server_leaves_the_keys_alone() {
    let ground = Ground::demo_with(Options { scenario: Scenario::Calm, pods: Some(2000), ..Options::default() });
    let proxy = Proxy::before(ground.address());
    proxy.on("GET", "", Fault::Slow(DELAY, PACE));
    let config = proxy.config_of(&ground.config);
    let mut pty = Start::new().size(160, 48).args(["--kubeconfig", config.to_str().unwrap(), "-A"]).spawn();
    // What is loading says so.
    pty.wait_for(|s| s.contains("loading"), LONG).unwrap();
    let mut waits = Vec::new();
    let help = |pty: &mut Pty| {
        let began = Instant::now();
        pty.send("?");
        pty.wait_text("─ Help", LONG).unwrap();
        pty.send(keys::ESC);
        pty.wait_for(|s| !s.contains("─ Help"), LONG).unwrap();
        began.elapsed() / 2
    };
    let all = |s: &str| !s.contains("loading") && s.contains("● live") && s.contains("/2034 ");
    while pty.wait_for(all, Duration::from_millis(1)).is_err() {
        waits.push(help(&mut pty));
        assert!(waits.len() < 5000, "{}", pty.screen());
    }
    let mut alone: Vec<Duration> = (0..20).map(|_| help(&mut pty)).collect();
    for all in [&mut waits, &mut alone] {
        all.sort_unstable();
    }
    // Machines are busy now and then, links are slow all the time: a key that waited for one would take its delay more than when nothing
    // is loaded.
    assert!(waits[waits.len() / 2] < DELAY + alone[alone.len() / 2], "{waits:?} while it loads, then {alone:?}");
    let pages = proxy.seen("GET", "/api/v1/pods?limit=");
    assert!(pages.iter().any(|p| p.path.contains("limit=100")), "pages are small there: {pages:#?}");
}

/// As an SSH connection does: whatever is sent arrives at so many bytes a second, and nobody takes it sooner.
#[test]
fn a_slow_line_to_the_terminal_is_not_filled_by_what_nobody_asked_for() {
    let ground = Ground::demo_with(Options { scenario: Scenario::Storm, pods: Some(2000), ..Options::default() });
    let mut pty = Start::new().size(160, 48).args(["--kubeconfig", ground.config.to_str().unwrap(), "-A"]).spawn();
    pty.wait_for(|s| s.contains("● live") && s.contains("/20"), LONG).unwrap();
    pty.send(keys::TAB);
    pty.send("A");
    pty.send("z");
    pty.wait_for(|s| !s.contains("Workloads"), LONG).unwrap();
    let (sent, began) = (pty.sent(), Instant::now());
    // Nothing is waited for: the span is the measure.
    assert!(pty.wait_frame(|_| false, Duration::from_secs(5)).is_err());
    let pace = (pty.sent() - sent) as f64 / began.elapsed().as_secs_f64();
    assert!(pace < PACE as f64, "{pace} bytes a second");
}
