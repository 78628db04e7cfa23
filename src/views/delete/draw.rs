//! Draws how something is to be deleted.

use super::{DeleteKey, DeleteLine, View};
use crate::app::State;
use crate::app::text::Word;
use crate::model::Words;
use crate::model::change::{Propagation, Target};
use crate::theme::Role;
use crate::ui::paint::Painter;
use crate::ui::target::Head;
use crate::ui::text::{back, own, up_down};
use crate::ui::{field, popup};
use ratatui::layout::Position;

/// Draws it. Gives the place of the text cursor, where something is typed.
pub(in crate::views) fn draw(state: &State, p: &mut Painter<'_>, form: &View) -> Option<Position> {
    let targets: Vec<&Target> = form.targets.iter().collect();
    let lines = form.lines();
    let inside = Head::of(state, p, Word::Delete, &targets).open(p, (72, lines.len() as u16 + 5));
    let mut cursor = None;
    let mut y = inside.y;
    for line in lines {
        let active = *line == form.line;
        let (name, value, words) = match line {
            DeleteLine::How if form.evict => (
                Words::new("how", "方式"),
                "evict",
                Words::new("respects PodDisruptionBudgets", "通过驱逐 API:遵守 PodDisruptionBudget"),
            ),
            DeleteLine::How => (
                Words::new("how", "方式"),
                "delete",
                Words::new("Ignores PodDisruptionBudgets", "立即删除,忽略 PodDisruptionBudget"),
            ),
            DeleteLine::Owned => match form.propagation {
                Propagation::Background => (
                    Words::new("dependents", "其附属对象"),
                    "background",
                    Words::new("background: it, then its dependents", "立即删除,附属对象随后删除"),
                ),
                Propagation::Foreground => (
                    Words::new("dependents", "其附属对象"),
                    "foreground",
                    Words::new("foreground: its dependents, then it", "先删除附属对象,再删除它"),
                ),
                Propagation::Orphan => (
                    Words::new("dependents", "其附属对象"),
                    "orphan",
                    Words::new("orphan: its dependents stay", "附属对象保留,无人管理"),
                ),
            },
            DeleteLine::Grace if form.grace.text().is_empty() => {
                (Words::new("grace", "宽限"), "", Words::new("seconds; empty: the pods' own", "秒;留空:按 Pod 自身设置"))
            }
            DeleteLine::Grace => (
                Words::new("grace", "宽限"),
                form.grace.text(),
                Words::new("seconds; 0: does not wait for their processes", "秒;0:不等待进程结束"),
            ),
        };
        p.text(inside.x, y, 14, p.word(name), if active { Role::Accent } else { Role::Dim });
        let place = (inside.x + 14, y, inside.width.saturating_sub(14));
        let w = if active && *line == DeleteLine::Grace {
            let (at, w) = field::draw(p, place, &form.grace, true);
            cursor = Some(at);
            w
        } else {
            p.text(place.0, y, place.2, value, if active { Role::Input } else { Role::Text })
        };
        let at = inside.x + 14 + w.max(10) + 2;
        p.text(at, y, inside.right().saturating_sub(at), p.word(words), Role::Dim);
        y += 1;
    }
    if let Some(error) = &form.error {
        p.text(inside.x, y, inside.width, &p.words(error), Role::ErrorMessage);
    }
    let line = up_down(state, p.word(Word::Line));
    let keys = [line, own(state, p, DeleteKey::Change), own(state, p, DeleteKey::Continue), back(state, p.word(Word::Leave))];
    popup::keys(p, inside, &keys);
    cursor
}
