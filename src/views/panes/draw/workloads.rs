//! The workloads pane.

use super::usage::{self, RowUse};
use crate::app::State;
use crate::app::layout::{Area, titled};
use crate::app::rows::{STANDALONE, WorkloadKey};
use crate::app::text::{TrackerText, Word};
use crate::command::Pane;
use crate::model::health::{Mood, PodHealth};
use crate::model::pod::Pod;
use crate::model::reason::PodWhy;
use crate::model::workload::Workload;
use crate::model::workload_health::{State as Health, WorkloadHealth};
use crate::model::{Kind, Name, Time, Words};
use crate::theme::Role;
use crate::ui::paint::Painter;
use crate::ui::pane::{self, Frame, forwarded, mood_role};
use crate::ui::table::{self, Cell, Column, Line};

pub(super) const KINDS: [Kind; 5] = [Kind::Deployment, Kind::StatefulSet, Kind::DaemonSet, Kind::Job, Kind::CronJob];

const fn columns(one_namespace: bool, wide: bool) -> [Column; 11] {
    [
        Column::new(Words::NONE, 1, 0, 0),
        Column::new(Words::new("NAMESPACE", "命名空间"), if one_namespace { 0 } else { 9 }, 24, if one_namespace { 9 } else { 1 }),
        Column::new(Words::new("NAME", "名称"), 14, 40, 0),
        Column::new(Words::new("KIND", "类型"), 4, 0, 6),
        Column::new(Words::new("READY", "就绪"), 5, 0, 0),
        Column::new(Words::new("UP-TO-DATE", "已更新"), 10, 0, if wide { 4 } else { 9 }),
        Column::new(Words::new("AVAILABLE", "可用"), 9, 0, if wide { 5 } else { 9 }),
        Column::new(Words::new("STATE", "状态"), 22, 0, 0).growing(),
        Column::new(Words::new("IMAGE", "镜像"), 7, if wide { 0 } else { 24 }, 3),
        Column::new(Words::new("REV", "版本"), 5, 0, 4),
        Column::new(Words::new("AGE", "时长"), table::AGE, 0, 2).right(),
    ]
}

pub(super) fn draw(state: &State, p: &mut Painter<'_>, frame: Frame) {
    let freshness = state.freshness(&KINDS);
    let now = state.clock_of(&freshness).cluster;
    let (place, count) = state.panes.workloads.place();
    let sort = state.sorting.workloads.word();
    let title = [
        match state.panes.cron_open.as_ref().and_then(|uid| state.cluster.store.workload(uid)) {
            Some(cron) => format!("{} {}", p.word(Word::JobsOf), cron.name),
            None => format!("{} {}", p.word(Word::WorkloadsTitle), state.view_words()),
        },
        if count > frame.inside().height as usize { format!("({}/{count})", place + 1) } else { format!("({count})") },
        p.word(sort).to_owned(),
        pane::marked(p, state.panes.workloads.marks().len()),
        if state.unwell_only { p.word(Word::UnwellOnly).to_owned() } else { String::new() },
    ];
    let title = title.iter().filter(|t| !t.is_empty()).cloned().collect::<Vec<_>>().join(" ");
    let inside = pane::draw(state, p, frame, Pane::Workloads, (&title, &state.view_words()), Some(&freshness));
    let a = frame.area;
    let titles = titled(Pane::Workloads, Area { x: a.x, y: a.y, w: a.width, h: a.height });
    let height = usize::from(inside.height) - usize::from(titles && inside.height > 0);
    let one = state.panes.view.one().is_some();
    let store = &state.cluster.store;
    let (mut lines, used): (Vec<Line<'_>>, Vec<RowUse<'_>>) = state
        .panes
        .workloads
        .window(height)
        .filter_map(|(key, cursor)| {
            let (cells, history) = match key {
                WorkloadKey::Workload(uid) => {
                    let (w, h) = (store.workload(uid)?, state.panes.rows.survey.health.get(uid)?);
                    (cells(state, now, p, w, h, one, inside.width < 100), store.use_history(uid))
                }
                WorkloadKey::Standalone(namespace) => (group_cells(state, p, namespace, one)?, None),
            };
            let used = RowUse { used: state.row_use(key), history };
            Some((Line { cells, cursor, marked: state.panes.workloads.marks().contains(key) }, used))
        })
        .unzip();
    if lines.is_empty() {
        let nothing = match state.panes.cron_open.as_ref().and_then(|uid| state.cluster.store.workload(uid)) {
            Some(cron) => format!("{} {}", p.word(Word::NoJobsOf), cron.name),
            None => format!("{} {}", p.word(Word::NoWorkloadsIn), state.view_words()),
        };
        let filtered = state.unwell_only || !state.filter_text(Pane::Workloads).is_empty();
        return pane::empty(state, p, inside, &freshness, filtered, &nothing);
    }
    // Before the image: what is wrong has its room first.
    let columns = usage::put_in(
        (&columns(one, state.wide), &mut lines),
        &used,
        8,
        (inside.width, state.wide, state.sorting.workloads.is_by_use()),
    );
    crate::ui::table::draw(p, inside, &columns, &lines, titles, state.panes.focus == Pane::Workloads);
}

fn cells<'a>(
    state: &'a State,
    now: Time,
    p: &Painter<'_>,
    w: &'a Workload,
    h: &WorkloadHealth,
    one: bool,
    narrow: bool,
) -> Vec<Cell<'a>> {
    let mood = h.state.mood();
    let role = mood_role(mood);
    let wide = |text: String| Cell::dim(if state.wide { text } else { String::new() });
    let image = if state.wide { w.images.iter().map(|i| &*i.image).collect::<Vec<_>>().join(" ") } else { state.image_words(w) };
    // At 0 an autoscaler scales nothing (`ScalingDisabled`): idle because somebody wants it so, until somebody scales it up.
    let (head, words) = if let Some(held) = &w.leaving {
        let holds = if held.is_empty() { String::new() } else { p.health(&PodWhy::Held(held.clone()).into()) };
        ("Terminating".to_owned(), holds)
    } else if h.state == Health::Idle && state.off_at_zero(w) {
        (String::new(), p.word(Word::IdleAutoscalerOff).to_owned())
    } else {
        state_words(now, p, w, h)
    };
    let role_of_state = if is_quiet(h.state) { Role::Dim } else { role };
    // What is wrong counts more than since when; of what is well the state itself does.
    let said = if mood == Mood::Unwell {
        Cell::headed(&head, &words, role_of_state)
    } else {
        Cell::new([head, words].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join("  "), role_of_state)
    };
    vec![
        Cell::new(mood.glyph(), role),
        Cell::dim(if one { "" } else { &*w.namespace }),
        // A narrow screen has no column for what is nearly always a Deployment.
        if narrow && !w.kind.short().is_empty() {
            forwarded(state, &w.uid, format!("{} {}", w.name, w.kind.short()))
        } else {
            forwarded(state, &w.uid, &*w.name)
        },
        Cell::dim(if narrow { "" } else { w.kind.short() }),
        Cell::new(w.ready_words(), if w.ready < w.desired { role } else { Role::Text }),
        wide(w.updated.to_string()),
        wide(w.available.to_string()),
        said,
        Cell::dim(image),
        Cell::dim(if w.revision > 0 { p.words(&TrackerText::Revision(w.revision).into()) } else { String::new() }),
        Cell::dim(w.created.age(now)),
    ]
}

/// The row of the standalone pods of a namespace.
fn group_cells<'a>(state: &'a State, p: &Painter<'_>, namespace: &'a Name, one: bool) -> Option<Vec<Cell<'a>>> {
    let survey = &state.panes.rows.survey;
    let h = survey.standalone.get(namespace)?;
    let mood = h.state.mood();
    let role = mood_role(mood);
    let counts = |(well, all): (usize, usize), pod: &Pod| match pod.health {
        PodHealth::Done => (well, all),
        _ => (well + usize::from(pod.health.mood(state.time()) == Mood::Well), all + 1),
    };
    let (well, all) = survey.standalone_pods(&state.cluster.store, namespace).fold((0, 0), counts);
    let group_words = p.health(&h.why);
    let (head, words) = if h.state == Health::Complete {
        (p.word(Word::Completed).to_owned(), "")
    } else if is_quiet(h.state) {
        (String::new(), "")
    } else {
        (word(p, h.state), &*group_words)
    };
    Some(vec![
        Cell::new(mood.glyph(), role),
        Cell::dim(if one { "" } else { &**namespace }),
        Cell::plain(p.word(STANDALONE).to_owned()),
        Cell::dim(""),
        Cell::new(format!("{well}/{all}"), if well < all { role } else { Role::Text }),
        Cell::dim(""),
        Cell::dim(""),
        Cell::headed(&head, words, if is_quiet(h.state) { Role::Dim } else { role }),
    ])
}

const fn is_quiet(state: Health) -> bool {
    match state {
        Health::Healthy | Health::Idle | Health::Active | Health::Complete | Health::FailedLongAgo => true,
        Health::Failed
        | Health::Stuck
        | Health::BadRelease
        | Health::Degraded
        | Health::Progressing
        | Health::Paused
        | Health::Missed
        | Health::Running
        | Health::Suspended => false,
    }
}

/// The state in a word, as it stands in the middle of a line.
fn word(p: &Painter<'_>, state: Health) -> String {
    p.word(match state {
        Health::Healthy => Words::NONE,
        Health::Stuck => Words::new("stuck", "卡住"),
        Health::BadRelease => Words::new("bad release", "新版本有问题"),
        Health::Failed | Health::FailedLongAgo => Words::new("failed", "失败"),
        Health::Degraded => Words::new("degraded", "降级"),
        Health::Progressing => Words::new("progressing", "进行中"),
        Health::Paused => Words::new("rollout paused", "发布已暂停"),
        Health::Idle => Words::new("idle", "空闲"),
        Health::Missed => Words::new("missed", "错过运行"),
        Health::Running => Words::new("running", "运行中"),
        Health::Suspended => Words::new("suspended", "已挂起"),
        Health::Active => Words::new("active", "执行中"),
        Health::Complete => Words::new("complete", "已完成"),
    })
    .to_owned()
}

/// `stuck 40s` and `image not found: app:1.9`; nothing for what is well and runs on.
fn state_words(now: Time, p: &Painter<'_>, w: &Workload, h: &WorkloadHealth) -> (String, String) {
    // That a CronJob has not run yet its words say.
    let word = if w.cron().is_some() && h.state == Health::Idle { String::new() } else { word(p, h.state) };
    let age = h.since.map(|t| t.age(now)).unwrap_or_default();
    let since = match h.state {
        Health::Paused => return (word, String::new()),
        Health::Stuck | Health::BadRelease | Health::Failed | Health::Missed | Health::Running | Health::Active => age,
        Health::Complete | Health::FailedLongAgo if !age.is_empty() => format!("{age} {}", p.word(Word::Ago)),
        Health::Healthy
        | Health::Degraded
        | Health::Progressing
        | Health::Idle
        | Health::Suspended
        | Health::Complete
        | Health::FailedLongAgo => String::new(),
    };
    // A CronJob says when it runs, while nothing is wrong with it.
    let schedule = w.cron().filter(|_| h.state.mood() != Mood::Unwell).map(|cron| {
        let last = cron.last_scheduled.filter(|_| h.state != Health::Active);
        let last = last
            .map(|t| format!("{}{} {} {}", p.comma(), p.word(Word::LastRun), t.age(now), p.word(Word::Ago)))
            .unwrap_or_default();
        format!("{}{last}", cron.schedule)
    });
    let head = [word, since].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" ");
    let said = [schedule.unwrap_or_default(), p.health(&h.why)];
    (head, said.into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join("  "))
}
