//! What the mouse does where the settings let it: the wheel scrolls what is under the pointer, a click goes to a tab, to a pane and a row of it,
//! or to a row of a view. It does nothing that a key would have to confirm: what waits for an answer takes no click and no notch.

use super::layout::{Area, titled};
use super::listing::away;
use super::msg::Effect;
use super::state::State;
use super::tab::line;
use crate::command::{Command, MotionCommand, Over, Pane};
use crate::model::process::{Mouse, MouseWish};

/// Rows that a notch of the wheel scrolls.
const NOTCH: isize = 3;
/// Bits of a button's code that say which keys were held.
const HELD: u16 = 4 | 8 | 16;

/// What was done with it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Did {
    /// The wheel, by so many notches; down is more.
    Wheel(isize),
    /// The first button went down.
    Click,
}

impl Did {
    const fn of(mouse: Mouse) -> Option<Self> {
        match (mouse.code & !HELD, mouse.down) {
            (64, true) => Some(Self::Wheel(-1)),
            (65, true) => Some(Self::Wheel(1)),
            (0, true) => Some(Self::Click),
            _ => None,
        }
    }
}

impl State {
    /// What the terminal is to tell of the mouse: where a program in a pod is seen, what that asks for; elsewhere nothing, so that selecting text
    /// works, unless the settings say otherwise.
    pub fn mouse_wish(&self) -> MouseWish {
        match self.program_mouse() {
            Some(wish) => wish,
            None if self.mouse => MouseWish::Buttons,
            None => MouseWish::Nothing,
        }
    }

    /// What the mouse does.
    pub(super) fn mouse(&mut self, mouse: Mouse, effects: &mut Vec<Effect>) {
        if self.program_mouse().is_some() {
            return self.room_mouse(mouse, effects);
        }
        let Some(did) = Did::of(mouse).filter(|_| self.mouse) else { return };
        // The line of the tabs lies above what is laid out.
        let Some(row) = mouse.row.checked_sub(self.tab_rows()) else {
            self.stay();
            return self.on_tabs(did, mouse.column, effects);
        };
        let mouse = Mouse { row, ..mouse };
        match self.views.number() {
            Some(number) => self.in_view(number, did, mouse, effects),
            None => {
                self.stay();
                self.in_panes(did, mouse);
            }
        }
    }

    /// A click on a tab goes to it, unless something waits for an answer.
    fn on_tabs(&mut self, did: Did, column: u16, effects: &mut Vec<Effect>) {
        let places = line(&self.tab_looks(), self.tabs.front(), self.screen.0.saturating_sub(2), self.lang);
        let within = |at: (u16, u16)| (1 + at.0..1 + at.0.saturating_add(at.1)).contains(&column);
        if did == Did::Click
            && let Some(place) = places.iter().find(|place| within(place.at))
            && place.tab != self.tabs.front()
            && self.lets_go()
        {
            self.go_to_tab(place.tab, effects);
        }
    }

    /// In a view that is only looked at a click goes to a row of its list, and the wheel through that; what has no list scrolls as by its keys.
    /// What waits for an answer is left alone, and so is a field.
    fn in_view(&mut self, number: u64, did: Did, mouse: Mouse, effects: &mut Vec<Effect>) {
        let Some(top) = self.views.of_number(number) else { return };
        if top.over() != Over::View || top.types() || !top.intents().is_empty() {
            return;
        }
        let notches = match did {
            Did::Click => {
                if let Some(list) = top.clicked(mouse.column, mouse.row) {
                    list.click(mouse.column, mouse.row);
                }
                return;
            }
            Did::Wheel(notches) => notches,
        };
        if let Some(list) = top.listed_at(mouse.column, mouse.row) {
            return list.go(notches * NOTCH);
        }
        let command: Command = if notches < 0 { MotionCommand::Up } else { MotionCommand::Down }.into();
        let Some(key) = self.keymap.keys(command).first().copied() else { return };
        for _ in 0..NOTCH {
            self.room_key(number, key, effects);
        }
    }

    fn in_panes(&mut self, did: Did, mouse: Mouse) {
        let Some((pane, row)) = self.pane_at(mouse.column, mouse.row) else { return };
        let focus = self.panes.focus;
        match did {
            Did::Wheel(notches) => {
                self.panes.focus = pane;
                self.step(notches * NOTCH);
                self.panes.focus = focus;
            }
            Did::Click => {
                if pane != focus {
                    self.panes.workloads.hold();
                    self.panes.focus = pane;
                }
                if let Some(by) = row.and_then(|row| self.rows_to(pane, row))
                    && by != 0
                {
                    self.step(by);
                }
            }
        }
    }

    /// The pane at a place of the screen, and the row of its list there.
    fn pane_at(&self, column: u16, row: u16) -> Option<(Pane, Option<usize>)> {
        let within = |a: &Area| (a.x..a.x.saturating_add(a.w)).contains(&column);
        // A pane's lower frame is the next one's upper.
        let on = |a: &Area| within(a) && row >= a.y && row + 1 < a.y.saturating_add(a.h);
        let (pane, area) = self.layout.panes.iter().find(|(_, a)| on(a))?;
        let first = area.y + 1 + u16::from(titled(*pane, *area));
        Some((*pane, row.checked_sub(first).map(usize::from)))
    }

    /// By how many rows the cursor of a pane is away from a row that is drawn; `None` where there is none.
    fn rows_to(&self, pane: Pane, row: usize) -> Option<isize> {
        let height = self.layout.rows(pane);
        match pane {
            Pane::Namespaces => away(&self.panes.namespaces, row, height),
            Pane::Workloads => away(&self.panes.workloads, row, height),
            Pane::Pods if self.panes.pod_open.is_some() => away(&self.panes.containers, row, height),
            Pane::Pods => away(&self.panes.pods, row, height),
            Pane::Browser => away(&self.panes.browse.as_ref()?.list, row, height),
            // Lines are broken, folded and led by others: their rows are nobody's.
            Pane::Logs => None,
        }
    }
}
