//! One after another: who draws a turn first goes first, however their tasks are scheduled.

use tokio::sync::oneshot;

/// Gives out turns.
#[derive(Debug, Default)]
pub(super) struct Turns(Option<oneshot::Receiver<()>>);

/// A place in the row.
#[derive(Debug)]
pub(super) struct Turn {
    before: Option<oneshot::Receiver<()>>,
    after: oneshot::Sender<()>,
}

impl Turns {
    /// The next turn.
    pub(super) fn draw(&mut self) -> Turn {
        let (after, next) = oneshot::channel();
        Turn { before: self.0.replace(next), after }
    }
}

impl Turn {
    /// Waits until all who drew before are done; dropping what comes of it lets the next one go.
    pub(super) async fn come(self) -> oneshot::Sender<()> {
        if let Some(before) = self.before {
            let _ = before.await;
        }
        self.after
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    #[tokio::test]
    async fn who_draws_first_goes_first() {
        let mut turns = Turns::default();
        let drawn: Vec<Turn> = (0..5).map(|_| turns.draw()).collect();
        let order = Arc::new(Mutex::new(Vec::new()));
        // Started in the other order, and each lets others run before it is done.
        let tasks = drawn.into_iter().enumerate().rev().map(|(i, turn)| {
            let order = order.clone();
            tokio::spawn(async move {
                let _turn = turn.come().await;
                tokio::task::yield_now().await;
                order.lock().unwrap().push(i);
            })
        });
        for task in tasks.collect::<Vec<_>>() {
            task.await.unwrap();
        }
        assert_eq!(*order.lock().unwrap(), [0, 1, 2, 3, 4]);
        // A turn that is dropped unused holds nobody up.
        drop(turns.draw());
        drop(turns.draw().come().await);
    }
}
