use super::*;
use crate::model::Time;
use crate::model::feed::WatchState::{Denied, Live, Polling, Stale, Starting};

#[tokio::test]
async fn pages_show_as_they_come_and_the_watch_goes_on_from_the_list() {
    let mut rig = Rig::start().await;
    assert_eq!(rig.state().await, Starting { listed: 0, of: None });
    rig.ask("/api/v1/namespaces?limit=500").await.json(&list(10, "t1", Some(1), &["u1", "u2"]));
    // The next page is asked for, and the first is shown before that has come.
    let second = rig.ask("limit=500&continue=t1").await;
    assert_eq!(rig.batch().await, ["[", "u1@v10", "u2@v10"]);
    assert_eq!(rig.state().await, Starting { listed: 2, of: Some(3) });
    second.json(&list(10, "", None, &["u3"]));
    assert_eq!(rig.batch().await, ["u3@v10", "]"]);
    assert_eq!(rig.state().await, Starting { listed: 3, of: Some(3) });
    let watch = rig.ask("watch=true&allowWatchBookmarks=true").await;
    assert!(watch.path.ends_with("&resourceVersion=10"), "{}", watch.path);
    let seconds: u32 = watch.path.split("timeoutSeconds=").nth(1).unwrap().split('&').next().unwrap().parse().unwrap();
    assert_eq!(seconds, 8, "so often the server says that it feeds the watch");
    let _open = watch.stream();
    assert_eq!(rig.state().await, Live);
}

#[tokio::test]
async fn a_list_goes_on_from_its_last_page_after_a_failure_and_begins_anew_when_its_token_has_expired() {
    let mut rig = Rig::start().await;
    rig.ask("limit=500").await.json(&list(10, "t1", None, &["u1"]));
    rig.ask("continue=t1").await.fail(500, "InternalError");
    rig.ask("continue=t1").await.fail(410, "Expired");
    let again = rig.ask("limit=500").await;
    assert!(!again.has("continue"), "{}", again.path);
    again.json(&list(20, "", None, &["u1"]));
    let _open = rig.ask("resourceVersion=20").await.stream();
    let mut told = Vec::new();
    loop {
        match rig.feed().await {
            Feed::Watch(_, Live) => break,
            Feed::Watch(_, Stale { error, .. }) => told.push(error.to_string()),
            Feed::Watch(..) => {}
            Feed::Batch(_, deltas) => told.extend(deltas.iter().map(short)),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(told, ["[", "u1@v10", "InternalError it is", "Expired it is", "[", "u1@v20", "]"]);
}

#[tokio::test]
async fn who_may_not_list_is_told_and_asked_again_when_there_is_reason_to() {
    let mut rig = Rig::start().await;
    rig.state().await;
    rig.ask("limit=500").await.fail(403, "Forbidden");
    assert_eq!(rig.state().await, Denied { error: crate::model::trouble::Trouble::said("Forbidden it is") });
    rig.link.renewed();
    rig.ask("limit=500").await.json(&list(10, "", None, &["u1"]));
    let _open = rig.ask("watch=true").await.stream();
    rig.until(Live).await;
}

#[tokio::test]
async fn who_may_list_and_not_watch_gets_lists_and_is_told() {
    for code in [403, 405] {
        let mut rig = Rig::start().await;
        rig.ask("limit=500").await.json(&list(10, "", None, &["u1"]));
        rig.ask("watch=true").await.fail(code, "Forbidden");
        rig.until(Polling { every: 15 }).await;
        rig.link.renewed();
        rig.ask("limit=500").await.json(&list(11, "", None, &["u2"]));
        assert_eq!(rig.batch().await, ["[", "u2@v11", "]"]);
        let _open = rig.ask("resourceVersion=11").await.stream();
        assert_eq!(rig.state().await, Live);
    }
}

#[tokio::test]
async fn a_right_taken_away_is_found_at_once() {
    let (mut rig, open) = Rig::live().await;
    open.send(&event("ADDED", "u2", 12));
    open.end();
    rig.ask("resourceVersion=12").await.fail(403, "Forbidden");
    rig.ask("limit=500").await.fail(403, "Forbidden");
    assert_eq!(rig.batch().await, ["u2@v12"]);
    assert!(matches!(rig.state().await, Denied { .. }));
}

#[tokio::test]
async fn a_server_that_asks_for_time_is_given_it() {
    let mut rig = Rig::start().await;
    rig.state().await;
    let before = Time::system();
    rig.ask("limit=500").await.answer(429, "retry-after: 2\r\n", &server::status(429, "TooManyRequests"));
    let Stale { retry, error, since } = rig.state().await else { panic!() };
    assert!(retry.since(before) >= 2000 && before.since(since) >= 0, "{since} {retry}");
    assert_eq!(error.to_string(), "TooManyRequests it is");
    rig.ask("limit=500").await.json(&list(10, "", None, &[]));
    assert!(Time::system().since(before) >= 2000);
    assert_eq!(rig.batch().await, ["[", "]"]);
}

#[tokio::test]
async fn what_is_no_list_changes_nothing() {
    let mut rig = Rig::start().await;
    rig.state().await;
    rig.ask("limit=500").await.json("<html>sign in</html>");
    assert!(matches!(rig.state().await, Stale { .. }));
    rig.ask("limit=500").await.json(&list(10, "", None, &["u1"]));
    assert_eq!(rig.batch().await, ["[", "u1@v10", "]"]);
}

#[tokio::test]
async fn a_server_that_knows_no_pages_is_taken_in_messages_of_bounded_size() {
    let mut rig = Rig::start().await;
    rig.state().await;
    let uids: Vec<String> = (0..1201).map(|i| format!("u{i}")).collect();
    let uids: Vec<&str> = uids.iter().map(String::as_str).collect();
    rig.ask("limit=500").await.json(&list(10, "", None, &uids));
    let sizes = [rig.batch().await.len(), rig.batch().await.len(), rig.batch().await.len()];
    assert_eq!(sizes, [501, 500, 202]);
}

#[tokio::test]
async fn a_look_without_a_screen_gives_all_pages() {
    let mut server = Server::start().await;
    let session = server.session();
    let look = tokio::spawn(async move { list_once(&session, &Scope::all(Kind::Namespace)).await });
    server.ask().await.json(&list(10, "t1", Some(1), &["u1"]));
    server.ask().await.fail(410, "Expired");
    server.ask().await.json(&list(20, "t2", Some(1), &["u1"]));
    server.ask().await.json(&list(20, "", None, &["u2"]));
    assert_eq!(look.await.unwrap().unwrap().iter().map(|r| r.uid().to_string()).collect::<Vec<_>>(), ["u1", "u2"]);
    let session = server.session();
    let look = tokio::spawn(async move { list_once(&session, &Scope::all(Kind::Namespace)).await });
    server.ask().await.fail(403, "Forbidden");
    assert!(look.await.unwrap().unwrap_err().is_forbidden());
}

#[tokio::test]
async fn cronjobs_are_had_under_the_version_that_the_server_has() {
    let mut rig = Rig::start_of(Kind::CronJob).await;
    rig.state().await;
    rig.ask("/apis/batch/v1/cronjobs?limit=500").await.fail(404, "NotFound");
    rig.ask("/apis/batch/v1beta1/cronjobs?limit=500").await.json(&list(10, "", None, &["u1"]));
    let Feed::Batch(_, deltas) = rig.feed().await else { panic!("no rows") };
    let older = |d: &Delta| matches!(d, Delta::Put(Row::Workload(w)) if w.cron().is_some_and(|c| c.beta));
    assert_eq!((deltas.len(), deltas.iter().filter(|d| older(d)).count()), (3, 1), "{deltas:?}");
    let _open = rig.ask("/apis/batch/v1beta1/cronjobs?watch=true").await.stream();
    rig.until(WatchState::Live).await;
    // The same for a look without a screen.
    let mut server = Server::start().await;
    let session = server.session();
    let look = tokio::spawn(async move { list_once(&session, &Scope::all(Kind::CronJob)).await });
    server.ask().await.fail(404, "NotFound");
    server.ask().await.json(&list(10, "", None, &["u1"]));
    assert_eq!(look.await.unwrap().unwrap().len(), 1);
}

#[tokio::test]
async fn a_server_without_a_batch_kind_has_none_and_is_not_stale() {
    let mut rig = Rig::start_of(Kind::CronJob).await;
    rig.state().await;
    rig.ask("/apis/batch/v1/cronjobs").await.fail(404, "NotFound");
    rig.ask("/apis/batch/v1beta1/cronjobs").await.fail(404, "NotFound");
    assert!(matches!(rig.state().await, WatchState::Denied { .. }));
}
