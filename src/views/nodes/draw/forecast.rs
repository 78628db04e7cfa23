//! What a drain would do, workload by workload.

use crate::app::text::NodeText;
use crate::model::fit;
use crate::model::health::Mood;
use crate::model::nodes::Node;
use crate::model::nodes::foresee::Group;
use crate::theme::Role;
use crate::ui::paint::{Painter, width};
use crate::ui::pane::{mood_role, wrapped};
use crate::views::nodes::View;
use ratatui::layout::Rect;

/// A row: glyph and name where one begins, words, and how good they are.
type Row = (&'static str, String, String, Mood);

/// Draws it below its line. Gives how many rows there are beyond what fits.
pub(super) fn draw(p: &mut Painter<'_>, area: Rect, view: &View, node: &Node) -> usize {
    let answer = match view.answered(node) {
        None => return said(p, area, NodeText::Foreseeing, Role::Dim),
        Some(Err(why)) => return said(p, area, NodeText::NotForeseen(why.clone()), Role::Bad),
        Some(Ok(answer)) => answer,
    };
    let groups = view.groups(node).unwrap_or_default();
    let mut area = area;
    for (part, why) in &answer.unread {
        let words = p.words(&NodeText::Unread(*part, why.clone()).into());
        let used = wrapped(p, Rect { x: area.x.saturating_sub(1), width: area.width + 2, ..area }, &words, Role::Warn);
        area = Rect { y: area.y + used, height: area.height.saturating_sub(used), ..area };
    }
    if groups.is_empty() {
        return said(p, area, NodeText::NothingToDrain, Role::Dim);
    }
    let name = |g: &Group| match &*g.owner.kind {
        "" => format!("{}/{}", g.namespace, g.owner.name),
        kind => format!("{}/{} {}", g.namespace, g.owner.name, short(kind)),
    };
    let widest = groups.iter().map(|g| width(&name(g))).max().unwrap_or(0);
    let names = widest.min(usize::from(area.width) * 2 / 5).max(8) as u16;
    let room = area.width.saturating_sub(names + 4);
    let mut rows: Vec<Row> = Vec::new();
    for group in &groups {
        let mood = group.mood();
        let words = p.words(&NodeText::Would(Box::new(group.clone())).into());
        for (i, part) in fit::words(&words, usize::from(room).max(8)).into_iter().enumerate() {
            let first = i == 0;
            let (glyph, of) = if first { (mood.glyph(), name(group)) } else { ("", String::new()) };
            rows.push((glyph, of, words[part].trim_end().to_owned(), mood));
        }
    }
    let hidden = rows.len().saturating_sub(usize::from(area.height));
    for (y, (glyph, of, words, mood)) in (area.y..area.bottom()).zip(rows.iter().skip(view.scroll.min(hidden))) {
        p.text(area.x, y, 1, glyph, mood_role(*mood));
        p.name(area.x + 2, y, names, of, if *mood == Mood::Idle { Role::Dim } else { Role::Text });
        let role = match mood {
            Mood::Unwell => Role::Bad,
            Mood::Busy => Role::Warn,
            Mood::Idle | Mood::Unknown => Role::Dim,
            Mood::Paused | Mood::Well => Role::Text,
        };
        p.text(area.x + names + 4, y, room, words, role);
    }
    hidden
}

fn said(p: &mut Painter<'_>, area: Rect, text: NodeText, role: Role) -> usize {
    let words = p.words(&text.into());
    wrapped(p, Rect { x: area.x.saturating_sub(1), width: area.width + 2, ..area }, &words, role);
    0
}

/// kubectl's short names for those that are many.
fn short(kind: &str) -> &str {
    match kind {
        "Deployment" => "deploy",
        "StatefulSet" => "sts",
        "DaemonSet" => "ds",
        "ReplicaSet" => "rs",
        other => other,
    }
}
