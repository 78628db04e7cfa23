//! Copies of files, each a task of its own that outlives the view and the session that it was begun in, with a thread for the disk.

use super::outside::Outside;
use crate::app::messages::Level;
use crate::app::msg::Msg;
use crate::cluster::change::{Form, Gate, Here};
use crate::model::SessionId;
use crate::model::change::reason::{FileReason, Refusal};
use crate::model::change::{Change, Consent, Outcome, Preview, Reason};
use crate::model::copy::{CopyNews, Source, Told};
use crate::transfer::{self, Came, Looked, Place};
use std::collections::HashMap;
use std::io::{self, ErrorKind, Read, Write};
use std::time::Duration;
use tokio::sync::mpsc::{Receiver, Sender};
use tokio::sync::watch;
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::{sleep, timeout};

/// How long their ends are waited for when the program ends: what they have made by halves goes, and a line of the journal is written for each.
pub(super) const LAST: Duration = Gate::COPY_ENDS_WITHIN.saturating_add(Duration::from_secs(1));
/// Between two words of how one goes.
const TOLD: Duration = Duration::from_millis(200);
/// Bytes that go to a stream at once.
const PIECE: usize = 64 << 10;

/// Those that run, by session and intent.
#[derive(Default)]
pub(super) struct Copies(pub(super) HashMap<(SessionId, u64), (watch::Sender<bool>, JoinHandle<()>)>);

impl Copies {
    /// Ends all, and waits until nothing is left of them.
    pub(super) async fn end_all(&mut self) {
        let tasks: Vec<_> = self.0.drain().map(|(_, (stop, task))| (drop(stop), task).1).collect();
        let _ = timeout(LAST, futures::future::join_all(tasks)).await;
    }
}

impl Outside {
    /// Begins one.
    pub(super) fn copy_files(&mut self, session: SessionId, preview: Preview, consent: Consent) {
        let (id, tx) = (preview.intent.id, self.tx.clone());
        let Some(gate) = self.gate_of(session) else {
            let reason = Refusal::Anew.into();
            return drop(tokio::spawn(async move { tx.send(Msg::CopyEnded(session, id, Outcome::Refused { reason })).await }));
        };
        let (stop, stopped) = watch::channel(false);
        let (news, mut told) = watch::channel(CopyNews::default());
        let here = Files::new(&preview.intent.change);
        let teller = tx.clone();
        let tells = async move {
            while told.changed().await.is_ok() {
                let now = *told.borrow_and_update();
                if teller.send(Msg::CopyGoes(session, id, now)).await.is_err() {
                    return;
                }
                sleep(TOLD).await;
            }
        };
        let task = tokio::spawn(async move {
            let (end, ()) = tokio::join!(gate.copy(preview, &consent, here, stopped, news), tells);
            if let Some(trouble) = end.trouble {
                let _ = tx.send(Msg::Note(Level::Error, Reason::from(trouble).into())).await;
            }
            let _ = tx.send(Msg::CopyEnded(session, id, end.outcome)).await;
        });
        self.copies.0.retain(|_, (_, task)| !task.is_finished());
        self.copies.0.insert((session, id), (stop, task));
    }

    /// Ends one; the word of its end follows.
    pub(super) fn end_copy(&self, session: SessionId, id: u64) {
        if let Some((stop, _)) = self.copies.0.get(&(session, id)) {
            stop.send_replace(true);
        }
    }
}

/// The files of this machine that a copy is about.
struct Files {
    /// The path here, as it was typed.
    typed: String,
    replace: bool,
    looked: Option<Looked>,
    place: Option<Place>,
    came: Option<Came>,
    /// The name by which something comes.
    name: String,
}

impl Files {
    fn new(change: &Change) -> Self {
        let (typed, replace) =
            if let Change::CopyIn { from: here, replace, .. } | Change::CopyOut { to: here, replace, .. } = change {
                (here.clone(), *replace)
            } else {
                (String::new(), false)
            };
        Self { typed, replace, looked: None, place: None, came: None, name: String::new() }
    }
}

/// Does something that waits for the disk.
async fn apart<T: Send + 'static>(act: impl FnOnce() -> Result<T, FileReason> + Send + 'static) -> Result<T, FileReason> {
    spawn_blocking(act).await.unwrap_or_else(|e| Err(FileReason::Unforeseen(e.to_string())))
}

impl Here for Files {
    async fn source(&mut self) -> Result<Source, FileReason> {
        let typed = self.typed.clone();
        let looked = apart(move || transfer::look(&typed)).await?;
        let Looked { name, folder, mode, bytes, archive, .. } = looked.clone();
        self.looked = Some(looked);
        Ok(Source { name, folder, mode, bytes, archive })
    }

    async fn give(&mut self, form: Form, to: Sender<Vec<u8>>) -> Result<Told, FileReason> {
        let Some(looked) = self.looked.clone() else { return Err(FileReason::NotLookedAt) };
        apart(move || match form {
            Form::Archive(name) => transfer::pack(&looked, &name, Into { to, held: Vec::new() }),
            Form::Plain => transfer::plain(&looked, Into { to, held: Vec::new() }),
        })
        .await
    }

    async fn place(&mut self, name: &str) -> Result<(), FileReason> {
        let (typed, name, replace) = (self.typed.clone(), name.to_owned(), self.replace);
        self.name.clone_from(&name);
        self.place = Some(apart(move || Place::new(&typed, &name, replace)).await?);
        Ok(())
    }

    async fn take(&mut self, form: Form, from: Receiver<Vec<u8>>) -> Result<(), FileReason> {
        let place = match self.place.take() {
            Some(place) => place,
            // What came before by another way was nothing.
            None => {
                let name = self.name.clone();
                self.place(&name).await?;
                self.place.take().ok_or(FileReason::NoPlace)?
            }
        };
        let from = From { from, held: Vec::new(), at: 0 };
        self.came = Some(
            apart(move || match form {
                Form::Archive(top) => transfer::unpack(place, &top, from),
                Form::Plain => transfer::unpack_plain(place, from),
            })
            .await?,
        );
        Ok(())
    }

    async fn keep(&mut self) -> Result<(Told, String), FileReason> {
        let Some(came) = self.came.take() else { return Err(FileReason::Nothing(None)) };
        let (told, path) = apart(move || came.keep()).await?;
        Ok((told, crate::model::text::clean(&path.to_string_lossy()).into_owned()))
    }
}

/// What is written goes to a stream, in pieces.
struct Into {
    to: Sender<Vec<u8>>,
    held: Vec<u8>,
}

impl Into {
    fn send(&mut self) -> io::Result<()> {
        if self.held.is_empty() {
            return Ok(());
        }
        let piece = std::mem::replace(&mut self.held, Vec::with_capacity(PIECE));
        self.to.blocking_send(piece).map_err(|_| io::Error::new(ErrorKind::BrokenPipe, FileReason::TakesNoMore))
    }
}

impl Write for Into {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = bytes.len().min(PIECE - self.held.len());
        self.held.extend_from_slice(&bytes[..n]);
        if self.held.len() == PIECE {
            self.send()?;
        }
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.send()
    }
}

/// What comes from a stream is read, piece by piece.
struct From {
    from: Receiver<Vec<u8>>,
    held: Vec<u8>,
    at: usize,
}

impl Read for From {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.at == self.held.len() {
            let Some(piece) = self.from.blocking_recv() else { return Ok(0) };
            (self.held, self.at) = (piece, 0);
        }
        let n = into.len().min(self.held.len() - self.at);
        into[..n].copy_from_slice(&self.held[self.at..self.at + n]);
        self.at += n;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::sync::mpsc::channel;

    #[tokio::test]
    async fn what_is_written_is_read_again_whatever_its_pieces() {
        let (to, from) = channel(2);
        let bytes: Vec<u8> = (0..300_001u32).map(|i| i.to_le_bytes()[0]).collect();
        let given = bytes.clone();
        let writes = apart(move || {
            let mut into = Into { to, held: Vec::new() };
            for piece in given.chunks(7_001) {
                into.write_all(piece).map_err(|e| FileReason::Unforeseen(e.to_string()))?;
            }
            into.flush().map_err(|e| FileReason::Unforeseen(e.to_string()))
        });
        let reads = apart(move || {
            let mut all = Vec::new();
            From { from, held: Vec::new(), at: 0 }.read_to_end(&mut all).map_err(|e| FileReason::Unforeseen(e.to_string()))?;
            Ok(all)
        });
        let (wrote, read) = tokio::join!(writes, reads);
        assert_eq!((wrote, read), (Ok(()), Ok(bytes)));
        let (to, from) = channel(1);
        drop(from);
        let gone = apart(move || Into { to, held: vec![0] }.flush().map_err(|e| FileReason::Unforeseen(e.to_string()))).await;
        assert_eq!(gone, Err(FileReason::Unforeseen("the other end takes no more".into())));
    }
}
