use super::fake::{Fake, Fault, UID};
use super::{Follower, MAX_STREAMS, Pace};
use crate::model::Uid;
use crate::model::logs::{LogBody, LogLine, LogSource, LogWish, MAX_LINE, Remark};
use std::time::Duration;
use tokio::sync::mpsc::{Receiver, channel};
use tokio::time::timeout;

pub(super) const SECOND: i64 = 1_000_000_000;
pub(super) const START: i64 = 1_784_924_435 * SECOND;
pub(super) const DEADLINE: Duration = Duration::from_secs(180);

pub(super) const QUICK: Pace = Pace {
    in_turn: false,
    retry: (Duration::from_millis(4), Duration::from_millis(30)),
    forbidden: Duration::from_millis(200),
    silence: (Duration::from_millis(300), Duration::from_secs(20)),
    start: Duration::from_millis(1),
    parting: Duration::from_millis(200),
    message: Duration::from_millis(5),
    full_message: Duration::from_millis(1),
};

pub(super) fn wish(id: u32, pod: &str) -> LogWish {
    let source = LogSource { id, namespace: "ns".into(), pod: pod.into(), uid: Uid::new(UID), container: "app".into() };
    LogWish {
        source,
        incarnation: 0,
        previous: false,
        running: true,
        ended: None,
        tail: 100_000,
        span: crate::model::logs::LogSpan::Tail,
    }
}

/// A follower and what it has sent.
pub(super) struct Rig {
    pub(super) fake: Fake,
    pub(super) follower: Follower,
    pub(super) rx: Receiver<(u64, Vec<LogLine>)>,
    pub(super) lines: Vec<LogLine>,
    largest: usize,
}

impl Rig {
    pub(super) async fn new() -> Self {
        Self::with(QUICK).await
    }

    pub(super) async fn with(pace: Pace) -> Self {
        let fake = Fake::start().await;
        let (tx, rx) = channel(4);
        let follower = Follower::with_pace(fake.session(), tx, pace);
        Self { fake, follower, rx, lines: Vec::new(), largest: 0 }
    }

    /// Takes messages until what came is as wanted.
    pub(super) async fn until(&mut self, what: &str, mut done: impl FnMut(&[LogLine]) -> bool) {
        let seen = timeout(DEADLINE, async {
            while !done(&self.lines) {
                let (_, lines) = self.rx.recv().await.unwrap();
                assert!(lines.len() <= 2000);
                self.largest = self.largest.max(lines.len());
                self.lines.extend(lines);
            }
        });
        assert!(seen.await.is_ok(), "{what}: {:?}", self.lines.iter().rev().take(5).collect::<Vec<_>>());
    }

    /// Waits until the server is as wanted.
    pub(super) async fn server(&self, what: &str, mut done: impl FnMut(&Fake) -> bool) {
        let seen = timeout(DEADLINE, async {
            while !done(&self.fake) {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        });
        assert!(seen.await.is_ok(), "{what}");
    }

    pub(super) fn texts(&self) -> Vec<&str> {
        texts(&self.lines)
    }

    pub(super) fn marks(&self) -> Vec<&str> {
        let marks = self.lines.iter().filter_map(mark).filter(|m| !matches!(m, Remark::Missing(_)));
        marks.map(|m| &*m.to_string().leak()).collect()
    }

    pub(super) fn gaps(&self) -> Vec<u32> {
        self.lines.iter().filter_map(mark).filter_map(|m| if let Remark::Missing(ms) = m { Some(*ms) } else { None }).collect()
    }
}

/// What dogwatch says of a log, where a line is that.
pub(super) fn mark(line: &LogLine) -> Option<&Remark> {
    if let LogBody::Remark(remark) = &line.body { Some(remark) } else { None }
}

pub(super) fn texts(lines: &[LogLine]) -> Vec<&str> {
    lines.iter().filter_map(|l| if let LogBody::Text(t) = &l.body { Some(&**t) } else { None }).collect()
}

pub(super) fn numbered(range: std::ops::Range<usize>, step: i64) -> Vec<(i64, Vec<u8>)> {
    range.map(|i| (START + i as i64 * step, format!("line {i}").into_bytes())).collect()
}

pub(super) fn expected(range: std::ops::Range<usize>) -> Vec<String> {
    range.map(|i| format!("line {i}")).collect()
}

#[tokio::test]
async fn a_log_is_followed_from_its_tail_on() {
    let mut rig = Rig::new().await;
    rig.fake.change("a", |l| l.lines = numbered(0..10, SECOND));
    rig.follower.set(7, vec![LogWish { tail: 3, ..wish(1, "a") }]);
    rig.until("the tail", |l| texts(l).len() == 3).await;
    rig.fake.change("a", |l| l.lines.extend(numbered(10..12, SECOND)));
    rig.until("what is written then", |l| texts(l).len() == 5).await;
    assert_eq!(rig.texts(), expected(7..12));
    assert_eq!(rig.lines[0], LogLine { source: 1, nanos: START + 7 * SECOND, body: LogBody::Text("line 7".into()) });
    assert_eq!(rig.fake.requests("a"), ["container=app&timestamps=true&follow=true&tailLines=3"]);
}

#[tokio::test]
async fn breaks_anywhere_lose_nothing_and_double_nothing() {
    for seed in 0..12 {
        let mut rng = fastrand::Rng::with_seed(seed);
        let mut rig = Rig::new().await;
        let mut now = START;
        let mut line = |i: usize| {
            // Many lines of one time, some of them with the same text.
            now += [0, 0, 0, 0, 1000, SECOND / 2, 2 * SECOND][rng.usize(0..7)];
            (now, if rng.u8(0..4) == 0 { b"the same".to_vec() } else { format!("line {i}").into_bytes() })
        };
        let log: Vec<(i64, Vec<u8>)> = (0..400).map(&mut line).collect();
        let cuts =
            (0..25).map(|_| if rng.bool() { Fault::Cut(rng.usize(0..4000)) } else { Fault::Close(rng.usize(0..4000)) }).collect();
        rig.fake.change("a", |l| (l.lines, l.faults) = (log[..200].to_vec(), cuts));
        rig.follower.set(1, vec![wish(1, "a")]);
        for (i, line) in log.iter().enumerate().skip(200) {
            if i % 20 == 0 {
                rig.until("half of it", |l| texts(l).len() > i / 2).await;
            }
            rig.fake.change("a", |l| l.lines.push(line.clone()));
        }
        rig.until("all of it", |l| texts(l).len() >= log.len()).await;
        let want: Vec<_> = log.iter().map(|l| std::str::from_utf8(&l.1).unwrap()).collect();
        assert_eq!(rig.texts(), want, "seed {seed}");
        assert_eq!(rig.gaps(), [0; 0], "seed {seed}");
    }
}

#[tokio::test]
async fn no_line_is_lost_when_clocks_step() {
    const YEARS: i64 = 10 * 365 * 86_400 * SECOND;
    // In which steps of the clock the lines are stamped, and behind how many of them the stream breaks.
    for (name, stamps) in [
        ("ten minutes back", [0, 1, 2, 3, 4, -600, -599, -598, -597, -596].map(|s| s * SECOND)),
        ("back and forth", [0, 1, 2, -600, -599, -598, 6, 7, -300, 9].map(|s| s * SECOND)),
        (
            "one line years ahead",
            [0, SECOND, 2 * SECOND, 3 * SECOND, YEARS, 5 * SECOND, 6 * SECOND, 7 * SECOND, 8 * SECOND, 9 * SECOND],
        ),
    ] {
        let log: Vec<(i64, Vec<u8>)> =
            stamps.iter().enumerate().map(|(i, s)| (START + s, format!("line {i}").into_bytes())).collect();
        for (first, second) in [(5, 2), (5, 5), (6, 1), (4, 3), (3, 1), (9, 4)] {
            let mut rig = Rig::new().await;
            let cuts = [Fault::Cut(first * 38), Fault::Cut(second * 38)].into();
            rig.fake.change("a", |l| (l.lines, l.faults) = (log[..first].to_vec(), cuts));
            rig.follower.set(1, vec![wish(1, "a")]);
            rig.until("what comes before the break", |l| texts(l).len() == first).await;
            rig.fake.change("a", |l| l.lines.clone_from(&log));
            rig.until("all of it", |l| texts(l).len() >= log.len()).await;
            assert_eq!(rig.texts(), expected(0..10), "{name}, broken behind {first}");
            assert_eq!(rig.gaps(), [0; 0], "{name}, broken behind {first}");
        }
    }
}

#[tokio::test]
async fn an_ended_log_is_read_to_its_end_and_left_alone_until_it_runs_again() {
    let mut rig = Rig::new().await;
    rig.fake.change("a", |l| {
        (l.lines, l.ended) = (numbered(0..5, SECOND), true);
        // An unfinished line: the stream ends in its middle.
        l.faults.push_back(Fault::Close(5 * 38 - 2));
    });
    let ended = LogWish { running: false, ..wish(1, "a") };
    rig.follower.set(1, vec![ended.clone()]);
    rig.until("the end", |l| texts(l).len() == 5).await;
    assert_eq!(rig.texts().last(), Some(&"line "), "the unfinished line is the last word");
    rig.server("closed", |f| f.open() == 0).await;
    assert_eq!(rig.fake.requests("a").len(), 1);
    // The next run, and its first line in the very second of the last one.
    rig.fake.change("a", |l| {
        l.previous = std::mem::take(&mut l.lines);
        l.lines = vec![(START + 4 * SECOND + 5, b"new 0".to_vec()), (START + 9 * SECOND, b"new 1".to_vec())];
        l.ended = false;
    });
    rig.follower.set(1, vec![LogWish { incarnation: 1, ..wish(1, "a") }]);
    rig.until("the new run", |l| texts(l).contains(&"new 1")).await;
    assert_eq!(rig.texts()[5..], ["line 4", "new 0", "new 1"], "what the old run's stream had not is had from its log");
    assert_eq!(rig.gaps(), [0; 0]);
    assert!(rig.fake.requests("a")[1..].iter().all(|r| !r.contains("tailLines")));
}

#[tokio::test]
async fn a_restart_during_a_break_is_made_whole_from_the_previous_log() {
    let mut rig = Rig::new().await;
    rig.fake.change("a", |l| {
        l.lines = numbered(0..10, SECOND);
        l.faults.push_back(Fault::Cut(100));
    });
    rig.fake.change("a", |l| {
        // Refused until the container has run anew.
        l.faults.push_back(Fault::Refuse(500, "dial tcp: connection refused".into()));
        l.faults.push_back(Fault::Refuse(500, "dial tcp: connection refused".into()));
    });
    rig.follower.set(1, vec![wish(1, "a")]);
    rig.until("a refusal", |l| l.iter().any(|l| matches!(l.body, LogBody::Remark(_)))).await;
    rig.fake.change("a", |l| {
        l.previous = std::mem::take(&mut l.lines);
        l.lines = numbered(10..15, SECOND);
    });
    rig.until("the new run", |l| texts(l).contains(&"line 14")).await;
    assert_eq!(rig.texts(), expected(0..15));
    // The pod tells nothing of it; the previous run's log does.
    assert_eq!((rig.marks(), rig.gaps()), (vec!["dial tcp: connection refused", "started again"], Vec::new()));
}

#[tokio::test]
async fn what_was_rotated_away_is_a_gap_with_its_length() {
    let mut rig = Rig::new().await;
    rig.fake.change("a", |l| {
        l.lines = numbered(0..10, SECOND);
        l.faults.push_back(Fault::Cut(38 * 4 + 3));
        l.faults.push_back(Fault::Refuse(503, "try again".into()));
    });
    rig.follower.set(1, vec![wish(1, "a")]);
    rig.until("the refusal", |l| l.iter().any(|l| matches!(l.body, LogBody::Remark(_)))).await;
    rig.fake.change("a", |l| l.lines = numbered(7..12, SECOND));
    rig.until("the rest", |l| texts(l).contains(&"line 11")).await;
    let mut want = expected(0..4);
    want.extend(expected(7..12));
    assert_eq!(rig.texts(), want);
    assert_eq!(rig.gaps(), [4000]);
    let at = rig.lines.iter().position(|l| matches!(mark(l), Some(Remark::Missing(_)))).unwrap();
    assert_eq!(texts(&rig.lines[at..])[0], "line 7", "the gap stands where the lines would");
}

#[tokio::test]
async fn waiting_denied_and_broken_are_each_said_once() {
    let mut rig = Rig::new().await;
    let waiting = "container \"app\" in pod \"a\" is waiting to start: trying and failing to pull image";
    let denied = "pods \"b\" is forbidden: User \"u\" cannot get resource \"pods/log\"";
    rig.fake.change("a", |l| l.faults = vec![Fault::Refuse(400, waiting.into()); 5].into());
    rig.fake.change("b", |l| l.faults = vec![Fault::Refuse(403, denied.into()); 3].into());
    rig.fake
        .change("c", |l| l.faults = vec![Fault::Words("unable to retrieve container logs for containerd://0123".into()); 4].into());
    for pod in ["a", "b", "c"] {
        rig.fake.change(pod, |l| l.lines = numbered(0..2, SECOND));
    }
    rig.follower.set(1, vec![wish(1, "a"), wish(2, "b"), wish(3, "c")]);
    rig.until("all three at last", |l| texts(l).len() == 6).await;
    let mut marks = rig.marks();
    marks.sort_unstable();
    assert_eq!(
        marks,
        [denied, "unable to retrieve container logs for containerd://0123", "waits: trying and failing to pull image"]
    );
    assert_eq!(rig.fake.requests("a").len(), 6);
    assert_eq!(rig.fake.requests("b").len(), 4);
}

#[tokio::test]
async fn a_pod_that_is_gone_or_another_is_given_up() {
    let mut rig = Rig::new().await;
    rig.fake.change("b", |l| (l.lines, l.ended) = (numbered(0..3, SECOND), true));
    rig.follower.set(1, vec![wish(1, "a"), wish(2, "b")]);
    rig.until("the lines", |l| texts(l).len() == 3).await;
    // A pod of the same name, as a StatefulSet makes it.
    rig.fake.change("b", |l| (l.uid, l.ended) = ("another".into(), false));
    rig.until("both are gone", |l| l.iter().filter(|l| mark(l) == Some(&Remark::Gone)).count() == 2).await;
    assert_eq!(rig.texts(), expected(0..3));
    rig.server("closed", |f| f.open() == 0).await;
}

#[tokio::test]
async fn a_pod_that_was_gone_for_a_while_alone_is_followed_on() {
    let mut rig = Rig::new().await;
    let uid = |fake: &Fake, uid: &str| fake.change("a", |l| l.uid = uid.into());
    rig.fake.change("a", |l| {
        l.lines = numbered(0..3, SECOND);
        l.faults.push_back(Fault::Cut(3 * 38));
    });
    // A server that is not its own knows another pod of that name, or none.
    uid(&rig.fake, "another");
    rig.follower.set(1, vec![wish(1, "a")]);
    rig.until("that it is gone", |l| l.iter().any(|l| mark(l) == Some(&Remark::Gone))).await;
    // Still so after the connection was renewed: that is not said again.
    rig.follower.reconnect();
    uid(&rig.fake, UID);
    rig.fake.change("a", |l| l.lines.extend(numbered(3..5, SECOND)));
    rig.follower.reconnect();
    rig.until("what comes", |l| texts(l).contains(&"line 4")).await;
    assert_eq!(rig.texts(), expected(0..5));
    assert_eq!(rig.gaps(), [0; 0]);
    assert_eq!(rig.marks().iter().filter(|m| **m == "gone").count(), 1);
}

#[tokio::test]
async fn a_pod_that_its_kubelet_does_not_know_yet_is_waited_for() {
    let mut rig = Rig::new().await;
    let unknown = "the server could not find the requested resource ( pods/log a)";
    rig.fake.change("a", |l| (l.lines, l.faults) = (numbered(0..3, SECOND), vec![Fault::Refuse(404, unknown.into()); 3].into()));
    rig.follower.set(1, vec![wish(1, "a")]);
    rig.until("the lines", |l| texts(l).len() == 3).await;
    assert_eq!((rig.texts(), rig.marks()), (texts(&rig.lines), Vec::<&str>::new()));
}

#[tokio::test]
async fn a_previous_log_is_read_once() {
    let mut rig = Rig::new().await;
    rig.fake.change("a", |l| (l.previous, l.lines) = (numbered(0..3, SECOND), numbered(3..5, SECOND)));
    rig.fake.change("b", |l| {
        let words = "previous terminated container \"app\" in pod \"b\" not found";
        l.faults.push_back(Fault::Refuse(400, words.into()));
    });
    let before = |id, pod| LogWish { previous: true, ..wish(id, pod) };
    rig.follower.set(1, vec![before(1, "a"), wish(1, "a"), before(2, "b")]);
    rig.until("both runs", |l| texts(l).len() == 5 && l.len() == 6).await;
    rig.follower.set(1, vec![before(1, "a"), LogWish { incarnation: 1, ..wish(1, "a") }, before(2, "b")]);
    rig.fake.change("a", |l| l.lines.extend(numbered(5..6, SECOND)));
    rig.until("the live one goes on", |l| texts(l).contains(&"line 5")).await;
    assert_eq!(rig.fake.requests("a").iter().filter(|r| r.contains("previous=true&tailLines")).count(), 1);
    assert_eq!(rig.fake.requests("b").len(), 1);
    assert_eq!(rig.texts().len(), 6);
}

#[tokio::test]
async fn more_logs_than_may_be_open_are_named_and_follow_when_there_is_room() {
    let mut rig = Rig::new().await;
    let pods: Vec<String> = (0..MAX_STREAMS + 3).map(|i| format!("pod-{i}")).collect();
    for pod in &pods {
        rig.fake.change(pod, |l| l.lines = vec![(START, pod.clone().into_bytes())]);
    }
    let wishes: Vec<LogWish> = pods.iter().zip(0..).map(|(p, id)| wish(id, p)).collect();
    rig.follower.set(1, wishes.clone());
    rig.until("as many as may be", |l| texts(l).len() == MAX_STREAMS && l.len() > MAX_STREAMS).await;
    assert_eq!(rig.marks(), ["left out: 200 logs are followed at once, not these 3: pod-200/app, pod-201/app, pod-202/app"]);
    assert_eq!(rig.fake.most_open(), MAX_STREAMS);
    // One ends, two are not wanted any more.
    rig.fake.change("pod-0", |l| l.ended = true);
    let mut fewer = wishes[..1].to_vec();
    fewer[0].running = false;
    fewer.extend_from_slice(&wishes[3..]);
    rig.follower.set(1, fewer);
    rig.until("the rest", |l| texts(l).len() == pods.len()).await;
    assert_eq!(rig.marks().len(), 1);
    // Wanted again, it goes on where it was.
    rig.fake.change("pod-1", |l| l.lines.push((START + 1, b"later".to_vec())));
    rig.follower.set(1, vec![wishes[1].clone()]);
    rig.until("one goes on", |l| texts(l).contains(&"later")).await;
    assert_eq!(rig.texts().len(), pods.len() + 1);
    rig.server("the others are closed", |f| f.open() == 1).await;
    drop(rig.follower);
    let fake = rig.fake.clone();
    let closed = timeout(DEADLINE, async {
        while fake.open() > 0 {
            tokio::time::sleep(Duration::from_millis(2)).await
        }
    });
    assert!(closed.await.is_ok(), "dropping it closes all");
}

#[tokio::test]
async fn another_view_begins_anew() {
    let mut rig = Rig::new().await;
    rig.fake.change("a", |l| l.lines = numbered(0..3, SECOND));
    rig.follower.set(1, vec![wish(1, "a")]);
    rig.until("the first view", |l| texts(l).len() == 3).await;
    rig.follower.set(2, vec![wish(1, "a")]);
    let (view, lines) = timeout(DEADLINE, rig.rx.recv()).await.unwrap().unwrap();
    assert_eq!((view, texts(&lines).len()), (2, 3));
    rig.server("the first is closed", |f| f.open() == 1).await;
    rig.follower.set(2, Vec::new());
    rig.server("all are closed", |f| f.open() == 0).await;
}

#[tokio::test]
async fn a_reconnection_loses_nothing() {
    let mut rig = Rig::new().await;
    rig.fake.change("a", |l| l.lines = numbered(0..3, 1000));
    rig.follower.set(1, vec![wish(1, "a")]);
    rig.until("the first", |l| texts(l).len() == 3).await;
    for i in 3..10 {
        rig.follower.reconnect();
        rig.fake.change("a", |l| l.lines.extend(numbered(i..i + 1, 1000)));
        let asked = rig.fake.requests("a").len();
        rig.until("the next", |l| texts(l).len() == i + 1).await;
        rig.server("asked anew", |f| f.requests("a").len() >= asked).await;
    }
    assert_eq!(rig.texts(), expected(0..10));
}

#[tokio::test]
async fn a_slow_reader_holds_a_flood_back_and_misses_none_of_it() {
    const LINES: usize = 600_000;
    let mut rig = Rig::new().await;
    let text = |i: usize| format!("{i} flood line with some text to fill a usual width of eighty columns or so");
    rig.fake.change("a", |l| l.lines = (0..LINES).map(|i| (START + i as i64 * 5000, text(i).into_bytes())).collect());
    rig.follower.set(1, vec![LogWish { tail: u32::MAX, ..wish(1, "a") }]);
    // Nobody reads: the server comes to a stand, with what lies in the sockets and the channels.
    let mut before = usize::MAX;
    let stood = timeout(DEADLINE, async {
        while before != rig.fake.written() || before == 0 {
            before = rig.fake.written();
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
    });
    assert!(stood.await.is_ok());
    assert!(before < 30 << 20, "{before} bytes were taken of {} and nobody read them", LINES * 110);
    rig.until("all of it", |l| l.len() == LINES).await;
    assert!(rig.texts().iter().enumerate().all(|(i, t)| *t == text(i)));
}

#[tokio::test]
async fn bytes_of_any_kind_become_lines() {
    let mut rig = Rig::new().await;
    rig.fake.change("a", |l| {
        let lines = [b"nul\0 bad\xff".to_vec(), vec![b'x'; MAX_LINE * 3], "温度".into(), Vec::new()];
        l.lines = lines.into_iter().enumerate().map(|(i, t)| (START + i as i64, t)).collect();
    });
    rig.follower.set(1, vec![wish(1, "a")]);
    rig.until("the lines", |l| l.len() == 4).await;
    let texts = rig.texts();
    assert_eq!((texts[0], texts[2], texts[3]), ("nul\0 bad\u{fffd}", "温度", ""));
    assert!(texts[1].len() <= MAX_LINE && texts[1].ends_with("bytes more were cut off]"), "{}", texts[1].len());
}

#[tokio::test]
async fn a_busy_log_that_falls_silent_is_asked_anew() {
    let mut rig = Rig::new().await;
    rig.fake.change("a", |l| (l.lines, l.stuck) = (numbered(0..1, 1000), false));
    rig.follower.set(1, vec![wish(1, "a")]);
    for i in 1..120 {
        rig.fake.change("a", |l| l.lines.extend(numbered(i..i + 1, 1000)));
        rig.until("the next", |l| texts(l).len() == i + 1).await;
    }
    // As a kubelet that waits at the end of a file that was rotated away.
    rig.fake.change("a", |l| {
        l.stuck = true;
        l.lines = numbered(125..130, 1000);
    });
    rig.until("the rotated file's lines", |l| texts(l).last() == Some(&"line 129")).await;
    assert_eq!(rig.gaps().len(), 1);
    assert_eq!(rig.texts().len(), 125);
}
