//! The difference of two texts, line by line. What is shown comes from anywhere, so it is cleaned here.

use crate::model::revision::DiffLine;
use crate::model::text::clean;
use similar::{Algorithm, DiffOp, capture_diff_slices_deadline, group_diff_ops};
use std::time::{Duration, Instant};

/// For how long the least difference is looked for: two large texts that have little in common take minutes.
const PATIENCE: Duration = Duration::from_secs(2);

/// How many unchanged lines stand around what differs.
const CONTEXT: usize = 3;

/// How long the least of several differences that are looked for together is looked for at least.
const LEAST: Duration = Duration::from_millis(50);

/// Until when a difference may be looked for.
pub(super) fn patience() -> Instant {
    Instant::now() + PATIENCE
}

/// What is left of the time for several differences that are looked for together: each has its share of what those before it have left, so
/// that one that is large does not make all the others rough.
pub(super) struct Shares {
    until: Instant,
    left: u32,
}

impl Shares {
    /// For so many.
    pub(super) fn of(count: usize) -> Self {
        Self { until: patience(), left: u32::try_from(count).unwrap_or(u32::MAX) }
    }

    /// Until when the next of them may be looked for, from now on.
    pub(super) fn next(&mut self, now: Instant) -> Instant {
        let share = self.until.saturating_duration_since(now) / self.left.max(1);
        self.left = self.left.saturating_sub(1);
        now + share.max(LEAST)
    }
}

/// What differs, with a few lines around it; nothing where nothing does. It takes its time, so it is not for a thread that others wait for;
/// what is not found until then is rough, and says so.
pub(super) fn differing(old: &str, new: &str, until: Instant) -> Vec<DiffLine> {
    if old == new {
        return Vec::new();
    }
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let ops = capture_diff_slices_deadline(Algorithm::Patience, &old, &new, Some(until));
    let (mut out, mut at) = (Vec::new(), 0);
    if Instant::now() >= until {
        out.push(DiffLine::Rough);
    }
    let line = |text: &str| shown(text);
    for op in group_diff_ops(ops, CONTEXT).into_iter().flatten() {
        let (from, to) = (op.old_range(), op.new_range());
        if from.start > at {
            out.push(DiffLine::Folded(from.start - at));
        }
        at = from.end;
        if matches!(op, DiffOp::Equal { .. }) {
            out.extend(old[from].iter().map(|l| DiffLine::Same(line(l))));
            continue;
        }
        let (gone, come) = (&old[from], &new[to]);
        for i in 0..gone.len().max(come.len()) {
            out.push(DiffLine::Changed { old: gone.get(i).map(|l| line(l)), new: come.get(i).map(|l| line(l)) });
        }
    }
    if at < old.len() && out.iter().any(|line| *line != DiffLine::Rough) {
        out.push(DiffLine::Folded(old.len() - at));
    }
    out
}

/// A line that is safe to draw. Its indentation stays: blanks are harmless, and YAML has no tabs before its keys.
fn shown(text: &str) -> String {
    clean(text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_difference_takes_of_the_time_is_not_that_of_those_after_it() {
        let now = Instant::now();
        let mut shares = Shares { until: now + Duration::from_millis(800), left: 4 };
        // What it gets when so much of the time has gone by.
        for (gone, want) in [(0, 200), (200, 200), (210, 295), (790, 50), (900, 50)] {
            let at = now + Duration::from_millis(gone);
            assert_eq!(shares.next(at) - at, Duration::from_millis(want), "{gone}");
        }
    }

    #[test]
    fn what_is_not_found_in_time_is_rough_and_says_so() {
        let text = |step: usize| (0..400).map(|i| format!("{}\n", i * step % 7)).collect::<String>();
        let (old, new) = (text(3), text(5));
        let (fine, rough) = (differing(&old, &new, patience()), differing(&old, &new, Instant::now()));
        assert_eq!((rough.first(), fine.contains(&DiffLine::Rough)), (Some(&DiffLine::Rough), false));
        // Rough as it is, it is a difference of these two.
        let side = |lines: &[DiffLine], new: bool| -> usize {
            let of = |line: &DiffLine| match line {
                DiffLine::Same(_) => 1,
                DiffLine::Changed { old: from, new: to } => usize::from(if new { to.is_some() } else { from.is_some() }),
                DiffLine::Folded(n) => *n,
                DiffLine::Rough => 0,
            };
            lines.iter().map(of).sum()
        };
        assert_eq!((side(&rough, false), side(&rough, true)), (400, 400));
        assert_eq!(differing(&old, &old, Instant::now()), [], "what is the same is the same at any time");
    }
}
