//! What comes from a cluster: objects, and the lines of logs.

use super::{assert_harmless, hold, hold_text};
use chrono::FixedOffset;
use dogwatch::cluster::wire::{Decoder, What};
use dogwatch::logs::buffer::Buffer;
use dogwatch::logs::fields::{Fields, pretty};
use dogwatch::logs::filter::Filter;
use dogwatch::logs::head::Head;
use dogwatch::logs::view::{Layout, View};
use dogwatch::logs::{ansi, level, pattern, when, wrap};
use dogwatch::model::feed::Row;
use dogwatch::model::logs::{LogBody, LogLine, Remark};
use dogwatch::model::{Kind, Time};
use std::ops::Range;
use unicode_width::UnicodeWidthChar;

const KINDS: [Kind; 6] = [Kind::Namespace, Kind::Deployment, Kind::StatefulSet, Kind::DaemonSet, Kind::ReplicaSet, Kind::Pod];

/// What of a row is drawn as it is.
fn drawn(row: &Row) -> Vec<&str> {
    match row {
        Row::Namespace(n) => vec![&n.name, &n.phase],
        Row::Workload(w) => {
            let images = w.images.iter().flat_map(|i| [&*i.container, &*i.image]);
            [&*w.name, &*w.namespace].into_iter().chain(w.failure.as_deref()).chain(images).collect()
        }
        Row::ReplicaSet(r) => vec![&r.namespace],
        Row::Pod(p) => {
            let containers = p.containers.iter().flat_map(|c| [&*c.name, &*c.image]);
            [&*p.namespace, &*p.status].into_iter().chain(p.node.as_deref()).chain(containers).collect()
        }
    }
}

#[test]
fn objects() {
    hold("wire", |bytes| {
        for kind in KINDS {
            let mut decoder = Decoder::new(kind);
            let first = decoder.event(bytes);
            // What was met before changes nothing.
            assert_eq!(first, decoder.event(bytes));
            if let Ok(event) = &first
                && let What::Put(row) = &event.what
            {
                drawn(row).into_iter().for_each(assert_harmless);
            }
            let page = decoder.page(bytes);
            assert_eq!(page, Decoder::new(kind).page(bytes));
            if let Ok(page) = page {
                assert!(!page.head.resource_version.is_empty(), "taken for a list: {page:?}");
                page.rows.iter().flat_map(drawn).for_each(assert_harmless);
            }
        }
    });
}

/// Ranges in order, apart, and on the borders of characters.
fn assert_places(text: &str, places: &[Range<usize>]) {
    let mut at = 0;
    for place in places {
        assert!(place.start >= at && text.get(place.clone()).is_some(), "{place:?} of {text:?}");
        at = place.end;
    }
}

#[test]
fn lines_of_logs() {
    hold_text("logs", |raw| {
        let clean = ansi::clean(raw);
        assert_harmless(&clean.text);
        // A pile of marks on one character is cut where it is drawn alone: it can hide nothing that is looked for.
        let base = |t: &str| t.chars().filter(|c| c.width() != Some(0)).collect::<String>();
        assert_eq!(base(&ansi::plain(raw)), base(&clean.text));
        assert_eq!(ansi::clean(&clean.text).text, clean.text, "clean text stays as it is");
        let mut at = 0;
        for run in &clean.runs {
            assert!(run.end > at && clean.text.is_char_boundary(run.end), "{:?}", clean.runs);
            at = run.end;
        }
        assert_eq!(at, clean.text.len(), "the runs cover the text");
        let spans: String = clean.spans(0..clean.text.len()).map(|(t, _)| t).collect();
        assert_eq!(spans, clean.text);

        let short = ansi::clean_to(raw, 20);
        assert!(clean.text.starts_with(&short.text), "{:?} is no beginning of {:?}", short.text, clean.text);

        for (first, rest) in [(1, 1), (7, 5), (80, 76)] {
            let rows = wrap::rows(&clean.text, first, rest);
            assert_places(&clean.text, &rows);
            assert_eq!(rows.len(), wrap::height(&clean.text, first, rest));
        }
        for from in [0, 1, 3, 30] {
            let window = wrap::window(&clean.text, from, 10);
            assert!(clean.text.get(window.range.clone()).is_some_and(|t| wrap::width(t) + window.pad <= 10), "{window:?}");
        }
        level::find(&clean.text);
        let likeness = pattern::of(raw);
        assert_harmless(&likeness);
        if let Some(head) = Head::of(&clean.text) {
            let parts = head.parts.iter().map(|(_, range)| clean.text.get(range.clone()));
            assert!(parts.chain([clean.text.get(head.message..)]).all(|text| text.is_some()), "{head:?}");
        }
        if let Some(fields) = Fields::of(&clean.text) {
            assert!(fields.iter().count() > 0);
            assert!(fields.iter().all(|(name, _)| fields.get(name).is_some()));
        }
        pretty(&clean.text);
    });
}

/// A buffer of the input's lines, from two sources, in and out of order.
fn buffer(text: &str, bound: usize) -> Buffer {
    let mut buffer = Buffer::new(bound);
    for (i, line) in text.split('\n').enumerate() {
        let n = i as i64;
        let nanos = if i % 3 == 0 { n * 1_000_000_000 } else { n * 999_999_999 - 5_000_000_000 };
        let body = match i % 7 {
            5 => Remark::Missing(7).into(),
            6 => Remark::Words(line.into()).into(),
            _ => LogBody::Text(line.into()),
        };
        buffer.push(&LogLine { source: (i % 2) as u32, nanos, body });
    }
    buffer
}

#[test]
fn buffers_and_their_views() {
    hold_text("logs", |text| {
        for bound in [1 << 10, 1 << 20] {
            let buffer = buffer(text, bound);
            assert!(buffer.bytes() <= bound, "{} of {bound}", buffer.bytes());
            assert_eq!(buffer.len() as u64 + buffer.dropped(), buffer.pushed(), "a line was lost");
            let lines: Vec<_> = buffer.range(0..buffer.len()).collect();
            assert!(lines.is_sorted_by_key(|l| l.id));
            let mut view = View::new();
            view.set_folded(true);
            view.set_filter(Filter::parse(text.lines().next().unwrap_or_default()));
            for (width, height, wrap) in [(40, 12, true), (3, 2, true), (0, 0, false), (80, 5, false)] {
                let layout = Layout { width, height, lead: 2, hang: 2, wrap };
                view.refresh(&buffer);
                view.fit(&buffer, &layout);
                let rows = view.rows(&buffer, &layout);
                assert!(rows.len() <= usize::from(height), "{} rows in {height}", rows.len());
            }
        }
    });
}

#[test]
fn filters_of_logs() {
    hold_text("log-filters", |typed| {
        let mut filter = Filter::parse(typed);
        filter.know(0, "web-1", "app");
        filter.know(1, "db-0", "main");
        assert_eq!(filter.typed(), typed);
        let logs = "ERROR one\nwarn two two\n温度 31℃ ok\n{\"level\":\"info\"}\n\nlast";
        let buffer = buffer(logs, 1 << 20);
        for line in buffer.range(0..buffer.len()) {
            filter.passes(&line);
        }
        for line in logs.lines().chain([typed]) {
            assert_places(line, &filter.hits(line));
        }
        // A word and its negation part all texts between them.
        let word = typed.trim();
        if !word.is_empty() && word.chars().all(|c| c.is_alphanumeric()) {
            let (yes, no) = (Filter::parse(word), Filter::parse(&format!("!{word}")));
            for line in buffer.range(0..buffer.len()).filter(|l| matches!(l.body, dogwatch::logs::buffer::Body::Text(_))) {
                assert_ne!(yes.passes(&line), no.passes(&line), "{word:?}");
            }
        }
    });
}

#[test]
fn times_that_are_typed() {
    let now = Time::parse("2026-07-24T20:20:00Z").unwrap();
    hold_text("spans", move |typed| {
        for hours in [0, -12, 14] {
            let zone = FixedOffset::east_opt(hours * 3600).unwrap();
            let _ = when::read(typed, now, zone);
        }
        if let Some(ms) = dogwatch::model::filter::duration(typed) {
            assert!(ms >= 0, "{ms}");
            now.plus(-ms).age(now);
        }
        if let Some(time) = Time::parse(typed) {
            // It is written in whole seconds.
            assert_eq!(Time::parse(&time.rfc3339()).map(Time::secs), Some(time.secs()), "{}", time.rfc3339());
        }
    });
}
