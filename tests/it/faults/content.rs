//! One test for each way in which what a server sends can be other than it should, or more than one is used to.

use crate::support::desk::told;
use crate::support::ground::{Ground, LONG};
use crate::support::proxy::{Fault, Proxy};
use crate::support::trial::Trial;
use crate::support::truth::change;
use dogwatch::model::Time;
use serde_json::Value;
use std::sync::{Arc, Mutex};
use std::time::Instant;

#[test]
fn a_list_that_is_cut_off() {
    let t = Trial::start();
    t.proxy.on("GET", "/pods?limit", Fault::body(|text| text[..text.len() / 2].to_owned()));
    t.expire("/pods");
    t.stale("cannot be read");
    let screen = t.desk.wait_text("stale since");
    assert!(screen.contains("Running"), "what was known stays\n{screen}");
    t.desk.keys_answer();
    t.over();
}

#[test]
fn a_list_that_is_something_else() {
    let t = Trial::start();
    t.proxy.on("GET", "/pods?limit", Fault::body(|_| r#"{"kind":"Login","items":[]}"#.to_owned()));
    t.expire("/pods");
    t.stale("a Login where a list was asked for");
    assert!(t.desk.look(|s| s.cluster.store.pods().count()) > 0, "it is not taken for an empty list");
    t.over();
}

#[test]
fn lines_of_a_watch_that_are_cut_off() {
    let t = Trial::start();
    t.proxy.on("GET", "watch=true", Fault::lines(|line| vec![line[..line.len() / 2].to_owned()]));
    t.meanwhile();
    t.stale("cannot be read");
    t.desk.keys_answer();
    let begun = Instant::now();
    t.proxy.clear();
    t.desk.equal_again(begun);
    t.meanwhile_again();
}

/// The line of a watch or the text of a list, each object in it made another.
fn objects(text: &str, edit: &dyn Fn(&mut Value)) -> String {
    let mut value: Value = serde_json::from_str(text).unwrap();
    match value.get_mut("items").and_then(Value::as_array_mut) {
        Some(items) => items.iter_mut().for_each(edit),
        None => edit(&mut value["object"]),
    }
    value.to_string()
}

/// Lists and watches of a path have their objects edited.
fn edit(proxy: &Proxy, part: &str, how: impl Fn(&mut Value) + Send + Sync + 'static) {
    let lists = Arc::new(how);
    let watches = lists.clone();
    proxy.on("GET", &format!("{part}?limit"), Fault::body(move |text| objects(text, &*lists)));
    proxy.on("GET", &format!("{part}?watch"), Fault::lines(move |line| vec![objects(line, &*watches)]));
}

#[test]
fn an_object_that_cannot_be_read() {
    let t = Trial::start();
    let victim = t.desk.look(|s| s.cluster.store.pods().find(|p| &*p.namespace == "iot-prod").unwrap().clone());
    let name = victim.name.to_string();
    edit(&t.proxy, "/api/v1/pods", {
        let name = name.clone();
        move |o| {
            // Other namespaces have a nacos-0 as well.
            if o["metadata"]["name"] == name.as_str() && o["metadata"]["namespace"] == "iot-prod" {
                o["status"] = 7.into();
            }
        }
    });
    t.expire("/pods");
    // The others are shown, and it is not: an old state of it would be a lie.
    t.desk.wait("the object to go", |s| s.cluster.store.pod(&victim.uid).is_none() && s.cluster.store.pods().count() > 20);
    t.desk.keys_answer();
    // It is there again with its next change.
    let begun = Instant::now();
    t.proxy.clear();
    let path = format!("/api/v1/namespaces/iot-prod/pods/{name}");
    change(t.ground.address(), "PATCH", &path, r#"{"metadata":{"labels":{"touched":"yes"}}}"#);
    t.desk.equal_again(begun);
    t.meanwhile_again();
}

#[test]
fn fields_and_phases_that_are_not_known_yet() {
    let t = Trial::start();
    edit(&t.proxy, "/api/v1/pods", |o| {
        o["spec"]["quantum"] = serde_json::json!({ "entangled": [1, 2, { "with": null }] });
        o["status"]["phase"] = "Levitating".into();
        o["status"]["containerStatuses"] = Value::Null;
        o["status"]["conditions"] = serde_json::json!([{ "type": "Floating", "status": "Maybe" }]);
    });
    t.expire("/pods");
    let screen = t.desk.wait_text("Levitating");
    assert!(!screen.contains("Running"), "{screen}");
    t.desk.keys_answer();
    t.meanwhile();
    let begun = Instant::now();
    t.proxy.clear();
    t.expire("/pods");
    t.desk.equal_again(begun);
    t.meanwhile_again();
}

#[test]
fn events_for_objects_that_were_never_seen() {
    let t = Trial::start();
    // Nobody hears that something is new: of a pod the first word is that it has changed.
    t.proxy.on(
        "GET",
        "/pods?watch",
        Fault::lines(|line| if line.starts_with(r#"{"type":"ADDED""#) { Vec::new() } else { vec![line.to_owned()] }),
    );
    let gone = r#"{"type":"DELETED","object":{"metadata":{"name":"x","namespace":"iot-dev","uid":"never-seen"}}}"#;
    t.proxy.inject("/pods", gone);
    t.proxy.inject("/pods", r#"{"type":"EXPLODED","object":{"metadata":{"name":"x","uid":"no-such-type"}}}"#);
    t.meanwhile();
    t.desk.equal_again(Instant::now());
    t.desk.keys_answer();
    t.meanwhile_again();
}

#[test]
fn events_that_come_twice() {
    let t = Trial::start();
    t.proxy.on("GET", "watch=true", Fault::lines(|line| vec![line.to_owned(), line.to_owned()]));
    t.meanwhile();
    t.desk.equal_again(Instant::now());
    t.desk.keys_answer();
    t.proxy.clear();
    t.meanwhile_again();
}

#[test]
fn events_out_of_order() {
    let t = Trial::start();
    let held: Mutex<Option<String>> = Mutex::default();
    // Every second goes before the first.
    t.proxy.on(
        "GET",
        "/deployments?watch",
        Fault::lines(move |line| {
            let mut held = held.lock().unwrap();
            match held.take() {
                Some(before) => vec![line.to_owned(), before],
                None => {
                    *held = Some(line.to_owned());
                    Vec::new()
                }
            }
        }),
    );
    t.meanwhile();
    // Some are held back for ever, so that only a list can tell; and that is asked for as soon as the order is seen to be wrong.
    t.stale("out of order");
    t.desk.keys_answer();
    t.proxy.clear();
    t.expire("/deployments");
    t.desk.equal_again(Instant::now());
    t.meanwhile_again();
}

#[test]
fn an_old_state_that_comes_again_is_not_believed() {
    let t = Trial::start();
    let at = t.ground.address();
    let first: Arc<Mutex<Option<String>>> = Arc::default();
    let kept = first.clone();
    t.proxy.on(
        "GET",
        "/deployments?watch",
        Fault::lines(move |line| {
            if line.contains(r#""name":"web""#) && line.contains(r#""replicas":6"#) {
                kept.lock().unwrap().get_or_insert_with(|| line.to_owned());
            }
            vec![line.to_owned()]
        }),
    );
    let web = "/apis/apps/v1/namespaces/iot-test/deployments/web";
    let desired = |n: u32| {
        t.desk.wait(&format!("{n} replicas"), |s| {
            s.cluster.store.workloads().any(|w| &*w.name == "web" && &*w.namespace == "iot-test" && w.desired == n)
        });
    };
    change(at, "PATCH", web, r#"{"spec":{"replicas":6}}"#);
    desired(6);
    change(at, "PATCH", web, r#"{"spec":{"replicas":1}}"#);
    desired(1);
    let line = first.lock().unwrap().clone().unwrap();
    let lists = t.proxy.count("GET", "/deployments?limit");
    t.proxy.inject("/deployments", &line);
    t.proxy.wait_for("GET", "/deployments?limit", lists + 1);
    t.desk.equal_again(Instant::now());
    desired(1);
}

/// All times in a text go by so many seconds.
fn shift(value: &mut Value, seconds: i64) {
    match value {
        Value::String(text) => {
            if text.len() >= 20
                && let Some(time) = Time::parse(text)
            {
                *text = time.plus(seconds * 1000).rfc3339();
            }
        }
        Value::Array(all) => all.iter_mut().for_each(|v| shift(v, seconds)),
        Value::Object(all) => all.values_mut().for_each(|v| shift(v, seconds)),
        _ => {}
    }
}

fn a_clock_off_by(seconds: i64) -> Trial {
    let t = Trial::seen_through(move |proxy| {
        for part in ["/api/v1/pods", "/apps/v1/deployments", "/apps/v1/replicasets", "/api/v1/namespaces"] {
            edit(proxy, part, move |o| shift(o, seconds));
        }
        proxy.on("", "/", Fault::Clock(seconds));
    });
    t.desk.keys_answer();
    // A release while the clocks disagree.
    t.meanwhile();
    t.desk.equal_again(Instant::now());
    t.desk.wait("all to be well", |s| {
        s.cluster.store.survey(Time::system()).health.values().all(|h| h.state.mood() == dogwatch::model::health::Mood::Well)
    });
    t
}

#[test]
fn a_server_whose_clock_is_an_hour_ahead() {
    let t = a_clock_off_by(3600);
    t.desk.wait("the new namespace to come in an hour, by the clock here", |s| {
        s.cluster.store.namespaces().any(|n| &*n.name == "meanwhile" && (-63..=-58).contains(&(s.now.since(n.created) / 60_000)))
    });
    // By the cluster's clock it is some seconds old; kubectl, which goes by its own, says `<invalid>`.
    t.desk.keys("/ n e w Enter");
    t.desk.wait_text("rev 1");
    let screen = t.desk.look(crate::support::desk::screen);
    assert!(!screen.contains("<invalid>"), "{screen}");
}

#[test]
fn a_server_whose_clock_is_an_hour_behind() {
    let t = a_clock_off_by(-3600);
    t.desk.wait("the new namespace to be an hour old", |s| {
        s.cluster.store.namespaces().any(|n| &*n.name == "meanwhile" && (60..63).contains(&(s.now.since(n.created) / 60_000)))
    });
}

#[test]
fn resource_versions_that_are_no_numbers() {
    let t = Trial::with(|proxy| {
        let disguise = |v: &mut Value| {
            if let Some(text) = v["metadata"]["resourceVersion"].as_str() {
                v["metadata"]["resourceVersion"] = format!("v/{text}+&é").into();
            }
        };
        proxy.on(
            "GET",
            "?limit",
            Fault::body(move |text| {
                let mut list: Value = serde_json::from_str(text).unwrap();
                disguise(&mut list);
                objects(&list.to_string(), &disguise)
            }),
        );
        proxy.on("GET", "watch=true", Fault::lines(move |line| vec![objects(line, &disguise)]));
        let back = |path: &str| path.replace("v%2F", "").replace("%2B%26%C3%A9", "");
        proxy.on("GET", "watch=true", Fault::Path(Arc::new(back)));
    });
    assert!(t.proxy.count("GET", "resourceVersion=v%2F1") > 0);
    t.meanwhile();
    t.desk.equal_again(Instant::now());
    // Resumed from where it was.
    let lists = t.proxy.count("GET", "?limit=500");
    t.proxy.break_watches("");
    t.meanwhile_again();
    assert_eq!(t.proxy.count("GET", "?limit=500"), lists);
    t.desk.keys_answer();
}

#[test]
fn a_name_of_253_characters() {
    let t = Trial::start();
    let name = format!("{}.end", "long-name-".repeat(25).trim_end_matches('-'));
    assert_eq!(name.len(), 253);
    let pod =
        format!(r#"{{"metadata":{{"name":"{name}"}},"spec":{{"containers":[{{"name":"c","image":"docker.io/lab/app:1.0"}}]}}}}"#);
    change(t.ground.address(), "POST", "/api/v1/namespaces/iot-dev/pods", &pod);
    let deployment = format!(
        r#"{{"metadata":{{"name":"{name}"}},"spec":{{"replicas":1,"selector":{{"matchLabels":{{"app":"long"}}}},"template":{{"metadata":{{"labels":{{"app":"long"}}}},"spec":{{"containers":[{{"name":"c","image":"docker.io/lab/app:1.0"}}]}}}}}}}}"#
    );
    change(t.ground.address(), "POST", "/apis/apps/v1/namespaces/iot-dev/deployments", &deployment);
    t.desk.equal_again(Instant::now());
    // It is cut, and leaves the columns where they are.
    let screen = t.desk.wait_text("long-name-long-name");
    let row = screen.lines().find(|l| l.contains("iot-dev") && l.contains("long-name-")).unwrap();
    assert!(row.contains("/1"), "{screen}");
    assert!(screen.lines().all(|l| l.chars().count() <= 160), "{screen}");
    t.desk.keys_answer();
    t.meanwhile_again();
}

#[test]
fn an_object_of_a_mebibyte() {
    let t = Trial::start();
    let padding = "x".repeat(1 << 20);
    let name = t.desk.look(|s| s.cluster.store.pods().find(|p| &*p.namespace == "iot-prod").unwrap().name.to_string());
    let path = format!("/api/v1/namespaces/iot-prod/pods/{name}");
    edit(&t.proxy, "/api/v1/pods", move |o| {
        if o["metadata"]["name"] == name.as_str() {
            o["metadata"]["annotations"]["padding"] = padding.clone().into();
            o["metadata"]["managedFields"] = serde_json::json!([{ "manager": padding.clone() }]);
        }
    });
    change(t.ground.address(), "PATCH", &path, r#"{"metadata":{"labels":{"touched":"once"}}}"#);
    t.desk.equal_again(Instant::now());
    t.expire("/pods");
    change(t.ground.address(), "PATCH", &path, r#"{"metadata":{"labels":{"touched":"twice"}}}"#);
    t.desk.equal_again(Instant::now());
    t.desk.keys_answer();
}

/// A list in a hundred pages, while its objects change.
#[test]
#[ignore = "fifty thousand pods take a debug build half a minute to make and to list"]
fn a_list_of_fifty_thousand() {
    use dogwatch::demo::{Options, Scenario};
    let ground = Ground::demo_with(Options { scenario: Scenario::Calm, pods: Some(50_000), ..Options::default() });
    let config = std::fs::read_to_string(&ground.config).unwrap();
    let desk = crate::support::desk::Desk::open(&config, &config);
    let begun = Instant::now();
    desk.wait("the first rows", |s| s.cluster.store.pods().count() > 0);
    told("first rows", begun.elapsed());
    desk.keys_answer();
    desk.wait_live();
    told("all", begun.elapsed());
    assert!(begun.elapsed() < LONG);
    desk.equal_at_last();
    assert!(desk.look(|s| s.cluster.store.pods().count()) >= 50_000);
    desk.keys_answer();
}
