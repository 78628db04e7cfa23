//! Which of two tags is the newer, as far as they say so themselves.

use std::cmp::Ordering;

/// Which of two tags is the newer, by the rules of semantic versions where both are versions in a wider sense: `v1.2`, `2.4.0-rc.1`,
/// `2024.11.30`, `1.9.0_build7`. `None` where one is none, such as `latest` or a commit.
pub fn compare(a: &str, b: &str) -> Option<Ordering> {
    let (a, b) = (Version::of(a)?, Version::of(b)?);
    Some(a.compare(&b))
}

/// A tag that is a version.
struct Version<'a> {
    /// Its numbers; what is missing at the end counts as 0.
    numbers: Vec<u128>,
    /// What stands after the first hyphen or underscore: a pre-release, older than the version itself.
    rest: Option<&'a str>,
}

impl<'a> Version<'a> {
    fn of(tag: &'a str) -> Option<Self> {
        // A tag cannot have the `+` of a build's metadata: nothing to leave out.
        let text = tag.strip_prefix(['v', 'V']).unwrap_or(tag);
        let (numbers, rest) = match text.find(['-', '_']) {
            Some(at) => (&text[..at], Some(&text[at + 1..])),
            None => (text, None),
        };
        let read = |part: &str| (!part.is_empty() && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse().ok()).flatten();
        let numbers = numbers.split('.').map(read).collect::<Option<Vec<u128>>>()?;
        // One number alone is a build or a date, which count up as well; a commit that has digits only cannot be told from it.
        Some(Self { numbers, rest })
    }

    fn compare(&self, other: &Self) -> Ordering {
        let most = self.numbers.len().max(other.numbers.len());
        let at = |v: &Self, i: usize| v.numbers.get(i).copied().unwrap_or(0);
        let numbers = (0..most).map(|i| at(self, i).cmp(&at(other, i))).find(|o| o.is_ne()).unwrap_or(Ordering::Equal);
        numbers.then_with(|| match (self.rest, other.rest) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (Some(a), Some(b)) => pre_releases(a, b),
        })
    }
}

/// Semantic Versioning 2.0, rule 11.4: part by part, numbers as numbers and below words, and the longer one is the newer where all before is equal.
fn pre_releases(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a.split('.'), b.split('.'));
    loop {
        let one = match (a.next(), b.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(a), Some(b)) => match (a.parse::<u64>(), b.parse::<u64>()) {
                (Ok(a), Ok(b)) => a.cmp(&b),
                (Ok(_), Err(_)) => Ordering::Less,
                (Err(_), Ok(_)) => Ordering::Greater,
                (Err(_), Err(_)) => a.cmp(b),
            },
        };
        if one.is_ne() {
            return one;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newer_tag_is_told() {
        for (older, newer) in [
            ("1.8.2", "1.9.0"),
            ("1.9.0", "1.10.0"),
            ("v1.9", "1.10"),
            ("1.9", "1.9.1"),
            ("2.0.0-rc.1", "2.0.0"),
            ("2.0.0-rc.2", "2.0.0-rc.10"),
            ("1.0.0-alpha", "1.0.0-alpha.1"),
            ("1.0.0-alpha.1", "1.0.0-alpha.beta"),
            ("1.0.0-beta", "1.0.0-rc.1"),
            ("2024.11.30", "2025.1.2"),
            ("117", "118"),
        ] {
            assert_eq!(compare(older, newer), Some(Ordering::Less), "{older} {newer}");
            assert_eq!(compare(newer, older), Some(Ordering::Greater), "{newer} {older}");
        }
        for (a, b) in [("1.0", "1.0.0"), ("v2", "2"), ("1.2.3", "1.2.3")] {
            assert_eq!(compare(a, b), Some(Ordering::Equal), "{a} {b}");
        }
        for (a, b) in [("latest", "1.0"), ("1.0", "main"), ("3f9c2ab", "1.0"), ("", "1"), ("1..2", "1.2"), ("v", "v1")] {
            assert_eq!(compare(a, b), None, "{a} {b}");
        }
    }
}
