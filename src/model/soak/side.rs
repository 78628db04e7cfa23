//! The pods of one side, in figures.

use super::super::pod::Pod;
use super::super::usage::Used;
use super::Side;
use super::judge::Judge;
use super::look::Look;
use super::pods::{OLDER_MS, is_ready};

/// The least time over which a rate is told, in milliseconds.
const RATE_MS: i64 = 15_000;
/// Patterns of a side that are told.
const MOST: usize = 10;

impl Judge {
    /// How a side stands.
    pub(super) fn side(&self, look: &Look<'_>, new: bool) -> Side {
        let ours = || self.pods.iter().filter(move |(_, k)| k.new == new);
        let uids = |of: bool| self.pods.iter().filter(move |(_, k)| k.new == of).map(|(uid, _)| uid);
        let pods: Vec<&Pod> =
            look.pods.unwrap_or_default().iter().filter(|(p, n)| *n == new && p.active()).map(|(p, _)| p).collect();
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        // All that a new pod wrote it wrote since the release.
        let errors = look.lines.errors(uids(new), new);
        let since = match ours().map(|(_, k)| k.created).min().filter(|_| new) {
            Some(first) => self.begun.min(first).max(self.begun.plus(-OLDER_MS)),
            None => self.begun,
        };
        let read = look.lines.any_read(uids(new));
        let over = look.now.since(since);
        #[allow(clippy::cast_precision_loss, reason = "a rate has few digits")]
        let rate = (read && over >= RATE_MS).then(|| (errors as f64 * 600_000.0 / over as f64).round() / 10.0);
        let own = if look.lines.any_read(uids(!new)) { look.lines.own(uids(new), uids(!new), new) } else { Vec::new() };
        let used = |of: fn(&Used) -> u64| {
            let used = look.used?;
            let each: Vec<u64> = pods.iter().filter_map(|p| used.get(&p.name)).map(of).collect();
            (!each.is_empty()).then(|| each.iter().sum())
        };
        Side {
            pods: count(pods.len()),
            ready: count(pods.iter().filter(|p| is_ready(p)).count()),
            restarts: ours().map(|(_, k)| k.restarts).fold(0, u32::saturating_add),
            errors,
            errors_a_minute: rate,
            own_patterns: own.into_iter().take(MOST).map(|o| (o.pattern, o.times)).collect(),
            partial: look.lines.any_cut(uids(new)),
            cpu: used(|u| u.millicores()),
            memory: used(|u| u.memory),
        }
    }
}
