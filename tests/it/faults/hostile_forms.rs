//! Hostile text in forms, in what they ask before they change something, and in what a server says to a change. Every kind of text has a
//! word of its own that must be seen, as in the walk through the views.

use crate::faults::hostile::{POISON, Walker, evil, foreign, poisoned, written};
use crate::support::ground::{Ground, LONG, executable};
use crate::support::proxy::{Fault, Proxy};
use crate::support::pty::{Start, keys};
use crate::support::truth::change;
use dogwatch::model::text::clean;
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

pub const WEB: &str = "/apis/apps/v1/namespaces/iot-test/deployments/web";

/// Objects of a path are edited wherever they come: in lists, alone, and in watches.
pub fn edit(proxy: &Proxy, part: &str, how: impl Fn(&mut Value) + Send + Sync + 'static) {
    let edited = move |text: &str| {
        let Ok(mut value) = serde_json::from_str::<Value>(text) else { return text.to_owned() };
        if let Some(items) = value.get_mut("items").and_then(Value::as_array_mut) {
            items.iter_mut().for_each(&how);
        } else if value["object"].is_object() {
            how(&mut value["object"]);
        } else if value["metadata"]["uid"].is_string() {
            how(&mut value);
        }
        value.to_string()
    };
    let lists = Arc::new(edited);
    let lines = lists.clone();
    proxy.on("GET", part, Fault::body(move |text| lists(text)));
    proxy.on("GET", part, Fault::lines(move |line| vec![lines(line)]));
}

/// A cluster all of whose objects are poisoned, behind a proxy.
pub fn hostile_ground() -> (Ground, Proxy) {
    let ground = Ground::demo();
    let proxy = Proxy::before(ground.address());
    proxy.on("GET", "/api", Fault::body(poisoned));
    proxy.on("GET", "watch=true", Fault::lines(|line| vec![poisoned(line)]));
    // A header may hold no control but those of C1: warnings to every request.
    let warning = format!("299 - \"xWARNINGx{}\"", POISON.replace(|c: char| c.is_ascii_control(), ""));
    proxy.on("", "/api", Fault::Header("warning", warning));
    (ground, proxy)
}

pub fn start(ground: &Ground, proxy: &Proxy, more: &[(&str, &Path)]) -> Walker {
    let config = proxy.config_of(&ground.config);
    let start = Start::new().size(200, 60).args(["--kubeconfig", config.to_str().unwrap(), "-n", "iot-test"]);
    let pty = more.iter().fold(start, |start, (name, value)| start.env(name, *value)).spawn();
    Walker { pty }
}

pub fn find_web(walker: &mut Walker) {
    walker.see("the panes", &["● live", "xIMAGEx"]);
    walker.keys("/web\r");
    walker.see("web", &["/web", "Pods of web"]);
}

/// What `dogwatch journal` prints: it goes to a terminal as well.
pub fn journal(state: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dogwatch"));
    command.arg("journal").args(arguments).env("XDG_STATE_HOME", state).env("HOME", state);
    let out = command.output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let text = String::from_utf8(out.stdout).expect("what is printed is UTF-8");
    assert!(!text.contains('\u{1b}'), "{text:?}");
    assert_eq!(foreign(&text), Vec::<char>::new());
    text
}

/// Says no to a question.
fn no(walker: &mut Walker) {
    walker.keys(keys::ESC);
    walker.pty.wait_for(|s| !s.contains("y do it") && !s.contains("Enter do it"), LONG).unwrap();
}

#[test]
fn no_form_and_no_question_lets_anything_through() {
    let (ground, proxy) = hostile_ground();
    change(ground.address(), "PATCH", WEB, r#"{"spec":{"template":{"metadata":{"annotations":{"second":"one"}}}}}"#);
    // No two revisions are the same.
    edit(&proxy, "/replicasets", |set| {
        let name = set["metadata"]["name"].as_str().unwrap_or_default().to_owned();
        let notes = &mut set["spec"]["template"]["metadata"]["annotations"];
        notes["evil"] = evil(&format!("xTEMPLATEx{name}"));
        notes[format!("xKEYx{POISON}")] = name.into();
    });
    edit(&proxy, "/deployments", |o| {
        o["metadata"]["annotations"]["meta.helm.sh/release-name"] = evil("xHELMx");
        o["metadata"]["labels"]["argocd.argoproj.io/instance"] = evil("xARGOx");
        o["metadata"]["managedFields"] =
            json!([{ "manager": evil("xMANAGERx"), "operation": "Apply", "fieldsV1": { "f:spec": { "f:replicas": {} } } }]);
    });
    let aims = json!({ "scaleTargetRef": { "kind": "Deployment", "name": "web" }, "minReplicas": 1, "maxReplicas": 5 });
    let scaler = json!({ "items": [{ "metadata": { "name": evil("xSCALERx") }, "spec": aims }] });
    proxy.on("GET", "/horizontalpodautoscalers", Fault::Answer(200, Vec::new(), scaler.to_string()));
    let budget =
        json!({ "items": [{ "metadata": { "name": evil("xBUDGETx"), "namespace": "iot-test" }, "spec": { "selector": {} } }] });
    proxy.on("GET", "/poddisruptionbudgets", Fault::Answer(200, Vec::new(), budget.to_string()));

    let mut walker = start(&ground, &proxy, &[]);
    find_web(&mut walker);
    walker.keys("s");
    walker.see("the number", &["Enter preview", "replicas"]);
    walker.keys(keys::UP);
    walker.keys(keys::ENTER);
    walker.see("the question", &["y do it", "xSCALERx", "xMANAGERx", "xHELMx", "xARGOx"]);
    no(&mut walker);
    walker.keys("r");
    walker.see("the question of a restart", &["y do it", "the server warns:", "xWARNINGx", "xHELMx", "xANNOTATIONx"]);
    no(&mut walker);

    walker.keys("b");
    walker.see("the revisions", &["xCAUSEx", "xTEMPLATEx", "xKEYx"]);
    walker.keys("d");
    walker.see("the whole difference", &["xTEMPLATEx", "xKEYx", "v inline"]);
    walker.keys("v");
    walker.see("the other form of it", &["xTEMPLATEx", "xKEYx"]);
    walker.keys(keys::ESC);
    walker.see("the leaves", &["whole difference"]);
    walker.keys(keys::ENTER);
    walker.see("the question of a roll back", &["y do it", "xTEMPLATEx"]);
    no(&mut walker);

    walker.keys("i");
    walker.see("the image form", &["Enter preview", "xIMAGEx", "here now"]);
    walker.keys(keys::DOWN);
    walker.keys(&keys::ctrl('u'));
    walker.keys("lab/app:9");
    walker.see("the image", &["→ lab/app:9"]);
    walker.keys(keys::ENTER);
    walker.see("the question of a swap", &["y do it", "xIMAGEx", "now, not"]);
    no(&mut walker);
    walker.keys(&keys::ctrl('d'));
    walker.see("the delete form", &["dependents"]);
    walker.keys(keys::ENTER);
    walker.see("the question of a deletion", &["do it", "xHELMx", "stops all its pods"]);
    no(&mut walker);

    // One that is done: what stood there before goes to the journal.
    walker.keys("L");
    walker.see("the labels", &["key=value sets one"]);
    walker.keys(keys::TAB);
    walker.see("the annotations", &["Annotations"]);
    walker.keys("evil=mild\r");
    walker.see("the question of an annotation", &["y do it", "annotations[evil]", "xANNOTATIONx"]);
    walker.keys("y");
    walker.see("the annotation", &["done", "Written to the journal"]);
    // Its answer was not poisoned and the object is: what others changed since stands in the way back.
    walker.keys("u");
    walker.see("the way back", &["somebody else changed the same"]);

    // A pod, whose eviction a budget holds up.
    walker.keys(keys::ENTER);
    walker.see("the pods", &["xWAITx"]);
    walker.keys(&keys::ctrl('d'));
    walker.see("the delete form of a pod", &["Ignores PodDisruptionBudgets"]);
    walker.keys(" ");
    walker.see("the eviction", &["respects PodDisruptionBudgets"]);
    walker.keys(keys::ENTER);
    walker.see("the question of an eviction", &["y do it", "xBUDGETx"]);
    no(&mut walker);
    assert_eq!(written(&walker.pty, 0), Vec::<String>::new());

    let state = walker.pty.home().join("state");
    assert!(journal(&state, &[]).contains("evil"), "{}", journal(&state, &[]));
    // As JSON nothing is lost of what cannot be shown.
    let json: Value = serde_json::from_str(&journal(&state, &["-o", "json"])).unwrap();
    // The value of an annotation may be a secret.
    assert_eq!(json["items"][0]["intent"]["marks"][0]["from"], "(hidden)");
}

#[test]
fn what_a_server_says_to_a_change_stays_text() {
    let (ground, proxy) = hostile_ground();
    let mut walker = start(&ground, &proxy, &[]);
    find_web(&mut walker);
    let said = |word: &str| Fault::status(422, "Invalid", &format!("{word}{POISON}"));
    let rule = proxy.on("PATCH", "dryRun=", said("xREHEARSALx"));
    walker.keys("r");
    walker.see("the dry_run's refusal", &["xREHEARSALx"]);
    proxy.lift(rule);
    let rule = proxy.on("PATCH", "dryRun=", said("xAPPLYx"));
    walker.keys("+");
    walker.see("the form", &["from an image"]);
    walker.keys("shop\tlab/app:1");
    walker.see("an image", &["lab/app:1"]);
    walker.keys(keys::ENTER);
    walker.see("the object's refusal", &["xAPPLYx", "from an image"]);
    walker.pty.send(keys::ESC);
    walker.pty.wait_for(|s| !s.contains("from an image") && !s.contains("do it"), LONG).unwrap();
    proxy.lift(rule);
    // A server that cannot try it says so in its own words.
    let cannot = format!("admission webhook xWEBHOOKx{POISON} does not support dry run");
    let rule = proxy.on("PATCH", "dryRun=", Fault::status(400, "BadRequest", &cannot));
    walker.keys("r");
    walker.see("the question without a rehearsal", &["y do it", "xWEBHOOKx"]);
    no(&mut walker);
    proxy.lift(rule);
    proxy.on("PATCH", "web?fieldManager", said("xREFUSALx"));
    walker.keys("r");
    walker.see("the question", &["y do it"]);
    walker.keys("y");
    walker.see("the refusal", &["xREFUSALx"]);
    let denied = |text: &str| {
        let mut value: Value = serde_json::from_str(text).unwrap();
        value["status"] = json!({ "allowed": false, "reason": evil("xDENIALx") });
        value.to_string()
    };
    proxy.on("POST", "selfsubjectaccessreviews", Fault::body(denied));
    walker.keys("r");
    walker.see("the denial", &["denied: you may not patch"]);
    walker.keys("m");
    walker.see("messages", &["─ Messages", "xREHEARSALx", "xAPPLYx", "xREFUSALx", "xDENIALx"]);
    walker.copy();
    // That it was copied is the newest message now: the cursor's own, and the one below it.
    walker.keys("jj");
    walker.copy();
    walker.back("─ Messages");
    walker.keys("J");
    walker.see("the journal", &["refused: xREFUSALx"]);

    let copied = written(&walker.pty, 0);
    let [denial, refusal] = &copied[..] else { panic!("{copied:?}") };
    assert!(denial.contains("xDENIALx") && refusal.contains("xREFUSALx"), "{copied:?}");
    assert!(copied.iter().flat_map(|text| text.lines()).all(|l| clean(l) == l), "{copied:?}");
    assert!(journal(&walker.pty.home().join("state"), &[]).contains("refused: xREFUSALx"));
}

#[test]
fn an_edit_lets_nothing_through() {
    let (ground, proxy) = hostile_ground();
    let folder = tempfile::tempdir().unwrap();
    let editor = folder.path().join("editor");
    executable(&editor, "#!/bin/sh\nsed -i 's/^  replicas: .*/  replicas: 7/' \"$1\"\n");
    let mut walker = start(&ground, &proxy, &[("EDITOR", &editor)]);
    find_web(&mut walker);
    walker.keys("e");
    walker.see("the question of an edit", &["y do it", "spec.replicas", "xANNOTATIONx"]);
    no(&mut walker);
    proxy.on("PATCH", "dryRun=", Fault::status(422, "Invalid", &format!("xREHEARSALx{POISON}")));
    walker.keys("e");
    walker.see("the refusal", &["xREHEARSALx", "opens it again"]);
    walker.keys("e");
    proxy.wait_asked("PATCH", "dryRun=", 3);
    walker.see("the refusal again", &["xREHEARSALx", "opens it again"]);

    let mut kept = std::fs::read_dir(walker.pty.home().join("state/dogwatch/edit")).unwrap().map(|e| e.unwrap().path());
    let kept = kept.find(|path| path.extension().is_some_and(|e| e == "yaml")).unwrap();
    let text = std::fs::read_to_string(kept).unwrap();
    assert!(text.contains("xREHEARSALx") && text.contains("xANNOTATIONx"), "{text}");
    // An editor may write what it reads to the terminal as it is: no control stands in the file but by its name.
    assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{text:?}");
    written(&walker.pty, 3);
}
