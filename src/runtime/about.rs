//! What lies beside an edited text: of which object it is, and how that was handed out, so that a later run takes the text up again and lays
//! it over what the object has become. It goes with its text, and is locked while a run knows of it: two never have one text.

use super::drafts::LARGEST;
use crate::app::drafts::{KeptEdit, without_comment};
use crate::files;
use crate::model::Uid;
use crate::model::change::{Hidden, Piece, Target};
use crate::model::resource::Resource;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The ending of its name, after that of the text.
const ENDING: &str = "about";
/// Texts that are looked at: who keeps more has no use for them.
const MOST: usize = 1000;

/// Of which object a text is. It holds the object, so it cannot be printed.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct About {
    context: String,
    group: String,
    version: String,
    plural: String,
    kind: String,
    namespaced: bool,
    namespace: String,
    name: String,
    uid: String,
    /// The key whose value it is; `None` for all of the object.
    #[serde(default)]
    key: Option<String>,
    /// The resourceVersion that was handed out.
    resource_version: String,
    /// The object's text as it was handed out.
    base: String,
}

impl About {
    pub(super) fn new(Piece { target, key }: &Piece, resource_version: &str, base: String) -> Self {
        let resource = &target.resource;
        Self {
            context: target.context.to_string(),
            group: resource.group.to_string(),
            version: resource.version.to_string(),
            plural: resource.plural.to_string(),
            kind: resource.kind.to_string(),
            namespaced: resource.namespaced,
            namespace: target.namespace.to_string(),
            name: target.name.to_string(),
            uid: target.uid.to_string(),
            key: key.as_ref().map(ToString::to_string),
            resource_version: resource_version.to_owned(),
            base,
        }
    }

    /// The object as it was handed out.
    pub(super) fn base(&self) -> &str {
        &self.base
    }

    fn part(&self) -> Piece {
        let target = Target {
            context: self.context.as_str().into(),
            resource: Resource::new(&self.group, &self.version, &self.plural, &self.kind, self.namespaced),
            namespace: self.namespace.as_str().into(),
            name: self.name.as_str().into(),
            uid: Uid::new(&self.uid),
        };
        Piece { target, key: self.key.as_deref().map(Into::into) }
    }

    fn is_of(&self, Piece { target, key }: &Piece) -> bool {
        let resource = &target.resource;
        (&*self.context, &*self.namespace, &*self.name) == (&*target.context, &*target.namespace, &*target.name)
            && (&*self.group, &*self.kind) == (&*resource.group, &*resource.kind)
            && self.uid == target.uid.to_string()
            && self.key.as_deref() == key.as_deref()
    }
}

/// What this run has to do with: each is locked as long as it is here.
#[derive(Clone, Default)]
pub(super) struct Held(Arc<Mutex<HashMap<PathBuf, File>>>);

impl Held {
    fn files(&self) -> MutexGuard<'_, HashMap<PathBuf, File>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes beside a text of which object it is.
    pub(super) fn write(&self, text: &Path, about: &About) -> std::io::Result<()> {
        let path = files::beside(text, ENDING);
        files::replace(&path, &serde_json::to_vec(about)?)?;
        let file = files::open(&path, OpenOptions::new().read(true))?;
        // Where there are no locks there is one less to be sure of.
        let _no_locks = file.try_lock();
        self.files().insert(text.to_owned(), file);
        Ok(())
    }

    /// Removes a text and what lies beside it.
    pub(super) fn remove(&self, text: &Path) {
        for path in [text, &files::beside(text, ENDING)] {
            // It is the user's own file by now; where it has gone already there is nothing to do.
            if let Err(e) = fs::remove_file(path) {
                tracing::debug!("{}: {e}", path.display());
            }
        }
        self.files().remove(text);
    }

    /// The text of an object that an earlier run has left, or this one where it was given up before it was seen.
    pub(super) fn take(&self, folder: &Path, part: &Piece) -> Option<(KeptEdit, About)> {
        let (path, about, text, file) = self.left(folder).into_iter().find(|(_, about, ..)| about.is_of(part))?;
        // What this run has had before it still has.
        self.files().entry(path.clone()).or_insert(file);
        let version = about.resource_version.clone();
        let text = Hidden::new(text);
        Some((KeptEdit { part: part.clone(), version, path, text, fault: None, intent: None }, about))
    }

    /// The objects, or keys of one, whose texts earlier runs have left.
    pub(super) fn waiting(&self, folder: &Path) -> Vec<Piece> {
        self.left(folder).into_iter().map(|(_, about, ..)| about.part()).collect()
    }

    /// What nobody has to do with now. What says nothing new is removed: an editor that was killed has left it.
    fn left(&self, folder: &Path) -> Vec<(PathBuf, About, String, File)> {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten().take(MOST).map(|e| e.path());
        let mut beside: Vec<PathBuf> = entries.filter(|p| p.extension().is_some_and(|e| e == ENDING)).collect();
        beside.sort();
        let mut out = Vec::new();
        for path in beside {
            let Ok(file) = files::open(&path, OpenOptions::new().read(true)) else { continue };
            let text = path.with_extension("");
            if !self.files().contains_key(&text) && matches!(file.try_lock(), Err(fs::TryLockError::WouldBlock)) {
                continue;
            }
            let about = files::read(&path, 2 * LARGEST).ok().and_then(|bytes| serde_json::from_slice::<About>(&bytes).ok());
            let Some(about) = about else { continue };
            match files::read_text(&text, LARGEST) {
                Ok(now) => {
                    let written = without_comment(&now);
                    if written.trim().is_empty() || written.trim() == about.base.trim() {
                        self.remove(&text);
                    } else {
                        let written = written.to_owned();
                        out.push((text, about, written, file));
                    }
                }
                Err(e) if e.kind() == std::io::ErrorKind::NotFound => self.remove(&text),
                Err(e) => tracing::warn!("{}: {e}", text.display()),
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::WorkloadKind;

    fn target(name: &str, uid: &str) -> Piece {
        Piece::from(Target {
            context: "lab".into(),
            resource: WorkloadKind::Deployment.into(),
            namespace: "iot".into(),
            name: name.into(),
            uid: Uid::new(uid),
        })
    }

    #[test]
    fn a_text_is_found_by_its_object_and_by_one_run_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let text = folder.path().join("lab.iot.Deployment.web.yaml");
        fs::write(&text, "# a comment\nreplicas: 3\n").unwrap();
        let (first, second) = (Held::default(), Held::default());
        first.write(&text, &About::new(&target("web", "u1"), "41", "replicas: 2\n".into())).unwrap();
        assert!(second.take(folder.path(), &target("web", "u1")).is_none(), "the run that has it is there");
        drop(first);
        let elsewhere = Target { context: "prod".into(), ..target("web", "u1").target };
        let of_key = Piece { key: Some("a".into()), ..target("web", "u1") };
        for other in [target("api", "u1"), target("web", "u2"), elsewhere.into(), of_key] {
            assert!(second.take(folder.path(), &other).is_none(), "{other:?}");
        }
        assert_eq!(second.waiting(folder.path()).len(), 1);
        let (kept, about) = second.take(folder.path(), &target("web", "u1")).unwrap();
        assert_eq!((kept.text.reveal(), kept.version.as_str(), about.base()), ("replicas: 3\n", "41", "replicas: 2\n"));
        assert_eq!(kept.path, text);
        assert!(Held::default().take(folder.path(), &target("web", "u1")).is_none());
        // Looked for again, since it was left before it came to the screen.
        assert!(second.take(folder.path(), &target("web", "u1")).is_some());
        assert!(Held::default().take(folder.path(), &target("web", "u1")).is_none());
        second.remove(&text);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn what_says_nothing_new_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        for (text, stays) in [("# c\na: 1\n", false), ("", false), ("# only\n", false), ("a: 2\n", true)] {
            let path = folder.path().join("x.yaml");
            fs::write(&path, text).unwrap();
            Held::default().write(&path, &About::new(&target("web", "u"), "1", "a: 1\n".into())).unwrap();
            let found = Held::default().take(folder.path(), &target("web", "u"));
            assert_eq!((found.is_some(), path.exists()), (stays, stays), "{text:?}");
        }
        // A text that went without what lies beside it.
        fs::remove_file(folder.path().join("x.yaml")).unwrap();
        assert!(Held::default().waiting(folder.path()).is_empty());
        // One of a key is named with it.
        let (path, part) = (folder.path().join("k.yaml"), Piece { key: Some("a".into()), ..target("web", "u") });
        fs::write(&path, "a: 2\n").unwrap();
        Held::default().write(&path, &About::new(&part, "1", "a: 1\n".into())).unwrap();
        let held = Held::default();
        let waiting = held.waiting(folder.path());
        let named: Vec<_> = waiting.iter().map(|p| (&p.target.name, &p.target.uid, &p.key)).collect();
        assert_eq!(named, [(&part.target.name, &part.target.uid, &part.key)]);
        held.remove(&path);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
