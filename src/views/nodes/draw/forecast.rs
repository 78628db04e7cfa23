//! What a drain would do, workload by workload.

use crate::app::State;
use crate::app::text::NodeText;
use crate::model::health::Mood;
use crate::model::nodes::Node;
use crate::theme::Role;
use crate::ui::paint::Painter;
use crate::ui::pane::{mood_role, wrapped};
use crate::views::nodes::View;
use ratatui::layout::Rect;

/// Draws it below its line. Gives how many rows there are beyond what fits.
pub(super) fn draw(state: &State, p: &mut Painter<'_>, area: Rect, view: &View, node: &Node) -> usize {
    match view.answered(node) {
        None => return said(p, area, NodeText::Foreseeing, Role::Dim),
        Some(Err(why)) => return said(p, area, NodeText::NotForeseen(why.clone()), Role::Bad),
        Some(Ok(_)) => {}
    }
    let rows = view.drain_rows(node, state.lang, area.width);
    if rows.is_empty() {
        return said(p, area, NodeText::NothingToDrain, Role::Dim);
    }
    let names = rows.iter().map(|r| r.indent).next().unwrap_or(0);
    let room = area.width.saturating_sub(names + 4);
    let hidden = rows.len().saturating_sub(usize::from(area.height));
    for (y, row) in (area.y..area.bottom()).zip(rows.iter().skip(view.scroll.min(hidden))) {
        let mood = row.mood;
        if !row.name.is_empty() {
            p.text(area.x, y, 1, mood.glyph(), mood_role(mood));
        }
        p.name(area.x + 2, y, names, &row.name, if mood == Mood::Idle { Role::Dim } else { Role::Text });
        let role = match mood {
            Mood::Unwell => Role::Bad,
            Mood::Busy => Role::Warn,
            Mood::Idle | Mood::Unknown => Role::Dim,
            Mood::Paused | Mood::Well => Role::Text,
        };
        p.text(area.x + names + 4, y, room, &row.words, role);
    }
    hidden
}

fn said(p: &mut Painter<'_>, area: Rect, text: NodeText, role: Role) -> usize {
    let words = p.words(&text.into());
    wrapped(p, Rect { x: area.x.saturating_sub(1), width: area.width + 2, ..area }, &words, role);
    0
}
