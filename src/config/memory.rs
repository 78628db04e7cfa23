//! What is remembered from one run to the next: favourites, recent and typed namespaces, by context.

use crate::files::{self, Lock};
use crate::model::Name;
use crate::model::filed::{Entry, FileFault, Loss};
use crate::model::naming;
use crate::model::remembered::Remembered;
use std::collections::{BTreeMap, HashMap};
use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;

/// The file's name within the state folder.
pub const FILE: &str = "state.json";

/// The largest file that is read, in bytes: favourites of a thousand contexts are less.
const LARGEST: u64 = 4 << 20;
/// How long the lock is waited for: its holder needs milliseconds.
const LOCK_WAIT: Duration = Duration::from_secs(2);

/// All that is remembered, by context.
pub type All = HashMap<Name, Remembered>;

/// Reads it; nothing where there is no file. A file that cannot be read is told about and not an error: nothing depends on it. What is no name
/// of a namespace is passed over, and that is told as well.
pub fn load(file: &Path) -> (All, Option<Loss>) {
    match read(file) {
        Ok(Read::Whole(all)) => (all, None),
        Ok(Read::Torn(all, why)) => (all, Some(why)),
        Err(why) => (All::new(), Some(Loss::Unread(why))),
    }
}

enum Read {
    /// All of it.
    Whole(All),
    /// What could be made of it, and what could not. The next time that it is written it is whole again.
    Torn(All, Loss),
}

fn read(file: &Path) -> Result<Read, FileFault> {
    let text = match files::read_text(file, LARGEST) {
        Ok(text) => text,
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(Read::Whole(All::new())),
        Err(e) if e.kind() == ErrorKind::InvalidData => return Ok(torn(FileFault::os(file, &files::words(&e)))),
        Err(e) => return Err(FileFault::os(file, &files::words(&e))),
    };
    let map = match serde_json::from_str::<BTreeMap<String, Remembered>>(&text) {
        Ok(map) => map,
        Err(e) => return Ok(torn(FileFault::words(file, e))),
    };
    let mut bad = None;
    let mut all = All::new();
    for (context, mut memory) in map {
        for list in [&mut memory.favourites, &mut memory.recent, &mut memory.typed] {
            list.retain(|name| {
                let why = naming::dns_label(name).err();
                if let Some(why) = why {
                    bad.get_or_insert_with(|| Entry::Namespace(name.clone(), why));
                }
                why.is_none()
            });
        }
        all.insert(context.into(), memory);
    }
    Ok(match bad {
        None => Read::Whole(all),
        Some(entry) => Read::Torn(all, Loss::PassedOver(FileFault::Entry(file.display().to_string(), entry))),
    })
}

fn torn(why: FileFault) -> Read {
    Read::Torn(All::new(), Loss::Anew(why))
}

/// Writes what has become of one context's part since it was `before`, over what is on the disk by then: two dogwatches do not undo each
/// other's, and the file is never half written.
///
/// # Errors
/// When it cannot be read for another reason than what stands in it, or not be written.
pub fn save(file: &Path, context: &str, before: &Remembered, now: &Remembered) -> Result<(), FileFault> {
    let failed = |e: std::io::Error| FileFault::os(file, &files::words(&e));
    if let Some(folder) = file.parent() {
        files::folder(folder).map_err(failed)?;
    }
    // Where there is no lock to be had, two that write within a moment of each other may still lose something.
    let _lock = Lock::take(file, LOCK_WAIT);
    let (Read::Whole(mut all) | Read::Torn(mut all, _)) = read(file)?;
    let own = all.entry(context.into()).or_default();
    *own = own.with(before, now);
    let sorted: BTreeMap<&str, &Remembered> = all.iter().map(|(k, v)| (&**k, v)).collect();
    let text = serde_json::to_vec_pretty(&sorted).map_err(|e| FileFault::words(file, e))?;
    files::replace(file, &text).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn favourites(names: &[&str]) -> Remembered {
        Remembered { favourites: names.iter().map(|n| (*n).to_owned()).collect(), ..Remembered::default() }
    }

    #[test]
    fn contexts_do_not_undo_each_other() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("deep/state.json");
        save(&file, "one", &Remembered::default(), &favourites(&["a"])).unwrap();
        save(&file, "two", &Remembered::default(), &favourites(&["b"])).unwrap();
        let (all, trouble) = load(&file);
        assert_eq!((all["one"].favourites[0].as_str(), all["two"].favourites[0].as_str(), trouble), ("a", "b", None));
        std::fs::write(&file, "{ torn").unwrap();
        assert!(matches!(load(&file).1, Some(Loss::Anew(why)) if why.to_string().contains("state.json")));
        save(&file, "one", &favourites(&["a"]), &favourites(&["a", "c"])).unwrap();
        assert_eq!(load(&file).0["one"].favourites, ["c"]);
    }

    #[test]
    fn many_that_write_at_once_lose_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("state.json");
        std::thread::scope(|scope| {
            for who in 0..6 {
                let file = &file;
                scope.spawn(move || {
                    let mut before = Remembered::default();
                    for n in 0..20 {
                        let mut now = before.clone();
                        now.favourites.push(format!("ns-{who}-{n}"));
                        save(file, "lab", &before, &now).unwrap();
                        before = now;
                    }
                });
            }
        });
        let (all, trouble) = load(&file);
        assert_eq!((all["lab"].favourites.len(), trouble), (120, None));
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn what_is_no_name_of_a_namespace_does_not_come_in() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("state.json");
        for bad in ["default/services/x/proxy", "..", "", "A", "a%2fb", "a?b", &"x".repeat(64)] {
            let text = serde_json::json!({ "lab": { "favourites": ["good", bad], "recent": [bad], "typed": [bad, "own"] } });
            std::fs::write(&file, text.to_string()).unwrap();
            let (all, trouble) = load(&file);
            let lab = &all["lab"];
            assert_eq!((lab.favourites.len(), lab.recent.len(), lab.typed.len()), (1, 0, 1), "{bad}");
            assert!(trouble.unwrap().why().to_string().contains("is no name of a namespace"), "{bad}");
        }
    }

    #[test]
    fn what_is_no_plain_file_is_named_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("state.json");
        assert!(std::process::Command::new("mkfifo").arg(&file).status().unwrap().success());
        let (all, trouble) = load(&file);
        let why = trouble.unwrap();
        assert!(all.is_empty() && why.why().to_string().contains("state.json: it is a pipe, no plain file"), "{why:?}");
        assert!(save(&file, "lab", &Remembered::default(), &favourites(&["a"])).unwrap_err().to_string().contains("it is a pipe"));
        std::fs::remove_file(&file).unwrap();
        std::fs::File::create(&file).unwrap().set_len(4 << 30).unwrap();
        assert!(load(&file).1.unwrap().why().to_string().contains("it is larger than 4 MiB"));
    }
}
