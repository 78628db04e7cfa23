//! The runs of a container in one row, the parts of a log that may be wanted, and how streams end.

use super::Pace;
use super::fake::Fault;
use super::tests::{DEADLINE, QUICK, Rig, SECOND, START, expected, mark, numbered, texts, wish};
use crate::model::Time;
use crate::model::logs::{LogBody, LogLine, LogSpan, LogWish, Remark};
use crate::model::pod::Ended;
use crate::model::reason::EndWhy;
use std::time::{Duration, Instant};
use tokio::time::timeout;

const AGAIN: &str = "started again: it had ended with exit 3";

/// A container that was started again twice: five lines of its previous run, three of the present one.
async fn again() -> Rig {
    let rig = Rig::new().await;
    rig.fake.change("a", |l| (l.previous, l.lines, l.restarts) = (numbered(0..5, SECOND), numbered(5..8, SECOND), 2));
    rig
}

fn run_end(reason: &str, exit_code: i32) -> EndWhy {
    Ended { reason: reason.into(), exit_code, signal: 0, finished: None, message: "".into() }.how(None)
}

fn joined(tail: u32) -> LogWish {
    LogWish { incarnation: 2, tail, ..wish(1, "a") }
}

#[tokio::test]
async fn the_previous_run_stands_before_the_present_one_with_a_mark_between() {
    for (span, tail, first) in [
        (LogSpan::Tail, 100, 0),
        (LogSpan::Tail, 6, 2),
        (LogSpan::All, 100, 0),
        (LogSpan::Since(Time::from_secs(START / SECOND + 3)), 100, 3),
    ] {
        let mut rig = again().await;
        rig.follower.set(1, vec![LogWish { span, ..joined(tail) }]);
        rig.until("both runs", |l| texts(l).contains(&"line 7")).await;
        rig.fake.change("a", |l| l.lines.extend(numbered(8..9, SECOND)));
        rig.until("what comes", |l| texts(l).contains(&"line 8")).await;
        assert_eq!(rig.texts(), expected(first..9), "{span:?}");
        assert_eq!((rig.marks(), rig.gaps()), (vec![AGAIN], Vec::new()), "{span:?}");
        let mark = rig.lines.iter().position(|l| matches!(l.body, LogBody::Remark(_))).unwrap();
        assert_eq!(texts(&rig.lines[mark..])[0], "line 5", "{span:?}");
        assert!(rig.lines.is_sorted_by_key(|l| l.nanos), "{span:?}");
    }
}

#[tokio::test]
async fn a_run_that_begins_in_the_second_of_the_last_ones_end_is_whole() {
    const STEP: i64 = SECOND / 20;
    // How many lines the new run has by then, and whether the pod tells of it already.
    for (lines, restarts) in [(4, 0), (4, 1), (49, 0), (80, 0), (80, 1), (500, 0)] {
        for had in [15, 19, 23] {
            let mut rig = Rig::new().await;
            rig.fake.change("a", |l| {
                l.lines = numbered(0..had, STEP);
                // Broken off, and refused until the container runs anew.
                let bytes = (0..had).map(|i| 31 + format!("line {i}\n").len()).sum();
                l.faults.push_back(Fault::Cut(bytes));
                l.faults.extend((0..2).map(|_| Fault::Refuse(500, "dial tcp: connection refused".into())));
            });
            rig.follower.set(1, vec![wish(1, "a")]);
            rig.until("a refusal", |l| l.iter().any(|l| matches!(l.body, LogBody::Remark(_)))).await;
            rig.fake.change("a", |l| {
                l.previous = std::mem::take(&mut l.lines);
                (l.lines, l.restarts) = (numbered(had..had + lines, STEP), restarts);
            });
            let last = format!("line {}", had + lines - 1);
            rig.until("the new run", |l| texts(l).contains(&last.as_str())).await;
            assert_eq!(rig.texts(), expected(0..had + lines), "{lines} lines behind {had}, restarts {restarts}");
            assert_eq!(rig.gaps(), [0; 0]);
            // Told late, and only when it is over already: it is said once all the same, before its first line.
            let state = r#"{"terminated":{"exitCode":3,"reason":"Error","finishedAt":"2026-07-24T21:20:35Z"}}"#;
            rig.fake.change("a", |l| (l.restarts, l.state, l.ended) = (1, state.into(), true));
            rig.until("its end", |l| l.iter().any(|l| matches!(mark(l), Some(Remark::Ended(..))))).await;
            let begins = |l: &LogLine| matches!(mark(l), Some(Remark::Again(_)));
            let at: Vec<usize> = (0..rig.lines.len()).filter(|i| begins(&rig.lines[*i])).collect();
            assert_eq!(at.len(), 1, "{lines} lines behind {had}, restarts {restarts}: {:?}", rig.lines);
            assert_eq!(texts(&rig.lines[at[0]..])[0], format!("line {had}"), "{lines} lines behind {had}, restarts {restarts}");
        }
    }
}

#[tokio::test]
async fn a_present_run_that_fills_the_tail_stands_alone() {
    let mut rig = again().await;
    rig.follower.set(1, vec![joined(3)]);
    rig.until("the present run", |l| texts(l).len() == 3).await;
    rig.fake.change("a", |l| l.lines.extend(numbered(8..9, SECOND)));
    rig.until("what comes", |l| texts(l).len() == 4).await;
    assert_eq!((rig.texts(), rig.marks()), (vec!["line 5", "line 6", "line 7", "line 8"], Vec::new()));
    assert!(!rig.fake.requests("a").iter().any(|r| r.contains("previous")));
}

#[tokio::test]
async fn breaks_while_runs_are_joined_lose_nothing_and_double_nothing() {
    for seed in 0..40 {
        let mut rng = fastrand::Rng::with_seed(seed);
        let mut rig = again().await;
        let fault = |rng: &mut fastrand::Rng| {
            if rng.bool() { Fault::Refuse(503, "not now".into()) } else { Fault::Cut(rng.usize(0..200)) }
        };
        rig.fake.change("a", |l| l.faults = (0..rng.usize(1..5)).map(|_| fault(&mut rng)).collect());
        rig.follower.set(1, vec![LogWish { span: LogSpan::All, ..joined(100) }]);
        rig.until("both runs", |l| texts(l).contains(&"line 7")).await;
        let (lost, had) = (rig.gaps().len(), rig.texts());
        assert!(had.is_sorted() && had.windows(2).all(|w| w[0] != w[1]), "seed {seed}: {:?}", rig.lines);
        let said = rig.marks().iter().any(|m| m.starts_with("the previous run's log cannot be read"));
        assert!(had == expected(0..8) || lost > 0 || said && had == expected(5..8), "seed {seed}: {:?}", rig.lines);
        assert!(had.iter().all(|t| t.len() == 6), "seed {seed}: {:?}", rig.lines);
    }
}

#[tokio::test]
async fn the_first_lines_are_read_and_no_more() {
    for fault in [None, Some(Fault::Cut(100)), Some(Fault::Cut(38 * 3))] {
        let mut rig = Rig::new().await;
        rig.fake.change("a", |l| {
            l.lines = numbered(0..10_000, SECOND);
            l.faults.extend(fault.clone());
        });
        rig.fake.change("b", |l| l.lines = numbered(0..3, SECOND));
        let head = |id, pod| LogWish { span: LogSpan::Head, tail: 4, ..wish(id, pod) };
        rig.follower.set(1, vec![head(1, "a"), head(2, "b")]);
        rig.until("the first lines", |l| texts(l).len() == 7 && l.len() == 8).await;
        rig.server("both are closed", |f| f.open() == 0).await;
        let of = |source| rig.lines.iter().filter(|l| l.source == source).cloned().collect::<Vec<_>>();
        assert_eq!(texts(&of(1)), expected(0..4));
        assert_eq!(texts(&of(2)), expected(0..3));
        assert_eq!(rig.marks(), ["there are more than the first 4 lines"]);
        assert_eq!(of(1).last().map(|l| l.nanos), Some(START + 3 * SECOND), "it stands behind the last of them");
        assert!(rig.fake.requests("a").iter().all(|r| !r.contains("follow") && !r.contains("tailLines")));
        // Started again, the first lines are still the first lines.
        let asked = rig.fake.requests("a").len();
        rig.follower.set(1, vec![LogWish { incarnation: 1, ..head(1, "a") }, wish(3, "b")]);
        rig.until("the other", |l| l.iter().any(|l| l.source == 3)).await;
        assert_eq!(rig.fake.requests("a").len(), asked);
    }
}

#[tokio::test]
async fn what_was_written_before_the_time_that_is_wanted_never_comes() {
    let mut rig = Rig::new().await;
    rig.fake.change("a", |l| {
        l.lines = numbered(0..10, SECOND);
        l.faults = (0..3).map(|_| Fault::Close(0)).collect();
    });
    let since = LogSpan::Since(Time::from_secs(START / SECOND + 20));
    rig.follower.set(1, vec![LogWish { span: since, ..wish(1, "a") }]);
    rig.server("it was opened several times and empty", |f| f.requests("a").len() == 4).await;
    rig.fake.change("a", |l| l.lines.extend(numbered(20..22, SECOND)));
    rig.until("what is wanted", |l| texts(l).len() == 2).await;
    assert_eq!(rig.texts(), expected(20..22));
}

#[tokio::test]
async fn an_ended_log_says_how_it_ended() {
    let mut rig = Rig::new().await;
    rig.fake.change("a", |l| (l.lines, l.ended) = (numbered(0..3, SECOND), true));
    rig.fake.change("b", |l| l.faults.push_back(Fault::Refuse(404, "pods \"b\" not found".into())));
    let ended = |id, pod, how: EndWhy| LogWish { running: false, ended: Some(how), ..wish(id, pod) };
    rig.follower.set(1, vec![ended(1, "a", run_end("OOMKilled", 137)), ended(2, "b", run_end("Error", 1))]);
    rig.until("the ends", |l| l.len() == 5).await;
    let last = |source| rig.lines.iter().rfind(|l| l.source == source).and_then(mark).map(ToString::to_string);
    assert_eq!(last(1).as_deref(), Some("ended: OOMKilled, exit 137"));
    assert_eq!(last(2).as_deref(), Some("ended: exit 1"), "also where its log is gone with its pod");
}

#[tokio::test]
async fn the_last_words_of_a_pod_that_is_gone_are_read() {
    let mut rig = Rig::with(Pace { parting: DEADLINE, ..QUICK }).await;
    rig.fake.change("a", |l| l.lines = numbered(0..3, SECOND));
    rig.follower.set(1, vec![LogWish { ended: Some(run_end("Error", 143)), ..wish(1, "a") }]);
    rig.until("the first", |l| texts(l).len() == 3).await;
    rig.follower.set(1, Vec::new());
    rig.fake.change("a", |l| l.lines.extend(numbered(3..6, SECOND)));
    rig.until("its last words", |l| texts(l).len() == 6).await;
    rig.fake.change("a", |l| l.ended = true);
    rig.until("its end", |l| l.len() == 7).await;
    assert_eq!((rig.texts().len(), rig.marks()), (6, vec!["ended: exit 143"]));
    rig.server("closed", |f| f.open() == 0).await;
}

#[tokio::test]
async fn one_that_is_wanted_again_before_it_was_closed_goes_on() {
    let mut rig = Rig::with(Pace { parting: DEADLINE, ..QUICK }).await;
    rig.fake.change("a", |l| l.lines = numbered(0..3, SECOND));
    rig.follower.set(1, vec![wish(1, "a")]);
    rig.until("the first", |l| texts(l).len() == 3).await;
    rig.follower.set(1, Vec::new());
    rig.follower.set(1, vec![wish(1, "a")]);
    rig.fake.change("a", |l| l.lines.extend(numbered(3..6, SECOND)));
    rig.until("the rest", |l| texts(l).len() == 6).await;
    assert_eq!((rig.texts(), rig.fake.requests("a").len()), (expected(0..6).iter().map(String::as_str).collect(), 1));
}

#[tokio::test]
async fn a_run_that_begins_while_it_is_followed_has_its_mark() {
    let mut rig = Rig::new().await;
    rig.fake.change("a", |l| l.lines = numbered(0..3, SECOND));
    rig.follower.set(1, vec![wish(1, "a")]);
    rig.until("the first run", |l| texts(l).len() == 3).await;
    rig.fake.change("a", |l| {
        l.previous = std::mem::take(&mut l.lines);
        (l.lines, l.restarts) = (numbered(3..5, SECOND), 1);
    });
    rig.follower.reconnect();
    rig.until("the second run", |l| texts(l).len() == 5).await;
    rig.follower.set(1, vec![LogWish { incarnation: 1, ..wish(1, "a") }]);
    rig.fake.change("a", |l| l.lines.extend(numbered(5..6, SECOND)));
    rig.until("what comes", |l| texts(l).len() == 6).await;
    assert_eq!((rig.texts(), rig.marks(), rig.gaps()), (texts(&rig.lines), vec![AGAIN], Vec::new()));
    assert!(matches!(rig.lines[3].body, LogBody::Remark(_)), "{:?}", rig.lines);
}

#[tokio::test]
async fn a_line_is_handed_on_at_once() {
    let mut rig = Rig::with(Pace::default()).await;
    rig.fake.change("a", |l| l.lines = numbered(0..1, SECOND));
    rig.follower.set(1, vec![wish(1, "a")]);
    rig.until("the first", |l| texts(l).len() == 1).await;
    let mut took: Vec<Duration> = Vec::new();
    for i in 1..12 {
        let written = Instant::now();
        rig.fake.change("a", |l| l.lines.extend(numbered(i..i + 1, SECOND)));
        rig.until("the next", |l| texts(l).len() == i + 1).await;
        took.push(written.elapsed());
    }
    took.sort_unstable();
    // Nothing but the machine holds them up: it may be busy with other things for one of them, and not for half.
    assert!(took[took.len() / 2] < Duration::from_secs(2), "{took:?}");
}

#[tokio::test]
async fn many_streams_are_opened_at_a_steady_pace() {
    let mut rig = Rig::with(Pace { start: Duration::from_millis(20), ..QUICK }).await;
    let pods: Vec<String> = (0..40).map(|i| format!("pod-{i}")).collect();
    for pod in &pods {
        rig.fake.change(pod, |l| l.lines = vec![(START, pod.clone().into_bytes())]);
    }
    let begun = Instant::now();
    rig.follower.set(1, pods.iter().zip(0..).map(|(p, id)| wish(id, p)).collect());
    let seen = timeout(DEADLINE, rig.until("all of them", |l| texts(l).len() == 40)).await;
    assert!(seen.is_ok() && begun.elapsed() >= Duration::from_millis(30 * 20), "{:?}", begun.elapsed());
}

const BACK_OFF: &str =
    r#"{"waiting":{"reason":"CrashLoopBackOff","message":"back-off 40s restarting failed container=app pod=a_ns(u)"}}"#;
const WAITS: &str = "waiting in CrashLoopBackOff, next try 40s after that";

fn ended(code: i32, finished: usize) -> String {
    let time = Time::from_secs(START / SECOND + finished as i64).rfc3339();
    format!(r#"{{"terminated":{{"exitCode":{code},"reason":"Error","finishedAt":"{time}"}}}}"#)
}

/// What was sent, in the order in which it stands in a log: by time, and by coming.
fn in_order(rig: &Rig) -> Vec<String> {
    let mut lines: Vec<&crate::model::logs::LogLine> = rig.lines.iter().collect();
    lines.sort_by_key(|l| l.nanos);
    let said = |l: &&crate::model::logs::LogLine| match &l.body {
        LogBody::Text(text) => text.to_string(),
        LogBody::Remark(remark) => format!("({remark})"),
    };
    lines.iter().map(said).collect()
}

#[tokio::test]
async fn the_end_of_each_run_is_said_once_and_what_is_waited_for() {
    let mut rig = Rig::new().await;
    rig.fake.change("a", |l| l.lines = numbered(0..3, SECOND));
    rig.follower.set(1, vec![wish(1, "a")]);
    rig.until("the first run", |l| texts(l).len() == 3).await;
    rig.fake.change("a", |l| (l.ended, l.state) = (true, ended(7, 60)));
    rig.until("its end", |l| l.len() == 4).await;
    rig.fake.change("a", |l| l.state = BACK_OFF.into());
    rig.until("what it waits for", |l| l.len() == 5).await;
    // It waits for long, and is asked about many times.
    let asked = rig.fake.requests("a").len();
    rig.server("it is looked at", |f| f.requests("a").len() > asked + 10).await;
    rig.fake.change("a", |l| {
        l.previous = std::mem::take(&mut l.lines);
        (l.lines, l.restarts, l.ended, l.state) = (numbered(100..102, SECOND), 1, false, r#"{"running":{}}"#.into());
    });
    rig.until("the second run", |l| texts(l).len() == 5).await;
    rig.fake.change("a", |l| (l.ended, l.state) = (true, BACK_OFF.into()));
    rig.until("its end", |l| l.len() == 9).await;
    assert_eq!(
        in_order(&rig),
        [
            "line 0",
            "line 1",
            "line 2",
            "(ended: exit 7)",
            &format!("({WAITS})"),
            &format!("({AGAIN})"),
            "line 100",
            "line 101",
            &format!("(ended: exit 3; {WAITS})")
        ]
    );
    assert_eq!(rig.lines[3].nanos, START + 60 * SECOND, "at the time of the end");
}

#[tokio::test]
async fn a_container_that_waits_when_it_is_first_looked_at_says_how_it_ended() {
    for restarts in [0, 3] {
        let mut rig = Rig::new().await;
        rig.fake.change("a", |l| {
            (l.previous, l.lines) = (numbered(0..3, SECOND), numbered(0..3, SECOND));
            (l.restarts, l.ended, l.state) = (restarts, true, BACK_OFF.into());
        });
        rig.follower.set(1, vec![LogWish { incarnation: restarts, ..wish(1, "a") }]);
        rig.until("its end", |l| l.len() == 4).await;
        let asked = rig.fake.requests("a").len();
        rig.server("it is looked at", |f| f.requests("a").len() > asked + 5).await;
        rig.fake.change("a", |l| {
            (l.lines, l.restarts, l.ended, l.state) = (numbered(9..10, SECOND), restarts + 1, false, String::new())
        });
        rig.until("the next run", |l| texts(l).len() == 4).await;
        let want = ["line 0", "line 1", "line 2", &format!("(ended: exit 3; {WAITS})"), &format!("({AGAIN})"), "line 9"];
        assert_eq!(in_order(&rig), want, "{restarts}");
    }
}

#[tokio::test]
async fn runs_that_say_nothing_have_their_marks() {
    let mut rig = Rig::new().await;
    rig.fake.change("a", |l| (l.ended, l.state) = (true, BACK_OFF.into()));
    rig.follower.set(1, vec![wish(1, "a")]);
    rig.until("the first end", |l| l.len() == 1).await;
    for run in 1..4 {
        rig.fake.change("a", |l| (l.restarts, l.ended, l.state) = (run, false, r#"{"running":{}}"#.into()));
        rig.until("it runs", |l| l.len() == 2 * run as usize).await;
        rig.fake.change("a", |l| (l.ended, l.state) = (true, BACK_OFF.into()));
        rig.until("it ended", |l| l.len() == 2 * run as usize + 1).await;
    }
    let end = format!("ended: exit 3; {WAITS}");
    assert_eq!(rig.marks(), [&end, AGAIN, &end, AGAIN, &end, AGAIN, &end]);
    assert!(rig.gaps().is_empty());
}

#[tokio::test]
async fn what_is_missing_of_a_run_stands_before_its_end_when_the_next_one_says_nothing() {
    let mut rig = Rig::new().await;
    rig.fake.change("a", |l| l.lines = numbered(0..3, SECOND));
    rig.follower.set(1, vec![wish(1, "a")]);
    rig.until("the first run", |l| texts(l).len() == 3).await;
    rig.fake.change("a", |l| {
        (l.previous, l.lines) = (numbered(0..6, SECOND), Vec::new());
        (l.restarts, l.state) = (1, r#"{"running":{}}"#.into());
    });
    rig.follower.reconnect();
    rig.until("the mark", |l| l.iter().any(|l| matches!(mark(l), Some(Remark::Again(_))))).await;
    rig.fake.change("a", |l| l.lines = numbered(9..11, SECOND));
    rig.until("the second run", |l| texts(l).len() == 8).await;
    rig.follower.reconnect();
    rig.fake.change("a", |l| l.lines.extend(numbered(11..12, SECOND)));
    rig.until("on it goes", |l| texts(l).len() == 9).await;
    let mut want = expected(0..6);
    want.push(format!("({AGAIN})"));
    want.extend(expected(9..12));
    assert_eq!(in_order(&rig), want);
}
