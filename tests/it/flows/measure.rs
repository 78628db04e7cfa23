//! What it costs, of the real program in a pseudo-terminal: time to rows, memory, CPU, bytes, and what a key takes. The figures in
//! seconds are for reading, against a plain LIST of the same run; only counts can fail.
//!
//! `DOGWATCH_MEASURE_PODS=10000 cargo test --release --test it -- --ignored --nocapture measure`, or on a cluster of one's own with
//! `DOGWATCH_TEST_KUBECONFIG` in its place (kubectl does the LIST there). `DOGWATCH_MEASURE_PROGRAM` names another build of the program,
//! which then serves the demo as well; requests are counted only where it is served from here.
#![allow(clippy::print_stdout, reason = "a table for its reader")]

use crate::flows::idle::{MOST_BYTES, idle_talk};
use crate::support::ground::{Ground, until};
use crate::support::pty::{Pty, Start, keys};
use dogwatch::cluster::wire::Decoder;
use dogwatch::demo::{Options, Scenario};
use dogwatch::model::Kind;
use dogwatch::model::rights::Right;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

pub const PATIENCE: Duration = Duration::from_secs(180);
const IDLE: Duration = Duration::from_secs(20);
const CHURN: Duration = Duration::from_secs(10);
/// The most bytes that a key may send, in the median of a full screen.
const MOST_KEY_BYTES: usize = 2 << 10;

/// What is measured on: a demo cluster in this process, or a cluster that a kubeconfig names.
struct Target {
    config: PathBuf,
    demo: Option<Ground>,
    other: Option<Other>,
}

/// A demo cluster that another build of the program serves.
struct Other {
    child: Child,
    _folder: tempfile::TempDir,
}

impl Drop for Other {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn program() -> Option<PathBuf> {
    std::env::var_os("DOGWATCH_MEASURE_PROGRAM").map(PathBuf::from)
}

impl Target {
    fn demo(scenario: Scenario, pods: Option<usize>) -> Self {
        let Some(program) = program() else {
            let ground = Ground::demo_with(Options { scenario, pods, ..Options::default() });
            return Self { config: ground.config.clone(), demo: Some(ground), other: None };
        };
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join("kubeconfig");
        let mut demo = Command::new(program);
        demo.args(["demo", "--listen", "127.0.0.1:0", "--pods", &pods.unwrap_or(0).to_string(), "--kubeconfig"]).arg(&config);
        demo.args(["--scenario", if scenario == Scenario::Storm { "storm" } else { "calm" }]).stdout(Stdio::null());
        let other = Other { child: demo.spawn().unwrap(), _folder: folder };
        until("the demo's kubeconfig", || std::fs::read_to_string(&config).ok().filter(|text| text.contains("current-context")));
        Self { config, demo: None, other: Some(other) }
    }

    /// Where a demo cluster listens, and what stands before its paths.
    fn address(&self) -> Option<(String, String)> {
        if self.demo.is_none() && self.other.is_none() {
            return None;
        }
        let text = std::fs::read_to_string(&self.config).unwrap();
        let server = text.lines().find_map(|l| l.trim().strip_prefix("server: http://")).unwrap();
        let (address, path) = server.split_at(server.find('/').unwrap());
        Some((address.to_owned(), path.to_owned()))
    }

    /// The whole list of pods in one answer, as curl gets it: how long that takes, and the answer.
    fn list(&self) -> (Duration, Vec<u8>) {
        let mut began = Instant::now();
        let body = match self.address() {
            Some((address, before)) => {
                let mut socket = TcpStream::connect(address).unwrap();
                let head = format!("GET {before}/api/v1/pods HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
                socket.write_all(head.as_bytes()).unwrap();
                let mut answer = Vec::new();
                socket.read_to_end(&mut answer).unwrap();
                let head = answer.windows(4).position(|w| w == b"\r\n\r\n").unwrap();
                answer.split_off(head + 4)
            }
            None => curl(&self.config, &mut began),
        };
        (began.elapsed(), body)
    }

    fn start(&self) -> (Instant, Pty) {
        let arguments = ["--kubeconfig", self.config.to_str().unwrap(), "-A"];
        let start = program().map_or_else(Start::new, Start::program).size(160, 48).args(arguments);
        (Instant::now(), start.spawn())
    }

    fn requests(&self) -> u64 {
        self.demo.as_ref().map_or(0, |g| g.requests().count())
    }
}

/// The same from a cluster of one's own: with curl where there is one and the kubeconfig has client certificates, else with kubectl.
fn curl(config: &Path, began: &mut Instant) -> Vec<u8> {
    let kubectl = |args: &[&str]| Command::new("kubectl").arg("--kubeconfig").arg(config).args(args).output().unwrap().stdout;
    let folder = tempfile::tempdir().unwrap();
    let mut curl = Command::new("curl");
    let parts = [
        ("--cacert", r#"index .clusters 0 "cluster" "certificate-authority-data""#),
        ("--cert", r#"index .users 0 "user" "client-certificate-data""#),
        ("--key", r#"index .users 0 "user" "client-key-data""#),
    ];
    for (flag, field) in parts {
        let file = folder.path().join(&flag[2..]);
        let template = format!("go-template={{{{{field} | base64decode}}}}");
        std::fs::write(&file, kubectl(&["config", "view", "--raw", "--minify", "-o", &template])).unwrap();
        curl.arg(flag).arg(file);
    }
    let server =
        String::from_utf8(kubectl(&["config", "view", "--minify", "-o", "jsonpath={.clusters[0].cluster.server}"])).unwrap();
    *began = Instant::now();
    match curl.args(["-sf", &format!("{server}/api/v1/pods")]).output() {
        Ok(out) if out.status.success() => out.stdout,
        _ => kubectl(&["get", "--raw", "/api/v1/pods"]),
    }
}

/// Resident memory in KiB: now, and at the most.
pub fn resident(pid: u32) -> (u64, u64) {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let field = |name: &str| {
        let line = status.lines().find_map(|l| l.strip_prefix(name));
        line.and_then(|l| l.split_whitespace().next()?.parse().ok()).unwrap_or(0)
    };
    (field("VmRSS:"), field("VmHWM:"))
}

/// CPU time spent so far. The kernel counts in hundredths of a second.
pub fn cpu(pid: u32) -> Duration {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let fields = stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace();
    Duration::from_millis(fields.skip(11).take(2).filter_map(|f| f.parse::<u64>().ok()).sum::<u64>() * 10)
}

/// Namespace and name of the row under the cursor, in the zoomed pods pane. Not its glyph, which changes by itself.
fn under_cursor(screen: &vt100::Screen) -> Option<String> {
    let at = |y: u16, x: u16| screen.cell(y, x).map_or("", |c| c.contents());
    let y = (0..screen.size().0).find(|&y| (0..3).any(|x| at(y, x) == "▌"))?;
    Some((5..45).map(|x| at(y, x)).collect())
}

/// Keys, each of which moves the cursor to another object: how long until the last byte of the frame that shows it, and how many bytes.
fn press(pty: &mut Pty, keys: &[&str], times: usize) -> (Vec<Duration>, Vec<usize>) {
    let mut random = fastrand::Rng::with_seed(7);
    let (mut times_taken, mut bytes) = (Vec::new(), Vec::new());
    for i in 0..times {
        // A hand is no metronome: keys fall anywhere between two frames.
        let _pause = pty.wait_frame(|_| false, Duration::from_millis(random.u64(5..60)));
        let (before, sent) = (pty.look(under_cursor), pty.sent());
        let began = Instant::now();
        pty.send(keys[i % keys.len()]);
        let (last, now) = pty.wait_frame(|s| under_cursor(s) != before, PATIENCE).unwrap();
        times_taken.push(last.duration_since(began));
        bytes.push(now - sent);
    }
    (times_taken, bytes)
}

pub fn percentile<T: Copy + Ord>(values: &[T], percent: usize) -> T {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    sorted[(sorted.len() * percent / 100).min(sorted.len() - 1)]
}

pub fn millis(d: Duration) -> String {
    format!("{:.1} ms", d.as_secs_f64() * 1000.0)
}

pub fn say(what: &str, figure: String, target: &str) {
    println!("  {what:<46} {figure:<44} {target}");
}

fn say_keys(what: &str, (times, bytes): &(Vec<Duration>, Vec<usize>), target: &str) {
    let [p50, p95, most] = [50, 95, 100].map(|p| millis(percentile(times, p)));
    let [b50, b95] = [50, 95].map(|p| percentile(bytes, p));
    say(&format!("{what}: p50, p95, max"), format!("{p50}, {p95}, {most}"), target);
    say(&format!("{what}: bytes in the median, p95"), format!("{b50}, {b95}"), "2048 in the median");
}

/// Shows all pods in the whole screen.
fn zoom(pty: &mut Pty) {
    pty.send(keys::TAB);
    pty.send("A");
    pty.send("z");
    pty.wait_for(|s| !s.contains("Workloads") && s.contains("▌"), PATIENCE).unwrap();
}

/// What the start asks for comes to its end: what pods use, where the demo serves it, and then rights and kinds.
fn settle(target: &Target, pty: &Pty) {
    let Some(ground) = &target.demo else { return };
    pty.wait_for(|s| s.contains(" CPU ") && s.contains("Mi "), PATIENCE).unwrap();
    let begun = ground.requests().count();
    until("two heartbeats", || (ground.requests().since(begun).iter().filter(|r| *r == "GET /version").count() >= 2).then_some(()));
}

/// What goes on while nobody types: share of a core, bytes a second, requests.
fn watch(target: &Target, pty: &Pty, span: Duration) -> (f64, usize, Vec<String>) {
    settle(target, pty);
    let (began, before, sent, asked) = (Instant::now(), cpu(pty.pid()), pty.sent(), target.requests());
    // Nothing is waited for: the span is the measure.
    assert!(pty.wait_frame(|_| false, span).is_err());
    let seconds = began.elapsed().as_secs_f64();
    let share = (cpu(pty.pid()) - before).as_secs_f64() / seconds * 100.0;
    let requests = target.demo.as_ref().map(|g| g.requests().since(asked)).unwrap_or_default();
    (share, ((pty.sent() - sent) as f64 / seconds) as usize, requests)
}

/// The resident memory of a screen on a cluster of few pods, and how many these are.
fn small() -> (u64, usize) {
    let target = Target::demo(Scenario::Calm, None);
    let pods = count(&target.list().1);
    let (_, mut pty) = target.start();
    pty.wait_for(|s| s.contains(&format!("/{pods}")) && s.contains("● live"), PATIENCE).unwrap();
    zoom(&mut pty);
    (resident(pty.pid()).0, pods)
}

fn count(list: &[u8]) -> usize {
    Decoder::new(Kind::Pod).page(list).unwrap().rows.len()
}

#[test]
#[ignore = "measures for a minute; its figures are meant for a release build"]
fn what_it_costs() {
    let pods = std::env::var("DOGWATCH_MEASURE_PODS").ok().map(|n| n.parse::<usize>().unwrap());
    let own = std::env::var_os("DOGWATCH_TEST_KUBECONFIG").filter(|_| pods.is_none());
    let pods = pods.unwrap_or(1000);
    let target = match &own {
        Some(path) => Target { config: Path::new(path).to_owned(), demo: None, other: None },
        None => Target::demo(Scenario::Calm, Some(pods)),
    };
    let build = match program() {
        Some(path) => path.display().to_string(),
        None if cfg!(debug_assertions) => "a debug build".into(),
        None => "a release build".into(),
    };
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    println!("\n{build}; load {}", load.split_whitespace().next().unwrap_or("unknown"));

    let lists: Vec<(Duration, Vec<u8>)> = (0..3).map(|_| target.list()).collect();
    let all = count(&lists[0].1);
    let list = lists.iter().map(|(took, _)| *took).min().unwrap();
    say("a plain LIST of all pods", format!("{} pods, {} KiB, {}", all, lists[0].1.len() >> 10, millis(list)), "");
    drop(lists);
    let ratio = |d: Duration| format!("{}, {:.2} × LIST", millis(d), d.as_secs_f64() / list.as_secs_f64());

    let (began, mut pty) = target.start();
    let first = pty.wait_frame(|s| s.contents().contains("Running"), PATIENCE).unwrap().0;
    say("start to first pods on the screen", ratio(first - began), "0.3 ×");
    let counted = pty.wait_frame(|s| s.rows(0, 160).next().is_some_and(|r| r.contains(&format!("/{all} "))), PATIENCE).unwrap().0;
    say("start to all of them counted", ratio(counted - began), "1.3 ×");
    say("CPU until then", millis(cpu(pty.pid())), "");
    zoom(&mut pty);
    let (now, most) = resident(pty.pid());
    say(
        "resident memory now, at the most",
        format!("{:.1} MiB, {:.1} MiB", now as f64 / 1024.0, most as f64 / 1024.0),
        "60 MiB at 10,000",
    );
    if own.is_none() {
        let (base, few) = small();
        say(&format!("resident memory with {few} pods"), format!("{:.1} MiB", base as f64 / 1024.0), "25 MiB");
        let each = now.saturating_sub(base) * 1024 / (all - few).max(1) as u64;
        say("memory for each further pod", format!("{each} bytes"), "hundreds");
    }

    let before = pty.sent();
    let (share, bytes, requests) = watch(&target, &pty, IDLE);
    let all = pty.raw_output();
    let drawn = String::from_utf8_lossy(&all[before.min(all.len())..]).into_owned();
    say("idle: CPU", format!("{share:.2} % of a core"), "0.5 %");
    say("idle: bytes to the terminal", format!("{bytes}/s"), "60/s");
    if target.demo.is_some() {
        say("idle: requests in 20 s", format!("{}", requests.len()), "the heartbeat's");
    }
    let moved = press(&mut pty, &["j", "k"], 200);
    say_keys("a key, idle", &moved, "");
    let paged = press(&mut pty, &[keys::PAGE_DOWN, keys::PAGE_UP], 40);
    say_keys("a page, idle", &paged, "");
    drop(pty);

    if own.is_none() {
        assert!(bytes <= MOST_BYTES, "{bytes} bytes a second while idle: {drawn:?}");
        assert_eq!(idle_talk(&requests), Vec::<&String>::new(), "asked while idle");
        drop(target);
        churn(pods);
    }
    let median = percentile(&moved.1, 50);
    assert!(median <= MOST_KEY_BYTES, "{median} bytes for a key");
}

/// The same while two hundred pods change every second.
fn churn(pods: usize) {
    let target = Target::demo(Scenario::Storm, Some(pods));
    let (_, mut pty) = target.start();
    pty.wait_for(|s| s.contains("● live") && s.contains("Running"), PATIENCE).unwrap();
    zoom(&mut pty);
    let (share, bytes, requests) = watch(&target, &pty, CHURN);
    say("200 changes a second: CPU", format!("{share:.1} % of a core"), "");
    say("200 changes a second: bytes to the terminal", format!("{bytes}/s"), "");
    if target.demo.is_some() {
        say("200 changes a second: requests in 10 s", format!("{}", requests.len()), "the heartbeat's");
    }
    say_keys("a key, 200 changes a second", &press(&mut pty, &["j", "k"], 200), "p95 10 ms");
    let (now, most) = resident(pty.pid());
    say("resident memory then, at the most", format!("{:.1} MiB, {:.1} MiB", now as f64 / 1024.0, most as f64 / 1024.0), "");
    // A pod that goes leaves the cursor on one of another namespace, whose rights are then asked for, once.
    let (reviews, other): (Vec<&String>, Vec<&String>) =
        idle_talk(&requests).into_iter().partition(|r| r.ends_with("/selfsubjectaccessreviews"));
    assert_eq!(other, Vec::<&String>::new(), "asked while pods change");
    // The demo's own namespaces, and one of the crowd for each 500 pods.
    let namespaces = 7 + pods.div_ceil(500);
    assert!(reviews.len() <= Right::ALL.len() * namespaces, "{} questions for rights", reviews.len());
}
