//! Draws the nodes, and below them what is told of the one under the cursor, with its pods.

mod forecast;

use super::told::{self, Order, Sum};
use super::{NodesKey, View};
use crate::app::State;
use crate::app::room::Room;
use crate::app::scope::fresh;
use crate::app::text::{NodeText, Word};
use crate::model::Words;
use crate::model::feed::WatchState;
use crate::model::fit;
use crate::model::nodes::{Amounts, Node, NodePod, cores, memory, percent};
use crate::model::usage::Used;
use crate::theme::Role;
use crate::ui::bar::spark;
use crate::ui::paint::{Painter, width};
use crate::ui::pane::{self, mood_role};
use crate::ui::table::{self, Cell, Column, Line};
use crate::ui::target::Head;
use crate::ui::text::{back, own, up_down};
use crate::ui::{listing, popup};
use ratatui::layout::{Position, Rect};

const NODES: [Column; 11] = [
    Column::new(Words::NONE, 1, 0, 0),
    Column::new(Words::new("NODE", "节点"), 10, 0, 0).growing(),
    Column::new(Words::new("STATUS", "状态"), 0, 32, 1).whole(STATE),
    Column::new(Words::new("CPU", "CPU"), 11, 14, 0).right().whole(u16::MAX),
    Column::new(Words::NONE, BAR as u16, 0, 3),
    Column::new(Words::new("USED", "用量"), 8, 12, 5).right(),
    Column::new(Words::new("MEMORY", "内存"), 15, 17, 0).right().whole(u16::MAX),
    Column::new(Words::NONE, BAR as u16, 0, 4),
    Column::new(Words::new("USED", "用量"), 10, 12, 5).right(),
    Column::new(Words::new("PODS", "POD"), 7, 9, 0).right().whole(u16::MAX),
    Column::new(Words::new("SINCE", "持续"), table::AGE, 0, 2).right(),
];

const PODS: [Column; 8] = [
    Column::new(Words::new("POD", "POD"), 16, 0, 0).growing(),
    Column::new(Words::new("NAMESPACE", "命名空间"), 9, 24, 2),
    Column::new(Words::new("CPU", "CPU"), 9, 12, 0).right(),
    Column::new(Words::new("LIMIT", "上限"), 5, 9, 1).right(),
    Column::new(Words::new("USED", "用量"), 6, 9, 3).right(),
    Column::new(Words::new("MEMORY", "内存"), 11, 14, 0).right(),
    Column::new(Words::new("LIMIT", "上限"), 6, 9, 1).right(),
    Column::new(Words::new("USED", "用量"), 6, 9, 3).right(),
];

/// Columns of the state at the most, before what is left is shared.
const STATE: u16 = 14;

/// Columns of a bar with its ends, and of a sparkline.
const BAR: usize = 10;
const COURSE: usize = 20;

/// A share as a bar: `▕██▌     ▏`.
fn bar(part: i64, whole: i64) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let cells = BAR - 2;
    let eighths = if whole <= 0 {
        0
    } else {
        (i128::from(part.max(0)) * (cells as i128) * 8 / i128::from(whole)).min(cells as i128 * 8) as usize
    };
    let filled = format!("{}{}", "█".repeat(eighths / 8), EIGHTHS[eighths % 8]);
    format!("▕{filled:<cells$}▏")
}

/// The role of a share: what is requested whole leaves no room for anything.
const fn heat(percent: i64) -> Role {
    match percent {
        95.. => Role::Bad,
        80..95 => Role::Warn,
        _ => Role::Text,
    }
}

/// How a node is, shortly: kubectl's words, or what is wrong with it. All of it stands below.
fn status(node: &Node) -> String {
    let ready = match &*node.ready {
        "True" if node.troubles.is_empty() => Some("Ready"),
        "True" => None,
        "" => Some("Unknown"),
        _ => Some("NotReady"),
    };
    let held = (node.cordoned && ready == Some("Ready")).then_some("cordoned");
    let all: Vec<&str> = ready.into_iter().chain(node.troubles.iter().map(|t| &*t.kind)).chain(held).collect();
    all.join(" ")
}

fn node_line<'a>(state: &State, node: &'a Node, sum: Option<Sum>) -> Line<'a> {
    let mood = told::mood(node);
    let have = node.allocatable;
    let share = |part: i64, whole: i64, write: fn(i64) -> String| {
        let percent = percent(part, whole);
        (
            Cell::new(format!("{}/{} {percent:>3}%", write(part), write(whole)), heat(percent)),
            Cell::new(bar(part, whole), heat(percent)),
        )
    };
    let unknown = || (Cell::dim("–"), Cell::dim(""));
    let taken = sum.map(|s| s.requests);
    let (cpu, cpu_bar) = taken.map_or_else(unknown, |t| share(t.cpu, have.cpu, cores));
    let (mem, mem_bar) = taken.map_or_else(unknown, |t| share(t.memory, have.memory, memory));
    let used = state.cluster.store.node_use(&node.name).map(told::amounts);
    let used = |of: fn(Amounts) -> i64, write: fn(i64) -> String| {
        used.map_or_else(|| Cell::dim(""), |u| Cell::plain(format!("{} {:>3}%", write(of(u)), percent(of(u), of(have)))))
    };
    let pods =
        sum.map_or_else(|| Cell::dim("–"), |s| Cell::new(format!("{}/{}", s.pods, node.room), heat(percent(s.pods, node.room))));
    Line::new(vec![
        Cell::new(mood.glyph(), mood_role(mood)),
        Cell::plain(&*node.name),
        Cell::new(status(node), mood_role(mood)),
        cpu,
        cpu_bar,
        used(|a| a.cpu, cores),
        mem,
        mem_bar,
        used(|a| a.memory, memory),
        pods,
        Cell::dim(node.since.map_or_else(String::new, |at| at.age(state.time()))),
    ])
}

fn pod_line<'a>(state: &State, pod: &'a NodePod, node: &Node) -> Line<'a> {
    let have = node.allocatable;
    let share = |part: i64, whole: i64, write: fn(i64) -> String| match part {
        0 => Cell::dim("0"),
        part => Cell::plain(format!("{} {:>3}%", write(part), percent(part, whole))),
    };
    let used = state.cluster.store.pod_use(&pod.uid).map(told::amounts);
    let used = |of: fn(Amounts) -> i64, write: fn(i64) -> String| used.map_or_else(|| Cell::dim(""), |u| Cell::plain(write(of(u))));
    let limit = |part: i64, write: fn(i64) -> String| if part == 0 { Cell::dim("–") } else { Cell::plain(write(part)) };
    Line::new(vec![
        Cell::plain(&*pod.name),
        Cell::dim(&*pod.namespace),
        share(pod.requests.cpu, have.cpu, cores),
        limit(pod.limits.cpu, cores),
        used(|a| a.cpu, cores),
        share(pod.requests.memory, have.memory, memory),
        limit(pod.limits.memory, memory),
        used(|a| a.memory, memory),
    ])
}

/// How the watch stands that the figures depend on: that of the pods where it is the worse of both.
fn stands(view: &View) -> &WatchState {
    let pods_are_down = matches!(view.pods.state(), WatchState::Stale { .. } | WatchState::Denied { .. });
    let nodes_live = matches!(view.nodes.state(), WatchState::Live | WatchState::Polling { .. });
    if pods_are_down && nodes_live && view.pods.is_complete() { view.pods.state() } else { view.nodes.state() }
}

/// Draws it.
pub(in crate::views) fn draw(state: &State, p: &mut Painter<'_>, view: &View) -> Option<Position> {
    let title = view.name(state.lang);
    let counted = if view.nodes.is_empty() { title.clone() } else { format!("{title} ({})", view.nodes.len()) };
    let counted = if view.order.0 == Order::Own { counted } else { format!("{counted} {}", p.word(view.order.0.words())) };
    let inside = Head::new(p, &counted, "", false).open_full(p);
    let freshness = fresh(stands(view));
    pane::stands(state, p, inside, &freshness);
    if view.nodes.is_empty() {
        let nothing = p.word(Word::NoNodes);
        pane::empty(state, p, Rect { x: inside.x.saturating_sub(1), ..inside }, &freshness, false, nothing);
        popup::full_keys(p, &[back(state, p.word(Word::Leave))]);
        return None;
    }
    listing::part(p, &view.list, &NODES, Some(!view.inside), |_, uid| {
        view.nodes.get(uid).map(|node| node_line(state, node, view.sum(node)))
    });
    let (_, below) = View::rooms(inside.height, view.nodes.len());
    if let (Some(node), true) = (view.chosen(), below > 0) {
        let height = below + 1;
        told_below(state, p, Rect { y: inside.bottom() - height, height, ..inside }, view, node);
    }
    let mut keys = vec![up_down(state, p.word(Word::Choose))];
    if view.inside {
        if !view.draining {
            keys.push((state.keymap.hint_of(NodesKey::Open), p.word(Word::GoToIt)));
            keys.push(own(state, p, NodesKey::Sort));
            keys.push(own(state, p, NodesKey::Describe));
        }
        keys.push(back(state, p.word(Word::Nodes)));
    } else {
        keys.push(match view.draining {
            true => (state.keymap.hint_of(NodesKey::Open), p.word(Word::Scroll)),
            false => own(state, p, NodesKey::Open),
        });
        let cordoned = view.chosen().is_some_and(|n| n.cordoned);
        keys.push(own(state, p, if cordoned { NodesKey::Uncordon } else { NodesKey::Cordon }));
        keys.push((
            state.keymap.hint_of(NodesKey::Forecast),
            if view.draining { p.word(Word::Pods) } else { p.word(Word::WouldDrain) },
        ));
        keys.push(own(state, p, NodesKey::Drain));
        keys.push(back(state, p.word(Word::Leave)));
        keys.push(own(state, p, NodesKey::Sort));
        keys.push(own(state, p, NodesKey::Describe));
    }
    popup::full_keys(p, &keys);
    None
}

/// How its use went stands behind what it uses, where there is room in that line.
fn add_course(state: &State, p: &Painter<'_>, facts: &mut [told::Fact], node: &Node, width_of_all: u16) {
    let Some((_, text, _)) = facts.iter_mut().find(|(name, _, _)| *name == told::USE) else { return };
    let Some(history) = state.cluster.store.node_history(&node.name) else { return };
    let of = |figure: fn(Used) -> u64| {
        let polls: Vec<_> = history.polls().map(|poll| poll.map(figure)).collect();
        spark(&polls, COURSE)
    };
    let went = p.words(&NodeText::Went([of(|used| used.cpu), of(|used| used.memory)]).into());
    if width(text) + 3 + width(&went) + usize::from(told::LEAD) <= usize::from(width_of_all) {
        text.push_str("   ");
        text.push_str(&went);
    }
}

/// What is told of a node, and its pods.
fn told_below(state: &State, p: &mut Painter<'_>, area: Rect, view: &View, node: &Node) {
    let mut facts = told::facts(view, node, state.moment());
    add_course(state, p, &mut facts, node, area.width);
    let used = told::rows(&facts, area.width).min(area.height);
    let words: Vec<(&str, String, Role)> = facts
        .into_iter()
        .map(|(name, text, mood)| {
            let role = if mood == crate::model::health::Mood::Idle { Role::Text } else { mood_role(mood) };
            (p.word(name), text, role)
        })
        .collect();
    popup::facts(p, Rect { height: used, ..area }, &format!("{} ", node.name), told::LEAD, &words);
    let rest = Rect { y: area.y + used, height: area.height - used, ..area };
    if rest.height < 3 {
        return;
    }
    if view.draining {
        drain_below(state, p, rest, view, node);
        return;
    }
    let pods = view.below.rows();
    for x in rest.x..rest.right() {
        p.symbol(x, rest.y, "─", Role::Border);
    }
    let head = format!("{} ({})  {} ", p.word(Word::PodsTitle), pods.len(), p.word(view.order.1.words()));
    p.text(rest.x, rest.y, rest.width, &fit::cut(&head, usize::from(rest.width)), Role::Title);
    if !pods.is_empty() {
        listing::part(p, &view.below, &PODS, view.inside.then_some(true), |_, uid| {
            view.pods.get(uid).map(|pod| pod_line(state, pod, node))
        });
    }
}

/// What a drain of it would do.
fn drain_below(state: &State, p: &mut Painter<'_>, area: Rect, view: &View, node: &Node) {
    for x in area.x..area.right() {
        p.symbol(x, area.y, "─", Role::Border);
    }
    let head = p.words(&told::drain_head(view, node).into());
    let head = fit::cut(&format!("{head} "), usize::from(area.width)).into_owned();
    p.text(area.x, area.y, area.width, &head, Role::Title);
    let hidden = forecast::draw(state, p, Rect { y: area.y + 1, height: area.height - 1, ..area }, view, node);
    if hidden > view.scroll {
        let more = format!(" {} ", p.words(&NodeText::More(hidden - view.scroll).into()));
        let w = width(&more) as u16;
        if width(&head) + usize::from(w) + 2 < usize::from(area.width) {
            p.text(area.right().saturating_sub(w), area.y, w, &more, Role::Dim);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::bar;

    #[test]
    fn a_bar_is_as_long_as_its_share() {
        assert_eq!(bar(0, 4), "▕        ▏");
        assert_eq!(bar(2, 4), "▕████    ▏");
        assert_eq!(bar(5, 64), "▕▋       ▏");
        assert_eq!((bar(9, 4), bar(1, 0)), ("▕████████▏".into(), "▕        ▏".into()));
    }
}
