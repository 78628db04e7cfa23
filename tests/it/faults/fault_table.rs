//! All faults against all users of a stream, in one table: what was done, what the screen says, what it keeps, what a key takes meanwhile, how
//! long after the end everything is live and fresh, and the most memory that it took. The real program on the demo, the proxy between.
//!
//! `cargo test --test it -- --ignored --nocapture fault_table`; `DOGWATCH_FAULT=watch` takes the rows with that word alone,
//! `DOGWATCH_FAULT_REQUESTS=1` prints what is asked from two seconds before the end of a fault on.
#![allow(clippy::print_stdout, reason = "a table for its reader")]

use crate::faults::bounded::{Attack, EVENT, ITEM, LIST, MOST, bomb};
use crate::support::ground::LONG;
use crate::support::proxy::{Fault, Proxy, status};
use bytes::Bytes;
use std::time::{Duration, Instant};

/// How soon everything is live and fresh after the end of a fault, as it is promised; and what the machine may take beside that: the demo, the
/// proxy and a debug build share its cores with the program.
const PROMISED: Duration = Duration::from_secs(2);
const MACHINE: Duration = Duration::from_millis(1500);
/// How long a fault lasts: longer than it may take until it is said.
const LASTS: Duration = Duration::from_secs(11);
const KEYS: usize = 20;
/// What is not there by then never comes.
const GIVEN_UP: Duration = Duration::from_secs(45);

type Do = Box<dyn Fn(&Attack)>;

struct Row {
    name: String,
    begin: Do,
}

fn row(name: impl Into<String>, begin: impl Fn(&Attack) + 'static) -> Row {
    Row { name: name.into(), begin: Box::new(begin) }
}

/// Makes the present streams of a part end, so that what is asked next meets the fault.
fn renew(proxy: &Proxy, part: &str) {
    if part.starts_with("limit=") {
        let gone = status(410, "Expired", "too old resource version");
        proxy.inject("watch=true", &format!(r#"{{"type":"ERROR","object":{gone}}}"#));
    } else {
        proxy.break_watches(part);
    }
}

/// The faults that any answer can have.
fn faults() -> Vec<(&'static str, Fault)> {
    let answer = |code, reason| Fault::status(code, reason, "so it is");
    let packed = vec![("content-encoding", "gzip".to_owned())];
    vec![
        ("never answered", Fault::Hang),
        ("closed instead", Fault::Drop),
        ("lost on its way", Fault::Lose),
        ("401", answer(401, "Unauthorized")),
        ("403", answer(403, "Forbidden")),
        ("404", answer(404, "NotFound")),
        ("409", answer(409, "Conflict")),
        ("429, retry after 1 s", answer(429, "TooManyRequests")),
        ("500", answer(500, "InternalError")),
        ("503", answer(503, "ServiceUnavailable")),
        (
            "504 of a balancer",
            Fault::Answer(504, vec![("content-type", "text/html".into())], "<html><title>Gateway</title>".into()),
        ),
        ("a login page", Fault::Answer(200, vec![("content-type", "text/html".into())], "<html><title>Sign in</title>".into())),
        ("garbage", Fault::Answer(200, Vec::new(), "{\"a\":{{{\n".into())),
        ("empty", Fault::Answer(200, Vec::new(), String::new())),
        ("500 without an end", Fault::Endless(500, Vec::new(), Bytes::from("{\"message\":\""), Bytes::from("boom ".repeat(9000)))),
        ("without an end", Fault::endless("", "xxxxxxxx")),
        ("1 MiB that unpacks to 1 GiB", Fault::Endless(200, packed, bomb(), Bytes::new())),
    ]
}

fn rows() -> Vec<Row> {
    let mut all = vec![
        row("connections reset", |a| a.proxy.reset()),
        row("connections refused", |a| {
            a.proxy.refuse(true);
            a.proxy.reset();
        }),
        row("connections half open", |a| a.proxy.freeze(true)),
        row("watches end", |a| a.proxy.end_watches("watch=true")),
        row("watches break", |a| a.proxy.break_watches("watch=true")),
        row("watches: 410 in the stream", |a| renew(&a.proxy, "limit=")),
        row("watches are silent", |a| {
            a.proxy.on("GET", "watch=true", Fault::lines(|_| Vec::new()));
        }),
        row("watches: half a line", |a| {
            a.proxy.on("GET", "watch=true", Fault::lines(|line| vec![line[..line.len() / 2].to_owned()]));
        }),
        row("watches: each line twice", |a| {
            a.proxy.on("GET", "watch=true", Fault::lines(|line| vec![line.to_owned(); 2]));
        }),
        row("watches: objects without an end", |a| {
            a.proxy.on("GET", "watch=true", Fault::endless(EVENT, r#"":{},"a"#));
            a.proxy.break_watches("watch=true");
        }),
        row("lists: items without an end", |a| {
            a.proxy.on("GET", "limit=500", Fault::endless(LIST, ITEM));
            renew(&a.proxy, "limit=");
        }),
        row("lists: 1 KiB/s", |a| {
            a.proxy.on("GET", "limit=500", Fault::Slow(Duration::ZERO, 1024));
            renew(&a.proxy, "limit=");
        }),
        row("everything: late by 0.4 s", |a| {
            a.proxy.on("", "/", Fault::Slow(Duration::from_millis(400), 400_000));
        }),
        row("etcd is compacted", |a| {
            a.proxy.on("GET", "watch=true", Fault::Hang);
            a.proxy.end_watches("watch=true");
            a.faults().compact();
        }),
        row("logs break", |a| a.proxy.break_watches("/log?")),
        row("logs end", |a| a.proxy.end_watches("/log?")),
    ];
    for (user, part) in [
        ("watches", "watch=true"),
        ("lists", "limit=500"),
        ("logs", "/log?"),
        ("objects", "/pods/"),
        ("all but the version", "/api"),
        ("everything", "/"),
    ] {
        for (name, fault) in faults() {
            all.push(row(format!("{user}: {name}"), move |a| {
                a.proxy.on("GET", part, fault.clone());
                renew(&a.proxy, if part.len() < 5 { "" } else { part });
            }));
        }
    }
    let wanted = std::env::var("DOGWATCH_FAULT").unwrap_or_default();
    all.into_iter().filter(|row| row.name.contains(&wanted)).collect()
}

/// Where the cursors are.
fn cursors(screen: &vt100::Screen) -> Vec<(u16, u16)> {
    let (rows, columns) = screen.size();
    let at = |y, x| screen.cell(y, x).is_some_and(|c| c.contents() == "▌");
    (0..rows).flat_map(|y| (0..columns).map(move |x| (y, x))).filter(|(y, x)| at(*y, *x)).collect()
}

/// What a key takes, from the press to the last byte of its frame, in the worst of twenty but one.
fn key_p95(attack: &mut Attack) -> Duration {
    let mut all: Vec<Duration> = (0..KEYS)
        .map(|i| {
            let before = attack.pty.look(cursors);
            let pressed = Instant::now();
            attack.pty.send(if i % 2 == 0 { "j" } else { "k" });
            let drawn = attack.pty.wait_frame(|screen| cursors(screen) != before, Duration::from_secs(10));
            drawn.map_or_else(|_| pressed.elapsed(), |(at, _)| at.duration_since(pressed))
        })
        .collect();
    all.sort();
    all[KEYS * 95 / 100 - 1]
}

/// The header and the frames of the panes: what stands within may be anybody's words.
fn frames(screen: &str) -> impl Iterator<Item = &str> {
    screen.lines().filter(|l| l.starts_with(" dogwatch") || l.contains('┌') || l.contains('├'))
}

/// What the screen says of a trouble, in the header and in the frames of its panes.
fn says(screen: &str) -> String {
    let found = |line: &str| {
        let at = ["offline", "stale since", "denied", "listed every", "◌"].iter().filter_map(|w| line.find(w)).min()?;
        Some(line[at..].split(['┐', '┤', '─']).next().unwrap_or_default().trim().to_owned())
    };
    let said = frames(screen).filter_map(found).max_by_key(String::len);
    said.unwrap_or_else(|| "● live".into()).chars().take(64).collect()
}

/// The last line of the log.
fn last_log(screen: &str) -> String {
    screen.lines().rfind(|l| l.contains("INFO") || l.contains("WARN") || l.contains("ERROR")).unwrap_or_default().to_owned()
}

fn is_live(screen: &str) -> bool {
    let wrong = ["stale", "offline", "denied", "listed every", "◌"];
    screen.contains("● live") && !frames(screen).any(|l| wrong.iter().any(|w| l.contains(w)))
}

#[test]
#[ignore = "a table of a hundred rows takes half an hour"]
fn fault_table() {
    println!(
        "| what was done | says | keeps | key p95 ms | live and fresh after s | log after s | peak MiB |\n|---|---|---|---|---|---|---|"
    );
    let mut wrong = Vec::new();
    for (number, row) in rows().into_iter().enumerate() {
        let mut attack = Attack::start(Proxy::paged);
        attack.pty.wait_for(|s| is_live(s) && s.contains("device-service"), LONG).unwrap();
        attack.pty.send("l");
        attack.pty.wait_for(|s| !last_log(s).is_empty(), LONG).unwrap();
        // From the log back to where there are rows to move among.
        for _ in 0..4 {
            let before = attack.pty.look(cursors);
            attack.pty.send("j");
            if attack.pty.wait_frame(|screen| cursors(screen) != before, Duration::from_secs(2)).is_ok() {
                break;
            }
            attack.pty.send(crate::support::pty::keys::BACK_TAB);
        }
        attack.pty.send("k");
        let begun = Instant::now();
        (row.begin)(&attack);
        let mut said = says(&attack.pty.screen());
        let p95 = key_p95(&mut attack);
        // The fault lasts whatever is seen of it.
        attack.pty.look_on(LASTS.saturating_sub(begun.elapsed()), |screen| {
            let now = says(screen);
            if now != "● live" {
                said = now;
            }
        });
        let screen = attack.pty.screen();
        let keeps = screen.contains("iot-dev") && screen.contains("nacos") && !last_log(&screen).is_empty();
        // Something of each kind happens which only a stream that lives can tell.
        let name = format!("fresh-{number}");
        attack.change("POST", "/api/v1/namespaces", &format!(r#"{{"metadata":{{"name":"{name}"}}}}"#));
        attack.change("PATCH", "/apis/apps/v1/namespaces/iot-dev/deployments/web", r#"{"spec":{"replicas":3}}"#);
        let log = last_log(&screen);
        let over = Instant::now();
        attack.proxy.clear();
        // What was left out of these streams never comes on them: they are the fault itself until they break.
        if row.name == "watches are silent" {
            attack.proxy.break_watches("watch=true");
        }
        let fresh = |s: &str| {
            let web = s.lines().find(|l| l.contains("iot-dev") && l.contains(" web ")).unwrap_or_default();
            is_live(s) && s.contains(&name) && web.contains("/3")
        };
        let wait = |what: &str, wanted: &mut dyn FnMut(&str) -> bool| {
            attack.pty.wait_for(|s| wanted(s), GIVEN_UP).map(|_| over.elapsed()).map_err(|e| format!("{}: {what}: {e}", row.name))
        };
        let live = wait("live and fresh", &mut |s| fresh(s));
        let logs = wait("the log", &mut |s| last_log(s) != log);
        if std::env::var_os("DOGWATCH_FAULT_REQUESTS").is_some() {
            for seen in attack.proxy.seen("GET", "/").iter().filter(|s| s.at + Duration::from_secs(2) > over) {
                let at =
                    seen.at.saturating_duration_since(over).as_secs_f64() - over.saturating_duration_since(seen.at).as_secs_f64();
                println!("{at:6.2} {} {:?}", seen.path, seen.answered);
            }
        }
        let (peak, told) = (attack.peak(), |d: &Result<Duration, String>| {
            d.as_ref().map_or("never".into(), |d| format!("{:.2}", d.as_secs_f64()))
        });
        println!(
            "| {} | {said} | {} | {} | {} | {} | {} |",
            row.name,
            if keeps { "rows, log" } else { "NOT ALL" },
            p95.as_millis(),
            told(&live),
            told(&logs),
            peak >> 10
        );
        let soon = |d: &Result<Duration, String>| d.as_ref().is_ok_and(|d| *d <= PROMISED + MACHINE);
        if !soon(&live) || !soon(&logs) || !keeps || peak > MOST {
            wrong.push(format!("{}: live {live:?}, log {logs:?}, keeps {keeps}, peak {} MiB", row.name, peak >> 10));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
