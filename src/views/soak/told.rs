//! What is told of a release that is watched.

use super::View;
use crate::app::desk::Desk;
use crate::app::pager::{TextLine, Tone};
use crate::app::soaks::Soaking;
use crate::app::text::{SoakText, Text};
use crate::model::fit::{middle, width};
use crate::model::health::Mood;
use crate::model::soak::{Ended, Side, SoakNews, Unread};
use crate::model::{Lang, Words};

/// Columns of what a row of the two sides is called, and of a side.
const NAMES: usize = 20;
const SIDE: usize = 24;
/// Patterns of a side that are told.
const PATTERNS: usize = 5;

const OLD: Words = Words::new("OLD", "旧");
const NEW: Words = Words::new("NEW", "新");
const PODS: Words = Words::new("pods ready", "就绪 Pod");
const RESTARTS: Words = Words::new("restarts", "重启");
const ERRORS: Words = Words::new("errors", "错误");
const CPU: Words = Words::new("CPU", "CPU");
const MEMORY: Words = Words::new("memory", "内存");
const AGAINST: Words = Words::new("What speaks against it", "不利的迹象");
const ONLY_NEW: Words = Words::new("Errors of the new pods alone", "仅新 Pod 有的错误");
const ONLY_OLD: Words = Words::new("Errors of the old pods alone", "仅旧 Pod 有的错误");
const NOT_READ: Words = Words::new("Not judged", "未判断");

fn said(lang: Lang, text: SoakText) -> String {
    Text::from(text).words(lang)
}

/// All of it.
pub(super) fn lines(view: &View, desk: &Desk<'_>) -> Vec<TextLine> {
    let lang = desk.lang;
    let Some(soaking) = desk.soaks.of(&view.target) else {
        return vec![TextLine::new(said(lang, SoakText::NotWatched), Tone::Warn)];
    };
    let mut out = stage(soaking, desk);
    if soaking.goes_back() && soaking.is_running() {
        out.push(TextLine::new(said(lang, SoakText::GoesBack), Tone::Warn));
    }
    let Some(news) = &soaking.news else { return out };
    if let Some((since, why)) = &news.silent {
        let clock = since.to_chrono().with_timezone(&desk.zone).format("%H:%M:%S").to_string();
        out.push(TextLine::new(said(lang, SoakText::Silent(clock, why.clone())), Tone::Bad));
    }
    if view.canary {
        let (new, of) = (news.new.ready, news.new.ready + news.old.ready);
        out.push(TextLine::new(said(lang, SoakText::Share(new, of)), Tone::Dim));
    }
    let findings = match &soaking.verdict {
        Some((verdict, _)) => match &verdict.ended {
            Ended::Bad(findings) => &findings[..],
            Ended::Good | Ended::Replaced | Ended::Unknown(_) => &[],
        },
        None => &news.findings,
    };
    if !findings.is_empty() {
        out.extend([TextLine::default(), TextLine::new(AGAINST.of(lang), Tone::Title)]);
        let text = |f| format!("✗ {}", said(lang, SoakText::Finding(Box::new(f))));
        out.extend(findings.iter().cloned().map(|f| TextLine { hang: 2, ..TextLine::new(text(f), Tone::Bad) }));
    }
    sides(news, lang, &mut out);
    patterns(ONLY_NEW, &news.new, (Tone::Bad, lang), &mut out);
    patterns(ONLY_OLD, &news.old, (Tone::Dim, lang), &mut out);
    unread(news, lang, &mut out);
    out
}

/// Where it stands.
fn stage(soaking: &Soaking, desk: &Desk<'_>) -> Vec<TextLine> {
    let lang = desk.lang;
    if let Some((verdict, _)) = &soaking.verdict {
        let (glyph, tone) = match verdict.ended {
            Ended::Good => ("✓", Tone::Good),
            Ended::Bad(_) => ("✗", Tone::Bad),
            Ended::Replaced => ("○", Tone::Dim),
            Ended::Unknown(_) => ("?", Tone::Warn),
        };
        let text = format!("{glyph} {}", said(lang, SoakText::Verdict(Box::new(verdict.clone()))));
        return vec![TextLine { hang: 2, ..TextLine::new(text, tone) }];
    }
    let text = soaking.stands(desk.cluster.time(desk.now));
    let tone = if soaking.mood() == Mood::Unwell { Tone::Warn } else { Tone::Accent };
    vec![TextLine::new(format!("◐ {}", said(lang, text)), tone)]
}

fn padded(text: &str, room: usize) -> String {
    let text = middle(text, room.saturating_sub(1));
    let blanks = room.saturating_sub(width(&text));
    text.into_owned() + &" ".repeat(blanks)
}

/// The two sides.
fn sides(news: &SoakNews, lang: Lang, out: &mut Vec<TextLine>) {
    let row = |name: &str, old: &str, new: &str| {
        let line = format!("{}{}{}", padded(name, NAMES), padded(old, SIDE), padded(new, SIDE));
        line.trim_end().to_owned()
    };
    out.extend([TextLine::default(), TextLine::new(row("", OLD.of(lang), NEW.of(lang)), Tone::Title)]);
    let ready = |side: &Side| format!("{}/{}", side.ready, side.pods);
    let errors = |side: &Side| said(lang, SoakText::Rate(side.errors, side.errors_a_minute.map(|rate| format!("{rate:.1}"))));
    let of = |value: Option<u64>, words: fn(u64) -> String| value.map_or_else(|| "?".to_owned(), words);
    let (old, new) = (&news.old, &news.new);
    for (name, old, new) in [
        (PODS, ready(old), ready(new)),
        (RESTARTS, old.restarts.to_string(), new.restarts.to_string()),
        (ERRORS, errors(old), errors(new)),
        (CPU, of(old.cpu, |m| format!("{m}m")), of(new.cpu, |m| format!("{m}m"))),
        (MEMORY, of(old.memory, |b| format!("{}Mi", b >> 20)), of(new.memory, |b| format!("{}Mi", b >> 20))),
    ] {
        out.push(TextLine::plain(row(name.of(lang), &old, &new)));
    }
    if old.partial || new.partial {
        out.push(TextLine::new(said(lang, SoakText::Partial), Tone::Dim));
    }
}

/// What one side alone writes.
fn patterns(title: Words, side: &Side, (tone, lang): (Tone, Lang), out: &mut Vec<TextLine>) {
    if side.own_patterns.is_empty() {
        return;
    }
    out.extend([TextLine::default(), TextLine::new(title.of(lang), Tone::Title)]);
    let line = |(pattern, times): &(crate::model::Name, u64)| TextLine {
        hang: 7,
        ..TextLine::new(format!("{times:>5}× {pattern}"), tone)
    };
    out.extend(side.own_patterns.iter().take(PATTERNS).map(line));
}

/// What is not judged.
fn unread(news: &SoakNews, lang: Lang, out: &mut Vec<TextLine>) {
    let unread = news.unread.iter().map(|(what, why)| SoakText::Unread(*what, why.clone()));
    let logs = news.unread.iter().any(|(what, _)| matches!(what, Unread::OldLogs | Unread::Pods));
    let compared = (!news.compared && !logs).then_some(SoakText::NotCompared);
    let mut all: Vec<TextLine> = unread.chain(compared).map(|text| TextLine::new(said(lang, text), Tone::Dim)).collect();
    if !all.is_empty() {
        out.extend([TextLine::default(), TextLine::new(NOT_READ.of(lang), Tone::Title)]);
        out.append(&mut all);
    }
}
