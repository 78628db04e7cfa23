//! A rollout that is followed: its templates with bars, what it waits for, and its pods step by step.

use super::reasons::Reason;
use super::told::{PodLine, TemplateLine, TrackerView};
use super::{RolloutKey, View};
use crate::app::State;
use crate::app::text::{TrackerText, Word};
use crate::command::Command;
use crate::model::fit::broken;
use crate::model::health::Mood;
use crate::model::step::Step;
use crate::theme::Role;
use crate::ui::paint::{Painter, width};
use crate::ui::pane::mood_role;
use crate::ui::popup;
use crate::ui::target::Head;
use crate::ui::text::{back, own, up_down};
use ratatui::layout::{Position, Rect};

/// A line of what can be scrolled.
enum Row<'a> {
    Blank,
    Title(String),
    /// The glyph of the first line of a reason, its words, its role.
    Words(&'static str, String, Role),
    Template(&'a TemplateLine),
    Pod(&'a PodLine),
}

/// Rows below what stands fixed on top, at the least; on a lower screen all of it scrolls.
const LEAST: u16 = 3;

/// Draws it.
pub(in crate::views) fn draw(state: &State, p: &mut Painter<'_>, tracker: &View) -> Option<Position> {
    let inside = Head::of(state, p, Word::Rollout, &[&tracker.target]).open_full(p);
    if inside.width < 8 || inside.height < 3 {
        return None;
    }
    let view = tracker.told(state.moment());
    let fixed = 2 + u16::from(view.deadline.is_some()) + view.templates.len() as u16;
    let low = inside.height < fixed + LEAST;
    let mut y = if low { inside.y } else { head(p, inside, &view) };
    for line in view.templates.iter().filter(|_| !low) {
        template(state, p, Rect { y, height: 1, ..inside }, &view, line);
        y += 1;
    }
    let room = inside.bottom().saturating_sub(y);
    let mut rows = rows(p, &view, usize::from(inside.width));
    if low {
        rows.splice(0..0, head_rows(p, &view, usize::from(inside.width)));
    }
    let scroll = tracker.scroll.min(rows.len().saturating_sub(usize::from(room)));
    let names = view.pods.iter().map(|l| width(&l.name)).max().unwrap_or(0).clamp(4, 36) as u16;
    for (y, row) in (y..y + room).zip(rows.iter().skip(scroll)) {
        let area = Rect { y, height: 1, ..inside };
        match row {
            Row::Blank => {}
            Row::Title(text) => _ = p.text(area.x, y, area.width, text, Role::Title),
            Row::Words(glyph, text, role) => {
                p.text(area.x, y, 1, glyph, *role);
                p.text(area.x + 2, y, area.width.saturating_sub(2), text, *role);
            }
            Row::Template(line) => template(state, p, area, &view, line),
            Row::Pod(line) => pod(state, p, area, line, names),
        }
    }
    let mut keys: Vec<(String, &str)> = Vec::new();
    if state.cluster.may(Command::RollBack, &tracker.target, state.readonly).is_ok() {
        keys.push(own(state, p, RolloutKey::RollBack));
    }
    keys.push(own(state, p, RolloutKey::Watch));
    if rows.len() > usize::from(room) {
        keys.push(up_down(
            state,
            if scroll + usize::from(room) < rows.len() { p.word(Word::Scroll) } else { p.word(Word::TheEnd) },
        ));
    }
    keys.push(back(state, p.word(Word::Leave)));
    popup::full_keys(p, &keys);
    None
}

/// What else stands fixed on top, as rows.
fn head_rows<'a>(p: &Painter<'_>, view: &'a TrackerView, room: usize) -> Vec<Row<'a>> {
    let mut out = Vec::new();
    let role = mood_role(view.mood);
    for (i, part) in broken(&p.words(&view.head), room.saturating_sub(2).max(8)).into_iter().enumerate() {
        out.push(Row::Words(if i == 0 { view.mood.glyph() } else { "" }, part.to_owned(), role));
    }
    if let Some((words, passed)) = &view.deadline {
        out.push(Row::Words("", p.words(words), if *passed { Role::Bad } else { Role::Warn }));
    }
    out.extend(view.templates.iter().map(Row::Template));
    out
}

/// How it is and when its deadline passes; gives the next row.
fn head(p: &mut Painter<'_>, inside: Rect, view: &TrackerView) -> u16 {
    let role = mood_role(view.mood);
    let mut y = inside.y;
    p.text(inside.x, y, 1, view.mood.glyph(), role);
    let stands = p.words(&view.head);
    for part in broken(&stands, usize::from(inside.width.saturating_sub(2)).max(8)).into_iter().take(2) {
        p.text(inside.x + 2, y, inside.width.saturating_sub(2), part, role);
        y += 1;
    }
    let Some((words, passed)) = &view.deadline else { return y };
    let (words, role) = (p.words(words), if *passed { Role::Bad } else { Role::Warn });
    // Beside the head where both fit, else below it.
    if y == inside.y + 1 && width(&stands) + width(&words) + 6 <= usize::from(inside.width) {
        p.right(inside.x, inside.y, inside.width, &words, role);
        return y;
    }
    p.text(inside.x + 2, y, inside.width.saturating_sub(2), &words, role);
    y + 1
}

/// `rev 8  new  ▓▓▓▒▒░░░░░  2/3  of 4 wanted  app:1.9  2m`.
fn template(state: &State, p: &mut Painter<'_>, area: Rect, view: &TrackerView, line: &TemplateLine) {
    let end = area.right();
    let widest = view.templates.iter().map(|l| width(&p.words(&l.name))).max().unwrap_or(0).min(24) as u16;
    let mut x = area.x + 2;
    if widest > 0 {
        p.name(x, area.y, widest, &p.words(&line.name), Role::Accent);
        x += widest + 2;
    }
    let age = match line.newest {
        Some(true) => p.word(Word::Newest),
        Some(false) => p.word(Word::Older),
        None => "?",
    };
    let ages = (width(p.word(Word::Newest)).max(width(p.word(Word::Older)))) as u16;
    p.text(x, area.y, ages.min(end.saturating_sub(x)), age, if line.newest == Some(true) { Role::Text } else { Role::Dim });
    x += ages + 2;
    let cells = if area.width >= 100 { 40 } else { 20 };
    let (ready, there) = line.pods;
    let [full, part, rest] = bar(cells, ready, there, line.wanted.unwrap_or(0), view.scale);
    let busy = if view.mood == Mood::Unwell && line.newest != Some(false) { Role::Bad } else { Role::Busy };
    for (count, symbol, role) in [(full, "▓", Role::Bar), (part, "▒", busy), (rest, "░", Role::BarRest)] {
        x += p.text(x, area.y, end.saturating_sub(x), &symbol.repeat(count.into()), role);
    }
    x += cells - full - part - rest + 2;
    let figures = p.words(&TrackerText::Ready { ready, there, wanted: line.wanted.filter(|w| *w != there) }.into());
    x += p.text(x, area.y, end.saturating_sub(x), &figures, Role::Text) + 2;
    x += p.text(x, area.y, end.saturating_sub(x), &line.images, Role::Accent) + 2;
    if let Some(created) = line.created {
        p.text(x, area.y, end.saturating_sub(x), &created.age(state.time()), Role::Dim);
    }
}

/// How many cells of a bar stand for pods that are ready, for those that are there and not ready, and for those still to come.
fn bar(cells: u16, ready: u32, there: u32, wanted: u32, scale: u32) -> [u16; 3] {
    let upto = |n: u32| (u64::from(n.min(scale)) * u64::from(cells)).div_ceil(u64::from(scale.max(1))) as u16;
    let full = upto(ready.min(there));
    let part = upto(there).max(full) - full;
    [full, part, upto(wanted).saturating_sub(full + part)]
}

fn rows<'a>(p: &Painter<'_>, view: &'a TrackerView, room: usize) -> Vec<Row<'a>> {
    let mut out = Vec::new();
    if !view.reasons.is_empty() {
        out.push(Row::Blank);
        let wrong = view.reasons.iter().any(|r| r.mood == Mood::Unwell);
        out.push(Row::Title(if wrong { p.word(Word::WhatIsWrong) } else { p.word(Word::WhatItWaitsFor) }.to_owned()));
        view.reasons.iter().for_each(|r| reason(p, r, room.saturating_sub(2).max(8), &mut out));
    }
    if !view.pods.is_empty() {
        out.push(Row::Blank);
        out.push(Row::Title(format!("{} ({})  {}", p.word(Word::PodsTitle), view.pods.len(), p.word(Word::StepsOfPods))));
        out.extend(view.pods.iter().map(Row::Pod));
    }
    out
}

fn reason(p: &Painter<'_>, r: &Reason, room: usize, out: &mut Vec<Row<'_>>) {
    let role = mood_role(r.mood);
    for (i, part) in broken(&p.words(&r.text), room).into_iter().enumerate() {
        let glyph = match r.mood {
            _ if i > 0 => "",
            mood => mood.glyph(),
        };
        out.push(Row::Words(glyph, part.to_owned(), role));
    }
    out.extend(r.last.iter().map(|last| Row::Words("", p.words(last), Role::Dim)));
    out.extend(r.lines.iter().map(|line| Row::Words("", format!("  {line}"), Role::Text)));
}

/// `✗ 6d4f9c-kx2lp  new  ●✗··  ErrImagePull: "lab/app:1.9" not found   lab-node  2m`.
fn pod(state: &State, p: &mut Painter<'_>, area: Rect, line: &PodLine, names: u16) {
    let (y, end) = (area.y, area.right());
    let role = mood_role(line.mood);
    let mut x = area.x;
    p.text(x, y, 1, line.mood.glyph(), role);
    x += 2;
    p.name(x, y, names.min(end.saturating_sub(x)), &line.name, if line.newest == Some(false) { Role::Dim } else { Role::Text });
    x += names + 2;
    for i in 0..Step::STAGES {
        let (symbol, role) = match i.cmp(&line.step.done()) {
            _ if matches!(line.step, Step::Ending | Step::Ended) => ("○", Role::Dim),
            std::cmp::Ordering::Less => ("●", Role::Good),
            std::cmp::Ordering::Equal if line.mood == Mood::Unwell => ("✗", Role::Bad),
            std::cmp::Ordering::Equal => ("◐", Role::Busy),
            std::cmp::Ordering::Greater => ("·", Role::Dim),
        };
        if x < end {
            p.symbol(x, y, symbol, role);
        }
        x += 1;
    }
    x += 2;
    let age = line.created.age(state.time());
    let mut right = format!("{age:>5}");
    if area.width >= 100
        && let Some(node) = &line.node
    {
        right = format!("{node}  {right}");
    }
    let room = end.saturating_sub(x + width(&right) as u16 + 2);
    p.text(x, y, room, &p.words(&line.words), if line.mood == Mood::Well { Role::Dim } else { role });
    p.right(x + room, y, end.saturating_sub(x + room), &right, Role::Dim);
}

#[cfg(test)]
mod tests {
    use super::bar;

    #[test]
    fn a_bar_shows_what_is_ready_what_is_there_and_what_is_to_come() {
        assert_eq!(bar(20, 0, 2, 4, 5), [0, 8, 8]);
        assert_eq!(bar(20, 3, 3, 3, 5), [12, 0, 0]);
        assert_eq!(bar(20, 5, 5, 5, 5), [20, 0, 0]);
        // One of many is not nothing.
        assert_eq!(bar(20, 1, 2, 1000, 1000), [1, 0, 19]);
        assert_eq!(bar(20, 0, 0, 0, 0), [0, 0, 0]);
        // More than fits the scale fills the bar and no more.
        assert_eq!(bar(20, 9, 9, 9, 4), [20, 0, 0]);
    }
}
