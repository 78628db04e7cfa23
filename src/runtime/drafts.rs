//! What the user has written: read from files, planned and read by the gate.

use super::Here;
use super::about::About;
use super::editor::Written;
use super::outside::Outside;
use crate::app::drafts::{DraftEffect, DraftMsg};
use crate::app::msg::Msg;
use crate::config::Paths;
use crate::files;
use crate::model::SessionId;
use crate::model::change::{Hidden, Piece, Reason};
use std::path::{Path, PathBuf};
use std::sync::PoisonError;

/// The largest file that is read; an object is at most 1.5 MiB on the server.
pub(super) const LARGEST: u64 = 8 << 20;

impl Outside {
    /// As [`Outside::carry_out`].
    pub(super) fn draft(&self, effect: DraftEffect) -> Option<Here> {
        match effect {
            DraftEffect::Plan(session, id, text, namespace) => self.gate(session, move |gate| async move {
                let planned = gate.plan(text.reveal(), &namespace).await.map_err(Reason::from);
                let planned = planned.map(|all| all.into_iter().map(|(target, one)| (target, one.map_err(Reason::from))).collect());
                Msg::Draft(DraftMsg::Planned(session, id, planned))
            }),
            DraftEffect::Text(session, id, part, before) => self.text(session, id, part, before),
            DraftEffect::Edited(session, id, part, version, text) => self.gate(session, move |gate| async move {
                Msg::Draft(DraftMsg::Edited(session, id, gate.edited(&part, &version, text.reveal()).map_err(Reason::from)))
            }),
            DraftEffect::Read(id, path) => {
                let path = home(&path, self.home.as_deref());
                self.blocking(move || DraftMsg::Read(id, read(&path).map(Hidden::new)));
            }
            DraftEffect::Drop(path) => {
                let held = self.held.clone();
                self.blocking_quietly(move || held.remove(&path));
            }
            DraftEffect::Editor(id, file) => return Some(Here::Edit(id, file)),
        }
        None
    }

    /// Fetches the text of an object to be edited: what was written before is laid over it, in this run or in an earlier one.
    fn text(&self, session: SessionId, id: u64, part: Piece, before: Option<(String, Hidden)>) {
        let folder = self.paths.as_ref().map(Paths::edits);
        let (held, abouts, tx) = (self.held.clone(), self.abouts.clone(), self.tx.clone());
        self.gate(session, move |gate| async move {
            let mut left = None;
            let is_kept = !part.target.resource.is_secret();
            if let (None, Some(folder), true) = (&before, folder, is_kept) {
                let wanted = part.clone();
                left = tokio::task::spawn_blocking(move || held.take(&folder, &wanted)).await.ok().flatten();
            }
            let base = left.as_ref().map(|(_, about)| about.base().to_owned());
            let before = left.as_ref().map(|(kept, _)| (kept.version.clone(), kept.text.clone())).or(before);
            if let Some((kept, _)) = left {
                let _ = tx.send(Msg::Draft(DraftMsg::Left(session, id, Box::new(kept)))).await;
            }
            let text = match before {
                Some((version, text)) => gate.text_again(&part, &version, base.as_deref(), text.reveal()).await,
                None => gate.text(&part).await,
            };
            if let Ok((_, version)) = &text
                && is_kept
                && let Some(base) = gate.handed(&part, version)
            {
                *abouts.lock().unwrap_or_else(PoisonError::into_inner) = Some((id, About::new(&part, version, base)));
            }
            let text = text.map(|(text, version)| (Hidden::new(text), version)).map_err(Reason::from);
            Msg::Draft(DraftMsg::Text(session, id, text))
        });
    }

    /// Of which object the text is that is about to be edited under a number.
    pub(super) fn about(&self, id: u64) -> Option<About> {
        self.abouts.lock().unwrap_or_else(PoisonError::into_inner).take_if(|(of, _)| *of == id).map(|(_, about)| about)
    }

    /// Waits for the editor, on a thread of its own.
    pub(super) fn edit(&self, id: u64, written: Written) {
        self.blocking(move || DraftMsg::Closed(id, written.edit()));
    }

    fn blocking(&self, work: impl FnOnce() -> DraftMsg + Send + 'static) {
        let tx = self.tx.clone();
        self.blocking_quietly(move || drop(tx.blocking_send(Msg::Draft(work()))));
    }

    fn blocking_quietly(&self, work: impl FnOnce() + Send + 'static) {
        tokio::task::spawn_blocking(work);
    }
}

/// A path as its user writes it: `~` is their home.
fn home(path: &str, home: Option<&Path>) -> PathBuf {
    match (path.strip_prefix('~'), home) {
        (Some(""), Some(home)) => home.to_owned(),
        (Some(rest), Some(home)) if rest.starts_with('/') => home.join(rest.trim_start_matches('/')),
        _ => PathBuf::from(path),
    }
}

/// A file's text. The error names the file.
fn read(path: &Path) -> Result<String, String> {
    files::read_text(path, LARGEST).map_err(|e| format!("{}: {}", path.display(), files::words(&e)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tilde_is_the_home() {
        let of = |path: &str| home(path, Some(Path::new("/home/dev"))).display().to_string();
        assert_eq!(of("~/a.yaml"), "/home/dev/a.yaml");
        assert_eq!(of("~"), "/home/dev");
        for path in ["~other/a", "a~", "/tmp/~", "a.yaml"] {
            assert_eq!(of(path), path);
        }
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, bytes: &[u8]| {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            read(&path)
        };
        assert_eq!(file("good.yaml", b"kind: A\n").unwrap(), "kind: A\n");
        assert!(file("bad.yaml", b"\xff\xfe").unwrap_err().contains("bad.yaml: it is no UTF-8"));
        assert!(read(folder.path()).unwrap_err().contains("it is a folder, no plain file"));
        assert!(read(&folder.path().join("none.yaml")).unwrap_err().contains("none.yaml: No such file"));
    }
}
