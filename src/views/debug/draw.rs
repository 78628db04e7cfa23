//! Draws the form.

use super::{At, DebugKey, View};
use crate::app::State;
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
    let inside = Head::of(state, p, "Debug", &[&form.target]).open(p, (72, lines.len() as u16 + 5));
    let (mut cursor, mut y) = (None, inside.y);
    let node = form.target.resource.is_node();
    for line in lines {
        let active = *line == form.at;
        let place = (inside.x + LEAD, y, inside.width.saturating_sub(LEAD));
        let (name, words) = match line {
            At::Image => ("image", ""),
            At::Command => ("command", "empty: the image's own"),
            At::Beside => ("target", "the container whose processes it sees"),
            At::Namespace => ("namespace", "where its pod is created"),
            At::Profile => (
                "profile",
                match (form.profile, node) {
                    (Profile::General, false) => "may trace processes",
                    (Profile::General, true) => "sees the node; its files are in /host",
                    (Profile::Netadmin, _) => "may change the network",
                    (Profile::Sysadmin, _) => "privileged",
                },
            ),
        };
        p.text(inside.x, y, LEAD, p.tr(name), if active { Role::Accent } else { Role::Dim });
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
            let none = p.tr("none");
            let value = match line {
                At::Profile => form.profile.word(),
                At::Image | At::Command | At::Beside | At::Namespace => {
                    form.containers.get(form.beside).map_or(none, String::as_str)
                }
            };
            p.text(place.0, y, place.2, value, if active { Role::Input } else { Role::Text })
        };
        let at = place.0 + w.max(10) + 2;
        p.text(at, y, inside.right().saturating_sub(at), p.tr(words), Role::Dim);
        y += 1;
    }
    if let Some(error) = &form.error {
        p.text(inside.x, y, inside.width, &p.words(error), Role::ErrorMessage);
    }
    let line = up_down(state, p.tr("line"));
    let keys = [line, own(state, p, DebugKey::Change), own(state, p, DebugKey::Continue), back(state, p.tr("leave"))];
    popup::keys(p, inside, &keys);
    cursor
}
