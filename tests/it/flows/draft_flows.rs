//! Making and editing in a pseudo-terminal, with an editor that is a script; what came of it is read from the cluster itself.

use super::incident::written;
use crate::support::ground::{Ground, LONG, executable, find_web, on_both, until};
use crate::support::pty::{Pty, Start, keys, says};
use crate::support::real;
use dogwatch::cluster::Session;
use dogwatch::cluster::kubeconfig::Contexts;
use dogwatch::cluster::session::{Mode, READ_DEADLINE};
use serde_json::Value;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// An object as the API server serves it; `None` where there is none.
fn read(ground: &Ground, path: &str) -> Option<Value> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let contexts = Contexts::read(Some(&ground.config), None, None, false).unwrap();
        let context = contexts.pick(None).unwrap().name;
        let (session, _) = Session::open(contexts, &context, Mode::new(true));
        match session.get(path, READ_DEADLINE).await {
            Ok(body) => Some(serde_json::from_slice(&body).unwrap()),
            Err(e) if e.code() == Some(404) => None,
            Err(e) => panic!("{path}: {e}"),
        }
    })
}

fn deployment(ground: &Ground, name: &str) -> Option<Value> {
    read(ground, &format!("/apis/apps/v1/namespaces/{}/deployments/{name}", ground.namespace))
}

/// The dashboard with an editor.
fn start(ground: &Ground, editor: &str) -> Pty {
    let config = ground.config.to_str().unwrap();
    let args = ["--kubeconfig", config, "-n", &ground.namespace];
    let pty = Start::new().size(140, 45).args(args).env("EDITOR", editor).spawn();
    pty.wait_for(|s| s.contains("● live") && s.contains("web"), LONG).unwrap();
    pty
}

fn script(folder: &Path, name: &str, text: &str) -> PathBuf {
    executable(&folder.join(name), &format!("#!/bin/sh\n{text}\n"))
}

/// The files that are kept for editing.
fn kept(pty: &Pty) -> Vec<PathBuf> {
    let folder = pty.home().join("state/dogwatch/edit");
    let text = |path: &PathBuf| path.extension().is_some_and(|e| e == "yaml");
    std::fs::read_dir(folder).map(|all| all.map(|e| e.unwrap().path()).filter(text).collect()).unwrap_or_default()
}

fn a_deployment_and_its_service_are_made(ground: &Ground) {
    let mut pty = start(ground, "true");
    pty.send("+");
    pty.wait_text("from an image", LONG).unwrap();
    pty.send("shop");
    pty.send(keys::TAB);
    pty.send(&ground.images[0]);
    for text in ["", "8080", "80", "10m", "", "", "64Mi", "", "MODE=a b"] {
        pty.send(keys::TAB);
        pty.send(text);
    }
    pty.wait_text("MODE=a b", LONG).unwrap();
    // What would be sent, and back.
    pty.send(&keys::ctrl('y'));
    pty.wait_text("kind: Deployment", LONG).unwrap();
    pty.send(keys::ESC);
    pty.wait_text("Container port", LONG).unwrap();
    pty.send(keys::ENTER);
    pty.wait_for(|s| s.contains("apply  2 objects") && s.contains("y do it"), LONG).unwrap();
    assert_eq!(deployment(ground, "shop"), None, "nothing is there before the answer");
    pty.send("y");
    let made = until("the Deployment", || deployment(ground, "shop"));
    let container = &made["spec"]["template"]["spec"]["containers"][0];
    assert_eq!((&container["image"], &container["name"]), (&ground.images[0].as_str().into(), &"shop".into()));
    assert_eq!(container["env"][0]["value"], "a b");
    assert_eq!(
        (&container["resources"]["requests"]["cpu"], &container["resources"]["limits"]["memory"]),
        (&"10m".into(), &"64Mi".into())
    );
    assert_eq!(made["spec"]["selector"]["matchLabels"]["app.kubernetes.io/name"], "shop");
    let service = until("the Service", || read(ground, &format!("/api/v1/namespaces/{}/services/shop", ground.namespace)));
    assert_eq!((&service["spec"]["ports"][0]["port"], &service["spec"]["ports"][0]["targetPort"]), (&80.into(), &8080.into()));
    assert_eq!(service["spec"]["selector"]["app.kubernetes.io/name"], "shop");
    // It is on the screen by itself.
    let ready = if ground.is_lab() { "/1" } else { "1/1" };
    pty.wait_for(|s| s.lines().any(|l| l.contains("shop") && l.contains(ready)), LONG).unwrap();
    if ground.is_lab() {
        // The lab's image knows no mode `a b`, and leaves: a rollout without a probe may have completed before that.
        pty.wait_for(|s| s.lines().any(|l| l.contains("shop") && l.contains("exit 2")), LONG).unwrap();
    } else {
        // And followed to its end.
        written(&pty, "is on rev 1", 1);
    }
}

fn of_three_documents_the_bad_one_fails_alone(ground: &Ground) {
    let mut pty = start(ground, "true");
    let own = format!("{}-new", ground.namespace);
    let text = format!(
        "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: {own}\n---\n\
         apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: bad\nspec:\n  replicas: 1\n  selector:\n    matchLabels:\n      app: one\n  \
         template:\n    metadata:\n      labels:\n        app: other\n    spec:\n      containers:\n      - name: a\n        image: a\n---\n\
         apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: three\n  namespace: {own}\ndata:\n  a: \"1\"\n"
    );
    pty.send("+");
    pty.wait_text("from an image", LONG).unwrap();
    pty.send(&keys::paste(&text));
    pty.wait_text("kind: Namespace", LONG).unwrap();
    pty.send(keys::ENTER);
    let screen = pty.wait_for(|s| s.contains("y do it") && s.contains("apply  2 objects"), LONG).unwrap();
    assert!(screen.contains("✗ Deployment bad") && screen.contains("is created by"), "{screen}");
    pty.send("y");
    let map = until("the ConfigMap", || read(ground, &format!("/api/v1/namespaces/{own}/configmaps/three")));
    assert_eq!(map["data"]["a"], "1");
    assert_eq!(deployment(ground, "bad"), None);
    pty.wait_text("apply 2 objects", LONG).unwrap();
    pty.send("m");
    let said = format!("apply Namespace {own}");
    let screen =
        pty.wait_for(|s| s.contains("─ Messages") && s.contains(&said) && s.contains("apply ConfigMap three"), LONG).unwrap();
    assert!(screen.contains("Deployment bad in "), "{screen}");
    if ground.is_lab() {
        ground.kubectl(&["delete", "namespace", &own, "--wait=false"]).unwrap();
    }
}

fn an_edit_in_the_editor_is_sent(ground: &Ground) {
    let folder = tempfile::tempdir().unwrap();
    let seen = folder.path().join("seen");
    let editor = script(
        folder.path(),
        "editor",
        &format!("cp \"$1\" {0}; stat -c %a \"$1\" > {0}.mode; sed -i 's/^  replicas: .*/  replicas: 3/' \"$1\"", seen.display()),
    );
    let before = ground.replicas();
    let mut pty = start(ground, editor.to_str().unwrap());
    find_web(&mut pty);
    pty.send("e");
    let screen = pty.wait_for(|s| s.contains("▸ Deployment web") && s.contains("y do it"), LONG).unwrap();
    assert!(screen.contains("spec.replicas") && screen.contains("→ 3"), "{screen}");
    let text = std::fs::read_to_string(&seen).unwrap();
    assert!(text.starts_with("# context ") && text.contains("\nkind: Deployment\n") && !text.contains("managedFields"), "{text}");
    assert_eq!(std::fs::read_to_string(folder.path().join("seen.mode")).unwrap().trim(), "600");
    assert_eq!(kept(&pty).len(), 1, "kept until it is taken");
    assert_eq!(ground.replicas(), before, "nothing is sent before the answer");
    pty.send("y");
    pty.wait_text("Written to the journal", LONG).unwrap();
    assert_eq!(ground.replicas(), 3);
    until("the file to go", || kept(&pty).is_empty().then_some(()));
    let journal = std::fs::read_to_string(pty.home().join("state/dogwatch/journal.jsonl")).unwrap();
    assert!(journal.contains("spec.replicas"), "{journal}");
}

fn a_refused_edit_keeps_its_text(ground: &Ground) {
    let folder = tempfile::tempdir().unwrap();
    // The first time it writes what the server refuses; the second time it sees that and puts it right.
    let editor = script(
        folder.path(),
        "editor",
        "if grep -q 'was refused' \"$1\"; then sed -i 's/^  replicas: .*/  replicas: 4/' \"$1\"; \
         else sed -i 's/^  replicas: .*/  replicas: -4/' \"$1\"; fi",
    );
    let before = ground.replicas();
    let mut pty = start(ground, editor.to_str().unwrap());
    find_web(&mut pty);
    pty.send("e");
    pty.wait_text("the server refuses it", LONG).unwrap();
    let [file] = &kept(&pty)[..] else { panic!("{:?}", kept(&pty)) };
    assert!(std::fs::read_to_string(file).unwrap().contains("replicas: -4"));
    assert_eq!(ground.replicas(), before);
    pty.send("e");
    pty.wait_for(|s| s.contains("→ 4") && s.contains("y do it"), LONG).unwrap();
    pty.send("y");
    pty.wait_text("Written to the journal", LONG).unwrap();
    assert_eq!(ground.replicas(), 4);
    until("the file to go", || kept(&pty).is_empty().then_some(()));
}

/// What others changed meanwhile is not taken back by a text that was written before.
fn an_edit_is_laid_over_what_changed_meanwhile(ground: &Ground) {
    let folder = tempfile::tempdir().unwrap();
    let seen = folder.path().join("seen");
    let editor = script(
        folder.path(),
        "editor",
        &format!(
            "grep -q 'team: night' \"$1\" || sed -i 's/^  name: lone$/&\\n  annotations:\\n    team: night/' \"$1\"; cp \"$1\" {}",
            seen.display()
        ),
    );
    // An object of its own: one without annotations, which the script would write twice.
    let mut pty = start(ground, editor.to_str().unwrap());
    pty.send("+");
    pty.wait_text("from an image", LONG).unwrap();
    let text = format!(
        "apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: lone\nspec:\n  replicas: 1\n  serviceName: lone\n  selector:\n    matchLabels: {{a: b}}\n  \
         template:\n    metadata:\n      labels: {{a: b}}\n    spec:\n      containers:\n      - name: c\n        image: {}\n",
        ground.images[0]
    );
    pty.send(&keys::paste(&text));
    pty.wait_text("kind: StatefulSet", LONG).unwrap();
    pty.send(keys::ENTER);
    pty.wait_text("y do it", LONG).unwrap();
    pty.send("y");
    pty.wait_for(|s| s.lines().any(|l| l.contains("lone") && l.contains("STS")), LONG).unwrap();
    pty.send("/lone");
    pty.send(keys::ENTER);
    pty.wait_for(|s| s.contains("/lone") && s.contains("Pods of lone"), LONG).unwrap();
    pty.send("e");
    pty.wait_for(|s| s.contains("▸ StatefulSet lone") && s.contains("y do it"), LONG).unwrap();
    pty.send("n");
    pty.wait_text("your text is kept", LONG).unwrap();
    pty.send("s");
    pty.wait_text("Enter preview", LONG).unwrap();
    pty.send(keys::UP);
    pty.send(keys::ENTER);
    pty.wait_for(|s| s.contains("1 → 2") && s.contains("y do it"), LONG).unwrap();
    pty.send("y");
    let set = || read(ground, &format!("/apis/apps/v1/namespaces/{}/statefulsets/lone", ground.namespace)).unwrap();
    until("the new number", || (set()["spec"]["replicas"] == 2).then_some(()));
    pty.send("e");
    let screen = pty.wait_for(|s| s.contains("▸ StatefulSet lone") && s.contains("team") && s.contains("y do it"), LONG).unwrap();
    assert!(!screen.contains("spec.replicas"), "{screen}");
    let text = std::fs::read_to_string(&seen).unwrap();
    assert!(text.contains("  replicas: 2\n") && text.contains("team: night"), "{text}");
    pty.send("y");
    until("the annotation", || (set()["metadata"]["annotations"]["team"] == "night").then_some(()));
    assert_eq!(set()["spec"]["replicas"], 2);
}

/// The editor has the terminal for itself: its keys are its own, also Ctrl-C, and what happens meanwhile is there afterwards.
#[test]
fn the_editor_has_the_terminal_and_the_watches_go_on() {
    let ground = Ground::demo();
    let folder = tempfile::tempdir().unwrap();
    let editor =
        script(folder.path(), "editor", "trap 'echo INTERRUPTED' INT; echo EDITOR-HERE; read line; read line; echo \"got $line\"");
    let mut pty = start(&ground, editor.to_str().unwrap());
    find_web(&mut pty);
    pty.send("e");
    pty.wait_text("EDITOR-HERE", LONG).unwrap();
    assert!(!pty.look(vt100::Screen::alternate_screen), "the shell's screen");
    pty.send(&keys::ctrl('c'));
    pty.wait_text("INTERRUPTED", LONG).unwrap();
    // Longer than any queue of messages would hold, were they not taken in.
    let mut other = start(&ground, "true");
    find_web(&mut other);
    for _ in 0..3 {
        other.send("s");
        other.wait_text("Enter preview", LONG).unwrap();
        other.send(keys::UP);
        other.send(keys::ENTER);
        other.wait_text("y do it", LONG).unwrap();
        other.send("y");
        other.wait_text("Written to the journal", LONG).unwrap();
        other.send(keys::ESC);
        other.wait_for(|s| !says(s, "Written to the journal"), LONG).unwrap();
    }
    pty.send("\r\r");
    pty.wait_for(|s| s.contains("was not changed") && s.lines().any(|l| l.contains("web") && l.contains("/4")), LONG).unwrap();
    until("the file to go", || kept(&pty).is_empty().then_some(()));
}

#[test]
fn an_editor_that_fails_is_said_to_and_nothing_is_sent() {
    let ground = Ground::demo();
    let mut pty = start(&ground, "no-such-editor");
    find_web(&mut pty);
    pty.send("e");
    pty.wait_text("no-such-editor cannot be started", LONG).unwrap();
    until("the file to go", || kept(&pty).is_empty().then_some(()));
    let mut pty = start(&ground, "sed -i s/replicas:/replicas:\\ 7\\ #/");
    find_web(&mut pty);
    pty.send("e");
    pty.wait_for(|s| s.contains("→ 7") && s.contains("y do it"), LONG).unwrap();
    pty.send("n");
    pty.wait_text("your text is kept", LONG).unwrap();
    assert_eq!((ground.replicas(), kept(&pty).len()), (1, 1));
}

/// A text that was left at the question is there again in the next run, laid over what others changed meanwhile, and goes when it is taken.
fn a_text_outlives_the_run(ground: &Ground) {
    let folder = tempfile::tempdir().unwrap();
    let seen = folder.path().join("seen");
    let editor = script(
        folder.path(),
        "editor",
        &format!(
            "grep -q 'team: night' \"$1\" || sed -i '0,/^  labels:$/s//&\\n    team: night/' \"$1\"; cp \"$1\" {}",
            seen.display()
        ),
    );
    let run = |editor: &str| {
        let config = ground.config.to_str().unwrap();
        let args = ["--kubeconfig", config, "-n", &ground.namespace];
        let size = Start::new().size(140, 45).args(args).env("EDITOR", editor).env("XDG_STATE_HOME", folder.path());
        let mut pty = size.spawn();
        pty.wait_for(|s| s.contains("● live") && s.contains("web"), LONG).unwrap();
        find_web(&mut pty);
        pty
    };
    let left = || {
        let all = std::fs::read_dir(folder.path().join("dogwatch/edit")).unwrap();
        all.map(|e| e.unwrap().path()).collect::<Vec<_>>()
    };
    let mut pty = run(editor.to_str().unwrap());
    pty.send("e");
    pty.wait_for(|s| s.contains("team") && s.contains("y do it"), LONG).unwrap();
    pty.send(keys::ESC);
    pty.wait_text("your text is kept", LONG).unwrap();
    // While it runs, another has nothing to do with it.
    let mut other = run("true");
    other.send("e");
    other.wait_text("was not changed", LONG).unwrap();
    other.send(":q!\r");
    other.wait_exit(LONG).unwrap();
    pty.send(":q!\r");
    pty.wait_exit(LONG).unwrap();
    assert_eq!(left().len(), 2, "{:?}", left());
    for file in left() {
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600, "{}", file.display());
    }
    let before = ground.replicas();
    let mut other = run("true");
    // What is said at the start may have faded by now.
    other.send("m");
    other.wait_for(|s| s.contains("─ Messages") && s.contains("Your edited text of Deployment web in"), LONG).unwrap();
    other.send(keys::ESC);
    other.wait_for(|s| !s.contains("─ Messages"), LONG).unwrap();
    other.send("s");
    other.wait_text("Enter preview", LONG).unwrap();
    other.send(keys::UP);
    other.send(keys::ENTER);
    other.wait_text("y do it", LONG).unwrap();
    other.send("y");
    until("the new number", || (ground.replicas() == before + 1).then_some(()));
    other.send(":q!\r");
    other.wait_exit(LONG).unwrap();

    let mut pty = run(editor.to_str().unwrap());
    pty.send("e");
    let screen = pty.wait_for(|s| s.contains("team") && s.contains("y do it"), LONG).unwrap();
    assert!(!screen.contains("spec.replicas"), "{screen}");
    let text = std::fs::read_to_string(&seen).unwrap();
    assert!(text.contains("what you wrote before") && text.contains(&format!("  replicas: {}\n", before + 1)), "{text}");
    pty.send("y");
    pty.wait_text("Written to the journal", LONG).unwrap();
    until("the files to go", || left().is_empty().then_some(()));
    let labels = || deployment(ground, "web").unwrap()["metadata"]["labels"]["team"].clone();
    assert_eq!((labels(), ground.replicas()), ("night".into(), before + 1));
    // What was discarded leaves none either.
    let empty = script(folder.path(), "empty", "echo 'a: ]' > \"$1\"");
    let mut pty = run(empty.to_str().unwrap());
    pty.send("e");
    pty.wait_text("not valid YAML", LONG).unwrap();
    pty.send(":q!\r");
    pty.wait_exit(LONG).unwrap();
    assert_eq!(left().len(), 2);
    let empty = script(folder.path(), "empty", ": > \"$1\"");
    let mut pty = run(empty.to_str().unwrap());
    pty.send("e");
    pty.wait_text("The text is empty", LONG).unwrap();
    until("the files to go", || left().is_empty().then_some(()));
}

fn a_field_that_is_typed_wrong_is_told(ground: &Ground) {
    let folder = tempfile::tempdir().unwrap();
    let editor = script(folder.path(), "editor", "sed -i 's/^  replicas: .*/  replicas: 3\\n  replica: 5/' \"$1\"");
    let before = ground.replicas();
    let mut pty = start(ground, editor.to_str().unwrap());
    find_web(&mut pty);
    pty.send("e");
    // A server that looks for it refuses it; an old one drops it, and the question says so.
    let refused = |s: &str| s.contains("the server refuses it");
    let told = |s: &str| s.contains("the server does not keep spec.replica") && s.contains("y do it");
    let screen = pty.wait_for(|s| refused(s) || told(s), LONG).unwrap();
    assert_eq!(refused(&screen), !ground.is_lab() || real::minor() >= 25, "{screen}");
    if refused(&screen) {
        pty.send("m");
        let listed = |s: &str| s.contains("─ Messages") && s.contains("unknown field \"spec.replica\"");
        let whole = pty.wait_for(listed, LONG).unwrap();
        assert!(!whole.contains("Invalid value"), "{whole}");
        pty.send(keys::ESC);
        pty.wait_for(|s| !s.contains("Messages, newest first"), LONG).unwrap();
    }
    // What the server quotes of the object is not repeated.
    assert!(!screen.contains("Invalid value"), "{screen}");
    assert_eq!((ground.replicas(), kept(&pty).len()), (before, 1));
}

on_both! {
    a_deployment_and_its_service_are_made made_on_the_demo made_on_a_cluster "make";
    of_three_documents_the_bad_one_fails_alone documents_on_the_demo documents_on_a_cluster "documents";
    an_edit_in_the_editor_is_sent edited_on_the_demo edited_on_a_cluster "edit";
    an_edit_is_laid_over_what_changed_meanwhile laid_over_on_the_demo laid_over_on_a_cluster "over";
    a_text_outlives_the_run outlives_on_the_demo outlives_on_a_cluster "outlives";
    a_refused_edit_keeps_its_text refused_on_the_demo refused_on_a_cluster "refused";
    a_field_that_is_typed_wrong_is_told unknown_on_the_demo unknown_on_a_cluster "unknown";
}
