//! What is remembered from one run to the next: favourites, recent and typed namespaces, by context.

use crate::app::msg::Remembered;
use crate::model::Name;
use std::collections::{BTreeMap, HashMap};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

/// Reads it; nothing where there is no file. A file that cannot be read is told about and not an error: nothing depends on it.
pub fn load(file: &Path) -> (HashMap<Name, Remembered>, Option<String>) {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return (HashMap::new(), None),
        Err(e) => return (HashMap::new(), Some(format!("{}: {e}; favourites are not known", file.display()))),
    };
    match serde_json::from_str::<BTreeMap<String, Remembered>>(&text) {
        Ok(map) => (map.into_iter().map(|(k, v)| (k.into(), v)).collect(), None),
        Err(e) => {
            (HashMap::new(), Some(format!("{}: {e}; favourites are not known, and the file is written anew", file.display())))
        }
    }
}

/// Writes one context's part: into a new file that takes the old one's place, so that none is ever half written, and with the other
/// contexts as they are on the disk now, so that two dogwatches do not undo each other's.
pub fn save(file: &Path, context: &str, remembered: &Remembered) -> std::io::Result<()> {
    if let Some(folder) = file.parent() {
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    let (mut all, _) = load(file);
    all.insert(context.into(), remembered.clone());
    let sorted: BTreeMap<&str, &Remembered> = all.iter().map(|(k, v)| (&**k, v)).collect();
    let new = file.with_extension(format!("new{}", std::process::id()));
    let mut out = std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&new)?;
    out.write_all(serde_json::to_string_pretty(&sorted)?.as_bytes())?;
    out.sync_all()?;
    std::fs::rename(&new, file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contexts_do_not_undo_each_other() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("deep/state.json");
        let remembered = |name: &str| Remembered { favourites: vec![name.into()], ..Remembered::default() };
        save(&file, "one", &remembered("a")).unwrap();
        save(&file, "two", &remembered("b")).unwrap();
        let (all, trouble) = load(&file);
        assert_eq!((all["one"].favourites[0].as_str(), all["two"].favourites[0].as_str(), trouble), ("a", "b", None));
        std::fs::write(&file, "{ torn").unwrap();
        assert!(load(&file).1.unwrap().contains("state.json"));
    }
}
