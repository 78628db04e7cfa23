//! Where the panes stand: pure, so that keys and drawing agree on how many rows a pane has.

use crate::command::Pane;

/// A rectangle of cells.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Area {
    /// Left column.
    pub x: u16,
    /// Top row.
    pub y: u16,
    /// Columns.
    pub w: u16,
    /// Rows.
    pub h: u16,
}

/// The panes that are on the screen, and the lines around them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Layout {
    /// The line on top: where, how, who.
    pub header: Area,
    /// The panes, frames included; a pane's lower frame is the next one's upper.
    pub panes: Vec<(Pane, Area)>,
    /// The line for messages and for what follows from a change.
    pub message: Area,
    /// The line of keys.
    pub footer: Area,
}

impl Layout {
    /// The layout of a screen. Narrow or low screens give up panes in the order of the design: namespaces, logs, then workloads or
    /// pods, whichever has no focus; a pane that has the focus is never given up.
    pub fn of(w: u16, h: u16, focus: Pane, zoom: bool) -> Self {
        let header = Area { x: 0, y: 0, w, h: h.min(1) };
        let footer = Area { x: 0, y: h.saturating_sub(1), w, h: u16::from(h > 1) };
        let message = Area { x: 0, y: h.saturating_sub(2), w, h: u16::from(h > 2) };
        let body = Area { x: 0, y: 1, w, h: h.saturating_sub(3) };
        let mut out = Self { header, panes: Vec::new(), message, footer };
        if body.h < 3 || body.w < 4 {
            return out;
        }
        if zoom || focus == Pane::Browser {
            out.panes.push((focus, body));
            return out;
        }
        let side = if w >= 140 { 30 } else { 26 };
        let with_side = w >= 110;
        if !with_side && focus == Pane::Namespaces {
            out.panes.push((focus, body));
            return out;
        }
        let right = if with_side {
            out.panes.push((Pane::Namespaces, Area { w: side, ..body }));
            Area { x: side, w: w - side, ..body }
        } else {
            body
        };
        // Each pane takes a frame line above its rows; the last one a frame line below.
        let mut stack = vec![Pane::Workloads, Pane::Pods, Pane::Logs];
        if body.h < 26 && focus != Pane::Logs {
            stack.pop();
        } else if body.h < 26 {
            stack.remove(0);
        }
        if body.h < 9 {
            stack = vec![if focus == Pane::Namespaces { Pane::Workloads } else { focus }];
        }
        let parts: Vec<u16> = match stack.len() {
            3 => vec![4, 3, 4],
            2 if focus == Pane::Logs => vec![2, 5],
            2 => vec![5, 4],
            _ => vec![1],
        };
        let total: u16 = parts.iter().sum();
        let lines = right.h - 1;
        let (mut y, mut left) = (right.y, lines);
        for (i, (pane, part)) in stack.iter().zip(&parts).enumerate() {
            let last = i + 1 == stack.len();
            let h = if last { left } else { (u32::from(lines) * u32::from(*part) / u32::from(total)) as u16 };
            out.panes.push((*pane, Area { x: right.x, y, w: right.w, h: h + 1 }));
            y += h;
            left -= h;
        }
        out
    }

    /// Where a pane stands, frame included.
    pub fn pane(&self, pane: Pane) -> Option<Area> {
        self.panes.iter().find(|(p, _)| *p == pane).map(|(_, a)| *a)
    }

    /// Whether a pane is on the screen.
    pub fn shows(&self, pane: Pane) -> bool {
        self.pane(pane).is_some()
    }

    /// How many rows a list has in its pane: without the frames, and without the line of column titles where there is room for one.
    pub fn rows(&self, pane: Pane) -> usize {
        self.pane(pane).map_or(0, |a| usize::from(a.h.saturating_sub(2)) - usize::from(titled(pane, a)))
    }
}

/// Whether a pane has room for column titles.
pub const fn titled(pane: Pane, area: Area) -> bool {
    !matches!(pane, Pane::Logs | Pane::Namespaces) && area.h >= 8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panes_are_given_up_in_the_order_of_the_design() {
        let panes = |w, h, focus, zoom| Layout::of(w, h, focus, zoom).panes.iter().map(|(p, _)| *p).collect::<Vec<_>>();
        use Pane::*;
        assert_eq!(panes(160, 48, Workloads, false), [Namespaces, Workloads, Pods, Logs]);
        assert_eq!(panes(100, 30, Workloads, false), [Workloads, Pods, Logs]);
        assert_eq!(panes(80, 24, Workloads, false), [Workloads, Pods]);
        assert_eq!(panes(80, 24, Logs, false), [Pods, Logs]);
        assert_eq!(panes(80, 24, Namespaces, false), [Namespaces]);
        assert_eq!(panes(80, 10, Pods, false), [Pods]);
        assert_eq!(panes(160, 48, Pods, true), [Pods]);
        assert_eq!(panes(3, 3, Pods, false), []);
    }

    #[test]
    fn no_size_panics_and_panes_fill_the_screen() {
        for w in 0..200 {
            for h in 0..60 {
                for focus in Pane::ALL {
                    for zoom in [false, true] {
                        let layout = Layout::of(w, h, focus, zoom);
                        for (pane, a) in &layout.panes {
                            assert!(a.x + a.w <= w && a.y + a.h < h, "{w}x{h} {focus:?} {a:?}");
                            let _ = layout.rows(*pane);
                        }
                        assert!(layout.panes.is_empty() || layout.shows(focus), "{w}x{h} {focus:?}");
                    }
                }
            }
        }
    }
}
