//! What stands in the cells of the grid.

use crate::app::State;
use crate::app::environments::{GridCell, Reached, since};
use crate::app::text::{EnvironmentsText, Word};
use crate::model::environments::grid::Standing;
use crate::model::environments::group::Environment;
use crate::model::health::Mood;
use crate::model::image;
use crate::model::workload::Workload;
use crate::theme::Role;
use crate::ui::paint::{Painter, width};
use crate::ui::pane::mood_role;
use crate::ui::table::Cell;

/// The mark of how a cell stands, in as few columns as can be, and the one of how else its template differs.
pub(super) fn marks(cell: &GridCell) -> ([&'static str; 2], String, Role) {
    let (text, role) = match cell.standing {
        Standing::Last | Standing::Same | Standing::Missing | Standing::Unknown => (String::new(), Role::Dim),
        Standing::Ahead(n) => (format!("↑{n}"), Role::Busy),
        Standing::Behind(n) => (format!("↓{n}"), Role::Warn),
        Standing::OtherRepository => ("≠repo".into(), Role::Warn),
        Standing::OtherDigest => ("≠digest".into(), Role::Warn),
        Standing::OtherContainers => ("≠containers".into(), Role::Warn),
        Standing::Different => ("≠tag".into(), Role::Warn),
    };
    let role = if cell.differs.any() && role == Role::Dim { Role::Warn } else { role };
    let template = match (cell.differs.any(), cell.differs.in_env()) {
        (false, _) => ["", ""],
        (true, true) => ["≠env", "≠"],
        (true, false) => ["≠spec", "≠"],
    };
    (template, text, role)
}

fn tag(w: &Workload) -> String {
    let Some(first) = w.images.iter().find(|i| !i.init).or_else(|| w.images.first()) else { return "–".into() };
    image::short(&first.image)
}

/// What is put behind the first words as long as there is room, in the order in which it is given up last; shown in the order of `place`.
struct Piece {
    text: String,
    /// What is put there where that has no room; empty for nothing.
    short: &'static str,
    place: u8,
}

/// As many of the pieces as there is room for.
fn fit(head: String, pieces: Vec<Piece>, room: usize) -> String {
    let mut kept: Vec<Piece> = Vec::new();
    let mut wide = width(&head);
    for mut piece in pieces.into_iter().filter(|piece| !piece.text.is_empty()) {
        if wide + width(&piece.text) + 1 > room {
            piece.text = piece.short.to_owned();
        }
        let more = width(&piece.text) + 1;
        if !piece.text.is_empty() && wide + more <= room {
            wide += more;
            kept.push(piece);
        }
    }
    kept.sort_by_key(|piece| piece.place);
    kept.iter().fold(head, |text, piece| format!("{text} {}", piece.text))
}

/// A cell; `on` is whether the cursor is on it.
pub(super) fn cell<'a>(
    state: &State,
    p: &Painter<'_>,
    (environment, reached): (&Environment, &Reached),
    cell: &GridCell,
    (room, on): (u16, bool),
) -> Cell<'a> {
    let lead = if on { "▸" } else { " " };
    let found = cell.uid().and_then(|uid| state.in_environment(&environment.place, uid));
    let Some((cluster, w, health)) = found else {
        let words = match (cell.standing, reached) {
            (_, Reached::Closed | Reached::NoContext | Reached::Waiting | Reached::Denied(_)) => "?".to_owned(),
            (Standing::Unknown, Reached::Live | Reached::Stale(_)) => "?".to_owned(),
            (_, Reached::Live | Reached::Stale(_)) => format!("– {}", p.word(Word::Missing)),
        };
        return Cell::new(format!("{lead}{words}"), if words == "?" { Role::Stale } else { Role::Dim });
    };
    let mood = health.map(|h| h.state.mood());
    let ([template, short], sign, sign_role) = marks(cell);
    let marked = !sign.is_empty() || !template.is_empty();
    let unwell = mood == Some(Mood::Unwell);
    let why = health.filter(|_| unwell).map(|h| p.health(&h.why)).unwrap_or_default();
    let why = why.split([':', ';', ',']).next().unwrap_or_default().to_owned();
    let now = cluster.time(state.now);
    let age = since(cluster, w, now).map(|at| at.age(now)).unwrap_or_default();
    let piece = |text: String, short, place| Piece { text, short, place };
    let sign_short = if sign.starts_with('≠') { "≠" } else { "" };
    let pieces = vec![
        piece(sign, sign_short, 2),
        piece(template.to_owned(), short, 3),
        piece(why, "", 1),
        piece(w.ready_words(), "", 0),
        piece(age, "", 4),
    ];
    let head = format!("{lead}{} {}", mood.map_or("?", Mood::glyph), tag(w));
    let text = fit(head, pieces, usize::from(room));
    let role = match (reached, mood) {
        (Reached::Stale(_), _) | (_, None) => Role::Stale,
        (_, Some(Mood::Unwell)) => Role::Bad,
        (_, Some(mood)) => {
            if marked {
                sign_role
            } else {
                mood_role(mood)
            }
        }
    };
    Cell::new(text, role)
}

/// The title of a column: the environment's name, and what is to be known of all that stands below it.
pub(super) fn title(state: &State, p: &Painter<'_>, environment: &Environment, reached: &Reached, on: bool) -> String {
    let lead = if on { "▸" } else { " " };
    let name = &environment.name;
    match reached {
        Reached::Live => format!("{lead}{name}"),
        Reached::Waiting => format!("{lead}{name} …"),
        Reached::Stale(since) => format!("{lead}{name} ◌ {}", since.age(state.now)),
        Reached::Denied(_) => format!("{lead}{name} ⊘ {}", p.words(&EnvironmentsText::Denied.into())),
        Reached::Closed => format!("{lead}{name} ◌ {}", p.words(&EnvironmentsText::Closed.into())),
        Reached::NoContext => format!("{lead}{name} ✗ {}", p.words(&EnvironmentsText::NoSuchContext.into())),
    }
}
