//! Draws the form.

use super::{At, DebugKey, View};
use crate::app::State;
use crate::app::text::Word;
use crate::model::Words;
use crate::model::change::Profile;
use crate::theme::Role;
use crate::ui::paint::Painter;
use crate::ui::target::Head;
use crate::ui::text::{back, own, up_down};
use crate::ui::{field, popup};
use ratatui::layout::Position;

/// Columns of what stands before a value.
const LEAD: u16 = 14;

/// Draws it. Gives the place of the text cursor, where something is typed.
pub(in crate::views) fn draw(state: &State, p: &mut Painter<'_>, form: &View) -> Option<Position> {
    let lines = form.lines();
    let inside = Head::of(state, p, Word::DebugTitle, &[&form.target]).open(p, (72, lines.len() as u16 + 5));
    let (mut cursor, mut y) = (None, inside.y);
    let node = form.target.resource.is_node();
    for line in lines {
        let active = *line == form.at;
        let place = (inside.x + LEAD, y, inside.width.saturating_sub(LEAD));
        let (name, words) = match line {
            At::Image => (Words::new("image", "镜像"), Words::NONE),
            At::Command => (Words::new("command", "命令"), Words::new("empty: the image's own", "留空:镜像自带的命令")),
            At::Beside => (Words::new("target", "目标"), Words::new("the container whose processes it sees", "可查看其进程的容器")),
            At::Namespace => (Words::new("namespace", "命名空间"), Words::new("where its pod is created", "调试 Pod 创建于此")),
            At::Profile => (
                Words::new("profile", "权限"),
                match (form.profile, node) {
                    (Profile::General, false) => Words::new("may trace processes", "可跟踪进程"),
                    (Profile::General, true) => {
                        Words::new("sees the node; its files are in /host", "可查看节点;节点文件位于 /host")
                    }
                    (Profile::Netadmin, _) => Words::new("may change the network", "可更改网络配置"),
                    (Profile::Sysadmin, _) => Words::new("privileged", "特权模式"),
                },
            ),
        };
        p.text(inside.x, y, LEAD, p.word(name), if active { Role::Accent } else { Role::Dim });
        let typed = match line {
            At::Image => Some(&form.image),
            At::Command => Some(&form.command),
            At::Namespace => Some(&form.namespace),
            At::Beside | At::Profile => None,
        };
        let w = if let Some(typed) = typed {
            let (at, w) = field::draw(p, place, typed, active);
            cursor = cursor.or(active.then_some(at));
            w
        } else {
            let none = p.word(Word::NoValue);
            let value = match line {
                At::Profile => form.profile.word(),
                At::Image | At::Command | At::Beside | At::Namespace => {
                    form.containers.get(form.beside).map_or(none, String::as_str)
                }
            };
            p.text(place.0, y, place.2, value, if active { Role::Input } else { Role::Text })
        };
        let at = place.0 + w.max(10) + 2;
        p.text(at, y, inside.right().saturating_sub(at), p.word(words), Role::Dim);
        y += 1;
    }
    if let Some(error) = &form.error {
        p.text(inside.x, y, inside.width, &p.words(error), Role::ErrorMessage);
    }
    let line = up_down(state, p.word(Word::Line));
    let keys = [line, own(state, p, DebugKey::Change), own(state, p, DebugKey::Continue), back(state, p.word(Word::Leave))];
    popup::keys(p, inside, &keys);
    cursor
}
