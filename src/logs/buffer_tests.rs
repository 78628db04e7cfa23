use super::*;
use crate::model::trouble::Trouble;

fn line(source: u32, nanos: i64, text: &str) -> LogLine {
    LogLine { source, nanos, body: LogBody::Text(text.into()) }
}

fn texts(buffer: &Buffer) -> Vec<&str> {
    fn text(line: Line<'_>) -> &str {
        if let Body::Text(text) = line.body { text } else { "" }
    }
    assert!(buffer.range(0..usize::MAX).all(|l| buffer.find(l.id) == Some(l)), "a line is found by its name");
    buffer.range(0..usize::MAX).map(text).collect()
}

#[test]
fn lines_stand_by_time_and_equal_times_by_their_coming() {
    let mut buffer = Buffer::default();
    buffer.extend(&[line(1, 30, "c"), line(2, 10, "a"), line(3, 30, "d"), line(2, 20, "b"), line(4, 30, "e")]);
    assert_eq!(texts(&buffer), ["a", "b", "c", "d", "e"]);
}

#[test]
fn a_source_keeps_its_order_when_its_clock_runs_back_a_little() {
    let mut buffer = Buffer::default();
    buffer.extend(&[line(1, 100, "1"), line(1, 90, "2"), line(2, 95, "x"), line(1, 95, "3"), line(1, 101, "4")]);
    assert_eq!(texts(&buffer), ["x", "1", "2", "3", "4"]);
    assert_eq!(buffer.get(2).map(|l| l.nanos), Some(90), "its own timestamp is kept");
}

#[test]
fn a_previous_log_that_comes_later_is_joined_in_front() {
    let mut buffer = Buffer::default();
    let hour = 3_600_000_000_000;
    buffer.extend(&[line(1, 2 * hour, "now"), line(1, hour, "before 1"), line(1, hour + 5, "before 2")]);
    buffer.push(&line(1, 2 * hour + 1, "now 2"));
    assert_eq!(texts(&buffer), ["before 1", "before 2", "now", "now 2"]);
}

#[test]
fn a_name_holds_its_line_whatever_comes_before_it() {
    let mut buffer = Buffer::default();
    for i in 0..2000 {
        buffer.push(&line(1, i64::from(i) * 1000, &i.to_string()));
    }
    let id = buffer.get(1500).map(|l| l.id).unwrap();
    for i in 0..3000 {
        buffer.push(&line(2, i64::from(i) * 500 + 1, "late"));
    }
    assert_eq!(buffer.find(id).map(|l| l.body), Some(Body::Text("1500")));
    assert_eq!(buffer.index_at(1_500_000), buffer.index_of(id));
    assert!(buffer.index_of(id) > 1500);
}

#[test]
fn the_oldest_go_first_and_are_counted() {
    let mut buffer = Buffer::new(256 << 10);
    for i in 0..100_000_i64 {
        buffer.push(&line(1, i, "a line of some length, as they are"));
    }
    assert_eq!(buffer.dropped() + buffer.len() as u64, 100_000);
    assert!(buffer.bytes() <= buffer.bound());
    assert!(buffer.bytes() > buffer.bound() * 8 / 10, "{} of {}", buffer.bytes(), buffer.bound());
    assert_eq!(buffer.get(0).map(|l| l.nanos), Some(buffer.dropped() as i64));
    assert_eq!(buffer.get(buffer.len() - 1).map(|l| l.nanos), Some(99_999));
    let gone = LineId { key: 5, seq: 5 };
    assert_eq!((buffer.find(gone), buffer.index_of(gone)), (None, 0));
    buffer.set_bound(64 << 10);
    assert!(buffer.bytes() <= 64 << 10 && !buffer.is_empty());
    buffer.clear();
    assert_eq!((buffer.len(), buffer.dropped(), buffer.pushed()), (0, 0, 0));
}

#[test]
fn remarks_come_back_as_they_went_in() {
    let mut buffer = Buffer::default();
    let remarks = [Remark::Missing(2400), Remark::Unread(Box::new(Trouble::Timeout(5)))];
    for remark in &remarks {
        buffer.push(&LogLine { source: 7, nanos: 1, body: remark.clone().into() });
    }
    buffer.push(&LogLine { source: 7, nanos: 1, body: LogBody::Text("".into()) });
    let bodies: Vec<_> = buffer.range(0..9).map(|l| l.body).collect();
    assert_eq!(bodies, [Body::Remark(&remarks[0]), Body::Remark(&remarks[1]), Body::Text("")]);
}

#[test]
fn remarks_stand_in_their_places_and_count_against_the_bound() {
    for seed in 0..20 {
        let mut rng = fastrand::Rng::with_seed(seed);
        let mut buffer = Buffer::new(rng.usize(32 << 10..300 << 10));
        let said = |remark: &Remark| matches!(remark, Remark::Rotated(_) | Remark::Unread(_));
        for i in 0..2000_i64 {
            let nanos = rng.i64(0..1_000_000) * 10_000_000_000;
            // What a remark says tells where it was put.
            let body = match rng.u8(0..4) {
                0 => Remark::Rotated(nanos as u64).into(),
                1 => Remark::Unread(Box::new(Trouble::Server(format!("{nanos} {}", "x".repeat(rng.usize(0..300)))))).into(),
                _ => LogBody::Text(format!("{nanos} line {i}").into()),
            };
            buffer.push(&LogLine { source: i as u32 % 5, nanos, body });
            assert!(buffer.bytes() <= buffer.bound(), "seed {seed}: {} of {}", buffer.bytes(), buffer.bound());
        }
        assert!(buffer.dropped() > 0 && buffer.len() > 5, "seed {seed}");
        let all: Vec<Line<'_>> = buffer.range(0..usize::MAX).collect();
        for line in &all {
            let holds = match line.body {
                Body::Text(text) => text.starts_with(&format!("{} ", line.nanos)),
                Body::Remark(remark) => said(remark) && remark.to_string().contains(&line.nanos.to_string()),
            };
            assert!(holds, "seed {seed}: {line:?}");
        }
        assert!(all.is_sorted_by_key(|line| line.nanos), "seed {seed}");
        // Remarks alone are bounded by what they hold.
        let held: usize = all.iter().map(|l| if let Body::Remark(r) = l.body { r.bytes() } else { 0 }).sum();
        assert!(held < buffer.bytes(), "seed {seed}: {held} of {}", buffer.bytes());
    }
}

#[test]
fn anything_at_random_keeps_the_promises() {
    for seed in 0..40 {
        let mut rng = fastrand::Rng::with_seed(seed);
        let bound = rng.usize(2 << 10..300 << 10);
        let mut buffer = Buffer::new(bound);
        let mut clocks = [0i64; 6];
        let mut counts = [0u64; 6];
        for _ in 0..3000 {
            let source = rng.usize(0..6);
            // Mostly forward, at times back a little, sources out of step by far.
            clocks[source] += rng.i64(-200..1000) * rng.i64(0..1_000_000);
            let size = if rng.u8(..) == 0 { rng.usize(0..70_000) } else { rng.usize(0..120) };
            let text = format!("{} {}", counts[source], "x".repeat(size));
            counts[source] += 1;
            buffer.push(&line(source as u32, clocks[source], &text));
            assert!(buffer.bytes() <= bound, "seed {seed}");
        }
        assert_eq!(buffer.len() as u64 + buffer.dropped(), buffer.pushed());
        assert_eq!(buffer.range(0..usize::MAX).count(), buffer.len());
        let ids: Vec<_> = buffer.range(0..usize::MAX).map(|l| l.id).collect();
        assert!(ids.is_sorted() && ids.windows(2).all(|w| w[0] != w[1]), "seed {seed}");
        for (index, id) in ids.iter().enumerate() {
            assert_eq!(buffer.index_of(*id), index, "seed {seed}");
        }
        for source in 0..6 {
            let numbers = buffer.range(0..usize::MAX).filter(|l| l.source == source).filter_map(|l| match l.body {
                Body::Text(t) => t.split(' ').next().and_then(|n| n.parse::<u64>().ok()),
                _ => None,
            });
            assert!(numbers.collect::<Vec<_>>().is_sorted(), "seed {seed}: source {source}");
        }
    }
}
