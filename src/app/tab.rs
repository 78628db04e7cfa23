//! Tabs: contexts that are open side by side, and where each stands in the line that tells of them.

use super::place::Context;
use super::text::Word;
use crate::model::fit::{middle, width};
use crate::model::health::Mood;
use crate::model::{Lang, Name, human_duration};

/// How many there are at most: as many as have a key.
pub const MOST: usize = 9;
/// Columns between two of them.
const GAP: usize = 3;
/// What the longest names may take while there is no room for all, and whether it is told how long one is offline.
const LEVELS: [(usize, bool); 8] =
    [(usize::MAX, true), (32, true), (24, true), (16, true), (16, false), (12, false), (9, false), (6, false)];

/// A context that stays connected until its tab is closed.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Tab {
    context: Context,
    /// Whether something happened in it since it was looked at.
    news: bool,
}

/// All of them, and the one in front. Of a context there is one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tabs {
    all: Vec<Tab>,
    front: usize,
}

impl Tabs {
    /// The first one is in front.
    pub(super) fn new(first: Context) -> Self {
        Self { all: vec![Tab { context: first, news: false }], front: 0 }
    }

    /// How many there are.
    pub const fn count(&self) -> usize {
        self.all.len()
    }

    /// Which is in front.
    pub const fn front(&self) -> usize {
        self.front
    }

    /// The one of a context.
    pub fn place_of(&self, name: &str) -> Option<usize> {
        self.all.iter().position(|t| &*t.context.name == name)
    }

    /// The context of one.
    pub fn context(&self, at: usize) -> Option<&Context> {
        self.all.get(at).map(|t| &t.context)
    }

    /// All contexts, in their order.
    pub(super) fn contexts(&self) -> Vec<Context> {
        self.all.iter().map(|t| t.context.clone()).collect()
    }

    /// Whether something happened in one since it was looked at.
    pub fn has_news(&self, at: usize) -> bool {
        self.all.get(at).is_some_and(|t| t.news)
    }

    /// The one in front is of this context now.
    pub(super) fn put(&mut self, context: Context) {
        if let Some(tab) = self.all.get_mut(self.front) {
            *tab = Tab { context, news: false };
        }
    }

    /// One more, the last; it comes not to the front. Gives its place; `None` where there are too many.
    pub(super) fn add(&mut self, context: Context) -> Option<usize> {
        if self.all.len() >= MOST {
            return None;
        }
        self.all.push(Tab { context, news: false });
        Some(self.all.len() - 1)
    }

    /// One is in front, and is looked at.
    pub(super) fn go(&mut self, at: usize) {
        if let Some(tab) = self.all.get_mut(at) {
            (tab.news, self.front) = (false, at);
        }
    }

    /// The one in front is closed, and its neighbour is there; the last one stays.
    pub(super) fn close(&mut self) {
        if self.all.len() > 1 {
            self.all.remove(self.front);
            self.go(self.front.min(self.all.len() - 1));
        }
    }

    /// Something happened in a context. Of the one in front it is seen.
    pub(super) fn mark(&mut self, name: &str) {
        if let Some(at) = self.place_of(name).filter(|at| *at != self.front)
            && let Some(tab) = self.all.get_mut(at)
        {
            tab.news = true;
        }
    }
}

/// How it stands in the context of one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TabState {
    /// Nothing is known yet.
    Connecting,
    /// The API server has not answered for so many milliseconds.
    Offline(i64),
    /// How the workloads in its view are, and how many are so, where that is worth a figure.
    Known(Mood, u32),
}

impl TabState {
    /// In a glyph and a figure, or a word.
    pub fn words(self, full: bool, lang: Lang) -> String {
        match self {
            Self::Connecting => "◌".to_owned(),
            Self::Offline(ms) if full => format!("◌ {} {}", Word::Offline.of(lang), human_duration(ms.max(0))),
            Self::Offline(_) => format!("◌ {}", Word::Offline.of(lang)),
            Self::Known(mood, 0) => mood.glyph().to_owned(),
            Self::Known(mood, count) => format!("{}{count}", mood.glyph()),
        }
    }
}

/// What is told of one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TabLook {
    /// Its context.
    pub name: Name,
    /// How it stands there.
    pub state: TabState,
    /// Whether that is named like production.
    pub prod: bool,
    /// Whether something happened in it since it was looked at.
    pub news: bool,
}

/// Where one stands in the line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TabPlace {
    /// Which it is, from 0.
    pub tab: usize,
    /// Its first column, and how many it has.
    pub at: (u16, u16),
    /// Its name, as far as there is room.
    pub name: String,
    /// How it stands there.
    pub state: String,
}

/// The line of tabs in so many columns. Long names lose their middle; where there are too many all the same, those around the one in front are
/// there.
pub fn line(looks: &[TabLook], front: usize, room: u16, lang: Lang) -> Vec<TabPlace> {
    let room = usize::from(room);
    let all = |(most, full): (usize, bool)| -> Vec<(String, String, usize)> {
        let of = |(i, look): (usize, &TabLook)| {
            // Where one is should be read before the others.
            let name = middle(&look.name, if i == front { most.saturating_mul(2) } else { most }).into_owned();
            let state = look.state.words(full, lang);
            let more = if look.prod { 5 } else { 0 } + if look.news { 2 } else { 0 };
            let wide = 2 + width(&name) + 1 + width(&state) + more;
            (name, state, wide)
        };
        looks.iter().enumerate().map(of).collect()
    };
    let total = |pieces: &[(String, String, usize)]| pieces.iter().map(|p| p.2 + GAP).sum::<usize>().saturating_sub(GAP);
    let mut pieces = all(LEVELS[0]);
    for level in LEVELS {
        pieces = all(level);
        if total(&pieces) <= room {
            break;
        }
    }
    let (mut from, mut to) = (0, pieces.len());
    while to - from > 1 && total(&pieces[from..to]) > room {
        // The far end goes first.
        if front - from > to - 1 - front { from += 1 } else { to -= 1 }
    }
    let mut x = 0;
    let mut out = Vec::new();
    for (tab, (name, state, wide)) in pieces.into_iter().enumerate().take(to).skip(from) {
        out.push(TabPlace { tab, at: (x as u16, wide.min(room) as u16), name, state });
        x += wide + GAP;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(name: &str, state: TabState) -> TabLook {
        TabLook { name: name.into(), state, prod: false, news: false }
    }

    #[test]
    fn the_line_fits_and_shows_the_one_in_front() {
        let long = "arn:aws:eks:eu-central-1:123456789012:cluster/shop-production-blue";
        for count in 1..=MOST {
            let looks: Vec<TabLook> = (0..count)
                .map(|i| TabLook {
                    prod: i == 1,
                    news: i == 2,
                    ..look(&format!("{long}-{i}"), TabState::Offline(i as i64 * 60_000))
                })
                .collect();
            for front in 0..count {
                for room in [20, 40, 78, 160, 300] {
                    let line = line(&looks, front, room, Lang::En);
                    assert!(line.iter().any(|p| p.tab == front), "{count} {front} {room}");
                    let end = line.last().map_or(0, |p| p.at.0 + p.at.1);
                    assert!(end <= room || line.len() == 1, "{count} {front} {room}: {end}");
                }
            }
        }
        let looks = [look("lab-admin", TabState::Known(Mood::Well, 0)), look("edge", TabState::Offline(240_000))];
        let line = line(&looks, 0, 78, Lang::En);
        assert_eq!(
            line.iter().map(|p| format!("{} {}", p.name, p.state)).collect::<Vec<_>>(),
            ["lab-admin ✓", "edge ◌ offline 4m"]
        );
        assert_eq!((line[0].at, line[1].at.0), ((0, 13), 16));
    }

    #[test]
    fn a_tab_that_is_closed_leaves_its_neighbour_in_front() {
        let context = |n: &str| Context { name: n.into(), cluster: n.into(), user: n.into(), namespace: None, insecure: false };
        let mut tabs = Tabs::new(context("a"));
        tabs.close();
        assert_eq!((tabs.count(), tabs.front()), (1, 0), "the last one stays");
        for name in ["b", "c", "d", "e", "f", "g", "h", "i"] {
            assert!(tabs.add(context(name)).is_some());
        }
        assert_eq!(tabs.add(context("j")), None);
        tabs.mark("i");
        tabs.mark("a");
        assert!(tabs.has_news(8) && !tabs.has_news(0), "what is in front is seen");
        tabs.go(8);
        assert!(!tabs.has_news(8));
        tabs.close();
        assert_eq!((tabs.count(), tabs.front(), tabs.place_of("h"), tabs.place_of("i")), (8, 7, Some(7), None));
        tabs.go(0);
        tabs.close();
        assert_eq!((tabs.front(), tabs.context(0).map(|c| c.name.to_string())), (0, Some("b".to_owned())));
    }
}
