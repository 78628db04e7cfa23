//! The digest in place of the lines.

use super::LogsPane;
use crate::logs::digest::{Digest, Group, GroupKey, Only, Order};
use crate::logs::{Buffer, Filter};

/// Bytes of log that the digest may look at in one go.
const PORTION: usize = 256 << 10;

/// The digest as it is shown: what keys are for is a pattern, wherever its row stands.
#[derive(Clone, Debug)]
pub struct DigestView {
    pub(super) digest: Digest,
    /// The order of its rows.
    pub order: Order,
    /// The row under the cursor; `None` before it was moved: the first one, whatever stands there.
    at: Option<GroupKey>,
}

impl DigestView {
    pub(super) fn new(buffer: &Buffer, filter: Filter, order: Order) -> Self {
        let mut out = Self { digest: Digest::new(buffer, filter), order, at: None };
        out.refresh(buffer);
        out
    }

    /// Counts anew by another filter; the order and the cursor stay.
    pub(super) fn renew(&mut self, buffer: &Buffer, filter: Filter) {
        self.digest = Digest::new(buffer, filter);
        self.refresh(buffer);
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
        let at = self.at.as_ref().and_then(|at| groups.iter().position(|g| g.key == *at)).unwrap_or(0);
        (groups, at)
    }

    pub(super) fn step(&mut self, by: isize) {
        let (groups, at) = self.rows();
        let to = at.saturating_add_signed(by).min(groups.len().saturating_sub(1));
        self.at = groups.get(to).map(|g| g.key.clone());
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
        if self.close_row() {
            return;
        }
        self.digest = match self.digest {
            Some(_) => None,
            None => Some(DigestView::new(&self.buffer, self.make_filter(), Order::default())),
        };
    }

    /// Sorts the digest by the next order; `false` where it is not shown.
    pub(in crate::app) fn sort_digest(&mut self) -> bool {
        self.only.is_none() && self.digest.as_mut().map(DigestView::next_order).is_some()
    }

    /// Back from a row's lines to the digest, from the digest to the lines; `false` where neither is shown.
    pub(in crate::app) fn leave_digest(&mut self) -> bool {
        self.close_row() || self.digest.take().is_some()
    }

    /// Shows the lines that the row under the cursor counts, and only these.
    pub(in crate::app) fn open_row(&mut self) {
        let Some(view) = &mut self.digest else { return };
        let (groups, at) = view.rows();
        let Some(key) = groups.get(at).map(|g| g.key.clone()) else { return };
        self.only = Some(view.digest.only(&key));
        view.at = Some(key);
        self.filter_lines();
        self.view.follow();
    }

    /// The row of the digest whose lines are shown.
    pub const fn row(&self) -> Option<&Only> {
        self.only.as_ref()
    }

    /// The digest again, where a row's lines were shown.
    fn close_row(&mut self) -> bool {
        let was = self.only.take().is_some();
        if was {
            self.filter_lines();
        }
        was
    }

    /// All lines again, from the digest or a row's lines.
    pub(super) fn drop_digest(&mut self) {
        self.close_row();
        self.digest = None;
    }
}
