//! The program's end: what it has under way is ended, and all of that is waited for at once.

use super::copies::{self, Copies};
use super::forwards::{self, Forwards};
use super::processes::{self, Running};
use std::time::Duration;

/// What may come after it, such as the end of threads that wait for the disk.
const REST: Duration = Duration::from_secs(2);

/// Within what time all is ended.
pub(super) fn within() -> Duration {
    let [process, with_container] = processes::ENDING;
    process.max(with_container).max(copies::LAST).max(forwards::LAST) + REST
}

/// Ends all: each is told before any is waited for.
pub(super) async fn end(processes: &mut Running, copies: &mut Copies, forwards: &mut Forwards) {
    tokio::join!(processes.end_all(), copies.end_all(), forwards.end_all());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SessionId;
    use tokio::sync::{oneshot, watch};

    #[tokio::test]
    async fn what_does_not_end_yet_does_not_keep_the_rest_from_hearing_of_it() {
        let (mut running, _news) = Running::new();
        let (mut copies, mut forwards) = (Copies::default(), Forwards::default());
        let (copy_stop, mut copy_told) = watch::channel(false);
        let (forward_stop, forward_told) = oneshot::channel::<()>();
        // The process ends after the copy, and that after the forward.
        let (forward_ended, on_forward) = oneshot::channel::<()>();
        let (copy_ended, on_copy) = oneshot::channel::<()>();
        let forward = tokio::spawn(async move {
            let _ = forward_told.await;
            drop(forward_ended);
        });
        let copy = tokio::spawn(async move {
            let _ = (copy_told.changed().await, on_forward.await);
            drop(copy_ended);
        });
        running.tasks.spawn(async move { drop(on_copy.await) });
        let session = SessionId::default();
        copies.0.insert((session, 1), (copy_stop, copy));
        forwards.0.insert((session, 2), (Some(forward_stop), forward));
        end(&mut running, &mut copies, &mut forwards).await;
        assert!(running.tasks.is_empty(), "it was waited for in vain");
    }
}
