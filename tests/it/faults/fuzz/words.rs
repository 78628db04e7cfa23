//! What is typed, and texts in general: filters of rows, image references, keys, YAML, the cleaning of text.

use super::{assert_harmless, hold, hold_text};
use dogwatch::cluster::yaml;
use dogwatch::command::Key;
use dogwatch::export;
use dogwatch::model::filter::{Filter, Subject};
use dogwatch::model::image::{self, ImageRef};
use dogwatch::model::labels::Labels;
use dogwatch::model::text::clean;
use dogwatch::model::{Time, human_duration};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use std::borrow::Cow;

#[test]
fn filters_of_rows() {
    let now = Time::parse("2026-07-24T20:20:00Z").unwrap();
    hold_text("filters", move |typed| {
        let filter = Filter::parse(typed);
        assert_eq!(filter.typed(), typed);
        let texts = ["web-1", "iot-prod", "温度", typed];
        let labels = Labels::of("\napp=web\ntier=\n".into());
        let created = now.plus(-7_200_000);
        let row = Subject { texts: &texts, labels: Some(&labels), status: "Running", restarts: 4, created, used: None };
        let passes = filter.passes(&row, now);
        assert!(passes || !filter.is_empty());
        // Quotes and strokes make one term of several words.
        if typed.contains(['"', '/']) {
            return;
        }
        let words: Vec<&str> = typed.split_whitespace().collect();
        // All words must hold: each alone as well.
        assert_eq!(passes, words.iter().all(|w| Filter::parse(w).passes(&row, now)), "{words:?}");
        for word in words.iter().filter(|w| !w.starts_with('!')) {
            assert_ne!(Filter::parse(word).passes(&row, now), Filter::parse(&format!("!{word}")).passes(&row, now), "{word:?}");
        }
    });
}

#[test]
fn image_references() {
    hold_text("images", |text| {
        image::short(text);
        let Ok(read) = ImageRef::parse(text) else { return };
        let tag = read.tag.map(|t| format!(":{t}")).unwrap_or_default();
        let digest = read.digest.map(|d| format!("@{d}")).unwrap_or_default();
        assert_eq!(format!("{}{tag}{digest}", read.repository), text, "what is read prints the same");
        assert!(!read.short().is_empty() && text.is_ascii());
        assert_harmless(text);
    });
}

#[test]
fn keys() {
    hold_text("text", |text| {
        if let Ok(key) = text.trim().parse::<Key>() {
            assert_eq!(key.to_string().parse(), Ok(key), "{key}");
        }
    });
}

#[test]
fn yaml_documents() {
    hold("yaml", |bytes| {
        let text = String::from_utf8_lossy(bytes);
        if let Err(why) = yaml::read_all(&text) {
            assert!(!why.is_empty() && why.lines().count() == 1, "{why:?}");
        }
        if let Ok(value) = yaml::read(&text) {
            let written = yaml::write(&value).unwrap();
            assert_eq!(yaml::read(&written).as_ref(), Ok(&value), "{written}");
        }
    });
}

#[test]
fn cleaning() {
    hold_text("text", |text| {
        let once = clean(text);
        assert_harmless(&once);
        assert!(matches!(clean(&once), Cow::Borrowed(_)), "clean text is left as it is");
        // Nothing that may stand is taken.
        let kept = |t: &str| t.chars().filter(|c| dogwatch::model::text::harmless(*c) && *c != ' ').collect::<String>();
        assert_eq!(kept(text), kept(&once));
    });
}

#[test]
fn exported_frames() {
    hold_text("text", |text| {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 40, 3));
        buffer.set_stringn(0, 0, clean(text), 40, Style::new());
        buffer.set_stringn(3, 1, clean(text), 37, Style::new().bold());
        let plain = export::text(&buffer);
        assert_eq!(plain.lines().count(), 3);
        plain.lines().for_each(assert_harmless);
        let svg = export::svg(&buffer, &export::SvgOptions::default());
        assert!(svg.chars().all(|c| c == '\n' || dogwatch::model::text::harmless(c)), "{svg:?}");
        // No text opens or closes an element.
        let open = |t: &str| t.matches('<').count();
        let empty = export::svg(&Buffer::empty(Rect::new(0, 0, 40, 3)), &export::SvgOptions::default());
        assert_eq!(svg.matches("<svg").count(), empty.matches("<svg").count());
        assert_eq!(open(&svg), svg.matches('>').count(), "{svg}");
    });
}

#[test]
fn spans_in_words() {
    hold_text("spans", |text| {
        if let Ok(ms) = text.trim().parse::<i64>() {
            let words = human_duration(ms);
            assert!(!words.is_empty() && words.len() < 12, "{words}");
        }
    });
}
