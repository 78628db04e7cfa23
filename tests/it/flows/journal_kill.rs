//! The journal under SIGKILL: what was acknowledged is there afterwards.

use dogwatch::journal::{self, Entry, Journal, PatchNote};
use dogwatch::model::change::{Change, Outcome};
use dogwatch::model::{Time, Uid};
use std::collections::HashSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Names the folder to the process that is to be killed.
const VARIABLE: &str = "DOGWATCH_TEST_JOURNAL";
/// Entries of each process. Those of two fit into five parts, so that none is dropped, and not into two.
const ENTRIES: usize = 60;
const BYTES: u64 = 20_000;

/// The module as the test runner names it: without the crate.
fn here() -> &'static str {
    module_path!().split_once("::").unwrap().1
}

fn entry(n: usize) -> Entry {
    Entry {
        time: Time::from_secs(n as i64),
        context: "lab".into(),
        user: "admin".into(),
        namespace: "iot".into(),
        kind: "Deployment".into(),
        name: "web".into(),
        uid: Uid::new("0b7e1c2a-91d4-4f6b-8a11-00c0ffee0001"),
        change: Change::Scale { from: 2, to: 5 },
        why: None,
        patch: PatchNote {
            method: None,
            path: "/apis/apps/v1/namespaces/iot/deployments/web/scale?fieldManager=dogwatch".into(),
            content_type: "application/merge-patch+json".into(),
            body: Some(serde_json::json!({"spec":{"replicas":5}})),
        },
        plan: None,
    }
}

/// Begins and ends entries, says each once it is on the disk, and waits for its end.
fn write(dir: &Path) {
    let journal = Journal::open(dir).unwrap().sized(BYTES);
    let mut out = std::io::stdout().lock();
    // The test harness has begun a line.
    out.write_all(b"\n").unwrap();
    for n in 0..ENTRIES {
        let (id, _receipt) = journal.begin(&entry(n)).unwrap();
        out.write_all(format!("begun {id}\n").as_bytes()).unwrap();
        out.flush().unwrap();
        journal.finish(&id, &Outcome::taken(2), Time::from_secs(n as i64)).unwrap();
        out.write_all(format!("ended {id}\n").as_bytes()).unwrap();
        out.flush().unwrap();
    }
    // Until it is killed, or its parent has gone.
    let _ = std::io::stdin().read(&mut [0]);
}

fn start(dir: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", &format!("{}::what_was_acknowledged_outlives_a_kill", here()), "--nocapture"])
        .env(VARIABLE, dir)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Kills a process after so many words of its, and gives all that it has said.
fn kill_after(mut child: Child, words: usize) -> Vec<(String, String)> {
    let mut said = Vec::new();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    loop {
        line.clear();
        if out.read_line(&mut line).unwrap() == 0 {
            break;
        }
        if let Some((word @ ("begun" | "ended"), id)) = line.strip_suffix('\n').and_then(|l| l.split_once(' ')) {
            said.push((word.to_owned(), id.to_owned()));
            if said.len() == words {
                child.kill().unwrap();
            }
        }
    }
    child.wait().unwrap();
    assert!(said.len() >= words, "it ended by itself after {}", said.len());
    said
}

#[test]
fn what_was_acknowledged_outlives_a_kill() {
    if let Some(dir) = std::env::var_os(VARIABLE) {
        return write(Path::new(&dir));
    }
    let mut rng = fastrand::Rng::with_seed(20);
    let mut parts = 0;
    for round in 0..12 {
        let dir = tempfile::tempdir().unwrap();
        // Two at once; in the last round both come to their end.
        let words: [usize; 2] = if round == 11 { [2 * ENTRIES; 2] } else { std::array::from_fn(|_| rng.usize(1..2 * ENTRIES)) };
        let children = words.map(|words| (start(dir.path()), words));
        let said: Vec<_> = std::thread::scope(|scope| {
            let threads = children.map(|(child, words)| scope.spawn(move || kill_after(child, words)));
            threads.into_iter().flat_map(|t| t.join().unwrap()).collect()
        });

        let path = dir.path().join(journal::FILE);
        let next = Journal::open(dir.path()).unwrap().sized(BYTES);
        let (id, _receipt) = next.begin(&entry(ENTRIES)).unwrap();
        let history = journal::read(&path, None).unwrap();
        let all: Vec<String> = history.records.iter().map(|r| r.id.to_string()).collect();
        let ids: HashSet<&str> = all.iter().map(String::as_str).collect();
        assert_eq!(ids.len(), all.len(), "round {round}: none is there twice");
        assert!(ids.contains(id.to_string().as_str()), "round {round}: the journal goes on");
        assert!(history.skipped <= 2, "round {round}: {} torn lines of two kills", history.skipped);
        let ended: HashSet<String> = history.records.iter().filter(|r| r.end.is_some()).map(|r| r.id.to_string()).collect();
        for (word, id) in &said {
            let there = if word == "begun" { ids.contains(id.as_str()) } else { ended.contains(id) };
            assert!(there, "round {round}, killed after {words:?}: {word} {id} is not in the journal");
        }
        parts = parts.max((1..5).filter(|n| dir.path().join(format!("{}.{n}", journal::FILE)).exists()).count());
    }
    assert!(parts >= 2, "it was rotated meanwhile: {parts}");
}
