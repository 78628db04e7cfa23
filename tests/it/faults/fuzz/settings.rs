//! Files of the user: settings with guard rules, themes, kubeconfigs, the journal.

use super::{assert_harmless, hold, hold_text};
use chrono::FixedOffset;
use dogwatch::cluster::kubeconfig::Contexts;
use dogwatch::config::Settings;
use dogwatch::journal;
use dogwatch::model::Time;
use dogwatch::model::guard::Subject;
use dogwatch::theme::{Depth, Role, Theme};
use std::path::Path;

#[test]
fn settings_and_guard_rules() {
    let now = Time::parse("2026-07-24T20:20:00Z").unwrap();
    hold_text("settings", move |text| match Settings::parse(text, Path::new("config.toml")) {
        Err(e) => assert!(e.to_string().starts_with("config.toml: "), "{e}"),
        Ok(settings) => {
            let subject = Subject { context: "eks-prod", namespace: "iot-prod", kind: "Deployment", change: "scale" };
            let zone = FixedOffset::east_opt(7200).unwrap();
            let (one, many) = (settings.guards.decide(&subject, 1, now, zone), settings.guards.decide(&subject, 1000, now, zone));
            // Many at once are never asked about less than one.
            assert_eq!(many.clone().stricter(one.clone()).ask, many.ask, "{one:?} {many:?}");
            assert!((1 << 20..=4096 << 20).contains(&settings.log_bytes));
        }
    });
}

#[test]
fn themes() {
    hold_text("themes", |text| match Theme::parse(text, "mine.toml") {
        Err(e) => assert!(e.to_string().contains("mine.toml"), "{e}"),
        Ok(theme) => {
            for depth in [Depth::True, Depth::Ansi256, Depth::Ansi16, Depth::Mono] {
                let theme = theme.clone().adapt(depth);
                theme.style(Role::Selection);
                theme.prefix(usize::MAX);
            }
        }
    });
}

/// What stands for a secret in the corpus.
const SECRET: &str = "HIDDEN";

#[test]
fn kubeconfigs() {
    hold_text("kubeconfig", |text| match Contexts::from_text(text) {
        Err(e) => {
            let words = format!("{e} {e:?}");
            assert!(!words.contains(SECRET), "{words}");
        }
        Ok(contexts) => {
            assert!(!format!("{contexts:?}").contains(SECRET));
            for context in contexts.list() {
                let plugin = contexts.plugin(&context.name);
                assert!(!format!("{plugin:?}").contains(SECRET));
                // The first of a name wins, as with kubectl.
                assert_eq!(contexts.pick(Some(&context.name)).unwrap().name, context.name);
            }
            let _ = contexts.pick(None);
        }
    });
}

#[test]
fn journals() {
    let folder = tempfile::tempdir().unwrap();
    let now = Time::parse("2026-07-24T20:20:00Z").unwrap();
    hold("journal", move |bytes| {
        let file = folder.path().join(journal::FILE);
        std::fs::write(&file, bytes).unwrap();
        let history = journal::read(&file, None).unwrap();
        let lines = bytes.split(|b| *b == b'\n').filter(|l| !l.is_empty()).count();
        assert!(history.records.len() + history.skipped as usize <= lines, "{} lines: {history:?}", lines);
        for table in [dogwatch::report::journal_table(&history, now), dogwatch::report::journal_lines(&history, now)] {
            table.lines().for_each(assert_harmless);
        }
        let json: serde_json::Value = serde_json::from_str(&dogwatch::report::journal_json(&history)).unwrap();
        assert!(json.is_object() || json.is_array());
        let since = journal::read(&file, Some(now)).unwrap();
        assert!(since.records.len() <= history.records.len());
    });
}
