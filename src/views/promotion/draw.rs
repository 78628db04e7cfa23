//! Draws the steps of a promotion, and below them the one under the cursor and the whole.

use super::{PromotionKey, View};
use crate::app::State;
use crate::app::promotion::{Promotion, Stage};
use crate::app::room::Room;
use crate::app::text::{PromotionText, QuestionText, Word};
use crate::model::change::{Change, Target};
use crate::model::{Words, image};
use crate::theme::Role;
use crate::ui::paint::Painter;
use crate::ui::pane::mood_role;
use crate::ui::table::{Cell, Column, Line};
use crate::ui::target::Head;
use crate::ui::text::{back, own, up_down};
use crate::ui::{listing, popup};
use ratatui::layout::{Position, Rect};

const COLUMNS: [Column; 5] = [
    Column::new(Words::NONE, 1, 0, 0),
    Column::new(Words::new("STEP", "步骤"), 4, 5, 0),
    Column::new(Words::new("WORKLOAD", "工作负载"), 12, 40, 0),
    Column::new(Words::new("IMAGES", "镜像"), 14, 44, 0),
    Column::new(Words::new("STATE", "状态"), 16, 0, 0).growing(),
];

/// Columns before what is told of one.
const LEAD: u16 = 10;

/// The tags of a step: `1.8.2 → 1.9.0`.
fn tags(change: &Change) -> String {
    let Change::SetImages { swaps } = change else { return String::new() };
    swaps.iter().map(|s| format!("{} → {}", image::short(&s.from), image::short(&s.to))).collect::<Vec<_>>().join(", ")
}

/// Draws it.
pub(in crate::views) fn draw(state: &State, p: &mut Painter<'_>, view: &View) -> Option<Position> {
    let title = view.name(state.lang);
    let Some(plan) = state.promotion() else {
        let inside = Head::new(p, &title, "", false).open_full(p);
        let words = p.words(&PromotionText::None.into());
        return listing::instead(p, inside, (&words, Role::Dim), &[back(state, p.word(Word::Leave))]);
    };
    let to = &plan.route.to;
    let prod = state.guards.prod(&to.context, Some(&to.namespace));
    let place =
        if plan.route.from.context == to.context { format!("{} ▸ {}", to.context, plan.route) } else { plan.route.to_string() };
    Head::new(p, &title, place, prod).open_full(p);
    let of = plan.steps.len();
    listing::draw(p, &view.list, &COLUMNS, |p, at| {
        let step = plan.steps.get(*at)?;
        let (mood, told) = state.step_told(plan, step);
        Some(Line::new(vec![
            Cell::new(mood.glyph(), mood_role(mood)),
            Cell::plain(format!("{}/{of}", at + 1)),
            Cell::plain(step.intent.target.name.to_string()),
            Cell::plain(tags(&step.intent.change)),
            Cell::new(p.words(&told), mood_role(mood)),
        ]))
    });
    if let Some((area, at)) = listing::told(&view.list) {
        below(state, p, area, (plan, *at));
    }
    let mut keys = vec![up_down(state, p.word(Word::Choose))];
    let own_keys: &[PromotionKey] = match plan.stage {
        Stage::Begins | Stage::Runs => &[PromotionKey::Stop],
        Stage::Stopped(_) => &[PromotionKey::TakeBack, PromotionKey::GoOn],
        Stage::Done(_) => &[PromotionKey::TakeBack],
        Stage::Found => &[PromotionKey::TakeBack, PromotionKey::GoOn, PromotionKey::Stop],
    };
    keys.extend(own_keys.iter().map(|k| own(state, p, *k)));
    keys.push(back(state, p.word(Word::Leave)));
    popup::full_keys(p, &keys);
    None
}

/// The plan, and the step under the cursor, whole.
fn below(state: &State, p: &mut Painter<'_>, area: Rect, (plan, at): (&Promotion, usize)) {
    let Some(step) = plan.steps.get(at) else { return };
    let (whole, told) = state.promotion_told(plan);
    let (mood, stands) = state.step_told(plan, step);
    let Target { resource, name, .. } = &step.intent.target;
    let facts = [
        (p.word(Word::Promotion), p.words(&told), mood_role(whole)),
        (p.word(Word::Object), format!("{resource} {name}"), Role::Title),
        (p.word(Word::Image), p.words(&QuestionText::What(Box::new(step.intent.change.clone())).into()), Role::Text),
        (p.word(Word::State), p.words(&stands), mood_role(mood)),
    ];
    popup::facts(p, area, "", LEAD, &facts);
}
