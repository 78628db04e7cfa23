//! A long life: hours of a cluster in which everything happens all the time, at high speed, with a user who looks at everything. What the
//! program takes must not grow: memory, threads, files and sockets, and the streams that it keeps open on the server.
//! `DOGWATCH_TEST_SECONDS=28800` makes it eight hours; without it, it is a minute.

use crate::support::ground::LONG;
use crate::support::pty::{Pty, Start, keys};
use std::fs;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The demo cluster in a process of its own, so that its sockets can be counted.
struct Demo {
    child: Child,
    folder: tempfile::TempDir,
}

impl Demo {
    fn storm() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join("config");
        let mut command = Command::new(env!("CARGO_BIN_EXE_dogwatch"));
        command.args(["demo", "--scenario", "storm", "--speed", "20", "--kubeconfig"]).arg(&config);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        // It says where it is once it can be asked.
        let mut out = std::io::BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        while !line.contains("Ctrl-C ends it") {
            line.clear();
            assert!(std::io::BufRead::read_line(&mut out, &mut line).unwrap() > 0, "the demo ended");
        }
        Self { child, folder }
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a process takes.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
struct Taken {
    /// Resident, in KiB.
    memory: u64,
    threads: usize,
    files: usize,
    /// Streams and connections that the server holds open.
    served: usize,
}

fn count(path: &str) -> usize {
    fs::read_dir(path).map(Iterator::count).unwrap_or_default()
}

fn sockets(pid: u32) -> usize {
    let links = fs::read_dir(format!("/proc/{pid}/fd")).into_iter().flatten().flatten();
    links.filter_map(|l| fs::read_link(l.path()).ok()).filter(|l| l.to_string_lossy().starts_with("socket:")).count()
}

fn taken(program: u32, server: u32) -> Taken {
    let status = fs::read_to_string(format!("/proc/{program}/status")).unwrap();
    let memory = status.lines().find_map(|l| l.strip_prefix("VmRSS:")).and_then(|l| l.trim().split(' ').next()?.parse().ok());
    Taken {
        memory: memory.unwrap(),
        threads: count(&format!("/proc/{program}/task")),
        files: count(&format!("/proc/{program}/fd")),
        served: sockets(server),
    }
}

/// By how much files and streams differ from one quarter of the rounds to another while nothing leaks. What leaks one each round has far more
/// after half of a minute's rounds.
const SOME: usize = 12;

fn least_and_median(part: &[Taken], of: fn(&Taken) -> usize) -> (usize, usize) {
    let mut all: Vec<usize> = part.iter().map(of).collect();
    all.sort_unstable();
    (all[0], all[all.len() / 2])
}

/// Whether something is never given back. A round ends with a new connection while those of the old one are being closed, and how many pods
/// there are to follow is the storm's: a round has 40 sockets and another 90. Of what leaks the least and the median grow alike.
fn grows([early, late]: [(usize, usize); 2], some: usize) -> bool {
    late.0 > early.0 + some && late.1 > early.1 + some
}

#[test]
fn what_leaks_each_round_is_told_from_what_comes_and_goes() {
    let noise = |n: usize| [46, 83, 60, 75, 45, 76, 64, 84, 55, 43, 79, 72, 19][n * 5 % 13];
    for (each, leaks) in [(0, false), (1, true)] {
        let of = |from: usize| {
            let mut part: Vec<usize> = (from..from + 13).map(|n| noise(n) + n * each).collect();
            part.sort_unstable();
            (part[0], part[6])
        };
        assert_eq!(grows([of(13), of(39)], SOME), leaks);
    }
    assert!(!grows([(19, 70), (39, 74)], SOME), "one round with few is no leak in the others");
}

/// One round through the views, and back to where it began.
fn round(pty: &mut Pty) {
    let see = |pty: &Pty, words: &[&str]| {
        pty.wait_for(|s| words.iter().all(|w| s.contains(w)), LONG).unwrap();
    };
    let gone = |pty: &Pty, word: &str| {
        pty.wait_for(|s| !s.contains(word), LONG).unwrap();
    };
    pty.send("0");
    // The connection is a new one since the round before: what is followed must be there first.
    see(pty, &["Workloads all namespaces (", "││▌", "Pods of "]);
    pty.send("G");
    pty.send("g");
    pty.send("l");
    see(pty, &["Logs of"]);
    pty.send("zz");
    // A filter and back, the digest and back, and the focus round to the workloads.
    pty.send("/e\r");
    see(pty, &["/e"]);
    pty.send("/\x7f\r");
    pty.send("dd");
    pty.send("\t\t");
    see(pty, &["s scale"]);
    for (key, title) in [("?", "─ Help"), ("m", "─ Messages"), ("J", "─ Journal")] {
        pty.send(key);
        see(pty, &[title]);
        pty.send(keys::ESC);
        gone(pty, title);
    }
    pty.send("1");
    see(pty, &["Workloads iot-prod"]);
    pty.send(&keys::ctrl('r'));
    see(pty, &["● live"]);
}

#[test]
#[allow(clippy::print_stdout, reason = "the figures are what a long run is for")]
#[ignore = "takes a minute, or as long as DOGWATCH_TEST_SECONDS says"]
fn nothing_grows() {
    let seconds = std::env::var("DOGWATCH_TEST_SECONDS").ok().and_then(|s| s.parse().ok()).unwrap_or(60);
    let life = Duration::from_secs(seconds);
    let demo = Demo::storm();
    let config = demo.folder.path().join("config");
    let mut pty = Start::new().size(160, 48).args(["--kubeconfig", config.to_str().unwrap(), "-n", "iot-prod"]).spawn();
    pty.wait_text("● live", LONG).unwrap();
    // The namespace of the key 1.
    pty.send("*");
    pty.wait_text("iot-prod is a favourite", LONG).unwrap();
    let begun = Instant::now();
    let mut all: Vec<Taken> = Vec::new();
    // The buffers fill and every view is opened once before it is measured.
    while begun.elapsed() < life || all.len() < 8 {
        round(&mut pty);
        all.push(taken(pty.pid(), demo.child.id()));
    }
    let rounds = all.len();
    let (early, late) = (&all[rounds / 4..rounds / 2], &all[3 * rounds / 4..]);
    let figures = |of: fn(&Taken) -> usize| [least_and_median(early, of), least_and_median(late, of)];
    let (memory, threads) = (figures(|t| t.memory as usize), figures(|t| t.threads));
    let (files, served) = (figures(|t| t.files), figures(|t| t.served));
    println!("{rounds} rounds in {:?}; least and median, early and late", begun.elapsed());
    println!("memory {memory:?} KiB, threads {threads:?}, files {files:?}, streams {served:?}");
    // The allocator's own coming and going; a leak of a stream, a table or a buffer each round is far more.
    let [(early, _), (late, _)] = memory;
    assert!(late <= early + early / 10 + 4096, "memory grows: {memory:?}");
    for (what, figures, some) in [("threads", threads, 2), ("files", files, SOME), ("streams", served, SOME)] {
        assert!(!grows(figures, some), "{what} grow: {figures:?}");
    }
    pty.send(":");
    pty.wait_text("─ Command", LONG).unwrap();
    pty.send("q!\r");
    pty.wait_exit(LONG).unwrap();
}
