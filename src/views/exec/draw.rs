//! Draws what the command wrote.

use super::{ExecKey, View};
use crate::app::State;
use crate::app::processes::{Part, Run};
use crate::app::text::{InsideText, PlaceText, Word};
use crate::model::Words;
use crate::theme::Role;
use crate::ui::paint::{Painter, width};
use crate::ui::popup;
use crate::ui::target::Head;
use crate::ui::text::{back, own, up_down};
use ratatui::layout::Position;

/// Columns that the names of the pods have at the most.
const NAMES: usize = 28;

/// Draws it.
pub(in crate::views) fn draw(state: &State, p: &mut Painter<'_>, view: &View) -> Option<Position> {
    let run = state.processes.run(view.id)?;
    let inside = Head::new(p, p.word(Word::Command), place(p, run), run.prod).open_full(p);
    let (rows, kept) = (usize::from(inside.height), run.lines.kept());
    let last = kept.len().saturating_sub(rows);
    let first = view.top.unwrap_or(last).min(last);
    let names: Vec<String> = run.parts.iter().map(name).collect();
    let several = run.parts.len() > 1;
    let lead = if several { names.iter().map(|n| width(n)).max().unwrap_or(0).min(NAMES) as u16 } else { 0 };
    for (y, line) in (inside.y..inside.bottom()).zip(kept.iter().skip(first)) {
        let mut x = inside.x;
        if several {
            let style = p.prefix(line.part);
            let name = names.get(line.part).map_or("", String::as_str);
            p.styled(x, y, lead, &crate::model::fit::middle(name, lead.into()), style);
            x += lead + 1;
        }
        let role = if line.error { Role::Warn } else { Role::Text };
        p.text(x, y, inside.right().saturating_sub(x), &line.text, role);
    }
    if kept.is_empty() {
        let words = if run.ended.is_some() {
            Words::new("it wrote nothing", "没有输出")
        } else {
            Words::new("waiting for its output", "正在等待输出")
        };
        p.text(inside.x, inside.y, inside.width, p.word(words), Role::Dim);
    }
    let (words, role) = how(p, run);
    p.text(inside.x, inside.bottom(), inside.width, &format!(" {words} "), role);
    if run.lines.dropped > 0 {
        let words = format!(" {} ", p.words(&InsideText::Dropped(run.lines.dropped).into()));
        p.right(inside.x, inside.bottom(), inside.width, &words, Role::Warn);
    }
    let mut keys = vec![back(state, p.word(Word::Leave)), up_down(state, p.word(Word::Scroll)), own(state, p, ExecKey::Copy)];
    if run.ended.is_none() {
        keys.push(own(state, p, ExecKey::End));
    }
    popup::full_keys(p, &keys);
    None
}

fn name(part: &Part) -> String {
    part.target.name.to_string()
}

/// The command, and where it runs.
fn place(p: &Painter<'_>, run: &Run) -> String {
    match &run.parts[..] {
        [one] => format!("{} ▸ {} ▸ {}: {}", one.target.context, one.target.namespace, one.target.name, run.command),
        [first, ..] => format!("{} ▸ {}: {}", first.target.context, p.words(&PlaceText::Pods(run.parts.len()).into()), run.command),
        [] => String::new(),
    }
}

/// How many have ended, and how.
fn how(p: &Painter<'_>, run: &Run) -> (String, Role) {
    let role = match (run.ended, run.is_well()) {
        (None, _) => Role::Busy,
        (Some(_), true) => Role::Good,
        (Some(_), false) => Role::Warn,
    };
    (p.words(&run.state()), role)
}
