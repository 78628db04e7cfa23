//! The workloads pane.

use super::paint::Painter;
use super::pane::{self, Frame, mood_role};
use super::table::{Cell, Column, Line};
use crate::app::State;
use crate::app::layout::{Area, titled};
use crate::app::rows::WorkloadKey;
use crate::app::state::View;
use crate::command::Pane;
use crate::model::workload::Workload;
use crate::model::workload_health::{State as Health, WorkloadHealth};
use crate::model::{Kind, Time};
use crate::theme::Role;

pub(super) const KINDS: [Kind; 3] = [Kind::Deployment, Kind::StatefulSet, Kind::DaemonSet];

const fn columns(one_namespace: bool, wide: bool) -> [Column; 11] {
    const fn column(title: &'static str, min: u16, max: u16, give_up: u8) -> Column {
        Column { title, min, max, grow: false, right: false, give_up }
    }
    [
        column("", 1, 0, 0),
        column("NAMESPACE", if one_namespace { 0 } else { 9 }, 24, if one_namespace { 9 } else { 1 }),
        column("NAME", 14, 40, 0),
        column("KIND", 4, 0, 6),
        column("READY", 5, 0, 0),
        column("UP-TO-DATE", 10, 0, if wide { 4 } else { 9 }),
        column("AVAILABLE", 9, 0, if wide { 5 } else { 9 }),
        Column { grow: true, ..column("STATE", 22, 0, 0) },
        column("IMAGE", 7, if wide { 0 } else { 24 }, 3),
        column("REV", 5, 0, 4),
        Column { right: true, ..column("AGE", 5, 0, 2) },
    ]
}

pub(super) fn draw(state: &State, p: &mut Painter<'_>, frame: Frame) {
    let freshness = state.freshness(&KINDS);
    let (place, count) = state.workloads.place();
    let sort = state.sorting.workloads.word();
    let title = [
        p.tr("Workloads").to_owned(),
        state.view.words(),
        if count > frame.inside().height as usize { format!("({}/{count})", place + 1) } else { format!("({count})") },
        p.tr(sort).to_owned(),
        pane::marked(p, state.workloads.marks().len()),
        if state.unwell_only { p.tr("unwell only").to_owned() } else { String::new() },
    ];
    let title = title.iter().filter(|t| !t.is_empty()).cloned().collect::<Vec<_>>().join(" ");
    let inside = pane::draw(state, p, frame, Pane::Workloads, &title, Some(&freshness));
    let a = frame.area;
    let titles = titled(Pane::Workloads, Area { x: a.x, y: a.y, w: a.width, h: a.height });
    let height = usize::from(inside.height) - usize::from(titles && inside.height > 0);
    let one = matches!(&state.view, View::These(names) if names.len() == 1);
    let lines: Vec<Line<'_>> = state
        .workloads
        .window(height)
        .filter_map(|(key, cursor)| {
            let cells = match key {
                WorkloadKey::Workload(uid) => {
                    let w = state.store.workload(uid)?;
                    cells(state, p, w, state.rows.survey.health.get(uid)?, one, inside.width < 100)
                }
                WorkloadKey::Loose => {
                    let mut cells =
                        vec![Cell::new("·", Role::Dim), Cell::dim(""), Cell::dim(p.tr("pods without a workload")), Cell::dim("")];
                    cells.push(Cell::dim(state.rows.loose.to_string()));
                    cells
                }
            };
            Some(Line { cells, cursor, marked: state.workloads.marks().contains(key) })
        })
        .collect();
    if lines.is_empty() {
        let nothing = format!("{} {}", p.tr("No workloads in"), state.view.words());
        let filtered = state.unwell_only || !state.filter_text(Pane::Workloads).is_empty();
        return pane::empty(state, p, inside, &freshness, filtered, &nothing);
    }
    super::table::draw(p, inside, &columns(one, state.wide), &lines, titles, state.focus == Pane::Workloads);
}

fn cells<'a>(state: &'a State, p: &Painter<'_>, w: &'a Workload, h: &WorkloadHealth, one: bool, narrow: bool) -> Vec<Cell<'a>> {
    let mood = h.state.mood();
    let role = mood_role(mood);
    let wide = |text: String| Cell::dim(if state.wide { text } else { String::new() });
    let image = if state.wide { w.images.iter().map(|i| &*i.image).collect::<Vec<_>>().join(" ") } else { state.image_words(w) };
    let quiet = matches!(h.state, Health::Healthy | Health::Idle);
    vec![
        Cell::new(mood.glyph(), role),
        Cell::dim(if one { "" } else { &*w.namespace }),
        // A narrow screen has no column for what is nearly always a Deployment.
        if narrow && !w.kind.short().is_empty() {
            Cell::plain(format!("{} {}", w.name, w.kind.short()))
        } else {
            Cell::plain(&*w.name)
        },
        Cell::dim(if narrow { "" } else { w.kind.short() }),
        Cell::new(w.ready_words(), if w.ready < w.desired { role } else { Role::Text }),
        wide(w.updated.to_string()),
        wide(w.available.to_string()),
        Cell::new(state_words(state.now, p, h), if quiet { Role::Dim } else { role }),
        Cell::dim(image),
        Cell::dim(if w.revision > 0 { format!("rev {}", w.revision) } else { String::new() }),
        Cell::dim(w.created.age(state.now)),
    ]
}

/// `stuck 40s  ErrImagePull: "lab/app:1.9" not found`; nothing for what is well.
fn state_words(now: Time, p: &Painter<'_>, h: &WorkloadHealth) -> String {
    let word = match h.state {
        Health::Healthy => return String::new(),
        Health::Stuck => p.tr("stuck"),
        Health::Failed => p.tr("failed"),
        Health::Degraded => p.tr("degraded"),
        Health::Progressing => p.tr("progressing"),
        Health::Paused => return p.tr("rollout paused").to_owned(),
        Health::Idle => p.tr("idle"),
    };
    let since = match (h.state, h.since) {
        (Health::Stuck | Health::Failed, Some(since)) => format!(" {}", since.age(now)),
        _ => String::new(),
    };
    if h.words.is_empty() { word.to_owned() } else { format!("{word}{since}  {}", h.words) }
}
