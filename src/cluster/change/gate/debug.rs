//! Begins the container of a debugging, waits until its program can be gone into, and takes away what was only for it.

use super::Gate;
use super::enter::left;
use super::sender::Sender;
use crate::cluster::change::error::ChangeError;
use crate::cluster::change::object::request::{Form, Request};
use crate::cluster::change::object::{Object, path};
use crate::cluster::change::reads;
use crate::cluster::change::verbs::debug::{self, Standing};
use crate::cluster::error::ApiError;
use crate::journal::Receipt;
use crate::model::change::{Change, Stream, Target};
use crate::model::process::{End, ProcessNews, ToProcess};
use serde_json::json;
use std::time::Duration;
use tokio::sync::mpsc::{Receiver, Sender as News};

/// How often it is looked whether the container runs: an image may take minutes to be pulled.
const LOOKED: Duration = Duration::from_millis(500);

/// How often it is looked for the code of an end.
const TOLD: u32 = 20;

/// Why it does not come to a program.
pub(super) struct Unbegun {
    pub(super) end: End,
    /// Whether the server has taken the container.
    pub(super) taken: bool,
}

impl Gate {
    /// Asks for the container and waits until its program runs, or whoever waits for it has left.
    pub(super) async fn begin_container(
        &self,
        (sender, receipt): (&Sender, &Receipt),
        (target, change): (&Target, &Change),
        object: &Object,
        told: &Receiver<ToProcess>,
        news: &News<ProcessNews>,
    ) -> Result<(), Unbegun> {
        let not_taken = |end| Unbegun { end, taken: false };
        let request = debug::request(target, object, change).map_err(|e| not_taken(End::Failed(e.to_string())))?;
        match sender.writer.send(receipt, &request, sender.pace.write).await {
            Ok(_) => {}
            Err(e @ (ApiError::Timeout(_) | ApiError::Transport(_))) => return Err(not_taken(End::Lost(e.to_string()))),
            Err(e) => return Err(not_taken(End::Failed(reads::said(e, target).to_string()))),
        }
        tokio::select! {
            ran = self.runs(sender, target, change, news) => ran,
            () = left(told) => Err(End::Closed),
        }
        .map_err(|end| Unbegun { end, taken: true })
    }

    async fn runs(&self, sender: &Sender, target: &Target, change: &Change, news: &News<ProcessNews>) -> Result<(), End> {
        let pod = debug::pod(target, change);
        let mut said = None;
        loop {
            match reads::fetch(&self.session, &pod, sender.pace.look).await {
                Ok(object) if !object.exists() => return Err(End::Failed(ChangeError::Gone(pod.to_string()).to_string())),
                Ok(object) => match debug::standing(&object.json, debug::container(change)) {
                    Standing::Runs => return Ok(()),
                    Standing::Broken(why) => return Err(End::Failed(why)),
                    Standing::Waits(why) => {
                        if said.as_ref() != Some(&why) && news.send(ProcessNews::Waits(why.clone())).await.is_err() {
                            return Err(End::Closed);
                        }
                        said = Some(why);
                    }
                },
                Err(e @ (ChangeError::Gone(_) | ChangeError::Replaced(_))) => return Err(End::Failed(e.to_string())),
                // A server that is away for a moment takes nothing back.
                Err(_) => {}
            }
            tokio::time::sleep(LOOKED).await;
        }
    }

    /// Why the container cannot be gone into any more, where it has come to its end.
    pub(super) async fn why_ended(&self, sender: &Sender, target: &Target, change: &Change) -> Option<String> {
        let object = reads::fetch(&self.session, &debug::pod(target, change), sender.pace.look).await.ok()?;
        match debug::standing(&object.json, debug::container(change)) {
            Standing::Broken(why) => Some(why),
            Standing::Runs | Standing::Waits(_) => None,
        }
    }

    /// The code with which a container's program has ended: a stream that was attached does not tell it, and the kubelet's word of it comes a
    /// moment later. `None` where it did not come.
    pub(super) async fn exit_code(&self, sender: &Sender, target: &Target, change: &Change) -> Option<i32> {
        let (pod, container) = (debug::pod(target, change), change.container()?);
        let container = if change.spec().stream == Some(Stream::Beside) { debug::container(change) } else { container };
        for _ in 0..TOLD {
            let object = reads::fetch(&self.session, &pod, sender.pace.look).await.ok()?;
            if let Some(code) = debug::exit_code(&object.json, container) {
                return Some(code);
            }
            tokio::time::sleep(LOOKED).await;
        }
        None
    }

    /// Deletes the pod that was created to debug a node; what is said where that fails. The pod of any other change stays.
    pub(super) async fn take_away(
        &self,
        (sender, receipt): (&Sender, &Receipt),
        target: &Target,
        change: &Change,
    ) -> Option<String> {
        let Change::DebugNode { .. } = change else { return None };
        let pod = debug::pod(target, change);
        let request = Request::new(path(&pod), Form::Delete, json!({"gracePeriodSeconds": 1}));
        match sender.writer.send(receipt, &request, sender.pace.write).await {
            Ok(_) => None,
            Err(e) if e.code() == Some(404) => None,
            Err(e) => Some(format!("{pod} was not deleted: {e}")),
        }
    }
}
