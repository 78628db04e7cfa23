//! The revisions of a workload, and what going back to one would change.

use super::{BESIDE, RevisionsKey, View};
use crate::app::State;
use crate::app::text::Word;
use crate::command::Command;
use crate::model::Words;
use crate::model::health::Cause;
use crate::model::image;
use crate::model::workload_health::{State as Health, WorkloadHealth};
use crate::theme::Role;
use crate::ui::paint::Painter;
use crate::ui::table::{self, Cell, Column, Line};
use crate::ui::target::Head;
use crate::ui::text::{back, up_down};
use crate::ui::{popup, text};
use ratatui::layout::{Position, Rect};

const COLUMNS: [Column; 7] = [
    Column::new(Words::NONE, 1, 0, 0),
    Column::new(Words::new("REV", "版本"), 3, 0, 0).right(),
    Column::new(Words::new("AGE", "时长"), table::AGE, 0, 1),
    Column::new(Words::new("PODS", "POD"), 4, 0, 2),
    Column::new(Words::new("IMAGE", "镜像"), 10, 40, 0),
    Column::new(Words::new("CAUSE", "原因"), 8, 0, 4).growing(),
    Column::new(Words::NONE, 6, 0, 3),
];

/// How the present revision does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Now {
    Well,
    Rolling,
    Failed,
    Stuck,
    Crashing,
    Unwell,
}

impl Now {
    fn of(health: &WorkloadHealth) -> Self {
        match health.state {
            Health::Failed => Self::Failed,
            Health::Stuck => Self::Stuck,
            Health::BadRelease | Health::Degraded => match health.sick.as_ref().map(|s| s.cause) {
                Some(Cause::Crash | Cause::OutOfMemory) => Self::Crashing,
                Some(Cause::Image | Cause::Config | Cause::Unschedulable | Cause::Failed | Cause::Unready | Cause::Slow) | None => {
                    Self::Unwell
                }
            },
            Health::Progressing => Self::Rolling,
            Health::Missed
            | Health::Paused
            | Health::Running
            | Health::Suspended
            | Health::Healthy
            | Health::Active
            | Health::Complete
            | Health::Idle
            | Health::FailedLongAgo => Self::Well,
        }
    }

    const fn note(self) -> Words {
        match self {
            Self::Well => Words::new("← now", "← 当前"),
            Self::Rolling => Words::new("← now, rolls out", "← 当前,发布中"),
            Self::Failed => Words::new("← now, failed", "← 当前,失败"),
            Self::Stuck => Words::new("← now, stuck", "← 当前,卡住"),
            Self::Crashing => Words::new("← now, crashes", "← 当前,崩溃"),
            Self::Unwell => Words::new("← now, not ready", "← 当前,未就绪"),
        }
    }
}

/// Draws them. Gives the place of the text cursor, where something is typed to be looked for.
pub(in crate::views) fn draw(state: &State, p: &mut Painter<'_>, view: &View) -> Option<Position> {
    let screen = p.area();
    let head = Head::new(p, View::word(p.way(), state.lang), view.target.place(), view.prod);
    let size = (screen.width, screen.height);
    let inside = if view.whole { head.open_full(p) } else { head.open(p, View::size(size)) };
    let Some(list) = &view.list else {
        let seconds = state.now.since(view.since) / 1000;
        p.text(inside.x, inside.y, inside.width, &format!("{} {seconds} s", p.word(Word::ListingRevisions)), Role::Busy);
        popup::keys(p, inside, &[back(state, p.word(Word::Leave))]);
        return None;
    };
    if list.is_empty() {
        p.text(inside.x, inside.y, inside.width, p.word(Word::NoRevisions), Role::Warn);
        popup::keys(p, inside, &[back(state, p.word(Word::Leave))]);
        return None;
    }
    let (rows, (_, height)) = view.rooms(size, p.way(), state.lang);
    let upper = Rect { x: inside.x.saturating_sub(1), width: inside.width + 2, height: rows, ..inside };
    let at = list.iter().position(|r| r.number == view.cursor).unwrap_or(0);
    let first = (at + 2).saturating_sub(usize::from(rows));
    let likely = crate::model::revision::likely(list);
    let health = state.cluster.store.workload(&view.target.uid).map(|w| state.cluster.store.health(w, state.time()));
    let served = health.as_ref().and_then(|h| h.blame).map(|b| b.before);
    let short = list.iter().any(|r| r.current && r.pods.is_some_and(|(ready, all)| ready < all || all == 0));
    // Gone from the view meanwhile: its pods tell.
    let now = health.as_ref().map_or(if short { Now::Stuck } else { Now::Well }, Now::of);
    let lines: Vec<Line<'_>> = list
        .iter()
        .skip(first)
        .take(usize::from(rows))
        .map(|r| {
            let (glyph, role) = match (r.pods, r.current) {
                (Some((ready, all)), _) if all > 0 && ready < all => ("✗", Role::Bad),
                (Some((ready, _)), _) if ready > 0 => ("✓", Role::Good),
                (_, true) => ("●", Role::Text),
                _ => ("○", Role::Idle),
            };
            let unwell = r.current && !matches!(now, Now::Well | Now::Rolling);
            let note = if r.current {
                p.word(now.note())
            } else if served == Some(r.number) {
                p.word(Word::ServedBefore)
            } else if likely == Some(r.number) && r.pods.is_some_and(|(ready, _)| ready > 0) {
                p.word(Word::LastHealthy)
            } else {
                ""
            };
            let images = r.images.iter().map(|(_, i)| image::short(i)).collect::<Vec<_>>().join(", ");
            Line {
                cells: vec![
                    Cell::new(glyph, role),
                    Cell::plain(r.number.to_string()),
                    Cell::dim(r.created.age(state.time())),
                    Cell::plain(r.pods.map(|(ready, all)| format!("{ready}/{all}")).unwrap_or_else(|| "–".into())),
                    Cell::plain(images),
                    Cell::dim(r.cause.as_deref().unwrap_or("–")),
                    Cell::new(note, if unwell { Role::Bad } else { Role::Dim }),
                ],
                cursor: r.number == view.cursor,
                marked: false,
            }
        })
        .collect();
    table::draw(p, upper, &COLUMNS, &lines, true, true);
    let y = inside.y + rows;
    let chosen = view.chosen()?;
    for x in inside.x..inside.right() {
        p.symbol(x, y, "─", Role::Border);
    }
    let head = if chosen.current {
        p.word(Word::PresentRevision).to_owned()
    } else {
        format!("{} {} {}", p.word(Word::GoingBackTo), chosen.number, p.word(Word::Changes))
    };
    p.text(inside.x, y, inside.width, &format!("{head} "), Role::Title);
    if chosen.differences.is_empty() && !chosen.current {
        p.text(inside.x, y + 1, inside.width, p.word(Word::SameTemplate), Role::Dim);
    }
    text::pager(p, Rect { y: y + 1, height, ..inside }, &view.pager);
    let more = view.pager.below();
    if more > 0 {
        let words = format!(" {more} {} ", p.word(Word::MoreLines));
        p.right(inside.x, y, inside.width, &words, Role::Dim);
    }
    let hidden = (!chosen.bare.is_empty()).then(|| text::own(state, p, RevisionsKey::Reveal));
    let choose = up_down(state, p.word(Word::Choose));
    let leave = back(state, p.word(Word::Leave));
    let go_on = text::own(state, p, RevisionsKey::Choose);
    let whole = text::own(state, p, RevisionsKey::Whole);
    let compare = text::own(state, p, RevisionsKey::Compare);
    if !view.whole {
        let mut keys = vec![choose, go_on, leave, whole, compare];
        keys.extend(hidden);
        if view.pager.rows() > usize::from(height) {
            keys.push(text::key_of(state, Command::PageDown, p.word(Word::MoreDifferences)));
        }
        popup::keys(p, inside, &keys);
        return None;
    }
    let mut keys = vec![go_on, leave];
    keys.extend(text::search_keys(state, p, &view.pager));
    keys.extend([(whole.0, p.word(Word::OnlyWhatDiffers)), text::key_of(state, Command::PageDown, p.word(Word::Scroll)), choose]);
    keys.extend(hidden);
    keys.push(compare);
    if screen.width >= BESIDE {
        let (key, words) = text::own(state, p, RevisionsKey::Beside);
        keys.push((key, if view.beside { p.word(Word::Inline) } else { words }));
    }
    popup::full_keys(p, &keys);
    text::search(state, p, &view.pager)
}
