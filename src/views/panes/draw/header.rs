//! The line on top: where one is, how it is there, and whether that is so now.

use crate::app::State;
use crate::app::text::{SoonText, Word};
use crate::model::feed::LinkState;
use crate::model::fit::{middle, within};
use crate::model::{Kind, WorkloadKind};
use crate::theme::Role;
use crate::ui::paint::{Painter, width};
use ratatui::layout::Rect;

/// Columns from which on the forwards are told in words.
const ROOMY: u16 = 110;
/// Columns of the name of what is marked to be compared.
const MARK: usize = 16;

/// A piece of the line; the higher `give_up`, the sooner it goes where there is no room.
struct Piece {
    text: String,
    role: Role,
    give_up: u8,
}

pub(super) fn draw(state: &State, p: &mut Painter<'_>, area: Rect) {
    p.fill(area, Role::Text);
    let prod = state.is_prod(state.panes.view.one().map(|n| &**n));
    let t = &state.panes.rows.totals.all;
    let piece = |text: String, role, give_up| Piece { text, role, give_up };
    let mut left = vec![
        piece("dogwatch".into(), Role::Dim, 7),
        piece(format!("{} ▸ {}", state.cluster.context.name, state.view_words()), if prod { Role::Prod } else { Role::Accent }, 0),
    ];
    if let Some(version) = state.cluster.store.version() {
        left.push(piece(version.to_string(), Role::Dim, 6));
    }
    let known = WorkloadKind::ALL.iter().any(|kind| state.is_known(kind.kind()));
    if known {
        left.push(piece(
            format!("{} {}", t.workloads, p.word(if t.workloads == 1 { Word::Workload } else { Word::Workloads })),
            Role::Text,
            2,
        ));
        let well = t.well;
        left.push(piece(format!("✓{well}"), if well > 0 { Role::Good } else { Role::Dim }, 5));
        left.push(piece(format!("✗{}", t.unwell), if t.unwell > 0 { Role::Bad } else { Role::Dim }, 0));
        left.push(piece(format!("◐{}", t.busy), if t.busy > 0 { Role::Busy } else { Role::Dim }, 3));
    } else {
        left.push(piece(format!("– {}", p.word(Word::Workloads)), Role::Dim, 2));
    }
    let (ready, all) = state.panes.rows.totals.pods;
    if known || state.is_known(Kind::Pod) {
        left.push(piece(format!("{} {ready}/{all}", p.word(Word::Pods)), if ready < all { Role::Warn } else { Role::Text }, 1));
    } else {
        left.push(piece(format!("{} –", p.word(Word::Pods)), Role::Dim, 1));
    }
    let (words, role) = link_words(state, p);
    let mut right = Vec::new();
    match state.cluster.soon.due_within_a_day(state.time()) {
        0 => {}
        n => right.push(piece(format!("⚠ {}", p.words(&SoonText::Due(n, area.width >= ROOMY).into())), Role::Warn, 0)),
    }
    if let Some(marked) = &state.marked {
        right.push(piece(format!("= {}", middle(&marked.side.target.name, MARK)), Role::Accent, 0));
    }
    match state.forwards.count() {
        0 => {}
        n if area.width < ROOMY => right.push(piece(format!("⇄ {n}"), Role::Accent, 0)),
        n => right.push(piece(format!("⇄ {n} {}", p.word(if n == 1 { Word::Forward } else { Word::Forwards })), Role::Accent, 0)),
    }
    right.push(piece(words, role, 0));
    if state.cluster.context.insecure {
        // Whoever answers may be anybody, and gets the user's credentials.
        right.push(piece(format!("⚠ {}", p.word(Word::TlsNotVerified)), Role::Warn, 0));
    }
    match (state.readonly, state.may_change()) {
        (true, _) | (false, Some(false)) => right.push(piece("RO".into(), Role::BadgeRo, 0)),
        (false, Some(true)) => right.push(piece("RW".into(), Role::BadgeRw, 4)),
        // What the user may do is not known yet.
        (false, None) => right.push(piece("RW?".into(), Role::Dim, 4)),
    }
    if prod {
        right.push(piece("PROD".into(), Role::ProdBadge, 0));
    }
    let room = usize::from(area.width.saturating_sub(2));
    let used = |left: &[Piece], right: &[Piece]| left.iter().chain(right).map(|x| width(&x.text) + 2).sum::<usize>();
    while used(&left, &right) > room {
        let worst = left.iter().chain(&right).map(|x| x.give_up).max().unwrap_or(0);
        if worst == 0 {
            break;
        }
        left.retain(|x| x.give_up < worst);
        right.retain(|x| x.give_up < worst);
    }
    let right_width = right.iter().map(|x| width(&x.text) + 2).sum::<usize>().saturating_sub(2).min(room);
    let right_at = area.right().saturating_sub(right_width as u16 + 1);
    let mut x = area.x + 1;
    // Where one is comes first, and of a long context the middle gives way.
    let over = used(&left, &right).saturating_sub(room);
    for piece in left {
        let text = within(&piece.text, &state.cluster.context.name, width(&piece.text).saturating_sub(over));
        let text = if piece.text.contains(" ▸ ") { &*text } else { &piece.text };
        x += p.text(x, area.y, right_at.saturating_sub(x + 1), text, piece.role) + 2;
    }
    let mut x = right_at;
    for piece in right {
        x += p.text(x, area.y, area.right().saturating_sub(x), &piece.text, piece.role) + 2;
    }
}

/// How the API server answers. No message overwrites this.
fn link_words(state: &State, p: &Painter<'_>) -> (String, Role) {
    match state.cluster.store.link() {
        LinkState::Connecting => (format!("◌ {}", p.word(Word::Connecting)), Role::Stale),
        LinkState::Up { latency } => (format!("● {} {latency} ms", p.word(Word::Live)), Role::Live),
        LinkState::Down { since, retry, .. } => {
            let wait = retry.since(state.now).max(0) / 1000;
            let again = if wait > 0 {
                format!("{}{} {wait} s", p.comma(), p.word(Word::AgainIn))
            } else {
                format!("{}{}", p.comma(), p.word(Word::Trying))
            };
            (format!("◌ {} {}{again}", p.word(Word::OfflineSince), state.clock(*since)), Role::Bad)
        }
    }
}
