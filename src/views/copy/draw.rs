//! Draws the form.

use super::{At, CopyKey, View};
use crate::app::State;
use crate::app::text::{Text, Word};
use crate::model::{Words, fit};
use crate::theme::Role;
use crate::ui::paint::Painter;
use crate::ui::target::Head;
use crate::ui::text::{back, own, up_down};
use crate::ui::{field, popup};
use ratatui::layout::Position;

/// Columns of what stands before a value.
const LEAD: u16 = 14;
/// Columns of the box, where there is room.
const WIDTH: u16 = 72;
/// Rows: four lines, a word about them, what is wrong, the keys, the frame.
const ROWS: u16 = 11;

/// Draws it. Gives the place of the text cursor.
pub(in crate::views) fn draw(state: &State, p: &mut Painter<'_>, view: &View) -> Option<Position> {
    let head = Head::of(state, p, Word::CopyFiles, &[&view.target]);
    let inside = head.open(p, (head.width().max(WIDTH), ROWS));
    let (mut cursor, mut y) = (None, inside.y);
    for at in At::ALL {
        let active = view.at == at;
        let name = match at {
            At::Way => Words::new("way", "方向"),
            At::There => Words::new("in container", "容器中"),
            At::Here => Words::new("here", "本机"),
            At::Replace => Words::new("replace", "替换"),
        };
        p.text(inside.x, y, LEAD, p.word(name), if active { Role::Accent } else { Role::Dim });
        let (x, room) = (inside.x + LEAD, inside.width.saturating_sub(LEAD));
        let role = if active { Role::Accent } else { Role::Text };
        match at {
            At::Way => {
                let container = if view.container.is_empty() { String::new() } else { format!("  {}", view.container) };
                let way = if view.into {
                    Words::new("← into the container", "← 复制到容器")
                } else {
                    Words::new("→ out of the container", "→ 从容器复制出")
                };
                let text = format!("{}{container}", p.word(way));
                p.text(x, y, room, &text, role);
            }
            At::There => {
                let (place, _) = field::draw(p, (x, y, room), &view.there, active);
                cursor = cursor.or(active.then_some(place));
            }
            At::Here => {
                let (place, _) = field::draw(p, (x, y, room), &view.here, active);
                cursor = cursor.or(active.then_some(place));
            }
            At::Replace => {
                let words = if view.replace {
                    Words::new("yes: a file that is there already goes", "是:已有的文件会被替换")
                } else {
                    Words::new("no: what is there already stays", "否:已有的内容保持不变")
                };
                p.text(x, y, room, p.word(words), role);
            }
        }
        y += 1;
    }
    let words = Words::new(
        "A folder that is there, or a path that ends with /, gets it by its own name.",
        "若目标是已有的目录,或路径以 / 结尾,则以原名放入其中。",
    );
    let offers = view.offers().join("  ");
    let said = view.error.clone().map(|e| Text::from(e).words(state.lang));
    let (text, role) = match said {
        Some(said) => (said, Role::ErrorMessage),
        None if offers.is_empty() => (p.word(words).to_owned(), Role::Dim),
        None => (offers, Role::Text),
    };
    y += 1;
    for part in fit::rows(&text, usize::from(inside.width).max(1)).into_iter().take(2) {
        p.text(inside.x, y, inside.width, text[part].trim_end(), role);
        y += 1;
    }
    let mut keys = vec![up_down(state, p.word(Word::Line))];
    match view.at {
        At::Way | At::Replace => keys.push(own(state, p, CopyKey::Switch)),
        At::There => keys.push((state.keymap.hint_of(CopyKey::Next), p.word(Word::CompletePath))),
        At::Here => {}
    }
    keys.push(own(state, p, CopyKey::Continue));
    keys.push(back(state, p.word(Word::Leave)));
    popup::keys(p, inside, &keys);
    cursor
}
