//! What is remembered, between the loop and the disk: read after the first frame, written as it changes.

use super::outside::Outside;
use super::private::sweep;
use crate::app::drafts::DraftMsg;
use crate::app::messages::Level;
use crate::app::msg::Msg;
use crate::app::text::OutsideText;
use crate::config::{Paths, memory};
use crate::files;
use crate::model::Name;
use crate::model::filed::{FileFault, Loss};
use crate::model::remembered::Remembered;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What is on the disk of this run, and what waits to be written. Both are locked for moments only by the loop.
#[derive(Default)]
pub(super) struct Kept {
    /// As this run has read or written it last; held while the disk is waited for.
    known: Mutex<memory::All>,
    /// The latest of each context.
    waiting: Mutex<memory::All>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Kept {
    fn load(&self, paths: &Paths) -> (memory::All, Option<Loss>) {
        let mut known = lock(&self.known);
        let (all, lost) = memory::load(&paths.state.join(memory::FILE));
        known.clone_from(&all);
        (all, lost)
    }

    /// Writes what waits. Whoever comes first writes for all: the latest is what counts.
    fn write(&self, paths: &Paths) -> Result<(), FileFault> {
        let mut known = lock(&self.known);
        let waiting = std::mem::take(&mut *lock(&self.waiting));
        for (context, now) in waiting {
            let before = known.get(&context).cloned().unwrap_or_default();
            memory::save(&paths.state.join(memory::FILE), &context, &before, &now)?;
            known.insert(context, now);
        }
        Ok(())
    }
}

/// Takes from others what they may do with what lies in our folders; what they still may do is told.
fn open_to_others(paths: &Paths) -> Vec<FileFault> {
    let folders = [paths.state.clone(), paths.edits()];
    let plain = |folder: &PathBuf| {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        entries.filter(|e| e.file_type().is_ok_and(|t| t.is_file())).map(|e| e.path()).collect::<Vec<_>>()
    };
    let files: Vec<PathBuf> = folders.iter().flat_map(plain).collect();
    let open = |path: &PathBuf| Some(FileFault::open(path, &files::words(&files::shut(path).err()?)));
    folders.iter().chain(&files).filter_map(open).collect()
}

impl Outside {
    /// Reads what is remembered, and makes private what others may read of ours.
    pub(super) fn recall(&self) {
        let (kept, held, paths, tx) = (self.kept.clone(), self.held.clone(), self.paths.clone(), self.tx.clone());
        tokio::task::spawn_blocking(move || {
            let tell = |msg| drop(tx.blocking_send(msg));
            let Some(paths) = paths else { return tell(Msg::Remembered(memory::All::new())) };
            let (all, lost) = kept.load(&paths);
            tell(Msg::Remembered(all));
            let lost = lost.map(|loss| match loss {
                Loss::Unread(why) => OutsideText::FavouritesUnread(why),
                Loss::Anew(why) => OutsideText::FavouritesAnew(why),
                Loss::PassedOver(why) => OutsideText::PassedOver(why),
            });
            for text in lost.into_iter().chain(open_to_others(&paths).into_iter().map(OutsideText::File)) {
                tell(Msg::Note(Level::Warn, text.into()));
            }
            sweep(&paths.edits());
            let waiting = held.waiting(&paths.edits());
            if !waiting.is_empty() {
                tell(Msg::Draft(DraftMsg::Waiting(waiting)));
            }
        });
    }

    /// Keeps what is remembered for a context.
    pub(super) fn remember(&self, context: Name, remembered: Remembered) {
        let (Some(paths), tx, kept) = (self.paths.clone(), self.tx.clone(), Arc::clone(&self.kept)) else { return };
        lock(&kept.waiting).insert(context, remembered);
        tokio::task::spawn_blocking(move || {
            if let Err(why) = kept.write(&paths) {
                drop(tx.blocking_send(Msg::Note(Level::Warn, OutsideText::FavouritesNotKept(why).into())));
            }
        });
    }
}
