//! The containers that somebody has looked into: their files, and word of their end. Of the others nothing is kept.

use super::fs::Files;
use crate::model::time::Time;
use std::collections::HashMap;
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex};
use tokio::sync::watch;

/// A container that has been entered.
#[derive(Debug)]
struct Entered {
    started: Time,
    files: Arc<Mutex<Files>>,
    /// Dropped with the container: whoever waits for a change learns of its end.
    over: watch::Sender<()>,
}

/// All that have been entered, by the pod's UID and the container's name.
#[derive(Debug, Default)]
pub struct Containers {
    bytes: Arc<AtomicUsize>,
    entered: HashMap<(String, String), Entered>,
}

impl Containers {
    /// A container's files, and what errs at its next `changed` when the container is over. The files are made by `fill` when this run of the
    /// container has none yet.
    pub fn enter(
        &mut self,
        uid: &str,
        name: &str,
        started: Time,
        fill: impl FnOnce(&mut Files),
    ) -> (Arc<Mutex<Files>>, watch::Receiver<()>) {
        let key = (uid.to_owned(), name.to_owned());
        let bytes = self.bytes.clone();
        if self.entered.get(&key).is_some_and(|e| e.started != started) {
            self.entered.remove(&key);
        }
        let entered = self.entered.entry(key).or_insert_with(|| {
            let mut files = Files::new(bytes);
            fill(&mut files);
            Entered { started, files: Arc::new(Mutex::new(files)), over: watch::Sender::new(()) }
        });
        (entered.files.clone(), entered.over.subscribe())
    }

    /// A container has ended.
    pub fn end(&mut self, uid: &str, name: &str) {
        if !self.entered.is_empty() {
            self.entered.remove(&(uid.to_owned(), name.to_owned()));
        }
    }

    /// A pod is gone.
    pub fn end_pod(&mut self, uid: &str) {
        self.entered.retain(|(of, _), _| of != uid);
    }
}
