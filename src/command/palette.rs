//! Fuzzy search over named things: commands, namespaces, contexts.

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// The indices of the items that match, best first; all in their order where nothing is typed.
pub fn search<'a>(query: &str, items: impl Iterator<Item = &'a str>) -> Vec<usize> {
    let pattern = Pattern::parse(query.trim(), CaseMatching::Smart, Normalization::Smart);
    let mut matcher = Matcher::new(Config::DEFAULT);
    let mut buffer = Vec::new();
    let mut found: Vec<(usize, u32)> = items
        .enumerate()
        .filter_map(|(i, item)| pattern.score(Utf32Str::new(item, &mut buffer), &mut matcher).map(|score| (i, score)))
        .collect();
    // Stable: equal scores keep the items' own order.
    found.sort_by_key(|(_, score)| std::cmp::Reverse(*score));
    found.into_iter().map(|(i, _)| i).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn best_first_and_all_for_nothing() {
        let items = ["iot-dev", "iot-prod", "kube-system", "device-prod"];
        let find = |q: &str| search(q, items.into_iter()).into_iter().map(|i| items[i]).collect::<Vec<_>>();
        assert_eq!(find(""), items);
        assert_eq!(find("prod")[0..2].len(), 2);
        assert_eq!(find("ksys"), ["kube-system"]);
        assert!(find("zzz").is_empty());
    }
}
