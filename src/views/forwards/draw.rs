//! Draws the list, and below it the forward under the cursor.

use super::keys::OPENS;
use super::{ForwardsKey, View};
use crate::app::State;
use crate::app::forwards::Forward;
use crate::app::room::Room;
use crate::app::text::{ForwardText, Word};
use crate::command::Command;
use crate::model::Words;
use crate::model::forward::{Standing, bytes};
use crate::model::human_duration;
use crate::theme::Role;
use crate::ui::paint::Painter;
use crate::ui::table::{Cell, Column, Line};
use crate::ui::target::Head;
use crate::ui::text::{back, own, up_down};
use crate::ui::{listing, popup};
use ratatui::layout::{Position, Rect};

/// The widest count of connections: `12/1234`.
const COUNTED: u16 = 7;

const COLUMNS: [Column; 7] = [
    Column::new(Words::NONE, 1, 0, 0),
    Column::new(Words::new("LOCAL", "本地"), 14, 24, 0),
    Column::new(Words::new("TARGET", "目标"), 30, 0, 0).growing(),
    Column::new(Words::new("PORT", "端口"), 4, 15, 0),
    Column::new(Words::new("POD", "POD"), 20, 40, 3),
    Column::new(Words::new("CONNS", "连接"), COUNTED, COUNTED, 2).right(),
    Column::new(Words::new("BYTES", "字节"), 10, 12, 1).right(),
];

/// Columns before what is told of one.
const LEAD: u16 = 13;

/// Glyph, colour and words of how one stands.
fn standing(p: &Painter<'_>, state: &State, forward: &Forward) -> (&'static str, Role, String) {
    let since = |t| human_duration(state.now.since(t).max(0));
    let said = |text: ForwardText| p.words(&text.into());
    match forward.news.as_ref().map(|n| n.standing) {
        _ if forward.is_ending() => ("◐", Role::Warn, said(ForwardText::Closing)),
        None => ("○", Role::Dim, p.word(Word::Opening).into()),
        Some(Standing::Starting) => ("○", Role::Dim, p.word(Word::LooksForItsPods).into()),
        Some(Standing::Ready) => ("●", Role::Live, p.word(Word::Ready).into()),
        Some(Standing::Waiting(t)) => ("◐", Role::Warn, said(ForwardText::Waits(since(t)))),
        Some(Standing::Gone(t)) => ("✗", Role::Bad, said(ForwardText::PodGone(since(t)))),
    }
}

/// Those that are open and all that were, in no more than [`COUNTED`] columns: a number that is cut is another one.
fn so_many(open: u32, all: u64) -> String {
    let ways = [(1, ""), (1_000, "k"), (1_000_000, "M")].into_iter().filter(|(of, _)| all / of > 0 || *of == 1);
    let mut ways = ways.map(|(of, unit)| format!("{open}/{}{unit}", all / of));
    ways.find(|way| way.len() <= usize::from(COUNTED)).unwrap_or_else(|| open.to_string())
}

/// Draws it.
pub(in crate::views) fn draw(state: &State, p: &mut Painter<'_>, view: &View) -> Option<Position> {
    let forwards = &state.forwards;
    let title = view.name(state.lang);
    let counted = if forwards.count() > 0 { format!("{title} ({})", forwards.count()) } else { title.clone() };
    let inside = Head::new(p, &counted, "", false).open_full(p);
    if forwards.count() == 0 {
        let words = p.words(&ForwardText::None(state.keymap.key_or_name(Command::Forward, OPENS)).into());
        return listing::instead(p, inside, (&words, Role::Dim), &[back(state, p.word(Word::Leave))]);
    }
    listing::draw(p, &view.list, &COLUMNS, |p, id| {
        let forward = forwards.of(*id)?;
        let (glyph, role, _) = standing(p, state, forward);
        let news = forward.news.clone().unwrap_or_default();
        let local = if news.local.is_empty() { format!("{}:{}", forward.address, forward.local) } else { news.local.clone() };
        let t = &forward.target;
        let elsewhere = if t.context == state.cluster.context.name { String::new() } else { format!("{} ▸ ", t.context) };
        let target = format!("{elsewhere}{} ▸ {} {}", t.namespace, t.resource, t.name);
        let pod = news.pod.as_ref().map(|(name, ..)| name.to_string()).unwrap_or_default();
        Some(Line::new(vec![
            Cell::new(glyph, role),
            Cell::new(local, Role::Accent),
            Cell::plain(target),
            Cell::plain(forward.port.clone()),
            Cell::new(pod, if news.standing == Standing::Ready { Role::Text } else { Role::Dim }),
            Cell::plain(so_many(news.open, news.connections)),
            Cell::plain(bytes(news.received + news.sent)),
        ]))
    });
    if let Some((area, id)) = listing::told(&view.list)
        && let Some(forward) = forwards.of(*id)
    {
        below(state, p, area, forward);
    }
    let mut keys = vec![up_down(state, p.word(Word::Choose))];
    keys.extend([ForwardsKey::Copy, ForwardsKey::End, ForwardsKey::Save, ForwardsKey::GoTo].map(|k| own(state, p, k)));
    keys.push(back(state, p.word(Word::Leave)));
    popup::full_keys(p, &keys);
    None
}

/// The one under the cursor, whole.
fn below(state: &State, p: &mut Painter<'_>, area: Rect, forward: &Forward) {
    let title = format!("{}  ", forward.url().unwrap_or_else(|| p.word(Word::Opening).into()));
    let (_, role, words) = standing(p, state, forward);
    let news = forward.news.clone().unwrap_or_default();
    let there = news.pod.as_ref().filter(|_| news.standing == Standing::Ready);
    let pod = there.map(|(name, _, port)| format!("  {} {name}:{port}", p.word(Word::Pod))).unwrap_or_default();
    let since = human_duration(state.now.since(forward.since).max(0));
    let connections = ForwardText::Connections(news.open, news.connections, since);
    let traffic = ForwardText::Traffic(bytes(news.received), bytes(news.sent));
    let mut facts = vec![
        (p.word(Word::LeadsTo), format!("{} : {}", forward.target.place(), forward.port), Role::Text),
        (p.word(Word::State), format!("{words}{pod}"), role),
        (p.word(Word::Connections), p.words(&connections.into()), Role::Text),
        (p.word(Word::Bytes), p.words(&traffic.into()), Role::Text),
    ];
    if let Some((at, why)) = &news.error {
        let why = p.words(&ForwardText::Fault(why.clone().into()).into());
        facts.push((p.word(Word::LastError), format!("{} {why}", state.clock(*at)), Role::ErrorMessage));
    }
    popup::facts(p, area, &title, LEAD, &facts);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_count_of_connections_is_cut() {
        for (open, all, want) in [
            (0, 0, "0/0"),
            (0, 6280, "0/6280"),
            (12, 1234, "12/1234"),
            (128, 1234, "128/1k"),
            (128, 99_999, "128/99k"),
            (1, 100_000, "1/100k"),
            (128, 100_000, "128"),
            (1, 10_000_000, "1/10M"),
            (128, u64::MAX, "128"),
        ] {
            assert_eq!(so_many(open, all), want);
            assert!(want.len() <= usize::from(COUNTED));
        }
    }
}
