//! The digest in place of the lines.

use super::LogsPane;
use crate::logs::digest::{Digest, Group, Order};
use crate::logs::{Buffer, Filter, Level, pattern};

/// Bytes of log that the digest may look at in one go.
const PORTION: usize = 256 << 10;

/// The digest as it is shown: what keys are for is a pattern, wherever its row stands.
#[derive(Debug)]
pub struct DigestView {
    pub(super) digest: Digest,
    /// The order of its rows.
    pub order: Order,
    /// The level and pattern under the cursor; `None` before it was moved: the first row, whatever stands there.
    at: Option<(Option<Level>, String)>,
}

impl DigestView {
    pub(super) fn new(buffer: &Buffer, filter: Filter, order: Order) -> Self {
        let mut out = Self { digest: Digest::new(buffer, filter), order, at: None };
        out.refresh(buffer);
        out
    }

    pub(super) fn refresh(&mut self, buffer: &Buffer) {
        self.digest.refresh(buffer, PORTION);
    }

    /// What was counted.
    pub const fn digest(&self) -> &Digest {
        &self.digest
    }

    /// The groups as they stand, and which of them the cursor is on.
    pub fn rows(&self) -> (Vec<&Group>, usize) {
        let groups = self.digest.groups(self.order);
        let at = self.at.as_ref().and_then(|at| groups.iter().position(|g| g.level == at.0 && g.pattern == at.1)).unwrap_or(0);
        (groups, at)
    }

    pub(super) fn step(&mut self, by: isize) {
        let (groups, at) = self.rows();
        let to = at.saturating_add_signed(by).min(groups.len().saturating_sub(1));
        self.at = groups.get(to).map(|g| (g.level, g.pattern.clone()));
    }

    fn next_order(&mut self) {
        self.order = match self.order {
            Order::Worst => Order::Count,
            Order::Count => Order::Newest,
            Order::Newest => Order::Worst,
        };
    }
}

impl LogsPane {
    /// Shows the digest, or the lines again.
    pub(in crate::app) fn toggle_digest(&mut self) {
        self.digest = match self.digest {
            Some(_) => None,
            None => Some(DigestView::new(&self.buffer, self.make_filter(), Order::default())),
        };
    }

    /// Sorts the digest by the next order; `false` where it is not shown.
    pub(in crate::app) fn sort_digest(&mut self) -> bool {
        self.digest.as_mut().map(DigestView::next_order).is_some()
    }

    /// Back from the digest to the lines; `false` where it is not shown.
    pub(in crate::app) fn leave_digest(&mut self) -> bool {
        self.digest.take().is_some()
    }

    /// The filter that shows the lines of the pattern under the cursor, with what was typed before it. `None` where nothing of the pattern can
    /// be looked for.
    pub(in crate::app) fn digest_filter(&self) -> Option<String> {
        let (groups, at) = self.digest.as_ref()?.rows();
        let group = groups.get(at)?;
        let parts = pattern::parts(&group.pattern);
        if parts.is_empty() {
            return None;
        }
        let level = group.level.map(|l| format!("level={l:?} ").to_lowercase()).unwrap_or_default();
        let quoted: Vec<String> = parts.iter().map(|p| format!("\"{p}\"")).collect();
        let quoted = format!("{level}{}", quoted.join(" "));
        Some(if self.typed.is_empty() || self.typed.contains(&quoted) { quoted } else { format!("{} {quoted}", self.typed) })
    }
}
