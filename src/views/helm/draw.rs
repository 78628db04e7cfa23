//! Draws the releases, or the revisions of one, and below them the row under the cursor.

use super::keys::HelmKey;
use super::told::{self, Mood, facts, mood};
use super::{Row, View};
use crate::app::State;
use crate::app::room::Room;
use crate::app::text::{HelmText, SoonText, Word};
use crate::model::helm::{Facts, Fault, Record, Release, Unlisted};
use crate::model::{Time, Words, human_duration};
use crate::theme::Role;
use crate::ui::paint::Painter;
use crate::ui::table::{self, Cell, Column, Line};
use crate::ui::target::Head;
use crate::ui::text::{back, own, up_down};
use crate::ui::{listing, popup};
use ratatui::layout::{Position, Rect};

const CHART: Column = Column::new(Words::new("CHART", "Chart 包"), 14, 32, 1);
const APP: Column = Column::new(Words::new("APP VERSION", "应用版本"), 7, 14, 3);

const RELEASES: [Column; 8] = [
    Column::new(Words::NONE, 1, 0, 0),
    Column::new(Words::new("NAMESPACE", "命名空间"), 9, 24, 0),
    Column::new(Words::new("NAME", "名称"), 12, 40, 0),
    Column::new(Words::new("REV", "版本"), 3, 0, 0).right(),
    Column::new(Words::new("STATUS", "状态"), 10, 18, 0).whole(16),
    Column::new(Words::new("UPDATED", "更新于"), table::AGE + 1, 0, 2),
    CHART,
    APP,
];

const REVISIONS: [Column; 7] = [
    Column::new(Words::NONE, 1, 0, 0),
    Column::new(Words::new("REV", "版本"), 3, 0, 0).right(),
    Column::new(Words::new("STATUS", "状态"), 10, 18, 0).whole(16),
    Column::new(Words::new("UPDATED", "更新于"), table::AGE, 0, 2),
    CHART,
    APP,
    Column::new(Words::new("DESCRIPTION", "描述"), 12, 0, 4).growing(),
];

/// Columns before what is told of one.
const LEAD: u16 = 13;

const fn look(mood: Mood) -> (&'static str, Role) {
    match mood {
        Mood::Good => ("✓", Role::Good),
        Mood::Busy => ("◐", Role::Busy),
        Mood::Bad => ("✗", Role::Bad),
        Mood::Idle => ("○", Role::Idle),
        Mood::Unknown => ("?", Role::Stale),
    }
}

/// Chart, version of what it installs, and description, as far as they are known.
fn packed(p: &Painter<'_>, known: Option<&Result<Facts, Fault>>) -> [Cell<'static>; 3] {
    let unknown = || Cell::dim("–");
    match known {
        Some(Ok(facts)) => {
            let app = if facts.app_version.is_empty() { unknown() } else { Cell::plain(facts.app_version.to_string()) };
            [Cell::plain(facts.chart()), app, Cell::dim(facts.description.to_string())]
        }
        Some(Err(fault)) => {
            let words = p.words(&HelmText::Fault(fault.clone()).into());
            [Cell::new(words.clone(), Role::Bad), unknown(), Cell::new(words, Role::Bad)]
        }
        None => [unknown(), unknown(), unknown()],
    }
}

fn release_line<'a>(p: &Painter<'_>, view: &View, release: &Release, now: Time) -> Line<'a> {
    let record = &release.newest;
    let (glyph, role) = look(mood(&record.status, release.is_stuck(now)));
    let [chart, app, _] = packed(p, view.facts(record));
    Line::new(vec![
        Cell::new(glyph, role),
        Cell::plain(record.namespace.to_string()),
        Cell::plain(record.release.to_string()),
        Cell::plain(record.revision.to_string()),
        Cell::new(record.status.word().to_owned(), role),
        Cell::dim(told::updated(view, record).age(now)),
        chart,
        app,
    ])
}

fn unlisted_line<'a>(p: &Painter<'_>, unlisted: &Unlisted) -> Line<'a> {
    let words = p.words(&HelmText::Unlisted(unlisted.clone()).into());
    let places = if unlisted.places.is_empty() { "–".to_owned() } else { unlisted.places.join(", ") };
    Line::new(vec![
        Cell::new("?", Role::Stale),
        Cell::new(places, Role::Stale),
        Cell::new(words, Role::Stale),
        Cell::dim("–"),
        Cell::dim("–"),
        Cell::dim("–"),
        Cell::dim("–"),
        Cell::dim("–"),
    ])
}

fn revision_line<'a>(p: &Painter<'_>, view: &View, (release, record): (&Release, &Record), now: Time) -> Line<'a> {
    // As in the list of releases: what was left half done is its newest revision.
    let stuck = record.revision == release.newest.revision && release.is_stuck(now);
    let (glyph, role) = look(mood(&record.status, stuck));
    let [chart, app, description] = packed(p, view.facts(record));
    Line::new(vec![
        Cell::new(glyph, role),
        Cell::plain(record.revision.to_string()),
        Cell::new(record.status.word().to_owned(), role),
        Cell::dim(told::updated(view, record).age(now)),
        chart,
        app,
        description,
    ])
}

/// Draws it.
pub(in crate::views) fn draw(state: &State, p: &mut Painter<'_>, view: &View) -> Option<Position> {
    let now = state.time();
    let title = view.name(state.lang);
    let count = if view.open.is_some() { view.chosen().map_or(0, |r| r.older.len() + 1) } else { view.releases.len() };
    let mut counted = if count > 0 { format!("{title} ({count})") } else { title.clone() };
    if !view.unlisted.is_empty() {
        counted += &format!("  {}", p.words(&HelmText::NotListed(view.unlisted.len()).into()));
    }
    if let Some(ended) = view.ended {
        let ago = human_duration(state.now.since(ended).max(0));
        counted += &format!("  {}", p.words(&SoonText::Looked(ago).into()));
    }
    let inside = Head::new(p, &counted, "", false).open_full(p);
    let leave = back(state, p.word(Word::Leave));
    if count == 0 && (view.open.is_some() || view.unlisted.is_empty()) {
        let words = match (view.ended, view.open.is_some()) {
            (Some(_), false) => p.words(&HelmText::None.into()),
            (Some(_), true) => p.words(&HelmText::Gone.into()),
            (None, _) if view.asked.is_some() => p.words(&HelmText::Listing.into()),
            (None, _) => p.word(Word::WaitsForServer).into(),
        };
        return listing::instead(p, inside, (&words, Role::Dim), &[own(state, p, HelmKey::Again), leave]);
    }
    match (&view.open, view.chosen()) {
        (Some(revisions), Some(release)) => listing::draw(p, &revisions.list, &REVISIONS, |p, number| {
            let line = revision_line(p, view, (release, release.revision(*number)?), now);
            Some(Line { marked: revisions.mark == Some(*number), ..line })
        }),
        (Some(_), None) => {}
        (None, _) => listing::draw(p, &view.list, &RELEASES, |p, row| match row {
            Row::Release(key) => view.release(key).map(|release| release_line(p, view, release, now)),
            Row::Unlisted(i) => view.unlisted.get(*i).map(|unlisted| unlisted_line(p, unlisted)),
        }),
    }
    if let Some(area) = view.list.place_of_told() {
        below(state, p, view, listing::rect(area));
    }
    let mut keys = vec![up_down(state, p.word(Word::Choose))];
    if view.open.is_none() {
        keys.push(own(state, p, HelmKey::Open));
    }
    let all = [HelmKey::Values, HelmKey::AllValues, HelmKey::Manifest, HelmKey::Notes, HelmKey::Difference];
    keys.extend(all.into_iter().map(|key| own(state, p, key)));
    keys.push(if view.open.is_some() { own(state, p, HelmKey::RollBack) } else { own(state, p, HelmKey::Again) });
    keys.insert(2, leave);
    let of_settings: Vec<(String, String)> = state.owns_here().map(|(own, key)| (key.to_string(), own.name.to_string())).collect();
    keys.extend(of_settings.iter().map(|(key, name)| (key.clone(), &**name)));
    popup::full_keys(p, &keys);
    None
}

/// The row under the cursor, whole.
fn below(state: &State, p: &mut Painter<'_>, view: &View, area: Rect) {
    let by = (&state.cluster.context.name, state.own.kubeconfig.as_ref());
    if let (Some(release), Some(record)) = (view.chosen(), view.record()) {
        let title = format!("{}  {} {}  ", record.release, record.revision, record.status.word());
        let told = facts(view, release, record, by, state.time());
        let role = |mood| match mood {
            Mood::Bad => Role::Bad,
            Mood::Unknown => Role::Dim,
            Mood::Good | Mood::Busy | Mood::Idle => Role::Text,
        };
        let told: Vec<(&str, String, Role)> =
            told.into_iter().map(|(name, text, mood)| (p.word(name), p.words(&text), role(mood))).collect();
        return popup::facts(p, area, &title, LEAD, &told);
    }
    if let (None, Some(Row::Unlisted(i))) = (&view.open, view.list.selected())
        && let Some(unlisted) = view.unlisted.get(*i)
    {
        let words = p.words(&HelmText::Unlisted(unlisted.clone()).into());
        popup::facts(p, area, "", LEAD, &[(p.word(Word::NotSeen), words, Role::Stale)]);
    }
}
