use super::*;
use crate::model::feed::WatchState::{Live, Stale};
use crate::model::trouble::Trouble;

const BOOKMARK: &str = "{\"type\":\"BOOKMARK\",\"object\":{\"kind\":\"Namespace\",\"metadata\":{\"resourceVersion\":\"30\"}}}\n";

#[tokio::test]
async fn a_watch_that_ends_is_resumed_from_its_last_word_and_nobody_sees_it() {
    let (mut rig, open) = Rig::live().await;
    open.send(&event("ADDED", "u2", 12));
    assert_eq!(rig.batch().await, ["u2@v12"]);
    open.send(BOOKMARK);
    open.end();
    let open = rig.ask("resourceVersion=30").await.stream();
    open.send(&event("MODIFIED", "u2", 31));
    // No state has come between.
    assert_eq!(rig.batch().await, ["u2@v31"]);
}

#[tokio::test]
async fn a_watch_that_breaks_in_the_middle_of_a_line_is_resumed_and_told_only_where_that_fails() {
    let (mut rig, open) = Rig::live().await;
    let line = event("ADDED", "u2", 12);
    open.send(&line);
    open.send(&line[..20]);
    open.cut();
    rig.ask("resourceVersion=12").await.fail(500, "InternalError");
    assert_eq!(rig.batch().await, ["u2@v12"]);
    let Stale { since, retry, error } = rig.state().await else { panic!() };
    assert!(retry.since(since) > 0);
    assert_eq!(error.to_string(), "InternalError it is");
    let _open = rig.ask("resourceVersion=12").await.stream();
    assert_eq!(rig.state().await, Live);
}

#[tokio::test]
async fn a_position_that_is_too_old_brings_a_fresh_list_beside_the_old_rows() {
    let (mut rig, open) = Rig::live().await;
    open.send(&format!("{{\"type\":\"ERROR\",\"object\":{}}}\n", server::status(410, "Expired")));
    rig.ask("limit=500").await.json(&list(40, "", None, &["u9"]));
    // What was shown stays live until the list has come; there is no blank.
    assert_eq!(rig.batch().await, ["[", "u9@v40", "]"]);
    // The same as the answer to the request itself.
    rig.ask("resourceVersion=40").await.fail(410, "Gone");
    rig.ask("limit=500").await.json(&list(50, "", None, &["u9"]));
    let _open = rig.ask("resourceVersion=50").await.stream();
    rig.until(Live).await;
}

#[tokio::test]
async fn a_line_that_cannot_be_read_brings_a_fresh_list() {
    let (mut rig, open) = Rig::live().await;
    open.send(&event("ADDED", "u2", 12));
    open.send("{\"type\":\"ADDED\",\"object\":{{{\n");
    assert_eq!(rig.batch().await, ["u2@v12"]);
    assert!(matches!(rig.state().await, Stale { .. }));
    rig.ask("limit=500").await.json(&list(20, "", None, &["u1"]));
    assert_eq!(rig.batch().await, ["[", "u1@v20", "]"]);
}

#[tokio::test]
async fn an_object_that_cannot_be_read_is_not_shown_in_an_old_state() {
    let (mut rig, open) = Rig::live().await;
    open.send("{\"type\":\"MODIFIED\",\"object\":{\"metadata\":{\"uid\":\"u1\",\"resourceVersion\":\"12\"},\"status\":7}}\n");
    assert_eq!(rig.batch().await, ["-u1"]);
    open.end();
    rig.ask("resourceVersion=12").await;
}

#[tokio::test]
async fn events_of_one_object_in_quick_succession_are_one() {
    let (mut rig, open) = Rig::live().await;
    let text: String = (11..200).map(|i| event("MODIFIED", "u1", i)).collect();
    let more = event("ADDED", "u2", 200) + &event("DELETED", "u2", 201) + &event("DELETED", "u3", 202) + &event("ADDED", "u3", 203);
    let text = text + &more;
    // Cut in odd places, as a network does.
    for chunk in text.as_bytes().chunks(1017) {
        open.send(std::str::from_utf8(chunk).unwrap());
    }
    let mut seen = Vec::new();
    while seen.last().is_none_or(|last| last != "u3@v203") {
        seen.extend(rig.batch().await);
    }
    assert!(seen.len() < 20, "{seen:?}");
    assert_eq!(seen[seen.len() - 2..], ["-u2", "u3@v203"]);
    assert!(seen.contains(&"u1@v199".to_owned()));
}

#[tokio::test]
async fn many_objects_at_once_come_in_messages_of_bounded_size() {
    let (mut rig, open) = Rig::live().await;
    open.send(&(0..1700u32).map(|i| event("ADDED", &format!("n{i}"), 100 + i)).collect::<String>());
    let mut seen = 0;
    while seen < 1700 {
        let rows = rig.batch().await.len();
        assert!(rows <= 500);
        seen += rows;
    }
    assert_eq!(seen, 1700);
}

#[tokio::test]
async fn a_silent_stream_is_let_go_while_the_server_does_not_answer_and_resumed_when_it_does() {
    let (mut rig, open) = Rig::live().await;
    open.send(&event("ADDED", "u2", 12));
    assert_eq!(rig.batch().await, ["u2@v12"]);
    rig.link.down(&Trouble::Timeout(4).into());
    open.abandoned().await;
    let Stale { error, .. } = rig.state().await else { panic!() };
    assert_eq!(error.to_string(), "no answer within 4 s");
    // A try into the void, which is given up for another as soon as the server is back.
    let void = rig.ask("resourceVersion=12").await;
    rig.link.up();
    let open = rig.ask("resourceVersion=12").await.stream();
    assert_eq!(rig.state().await, Live);
    open.send(&event("MODIFIED", "u2", 13));
    assert_eq!(rig.batch().await, ["u2@v13"]);
    drop(void);
}

#[tokio::test]
async fn a_token_that_was_rotated_is_read_anew_without_a_word() {
    let (mut rig, open) = Rig::live().await;
    open.send(&event("ADDED", "u2", 12));
    open.end();
    rig.ask("resourceVersion=12").await.fail(401, "Unauthorized");
    let open = rig.ask("resourceVersion=12").await.stream();
    open.send(&event("MODIFIED", "u2", 13));
    assert_eq!(rig.batch().await, ["u2@v12"]);
    assert_eq!(rig.batch().await, ["u2@v13"]);
}

#[tokio::test]
async fn a_server_that_ends_every_watch_at_once_is_not_asked_without_pause() {
    let (mut rig, open) = Rig::live().await;
    open.end();
    assert!(matches!(rig.state().await, Stale { .. }));
    let _open = rig.ask("resourceVersion=10").await.stream();
    assert_eq!(rig.state().await, Live);
}
