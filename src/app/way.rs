//! The way that has led to a view: the names of those that it stands on, before its own.

use crate::model::fit::width;

/// Between two steps of the way.
const STEP: &str = " ▸ ";
/// Columns that the way before a view's own name has: more of it begins with an ellipsis.
const ROOM: usize = 36;

/// The way to a view over another: `Rollout ▸ Revisions`. The last steps are shown where there is no room for all.
pub fn way(before: &str, name: &str) -> String {
    if before.is_empty() {
        return name.to_owned();
    }
    let mut before = before;
    let mut cut = false;
    while width(before) > ROOM
        && let Some((_, rest)) = before.split_once(STEP)
    {
        (before, cut) = (rest, true);
    }
    let lead = if cut && !before.starts_with('…') { format!("…{STEP}") } else { String::new() };
    format!("{lead}{before}{STEP}{name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_keeps_its_last_steps() {
        assert_eq!(way("", "Help"), "Help");
        assert_eq!(way("Rollout", "Revisions"), "Rollout ▸ Revisions");
        let names = ["Rollout", "Revisions", "Help", "Messages, newest first", "Journal, newest first", "Command"];
        let mut all = String::new();
        for (i, name) in names.iter().enumerate() {
            all = way(&all, name);
            assert!(all.ends_with(name) && width(&all) <= ROOM + 2 * STEP.len() + 25, "{all}");
            assert!(i == 0 || all.contains(&format!("{}{STEP}{name}", names[i - 1])), "the step before is told: {all}");
            assert!(all.matches('…').count() <= 1, "{all}");
        }
    }
}
