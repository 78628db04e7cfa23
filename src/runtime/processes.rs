//! What runs in pods, each in a task of its own: it outlives its view and its session, and its end is written down before the program ends.

use super::outside::Outside;
use crate::app::messages::Level;
use crate::app::msg::Msg;
use crate::app::text::{InsideText, Text};
use crate::model::SessionId;
use crate::model::change::{Consent, Preview};
use crate::model::process::{End, ProcessNews, ToProcess};
use std::collections::HashMap;
use std::time::Duration;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::JoinSet;
use tokio::time::timeout;

/// What is typed and not taken yet, in keys and pastes.
const UNTAKEN: usize = 1024;
/// News that wait for the loop, of each and of all.
const OF_EACH: usize = 16;
const OF_ALL: usize = 64;
/// How long the program's end waits for theirs.
const ENDING: Duration = Duration::from_millis(1500);

/// All of them.
pub(super) struct Running {
    told: HashMap<(SessionId, u64), Sender<ToProcess>>,
    news: Sender<(SessionId, u64, ProcessNews)>,
    tasks: JoinSet<()>,
}

impl Running {
    /// None yet, and where their news come.
    pub(super) fn new() -> (Self, Receiver<(SessionId, u64, ProcessNews)>) {
        let (news, came) = channel(OF_ALL);
        (Self { told: HashMap::new(), news, tasks: JoinSet::new() }, came)
    }

    /// Ends all, and waits a moment until that is written down.
    pub(super) async fn end_all(&mut self) {
        self.told.clear();
        let ended = async { while self.tasks.join_next().await.is_some() {} };
        let _ = timeout(ENDING, ended).await;
    }
}

impl Outside {
    /// Goes into a pod.
    pub(super) fn enter(&mut self, session: SessionId, preview: Preview, consent: Consent, size: (u16, u16)) {
        let (id, out, answers) = (preview.intent.id, self.processes.news.clone(), self.tx.clone());
        let Some(gate) = self.gate_of(session) else {
            let end = End::Failed("the connection was begun anew since this was looked at: ask for it again".into());
            self.processes.tasks.spawn(async move { drop(out.send((session, id, ProcessNews::Ended(end))).await) });
            return;
        };
        while self.processes.tasks.try_join_next().is_some() {}
        self.processes.told.retain(|_, tell| !tell.is_closed());
        let (tell, told) = channel(UNTAKEN);
        self.processes.told.insert((session, id), tell);
        self.processes.tasks.spawn(async move {
            let (tx, mut news) = channel(OF_EACH);
            let hands = async {
                // Taken also where nobody hears it any more: the end is written down only once all is taken.
                while let Some(one) = news.recv().await {
                    let _ = out.send((session, id, one)).await;
                }
            };
            let (entered, ()) = futures::join!(gate.enter(preview, &consent, size, told, tx), hands);
            if let Some(trouble) = entered.trouble {
                let _ = answers.send(Msg::Note(Level::Error, Text::ready(trouble.to_string()))).await;
            }
            let _ = out.send((session, id, ProcessNews::Ended(entered.end))).await;
        });
    }

    /// Tells something to what runs in a pod. What it does not take in time is not kept for ever.
    pub(super) fn tell(&self, session: SessionId, id: u64, told: ToProcess) {
        let Some(tell) = self.processes.told.get(&(session, id)) else { return };
        if let Err(TrySendError::Full(_)) = tell.try_send(told) {
            let _ = self.tx.try_send(Msg::Note(Level::Warn, InsideText::InputDropped.into()));
        }
    }

    /// Ends what runs in a pod.
    pub(super) fn end_process(&mut self, session: SessionId, id: u64) {
        self.processes.told.remove(&(session, id));
    }
}
