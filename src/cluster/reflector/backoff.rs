//! How long to wait before the next try.

use crate::cluster::error::ApiError;
use crate::model::Time;
use crate::model::feed::WatchState;
use std::time::Duration;

const FIRST_MS: u64 = 500;
const MOST_MS: u64 = 10_000;
/// What a server may ask for with `Retry-After` and is given.
const MOST_ASKED: Duration = Duration::from_secs(60);
/// Where credentials fail, a try may run a plugin that signs in, and the heartbeat tries as well and wakes the watches.
const SIGN_IN: Duration = Duration::from_secs(30);

/// A fifth more or less, so that many watches, and many users' dashboards, do not all come at once.
pub(in crate::cluster) fn jitter(d: Duration) -> Duration {
    d.mul_f64(0.8 + 0.4 * fastrand::f64())
}

/// The wait after the `failures`th failure in a row, which was this.
pub(in crate::cluster) fn delay(failures: u32, error: &ApiError) -> Duration {
    if failures > 2 && (error.is_unauthorized() || matches!(error, ApiError::Auth(_))) {
        return jitter(SIGN_IN);
    }
    let doubled = jitter(Duration::from_millis((FIRST_MS << failures.saturating_sub(1).min(10)).min(MOST_MS)));
    doubled.max(asked(error))
}

/// What the screen is told of a failure after which it is tried again in a while. `since` is since when it has failed; where it has not
/// until now, what is shown was known to be so `until` then.
pub(super) fn stale(since: &mut Option<Time>, until: Time, pause: Duration, error: &ApiError) -> WatchState {
    let retry = Time::system().plus(i64::try_from(pause.as_millis()).unwrap_or_default());
    WatchState::Stale { since: *since.get_or_insert(until), retry, error: error.trouble().into() }
}

/// What the server asks for, as far as it is given it.
pub(in crate::cluster) fn asked(error: &ApiError) -> Duration {
    error.retry_after().unwrap_or_default().min(MOST_ASKED)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::trouble::Way;

    #[test]
    fn waits_double_up_to_a_cap_and_are_never_shorter_than_asked() {
        let broken = ApiError::Transport(Way::Abandoned);
        for (failures, want) in [(0, 500), (1, 500), (2, 1000), (3, 2000), (5, 8000), (6, 10_000), (400, 10_000)] {
            let got = delay(failures, &broken).as_millis();
            assert!((want * 4 / 5..=want * 6 / 5).contains(&got), "{failures}: {got}");
        }
        let busy = |s| ApiError::Status {
            code: 429,
            reason: String::new(),
            message: String::new(),
            retry_after: Some(Duration::from_secs(s)),
        };
        assert_eq!(delay(1, &busy(7)).as_secs(), 7);
        assert_eq!(delay(1, &busy(86_400)).as_secs(), 60);
        assert!(delay(6, &busy(1)).as_secs() >= 7);
    }
}
