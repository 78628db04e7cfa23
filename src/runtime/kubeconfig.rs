//! The kubeconfig for programs that are run from here: the files that dogwatch itself goes by. The demo has none; it gets one of its user's
//! alone, for as long as it is there.

use crate::cluster::kubeconfig::Contexts;
use crate::config::{Paths, owned};
use crate::files;
use crate::model::Name;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::sync::OnceLock;

/// What `KUBECONFIG` is for them.
#[derive(Debug)]
pub struct Kubeconfig {
    variable: Result<Option<OsString>, String>,
    one: Option<PathBuf>,
    demo: Option<Demo>,
}

/// That of the demo, which is written once it is needed.
#[derive(Debug)]
struct Demo {
    text: String,
    mark: &'static str,
    path: Option<PathBuf>,
    written: OnceLock<Result<(), String>>,
}

impl Kubeconfig {
    /// That of these contexts.
    pub fn of(contexts: &Contexts) -> Self {
        let files = contexts.files();
        // One with a colon in its name has no place in the variable.
        let joined = || std::env::join_paths(files).map(Some).map_err(|e| format!("KUBECONFIG: {e}"));
        let variable = if files.is_empty() { Ok(None) } else { joined() };
        // Those that do not exist are passed over.
        let there: Vec<&PathBuf> = files.iter().filter(|file| file.exists()).collect();
        let one = if let [one] = there[..] { Some(one.clone()) } else { None };
        Self { variable, one, demo: None }
    }

    /// That of a demo cluster.
    pub fn demo(text: String, mark: &'static str, paths: Option<&Paths>) -> Self {
        let path = paths.map(|paths| paths.state.join(format!("demo-{}.kubeconfig", std::process::id())));
        let demo = Demo { text, mark, path: path.clone(), written: OnceLock::new() };
        Self { variable: Ok(path.clone().map(Into::into)), one: path, demo: Some(demo) }
    }

    /// It as a variable; `None` where it is to be left as it is.
    ///
    /// # Errors
    /// Why there cannot be one, as where that of the demo cannot be written: without it a program would go to another cluster.
    pub fn variable(&self) -> Result<Option<&OsStr>, String> {
        if let Some(demo) = &self.demo {
            demo.written.get_or_init(|| demo.write()).clone()?;
        }
        self.variable.as_ref().map(Option::as_deref).map_err(Clone::clone)
    }

    /// The file, where it is one.
    pub fn file(&self) -> Option<Name> {
        self.one.as_ref().and_then(|one| one.to_str()).map(Name::from)
    }
}

impl Demo {
    fn write(&self) -> Result<(), String> {
        let path = self.path.as_ref().ok_or("there is no home folder for the demo's kubeconfig")?;
        let at = |why: String| format!("{}: {why}", path.display());
        files::folder(path.parent().unwrap_or(path)).map_err(|e| at(files::words(&e)))?;
        owned::write(path, self.mark, &self.text).map_err(at)
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        if let (Some(path), Some(Ok(()))) = (&self.path, self.written.get()) {
            // What is left of a demo that has ended leads nowhere.
            let _ = std::fs::remove_file(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn that_of_the_demo_is_its_users_alone_and_goes_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let paths = Paths { config: folder.path().into(), state: folder.path().join("state"), k9s: folder.path().into() };
        let kubeconfig = Kubeconfig::demo("# mark\n".into(), "# mark\n", Some(&paths));
        let path = PathBuf::from(&*kubeconfig.file().unwrap());
        assert!(!paths.state.exists(), "nothing is written before it is needed");
        assert_eq!(kubeconfig.variable().unwrap().unwrap(), path.as_os_str());
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        drop(kubeconfig);
        assert!(!path.exists());
        let homeless = Kubeconfig::demo(String::new(), "", None);
        assert!(homeless.variable().unwrap_err().contains("no home folder"), "it goes to no other cluster");
    }

    #[test]
    fn several_files_are_one_variable_and_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let (a, b, none) = (folder.path().join("a"), folder.path().join("b"), folder.path().join("none"));
        let text = "contexts: [{name: lab, context: {cluster: t}}]\nclusters: [{name: t, cluster: {server: 'http://127.0.0.1:1'}}]";
        std::fs::write(&a, text).unwrap();
        std::fs::write(&b, text).unwrap();
        let of = |files: &[&PathBuf]| {
            let list = std::env::join_paths(files).unwrap();
            let contexts = Contexts::read(None, Some(&list), None, false).unwrap();
            let kubeconfig = Kubeconfig::of(&contexts);
            (kubeconfig.variable().unwrap() == Some(&*list), kubeconfig.file())
        };
        assert_eq!(of(&[&a, &none]), (true, Some(a.to_str().unwrap().into())));
        assert_eq!(of(&[&a, &b]), (true, None));
        let odd = folder.path().join("a:b");
        std::fs::write(&odd, text).unwrap();
        let kubeconfig = Kubeconfig::of(&Contexts::read(Some(&odd), None, None, false).unwrap());
        assert!(kubeconfig.variable().unwrap_err().starts_with("KUBECONFIG: "), "it goes to no other cluster");
    }
}
