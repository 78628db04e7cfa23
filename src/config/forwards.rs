//! Port-forwards that are saved by name, by context: `forwards.toml` beside the settings. It can be written by hand as well.

use crate::files::{self, Lock};
use crate::model::change::Target;
use crate::model::filed::{Entry as Wrong, FileFault, Loss};
use crate::model::forward::{LOOPBACK, SavedForward};
use crate::model::naming;
use crate::model::resource::Resource;
use crate::model::{Kind, WorkloadKind};
use serde::{Deserialize, Serialize};
use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;

/// The largest file that is read, in bytes.
const LARGEST: u64 = 1 << 20;
/// How long the lock is waited for.
const LOCK_WAIT: Duration = Duration::from_secs(2);
const HEAD: &str =
    "# Port-forwards that :forward NAME opens again. Written by dogwatch when one is saved; comments are not kept.\n\n";

#[derive(Serialize, Deserialize, Default, Debug)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    forward: Vec<Entry>,
}

#[derive(Serialize, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    context: String,
    namespace: String,
    kind: String,
    object: String,
    /// Number or name.
    port: String,
    /// 0 for any that is free.
    #[serde(default)]
    local: u16,
    #[serde(default = "loopback")]
    address: String,
}

fn loopback() -> String {
    LOOPBACK.into()
}

/// The kinds that can be forwarded to, by the name that the API gives them.
fn resource(kind: &str) -> Option<Resource> {
    let workload = WorkloadKind::ALL.into_iter().map(Resource::from);
    let others = [Kind::Pod.into(), Kind::ReplicaSet.into(), Resource::new("", "v1", "services", "Service", true)];
    workload.chain(others).find(|r: &Resource| *r.kind == *kind && r.is_served())
}

impl Entry {
    fn read(self) -> Result<SavedForward, Wrong> {
        is_name(&self.name)?;
        let kind = resource(&self.kind).ok_or_else(|| Wrong::ForwardKind(self.name.clone(), self.kind.clone()))?;
        let namespace = naming::dns_label(&self.namespace);
        namespace.map_err(|why| Wrong::ForwardNamespace(self.name.clone(), self.namespace.clone(), why))?;
        let target = Target {
            context: self.context.into(),
            resource: kind,
            namespace: self.namespace.into(),
            name: self.object.into(),
            uid: Target::unborn(),
        };
        Ok(SavedForward { name: self.name.into(), target, port: self.port, local: self.local, address: self.address })
    }

    fn of(saved: &SavedForward) -> Self {
        Self {
            name: saved.name.to_string(),
            context: saved.target.context.to_string(),
            namespace: saved.target.namespace.to_string(),
            kind: saved.target.resource.kind.to_string(),
            object: saved.target.name.to_string(),
            port: saved.port.clone(),
            local: saved.local,
            address: saved.address.clone(),
        }
    }
}

/// Whether a forward may be called so: it is typed after `:forward`.
fn is_name(name: &str) -> Result<(), Wrong> {
    let good = !name.is_empty() && name.len() <= 64 && name.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c));
    if good { Ok(()) } else { Err(Wrong::ForwardName(name.to_owned())) }
}

/// Reads them; none where there is no file. What cannot be read is told about and passed over.
pub fn load(file: &Path) -> (Vec<SavedForward>, Option<Loss>) {
    match read(file) {
        Ok((all, None)) => (all, None),
        Ok((all, Some(why))) => (all, Some(Loss::PassedOver(FileFault::Entry(file.display().to_string(), why)))),
        Err(why) => (Vec::new(), Some(Loss::Unread(why))),
    }
}

fn read(file: &Path) -> Result<(Vec<SavedForward>, Option<Wrong>), FileFault> {
    let text = match files::read_text(file, LARGEST) {
        Ok(text) => text,
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok((Vec::new(), None)),
        Err(e) => return Err(FileFault::os(file, &files::words(&e))),
    };
    let parsed: File = toml::from_str(&text).map_err(|e| FileFault::words(file, e.message()))?;
    let (mut all, mut bad) = (Vec::new(), None);
    for entry in parsed.forward {
        match entry.read() {
            Ok(saved) => all.push(saved),
            Err(why) => bad = bad.or(Some(why)),
        }
    }
    Ok((all, bad))
}

/// Saves one, in the place of the one that has its name in its context, over what is on the disk by then.
///
/// # Errors
/// When the file cannot be read or written, or the name is none. What is in a file that cannot be read is left alone.
pub fn save(file: &Path, saved: &SavedForward) -> Result<(), FileFault> {
    is_name(&saved.name).map_err(FileFault::New)?;
    let failed = |e: std::io::Error| FileFault::os(file, &files::words(&e));
    if let Some(folder) = file.parent() {
        files::folder(folder).map_err(failed)?;
    }
    let _lock = Lock::take(file, LOCK_WAIT);
    let (mut all, bad) = read(file)?;
    if let Some(why) = bad {
        return Err(FileFault::Unmended(file.display().to_string(), why));
    }
    all.retain(|s| s.name != saved.name || s.target.context != saved.target.context);
    all.push(saved.clone());
    let text = toml::to_string(&File { forward: all.iter().map(Entry::of).collect() }).map_err(|e| FileFault::words(file, e))?;
    files::replace(file, format!("{HEAD}{text}").as_bytes()).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn saved(name: &str, context: &str, local: u16) -> SavedForward {
        let target = Target {
            context: context.into(),
            resource: WorkloadKind::Deployment.into(),
            namespace: "iot-dev".into(),
            name: "gateway".into(),
            uid: Target::unborn(),
        };
        SavedForward { name: name.into(), target, port: "http".into(), local, address: LOOPBACK.into() }
    }

    #[test]
    fn what_is_saved_is_there_the_next_time_by_context() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("deep/forwards.toml");
        assert_eq!(load(&file), (Vec::new(), None));
        for one in [saved("web", "a", 1), saved("web", "b", 2), saved("db", "a", 3), saved("web", "a", 4)] {
            save(&file, &one).unwrap();
        }
        assert_eq!(load(&file), (vec![saved("web", "b", 2), saved("db", "a", 3), saved("web", "a", 4)], None));
        for bad in ["", "a b", "x/y", "\u{1b}[2J", &"x".repeat(65)] {
            assert!(save(&file, &saved(bad, "a", 0)).unwrap_err().to_string().contains("no name of a forward"), "{bad}");
        }
        assert_eq!(load(&file).0.len(), 3);
    }

    #[test]
    fn a_file_of_somebodys_own_is_read_and_what_is_wrong_in_it_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("forwards.toml");
        let entry = |more: &str| format!("[[forward]]\nname = \"n\"\ncontext = \"c\"\nobject = \"o\"\nport = \"80\"\n{more}\n");
        for (text, count, says) in [
            (entry("namespace = \"x\"\nkind = \"Service\""), 1, None),
            (entry("namespace = \"x\"\nkind = \"CronJob\""), 0, Some("CronJob")),
            (entry("namespace = \"../x\"\nkind = \"Pod\""), 0, Some("namespace")),
            (entry("namespace = \"x\""), 0, Some("kind")),
            ("[[forward]\n".into(), 0, Some("forwards.toml")),
            (String::new(), 0, None),
        ] {
            std::fs::write(&file, &text).unwrap();
            let (all, trouble) = load(&file);
            assert_eq!(all.len(), count, "{text}");
            assert_eq!(trouble.is_some(), says.is_some(), "{trouble:?}");
            assert!(says.is_none_or(|s| trouble.as_ref().unwrap().why().to_string().contains(s)), "{trouble:?}");
            // What somebody wrote and is wrong is not written over.
            assert_eq!(save(&file, &saved("m", "c", 0)).is_err(), says.is_some(), "{text}");
        }
        std::fs::write(&file, entry("namespace = \"x\"\nkind = \"Service\"")).unwrap();
        let service = load(&file).0.remove(0);
        assert_eq!((service.local, service.address.as_str(), &*service.target.resource.plural), (0, LOOPBACK, "services"));
    }
}
