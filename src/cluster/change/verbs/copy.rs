//! Copying into a container and out of it, by the programs that are in it: tar where there is one, else the shell's own streams for one file.

use crate::cluster::change::error::ChangeError;
use crate::cluster::change::object::inside::Inside;
use crate::cluster::error::ApiError;
use crate::cluster::path::{PodPart, PodPath};
use crate::model::change::reason::CopyReason;
use crate::model::change::{Change, Target};

/// Fills in the container, and looks at the path in it.
///
/// # Errors
/// When nothing can be copied there, and what to do.
pub(crate) fn fill_in(change: &mut Change, inside: &Inside) -> Result<(), ChangeError> {
    let from = matches!(change, Change::CopyOut { .. });
    let verb = change.does();
    let (Change::CopyIn { container, to: path, .. } | Change::CopyOut { container, from: path, .. }) = change else {
        return Err(CopyReason::NoCopy(verb).into());
    };
    container.clone_from(&inside.container);
    if inside.windows {
        return Err(CopyReason::Windows(container.clone()).into());
    }
    if !path.starts_with('/') || path.contains('\0') {
        return Err(CopyReason::NotWhole.into());
    }
    if from && split(path).is_none() {
        return Err(CopyReason::ChooseBelow(path.clone()).into());
    }
    Ok(())
}

/// Folder and name of a path in a container; `None` where it has no name of its own.
pub(crate) fn split(path: &str) -> Option<(&str, &str)> {
    let (folder, name) = path.trim_end_matches('/').rsplit_once('/')?;
    let folder = if folder.is_empty() { "/" } else { folder };
    (!matches!(name, "" | "." | "..")).then_some((folder, name))
}

/// A name in a folder of a container.
pub(crate) fn join(folder: &str, name: &str) -> String {
    format!("{}/{name}", folder.trim_end_matches('/'))
}

/// Where a program is begun, with its standard input or without.
pub(crate) fn path(target: &Target, container: &str, command: &[&str], input: bool) -> Result<PodPath, ApiError> {
    let mut query = vec![("container", container), ("stdout", "true"), ("stderr", "true")];
    if input {
        query.push(("stdin", "true"));
    }
    query.extend(command.iter().map(|word| ("command", *word)));
    PodPath::new(&target.namespace, &target.name, PodPart::Exec, &query)
}

/// Whether what tar says of an archive that it has ended with a failure is only that files were written to meanwhile: all the rest is in it, and
/// of those what there was.
pub(crate) fn only_changed(errors: &str) -> bool {
    const SAID: [&str; 3] = ["changed as we read it", "file removed before we read it", "exit delayed from previous errors"];
    let mut lines = errors.lines().filter(|l| !l.trim().is_empty()).peekable();
    lines.peek().is_some() && lines.all(|line| SAID.iter().any(|said| line.contains(said)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::change::fixtures::target;
    use crate::model::Kind;

    #[test]
    fn a_path_in_a_container_has_a_folder_and_a_name() {
        for (path, want) in [
            ("/a", Some(("/", "a"))),
            ("/a/b/", Some(("/a", "b"))),
            ("/a/..b", Some(("/a", "..b"))),
            ("/", None),
            ("//", None),
            ("/a/..", None),
            ("/a/.", None),
        ] {
            assert_eq!(split(path), want, "{path}");
        }
        assert_eq!((join("/", "a"), join("/a/", "b")), ("/a".into(), "/a/b".into()));
    }

    #[test]
    fn what_cannot_be_copied_says_what_to_do() {
        let inside = |windows| Inside { container: "web".into(), stdin: false, tty: false, windows };
        let out = |from: &str| Change::CopyOut { container: String::new(), from: from.into(), to: "x".into(), replace: false };
        let into = |to: &str| Change::CopyIn { container: String::new(), from: "x".into(), to: to.into(), replace: false };
        for (mut change, windows, want) in [
            (out("/etc/hosts"), false, ""),
            (into("/"), false, ""),
            (out("/etc/hosts"), true, "is of Windows"),
            (out("etc/hosts"), false, "begins with /"),
            (into("~/x"), false, "begins with /"),
            (out("/"), false, "choose a file or folder below it"),
            (Change::Restart, false, "copies nothing"),
        ] {
            match fill_in(&mut change, &inside(windows)) {
                Ok(()) => assert!(want.is_empty() && change.container() == Some("web"), "{change:?}"),
                Err(why) => assert!(!want.is_empty() && why.to_string().contains(want), "{why}"),
            }
        }
    }

    #[test]
    fn programs_are_asked_for_as_kubectl_does() {
        let pod = Target { resource: Kind::Pod.into(), ..target() };
        let path = path(&pod, "web", &["tar", "-cf", "-", "./a b"], true).unwrap();
        let want = "/exec?container=web&stdout=true&stderr=true&stdin=true&command=tar&command=-cf&command=-&command=.%2Fa%20b";
        assert!(path.text().ends_with(want), "{}", path.text());
    }

    #[test]
    fn a_file_that_grows_is_no_failure() {
        for (said, want) in [
            ("tar: ./log/a.log: file changed as we read it\n", true),
            ("tar: a: file changed as we read it\ntar: b: file removed before we read it\n", true),
            (
                "tar: a: file changed as we read it\ntar: b: Cannot open: Permission denied\ntar: Exiting with failure status\n",
                false,
            ),
            ("tar: none: No such file or directory\n", false),
            ("", false),
        ] {
            assert_eq!(only_changed(said), want, "{said}");
        }
    }
}
