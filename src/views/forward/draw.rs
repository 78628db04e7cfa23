//! Draws the form.

use super::{At, ForwardKey, View};
use crate::app::State;
use crate::app::text::Word;
use crate::model::Words;
use crate::theme::Role;
use crate::ui::paint::{Painter, width};
use crate::ui::target::Head;
use crate::ui::text::{back, own, up_down};
use crate::ui::{field, popup};
use ratatui::layout::Position;

/// Columns of what stands before a value.
const LEAD: u16 = 12;
/// Rows beside the ports: three fields, what is wrong, the keys, the frame.
const BESIDE: u16 = 9;

/// Draws it. Gives the place of the text cursor.
pub(in crate::views) fn draw(state: &State, p: &mut Painter<'_>, view: &View) -> Option<Position> {
    let target = &view.target;
    let head = Head::of(state, p, Word::ForwardPort, &[target]);
    let ports = view.ports.as_deref().unwrap_or_default();
    let rows = u16::try_from(ports.len()).unwrap_or(u16::MAX).clamp(1, 20);
    let inside = head.open(p, (head.width().max(64), rows + BESIDE));
    let (mut cursor, mut y) = (None, inside.y);
    let seen = usize::from(inside.height.saturating_sub(6)).max(1);
    let on = if let At::Offer(i) = view.at { i } else { view.last };
    let first = (on + 1).saturating_sub(seen);
    if ports.is_empty() {
        let words = if view.ports.is_none() {
            Words::new("asking for its ports", "正在查询端口")
        } else {
            Words::new("it declares no TCP port: type one", "它没有声明 TCP 端口:请输入")
        };
        p.text(inside.x, y, inside.width, p.word(words), Role::Dim);
        y += 1;
    }
    let widest = ports.iter().map(|o| width(&o.name)).max().unwrap_or(0).min(20);
    for (i, offer) in ports.iter().enumerate().skip(first).take(seen) {
        let active = view.at == At::Offer(i);
        let mark = if view.marked.get(i) == Some(&true) { "*" } else { " " };
        let glyph = if active || view.meant() == Some(i) { "▸" } else { " " };
        let text = format!("{glyph}{mark} {:<6}{:<widest$}  → {}", offer.port, &*offer.name, offer.of);
        p.text(inside.x, y, inside.width, &text, if active { Role::Accent } else { Role::Text });
        y += 1;
    }
    for (at, name, value, words) in [
        (At::Port, Words::new("another", "其他端口"), &view.port, Words::new("number or name", "数字或名称")),
        (At::Local, Words::new("local port", "本地端口"), &view.local, Words::new("empty: any that is free", "留空:任意空闲端口")),
        (
            At::Address,
            Words::new("listens on", "监听地址"),
            &view.address,
            Words::new("127.0.0.1: this machine alone", "127.0.0.1 = 仅本机"),
        ),
    ] {
        let active = view.at == at;
        p.text(inside.x, y, LEAD, p.word(name), if active { Role::Accent } else { Role::Dim });
        let (place, w) = field::draw(p, (inside.x + LEAD, y, inside.width.saturating_sub(LEAD)), value, active);
        cursor = cursor.or(active.then_some(place));
        let x = inside.x + LEAD + w.max(6) + 2;
        p.text(x, y, inside.right().saturating_sub(x), p.word(words), Role::Dim);
        y += 1;
    }
    if let Some(error) = &view.error {
        let (said, room) = (p.words(error), usize::from(inside.width).max(1));
        for part in crate::model::fit::rows(&said, room).into_iter().take(2) {
            p.text(inside.x, y, inside.width, said[part].trim_end(), Role::ErrorMessage);
            y += 1;
        }
    }
    let mut keys = vec![up_down(state, p.word(Word::Line))];
    keys.extend([ForwardKey::Mark, ForwardKey::Continue].map(|k| own(state, p, k)));
    keys.push(back(state, p.word(Word::Leave)));
    popup::keys(p, inside, &keys);
    cursor
}
