//! A ServiceAccount: the Secrets that it has, and which of them are there.

use super::beside::{Wanted, What};
use super::sheet::Sheet;
use super::{Told, text};
use crate::model::naming::segment;
use serde_json::Value;

const OF: &str = "kubernetes.io/service-account.name";
const UID: &str = "kubernetes.io/service-account.uid";

pub(super) fn wanted(object: &Value) -> Vec<Wanted> {
    let namespace = text(&object["metadata"]["namespace"]);
    vec![Wanted { what: What::Secrets, paths: vec![format!("/api/v1/namespaces/{}/secrets?", segment(&namespace))] }]
}

fn names(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().map(|s| text(&s["name"])).collect()
}

pub(super) fn tell(sheet: &mut Sheet, told: Told<'_>) {
    let object = told.object;
    let found = told.beside.of(What::Secrets);
    let there = |name: &String| match found {
        Ok(found) => found.more || found.items.iter().any(|s| s["metadata"]["name"] == **name),
        Err(_) => true,
    };
    for (label, field) in [("Image pull secrets", "imagePullSecrets"), ("Mountable secrets", "secrets")] {
        let mut all = names(&object[field]);
        for name in &mut all {
            if !there(name) {
                sheet.wrong(&format!("{} names Secret {name}, which is not there", label.to_lowercase()));
                name.push_str(" (not found)");
            }
        }
        sheet.several(0, label, &all);
        if all.is_empty() {
            sheet.pair(label, "<none>");
        }
    }
    match found {
        Ok(found) => {
            let meta = &object["metadata"];
            let own = |s: &&Value| {
                let notes = &s["metadata"]["annotations"];
                notes[OF] == meta["name"] && (meta["uid"].is_null() || notes[UID].is_null() || notes[UID] == meta["uid"])
            };
            let mut tokens: Vec<String> = found.items.iter().filter(own).map(|s| text(&s["metadata"]["name"])).collect();
            if found.more {
                tokens.push("and maybe more: not all Secrets were read".into());
            }
            sheet.several(0, "Tokens", &tokens);
            if tokens.is_empty() {
                sheet.pair("Tokens", "<none>");
            }
        }
        Err(why) => sheet.pair("Tokens", why),
    }
    let mounts = object["automountServiceAccountToken"].as_bool();
    sheet.pair(
        "Mounted in its pods",
        if mounts == Some(false) { "no, unless the pod asks for it" } else { "yes, unless the pod refuses" },
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::describe::beside::Beside;
    use crate::cluster::describe::tests::{found, has, tells};
    use serde_json::json;

    #[test]
    fn its_secrets_are_told_and_those_that_are_not_there() {
        let account = json!({"metadata": {"name": "runner", "namespace": "iot", "uid": "u"}, "imagePullSecrets": [{"name": "pull"}, {"name": "gone"}],
            "secrets": [{"name": "tok"}], "automountServiceAccountToken": false});
        let secret = |name: &str, of: &str| json!({"metadata": {"name": name, "annotations": {OF: of, UID: "u"}}});
        let secrets = vec![secret("pull", "other"), secret("tok", "runner")];
        has(
            "all",
            &tells(tell, &account, Beside(vec![found(What::Secrets, secrets)])),
            &[
                "✗ image pull secrets names Secret gone, which is not there",
                "Image pull secrets: pull\ngone (not found)",
                "Mountable secrets: tok",
                "Tokens: tok",
                "Mounted in its pods: no, unless the pod asks for it",
            ],
        );
        let denied = Beside(vec![(What::Secrets, Err("not allowed: no".into()))]);
        let text = tells(tell, &account, denied);
        has("denied", &text, &["Image pull secrets: pull\ngone\n", "Tokens: not allowed: no"]);
        assert!(!text.contains('✗'), "{text}");
        let bare = json!({"metadata": {"name": "default"}});
        has(
            "bare",
            &tells(tell, &bare, Beside(vec![found(What::Secrets, vec![])])),
            &["Image pull secrets: <none>", "Tokens: <none>"],
        );
    }
}
