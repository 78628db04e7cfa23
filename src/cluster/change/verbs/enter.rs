//! Going into a container: by exec, as kubectl does it, and by attach. What is asked for stands in the query of one path; for a shell there are
//! as many as shells are looked for.

use crate::cluster::change::error::ChangeError;
use crate::cluster::change::object::inside::Inside;
use crate::cluster::change::verbs::debug;
use crate::cluster::error::ApiError;
use crate::cluster::path::{PodPart, PodPath};
use crate::model::change::reason::{InsideReason, Refusal, Without};
use crate::model::change::{Change, Stream, Target, Touches, Warning};

/// The shells of Windows: there the others are not looked for, and elsewhere these come last, as the settings have them.
const OF_WINDOWS: [&str; 3] = ["powershell", "pwsh", "cmd"];

/// One try to go in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Try {
    /// The program; empty for the container's own.
    pub(crate) program: String,
    /// Where it is asked for.
    pub(crate) path: PodPath,
    /// Whether it has a terminal.
    pub(crate) terminal: bool,
    /// Whether another one follows where this program is not there.
    pub(crate) looks: bool,
}

/// Fills in what the change left open: the container, and what its program reads.
pub(crate) fn fill_in(change: &mut Change, inside: &Inside) {
    let whole = |name: &str| if OF_WINDOWS.contains(&name) { format!("{name}.exe") } else { name.to_owned() };
    if let Change::Shell { container, .. } | Change::Exec { container, .. } | Change::Attach { container, .. } = change {
        container.clone_from(&inside.container);
    }
    if let Change::Attach { stdin, tty, .. } = change {
        (*stdin, *tty) = (inside.stdin, inside.tty);
    }
    if let Change::Shell { shells, .. } = change
        && inside.windows
    {
        shells.retain(|s| OF_WINDOWS.contains(&s.trim_end_matches(".exe")));
        shells.iter_mut().for_each(|s| *s = whole(s));
    }
}

/// What speaks against it, and what is worth a word before.
pub(crate) fn warnings(change: &Change) -> Vec<Warning> {
    let Change::Attach { stdin: true, .. } = change else { return Vec::new() };
    vec![Warning::KeysReach]
}

/// What it comes to, where that is worth a word in a question that is asked anyway.
pub(crate) fn touches(change: &Change) -> Option<Touches> {
    let Change::Attach { stdin: false, .. } = change else { return None };
    Some(Touches::NoInput)
}

/// The tries, in their order.
///
/// # Errors
/// Where there is nothing to try, and what to do.
pub(crate) fn tries(target: &Target, change: &Change) -> Result<Vec<Try>, ChangeError> {
    let path = |part: PodPart, query: &[(&str, &str)]| PodPath::new(&target.namespace, &target.name, part, query);
    let exec = |container: &str, command: &[String], terminal: bool| -> Result<PodPath, ApiError> {
        let yes = [("stdin", "true"), ("stdout", "true"), ("tty", "true")];
        let streams: &[(&str, &str)] = if terminal { &yes } else { &[("stdout", "true"), ("stderr", "true")] };
        let command = command.iter().map(|word| ("command", word.as_str()));
        path(
            PodPart::Exec,
            &std::iter::once(("container", container)).chain(streams.iter().copied()).chain(command).collect::<Vec<_>>(),
        )
    };
    if let Change::Shell { container, shells } = change {
        if shells.is_empty() {
            return Err(InsideReason::NoShell(container.clone()).into());
        }
        let one = |(i, shell): (usize, &String)| {
            let path = exec(container, std::slice::from_ref(shell), true)?;
            Ok(Try { program: shell.clone(), path, terminal: true, looks: i + 1 < shells.len() })
        };
        return shells.iter().enumerate().map(one).collect();
    }
    if let Change::Exec { container, command } = change {
        let Some(program) = command.first() else {
            return Err(InsideReason::NoCommand.into());
        };
        let path = exec(container, command, false)?;
        return Ok(vec![Try { program: program.clone(), path, terminal: false, looks: false }]);
    }
    if let Change::Attach { container, stdin, tty } = change {
        let word = |yes: bool| if yes { "true" } else { "false" };
        let streams = [("stdin", word(*stdin)), ("stdout", "true"), ("stderr", word(!*tty)), ("tty", word(*tty))];
        let query = [&[("container", container.as_str())][..], &streams].concat();
        return Ok(vec![Try { program: String::new(), path: path(PodPart::Attach, &query)?, terminal: *tty, looks: false }]);
    }
    if change.spec().stream == Some(Stream::Beside) {
        let pod = debug::pod(target, change);
        let query =
            [("container", debug::container(change)), ("stdin", "true"), ("stdout", "true"), ("stderr", "false"), ("tty", "true")];
        let path = PodPath::new(&pod.namespace, &pod.name, PodPart::Attach, &query)?;
        return Ok(vec![Try { program: String::new(), path, terminal: true, looks: false }]);
    }
    Err(Refusal::Without(change.does(), Box::new(target.clone()), Without::Container).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::change::fixtures::target;
    use crate::model::Kind;

    fn pod() -> Target {
        Target { resource: Kind::Pod.into(), ..target() }
    }

    fn shell(shells: &[&str], windows: bool) -> Change {
        let shells = shells.iter().map(|s| (*s).to_owned()).collect();
        let mut change = Change::Shell { container: String::new(), shells };
        fill_in(&mut change, &Inside { container: "web".into(), stdin: false, tty: false, windows });
        change
    }

    #[test]
    fn shells_are_tried_in_their_order_and_on_windows_only_its_own() {
        let all = ["bash", "sh", "powershell", "cmd"];
        let tried = |change: &Change| {
            let tries = tries(&pod(), change).unwrap();
            tries.into_iter().map(|t| (t.program, t.looks)).collect::<Vec<_>>()
        };
        let names = |list: &[(&str, bool)]| list.iter().map(|(n, l)| ((*n).to_owned(), *l)).collect::<Vec<_>>();
        assert_eq!(tried(&shell(&all, false)), names(&[("bash", true), ("sh", true), ("powershell", true), ("cmd", false)]));
        assert_eq!(tried(&shell(&all, true)), names(&[("powershell.exe", true), ("cmd.exe", false)]));
        let none = tries(&pod(), &shell(&["bash"], true)).unwrap_err().to_string();
        assert!(none.contains("add powershell or cmd to shells"), "{none}");
    }

    #[test]
    fn paths_are_those_of_kubectl() {
        let path = |change: &Change| tries(&pod(), change).unwrap()[0].path.text().to_owned();
        let base = "/api/v1/namespaces/iot/pods/web";
        assert_eq!(path(&shell(&["sh"], false)), format!("{base}/exec?container=web&stdin=true&stdout=true&tty=true&command=sh"));
        let exec = Change::Exec { container: "web".into(), command: vec!["ls".into(), "-l /".into()] };
        assert_eq!(path(&exec), format!("{base}/exec?container=web&stdout=true&stderr=true&command=ls&command=-l%20%2F"));
        let attach = |stdin, tty| Change::Attach { container: "web".into(), stdin, tty };
        assert_eq!(path(&attach(true, true)), format!("{base}/attach?container=web&stdin=true&stdout=true&stderr=false&tty=true"));
        assert_eq!(
            path(&attach(false, false)),
            format!("{base}/attach?container=web&stdin=false&stdout=true&stderr=true&tty=false")
        );
        assert!(tries(&pod(), &Change::Restart).is_err());
    }

    #[test]
    fn who_attaches_is_told_whom_the_keys_reach() {
        let attach = |stdin| Change::Attach { container: "web".into(), stdin, tty: false };
        let said = |stdin| (warnings(&attach(stdin)), touches(&attach(stdin)));
        assert!(said(true).0 == [Warning::KeysReach] && said(true).1.is_none());
        assert!(said(false).0.is_empty() && said(false).1 == Some(Touches::NoInput), "nothing to be warned of");
        assert!(warnings(&shell(&["sh"], false)).is_empty());
    }
}
