use super::*;
use crate::model::logs::{LogBody, LogLine, Remark};

fn only(typed: &str) -> Rule {
    Rule { filter: Filter::parse(typed), ..Rule::default() }
}

fn push(buffer: &mut Buffer, source: u32, nanos: i64, text: &str) {
    buffer.push(&LogLine { source, nanos, body: LogBody::Text(text.into()) });
}

fn shown(buffer: &Buffer, filter_index: &FilterIndex) -> Vec<String> {
    let shown = Shown { buffer, filter_index: Some(filter_index) };
    (0..shown.len())
        .map(|rank| {
            let line = shown.get(rank).unwrap();
            assert_eq!(shown.rank_of(line.id), rank);
            match line.body {
                Body::Text(t) => t.to_owned(),
                other => format!("{other:?}"),
            }
        })
        .collect()
}

#[test]
fn what_passes_is_what_a_plain_search_finds_whatever_happens_to_the_buffer() {
    let mut rng = fastrand::Rng::with_seed(3);
    let mut buffer = Buffer::new(200 << 10);
    let mut filter_index = FilterIndex::new(only("7"));
    for round in 0..300 {
        for _ in 0..rng.usize(0..40) {
            let nanos = round * 1000 - rng.i64(0..20_000);
            push(&mut buffer, rng.u32(0..3), nanos, &format!("{round}-{} {}", rng.u32(0..100), "x".repeat(rng.usize(0..100))));
        }
        while !filter_index.refresh(&buffer, 1000) {}
        let plain: Vec<String> = buffer
            .range(0..usize::MAX)
            .filter_map(|l| match l.body {
                Body::Text(t) if t.contains('7') => Some(t.to_owned()),
                _ => None,
            })
            .collect();
        assert_eq!(shown(&buffer, &filter_index), plain);
        assert_eq!(filter_index.texts(), plain.len());
    }
    assert!(buffer.dropped() > 0);
}

#[test]
fn a_large_buffer_is_worked_through_in_portions_newest_first() {
    let mut buffer = Buffer::default();
    for i in 0..20_000 {
        push(&mut buffer, 1, i, &format!("line {i}"));
    }
    buffer.push(&LogLine { source: 1, nanos: 20_000, body: Remark::Missing(5).into() });
    let mut filter_index = FilterIndex::new(only("\"line 1999\""));
    assert!(!filter_index.refresh(&buffer, 1));
    assert_eq!(filter_index.texts(), 10, "the newest block is enough for 19990 to 19999");
    while !filter_index.refresh(&buffer, 1) {}
    assert_eq!(filter_index.texts(), 11);
    assert_eq!(shown(&buffer, &filter_index).last().map(String::as_str), Some("Remark(Missing(5))"));
    assert!(filter_index.refresh(&buffer, 0) && filter_index.is_done());
}

/// What stands around the matches, each with its stream, found the plain way: by a walk over the stream's own lines.
fn around(buffer: &Buffer, typed: &str, n: usize) -> Vec<(u32, String)> {
    let filter = Filter::parse(typed);
    let lines: Vec<_> = buffer.range(0..usize::MAX).collect();
    let text = |l: &Line<'_>| if let Body::Text(t) = l.body { Some(t.to_owned()) } else { None };
    let near = |i: usize| {
        let own: Vec<usize> =
            (0..lines.len()).filter(|k| lines[*k].source == lines[i].source && text(&lines[*k]).is_some()).collect();
        let at = own.iter().position(|k| *k == i).unwrap();
        own[at.saturating_sub(n)..(at + n + 1).min(own.len())].iter().any(|k| filter.passes(&lines[*k]))
    };
    (0..lines.len())
        .filter(|i| text(&lines[*i]).is_some() && near(*i))
        .map(|i| (lines[i].source, text(&lines[i]).unwrap()))
        .collect()
}

#[test]
fn lines_around_matches_are_those_of_the_same_stream() {
    for seed in 0..12 {
        let mut rng = fastrand::Rng::with_seed(seed);
        // A small bound makes small blocks: what is around a match lies over several of them, and some of it is given up.
        let mut buffer = Buffer::new(rng.usize(8 << 10..80 << 10));
        let n = rng.u8(1..20);
        // Some streams say much and some hardly anything.
        let streams = rng.u32(1..8);
        let mut filter_index = FilterIndex::new(Rule { around: Around::Lines(n), ..only("77") });
        for round in 0..60 {
            for _ in 0..rng.usize(0..40) {
                let nanos = round * 1000 - rng.i64(0..20_000);
                let source = rng.u32(0..streams).min(rng.u32(0..streams));
                push(&mut buffer, source, nanos, &format!("{source} {} {}", rng.u32(0..2000), "x".repeat(rng.usize(0..200))));
            }
            if rng.u8(0..10) == 0 {
                buffer.push(&LogLine { source: 0, nanos: round * 1000, body: Remark::Gone.into() });
            }
            while !filter_index.refresh(&buffer, 2000) {}
            let seen = Shown { buffer: &buffer, filter_index: Some(&filter_index) };
            let lines: Vec<Line<'_>> = (0..seen.len()).map(|rank| seen.get(rank).unwrap()).collect();
            assert!(lines.is_sorted_by_key(|l| l.id), "they stand in the order of their times");
            let texts = lines.iter().filter_map(|l| if let Body::Text(t) = l.body { Some((l.source, t.to_owned())) } else { None });
            assert_eq!(texts.collect::<Vec<_>>(), around(&buffer, "77", usize::from(n)), "seed {seed} round {round}");
            let marks = buffer.range(0..usize::MAX).filter(|l| matches!(l.body, Body::Remark(_))).count();
            assert_eq!(lines.iter().filter(|l| matches!(l.body, Body::Remark(_))).count(), marks, "remarks are never left out");
        }
    }
}

#[test]
fn matches_are_walked_from_one_to_the_next() {
    let mut buffer = Buffer::default();
    (0..5000).for_each(|i| push(&mut buffer, 1, i, &format!("line {i}")));
    for rule in [only("99"), Rule { around: Around::All, ..only("99") }, Rule { around: Around::Lines(2), ..only("99") }] {
        let mut filter_index = FilterIndex::new(rule.clone());
        while !filter_index.refresh(&buffer, 1000) {}
        let shown = Shown { buffer: &buffer, filter_index: Some(&filter_index) };
        let (mut at, mut count) = (shown.next_match(0, true).unwrap(), 1);
        assert_eq!(shown.get(at).unwrap().body, if rule == only("99") { Body::Text("line 199") } else { Body::Text("line 99") });
        if rule == only("99") {
            count += 1;
        }
        while let Some(next) = shown.next_match(at, true) {
            assert!(next > at && shown.is_match(next) == Some(true));
            assert_eq!(shown.next_match(next, false), Some(at));
            (at, count) = (next, count + 1);
        }
        assert_eq!(count, filter_index.texts());
    }
}

#[test]
fn what_is_folded_is_found_under_its_first_line() {
    let of = |lines: &[&str], typed: &str, around: Around| {
        let mut buffer = Buffer::default();
        let mut filter_index = FilterIndex::new(Rule { folded: true, around, ..only(typed) });
        for (i, text) in lines.iter().enumerate() {
            push(&mut buffer, 1, i as i64, text);
            // A trace comes in pieces.
            while !filter_index.refresh(&buffer, 1000) {}
        }
        (shown(&buffer, &filter_index).join("|"), filter_index.texts())
    };
    let lines = ["INFO a", "ERROR lost", "a.b.FooException: gone", "\tat gone.C", "INFO on", "INFO z"];
    for (typed, around, want, count) in [
        ("", Around::default(), "INFO a|ERROR lost|INFO on|INFO z", 0),
        ("level=error", Around::default(), "ERROR lost", 1),
        ("gone", Around::default(), "ERROR lost", 1),
        ("gone", Around::Lines(1), "INFO a|ERROR lost|INFO on", 1),
        ("gone", Around::All, "INFO a|ERROR lost|INFO on|INFO z", 1),
        ("!on", Around::default(), "INFO a|ERROR lost|INFO z", 3),
    ] {
        assert_eq!(of(&lines, typed, around), (want.to_owned(), count), "{typed} {around:?}");
    }
}

#[test]
fn what_is_folded_is_found_wherever_the_blocks_part_it() {
    for seed in 0..10 {
        let mut rng = fastrand::Rng::with_seed(seed);
        let mut buffer = Buffer::new(rng.usize(30 << 10..200 << 10));
        let mut filter_index = FilterIndex::new(Rule { folded: true, ..only("needle") });
        for i in 0..3000 {
            let text = match rng.u8(0..10) {
                0..4 => format!("        at {}{}", "x".repeat(rng.usize(0..60)), if rng.u8(0..9) == 0 { "needle" } else { "" }),
                _ => format!("head {i}{}", if rng.u8(0..9) == 0 { " needle" } else { "" }),
            };
            // The second source lags: its lines are put between those of the first.
            let source = rng.u32(0..2);
            push(&mut buffer, source, i - 400 * i64::from(source), &text);
            if rng.u8(0..20) == 0 {
                filter_index.refresh(&buffer, 300);
            }
        }
        while !filter_index.refresh(&buffer, 300) {}
        // The first of what is kept may have lost its head.
        let heads: Vec<String> = buffer
            .range(0..usize::MAX)
            .filter(|l| !l.goes_on)
            .filter(|l| filter_index.filter().passes(l) || buffer.rest_of(l, 1000).iter().any(|r| filter_index.filter().passes(r)))
            .filter_map(|l| if let Body::Text(t) = l.body { Some(t.to_owned()) } else { None })
            .collect();
        assert_eq!(shown(&buffer, &filter_index), heads, "seed {seed}");
    }
}
