//! What is remembered from one run to the next, and how what two dogwatches remember becomes one.

/// How many namespaces that were looked at are remembered.
const RECENT: usize = 9;

/// What is remembered for a context.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Remembered {
    /// Favourite namespaces.
    pub favourites: Vec<String>,
    /// Namespaces looked at, last first.
    pub recent: Vec<String>,
    /// Namespaces that were typed because they cannot be listed.
    pub typed: Vec<String>,
}

impl Remembered {
    /// What is to be remembered where this is remembered by now, and one who began with `before` has come to `now`: what they added is
    /// added and what they took away goes; what others did meanwhile stays.
    #[must_use]
    pub fn with(&self, before: &Self, now: &Self) -> Self {
        let mut recent = now.recent.clone();
        recent.extend(self.recent.iter().filter(|n| !now.recent.contains(n) && !before.recent.contains(n)).cloned());
        recent.truncate(RECENT);
        Self {
            favourites: with(&self.favourites, &before.favourites, &now.favourites),
            recent,
            typed: with(&self.typed, &before.typed, &now.typed),
        }
    }

    /// Puts a namespace first among those looked at.
    pub fn looked_at(&mut self, name: &str) {
        self.recent.retain(|n| n != name);
        self.recent.insert(0, name.to_owned());
        self.recent.truncate(RECENT);
    }
}

fn with(there: &[String], before: &[String], now: &[String]) -> Vec<String> {
    let stays = there.iter().filter(|n| now.contains(n) || !before.contains(n));
    let comes = now.iter().filter(|n| !before.contains(n) && !there.contains(n));
    stays.chain(comes).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(favourites: &str, recent: &str) -> Remembered {
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect();
        Remembered { favourites: words(favourites), recent: words(recent), typed: words(favourites) }
    }

    #[test]
    fn two_who_remember_lose_nothing_of_each_other() {
        for (there, before, now, want) in [
            ("a b", "a b", "a b c", "a b c"),
            ("a b x", "a b", "a b c", "a b x c"),
            ("a b x", "a b", "a", "a x"),
            ("", "a", "a b", "b"),
            ("a x", "", "a c", "a x c"),
            ("x", "", "", "x"),
            ("x a", "a x", "a x", "x a"),
        ] {
            let got = of(there, there).with(&of(before, before), &of(now, now));
            assert_eq!((got.favourites, got.typed), (of(want, "").favourites, of(want, "").typed), "{there}, {before}, {now}");
        }
        assert_eq!(of("", "x a").with(&of("", "a"), &of("", "b a")).recent, ["b", "a", "x"]);
        let many = of("", "1 2 3 4 5 6 7 8 9").with(&Remembered::default(), &of("", "a"));
        assert_eq!((many.recent.len(), many.recent[0].as_str()), (RECENT, "a"));
    }

    #[test]
    fn the_last_look_stands_first() {
        let mut one = of("", "a b c");
        one.looked_at("c");
        assert_eq!(one.recent, ["c", "a", "b"]);
        "d e f g h i j k l".split(' ').for_each(|n| one.looked_at(n));
        assert_eq!((one.recent.len(), one.recent[0].as_str()), (RECENT, "l"));
    }
}
