//! A container for debugging: it is asked for, waited for until its program can be gone into, and what was only for it is taken away again.

use super::enter::left;
use super::send::{never_sent, unanswered};
use super::sender::Sender;
use crate::cluster::change::error::ChangeError;
use crate::cluster::change::object::request::{Form, Request};
use crate::cluster::change::object::{self, path};
use crate::cluster::change::reads;
use crate::cluster::change::verbs::debug::{self, Standing};
use crate::cluster::path::encode;
use crate::cluster::session::Session;
use crate::journal::Receipt;
use crate::model::Uid;
use crate::model::change::reason::{InsideReason, Refusal};
use crate::model::change::{Change, Reason, Target};
use crate::model::process::{End, ProcessNews, ToProcess};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::sync::mpsc::{Receiver, Sender as News};

/// How often it is looked whether the container runs: an image may take minutes to be pulled.
const LOOKED: Duration = Duration::from_millis(500);
/// How often it is looked for the code of an end.
const TOLD: u32 = 20;
/// The most that is shown of a program that has ended before it was gone into, in bytes.
const WROTE: u32 = 64 << 10;

/// What a change does with containers and their ends, with one receipt of the journal.
pub(super) struct Containers<'a> {
    pub(super) session: &'a Session,
    pub(super) sender: &'a Sender,
    pub(super) receipt: &'a Receipt,
    pub(super) change: &'a Change,
    /// The pod: of one that is created, by its UID once that is known.
    pub(super) pod: Target,
    /// The container in it.
    pub(super) container: String,
    /// How often it had been restarted when it was looked at.
    pub(super) restarts: u64,
    /// Whether it was asked for and nobody answered: it may come to be yet.
    pub(super) unanswered: bool,
}

/// Why it does not come to a program.
pub(super) struct Unbegun {
    pub(super) end: End,
    /// Whether the server has taken the container, or may have.
    pub(super) taken: bool,
}

impl<'a> Containers<'a> {
    /// Those of a change, whose object was read.
    pub(super) fn new(
        (session, sender, receipt): (&'a Session, &'a Sender, &'a Receipt),
        (target, change): (&Target, &'a Change),
        json: &Value,
    ) -> Self {
        let (pod, container) = (debug::pod(target, change), debug::container(change).to_owned());
        let restarts = debug::restarts(json, &container);
        Self { session, sender, receipt, change, pod, container, restarts, unanswered: false }
    }

    /// Asks for the container and waits until its program runs, or whoever waits for it has left. One that has ended by then has what it wrote
    /// shown.
    pub(super) async fn begin(
        &mut self,
        request: &Request,
        told: &Receiver<ToProcess>,
        news: &News<ProcessNews>,
    ) -> Result<(), Unbegun> {
        match self.sender.writer.send(self.receipt, request, self.sender.pace.write).await {
            Ok(answer) => {
                let made = object::parse(&answer).unwrap_or_default();
                if let (true, Some(uid)) = (self.pod.is_unborn(), made.pointer("/metadata/uid").and_then(Value::as_str)) {
                    self.pod.uid = Uid::new(uid);
                }
            }
            Err(e) if unanswered(&e) && !never_sent(&e) => {
                self.unanswered = true;
                return Err(Unbegun { end: End::Lost(Reason::from(&e)), taken: true });
            }
            Err(e) => {
                return Err(Unbegun { end: End::Failed(reads::said(e, &self.pod).into()), taken: false });
            }
        }
        tokio::select! {
            ran = self.runs(news) => ran,
            () = left(told) => Err(End::Closed),
        }
        .map_err(|end| Unbegun { end, taken: true })
    }

    async fn runs(&self, news: &News<ProcessNews>) -> Result<(), End> {
        let mut said = None;
        loop {
            match reads::fetch(self.session, &self.pod, self.sender.pace.look).await {
                Ok(object) if !object.exists() => {
                    return Err(End::Failed(Refusal::Gone(Box::new(self.pod.clone())).into()));
                }
                Ok(object) => match debug::standing(&object.json, &self.container) {
                    Standing::Runs => return Ok(()),
                    Standing::Ended(code) => {
                        self.show(news).await;
                        return Err(End::Exited(code));
                    }
                    Standing::Broken(why) => return Err(End::Failed(why)),
                    Standing::Waits(why) => {
                        if said.as_ref() != Some(&why) && news.send(ProcessNews::Waits(why.clone())).await.is_err() {
                            return Err(End::Closed);
                        }
                        said = Some(why);
                    }
                },
                // A server that is away for a moment takes nothing back.
                Err(ChangeError::Api(_)) => {}
                Err(e) => return Err(End::Failed(e.into())),
            }
            tokio::time::sleep(LOOKED).await;
        }
    }

    /// Shows what a program wrote that has ended before it was gone into, as far as that is kept.
    async fn show(&self, news: &News<ProcessNews>) {
        let path = format!("{}/log?container={}&limitBytes={WROTE}", path(&self.pod), encode(&self.container));
        if let Ok(bytes) = self.session.get(&path, self.sender.pace.look).await {
            let _ = news.send(ProcessNews::Opened(String::new())).await;
            let _ = news.send(ProcessNews::Output(bytes.to_vec())).await;
        }
    }

    /// What has become of a container that could not be gone into: how it ended, or why it does not run. `None` where it runs.
    pub(super) async fn why_not(&self, news: &News<ProcessNews>) -> Option<End> {
        let object = reads::fetch(self.session, &self.pod, self.sender.pace.look).await.ok()?;
        match debug::standing(&object.json, &self.container) {
            Standing::Ended(code) => {
                self.show(news).await;
                Some(End::Exited(code))
            }
            Standing::Broken(why) => Some(End::Failed(why)),
            Standing::Runs | Standing::Waits(_) => None,
        }
    }

    /// The code with which the container's program has ended: a stream that was attached does not tell it, and the kubelet's word of it comes a
    /// moment later. `None` where it did not come, or nobody waits for it any more.
    pub(super) async fn exit_code(&self, told: &Receiver<ToProcess>) -> Option<i32> {
        let asks = async {
            for _ in 0..TOLD {
                match reads::fetch(self.session, &self.pod, self.sender.pace.look).await {
                    Ok(object) => {
                        if let Some(code) = debug::exit_code(&object.json, &self.container, self.restarts) {
                            return Some(code);
                        }
                    }
                    Err(ChangeError::Api(_)) => {}
                    Err(_) => return None,
                }
                tokio::time::sleep(LOOKED).await;
            }
            None
        };
        tokio::select! {
            code = asks => code,
            () = left(told) => None,
        }
    }

    /// Deletes the pod that was created to debug a node; what is said where that fails. The pod of any other change stays.
    pub(super) async fn take_away(&self) -> Option<Reason> {
        let Change::DebugNode { .. } = self.change else { return None };
        let mut options = json!({"gracePeriodSeconds": 1});
        if !self.pod.is_unborn() {
            options["preconditions"] = json!({"uid": self.pod.uid.to_string()});
        }
        let request = Request::new(path(&self.pod), Form::Delete, options);
        match self.sender.writer.send(self.receipt, &request, self.sender.pace.write).await {
            Ok(_) => None,
            // What was asked for may be made after all.
            Err(e) if e.code() == Some(404) && self.unanswered => Some(InsideReason::MayBeLeft(Box::new(self.pod.clone())).into()),
            // Gone, or another one by now.
            Err(e) if matches!(e.code(), Some(404 | 409)) => None,
            Err(e) => {
                let why = Box::new(Reason::from(&e));
                Some(InsideReason::NotDeleted(Box::new(self.pod.clone()), why).into())
            }
        }
    }
}
