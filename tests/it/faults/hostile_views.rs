//! Hostile text in what is written down and read again, in what is copied, in the rollout's view and in lists of any kind.

use crate::faults::hostile::{POISON, evil, written};
use crate::faults::hostile_forms::{WEB, edit, find_web, hostile_ground, journal, start};
use crate::support::ground::{LONG, until};
use crate::support::proxy::Fault;
use crate::support::pty::keys;
use crate::support::truth::{ask, change};
use dogwatch::journal::{Entry, FILE, Journal, PatchNote};
use dogwatch::model::change::{Change, ImageSwap, MetadataEdit, Outcome};
use dogwatch::model::text::clean;
use dogwatch::model::{Time, Uid};
use serde_json::{Value, json};
use std::io::Write;

fn text(word: &str) -> String {
    format!("{word}{POISON}")
}

#[test]
fn a_hostile_journal_stays_text() {
    let (ground, proxy) = hostile_ground();
    let state = tempfile::tempdir().unwrap();
    let folder = state.path().join("dogwatch");
    let written_down = Journal::open(&folder).unwrap();
    let mark = MetadataEdit { key: text("xKEYx"), from: Some(text("xBEFOREx")), to: Some(text("xAFTERx")) };
    let swap = ImageSwap { container: text("xCONTAINERx"), init: false, from: text("xOLDx"), to: text("xNEWx") };
    let changes = [
        (Change::Annotate { marks: vec![mark] }, Some(Outcome::Taken { generation: 1, note: Some(text("xNOTEx").into()) })),
        (Change::SetImages { swaps: vec![swap] }, Some(Outcome::Refused { reason: text("xREFUSEDx").into() })),
        (Change::Trigger { job: text("xJOBx") }, Some(Outcome::Unknown { reason: text("xUNKNOWNx").into() })),
        (Change::Restart, Some(Outcome::Partial { reason: text("xPARTx").into() })),
        (Change::Restart, None),
    ];
    for (change, outcome) in changes {
        let entry = Entry {
            time: Time::system(),
            context: text("xCONTEXTx").into(),
            user: text("xUSERx").into(),
            namespace: text("xPLACEx").into(),
            kind: text("xKINDx").into(),
            name: text("xNAMEx").into(),
            uid: Uid::new(&text("xUIDx")),
            change,
            why: None,
            patch: PatchNote { method: None, path: text("xPATHx"), content_type: text("xTYPEx"), body: Some(evil("xBODYx")) },
            plan: None,
        };
        let (id, _) = written_down.begin(&entry).unwrap();
        if let Some(outcome) = outcome {
            written_down.finish(&id, &outcome, Time::system()).unwrap();
        }
    }
    // And a line that dogwatch did not write.
    let mut file = std::fs::OpenOptions::new().append(true).open(folder.join(FILE)).unwrap();
    file.write_all(format!("{}\n", text("xLINEx").replace(['\r', '\n'], "")).as_bytes()).unwrap();

    let mut walker = start(&ground, &proxy, &[("XDG_STATE_HOME", state.path())]);
    find_web(&mut walker);
    walker.keys("J");
    let seen = ["xCONTEXTx", "xPLACEx", "xKINDx", "xNAMEx", "xNOTEx", "xNEWx", "xREFUSEDx", "xJOBx", "xUNKNOWNx", "xPARTx"];
    walker.see("the journal", &["xPARTx"]);
    walker.keys("G");
    walker.see("its other line", &["1 lines could not be read"]);
    walker.copy();
    let copied = written(&walker.pty, 0);
    let missing: Vec<&&str> = seen.iter().filter(|word| !copied[0].contains(**word)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert!(copied[0].lines().all(|l| clean(l) == l), "{copied:?}");

    let table = journal(state.path(), &[]);
    assert!(seen.iter().all(|word| table.contains(word)), "{table}");
    let value: Value = serde_json::from_str(&journal(state.path(), &["-o", "json"])).unwrap();
    let first = &value["items"][0];
    assert_eq!(first["name"], evil("xNAMEx"));
    assert_eq!(first["outcome"]["note"], evil("xNOTEx"));
}

#[test]
fn what_is_copied_is_clean_text() {
    let (ground, proxy) = hostile_ground();
    proxy.on("GET", "follow=true", Fault::lines(|line| vec![format!("{line} xLOGx{}", POISON.replace(['\r', '\n'], ""))]));
    let mut walker = start(&ground, &proxy, &[]);
    walker.see("the panes", &["● live", "xIMAGEx"]);
    let meta =
        |word: &str, uid: &str| json!({ "name": evil(word), "namespace": "iot-test", "uid": uid, "resourceVersion": "999999999" });
    let deployment = json!({ "metadata": meta("xAAAx", "evil-deployment"), "spec": { "replicas": 3 } });
    // A watch lasts for some seconds: what is put into one that ends is seen by nobody.
    let event = json!({ "type": "ADDED", "object": deployment }).to_string();
    let seen = (0..10).any(|_| {
        proxy.inject("/deployments?", &event);
        walker.pty.wait_for(|s| s.contains("xAAAx"), std::time::Duration::from_secs(10)).is_ok()
    });
    assert!(seen, "{}", walker.pty.screen());
    walker.keys("/xAAAx\r");
    walker.pty.wait_for(|s| s.lines().any(|l| l.contains('▌') && l.contains("xAAAx")), LONG).unwrap();
    walker.copy();
    walker.keys("/");
    walker.keys(&keys::ctrl('u'));
    walker.keys("web\r");
    walker.see("web", &["/web", "Pods of web"]);
    for (key, word) in [("y", "apiVersion"), ("d", "─ Describe")] {
        walker.keys(key);
        walker.see(key, &[word, "xANNOTATIONx"]);
        walker.copy();
        walker.back(word);
    }
    walker.keys("l");
    walker.see("logs", &["Logs of web", "xLOGx"]);
    // The rows on the screen, then one line in full.
    walker.copy();
    walker.keys(keys::UP);
    walker.keys(keys::UP);
    walker.copy();
    walker.keys("m");
    walker.see("messages", &["─ Messages", "clipboard:"]);
    walker.copy();

    let copied = written(&walker.pty, 0);
    let words = ["xAAAx", "xANNOTATIONx", "xANNOTATIONx", "xLOGx", "xLOGx", "clipboard: "];
    assert_eq!(copied.len(), words.len(), "{copied:?}");
    for (copy, word) in copied.iter().zip(words) {
        assert!(copy.contains(word), "{word}: {copy:?}");
        assert!(copy.lines().all(|l| clean(l) == l), "{copy:?}");
    }
}

#[test]
fn the_rollout_says_it_as_text() {
    let (ground, proxy) = hostile_ground();
    change(ground.address(), "PATCH", WEB, r#"{"spec":{"replicas":3}}"#);
    // A probe ends the container again and again, and its controller cannot make all pods.
    edit(&proxy, "/pods", |pod| {
        for status in pod["status"]["containerStatuses"].as_array_mut().into_iter().flatten() {
            status["state"] = json!({ "waiting": { "reason": "CrashLoopBackOff", "message": evil("xBACKOFFx") } });
            status["lastState"] = json!({ "terminated": { "exitCode": 1, "reason": evil("xENDx"), "message": evil("xTERMx") } });
            status["restartCount"] = 5.into();
        }
    });
    // Of pods in the same trouble the first by name tells it for all.
    let first = until("three pods", || {
        let (_, list) = ask(ground.address(), "GET", "/api/v1/namespaces/iot-test/pods", "");
        let pods = serde_json::from_str::<Value>(&list).unwrap()["items"].as_array().unwrap().clone();
        let name = |pod: &Value| pod["metadata"]["name"].as_str().unwrap_or_default().to_owned();
        let mut webs: Vec<_> =
            pods.iter().filter(|p| name(p).starts_with("web-")).map(|p| (name(p), &p["metadata"]["uid"])).collect();
        webs.sort_by_key(|(name, _)| name.clone());
        (webs.len() == 3).then(|| webs[0].1.clone())
    });
    let now = Time::system().rfc3339();
    edit(&proxy, "/events", move |event| {
        event["involvedObject"]["uid"] = first.clone();
        (event["reason"], event["message"]) = ("Unhealthy".into(), evil("xPROBEx"));
        event["lastTimestamp"] = now.clone().into();
    });
    edit(&proxy, "/deployments", |o| {
        o["status"]["readyReplicas"] = 0.into();
        o["status"]["conditions"] = json!([{ "type": "ReplicaFailure", "status": "True", "message": evil("xFAILUREx") }]);
    });
    let last = format!("one\nxLASTx{}\n", POISON.replace(['\r', '\n'], ""));
    proxy.on("GET", "previous=true&tailLines", Fault::Answer(200, Vec::new(), last));
    let mut walker = start(&ground, &proxy, &[]);
    find_web(&mut walker);
    walker.keys("f");
    walker.see("the rollout", &["xFAILUREx", "xPROBEx", "xLASTx", "xENDx"]);
    walker.back("─ Rollout");
    // Events that cannot be had are said to be so in the server's words.
    proxy.on("GET", "/events", Fault::status(403, "Forbidden", &text("xDEAFx")));
    walker.keys("f");
    walker.see("the rollout without events", &["xDEAFx"]);
    assert_eq!(written(&walker.pty, 0), Vec::<String>::new());
}

/// A table all of whose texts are poisoned.
fn table(answer: &str) -> String {
    let mut value: Value = serde_json::from_str(answer).unwrap();
    if let Some(kinds) = value.get_mut("resources").and_then(Value::as_array_mut) {
        let mut kind = kinds[0].clone();
        (kind["name"], kind["kind"], kind["shortNames"]) = ("gizmos".into(), evil("xEVILx"), json!([evil("xshortx")]));
        kinds.push(kind);
        return value.to_string();
    }
    let table = if value["type"].is_string() { &mut value["object"] } else { &mut value };
    if let Some(column) = table["columnDefinitions"].as_array_mut().and_then(|all| all.last_mut()) {
        (column["name"], column["priority"]) = (evil("xCOLUMNx"), 0.into());
    }
    for row in table["rows"].as_array_mut().into_iter().flatten() {
        for cell in row["cells"].as_array_mut().into_iter().flatten() {
            *cell = evil("xCELLx");
        }
        row["object"]["metadata"]["name"] = evil("xDEVICEx");
    }
    value.to_string()
}

#[test]
fn a_list_of_any_kind_stays_text() {
    let (ground, proxy) = hostile_ground();
    proxy.on("GET", "/apis/iot.example.com/v1", Fault::body(table));
    proxy.on("GET", "/devices", Fault::lines(|line| vec![table(line)]));
    let rows =
        json!([{ "cells": ["gizmo-1"], "object": { "metadata": { "name": "gizmo-1", "namespace": "iot-test", "uid": "g" } } }]);
    let gizmos =
        json!({ "kind": "Table", "metadata": { "resourceVersion": "1" }, "columnDefinitions": [{ "name": "Name" }], "rows": rows });
    proxy.on("GET", "/gizmos?", Fault::Answer(200, Vec::new(), gizmos.to_string()));
    let mut walker = start(&ground, &proxy, &[]);
    find_web(&mut walker);
    walker.keys(":");
    walker.see("the palette", &["> "]);
    walker.keys("gizmo");
    walker.see("a kind", &["> gizmo", "gizmos", "xEVILx"]);
    walker.keys(keys::ENTER);
    walker.see("its list", &["┌ xEVILx", "gizmo-1"]);
    walker.keys(&keys::ctrl('d'));
    walker.see("its form", &["dependents"]);
    walker.keys(keys::ENTER);
    walker.see("what speaks against it", &["✗ xEVILx"]);
    walker.keys("m");
    walker.see("messages", &["─ Messages", "is gone"]);
    walker.copy();
    walker.back("─ Messages");
    walker.keys("0:");
    walker.see("the palette", &["> "]);
    walker.keys("devices");
    walker.see("the kind", &["> devices"]);
    walker.keys(keys::ENTER);
    walker.see("the devices", &["┌ Device", "xCELLx", "XCOLUMNX"]);
    walker.keys("/xCELLx\r");
    walker.pty.wait_for(|s| s.lines().any(|l| l.contains('▌') && l.contains("xCELLx")), LONG).unwrap();
    walker.copy();
    walker.keys("d");
    walker.see("one that cannot be asked for", &["─ Describe", "xDEVICEx"]);
    walker.back("─ Describe");
    walker.keys(&keys::ctrl('d'));
    walker.see("the delete form", &["dependents", "xDEVICEx"]);
    walker.back("dependents");
    // A whole list is refused.
    proxy.on("GET", "/configmaps", Fault::status(403, "Forbidden", &text("xBROKENx")));
    walker.keys(":");
    walker.see("the palette", &["> "]);
    walker.keys("cm");
    walker.see("the kind", &["> cm"]);
    walker.keys(keys::ENTER);
    walker.see("why there is none", &["┌ ConfigMap", "xBROKENx"]);

    let copied = written(&walker.pty, 0);
    assert!(copied[0].contains("xEVILx") && copied[1].contains("xDEVICEx"), "{copied:?}");
    assert!(copied.iter().flat_map(|c| c.lines()).all(|l| clean(l) == l), "{copied:?}");
}
