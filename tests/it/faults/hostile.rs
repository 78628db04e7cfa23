//! Hostile text stays text: whatever a cluster says, in whatever view it stands, no escape sequence, control or character that hides or
//! reorders text reaches the terminal. Every text of the cluster is poisoned on its way, each kind with a word of its own that must be
//! seen on the screen, so that the test knows that it was there.

use crate::support::ground::{Ground, LONG, until};
use crate::support::proxy::{Fault, Proxy};
use crate::support::pty::{Pty, Start, keys};
use crate::support::truth::change;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;

/// Clipboard, title, colours, screen, cursor, answers that a terminal would type, hyperlinks, graphics, C1, DEL, overrides, isolates, marks,
/// zero-width characters, tags.
pub(crate) const POISON: &str = "\u{1b}]52;c;UFdORUQ=\u{7}\u{1b}]0;owned\u{1b}\\\u{1b}]8;;http://evil/\u{7}\u{1b}[41m\u{1b}[2J\u{1b}[3J\u{1b}[H\u{1b}c\
\u{1b}[6n\u{1b}[c\u{1b}[>0c\u{1b}[5n\u{1b}]11;?\u{7}\u{1b}[?1000h\u{1b}[?1049l\u{1b}Pq#0\u{1b}\\\u{1b}_Ga=T;AAAA\u{1b}\\\u{1b}^x\u{1b}\\\u{1b}(0\
\u{9b}31m\u{9d}0;c1\u{9c}\u{90}q\u{9c}\u{85}\u{7f}\u{0}\u{8}\u{8}\u{8}\u{b}\u{c}\u{e}\u{f}\r\n\u{202e}txt.exe\u{202d}\u{2066}\u{2067}\u{2068}\
\u{2069}\u{200b}\u{200c}\u{200e}\u{200f}\u{61c}\u{2028}\u{2029}\u{2060}\u{feff}\u{ad}\u{fff9}\u{fffb}\u{e0041}\u{e007f}";

pub(crate) fn evil(word: &str) -> Value {
    format!("{word}{POISON}").into()
}

/// Poisons an object wherever it holds text that nothing else depends on.
pub(crate) fn poison(object: &mut Value) {
    object["metadata"]["annotations"]["evil"] = evil("xANNOTATIONx");
    object["metadata"]["annotations"]["kubernetes.io/change-cause"] = evil("xCAUSEx");
    object["metadata"]["labels"]["evil"] = evil("xLABELx");
    messages(object);
    if object["spec"]["containers"].is_array() {
        images(&mut object["spec"]);
        object["spec"]["nodeName"] = evil("xNODEx");
        if let Some(statuses) = object["status"]["containerStatuses"].as_array_mut() {
            for status in statuses {
                status["ready"] = false.into();
                status["state"] = json!({ "waiting": { "reason": evil("xWAITx"), "message": evil("xWHYx") } });
            }
        }
    }
    if object["spec"]["template"]["spec"].is_object() {
        images(&mut object["spec"]["template"]["spec"]);
    }
    if object["involvedObject"].is_object() {
        object["message"] = evil("xEVENTx");
        object["reason"] = evil("xEVENTREASONx");
    }
}

fn images(spec: &mut Value) {
    for container in spec["containers"].as_array_mut().into_iter().flatten() {
        container["image"] = evil("lab/app:xIMAGEx");
    }
}

fn messages(value: &mut Value) {
    match value {
        Value::Object(map) => {
            if let Some(message) = map.get_mut("message").filter(|m| m.is_string()) {
                *message = evil("xMESSAGEx");
            }
            map.values_mut().for_each(messages);
        }
        Value::Array(all) => all.iter_mut().for_each(messages),
        _ => {}
    }
}

pub(crate) fn poisoned(text: &str) -> String {
    let Ok(mut value) = serde_json::from_str::<Value>(text) else { return text.to_owned() };
    if let Some(items) = value.get_mut("items").and_then(Value::as_array_mut) {
        items.iter_mut().for_each(poison);
    } else if value["object"].is_object() {
        if value["type"] != "BOOKMARK" {
            poison(&mut value["object"]);
        }
    } else if value["metadata"]["uid"].is_string() {
        poison(&mut value);
    }
    value.to_string()
}

/// The escape sequences in what a program has written, by their kind: introducer, private mark, final byte, and the numbers of modes.
fn sequences(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut rest = text;
    while let Some(at) = rest.find('\u{1b}') {
        rest = &rest[at + 1..];
        let Some(body) = rest.strip_prefix('[') else {
            found.insert(format!("ESC {:?}", rest.chars().next()));
            continue;
        };
        let end = body.find(|c: char| ('@'..='~').contains(&c)).unwrap_or(body.len() - 1);
        let (parameters, last) = (&body[..end], &body[end..=end]);
        let marks: String =
            if "hl".contains(last) { parameters.into() } else { parameters.chars().filter(|c| "<=>?!$ ".contains(*c)).collect() };
        found.insert(format!("CSI {marks}{last}"));
        rest = &body[end..];
    }
    found
}

/// What may not be written at all, whoever it came from.
pub(crate) fn foreign(text: &str) -> Vec<char> {
    let bad = |c: &char| !dogwatch::model::text::harmless(*c) && !matches!(c, '\u{1b}' | '\r' | '\n');
    text.chars().filter(bad).collect()
}

/// Looks at every byte that a program has written to its terminal: text that harms nothing, and sequences of our own. Gives what was
/// copied to the clipboard. `left` is how often it had to leave its screen, for an editor.
pub(crate) fn written(pty: &Pty, left: usize) -> Vec<String> {
    let text = String::from_utf8(pty.raw_output()).expect("what is written is UTF-8");
    let (text, copied) = without_copies(&text);
    assert_eq!(foreign(&text), Vec::<char>::new());
    let ours = sequences(&text);
    let allowed = |s: &String| {
        let modes = ["?25", "?1049", "?2004", "?2026", "?7", "?1000", "?1002", "?1003", "?1006", "?1004"];
        let moves = ["H", "m", "K", "X", "J", "A", "B", "C", "D", "G", "d", "u", "<u", ">u"];
        s.strip_prefix("CSI ")
            .is_some_and(|s| moves.contains(&s) || modes.iter().any(|m| s.strip_prefix(m).is_some_and(|l| l == "h" || l == "l")))
    };
    let others: Vec<&String> = ours.iter().filter(|s| !allowed(s)).collect();
    assert!(others.is_empty(), "{others:?}");
    // Of those that dogwatch writes itself, none more often than it must: it enters its screen once, and clears nothing in between.
    assert_eq!(text.matches("\u{1b}[?1049l").count(), left);
    assert_eq!(text.matches("\u{1b}[3J").count(), 0);
    pty.look(|screen| assert!(screen.alternate_screen()));
    copied
}

/// A text without the sequences that copy, and what they copy. One that is anything but its beginning, base64 and its end stays in the
/// text, where it is foreign.
fn without_copies(text: &str) -> (String, Vec<String>) {
    let (mut rest, mut copied) = (String::new(), Vec::new());
    for (i, part) in text.split("\u{1b}]52;c;").enumerate() {
        let payload = part.split_once("\u{1b}\\").filter(|_| i > 0).and_then(|(code, after)| Some((base64(code)?, after)));
        match payload {
            Some((bytes, after)) => {
                copied.push(String::from_utf8(bytes).expect("what is copied is UTF-8"));
                rest.push_str(after);
            }
            None if i == 0 => rest.push_str(part),
            None => {
                rest.push_str("\u{1b}]52;c;");
                rest.push_str(part);
            }
        }
    }
    (rest, copied)
}

fn base64(code: &str) -> Option<Vec<u8>> {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bytes, mut held, mut bits) = (Vec::new(), 0u32, 0);
    for c in code.trim_end_matches('=').bytes() {
        held = (held << 6 | u32::try_from(LETTERS.iter().position(|l| *l == c)?).ok()?) & 0xffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits) as u8);
        }
    }
    code.len().is_multiple_of(4).then_some(bytes)
}

pub(crate) struct Walker {
    pub(crate) pty: Pty,
}

impl Walker {
    /// Waits for a screen with these words.
    pub(crate) fn see(&mut self, what: &str, words: &[&str]) {
        self.pty
            .wait_for(|s| words.iter().all(|w| crate::support::pty::says(s, w)), LONG)
            .unwrap_or_else(|e| panic!("{what}: {e}"));
    }

    pub(crate) fn keys(&mut self, keys: &str) {
        self.pty.send(keys);
    }

    /// How many texts have been copied so far.
    fn copies(&self) -> usize {
        without_copies(&String::from_utf8_lossy(&self.pty.raw_output())).1.len()
    }

    /// Copies, and waits until that has reached the terminal.
    pub(crate) fn copy(&mut self) {
        let before = self.copies();
        self.keys("c");
        until("the copy", || (self.copies() > before).then_some(()));
    }

    pub(crate) fn back(&mut self, gone: &str) {
        self.pty.send(keys::ESC);
        self.pty.wait_for(|s| !s.contains(gone), LONG).unwrap_or_else(|e| panic!("{gone} to close: {e}"));
    }
}

#[test]
fn no_view_lets_anything_through() {
    let ground = Ground::demo();
    let proxy = Proxy::before(ground.address());
    proxy.on("GET", "/api", Fault::body(poisoned));
    proxy.on("GET", "watch=true", Fault::lines(|line| vec![poisoned(line)]));
    proxy.on("GET", "follow=true", Fault::lines(|line| vec![format!("{line} xLOGx{}", POISON.replace(['\r', '\n'], ""))]));
    let denied = format!("xDENIEDx{POISON} cannot list statefulsets");
    proxy.on("GET", "/statefulsets", Fault::status(403, "Forbidden", &denied));
    proxy.on("GET", "/version", Fault::body(|_| json!({ "gitVersion": format!("v1.x{POISON}") }).to_string()));
    // There are events to look at.
    let web = "/apis/apps/v1/namespaces/iot-test/deployments/web";
    change(ground.address(), "PATCH", web, r#"{"spec":{"replicas":3}}"#);

    let config = proxy.config_of(&ground.config);
    let pty = Start::new().size(200, 60).args(["--kubeconfig", config.to_str().unwrap(), "-n", "iot-test"]).spawn();
    let mut walker = Walker { pty };
    walker.see("the panes", &["● live", "xWAITx", "xIMAGEx", "xNODEx", "xLOGx"]);
    // Names that no API server would take, from one that takes them.
    let namespace = json!({ "metadata": { "name": evil("xNAMESPACEx"), "uid": "evil-ns", "resourceVersion": "999999999" }, "status": { "phase": evil("xPHASEx") } });
    let pod = json!({ "metadata": { "name": evil("xPODx"), "namespace": "iot-test", "uid": "evil-pod", "resourceVersion": "999999999" }, "status": { "phase": evil("xPODPHASEx"), "reason": evil("xREASONx") } });
    let deployment = json!({ "metadata": { "name": evil("xAAAx"), "namespace": "iot-test", "uid": "evil-deployment", "resourceVersion": "999999999" },
        "spec": { "replicas": 3 }, "status": { "conditions": [{ "type": "ReplicaFailure", "status": "True", "message": evil("xFAILUREx") }] } });
    // The next real event of a kind is older than these, and all is listed anew: until they stand there together.
    until("the names", || {
        for (part, object) in [("/api/v1/namespaces?", &namespace), ("/pods?", &pod), ("/deployments?", &deployment)] {
            proxy.inject(part, &json!({ "type": "ADDED", "object": object }).to_string());
        }
        let names = |s: &str| ["xNAMESPA", "xAAAx", "xFAILUREx"].iter().all(|name| s.contains(name));
        walker.pty.wait_for(names, Duration::from_secs(3)).ok()
    });
    walker.see("names", &["xNAMESPA", "xAAAx", "xFAILUREx"]);
    walker.keys("/");
    walker.keys("web\r");
    walker.see("web", &["/web"]);
    walker.keys("d");
    walker.see("describe", &["─ Describe", "xANNOTATIONx", "xLABELx", "xMESSAGEx"]);
    walker.back("─ Describe");
    walker.keys("y");
    walker.see("YAML", &["xANNOTATIONx", "apiVersion"]);
    walker.back("apiVersion");
    walker.keys("v");
    walker.see("events", &["─ Events", "xEVENTx", "xEVENTREASONx"]);
    walker.back("─ Events");
    walker.keys("b");
    walker.see("revisions", &["xCAUSEx"]);
    walker.back("xCAUSEx");
    walker.keys("i");
    walker.see("the image form", &["Enter preview"]);
    walker.back("Enter preview");
    walker.keys("n");
    walker.see("the switcher", &["Enter take", "xNAMESPACEx"]);
    walker.back("Enter take");
    walker.keys("m");
    walker.see("messages", &["─ Messages"]);
    walker.back("─ Messages");
    walker.keys("l");
    walker.see("logs", &["Logs of web", "xLOGx"]);
    walker.keys("z");
    walker.pty.wait_for(|s| !s.contains("Workloads iot-test") && s.contains("xLOGx"), LONG).unwrap();
    walker.keys("z");
    walker.see("back", &["Workloads iot-test"]);
    // An error of the whole server.
    proxy.on("GET", "/", Fault::status(500, "InternalError", &format!("xERRORx{POISON}")));
    proxy.break_watches("");
    walker.pty.wait_for(|s| s.contains("stale since"), LONG).unwrap();
    walker.keys("r");
    walker.see("an error", &["xERRORx"]);

    assert_eq!(written(&walker.pty, 0), Vec::<String>::new());
}
