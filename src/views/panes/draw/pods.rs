//! The pods pane: the pods of the workload under the cursor.

use super::usage::{self, RowUse};
use crate::app::State;
use crate::app::layout::{Area, titled};
use crate::app::rows::{STANDALONE, WorkloadKey};
use crate::app::text::Word;
use crate::command::Pane;
use crate::model::health::{Mood, PodHealth};
use crate::model::pod::Pod;
use crate::model::reason::{PodWhy, Why, refused};
use crate::model::usage::UseSum;
use crate::model::{Kind, Time, Words, image};
use crate::theme::Role;
use crate::ui::paint::Painter;
use crate::ui::pane::{self, Frame, forwarded, mood_role};
use crate::ui::table::{self, Cell, Column, Line};

/// Among how many pods those that have ended are counted: what fits a screen.
const COUNTED: usize = 200;

const fn columns(several_namespaces: bool, wide: bool, restarts: u16) -> [Column; 10] {
    [
        Column::new(Words::NONE, 1, 0, 0),
        Column::new(
            Words::new("NAMESPACE", "命名空间"),
            if several_namespaces { 9 } else { 0 },
            24,
            if several_namespaces { 1 } else { 9 },
        ),
        Column::new(Words::new("NAME", "名称"), 12, 60, 0),
        Column::new(Words::new("READY", "就绪"), 5, 0, 0),
        Column::new(Words::new("STATUS", "状态"), 16, 26, 0),
        Column::new(Words::new("REASON", "原因"), 12, 0, 2).growing(),
        Column::new(Words::new("RESTARTS", "重启"), restarts, 16, 1),
        Column::new(Words::new("IMAGE", "镜像"), 6, if wide { 0 } else { 16 }, 4),
        Column::new(Words::new("NODE", "节点"), 6, 20, 5),
        Column::new(Words::new("AGE", "时长"), table::AGE, 0, 0).right(),
    ]
}

pub(super) fn draw(state: &State, p: &mut Painter<'_>, frame: Frame) {
    let freshness = state.freshness(&[Kind::Pod, Kind::ReplicaSet]);
    let now = state.clock_of(&freshness).cluster;
    let (place, count) = state.panes.pods.place();
    // Pods that have come to their end are no longer wanted: they are counted apart.
    let ended = state
        .panes
        .pods
        .rows()
        .iter()
        .take(COUNTED)
        .filter_map(|uid| state.cluster.store.pod(uid))
        .filter(|pod| !pod.active())
        .count();
    let apart = if ended == 0 || ended == count { String::new() } else { format!(" + {ended} {}", p.word(Word::Ended)) };
    let number = if count > frame.inside().height as usize {
        format!("({}/{count})", place + 1)
    } else {
        format!("({}{apart})", if apart.is_empty() { count } else { count - ended })
    };
    let sort = p.word(state.sorting.pods.word());
    let marked = pane::marked(p, state.panes.pods.marks().len());
    let whose = match state.panes.workloads.held() {
        Some(WorkloadKey::Standalone(ns)) if !state.panes.all_pods => ns.to_string(),
        _ => state.pods_of_words(),
    };
    let of = match state.panes.workloads.held() {
        Some(WorkloadKey::Standalone(ns)) if !state.panes.all_pods => format!("{} {} {ns}", p.word(STANDALONE), p.word(Word::In)),
        _ => format!("{} {whose}", p.word(Word::PodsTitle)),
    };
    let title = format!("{of} {number} {sort} {marked}");
    let inside = pane::draw(state, p, frame, Pane::Pods, (title.trim_end(), &whose), Some(&freshness));
    let a = frame.area;
    let titles = titled(Pane::Pods, Area { x: a.x, y: a.y, w: a.width, h: a.height });
    let height = usize::from(inside.height) - usize::from(titles && inside.height > 0);
    let of_one = matches!(state.panes.workloads.held(), Some(WorkloadKey::Workload(_))) && !state.panes.all_pods;
    let several = !of_one && state.panes.view.one().is_none();
    // On a narrow screen pod names lose what all rows share.
    let shared = state.workload().filter(|_| of_one && inside.width < 100).map(|w| format!("{}-", w.name));
    let store = &state.cluster.store;
    let (mut lines, used): (Vec<Line<'_>>, Vec<RowUse<'_>>) = state
        .panes
        .pods
        .window(height)
        .filter_map(|(uid, cursor)| {
            let pod = store.pod(uid)?;
            let cells = cells(state, p, now, pod, shared.as_deref(), several);
            let used = store.pod_use(uid).map(|used| UseSum::of_one(used, pod.asks.running));
            let used = RowUse { used, history: store.use_history(uid) };
            Some((Line { cells, cursor, marked: state.panes.pods.marks().contains(uid) }, used))
        })
        .unzip();
    if lines.is_empty() {
        let nothing = nothing_words(state, p);
        let filtered = state.unwell_only || !state.filter_text(Pane::Pods).is_empty();
        return pane::empty(state, p, inside, &freshness, filtered, &nothing);
    }
    let restarts = table::with_ages(lines.iter().filter_map(|l| l.cells.get(6)).map(|c| &*c.0)).max(8);
    let columns = columns(several, state.wide, restarts);
    let columns = usage::put_in((&columns, &mut lines), &used, 7, (inside.width, state.wide, state.sorting.pods.is_by_use()));
    crate::ui::table::draw(p, inside, &columns, &lines, titles, state.panes.focus == Pane::Pods);
}

/// Why there are no pods: the workload wants none, is held, or its controller cannot make them.
fn nothing_words(state: &State, p: &Painter<'_>) -> String {
    let Some(w) = state.workload() else { return format!("{} {}", p.word(Word::NoPods), state.pods_of_words()) };
    let why = if let Some(failure) = &w.failure {
        p.health(&refused(failure).into())
    } else if w.paused && w.desired > 0 {
        p.word(Word::NoneWhilePaused).to_owned()
    } else if w.desired == 0 {
        p.word(Word::ScaledTo0).to_owned()
    } else {
        return p.word(Word::NoPods).to_owned();
    };
    format!("{}{}{why}", p.word(Word::NoPods), p.colon())
}

fn cells<'a>(state: &'a State, p: &Painter<'_>, now: Time, pod: &'a Pod, shared: Option<&str>, several: bool) -> Vec<Cell<'a>> {
    let mood = state.pod_mood(pod);
    let role = mood_role(mood);
    let sick = pod.health.sick(now);
    let name = shared.and_then(|s| pod.name.strip_prefix(s)).unwrap_or(&pod.name);
    // kubectl prints the last word of one that has come to its end; that it is to go is what one must know.
    let status = if pod.deleting { "Terminating" } else { &*pod.status };
    let reason = match (&sick, &pod.health) {
        // The word may say more than kubectl's status: a pod that says Running and crashes all the time.
        (Some(s), _) if !s.word.is(status) => s.why(),
        (Some(s), _) => s.detail.clone(),
        (None, PodHealth::Ending { held, .. }) if !held.is_empty() => PodWhy::Held(held.clone()).into(),
        (None, PodHealth::Unready { who, .. }) => PodWhy::NotReadyYet(who.clone()).into(),
        _ => Why::Nothing,
    };
    let image = pod.containers.iter().find(|c| c.role == crate::model::pod::ContainerRole::App).map_or("", |c| &*c.image);
    let image = if state.wide { image.to_owned() } else { image::short(image) };
    let restarts = pod.restarts_words(now);
    vec![
        Cell::new(mood.glyph(), role),
        Cell::dim(if several { &*pod.namespace } else { "" }),
        forwarded(state, &pod.uid, name),
        Cell::new(pod.ready_words(), if pod.ready < pod.total && mood != Mood::Well { role } else { Role::Text }),
        Cell::new(status, if mood == Mood::Well { Role::Text } else { role }),
        Cell::new(p.health(&reason), if mood == Mood::Unwell { Role::Bad } else { Role::Dim }),
        if pod.restarts > 0 { Cell::new(restarts, Role::Warn) } else { Cell::dim(restarts) },
        Cell::dim(image),
        Cell::dim(pod.node.as_deref().unwrap_or("")),
        Cell::dim(pod.created.age(now)),
    ]
}
