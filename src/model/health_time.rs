//! When a pod's health changes by time alone, so that nothing is computed anew before.

use super::Time;
use super::health::{ENDING_GRACE_MS, PodHealth, SHAKY_MS, STARTING_GRACE_MS, UNREADY_GRACE_MS};

impl PodHealth {
    /// When its mood or its words at `now` hold no longer, though nothing is heard of it; `None` where they hold for good.
    pub fn turns_at(&self, now: Time) -> Option<Time> {
        let turn = |since: Time, ms: i64| Some(since.plus(ms + 1)).filter(|t| *t > now);
        // Once it is late, its words tell how late.
        let late = || Some(Time::from_secs(now.secs() + 1));
        match self {
            Self::Well | Self::Done | Self::Sick(_) | Self::Failed(_) | Self::Shaky { ready: false, .. } => None,
            Self::Shaky { since, ready: true, .. } => turn(*since, SHAKY_MS),
            Self::Ending { by, .. } => turn(*by, ENDING_GRACE_MS).or_else(late),
            Self::Starting { since } => turn(*since, STARTING_GRACE_MS).or_else(late),
            Self::Unready { since, .. } => turn(*since, UNREADY_GRACE_MS).or_else(late),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::health::{Cause, Sick};

    #[test]
    fn until_then_it_is_as_it_was() {
        let since = Time::from_secs(1000);
        let sick = || Box::new(Sick { cause: Cause::Crash, word: "Error".into(), detail: "exit 1".into() });
        let all = [
            PodHealth::Well,
            PodHealth::Done,
            PodHealth::Sick(sick()),
            PodHealth::Failed(sick()),
            PodHealth::Ending { by: since, held: "".into() },
            PodHealth::Starting { since },
            PodHealth::Unready { since, who: "web".into() },
            PodHealth::Shaky { since, ready: true, sick: sick() },
            PodHealth::Shaky { since, ready: false, sick: sick() },
        ];
        for health in all {
            let look = |at: Time| (health.mood(at), health.sick(at));
            let mut now = since.plus(-2500);
            while let Some(turn) = health.turns_at(now)
                && turn.since(since) < 200_000
            {
                assert!(turn > now, "{health:?}");
                assert_eq!(look(turn.plus(-1)), look(now), "{health:?} from {now} to {turn}");
                now = turn;
            }
            assert!(health.turns_at(now).is_some() || look(now) == look(now.plus(1_000_000)), "{health:?} after {now}");
        }
        assert_eq!(PodHealth::Starting { since }.turns_at(since), Some(since.plus(STARTING_GRACE_MS + 1)));
    }
}
