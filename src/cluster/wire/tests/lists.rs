use super::super::{Decoder, What};
use crate::cluster::error::ApiError;
use crate::model::{Kind, Uid};

const GOOD: &str = r#"{"metadata":{"name":"a","uid":"u1","resourceVersion":"1"},"status":{"phase":"Active"}}"#;

fn list(items: &str) -> String {
    format!(
        r#"{{"kind":"NamespaceList","metadata":{{"resourceVersion":"9","continue":"t+1","remainingItemCount":12}},"items":{items}}}"#
    )
}

#[test]
fn a_page_tells_where_it_ends() {
    let text = list(&format!("[{GOOD}]"));
    let page = Decoder::new(Kind::Namespace).page(text.as_bytes()).unwrap();
    assert_eq!((page.head.resource_version.as_str(), page.head.next.as_str(), page.head.remaining), ("9", "t+1", Some(12)));
    assert_eq!((page.rows.len(), page.skipped), (1, 0));
    assert_eq!(Decoder::head(text.as_bytes()), Some(page.head.clone()));
    // Enough of it is enough.
    assert_eq!(Decoder::head(&text.as_bytes()[..text.find("items").unwrap()]), Some(page.head));
    for empty in ["null", "[]"] {
        assert!(Decoder::new(Kind::Namespace).page(list(empty).as_bytes()).unwrap().rows.is_empty());
    }
}

#[test]
fn one_malformed_object_does_not_cost_the_others() {
    let items =
        format!(r#"[{GOOD},{{"metadata":"what"}},null,{{"metadata":{{"name":"no uid"}}}},42,{}]"#, GOOD.replace("u1", "u2"));
    let page = Decoder::new(Kind::Namespace).page(list(&items).as_bytes()).unwrap();
    assert_eq!(page.rows.iter().map(|r| r.uid().to_string()).collect::<Vec<_>>(), ["u1", "u2"]);
    assert_eq!(page.skipped, 4);
    // Bytes that are no UTF-8 cost a character, not the page.
    let mut bytes = list(&format!("[{}]", GOOD.replace("Active", "Act?ve"))).into_bytes();
    let at = bytes.iter().position(|b| *b == b'?').unwrap();
    bytes[at] = 0xff;
    assert_eq!(Decoder::new(Kind::Namespace).page(&bytes).unwrap().rows.len(), 1);
}

#[test]
fn what_is_no_list_is_no_empty_list() {
    for text in [
        "",
        "{}",
        "<html>sign in</html>",
        "[]",
        r#"{"items":[]}"#,
        r#"{"kind":"Status","metadata":{},"status":"Failure"}"#,
        &list("["),
    ] {
        assert!(matches!(Decoder::new(Kind::Namespace).page(text.as_bytes()), Err(ApiError::Decode(_))), "{text}");
    }
}

#[test]
fn lines_of_a_watch_are_told_apart() {
    let mut decoder = Decoder::new(Kind::Namespace);
    let mut what = |kind: &str, object: &str| {
        let event = decoder.event(format!(r#"{{"type":"{kind}","object":{object}}}"#).as_bytes()).unwrap();
        (event.what, event.resource_version)
    };
    assert!(matches!(what("ADDED", GOOD), (What::Put(_), rv) if rv == "1"));
    assert!(matches!(what("MODIFIED", GOOD), (What::Put(_), _)));
    assert_eq!(what("DELETED", GOOD), (What::Gone(Uid::new("u1")), "1".into()));
    assert_eq!(what("BOOKMARK", r#"{"metadata":{"resourceVersion":"55"}}"#), (What::Bookmark, "55".into()));
    let last = r#"{"metadata":{"resourceVersion":"56","annotations":{"k8s.io/initial-events-end":"true"}}}"#;
    assert_eq!(what("BOOKMARK", last), (What::ListEnds, "56".into()));
    let unreadable = r#"{"metadata":{"uid":"u1","resourceVersion":"8"},"status":"what"}"#;
    assert_eq!(what("MODIFIED", unreadable), (What::Malformed(Some(Uid::new("u1"))), "8".into()));
    assert_eq!(what("INVENTED", GOOD), (What::Malformed(None), "1".into()));
    let gone = what("ERROR", r#"{"kind":"Status","code":410,"reason":"Expired","message":"too old resource version: 1 (2)"}"#).0;
    assert!(matches!(gone, What::Failed(e) if e.is_gone()));
    // The order of the two keys is nobody's promise.
    let turned = format!(r#"{{"object":{GOOD},"type":"ADDED"}}"#);
    assert!(matches!(decoder.event(turned.as_bytes()).unwrap().what, What::Put(_)));
    for line in ["", "{", "null", r#"{"type":"ADDED"}"#, r#"{"type":"ADDED","object":7}"#, "garbage"] {
        assert!(decoder.event(line.as_bytes()).is_err(), "{line}");
    }
}

#[test]
#[ignore = "a measurement: run it in a release build with --nocapture"]
#[allow(clippy::print_stdout)]
fn measure_five_thousand_pods() {
    let managed = format!(
        r#"{{"manager":"kubelet","fieldsV1":{{{}}}}}"#,
        (0..40).map(|i| format!(r#""f:key-number-{i}-of-forty":{{"f:x":{{}}}}"#)).collect::<Vec<_>>().join(",")
    );
    let env =
        (0..20).map(|i| format!(r#"{{"name":"VARIABLE_{i}","value":"some value of variable {i}"}}"#)).collect::<Vec<_>>().join(",");
    let pod = |i: usize| {
        format!(
            r#"{{"metadata":{{"name":"web-65bdccc459-{i:05}","namespace":"crowd-{}","uid":"0b7e1c2a-91d4-4f6b-8a11-{i:012x}","resourceVersion":"{i}","creationTimestamp":"2026-07-24T20:00:00Z","labels":{{"app":"web","pod-template-hash":"65bdccc459"}},"ownerReferences":[{{"uid":"0b7e1c2a-91d4-4f6b-8a11-00c0ffee0001","controller":true}}],"managedFields":[{managed},{managed}]}},"spec":{{"nodeName":"node-{}","containers":[{{"name":"web","image":"lab/app:1.1","env":[{env}]}}]}},"status":{{"phase":"Running","conditions":[{{"type":"Initialized","status":"True","lastTransitionTime":"2026-07-24T20:00:00Z"}},{{"type":"Ready","status":"True","lastTransitionTime":"2026-07-24T20:00:03Z"}},{{"type":"PodScheduled","status":"True"}}],"containerStatuses":[{{"name":"web","ready":true,"started":true,"restartCount":0,"image":"lab/app:1.1","state":{{"running":{{"startedAt":"2026-07-24T20:00:02Z"}}}},"lastState":{{}}}}]}}}}"#,
            i / 500,
            i % 40
        )
    };
    let pages: Vec<String> =
        (0..10).map(|p| list(&format!("[{}]", (0..500).map(|i| pod(p * 500 + i)).collect::<Vec<_>>().join(",")))).collect();
    println!("{} bytes a pod", pages.iter().map(String::len).sum::<usize>() / 5000);
    let resident =
        || std::fs::read_to_string("/proc/self/status").unwrap().lines().find(|l| l.starts_with("VmRSS")).unwrap().to_owned();
    let before = resident();
    let began = tokio::time::Instant::now();
    let mut decoder = Decoder::new(Kind::Pod);
    let rows: Vec<_> = pages.iter().flat_map(|p| decoder.page(p.as_bytes()).unwrap().rows).collect();
    println!(
        "{} rows in {:?}; {before} → {}; a row is {} bytes and {} a container",
        rows.len(),
        began.elapsed(),
        resident(),
        size_of::<crate::model::feed::Row>(),
        size_of::<crate::model::pod::Container>()
    );
}
