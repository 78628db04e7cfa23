//! What runs in pods, each in a task of its own: it outlives its view and its session, and its end is written down before the program ends.

use super::outside::Outside;
use crate::app::messages::Level;
use crate::app::msg::Msg;
use crate::app::text::InsideText;
use crate::cluster::change::{Entered, Gate};
use crate::model::SessionId;
use crate::model::change::reason::Refusal;
use crate::model::change::{Consent, Preview, Reason, Stream};
use crate::model::process::{End, ProcessNews, ToProcess};
use std::collections::HashMap;
use std::sync::Arc;
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
/// How long the program's end waits for theirs, and where one has something to take away first.
pub(super) const ENDING: [Duration; 2] = [Duration::from_secs(5), Duration::from_secs(6)];

/// All of them.
pub(super) struct Running {
    told: HashMap<(SessionId, u64), Sender<ToProcess>>,
    news: Sender<(SessionId, u64, ProcessNews)>,
    pub(super) tasks: JoinSet<()>,
    /// Whether one has begun a container, which it may have to take away.
    begun: bool,
}

impl Running {
    /// None yet, and where their news come.
    pub(super) fn new() -> (Self, Receiver<(SessionId, u64, ProcessNews)>) {
        let (news, came) = channel(OF_ALL);
        (Self { told: HashMap::new(), news, tasks: JoinSet::new(), begun: false }, came)
    }

    /// Holds the end by which one is told something: without it, it ends.
    pub(super) fn hold(&mut self, which: (SessionId, u64), tell: Sender<ToProcess>) {
        self.told.insert(which, tell);
    }

    /// Ends all, and waits a moment until that is written down.
    pub(super) async fn end_all(&mut self) {
        self.told.clear();
        let ended = async { while self.tasks.join_next().await.is_some() {} };
        let _ = timeout(ENDING[usize::from(self.begun)], ended).await;
    }
}

/// Tells the loop of one.
pub(super) struct Teller {
    which: (SessionId, u64),
    news: Sender<(SessionId, u64, ProcessNews)>,
    answers: Sender<Msg>,
}

impl Teller {
    pub(super) async fn tell(&self, news: ProcessNews) {
        let (session, id) = self.which;
        let _ = self.news.send((session, id, news)).await;
    }

    /// Tells its end, and what of it could not be written down.
    pub(super) async fn ended(&self, entered: Entered) {
        if let Some(trouble) = entered.trouble {
            let _ = self.answers.send(Msg::Note(Level::Error, Reason::from(trouble).into())).await;
        }
        self.tell(ProcessNews::Ended(entered.end)).await;
    }
}

impl Outside {
    /// Goes into a pod.
    pub(super) fn enter(&mut self, session: SessionId, preview: Preview, consent: Consent, size: (u16, u16)) {
        let id = preview.intent.id;
        if preview.intent.change.spec().stream == Some(Stream::Here) {
            return self.run_in_background(session, preview, consent);
        }
        let Some(gate) = self.way_in(session, id) else { return };
        let teller = self.teller(session, id);
        self.processes.begun |= preview.intent.change.spec().stream == Some(Stream::Beside);
        let (tell, told) = channel(UNTAKEN);
        self.processes.hold((session, id), tell);
        self.processes.tasks.spawn(async move {
            let (tx, mut news) = channel(OF_EACH);
            let hands = async {
                // Taken also where nobody hears it any more: the end is written down only once all is taken.
                while let Some(one) = news.recv().await {
                    teller.tell(one).await;
                }
            };
            let (entered, ()) = futures::join!(gate.enter(preview, &consent, size, told, tx), hands);
            teller.ended(entered).await;
        });
    }

    /// The gate through which one goes in; where that is gone it is told as its end.
    pub(super) fn way_in(&mut self, session: SessionId, id: u64) -> Option<Arc<Gate>> {
        let gate = self.gate_of(session);
        if gate.is_none() {
            let end = End::Failed(Refusal::Anew.into());
            let teller = self.teller(session, id);
            self.processes.tasks.spawn(async move { teller.tell(ProcessNews::Ended(end)).await });
        }
        while self.processes.tasks.try_join_next().is_some() {}
        self.processes.told.retain(|_, tell| !tell.is_closed());
        gate
    }

    /// Who tells the loop of one.
    pub(super) fn teller(&self, session: SessionId, id: u64) -> Teller {
        Teller { which: (session, id), news: self.processes.news.clone(), answers: self.tx.clone() }
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
