//! The difference of two texts, line by line. What is shown comes from anywhere, so it is cleaned here.

use crate::model::revision::DiffLine;
use crate::model::text::clean;
use similar::{Algorithm, DiffOp, capture_diff_slices, group_diff_ops};

/// How many unchanged lines stand around what differs.
const CONTEXT: usize = 3;

/// What differs, with a few lines around it; nothing where nothing does.
pub(super) fn differing(old: &str, new: &str) -> Vec<DiffLine> {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let ops = capture_diff_slices(Algorithm::Patience, &old, &new);
    let (mut out, mut at) = (Vec::new(), 0);
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
    if at < old.len() && !out.is_empty() {
        out.push(DiffLine::Folded(old.len() - at));
    }
    out
}

/// A line that is safe to draw. Its indentation stays: blanks are harmless, and YAML has no tabs before its keys.
fn shown(text: &str) -> String {
    clean(text).into_owned()
}
