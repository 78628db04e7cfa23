//! The pods pane while it shows the containers of one pod.

use super::usage::{self, RowUse};
use crate::app::State;
use crate::app::layout::{Area, titled};
use crate::app::text::{PlaceText, Word};
use crate::command::Pane;
use crate::model::pod::{Container, ContainerRole, ContainerState};
use crate::model::reason::{PodWhy, Why};
use crate::model::usage::UseSum;
use crate::model::{Kind, Words};
use crate::theme::Role;
use crate::ui::paint::Painter;
use crate::ui::pane::{self, Frame};
use crate::ui::table::{Cell, Column, Line};

const COLUMNS: [Column; 7] = [
    Column::new(Words::NONE, 1, 0, 0),
    Column::new(Words::new("CONTAINER", "容器"), 10, 40, 0),
    Column::new(Words::new("ROLE", "角色"), 4, 0, 3),
    Column::new(Words::new("STATE", "状态"), 8, 26, 0),
    Column::new(Words::new("REASON", "原因"), 10, 0, 2).growing(),
    Column::new(Words::new("RESTARTS", "重启"), 3, 0, 1),
    Column::new(Words::new("IMAGE", "镜像"), 10, 50, 2),
];

pub(super) fn draw(state: &State, p: &mut Painter<'_>, frame: Frame) {
    let freshness = state.freshness(&[Kind::Pod]);
    let pod = state.panes.pod_open.as_ref().and_then(|uid| state.cluster.store.pod(uid));
    let name = pod.map_or_else(|| p.word(Word::DeletedPod).to_owned(), |pod| pod.name.to_string());
    let title = format!("{} {name}", p.word(Word::ContainersOf));
    let inside = pane::draw(state, p, frame, Pane::Pods, (&title, &name), Some(&freshness));
    let a = frame.area;
    let titles = titled(Pane::Pods, Area { x: a.x, y: a.y, w: a.width, h: a.height });
    let height = usize::from(inside.height) - usize::from(titles && inside.height > 0);
    let rows = state.panes.containers.window(height);
    let (mut lines, used): (Vec<Line<'_>>, Vec<RowUse<'_>>) = rows
        .filter_map(|(key, cursor)| {
            let container = pod?.container(&key.name)?;
            let store = &state.cluster.store;
            let used = store.container_use(&key.pod, &key.name).map(|used| UseSum::of_one(used, *container.asks));
            let used = RowUse { used, history: store.container_history(&key.pod, &key.name) };
            Some((Line { cells: cells(p, container), cursor, marked: false }, used))
        })
        .unzip();
    if lines.is_empty() {
        let words = p.words(&PlaceText::PodGone(state.keymap.leaves(false)).into());
        return pane::empty(state, p, inside, &freshness, false, &words);
    }
    let columns = usage::put_in((&COLUMNS, &mut lines), &used, 6, (inside.width, state.wide, state.sorting.pods.is_by_use()));
    crate::ui::table::draw(p, inside, &columns, &lines, titles, state.panes.focus == Pane::Pods);
}

fn cells<'a>(p: &Painter<'_>, c: &'a Container) -> Vec<Cell<'a>> {
    let (glyph, role) = match &c.state {
        ContainerState::Running { .. } if c.ready || c.role == ContainerRole::Ephemeral => ("✓", Role::Good),
        ContainerState::Running { .. } => ("◐", Role::Busy),
        ContainerState::Terminated(e) if e.exit_code == 0 => ("✓", Role::Good),
        ContainerState::Terminated(_) => ("✗", Role::Bad),
        ContainerState::Waiting { reason, .. } if matches!(&**reason, "ContainerCreating" | "PodInitializing" | "") => {
            ("◐", Role::Busy)
        }
        ContainerState::Waiting { .. } => ("✗", Role::Bad),
        ContainerState::Unknown => ("?", Role::Dim),
    };
    let last = c.last.as_ref().map(|e| c.end(e));
    let reason = match &c.state {
        ContainerState::Waiting { message, .. } if !message.is_empty() && last.is_none() => message.clone().into(),
        ContainerState::Terminated(e) => c.end(e).into(),
        ContainerState::Running { .. } if !c.ready => PodWhy::Unready(last).into(),
        _ => last.map_or(Why::Nothing, |how| PodWhy::Last(how).into()),
    };
    let word = match c.role {
        ContainerRole::Init => "init",
        ContainerRole::Sidecar => "sidecar",
        ContainerRole::App => "",
        ContainerRole::Ephemeral => "ephemeral",
    };
    vec![
        Cell::new(glyph, role),
        Cell::plain(&*c.name),
        Cell::dim(word),
        Cell::new(c.state.words(), role),
        Cell::dim(p.health(&reason)),
        Cell::new(c.restarts.to_string(), if c.restarts > 0 { Role::Warn } else { Role::Dim }),
        Cell::dim(&*c.image),
    ]
}
