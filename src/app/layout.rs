//! Where the panes stand: pure, so that keys and drawing agree on how many rows a pane has.

use crate::command::Pane;
use crate::model::fit::{places, width};

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

/// How many rows panes would fill; 0 where that is not known. The logs fill whatever they get.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Needs {
    /// The workloads pane.
    pub workloads: usize,
    /// The pods pane.
    pub pods: usize,
}

/// Rows by which a need must be less before the panes are shared out anew: they do not jump with each object that comes or goes.
const STEP: usize = 3;
/// Rows that a pane has to spare: as long as what it holds fits, it stays.
const SPARE: usize = 1;

impl Needs {
    /// What the panes are shared out for, where they were shared out for `self` and would now fill this.
    #[must_use]
    pub fn follow(self, now: Self) -> Self {
        let far = |a: usize, b: usize| (a == 0) != (b == 0) || b > a + SPARE || a >= b + STEP;
        if far(self.workloads, now.workloads) || far(self.pods, now.pods) { now } else { self }
    }

    /// Lines that a pane needs, with its frame and its titles, and one row to spare; `None` where it takes whatever there is.
    const fn lines(self, pane: Pane) -> Option<u16> {
        let rows = match pane {
            Pane::Workloads => self.workloads,
            Pane::Pods => self.pods,
            Pane::Namespaces | Pane::Logs | Pane::Browser => return None,
        };
        if rows == 0 || rows > 1000 { None } else { Some((rows + SPARE) as u16 + 2) }
    }
}

/// Lines that a pane keeps, frame included, however long what is said below it is.
const LEFT: u16 = 5;

/// Lines that a pane keeps, however little it holds: with those its titles are shown.
const KEEPS: u16 = 7;

/// Gives lines of panes that hold less than they have room for to those that hold more: first to the lists, what then is left to the logs.
fn share(parts: &mut [u16], stack: &[Pane], needs: Needs) {
    let wanted = |i: usize| stack.get(i).and_then(|pane| needs.lines(*pane));
    for from in 0..parts.len() {
        let Some(keeps) = wanted(from).map(|n| n.max(KEEPS)) else { continue };
        let lists = (0..parts.len()).filter(|i| *i != from && stack.get(*i) != Some(&Pane::Logs));
        let logs = (0..parts.len()).filter(|i| stack.get(*i) == Some(&Pane::Logs));
        for to in lists.chain(logs).collect::<Vec<_>>() {
            let spare = parts[from].saturating_sub(keeps);
            let more = match (stack.get(to), wanted(to)) {
                (Some(Pane::Logs), _) => spare,
                (_, Some(n)) => n.saturating_sub(parts[to]).min(spare),
                (_, None) if needs == Needs::default() => 0,
                // It holds more than any screen.
                (_, None) => spare,
            };
            parts[from] -= more;
            parts[to] += more;
        }
    }
}

impl Layout {
    /// The layout of a screen. Narrow or low screens give up panes in the order of the design: namespaces, logs, then workloads or
    /// pods, whichever has no focus; a pane that has the focus is never given up.
    pub fn of(w: u16, h: u16, (focus, zoom): (Pane, bool), needs: Needs) -> Self {
        let header = Area { x: 0, y: 0, w, h: h.min(1) };
        let footer = Area { x: 0, y: h.saturating_sub(1), w, h: u16::from(h > 1) };
        let message = Area { x: 0, y: h.saturating_sub(2), w, h: u16::from(h > 2) };
        let body = body(w, h);
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
        let mut heights: Vec<u16> =
            parts.iter().map(|part| (u32::from(lines) * u32::from(*part) / u32::from(total)) as u16).collect();
        let rest = lines - heights.iter().sum::<u16>();
        if let Some(last) = heights.last_mut() {
            *last += rest;
        }
        share(&mut heights, &stack, needs);
        let mut y = right.y;
        for (pane, h) in stack.iter().zip(heights) {
            out.panes.push((*pane, Area { x: right.x, y, w: right.w, h: h + 1 }));
            y += h;
        }
        out
    }

    /// As it is, with so many lines for what is said: the panes that stand above them give their room, as far as each keeps a few rows.
    #[must_use]
    pub(super) fn with_said(mut self, lines: u16) -> Self {
        let bottom = self.message.y;
        let above = |a: &Area| a.y + a.h == bottom;
        let spare = self.panes.iter().filter(|(_, a)| above(a)).map(|(_, a)| a.h.saturating_sub(LEFT)).min().unwrap_or(0);
        let more = lines.saturating_sub(1).min(spare);
        for (_, a) in self.panes.iter_mut().filter(|(_, a)| above(a)) {
            a.h -= more;
        }
        self.message.y -= more;
        self.message.h += more;
        self
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

/// Where the panes stand, or what has the whole screen: between the line on top and that of messages.
pub const fn body(w: u16, h: u16) -> Area {
    Area { x: 0, y: 1, w, h: h.saturating_sub(3) }
}

/// The columns of a frame's title that are not the title's own: corners and blanks.
const EDGES: usize = 8;
/// Those of the word PROD in it.
const PROD: usize = 7;

/// Columns that a frame needs to have all of a title, whose word and place stand in it, in its upper line.
pub fn title_width(word: &str, place: &str, prod: bool) -> usize {
    let gap = if word.is_empty() || place.is_empty() { 0 } else { 2 };
    width(word) + gap + width(place) + EDGES + if prod { PROD } else { 0 }
}

/// The rows in which a place stands below a title of so many columns that is too short for it; none where it has room in the title.
pub fn head_rows<'a>((w, h): (u16, u16), word: &str, place: &'a str, prod: bool) -> Vec<&'a str> {
    if place.is_empty() || title_width(word, place, prod) <= usize::from(w) {
        return Vec::new();
    }
    let mut rows = places(place, usize::from(w.saturating_sub(4)).max(1));
    // A field and its keys have room on the lowest of screens.
    rows.truncate(usize::from(h.saturating_sub(4)));
    rows
}

/// A box over the panes: its size, and how many rows of its title stand below its frame.
pub fn popup_box(
    (screen_w, screen_h): (u16, u16),
    (w, h): (u16, u16),
    (word, place, prod): (&str, &str, bool),
) -> ((u16, u16), u16) {
    let title = title_width(word, place, prod).min(usize::from(u16::MAX)) as u16;
    let w = w.max(title).min(screen_w.saturating_sub(2));
    let rows = head_rows((w, screen_h.saturating_sub(2)), word, place, prod).len() as u16;
    ((w, h.saturating_add(rows).min(screen_h.saturating_sub(2))), rows)
}

/// The inside of what has the whole screen: without its frame, and what stands of its title below that.
pub fn full_area((w, h): (u16, u16), word: &str, place: &str, prod: bool) -> Area {
    let a = body(w, h);
    let head = head_rows((a.w, a.h), word, place, prod).len() as u16;
    Area { x: a.x + 2, y: a.y.saturating_add(1 + head), w: a.w.saturating_sub(4), h: a.h.saturating_sub(2 + head) }
}

/// Its columns and rows.
pub fn full_room(size: (u16, u16), word: &str, place: &str, prod: bool) -> (u16, u16) {
    let a = full_area(size, word, place, prod);
    (a.w, a.h)
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
        let panes =
            |w, h, focus, zoom| Layout::of(w, h, (focus, zoom), Needs::default()).panes.iter().map(|(p, _)| *p).collect::<Vec<_>>();
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
    fn panes_share_their_height_by_what_they_hold() {
        use Pane::*;
        let rows = |w, h, focus, workloads, pods| {
            let layout = Layout::of(w, h, (focus, false), Needs { workloads, pods });
            [Workloads, Pods, Logs].map(|pane| layout.rows(pane))
        };
        // Not known: by the usual parts.
        assert_eq!(rows(80, 24, Workloads, 0, 0), [9, 7, 0]);
        // Pods that are few leave their room to workloads that are many, and the other way round; both many, or both few: as usual.
        assert_eq!(rows(80, 24, Workloads, 30, 2), [11, 5, 0]);
        assert_eq!(rows(80, 24, Workloads, 5, 30), [6, 10, 0]);
        assert_eq!(rows(80, 24, Workloads, 30, 30), [9, 7, 0]);
        assert_eq!(rows(80, 24, Workloads, 3, 2), [9, 7, 0]);
        // What neither fills the logs have.
        assert_eq!(rows(160, 48, Workloads, 0, 0), [14, 10, 15]);
        assert_eq!(rows(160, 48, Workloads, 6, 3), [7, 5, 27]);
        assert_eq!(rows(160, 48, Workloads, 18, 3), [19, 5, 15]);
    }

    #[test]
    fn panes_do_not_jump_with_each_object() {
        let needs = |workloads, pods| Needs { workloads, pods };
        let mut shared = needs(10, 4);
        for (now, want) in [
            (needs(11, 4), needs(10, 4)),
            // A row would be hidden while there is room.
            (needs(12, 5), needs(12, 5)),
            (needs(13, 6), needs(12, 5)),
            (needs(12, 7), needs(12, 7)),
            (needs(10, 5), needs(12, 7)),
            (needs(9, 5), needs(9, 5)),
            (needs(0, 5), needs(0, 5)),
            (needs(1, 5), needs(1, 5)),
        ] {
            shared = shared.follow(now);
            assert_eq!(shared, want);
        }
    }

    #[test]
    fn what_is_said_takes_its_lines_from_the_lowest_panes() {
        use Pane::*;
        let layout = |h, lines| Layout::of(120, h, (Workloads, false), Needs::default()).with_said(lines);
        let (one, three) = (layout(30, 1), layout(30, 3));
        assert_eq!((one.message.h, three.message.h, three.message.y), (1, 3, one.message.y - 2));
        assert_eq!(three.pane(Namespaces).unwrap().h, one.pane(Namespaces).unwrap().h - 2);
        assert_eq!(three.rows(Logs), one.rows(Logs) - 2);
        assert_eq!(three.pane(Workloads), one.pane(Workloads));
        // Where the lowest pane has little to give, what is said has one line.
        for h in 0..60 {
            let layout = layout(h, 3);
            assert!(layout.panes.iter().all(|(_, a)| a.y + a.h <= layout.message.y), "{h}");
            assert!(layout.message.y + layout.message.h < h.max(2), "{h}");
        }
    }

    #[test]
    fn no_size_panics_and_panes_fill_the_screen() {
        for w in 0..200 {
            for h in 0..60 {
                for focus in Pane::ALL {
                    for zoom in [false, true] {
                        for (workloads, pods) in [(0, 0), (1, 1), (5, 90), (90, 2), (2000, 2000), (7, 0)] {
                            let layout = Layout::of(w, h, (focus, zoom), Needs { workloads, pods });
                            let mut used = 0;
                            for (pane, a) in &layout.panes {
                                assert!(a.x + a.w <= w && a.y + a.h < h, "{w}x{h} {focus:?} {a:?}");
                                let _ = layout.rows(*pane);
                                used += if *pane == Pane::Namespaces && layout.panes.len() > 1 { 0 } else { a.h - 1 };
                            }
                            assert!(layout.panes.is_empty() || layout.shows(focus), "{w}x{h} {focus:?}");
                            assert!(layout.panes.is_empty() || used + 4 == h, "{w}x{h} {focus:?} {used}");
                        }
                    }
                }
            }
        }
    }
}
