//! What the mouse does: the program's, where it has asked for it.

use super::View;
use crate::app::desk::Desk;
use crate::app::msg::Effect;
use crate::model::process::{Mouse, MouseWish, ToProcess};

/// Rows that a notch of the wheel scrolls.
const NOTCH: isize = 3;

impl View {
    /// Takes it at its place on the whole screen. What begins in the view goes on to its end wherever that is, at the view's edge; what begins
    /// outside is nobody's.
    pub(super) fn moused(&mut self, mouse: Mouse, desk: &mut Desk<'_>) {
        let Some(process) = desk.processes.terminal_mut(self.id) else { return };
        if process.mouse_wish() == MouseWish::Nothing {
            return;
        }
        // What is seen then is not what the program shows now.
        if process.screen.scrolled() > 0 {
            if mouse.is_wheel() && mouse.code & 2 == 0 {
                process.screen.scroll(if mouse.code & 1 == 0 { NOTCH } else { -NOTCH });
            }
            return;
        }
        let area = process.area(desk.size, desk.lang);
        let within = |at: u16, from: u16, long: u16| (from..from.saturating_add(long)).contains(&at);
        let inside = within(mouse.column, area.x, area.w) && within(mouse.row, area.y, area.h);
        let goes_on = !mouse.is_wheel() && (!mouse.down || mouse.moved() && mouse.has_button());
        if !(if goes_on { self.held } else { inside }) {
            return;
        }
        if !mouse.is_wheel() && !mouse.moved() {
            self.held = mouse.down;
        }
        let at = |at: u16, from: u16, long: u16| at.saturating_sub(from).min(long.saturating_sub(1));
        let place = Mouse { column: at(mouse.column, area.x, area.w), row: at(mouse.row, area.y, area.h), ..mouse };
        if let Some(bytes) = process.screen.moused(place) {
            desk.effects.push(Effect::Tell(process.session, self.id, ToProcess::Input(bytes)));
        }
    }
}
